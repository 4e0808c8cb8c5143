import re

import pytest

from api.asking import text_table
from kb.errors import BadParameter
from kb.identity.proposals import proposals
from kb.ledger import Assertion, Judgement, Source
from kb.privacy import LOCAL, READER
from kb.store import open_store
from queries import ask
from queries.mobilise import FIRST_CONTACT
from queries.purposes import PURPOSES
from tests.queries.test_overlaps import activity


def mobilise(notes, **values):
    return ask(notes.view(), "mobiliser", **{"territory": "Bois Clair", "purpose": "locaux", "quiet_days": 0, **values})


def row(answer, name):
    return next(r for r in answer.table().rows if r["name"] == name)


@pytest.fixture
def hosted(territory):
    """Habitat du Fleuve hosts the other territory's EBE until the end of the year."""
    territory.tie("hosts", territory.bailleur, territory.atelier, since="2024-03-01", until="2026-12-31")
    return territory


def test_a_line_says_why_why_now_through_whom_and_its_proofs(hosted):
    answer = mobilise(hosted)

    line = row(answer, "Habitat du Fleuve")
    assert line["why"].startswith("héberge L'Atelier Commun (depuis le 1er mars 2024, jusqu'au 31 décembre 2026)")
    assert line["now"] == "héberge L'Atelier Commun : prend fin le 31 décembre 2026"
    assert line["way"] == "CLE Bois Clair → Habitat du Fleuve"
    assert line["steps"] == ["Habitat du Fleuve est partenaire du CLE Bois Clair (en projet)"]
    table = answer.table()
    proofs = table.proofs[table.rows.index(line)]
    assert all(proofs[key] for key in ("why", "now", "way"))
    assert set(answer.claims()) <= set(hosted.view().origins(answer.claims()))


def test_the_score_is_the_sum_of_facts_of_the_line(hosted):
    (line,) = [one for one in mobilise(hosted).lines if one.item.name == "Habitat du Fleuve"]

    assert line.score == sum(line.parts.values())
    assert line.parts["moment"] == 10
    assert line.parts["position"] == -10


def test_removing_the_tie_removes_the_reason(territory):
    without = row(mobilise(territory), "Habitat du Fleuve")

    assert "héberge" not in without["why"]
    assert without["now"] != "héberge L'Atelier Commun : prend fin le 31 décembre 2026"


def test_without_a_recent_fact_the_last_is_given_with_its_age_and_no_point(territory):
    answer = mobilise(territory, purpose="emploi", territory="Terres Neuves")

    line = row(answer, "Mission locale du Fleuve")
    assert line["why"] == "siège au CLE Terres Neuves (emploi, depuis le 15 janvier 2024)"
    assert line["now"] == "dernier fait daté : siège au CLE Terres Neuves, depuis le 15 janvier 2024 (il y a 2 ans)"
    assert "moment" not in line["parts"]
    assert answer.table().proofs[answer.table().rows.index(line)]["now"]


def test_what_no_dated_fact_makes_timely_is_said_once_above_the_lines(territory):
    answer = mobilise(territory)

    undated = [line for line in answer.table().rows if not line["now"]]
    assert undated
    assert "fait daté" in answer.sentence
    assert not any("fait daté" in line["now"] for line in undated)


def test_nobody_to_introduce_is_a_first_contact(territory):
    answer = mobilise(territory, purpose="financement")

    assert row(answer, "Fondation des Rives")["way"] == "aucun chemin connu : premier contact"
    assert row(answer, "Fondation des Rives")["why"] == "financeur, sans fait connu sur ce sujet"
    assert answer.sentence == "3 organisations, dont 2 par un chemin connu. 1 sans raison connue sur ce sujet. 2 sans aucun fait daté."


def test_sharing_a_territory_is_not_an_introduction(territory):
    answer = mobilise(territory, purpose="emploi")

    assert row(answer, "Le Moulin")["way"] == "aucun chemin connu : premier contact"


