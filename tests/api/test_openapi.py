"""The OpenAPI document tells the truth: what an address answers, to a right request or to a wrong one, is declared."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from api.app import make_app
from api.asking import FORMATS, MEDIA
from api.guard import UPLOAD_MOST
from tests.api.conftest import client_of, fill
from tests.api.documented import Operation, closed, example_of, operations, requests

APP = make_app("memory:")
OPERATIONS = list(operations(APP.openapi()))
QUESTIONS = [operation for operation in OPERATIONS if operation.path.startswith("/api/questions/")]
EACH = pytest.mark.parametrize("operation", OPERATIONS, ids=str)

#: What may be wrong of any request, by what it changes of a right one.
WRONG: dict[str, dict[str, Any]] = {
    "another site": {"headers": {"sec-fetch-site": "cross-site"}},
    "another origin": {"headers": {"origin": "http://ailleurs.example"}},
    "another host": {"headers": {"host": "ailleurs.example"}},
    "a length that is no number": {"headers": {"content-length": "beaucoup"}},
    "a body announced too large": {"headers": {"content-length": str(UPLOAD_MOST + 1)}},
    "a parameter that does not exist": {"params": {"teritoire": "Saint-Fons"}},
    "a day that does not exist": {"params": {"au": "2026-02-31"}},
    "a form of answer that does not exist": {"params": {"format": "docx"}},
    "a number that is none": {"params": {"limit": "dix", "most": "dix", "weeks": "dix"}},
    "nothing sent": {"json": None, "data": None, "files": None},
    "a part that does not exist": {"json": {"secret": 1}, "data": {"secret": "1"}, "files": {"secret": ("x", b"x")}},
    "JSON cut short": {"json": None, "data": None, "files": None, "content": b'{"a": ', "headers": {"content-type": "application/json"}},
    "a form cut short": {
        "json": None, "data": None, "files": None, "content": b"--x\r\nContent-Disposition: fo",
        "headers": {"content-type": "multipart/form-data; boundary=x"},
    },
}  # fmt: skip


@pytest.fixture
def asked(own_base) -> Iterator[TestClient]:
    """Return the application over a base of the test's own, telling its failures as a program sees them."""
    for client in client_of(own_base):
        yield TestClient(client.app, base_url="http://127.0.0.1", follow_redirects=False, raise_server_exceptions=False)


def sent(client: TestClient, request: dict[str, Any]) -> Any:
    """Send a request without what it leaves empty."""
    return client.request(**{name: value for name, value in request.items() if value is not None})


@pytest.mark.parametrize("wrong", WRONG)
def test_every_refusal_of_an_address_is_declared_as_it_is_answered(asked, wrong):
    answers = [(operation, sent(asked, {**operation.example(), **_fitting(operation, WRONG[wrong])})) for operation in OPERATIONS]

    assert [complaint for operation, answer in answers if (complaint := operation.complaint(answer))] == []
    assert any(answer.status_code >= 400 for _, answer in answers)


def _fitting(operation: Operation, wrong: dict[str, Any]) -> dict[str, Any]:
    """Return what is wrong of a request in the shape this operation is sent: a body only where it takes one."""
    media, _ = operation.body
    taken = {"application/json": {"json", "content"}, "multipart/form-data": {"data", "files", "content"}}.get(media, set())
    return {name: value for name, value in wrong.items() if name in {"headers", "params", *taken}}


def test_what_is_absent_is_declared(asked):
    for operation in OPERATIONS:
        absent = {"method": operation.method, "url": operation.path.replace("{", "").replace("}", "")}
        assert operation.complaint(sent(asked, absent)) == ""


@pytest.fixture
def demonstration(lyon, tmp_path) -> Iterator[TestClient]:
    """Return the application over a copy of the demonstration base: some examples write in it."""
    yield from client_of(Path(shutil.copy(lyon, tmp_path / "lyon.db")))


@EACH
def test_the_example_of_an_address_is_accepted_as_it_is_and_answered_as_declared(demonstration, operation):
    answer = sent(demonstration, operation.example())

    assert (answer.status_code, operation.complaint(answer)) == (200, ""), answer.text[:200]


