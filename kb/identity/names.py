"""The names of organisations as they can be compared: words, legal form apart, initials, numbers.

The source cell is never changed: a `Name` stands beside it. Everything here is a pure function, and cleaning what is
clean changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from kb.identity.lexicon import ACRONYMS, FORMS, KIND_WORDS, PARTS, SHORT, STOP
from kb.text import fold

_DOTTED = re.compile(r"\b(?:[^\W\d_]\.\s?){2,}(?:[^\W\d_]\b(?!\.))?")
_BRACKETS = re.compile(r"\(([^()]{2,60})\)|\[([^\[\]]{2,60})\]")
_DASHED = re.compile(r"\s[-–—:/|]\s")
_AMPERSAND = re.compile(r"\s*[&+]\s*")
_MOJIBAKE = re.compile("[ÃÂâ][\u0080-\u00bf€™œžŸ‚ƒ„…†‡ˆ‰Š‹Œ]")
_SPLIT_NUMBER = re.compile(r"(?<=[a-z]{3})(?=\d)|(?<=\d)(?=[a-z]{3})")


@dataclass(frozen=True, slots=True)
class Name:
    """One name, in the forms by which it may be recognised.

    `words` are its telling words in order, `form` the legal forms it states, `initials` the acronyms it may shorten to,
    `numbers` what distinguishes « Envie 42 » from « Envie 69 », `ordered` the words sorted, as one text.
    """

    words: tuple[str, ...]
    form: frozenset[str]
    initials: frozenset[str]
    numbers: frozenset[str]
    ordered: str

    @property
    def text(self) -> str:
        """Return the telling words as one text."""
        return " ".join(self.words)

    @property
    def squeezed(self) -> str:
        """Return the telling words without blanks: « Bross'Up » and « BROSSUP » are one."""
        return "".join(self.words)


def repaired(text: str) -> str:
    """Return a text that was decoded wrongly once or twice as it was meant, and any other as it is.

    >>> repaired("RÃ©gie de quartier"), repaired("Régie")
    ('Régie de quartier', 'Régie')
    """
    for _ in range(2):
        if not _MOJIBAKE.search(text):
            return text
        for encoding in ("cp1252", "latin-1"):
            try:
                text = text.encode(encoding).decode()
                break
            except UnicodeError:
                continue
        else:
            return text
    return text


@lru_cache(maxsize=400_000)
def read_name(raw: str) -> Name:
    """Return a name's comparable forms.

    >>> name = read_name("ASSOC. Travail & Services à Domicile 69")
    >>> name.words, sorted(name.form), sorted(name.numbers)
    (('travail', 'services', 'domicile', '69'), ['association'], ['69'])
    >>> "tsd" in name.initials, read_name("A.I.D.E.").words
    (True, ('aide',))
    """
    words = _words(raw)
    forms = {word: form for word in words if (form := _form(word))}
    bare = [word for word in words if word not in forms] or words
    kept = _expanded([word for word in bare if word not in STOP] or bare)
    telling = tuple(word for word in kept if word not in KIND_WORDS) or tuple(kept)
    numbers = frozenset(word.lstrip("0") or "0" for word in telling if word.isdigit())
    return Name(telling, frozenset(forms.values()), _initials(words, bare, kept), numbers, " ".join(sorted(telling)))


def _form(word: str) -> str:
    """Return the legal form that a word states, mistyped or not."""
    known = FORMS.get(word)
    if known or len(word) < 5 or word[0] != "a":
        return known or ""
    near = max(fuzz.ratio(word, "association"), fuzz.ratio(word, "assoc"))
    return "association" if near >= 80 and word[:2] == "as" else ""


def _words(raw: str) -> list[str]:
    text = _DOTTED.sub(lambda m: re.sub(r"[.\s]", "", m[0]) + " ", repaired(raw))
    folded = _SPLIT_NUMBER.sub(" ", fold(_AMPERSAND.sub(" et ", text)))
    return _rejoined(folded.split())


def _rejoined(words: list[str]) -> list[str]:
    """Join letters that stand alone in a row: « A I D E » is « AIDE »; the elided « l » and « d » are no letters."""
    joined: list[str] = []
    run: list[str] = []
    for word in [*words, ""]:
        if len(word) == 1 and word.isalpha():
            run.append(word)
            continue
        if len(run) > 2 or (len(run) == 2 and not {"l", "d", "a"} & set(run)):
            joined.append("".join(run))
        else:
            joined += run
        run = []
        if word:
            joined.append(word)
    return joined