def test_an_opposed_organisation_is_left_out_and_counted(territory):
    territory.actor("company", "Pierre Fermée", city="Bellerive", position="opposé", themes=["Immobilier"])

    answer = mobilise(territory)

    assert "Pierre Fermée" not in [r["name"] for r in answer.table().rows]
    assert [(out.name, out.reason) for out in answer.left_out] == [("Pierre Fermée", "position opposée")]
    assert "1 laissée de côté (opposée : 1)" in answer.sentence


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"position": "opposé"}, "position opposée"),
        ({"last_contact": "2026-11-20"}, "échange le 20 novembre 2026, il y a moins de 30 jours"),
    ],
)
def test_what_one_establishment_said_holds_for_the_organisation_and_is_told_once(territory, said, reason):
    territory.actor("company", "Pierre Fermée", city="Bellerive", siret="99900003700013", themes=["Immobilier"], **said)
    territory.actor("company", "Pierre Agence", city="Fleury", siret="99900003700021", themes=["Immobilier"])

    answer = mobilise(territory, quiet_days=30)

    assert not {"Pierre Fermée", "Pierre Agence"} & {r["name"] for r in answer.table().rows}
    left = [(out.name, out.reason) for out in answer.left_out if out.name.startswith("Pierre")]
    assert left == [("Pierre Fermée", reason)]


def test_the_reason_of_an_establishment_that_does_not_answer_itself_names_it(territory):
    territory.actor("company", "Siège Pierre", city="Bellerive", siret="99900003700013", position="opposé")
    territory.actor("company", "Pierre Agence", city="Fleury", siret="99900003700021", themes=["Immobilier"])

    (left,) = [out for out in mobilise(territory).left_out if out.name.startswith("Pierre")]

    assert left.reason == "position opposée (Siège Pierre)"
    assert left.claims


@pytest.mark.parametrize("position", ["très opposé", "hostile", "défavorable au projet", "Contre"])
def test_whoever_is_against_is_left_out_however_it_was_written(territory, position):
    territory.actor("company", "Pierre Fermée", city="Bellerive", position=position, themes=["Immobilier"])

    assert [(out.group, out.name) for out in mobilise(territory).left_out] == [("opposée", "Pierre Fermée")]


def test_an_exchange_of_a_month_alone_may_be_older_than_the_days_asked(territory):
    territory.actor("company", "Pierre Ouverte", city="Bellerive", last_contact="2026-10", themes=["Immobilier"])

    (left,) = [out for out in mobilise(territory, quiet_days=30).left_out if out.name == "Pierre Ouverte"]

    assert left.reason == "échange en octobre 2026, il y a peut-être moins de 30 jours"


def test_what_rests_on_an_invented_exchange_says_so(territory):
    invented = Source("demonstration", title="Démonstration", demo=True)
    territory.actor("company", "Pierre Ouverte", city="Bellerive", themes=["Immobilier"])
    territory.tie("met", territory.cle_bois, "nom:pierre ouverte|bellerive", source=invented, on="2026-11-20")

    (left,) = [out for out in mobilise(territory, quiet_days=30).left_out if out.name == "Pierre Ouverte"]

    assert left.reason.endswith("il y a moins de 30 jours (démonstration)")


def test_an_organisation_another_territory_just_asked_the_same_is_left_out(hosted):
    hosted.tie("solicits", hosted.cle_terres, hosted.bailleur, on="2026-11-04", purpose="Un local pour la laverie")

    (out,) = [left for left in mobilise(hosted).left_out if left.name == "Habitat du Fleuve"]

    assert out.reason == "déjà sollicitée pour la même chose par Terres Neuves le 4 novembre 2026"
    assert hosted.view().origin(out.claims[0]).file == "carnet.csv"


def test_another_request_only_says_what_not_to_ask(hosted):
    hosted.tie("solicits", hosted.cle_terres, hosted.bailleur, on="2026-10-03", purpose="subvention")
    hosted.tie("solicits", hosted.cle_terres, hosted.bailleur, on="2026-03-10", purpose="une avance", state="refus")

    line = row(mobilise(hosted), "Habitat du Fleuve")

    assert line["not_ask"] == [
        "une avance : refusée, demandée le 10 mars 2026",
        "subvention : sollicitation de Terres Neuves le 3 octobre 2026",
    ]
    assert "déjà sollicitée −16" in line["parts"]


