"""What every page and every answer keeps to, whoever asks and whatever is sent."""

from __future__ import annotations

import io
import re

import pytest
from starlette.testclient import TestClient

PAGES = (
    "/parties-prenantes",
    "/parties-prenantes?texte=fabrique",
    "/reseau",
    "/donnees",
    "/aide",
    "/infographie",
    "/recouvrements",
    "/mobiliser",
    "/",
)
HOSTILE = "<script>window.__xss=1</script>"


def sheet_of(client: TestClient, name: str) -> str:
    """Return the page of the actor found by a name."""
    listed = client.get("/parties-prenantes", params={"texte": name})
    href = re.search(r'href="(/parties-prenantes/[^"?]+)"', listed.text)
    assert href, listed.text[:500]
    return client.get(href[1]).text


@pytest.mark.parametrize("page", PAGES)
def test_each_page_opens_in_french_under_a_strict_policy(client, page):
    answer = client.get(page)

    assert answer.status_code == 200
    assert '<html lang="fr"' in answer.text
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-inline" not in policy
    assert not re.search(r"""(?:src|href)=["']https?://""", answer.text)


def test_a_sheet_shows_two_values_that_disagree_side_by_side(client):
    page = sheet_of(client, "fabrique")

    assert "80" in page
    assert "49" in page
    assert "Presse locale, 2020" in page
    assert "Rapport 2018" in page
    assert "est financé par" in page
    assert "140\u202f000" in page.replace("\xa0", "\u202f")


def test_the_data_page_counts_what_a_source_says_by_its_name(client):
    page = client.get("/donnees").text

    assert '<th scope="col" class="numeric">Énoncés</th>' in page
    assert "Un énoncé est ce que dit une ligne de fichier" in page
    assert '<th scope="col" class="numeric">Lignes</th>' not in page


def test_each_proof_leads_to_the_row_it_was_read_in(client):
    page = sheet_of(client, "fabrique")

    origins = re.findall(r'href="(/donnees/origines/[^"]+)"', page)

    assert origins
    for href in origins:
        origin = client.get(href)
        assert origin.status_code == 200
        assert "ligne" in origin.text


def test_a_malicious_name_is_shown_as_text_everywhere(client):
    for page in ("/parties-prenantes", "/reseau", "/infographie", "/"):
        assert HOSTILE not in client.get(page).text


def test_an_unknown_actor_is_told_in_one_french_sentence(client):
    page, data = client.get("/parties-prenantes/siret:12345678901234"), client.get("/api/origines/d:0")

    assert page.status_code == 404
    assert "Aucun acteur" in page.text
    assert data.status_code == 404
    assert data.headers["content-type"].startswith("application/problem+json")


def test_another_host_is_refused(client):
    assert client.get("/", headers={"host": "evil.example"}).status_code == 400


@pytest.mark.parametrize("headers", [{"sec-fetch-site": "cross-site"}, {"origin": "http://evil.example"}])
def test_an_action_asked_from_another_site_is_refused(writing_client, headers):
    before = writing_client.get("/api/lots").json()

    answer = writing_client.post(f"/donnees/lots/{before[0]['id']}/annuler", headers=headers)

    assert answer.status_code == 403
    assert writing_client.get("/api/lots").json() == before


def test_a_body_too_large_is_refused_before_it_is_read(client):
    answer = client.post("/theme", content=b"x" * 10, headers={"content-length": "300000000"})

    assert answer.status_code == 413


def test_coming_back_never_leads_to_another_site(client):
    for back in ("//evil.example", "/\\evil.example", "https://evil.example"):
        assert client.post("/theme", data={"theme": "sombre", "retour": back}).headers["location"] == "/"


def test_the_theme_is_kept_and_rendered_by_the_server(client):
    client.post("/theme", data={"theme": "sombre", "retour": "/aide"})

    assert 'data-theme="sombre"' in client.get("/aide").text


def test_a_file_is_previewed_then_written_then_undone(writing_client):
    sent = io.BytesIO(b"Nom;Type;Commune\nAtelier neuf;association;Fleury\n")
    preview = writing_client.post(
        "/donnees/import", files={"fichier": ("nouveau.csv", sent)}, data={"importeur": "auto"}
    )
    assert preview.status_code == 200
    assert "Atelier neuf" in preview.text
    assert "Atelier neuf" not in writing_client.get("/parties-prenantes?texte=atelier+neuf").text.split("<tbody>")[-1]

    apply_at = re.search(r'action="(/donnees/import/[^"]+/appliquer)"', preview.text)
    assert apply_at
    assert writing_client.post(apply_at[1]).status_code == 303
    assert "Atelier neuf" in writing_client.get("/parties-prenantes?texte=atelier+neuf").text

    batch = writing_client.get("/api/lots").json()[0]["id"]
    assert writing_client.post(f"/donnees/lots/{batch}/annuler").status_code == 303
    assert writing_client.get("/api/questions/parties-prenantes?text=atelier+neuf").json()["rows"] == []


def test_a_refused_file_is_told_and_nothing_is_written(writing_client):
    before = writing_client.get("/api/lots").json()

    answer = writing_client.post(
        "/donnees/import", files={"fichier": ("vide.csv", io.BytesIO(b""))}, data={"importeur": "auto"}
    )

    assert answer.status_code == 422
    assert "vide.csv" in answer.text
    assert writing_client.get("/api/lots").json() == before


def test_the_interface_describes_each_question_with_its_parameters(client):
    paths = client.get("/api/openapi.json").json()["paths"]

    assert "/api/questions/parties-prenantes" in paths
    names = {p["name"] for p in paths["/api/questions/mobiliser"]["get"]["parameters"]}
    assert {"territory", "purpose", "format"} <= names
    assert paths["/api/questions/mobiliser"]["get"]["responses"]["200"]["content"]["application/json"]["example"][
        "rows"
    ]


@pytest.mark.parametrize("query", ["limit=-1", "page=-1", "page=zzz", "kind=%27%3BDROP", "order=__class__"])
def test_a_parameter_out_of_bounds_or_unknown_is_refused(client, query):
    answer = client.get(f"/api/questions/parties-prenantes?{query}")

    assert answer.status_code == 422


@pytest.mark.parametrize("text", ['"', "*", "NEAR(", "a* OR b*", "%", "x" * 10_000, "\x00"])
def test_a_search_is_taken_literally(client, text):
    assert client.get("/parties-prenantes", params={"texte": text}).status_code in (200, 422)


def test_a_template_opens_with_the_headers_of_its_importer(client):
    body = client.get("/donnees/modeles/parties-prenantes.csv").content.decode("utf-8-sig")

    assert body.startswith("Nom;Sigle")
