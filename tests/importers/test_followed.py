"""Meetings, actions and seats: organisations that are known, bodies and posts; no person enters by their sheets."""

from __future__ import annotations

import pytest

from importers import IMPORTERS
from kb.problems import FileRefused
from tests.importers.conftest import SAMPLES


@pytest.fixture
def known(office):
    """Return an office that knows its territories and its stakeholders."""
    for name in ("territoires.csv", "parties-prenantes.csv"):
        office.send(SAMPLES / name, source=name)
    return office


MEETINGS = "Date;Instance;Territoire;Sujet;Participants;Rencontre avec;Décisions;Commentaire\n"
ACTIONS = "N°;Date de la réunion;Instance;Décision ou action;Responsable;Échéance;Statut;%;Territoire;Commentaire\n"
SEATS = "CLE;Organisation;Collège;Mandat début;Mandat fin;Représentant;Courriel\n"


def test_a_meeting_has_its_participants_its_place_and_its_decisions(known):
    known.send(MEETINGS + "12/05/2026;CLE;Val-Fleuri;Locaux;Régie des Érables|Cycles du Val;;Le bail est signé;\n")

    meeting = known.actor("CLE, Val-Fleuri, 12/05/2026")
    assert (meeting.value("on"), meeting.value("description")) == ("2026-05-12", "Locaux")
    assert known.ties("attends") == [
        ("CLE de Val-Fleuri", "attends", meeting.name),
        ("Cycles du Val", "attends", meeting.name),
        ("Régie des Érables", "attends", meeting.name),
    ]
    assert ("Le bail est signé", "concerns", meeting.name) in known.ties("concerns")
    assert (meeting.name, "takes_place_in", "Val-Fleuri") in known.ties()


def test_who_met_whom_is_said_on_its_day(known):
    known.send(MEETINGS + "09/06/2026;;;Présentation;Cycles du Val;Œuvre de l'Été;;\n")

    assert known.ties("met") == [("Cycles du Val", "met", "Œuvre de l'Été")]


def test_the_name_of_a_person_is_no_participant(known):
    plan = known.plan(MEETINGS + "12/05/2026;CLE;Val-Fleuri;Locaux;Camille Exemple;;;\n13/05/2026;CLE;Val-Fleuri;Locaux;Cycles du Val;;;\n")

    assert [(p.code, p.line, p.column, p.value) for p in plan.problems] == [
        ("RELATION_END_UNKNOWN", 2, "Participants", "Camille Exemple")
    ]
    assert plan.created == 1
    known.apply(plan)
    assert known.names("meeting") == ["CLE, Val-Fleuri, 13/05/2026"]


def test_a_meeting_is_kept_without_the_one_participant_that_nobody_knows(known):
    text = MEETINGS + "12/05/2026;CLE;Val-Fleuri;Locaux;Régie des Érables | Alix Modèle | Cycles du Val;;;\n"
    plan = known.send(text)

    assert (plan.created, plan.problems) == (1, [])
    assert [(w.code, w.line, w.column, w.value) for w in plan.warnings] == [("RELATION_END_UNKNOWN", 2, "Participants", "Alix Modèle")]
    assert "prise sans ce nom" in plan.warnings[0].message
    assert [start for start, _, _ in known.ties("attends")] == ["CLE de Val-Fleuri", "Cycles du Val", "Régie des Érables"]
    assert "Alix" not in "\n".join(known.exported(history=True))
    assert known.plan(text).unchanged == 1


def test_a_participant_known_since_comes_to_the_meeting_that_is_sent_again(known):
    text = MEETINGS + "12/05/2026;CLE;Val-Fleuri;Locaux;Régie des Érables | Le Fournil;;;\n"
    known.send(text)
    known.send("Nom;Type;Commune\nLe Fournil;association;Val-Fleuri\n", source="autres")

    plan = known.send(text)

    assert (plan.updated, plan.warnings) == (1, [])
    assert ("Le Fournil", "attends", "CLE, Val-Fleuri, 12/05/2026") in known.ties("attends")


def test_a_meeting_without_day_or_organisation_is_set_aside(known):
    plan = known.plan(MEETINGS + ";CLE;;Locaux;Cycles du Val;;;\n32/05/2026;CLE;;;Cycles du Val;;;\n")

    assert [(p.code, p.line) for p in plan.problems] == [("COLUMN_REQUIRED", 2), ("DATE_INVALID", 3)]


