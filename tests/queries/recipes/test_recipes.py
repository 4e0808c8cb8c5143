import pytest

from kb.kinds import Layer
from kb.privacy import READER
from queries import ask
from queries.answers import Matrix, Network
from queries.recipes import RECIPES, RecipeRefused, asking


def made(territory, name):
    recipe = RECIPES[name]
    view = territory.view(recipe.viewer)
    return recipe.make(view, asking(view))


def filled(territory):
    """Add what only the engagement plan holds, and an activity."""
    repairs = territory.actor("activity", "Réparation de cycles", "activite:cycles")
    territory.tie("runs", territory.atelier, repairs)
    person = territory.actor("contact", "Camille Exemple", "nom:camille", email="camille@exemple.fr", post="directrice")
    territory.tie("contact_of", person, territory.fondation)
    territory.tie("solicits", territory.cle_bois, territory.fondation, on="2026-11-01", purpose="Locaux")
    action = territory.actor("action", "Visiter le local", "action:1", on="2026-05-12", due_on="2026-11-20")
    territory.tie("carries", territory.bailleur, action, role="responsable")
    return territory


def test_every_product_says_what_it_is_and_for_whom():
    assert RECIPES
    for recipe in RECIPES.values():
        assert recipe.title
        assert recipe.explain.endswith(".")
        assert recipe.formats
    assert len({recipe.stem for recipe in RECIPES.values()}) == len(RECIPES)


@pytest.mark.parametrize("name", list(RECIPES))
def test_every_product_is_made_alike_twice(territory, name):
    filled(territory)

    assert repr(made(territory, name).tables) == repr(made(territory, name).tables)


@pytest.mark.parametrize("name", list(RECIPES))
def test_every_row_of_a_product_has_its_proofs(territory, name):
    view = filled(territory).view()
    for _, table in made(territory, name).tables:
        assert len(table.proofs) == len(table.rows)
        assert all(any(proofs.values()) for proofs in table.proofs)
        assert set(view.origins(table.claims())) == set(table.claims())


@pytest.mark.parametrize("name", [n for n, recipe in RECIPES.items() if recipe.viewer == READER])
def test_what_may_be_shared_holds_no_engagement(territory, name):
    content = made(filled(territory), name)

    said = repr(content)
    for secret in ("Camille", "camille@exemple.fr", "Valider la clé", "réservé", "Locaux"):
        assert secret not in said
    assert all(column.layer is Layer.CARTOGRAPHIE for _, table in content.tables for column in table.columns)


def test_the_engagement_file_holds_positions_and_contacts(territory):
    ((_, table),) = made(filled(territory), "fichier-engagement").tables

    rows = {row["name"]: row for row in table.rows}
    assert rows["Métropole du Fleuve"]["position"] == "favorable"
    assert rows["Fondation des Rives"]["contacts"] == ["Camille Exemple, directrice, camille@exemple.fr"]


def test_the_last_exchange_of_the_file_is_that_of_the_list_a_meeting_included(territory):
    territory.tie("met", territory.cle_bois, territory.fondation, on="2026-11-12")
    territory.tie("met", territory.cle_bois, territory.metropole, on="2026-02-02")
    view = territory.view()

    ((_, table),) = made(territory, "fichier-engagement").tables

    listed = ask(view, "parties-prenantes").table()
    assert {row["id"]: row["last_contact"] or "" for row in table.rows} == {
        row["id"]: row["last_contact"] for row in listed.rows
    }
    rows = {row["name"]: (row, proofs) for row, proofs in zip(table.rows, table.proofs, strict=True)}
    assert rows["Fondation des Rives"][0]["last_contact"] == "2026-11-12"
    assert rows["Fondation des Rives"][1]["last_contact"]
    assert rows["Métropole du Fleuve"][0]["last_contact"] == "2026-11-18"


def test_an_exchange_of_a_day_to_come_is_a_next_step_and_no_last_exchange(territory):
    territory.actor("company", "Atelier Neuf", last_contact="2027-03-10", next_step="appeler")
    territory.actor("company", "Atelier Mûr", last_contact="2027-03-10")
    territory.actor("company", "Atelier Mûr", last_contact="2026-03-10")
    territory.actor("company", "Atelier du Mois", last_contact="2026")
    view = territory.view()

    ((_, table),) = made(territory, "fichier-engagement").tables

    said = {row["name"]: (row["last_contact"], row["next_step"]) for row in table.rows}
    assert said["Atelier Neuf"] == (None, "échange prévu le 10 mars 2027 ; appeler")
    assert said["Atelier Mûr"] == ("2026-03-10", "échange prévu le 10 mars 2027")
    assert said["Atelier du Mois"] == ("2026", None)
    neuf = next(row["id"] for row in table.rows if row["name"] == "Atelier Neuf")
    line = next(line for line in ask(view, "fiche", actor=neuf).facts if line.label == "Dernier échange")
    assert line.text == "10 mars 2027, prévu"


def test_both_variants_hold_the_same_actors(territory):
    ((_, shared),) = made(filled(territory), "fichier-cartographie").tables
    ((_, full),) = made(territory, "fichier-engagement").tables

    assert [row["id"] for row in shared.rows] == [row["id"] for row in full.rows]
    assert {column.key for column in shared.columns} < {column.key for column in full.columns}


