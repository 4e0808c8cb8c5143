"""Which type of service an activity is, from the words people wrote and the codes they gave.

Four kinds of evidence are added, then shared out between the types: stems of the referential's words, whole
expressions, wordings that look alike letter by letter, and specific codes. Every guess says what decided.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from math import exp

from kb.services.index import Index, shipped_index
from kb.services.load import Referential
from kb.services.words import stem, stems, words
from kb.text import fold

#: Weight of each kind of evidence, chosen on the tuning part of tests/data/services_labelled.csv.
STEM, NAMED, EXPRESSION, WORDING, CODE = 1.0, 0.3, 1.6, 2.0, 2.6
#: A word of the description weighs less than a word of the title.
DESCRIPTION = 0.5
#: Evidence at which a type is as likely as no type at all, and how sharply evidence decides.
DOUBT, SHARPNESS = 0.8, 2.0
#: Likeness of two wordings that counts when they have no word in common.
LETTERS_ALONE = 0.4
#: Below this share the best type is no answer, and the next ones are not worth proposing.
BEST, NEXT = 0.10, 0.04
#: Share from which a part of a title names a service of its own, and below which the whole title leaves it out.
NAMES, LEFT_OUT = 0.5, 0.25
#: What stands between the services that one title names, and how many it may name.
_AND = re.compile(r"\s+(?:et|puis|ainsi que|&)\s+|\s*[,;/+]\s*", re.IGNORECASE)
_PARTS = 4
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Guess:
    """A suggested type: its share of belief (0 to 1), and the words and codes that decided."""

    code: str
    label: str
    score: float
    words: tuple[str, ...]
    codes: tuple[str, ...]


def classify(title: str, description: str = "", naf: Iterable[str] = (), rome: Iterable[str] = ()) -> list[Guess]:
    """Return the three most likely types of service, best first; an empty list means that no type fits.

    >>> [guess.code for guess in classify("Atelier de réparation de vélos")][:1]
    ['velo-reparation']
    >>> classify("Coordination générale")
    []
    """
    return guesses(shipped_index(), title, description, naf, rome)


def guesses(
    index: Index, title: str, description: str, naf: Iterable[str], rome: Iterable[str], most: int = 3
) -> list[Guess]:
    """Return the most likely types of a given referential, best first, with what decided for each."""
    evidence: dict[str, float] = defaultdict(float)
    told: dict[str, dict[str, float]] = defaultdict(dict)
    heading = _read(index, title, 1.0, evidence, told)
    body = _read(index, description, DESCRIPTION, evidence, told, already=set(heading)) if description else {}
    for kind, likeness in index.alike(title).items():
        if kind in told or likeness > LETTERS_ALONE:
            evidence[kind] += WORDING * likeness
    codes = _coded(index, naf, rome, evidence)
    for kind in index.vetoed(heading, body, evidence):
        evidence.pop(kind, None)
    found = _shared(index.referential, evidence, told, codes, most, f"{title} {description}")
    # A second service is worth looking for when the words say as much of it as of no type at all.
    likely = sum(said >= DOUBT for said in evidence.values()) > 1
    return _each_named(index, title, found)[:most] if likely else found


def _each_named(index: Index, title: str, found: list[Guess]) -> list[Guess]:
    """Return the guesses of a title that names several services, none of them left out: each has its part of the belief.

    >>> [guess.code for guess in classify("Réparation de vélos et couture")]
    ['velo-reparation', 'couture-retouche']
    """
    parts = [part for part in _AND.split(title) if part.strip()]
    if not found or not 1 < len(parts) <= _PARTS:
        return found
    firsts = [guess for part in parts for guess in guesses(index, part, "", (), (), most=1)]
    named = {guess.code: guess for guess in firsts if guess.score >= NAMES}
    shares = {guess.code: guess.score for guess in found}
    if len(named) < 2 or all(shares.get(code, 0.0) >= LEFT_OUT for code in named):
        return found
    each = [replace(guess, score=guess.score / len(named)) for guess in named.values()]
    left = 1.0 - sum(guess.score for guess in each)
    each += [replace(guess, score=guess.score * left) for guess in found if guess.code not in named]
    return sorted(each, key=lambda guess: (-guess.score, guess.code))


def _read(
    index: Index,
    text: str,
    weight: float,
    evidence: dict[str, float],
    told: dict[str, dict[str, float]],
    already: set[str] | None = None,
) -> dict[str, list[int]]:
    """Add what the words of a text say to `evidence` and `told`; return where each stem stands."""
    places: dict[str, list[int]] = defaultdict(list)
    spelled: dict[str, str] = {}
    for at, word in enumerate(words(text)):
        root = index.known(stem(word))
        places[root].append(at)
        spelled.setdefault(root, word)
    for root in places:
        if already and root in already:
            continue
        for kind, force in index.stems.get(root, ()):
            evidence[kind] += STEM * weight * force
            told[kind][spelled[root]] = told[kind].get(spelled[root], 0.0) + weight * force
    for word in spelled.values():
        for kind in index.named_by(word):
            evidence[kind] += NAMED * weight
    for kind, force, expression in index.expressions_in(places):
        evidence[kind] += EXPRESSION * weight * force
        told[kind][expression] = weight * (force + 1.0)
    return places


def _coded(
    index: Index, naf: Iterable[str], rome: Iterable[str], evidence: dict[str, float]
) -> dict[str, tuple[str, ...]]:
    codes: dict[str, tuple[str, ...]] = defaultdict(tuple)
    known = index.referential
    for raw, code, held in (
        *((raw, known.specific_naf(raw), index.naf) for raw in naf),
        *((raw, known.specific_rome(raw), index.rome) for raw in rome),
    ):
        for kind, force in held.get(code, ()) if code else ():
            evidence[kind] += CODE * force
            codes[kind] = (*codes[kind], raw.strip())
    return codes


def _shared(
    known: Referential,
    evidence: dict[str, float],
    told: dict[str, dict[str, float]],
    codes: dict[str, tuple[str, ...]],
    most: int,
    written: str,
) -> list[Guess]:
    ranked = sorted(evidence.items(), key=lambda item: (-item[1], item[0]))
    if not ranked:
        return []
    weights = [(kind, exp(min(SHARPNESS * force, 60.0))) for kind, force in ranked[:12]]
    total = sum(weight for _, weight in weights) + exp(SHARPNESS * DOUBT)
    kept = [(kind, weight / total) for kind, weight in weights if weight / total >= NEXT][:most]
    if not kept or kept[0][1] < BEST:
        return []
    return [
        Guess(
            kind, known.types[kind].label, round(share, 4), _deciding(told.get(kind, {}), written), codes.get(kind, ())
        )
        for kind, share in kept
    ]


def _deciding(told: dict[str, float], written: str) -> tuple[str, ...]:
    """Return the three words or expressions that weighed most, as written, those inside a longer one left out."""
    kept: list[str] = []
    for word in sorted(told, key=lambda word: (-told[word], word))[:6]:
        if not any(stem(word) in stems(longer) for longer in kept):
            kept.append(word)
    spelled = {} if written.isascii() else _spelled(written)
    return tuple(spelled.get(word, word) for word in kept[:3])


@lru_cache(maxsize=4096)
def _spelled(written: str) -> dict[str, str]:
    """Return the words of a text as written, under their folded form."""
    return {fold(word): word.lower() for word in _WORD.findall(written)}
