"""Proof marks: the small numbers beside values, and the list of sources at the foot that they lead to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kb.endings import ENTRY
from kb.kinds.fields import CONFIDENCE
from kb.text import fold
from kb.view import Origin, View
from queries.presence import short_names
from queries.words import day

_CONFIDENCE = {letter: word if letter == "L" else f"confiance {word}" for letter, word in CONFIDENCE.items()}


@dataclass(frozen=True, slots=True)
class SourceNote:
    """One numbered source: `text` says who, when and which row; `origin` holds the row as it was read."""

    mark: int
    claim: str
    text: str
    demo: bool
    origin: Origin


class Marks:
    """Numbers claims in the order they are first shown."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def of(self, claim: str) -> int:
        """Return the number of a claim, the next one when it is new."""
        return self._numbers.setdefault(claim, len(self._numbers) + 1)

    def all_of(self, claims: Iterable[str]) -> tuple[int, ...]:
        """Return the numbers of some claims, each once."""
        return tuple(dict.fromkeys(self.of(claim) for claim in claims))

    def notes(self, view: View) -> list[SourceNote]:
        """Return the sources of every number given, in order."""
        origins: Mapping[str, Origin] = view.origins(self._numbers)
        return [
            SourceNote(mark, claim, source_text(view, origins[claim]), origins[claim].demo, origins[claim])
            for claim, mark in self._numbers.items()
            if claim in origins
        ]


def says_demo(name: str) -> bool:
    """Tell whether a name already says that what bears it is a demonstration."""
    return "demonstration" in fold(name)


def demo_note(invented: bool) -> str:
    """Return what is added to a sentence that rests on a demonstration fact, nothing to any other."""
    return " (démonstration)" if invented else ""


def source_text(view: View, origin: Origin) -> str:
    """Return where a fact comes from in a few words: « Suivi (Givors), suivi.csv, ligne 12, lu le 12 octobre 2026 »."""
    place = short_names(view).get(f"territoire:{origin.owner}", "")
    parts = [(origin.stated or origin.title) + (f" ({place})" if place and not origin.stated else "")]
    if origin.file:
        parts.append(origin.file)
    if origin.sheet:
        parts.append(f"feuille {origin.sheet}")
    if origin.line is not None:
        parts.append(f"ligne {origin.line}")
    if origin.since:
        parts.append(f"{'notée' if origin.source == ENTRY.id else 'lu'} le {day(origin.since)}")
    if origin.confidence in _CONFIDENCE:
        parts.append(_CONFIDENCE[origin.confidence])
    if origin.demo and not says_demo(parts[0]):
        parts.append("fait de démonstration")
    return ", ".join(parts)
