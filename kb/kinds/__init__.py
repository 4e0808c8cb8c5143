"""The vocabulary: every kind of actor and of tie, each declared once and read everywhere."""

from __future__ import annotations

from functools import cache

from kb.errors import UnknownKind
from kb.kinds import actors, ties
from kb.kinds.base import Family, FieldCard, Kind, Sign, TieKind, field_cards
from kb.kinds.fields import TieFields
from kb.privacy import Layer
from kb.text import fold
from kb.words import quoted

#: Kinds of actors by code.
KINDS: dict[str, Kind] = {kind.code: kind for kind in actors.ALL}
#: Kinds of ties by code.
TIES: dict[str, TieKind] = {kind.code: kind for kind in ties.ALL}
#: Codes of the kinds a stakeholder list holds.
STAKEHOLDERS: tuple[str, ...] = tuple(kind.code for kind in actors.ALL if kind.stakeholder)
#: Codes of the kinds that are counts, and no actors.
COUNTS: tuple[str, ...] = tuple(kind.code for kind in actors.ALL if kind.count)
#: Cards of the fields of ties.
TIE_FIELDS: dict[str, FieldCard] = field_cards(TieFields)

_KIND_NAMES = {
    fold(name): kind.code for kind in actors.ALL for name in (kind.code, kind.label, kind.plural, *kind.names)
}
_TIE_NAMES = {
    **{fold(kind.backward): (kind.code, False) for kind in ties.ALL if not kind.symmetric},
    **{fold(name): (kind.code, False) for kind in ties.ALL for name in kind.backwards},
    **{fold(name): (kind.code, True) for kind in ties.ALL for name in (kind.code, kind.forward, *kind.names)},
}
_BEARERS = {fold(word): kind.code for kind in ties.ALL for word in kind.bearers}


def kind_named(name: str) -> Kind:
    """Return the kind a sheet calls by some usual name; raises `UnknownKind` with the closed list.

    >>> kind_named("Entreprise à but d'emploi").code
    'ebe'
    """
    try:
        return KINDS[_KIND_NAMES[fold(name)]]
    except KeyError:
        known = ", ".join(kind.label for kind in actors.ALL if kind.stakeholder)
        raise UnknownKind(f"Type {quoted(name)} inconnu. Types possibles : {known}.") from None


def tie_named(name: str) -> tuple[TieKind, bool]:
    """Return the kind of tie a sheet calls by one of its readings, and whether it reads forward.

    Raises `UnknownKind` with the closed list.

    >>> tie_named("est financée par")[0].code, tie_named("est financée par")[1], tie_named("FINANCE")[1]
    ('funds', False, True)
    """
    for form in _forms(fold(name)):
        if form in _TIE_NAMES:
            code, forward = _TIE_NAMES[form]
            return TIES[code], forward
    known = ", ".join(sorted({kind.forward for kind in ties.ALL}))
    raise UnknownKind(f"Lien {quoted(name)} inconnu. Liens possibles : {known}.")


def tie_of_bearer(role: str) -> TieKind | None:
    """Return the tie with the territory of its row, or with its CLE, that whoever has a role starts; None when no tie is told so.

    A reading of the tie (« porte », « est partenaire de ») tells it too.

    >>> tie_of_bearer("Collectivité porteuse").code, tie_of_bearer("partenaire").code, tie_of_bearer("client")
    ('carries', 'partner', None)
    """
    if code := _BEARERS.get(fold(role)):
        return TIES[code]
    try:
        kind, forward = tie_named(role)
    except UnknownKind:
        return None
    local = ties.PLACE in kind.ends or kind.ends == (ties.BODY,)
    return kind if forward and kind.presence and local else None


def _forms(text: str) -> list[str]:
    masculine = " ".join(w[:-1] if w.endswith("ee") else w for w in text.replace(" suivie ", " suivi ").split())
    return [text, masculine, text.removeprefix("est "), f"est {text}"]


@cache
def field_card(kind: str, name: str) -> FieldCard | None:
    """Return the card of a field of a kind, or None when the kind does not declare it."""
    return KINDS[kind].fields.get(name) if kind in KINDS else None


@cache
def layer_of(kind: str, name: str) -> Layer:
    """Return the privacy layer of a field of a kind; what is not declared is held back as engagement."""
    if KINDS[kind].layer is Layer.ENGAGEMENT:
        return Layer.ENGAGEMENT
    card = field_card(kind, name)
    return card.layer if card else Layer.ENGAGEMENT


__all__ = [
    "COUNTS",
    "KINDS",
    "STAKEHOLDERS",
    "TIES",
    "TIE_FIELDS",
    "Family",
    "FieldCard",
    "Kind",
    "Layer",
    "Sign",
    "TieKind",
    "field_card",
    "kind_named",
    "layer_of",
    "tie_named",
    "tie_of_bearer",
]
