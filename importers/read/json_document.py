"""A JSON document and its items: each with its path and its line, good or set aside with the reason."""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from importers.read.cells import SURROGATE, holds_odd, remarks_on
from importers.read.guard import mask_nir
from importers.read.json_text import OutOfRange, line_counter, parse, read_text, scan
from importers.read.limits import CELL, COLUMNS, JSON_ITEMS, LINE
from importers.read.sniff import refuse_other, sniff
from kb.problems import FileRefused, Problem, excerpt
from kb.words import agree, number

#: Items of the wrong type beyond which the document is refused whole.
WRONG_ITEMS = 100
#: The step of a path that goes through every element of a list, or every list of an object.
EACH = "*"
_SHOWN = 10
#: The GeoJSON objects that are no collection of features, and the members they are told by.
_ALONE = {
    "Feature": ("geometry", "properties"), "GeometryCollection": ("geometries",),
    **dict.fromkeys(("Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon"), ("coordinates",)),
}  # fmt: skip
#: What only a badly written JSON document begins with: a scalar, or a comment above a bracket.
_JSON_LIKE = re.compile(r'\ufeff?\s*(?:["0-9/-]|(?:(?://|#)[^\n]*\n\s*|/\*(?s:.*?)\*/\s*)+[{\[])')


@dataclass(frozen=True, slots=True)
class JsonItem:
    """One item of a list: its path in the document, its line, its fields; to be set aside when it has problems.

    `raw` is the text of a line that could not be read at all.
    """

    path: str
    index: int
    line: int
    value: dict[str, object]
    problems: tuple[Problem, ...] = ()
    raw: str = ""


