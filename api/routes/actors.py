"""The pages of actors: the list of stakeholders and the sheet of one of them."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from markupsafe import Markup

from api.asking import ask_question
from api.deps import HouseDep, ViewDep, typed_values
from api.drawing import actor_href, network_svg
from api.forms import entry_said
from api.pages import Context, Proofs, address, piece, product_links, render
from kb.kinds import KINDS, STAKEHOLDERS
from kb.view import View
from queries.answers import Network
from queries.base import question
from queries.fiche import FactLine, Sheet
from queries.parties_prenantes import Facet, StakeholderList
from queries.search import Found
from queries.stakeholders import Stakeholder
from queries.ties import TieLine
from queries.words import capital, counted, day, figured, number

router = APIRouter(include_in_schema=False)
PATH = "/parties-prenantes"
#: Fields whose value means little without its day.
DATED = frozenset({"workforce", "status", "population", "ppde_estimate"})
#: Most neighbours drawn on the sheet; the network page draws them all.
EGO_MOST = 13
_TONES = {"favorable": "good", "réservé": "warn", "opposé": "bad"}
#: Kinds the list of stakeholders leaves out, and most of them shown above it when they bear the words searched.
OTHERS = [code for code in KINDS if code not in STAKEHOLDERS]
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
    if request.query_params.get("texte"):
        values["text"] = request.query_params["texte"]
    found = ask_question(house.store, view, "parties-prenantes", values)
    assert isinstance(found, StakeholderList)
    context = {**_list_context(found, values), **_elsewhere(view, house, values.get("text", ""))}
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
        "suggestion": {"text": "Aucun acteur ne répond à ces filtres.", "href": PATH, "action": "Tout afficher"},
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
        "position": {"text": item.position.capitalize(), "tone": _TONES.get(item.position, "neutral")}
        if item.position
        else None,
        "influence": int(item.influence) if item.influence.isdigit() else None,
        "last": day(item.last_contact) if item.last_contact else "",
        "next": item.next_step,
        "gaps": [gap.label for gap in item.gaps],
    }


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


@router.get(PATH + "/{actor_id:path}")
def read_sheet(request: Request, house: HouseDep, view: ViewDep, actor_id: str) -> Response:
    """Show the sheet of one actor; a former id leads to the one it goes by now, until that is undone."""
    known = view.actor(actor_id)
    if known.id != actor_id:
        return RedirectResponse(actor_href(known.id), 302)
    values = {"actor": actor_id, **typed_values(request, {"most"})}
    found = ask_question(house.store, view, "fiche", {"most": 12, **values})
    assert isinstance(found, Sheet)
    said = entry_said(view, request.query_params.get("lot", ""))
    notices = [{"tone": "good", "text": said, "href": "/donnees#lots", "action": "Les saisies s'annulent ici."}] if said else []
    return render(request, view, "fiche.html", {**_sheet_context(view, house, found), "notices": notices})


def _sheet_context(view: View, house: HouseDep, found: Sheet) -> Context:
    proofs = Proofs(found.sources)
    actor = found.actor
    rest = found.ties_total - len(found.lines)
    return {
        "title": actor.name,
        "crumbs": [
            {"text": "Parties prenantes", "href": PATH},
            {"text": KINDS[actor.kind].plural, "href": address(PATH, kind=actor.kind)},
            {"text": actor.name},
        ],
        "actor": {
            "id": actor.id,
            "name": actor.name,
            "kind": actor.kind,
            "kind_label": found.kind,
            "roles": list(actor.roles),
            "tags": _tags(view, found),
        },
        "exports": [
            {
                "label": label,
                "href": address("/api/questions/fiche", actor=actor.id, format=form),
                "download": True,
            }
            for label, form in (("Liens en XLSX", "xlsx"), ("Liens en CSV", "csv"), ("Données JSON", "json"))
        ]
        + (
            [
                {
                    "label": "Affiche A3 de ses liens (PDF)",
                    "href": address("/reseau.pdf", centre=actor.id),
                    "download": True,
                }
            ]
            if any(line.kind in STAKEHOLDERS for line in found.lines)
            else []
        ),
        "buttons": [
            {"label": "Voir le réseau", "href": address("/reseau", centre=actor.id)},
            {"label": "Modifier", "href": actor_href(actor.id) + "/modifier"},
        ],
        "primary": {"label": "Trouver un chemin", "href": address("/reseau", centre=actor.id) + "#chemin"},
        "facts": [_fact(line, proofs) for line in found.facts if line.field != "aliases"]
        + [_missing(gap, actor.id) for gap in found.missing],
        "names": [
            {"text": v.text, "mark_list": proofs.marks(v.marks)}
            for line in found.facts
            if line.field == "aliases"
            for v in line.values
        ],
        "ties": [_tie(line, proofs, found) for line in found.lines],
        "tie_href": actor_href(actor.id) + "/lien",
        "ties_note": f"{number(found.ties_total)}"
        + (f", dont {counted(found.funding_total, 'financement')}" if found.funding_total else ""),
        "more_ties": {
            "text": f"Les {number(rest)} autres liens" if rest > 1 else "L'autre lien",
            "href": address(actor_href(actor.id), most=2000),
        }
        if rest > 0
        else None,
        "watch": [
            {"tag": w.tag, "tone": "warn", "parts": [piece(w.text)], "href": address("/recouvrements")}
            for w in found.watched
        ],
        "others": [
            {"name": o.name, "href": actor_href(o.id), "sub": str(o.value("city") or ""), "kind": o.kind}
            for o in found.establishments
        ],
        "picture": _picture(view, house, found),
        "picture_label": f"{counted(min(EGO_MOST, len(found.network.nodes) - 1), 'acteur')} autour de {actor.name}",
        "picture_href": address("/reseau", centre=actor.id),
        "legend": list(dict.fromkeys(node.kind for node in _nearest(found.network).nodes)),
        "timeline": [
            {"when": day(event.day), "text": event.text, "marks": proofs.marks([event.mark])} for event in found.events
        ],
        "sources": proofs.foot(),
    }


def _picture(view: View, house: HouseDep, found: Sheet) -> Markup | None:
    if len(found.network.nodes) < 2:
        return None
    # Our own drawing, in which every name was escaped.
    return Markup(network_svg(view, found, _nearest(found.network), house.positions))  # noqa: S704


def _nearest(network: Network) -> Network:
    """Return the actor and its most telling neighbours: a small picture that can be read."""
    nodes = list(network.nodes)[: EGO_MOST + 1]
    kept = {node.id for node in nodes}
    return Network(nodes, [e for e in network.edges if e.start in kept and e.end in kept], network.centre)


def _tags(view: View, found: Sheet) -> list[Context]:
    from queries.presence import short_names

    names = short_names(view)
    tags: list[Context] = [{"text": names[place], "tone": "neutral"} for place in found.territories[:4]]
    position = found.actor.value("position")
    return (
        [*tags, {"text": str(position).capitalize(), "tone": _TONES.get(str(position), "neutral")}]
        if position
        else tags
    )


def _fact(line: FactLine, proofs: Proofs) -> Context:
    return {
        "label": line.label,
        "disagreement": line.note,
        # A row speaks of one day; said beside a lone value, that day would read as the value's own.
        "values": [
            {
                "text": v.text,
                "note": v.when if len(line.values) > 1 or line.field in DATED else "",
                "mark_list": proofs.marks(v.marks),
                "winner": n == 0,
            }
            for n, v in enumerate(line.values)
        ],
    }


def _missing(gap: Any, actor_id: str) -> Context:
    href = f"{actor_href(actor_id)}/modifier#champ-{gap.field}"
    return {"label": gap.label, "values": [], "gap": {"text": "manque", "action": gap.action, "href": href}}


def _tie(line: TieLine, proofs: Proofs, found: Sheet) -> Context:
    detail = " · ".join(text for text in (line.detail, "démonstration" if line.demo else "") if text)
    return {
        "kind": line.kind,
        "reading": line.reading,
        "other": {"name": line.name, "href": actor_href(line.other)},
        "amount": line.amount,
        "detail": detail,
        "planned": line.tie.planned,
        "marks": proofs.marks([found.marks[line.tie.claim]]),
        "end_href": f"{actor_href(found.actor.id)}/liens/{line.tie.id}/fin",
    }