def test_a_refusal_of_the_same_thing_leaves_out(hosted):
    hosted.tie("solicits", hosted.cle_bois, hosted.bailleur, on="2026-05-10", purpose="locaux", state="refus")

    assert [out.group for out in mobilise(hosted).left_out] == ["refus"]


def test_someone_just_met_is_left_in_peace(territory):
    answer = mobilise(territory, purpose="financement", quiet_days=30)

    assert [(out.name, out.reason) for out in answer.left_out] == [
        ("Métropole du Fleuve", "échange le 18 novembre 2026, il y a moins de 30 jours")
    ]


def test_who_is_missing_from_the_list_is_said(territory):
    answer = mobilise(territory, purpose="financement")

    assert answer.missing == ["collectivité ou service public"]
    assert answer.gaps == ["Qui manque : aucun acteur du type « Collectivité ou service public » dans cette liste."]


def test_who_already_does_the_service_comes_first_whatever_its_words(territory):
    key = territory.actor("activity", "Réparation de cycles", "activite:x")
    territory.tie("runs", territory.moulin, key, since="2026-02-01")

    answer = mobilise(territory, purpose="activité", territory="Terres Neuves", service="atelier vélo")

    first = answer.table().rows[0]
    assert (first["name"], first["why"]) == ("Le Moulin", "porte l'activité « Réparation de cycles »")
    assert first["now"] == "porte l'activité Réparation de cycles, depuis le 1er février 2026"


def test_an_open_call_is_a_reason_to_go_now(territory):
    call = territory.actor("programme", "Appel Quartiers 2027", "programme:quartiers", due_on="2027-01-15")
    territory.tie("offers", territory.fondation, call)

    line = row(mobilise(territory, purpose="financement"), "Fondation des Rives")

    assert line["now"] == "« Appel Quartiers 2027 » ouvert jusqu'au 15 janvier 2027"


def test_one_line_for_an_organisation_of_several_establishments(territory):
    other = territory.actor(
        "siae", "Le Moulin, antenne", siret="48060811600038", city="Sainte-Aune", themes=["Textile"]
    )
    territory.tie("present_in", other, territory.terres)

    names = [
        r["name"]
        for r in mobilise(territory, purpose="activité", territory="Terres Neuves", service="textile").table().rows
    ]

    assert sum(name.startswith("Le Moulin") for name in names) == 1


def test_a_demonstration_reason_says_so(territory):
    demo = Source("demo", demo=True)
    territory.tie("hosts", territory.bailleur, territory.verger, source=demo)

    assert "héberge Le Verger [démonstration]" in row(mobilise(territory), "Habitat du Fleuve")["why"]


def test_a_reader_of_the_cartographie_is_refused(territory):
    with pytest.raises(BadParameter, match="oppositions"):
        ask(territory.view(READER), "mobiliser", purpose="locaux", territory="Bois Clair")


def test_picture_table_and_sentence_agree(hosted):
    answer = mobilise(hosted, purpose="emploi")

    ids = {r["id"] for r in answer.table().rows}
    assert ids <= {node.id for node in answer.picture().nodes}
    assert answer.sentence.startswith(f"{len(ids)} organisations")
    known = sum(r["way"] != "aucun chemin connu : premier contact" for r in answer.table().rows)
    assert f"dont {known} par un chemin connu" in answer.sentence


def test_nobody_known_is_said(paper):
    paper.actor("territory", "Terres Neuves", "territoire:terres-neuves")

    answer = ask(paper.view(), "mobiliser", purpose="formation", territory="Terres Neuves")

    assert answer.sentence == "Personne dans la base n'est connu pour répondre à cette demande."
    assert answer.picture() is None


