"""The pages of the network: its drawing with its table twin, and the path between two actors."""

from __future__ import annotations

from collections import Counter
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from markupsafe import Markup

from api.asking import ask_question
from api.deps import House, HouseDep, ViewDep
from api.drawing import actor_href, drawn_network
from api.heard import typed_values
from api.hubs import has_hub
from api.meant import refused
from api.outputs import graph
from api.pages import Context, Proofs, address, piece, proofs_of, render
from api.path_card import read_path_card
from api.printed import picture_file
from kb.errors import BadParameter
from kb.kinds import KINDS, TIES
from kb.text import slug
from kb.view import View
from queries.base import question
from queries.network import NetworkAnswer, Place, counted_actors
from queries.presence import short_names
from queries.stakeholders import stakeholders
from queries.ties import tie_amount, tie_detail
from queries.words import before, capital, counted, figured

router = APIRouter(include_in_schema=False)
#: Most actors of a network that are also drawn as one static picture, and most rows of its table twin on the page.
STATIC_MOST, ROWS_MOST, SENTENCES_MOST = 60, 300, 12


@router.get("/reseau")
def read_network(request: Request, house: HouseDep, view: ViewDep) -> HTMLResponse:
    """Show the network around an actor, a territory or a theme, and the path between two actors when asked."""
    values = typed_values(request, {param.name for param in question("reseau").parameters})
    try:
        found = ask_question(house.store, view, "reseau", values)
    except BadParameter as refusal:
        return render(request, view, "reseau.html", _refused_context(request, view, values, refusal), refusal.status)
    assert isinstance(found, NetworkAnswer)
    path = read_path_card(request, house, view, values, _name_of(found, found.network.centre))
    claims = [claim for tie in found.ties[:200] for claim in found.told[tie.id]] + path.claims
    proofs = proofs_of(view, list(dict.fromkeys(claims)))
    context = {**_network_context(view, house, found, values, proofs), **path.context(proofs)}
    return render(request, view, "reseau.html", context, 422 if path.faults else 200)


def _name_of(found: NetworkAnswer, actor: str) -> str:
    return next((node.label for node in found.network.nodes if node.id == actor), "")


def _refused_context(request: Request, view: View, values: dict[str, Any], refusal: BadParameter) -> Context:
    """Return the page of a network that cannot be drawn: what was asked stays in the form, beside what is wrong."""
    return {
        "title": "Réseau",
        "lede": question("reseau").explain,
        "crumbs": [{"text": "Réseau"}],
        "facets": _facets(view, "", values),
        "notices": refused(request, refusal),
        "too_many": {"text": "Corrigez le choix ci-dessus.", "href": "/reseau", "action": "Voir toute la base"},
    }


def _network_context(view: View, house: House, found: NetworkAnswer, values: dict[str, Any], proofs: Proofs) -> Context:
    drawn = drawn_network(view, found, found.network, house.positions) if found.network.nodes else None
    data = _page_data(drawn) if drawn else None
    static = bool(drawn) and len(found.network.nodes) <= STATIC_MOST and not found.aggregated
    return {
        "title": "Réseau",
        "lede": question("reseau").explain,
        "crumbs": [{"text": "Réseau"}],
        "facets": _facets(view, _name_of(found, found.network.centre), values),
        "network": data,
        "label": found.title,
        "summary": found.sentence,
        "picture": Markup(_static(found, drawn)) if drawn and static else None,  # noqa: S704
        "legend": list(dict.fromkeys(node.kind for node in found.network.nodes)),
        "dashed": graph.DASHED,
        "insights": _insights(found),
        "rows": _rows(found, proofs),
        "rows_note": _counted_rows(found),
        "exports": _exports(found, values, static),
        "primary": {"label": "Trouver un chemin", "href": "#chemin"},
        "sources": proofs.foot(),
    }


def _counted_rows(found: NetworkAnswer) -> str:
    """Return what the table under the drawing counts: the same actors and ties as the sentence above it."""
    nodes, edges = found.network.nodes, found.network.edges
    if found.aggregated:
        actors, ties = sum(node.count for node in nodes), sum(int(edge.label) for edge in edges)
        return f"{counted(actors, 'acteur')} en {counted(len(nodes), 'type')}, {counted(ties, 'lien')}"
    return f"{counted_actors(node.kind for node in nodes)} ; {counted(len(edges), 'lien')}"


def _exports(found: NetworkAnswer, values: dict[str, Any], static: bool) -> list[Context]:
    """Return the files of a network: the sheet to print around its centre, the interactive page, the tables."""
    links: list[tuple[str, str, dict[str, str]]] = [
        (f"Affiche A3 ({form.upper()})", f"/reseau.{form}", {}) for form in ("pdf", "svg", "png")
    ]
    asked = [("Page interactive (HTML)", "html"), ("Image (SVG)", "svg"), ("Tableau (XLSX)", "xlsx")]
    asked += [("Tableau (CSV)", "csv"), ("Données (JSON)", "json")]
    if not has_hub(found):
        links = []
    # What is too large to be read as one still picture, or already offered as a sheet to print, is not offered as one.
    kept = [(label, form) for label, form in asked if form != "svg" or (static and not links)]
    links += [(label, "/api/questions/reseau", {"format": form}) for label, form in kept]
    return [{"label": label, "href": address(to, **{**values, **more}), "download": True} for label, to, more in links]


def _static(found: NetworkAnswer, drawn: graph.Network) -> str:
    from api.outputs.ego import ego_svg

    return ego_svg(found.network.centre or drawn.nodes[0].id, drawn.nodes, drawn.edges, drawn.positions)


