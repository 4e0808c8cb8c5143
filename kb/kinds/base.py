"""What a declaration of the vocabulary holds: a kind of actor, a kind of tie, a field, a sign."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from types import NoneType
from typing import Any, get_args

from pydantic import BaseModel, ConfigDict
from pydantic import Field as PydanticField
from pydantic.fields import FieldInfo

from kb.privacy import Layer


class Family(StrEnum):
    """Kinds of one family may be one actor in several roles; two families never are."""

    PLACE = "lieu"
    BODY = "instance"
    ORGANISATION = "organisation"
    PERSON = "personne"
    DOING = "activite"
    RECORD = "suivi"

    @property
    def one(self) -> str:
        """Return the words by which a sentence asks for one of the family.

        >>> Family.BODY.one
        'une instance'
        """
        return _ONE[self.name]


_ONE = {
    "PLACE": "un lieu", "BODY": "une instance", "ORGANISATION": "une organisation", "PERSON": "une personne",
    "DOING": "une activité", "RECORD": "un élément de suivi",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sign:
    """The shape and the two colours that stand for a kind everywhere: lists, networks, documents, legends."""

    shape: str
    light: str
    dark: str


def fact(
    label: str,
    *,
    layer: Layer = Layer.CARTOGRAPHIE,
    choices: tuple[str, ...] = (),
    words: tuple[str, ...] = (),
    unit: str = "",
    shown: bool = True,
    gap: str = "",
    form: str = "",
    explain: str = "",
    dated_by: str = "",
    adds: bool = False,
    local: bool = False,
) -> Any:
    """Declare one field of a kind: its French label, its privacy layer, how it is shown and how it is typed.

    `words` says each of the choices when it is a letter or a code. `gap` is the French sentence of the action that fills the field; a field without one is never called missing.
    `form` says how what is typed is read (siret, date, web…), by default from the field's type; `explain` helps who types.
    `dated_by` is the field of the same row that says of which day the value is: the latest day then comes first, whoever says it.
    `local` tells that each territory has its own: it is said of those that its row names, else of the one its source is of.
    `adds` tells that the rows of one source say a part each: together they are its value, never two that disagree.
    """
    extra = {
        "layer": layer.value, "choices": list(choices), "words": list(words), "unit": unit, "shown": shown, "gap": gap, "form": form,
        "explain": explain, "dated_by": dated_by, "adds": adds, "local": local,
    }  # fmt: skip
    return PydanticField(default=None, title=label, json_schema_extra=extra)  # type: ignore[arg-type]


class Fields(BaseModel):
    """The fields of a kind; unknown names are refused, absent ones are left out."""

    model_config = ConfigDict(extra="forbid", str_max_length=10_000, allow_inf_nan=False)


@dataclass(frozen=True, slots=True)
class FieldCard:
    """One declared field, as pages, forms, imports and documents read it."""

    name: str
    label: str
    layer: Layer
    choices: tuple[str, ...]
    unit: str
    shown: bool
    gap: str
    form: str
    explain: str
    words: tuple[str, ...] = ()
    dated_by: str = ""
    adds: bool = False
    local: bool = False

    def word(self, value: str) -> str:
        """Return a value as people read it: a choice that is a letter or a code by its word, any other as it is."""
        return dict(zip(self.choices, self.words, strict=False)).get(value, value)


@cache
def field_cards(model: type[BaseModel]) -> dict[str, FieldCard]:
    """Return the cards of a model's fields, in the order they are declared."""
    return {name: _card(name, info) for name, info in model.model_fields.items()}


def _card(name: str, info: FieldInfo) -> FieldCard:
    extra = info.json_schema_extra if isinstance(info.json_schema_extra, dict) else {}
    return FieldCard(
        name=name,
        label=info.title or name,
        layer=Layer(str(extra.get("layer", Layer.CARTOGRAPHIE))),
        choices=tuple(str(choice) for choice in extra.get("choices", ()) or ()),  # type: ignore[union-attr]
        words=tuple(str(word) for word in extra.get("words", ()) or ()),  # type: ignore[union-attr]
        unit=str(extra.get("unit", "")),
        shown=bool(extra.get("shown", True)),
        gap=str(extra.get("gap", "")),
        form=str(extra.get("form") or _form(info, bool(extra.get("choices")))),
        explain=str(extra.get("explain", "")),
        dated_by=str(extra.get("dated_by", "")),
        adds=bool(extra.get("adds")),
        local=bool(extra.get("local")),
    )


def _form(info: FieldInfo, closed: bool) -> str:
    """Return how a field of some type is typed when its declaration does not say."""
    types = set(get_args(info.annotation)) - {NoneType}
    if list[str] in types:
        return "list"
    if bool in types:
        return "bool"
    return "choice" if closed else "number" if types <= {int, float} else "text"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of actor, declared once.

    `names` are the words by which sheets call it; `rank` decides which of several roles is the main one (least first).
    `sent_as` is the importer by which alone it enters: its values are checked with those of a whole sheet, so no form takes it.
    A `count` is no actor: it is told on the sheet of its place, and no drawing nor list holds it.
    """

    code: str
    label: str
    plural: str
    family: Family
    sign: Sign
    model: type[Fields]
    explain: str
    names: tuple[str, ...] = ()
    rank: int = 50
    layer: Layer = Layer.CARTOGRAPHIE
    stakeholder: bool = False
    sent_as: str = ""
    count: bool = False

    @property
    def fields(self) -> dict[str, FieldCard]:
        """Return the cards of the kind's fields, by name."""
        return field_cards(self.model)


@dataclass(frozen=True, slots=True)
class TieKind:
    """One kind of tie, declared once: two readings, admissible ends, its own fields, the letter of the infographic.

    `starts` and `ends` are families or kind codes; `names` are further words by which sheets call it, `backwards` those that
    read it from its other end; `own` are the fields its form asks besides those of every tie. `coming` are its two readings while
    its day is still to come: an event is then told neither as past nor as present. `bearers` are the words by which a sheet calls
    who starts such a tie with the territory of its row: « collectivité porteuse ».
    """

    code: str
    forward: str
    backward: str
    starts: tuple[str, ...]
    ends: tuple[str, ...]
    names: tuple[str, ...] = ()
    layer: Layer = Layer.CARTOGRAPHIE
    symmetric: bool = False
    letter: str = "P"
    nature: str = "partenaire"
    money: bool = False
    presence: bool = True
    explain: str = ""
    cost: int = field(default=2)
    own: tuple[str, ...] = ()
    backwards: tuple[str, ...] = ()
    coming: tuple[str, ...] = ()
    bearers: tuple[str, ...] = ()