def test_a_planned_tie_without_a_date_is_no_reason_to_go_now(territory):
    assert row(mobilise(territory), "Habitat du Fleuve")["now"] == ""

    territory.tie("supports", territory.bailleur, territory.verger, state="en projet", on="2026-12-01")
    assert (
        row(mobilise(territory), "Habitat du Fleuve")["now"] == "en projet : accompagne Le Verger le 1er décembre 2026"
    )


def test_the_platform_introduces_and_is_not_asked(territory):
    platform = territory.actor("support", "Plateforme métropolitaine TZCLD", themes=["Subvention"])
    territory.tie("met", platform, territory.fondation, on="2026-09-01")

    answer = mobilise(territory, purpose="financement")

    assert row(answer, "Fondation des Rives")["way"] == "Plateforme métropolitaine TZCLD → Fondation des Rives"
    assert "Plateforme métropolitaine TZCLD" not in [r["name"] for r in answer.table().rows]


def test_a_demonstration_step_is_told(territory):
    demo = Source("demo", demo=True)
    territory.tie("met", territory.cle_bois, territory.fondation, source=demo, on="2026-09-01")

    (step,) = row(mobilise(territory, purpose="financement"), "Fondation des Rives")["steps"]

    assert step == "CLE Bois Clair a rencontré Fondation des Rives (le 1er septembre 2026) [fait de démonstration]"


def test_a_seat_at_a_committee_proves_nothing_for_another_role(territory):
    territory.tie("seats_on", territory.metropole, territory.cle_bois)

    assert "Métropole du Fleuve" not in [r["name"] for r in mobilise(territory, purpose="emploi").table().rows]


def reasons(answer):
    return {row["name"]: row["why"] for row in answer.table().rows}


@pytest.mark.parametrize("service", ["laverie", "ouvrir une laverie solidaire", "Monter un projet de laverie",
                                     "un service de machines à laver"])  # fmt: skip
def test_a_laundry_of_another_kind_answers_a_wish_for_a_laundry(territory, service):
    washing = territory.actor("activity", "Blanchisserie")
    territory.tie("runs", territory.verger, washing)

    found = reasons(mobilise(territory, purpose="activité", territory="Terres Neuves", service=service))

    assert found == {"Le Verger": "porte l'activité « Blanchisserie », service voisin"}


@pytest.mark.parametrize("service", ["restaurant", "ouvrir un restaurant de quartier"])
def test_who_cooks_meals_answers_a_wish_for_a_restaurant(territory, service):
    territory.tie("runs", territory.verger, territory.actor("activity", "Cuisine et repas"))
    territory.tie("runs", territory.atelier, territory.actor("activity", "Pose de cuisines"))

    found = reasons(mobilise(territory, purpose="activité", territory="Terres Neuves", service=service))

    assert found == {"Le Verger": "porte l'activité « Cuisine et repas »"}


def test_the_words_that_only_say_a_wish_change_nothing(territory):
    washing = territory.actor("activity", "Laverie de quartier")
    territory.tie("runs", territory.verger, washing)

    short, long = (
        reasons(mobilise(territory, purpose="activité", territory="Terres Neuves", service=service))
        for service in ("laverie", "ouvrir une laverie")
    )

    assert short == long == {"Le Verger": "porte l'activité « Laverie de quartier »"}


def test_an_offer_is_the_same_service_or_completes_it_never_both(paper):
    paper.actor("territory", "Bois Clair", "territoire:bois-clair")
    paper.actor("siae", "Le Linge", services=["Blanchisserie"])
    paper.actor("siae", "L'Aiguille", services=["Couture, retouche et ravaudage"])
    other = paper.actor("activity", "Maraîchage")
    paper.tie("runs", paper.actor("ebe", "Le Verger"), other)

    found = reasons(mobilise(paper, purpose="activité", service="blanchisserie"))

    assert found["Le Linge"].startswith("propose le même service")
    assert found["L'Aiguille"].startswith("propose un service qui complète celui-ci")
    assert "Le Verger" not in found