def test_an_action_has_its_owner_its_state_and_the_meeting_it_comes_from(known):
    known.send(ACTIONS + "1;12/05/2026;CLE;Visiter le local;Cycles du Val;30/06/2026;en cours;0,5;Val-Fleuri;\n")

    action = known.actor("Visiter le local")
    assert [action.value(f) for f in ("on", "due_on", "state", "value", "unit")] == [
        "2026-05-12", "2026-06-30", "en cours", 50, "%",
    ]  # fmt: skip
    assert known.ties("carries") == [("Cycles du Val", "carries", "Visiter le local")]
    assert ("Visiter le local", "concerns", "CLE, Val-Fleuri, 12/05/2026") in known.ties("concerns")


def test_the_meeting_of_an_action_is_the_one_of_the_sheet_of_meetings(known):
    known.send(MEETINGS + "12/05/2026;CLE;Val-Fleuri;Locaux;Cycles du Val;;;\n", source="reunions")
    known.send(ACTIONS + "1;12/05/2026;CLE;Visiter le local;;;;;Val-Fleuri;\n", source="actions")

    assert known.names("meeting") == ["CLE, Val-Fleuri, 12/05/2026"]


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        ("1;12/05/2026;CLE;Le portefeuille est adopté;;;;;;", "decision"),
        ("1;12/05/2026;CLE;Validation du portefeuille;Cycles du Val;;;;;", "decision"),
        ("1;12/05/2026;CLE;Appeler la mairie;Cycles du Val;;;;;", "action"),
        ("1;12/05/2026;CLE;Appeler la mairie;;2026;;;;", "action"),
    ],
)
def test_what_nobody_has_to_do_is_a_decision(known, row, kind):
    known.send(ACTIONS + row + "\n")

    assert [k for k in ("action", "decision") if known.names(k)] == [kind]


def test_a_post_answers_for_an_action_and_a_person_does_not(known):
    plan = known.send(
        ACTIONS
        + "1;12/05/2026;CLE;Écrire la page;chargée de communication;;à faire;;;\n"
        + "3;12/05/2026;CLE;Rappeler;directrice (Dominique Modèle);;à faire;;;\n"
        + "2;12/05/2026;CLE;Appeler la mairie;Dominique Modèle;;à faire;;;\n"
    )

    assert known.actor("Écrire la page").value("owner_body") == "chargée de communication"
    assert [(p.code, p.line, p.column) for p in plan.problems] == [
        ("SENSITIVE_DATA", 3, "Responsable"),
        ("RELATION_END_UNKNOWN", 4, "Responsable"),
    ]
    assert "Dominique" not in plan.problems[0].message + plan.problems[0].value
    assert "Dominique" not in " ".join(known.names())


@pytest.mark.parametrize(
    ("importer", "text", "column"),
    [("reunions", "Date;Instance;Participants\n12/05/2026;CLE;Régie des Érables\n", "Instance"),
     ("actions", "Action;Responsable;Échéance\nRelancer la mairie;CLE;30/06/2026\n", "Responsable")],
)  # fmt: skip
def test_a_cle_of_no_territory_asks_for_one(known, importer, text, column):
    plan = known.send(text, importer, source="relevé")

    assert [(p.code, p.column, p.value) for p in plan.problems] == [("RELATION_END_UNKNOWN", column, "CLE")]
    assert "CLE" not in known.names("cle")


def test_an_action_that_advances_is_the_same_action(known):
    known.send(ACTIONS + "1;12/05/2026;CLE;Visiter le local;;;en cours;50;;\n")
    plan = known.plan(ACTIONS + "1;12/05/2026;CLE;Visiter le local rue Neuve;;;fait;100;;\n")

    assert (plan.created, plan.updated) == (0, 1)
    assert {"État", "Valeur", "Nom"} <= {d.label for d in plan.differences}


SAME_WORDS = (
    "Action;Responsable;Échéance;Statut;Territoire\nRelancer la mairie;chargée de mission;30/06/2026;à faire;Val-Fleuri\n"
    "Relancer la mairie;chargée de mission;30/12/2026;à faire;Val-Fleuri\n"
)


