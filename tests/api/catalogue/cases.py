"""What a file of the catalogue of bad inputs is made of, what it must get, and how that is checked."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from xml.sax.saxutils import escape

from tests.pace import within

HEADER = "nom;type;siret;territoire;email;telephone;adresse;code_postal;commune;site_web;notes\r\n"
ROWS = (
    "Atelier des Possibles;association;99900001100018;Villeurbanne Saint-Jean;;;;69100;Villeurbanne;;\r\n",
    "Régie de quartier Les Érables;entreprise;99900002900028;Villeurbanne Saint-Jean;;;;69100;Villeurbanne;;\r\n",
    "Œuvre commune « L'Établi »;association;99900003700039;Villeurbanne Saint-Jean;;;;69100;Villeurbanne;;\r\n",
)
#: Made-up establishments whose keys are right.
SIRETS = ("99900001100018", "99900002900028", "99900003700039", "99900004500040", "99900005200053", "99900006000064")
MEMBERS = ("outcome", "batch", "source", "read", "created", "updated", "unchanged", "set_aside", "problems", "warnings")
FRENCH = re.compile(
    r"[éèàêçù]|\b(?:le|la|les|l|un|une|des|de|du|est|sont|pas|ce|cet|cette|ligne|colonne|cellule)\b", re.IGNORECASE
)


def of_rows(count: int = 3) -> str:
    """Return the first usual rows, which go with `HEADER`."""
    return "".join(ROWS[:count])


def table(*lines: str, end: str = "\r\n") -> bytes:
    """Return a CSV of these lines, in UTF-8."""
    return "".join(line + end for line in lines).encode("utf-8", "surrogatepass")


def document(*organisations: object, **sections: object) -> bytes:
    """Return the offices' JSON of these organisations."""
    return json.dumps({"organisations": list(organisations), **sections}, ensure_ascii=False).encode()


def raw_document(organisations: str) -> bytes:
    """Return the offices' JSON whose list of organisations is written by hand."""
    return f'{{"organisations": [{organisations}]}}'.encode()


@dataclass(frozen=True)
class Sent:
    """What one file got: the exit, the report, the base before and after, and what is kept beside it."""

    name: str
    code: int
    report: dict[str, Any]
    errors: str
    before: bytes
    after: bytes
    aside: str
    journal: str
    seconds: float

    @cached_property
    def said(self) -> list[dict[str, Any]]:
        """Return the problems, the warnings and the refusal."""
        refused = self.report["refused"]
        return [*self.report["problems"], *self.report["warnings"], *([refused] if refused else [])]

    @property
    def codes(self) -> set[str]:
        """Return the codes of all that is said."""
        return {told["code"] for told in self.said}

    @property
    def taken(self) -> int:
        """Return how many rows went in or were there already."""
        return int(self.report["created"] + self.report["updated"] + self.report["unchanged"])

    @property
    def names(self) -> list[str]:
        """Return the names the file added to the base, as they are stored."""
        found = [json.loads(line) for line in self.after.decode().splitlines() if line not in self.before.decode()]
        return [str(fact["fields"]["name"]) for fact in _facts(found) if "name" in fact.get("fields", {})]

    def lines(self, code: str) -> list[int | None]:
        """Return the lines on which something is said."""
        return [told.get("line") for told in self.said if told["code"] == code]

    def message(self, code: str) -> str:
        """Return what is said under a code, in one text."""
        return "\n".join(told["message"] for told in self.said if told["code"] == code)


def _facts(value: object) -> list[dict[str, Any]]:
    if isinstance(value, list):
        return [fact for inner in value for fact in _facts(inner)]
    if isinstance(value, dict):
        return [value, *(fact for inner in value.values() for fact in _facts(inner))]
    return []


@dataclass(frozen=True)
class Case:
    """One file and what the catalogue states of it; `good` and `bad` rows when they can be counted."""

    name: str
    content: bytes | Callable[[], bytes]
    outcome: str
    code: str = ""
    good: int | None = None
    bad: int | None = None
    says: Sequence[str] = field(default=())
    lines: Sequence[int] = field(default=())
    seconds: float = 5.0

    def made(self) -> bytes:
        """Return the bytes of the file."""
        return self.content() if callable(self.content) else self.content


