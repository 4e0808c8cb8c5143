"""The OpenAPI document as tests read it: its addresses, the examples it gives, and whether an answer is one it tells."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from jsonschema import Draft202012Validator


@dataclass(frozen=True)
class Operation:
    """One method of one address, as the document tells it."""

    method: str
    path: str
    told: dict[str, Any]
    components: dict[str, Any]

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
        schema = {**said["content"][media].get("schema", {}), "components": self.components}
        wrong = next(Draft202012Validator(schema).iter_errors(answer.json()), None)
        return f"{self}: {wrong.json_path} {wrong.message[:200]}" if wrong else ""

    def example(self) -> dict[str, Any]:
        """Return the request that the examples of the document make, as a client sends it."""
        path, query = self.path, {}
        for parameter in self.parameters:
            value = example_of(parameter["schema"])
            if parameter["in"] == "path":
                path = path.replace(f"{{{parameter['name']}}}", "inconnu" if value is None else str(value))
            elif value is not None:
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