def test_two_actions_of_the_same_words_stay_two_when_one_is_done(known):
    known.send(SAME_WORDS, "actions", source="relevé")
    again = known.send(SAME_WORDS, "actions", source="relevé")

    done = known.send(SAME_WORDS.replace("30/12/2026;à faire", "30/12/2026;fait"), "actions", source="relevé")

    assert (again.unchanged, done.created, done.updated, done.unchanged) == (2, 0, 1, 1)
    with known.store.view() as view:
        found = [(a.value("due_on"), a.value("state")) for a in view.actors(["action"]) if a.name == "Relancer la mairie"]
    assert sorted(found) == [("2026-06-30", "à faire"), ("2026-12-30", "fait")]


def test_an_action_keeps_its_key_when_another_of_the_same_words_comes_later(known):
    first, second = SAME_WORDS.splitlines(keepends=True)[:2], SAME_WORDS.splitlines(keepends=True)[2]
    known.send("".join(first), "actions", source="relevé")

    both = known.send("".join(first) + second.replace("chargée de mission", "directrice"), "actions", source="relevé")

    assert (both.created, both.unchanged, both.vanished) == (1, 1, {})


TWO = "Action;Responsable;Échéance;Statut\nRelancer;CLE de Val-Fleuri;01/03/2027;à faire\nRelancer;Régie des Érables;01/06/2027;à faire\n"
CLE_LINE, REGIE_LINE = TWO.splitlines(keepends=True)[1:]


@pytest.mark.parametrize(
    ("now", "stays", "counts"),
    [
        (TWO.replace("01/03/2027", "32/03/2027"), ["2027-03-01 CLE de Val-Fleuri", "2027-06-01 Régie des Érables"], (0, 0, 1)),
        (TWO.replace(CLE_LINE, ""), ["2027-03-01 CLE de Val-Fleuri", "2027-06-01 Régie des Érables"], (0, 0, 1)),
        (TWO.replace("01/03/2027", "01/09/2027"), ["2027-06-01 Régie des Érables", "2027-09-01 CLE de Val-Fleuri"], (0, 1, 0)),
        (TWO.replace("Régie des Érables", "Cycles du Val"), ["2027-03-01 CLE de Val-Fleuri", "2027-06-01 Cycles du Val"], (0, 1, 0)),
        (TWO + "Relancer;Cycles du Val;01/01/2027;à faire\n",
         ["2027-01-01 Cycles du Val", "2027-03-01 CLE de Val-Fleuri", "2027-06-01 Régie des Érables"], (1, 0, 0)),
    ],
    ids=["a date misread", "a line taken out", "a day put off", "another owner", "a third line"],
)  # fmt: skip
def test_two_actions_of_the_same_words_never_take_the_place_of_each_other(known, now, stays, counts):
    known.send(TWO, "actions", source="relevé")

    plan = known.send(now, "actions", source="relevé")

    with known.store.view() as view:
        found = sorted(f"{a.value('due_on')} {a.value('owner_body')}" for a in view.actors(["action"]) if a.name == "Relancer")
    assert found == stays
    assert (plan.created, plan.updated, len(plan.vanished)) == counts


def test_the_line_of_two_that_was_set_aside_comes_in_beside_the_other_once_corrected(known):
    known.send(TWO.replace("01/03/2027", "32/03/2027"), "actions", source="relevé")

    plan = known.send(TWO, "actions", source="relevé")

    assert (plan.created, plan.updated, plan.unchanged) == (1, 0, 1)


def test_a_part_done_goes_from_nothing_to_the_whole(known):
    plan = known.plan(ACTIONS + "1;2026;CLE;A;;;;140;;\n2;2026;CLE;B;;;;moitié;;\n3;2026;CLE;C;;;;100 %;;\n")

    assert [(p.code, p.line) for p in plan.problems] == [("NUMBER_OUT_OF_RANGE", 2), ("NUMBER_OUT_OF_RANGE", 3)]


