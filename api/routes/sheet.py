"""The page of one actor: its facts and their proofs, its ties, those that ended, what to watch."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from markupsafe import Markup

from api.asking import ask_question
from api.deps import HouseDep, ViewDep
from api.drawing import actor_href, network_svg
from api.forms import entry_said, still_shown
from api.heard import typed_values, value_asked, values_asked
from api.noting import local_cards
from api.pages import Context, Proofs, address, piece, render
from api.routes.actors import PATH, position_tags
from api.routes.home import TONES as WATCH_TONES
from api.routes.home import page_of
from api.routes.separating import made_context
from kb.kinds import KINDS, STAKEHOLDERS
from kb.view import View
from queries.actions import actions_around
from queries.answers import Network
from queries.fact_lines import FactLine
from queries.fiche import Sheet
from queries.meetings import meetings_around
from queries.presence import short_names
from queries.ties import TieLine
from queries.words import counted, day, number, said_before

router = APIRouter(include_in_schema=False)
#: Fields whose value means little without its day.
DATED = frozenset({"workforce", "status", "population", "ppde_estimate"})
#: Most neighbours drawn on the sheet; the network page draws them all.
EGO_MOST = 13


@router.get(PATH + "/{actor_id:path}")
def read_sheet(request: Request, house: HouseDep, view: ViewDep, actor_id: str) -> Response:
    """Show the sheet of one actor; a former id leads to the one it goes by now, until that is undone."""
    known = view.actor(actor_id)
    if known.id != actor_id:
        return RedirectResponse(actor_href(known.id), 302)
    values = {"actor": actor_id, **typed_values(request, {"most"})}
    found = ask_question(house.store, view, "fiche", {"most": 12, **values})
    assert isinstance(found, Sheet)
    said, behind = entry_said(view, value_asked(request, "lot")), still_shown(view, known, values_asked(request, "saisi"))
    notices = [{"tone": "good", "text": said, "href": "/donnees#lots", "action": "Les saisies s'annulent ici."}] if said else []
    notices += [{"tone": "warn", "text": behind}] if said and behind else []
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
            *([{"label": "Noter un échange", "href": actor_href(actor.id) + "/echange"}] if local_cards(actor) else []),
            *([] if KINDS[actor.kind].sent_as else [{"label": "Modifier", "href": actor_href(actor.id) + "/modifier"}]),
        ],
        "primary": {"label": "Trouver un chemin", "href": address("/reseau", centre=actor.id) + "#chemin"},
        "facts": [_fact(line, proofs) for line in found.facts if line.field != "aliases"]
        + [_missing(gap, actor.id) for gap in found.missing],
        "names": [{"text": said.text, "mark_list": proofs.marks([said.mark])} for said in found.names],
        "names_href": f"{actor_href(actor.id)}/modifier#champ-aliases" if any(not n.kind for n in found.names) else "",
        "ties": [_tie(line, proofs, found) for line in found.lines],
        "past": [_tie(line, proofs, found) for line in found.past],
        "coming": [_tie(line, proofs, found) for line in found.coming],
        "past_note": counted(found.past_total, "lien terminé", "liens terminés"),
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
            {"tag": w.tag, "tone": WATCH_TONES.get(w.tag, "warn"), "parts": [piece(w.text)], "href": page_of(w.question, {})}
            for w in found.watched
        ],
        "followed": [{"text": said, "href": page_of(question, params)} for said, question, params in _followed(view, found)],
        "counts_title": found.counts.title,
        "counts": [
            {**row, "marks": proofs.of_claims(proof["count"])} for row, proof in zip(found.counts.rows, found.counts.proofs, strict=True)
        ],
        "others": [
            {"name": o.name, "href": actor_href(o.id), "sub": str(o.value("city") or ""), "kind": o.kind}
            for o in found.establishments
        ],
        "made": made_context(view, actor),
        "picture": _picture(view, house, found),
        "picture_label": said_before(f"{counted(min(EGO_MOST, len(found.network.nodes) - 1), 'acteur')} autour de", actor.name),
        "picture_href": address("/reseau", centre=actor.id),
        "legend": list(dict.fromkeys(node.kind for node in _nearest(found.network).nodes)),
        "timeline": [
            {"when": day(event.day), "text": event.text, "marks": proofs.marks([event.mark])} for event in found.events
        ],
        "au": view.date.isoformat(),
        "sources": proofs.foot(),
    }


def _followed(view: View, found: Sheet) -> list[tuple[str, str, Context]]:
    """Return what is to be done and who met around an actor or on a territory, with the list that shows it."""
    actor = found.actor.id
    params = {"territory" if "territory" in found.actor.roles else "actor": actor}
    said = [(actions_around(view, actor), "actions"), (meetings_around(view, actor), "rencontres")]
    return [(text, question, params) for text, question in said if text]


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
    names = short_names(view)
    tags: list[Context] = [{"text": names[place], "tone": "neutral"} for place in found.territories[:4]]
    return tags + position_tags(found.standings, found.position)


def _fact(line: FactLine, proofs: Proofs) -> Context:
    return {
        "label": line.label,
        "disagreement": line.note,
        # A row speaks of one day; said beside a lone value, that day would read as the value's own.
        "values": [
            {
                "text": v.text,
                "note": v.when if len(line.values) > 1 or line.local or line.field in DATED else "",
                "mark_list": proofs.marks(v.marks),
                "winner": v.retained,
            }
            for v in line.values
        ],
    }


def _missing(gap: Any, actor_id: str) -> Context:
    href = f"{actor_href(actor_id)}/modifier#champ-{gap.field}"
    return {"label": gap.label, "values": [], "gap": {"text": "manque", "action": gap.action, "href": href}}


def _tie(line: TieLine, proofs: Proofs, found: Sheet) -> Context:
    gone = f"{actor_href(found.actor.id)}/liens/{line.tie.id}/fin"
    detail = " · ".join(text for text in (line.detail, "démonstration" if line.demo else "") if text)
    return {
        "kind": line.kind,
        "reading": line.reading,
        "other": {"name": line.name, "href": actor_href(line.other)},
        "amount": line.amount,
        "detail": detail,
        "planned": line.tie.planned,
        "marks": proofs.marks(found.marks[claim] for claim in line.claims),
        "end_href": "" if line in found.past else gone,
    }
