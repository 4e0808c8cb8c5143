"""The made-up nasty files, each read in a fresh interpreter: the stated outcome, in the stated time and memory."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.pace import within

#: Files whose outcome is settled while reading; the others are decided when columns get their meaning.
REFUSED = {
    "csv_empty.csv": "FILE_EMPTY",
    "csv_whitespace_only.csv": "FILE_EMPTY",
    "csv_is_gzip.csv": "NOT_A_TABLE",
    "csv_million_columns.csv": "TOO_MANY_COLUMNS",
    "csv_no_header.csv": "HEADER_MISSING",
    "csv_utf16le_no_bom.csv": "ENCODING_UNKNOWN",
    "geojson_deep_collection.geojson": "JSON_DEPTH",
    "geojson_is_topojson.geojson": "FILE_TYPE",
    "json_cp1252.json": "ENCODING_UNKNOWN",
    "json_deep_objects.json": "JSON_DEPTH",
    "json_proto_pollution.json": "FIELD_FORBIDDEN",
    "json_truncated.json": "JSON_SYNTAX",
    "xlsx_billion_laughs.xlsx": "XML_DTD",
    "xlsx_duplicate_member.xlsx": "ARCHIVE_DUPLICATE",
    "xlsx_is_csv.xlsx": "FILE_TYPE",
    "xlsx_many_members.xlsx": "ARCHIVE_MEMBERS",
    "xlsx_no_sheet.xlsx": "NO_SHEET",
    "xlsx_shared_string_amplifier.xlsx": "FIELD_TOO_LONG",
    "xlsx_wrong_crc.xlsx": "ARCHIVE_CORRUPT",
    "xlsx_zip_bomb.xlsx": "ARCHIVE_RATIO",
}
#: Good rows, rows set aside, codes said.
READ = {
    "csv_300k_duplicate_rows.csv": (300_000, 0, []),
    "csv_bad_sirets.csv": (16, 0, []),
    "csv_control_characters.csv": (1, 5, ["CONTROL_CHARACTER"]),
    "csv_delimiter_ambiguous.csv": (2, 0, []),
    "csv_header_only.csv": (0, 0, ["NO_ROWS"]),
    "csv_huge_field.csv": (1, 1, ["FIELD_TOO_LONG"]),
    "csv_long_and_decorated_names.csv": (2, 2, ["FIELD_TOO_LONG"]),
    "csv_mixed_line_ends.csv": (4, 0, []),
    "csv_path_like_names.csv": (4, 1, ["CONTROL_CHARACTER"]),
    "csv_relation_type_injection.csv": (2, 0, []),
    "csv_ssrf_urls.csv": (12, 0, []),
    "csv_truncated_clean_cut.csv": (1, 1, ["ROW_LENGTH"]),
    "csv_unknown_columns.csv": (1, 0, []),
    "geojson_null_geometry.geojson": (2, 0, []),
    "json_big_integers.json": (1, 3, ["NUMBER_OUT_OF_RANGE"]),
    "json_utf16.json": (1, 0, ["ENCODING_GUESSED"]),
    "xlsx_external_links.xlsx": (1, 0, ["FORMULA_IGNORED"]),
}
READING = """
import json, os, sys
from pathlib import Path
from importers.read import read_json, read_tables
from kb.problems import FileRefused

known = {"nom", "siret", "source", "parent"}
path = Path(sys.argv[1])
said = {}
try:
    if path.suffix in (".json", ".geojson"):
        document = read_json(path)
        keys = () if document.kind != "json" else tuple(name for name in document.lists()[:1] if name)
        rows, warnings = document.items(*keys), document.warnings
    else:
        (table,) = read_tables(path, looks_like_header=lambda cells: bool(known & set(cells)), ways_out=lambda lines: ("Colonnes attendues : nom, siret.", ""))
        rows, warnings = table.rows, table.warnings
    good = bad = 0
    codes = [warning.code for warning in warnings]
    for row in rows:
        good, bad = good + (not row.problems), bad + bool(row.problems)
        codes += [problem.code for problem in row.problems[:1]]
    said = {"good": good, "bad": bad, "codes": sorted(set(codes))}
except FileRefused as refusal:
    said = {"refused": refusal.refusal, "message": str(refusal)}
try:
    import resource
    said["memory"] = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
except ImportError:
    said["memory"] = 0
spent = os.times()
said["seconds"] = spent.user + spent.system + spent.children_user + spent.children_system
print(json.dumps(said))
"""
#: Started from a small process: a child counts as its own the memory of the one that starts it.
LAUNCH = "import subprocess, sys; sys.exit(subprocess.run([sys.executable, '-c', *sys.argv[1:]]).returncode)"
_ROOT = Path(__file__).resolve().parents[2]


def reading(path: Path) -> dict:
    done = subprocess.run(
        [sys.executable, "-c", LAUNCH, READING, str(path)],
        cwd=_ROOT, capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    return json.loads(done.stdout)


def limits(folder: Path, name: str) -> tuple[float, int]:
    """Return the seconds and the kilobytes that the manifest allows one file."""
    with (folder / "manifest.csv").open(encoding="utf-8", newline="") as source:
        stated = next(row["limit_time_memory"] for row in csv.DictReader(source) if row["file"] == name)
    seconds, megabytes = re.findall(r"\d+", stated)
    return float(seconds), int(megabytes) * 1024


@pytest.mark.parametrize(("name", "code"), REFUSED.items())
def test_a_file_that_cannot_be_understood_is_refused_by_name(shared_data, name, code):
    folder = shared_data / "bad-inputs"

    said = reading(folder / name)

    assert said.get("refused") == code
    assert name in said["message"]
    most_seconds, most_memory = limits(folder, name)
    assert within(said["seconds"], most_seconds)
    assert said["memory"] < most_memory


@pytest.mark.parametrize(("name", "expected"), READ.items())
def test_a_file_with_bad_rows_gives_its_good_ones(shared_data, name, expected):
    folder = shared_data / "bad-inputs"

    said = reading(folder / name)

    assert (said.get("good"), said.get("bad"), said.get("codes")) == expected
    most_seconds, most_memory = limits(folder, name)
    assert within(said["seconds"], most_seconds)
    assert said["memory"] < most_memory