def _expanded(words: list[str]) -> list[str]:
    return [full for word in words for full in SHORT.get(word, word).split()]


def _initials(words: list[str], bare: list[str], kept: list[str]) -> frozenset[str]:
    """Return the acronyms that the words may make: with and without the small words, with and without the legal form."""
    found = set()
    for some in (words, bare, kept, [w for w in words if w not in STOP]):
        letters = "".join(word[0] for word in some if not word.isdigit())
        if 2 < len(letters) <= 12 or (len(letters) == 2 and len(some) == 2):
            found.add(letters)
    return frozenset(found)


def variants(raw: str) -> list[str]:
    """Return a name and the names it holds: in brackets, on each side of a dash, with the acronym of an institution in full.

    >>> variants("Territoires et Emploi (T.E.)"), variants("PLIE (métropole de Lyon)")[:1]
    (['Territoires et Emploi (T.E.)', 'Territoires et Emploi'], ['PLIE (métropole de Lyon)'])
    >>> variants("Aide à domicile (AAD)")
    ['Aide à domicile (AAD)', 'Aide à domicile', 'AAD']
    """
    found = [raw]
    inside = [group for pair in _BRACKETS.findall(raw) for group in pair if group]
    if inside:
        outside = _BRACKETS.sub(" ", raw).strip()
        # A sigle beside its name, or a name beside its sigle; anything else in brackets only says where, or what.
        found += [outside, *(text for text in inside if len(fold(text).split()) == 1 or len(fold(outside).split()) == 1)]
    if len(found) == 1:
        parts = [part.strip() for part in _DASHED.split(raw)]
        found += [part for part in parts if len(parts) > 1 and len(fold(part)) > 3]
    found += [spelled for text in found if (spelled := _spelled(text))]
    return [text for text in dict.fromkeys(found) if fold(text)]


def full_forms(names: Iterable[str]) -> frozenset[Name]:
    """Return the forms of whole names, none of a part of one: as written, and with the acronym of an institution in full."""
    return frozenset(read_name(text) for name in names for text in (name, _spelled(name)) if text)


def one_is_part(names: Iterable[str], others: Iterable[str]) -> bool:
    """Tell whether a name of one side is a name of the other and a part of it, none being the same on both.

    >>> one_is_part(["Ville de Bron"], ["Ville de Bron - DEE"]), one_is_part(["Direction de l'emploi, Ville de Bron"], ["Ville de Bron"])
    (True, True)
    >>> one_is_part(["Ville de Bron"], ["Ville de Bron (VB)"]), one_is_part(["Ville de Bron"], ["Ville de Bron 69500"])
    (False, False)
    """
    mine, theirs = list(names), list(others)
    if {read_name(name).squeezed for name in mine} & {read_name(name).squeezed for name in theirs}:
        return False
    return any(_adds_part(a, b) or _adds_part(b, a) for a in mine for b in theirs)


def _adds_part(whole: str, longer: str) -> bool:
    body, said = read_name(whole), read_name(longer).words
    rest = [word for word in said if word not in body.words]
    if len(body.words) < 2 or not rest or not set(body.words) <= set(said):
        return False
    last = _DASHED.split(longer)[-1].strip()
    office = last.isupper() and len(last) <= 5 and rest == [fold(last)] and rest[0] not in body.initials
    return office or not PARTS.isdisjoint(rest)


def _spelled(text: str) -> str:
    """Return a name with the acronym of a common institution in full, or nothing."""
    words = fold(text).split()
    if not any(word in ACRONYMS for word in words):
        return ""
    return " ".join(part for word in words for part in ACRONYMS.get(word, (word,)))


def institution(name: Name) -> str:
    """Return the common institution that a name states in full or in short (« ccas »), or nothing.

    >>> institution(read_name("Centre communal d'action sociale de Givors"))
    'ccas'
    """
    return next((short for short, full in ACRONYMS.items() if short in name.words or _holds(name.words, full)), "")


def _holds(words: tuple[str, ...], full: tuple[str, ...]) -> bool:
    size = len(full)
    return any(words[i : i + size] == full for i in range(len(words) - size + 1))
