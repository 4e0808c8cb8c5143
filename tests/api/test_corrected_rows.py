"""Rows set aside that are corrected: sent alone or with their whole file, they complete their source and leave the list."""

from __future__ import annotations

import csv
import io

import pytest

from api.importing import Request, run_import
from api.telling import tell_import
from importers.returned import QUARANTINE
from kb.store import open_store
from tests.api.test_data_page import section
from tests.importers.books import xlsx_of

WHOLE = (
    "Nom;Type;SIRET;Commune\nRégie A;association;;Fleury\nRégie B;fusée;;Fleury\nRégie C;association;123;Fleury\n"
    "Régie D;association;;Fleury\n"
)
RIGHT = WHOLE.replace("fusée", "association").replace("123", "99900003700013")


@pytest.fixture
def send(own_base, tmp_path):
    """Return how a file is sent, under its own name."""

    def sent(text, name="envoi.csv", source="", territory="", write=True):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return run_import(str(own_base), Request("auto", path, write, source, territory))

    return sent


@pytest.fixture
def aside(writing_client, own_base):
    """Return what the data page lists of the rows set aside."""
    return lambda: section(writing_client.get("/donnees").text, "ecartees")


def quarantine(own_base):
    """Return the last rows set aside, as they are downloaded."""
    folder = own_base.with_name(f"{own_base.name}-quarantaine")
    return max(folder.iterdir(), key=lambda path: path.stat().st_mtime).read_bytes()


def corrected(body):
    return body.replace(b"fus\xc3\xa9e", b"association").replace(b";123", b";99900003700013")


def test_the_corrected_rows_alone_complete_their_source_and_nothing_is_said_to_be_gone(send, own_base):
    send(WHOLE, source="carnet", territory="lyon-8")

    report = send(corrected(quarantine(own_base)), name="a-corriger-envoi.csv")

    assert (report.plan.source.id, report.plan.created, report.plan.vanished) == ("carnet@lyon-8-plaine-santy", 2, {})
    told = " ".join(tell_import(report))
    assert "Des lignes mises de côté reviennent : elles complètent leur source, dont rien n'est retiré." in told
    assert "plus dans ce fichier" not in told


def test_rows_that_came_in_leave_the_list_and_come_back_when_their_import_is_undone(send, own_base, aside, writing_client):
    send(WHOLE)
    assert "lignes 3 et 4 · mises de côté" in aside()

    lot = send(corrected(quarantine(own_base)), name="a-corriger-envoi.csv").batch.id
    assert aside() == ""

    writing_client.post(f"/donnees/lots/{lot}/annuler")
    assert "lignes 3 et 4 · mises de côté" in aside()


def test_the_whole_corrected_file_takes_its_rows_off_the_list_even_with_a_line_above(send, aside, writing_client):
    send(WHOLE)

    lot = send(RIGHT.replace("Régie A", "Régie Z;association;;Fleury\nRégie A")).batch.id
    # « Type : fusée » left that row without a key: it is known again by its line alone, which moved.
    assert "ligne 3 · mises de côté" in aside()
    writing_client.post(f"/donnees/lots/{lot}/annuler")
    assert "lignes 3 et 4" in aside()

    send(RIGHT)
    assert aside() == ""


def test_a_row_still_wrong_stays_listed_once_under_the_file_and_the_line_it_had(send, own_base, aside, writing_client):
    send(WHOLE)

    lot = send(quarantine(own_base).replace(b";123", b";99900003700013"), name="a-corriger-envoi.csv").batch.id

    shown = aside()
    assert (shown.count("/donnees/ecartees/") // 2, "ligne 3 · mises de côté" in shown, ">envoi.csv</a>" in shown) == (1, True, True)
    writing_client.post(f"/donnees/lots/{lot}/annuler")
    assert "lignes 3 et 4" in aside()


def test_the_download_holds_the_rows_that_still_wait(send, own_base, aside, writing_client):
    send(WHOLE)
    header, _, second = quarantine(own_base).splitlines()

    send(corrected(b"\r\n".join([header, second])), name="a-corriger-envoi.csv")

    href = aside().split('href="')[1].split('"')[0]
    rows = list(csv.reader(io.StringIO(writing_client.get(href).content.decode("utf-8-sig")), delimiter=";"))
    assert [row[:3] for row in rows] == [list(QUARANTINE[:3]), ["envoi.csv", "3", ""]]


def test_corrected_rows_saved_as_a_workbook_come_back_too(send, own_base, aside):
    send(WHOLE)
    rows = list(csv.reader(io.StringIO(corrected(quarantine(own_base)).decode("utf-8-sig")), delimiter=";"))

    report = send(xlsx_of({"Feuil1": rows}), name="a-corriger-envoi.xlsx")

    assert (report.plan.created, report.plan.vanished, aside()) == (2, {}, "")


def test_the_bad_file_sent_again_puts_its_rows_back_on_the_list(send, own_base, aside):
    send(WHOLE)
    send(corrected(quarantine(own_base)), name="a-corriger-envoi.csv")

    send(WHOLE)

    assert "lignes 3 et 4" in aside()


def test_another_list_of_the_source_takes_no_row_that_only_stands_on_the_same_line(send, aside):
    send(WHOLE)

    send("Nom;Type;SIRET;Commune\nUn;club;;Givors\nDeux;club;;Givors\nTrois;club;;Givors\n")

    assert "lignes 3 et 4" in aside()


def test_corrected_rows_never_end_the_others(send, own_base, tmp_path):
    send(WHOLE)
    path = tmp_path / "a-corriger-envoi.csv"
    path.write_bytes(corrected(quarantine(own_base)))

    report = run_import(str(own_base), Request("auto", path, True, replace=2))

    assert report.refused is not None
    assert "ne rend que des lignes mises de côté" in str(report.refused)


def test_a_later_edition_is_compared_with_the_file_not_with_the_rows_that_corrected_it(send, own_base):
    send(WHOLE, name="mars.csv")
    send(corrected(quarantine(own_base)), name="a-corriger-mars.csv")

    report = send(RIGHT.replace("Régie A;association;;Fleury\n", ""), name="avril.csv", write=False)

    assert any("1 ligne de mars.csv n'est plus dans ce fichier" in line for line in tell_import(report))


def test_rows_set_aside_before_sources_were_noted_leave_the_list_too(send, own_base, aside):
    send(WHOLE)
    index = own_base.with_name(f"{own_base.name}-quarantaine.jsonl")
    with open_store(str(own_base)) as store:
        lot = list(store.journal())[-1].id
    (kept,) = own_base.with_name(f"{own_base.name}-quarantaine").iterdir()
    index.write_text(f'{{"batch":"{lot}","file":"{kept.name}"}}\n', encoding="utf-8")

    send(corrected(quarantine(own_base)), name="a-corriger-envoi.csv")

    assert aside() == ""


def test_the_column_to_complete_is_in_the_file_to_correct_and_in_its_place(send, own_base, aside):
    send("Activité;Porteur;Commune\nLaverie;;Fleury\nVélo;La Fabrique;Belleville\n")
    header, row = csv.reader(io.StringIO(quarantine(own_base).decode("utf-8-sig")), delimiter=";")
    filled = ["L'Ouvroir" if name == "Porteur" else cell for name, cell in zip(header, row, strict=True)]

    report = send("\n".join(";".join(line) for line in (header, filled)) + "\n", name="a-corriger.csv")

    assert header == [*QUARANTINE, "Activité", "Porteur", "Commune"]
    assert (report.plan.created, report.plan.set_aside) == (1, [])
    assert "envoi.csv" not in aside()
