"""The import as others script it: outcomes, exit codes, the promised members, and a base that a refusal never touches."""

from __future__ import annotations

import csv
import json
import math
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.api.page_check import loose
from tests.pace import within

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "tests" / "data"
MEMBERS = {
    "outcome",
    "batch",
    "source",
    "read",
    "created",
    "updated",
    "unchanged",
    "set_aside",
    "problems",
    "warnings",
    "refused",
}
PROBLEM = {"file", "sheet", "line", "column", "value", "code", "message"}
FRENCH = re.compile(
    r"\b(?:le|la|les|un|une|des|de|du|est|sont|pas|cette|ligne|colonne|feuille|attendus?|admises)\b", re.IGNORECASE
)

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="laissé de côté : mesure des processus propre à Unix")


@dataclass(frozen=True)
class Done:
    """What a command did: exit code, output, errors, seconds of processor (its children's too) and megabytes."""

    code: int
    out: str
    err: str
    seconds: float
    megabytes: float

    @property
    def report(self) -> dict[str, Any]:
        """Return the report that `import --json` printed, and check the promise of its members."""
        found = json.loads(self.out)
        assert set(found) == MEMBERS
        assert found["read"] == found["created"] + found["updated"] + found["unchanged"] + found["set_aside"]
        for problem in found["problems"] + found["warnings"]:
            assert set(problem) == PROBLEM
            assert FRENCH.search(problem["message"])
        assert found["refused"] is None or set(found["refused"]) == {"code", "message"}
        return found


#: Runs a command from a small process: a child counts as its own the memory of the one that starts it.
LAUNCH = """
import json, resource, subprocess, sys
done = subprocess.run([sys.executable, "-m", "api.cli", *sys.argv[2:]], stdin=subprocess.DEVNULL)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
with open(sys.argv[1], "w") as told:
    json.dump([done.returncode, used.ru_utime + used.ru_stime, used.ru_maxrss], told)
"""