@EACH
def test_an_address_gives_an_example_of_all_that_it_cannot_do_without(operation):
    schema = operation.body[1]
    parts = {name: part for name, part in schema.get("properties", {}).items() if name in schema.get("required", ())}
    parts |= {said["name"]: said["schema"] for said in operation.parameters if said["required"]}

    assert [name for name, part in parts.items() if example_of(part) is None] == []


@EACH
def test_an_answer_is_described_down_to_its_last_value(operation):
    said = operation.told["responses"]["200"]["content"].get("application/json")

    assert said is None or list(operation.left_open(said["schema"])) == []


@pytest.mark.parametrize("operation", QUESTIONS, ids=str)
def test_a_question_and_the_example_of_its_answer_are_as_declared(demonstration, operation):
    answer = sent(demonstration, operation.example(needed=True))

    assert (answer.status_code, operation.complaint(answer)) == (200, "")
    assert operation.wrong("200", operation.told["responses"]["200"]["content"]["application/json"]["example"]) == ""


def said_in(part: Any) -> Iterator[str]:
    """Yield the sentences of a document, wherever they stand."""
    inner = part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
    yield from (text for name in ("summary", "description") if isinstance(part, dict) and isinstance(text := part.get(name), str))
    for one in inner:
        yield from said_in(one)


def test_the_document_speaks_the_language_of_its_readers():
    told = list(said_in(APP.openapi()))

    assert [text for text in told if re.search(r"\b(the|of|with|what|is|and|one)\b", text)] == []
    assert len(told) > 200


#: Each value of each list once, wherever the same list stands; the forms an answer may take depend on the answer.
CLOSED = {
    (*closed(said["schema"]), value): (operation, said["name"], value)
    for operation in OPERATIONS
    for said in operation.parameters
    if said["in"] == "query" and said["name"] != "format"
    for value in closed(said["schema"])
}


def test_a_list_of_values_holds_nothing_that_is_refused(demonstration):
    answers = []
    for operation, name, value in CLOSED.values():
        request = operation.example()
        answer = sent(demonstration, {**request, "params": {**request["params"], name: value}})
        answers.append((operation.path, name, value, answer.status_code, operation.complaint(answer)))

    assert [told for told in answers if told[3] == 422 or told[4]] == []
    assert len(answers) > 50


@pytest.mark.parametrize("form", FORMATS)
def test_a_question_answers_each_form_with_the_type_that_it_declares(demonstration, form):
    operation = next(o for o in OPERATIONS if o.path == "/api/questions/reseau")
    request = operation.example()

    answer = sent(demonstration, {**request, "params": {**request["params"], "format": form}})

    assert (answer.status_code, operation.complaint(answer)) == (200, "")
    assert answer.headers["content-type"] == MEDIA[form]


def test_the_words_of_an_answer_on_two_sheets_are_listed():
    word = OPERATIONS[0].components["schemas"]["Word"]["properties"]

    assert set(word["verdict"]["enum"]) == {"same", "related", "different"}
    assert {"", "composante", "autre"} <= set(word["relation"]["enum"])


@EACH
def test_an_address_that_writes_declares_that_another_site_may_not_ask_for_it(operation):
    assert ("403" in operation.told["responses"]) is (operation.method != "GET")


def test_no_address_declares_the_refusals_of_the_framework():
    components = OPERATIONS[0].components["schemas"]

    assert "Problem" in components
    assert not {"HTTPValidationError", "ValidationError"} & set(components)
    assert all(list(said["content"]) == ["application/problem+json"] for o in OPERATIONS for status, said in o.told["responses"].items() if status >= "400")


@pytest.fixture(scope="module")
def fuzzed(tmp_path_factory) -> Iterator[TestClient]:
    """Return the application over one base that every drawn request may change, telling its failures as a program sees them."""
    folder = tmp_path_factory.mktemp("tirage")
    fill(str(folder / "essai.db"), folder)
    for client in client_of(folder / "essai.db"):
        yield TestClient(client.app, base_url="http://127.0.0.1", follow_redirects=False, raise_server_exceptions=False)


@EACH
@settings(max_examples=12)
@given(data=st.data())
def test_whatever_is_sent_nothing_fails_and_the_answer_is_one_that_is_declared(fuzzed, operation, data):
    request = data.draw(requests(operation))

    answer = sent(fuzzed, request)

    assert answer.status_code < 500, (request, answer.text)
    assert operation.complaint(answer) == ""
