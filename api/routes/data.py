"""The page of the data of the base: sources, batches and their undo, templates, and where each value comes from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.asking import MEDIA
from api.batches import batch_about, batch_title
from api.corrected import corrected_rows
from api.deps import HouseDep, ViewDep
from api.drawing import actor_href
from api.editing import CONTACT_NOTE
from api.heard import value_asked, values_asked
from api.owners import EVERYBODY, owner_label
from api.pages import Context, address, attached, product_links, render
from api.quarantine import Aside, aside_of, batches_aside, kept_aside, without_rows
from api.undoing import IDLE, NAMED_MOST, NAMELESS, loose_ties, undo_batch
from importers import IMPORTERS
from kb.clock import now
from kb.errors import BadParameter, KbError
from kb.ledger import BatchInfo
from kb.merges import told_of_lost
from kb.view import Origin, View
from queries.marks import says_demo
from queries.presence import short_names
from queries.words import counted, day, figured, listed, number

router = APIRouter()
#: Files of rows set aside that the page lists at once; the others are folded.
ASIDE_SHOWN = 8
#: What comes after an import: its rows may speak of actors that the base knew by another name.
NEXT: Context = {
    "tone": "neutral", "text": "Ensuite : le fichier parle peut-être d'acteurs déjà connus sous un autre nom.",
    "href": "/rapprochements", "action": "Voir les paires à trancher",
}  # fmt: skip
#: More batches than a base has.
_ALL = 10**9


class NotKept(KbError):
    """Raised when a file of rows set aside is not, or no longer, beside the base."""

    code, status = "FILE_NOT_KEPT", 404


@router.get("/donnees", include_in_schema=False)
def read_data(request: Request, house: HouseDep, view: ViewDep) -> HTMLResponse:
    """Show the sources, the batches and the form by which a file enters."""
    context = data_context(view, house.base, _said(view, request))
    if any(batch.id == value_asked(request, "lot") and batch.kind == "import" and batch.undone_by is None for batch in view.batches(50)):
        context["notices"].append(NEXT)
    context["notices"] += _unnamed(view, request)
    if value_asked(request, "sans_effet"):
        context["notices"].append({"tone": "warn", "text": IDLE})
    for name, told in (("sans_bout", loose_ties), ("defaits", told_of_lost)):
        if count := _count(request, name):
            context["notices"].append({"tone": "warn", "text": told(count)})
    return render(request, view, "donnees.html", context)


def _count(request: Request, name: str) -> int:
    """Return a count that an address carries, 0 for anything else: it is only ever said in a sentence."""
    asked = value_asked(request, name)
    return int(asked) if asked.isdecimal() and len(asked) < 7 else 0


def _unnamed(view: View, request: Request) -> list[Context]:
    """Return the notices of the sheets an undo left without a name: what the address says is read again in the base."""
    asked = values_asked(request, "sans_nom")[:NAMED_MOST]
    left = [actor for actor in view.get(asked).values() if not actor.facts("name")]
    return [
        {"tone": "warn", "text": NAMELESS, "href": f"{actor_href(actor.id)}/modifier", "action": "Donner un nom"}
        for actor in left
    ]


def _said(view: View, request: Request) -> str:
    """Return what was just done, told from the journal: an address never brings its own words."""
    lot, aside = value_asked(request, "lot"), value_asked(request, "ecartees")
    batch = next((b for b in view.batches(50) if b.id == lot), None)
    more = (
        f" {figured(int(aside), 'ligne mise de côté')}."
        if aside.isascii() and aside.isdigit() and int(aside[:6]) > 0
        else ""
    )
    if batch is None:
        return (
            f"Rien de nouveau dans ce fichier : la base n'a pas changé.{more}"
            if aside
            else ""
        )
    if batch.undone_by is not None:
        return f"Lot {batch.id} annulé : la base est comme s'il n'avait jamais été écrit."
    return f"Écrit : {batch.file or batch.source}, lot {batch.id}.{more}"


def data_context(view: View, base: str, said: str = "", errors: dict[str, str] | None = None) -> Context:
    """Return what the data page shows: sources, journal, templates, and the form by which a file enters."""
    sources, batches = view.sources(), view.batches()
    return {
        "title": "Données",
        "lede": "De quoi la base est faite, qui l'a dit, et comment un fichier y entre : rien n'est écrit avant que vous ayez vu ce qui change.",
        "notices": [{"tone": "good", "text": said}] if said else [],
        "importers": [
            {"value": "auto", "label": "Reconnaître le fichier", "selected": True},
            *({"value": i.name, "label": i.title} for i in IMPORTERS.values()),
        ],
        "territories": [
            {"value": "", "label": EVERYBODY, "selected": True},
            *({"value": p.partition(":")[2], "label": n} for p, n in short_names(view).items()),
        ],
        "source_names": sorted({s.name for s in sources}),
        "limits": "Classeurs XLSX et ODS, CSV, JSON ; 20 Mo et 50\u00a0000 lignes au plus ici, sans limite en ligne de commande.",
        "errors": errors or {},
        "templates": [
            {"label": i.title, "href": f"/donnees/modeles/{i.name}.xlsx", "note": i.explain} for i in IMPORTERS.values()
        ],
        "waiting": [],
        "aside": _aside_rows(view, base),
        "aside_shown": ASIDE_SHOWN,
        "sources": [_source_row(view, s) for s in sources],
        "sources_sentence": f"{counted(len(sources), 'source')}, dont {counted(sum(s.demo for s in sources), 'de démonstration', 'de démonstration')}. "
        "Un énoncé est ce que dit une ligne de fichier ou une saisie, ou un territoire, une instance qu'elle nomme.",
        "batches": [_group_row(same) for same in _grouped(batches)],
        "batches_sentence": f"{counted(len(batches), 'lot')} dans le journal.",
        "exports": [
            *product_links(),
            {
                "label": "Toute la base (lignes JSON)",
                "href": "/donnees/export.jsonl",
                "note": "se recharge à l'identique",
                "download": True,
            },
        ],
        "entry_href": "/saisie",
        "may_write": True,
    }


def _aside_rows(view: View, base: str) -> list[Context]:
    batches, corrected = batches_aside(base), corrected_rows(base, view.batches(_ALL))
    files = (aside_of(path, batches.get(path.name, ()), corrected.get(path.name, ())) for path in kept_aside(base))
    return [_aside_row(aside) for aside in files if aside.lines]


def _aside_row(aside: Aside) -> Context:
    kept = dt.datetime.fromtimestamp(aside.path.stat().st_mtime, dt.UTC).date()
    lines = [*aside.lines, *([figured(aside.more, "autre")] if aside.more else [])]
    said = f"{'lignes' if len(lines) > 1 else 'ligne'} {listed(lines)}" if lines else ""
    batch = f"lot {listed(aside.batches)}" if aside.batches else ""
    note = " · ".join(part for part in (said, f"mises de côté le {day(kept.isoformat())}", batch) if part)
    href = f"/donnees/ecartees/{quote(aside.path.name)}"
    return {"label": aside.file, "href": href, "note": note, "drop_href": f"{href}/retirer"}


def _source_row(view: View, source: Any) -> Context:
    told = says_demo(source.title or source.name)
    tag = ("démonstration", "warn") if source.demo and not told else ("", "")
    return {
        "name": source.title or source.name,
        "owner": owner_label(view, source.owner),
        "edition": day(source.last),
        "rows": number(source.claims),
        "facts": "",
        "licence": "",
        "tag": tag[0],
        "tone": tag[1],
        "href": "",
    }


def _grouped(batches: Sequence[BatchInfo]) -> list[list[BatchInfo]]:
    """Return batches in order, those of one sheet on one day together; contacts, who are never named, are left apart."""
    found: dict[tuple[str, ...], list[BatchInfo]] = {}
    for batch in batches:
        one_sheet = batch.kind == "entry" and batch.note.startswith("fiche d") and batch.note != CONTACT_NOTE
        key = ("entry", batch.moment[:10], batch.note) if one_sheet else ("batch", batch.id)
        found.setdefault(key, []).append(batch)
    return list(found.values())


def _group_row(batches: Sequence[BatchInfo]) -> Context:
    """Return one line of the journal: a batch, or the entries of one sheet on one day, each of which may be undone."""
    latest = _batch_row(batches[0])
    if len(batches) == 1:
        return latest
    rows = [_batch_row(batch) for batch in batches]
    return {
        **latest, "text": figured(len(rows), "enregistrement"), "undo_href": "", "undone": all(row["undone"] for row in rows),
        "entries": rows,
    }  # fmt: skip


def _batch_row(batch: BatchInfo) -> Context:
    undoable = batch.undone_by is None and batch.kind != "undo"
    about = batch_about(batch)
    return {
        "when": f"{day(batch.moment[:10])} {batch.moment[11:16]}",
        "title": batch_title(batch),
        "href": "",
        "text": f"{batch.id} · {about}" if about else batch.id,
        "who": "" if batch.author == "local" else batch.author,
        "undo_href": f"/donnees/lots/{batch.id}/annuler" if undoable else "",
        "undone": batch.undone_by is not None,
    }


@router.post("/donnees/lots/{batch}/annuler", include_in_schema=False)
def undo_from_page(house: HouseDep, batch: str, depuis: Annotated[str, Form()] = "") -> RedirectResponse:
    """Undo one batch and come back to the review page it was asked from, or to the data page, which names the sheets
    it leaves without a name."""
    done = undo_batch(house.base, house.store, batch)
    if depuis == "rapprochements" and not done.left and not done.loose and not done.lost:
        return RedirectResponse(address("/rapprochements", lot=batch), 303)
    left = [sheet.id for sheet in done.left[:NAMED_MOST]]
    return RedirectResponse(address("/donnees", lot=batch, sans_nom=left, sans_effet="1" if done.idle else None, sans_bout=done.loose or None, defaits=len(done.lost) or None), 303)


@router.get("/donnees/origines/{claim}", include_in_schema=False)
def read_origin(request: Request, view: ViewDep, claim: str) -> HTMLResponse:
    """Show the row a value comes from, as it was read."""
    origin = view.origin(claim)
    return render(
        request,
        view,
        "origine.html",
        {
            "title": "D'où vient cette valeur",
            "origin": origin,
            "place": _place(origin),
            "told_demo": says_demo(origin.title),
            "since": day(origin.since),
            "owner": owner_label(view, origin.owner),
            "crumbs": [{"text": "Données", "href": "/donnees"}, {"text": "Ligne d'origine"}],
        },
    )


def _place(origin: Origin) -> str:
    parts = [
        origin.file,
        f"feuille {origin.sheet}" if origin.sheet else "",
        f"ligne {origin.line}" if origin.line else "",
    ]
    return ", ".join(part for part in parts if part)


@router.get("/donnees/export.jsonl", include_in_schema=False)
def export_base(house: HouseDep) -> Response:
    """Return the canonical export of the base."""
    from kb.export import export_lines

    body = "".join(line + "\n" for line in export_lines(house.store))
    return Response(
        body,
        media_type="application/x-ndjson",
        headers=attached("maillage.jsonl"),
    )


@router.get("/donnees/ecartees/{name}", include_in_schema=False)
def read_aside(house: HouseDep, name: str) -> Response:
    """Return one of the files of rows that imports set aside."""
    path = _aside_named(house.base, name)
    body = without_rows(path, corrected_rows(house.base, house.store.journal()).get(name, ()))
    return Response(body, media_type="text/csv; charset=utf-8", headers=attached(path.name))


@router.post("/donnees/ecartees/{name}/retirer", include_in_schema=False)
def dismiss_aside(house: HouseDep, name: str) -> RedirectResponse:
    """Remove a file of rows set aside that nobody will correct; what was written stays."""
    _aside_named(house.base, name).unlink(missing_ok=True)
    return RedirectResponse(address("/donnees"), 303)


def _aside_named(base: str, name: str) -> Path:
    path = next((path for path in kept_aside(base) if path.name == name), None)
    if path is None:
        raise NotKept("Ce fichier de lignes mises de côté n'est plus gardé : revenez à la page Données.")
    return path


@router.get("/donnees/modeles/{name}.{form}", include_in_schema=False)
def read_template(name: str, form: str) -> Response:
    """Return the empty template of an importer."""
    from api.templates_of_imports import template_csv, template_xlsx

    if name not in IMPORTERS or form not in ("xlsx", "csv"):
        raise BadParameter(f"Modèles : {', '.join(IMPORTERS)}, en xlsx ou en csv.")
    body = template_xlsx(IMPORTERS[name], now()) if form == "xlsx" else template_csv(IMPORTERS[name])
    return Response(body, media_type=MEDIA[form], headers=attached(f"modele-{name}.{form}"))
