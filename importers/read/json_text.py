"""JSON read strictly: one document, no key twice, no depth that breaks a stack, no number that loses a digit."""

from __future__ import annotations

import codecs
import json
import re
from array import array
from bisect import bisect_left
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple, NoReturn

from importers.first_names import tells_somebody
from importers.read.guard import mask_nir
from importers.read.limits import JSON_BYTES, JSON_DEPTH
from importers.read.sniff import looks_utf16
from kb.problems import FileRefused, Problem, excerpt

_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"?|[{}\[\]]', re.DOTALL)
_KEY = re.compile(r'("[^"\\]*(?:\\.[^"\\]*)*")(\s*:)?|[{}\[\]]', re.DOTALL)
_CONSTANT = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|(-?Infinity|NaN)', re.DOTALL)
_MAGIC = frozenset({"constructor", "prototype", "__proto__"})
_DUNDER = re.compile(r"__.*__$")
_SAID = {
    "Expecting property name enclosed in double quotes": "un nom de champ entre guillemets est attendu",
    "Expecting ',' delimiter": "une virgule ou une fermeture est attendue",
    "Expecting ':' delimiter": "un deux-points est attendu",
    "Expecting value": "une valeur est attendue",
    "Extra data": "un second document suit le premier",
    "Unterminated string starting at": "un guillemet ne se ferme pas",
    "Invalid control character at": "un texte contient un caractère de contrôle ou un retour à la ligne",
}
_WIDE = 2**63


class OutOfRange(str):
    """A number beyond what can be kept exactly: its digits, so that the message can show them."""

    __slots__ = ()


class Scan(NamedTuple):
    """What one pass over the brackets tells: where each container opens, and whether the text ends too early."""

    opens: array[int]
    open_at_end: bool
    longest: int


class _BadKey(Exception):
    def __init__(self, code: str, key: str) -> None:
        self.code, self.key = code, key


def read_text(path: Path, encoding: str | None = None) -> tuple[str, str, list[Problem]]:
    """Return the text of a JSON file, its encoding and what to say of it; JSON is UTF-8, anything else is refused."""
    if path.stat().st_size > JSON_BYTES:
        raise FileRefused(
            "FILE_TOO_LARGE", f"{path.name} dépasse {JSON_BYTES // 1_048_576} Mo : découpez-le en plusieurs fichiers."
        )
    raw = path.read_bytes()
    codec, warnings = encoding or "utf-8-sig", list[Problem]()
    if raw.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        raise _unreadable(path.name, 0)
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) and encoding is None:
        codec = "utf-16"
        said = f"{path.name} est en UTF-16, lu ainsi : un document JSON s'enregistre en UTF-8."
        warnings.append(Problem("ENCODING_GUESSED", said, path.name))
    elif encoding is None and looks_utf16(raw):
        raise _unreadable(path.name, raw.index(0))
    try:
        return raw.decode(codec), codec.removesuffix("-sig"), warnings
    except UnicodeDecodeError as error:
        raise _unreadable(path.name, error.start) from error
    except LookupError as error:
        raise FileRefused("ENCODING_UNKNOWN", f"Le codage « {excerpt(codec)} » n'existe pas.") from error


def scan(file: str, text: str) -> Scan:
    """Return where each container opens; refuse a document nested too deep, before any of it is parsed."""
    opens: array[int] = array("q")
    depth = longest = 0
    cut = False
    for token in _TOKEN.finditer(text):
        start, end = token.span()
        sign = text[start]
        if sign == '"':
            longest = max(longest, end - start)
            cut = end == len(text) and (end - start == 1 or text[end - 1] != '"')
        elif sign in "{[":
            opens.append(start)
            depth += 1
            if depth > JSON_DEPTH:
                raise FileRefused(
                    "JSON_DEPTH",
                    f"{file}, {place(text, start)} : plus de {JSON_DEPTH} niveaux imbriqués. Simplifiez le document.",
                )
        else:
            depth -= 1
    return Scan(opens, cut or depth > 0, longest)


def parse(file: str, text: str, open_at_end: bool = False, constant: Callable[[str], object] | None = None) -> object:
    """Return the value of one JSON document; refuse it with its line and column when it is not strict JSON.

    `constant` is what NaN and the infinities become; without it, they are refused as no JSON.
    """
    try:
        return json.loads(
            text,
            object_pairs_hook=_object,
            parse_int=_integer,
            parse_float=_real,
            parse_constant=constant or _constant,
        )
    except json.JSONDecodeError as error:
        raise _syntax(file, text, error, open_at_end) from error
    except _BadKey as error:
        raise _bad_key(file, text, error) from error


