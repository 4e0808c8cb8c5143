"""What may not enter, whatever it is called and wherever it hides: persons, numbers of persons, members of the base."""

from __future__ import annotations

import json

import pytest

from api.quarantine import quarantine_bytes
from importers import IMPORTERS
from kb.problems import FileRefused

#: A made-up number whose key is right.
NIR = "2 55 08 14 168 025 38"
NIRS = ["255081416802538", "1 84 12 76 451 089 46", "2 91 03 99 341 201 02"]


def refusal(office, text: str, **how: str) -> FileRefused:
    with pytest.raises(FileRefused) as refused:
        list(office.read(text, **how).rows)
    return refused.value


@pytest.mark.parametrize(
    "header",
    [
        "Nom;Prénom;Date de naissance",
        "NOM;PRENOM;NE(E) LE;NIR",
        "nom;n° de sécurité sociale",
        "Name;First name;Date of birth",
        "First name;Last name;Health notes",
        "Organisme;Nom;Prénom;Date de naissance",
        "Nom;Prénom;Téléphone",
        "Nom et prénom;Âge;Sexe;RSA",
        "nom;prenom;identifiant France Travail",
        "Nom;Durée de chômage",
    ],
)
def test_a_list_of_persons_is_refused_by_its_header(office, header):
    width = header.count(";")

    found = refusal(office, f"{header}\nExemple{';x' * width}\n")

    assert found.refusal == "SENSITIVE_DATA"
    assert "Exemple" not in str(found)


@pytest.mark.parametrize("header", ["nom;identifiant", "nom;référence"])
def test_a_column_of_numbers_of_persons_is_refused_whatever_its_name(office, header):
    found = refusal(office, header + "\n" + "".join(f"Ligne {n};{number}\n" for n, number in enumerate(NIRS)))

    assert found.refusal == "SENSITIVE_DATA"
    assert not any(number[:5] in str(found) for number in NIRS)


def test_numbers_alone_in_a_column_of_notes_set_their_rows_aside_and_leave_the_others(office):
    plan = office.send("nom;notes\n" + "".join(f"Ligne {n};{number}\n" for n, number in enumerate([NIR, NIR.replace(" ", "-")])) + "Régie;\n")

    assert (plan.created, [p.code for p in plan.problems]) == (1, ["SENSITIVE_DATA", "SENSITIVE_DATA"])


def test_a_column_of_notes_full_of_mistyped_numbers_is_still_a_list_of_persons(office):
    mistyped = "".join(f"Ligne {n};{number}\n" for n, number in enumerate(["185056912345600", "279036926600100"]))

    assert refusal(office, "nom;notes\n" + mistyped).refusal == "SENSITIVE_DATA"


@pytest.mark.parametrize(
    "header",
    [
        "Organisme;Santé;Emploi;Logement",
        "Organisme;Contact Nom;Prénom;Fonction",
        "Structure;Nom;Prénom;Fonction",
        "nom;type;siret",
    ],
)
def test_a_sheet_of_organisations_is_not_a_list_of_persons(office, header):
    assert len(office.rows(f"{header}\nRégie{';' * header.count(';')}\n")) == 1


def test_numbers_of_organisations_are_not_numbers_of_persons(office):
    rows = office.rows("nom;siret;référence\nA;99900003700013;1000000000001\nB;99900004500016;1000000000002\n")

    assert [row.problems for row in rows] == [[], []]


@pytest.mark.parametrize(
    "line",
    [
        f"Régie;rappeler {NIR} lundi;",
        f"Régie;;autre {NIR.replace(' ', '')}",
        f"Régie {NIR};;",
        f"Régie;\x01{NIR};",
        f"Régie;{'x' * 70} {NIR};",
    ],
)
def test_a_number_in_a_cell_sets_its_row_aside_masked_everywhere(office, line):
    plan = office.plan(f"nom;notes;colonne inconnue\n{line}\nAilleurs;;\n")

    assert (plan.created, len(plan.set_aside)) == (1, 1)
    assert "SENSITIVE_DATA" in {problem.code for problem in plan.problems}
    office.apply(plan)
    told = json.dumps([p.as_dict() for p in (*plan.problems, *plan.warnings)])
    kept = quarantine_bytes(plan.set_aside).decode("utf-8-sig")
    ledger = "\n".join(office.exported(history=True))
    for digits in (NIR, NIR.replace(" ", ""), "55 08 14", "550814"):
        assert digits not in told + kept + ledger