@dataclass
class JsonDocument:
    """A JSON document read strictly.

    `kind` is `json`, `geojson`, or `lines` for one document per line. `value` is the whole of it; `items` gives the
    elements of one of its lists.
    """

    file: str
    kind: str
    value: object
    encoding: str
    warnings: list[Problem] = field(default_factory=list)
    _opens: array[int] = field(default_factory=lambda: array("q"), repr=False)
    _line_of: Callable[[int], int] = field(default=lambda offset: 1, repr=False)
    _odd: bool = field(default=True, repr=False)
    _lines: list[JsonItem] = field(default_factory=list, repr=False)

    def lists(self) -> list[str]:
        """Return the names of the lists at the top of the document, an empty name when the document is a list."""
        if isinstance(self.value, list):
            return [""]
        return (
            [key for key, value in self.value.items() if isinstance(value, list)]
            if isinstance(self.value, dict)
            else []
        )

    def items(self, *keys: str) -> list[JsonItem]:
        """Return the elements of the list found under `keys`, in order; refuse what is no list of objects.

        Without a key, the document itself is the list, or the features of a GeoJSON. An element that cannot be used
        comes with its problems, and its place.
        """
        if self.kind == "lines" and not keys:
            return self._lines
        if self.kind == "geojson" and not keys:
            keys = ("features",)
        found = list(self._find(keys, self.value, "", 0))
        for name, elements, _ in found:
            self._check_elements(name, elements)
            if not elements:
                said = f"La liste « {name} » est vide : rien à importer, rien n'est retiré."
                self.warnings.append(Problem("NO_ROWS", said, self.file))
        return [item for name, elements, before in found for item in self._made(name, elements, before)]

    def _check_elements(self, name: str, elements: Sequence[object]) -> None:
        """Refuse a list that holds nulls, or mostly something else than objects."""
        nulls = [f"{name}[{i}]" for i, element in enumerate(elements) if element is None]
        if nulls and self.kind != "geojson":
            raise _shape(self.file, [f"{path} : null au lieu d'un objet" for path in nulls])
        others = [f"{name}[{i}]" for i, element in enumerate(elements) if not isinstance(element, dict)]
        if len(others) > WRONG_ITEMS or (elements and len(others) == len(elements)):
            raise FileRefused(
                "JSON_SHAPE" if self.kind == "geojson" else "TYPE_MISMATCH",
                f"{self.file} : {len(others)} éléments de {f'« {name} »' if name else 'la liste'} ne sont pas des objets "
                f"({_some(others)}). "
                "Chaque élément doit être un objet { … }.",
            )
        check_size(self.file, elements)

    def _find(
        self, keys: Sequence[str], value: object, path: str, before: int
    ) -> Iterator[tuple[str, list[object], int]]:
        """Yield the path of each list, its elements, and how many containers open before its first element."""
        if not keys:
            if not isinstance(value, list):
                kind = "null" if value is None else "un objet" if isinstance(value, dict) else "une valeur simple"
                raise _shape(self.file, [f"{path or 'le document'} : {kind} au lieu d'une liste"])
            yield path, value, before + 1
            return
        key, *rest = keys
        if key == EACH and isinstance(value, list):
            inside = [(f"{path}[{i}]", inner, True) for i, inner in enumerate(value)]
        elif key == EACH and isinstance(value, dict):
            inside = [(f"{path}.{other}", inner, isinstance(inner, list)) for other, inner in value.items()]
        elif isinstance(value, dict) and key in value:
            inside = [(f"{path}.{key}" if path else key, inner, other == key) for other, inner in value.items()]
        else:
            found = "" if not isinstance(value, dict) else f" (champs trouvés : {_some(list(value))})"
            raise _shape(self.file, [f"{path or 'le document'} : champ « {key} » absent{found}"])
        at = before + 1
        for place, inner, wanted in inside:
            if wanted:
                yield from self._find(rest, inner, place, at)
            at += _containers(inner)

    def _made(self, name: str, elements: Sequence[object], before: int) -> Iterator[JsonItem]:
        at = before
        line = 1
        for index, element in enumerate(elements):
            path = f"{name}[{index}]"
            if isinstance(element, (dict, list)):
                line = self._line_of(self._opens[at])
                at += _containers(element)
            yield self._item(path, index, line, element)

    def _item(self, path: str, index: int, line: int, element: object) -> JsonItem:
        if not isinstance(element, dict):
            code = "JSON_SHAPE" if self.kind == "geojson" else "TYPE_MISMATCH"
            said = f"{path} : un objet est attendu. Corrigez ou retirez cet élément."
            return JsonItem(path, index, line, {}, (Problem(code, said, self.file, line=line),))
        problems, fields = list(self._problems(path, line, element)), element
        if self._odd and SURROGATE.search("".join(key for key, _ in leaves(element))):
            fields = {str(printable_value(key)): printable_value(value) for key, value in element.items()}
            said = f"{path} : le nom d'un champ contient une moitié de caractère Unicode. Réécrivez-le."
            problems = [Problem("INVALID_UNICODE", said, self.file, line=line)]
        if self.kind == "geojson" and fields.get("type") != "Feature":
            said = f"{path} : le type « Feature » est attendu, {excerpt(fields['type']) if fields.get('type') else 'rien'} trouvé."
            problems.append(Problem("JSON_SHAPE", said, self.file, line=line, column="type"))
        for member in ("properties", "geometry") if self.kind == "geojson" else ():
            if not isinstance(fields.get(member), dict | None):
                said = f"{path} : un objet ou null est attendu sous « {member} », {excerpt(fields[member])} trouvé."
                problems.append(Problem("JSON_SHAPE", said, self.file, line=line, column=member))
        return JsonItem(path, index, line, fields, tuple(problems))

    def _problems(self, path: str, line: int, element: dict[str, object]) -> Iterator[Problem]:
        for problem, refused in field_problems(self.file, path, line, element, self._odd):
            if refused:
                yield problem
            else:
                self.warnings.append(problem)