@pytest.mark.parametrize(
    ("written", "read", "told"),
    [
        (["0.5", "1", "0.25", "0", "0.01"], [50, 100, 25, 0, 1], 0),
        (["0,5", "1 %", "1"], [50, 1, 100], 0),
        (["50", "1", "0", "100"], [50, 1, 0, 100], 1),
        (["1", "0"], [100, 0], 1),
        (["1 %", "100 %", "0,5 %"], [1, 100, 0.5], 0),
    ],
)
def test_the_parts_done_of_a_workbook_are_fractions_when_none_passes_the_whole(known, written, read, told):
    rows = "".join(f"{n};12/05/2026;CLE;Tâche {n};;;en cours;{part};;\n" for n, part in enumerate(written, start=1))
    plan = known.send(ACTIONS + rows)

    done = [known.actor(f"Tâche {n}") for n in range(1, len(written) + 1)]
    assert [(action.value("value"), action.value("unit")) for action in done] == [(part, "%") for part in read]
    assert [w.code for w in plan.warnings] == ["VALUE_UNUSUAL"] * told


def test_decisions_and_actions_may_have_a_column_each(known):
    known.send("Date;Décision;Action;Échéance\n12/05/2026;Le bail est signé;Prévenir les voisins;2026\n")

    assert (known.names("decision"), known.names("action")) == (["Le bail est signé"], ["Prévenir les voisins"])


def test_a_seat_is_a_tie_with_its_college_and_its_mandate(known):
    plan = known.send(SEATS + "Val-Fleuri;Cycles du Val;EBE;01/09/2025;31/08/2027;Camille Exemple;camille@ex.example\n")

    with known.store.view() as view:
        (seat,) = [t for t in view.ties(["seats_on"]) if t.fields.get("college")]
    assert (seat.fields["college"], seat.valid_from, seat.valid_to) == ("EBE", "2025-09-01", "2027-09-01")
    assert [w.code for w in plan.warnings] == ["COLUMN_DROPPED", "COLUMN_DROPPED"]
    assert "camille@ex.example" not in "\n".join(known.exported(history=True))


def test_a_seat_held_by_a_person_or_ended_before_it_began_is_set_aside(known):
    plan = known.plan(
        SEATS + "Val-Fleuri;Camille Exemple;PPDE;2025;;;\nVal-Fleuri;Cycles du Val;EBE;2026;2024;;\n"
    )

    assert [(p.code, p.line, p.value) for p in plan.problems] == [("SENSITIVE_DATA", 2, ""), ("DATE_INVALID", 3, "2024")]
    assert plan.set_aside[0].raw == {}


@pytest.mark.parametrize("told", ["Camille Exemple;habitants;représentante PPDE", "C. Exemple;PPDE;", "Mme Exemple;;membre, représentante des PPDE", "PPDE Camille Exemple;habitants;"])
def test_whoever_is_named_on_a_seat_of_those_out_of_work_is_set_aside_and_not_repeated(known, told):
    plan = known.plan(f"CLE;Organisation;Collège;Rôle\nVal-Fleuri;{told}\nVal-Fleuri;Cycles du Val;PPDE;membre\n", "places-cle")

    assert ([(p.code, p.line, p.value) for p in plan.problems], plan.created) == ([("SENSITIVE_DATA", 2, "")], 1)
    assert [row.raw for row in plan.set_aside] == [{}]
    assert "xemple" not in "".join(p.message for p in plan.problems)


def test_a_seat_that_ends_is_the_same_seat(known):
    known.send(SEATS + "Val-Fleuri;Cycles du Val;EBE;2025;;;\n")
    plan = known.plan(SEATS + "Val-Fleuri;Cycles du Val;EBE;2025;30/06/2026;;\n")

    assert (plan.created, plan.updated, plan.vanished) == (0, 1, {})


@pytest.mark.parametrize(
    ("header", "cell", "since", "over"),
    [
        ("Mandat", "Mandat 2026-2028", "2026", "2029-01-01"), ("Mandat", "2026-2028", "2026", "2029-01-01"),
        ("Mandat", "01/09/2026 au 31/08/2028", "2026-09-01", "2028-09-01"), ("Période", "du 01/09/2026 au 31/08/2028", "2026-09-01", "2028-09-01"),
        ("Mandat début", "2026-2028", "2026", "2029-01-01"), ("Mandat début", "T1 2025", "2025-01", None), ("Mandat", "depuis le 3 mars 2025", "2025-03-03", None),
        ("Mandat", "01/09/2026-31/08/2028", "2026-09-01", "2028-09-01"), ("Mandat", "2026", "2026", None),
    ],
)  # fmt: skip
def test_a_mandate_told_in_one_cell_has_its_first_and_its_last_day(known, header, cell, since, over):
    (row,) = known.rows(f"CLE;Organisation;Collège;{header}\nVal-Fleuri;Cycles du Val;économie;{cell}\n", "places-cle")

    assert row.problems == []
    assert [(tie.valid_from, tie.valid_to) for tie in row.ties] == [(since, over)]


