"""Documents and archives made to exhaust a reader: each is refused in one sentence, soon, before it is held whole."""

from __future__ import annotations

import gzip
import io
import time
import zipfile

import openpyxl
import pytest

from importers import read_file
from importers.read import unpacked
from kb.problems import FileRefused
from tests.pace import within

TABLE = b"nom;siret\nAtelier;99900001100018\n"


def archive(**members: bytes) -> bytes:
    """Return an archive of some files."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, content in members.items():
            opened.writestr(name.replace("__", "."), content)
    return made.getvalue()


def workbook() -> bytes:
    """Return a workbook of one row."""
    made, book = io.BytesIO(), openpyxl.Workbook()
    book.active.append(["nom", "commune"])
    book.active.append(["Atelier", "Val"])
    book.save(made)
    return made.getvalue()


def refused(path, content):
    """Return the code and the sentence by which a file is refused, within five seconds of the processor."""
    path.write_bytes(content)
    began = time.process_time()
    with pytest.raises(FileRefused) as refusal, unpacked(path) as inside:
        read_file("auto", inside)
    assert within(time.process_time() - began, 5)
    assert "\n" not in str(refusal.value)
    return refusal.value.code, str(refusal.value)


@pytest.mark.parametrize(
    ("name", "made", "code", "advice"),
    [
        ("a.xml", lambda: b"<a>" * 100_000 + b"</a>" * 100_000, "JSON_DEPTH", "ligne 1 : plus de 64"),
        ("a.xml", lambda: b'<marches><marche x="' + b"A" * 30_000_000 + b'"/></marches>', "XML_SYNTAX", "Redemandez"),
        ("a.xml", lambda: b"<marches>" + b"<marche/>" * 1_000_000 + b"</marches>", "TOO_MANY_ROWS", "découpez-le"),
        ("a.xml", lambda: b"<marches><marche><id>" + b"A" * 30_000_000 + b"</id></marche></marches>", "FIELD_TOO_LONG", "Raccourcissez-le"),
        ("a.xml", lambda: b"<marches>" + b"x&#10;" * 5_000_000 + b"</marches>", "FIELD_TOO_LONG", "Raccourcissez-le"),
        ("a.xml", lambda: b"<marches><marche>", "XML_SYNTAX", "téléchargez-le de nouveau"),
        ("a.json", lambda: b'{"organisations":[' + b"{}," * 500_000 + b"{}]}", "TOO_MANY_ROWS", "découpez-le"),
        ("a.json", lambda: b'{"organisations":[{' + b",".join(b'"k%d":1' % n for n in range(300_000)) + b"}]}", "TOO_MANY_COLUMNS", "Gardez seulement"),
        ("a.json", lambda: b'{"organisations":[{"nom":"' + b"k" * 30_000_000 + b'"}]}', "FIELD_TOO_LONG", "Raccourcissez-le"),
        ("a.json", lambda: b"[" * 100_000 + b"]" * 100_000, "JSON_DEPTH", "Simplifiez"),
        ("a.zip", lambda: archive(b__zip=archive(a__csv=TABLE)), "FILE_TYPE", "Décompressez-le"),
        ("a.gz", lambda: gzip.compress(archive(a__csv=TABLE)), "FILE_TYPE", "Décompressez-le"),
        ("a.zip", lambda: archive(a__csv=TABLE, b__csv=TABLE), "ARCHIVE_MEMBERS", "importez chaque tableau"),
    ],
)  # fmt: skip
def test_a_trap_is_refused_soon_in_one_sentence_that_says_what_to_do(tmp_path, name, made, code, advice):
    got, said = refused(tmp_path / name, made())

    assert got == code
    assert advice in said


@pytest.mark.parametrize(("name", "made"), [("tableau.gz", lambda: gzip.compress(workbook())), ("tableau.zip", lambda: archive(tableau=workbook()))])
def test_a_workbook_that_lost_its_ending_in_an_archive_is_read(office, name, made):
    with unpacked(office.file(made(), name)) as inside:
        rows = list(read_file("auto", inside).rows)

    assert [row.problems for row in rows] == [[]]


def test_a_member_that_is_not_there_is_told_by_its_published_name(office):
    plan = office.plan("<marches><marche><id>1</id></marche></marches>", name="marches.xml")

    assert {"objet", "acteur_id", "acheteur_id"} & {problem.column for problem in plan.problems} == {"objet", "acheteur_id"}
    assert not {"purpose", "buyer_id"} & {problem.column for problem in plan.problems}


def test_the_items_of_an_xml_document_keep_their_lines(office):
    plan = office.plan("<marches>\n<marche><id>1</id></marche>\n<marche><id>2</id></marche>\n</marches>", name="marches.xml")

    assert {problem.line for problem in plan.problems} == {2, 3}
