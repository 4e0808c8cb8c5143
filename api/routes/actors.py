"""The list of stakeholders, with its filters."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.asking import ask_question
from api.deps import HouseDep, ViewDep
from api.drawing import actor_href
from api.heard import typed_values, value_asked
from api.pages import Context, address, product_links, render
from kb.kinds import KINDS, STAKEHOLDERS
from kb.view import View
from queries.base import question
from queries.parties_prenantes import Facet, StakeholderList
from queries.search import Found
from queries.slips import ACTORS, meant
from queries.stakeholders import Stakeholder
from queries.standings import Standing
from queries.words import capital, counted, day, figured, number

router = APIRouter(include_in_schema=False)
PATH = "/parties-prenantes"
#: How each position is coloured.
TONES = {"favorable": "good", "réservé": "warn", "opposé": "bad"}
#: Kinds the list of stakeholders leaves out, and most of them shown above it when they bear the words searched.
OTHERS = [code for code in ACTORS if code not in STAKEHOLDERS]
ELSEWHERE_MOST = 6
#: Facets of the list: name, words, kind of choice.
FACETS = (
    ("kind", "Type"),
    ("territory", "Territoire"),
    ("theme", "Domaine"),
    ("position", "Position"),
    ("gap", "Manque"),
    ("shared", "Présence"),
    ("completeness", "Complétude"),
)


@router.get(PATH)
def read_stakeholders(request: Request, house: HouseDep, view: ViewDep) -> HTMLResponse:
    """Show the list of stakeholders, filtered as the address says."""
    values = typed_values(request, {param.name for param in question("parties-prenantes").parameters} - {"size"})
    if text := value_asked(request, "texte"):
        values["text"] = text
    found = ask_question(house.store, view, "parties-prenantes", values)
    assert isinstance(found, StakeholderList)
    context = {**_list_context(found, values), **_elsewhere(view, house, values.get("text", ""))}
    if not found.total and (near := meant(view, values.get("text", ""), STAKEHOLDERS)):
        said = f"Aucun acteur ne répond à ces filtres. Nom proche : {near[0].name}."
        context["suggestion"] = {"text": said, "href": actor_href(near[0].id), "action": "Ouvrir sa fiche"}
    return render(request, view, "parties_prenantes.html", context)


def _elsewhere(view: View, house: HouseDep, text: str) -> Context:
    """Return what else bears the words searched: activities, territories, contacts, records."""
    if not text:
        return {}
    found = ask_question(house.store, view, "recherche", {"text": text, "kinds": OTHERS, "most": ELSEWHERE_MOST})
    assert isinstance(found, Found)
    rows = [
        {"kind": a.kind, "name": a.name, "href": actor_href(a.id), "sub": KINDS[a.kind].label} for a in found.actors
    ]
    more = address("/questions/recherche", text=text) if found.total > len(rows) else ""
    return {"elsewhere": rows, "elsewhere_more": {"text": f"Les {number(found.total)} résultats", "href": more}}


def _list_context(found: StakeholderList, values: dict[str, Any]) -> Context:
    kept = {name: value for name, value in values.items() if name != "page"}
    return {
        "title": "Parties prenantes",
        "lede": found.sentence,
        "search_text": values.get("text", ""),
        "facets": [_facet(name, label, found.facets.get(name, ())) for name, label in FACETS if found.facets.get(name)],
        "active": _active(found, kept),
        "clear_href": PATH,
        "kept": [
            {"name": name, "value": value} for name, value in kept.items() if name in ("text", "quiet_days", "order")
        ],
        "found": counted(found.total, "acteur"),
        "views": [
            {"text": "Sur 2 territoires ou plus", "href": address(PATH, shared="oui")},
            {"text": "Sans SIRET", "href": address(PATH, gap="siret")},
            {"text": "Sans échange depuis 90 jours", "href": address(PATH, quiet_days=90)},
        ],
        "sort": {
            "label": values.get("order", "nom"),
            "options": [
                {"label": o, "href": address(PATH, **{**kept, "order": o})}
                for o in question("parties-prenantes").parameter("order").choices
            ],
        },
        "actors": [_actor_row(found, item) for item in found.shown],
        "pager": _pager(found, kept),
        "exports": [
            {
                "label": f"{label}",
                "href": address("/api/questions/parties-prenantes", **{**kept, "format": form}),
                "download": True,
            }
            for label, form in (("Liste en XLSX", "xlsx"), ("Liste en CSV", "csv"), ("Liste en JSON", "json"))
        ]
        + product_links("fichier-cartographie", "fichier-engagement"),
        "buttons": [{"label": "Importer", "href": "/donnees#importer"}],
        "primary": {"label": "Nouvel acteur", "href": "/saisie"},
        "suggestion": {"text": "Aucun acteur ne répond à ces filtres.", "href": PATH, "action": "Tout afficher"}
        if kept else {"text": "Aucun acteur n'est encore noté.", "href": "/donnees#importer", "action": "Importer un fichier"},
    }


def _facet(name: str, label: str, options: Any) -> Context:
    chosen: list[Facet] = [option for option in options if option.chosen]
    shown = [
        {
            "label": o.label,
            "value": o.value,
            "count": o.count,
            "checked": o.chosen,
            "kind": o.value if name == "kind" else None,
        }
        for o in list(options)[:40]
    ]
    return {
        "name": name,
        "label": label,
        "choice": "one",
        "options": shown,
        "current": chosen[0].label if chosen else None,
    }


def _active(found: StakeholderList, kept: dict[str, Any]) -> list[Context]:
    labels = {
        name: next((f.label for f in found.facets.get(name, ()) if f.chosen), str(value))
        for name, value in kept.items()
    }
    labels |= {
        "text": f"« {kept.get('text', '')} »",
        "quiet_days": f"Sans échange depuis {figured(int(kept.get('quiet_days') or 0), 'jour')}",
    }
    return [
        {"text": labels[name], "href": address(PATH, **{n: v for n, v in kept.items() if n != name})}
        for name in kept
        if name != "order"
    ]


def _actor_row(found: StakeholderList, item: Stakeholder) -> Context:
    return {
        "id": item.id,
        "href": actor_href(item.id),
        "name": item.name,
        "sub": item.sub,
        "kind": item.kind,
        "kind_label": KINDS[item.kind].label,
        "presence": found.presence(item),
        "positions": position_tags(item.standings.values(), item.position),
        "influence": item.score or None,
        "last": day(item.last_contact) if item.last_contact else "",
        "last_demo": "last_contact" in item.demo,
        "next": item.next_step,
        "gaps": [gap.label for gap in item.gaps],
    }


def position_tags(standings: Collection[Standing], position: str) -> list[Context]:
    """Return the position of an actor as tags: one alone when they agree, else each with its territory."""
    if position in {one.position for one in standings} or not standings:
        return [{"text": position.capitalize(), "tone": TONES.get(position, "neutral")}] if position else []
    return [{"text": capital(one.text), "tone": TONES.get(one.position, "neutral")} for one in standings]


def _pager(found: StakeholderList, kept: dict[str, Any]) -> Context:
    size = 50
    first = (found.page - 1) * size + 1
    last = min(found.page * size, found.total)
    said = f"Acteurs {number(first)} à {number(last)} sur {number(found.total)}"
    if found.total <= size:
        said = capital(counted(found.total, "acteur"))
    return {
        "sentence": said,
        "previous": address(PATH, **kept, page=found.page - 1) if found.page > 1 else None,
        "next": address(PATH, **kept, page=found.page + 1) if found.page < found.pages else None,
    }