@pytest.mark.parametrize("cell", ["trois ans", "du 1er mars au 31 août", "2028-2026"])
def test_a_mandate_that_cannot_be_read_is_set_aside_with_what_to_write(known, cell):
    plan = known.plan(f"CLE;Organisation;Collège;Mandat\nVal-Fleuri;Cycles du Val;économie;{cell}\n", "places-cle")

    assert [(p.code, p.column) for p in plan.problems] == [("DATE_INVALID", "Mandat")]


def test_two_columns_that_tell_two_ends_of_a_mandate_have_its_row_set_aside(known):
    plan = known.plan("CLE;Organisation;Mandat;Mandat fin\nVal-Fleuri;Cycles du Val;2026-2028;31/12/2027\n", "places-cle")

    assert [(p.code, p.column) for p in plan.problems] == [("DATE_INVALID", "Mandat fin")]


@pytest.mark.parametrize("body", ["T", "CLE de S", "x"])
def test_a_letter_is_no_cle_and_none_is_invented(known, body):
    plan = known.plan(f"CLE;Organisation;Collège\n{body};Cycles du Val;économie\n", "places-cle")

    assert [(p.code, p.column, p.value) for p in plan.problems] == [("RELATION_END_UNKNOWN", "CLE", body)]
    assert "celui de son territoire" in plan.problems[0].message


def test_a_cle_of_no_known_territory_is_set_aside_with_the_near_ones_when_others_are_known(known):
    seats = "CLE;Organisation;Collège\nVal-Fleuri;Cycles du Val;économie\nCLE de Val Fleury;Régie des Érables;économie\n"
    plan = known.plan(seats, "places-cle")

    (problem,) = plan.problems
    assert (problem.code, problem.line, problem.column) == ("TERRITORY_FORBIDDEN", 3, "CLE")
    assert "Nom proche : « Val-Fleuri »" in problem.message
    assert known.plan("CLE;Organisation;Collège\nCLE du Nord;Cycles du Val;économie\n", "places-cle").problems == []


@pytest.mark.parametrize("name", ["à désigner", "Vacant", "siège à pourvoir", "non désigné"])
def test_a_seat_that_no_organisation_holds_yet_is_told_as_such(known, name):
    plan = known.plan(f"CLE;Organisation;Collège\nVal-Fleuri;{name};habitants\n", "places-cle")

    assert [(p.code, p.column, p.value) for p in plan.problems] == [("RELATION_END_UNKNOWN", "Organisation", name)]
    assert "Siège sans organisation" in plan.problems[0].message


@pytest.mark.parametrize("name", ["reunions", "actions", "places-cle"])
def test_what_names_persons_is_never_kept(name):
    dropped = {form for column in IMPORTERS[name].columns if column.drop for form in column.names}

    assert {"nom", "prenom", "courriel", "telephone"} <= dropped


#: Sheets that name nobody, each with a row of its model.
OF_NOBODY = {
    "reunions": ("Date;Instance;Participants", "12/05/2026;CLE de Val-Fleuri;Cycles du Val"),
    "places-cle": ("CLE;Organisation;Collège", "Val-Fleuri;Cycles du Val;EBE"),
    "actions": ("Date;Instance;Action", "12/05/2026;CLE de Val-Fleuri;Prévenir les voisins"),
}


@pytest.mark.parametrize("importer", OF_NOBODY)
@pytest.mark.parametrize("header", ["Habitants présents", "Invités", "Noms des présents", "Liste des présents", "Rédigé par", "Intervenants", "Nom du membre",
                                    "Membre titulaire", "Siège occupé par", "Groupe", ""])
