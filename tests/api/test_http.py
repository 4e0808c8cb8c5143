"""The interface of programs: what is sent is what is declared, and nothing of it is silently left aside."""

from __future__ import annotations

from typing import Any

import pytest

from api.import_options import OPTIONS

LIST = "Nom;Type;Commune\nAtelier neuf;association;Fleury\nÉpicerie du Pont;association;Fleury\n"


def sent(client: Any, text: str = LIST, **form: Any) -> Any:
    """Send a list as a program does."""
    raw = text.encode(form.get("encoding", "utf-8"))
    return client.post("/api/imports", files={"file": ("liste.csv", raw)}, data={"importer": "parties-prenantes", **form})


def named(client: Any, text: str) -> list[Any]:
    return client.get("/api/questions/recherche", params={"text": text}).json()["rows"]


@pytest.mark.parametrize("part", ["remplacer", "importeur", "Write"])
def test_a_part_that_an_import_does_not_know_is_refused_and_nothing_is_written(writing_client, part):
    before = writing_client.get("/api/lots").json()

    answer = sent(writing_client, write="true", **{part: "true"})

    assert (answer.status_code, answer.json()["code"]) == (422, "FIELD_FORBIDDEN")
    assert part not in answer.json()["title"].split("Champs possibles")[0]
    assert writing_client.get("/api/lots").json() == before


def test_an_import_by_a_program_has_every_option_of_the_command(client):
    schemas = client.get("/api/openapi.json").json()["components"]["schemas"]
    form = next(schema for name, schema in schemas.items() if "import" in name.lower())

    assert {"file", "importer", *(option.name for option in OPTIONS)} == set(form["properties"])
    assert {"replace", "encoding", "map", "no_header"} <= set(form["properties"])
    assert all(form["properties"][option.name]["description"] == option.help for option in OPTIONS)


def test_a_program_replaces_a_list_only_when_it_says_so_twice_above_a_fifth(writing_client):
    sent(writing_client, source="carnet", write="true")
    shorter = LIST.rpartition("Épicerie")[0]

    once = sent(writing_client, shorter, source="carnet", write="true", replace="1").json()
    kept = named(writing_client, "épicerie du pont")
    twice = sent(writing_client, shorter, source="carnet", write="true", replace="2").json()

    assert (once["refused"]["code"], len(kept)) == ("REPLACE_REFUSED", 1)
    assert (twice["refused"], named(writing_client, "épicerie du pont")) == (None, [])


def test_a_program_says_the_encoding_and_the_headers_of_its_file(writing_client):
    text = "Intitulé;Type;Commune\nŒuvre de l'Été;association;Fleury\n"

    answer = sent(writing_client, text, encoding="mac-roman", map=["Intitulé=Nom"], write="true")

    assert answer.json()["created"] == 1, answer.json()
    assert len(named(writing_client, "œuvre de l'été")) == 1


@pytest.mark.parametrize("form", [{"encoding": "zz"}, {"encoding": "a\0"}, {"map": ["sans égal"]}, {"replace": "3"}, {"replace": "oui"}])
def test_an_option_of_an_import_that_means_nothing_is_refused(client, form):
    answer = client.post("/api/imports", files={"file": ("liste.csv", LIST.encode())}, data=form)

    assert (answer.status_code, answer.json()["code"]) == (422, "BAD_PARAMETER")


@pytest.mark.parametrize(
    "address", ["lots?x=1", "sources?lignes=2", "rapprochements?limite=5", "livrables?x=1", "questions?name=fiche", "origines/xx?x=1"]
)
def test_a_parameter_that_an_address_does_not_have_is_refused_wherever_it_is_sent(client, address):
    answer = client.get(f"/api/{address}")

    assert (answer.status_code, answer.json()["code"]) == (422, "BAD_PARAMETER")
    assert "Paramètre inconnu" in answer.json()["title"]


@pytest.mark.parametrize("address", ["rapprochements?limit=5&limit=6", "lots?au=2026-01-01&au=2025-01-01", "questions/manques?format=csv&format=json"])
def test_a_parameter_given_twice_for_one_value_is_refused(client, address):
    answer = client.get(f"/api/{address}")

    assert (answer.status_code, answer.json()["code"]) == (422, "BAD_PARAMETER")
    assert "qu'une fois" in answer.json()["title"]


def test_a_parameter_of_several_values_is_given_several_times(client):
    assert client.get("/api/questions/financeurs-communs?kind=EBE&kind=CLE").status_code == 200


def test_the_interface_says_that_a_parameter_is_a_whole_number_and_its_bounds(client):
    paths = client.get("/api/openapi.json").json()["paths"]
    depth = next(p for p in paths["/api/questions/reseau"]["get"]["parameters"] if p["name"] == "depth")

    assert depth["schema"] == {"type": "integer", "minimum": 1, "maximum": 2, "examples": [1], "default": 1, "title": "Depth"}
    asked = next(q for q in client.get("/api/questions").json() if q["name"] == "reseau")
    listed = next(p for p in asked["parameters"] if p["name"] == "depth")
    assert (listed["minimum"], listed["maximum"], listed["example"]) == (1, 2, "1")


