"""Which pairs are worth comparing: wide nets, no all-pairs.

A candidate is any reference that shares an identifier, an acronym, a squeezed name or an alias with a row, or that is
among its nearest by the letters of its name, or of its name, commune and postcode together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix
from sparse_dot_topn import sp_matmul_topn

from kb.identity.aliases import Register
from kb.identity.numbers import State
from kb.identity.party import Party

#: How many neighbours each of the two lists gives, and the least likeness that makes one.
NEIGHBOURS, LEAST = 12, 0.16
#: A key shared by more references than this tells nothing.
CROWD = 60


@dataclass(frozen=True)
class Pairs:
    """Pairs to compare, as two aligned arrays of positions, with how near the two texts are in each list.

    `keyed` tells the pairs that share an identifier, a name, an address or a contact, beyond being near by their letters.
    """

    rows: np.ndarray
    references: np.ndarray
    by_name: np.ndarray
    by_whole: np.ndarray
    keyed: np.ndarray

    def __getitem__(self, lines: np.ndarray) -> Pairs:
        """Return some of the pairs."""
        return Pairs(*(column[lines] for column in (self.rows, self.references, self.by_name, self.by_whole, self.keyed)))


class Grams:
    """Weighted character trigrams of texts: the rarer one is among the references, the more it counts."""

    def __init__(self, references: Sequence[str]) -> None:
        self.places: dict[str, int] = {}
        counts = [self._counted(text, grow=True) for text in references]
        size = len(self.places)
        seen = np.zeros(size)
        for count in counts:
            seen[list(count)] += 1
        self.weight = np.log((1 + len(references)) / (1 + seen)) + 1
        self.matrix = self._matrix(counts)

    def of(self, texts: Sequence[str]) -> csr_matrix:
        """Return the weighted rows of other texts, in the same columns."""
        return self._matrix([self._counted(text, grow=False) for text in texts])

    def _counted(self, text: str, grow: bool) -> dict[int, int]:
        counted: dict[int, int] = {}
        padded = f" {text} "
        for start in range(len(padded) - 2):
            gram = padded[start : start + 3]
            place = self.places.setdefault(gram, len(self.places)) if grow else self.places.get(gram)
            if place is not None:
                counted[place] = counted.get(place, 0) + 1
        return counted

    def _matrix(self, counts: Sequence[dict[int, int]]) -> csr_matrix:
        ends = np.zeros(len(counts) + 1, dtype=np.int32)
        np.cumsum([len(count) for count in counts], out=ends[1:])
        places = np.fromiter((p for count in counts for p in count), dtype=np.int32, count=int(ends[-1]))
        times = np.fromiter((n for count in counts for n in count.values()), dtype=np.float64, count=int(ends[-1]))
        values = (1 + np.log(times)) * self.weight[places] if len(places) else times
        matrix = csr_matrix((values, places, ends), shape=(len(counts), len(self.places)))
        norms = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
        norms[norms == 0] = 1
        matrix.data /= np.repeat(norms, np.diff(matrix.indptr))
        return matrix


def find_candidates(rows: Sequence[Party], references: Sequence[Party], register: Register) -> Pairs:
    """Return every pair worth comparing; the order is by row, then by reference."""
    found: list[set[int]] = [set() for _ in rows]
    if not rows or not references:
        nothing = np.zeros(0, dtype=np.int64)
        return Pairs(nothing, nothing, np.zeros(0), np.zeros(0), np.zeros(0, dtype=bool))
    for keys in (_number_keys, _name_keys(register), _place_keys, _contact_keys):
        _share(found, rows, references, keys)
    shared = [frozenset(near) for near in found]
    # A row's every name is tried, and the names of a reference each stand for it.
    by_name = _Likeness(rows, references, _name_texts)
    by_whole = _Likeness(rows, references, _whole_texts)
    for likeness in (by_name, by_whole):
        for row, near in likeness.nearest():
            found[row].update(near)
    left = np.fromiter((i for i, near in enumerate(found) for _ in near), dtype=np.int64)
    right = np.fromiter((j for near in found for j in sorted(near)), dtype=np.int64)
    keyed = np.fromiter((j in shared[i] for i, near in enumerate(found) for j in sorted(near)), dtype=bool)
    return Pairs(left, right, by_name.of(left, right), by_whole.of(left, right), keyed)


def _share(
    found: list[set[int]], rows: Sequence[Party], references: Sequence[Party], keys: Callable[[Party], Iterable[str]]
) -> None:
    held: dict[str, set[int]] = defaultdict(set)
    # A party that is both a row and a reference is read once.
    told = {id(reference): set(keys(reference)) for reference in references}
    for place, reference in enumerate(references):
        for key in told[id(reference)]:
            held[key].add(place)
    for place, row in enumerate(rows):
        for key in told.get(id(row)) or set(keys(row)):
            near = held.get(key, ())
            if len(near) <= CROWD:
                found[place].update(near)


def _number_keys(party: Party) -> Iterator[str]:
    number = party.number
    if number.siren:
        yield f"siren {number.siren}"
    if number.state is not State.ABSENT and len(number.digits) >= 5:
        yield f"debut {number.digits[:5]}"
        if number.state is not State.TRUNCATED and len(number.digits) == 14:
            yield f"fin {number.digits[5:]}"
    if party.rna:
        yield f"rna {party.rna}"


def _name_keys(register: Register) -> Callable[[Party], Iterator[str]]:
    def keys(party: Party) -> Iterator[str]:
        area = party.place.department
        for name in party.forms:
            yield f"nom {name.squeezed}"
            for short in name.initials | {word for word in name.words if 2 <= len(word) <= 8 and word.isalpha()}:
                yield f"sigle {short} {area}"
            if len(name.words) == 1:
                yield f"sigle {name.words[0]}"
            yield from (f"sigle {short}" for short in name.initials if len(short) > 3)
        for name_text in party.names:
            yield from (f"alias {key}" for key in register.keys(name_text))

    return keys


def _place_keys(party: Party) -> Iterator[str]:
    place = party.place
    if place.street and (place.postcode or place.town):
        street = " ".join(sorted(place.street))
        yield f"rue {place.house} {street} {place.department}"
        yield f"rue {place.house} {street} {place.town}"


def _contact_keys(party: Party) -> Iterator[str]:
    if party.phone:
        yield f"tel {party.phone}"
    if party.domain:
        yield f"domaine {party.domain}"


def _name_texts(party: Party) -> list[str]:
    return list(dict.fromkeys(name.text for name in party.forms)) or [""]


def _whole_texts(party: Party) -> list[str]:
    place = f"{party.place.town} {party.place.postcode}"
    return [f"{text} {place}".strip() for text in _name_texts(party)]


class _Likeness:
    """How near rows are to references by the trigrams of some texts of theirs: the best of their texts counts."""

    def __init__(
        self, rows: Sequence[Party], references: Sequence[Party], texts: Callable[[Party], list[str]]
    ) -> None:
        left, self.row_of = _laid(rows, texts)
        right, self.reference_of = _laid(references, texts)
        self.grams = Grams(right)
        self.rows = self.grams.matrix if left == right else self.grams.of(left)

    def nearest(self) -> Iterator[tuple[int, list[int]]]:
        """Yield for each row the references nearest to it."""
        near = sp_matmul_topn(self.rows, self.grams.matrix.T.tocsr(), top_n=NEIGHBOURS, threshold=LEAST, sort=True)
        for line, row in enumerate(self.row_of):
            places = near.indices[near.indptr[line] : near.indptr[line + 1]]
            yield int(row), [int(self.reference_of[place]) for place in places]

    def of(self, rows: np.ndarray, references: np.ndarray) -> np.ndarray:
        """Return the likeness of each pair, from 0 to 1."""
        lines_of, texts_of = _starts(self.row_of, rows), _starts(self.reference_of, references)
        best = np.zeros(len(rows))
        # Few parties have several names: pairs are laid out once per couple of names.
        for a in range(int(lines_of[1].max(initial=0))):
            for b in range(int(texts_of[1].max(initial=0))):
                on = np.nonzero((lines_of[1] > a) & (texts_of[1] > b))[0]
                if len(on):
                    here = self.rows[lines_of[0][on] + a].multiply(self.grams.matrix[texts_of[0][on] + b])
                    best[on] = np.maximum(best[on], np.asarray(here.sum(axis=1)).ravel())
        return best


def _laid(parties: Sequence[Party], texts: Callable[[Party], list[str]]) -> tuple[list[str], np.ndarray]:
    laid = [(place, text) for place, party in enumerate(parties) for text in texts(party)]
    return [text for _, text in laid], np.array([place for place, _ in laid], dtype=np.int64)


def _starts(owner: np.ndarray, wanted: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return where the texts of each wanted party begin, and how many they are."""
    first = np.searchsorted(owner, wanted, side="left")
    return first, np.searchsorted(owner, wanted, side="right") - first
