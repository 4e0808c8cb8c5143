"""Counts that would give back by subtraction one too small to be kept: the next smallest beside it is not kept either.

What is looked at is what a file says and what the base holds already, of whatever source: the count that comes last gives way.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from kb.least import least_count, read_count
from kb.ledger import changed
from kb.parts_of_year import period_key
from kb.problems import Problem
from kb.said import RowSays
from kb.store.base import Store
from kb.text import fold

#: By what a band says that it counts everybody, or everybody of a kind, folded.
_TOTAL = re.compile(r"\b(?:totale?s?|totaux|ensemble|tous|toutes|globale?|cumule?e?s?|hommes?(?: et)? femmes?|femmes?(?: et)? hommes?)\b")
#: Words of such a band that say of no kind whom it counts.
_OF_ALL = re.compile(
    r"\b(?:sous|general|nombre|nb|effectifs?|population|personnes?|ppde|publics?|habitants?|ages?|sexes?|tranches?|durees?|confondue?s|en|de|des|du|d|l|la|le|les)\b"
)
#: Words by which a band counts everybody without saying that it does: « PPDE », « Demandeurs d'emploi », « Volontaires ».
_EVERYBODY = re.compile(r"\b(?:demandeu(?:r|se)s?|chomeu(?:r|se)s?|volontaires?|(?:sans )?emplois?|privee?s?|durablement|estimee?s?|identifiee?s?|recensee?s?|rencontree?s?|inscrite?s?)\b")
#: By what bands part people, by a word of theirs, folded: those of one kind add up to the total.
_KINDS = (("sex", re.compile(r"\b(?:hommes?|femmes?|masculin|feminin)\b")), ("length", re.compile(r"\bmois\b|\bduree\b|\bdepuis\b")), ("age", re.compile(r"\bans\b|\bages?\b|\bjeunes?\b|\bseniors?\b")))
_KIND, _ESTIMATE = "cohort", "ppde_estimate"


@dataclass(slots=True)
class _Counted:
    """One count of a territory and of a period: its band, the count unless it is hidden, and the row that says it when the file does."""

    band: str
    count: int | None
    row: RowSays | None = None
    field: str = "count"


def hide_complements(store: Store, said: Sequence[RowSays]) -> None:
    """Take off the counts by which a small one would be found again, among those of one territory and one period.

    The estimate of a territory is a total of it at every period.
    """
    groups: dict[tuple[str, str], list[_Counted]] = defaultdict(list)
    estimates: dict[str, list[_Counted]] = defaultdict(list)
    told: set[str] = set()
    for row in said:
        if not row.actors or row.problems:
            continue
        record = row.actors[0]
        if record.kind == _KIND and row.shared:
            groups[row.shared[0].identity, period_key(str(record.fields.get("period", "")))].append(_Counted(str(record.fields.get("band", "")), _whole(record.fields.get("count")), row))
            told.add(record.identity)
        elif count := read_count(str(record.fields.get(_ESTIMATE, ""))):
            estimates[record.identity].append(_Counted("", count, row, _ESTIMATE))
    if not groups and not estimates:
        return
    stated = set(estimates)
    for place, counted in _held_estimates(store, {place for place, _ in groups} - stated):
        estimates[place].append(counted)
    for group, counted in _held(store, told):
        if group in groups or group[0] in stated:
            groups[group].append(counted)
    for (place, _), counts in groups.items():
        _settle([*counts, *estimates.get(place, ())])


def _held(store: Store, told: set[str]) -> Iterator[tuple[tuple[str, str], _Counted]]:
    """Yield the counts that a base holds and the file does not say again, with their territory and their period."""
    with store.view() as view:
        cohorts = {actor.id: actor for actor in view.actors((_KIND,)) if actor.id not in told}
        for tie in view.ties(("takes_place_in",)) if cohorts else ():
            if found := cohorts.get(tie.start):
                yield (tie.end, period_key(str(found.value("period") or ""))), _Counted(str(found.value("band") or ""), _whole(found.value("count")))


def _held_estimates(store: Store, places: Collection[str]) -> Iterator[tuple[str, _Counted]]:
    """Yield the territories whose estimates a base holds, with each: all that sources say are read by everybody, retained or not."""
    with store.view() as view:
        for place, found in view.get(list(places)).items():
            for said in dict.fromkeys(str(fact.value) for fact in found.facts(_ESTIMATE)):
                if count := read_count(said):
                    yield place, _Counted("", count, None, _ESTIMATE)


def _settle(counts: Sequence[_Counted]) -> None:
    totals = [one for one in counts if one.field == _ESTIMATE or _TOTAL.search(fold(one.band))]
    others = [one for one in counts if one not in totals]
    implied = [one for one in others if _counts_everybody(one.band)]
    for whole in sorted([*totals, *implied], key=lambda one: (one.count or 0, one.band)):
        # « PPDE » is a total of the bands, and a part of a « Total » that is more.
        parts = [one for one in others if one not in implied or (one.count or 0) < (whole.count or 0)]
        # « Total femmes » is a part of « Total », and a total of the bands of women.
        under = [one for one in totals if _whom(one) not in ("", _whom(whole)) and (one.count or 0) < (whole.count or 0)]
        for family in (*_families(parts), parts, *_families(under), under, *_families([*parts, *under])):
            if whole.count and not _hide(family, whole.count) and whole.row is not None:
                # The bands were there first: the total gives way.
                _take_off(whole)


def _counts_everybody(band: str) -> bool:
    """Tell whether a band has no word that says of a kind whom it counts."""
    return not _EVERYBODY.sub(" ", _OF_ALL.sub(" ", fold(band))).strip()


def _families(parts: Sequence[_Counted]) -> list[list[_Counted]]:
    found: dict[str, list[_Counted]] = defaultdict(list)
    for one in parts:
        found[next((kind for kind, words in _KINDS if words.search(fold(one.band))), "")].append(one)
    return list(found.values())


def _hide(parts: Sequence[_Counted], total: int) -> bool:
    """Hide the smallest counts of bands that part a total until what they leave of it tells nobody; tell whether it came to that.

    What they leave is what the hidden ones make together: one that is large enough finds none of them again.
    """
    while True:
        shown = [one for one in parts if one.count is not None]
        hidden = any(one.count is None for one in parts)
        left = total - sum({_whom(one): one.count or 0 for one in shown}.values())
        if not hidden or not shown or not 0 < left < least_count():
            return True
        ours = [one for one in shown if one.row is not None and one.count]
        if not ours:
            return False
        smallest = _whom(min(ours, key=lambda one: (one.count or 0, one.band)))
        for one in ours:
            if _whom(one) == smallest:
                _take_off(one)


def _whom(counted: _Counted) -> str:
    """Return whom a band counts, nothing for everybody: « Total femmes » and « Femmes » count the same."""
    band = fold(counted.band)
    return " ".join(_OF_ALL.sub(" ", _TOTAL.sub(" ", band)).split()) if _TOTAL.search(band) else band


def _take_off(counted: _Counted) -> None:
    row, count = counted.row, counted.count
    counted.count = None
    if row is None:
        return
    record = row.actors[0]
    row.actors[0] = changed(record, fields={name: value for name, value in record.fields.items() if name != counted.field})
    row.raw = {name: cell for name, cell in row.raw.items() if read_count(cell) != count}
    said = (
        "Effectif non gardé : avec le total ou les autres tranches, ceux de ce fichier ou ceux que la base a déjà, il ferait retrouver par soustraction "
        "un effectif trop petit de ce territoire et de cette période."
    )
    row.warnings.append(Problem("COUNT_SMALL", said, sheet=row.sheet, line=row.line, value="…"))


def _whole(count: object) -> int | None:
    return count if isinstance(count, int) else None
