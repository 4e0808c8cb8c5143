"""What the preview of an import shows: what the file is, what it would change value by value, what is set aside."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from urllib.parse import quote

from api.drawing import actor_href
from api.importing import Report
from api.known import known_actors
from api.owners import owner_label
from api.pages import Context
from api.remapping import displaced, remap_of_read, remap_of_refused, renames_of
from api.renamed import RENAMED
from api.telling import COMPLETES, balance, nothing_new, place_of, vanished
from kb.differences import Difference, name_of, states
from kb.found import is_said
from kb.graph import Actor
from kb.ledger import ActorRecord, Claim
from kb.plan import NO_DATA, VANISHED_NAMED, Plan
from kb.problems import Problem, excerpt
from kb.text import fold
from kb.view import View
from queries.stakeholders import cards_of
from queries.values import value_text
from queries.words import figured

#: What is typed to end the rows that an edition no longer holds.
END_WORD = "clore"
#: What is said before anything else: what the base would lose.
_FIRST = ("TERRITORY_LEFT", "COLUMN_GONE")
#: Most differences and most new rows shown; the counts above say how many there are.
DIFFERENCES_MOST, NEW_MOST = 100, 50


def preview_context(view: View, report: Report, token: str, told: str = "") -> Context:
    """Return what the page shows of a file that was read and not written; `told` is why a correction was not taken."""
    context: Context = {
        "title": "Aperçu de l'import",
        "crumbs": [{"text": "Données", "href": "/donnees"}, {"text": "Aperçu"}],
        "cancel_href": "/donnees",
        "token": token,
        "notices": [{"tone": "bad", "text": told}] if told else [],
    }
    if report.plan is None or report.reading is None:
        return {**context, **_refused(report), **remap_of_refused(report, token)}
    plan = report.plan
    changes = plan.created + plan.updated
    at = f"/donnees/import/{token}"
    asked = {one.column.label for one in report.renamed}
    lost = [{"tone": "warn", "text": p.message} for p in plan.warnings if p.code in _FIRST and p.column not in asked]
    lost += [{"tone": "warn", "text": text} for text in displaced(report)]
    return {
        **context,
        "notices": context["notices"] + lost,
        "lede": f"{report.reading.evidence.partition(' (')[0].rstrip('.')}.{f' {COMPLETES}' if plan.completes else ''}",
        "file": [
            {"label": "Fichier", "value": report.request.file},
            {"label": "Importeur", "value": report.reading.importer.title},
            {"label": "Source", "value": plan.source.title or plan.source.name},
            {"label": "De la part de", "value": owner_label(view, plan.source.owner)},
        ],
        "counts": _counts(plan),
        "balance": balance(plan),
        **remap_of_read(report, token),
        "renames": renames_of(report),
        "changes": [*_modified(plan.differences[:DIFFERENCES_MOST]), *_told_first(_new(view, plan.new))[:NEW_MOST]],
        "changes_none": nothing_new(plan),
        "changes_note": " ".join(_rest(plan)),
        "problems": [_problem(p, "bad") for p in plan.problems] + [_problem(p, "warn") for p in plan.warnings if p.code != RENAMED],
        "aside": _aside(plan, at),
        "vanished": _vanished(plan),
        "apply_href": f"{at}/appliquer",
        "apply_label": f"Écrire {figured(changes, 'changement')}" if changes else "Clore ces lignes" if may_end(plan) else "Rien à écrire",
        "may_apply": plan.writes or may_end(plan),
    }


def may_end(plan: Plan) -> bool:
    """Tell whether the rows that an edition no longer holds may be ended from its preview: not those of what looks like another list."""
    whole = all(problem.code in NO_DATA for row in plan.set_aside for problem in row.problems)
    return bool(plan.vanished) and whole and not plan.unlike


def _vanished(plan: Plan) -> Context | None:
    if not plan.vanished:
        return None
    rest = len(plan.vanished) - len(plan.vanished_names)
    names = [excerpt(name) for name in plan.vanished_names]
    more = [f"et {figured(rest, 'autre')}"] if len(plan.vanished) > VANISHED_NAMED and rest > 0 else []
    return {"text": vanished(plan), "names": [*names, *more], "word": END_WORD if may_end(plan) else ""}


def _refused(report: Report) -> Context:
    return {
        "lede": "Ce fichier est refusé : rien n'a été écrit.",
        "notices": [{"tone": "bad", "text": str(report.refused)}],
        "file": [
            {"label": "Fichier", "value": report.request.file},
            {"label": "Code", "value": report.refused.refusal if report.refused else ""},
        ],
        "may_apply": False,
    }


def _counts(plan: Plan) -> list[Context]:
    said = (plan.created, "ligne nouvelle"), (plan.updated, "ligne modifiée"), (plan.unchanged, "ligne inchangée")
    aside = len(plan.set_aside)
    counts: list[Context] = [{"value": count, "label": _noun(count, noun)} for count, noun in said]
    return [*counts, {"value": aside, "label": _noun(aside, "ligne mise de côté"), "warn": bool(aside)}]


def _noun(count: int, noun: str) -> str:
    return figured(count, noun).partition(" ")[2]


def _problem(problem: Problem, tone: str) -> Context:
    place = place_of(problem.at(file="", value=""))
    return {"tone": tone, "place": place, "value": problem.value, "message": problem.message, "todo": problem.code}


# -- what would change ------------------------------------------------------------------------------------------------


def _modified(found: Sequence[Difference]) -> Iterable[Context]:
    """Yield the rows whose source said something else last time, each with its old and new values."""
    for (line, name), same in groupby(found, key=lambda d: (d.line, d.name)):
        values = [{"label": d.label, "before": d.before, "after": d.after} for d in same]
        yield {"actor": {"name": name}, "tag": "modifiée", "tone": "warn", "line": line, "said": values}


def _new(view: View, claims: Sequence[Claim]) -> Iterable[Context]:
    """Yield the rows new to their source: beside what the base says today when it knows the actor, else as they are."""
    known = known_actors(view, [claim.actors[0] for claim in claims if claim.actors])
    for claim in claims:
        actor = known.get(claim.actors[0].identity) if claim.actors else None
        if actor is None:
            values = [{"label": label, "after": text} for label, text in states(claim).items()]
            yield {"actor": {"name": name_of(claim)}, "tag": "nouvelle", "tone": "good", "said": values}
        else:
            shown = {"name": actor.name, "href": actor_href(actor.id), "kind": actor.kind}
            said = list(_beside(actor, claim.actors[0]))
            note = "" if said else "Dit la même chose que la base : une source de plus."
            yield {"actor": shown, "tag": "acteur connu", "tone": "neutral", "said": said, "note": note}


def _told_first(rows: Iterable[Context]) -> list[Context]:
    """Return the rows that bring something before those that say what the base says already."""
    return sorted(rows, key=lambda row: not row["said"])


def _beside(actor: Actor, record: ActorRecord) -> Iterable[Context]:
    cards = cards_of(actor)
    for name, value in record.fields.items():
        card = cards.get(name)
        if name == "name" or card is None or not card.shown:
            continue
        before, after = actor.value(name), value_text(value, card)
        said = value_text(before, card) if is_said(before) else ""
        if after and fold(said) != fold(after):
            yield {"label": card.label, "before": said, "after": after, "kept": True}


def _rest(plan: Plan) -> Iterable[str]:
    if len(plan.differences) > DIFFERENCES_MOST:
        yield f"Les {DIFFERENCES_MOST} premières différences sur {figured(len(plan.differences), 'différence')}."
    if plan.created > NEW_MOST:
        yield f"{NEW_MOST} lignes nouvelles montrées sur {figured(plan.created, 'ligne')}."


# -- what is set aside ------------------------------------------------------------------------------------------------


def _aside(plan: Plan, at: str) -> list[Context]:
    """Return the downloads of the rows set aside: one file a sheet, so that each comes back as it left."""
    sheets = list(dict.fromkeys(row.sheet for row in plan.set_aside))
    return [
        {
            "text": "Télécharger les lignes mises de côté (CSV)" + (f", feuille {sheet}" if len(sheets) > 1 else ""),
            "href": f"{at}/ecartees.csv" + (f"?feuille={quote(sheet)}" if sheet else ""),
        }
        for sheet in sheets
    ]
