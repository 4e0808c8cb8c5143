"""What a sheet says of itself among its rows: totals, headings of sections, legends and remarks, that are no data."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from importers.read.reach import reaches_somebody
from kb.kinds import KINDS
from kb.text import fold

_SUM = r"(?:sous[- ]?)?tota(?:l|ux)(?:\s+g[ée]n[ée]ra(?:l|ux))?"
_TOTAL = re.compile(rf"\s*{_SUM}\s*:?\s*$", re.IGNORECASE)
#: « Total : 12 organisations » in one cell.
_COUNTED = re.compile(rf"\s*{_SUM}\s*:\s*\d[\d\s\u00a0\u202f.,]*\s*\w*\s*$", re.IGNORECASE)
#: « Sous-total associations », « Total des entreprises »: what is summed is told after it.
_SUMMED = re.compile(r"\s*(?P<sub>sous[- ]?)?tota(?:l|ux)\s+(?:(?:des?|les)\s+)?(?P<what>\S.*)$", re.IGNORECASE)
#: « 12 structures », « Nb de partenaires : 9 »: a count of what the sheet lists; « 3 Étoiles » may be a name.
_COUNT = re.compile(r"(?P<count>\d[\d\s\u00a0\u202f.,]*)(?P<what>[^\W\d_][^\d]*)", re.IGNORECASE)
_TOLD_COUNT = re.compile(r"\s*(?:nb|nbre|nombre|effectif)\.?\s+(?:total\s+)?(?:des?|d['’])\s*[^\d:]+?\s*:?\s*\d[\d\s\u00a0\u202f.,]*", re.IGNORECASE)
_COUNTED_THINGS = frozenset({
    "acteur", "association", "contact", "entreprise", "excuse", "fiche", "inscrit", "ligne", "membre", "organisation", "organisme",
    "participant", "partenaire", "partie prenante", "personne", "present", "structure",
})  # fmt: skip
_NUMBER = re.compile(r"[-+]?[\d\s\u00a0\u202f.,]*[\d%€][\s\u00a0\u202f€%]*$")
_SIRET = re.compile(r"\d{14}$|\d{9}$")

#: A bullet before a phrase: before a single word it may be how somebody marks a name.
_BULLET = re.compile(r"\s*(?:[*•·▪■□●○◦‣►▶➢➤→✓✔※]|[-–—]\s)\s*\S+\s+\S")
_RULE = re.compile(r"[-–—=*_#~•.…\s]{2,}")
#: What a remark on the sheet begins with, folded, whatever follows.
_OPENS = re.compile(
    r"(?:legendes?|(?:derniere )?mises? a jour|mis a jour|maj|nota|a completer|en cours de saisie"
    r"|(?:redige|etabli|realise|saisi|complete)e?s? (?:par|le))\b"
)
#: And what begins one when « : », a number, somebody or nothing comes after it.
_OPENS_BEFORE = re.compile(
    r"\s*(?:n\.?\s?b\.?|notes?|remarques?|rappel|attention|informations?|page|version|liste|document|fichier|tableau|[ée]dition|date|contacts?|sources?)\s*(?::|\d|$|[a-z]\.|(?:mr|mme|mlle|monsieur|madame)\b)",
    re.IGNORECASE,
)
#: Marks of an outline before a heading, how many rows it counts and signs that underline it.
_OUTLINE = re.compile(r"^[\s=*_#~–—-]*(?:(?:\d{1,2}|[ivxIVX]{1,4}|[A-Ha-h])\s*[.)°/–-]\s*)?|\s*\(\d+\)\s*$|[\s=*_#~:–—-]+$")
_JOINED = re.compile(r"\s*(?:[/,&+]|\bet\b)\s*", re.IGNORECASE)
#: What may be said of the organisations that a heading announces.
_QUALIFIED = re.compile(
    r"(?: (?:du territoire|de la metropole|locales|locaux|partenaires|membres|privees|prives|publiques|publics|financeurs"
    r"|a (?:contacter|rencontrer|relancer|mobiliser)|(?:contactee?|rencontree?|mobilisee?|associee?|engagee?)s))+$"
)
#: Headings that name no kind of actor.
_SECTIONS = frozenset({
    "acteurs", "acteurs de l emploi", "acteurs economiques", "acteurs de l insertion", "autres", "autres acteurs", "divers", "elus",
    "institutions", "institutionnels", "membres", "operateurs", "parties prenantes", "services",
})  # fmt: skip

_TOTAL_TOLD = "Ligne de total : mise de côté, ce n'est pas une donnée."
_ALONE_TOLD = (
    "Titre de rubrique ou remarque, seul sur sa ligne : mis de côté, ce n'est pas une donnée. Si c'est une organisation, donnez son "
    "type ou sa commune."
)
_REACH_TOLD = (
    "Remarque qui donne un téléphone ou une adresse électronique, seule sur sa ligne : mise de côté, rien n'en est gardé. Écrivez "
    "les contacts dans leurs colonnes."
)


class NoData(NamedTuple):
    """Why a row is no data: a code, a French sentence, the cell that says so, and whether it may be repeated.

    `worded` says that only its words tell it: where rows are phrases they tell nothing.
    """

    code: str
    message: str
    at: int
    shown: bool = True
    worded: bool = False


def no_data(cells: Sequence[str], columns: int, *, merged: bool = False) -> NoData | None:
    """Return why a row of a table of some columns is no data, None for one that may be; a name `merged` over several is a heading.

    >>> [no_data([said], 3) is None for said in ("Emmaüs Lyon", "ENTREPRISES", "Légende : …", "* à compléter", "Nb de partenaires : 9")]
    [True, False, False, False, False]
    """
    filled = [index for index, cell in enumerate(cells) if cell.strip()]
    if not filled:
        return None
    first, rest = cells[filled[0]].strip(), [cells[index].strip() for index in filled[1:]]
    if _is_total(first) and all(is_amount(cell) or _is_count(cell) for cell in rest):
        return NoData("HEADER_NOT_FIRST", _TOTAL_TOLD, filled[0])
    if rest or columns < 2:
        return None
    if reaches_somebody(first):
        return NoData("SENSITIVE_DATA", _REACH_TOLD, filled[0], shown=False)
    if _is_count(first) or _TOLD_COUNT.fullmatch(first):
        return NoData("HEADER_NOT_FIRST", _TOTAL_TOLD, filled[0])
    if merged or _is_heading(first):
        return NoData("HEADER_NOT_FIRST", _ALONE_TOLD, filled[0], worded=not merged)
    # A remark may name whoever keeps the sheet: it is told without its words.
    return NoData("HEADER_NOT_FIRST", _ALONE_TOLD, filled[0], shown=False, worded=True) if _is_remark(first) else None


def is_amount(cell: str) -> bool:
    """Tell whether a cell is a number that may be summed: no SIRET, no SIREN.

    >>> is_amount("1 200,50 €"), is_amount("99900001100018"), is_amount("Atelier 3")
    (True, False, False)
    """
    return _NUMBER.match(cell) is not None and not _SIRET.match(cell)


def _is_total(said: str) -> bool:
    if _COUNTED.match(said) or _TOTAL.match(said):
        return True
    summed = _SUMMED.match(said)
    return summed is not None and (bool(summed["sub"]) or _is_section(summed["what"]) or _singular(fold(summed["what"])) in _COUNTED_THINGS)


def _is_count(said: str) -> bool:
    """Tell whether a text only counts what the sheet lists.

    >>> _is_count("12 structures"), _is_count("2 parties prenantes"), _is_count("3 Étoiles"), _is_count("1001 Structures Créatives")
    (True, True, False, False)
    """
    found = _COUNT.fullmatch(said)
    return found is not None and _singular(fold(found["what"])) in _COUNTED_THINGS


def _is_remark(said: str) -> bool:
    return bool(said.endswith(":") or _BULLET.match(said) or _OPENS.match(fold(said)) or _OPENS_BEFORE.match(said) or _RULE.fullmatch(said))


def _is_heading(said: str) -> bool:
    """Tell whether a text says which organisations come below it, and nothing else: « 2. Associations et entreprises (12) »."""
    return all(_is_section(part) for part in _JOINED.split(_OUTLINE.sub("", said)) if part) and any(map(str.isalpha, said))


def _is_section(said: str) -> bool:
    form = _OUTLINE.sub("", said)
    words = fold(form)
    return bool(words) and (words in _sections() or _plural(words) or _plural(_QUALIFIED.sub("", words)))


@cache
def _sections() -> frozenset[str]:
    """Return the headings known whole: « Comités et clubs », « SIAE »."""
    return _SECTIONS | {fold(kind.plural) for kind in KINDS.values()}


def _plural(words: str) -> bool:
    """Tell whether some words are a kind of actor in the plural: one may be called « Mairie », none « Mairies »."""
    one = _singular(words)
    return one != words and one in _kinds()


@cache
def _kinds() -> frozenset[str]:
    return frozenset(_singular(fold(name)) for kind in KINDS.values() for name in (kind.label, *kind.names))


def _singular(words: str) -> str:
    """Return words without the mark of the plural.

    >>> _singular("bailleurs sociaux"), _singular("missions locales")
    ('bailleur social', 'mission locale')
    """
    return " ".join(f"{w[:-3]}al" if w.endswith("aux") else w[:-1] if len(w) > 2 and w[-1] in "sx" else w for w in words.split())