def test_nothing_is_kept_of_a_column_that_a_sheet_of_nobody_has_not(known, importer, header):
    columns, row = OF_NOBODY[importer]
    plan = known.send(f"{columns};{header}\n{row};Alix Modèle\n{row};Alix Modèle;de trop\n", importer)

    assert (plan.created, [(w.code, w.column) for w in plan.warnings]) == (1, [("COLUMN_DROPPED", header or "colonne 4")])
    assert "Alix" not in "\n".join(known.exported(history=True)) + str([(aside.raw, aside.problems) for aside in plan.set_aside])


@pytest.mark.parametrize("importer", OF_NOBODY)
@pytest.mark.parametrize("header", ["PPDE présents", "Représentants des PPDE", "Demandeurs d'emploi présents", "Demandeur.se.s d'emploi", "Membres du collège P.P.D.E."])
def test_names_of_those_out_of_work_have_a_sheet_of_nobody_refused_and_a_count_of_them_is_dropped(known, importer, header):
    columns, row = OF_NOBODY[importer]

    with pytest.raises(FileRefused) as refused:
        known.read(f"{columns};{header}\n{row};3\n{row};Alix\n", importer)
    assert f"« {header} »" in str(refused.value)
    assert "Alix" not in str(refused.value)
    assert known.plan(f"{columns};{header}\n{row};3\n", importer).set_aside == []


@pytest.mark.parametrize("count", ["non communiqué", "à préciser", "environ 10", "une dizaine", "entre 10 et 15", "NC", "aucun", "10 personnes"])
def test_a_count_of_those_out_of_work_said_in_words_or_not_known_refuses_no_sheet(known, count):
    plan = known.plan(f"Date;Instance;Participants;Nombre de PPDE\n12/05/2026;CLE de Val-Fleuri;Cycles du Val;{count}\n", "reunions")

    assert (plan.set_aside, [w.code for w in plan.warnings]) == ([], ["COLUMN_DROPPED"])


@pytest.mark.parametrize("name", ["Œuvre de l'Été", "Alix Modèle"])
def test_who_was_excused_is_left_at_the_door_and_is_not_said_to_be_a_person(known, name):
    plan = known.send(f"Date;Instance;Participants;Excusés\n12/05/2026;CLE de Val-Fleuri;Cycles du Val;{name}\n")

    (said,) = [w for w in plan.warnings if w.column == "Excusés"]
    assert (said.code, plan.problems) == ("COLUMN_DROPPED", [])
    assert "la base dit qui est venu, pas qui était excusé" in said.message
    assert "personnes" not in said.message
    assert "Alix Modèle" not in "\n".join(known.exported(history=True))


def test_participants_parted_by_commas_one_of_whom_is_unknown_are_told_the_bar(office):
    office.send("Nom;Commune\nRégie;X\nAtelier;X\n")

    plan = office.send("Date;Instance;Territoire;Participants\n12/05/2026;CLE de Val-Fleuri;;Régie, Absente\n", "reunions", name="r.csv")

    assert "Séparez-les par une barre |, pas par une virgule." in plan.problems[0].message


@pytest.mark.parametrize("name", ["Représentant PPDE", "représentante des PPDE (à désigner)", "Collège PPDE", "Personnes privées durablement d'emploi"])
def test_a_seat_of_those_out_of_work_is_kept_as_their_college_and_names_nobody(known, name):
    plan = known.send(f"CLE;Organisation;Collège;Rôle;Mandat début\nCLE de Val-Fleuri;{name};habitants;titulaire;2026\n", "places-cle")

    assert (plan.created, plan.problems) == (1, [])
    assert ("Collège PPDE, Val-Fleuri", "seats_on", "CLE de Val-Fleuri") in known.ties("seats_on")


def test_two_seats_of_those_out_of_work_are_two_seats(known):
    plan = known.send("CLE;Organisation;Collège\nVal-Fleuri;Représentant PPDE n° 1;PPDE\nVal-Fleuri;Représentant PPDE n° 2;PPDE\n", "places-cle")

    assert (plan.created, plan.problems) == (2, [])
    assert known.ties("seats_on").count(("Collège PPDE, Val-Fleuri", "seats_on", "CLE de Val-Fleuri")) == 2


