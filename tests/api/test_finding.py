"""What a person finds from the pages: by the search box, and between two actors."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from tests.api.page_check import loose


def words(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.split("<main")[1])).split())


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [("velo", "Réparation de vélos", "Activité"), ("terres", "Terres Neuves", "Territoire")],
)
def test_the_search_box_finds_what_it_promises(client: TestClient, text: str, name: str, kind: str) -> None:
    page = client.get("/parties-prenantes", params={"texte": text}).text

    found = page.split('aria-labelledby="ailleurs"')[1].split("</section>")[0]
    assert f"{name} {kind}" in words("<main" + found)
    href = re.search(rf'href="([^"]+)">{name}<', found)
    assert client.get(href[1]).status_code == 200


def test_a_search_without_words_shows_the_list_alone(client: TestClient) -> None:
    assert 'id="ailleurs"' not in client.get("/parties-prenantes").text


@pytest.mark.parametrize("slip", ["Fabriqe", "Fabriquue", "la fabrike"])
def test_a_slip_in_a_name_leads_to_the_actor_meant(client: TestClient, slip: str) -> None:
    page = client.get("/parties-prenantes", params={"texte": slip}).text

    assert "Nom proche : La Fabrique" in words(page)
    href = re.search(r'href="([^"]+)"[^>]*>Ouvrir sa fiche<', page)
    assert "La Fabrique" in client.get(href[1]).text


def test_words_that_look_like_nobody_lead_to_nobody(client: TestClient) -> None:
    assert "Nom proche" not in words(client.get("/parties-prenantes", params={"texte": "zzyzx quelconque"}).text)


def test_both_variants_of_the_file_are_offered_on_the_list(client: TestClient) -> None:
    page = client.get("/parties-prenantes").text

    links = re.findall(r'href="(/livrables/fichier-parties-prenantes-(?:cartographie|engagement)\.(?:xlsx|csv))"', page)
    assert len(links) == 4
    assert {client.get(href).status_code for href in links} == {200}


def path_page(client: TestClient, **values: str) -> str:
    return client.get("/reseau", params=values).text


def test_every_path_between_two_actors_is_shown_with_its_steps(client: TestClient) -> None:
    said = words(path_page(client, de="La Fabrique", vers="L'Ouvroir")).split("Pourquoi sont-ils liés ?")[1]

    chains = said.split("Le même réseau")[0]
    assert "Le plus court chemin" in chains
    assert "Autre chemin" in chains
    assert "Fonds des Deux Rives" in chains
    assert "CLE Terres Neuves" in chains


def test_an_unknown_name_keeps_the_form_with_the_fault_and_who_may_be_meant(client: TestClient) -> None:
    answer = client.get("/reseau", params={"de": "Fabrik", "vers": "L'Ouvroir", "territory": "territoire:val-fleuri"})
    page = loose(unescape(answer.text))

    assert answer.status_code == 422
    assert 'name="de" aria-describedby="faute-de" aria-invalid="true"' in page
    assert 'value="Fabrik"' in page
    assert """value="L'Ouvroir\"""" in page
    assert "Aucun acteur ne s'appelle « Fabrik »." in page
    assert '<input type="hidden" name="territory" value="territoire:val-fleuri">' in page
    proposed = re.search(r'Vouliez-vous dire :.*?href="([^"]+)">La Fabrique<', page, re.DOTALL)
    assert "vers=" + quote("L'Ouvroir").replace("%20", "+") in proposed[1]
    followed = client.get(proposed[1].split("#")[0])
    assert followed.status_code == 200
    assert "Le plus court chemin" in followed.text


def test_a_path_from_an_actor_to_itself_is_told_beside_the_field(client: TestClient) -> None:
    assert "Choisissez un autre acteur que le premier." in path_page(client, de="La Fabrique", vers="La Fabrique")


def test_the_form_begins_at_the_actor_the_network_is_drawn_around(client: TestClient) -> None:
    page = path_page(client, centre="La Fabrique")

    assert re.search(r'name="de" type="text" value="La Fabrique"', page)
    assert "Indiquez un acteur" not in page


def test_an_unknown_centre_keeps_the_form_of_the_network(client: TestClient) -> None:
    answer = client.get("/reseau", params={"centre": "Introuvable Untel"})

    assert answer.status_code == 404
    assert "Introuvable Untel" in answer.text
    assert 'id="champ-centre" name="centre"' in answer.text


def test_a_question_keeps_its_form_when_a_value_cannot_be_read(client: TestClient) -> None:
    answer = client.get("/questions/chemin", params={"start": "Introuvable Untel", "end": "L'Ouvroir"})

    assert answer.status_code == 404
    assert 'value="Introuvable Untel"' in answer.text
    assert "Aucun acteur ne s'appelle" in unescape(answer.text)