@pytest.mark.parametrize(("actor", "offered"), [("siret:00000000000000", ""), ("Fabrik", "La Fabrique"), ("Zzzz", "")])
def test_an_actor_that_the_base_does_not_know_is_not_found_and_the_nearest_are_told(client, actor, offered):
    answer = client.get("/api/questions/fiche", params={"actor": actor})

    assert (answer.status_code, answer.json()["code"]) == (404, "UNKNOWN_ACTOR")
    assert offered in answer.json()["title"]


def test_a_name_of_several_actors_is_a_parameter_to_make_clear(client):
    answer = client.get("/api/questions/fiche", params={"actor": "l"})

    assert (answer.status_code, answer.json()["code"]) == (422, "BAD_PARAMETER")
    assert "La Fabrique" in answer.json()["title"]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b'{"a": "x", "a": "y"}', 400, "JSON_DUPLICATE_KEY"),
        (b'{"a": NaN}', 422, "NUMBER_OUT_OF_RANGE"),
        (b'{"a": -Infinity}', 422, "NUMBER_OUT_OF_RANGE"),
        (b'{"a": 1e999}', 422, "NUMBER_OUT_OF_RANGE"),
        (b'{"a": ' + b"1" * 5000 + b"}", 422, "NUMBER_OUT_OF_RANGE"),
        (b'{"a": "\\ud800", "b": "x"}', 422, "INVALID_UNICODE"),
        (b'{"a\\ud800": "x"}', 422, "INVALID_UNICODE"),
        (b'{"a": "x\\u0000", "b": "x"}', 422, "CONTROL_CHARACTER"),
        (b"[" * 100_000, 400, "JSON_DEPTH"),
        (b'{"a": "caf\xe9"}', 400, "ENCODING_UNKNOWN"),
        (b'{"a": 1', 400, "JSON_SYNTAX"),
        (b'{"a": "x", "b": "y", "verdict": "same", "secret": 1}', 422, "FIELD_FORBIDDEN"),
        (b'{"__proto__": {}}', 422, "FIELD_FORBIDDEN"),
        (b"[]", 422, "BAD_PARAMETER"),
    ],
)
def test_a_body_that_is_no_strict_json_is_refused_by_name_at_every_address(writing_client, body, status, code):
    paths = writing_client.get("/api/openapi.json").json()["paths"]
    taking = [(m, p) for p, methods in paths.items() for m, o in methods.items() if "application/json" in o.get("requestBody", {}).get("content", {})]
    before = writing_client.get("/api/lots").json()

    for method, path in taking:
        answer = writing_client.request(method, path, content=body, headers={"content-type": "application/json"})
        assert (answer.status_code, answer.json()["code"]) == (status, code)
        assert answer.headers["content-type"] == "application/problem+json"
        assert "secret" not in answer.text
        assert code != "ENCODING_UNKNOWN" or "octet 10" in answer.json()["title"]

    assert taking
    assert writing_client.get("/api/lots").json() == before


@pytest.mark.parametrize("media", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_json_that_is_not_announced_as_json_is_refused_as_another_type(client, media):
    answer = client.post("/api/rapprochements", content=b'{"a": "x", "b": "y", "verdict": "same"}', headers={"content-type": media} if media else {})

    assert (answer.status_code, answer.json()["code"]) == (415, "MEDIA_TYPE")


@pytest.mark.parametrize(
    ("method", "address", "allowed"),
    [
        ("PUT", "/api/lots", "GET, HEAD"),
        ("TRACE", "/api/lots", "GET, HEAD"),
        ("DELETE", "/api/rapprochements", "GET, HEAD, POST"),
        ("GET", "/api/imports", "POST"),
        ("PUT", "/donnees", "GET, HEAD"),
        ("GET", "/theme", "POST"),
    ],
)
def test_an_action_that_an_address_does_not_offer_is_refused_with_those_it_offers(client, method, address, allowed):
    answer = client.request(method, address)

    assert (answer.status_code, answer.headers["allow"]) == (405, allowed)


@pytest.mark.parametrize("address", ["/", "/aide", "/parties-prenantes", "/donnees/export.jsonl", "/api/lots", "/api/questions/manques", "/api/zzz"])
def test_the_head_of_an_address_is_what_getting_it_answers_without_the_body(client, address):
    whole, head = client.get(address), client.head(address)

    assert (head.status_code, head.content) == (whole.status_code, b"")
    assert {n: head.headers.get(n) for n in ("content-type", "content-length")} == {n: whole.headers.get(n) for n in ("content-type", "content-length")}
    assert head.headers["x-content-type-options"] == "nosniff"


def test_the_head_of_a_refusal_has_no_body_either(client):
    head = client.head("/api/lots", headers={"host": "evil.example"})

    assert (head.status_code, head.content) == (400, b"")