def test_those_out_of_work_who_came_to_a_meeting_are_their_college(known):
    plan = known.send("Date;Instance;Participants\n12/05/2026;CLE de Val-Fleuri;Cycles du Val | 2 représentants PPDE\n", "reunions")

    assert plan.problems == []
    assert ("Collège PPDE, Val-Fleuri", "attends", "CLE de Val-Fleuri, 12/05/2026") in known.ties("attends")


def test_participants_parted_by_slashes_are_told_the_bar(office):
    office.send("Nom;Commune\nRégie;X\nAtelier;X\n")

    plan = office.plan("Date;Instance;Territoire;Participants\n12/05/2026;CLE de Val-Fleuri;;Régie / Atelier\n", "reunions", name="r.csv")

    assert "Séparez-les par une barre |, pas par une barre oblique." in plan.problems[0].message


@pytest.mark.parametrize(("written", "due"), [("fin 2026", "2026-12"), ("T3 2026", "2026-09"), ("mi-2026", "2026-07"), ("30/06/2026", "2026-06-30")])
def test_a_plan_of_action_in_the_words_of_offices_has_its_deadlines(known, written, due):
    (row,) = known.rows(f"Quoi;Qui;Pour quand;Avec qui\nVisiter le local;Régie des Érables;{written};Cycles du Val\n")

    assert (row.problems, row.actors[0].fields["due_on"]) == ([], due)
    assert sorted(tie.fields["role"] for tie in row.ties) == ["contributeur", "responsable"]


@pytest.mark.parametrize("importer", ["places-cle", "auto"])
@pytest.mark.parametrize("title", ["Composition du CLE de Val-Fleuri au 12/03/2026", "CLE Val-Fleuri – sièges 2026"])
def test_a_cle_told_in_the_title_alone_is_that_of_each_seat(known, importer, title):
    plan = known.send(f"{title};;\nCollège;Structure;Titulaire / suppléant\nEBE;Cycles du Val;T\néconomie;Régie des Érables;S\n", importer)

    assert (plan.created, plan.problems) == (2, [])
    assert ("Cycles du Val", "seats_on", "CLE de Val-Fleuri") in known.ties("seats_on")
    assert "le titre nomme le CLE de « Val-Fleuri »" in next(w.message for w in plan.warnings if w.code == "CLE_TOLD")


def test_a_title_that_names_no_cle_leaves_a_sheet_of_seats_without_one(known):
    with pytest.raises(FileRefused):
        known.plan("Sièges du comité;;\nCollège;Structure;Rôle\nEBE;Cycles du Val;membre\n", "places-cle")


def test_the_college_of_a_cle_is_one_however_the_cle_is_written(office):
    cles = ("Lyon 8", "Plaine Santy", "CLE de Lyon 8 Plaine Santy", "CLE SAINT FONS", "Saint-Fons")
    office.send("CLE;Organisation;Collège\n" + "".join(f"{cle};représentant PPDE;PPDE\n" for cle in cles), "places-cle")

    colleges = {start for start, _, _ in office.ties("seats_on")}
    assert colleges == {"Collège PPDE, Lyon 8 Plaine Santy", "Collège PPDE, Saint-Fons"}
    assert office.names("instance") == sorted(colleges)


TITLED = "{};;\nOrganisation;Collège;Rôle\nCycles du Val;EBE;titulaire\n"


@pytest.mark.parametrize("title", [
    "Membres du CLE Saint-Fons mandat 2026", "CLE Saint-Fons Liste des sièges", "COMPOSITION DU CLE DE SAINT-FONS", "CLE de Saint-Fons au 1er mars 2026",
])  # fmt: skip
def test_a_title_that_begins_with_a_usual_name_names_its_cle(known, title):
    known.send(TITLED.format(title), "places-cle")

    with known.store.view() as view:
        assert [tie.end for tie in view.ties(("seats_on",)) if tie.end.endswith("saint-fons")] == ["cle:saint-fons"]


@pytest.mark.parametrize("title", ["Composition du CLE de Vaulx en Velin", "CLE Saint-Jean de Bournay", "CLE Val-Fleuri Liste des sièges"])
def test_a_title_that_names_no_known_cle_writes_none(known, title):
    before = known.names("cle")

    plan = known.send(TITLED.format(title), "places-cle")

    assert [(p.code, p.line, p.column) for p in plan.problems] == [("COLUMN_REQUIRED", 3, "CLE")]
    assert known.names("cle") == before