def check(case: Case, sent: Sent) -> None:
    """Compare what a file got with what the catalogue states."""
    report = sent.report
    assert report["outcome"] == case.outcome, sent.said
    assert not case.code or case.code in sent.codes, sent.said
    assert report["read"] == sent.taken + report["set_aside"]
    assert sent.code == (3 if case.outcome == "reject" else 0)
    assert within(sent.seconds, case.seconds)
    for told in sent.said:
        assert FRENCH.search(told["message"]), told
        assert "\n" not in told["message"]
    if case.outcome == "reject":
        assert (report["read"], report["batch"], sent.aside) == (0, None, "")
        assert sent.after == sent.before
    else:
        assert case.good is None or sent.taken == case.good, sent.said
        assert case.bad is None or report["set_aside"] == case.bad, sent.said
    for words in case.says:
        assert words in sent.message(case.code), sent.said
    assert not case.lines or sorted({line for line in sent.lines(case.code) if line}) == sorted(case.lines), sent.said


# -- workbooks written by hand, part by part ---------------------------------------------------------------------------

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_XML = '<?xml version="1.0" encoding="UTF-8"?>'
Cell = str | int | float | None


def cell(address: str, value: Cell) -> str:
    """Return one cell; a text that begins with `<` is the cell's own XML."""
    if value is None:
        return ""
    if isinstance(value, str) and value.startswith("<"):
        return value if value.startswith("<c ") else f'<c r="{address}">{value}</c>'
    if isinstance(value, str):
        return f'<c r="{address}" t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'
    return f'<c r="{address}"><v>{value!r}</v></c>'


def row(number: int, cells: Sequence[Cell], attributes: str = "") -> str:
    """Return one row."""
    inside = "".join(cell(f"{chr(65 + i)}{number}", value) for i, value in enumerate(cells))
    return f'<row r="{number}"{attributes}>{inside}</row>'


def rows(*lines: Sequence[Cell]) -> str:
    """Return rows numbered from one."""
    return "".join(row(number, cells) for number, cells in enumerate(lines, start=1))


def sheet(data: str, after: str = "", prolog: str = _XML) -> str:
    """Return one sheet's part."""
    return f'{prolog}<worksheet xmlns="{_MAIN}"><sheetData>{data}</sheetData>{after}</worksheet>'


def parts(
    *sheets: tuple[str, str, str], book: str = "", strings: str = "", extra: dict[str, str | bytes] | None = None
) -> dict[str, str | bytes]:
    """Return the parts of a workbook; each sheet is a name, its part, and its state."""
    listed = "".join(
        f'<sheet name="{name}" sheetId="{n}" r:id="rId{n}"{state}/>' for n, (name, _, state) in enumerate(sheets, 1)
    )
    ties = "".join(
        f'<Relationship Id="rId{n}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, len(sheets) + 1)
    )
    types = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
        for n in range(1, len(sheets) + 1)
    )
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    return {
        "[Content_Types].xml": f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
        f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>{types}'
        f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}.sharedStrings+xml"/></Types>',
        "_rels/.rels": f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">{book}'
        f"<sheets>{listed}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{ties}'
        f'<Relationship Id="rId99" Type="{_OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        "xl/sharedStrings.xml": strings or f'{_XML}<sst xmlns="{_MAIN}" count="0" uniqueCount="0"></sst>',
        **{f"xl/worksheets/sheet{n}.xml": part for n, (_, part, _) in enumerate(sheets, 1)},
        **(extra or {}),
    }


def zipped(members: dict[str, str | bytes]) -> bytes:
    """Return the parts of a workbook as one file."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def workbook(*lines: Sequence[Cell], **options: Any) -> bytes:
    """Return a workbook of one sheet holding these rows."""
    return zipped(parts(("Organisations", sheet(rows(*lines)), ""), **options))
