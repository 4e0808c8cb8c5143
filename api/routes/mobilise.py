"""The page that builds a mobilisation list: whom to ask, why now, through whom, and what not to ask."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.asking import ask_question
from api.deps import HouseDep, ViewDep
from api.drawing import actor_href
from api.heard import typed_values
from api.pages import Context, Proofs, address, piece, proofs_of, render
from kb.kinds import KINDS
from kb.view import View
from queries.base import question
from queries.candidates import LeftOut
from queries.mobilise import Line, Mobilisation
from queries.presence import short_names
from queries.purposes import PURPOSES
from queries.words import before, counted, day, figured, listed, signed

router = APIRouter(include_in_schema=False)
PATH = "/mobiliser"


@router.get(PATH)
def read_mobilisation(request: Request, house: HouseDep, view: ViewDep) -> HTMLResponse:
    """Ask for a purpose and a territory, then show the list with the reason of each line."""
    values = typed_values(request, {param.name for param in question("mobiliser").parameters})
    if not values.get("purpose") or not values.get("territory"):
        return render(request, view, "mobiliser.html", _form_context(view, values))
    found = ask_question(house.store, view, "mobiliser", values)
    assert isinstance(found, Mobilisation)
    return render(request, view, "mobiliser.html", _list_context(view, found, values))


def _form_context(view: View, values: dict[str, Any]) -> Context:
    purposes = [
        {"value": p.code, "label": p.label, "selected": values.get("purpose") == p.code} for p in PURPOSES.values()
    ]
    places = [{"value": p, "label": n, "selected": values.get("territory") == p} for p, n in short_names(view).items()]
    return {
        "title": "Mobiliser",
        "lede": question("mobiliser").explain,
        "asked": False,
        "fields": [
            {"name": "purpose", "label": "Pour quoi ?", "options": purposes, "required": True},
            {"name": "territory", "label": "Pour quel territoire ?", "options": places, "required": True},
            {
                "name": "service",
                "label": "Service ou domaine",
                "value": values.get("service", ""),
                "hint": "Par exemple : blanchisserie, vélo, textile.",
            },
            {
                "name": "quiet_days",
                "label": "Sans échange depuis (jours)",
                "type": "number",
                "value": values.get("quiet_days", "30"),
                "min": 0,
            },
        ],
    }


def _list_context(view: View, found: Mobilisation, values: dict[str, Any]) -> Context:
    proofs = proofs_of(view, found.claims())
    names = {
        a.id: a.name
        for a in view.get({actor for line in found.lines if line.path for actor in line.path.actors}).values()
    }
    best = max((line.score for line in found.lines), default=1) or 1
    days = values.get("quiet_days", "30")
    said = found.sentence.split(". ")
    kept = {name: value for name, value in values.items() if name != "most"}
    exports = [
        {"label": label, "href": address("/api/questions/mobiliser", **kept, format=form), "download": True}
        for label, form in (("Classeur XLSX", "xlsx"), ("CSV pour tableur", "csv"), ("Données JSON", "json"))
    ]
    return {
        "title": "Mobiliser",
        "asked": True,
        "primary": {**exports[0], "label": "Télécharger la liste (XLSX)"} if found.lines else None,
        "question": [
            piece("Qui peut aider à "),
            piece(found.purpose.explain, strong=True),
            piece(" à "),
            piece(short_names(view).get(_territory(view, values), str(values["territory"])), strong=True),
            piece(f" (« {values['service']} »)" if values.get("service") else ""),
            piece(f", sans échange depuis {figured(int(days), 'jour')} et sans opposition ?"),
        ],
        "facets": _facets(view, values),
        "found": said[0].removesuffix("."),
        "left_out": ". ".join(said[1:]),
        "set_aside": [_set_aside(out, proofs) for out in found.left_out],
        "lines": [_line(line, proofs, names, best) for line in found.lines if line.proved],
        "unproved": [_line(line, proofs, names, best) for line in found.lines if not line.proved],
        "missing": [piece(f"Qui manque : aucun acteur de ces types dans cette liste : {listed(found.missing)}.")]
        if found.missing
        else None,
        "exports": exports,
        "sources": proofs.foot(),
    }


def _territory(view: View, values: dict[str, Any]) -> str:
    from kb.ids import territory_id

    asked = str(values["territory"])
    return asked if asked in short_names(view) else territory_id(asked)


def _facets(view: View, values: dict[str, Any]) -> list[Context]:
    purposes = [{"value": p.code, "label": p.label, "checked": values["purpose"] == p.code} for p in PURPOSES.values()]
    chosen = _territory(view, values)
    places = [{"value": p, "label": n, "checked": chosen == p} for p, n in short_names(view).items()]
    service = str(values.get("service", ""))
    days = str(values.get("quiet_days", "30"))
    return [
        {
            "name": "purpose",
            "label": "But",
            "choice": "one",
            "options": purposes,
            "current": next((p["label"] for p in purposes if p["checked"]), str(values["purpose"])),
        },
        {
            "name": "territory",
            "label": "Territoire",
            "choice": "one",
            "options": places,
            "current": next((p["label"] for p in places if p["checked"]), str(values["territory"])),
        },
        {
            "name": "service",
            "label": "Service ou domaine",
            "current": service or None,
            "fields": [
                {
                    "name": "service",
                    "label": "Service ou domaine",
                    "value": service,
                    "hint": "Par exemple : blanchisserie, vélo, textile.",
                }
            ],
        },
        {
            "name": "quiet_days",
            "label": "Sans échange depuis",
            "current": figured(int(days), "jour"),
            "fields": [
                {"name": "quiet_days", "label": "Jours sans échange", "type": "number", "value": days, "min": 0}
            ],
        },
    ]


def _set_aside(out: LeftOut, proofs: Proofs) -> Context:
    return {"name": out.name, "href": actor_href(out.id), "text": out.reason, "marks": proofs.of_claims(out.claims)}


def _line(line: Line, proofs: Proofs, names: dict[str, str], best: int) -> Context:
    marks = line.proofs()
    through: list[Context] = []
    if line.path:
        through = [{"text": names.get(line.path.actors[0], "vous"), "href": actor_href(line.path.actors[0])}]
        for tie, actor in zip(line.path.ties, line.path.actors[1:], strict=True):
            through.append(
                {
                    "text": names.get(actor, actor),
                    "href": actor_href(actor),
                    "reading": before(tie.reading(tie.other(actor)), names.get(actor, "")),
                    "marks": proofs.of_claims([tie.claim]),
                }
            )
    parts = ", ".join(f"{name} {signed(points)}" for name, points in line.parts.items() if points)
    return {
        "id": line.item.id,
        "kind": line.item.kind,
        "name": line.item.name,
        "href": actor_href(line.item.id),
        "sub": KINDS[line.item.kind].label,
        "why": line.why,
        "why_marks": proofs.of_claims(marks["why"]),
        "now": {"text": line.moment.text, "marks": proofs.of_claims(marks["now"])} if line.moment else None,
        "last": f"dernier échange : {day(line.last)}" if line.last else "",
        "last_marks": proofs.of_claims(marks["last"]),
        "through": through,
        "way": line.way,
        "way_marks": [] if line.path else proofs.of_claims(marks["way"]),
        "through_note": " ; ".join(line.steps)
        if len(line.steps) <= 1
        else counted(len(line.steps), "étape") + (", dont une de démonstration au moins" if line.demo_way else ""),
        "avoid": " ; ".join(line.not_ask),
        "avoid_marks": proofs.of_claims(marks["not_ask"]),
        "score": max(0, line.score) / best,
        "score_text": str(line.score),
        "tie_note": parts,
    }
