"""What one cell may hold: the characters that break a terminal, a page or a comparison are named, never removed."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from importers.read.limits import CELL, MARKS
from kb.words import agree

_CONTROL = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff"
_TURNING = "\u202a-\u202e\u2066-\u2069"
_UNSEEN = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u2060-\u2065\u206a-\u206f\u2800\u3164"
    "\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e007f"
)
_MARK = "\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
_LATIN, _OTHER = "A-Za-z\u00c0-\u024f", "\u0370-\u03ff\u0400-\u04ff"
_EMOJI = "\U0001f000-\U0001faff\u2600-\u27bf\ufe0f"
# What UTF-8 read as Windows-1252 looks like: an accented capital followed by a sign that no word has there.
_TAIL = "\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122"
_GARBLED = f"[\u00c2\u00c3\u00c4\u00c5][{_TAIL}]|\u00e2[{_TAIL}]{{2}}|\ufffd"

CONTROL = re.compile(f"[{_CONTROL}]")
TURNING = re.compile(f"[{_TURNING}]")
UNSEEN = re.compile(f"[{_UNSEEN}{_TURNING}]")
SURROGATE = re.compile("[\ud800-\udfff]")
MARKS_RUN = re.compile(f"[{_MARK}]{{{MARKS + 1},}}")
LOOKALIKE = re.compile(f"[{_LATIN}][{_OTHER}]|[{_OTHER}][{_LATIN}]")
GARBLED = re.compile(_GARBLED)
#: One search that says whether anything in a text deserves a closer look.
ODD = re.compile(
    f"[{_CONTROL}{_TURNING}{_UNSEEN}\ud800-\udfff]|[{_MARK}]{{{MARKS + 1}}}|[{_LATIN}][{_OTHER}]|[{_OTHER}][{_LATIN}]"
    f"|{_GARBLED}"
)
# What nearly all French text is made of: a run of it is walked twenty times faster than `ODD` searches it.
_PLAIN = re.compile("[\t\n\r -~\xa0-\xac\xae-\xc1\xc6-\u02c5\u2010-\u201f\u2022-\u2026\u202f\u2030\u20ac]*")
_IN_EMOJI = re.compile(f"(?<=[{_EMOJI}])\u200d(?=[{_EMOJI}])|(?<=\U0001f3f4)[\U000e0020-\U000e007f]+")


class Remark(NamedTuple):
    """What a cell calls for: a code, a French sentence, and whether its row must be set aside."""

    code: str
    message: str
    refuse: bool


def remarks_on(cell: str, *, escapes: bool = True) -> list[Remark]:
    """Return what has to be said of one cell, the reasons to set its row aside first.

    `escapes` says that a low surrogate stands for a byte that could not be read, as it does in a decoded table.

    >>> [r.code for r in remarks_on("Atelier" + chr(0))]
    ['CONTROL_CHARACTER']
    >>> remarks_on("L'Œuvre commune")
    []
    """
    if len(cell) <= CELL and not holds_odd(cell):
        return []
    found = [*_too_long(cell), *_undecodable(cell, escapes), *_controls(cell), *_invisible(cell), *_suspect(cell)]
    return sorted(found, key=lambda remark: not remark.refuse)


def holds_odd(text: str) -> bool:
    """Tell whether any character of a text, however long, deserves a closer look."""
    plain = _PLAIN.match(text)
    if plain is not None and plain.end() == len(text) and "â€" not in text:
        return False
    return ODD.search(text) is not None


def visible(cell: str) -> str:
    """Return a cell without what nobody sees, so that an empty-looking name is seen to be empty."""
    return UNSEEN.sub("", cell).strip()


def printable(cell: str) -> str:
    """Return a cell that can always be written as UTF-8: bytes that could not be read are shown as `\\xNN`."""
    return cell.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace") if _escaped(cell) else cell


def unreadable(cell: str) -> bool:
    """Tell whether a cell holds bytes that its encoding could not read."""
    return _escaped(cell)


def code_points(characters: str) -> str:
    """Return the names of characters that cannot be shown, each once: `U+200B (ZERO WIDTH SPACE)`."""
    names = dict.fromkeys(f"U+{ord(c):04X} ({unicodedata.name(c, 'sans nom')})" for c in characters)
    shown = list(names)[:5]
    return ", ".join(shown) + (f" et {len(names) - 5} {agree(len(names) - 5, 'autre')}" if len(names) > 5 else "")


def repaired(cell: str) -> str:
    """Return what garbled text probably was, even garbled twice, or an empty text when no repair can be proposed.

    >>> repaired("RÃ©gie")
    'Régie'
    """
    for codec in ("cp1252", "latin-1"):
        try:
            found = cell.encode(codec).decode("utf-8")
        except UnicodeError:
            continue
        return (repaired(found) or found) if GARBLED.search(found) and found != cell else found
    return ""


def _escaped(cell: str) -> bool:
    return not cell.isascii() and any("\udc80" <= c <= "\udcff" for c in SURROGATE.findall(cell))


def _too_long(cell: str) -> list[Remark]:
    found = []
    if len(cell) > CELL:
        length = f"{len(cell):,}".replace(",", " ")
        found.append(
            Remark("FIELD_TOO_LONG", f"La cellule compte {length} caractères, {CELL} au plus : raccourcissez-la.", True)
        )
    if run := MARKS_RUN.search(cell):
        found.append(
            Remark(
                "FIELD_TOO_LONG",
                f"Une lettre porte {len(run.group())} accents superposés (cellule de {len(cell)} caractères) : "
                "réécrivez ce texte.",
                True,
            )
        )
    return found


def _undecodable(cell: str, escapes: bool) -> list[Remark]:
    if not SURROGATE.search(cell):
        return []
    if escapes and _escaped(cell):
        return [Remark("LINE_NOT_UTF8", "Un octet n'est pas de l'UTF-8 : réenregistrez la ligne en UTF-8.", True)]
    return [Remark("INVALID_UNICODE", "Le texte contient une moitié de caractère Unicode : réécrivez-le.", True)]


def _controls(cell: str) -> list[Remark]:
    controls = CONTROL.findall(cell)
    if not controls or (min(controls) > "\x7f" and GARBLED.search(cell) and not CONTROL.search(repaired(cell) or cell)):
        return []
    named = ", ".join(list(dict.fromkeys(f"U+{ord(c):04X}" for c in controls))[:5])
    return [Remark("CONTROL_CHARACTER", f"Caractère de contrôle {named} : retirez-le de la cellule.", True)]


def _invisible(cell: str) -> list[Remark]:
    found = "".join(UNSEEN.findall(_IN_EMOJI.sub("", cell)))
    if not found:
        return []
    names = code_points(found)
    if not visible(cell):
        return [
            Remark("INVISIBLE_CHARACTERS", f"La cellule paraît vide, elle ne contient que {names} : videz-la.", True)
        ]
    if TURNING.search(found):
        return [
            Remark(
                "INVISIBLE_CHARACTERS",
                f"La cellule contient {names}, qui inverse le sens de lecture : retapez ce texte.",
                True,
            )
        ]
    return [Remark("INVISIBLE_CHARACTERS", f"Caractères invisibles gardés tels quels : {names}.", False)]


def _suspect(cell: str) -> list[Remark]:
    found = []
    if LOOKALIKE.search(cell):
        found.append(
            Remark(
                "INVISIBLE_CHARACTERS",
                "Un même mot mêle des lettres de deux alphabets qui se ressemblent : gardé tel quel, à vérifier.",
                False,
            )
        )
    if GARBLED.search(cell):
        proposal = repaired(cell)
        if proposal and proposal != cell:
            found.append(
                Remark(
                    "MOJIBAKE_SUSPECTED",
                    f"Accents abîmés, gardés tels quels ; sans doute : « {proposal[:80]} ».",
                    False,
                )
            )
        elif "\ufffd" in cell:
            found.append(Remark("MOJIBAKE_SUSPECTED", "Le texte contient déjà le signe d'une lettre perdue.", False))
    return found


def letter_of(index: int) -> str:
    """Return how a spreadsheet calls a column.

    >>> letter_of(0), letter_of(25), letter_of(26)
    ('A', 'Z', 'AA')
    """
    before, last = divmod(index, 26)
    return (letter_of(before - 1) if before else "") + chr(ord("A") + last)