def test_pictures_agree_with_their_table(territory):
    infographic, network = made(territory, "infographie"), made(territory, "reseau")

    assert isinstance(infographic.picture, Matrix)
    assert [row.name for row in infographic.picture.rows()] == [row["name"] for row in infographic.tables[0][1].rows]
    assert isinstance(network.picture, Network)
    assert len(network.picture.edges) == len(network.tables[0][1].rows)


@pytest.mark.parametrize("name", list(RECIPES))
def test_a_product_of_an_empty_base_is_refused_with_what_to_do(paper, name):
    with pytest.raises(RecipeRefused, match=r"[Ii]mportez|besoin"):
        made(paper, name)


def test_each_line_of_the_mobilisation_lists_says_for_which_purpose_and_territory(territory):
    for name, table in made(territory, "liste-mobilisation").tables:
        assert [column.label for column in table.columns[:2]] == ["But", "Territoire"]
        assert {(row["purpose"], row["territory"]) for row in table.rows} == {("Ouverture d'une activité", name)}


@pytest.mark.parametrize("name", ["fichier-cartographie", "fichier-engagement"])
def test_the_file_names_who_funds_each_actor_once_and_not_who_is_only_asked_to(territory, name):
    territory.tie("funds", territory.metropole, territory.atelier, amount=20000, year="2024")
    territory.tie("funds", territory.fondation, territory.atelier, amount=9000, state="en projet")
    territory.tie("funds", territory.fondation, territory.verger, amount=9000, state="annulée")

    ((_, table),) = made(territory, name).tables

    rows = {row["name"]: (row, proofs) for row, proofs in zip(table.rows, table.proofs, strict=True)}
    assert [c.label for c in table.columns if c.key == "funders"] == ["Financeurs"]
    assert {n: row["funders"] for n, (row, _) in rows.items() if row["funders"]} == {
        "L'Atelier Commun": ["Métropole du Fleuve"],
        "Le Verger": ["Métropole du Fleuve"],
    }
    assert len(rows["L'Atelier Commun"][1]["funders"]) == 2


def test_products_are_offered_in_the_order_of_the_officers_work():
    assert list(RECIPES) == [
        "fichier-cartographie", "fichier-engagement", "liste-mobilisation", "recouvrements", "activites",
        "releve-actions", "infographie", "reseau",
    ]  # fmt: skip


def test_a_print_of_the_stakeholder_file_holds_who_where_what_and_what_lacks_and_not_the_numbers(territory):
    ((_, table),) = made(filled(territory), "fichier-engagement").tables

    printed = [column.label for column in table.columns if not column.aside]

    assert {"Nom", "Type", "Territoire", "Contacts", "Ce qui manque"} <= set(printed)
    assert not {"SIRET", "SIREN", "Code NAF", "Description"} & set(printed)
    assert len(printed) <= 12


def test_the_record_of_actions_tells_each_partner_what_it_owes_and_matches_the_tracker(territory):
    territory.actor("funder", "Fondation des Rives", territory.fondation, last_contact="2026-10-02")
    visit = territory.actor("action", "Visiter le local", "action:1", on="2026-05-12", due_on="2026-11-20")
    write = territory.actor("action", "Écrire la page", "action:2", on="2026-05-12", due_on="2026-12", owner_body="chargée de mission")
    territory.actor("action", "Ranger", "action:3", state="à faire")
    done = territory.actor("action", "Signer le bail", "action:4", state="fait")
    for action, who, kind, role in (
        (visit, territory.bailleur, "carries", "responsable"), (visit, territory.fondation, "attends", "contributeur"),
        (write, territory.fondation, "attends", "contributeur"), (done, territory.bailleur, "carries", "responsable"),
    ):  # fmt: skip
        territory.tie(kind, who, action, role=role)

    content = made(territory, "releve-actions")
    (_, rows), (_, counts) = content.tables

    assert [(r["partner"], r["role"], r["name"], r["due"], r["owners"], r["met"]) for r in rows.rows] == [
        ("Fondation des Rives", "contribue", "Visiter le local", "2026-11-20", ["Habitat du Fleuve"], "2026-10-02"),
        ("Fondation des Rives", "contribue", "Écrire la page", "2026-12", ["chargée de mission"], "2026-10-02"),
        ("Habitat du Fleuve", "responsable", "Visiter le local", "2026-11-20", ["Habitat du Fleuve"], ""),
    ]
    assert [(r["partner"], r["count"], r["owed"], r["late"]) for r in counts.rows] == [("Fondation des Rives", 2, 0, 1), ("Habitat du Fleuve", 1, 1, 1)]
    assert content.sentence == "2 actions à mener avec 2 partenaires."
    assert content.gaps[0] == "1 action sans partenaire : « Ranger »."
    tracked = {row["name"] for row in asking(territory.view())("actions").table().rows}
    assert {row["name"] for row in rows.rows} | {"Ranger"} == tracked


def test_a_record_of_no_action_says_so_and_what_to_import(territory):
    content = made(territory, "releve-actions")

    assert [table.rows for _, table in content.tables] == [[], []]
    assert content.sentence.startswith("Aucune action à mener avec un partenaire n'est connue : importez un relevé d'actions")
