"""What programs read of an answer: each value typed by the kind of its column, and the schema that says so, from one declaration."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, get_args

from kb.privacy import Layer
from kb.text import slug
from kb.view import plain
from queries import QUESTIONS
from queries.answers import Column, ColumnKind
from queries.base import Question

Schema = dict[str, Any]
_TEXT: Schema = {"type": "string"}
_TEXTS: Schema = {"type": "array", "items": _TEXT}
_NUMBER: Schema = {"type": ["number", "null"]}
#: What a value of each kind of column is; nothing known is an empty text, an empty list or null.
_KINDS: dict[ColumnKind, Schema] = {
    "text": _TEXT, "link": _TEXT, "list": _TEXTS, "number": _NUMBER, "money": {**_NUMBER, "description": "Montant en euros."},
    "date": {**_TEXT, "description": "Jour, mois ou année (2026-11-24, 2026-11, 2026), parfois suivi d'une précision."},
}  # fmt: skip
#: One value of each kind, for the examples of the documentation.
_EXAMPLES: dict[ColumnKind, Any] = {"number": 2, "money": 20_000, "date": "2026-11-24"}
_ID, _CLAIM = "siren:200046977", "d:0123456789abcdef"


# -- the values -------------------------------------------------------------------------------------------------------


def row_data(columns: Sequence[Column], row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row as programs read it: the value of each column, what it leads to, and the codes of its words.

    >>> row_data([Column("name", "Acteur", link="id"), Column("amount", "Montant", "money")], {"name": "Métropole", "id": "siren:200046977"})
    {'name': 'Métropole', 'id': 'siren:200046977', 'amount': None}
    """
    found: dict[str, Any] = {}
    for column in columns:
        found[column.key] = _value(column, row.get(column.key))
        found |= {key: _said(column, row.get(key)) for key in _beside(column)}
    return found


def _value(column: Column, value: Any) -> Any:
    return value if _schema(column)["type"] == _NUMBER["type"] else _said(column, value)


def _said(column: Column, value: Any) -> str | list[str]:
    return [plain(one) for one in value or ()] if column.kind == "list" else plain(value)


def _beside(column: Column) -> tuple[str, ...]:
    """Return the keys that a row holds besides that of a column, each of the same number of values."""
    return (column.link, *column.codes) if column.link else column.codes


# -- their schema -----------------------------------------------------------------------------------------------------


def answer_ref(question: Question) -> Schema:
    """Return the reference to the schema of what a question answers."""
    return {"$ref": f"#/components/schemas/Reponse{_named(question)}"}


def answer_schemas() -> dict[str, Schema]:
    """Return the schema of what each question answers, and that of its rows, by their name in the document."""
    found: dict[str, Schema] = {}
    for question in QUESTIONS.values():
        rows = {f"Ligne{_named(question)}{n or ''}": _row(question, shape) for n, shape in enumerate(question.answers.shapes)}
        refs = [{"$ref": f"#/components/schemas/{name}"} for name in rows]
        found |= {**rows, f"Reponse{_named(question)}": _answer(question, refs[0] if len(refs) == 1 else {"anyOf": refs})}
    return found


def answer_example(question: Question) -> dict[str, Any]:
    """Return what an answer looks like: one row, with a value of each column."""
    columns = question.answers.shapes[0]
    row = row_data(columns, {c.key: _EXAMPLES.get(c.kind, [c.label] if c.kind == "list" else c.label) for c in columns})
    row |= {key: _said(c, [_ID] if c.kind == "list" else _ID) for c in columns if (key := c.link)}
    return {
        "title": question.title,
        "sentence": question.explain,
        "date": "2026-11-24",
        "columns": [{"key": c.key, "label": c.label, "kind": c.kind} for c in columns],
        "rows": [row],
        "proofs": [{columns[0].key: [_CLAIM]}],
        "total": 1,
        "gaps": [],
    }


def _named(question: Question) -> str:
    return "".join(word.capitalize() for word in slug(question.name).split("-"))


def _schema(column: Column) -> Schema:
    return {"title": column.label, **(_TEXT if column.words else _KINDS[column.kind])}


def _closed(properties: Mapping[str, Schema], optional: Sequence[str] = (), each: Sequence[tuple[str, Schema]] = ()) -> Schema:
    """Return the schema of an object that holds nothing but what is said."""
    told: Schema = {"type": "object", "properties": dict(properties), "additionalProperties": False}
    told["required"] = [name for name in properties if name not in optional]
    return told | ({"patternProperties": {_begins(key): schema for key, schema in each}} if each else {})


def _begins(key: str) -> str:
    return f"^{re.escape(key)}"


def _row(question: Question, columns: Sequence[Column]) -> Schema:
    properties: dict[str, Schema] = {}
    for column in columns:
        if column.each:
            continue
        properties[column.key] = _schema(column)
        held = _TEXTS if column.kind == "list" else _TEXT
        properties |= {key: {**held, "description": f"Pour les programmes : {column.label}."} for key in _beside(column)}
    # Who sees the map alone is not handed the columns of the engagement plan.
    hidden = [column.key for column in columns if column.layer is Layer.ENGAGEMENT]
    each = [(column.key, _schema(column)) for column in columns if column.each]
    return {"description": f"Une ligne de la réponse à « {question.title} »."} | _closed(properties, hidden, each)


def _answer(question: Question, row: Schema) -> Schema:
    columns = [column for shape in question.answers.shapes for column in shape]
    keys = list(dict.fromkeys(column.key for column in columns if not column.each))
    each = [column.key for column in columns if column.each]
    key: Schema = {"type": "string", "enum": keys}
    proofs = {"description": "Par colonne, les lignes d'origine à demander à /api/origines.", **_proofs(keys, each)}
    column = {
        "key": {"anyOf": [key, *({"type": "string", "pattern": _begins(begun)} for begun in each)]} if each else key,
        "label": _TEXT,
        "kind": {"type": "string", "enum": list(get_args(ColumnKind))},
    }
    return {"description": question.explain} | _closed(
        {
            "title": _TEXT,
            "sentence": {**_TEXT, "description": "La réponse en une phrase."},
            "date": {"type": "string", "format": "date", "description": "Jour auquel la base est lue."},
            "columns": {"type": "array", "items": _closed(column)},
            "rows": {"type": "array", "items": row},
            "proofs": {"type": "array", "items": proofs, "description": "Les preuves de chaque ligne, dans l'ordre de `rows` ; aucune pour des sommes."},
            "total": {"type": "integer", "minimum": 0, "description": "Nombre de lignes, celles que la réponse ne donne pas comprises."},
            "gaps": {**_TEXTS, "description": "Ce que la base ne sait pas."},
        }
    )


def _proofs(keys: Sequence[str], each: Sequence[str]) -> Schema:
    return _closed(dict.fromkeys(keys, _TEXTS), keys, [(key, _TEXTS) for key in each])
