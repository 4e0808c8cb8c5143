"""Which letters the bytes of a text file stand for: stated by a mark, proved by UTF-8, guessed and said, or asked."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from importers.read.guard import mask_nir
from importers.read.sniff import looks_utf16
from kb.problems import FileRefused, Problem, excerpt

#: Encodings that `--encoding` accepts, by the name Python gives them.
ACCEPTED = ("utf-8", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "iso8859-1", "iso8859-15", "cp850", "mac-roman")
_BLOCK = 1 << 20
_LINE_END = re.compile(rb"\r\n?|\n")
_ASCII = re.compile("[\x00-\x7f]+")
_HIGH = re.compile(rb"[\x80-\xff]")
# French text between the letters: what each candidate must turn the high bytes into to be believed.
_FRENCH = frozenset("éèêëàâäçîïôöùûüÿœæÉÈÊËÀÂÄÇÎÏÔÖÙÛÜŒÆ«»’‘“”–—…°€²³ªº·\xa0\u202f•™©®§±µñáíóúß")
_COMMON = frozenset("éèêàçôîùâûœÉÈÀÇÊ’\xa0«»°–€")
# Bytes unreadable in UTF-8, and no letter readable, after which the file is no longer thought to be UTF-8.
_ENOUGH = 2_000
# Bytes that stand for a letter of a French word in none of the old encodings, but for L'Haÿ-les-Roses.
_NO_LETTER = re.compile(rb"[\xc1\xf0\xf5\xfd\xfe]|(?<![aA])\xff|(?<=[a-z])\x80(?=[a-z])")
_SAVE = "Enregistrez-le en UTF-8 (dans un tableur : « CSV UTF-8 »), puis envoyez-le de nouveau."
_ASK = "Ou relancez avec --encoding suivi du bon codage, par exemple --encoding {}."


@dataclass(slots=True)
class Choice:
    """How to decode a file: the codec, what it does with unreadable bytes, and what must be said of it."""

    encoding: str
    errors: str = "strict"
    bad_lines: dict[int, int] = field(default_factory=dict)
    cut_line: int | None = None
    warnings: list[Problem] = field(default_factory=list)


def choose(path: Path, asked: str | None = None) -> Choice:
    """Return how to decode a file; refuse it when nothing says which letters its bytes stand for."""
    with path.open("rb") as source:
        head = source.read(65_536)
    if asked is not None:
        return _as_asked(path, asked, head)
    if head.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        raise _unknown(path, 0, "il semble codé en UTF-32", "utf-16")
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _checked(path, "utf-16")
    if looks_utf16(head):
        raise _without_mark(path, head)
    if _first_bad_byte(path) is None:
        return Choice("utf-8-sig")
    return _not_quite_utf8(path)


def codec_named(asked: str) -> str:
    """Return the name Python gives an encoding that is accepted, empty for any other.

    >>> codec_named("latin-1"), codec_named("zz")
    ('iso8859-1', '')
    """
    try:
        name = codecs.lookup(asked).name
    except (LookupError, ValueError):  # a null character is no name at all
        return ""
    return name if name in (*ACCEPTED, "utf-8-sig") else ""


def _as_asked(path: Path, asked: str, head: bytes) -> Choice:
    name = codec_named(asked)
    if not name:
        raise FileRefused(
            "ENCODING_UNKNOWN",
            f"Le codage « {excerpt(asked)} » n'est pas accepté. Choisissez parmi : {', '.join(ACCEPTED)}.",
        )
    if name in ("utf-8", "utf-8-sig"):
        return Choice("utf-8-sig") if _first_bad_byte(path) is None else _utf8_with_bad_lines(path)
    if name.startswith("utf-16") and head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        name = "utf-16"
    if name == "utf-16" and len(head) > 1 and not head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise _without_mark(path, head)
    # ISO-8859-1 proper has control characters where every program of an office PC writes Windows-1252.
    return _checked(path, "cp1252" if name == "iso8859-1" else name)


def _without_mark(path: Path, head: bytes) -> FileRefused:
    """Return the refusal of a file asked for as UTF-16 that has no mark to say in which of the two orders its bytes are."""
    if not looks_utf16(head):
        return _unknown(path, 0, "il n'est pas en UTF-16 : la marque de début manque", "utf-8")
    return _unknown(path, head.index(0), "il semble codé en UTF-16 sans marque de début", _order(head))


def _order(head: bytes) -> str:
    return "utf-16-le" if head[1::2].count(0) >= head[0::2].count(0) else "utf-16-be"


def _checked(path: Path, codec: str) -> Choice:
    decoder = codecs.getincrementaldecoder(codec)("strict")
    done = 0
    with path.open("rb") as source:
        while True:
            raw = source.read(_BLOCK)
            try:
                decoder.decode(raw, final=not raw)
            except UnicodeDecodeError as error:
                if codec.startswith("utf-16") and not raw:
                    return Choice(codec, "replace", cut_line=0)
                raise _unknown(path, done + error.start, f"il n'est pas lisible en {codec}", "cp850") from error
            if not raw:
                return Choice(codec)
            done += len(raw)


def _first_bad_byte(path: Path, codec: str = "utf-8") -> int | None:
    decoder = codecs.getincrementaldecoder(codec)("strict")
    done = 0
    with path.open("rb") as source:
        while True:
            raw = source.read(_BLOCK)
            held = len(decoder.getstate()[0])
            try:
                decoder.decode(raw, final=not raw)
            except UnicodeDecodeError as error:
                return done - held + error.start
            if not raw:
                return None
            done += len(raw)


def _numbered(path: Path) -> Iterator[tuple[int, int, bytes]]:
    """Yield line number, byte offset and bytes of each line, counted as a text editor counts."""
    number = offset = 0
    with path.open("rb") as source:
        for raw in source:
            start = 0
            for end in [*(m.end() for m in _LINE_END.finditer(raw)), len(raw)]:
                if end > start:
                    number += 1
                    yield number, offset + start, raw[start:end]
                start = end
            offset += len(raw)


def _not_quite_utf8(path: Path) -> Choice:
    """Tell a UTF-8 file with a few bad bytes from a file in one of the old encodings of an office.

    Letters that read well as UTF-8 are strong evidence: no other encoding writes them by chance.
    """
    good, bad, sample = 0, 0, bytearray()
    for _, _, line in _numbered(path):
        if line.isascii():
            continue
        letters = _ASCII.sub("", line.decode("utf-8", "surrogateescape"))
        unreadable = sum("\udc80" <= letter <= "\udcff" for letter in letters)
        good, bad = good + len(letters) - unreadable, bad + unreadable
        sample += line if unreadable else b""
        if bad >= _ENOUGH and not good:
            break
    accident = len(_HIGH.findall(sample)) == len(_NO_LETTER.findall(sample))
    if good * 10 >= bad or (bad <= 2 and accident) or _cut_in_utf8(path):
        return _utf8_with_bad_lines(path)
    return _old_encoding(path, bytes(sample))


def _cut_in_utf8(path: Path) -> bool:
    """Tell whether the only bad bytes are the beginning of a French letter or of an emoji at the very end of the file."""
    size = path.stat().st_size
    first = _first_bad_byte(path)
    if first is None or size - first > 3:
        return False
    with path.open("rb") as source:
        source.seek(first)
        return source.read(3)[:1] in (b"\xc3", b"\xc5", b"\xe2", b"\xc2", b"\xf0")


def _utf8_with_bad_lines(path: Path) -> Choice:
    choice = Choice("utf-8-sig", "surrogateescape")
    size = path.stat().st_size
    for number, offset, line in _numbered(path):
        if line.isascii():
            continue
        try:
            line.decode("utf-8")
        except UnicodeDecodeError as error:
            choice.bad_lines[number] = offset + error.start
            if error.reason == "unexpected end of data" and offset + len(line) == size and not line.endswith(b"\n"):
                choice.cut_line = number
    return choice


def _old_encoding(path: Path, sample: bytes) -> Choice:
    scores = {codec: _french(sample, codec) for codec in ("cp1252", "mac-roman", "cp850")}
    best = max(scores, key=lambda codec: scores[codec])
    if best == "cp1252" and scores[best] >= 0.5:
        warning = Problem(
            "ENCODING_GUESSED",
            f"{path.name} n'est pas en UTF-8 : lu en Windows-1252, le codage des PC. Vérifiez les accents.",
            file=path.name,
        )
        choice = _checked_or_bad(path, "cp1252")
        choice.warnings.append(warning)
        return choice
    line = _LINE_END.split(sample, maxsplit=1)[0]
    views = " ; ".join(f"{codec} : « {excerpt(mask_nir(line.decode(codec, 'replace').strip()))} »" for codec in scores)
    raise FileRefused(
        "ENCODING_UNCERTAIN",
        f"{path.name} n'est pas en UTF-8 et plusieurs codages sont possibles (Mac, DOS, Windows). La même ligne "
        f"lue dans chacun : {views}. {_SAVE}",
        _ASK.format(best),
    )


def _checked_or_bad(path: Path, codec: str) -> Choice:
    """Return the choice of Windows-1252; a line with one of its five unused bytes is kept aside, not the file."""
    choice = Choice(codec)
    if _first_bad_byte(path, codec) is None:
        return choice
    for number, offset, line in _numbered(path):
        if line.isascii():
            continue
        try:
            line.decode(codec)
        except UnicodeDecodeError as error:
            choice.errors = "surrogateescape"
            choice.bad_lines[number] = offset + error.start
    return choice


def _french(sample: bytes, codec: str) -> float:
    """Return how French the high bytes of a sample become, from 0 to 1 and a little more for the usual letters."""
    high = _HIGH.findall(sample)
    letters = b"".join(high).decode(codec, "replace")
    good = sum(1 for letter in letters if letter in _FRENCH) + sum(0.5 for letter in letters if letter in _COMMON)
    return good / max(1, len(letters)) - _capitals_inside(sample, codec)


def _capitals_inside(sample: bytes, codec: str) -> float:
    """Return the share of accented capitals found inside lower-case words, which no French text has."""
    text = sample[:65_536].decode(codec, "replace")
    wrong = len(re.findall(r"[a-z][À-ÖØ-ÞŒ][a-z]", text))
    return wrong / max(1, len(_HIGH.findall(sample[:65_536])))


def _unknown(path: Path, offset: int, why: str, example: str) -> FileRefused:
    return FileRefused(
        "ENCODING_UNKNOWN", f"{path.name} ne peut pas être lu : {why} (octet {offset}). {_SAVE}", _ASK.format(example)
    )
