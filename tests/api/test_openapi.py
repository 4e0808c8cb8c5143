"""The OpenAPI document tells the truth: what an address answers, to a right request or to a wrong one, is declared."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.app import make_app
from api.guard import UPLOAD_MOST
from tests.api.conftest import client_of
from tests.api.documented import Operation, operations

OPERATIONS = list(operations(make_app("memory:").openapi()))
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


@EACH
def test_an_address_that_writes_declares_that_another_site_may_not_ask_for_it(operation):
    assert ("403" in operation.told["responses"]) is (operation.method != "GET")


def test_no_address_declares_the_refusals_of_the_framework():
    components = OPERATIONS[0].components["schemas"]

    assert "Problem" in components
    assert not {"HTTPValidationError", "ValidationError"} & set(components)
    assert all(list(said["content"]) == ["application/problem+json"] for o in OPERATIONS for status, said in o.told["responses"].items() if status >= "400")
