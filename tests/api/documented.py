"""The OpenAPI document as tests read it: its addresses, the examples it gives, and whether an answer is one it tells."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

from hypothesis import strategies as st
from jsonschema import Draft202012Validator


@dataclass(frozen=True)
class Operation:
    """One method of one address, as the document tells it."""

    method: str
    path: str
    told: dict[str, Any] = field(repr=False)
    components: dict[str, Any] = field(repr=False)

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def parameters(self) -> list[dict[str, Any]]:
        """Return what the address may be asked, in its path or after it."""
        return list(self.told.get("parameters", ()))

    def resolved(self, schema: dict[str, Any]) -> dict[str, Any]:
        """Return a schema, or the one it names."""
        return self.components["schemas"][schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema

    @property
    def body(self) -> tuple[str, dict[str, Any]]:
        """Return the type and the schema of what is sent; empty when nothing is."""
        content = self.told.get("requestBody", {}).get("content", {})
        return next(((media, self.resolved(said["schema"])) for media, said in content.items()), ("", {}))

    def complaint(self, answer: Any) -> str:
        """Return what an answer has that the document does not tell; empty when it is as told."""
        said = self.told["responses"].get(str(answer.status_code))
        if said is None:
            return f"{self}: {answer.status_code} is not declared ({answer.text[:200]})"
        media = answer.headers["content-type"].partition(";")[0]
        if media not in said["content"]:
            return f"{self}: {answer.status_code} is {media}, declared as {list(said['content'])}"
        if not media.endswith("json"):
            return ""
        return self.wrong(str(answer.status_code), answer.json(), media)

    def wrong(self, status: str, data: Any, media: str = "application/json") -> str:
        """Return what some data has that the schema of an answer does not tell; empty when it is as told."""
        schema = {**self.told["responses"][status]["content"][media].get("schema", {}), "components": self.components}
        wrong = next(Draft202012Validator(schema).iter_errors(data), None)
        return f"{self}: {wrong.json_path} {wrong.message[:200]}" if wrong else ""

    def left_open(self, schema: dict[str, Any], at: str = "$") -> Iterator[str]:
        """Yield the places of a schema that may hold anything: a value of no type, an object of any names, a list of anything."""
        schema = self.resolved(schema)
        for one in schema.get("anyOf", ()):
            yield from self.left_open(one, at)
        if "anyOf" in schema:
            return
        inner = dict(schema.get("properties", {})) | schema.get("patternProperties", {})
        others = schema.get("additionalProperties", True)
        if {None: True, "object": others is True, "array": "items" not in schema}.get(schema.get("type") if isinstance(schema.get("type"), str | None) else ""):
            yield at
        inner |= {"*": others} if isinstance(others, dict) else {}
        inner |= {"[]": schema["items"]} if "items" in schema else {}
        for name, part in inner.items():
            yield from self.left_open(part, f"{at}.{name}")

    def example(self, needed: bool = False) -> dict[str, Any]:
        """Return the request that the examples of the document make, as a client sends it; `needed` gives no more than what it takes."""
        path, query = self.path, {}
        for parameter in self.parameters:
            value = example_of(parameter["schema"])
            if parameter["in"] == "path":
                path = path.replace(f"{{{parameter['name']}}}", "inconnu" if value is None else str(value))
            elif value is not None and (parameter["required"] or not needed):
                query[parameter["name"]] = value
        return {"method": self.method, "url": path, "params": query, **self._sent()}

    def _sent(self) -> dict[str, Any]:
        media, schema = self.body
        if not media:
            return {}
        given = {name: value for name, part in schema["properties"].items() if (value := example_of(part)) is not None}
        if media == "application/json":
            return {"json": given}
        files = {name for name, part in schema["properties"].items() if part.get("contentMediaType")}
        return {
            "data": {name: value for name, value in given.items() if name not in files},
            "files": {name: ("exemple", str(given.get(name, "")).encode()) for name in files},
        }


def example_of(schema: dict[str, Any]) -> Any:
    """Return the first example of a parameter or of a part of a form, None when it is best left out."""
    return (schema.get("items", schema).get("examples") or [None])[0]


def closed(schema: dict[str, Any]) -> list[Any]:
    """Return the closed list of values of a parameter, empty for any other; the empty word leaves the parameter out."""
    return [value for value in schema.get("items", schema).get("enum", ()) if value != ""]


def operations(document: dict[str, Any]) -> Iterator[Operation]:
    """Yield every method of every address of a document."""
    for path, methods in document["paths"].items():
        for method, told in methods.items():
            yield Operation(method.upper(), path, told, document["components"])



#: What is slipped in the place of any value: signs of the tongues that a value ends up in, and what is none.
ODD = ["", " ", "\x00", "\ud800", "'; DROP TABLE slots; --", '"', "%", "../../etc/passwd", "<script>", "a" * 5_000, "-1", "0", "1e9", "99999999999999999999",
       "nan", "2026-02-30", "9999-12-31", "0001-01-01", "oui", "null", "[]", "é\u0301", "\u202e", "1" * 400]  # fmt: skip


def anything(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Draw a value for a schema: as it says, at its bounds and beyond, or nothing of the kind."""
    inner = schema.get("items", schema)
    bounds = [inner[name] + by for name in ("minimum", "maximum") if name in inner for by in (-1, 0, 1)]
    known = [*inner.get("examples", ()), *inner.get("enum", ()), *bounds]
    one = st.one_of(st.sampled_from([*known, *ODD]), st.text(max_size=20), st.sampled_from(known or ODD))
    return st.lists(one, max_size=3) if "items" in schema else one


