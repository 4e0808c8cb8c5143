"""The page of each question, drawn from its declaration: its form, its answer, its files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.asking import ask_question, on_screen
from api.deps import HouseDep, ViewDep
from api.drawing import actor_href
from api.heard import typed_values
from api.meant import refused
from api.pages import Context, Proofs, address, proofs_of, render
from kb.errors import BadParameter
from kb.view import View, plain
from queries import QUESTIONS, Answer, Param, question
from queries.answers import Column, Table
from queries.parameters import closed_values
from queries.words import figured, listed, number

Row = Mapping[str, Any]
router = APIRouter(include_in_schema=False)
PATH = "/questions"
#: Rows shown on the page; the files hold them all.
ROWS_MOST = 200
#: Marks shown beside a value.
MARKS_MOST = 4
#: Columns side by side on the narrowest screen of an office; the others are read under their row.
COLUMNS_MOST = 7


@router.get(PATH)
def list_questions(request: Request, view: ViewDep) -> HTMLResponse:
    """Show every question one may ask."""
    context = {
        "title": "Questions",
        "lede": "Toutes les questions que l'on peut poser à la base, chacune avec sa réponse en tableau et en fichier.",
        "questions": _all(""),
    }
    return render(request, view, "question.html", context)


@router.get(PATH + "/{name}")
def read_question(request: Request, house: HouseDep, view: ViewDep, name: str) -> HTMLResponse:
    """Show the form of a question, and its answer once it has what it needs."""
    asked = question(name)
    values = typed_values(request, {param.name for param in asked.parameters})
    context: Context = {
        "title": asked.title,
        "lede": asked.explain,
        "crumbs": [{"text": "Questions", "href": PATH}, {"text": asked.title}],
        "questions": _all(name),
        "fields": [_field(view, param, values) for param in asked.parameters],
    }
    if not all(values.get(param.name) for param in asked.parameters if param.required):
        return render(request, view, "question.html", context)
    try:
        answer = ask_question(house.store, view, name, values)
    except BadParameter as refusal:
        # The form stays as it was filled, beside what is wrong with it.
        context["notices"] = refused(request, refusal)
        return render(request, view, "question.html", context, refusal.status)
    return render(request, view, "question.html", {**context, **_answered(view, name, answer, values)})


def _all(current: str) -> list[Context]:
    return [
        {"title": q.title, "href": f"{PATH}/{q.name}", "explain": q.explain, "current": q.name == current}
        for q in QUESTIONS.values()
    ]


def _answered(view: View, name: str, answer: Answer, values: dict[str, Any]) -> Context:
    table = answer.table()
    shown = list(zip(table.rows, table.proofs or [{}] * len(table.rows), strict=True))[:ROWS_MOST]
    kept = {
        param.name: values[param.name]
        for param in question(name).parameters
        if param.name in values and not param.limits
    }
    proofs = proofs_of(view, _shown_claims(table, [proof for _, proof in shown]))
    columns, under, blank = _placed(table.columns, [row for row, _ in shown])
    return {
        "asked": True,
        "title": answer.title,
        "suggestion": _suggestion(name, values),
        "notices": _cut_short(len(shown), answer.whole()),
        "sentence": answer.sentence,
        "gaps": list(answer.gaps),
        "columns": [column.label for column in columns],
        "rows": [
            {"cells": [_cell(column, row, proof, proofs) for column in columns], "under": [_cell(column, row, proof, proofs) for column in under]}
            for row, proof in shown
        ],
        "blank": listed([f"« {column.label} »" for column in blank], most=len(blank)),
        "exports": [
            {"label": label, "href": address(f"/api/questions/{name}", **{**kept, "format": form}), "download": True}
            for label, form in (("Classeur XLSX", "xlsx"), ("CSV pour tableur", "csv"), ("Données JSON", "json"))
        ],
        "sources": proofs.foot(),
    }


def _suggestion(name: str, values: Mapping[str, Any]) -> Context:
    """Return what to do when nothing answers: ask with fewer choices, or bring what there is nothing of."""
    params = question(name).parameters
    if any(param.name in values and str(values[param.name]) != str(param.default) for param in params if not param.required):
        kept = {param.name: values.get(param.name) for param in params if param.required}
        return {"href": address(f"{PATH}/{name}", **kept), "action": "Effacer les choix"}
    return {"href": "/donnees#importer", "action": "Importer un fichier"}


def _placed(columns: Sequence[Column], rows: Sequence[Row]) -> tuple[list[Column], list[Column], list[Column]]:
    """Return the columns that stand side by side, those read under their row, and those in which no row says anything."""
    said = [column for column in columns if any(on_screen(column, row.get(column.key)) for row in rows)]
    beside = said if len(said) <= COLUMNS_MOST else [column for column in said if not column.aside][:COLUMNS_MOST]
    return beside, [c for c in said if c not in beside], [c for c in columns if c not in said]


def _shown_claims(table: Table, proofs: Sequence[Mapping[str, Sequence[str]]]) -> list[str]:
    """Return the claims behind what a page shows: of a long list, those its marks lead to."""
    cut = {column.key: MARKS_MOST for column in table.columns if column.shown}
    return list(dict.fromkeys(c for row in proofs for key, claims in row.items() for c in claims[: cut.get(key)]))


def _cut_short(shown: int, whole: int) -> list[Context]:
    """Return the notice that says a page shows a part of the lines, none when it shows them all."""
    if shown >= whole:
        return []
    said = f"{figured(shown, 'ligne montrée')} sur {number(whole)} ; les fichiers (Exporter) les donnent toutes."
    return [{"tone": "neutral", "text": said}]


def _cell(column: Column, row: Row, proof: Mapping[str, Sequence[str]], proofs: Proofs) -> Context:
    text = on_screen(column, row.get(column.key))
    linked = row.get(column.link) if column.link else None
    each = isinstance(linked, list)
    return {
        "label": column.label,
        "text": text,
        "day": column.kind == "date",
        "href": actor_href(str(linked)) if linked and not each else None,
        "parts": _linked(row[column.key], linked, column.shown) if each and linked else [],
        "marks": proofs.of_claims(list(proof.get(column.key, ()))[:MARKS_MOST]) if text else [],
    }


def _linked(names: Sequence[str], ids: Sequence[str], most: int) -> list[Context]:
    """Return the pieces of a list whose names lead to their sheets; what is left out of it is counted."""
    said = listed(["\0"] * len(names), most).split("\0")
    pieces = [{"text": said[0]}] if said[0] else []
    for name, actor_id, after in zip(names, ids, said[1:], strict=False):
        pieces += [{"text": name, "href": actor_href(actor_id)}, {"text": after}]
    return pieces


def _field(view: View, param: Param, values: dict[str, Any]) -> Context:
    value = values.get(param.name, "")
    field: Context = {"name": param.name, "label": param.label, "hint": param.explain, "required": param.required}
    options = closed_values(view, param)
    if options and not param.many:
        chosen = str(value or param.default or "")
        # What is left blank takes the default: only a parameter without any may say « Tous ».
        blank = [] if param.required or param.default else [{"value": "", "label": "Tous", "selected": not chosen}]
        return {**field, "options": [*blank, *({"value": v, "label": n, "selected": v == chosen} for v, n in options)]}
    # A moment may be a time before today, which no date picker takes.
    types = {"int": "number", "date": "date"}
    return {
        **field,
        "type": types.get(param.kind, "text"),
        "value": plain(value) if value != "" else plain(param.default) if param.kind == "int" else "",
    }