@pytest.mark.parametrize(
    ("on", "said"), [("2026-09-01", "était prévu : finance Le Verger"), ("2026-12-20", "en projet : finance Le Verger")]
)
def test_what_was_planned_for_a_past_day_is_told_in_the_past(territory, on, said):
    territory.tie("funds", territory.fondation, territory.verger, on=on, state="en projet")

    line = row(mobilise(territory, purpose="financement", territory="Terres Neuves"), "Fondation des Rives")

    assert line["now"].startswith(said)


@pytest.fixture
def met(territory):
    """The foundation has been met already, in three ways, and nobody introduces to it."""
    territory.actor("funder", "Fondation des Rives", city="Grandville", last_contact="2026-03-12")
    territory.tie("contact_of", territory.actor("contact", "Ada Martin", "contact:ada"), territory.fondation)
    territory.tie("solicits", territory.cle_bois, territory.fondation, on="2026-02-03", purpose="Outillage")
    return territory


def test_an_organisation_already_met_is_no_first_contact(met):
    answer = mobilise(met, purpose="financement")

    line = row(answer, "Fondation des Rives")
    assert (
        line["way"]
        == "déjà en contact : dernier échange le 12 mars 2026, un contact sur sa fiche et sollicitée le 3 février 2026"
    )
    (proofs,) = [line.proofs() for line in answer.lines if line.item.name == "Fondation des Rives"]
    assert len(proofs["way"]) == 3
    assert "Ada" not in str(answer.table().rows)


def test_a_solicitation_of_another_territory_is_no_contact_of_this_one(territory):
    territory.tie("solicits", territory.cle_terres, territory.fondation, on="2026-02-03", purpose="Outillage")

    assert row(mobilise(territory, purpose="financement"), "Fondation des Rives")["way"] == FIRST_CONTACT


def test_the_exchange_and_the_contact_of_another_territory_are_told_as_its_own(territory):
    others = Source("carnet-terres", owner="terres-neuves", title="Carnet de Terres Neuves")
    territory.actor("funder", "Fondation des Rives", city="Grandville", source=others, last_contact="2026-03-10")
    territory.actor("contact", "Ada Martin", "contact:ada", source=others)
    territory.tie("contact_of", "contact:ada", territory.fondation, source=others)

    away = row(mobilise(territory, purpose="financement"), "Fondation des Rives")
    at_home = row(mobilise(territory, purpose="financement", territory="Terres Neuves"), "Fondation des Rives")

    assert away["way"] == "déjà en contact : échange avec Terres Neuves le 10 mars 2026 et un contact sur sa fiche (noté par Terres Neuves)"
    assert at_home["way"] == "déjà en contact : dernier échange le 10 mars 2026 et un contact sur sa fiche"


def test_a_request_without_a_known_answer_is_told_whatever_its_age(territory):
    territory.tie("solicits", territory.cle_bois, territory.fondation, on="2026-02-20", purpose="30 000 € pour l'outillage", state="en attente")

    line = row(mobilise(territory, purpose="financement"), "Fondation des Rives")

    assert line["not_ask"] == ["30 000 € pour l'outillage : demande de Bois Clair le 20 février 2026, encore sans réponse connue"]


def test_what_binds_to_the_territory_itself_is_told_where_nobody_introduces(territory):
    territory.tie("partner", territory.fondation, territory.bois)

    assert row(mobilise(territory, purpose="financement"), "Fondation des Rives")["way"] == (
        "déjà en contact : est partenaire de Bois Clair"
    )


@pytest.mark.parametrize(
    ("closed_on", "reason"),
    [("2024-03-05", "fermée le 5 mars 2024"), ("date inconnue", "fermée (date inconnue)"), ("2027-01-31", None)],
)
def test_a_closed_organisation_is_left_out_with_its_proof(hosted, closed_on, reason):
    hosted.actor("company", "Habitat du Fleuve", city="Sainte-Aune", closed_on=closed_on)

    answer = mobilise(hosted)

    assert ("Habitat du Fleuve" in [r["name"] for r in answer.table().rows]) is (reason is None)
    out = {left.name: left for left in answer.left_out}
    assert (out["Habitat du Fleuve"].reason if reason else None) == reason
    assert reason is None or out["Habitat du Fleuve"].claims