def _page_data(drawn: graph.Network) -> dict[str, Any]:
    from api.network import network_data

    data = network_data(drawn.nodes, drawn.edges, drawn.positions)
    data["nodes"] |= {"href": [n.href for n in drawn.nodes], "note": [n.note for n in drawn.nodes]}
    return data


def _facets(view: View, named: str, values: dict[str, Any]) -> list[Context]:
    centre = values.get("centre", "")
    name = named if centre else ""
    places = [
        {"value": p, "label": label, "checked": values.get("territory") == p} for p, label in short_names(view).items()
    ]
    themes = sorted({theme for item in stakeholders(view).values() for theme in item.themes})
    chosen = values.get("ties", [])
    chosen = chosen if isinstance(chosen, list) else [chosen]
    ties = [{"value": t.code, "label": t.forward, "checked": t.code in chosen} for t in TIES.values()]
    depth = str(values.get("depth", "1"))
    return [
        {
            "name": "centre",
            "label": "Autour de",
            "current": name or None,
            "fields": [
                {
                    "name": "centre",
                    "label": "Un acteur",
                    "value": name or centre,
                    "hint": "Son nom, un SIRET ou un SIREN.",
                }
            ],
        },
        {
            "name": "territory",
            "label": "Territoire",
            "choice": "one",
            "options": places,
            "current": next((p["label"] for p in places if p["checked"]), None),
        },
        {
            "name": "theme",
            "label": "Domaine",
            "choice": "one",
            "current": values.get("theme"),
            "options": [{"value": t, "label": t, "checked": values.get("theme") == t} for t in themes[:40]],
        },
        {
            "name": "depth",
            "label": "Pas",
            "choice": "one",
            "current": "à 2 pas" if depth == "2" else None,
            "options": [{"value": n, "label": f"à {n} pas", "checked": depth == n} for n in ("1", "2")],
        },
        {
            "name": "ties",
            "label": "Types de liens",
            "choice": "several",
            "options": ties,
            "current": counted(len(chosen), "type de lien") if chosen else None,
        },
    ]


def _insights(found: NetworkAnswer) -> list[Context]:
    said = []
    for title, places in (("Central", found.central), ("Pont", found.bridges), ("Isolé", found.isolated)):
        said += [{"title": title, "parts": _linked(p)} for p in places[:3]]
    said += [{"title": "À savoir", "parts": [piece(gap)]} for gap in found.gaps]
    return said


def _linked(place: Place) -> list[Context]:
    """Return the sentence of a place in the network, the actor's name leading to its sheet."""
    before, named, after = place.sentence.partition(place.name)
    if not named:
        return [piece(place.name, href=actor_href(place.id)), piece(f" : {place.sentence}.")]
    return [piece(capital(before)), piece(named, href=actor_href(place.id)), piece(f"{after}.")]


def _rows(found: NetworkAnswer, proofs: Proofs) -> list[Context]:
    if found.aggregated:
        return _aggregated_rows(found)
    around: dict[str, list[Context]] = {}
    for tie in found.ties:
        for end in (tie.start, tie.end):
            other = tie.other(end)
            detail = ", ".join(text for text in (tie_amount(tie), tie_detail(tie)) if text)
            around.setdefault(end, []).append(
                {
                    "reading": before(tie.reading(end), found.names.get(other, "")),
                    "detail": detail,
                    "marks": proofs.of_claims(found.told[tie.id]),
                    "other": {"name": found.names.get(other, other), "href": actor_href(other)},
                }
            )
    rows = []
    for node in sorted(found.network.nodes, key=lambda n: (-len(around.get(n.id, [])), n.label))[:ROWS_MOST]:
        sentences = around.get(node.id, [])
        shown = sentences[:SENTENCES_MOST]
        if len(sentences) > SENTENCES_MOST:
            shown.append(
                {
                    "reading": "et",
                    "other": {
                        "name": counted(len(sentences) - SENTENCES_MOST, "autre lien"),
                        "href": actor_href(node.id),
                    },
                }
            )
        rows.append(
            {
                "actor": {"kind": node.kind, "name": node.label, "href": actor_href(node.id), "sub": node.sub},
                "kind_label": KINDS[node.kind].label,
                "ties": len(sentences),
                "sentences": shown,
            }
        )
    return rows


def _aggregated_rows(found: NetworkAnswer) -> list[Context]:
    names = {node.id: node for node in found.network.nodes}
    rows = []
    for node in found.network.nodes:
        counts: Counter[str] = Counter()
        for e in found.network.edges:
            if node.id in (e.start, e.end):
                counts[e.end if e.start == node.id else e.start] += int(e.label)
        sentences = [
            {
                "reading": f"{figured(count, 'lien')} {'entre eux' if other == node.id else 'avec'}",
                "other": {"name": "" if other == node.id else names[other].label, "href": None},
            }
            for other, count in counts.most_common()
        ]
        rows.append(
            {
                "actor": {
                    "kind": node.kind,
                    "name": node.label,
                    "href": address("/parties-prenantes", kind=node.kind),
                    "sub": node.sub,
                },
                "kind_label": KINDS[node.kind].label,
                "ties": counts.total(),
                "sentences": sentences,
            }
        )
    return rows


@router.get("/reseau.{form}")
def read_hub_file(request: Request, house: HouseDep, view: ViewDep, form: str) -> Response:
    """Return who works with whom around an actor or a territory, as one page to print."""
    from api.hubs import network_hub_svg

    values = typed_values(request, {param.name for param in question("reseau").parameters}, alone=True)
    found = ask_question(house.store, view, "reseau", values)
    assert isinstance(found, NetworkAnswer)
    name = slug(_name_of(found, found.network.centre)) or "reseau"
    return picture_file(network_hub_svg(view, found), found.title, f"autour-{name[:60]}", form)