def requests(operation: Operation) -> st.SearchStrategy[dict[str, Any]]:
    """Draw a request of an address, right or wrong in any of its parts."""
    path = {said["name"]: anything(said["schema"]).map(_in_path) for said in operation.parameters if said["in"] == "path"}
    query = {said["name"]: anything(said["schema"]) for said in operation.parameters if said["in"] == "query"}
    media, schema = operation.body
    parts = {name: anything(part) for name, part in schema.get("properties", {}).items()}
    needed = {name: parts.pop(name) for name in schema.get("required", ())}
    body = st.fixed_dictionaries(needed, optional=parts)
    if media == "application/json":
        body = st.one_of(body, st.recursive(st.none() | st.booleans() | st.floats() | st.sampled_from(ODD), st.lists, max_leaves=5))
    drawn = st.tuples(st.fixed_dictionaries(path), st.fixed_dictionaries({}, optional=query), body if media else st.none())
    return drawn.map(lambda parts: _request(operation, *parts))


def _in_path(value: Any) -> str:
    # A slash, a dot alone or nothing make another address.
    return quote(str(value).replace("/", "").strip(".") or "x", safe="", errors="replace")


def _request(operation: Operation, path: dict[str, str], query: dict[str, Any], body: Any) -> dict[str, Any]:
    asked = urlencode(query, doseq=True, errors="replace")
    request = {"method": operation.method, "url": f"{operation.path.format(**path)}?{asked}"}
    media, schema = operation.body
    if media == "application/json":
        return {**request, "content": json.dumps(body).encode(), "headers": {"content-type": media}}
    if media:
        files = {name for name, part in schema["properties"].items() if part.get("contentMediaType")}
        given = {name: [str(one) for one in value] if isinstance(value, list) else str(value) for name, value in body.items()}
        return {
            **request,
            "data": {name: _sendable(value) for name, value in given.items() if name not in files},
            "files": {name: ("exemple", given[name].encode("utf-8", "replace")) for name in files},
        }
    return request


def _sendable(value: str | list[str]) -> str | list[str]:
    return [_sendable(one) for one in value] if isinstance(value, list) else value.encode("utf-8", "replace").decode()