def test_a_domain_that_is_a_reason_leads_to_the_row_that_says_it(territory):
    (line,) = [line for line in mobilise(territory).lines if line.item.name == "Habitat du Fleuve"]

    (domain,) = [reason for reason in line.reasons if reason.text == "domaine : Logement"]
    assert domain.claims == tuple(fact.claim for fact in territory.view().actor(line.item.id).facts("themes"))
    assert domain.claims


def test_a_terminal_and_a_workbook_say_who_is_left_out_and_why_beside_the_list(hosted):
    hosted.actor("company", "Habitat du Fleuve", city="Sainte-Aune", position="opposé", last_contact="2026-06-01")

    (table,) = mobilise(hosted).beside()

    assert [(row["name"], row["reason"]) for row in table.rows] == [("Habitat du Fleuve", "position opposée")]
    assert table.claims()
    assert "Laissées de côté" in text_table(mobilise(hosted))


@pytest.mark.parametrize("purpose", ["activite", "competences"])
def test_a_service_to_examine_with_one_the_territory_runs_is_told_not_to_be_asked_first(territory, purpose):
    here, there = {"lat": 45.75, "lon": 4.85}, {"lat": 45.76, "lon": 4.85}
    activity(territory, "Atelier cycles", territory.verger, territory.bois, **there)
    activity(territory, "Réparation de vélos", territory.bailleur, territory.terres, **here)
    activity(territory, "Retouche et couture", territory.bailleur, territory.terres, **here)

    line = row(mobilise(territory, purpose=purpose), "Habitat du Fleuve")

    assert line["not_ask"] == [
        "« Réparation de vélos » : même service que « Atelier cycles » (Le Verger), recouvrement à examiner d'abord par le CLE"
    ]
    assert "déjà sollicitée" not in line["parts"]
    (proofs,) = [one.proofs() for one in mobilise(territory, purpose=purpose).lines if one.item.name == "Habitat du Fleuve"]
    assert len(proofs["not_ask"]) >= 2


def test_a_service_that_two_carriers_agreed_upon_may_be_asked(territory):
    here = {"lat": 45.75, "lon": 4.85}
    activity(territory, "Atelier cycles", territory.verger, territory.bois, **here)
    activity(territory, "Réparation de vélos", territory.bailleur, territory.terres, **here)
    territory.tie("shares", territory.bailleur, territory.verger)

    assert row(mobilise(territory, purpose="activite"), "Habitat du Fleuve")["not_ask"] == []


def test_an_invented_fact_is_worth_no_point_and_comes_after_every_real_one(territory):
    demo = Source("demo", demo=True)
    told = territory.actor("company", "Inventée", city="Bellerive")
    territory.tie("hosts", told, territory.verger, source=demo)
    territory.tie("met", territory.cle_bois, told, source=demo, on="2026-09-01")
    territory.tie("hosts", territory.fondation, territory.atelier)

    answer = mobilise(territory)

    (line,) = [one for one in answer.lines if one.item.name == "Inventée"]
    assert (line.parts["chemin"], line.parts["moment"], line.parts["raison"]) == (0, 0, 0)
    names = [one.item.name for one in answer.lines]
    assert names.index("Fondation des Rives") < names.index("Inventée")


def test_a_role_of_which_nothing_is_known_comes_after_every_fact(territory):
    territory.tie("hosts", territory.fondation, territory.atelier)
    territory.actor("company", "Voisine", city="Bellerive", position="favorable", influence="5")
    territory.tie("partner", "nom:voisine|bellerive", territory.cle_bois)

    names = [line.item.name for line in mobilise(territory).lines]

    assert names.index("Fondation des Rives") < names.index("Voisine")


