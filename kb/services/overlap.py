"""Which activities overlap and which complete each other, with the four factors of every pair kept apart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import asin
from typing import TYPE_CHECKING, NamedTuple

from kb.errors import BadParameter
from kb.services.facts import ActivityFacts, PairKind, Verdict
from kb.services.index import Index, shipped_index
from kb.services.profile import EARTH_KM, Profile, profile
from kb.services.wish import SURE
from kb.words import quoted

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from kb.services.table import Floats, Ints, Table

#: Part of belief given to a sibling type, to codes and to words when types are unknown.
SIBLING, NAF_SHARED, ROME_SHARED, WORDS_SHARED = 0.06, 0.25, 0.45, 0.4
#: Sibling types that also agree on a specific code are worth a look (a laundry for firms and one for residents).
SIBLING_CODED = 0.2
#: How much shared words and codes confirm two activities that agree on their type.
CONFIRM = 0.15
#: A pair that matters less than this is not listed by default.
LEAST_SCORE = 0.1
_COMPANIES = frozenset({"company", "siae", "EI", "ACI", "AI", "ETTI", "EITI"})


class Overlap(NamedTuple):
    """Two activities compared: four factors kept apart, their product, a verdict and why.

    `semantic` alone answers "is it the same service?", `score` answers "does it matter here?". For a complementary
    pair the first factor of `score` is `complement`, not `semantic`. `a` comes before `b` in the order of ids.
    """

    left: Profile
    right: Profile
    verdict: Verdict
    semantic: float
    complement: float
    clientele: float
    catchment: float
    period: float
    distance_km: float | None
    score: float

    @property
    def a(self) -> str:
        """Return the id of the first activity."""
        return self.left.facts.id

    @property
    def b(self) -> str:
        """Return the id of the second activity."""
        return self.right.facts.id

    @property
    def kind(self) -> PairKind:
        """Return which list the pair belongs to: kinds are never mixed in a list or a count."""
        if self.verdict == "complementary":
            return "chain"
        one, other = self.left.facts, self.right.facts
        if one.carrier and one.carrier == other.carrier:
            return "same_carrier"
        kinds = {one.carrier_kind, other.carrier_kind}
        if kinds == {"ebe"}:
            return "ebe_ebe"
        return "ebe_company" if "ebe" in kinds and kinds & _COMPANIES else "other"

    @property
    def unknown(self) -> frozenset[str]:
        """Return which of `clientele` and `period` one side does not state: their figure then means nothing."""
        publics = self.left.publics and self.right.publics
        dated = any(self.left.facts.period) and any(self.right.facts.period)
        return frozenset(factor for factor, known in (("clientele", publics), ("period", dated)) if not known)

    @property
    def neighbours(self) -> bool:
        """Tell whether the two are surely of types of one group, without being one service: a laundry of each kind."""
        mine, theirs = ({code for code, share in side.types if share >= SURE} for side in (self.left, self.right))
        known = shipped_index().referential
        return self.verdict == "unrelated" and any(not theirs.isdisjoint(known.siblings(code)) for code in mine)

    @property
    def sentence(self) -> str:
        """Return the French sentence built from the factors, what is unknown said to be unknown."""
        from kb.services.sentence import explain

        return explain(self, self.left, self.right, shipped_index().referential)

    def __repr__(self) -> str:
        """Return the pair on one line."""
        return f"Overlap({self.a!r}, {self.b!r}, {self.verdict}, semantic={self.semantic}, score={self.score})"


class Sweep:
    """Activities made ready once, to be compared together or one at a time."""

    def __init__(self, activities: Iterable[ActivityFacts], everywhere: bool = False) -> None:
        from kb.services.joins import Groups
        from kb.services.table import Table

        self._index = shipped_index()
        self._everywhere = everywhere
        ordered = sorted(activities, key=lambda one: one.id)
        for one, following in pairwise(ordered):
            if one.id == following.id:
                raise BadParameter(f"Deux activités portent l'identifiant {quoted(one.id)} : donnez-en un à chacune.")
        self._at = {one.id: at for at, one in enumerate(ordered)}
        self._table: Table = Table([profile(one, self._index) for one in ordered], self._index)
        self._groups = Groups(self._table)

    def pairs(self, least: float = LEAST_SCORE) -> list[Overlap]:
        """Return the pairs of at least a score, the highest first, then in the order of ids; 0 keeps them all."""
        return self._compared(*self._groups.candidates(everywhere=self._everywhere), least)

    def pairs_of(self, activity_id: str, least: float = LEAST_SCORE) -> list[Overlap]:
        """Return the pairs of one activity, exactly those that `pairs` lists for it."""
        if activity_id not in self._at:
            raise BadParameter(f"Aucune activité ne porte l'identifiant {quoted(activity_id)}.")
        only = self._at[activity_id]
        return self._compared(*self._groups.candidates(only, self._everywhere), least)

    def compared(self, one: str, other: str) -> Overlap:
        """Return the comparison of two activities, whether or not it matters."""
        import numpy as np

        low, high = sorted((self._at[one], self._at[other]))
        return self._compared(np.array([low]), np.array([high]), least=-1.0)[0]

    def _compared(self, left: Ints, right: Ints, least: float) -> list[Overlap]:
        import numpy as np

        worth = _promising(self._table, left, right, least)
        left, right = left[worth], right[worth]
        factors = _factors(self._table, left, right)
        kept = np.flatnonzero(factors.score >= least)
        order = kept[np.lexsort((right[kept], left[kept], -factors.score[kept]))]
        return _overlaps(self._table.profiles, left[order], right[order], factors.taken(order))


def compare(a: ActivityFacts, b: ActivityFacts) -> Overlap:
    """Return the comparison of two activities; the order in which they are given changes nothing.

    >>> first = ActivityFacts("a", "Atelier vélo", lat=45.75, lon=4.85)
    >>> second = ActivityFacts("b", "Réparation de cycles", lat=45.76, lon=4.85)
    >>> compare(first, second).verdict
    'same'
    """
    return Sweep((a, b)).compared(a.id, b.id)


def pairs(activities: Iterable[ActivityFacts], everywhere: bool = False, least: float = LEAST_SCORE) -> list[Overlap]:
    """Return the pairs of activities that matter, the highest score first.

    Only activities that share a type, a neighbouring type, a specific code or a rare word inside a reach are
    compared; `everywhere` lifts the reach, for files of a few hundred rows.
    """
    return Sweep(activities, everywhere).pairs(least)


def pairs_of(
    one: ActivityFacts, activities: Iterable[ActivityFacts], everywhere: bool = False, least: float = LEAST_SCORE
) -> list[Overlap]:
    """Return the pairs of one activity with others, exactly those of a full run over all of them."""
    others = (other for other in activities if other.id != one.id)
    return Sweep((*others, one), everywhere).pairs_of(one.id, least)


@dataclass(frozen=True, slots=True)
class _Factors:
    """The factors of many pairs, one column each."""

    semantic: Floats
    complement: Floats
    clientele: Floats
    catchment: Floats
    period: Floats
    distance: Floats
    score: Floats
    verdict: NDArray[np.int64]

    def taken(self, order: Ints) -> _Factors:
        """Return the factors of some pairs, in an order."""
        return _Factors(*(getattr(self, name)[order] for name in self.__slots__))


def _promising(table: Table, left: Ints, right: Ints, least: float) -> NDArray[np.bool_]:
    """Tell which pairs may reach a score, before their words are read: the rest is not worth the time."""
    import numpy as np

    belief = table.agreement(left, right, _alike(table.index)) + _untyped(table, left, right)
    chain = table.agreement(left, right, _grid(table.index))
    place = table.catchment(left, right, table.distance(left, right))
    return np.maximum(np.minimum(1.0, belief * (1.0 + CONFIRM)), chain) * place + 0.001 >= least


def _untyped(table: Table, left: Ints, right: Ints) -> Floats:
    """Return the belief left to no type at all, on either side of each pair."""
    return 1.0 - (1.0 - table.unknown[left]) * (1.0 - table.unknown[right])


_ORDER: tuple[Verdict, ...] = ("unrelated", "review", "complementary", "same")


def _factors(table: Table, left: Ints, right: Ints) -> _Factors:
    import numpy as np

    semantic = _semantic(table, left, right)
    chained = np.minimum(1.0, table.agreement(left, right, _grid(table.index)))
    complement: Floats = np.round(chained, 4).astype(np.float64)
    clientele = np.round(table.clientele(left, right), 4)
    distance = table.distance(left, right)
    catchment = np.round(table.catchment(left, right, distance), 4)
    period = np.round(table.period(left, right), 4)
    limits = table.index.referential.thresholds
    same = semantic >= limits["same"]
    chain = ~same & (complement >= limits["complementary"]) & (complement > semantic)
    doubt = ~same & ~chain & (semantic >= limits["review"])
    verdict = np.select([same, chain, doubt], [3, 2, 1], 0)
    clientele = np.where(chain, 1.0, clientele)
    first = np.where(chain, complement, semantic)
    score = np.round(first * clientele * catchment * period, 4)
    return _Factors(semantic, complement, clientele, catchment, period, distance, score, verdict)


def _semantic(table: Table, left: Ints, right: Ints) -> Floats:
    """Return how surely each pair is one service: agreement of types first, words and codes where they are unknown."""
    import numpy as np

    naf, rome = table.shared_codes(left, right)
    agreed = table.agreement(left, right, _alike(table.index))
    agreed += SIBLING_CODED * np.minimum(naf + rome, 1.0) * table.agreement(left, right, _siblings(table.index))
    words = table.likeness(left, right)
    apart = (1.0 - NAF_SHARED * np.minimum(naf, 1.0)) * (1.0 - ROME_SHARED * np.minimum(rome, 1.0))
    hinted = 1.0 - apart * (1.0 - WORDS_SHARED * words)
    untyped = _untyped(table, left, right)
    base = np.minimum(1.0, agreed + untyped * hinted)
    open_to_proof = np.minimum(1.0, agreed + untyped)
    return np.round(base + (1.0 - base) * CONFIRM * hinted * open_to_proof, 4)


def _alike(index: Index) -> Floats:
    """Return the likeness of two types: 1 the same, a little for siblings; the last row is no type."""
    import numpy as np

    codes = list(index.referential.types)
    table = np.zeros((len(codes) + 1, len(codes) + 1))
    for at, code in enumerate(codes):
        table[at, at] = 1.0
        for other in index.referential.siblings(code):
            table[at, codes.index(other)] = SIBLING
    return table


def _siblings(index: Index) -> Floats:
    """Return 1 for two types of one group, whichever they are."""
    siblings: Floats = (_alike(index) == SIBLING).astype(float)
    return siblings


def _grid(index: Index) -> Floats:
    """Return 1 for two types that complete each other, whichever brings to the other."""
    import numpy as np

    codes = {code: at for at, code in enumerate(index.referential.types)}
    table = np.zeros((len(codes) + 1, len(codes) + 1))
    for giver, taker in index.referential.complements:
        table[codes[giver], codes[taker]] = table[codes[taker], codes[giver]] = 1.0
    return table


def _overlaps(profiles: Sequence[Profile], left: Ints, right: Ints, factors: _Factors) -> list[Overlap]:
    columns = (
        [profiles[at] for at in left.tolist()],
        [profiles[at] for at in right.tolist()],
        [_ORDER[verdict] for verdict in factors.verdict.tolist()],
        factors.semantic.tolist(),
        factors.complement.tolist(),
        factors.clientele.tolist(),
        factors.catchment.tolist(),
        factors.period.tolist(),
        [_kilometres(straight) for straight in factors.distance.round(2).tolist()],
        factors.score.tolist(),
    )
    return list(map(Overlap._make, zip(*columns, strict=True)))


def _kilometres(straight: float) -> float | None:
    """Return a distance on the ground from one in a straight line; the two differ beyond 100 km only."""
    if straight != straight:
        return None
    return straight if straight < 100 else round(2 * EARTH_KM * asin(min(1.0, straight / 2 / EARTH_KM)), 2)
