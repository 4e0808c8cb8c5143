"""The referential turned round: from a stem, an expression, a run of letters or a code to the types it points to."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from functools import lru_cache
from math import log, sqrt

from kb.services.load import Referential, ServiceType, referential
from kb.services.words import grams, stem, stems, words

#: Force of a stem: alone as a term or in the label, inside an expression, only in an example.
_ALONE, _INSIDE, _EXAMPLE = 1.0, 0.6, 0.4
#: An expression is read when its words stand within this many words more than it has.
_SLACK = 2
#: A word unknown to the referential is read as the nearest known one above this likeness.
_SPELLING = 0.62
#: A run of letters held by more than this share of the wordings says nothing.
_FREQUENT = 0.03

#: Two wordings less alike than this have nothing in common.
_LIKENESS = 0.25

Posting = tuple[tuple[str, float], ...]


class Index:
    """What classification looks up; built once from a referential, never changed."""

    def __init__(self, known: Referential) -> None:
        self.referential = known
        held = {kind.code: _held(kind) for kind in known.active()}
        spread = Counter(root for roots in held.values() for root in roots)
        self.rarity = {root: log((len(held) + 1) / count) / log(len(held) + 1) for root, count in spread.items()}
        self.stems = self._postings(held)
        self._expressions = self._by_first(known)
        self._single = _single(known)
        self._excluded = {kind.code: tuple(tuple(stems(term)) for term in kind.excluded) for kind in known.active()}
        self._excluding = frozenset(term[0] for terms in self._excluded.values() for term in terms if term)
        self.naf = _codes({kind.code: kind.naf for kind in known.active()})
        self.rome = _codes({kind.code: kind.rome for kind in known.active()})
        self._wordings = [(kind.code, text) for kind in known.active() for text in (kind.label, *kind.examples)]
        self._letters = self._runs()
        self._starts: dict[str, list[str]] = defaultdict(list)
        for root in sorted(self.rarity):
            self._starts[root[:3]].append(root)
        self._near: dict[str, str] = {}

    def _postings(self, held: Mapping[str, Mapping[str, float]]) -> dict[str, Posting]:
        postings: dict[str, list[tuple[str, float]]] = defaultdict(list)
        for code, roots in held.items():
            for root, force in roots.items():
                if root not in self.referential.common:
                    postings[root].append((code, force * self.rarity[root] ** 2))
        return {root: tuple(kinds) for root, kinds in postings.items()}

    def _by_first(self, known: Referential) -> dict[str, list[tuple[tuple[str, ...], str, str, float]]]:
        """Return the expressions of the referential under their rarest stem."""
        found: dict[str, list[tuple[tuple[str, ...], str, str, float]]] = defaultdict(list)
        for kind in known.active():
            for term in (kind.label, *kind.terms, *kind.excluded):
                roots = tuple(dict.fromkeys(stems(term)))
                if len(roots) > 1 and term not in kind.excluded:
                    force = sum(self.rarity[root] * (0.3 if root in known.common else 0.6) for root in roots)
                    rarest = max(roots, key=lambda root: (self.rarity[root], root))
                    found[rarest].append((roots, kind.code, term, force))
        return dict(found)

    def _runs(self) -> dict[str, list[tuple[int, float]]]:
        cut = [grams(text) for _, text in self._wordings]
        spread = Counter(run for runs in cut for run in runs)
        weight = {run: log(len(cut) / count) for run, count in spread.items()}
        found: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for at, runs in enumerate(cut):
            norm = sqrt(sum(weight[run] ** 2 for run in runs)) or 1.0
            for run in runs:
                if spread[run] <= _FREQUENT * len(cut):
                    found[run].append((at, weight[run] ** 2 / norm))
        self._weight, self._unseen = weight, log(len(cut))
        return dict(found)

    def known(self, root: str) -> str:
        """Return a stem, or the known stem it is a near spelling of (« compostt », « alimentair »)."""
        if root in self.rarity or len(root) < 5:
            return root
        if root not in self._near:
            self._near[root] = self._nearest(root)
        return self._near[root]

    def _nearest(self, root: str) -> str:
        mine = grams(root)
        best, likeness = root, _SPELLING
        for other in self._starts.get(root[:3], ()):
            theirs = grams(other)
            shared = 2 * len(mine & theirs) / (len(mine) + len(theirs))
            if shared > likeness and len(other) > 3:
                best, likeness = other, shared
        return best

    def expressions_in(self, places: Mapping[str, list[int]]) -> Iterator[tuple[str, float, str]]:
        """Yield the type, force and wording of each expression whose words stand close together."""
        for root in places:
            for roots, kind, term, force in self._expressions.get(root, ()):
                if _close(roots, places):
                    yield kind, force, term

    def named_by(self, word: str) -> tuple[str, ...]:
        """Return the types whose own word this is, whole (« laverie » is no « lavage »); few words name several."""
        return self._single.get(_singular(word), ())

    def alike(self, text: str) -> dict[str, float]:
        """Return, for each type, how much a wording looks like its nearest example (0 to 1)."""
        scores: dict[int, float] = defaultdict(float)
        norm = 0.0
        for run in sorted(grams(text)):
            norm += self._weight.get(run, self._unseen) ** 2
            for at, weight in self._letters.get(run, ()):
                scores[at] += weight
        found: dict[str, float] = {}
        length = sqrt(norm)
        for at, score in scores.items():
            if score > _LIKENESS * length:
                code = self._wordings[at][0]
                found[code] = max(found.get(code, 0.0), score / length - _LIKENESS / 2)
        return found

    def vetoed(
        self, heading: Mapping[str, list[int]], body: Mapping[str, list[int]], evidence: Mapping[str, float]
    ) -> list[str]:
        """Return the types that an excluded word sets aside, read in the title first."""
        if self._excluding.isdisjoint(heading) and self._excluding.isdisjoint(body):
            return []
        return [
            code
            for code in evidence
            if any(_close(term, heading) for term in self._excluded[code])
            or (not self._named(code, heading) and any(_close(term, body) for term in self._excluded[code]))
        ]

    def _named(self, code: str, places: Mapping[str, list[int]]) -> bool:
        return any(code == kind for root in places for kind, _ in self.stems.get(root, ()))


@lru_cache(maxsize=1)
def shipped_index() -> Index:
    """Return the index of the referential that ships with Maillage, built at the first question."""
    return Index(referential())


def _single(known: Referential) -> dict[str, tuple[str, ...]]:
    """Return the types that each word names by itself, those that name more than two left out."""
    found: dict[str, list[str]] = defaultdict(list)
    for kind in known.active():
        for term in dict.fromkeys(words(term) for term in (kind.label, *kind.terms)):
            if len(term) == 1 and stem(term[0]) not in known.common:
                found[_singular(term[0])].append(kind.code)
    return {word: tuple(codes) for word, codes in found.items() if len(codes) <= 2}


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith(("s", "x")) else word


def _held(kind: ServiceType) -> dict[str, float]:
    """Return the stems of a type with their force."""
    held: dict[str, float] = {}
    for text, alone, inside in (
        *((term, _ALONE, _INSIDE) for term in (kind.label, *kind.terms)),
        *((example, _EXAMPLE, _EXAMPLE) for example in kind.examples),
    ):
        roots = stems(text)
        for root in roots:
            held[root] = max(held.get(root, 0.0), alone if len(roots) == 1 else inside)
    return held


def _codes(held: Mapping[str, Mapping[str, float]]) -> dict[str, Posting]:
    """Return, for each code, the types it points to; a code spread over many types says less of each."""
    total: Counter[str] = Counter()
    for codes in held.values():
        total.update(codes)
    found: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for kind, codes in held.items():
        for code, force in codes.items():
            found[code].append((kind, force / total[code] ** 0.5))
    return {code: tuple(kinds) for code, kinds in found.items()}


def _close(roots: tuple[str, ...], places: Mapping[str, list[int]]) -> bool:
    """Tell whether all the words of an expression stand close together."""
    if not roots or any(root not in places for root in roots):
        return False
    room = len(roots) + _SLACK
    return any(
        all(min(abs(at - start) for at in places[root]) <= room for root in roots[1:]) for start in places[roots[0]]
    )