def test_a_number_in_json_sets_its_item_aside_masked(office):
    document = {"organisations": [{"nom": "Régie", "notes": f"voir {NIR}"}, {"nom": "A", "inconnu": NIR}, {"nom": "B"}]}

    plan = office.plan(json.dumps(document), name="a.json")

    assert (plan.created, len(plan.set_aside)) == (1, 2)
    assert NIR not in json.dumps([p.as_dict() for p in plan.problems]) + str([row.raw for row in plan.set_aside])


def test_persons_in_json_are_refused(office):
    document = {"organisations": [{"nom": "Exemple", "prenom": "Camille", "date_naissance": "1990-01-01"}]}

    assert refusal(office, json.dumps(document), name="a.json").refusal == "SENSITIVE_DATA"


@pytest.mark.parametrize("column", ["propriétaire", "Version", "couche", "auteur", "id interne", "sensibilite"])
def test_a_column_that_only_the_base_may_set_is_refused(office, column):
    found = refusal(office, f"nom;{column}\nA;x\n")

    assert found.refusal == "COLUMN_FORBIDDEN"
    assert column in str(found)


def test_officers_and_homes_are_left_at_the_door(office):
    reading = office.read("nom;Président;Adresse personnelle\nRégie;Camille Exemple;3 rue des Lilas\n")
    office.send("nom;Président;Adresse personnelle\nRégie;Camille Exemple;3 rue des Lilas\n")

    assert [w.code for w in reading.warnings] == ["COLUMN_DROPPED", "COLUMN_DROPPED"]
    assert "Lilas" not in "\n".join(office.exported(history=True))
    assert "Camille" not in "\n".join(office.exported(history=True))


@pytest.mark.parametrize("row", ["12/05/2026;CLE de Val;Régie;Jean Martin;j.martin@exemple.fr;trop", "12/05/2026;CLE de Val;Régie;oups;Jean Martin;j.martin@exemple.fr", "12/05/2026;CLE de Val;Jean Martin;j.martin@exemple.fr", "12/05/2026;CLE de Val;255081416802538;Jean Martin;j.martin@exemple.fr;trop"])
def test_a_row_of_another_length_keeps_nothing_of_what_is_dropped_at_the_door(office, row):
    plan = office.send(f"Date;Instance;Participants;Noms;Email\n{row}\n", "reunions")

    told = json.dumps([p.as_dict() for p in plan.problems], ensure_ascii=False) + quarantine_bytes(plan.set_aside).decode("utf-8")
    assert plan.problems[0].code == "ROW_LENGTH"
    assert "artin" not in told
    assert "CLE de Val" in told


#: What is written under a column that is dropped at the door.
HIDDEN = "ZQMODELE"
DROPPING = [(importer, column) for importer in IMPORTERS.values() for column in importer.columns if column.drop and importer.name != "recherche-entreprises"]


def faulty(cells: list[str]) -> dict[str, str]:
    """Return sheets each with one fault, in which a dropped cell stands."""
    row, at = ";".join(cells), cells.index(HIDDEN)
    said = {"écrit": [*cells[:at], f"{HIDDEN} Ã©tÃ©", *cells[at + 1 :]], "guillemet": [*cells[:at], f'Le "{HIDDEN}" x', *cells[at + 1 :]]}
    return {
        "long": f"{row};trop", "décalé": f"{cells[0]};oups;{';'.join(cells[1:])}", "court": ";".join([*cells[: at + 1], *cells[at + 2 :]] if at + 1 < len(cells) else cells[1:]),
        "commande": f"\x07{row}", "sans rien d'autre": ";".join(cell if cell == HIDDEN else "" for cell in cells),
        "faux": ";".join(cell if cell == HIDDEN else "##" for cell in cells), "jamais fermé": f'{row}\n"{row}\n{row}', **{name: ";".join(one) for name, one in said.items()},
    }  # fmt: skip