def field_problems(
    file: str, path: str, line: int, element: dict[str, object], odd: bool = True
) -> Iterator[tuple[Problem, bool]]:
    """Yield what is to be said of each field of an object, and whether it is refused for it.

    `odd` says that some text may hold a character that deserves a closer look.
    """
    for column, value in leaves(element):
        if isinstance(value, OutOfRange):
            said = f"{path} : nombre trop grand pour être gardé exactement. Corrigez-le ou mettez-le entre guillemets."
            yield Problem("NUMBER_OUT_OF_RANGE", said, file, "", line, column, excerpt(value)), True
        elif isinstance(value, str) and odd:
            for code, message, refuse in remarks_on(value, escapes=False):
                yield Problem(code, f"{path} : {message}", file, "", line, column, excerpt(value)), refuse


def check_size(file: str, elements: Sequence[object]) -> None:
    """Refuse a list with too many items, or an item with too many members: each would be said one by one."""
    if len(elements) > JSON_ITEMS:
        raise too_many(file)
    widest = max((len(element) for element in elements if isinstance(element, dict)), default=0)
    if widest > COLUMNS:
        said = f"{file} : un élément a {number(widest)} membres, {COLUMNS} au plus. Gardez seulement les membres utiles."
        raise FileRefused("TOO_MANY_COLUMNS", said)


def too_many(file: str) -> FileRefused:
    """Return the refusal of a document with more items than can be held."""
    said = f"{file} compte plus de {number(JSON_ITEMS)} éléments : découpez-le en plusieurs fichiers."
    return FileRefused("TOO_MANY_ROWS", said)


def first_item(document: Any, key: str) -> dict[str, Any]:
    """Return the first object of a list, found under a key or being the document itself; an empty one when there is none."""
    listed = document.get(key) if isinstance(document, dict) else document
    first = listed[0] if isinstance(listed, list) and listed else None
    return first if isinstance(first, dict) else {}


def read_json(path: Path, *, encoding: str | None = None) -> JsonDocument:
    """Return a JSON, GeoJSON or JSON Lines document, told by its content.

    Raises `FileRefused(code, French message)` with the line and the column of what is wrong.
    """
    kind = sniff(path)
    if kind not in ("json", "csv"):
        raise refuse_other(path, kind, "un document JSON")
    text, codec, warnings = read_text(path, encoding)
    if not text.strip():
        raise refuse_other(path, "empty", "un document JSON")
    brackets = scan(path.name, text)
    if brackets.longest > LINE:
        said = f"{path.name} : un texte compte {number(brackets.longest)} caractères, {number(LINE)} au plus. Raccourcissez-le."
        raise FileRefused("FIELD_TOO_LONG", said)
    try:
        value = parse(path.name, text, brackets.open_at_end)
    except FileRefused as refusal:
        if refusal.refusal == "JSON_SYNTAX" and (records := _as_lines(path.name, text)):
            return _lines_document(path.name, records, codec, warnings)
        if kind == "csv" and not _JSON_LIKE.match(text):
            raise refuse_other(path, kind, "un document JSON") from refusal
        raise
    if not isinstance(value, (dict, list)):
        raise _shape(path.name, ["le document : une valeur simple au lieu d'un objet ou d'une liste"])
    odd = brackets.longest > CELL or "\\u" in text or holds_odd(text)
    kind = _kind(path.name, value)
    return JsonDocument(path.name, kind, value, codec, warnings, brackets.opens, line_counter(text), odd)


def _kind(file: str, value: object) -> str:
    stated = value.get("type") if isinstance(value, dict) else None
    if stated == "Topology":
        said = f"{file} est du TopoJSON, pas du GeoJSON. Enregistrez la carte au format GeoJSON (WGS 84)."
        raise FileRefused("FILE_TYPE", said)
    if isinstance(value, dict) and any(member in value for member in _ALONE.get(str(stated), ())):
        raise _shape(file, ["un objet GeoJSON seul, au lieu d'une liste sous « features » (FeatureCollection)"])
    return "geojson" if stated == "FeatureCollection" else "json"