def test_those_without_a_reason_are_counted_apart_and_come_last(territory):
    territory.tie("hosts", territory.fondation, territory.atelier)
    territory.actor("company", "Voisine", city="Bellerive", position="favorable", influence="5")
    territory.tie("partner", "nom:voisine|bellerive", territory.cle_bois)

    answer = mobilise(territory)

    assert not row(answer, "Voisine")["why"].startswith("domaine")
    assert [line.proved for line in answer.lines] == sorted((line.proved for line in answer.lines), reverse=True)
    assert "1 sans raison connue sur ce sujet" in answer.sentence


def test_a_town_is_a_candidate_away_from_home_only_when_a_fact_says_so(territory):
    for commune in ("Sainte-Aune", "Bellerive"):
        territory.actor("authority", f"Ville de {commune}", city=commune)
    territory.tie("seats_on", "nom:ville de sainte aune|sainte aune", territory.cle_terres)
    at_home = [line.item.name for line in mobilise(territory, territory="Terres Neuves").lines]
    away = [line.item.name for line in mobilise(territory).lines]

    territory.tie("hosts", "nom:ville de sainte aune|sainte aune", territory.atelier)
    paid = [line.item.name for line in mobilise(territory).lines]
    territory.tie("hosts", "nom:ville de sainte aune|sainte aune", territory.verger)
    told = [line.item.name for line in mobilise(territory).lines]

    assert "Ville de Sainte-Aune" in at_home
    assert "Ville de Sainte-Aune" not in away
    assert "Ville de Sainte-Aune" not in paid  # what it lends to the EBE of its own territory, it lends to no other
    assert "Ville de Sainte-Aune" in told


def test_a_dated_fact_comes_before_a_better_score_without_any(territory):
    territory.actor("activity", "Couture", "activite:couture")
    territory.tie("runs", territory.moulin, "activite:couture")
    territory.tie("partner", territory.moulin, territory.cle_bois, state="en cours")
    territory.actor("company", "Datée", city="Loin")
    territory.actor("activity", "Tri", "activite:tri")
    territory.tie("runs", "nom:datee|loin", "activite:tri", since="2026-09-01")

    answer = mobilise(territory, purpose="activite")

    dated, better = row(answer, "Datée"), row(answer, "Le Moulin")
    assert dated["score"] < better["score"]
    assert answer.table().rows.index(dated) < answer.table().rows.index(better)


def test_the_double_of_an_opposed_organisation_says_whom_it_may_be(territory):
    territory.actor("employment", "Mission locale", city="Bellerive", position="opposé")
    territory.actor("employment", "Mission locale (vallée du Fleuve)", themes=["Emploi"])

    line = row(mobilise(territory, purpose="emploi"), "Mission locale (vallée du Fleuve)")

    assert line["not_ask"] == ["doublon possible de « Mission locale », position opposée"]


def test_two_lines_that_may_be_one_say_so_until_a_person_answered(territory):
    territory.actor("company", "Renault Camions", city="Bellerive", themes=["Immobilier"])
    territory.actor("company", "Renault Camions SAS", city="Bellerive", themes=["Immobilier"])

    answer = mobilise(territory)

    assert row(answer, "Renault Camions")["not_ask"] == ["doublon possible de « Renault Camions SAS », à rapprocher d'abord"]
    assert row(answer, "Renault Camions SAS")["not_ask"] == ["doublon possible de « Renault Camions », à rapprocher d'abord"]

    (one, other) = [line.item.id for line in answer.lines if line.item.name.startswith("Renault")]
    records = [actor.records[0] for actor in territory.view().get([one, other]).values()]
    said = Judgement("different", *records, "marie", "2026-11-01")
    territory._rows.append(Assertion(said.slot, said.body, "2026-11-01"))

    assert row(mobilise(territory), "Renault Camions")["not_ask"] == []


@pytest.mark.parametrize("town", ["Mairie du Lyon 8", "Ville de Lyon 8e arrondissement", "CCAS de Lyon 08"])
def test_a_town_is_at_home_in_its_arrondissement_however_it_is_written(territory, town):
    territory.actor("territory", "Terres Neuves", territory.terres, communes=["Lyon 8e arrondissement"])
    territory.tie("seats_on", territory.actor("authority", town), territory.cle_bois)

    answer = mobilise(territory, territory="Terres Neuves")

    assert town in [line.item.name for line in answer.lines]