def read_cell(text: str) -> object:
    """Return the value that a cell writes in JSON, or the text itself when it writes none.

    >>> read_cell('{"a": [1]}'), read_cell("POINT (4.9 45.7)"), read_cell("NaN")
    ({'a': [1]}, 'POINT (4.9 45.7)', 'NaN')
    """
    try:
        return json.loads(text, parse_constant=_no_number)
    except (ValueError, RecursionError):
        return text


def _no_number(name: str) -> object:
    raise ValueError(name)


def place(text: str, offset: int) -> str:
    """Return a place of a text as a reader finds it: line and column, both from 1."""
    return f"ligne {text.count(chr(10), 0, offset) + 1}, colonne {offset - text.rfind(chr(10), 0, offset)}"


def line_counter(text: str) -> Callable[[int], int]:
    """Return the function that gives the line of an offset, quick for many offsets."""
    ends = array("q", (match.start() for match in re.finditer("\n", text)))
    return lambda offset: bisect_left(ends, offset) + 1


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    made = dict(pairs)
    if len(made) != len(pairs):
        keys = [key for key, _ in pairs]
        raise _BadKey("JSON_DUPLICATE_KEY", next(key for key in keys if keys.count(key) > 1))
    for key in made:
        if key in _MAGIC or _DUNDER.match(key):
            raise _BadKey("FIELD_FORBIDDEN", key)
        if key == "$ref":
            raise _BadKey("JSON_SHAPE", key)
    return made


def _integer(digits: str) -> object:
    if len(digits) > 20:
        return OutOfRange(digits)
    number = int(digits)
    return number if -_WIDE <= number < _WIDE else OutOfRange(digits)


def _real(digits: str) -> object:
    number = float(digits)
    return OutOfRange(digits) if number in (float("inf"), float("-inf")) else number + 0.0


def _constant(name: str) -> NoReturn:
    raise _BadKey("JSON_SYNTAX", name)


def _bad_key(file: str, text: str, error: _BadKey) -> FileRefused:
    key = "d'un nom non répété" if tells_somebody(error.key) else f"« {excerpt(mask_nir(error.key))} »"
    if error.code == "JSON_SYNTAX":
        found = next(m for m in _CONSTANT.finditer(text) if m.group(1))
        where = place(text, found.start())
        said = f"{file}, {where} : {error.key} n'est pas un nombre JSON. Mettez un nombre, ou null."
        return FileRefused("JSON_SYNTAX", said)
    where = place(text, _offset_of_key(text, error))
    sentences = {
        "JSON_DUPLICATE_KEY": f"le champ {key} revient deux fois dans le même objet. Gardez-en un seul.",
        "FIELD_FORBIDDEN": f"le champ {key} est interdit. Retirez-le.",
        "JSON_SHAPE": f"{key} renvoie ailleurs, ce qui n'est jamais suivi. Mettez la valeur elle-même.",
    }
    return FileRefused(error.code, f"{file}, {where} : {sentences[error.code]}")


def _offset_of_key(text: str, error: _BadKey) -> int:
    """Return where a refused key stands: for a key written twice, its second place."""
    seen: list[set[str]] = [set()]
    for token in _KEY.finditer(text):
        sign = text[token.start()]
        if sign in "{[":
            seen.append(set())
        elif sign in "}]":
            seen.pop()
        elif token.group(2):
            key = json.loads(token.group(1))
            if key == error.key and (error.code != "JSON_DUPLICATE_KEY" or key in seen[-1]):
                return token.start()
            seen[-1].add(key)
    return 0


def _syntax(file: str, text: str, error: json.JSONDecodeError, open_at_end: bool) -> FileRefused:
    why = next((said for start, said in _SAID.items() if error.msg.startswith(start)), "l'écriture n'est pas du JSON")
    ends_early = open_at_end and (not text[error.pos :].strip() or error.msg.startswith("Unterminated"))
    advice = "Le fichier semble coupé : redemandez-le entier." if ends_early else "Corrigez cet endroit du document."
    return FileRefused("JSON_SYNTAX", f"{file}, {place(text, error.pos)} : {why}. {advice}")


def _unreadable(file: str, offset: int) -> FileRefused:
    return FileRefused(
        "ENCODING_UNKNOWN",
        f"{file} n'est pas en UTF-8 (octet {offset}), le codage d'un document JSON. Enregistrez-le en UTF-8.",
        "Ou relancez avec --encoding suivi de son codage, par exemple --encoding cp1252.",
    )
