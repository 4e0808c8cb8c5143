"""Sums of money: what two sources tell alike is counted once and said, what they tell differently is to be checked."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from kb.graph import Tie
from kb.kinds import TIES
from kb.text import fold
from queries.ties import TieLine, counted_amount, known_amount, only_paid, tie_day
from queries.words import counted, in_letters, money

#: Beside a tie: another source tells the same amount of the same year; or another amount for the same purpose.
TOLD_AGAIN = "montant dit par plusieurs sources, à compter une fois"
DISPUTED = "montant à vérifier : plusieurs sources en disent un autre pour le même objet"


@dataclass(frozen=True, slots=True)
class Total:
    """The sum of some ties, None when no amount is known, and what is to be known of it: `notes` say it in French."""

    amount: int | float | None
    notes: tuple[str, ...] = ()


def total_of(ties: Iterable[Tie], funder: str = "") -> Total:
    """Return the sum of what some ties bring; `funder` stands for their starts when these are one organisation."""
    known = [tie for tie in ties if counted_amount(tie) is not None]
    if not known:
        return Total(None)
    groups = told_alike(known, funder)
    amounts = [(group[0], counted_amount(group[0]) or 0) for group in groups]
    paid = sum(amount for tie, amount in amounts if only_paid(tie))
    return Total(sum(amount for _, amount in amounts), tuple(_notes(groups, paid, known, funder)))


def _notes(groups: Sequence[Sequence[Tie]], paid: int | float, ties: Sequence[Tie], funder: str) -> Iterator[str]:
    if paid:
        yield f"dont {money(paid)} versés"
    again = [group for group in groups if len(group) > 1]
    if again:
        sizes, plural = set(map(len, again)), "s" if len(again) > 1 else ""
        sources = in_letters(sizes.pop(), feminine=True) if len(sizes) == 1 else "plusieurs"
        yield f"dont {counted(len(again), 'montant')} dit{plural} par {sources} sources, compté{plural} une fois"
    disputed = list(told_otherwise(ties, funder))
    if disputed:
        yield f"{counted(len(disputed), 'montant')} à vérifier : les sources diffèrent pour le même objet"


def told_alike(ties: Iterable[Tie], funder: str = "") -> list[tuple[Tie, ...]]:
    """Return ties, those that several sources tell of one grant together; what one source tells twice was given twice.

    A grant is told by who gives, who receives, the year and the amount: sources seldom word its purpose or date it alike.
    """
    groups: dict[Hashable, list[Tie]] = defaultdict(list)
    told: Counter[Hashable] = Counter()
    for tie in ties:
        amount = known_amount(tie)
        key: Hashable = (*_grant(tie, funder), amount) if TIES[tie.kind].money and amount else (tie.id,)
        told[key, tie.source] += 1
        groups[key, told[key, tie.source]].append(tie)
    return [tuple(group) for group in groups.values()]


def told_otherwise(ties: Iterable[Tie], funder: str = "") -> Iterator[list[Tie]]:
    """Yield the ties of one year and purpose of which two sources tell no amount alike."""
    groups: dict[Hashable, list[Tie]] = defaultdict(list)
    for tie in ties:
        if TIES[tie.kind].money and known_amount(tie) and tie.fields.get("purpose"):
            groups[*_grant(tie, funder), fold(str(tie.fields["purpose"]))].append(tie)
    for group in groups.values():
        said: dict[str, set[int | float | None]] = defaultdict(set)
        for tie in group:
            said[tie.source].add(known_amount(tie))
        if any(one.isdisjoint(other) for one in said.values() for other in said.values()):
            yield group


def remarked(lines: Sequence[TieLine]) -> list[TieLine]:
    """Return lines, those of money with what is to be known of their amount."""
    ties = [line.tie for line in lines]
    again = {tie.id: TOLD_AGAIN for group in told_alike(ties) if len(group) > 1 for tie in group}
    said = {tie.id: DISPUTED for group in told_otherwise(ties) for tie in group} | again
    return [
        replace(line, detail=", ".join(filter(None, (line.detail, said[line.tie.id])))) if line.tie.id in said else line
        for line in lines
    ]


def _grant(tie: Tie, funder: str) -> tuple[Hashable, ...]:
    year = str(tie.fields.get("year") or tie_day(tie))[:4]
    return tie.kind, funder or tie.start, tie.end, year, tie.planned, tie.cancelled