def test_backing_a_project_or_being_a_member_lends_no_skills_for_whoever_is_no_company(territory):
    club = territory.actor("association", "Maison de l'insertion", city="Bellerive")
    for body in (territory.metropole, territory.fondation):
        territory.tie("supports", body, territory.cle_bois)
        territory.tie("member_of", body, club)
    company = territory.actor("company", "Voisine", city="Bellerive")
    territory.tie("member_of", company, club)

    told = reasons(mobilise(territory, purpose="competences"))

    assert told["Voisine"].startswith("adhère à Maison de l'insertion")
    for body in ("Métropole du Fleuve", "Fondation des Rives"):
        assert told[body] == "financeur, sans fait connu sur ce sujet"


def test_who_is_of_the_trade_on_the_territory_comes_before_one_elsewhere_that_only_says_so(territory):
    here = territory.actor("siae", "Chantier d'ici", city="Bellerive")
    territory.tie("present_in", here, territory.bois)
    territory.actor("federation", "Fédération lointaine", city="Paris", themes=["insertion"])

    answer = mobilise(territory, purpose="emploi")

    names = [line.item.name for line in answer.lines]
    assert names.index("Chantier d'ici") < names.index("Fédération lointaine")
    (line,) = [line for line in answer.lines if line.item.name == "Chantier d'ici"]
    assert (line.why, line.proved) == ("SIAE du territoire", True)
    assert line.proofs()["why"]


def test_a_double_told_in_a_list_of_the_lyon_base_is_one_that_the_queue_asks_about(lyon):
    with open_store(lyon) as store, store.view(LOCAL) as view:
        asked = [sorted((p.a.name, p.b.name)) for p in proposals(store, view)]

        for purpose in PURPOSES:
            answer = ask(view, "mobiliser", purpose=purpose, territory="Vénissieux", quiet_days=0, most=90)
            for line in answer.lines:
                for said in line.not_ask:
                    if (other := re.match("doublon possible de « (.+?) »", said)) is not None:
                        assert sorted((line.item.name, other[1])) in asked


def test_an_agency_of_one_town_is_a_candidate_away_from_home_only_when_a_fact_says_so(territory):
    agency = territory.actor("employment", "Agence de Sainte-Aune", scale="communal", themes=["Emploi"])
    territory.tie("present_in", agency, territory.terres)
    wide = territory.actor("employment", "Agence du Fleuve", scale="métropolitain", themes=["Emploi"])
    territory.tie("present_in", wide, territory.terres)
    at_home = [line.item.name for line in mobilise(territory, purpose="emploi", territory="Terres Neuves").lines]
    away = [line.item.name for line in mobilise(territory, purpose="emploi").lines]

    territory.tie("orients", agency, territory.verger)
    told = [line.item.name for line in mobilise(territory, purpose="emploi").lines]

    assert {"Agence de Sainte-Aune", "Agence du Fleuve"} <= set(at_home)
    assert "Agence du Fleuve" in away
    assert "Agence de Sainte-Aune" not in away
    assert "Agence de Sainte-Aune" in told


def test_each_line_says_when_the_organisation_was_last_heard_of(hosted):
    assert row(mobilise(hosted), "Habitat du Fleuve")["last"] == ""

    hosted.tie("met", hosted.cle_terres, hosted.bailleur, on="2026-09-12")
    answer = mobilise(hosted)

    (line,) = [one for one in answer.lines if one.item.name == "Habitat du Fleuve"]
    assert row(answer, "Habitat du Fleuve")["last"] == "2026-09-12"
    assert line.proofs()["last"]


def test_a_last_exchange_that_is_invented_is_told_as_such(hosted):
    hosted.tie("met", hosted.cle_terres, hosted.bailleur, source=Source("demo", demo=True), on="2026-09-12")

    assert row(mobilise(hosted), "Habitat du Fleuve")["last"] == "12 septembre 2026 (démonstration)"