def _as_lines(file: str, text: str) -> list[tuple[int, str, object]]:
    """Return number, text and value (or refusal) of each line when a text is JSON Lines, else nothing.

    Most lines must be whole records; a line that is itself a document of lists is a second document, not a record.
    """
    lines = [(n, line.strip()) for n, line in enumerate(text.split("\n"), start=1) if line.strip("\ufeff \t\r")]
    if len(lines) < 2 or lines[0][1].startswith("["):
        return []
    read: list[tuple[int, str, object]] = []
    for place, line in lines:
        try:
            read.append((place, line, parse(file, line)))
        except FileRefused as refusal:
            if refusal.refusal != "JSON_SYNTAX":
                raise
            read.append((place, line, refusal))
    records = [value for _, _, value in read if isinstance(value, dict)]
    documents = [r for r in records if r and any(_is_list_of(v, r) for v in r.values())]
    return read if len(records) * 2 >= len(read) and not documents else []


def _is_list_of(value: object, record: dict[str, object]) -> bool:
    """Tell whether a member is a list of objects, as a document has and a record has not."""
    if not isinstance(value, list):
        return False
    return isinstance(value[0], dict) if value else all(isinstance(other, list) for other in record.values())


def _lines_document(
    file: str, records: Sequence[tuple[int, str, object]], codec: str, warnings: list[Problem]
) -> JsonDocument:
    values = [value for _, _, value in records if not isinstance(value, FileRefused)]
    document = JsonDocument(file, "lines", values, codec, warnings)
    for index, (place, line, value) in enumerate(records):
        if isinstance(value, FileRefused):
            said = f"Cette ligne n'est pas du JSON : {str(value).partition(' : ')[2]}"
            problem = Problem("JSON_SYNTAX", said, file, line=place, value=excerpt(line))
            document._lines.append(JsonItem(f"[{index}]", index, place, {}, (problem,), line))
        else:
            document._lines.append(document._item(f"[{index}]", index, place, value))
    return document


def printable_value(value: Any) -> Any:
    """Return a value whose texts can all be written as UTF-8, half characters shown as `\\uNNNN`."""
    if isinstance(value, dict):
        return {printable_value(key): printable_value(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [printable_value(inner) for inner in value]
    return value.encode("utf-8", "backslashreplace").decode() if isinstance(value, str) else value


def _containers(value: object) -> int:
    """Return how many objects and lists open in a value, itself included."""
    count, waiting = 0, [value]
    while waiting:
        inner = waiting.pop()
        if isinstance(inner, dict):
            count += 1
            waiting.extend(inner.values())
        elif isinstance(inner, list):
            count += 1
            waiting.extend(inner)
    return count


def leaves(element: dict[str, object]) -> Iterator[tuple[str, object]]:
    """Yield the dotted path and the value of each simple field, in the order of the document; what is empty is one."""
    waiting: list[tuple[str, object]] = [(key, value) for key, value in reversed(element.items())]
    while waiting:
        path, value = waiting.pop()
        if value and isinstance(value, dict):
            waiting.extend((f"{path}.{key}", inner) for key, inner in reversed(value.items()))
        elif value and isinstance(value, list):
            waiting.extend((f"{path}[{i}]", inner) for i, inner in reversed(list(enumerate(value))))
        else:
            yield path, value


def _shape(file: str, places: Sequence[str]) -> FileRefused:
    said = f"{file} n'a pas la forme attendue : {_some(places)}. Corrigez le document ou redemandez l'export."
    return FileRefused("JSON_SHAPE", said)


def _some(names: Sequence[str]) -> str:
    shown = ", ".join(excerpt(mask_nir(name)) for name in names[:_SHOWN])
    return shown + (f" et {len(names) - _SHOWN} {agree(len(names) - _SHOWN, 'autre')}" if len(names) > _SHOWN else "")
