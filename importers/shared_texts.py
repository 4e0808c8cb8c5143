"""Texts that all may read: how somebody is reached, and who, is cut out of them at the door; the row as it was sent keeps it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache

from importers.births import tells_birth
from importers.first_names import bare_names
from importers.jobless import remarks_on_jobless
from importers.read.guard import find_nir
from importers.read.reach import reaching
from importers.row import Row
from kb.kinds import KINDS, TIE_FIELDS, TIES, Family, FieldCard, layer_of
from kb.ledger import Value, changed
from kb.privacy import Layer

#: What takes the place of a telephone or an e-mail address, and of the name of a person.
REACH, PERSON = "[coordonnées]", "[personne]"
TOLD = (
    "Un téléphone, une adresse électronique ou le nom d'une personne, dans un texte que tous peuvent lire : il n'en est pas gardé. "
    "Mettez-le sous « Notes », ou dans les colonnes du contact."
)
#: What is said of a name that may be a person's: a person alone says that it is none, by typing the text.
TOLD_BARE = (
    "Une personne semble nommée dans un texte que tous peuvent lire : son nom n'y est pas gardé. Si ce n'en est pas une, écrivez ce texte sur la "
    "fiche : il y est gardé tel quel ; sinon, mettez-le sous « Notes »."
)
TYPED = (
    "Tous peuvent lire cette case : n'y mettez ni téléphone, ni adresse électronique, ni nom de personne. Leur place est sous « Notes », ou "
    "sur la fiche d'un contact."
)
#: How the fields are typed that may hold a sentence.
_FORMS = frozenset({"text", "long", "list", "count"})
#: Names, guarded by themselves, and codes, in which figures are no telephone.
_APART = frozenset({"name", "acronym", "aliases", "insee", "insee_codes", "post_code", "naf", "rome", "cpv", "reference", "year", "territory"})
_ORGANISATIONS = frozenset(kind.code for kind in KINDS.values() if kind.family is Family.ORGANISATION)
#: Fields in which a first name is a street's or a commune's.
_OF_PLACES = frozenset({"address", "city", "place", "communes", "venue"})
_PEOPLE = frozenset(kind.code for kind in KINDS.values() if kind.family is Family.PERSON)
#: What every text that has to be looked at holds; it begins by one sign of a few, which is looked for quickly.
_MAY_TELL = re.compile(r"[@(\[+0M](?:(?<=@)|(?<=[(\[])\s?a|(?<=[+0])[\s.]?\d|(?<=M)(?:[.r]|me|lle|onsieur|ad))")
_NAMED = re.compile(
    r"(?<![\w'’-])(?:M\.|(?:Mr|Mme|Mlle|Monsieur|Madame|Mademoiselle)\b\.?)\s+(?:[A-ZÀ-Ý]\.[\s-]*)*[A-ZÀ-Ý][\w'’-]+(?:[ \u00a0][A-ZÀ-Ý][\w'’-]+){0,2}"
)
#: A place that is called after somebody: « place Mme Curie ».
_PLACE = re.compile(
    r"\b(?:rue|r\.|avenue|av\.?|place|pl\.?|quai|boulevard|bd|all[ée]e|impasse|square|cours|chemin|[ée]cole|coll[èe]ge|lyc[ée]e|cr[èe]che|espace|fondation)\s+$",
    re.IGNORECASE,
)
#: Brands and titles that begin by a civility.
_BRAND = re.compile(r"(?:Mr\.?|Monsieur)\s(?:Bricolage|Meuble|Store|Minute|Cuisine)\b|Madame\sFigaro\b|Mr\.?\sGood\sFish\b")


def without_persons(text: str, known: Iterable[str] = (), own: Iterable[str] = ()) -> str:
    """Return a text without telephone, e-mail address, nor the name of a person told by a civility or `known`; what is in an `own` name stays.

    >>> without_persons("voir Mme Exemple, 06 00 00 00 00, ou c.exemple@asso.example")
    'voir [personne], [coordonnées], ou [coordonnées]'
    >>> without_persons("Chez Camille Exemple, place Mme Curie, avec M. le maire", ["Camille Exemple"])
    'Chez [personne], place Mme Curie, avec M. le maire'
    >>> without_persons("Magasin Mr Bricolage ; Garage Mme Auto, voir Mme Exemple", own=["Garage Mme Auto"])
    'Magasin Mr Bricolage ; Garage Mme Auto, voir [personne]'
    """
    for start, end in reversed(reaching(text)):
        text = text[:start] + REACH + text[end:]
    text = _NAMED.sub(lambda found: found[0] if _PLACE.search(text[: found.start()]) or _is_called(found[0], own) else PERSON, text)
    for name in known:
        text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", PERSON, text, flags=re.IGNORECASE)
    return text


def _is_called(said: str, own: Iterable[str]) -> bool:
    """Tell whether what begins by a civility is a brand, or part of the name of an organisation of the row."""
    return _BRAND.match(said) is not None or any(re.search(rf"(?<!\w){re.escape(said)}(?!\w)", name) for name in own)


def names_person(value: Value) -> bool:
    """Tell whether what is typed says who somebody is, or how to reach them."""
    return _cut(value, (), ()) != value


def may_not_be_called(name: str) -> bool:
    """Tell whether the name of a file or of a source, which all may read beside each value, says what must not enter.

    >>> may_not_be_called("suivi_Mme_Exemple.csv"), may_not_be_called("Carnet (06 00 00 00 00)"), may_not_be_called("PPDE 2026.csv")
    (True, True, False)
    """
    stem = re.sub(r"\.[A-Za-z]{2,5}$", "", name).replace("_", " ")
    return bool(find_nir(name)) or names_person(stem) or remarks_on_jobless(stem) or tells_birth(stem)


def cut_shared_texts(row: Row) -> None:
    """Cut out of what a row says to all the telephones, the addresses, and the names of persons; say in which column."""
    if row.problems:
        return
    known = [name for a in row.actors if a.kind in _PEOPLE and " " in (name := str(a.fields.get("name", "")).strip())]
    said = "\n".join(_shared(row))
    if not known and not _MAY_TELL.search(said) and not bare_names(said):
        return
    own = [str(a.fields.get("name", "")) for a in (*row.actors, *row.shared) if a.kind in _ORGANISATIONS]
    for stated in (row.actors, row.shared):
        stated[:] = [changed(a, fields=_less(row, a.fields, open_fields(a.kind), known, own)) for a in stated]
    row.ties[:] = [replace(t, fields=_less(row, t.fields, open_tie_fields(t.kind), known, own)) for t in row.ties]


def _shared(row: Row) -> list[str]:
    """Return the texts of a row that all may read; each row of every file is looked at, so that nothing is made for it but these."""
    found: list[str] = []
    for stated in (row.actors, row.shared):
        for actor in stated:
            shared = open_fields(actor.kind)
            found += [str(value) for name, value in actor.fields.items() if name in shared]
    for tie in row.ties:
        if tie.fields:
            shared = open_tie_fields(tie.kind)
            found += [str(value) for name, value in tie.fields.items() if name in shared]
    return found


def _less(row: Row, fields: Mapping[str, Value], shared: frozenset[str], known: Iterable[str], own: Iterable[str]) -> dict[str, Value]:
    found = {name: _cut(fields[name], known, own) for name in shared & fields.keys()}
    for name in sorted(name for name in found if found[name] != fields[name]):
        row.warn(_where(row, fields[name]), "PERSON_IN_TEXT", TOLD, "")
    for name in sorted(found.keys() - _OF_PLACES):
        if (less := _less_bare(found[name], own)) != found[name]:
            row.warn(_where(row, fields[name]), "PERSON_IN_TEXT", TOLD_BARE, "")
            found[name] = less
    return {name: found.get(name, value) for name, value in fields.items()}


def _cut(value: Value, known: Iterable[str], own: Iterable[str]) -> Value:
    if isinstance(value, list):
        return [without_persons(item, known, own) for item in value]
    return without_persons(value, known, own) if isinstance(value, str) else value


def _less_bare(value: Value, own: Iterable[str]) -> Value:
    """Return a text, or a list of them, without the names that a first name alone tells; the organisation's `own` stay."""
    if isinstance(value, list):
        return [str(_less_bare(item, own)) for item in value]
    if isinstance(value, str):
        for start, end in reversed(bare_names(value)):
            if not any(value[start:end] in name for name in own):
                value = value[:start] + PERSON + value[end:]
    return value


def _where(row: Row, value: Value) -> str:
    """Return the column under which a text is written; the name of its row when no cell holds it as it is kept."""
    said = value[0] if isinstance(value, list) else str(value)
    return next((key for key, cell in row.read() if said and said in row.text(key)), "name")


def _is_sentence(card: FieldCard) -> bool:
    return card.form in _FORMS and card.name not in _APART


@cache
def open_fields(kind: str) -> frozenset[str]:
    """Return the fields of a kind that hold sentences for all; what is followed is named by a sentence."""
    named = {"name"} if KINDS[kind].family is Family.RECORD else set()
    cards = KINDS[kind].fields.values()
    return frozenset(c.name for c in cards if (_is_sentence(c) or c.name in named) and layer_of(kind, c.name) is Layer.CARTOGRAPHIE)


@cache
def open_tie_fields(kind: str) -> frozenset[str]:
    """Return the fields of a kind of tie that hold sentences for all; of one that is engagement, there is none."""
    if TIES[kind].layer is Layer.ENGAGEMENT:
        return frozenset()
    return frozenset(c.name for c in TIE_FIELDS.values() if _is_sentence(c) and c.layer is Layer.CARTOGRAPHIE)
