"""Aides-territoires: from the export or from the API, who proposes what, until when, for whom; no person."""

from __future__ import annotations

from importers import IMPORTERS
from importers.plain import plain_text
from kb.kinds import KINDS

EXPORT = "aides-territoires/aides-territoires_periurbain.csv"
API = "aides-territoires/dataproviders/departement_drome_data.json"


def test_the_published_export_enters_whole(shared_data, office):
    plan = office.send(shared_data / EXPORT)

    assert (plan.read, plan.created, plan.problems) == (274, 274, [])
    assert len(office.names("programme")) == 274
    assert "ID77" in office.names("funder")


def test_a_department_speaks_as_the_api_does(shared_data, office):
    plan = office.send(shared_data / API)

    assert (plan.read, plan.created, plan.problems) == (3, 3, [])
    assert {w.column for w in plan.warnings if w.code == "COLUMN_DROPPED"} >= {"contact", "author"}
    kept = "\n".join(office.exported(history=True))
    assert [part for part in ("mailto", "@ladrome", "<p>", "<br") if part in kept] == []


def test_a_call_has_its_funders_its_deadline_and_who_may_apply(office, sample):
    office.send(sample("aides.csv"))

    call = office.actor("Appel Quartiers inventés")
    assert call.value("due_on") == "2027-03-31"
    assert call.value("audience") == "Communes, Associations"
    assert call.value("themes") == ["Subvention", "appel à projets"]
    assert call.value("description") == "Pour les quartiers."
    assert [start for start, _, end in office.ties("offers") if end == call.name] == ["Fondation du Val", "Région Modèle"]


def test_the_contact_of_an_aid_stays_at_the_door(office, sample):
    office.send(sample("aides.json"))

    kept = "\n".join(office.exported(history=True))
    assert "Dominique" not in kept
    assert office.actor("Emploi de proximité").value("description") == (
        "Pour l'emploi local. Conditions : Être une association Périmètre : Région Modèle."
    )


def test_the_same_aid_of_the_api_and_of_the_export_is_one(office):
    office.send("Nom,Lien,Financeurs,Bénéficiaire\nEmploi,https://aides.example/aides/ef56-emploi/,A,B\n", source="a")
    office.send(
        '{"results": [{"name": "Emploi", "slug": "ef56-emploi", "financers": ["A"], "targeted_audiences": ["B"]}]}',
        source="b",
        name="b.json",
    )

    assert office.names("programme") == ["Emploi"]


def test_a_deadline_that_cannot_be_read_is_told(office):
    plan = office.plan("Nom,Lien,Financeurs,Bénéficiaire,Date Clôture\nA,,B,C,31/02/2027\nD,,B,C,2027\nE,,B,C,bientôt\n")

    assert [(p.code, p.line, p.column) for p in plan.problems] == [("DATE_INVALID", 2, "Date Clôture")]
    assert [(w.code, w.line, w.column) for w in plan.warnings] == [("DATE_WORDS", 4, "Date Clôture")]


def test_html_becomes_words_and_no_address_of_anybody():
    said = plain_text("<style>p{}</style><p>Écrire à <a href='mailto:a@b.fr'>a.b@c.fr</a></p><p>ou 04 75 00 11 22</p>")

    assert said == "Écrire à [adresse] ou [téléphone]"


def test_an_aid_says_only_what_its_kind_declares():
    assert {"due_on", "audience", "themes", "period"} <= set(KINDS["programme"].fields)
    assert "contact" not in {column.key for column in IMPORTERS["aides"].columns if not column.drop}