@pytest.mark.parametrize(("importer", "column"), DROPPING, ids=[f"{importer.name}-{column.key}" for importer, column in DROPPING])
def test_no_fault_of_a_row_has_what_is_dropped_at_the_door_kept_or_repeated(office, importer, column):
    others = [one for one in importer.columns if not one.drop]
    for place in (1, len(others)):
        header, cells = [one.label for one in others], [one.example or "12/05/2026" for one in others]
        header.insert(place, column.label)
        cells.insert(place, HIDDEN)
        for name, body in faulty(cells).items():
            try:
                plan = office.send(f"{';'.join(header)}\n{body}\n", importer.name, source=f"{name} {place}")
            except FileRefused as refused:
                told = str(refused)
            else:
                said = [p.as_dict() for p in (*plan.problems, *plan.warnings)]
                told = json.dumps(said, ensure_ascii=False) + quarantine_bytes(plan.set_aside).decode("utf-8")
            assert HIDDEN not in told, name
    assert HIDDEN not in "".join(office.exported(history=True))


@pytest.mark.parametrize(
    "line",
    ['{"nom": "A", "dirigeants": "ZQMODELE", "type": }', '{"nom": "A", "dirigeants": "ZQMODELE"', '{"nom": "A", "dirigeants": "ZQMODELE Ã©tÃ©"}', '{"nom": "A", "dirigeants": "ZQMODELE\\u0007"}',
     '{"nom": "A", "dirigeants": "ZQMODELE \\ud800"}', '{"nom": 3, "dirigeants": "ZQMODELE"}', '{"nom": "A", "dirigeants": {"nom": "ZQMODELE\\u0007"}}'],
)  # fmt: skip
def test_no_fault_of_a_line_of_json_has_a_member_dropped_at_the_door_kept_or_repeated(office, line):
    plan = office.send(f'{{"nom": "Régie"}}\n{line}\n', "parties-prenantes", name="envoi.jsonl")

    told = json.dumps([p.as_dict() for p in (*plan.problems, *plan.warnings)], ensure_ascii=False) + quarantine_bytes(plan.set_aside).decode("utf-8")
    assert "Régie" in office.names()
    assert HIDDEN not in told + "".join(office.exported(history=True))


def test_a_line_of_json_that_cannot_be_read_and_drops_nothing_is_kept_to_be_corrected(office):
    plan = office.send('{"nom": "Régie"}\n{"nom": "A", "type": }\n', "parties-prenantes", name="envoi.jsonl")

    assert [row.raw for row in plan.set_aside] == [{"texte de la ligne": '{"nom": "A", "type": }'}]


@pytest.mark.parametrize("line", ["RÃ©gie de Jean Martin;association;Mme Martin, PPDE", 'Le "Relais" de Jean Martin;association;né le 12/03/1979'])
def test_what_is_said_of_the_cells_of_a_row_that_tells_a_person_repeats_none(office, line):
    plan = office.send(f"nom;type;notes\n{line}\nRÃ©gie;association;\n", "parties-prenantes")

    assert "Martin" not in json.dumps([p.as_dict() for p in (*plan.problems, *plan.warnings)], ensure_ascii=False)
    assert [(w.code, w.line) for w in plan.warnings] == [("MOJIBAKE_SUSPECTED", 3)]


def test_a_title_that_names_a_person_out_of_work_is_told_and_not_repeated(office):
    plan = office.send("Suivi de Mme Martin, PPDE\nnom;type\nRégie;association\n", "parties-prenantes")

    assert [(w.code, w.value) for w in plan.warnings] == [("HEADER_NOT_FIRST", "")]
