"""The shipped font: one family for screens, pictures and documents, measured here so that no text is ever clipped."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path

import font_source_sans_pro
from PIL import ImageFont

FAMILY = "Source Sans Pro"
#: Weights in use, and the names of their files in the installed package.
WEIGHTS = {400: "SourceSansPro", 600: "SourceSansProSemibold", 700: "SourceSansProBold"}
#: What a line break keeps together: a word with its French punctuation (« ainsi : », « 12 % »).
_WORDS = re.compile(r"(?:« )?[^ ]+(?: [:;!?»€%]+(?= |$))* *")
#: Where a word too long for a line may be cut: after a hyphen or a slash.
_PIECES = re.compile(r"[^-–/]*[-–/]+|[^-–/]+")
_UNITS = 1000


def font_file(weight: int = 400) -> Path:
    """Return the file of a weight of the shipped font."""
    return Path(font_source_sans_pro.font_files_ttf[WEIGHTS[weight]])


@cache
def font_folder() -> tempfile.TemporaryDirectory[str]:
    """Return a folder with one file a weight, kept until the process ends.

    The package holds each weight twice, in two formats: an engine given the whole folder would take the one that the
    disk lists first, and the same page would differ between machines.
    """
    folder = tempfile.TemporaryDirectory(prefix="maillage-font-")
    for weight in WEIGHTS:
        shutil.copyfile(font_file(weight), Path(folder.name) / font_file(weight).name)
    return folder


@cache
def _font(weight: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(font_file(weight)), _UNITS, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=20_000)
def _width(text: str, weight: int) -> float:
    return _font(weight).getlength(text) / _UNITS


def text_width(text: str, size: float, weight: int = 400) -> float:
    """Return how wide a text is, in the unit of `size`.

    >>> text_width("Métropole de Lyon", 10) < text_width("Métropole de Lyon", 10, 700)
    True
    """
    return _width(text, weight) * size


def wrap(text: str, width: float, size: float, weight: int = 400) -> list[str]:
    """Return a text as lines that fit a width; a word that is too long alone is broken, nothing is left out.

    >>> wrap("Fédération des entreprises d'insertion", 110, 15)
    ['Fédération des', 'entreprises', "d'insertion"]
    >>> wrap("Rillieux-la-Pape", 60, 15)
    ['Rillieux-', 'la-Pape']
    """
    lines, line = [], ""
    for piece in _pieces(" ".join(text.split()), width, size, weight):
        if line and text_width((line + piece).rstrip(), size, weight) > width:
            lines.append(line.rstrip())
            line = ""
        line += piece
    return [*lines, line.rstrip()] if line else lines or [""]


def wrap_evenly(text: str, width: float, size: float, weight: int = 400) -> list[str]:
    """Return a text as the lines `wrap` would take, of lengths as alike as can be: a name is cut where it is said.

    >>> wrap("Villeurbanne Les Brosses", 120, 15), wrap_evenly("Villeurbanne Les Brosses", 120, 15)
    (['Villeurbanne Les', 'Brosses'], ['Villeurbanne', 'Les Brosses'])
    """
    lines = wrap(text, width, size, weight)
    least = max(longest_piece(text, weight) * size, width / 2)
    closer = width
    while len(lines) > 1 and closer - size / 2 >= least:
        closer -= size / 2
        if len(found := wrap(text, closer, size, weight)) > len(lines):
            break
        lines = found
    return lines


def _pieces(text: str, width: float, size: float, weight: int) -> Iterator[str]:
    """Yield the words of a text, those wider than a line in parts."""
    for word in _WORDS.findall(text):
        if text_width(word.rstrip(), size, weight) <= width:
            yield word
            continue
        for piece in _PIECES.findall(word):
            yield from _slices(piece, width, size, weight)


def _slices(piece: str, width: float, size: float, weight: int) -> Iterator[str]:
    while len(piece) > 1 and text_width(piece.rstrip(), size, weight) > width:
        most = max(n for n in range(1, len(piece)) if n == 1 or text_width(piece[:n], size, weight) <= width)
        yield piece[:most]
        piece = piece[most:]
    yield piece


def longest_piece(text: str, weight: int = 400) -> float:
    """Return the width at size 1 of the longest part of a text that a line break need not divide."""
    pieces = (piece for word in text.split() for piece in _PIECES.findall(word))
    return max((_width(piece, weight) for piece in pieces), default=0.0)
