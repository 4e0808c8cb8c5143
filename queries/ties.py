"""A tie said in words: its reading from one side, the other actor, the amount, what makes it precise, its date."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from kb.clock import today
from kb.days import last_day
from kb.graph import Actor, Tie
from kb.kinds import TIES
from kb.text import cut_at_word, fold
from kb.view import View
from queries.presence import demo_sources
from queries.words import as_date, before, dated, day, money, said_before

#: Most characters of what makes a tie precise, in a short sentence.
SHORT = 70
#: Older ties are weaker: years after which one counts as old.
OLD_YEARS = 3
#: Beside a figure: what nothing but a payment tells.
PAID = "montant versé"


@dataclass(frozen=True, slots=True)
class TieLine:
    """One tie seen from one actor, ready to be read: `sentence` says it whole, without its subject.

    `claims` are those that tell it: one for each source that says the same.
    """

    tie: Tie
    reading: str
    other: str
    name: str
    kind: str
    amount: str
    detail: str
    day: str
    demo: bool
    claims: tuple[str, ...]

    @property
    def short(self) -> str:
        """Return the tie in its fewest words: « est financé par Métropole de Lyon, 140 000 € »."""
        said = said_before(self.reading, self.name)
        return f"{said}, {self.amount}" if self.amount else said

    @property
    def sentence(self) -> str:
        """Return the tie as a sentence without its subject: « est financé par Métropole de Lyon, 140 000 € (2019) »."""
        return self.short + (f" ({self.detail})" if self.detail else "")


def tie_day(tie: Tie) -> str:
    """Return the day, month or year a tie speaks of: its own date, else its financial year, else its first day."""
    return tie.day


def tie_age(tie: Tie, today: dt.date) -> int | None:
    """Return how many full years ago a tie was dated; None when it carries no date."""
    at = as_date(tie_day(tie))
    return None if at is None else max(0, (today - at).days // 365)


def tie_detail(tie: Tie, short: bool = False) -> str:
    """Return what makes a tie precise: nature, role, object, state and date, each once; `short` keeps one of them."""
    f = tie.fields
    parts = [str(f[name]) for name in ("role", "college", "nature", "purpose", "scheme", "detail") if f.get(name)]
    parts = [cut_at_word(part, SHORT) for part in parts[:1]] if short else parts
    if tie.planned or tie.cancelled:
        parts.append(str(f.get("state")))
    parts += _dates(tie)
    kept: dict[str, str] = {}
    for part in parts:
        kept.setdefault(fold(part), part)
    return ", ".join(kept.values())


def _dates(tie: Tie) -> list[str]:
    """Return when a tie happened, began and ends; a first day that only opens its financial year is not repeated."""
    year, on, first = str(tie.fields.get("year") or ""), str(tie.fields.get("on") or ""), tie.valid_from or ""
    said = [dated(on)] if on else [year] if year else []
    if first and not on and first not in (year, f"{year[:4]}-01-01"):
        since = f"à partir {'du' if len(first) >= 10 else 'de'}" if tie.to_come else f"depuis{' le' if len(first) >= 10 else ''}"
        said.append(f"{since} {day(first)}")
    if last := last_day(tie.valid_to):
        said.append(f"jusqu'{'au' if len(last) >= 10 else 'en'} {day(last)}")
    return said


def known_amount(tie: Tie) -> int | float | None:
    """Return the amount of a tie, what was paid when nothing else is known; None when nobody says it."""
    said = (tie.fields.get(name) for name in ("amount", "amount_paid"))
    known = [amount for amount in said if isinstance(amount, int | float) and not isinstance(amount, bool)]
    return next((amount for amount in known if amount), known[0] if known else None)


def only_paid(tie: Tie) -> bool:
    """Tell whether the amount of a tie is known as paid alone."""
    return not tie.fields.get("amount") and bool(tie.fields.get("amount_paid"))


def tie_amount(tie: Tie) -> str:
    """Return the amount of a tie in words, empty when it has none: « 20 000 € », « 20 000 € versés »."""
    amount = known_amount(tie)
    if not amount:
        return ""
    return f"{money(amount)} versé{'s' if abs(amount) >= 2 else ''}" if only_paid(tie) else money(amount)


def counted_amount(tie: Tie) -> int | float | None:
    """Return what a tie brings to a sum of money, None when nobody knows: what is cancelled brings nothing, or takes away."""
    amount = known_amount(tie)
    return min(0, amount) if amount is not None and tie.cancelled else amount


def told_once(ties: Iterable[Tie]) -> list[tuple[Tie, ...]]:
    """Return ties, those that say the same together: one tie, told by as many sources.

    They have the same kind, ends and dates, and all that is shown of them is the same. What one source tells twice happened
    twice, but for a presence without a date nor a word, which lasts; and money is never put together, for an equal amount may
    have been given again.
    """
    alike: dict[Hashable, list[Tie]] = defaultdict(list)
    for tie in ties:
        alike[_bounds(tie)].append(tie)
    return _with_bare_ones([group for many in alike.values() for group in _by_words(many)])


def _with_bare_ones(groups: Sequence[tuple[Tie, ...]]) -> list[tuple[Tie, ...]]:
    """Return groups of ties; what another source says without a date nor a word joins the only one that says more."""
    fuller: dict[Hashable, list[int]] = defaultdict(list)
    for at, group in enumerate(groups):
        tie = group[0]
        if not (_bare(tie) or tie.valid_to or tie.planned or tie.cancelled or TIES[tie.kind].money):
            fuller[_bounds(group[0])[:-2]].append(at)
    found = list(groups)
    for at, group in enumerate(groups):
        others = fuller[_bounds(group[0])[:-2]]
        if _bare(group[0]) and len(others) == 1 and {t.source for t in group}.isdisjoint(t.source for t in found[others[0]]):
            found[others[0]], found[at] = (*found[others[0]], *group), ()
    return [group for group in found if group]


def _bare(tie: Tie) -> bool:
    return not (tie.valid_from or tie.valid_to or tie_detail(tie) or tie_amount(tie) or tie_day(tie))


def all_shown(tie: Tie, of: Mapping[str, str]) -> tuple[Hashable, ...]:
    """Return all that is shown of a tie, between actors that may go by another id (`of`)."""
    return (*_bounds(tie, of), *_words(tie))


def _bounds(tie: Tie, of: Mapping[str, str] = MappingProxyType({})) -> tuple[Hashable, ...]:
    ends = of.get(tie.start, tie.start), of.get(tie.end, tie.end)
    return tie.kind, *(sorted(ends) if TIES[tie.kind].symmetric else ends), tie.valid_from, tie.valid_to


def _words(tie: Tie) -> tuple[Hashable, ...]:
    return tie_detail(tie), tie_amount(tie), tie_day(tie), tie.layer


def _by_words(ties: Sequence[Tie]) -> list[tuple[Tie, ...]]:
    """Return ties of one kind, ends and dates, those that say the same together."""
    if len(ties) == 1 or TIES[ties[0].kind].money:
        return [(tie,) for tie in ties]
    groups: dict[Hashable, list[Tie]] = defaultdict(list)
    told: Counter[Hashable] = Counter()
    for tie in ties:
        words = _words(tie)
        told[words, tie.source] += not (_bare(tie) and TIES[tie.kind].presence and told[words, tie.source])
        groups[words, told[words, tie.source]].append(tie)
    return [tuple(group) for group in groups.values()]


def claims_of(ties: Iterable[Tie]) -> tuple[str, ...]:
    """Return the claims that tell some ties, each once."""
    return tuple(dict.fromkeys(tie.claim for tie in ties))


def tie_line(view: View, tie: Tie, seen_from: str, other: Actor, same: Iterable[Tie] = ()) -> TieLine:
    """Return a tie as read from one of its ends; `same` are those of other sources that say the same."""
    reading, demo = before(tie.reading(seen_from), other.name), tie.source in demo_sources(view)
    told = claims_of((tie, *same))
    words = tie_amount(tie), tie_detail(tie), tie_day(tie)
    return TieLine(tie, reading, other.id, other.name, other.kind, *words, demo, told)


def full_sentence(tie: Tie, names: Mapping[str, str]) -> str:
    """Return a tie as a whole sentence, read from its start, with its amount and what makes it most precise."""
    said = f"{names[tie.start]} {said_before(tie.reading(tie.start), names[tie.end])}"
    amount, detail = tie_amount(tie), tie_detail(tie, short=True)
    more = ", ".join(part for part in (amount, detail) if part)
    return f"{said} ({more})" if more else said


def told_step(view: View, tie: Tie, names: Mapping[str, str]) -> str:
    """Return a tie as one step of a chain; a demonstration one is said to be."""
    return full_sentence(tie, names) + (" [fait de démonstration]" if tie.source in demo_sources(view) else "")


def lines_around(view: View, actor_id: str, ties: Iterable[Tie]) -> list[TieLine]:
    """Return ties around an actor as lines: money first by amount, then what binds most, then the latest.

    One tie that several sources tell is one line.
    """
    told = told_once(ties)
    others = view.get(tie.other(actor_id) for tie, *_ in told)
    lines = [
        tie_line(view, tie, actor_id, others[tie.other(actor_id)], same)
        for tie, *same in told
        if tie.other(actor_id) in others
    ]
    return sorted(lines, key=_most_telling)


def coming_around(view: View, actor_id: str) -> list[TieLine]:
    """Return the ties around an actor that are still to come, the nearest first; a view of the past does not foresee them."""
    if view.date < today():
        return []
    lines = lines_around(view, actor_id, view.coming([actor_id]))
    return sorted(lines, key=lambda line: (line.tie.valid_from or "", line.tie.id))


def _most_telling(line: TieLine) -> tuple[bool, bool, int, str, str, str]:
    kind = TIES[line.tie.kind]
    return (line.tie.planned, not kind.money, kind.cost, latest_first(line.day), fold(line.name), line.tie.id)


def latest_first(text: str) -> str:
    """Return a day with its digits turned around: an ascending order reads the latest first, and the undated last."""
    return text.translate(_TURNED) or "~"


_TURNED = str.maketrans("0123456789", "9876543210")
