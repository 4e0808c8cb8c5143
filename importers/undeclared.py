"""What stands under a header that an importer of no person does not know: never kept, and refused when it lists persons."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable

from importers.bands import is_of_bands, names_a_person
from importers.columns import header_form
from importers.first_names import tells_somebody
from importers.nothing import says_nothing
from importers.read.table import Table
from importers.somebody import names_a_body
from kb.problems import FileRefused
from kb.text import clean, fold

#: Headers that speak of those out of work, folded.
_OF_JOBLESS = re.compile(
    r"\b(?:ppde|p p d e|deld|demandeu(?:r|se)s?(?: (?:e|s|ses?|euses?))* d emploi|chomeu(?:r|se)s?|privee?s? (?:durablement )?d emploi)\b"
)
#: Words by which a header speaks of persons: one word under it may be a name.
_OF_PERSONS = frozenset({
    "qui", "usager", "usagere", "volontaire", "identite", "candidat", "candidate", "habitant", "habitante", "referent", "referente", "personne",
    "surnom", "pseudo", "pseudonyme", "membre", "inscrit", "inscrite", "stagiaire", "salarie", "salariee", "accompagne", "accompagnee", "suivi",
    "allocataire", "titulaire", "conseiller", "conseillere", "demandeur", "individu", "jeune", "present", "presente", "invite", "invitee",
})  # fmt: skip
#: Headers of what tells one person from another, folded: nothing that they hold is a count.
_OF_ONE = re.compile(
    r"matricules?|initiales?|(?:(?:id|ident|identifiant|n|no|num|numero|code|ref|reference) )(?:de |d |du |des |de l )?"
    r"(?:ft|france travail|pe|pole emploi|caf|dossier|allocataire|usager|personne|individu|candidat|habitant|inscrit|demandeur.*)"
)
#: Words of headers under which two words are a place, a body, or a remark on the count.
_OF_SOMETHING_ELSE = frozenset({
    "commune", "ville", "quartier", "qpv", "departement", "region", "epci", "bassin", "secteur", "zone", "arrondissement", "canton", "insee", "postal",
    "siret", "siren", "lieu", "agence", "structure", "organisme", "operateur", "producteur", "note", "commentaire", "remarque", "observation",
    "precision", "description", "methode", "definition", "unite", "champ",
})  # fmt: skip
_NUMBER = re.compile(r"[-+~<>=≤≥ \d.,/%€\u00a0\u202f-]*")
_MARKS = frozenset({"", "x", "o", "n", "oui", "non", "ok", "s", "f", "h", "m"})
#: Words by which a number is said, folded: none is a name.
_COUNTING = frozenset({
    "environ", "env", "pres", "presque", "peu", "plus", "moins", "entre", "quelques", "plusieurs", "de", "d", "a", "et", "ou", "un", "une", "deux", "trois",
    "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze", "quinze", "vingt", "trente", "cent", "mille", "dizaine", "douzaine", "quinzaine",
    "vingtaine", "trentaine", "quarantaine", "cinquantaine", "centaine", "dizaines", "centaines", "millier", "milliers", "maximum", "minimum", "max", "min",
})  # fmt: skip
#: A number by which a service knows somebody, or their initials.
_IDENTIFIER = re.compile(r"(?=(?:[^\d]*\d){6})(?=.*[^\W\d])[\w-]+|\d{8,}|(?:[^\W\d]\.\s?){2,3}")


def refuse_somebody(table: Table, unread: Collection[int]) -> None:
    """Refuse a table in which a header that nothing reads may be somebody's name, or speaks of those out of work over words that may be theirs."""
    _refuse_named_headers(table, unread)
    _refuse(table, (i for i in unread if _OF_JOBLESS.search(_form(table, i))), _is_worded, "Retirez-les du fichier, ou n'y laissez que des effectifs.")


def refuse_strangers(table: Table, unread: Collection[int]) -> None:
    """Refuse a table of counts in which a column that nothing reads holds what may be the names or the numbers of persons."""
    what = "Le modèle n'a pas ces colonnes : retirez-les du fichier, un effectif se compte par tranche et par territoire."
    _refuse(table, (i for i in unread if _OF_ONE.fullmatch(_form(table, i))), bool, what)
    _refuse(table, (i for i in unread if not _OF_PERSONS.isdisjoint(_words(table, i))), _is_worded, what)
    _refuse(table, (i for i in unread if _OF_SOMETHING_ELSE.isdisjoint(_words(table, i))), _may_be_somebody, what)


def _refuse_named_headers(table: Table, unread: Collection[int]) -> None:
    """Refuse a table one header of which, that nothing reads, may be the name of a person: it is told with each row."""
    if found := [index for index in unread if index < len(table.header) and tells_somebody(table.header[index])]:
        named = ", ".join(_shown(table, index) for index in found)
        raise FileRefused("SENSITIVE_DATA", f"L'en-tête d'une colonne de {table.file} peut nommer une personne ({named}) : rien n'en est gardé ni répété. Renommez-la, ou retirez-la du fichier.")


def _refuse(table: Table, columns: Iterable[int], tells: Callable[[str], bool], what: str) -> None:
    looked = set(columns)
    found: set[int] = set()
    for row in table.rows if looked else ():
        found |= {i for i in looked - found if i < len(row.cells) and tells(clean(row.cells[i]))}
    if found:
        named = ", ".join(_shown(table, index) for index in sorted(found))
        raise FileRefused(
            "SENSITIVE_DATA",
            f"{table.file} semble décrire des personnes (colonnes {named}) : la feuille est refusée en entier, rien n'en est gardé. {what} "
            "Au besoin, demandez au délégué à la protection des données.",
        )


def _is_worded(cell: str) -> bool:
    """Tell whether a cell says more than a number, that nothing is known, a mark, a band or an organisation.

    >>> _is_worded("Fatima"), _is_worded("une dizaine"), _is_worded("à préciser"), _is_worded("2 PPDE"), _is_worded("Mission locale")
    (True, False, False, False, False)
    """
    if _NUMBER.fullmatch(cell) or says_nothing(cell) or fold(cell) in _MARKS or is_of_bands(cell) or names_a_body(cell):
        return False
    return not all(word.isdigit() or word in _COUNTING for word in fold(cell).split())


def _may_be_somebody(cell: str) -> bool:
    """Tell whether a cell may be the name of a person, their initials, or the number by which a service knows them.

    >>> _may_be_somebody("Jean Martin"), _may_be_somebody("1234567A"), _may_be_somebody("J.M."), _may_be_somebody("2026-T1")
    (True, True, True, False)
    """
    return bool(_IDENTIFIER.fullmatch(cell)) or (names_a_person(cell) and not names_a_body(cell))


def _form(table: Table, index: int) -> str:
    return header_form(table.header[index]) if index < len(table.header) else ""


def _words(table: Table, index: int) -> frozenset[str]:
    words = _form(table, index).split()
    return frozenset({*words, *(word.removesuffix("s") for word in words)})


def _shown(table: Table, index: int) -> str:
    """Return a header as a refusal names it: one that may be somebody's is told by its place."""
    name = table.header[index] if index < len(table.header) else ""
    return f"« {name} »" if name and not (_may_be_somebody(name) or tells_somebody(name)) else f"n° {index + 1}"
