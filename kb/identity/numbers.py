"""What a cell meant to hold a SIRET really says: a whole number, a SIREN, a damaged number, or nothing."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from stdnum.fr import siren as _siren
from stdnum.fr import siret as _siret

_SCIENTIFIC = re.compile(r"^(\d)[.,](\d+)\s*e\s*\+?\s*1[23]$", re.IGNORECASE)
_NOT_DIGIT = re.compile(r"\D+")
_DECIMAL = re.compile(r"[.,]0+$")


class State(StrEnum):
    """What is left of a SIRET in a cell."""

    ABSENT = "absent"
    VALID = "valid"
    SIREN = "siren"
    TRUNCATED = "truncated"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Number:
    """A SIRET as a cell gives it: `digits` are what can still be compared, the leading ones when truncated."""

    state: State
    digits: str = ""

    @property
    def siret(self) -> str:
        """Return the whole valid SIRET, or nothing."""
        return self.digits if self.state is State.VALID else ""

    @property
    def siren(self) -> str:
        """Return the SIREN that the cell surely holds, or nothing: a damaged number has lost it."""
        return self.digits[:9] if self.state in (State.VALID, State.SIREN) else ""


NONE = Number(State.ABSENT)


@lru_cache(maxsize=200_000)
def read_number(raw: str) -> Number:
    """Return what a cell says of a SIRET, damaged or whole.

    A number rounded by a spreadsheet keeps its leading digits, a thirteen-digit one gets back its zero when the key then
    agrees. Nothing is ever completed by guess.

    >>> read_number("130 025 265 00013").siren, read_number("1,30025E+13")
    ('130025265', Number(state=<State.TRUNCATED: 'truncated'>, digits='130025'))
    >>> read_number("13002526500000").state.value, read_number("130025265").state.value, read_number("n.c.").state.value
    ('truncated', 'siren', 'absent')
    """
    text = unicodedata.normalize("NFKC", raw).strip().strip("'\"’ ")
    scientific = _SCIENTIFIC.match(text)
    if scientific:
        digits = (scientific[1] + scientific[2]).rstrip("0")
        return Number(State.TRUNCATED, digits) if len(digits) >= 4 else NONE
    digits = _NOT_DIGIT.sub("", _DECIMAL.sub("", text))
    return _of_digits(digits) if digits.strip("0") else NONE


def _of_digits(digits: str) -> Number:
    size = len(digits)
    if size == 14:
        return _of_fourteen(digits)
    if size == 13 and _siret.is_valid("0" + digits):
        return Number(State.VALID, "0" + digits)
    if size == 9:
        return Number(State.SIREN if _siren.is_valid(digits) else State.WRONG, digits)
    if size == 8 and _siren.is_valid("0" + digits):
        return Number(State.SIREN, "0" + digits)
    if 10 <= size <= 13 and _siren.is_valid(digits[:9]):
        # Fewer than fourteen digits that begin as a legal unit does: the end of the cell was cut.
        return Number(State.SIREN, digits[:9])
    return Number(State.WRONG, digits) if size >= 6 else NONE


def _of_fourteen(digits: str) -> Number:
    if digits.endswith("00000"):
        return Number(State.TRUNCATED, digits.rstrip("0"))
    if _siret.is_valid(digits):
        return Number(State.VALID, digits)
    if digits.endswith("999", 9, 12) and _siren.is_valid(digits[:9]):
        # Antennas that a State platform numbers by itself (domain reference, 2.4): the legal unit alone is sure.
        return Number(State.SIREN, digits[:9])
    return Number(State.WRONG, digits)


def rounded(number: Number, siret: str) -> bool:
    """Tell whether a truncated number may be that SIRET once rounded by a spreadsheet.

    >>> rounded(read_number("1,30025E+13"), "13002526500013"), rounded(read_number("1,30026E+13"), "13002526500013")
    (True, False)
    """
    return number.state is State.TRUNCATED and len(siret) == 14 and _rounds(number.digits, siret)


def agreeing(a: str, b: str) -> bool:
    """Tell whether what is left of two numbers may be of one: a rounded SIRET and the SIREN it begins with may.

    >>> agreeing("130025", "130025265"), agreeing("130026", "130025265"), agreeing("1300252650001", "130025265")
    (True, False, True)
    """
    return _rounds(a, b) or _rounds(b, a)


def _rounds(digits: str, whole: str) -> bool:
    shown = whole[: len(digits)]
    if shown == digits:
        return True
    up = str(int(shown) + 1) if whole[len(digits) : len(digits) + 1] >= "5" else ""
    return up.rstrip("0") == digits or up == digits


def slipped(a: str, b: str) -> bool:
    """Tell whether two numbers of one length differ by one digit, or by two neighbours exchanged.

    >>> slipped("34832377500018", "34832377500081"), slipped("34832377500018", "34832377500118")
    (True, True)
    """
    if len(a) != len(b):
        return False
    apart = [i for i in range(len(a)) if a[i] != b[i]]
    if len(apart) == 1:
        return True
    return len(apart) == 2 and apart[1] == apart[0] + 1 and a[apart[0]] == b[apart[1]] and a[apart[1]] == b[apart[0]]
