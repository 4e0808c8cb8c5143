"""The page of overlaps: activities to examine, shared funders, colliding solicitations, actors on several territories."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.asking import ask_question
from api.deps import HouseDep, ViewDep
from api.drawing import actor_href
from api.heard import typed_values, value_asked
from api.pages import Context, Proofs, address, piece, proofs_of, render
from kb.services.facts import PAIR_KINDS, VERDICTS
from kb.view import View
from queries.collisions import CLASSES, Collision, Collisions
from queries.overlaps import Overlaps, Pair
from queries.presence import short_names
from queries.shared import SharedActors
from queries.stakeholders import sees_engagement
from queries.words import capital, day, listed, money, number, sentences

router = APIRouter(include_in_schema=False)
PATH = "/recouvrements"
#: Pairs shown at first on the page; the files hold them all.
PAIRS_SHOWN = 25


@router.get(PATH)
def read_overlaps(request: Request, house: HouseDep, view: ViewDep) -> HTMLResponse:
    """Show what overlaps between territories: to examine, never a verdict."""
    values = typed_values(request, {"territory", "pairs"})
    place = {name: value for name, value in values.items() if name == "territory"}
    most = 500 if value_asked(request, "tout") else PAIRS_SHOWN
    whole = ask_question(house.store, view, "recouvrements", {**place, "most": 1})
    assert isinstance(whole, Overlaps)
    # Kinds of pairs are never mixed in a list: what two EBE do alike is shown first.
    shown = str(values.get("pairs") or next(iter(whole.by_kind), ""))
    overlaps = ask_question(
        house.store, view, "recouvrements", {**place, **({"pairs": shown} if shown else {}), "most": most}
    )
    funders = ask_question(house.store, view, "financeurs-communs", {})
    present = ask_question(house.store, view, "presents-plusieurs-territoires", {})
    collisions = ask_question(house.store, view, "collisions", place) if sees_engagement(view) else None
    assert isinstance(overlaps, Overlaps)
    assert isinstance(funders, SharedActors)
    assert isinstance(present, SharedActors)
    answers = [answer for answer in (overlaps, collisions, funders, present) if answer is not None]
    proofs = proofs_of(view, list(dict.fromkeys(claim for answer in answers for claim in answer.claims())))
    context: Context = {
        "title": "Recouvrements",
        "lede": "Qui fait la même chose, qui demande au même moment, qui est partagé ? Rien n'est jugé ici : chaque cas est à examiner par les CLE.",
        "facets": _facets(view, values, whole, shown),
        "exports": _exports(values),
        "primary": {"label": "Télécharger la liste (XLSX)", "href": "/livrables/recouvrements.xlsx", "download": True},
        "activities": {**_activities(overlaps, proofs, {**place, "pairs": shown}), "sentence": whole.sentence},
        "funders": {"sentence": funders.sentence, "rows": _shared(funders, proofs)},
        "presences": {"sentence": present.sentence, "rows": _shared(present, proofs)},
        "sources": proofs.foot(),
    }
    if isinstance(collisions, Collisions):
        context["collisions"] = {"sentence": collisions.sentence, "cases": [_collision(c) for c in collisions.found]}
    return render(request, view, "recouvrements.html", context)


def _facets(view: View, values: dict[str, object], whole: Overlaps, shown: str) -> list[Context]:
    places = [{"value": p, "label": n, "checked": values.get("territory") == p} for p, n in short_names(view).items()]
    pairs = [
        {"value": name, "label": capital(name), "checked": shown == name, "count": count}
        for name, count in whole.by_kind.items()
    ]
    return [
        {
            "name": "territory",
            "label": "Territoire",
            "choice": "one",
            "options": places,
            "current": next((p["label"] for p in places if p["checked"]), None),
        },
        {
            "name": "pairs",
            "label": "Paires",
            "choice": "one",
            "options": pairs,
            "current": capital(shown) if shown else None,
        },
    ]


def _exports(values: dict[str, object]) -> list[Context]:
    listed = (
        ("recouvrements", "Activités à examiner"),
        ("collisions", "Collisions de demandes"),
        ("financeurs-communs", "Financeurs communs"),
        ("presents-plusieurs-territoires", "Présents sur plusieurs territoires"),
    )
    found = [{"label": "Tout, en un classeur", "href": "/livrables/recouvrements.xlsx", "download": True}]
    for name, label in listed:
        kept = values if name == "recouvrements" else {}
        found.append(
            {
                "label": f"{label} (XLSX)",
                "href": address(f"/api/questions/{name}", **kept, format="xlsx"),
                "download": True,
            }
        )
    return found


def _activities(found: Overlaps, proofs: Proofs, values: dict[str, object]) -> Context:
    rest = found.total - len(found.pairs)
    more = (
        {
            "text": f"Les {number(rest)} autres paires" if rest > 1 else "L'autre paire",
            "href": address(PATH, **values, tout="oui") + "#activites",
        }
        if rest > 0
        else None
    )
    return {"cases": [_case(pair, found, proofs) for pair in found.pairs], "more": more}


def _case(pair: Pair, found: Overlaps, proofs: Proofs) -> Context:
    from kb.services.table import PLACE_UNKNOWN  # brings numpy and scipy along

    o = pair.overlap
    distance = f"{str(round(o.distance_km, 1)).replace('.', ',')} km" if o.distance_km is not None else "non mesurée"
    same = ("Complément", o.complement) if o.verdict == "complementary" else ("Même service", o.semantic)
    factors = (same, ("Clientèle", o.clientele), ("Proximité", o.catchment), ("Période", o.period))
    # Without a distance, the proximity rests on a common commune or territory, as the sentence says, or on nothing at all.
    guessed = o.distance_km is None and o.catchment != PLACE_UNKNOWN
    unknown = {{"clientele": "Clientèle", "period": "Période"}[factor] for factor in o.unknown}
    unknown |= {"Proximité"} if o.distance_km is None and not guessed else set()
    return {
        "id": f"{pair.one.actor.id}~{pair.other.actor.id}",
        "title": f"{pair.one.name} et {pair.other.name}",
        "tag": f"{capital(pair.stands)} · degré {pair.degree}",
        "tone": "warn",
        "score": o.score,
        "lead": f"{capital(VERDICTS[o.verdict])} · {PAIR_KINDS[o.kind]}.",
        "sentence": o.sentence,
        "factors": [
            {
                "label": label,
                "value": "inconnue" if label in unknown else f"{round(100 * value)} %{' (estimée)' if guessed and label == 'Proximité' else ''}",
                "unknown": label in unknown,
            }
            for label, value in factors
        ]
        + [{"label": "Distance", "value": distance, "unknown": o.distance_km is None}],
        "pair": [
            {
                "actor": {
                    "kind": a.actor.kind,
                    "name": a.name,
                    "href": actor_href(a.actor.id),
                    "sub": " · ".join(found.places.get(p, p) for p in a.territories),
                },
                "activity": str(a.actor.value("description") or ""),
                "marks": proofs.of_claims(a.claims()),
            }
            for a in (pair.one, pair.other)
        ],
    }


def _collision(collision: Collision) -> Context:
    quiet = f"Ne pas redemander avant le {day(collision.quiet_until)}" if collision.quiet_until else ""
    parts = [
        piece(collision.name, href=actor_href(collision.organisation)),
        piece(f" : {CLASSES[collision.code]} pour {listed(collision.askers)}."),
    ]
    return {
        "tag": "À examiner",
        "tone": "warn",
        "parts": parts,
        "note": sentences([" ; ".join(ask.text for ask in collision.asks), collision.proposal, quiet]),
    }


def _shared(found: SharedActors, proofs: Proofs) -> list[Context]:
    rows = []
    for row, data in zip(found.rows, found.table().rows, strict=True):
        amount = data["amount"]
        rows.append(
            {
                "actor": {"kind": row.kind, "name": row.name, "href": actor_href(row.id), "sub": data["note"]},
                "territories": ", ".join(data["territories"]),
                "natures": " ; ".join(data["natures"]),
                "count": data["reach"],
                "amount": money(amount) if amount is not None else "",
                "marks": proofs.of_claims(row.claims()[:6]),
            }
        )
    return rows