def maillage(folder: Path, *arguments: str | bytes | Path, base: str = "base.db") -> Done:
    """Run one command in a folder, and measure it alone."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "MAILLAGE_BASE": base, "SOURCE_DATE_EPOCH": "1795521600"}
    measured = folder / ".mesure"
    command = [sys.executable, "-c", LAUNCH, os.fspath(measured), *map(os.fspath, arguments)]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, timeout=200, check=True)
    out, err = (loose(text.decode("utf-8", "replace")) for text in (done.stdout, done.stderr))
    code, seconds, memory = json.loads(measured.read_text())
    measured.unlink()
    assert "Traceback" not in out + err, (out, err)
    return Done(code, out, err, seconds, memory / (1024 if sys.platform == "linux" else 1024 * 1024))


def exported(folder: Path) -> bytes:
    """Return the whole history of the base of a folder."""
    assert maillage(folder, "export", "histoire.jsonl", "--history").code == 0
    return (folder / "histoire.jsonl").read_bytes()


# -- nasty files ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def nasty(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, bytes]:
    """Return the folder of nasty files, one that holds the base they are sent to, and the history of that base."""
    files = shared_data / "bad-inputs"
    folder = tmp_path_factory.mktemp("base")
    done = maillage(folder, "import", "auto", files / "base.csv", "--write", "--json")
    assert (done.code, done.report["created"]) == (0, 2)
    return files, folder, exported(folder)


def manifest() -> list[dict[str, str]]:
    """Return what each nasty file must get; nothing when the files are not there."""
    path = ROOT.parent / "shared" / "data" / "bad-inputs" / "manifest.csv"
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))


@pytest.mark.parametrize("row", manifest() or [{"file": ""}], ids=lambda row: row["file"])
def test_a_nasty_file_gets_what_the_manifest_says(nasty, tmp_path, row):
    files, folder, history = nasty
    shutil.copy(folder / "base.db", tmp_path / "base.db")

    done = maillage(tmp_path, "import", "auto", files / row["file"], "--write", "--json")

    report = done.report
    codes = {problem["code"] for problem in report["problems"] + report["warnings"]}
    codes |= {report["refused"]["code"]} if report["refused"] else set()
    assert report["outcome"] == row["outcome"]
    assert not row["error_code"] or row["error_code"] in codes
    if row["outcome"] == "reject":
        assert done.code == 3
        assert (report["read"], report["batch"], report["source"] is None) == (0, None, True)
        assert FRENCH.search(report["refused"]["message"])
        assert exported(tmp_path) == history
    else:
        assert done.code == 0
        taken = report["created"] + report["updated"]
        repeated = row["error_code"] == "DUPLICATE_IN_FILE"
        assert taken + (0 if repeated else report["unchanged"]) == int(row["good_rows"])
        assert (report["unchanged"] if repeated else report["set_aside"]) == int(row["bad_rows"])
    most_seconds, most_megabytes = map(int, re.findall(r"\d+", row["limit_time_memory"]))
    assert within(done.seconds, most_seconds)
    assert done.megabytes < most_megabytes


def test_a_map_of_tens_of_thousands_of_vertices_is_simplified_within_its_limits(tmp_path):
    turns = [n / 40_000 * math.tau for n in range(40_000)]
    ring = [[4.85 + 0.02 * math.cos(turn), 45.7 + 0.02 * math.sin(turn)] for turn in turns]
    shape = {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}
    place = {"type": "Feature", "properties": {"nom": "Val-Fleuri"}, "geometry": shape}
    (tmp_path / "carte.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": [place]}), "utf-8")
    maillage(tmp_path, "import", "auto", SAMPLES / "territoires.csv", "--write")

    done = maillage(tmp_path, "import", "auto", "carte.geojson", "--write", "--json")

    assert (done.report["outcome"], done.report["created"]) == ("warn", 1)
    assert [warning["code"] for warning in done.report["warnings"]] == ["GEOMETRY_TOO_LARGE"]
    assert within(done.seconds, 10)
    assert done.megabytes < 400


@pytest.mark.parametrize("name", ["csv_empty.csv", "csv_no_header.csv", "json_truncated.json", "xlsx_zip_bomb.xlsx"])
def test_a_refused_file_makes_no_base_where_there_was_none(nasty, tmp_path, name):
    done = maillage(tmp_path, "import", "auto", nasty[0] / name, "--write", "--json")

    assert done.code == 3
    assert list(tmp_path.iterdir()) == []


# -- what is promised to scripts --------------------------------------------------------------------------------------


def test_nothing_is_written_before_it_is_asked(tmp_path):
    done = maillage(tmp_path, "import", "auto", SAMPLES / "parties-prenantes.csv", "--json")

    assert (done.code, done.report["created"], done.report["batch"]) == (0, 4, None)
    assert done.report["outcome"] == "accept"
    assert list(tmp_path.iterdir()) == []


def test_import_then_again_then_undo(tmp_path):
    first = maillage(tmp_path, "import", "parties-prenantes", SAMPLES / "parties-prenantes.csv", "--write", "--json")
    history = exported(tmp_path)
    again = maillage(tmp_path, "import", "auto", SAMPLES / "parties-prenantes.csv", "--write", "--json")

    assert (again.report["unchanged"], again.report["batch"]) == (4, None)
    assert exported(tmp_path) == history
    undone = maillage(tmp_path, "undo", first.report["batch"], "--json")
    assert undone.code == 0
    maillage(tmp_path, "export", "vide.jsonl")
    assert len((tmp_path / "vide.jsonl").read_text(encoding="utf-8").splitlines()) == 2  # the first line and the last


def test_rows_set_aside_wait_beside_the_base_ready_to_be_corrected(tmp_path):
    (tmp_path / "envoi.csv").write_text("nom;siret\nA;123\nB;99900003700013\n", encoding="utf-8")

    done = maillage(tmp_path, "import", "auto", "envoi.csv", "--write")

    assert done.code == 0
    (kept,) = (tmp_path / "base.db-quarantaine").iterdir()
    assert kept.name in done.out
    kept.write_bytes(kept.read_bytes().replace(b"123", b"99900004500016"))
    back = maillage(tmp_path, "import", "auto", kept, "--write", "--json")
    assert (back.report["created"], back.report["outcome"]) == (1, "accept")


def test_a_header_is_mapped_on_the_command_line_remembered_then_forgotten(tmp_path):
    (tmp_path / "envoi.csv").write_text("Qui;Type;Où\nAtelier;association;Fleury\n", encoding="utf-8")
    asked = ("import", "parties-prenantes", "envoi.csv", "--source", "suivi")

    assert maillage(tmp_path, *asked).code == 3
    done = maillage(tmp_path, *asked, "--map", "Qui=Nom", "--map", "Où=commune", "--write", "--json")
    again = maillage(tmp_path, *asked)
    forgotten = maillage(tmp_path, *asked, "--forget-map")
    wrong = maillage(tmp_path, *asked, "--map", "Nulle part=Nom")

    assert done.report["created"] == 1
    assert "Correspondance retenue du 24 novembre 2026 : « ou » → Commune, « qui » → Nom." in again.out
    assert forgotten.code == 3
    assert (wrong.code, "n'a pas d'en-tête « Nulle part »" in wrong.err) == (2, True)


def test_a_row_set_aside_is_told_with_its_file_its_place_its_value_and_what_to_do(tmp_path):
    long = "9" * 100
    sent = f"nom;siret;note\nA;1234;x\nB;{long};x\nC;;NIR 2 55 08 14 168 025 38\n"
    (tmp_path / "envoi.csv").write_text(sent, encoding="utf-8")

    said = maillage(tmp_path, "import", "auto", "envoi.csv").out

    assert "envoi.csv, ligne 2, colonne « siret », valeur « 1234 » : SIRET de 4 chiffres au lieu de 14. Corrigez" in said
    assert f"valeur « {'9' * 39}… »" in said
    assert "valeur « NIR [numéro masqué] »" in said
    assert "168" not in said


def test_the_help_of_the_import_lists_the_importers(tmp_path):
    said = maillage(tmp_path, "import", "--help").out

    assert "parties-prenantes" in said
    assert "--map" in said


def test_replace_is_refused_like_a_file_and_says_why(tmp_path):
    sheet = tmp_path / "envoi.csv"
    sheet.write_text("nom\n" + "".join(f"A{n}\n" for n in range(10)), encoding="utf-8")
    maillage(tmp_path, "import", "auto", sheet, "--write")
    sheet.write_text("nom\nA1\n", encoding="utf-8")
    history = exported(tmp_path)

    once = maillage(tmp_path, "import", "auto", sheet, "--write", "--json", "--replace")

    assert (once.code, once.report["refused"]["code"]) == (3, "REPLACE_REFUSED")
    assert exported(tmp_path) == history
    assert maillage(tmp_path, "import", "auto", sheet, "--write", "--replace", "--replace").code == 0


def test_the_journal_tells_each_import_outside_the_base(tmp_path):
    for _ in range(2):
        maillage(tmp_path, "import", "auto", SAMPLES / "liens.csv", "--write")
        maillage(tmp_path, "import", "auto", SAMPLES / "territoires.csv", "--write")

    told = [json.loads(line) for line in (tmp_path / "base.db-journal.jsonl").read_text(encoding="utf-8").splitlines()]

    assert [(line["file"], line["created"], line["unchanged"]) for line in told][:3] == [
        ("territoires.csv", 3, 0),
        ("liens.csv", 0, 0),
        ("territoires.csv", 0, 3),
    ]
    assert told[0]["mapping"]["Statut depuis"] == "status_on"
    assert all(len(line["sha256"]) == 64 and line["size"] for line in told)


def test_two_runs_with_the_same_clock_give_the_same_bytes(tmp_path):
    sent = [
        "territoires.csv",
        "parties-prenantes.csv",
        "activites.csv",
        "financements.csv",
        "liens.csv",
        "subventions.csv",
        "siae.json",
    ]
    made = []
    for name in ("un", "deux"):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "envoi.csv").write_text("nom;siret\nA;123\n", encoding="utf-8")
        for file in (*(SAMPLES / name for name in sent), Path("envoi.csv")):
            assert maillage(folder, "import", "auto", file, "--write", "--json").code == 0
        exported(folder)
        maillage(folder, "export", "etat.jsonl")
        paths = sorted(path for path in folder.rglob("*") if path.is_file())
        made.append({p.relative_to(folder).as_posix(): p.read_bytes() for p in paths if p.suffix in (".jsonl", ".csv")})

    assert set(made[0]) >= {"histoire.jsonl", "etat.jsonl", "base.db-journal.jsonl"}
    assert [name for name in made[0] if name.startswith("base.db-quarantaine/")]
    assert made[0] == made[1]


HOSTILE: list[tuple[str | bytes, ...]] = [
    ("import", "auto", "."),
    ("import", "auto", "absent.csv"),
    ("import", "auto", ""),
    ("import", "auto", "/dev/null"),
    ("import", "inconnu", "a.csv"),
    ("import", "auto", "a.csv", "--encoding", "klingon\x1b[31m"),
    ("import", "auto", "a.csv", "--source", b"\xff\xfe"),
    ("import", "auto", "a.csv", "--source", "x" * 5000),
    ("import", "auto", "a.csv", "--territory", "..//.."),
    ("import", "auto", "a.csv", "--territory", "\u202eabc"),
    ("import", "auto", "a.csv", "--nimporte"),
    ("import", "auto"),
    ("--base", ".", "import", "auto", "a.csv", "--write"),
    ("--base", "a.csv", "import", "auto", "a.csv", "--write"),
    ("--base", "absent/profond/base.db", "import", "auto", "a.csv", "--write"),
    ("undo", "lot-1-\x1b[31m"),
]


@pytest.mark.parametrize("arguments", HOSTILE, ids=lambda a: ascii(" ".join(str(x)[:20] for x in a)))
def test_a_hostile_argument_gets_a_sentence(tmp_path, arguments):
    (tmp_path / "a.csv").write_text("nom\nA\n", encoding="utf-8")

    done = maillage(tmp_path, *arguments)

    assert done.code in (1, 2, 3)
    assert FRENCH.search(done.out + done.err) or "Erreur" in done.err
    assert "\x1b" not in done.out + done.err
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.csv"]


@pytest.mark.parametrize(
    "arguments",
    [("import", "auto", "a.csv", "--source", b"\xff", "--json"), ("ask", "recherche", "--text", b"\xff")],
    ids=["import", "ask"],
)
@pytest.mark.parametrize("terminal", ["utf-8:strict", "cp1252:strict"])
def test_what_a_terminal_has_no_letters_for_is_told_all_the_same(tmp_path, monkeypatch, terminal, arguments):
    monkeypatch.setenv("PYTHONIOENCODING", terminal)
    (tmp_path / "a.csv").write_text("nom;siret\nA;\nΩmega;1\n", encoding="utf-8")
    maillage(tmp_path, "import", "auto", "a.csv", "--write")

    done = maillage(tmp_path, *arguments)

    assert done.code in (0, 2, 3)
    assert done.out + done.err


def test_a_file_whose_name_is_no_text_is_read_and_named(tmp_path):
    name = os.fsdecode(b"caf\xe9.csv")
    (tmp_path / name).write_text("nom;siret\nA;1\n", encoding="utf-8")

    done = maillage(tmp_path, "import", "auto", os.fsencode(name), "--write", "--json")

    assert [problem["file"] for problem in done.report["problems"]] == ["caf\\xe9.csv"]


def test_a_row_plays_no_trick_on_the_terminal(tmp_path):
    (tmp_path / "a.csv").write_text("nom;siret;x\x1b[31m\nA\x1b[2J;;\n\u202eB;12\u202e;\n", encoding="utf-8")

    done = maillage(tmp_path, "import", "auto", "a.csv")

    assert "\x1b" not in done.out + done.err
    assert "\u202e" not in done.out + done.err


def test_the_real_files_enter_within_their_limits(shared_data, tmp_path, capsys):
    grants = "224400028_subventions-aux-associations-du-departement-de-loire-atlantique.csv"
    files = {
        "3 853 SIAE": (shared_data / "le-marche" / "01_siaes.json", 10),
        "18 148 subventions": (shared_data / "subventions-departements" / "44-Loire-Atlantique" / grants, 30),
    }
    for name, (path, seconds) in files.items():
        done = maillage(tmp_path, "import", "auto", path, "--write", "--json")

        assert done.report["created"] >= 0.99 * done.report["read"]
        assert within(done.seconds, seconds)
        assert done.megabytes < 500
        with capsys.disabled():
            print(f"\n  {name} : {done.seconds:.1f} s, {done.megabytes:.0f} Mo, {done.report['created']} prises")
