"""The data of the base: sources, imports with their preview, undo, templates, and where each value comes from."""

from __future__ import annotations

import json
import secrets
import time
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, File, Form, Request, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.deps import House, HouseDep, ViewDep
from api.errors import refusals
from api.importing import Report, run_import
from api.importing import Request as ImportRequest
from api.pages import Context, address, render
from importers import IMPORTERS
from kb.clock import now
from kb.errors import BadParameter, KbError, UnknownActor, UnknownBatch
from kb.ledger import BatchInfo
from kb.problems import Problem
from kb.store import Store
from kb.view import Origin, View
from queries.presence import short_names
from queries.recipes import RECIPES
from queries.words import counted, day, number

router = APIRouter()
#: Most rows of a file sent through the pages; the command line has no such limit.
ROWS_MOST = 50_000
_KINDS = {"import": "Import", "undo": "Annulation", "load": "Chargement", "entry": "Saisie", "judge": "Rapprochement"}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


# -- programs ---------------------------------------------------------------------------------------------------------


@router.get("/api/origines/{claim}", tags=["Données"], summary="D'où vient une valeur", responses=refusals(UnknownActor))
def read_origin_data(view: ViewDep, claim: str) -> dict[str, Any]:
    """Return where a claim comes from: source, file, line, and the cells as they were read."""
    origin = view.origin(claim)
    return {"claim": origin.claim, "source": origin.source, "title": origin.title, "file": origin.file, "sheet": origin.sheet,
            "line": origin.line, "since": origin.since, "raw": dict(origin.raw), "demo": origin.demo, "stated": origin.stated}  # fmt: skip


@router.get("/api/sources", tags=["Données"], summary="Les sources de la base")
def list_sources(view: ViewDep) -> list[dict[str, Any]]:
    """Return the sources that have something in force."""
    return [{"id": s.id, "name": s.name, "owner": s.owner, "title": s.title, "rank": s.rank, "demo": s.demo, "claims": s.claims,
             "since": s.since, "last": s.last} for s in view.sources()]  # fmt: skip


@router.get("/api/lots", tags=["Données"], summary="Le journal des lots")
def list_batches(view: ViewDep) -> list[dict[str, Any]]:
    """Return the latest batches, newest first."""
    return [{"id": b.id, "moment": b.moment, "kind": b.kind, "author": b.author, "file": b.file, "source": b.source,
             "undone": b.undone_by is not None} for b in view.batches()]  # fmt: skip


@router.delete("/api/lots/{batch}", tags=["Données"], summary="Annuler un lot", responses=refusals(UnknownBatch))
def undo_batch(house: HouseDep, batch: str) -> dict[str, str]:
    """Undo one batch; whatever came after it stays."""
    return {"undone": batch, "batch": _undo(house.store, batch).id}


@router.post("/api/imports", tags=["Données"], summary="Importer un fichier", responses=refusals(BadParameter))
def import_file(
    house: HouseDep,
    file: Annotated[UploadFile, File(description="Classeur, CSV ou JSON.")],
    importer: Annotated[str, Form(description="Nom de l'importeur, ou auto.")] = "auto",
    source: Annotated[str, Form()] = "",
    territory: Annotated[str, Form()] = "",
    write: Annotated[bool, Form(description="Sans cela, rien n'est écrit.")] = False,
) -> dict[str, Any]:
    """Read a file and tell what it would change; with `write`, write it. The answer is the one of `import --json`."""
    path = _keep_upload(house, file)
    try:
        return run_import(house.base, _request(path, file, importer, source, territory, write)).as_dict()
    finally:
        path.unlink(missing_ok=True)


# -- pages ------------------------------------------------------------------------------------------------------------


@router.get("/donnees", include_in_schema=False)
def read_data(request: Request, view: ViewDep) -> HTMLResponse:
    """Show the sources, the batches and the form by which a file enters."""
    return render(request, view, "donnees.html", _data_context(view, _said(view, request)))


def _said(view: View, request: Request) -> str:
    """Return what was just done, told from the journal: an address never brings its own words."""
    batch = next((b for b in view.batches(50) if b.id == request.query_params.get("lot")), None)
    aside = request.query_params.get("ecartees", "0")
    more = f" {counted(int(aside), 'ligne')} mises de côté." if aside.isascii() and aside.isdigit() and 0 < int(aside[:6]) else ""
    if batch is None:
        return f"Rien de nouveau dans ce fichier : la base n'a pas changé.{more}" if "ecartees" in request.query_params else ""
    if batch.undone_by is not None:
        return f"Lot {batch.id} annulé : la base est comme s'il n'avait jamais été écrit."
    return f"Écrit : {batch.file or batch.source}, lot {batch.id}.{more}"


def _data_context(view: View, said: str = "", errors: dict[str, str] | None = None) -> Context:
    sources, batches = view.sources(), view.batches()
    return {
        "title": "Données",
        "lede": "De quoi la base est faite, qui l'a dit, et comment un fichier y entre : rien n'est écrit avant que vous ayez vu ce qui change.",
        "notices": [{"tone": "good", "text": said}] if said else [],
        "importers": [{"value": "auto", "label": "Reconnaître le fichier", "selected": True},
                      *({"value": i.name, "label": i.title} for i in IMPORTERS.values())],
        "territories": [{"value": "", "label": "La plateforme", "selected": True},
                        *({"value": p.partition(":")[2], "label": n} for p, n in short_names(view).items())],
        "source_names": sorted({s.name for s in sources}),
        "limits": "Classeurs XLSX et ODS, CSV, JSON ; 20 Mo et 50 000 lignes au plus ici, sans limite en ligne de commande.",
        "errors": errors or {},
        "templates": [{"label": i.title, "href": f"/donnees/modeles/{i.name}.xlsx", "note": i.explain} for i in IMPORTERS.values()],
        "waiting": [],
        "sources": [_source_row(s) for s in sources],
        "sources_sentence": f"{counted(len(sources), 'source')}, dont {counted(sum(s.demo for s in sources), 'de démonstration', 'de démonstration')}.",
        "batches": [_batch_row(b) for b in batches],
        "batches_sentence": f"{counted(len(batches), 'lot')} dans le journal.",
        "exports": [
            *({"label": f"{r.title} ({form.upper()})", "href": f"/livrables/{r.stem}.{form}", "download": True} for r in RECIPES.values() for form in r.formats),
            {"label": "Toute la base (lignes JSON)", "href": "/donnees/export.jsonl", "note": "se recharge à l'identique", "download": True},
        ],
        "may_write": True,
    }  # fmt: skip


def _source_row(source: Any) -> Context:
    tag = ("démonstration", "warn") if source.demo else ("", "")
    return {"name": source.title or source.name, "owner": source.owner, "edition": day(source.last), "rows": number(source.claims),
            "facts": "", "licence": "", "tag": tag[0], "tone": tag[1], "href": ""}  # fmt: skip


def _batch_row(batch: BatchInfo) -> Context:
    title = " · ".join(text for text in (_KINDS.get(batch.kind, batch.kind), batch.file) if text)
    undoable = batch.undone_by is None and batch.kind != "undo"
    about = f"source {batch.source.partition('@')[0]}" if batch.source else f"annule {batch.target}" if batch.target else ""
    return {"when": f"{day(batch.moment[:10])} {batch.moment[11:16]}", "title": title, "href": "", "text": f"{batch.id} · {about}" if about else batch.id,
            "who": batch.author, "undo_href": f"/donnees/lots/{batch.id}/annuler" if undoable else "", "undone": batch.undone_by is not None}  # fmt: skip


@router.post("/donnees/import", include_in_schema=False)
def preview_import(
    request: Request,
    house: HouseDep,
    view: ViewDep,
    fichier: Annotated[UploadFile, File()],
    importeur: Annotated[str, Form()] = "auto",
    source: Annotated[str, Form()] = "",
    territoire: Annotated[str, Form()] = "",
) -> HTMLResponse:
    """Show what a file would change, before anything is written."""
    if not fichier.filename:
        errors = {"fichier": "Choisissez un fichier avant de demander l'aperçu."}
        return render(request, view, "donnees.html", _data_context(view, errors=errors), 422)
    path = _keep_upload(house, fichier)
    asked = _request(path, fichier, importeur, source, territoire, write=False)
    report = run_import(house.base, asked)
    if report.plan is None or any(problem.code == "SENSITIVE_DATA" for problem in report.plan.problems):
        # What must never enter is not kept waiting either: the corrected file is to be sent again.
        _forget(path)
        return render(request, view, "import_apercu.html", {**_preview_context(report, path.name), "may_apply": False}, 422)
    asked_again = [asked.file, importeur, source, territoire]
    (path.parent / f"{path.name}.json").write_text(json.dumps(asked_again), encoding="utf-8")
    return render(request, view, "import_apercu.html", _preview_context(report, path.name))


@router.post("/donnees/import/{token}/appliquer", include_in_schema=False)
def apply_import(house: HouseDep, token: str) -> RedirectResponse:
    """Write a file that was previewed, then come back to the data page with what was done."""
    path = _waiting(house, token)
    shown, importer, source, territory = json.loads((path.parent / f"{path.name}.json").read_text(encoding="utf-8"))
    asked = ImportRequest(importer, path, True, source, territory, shown_name=shown, most_rows=ROWS_MOST)
    report = run_import(house.base, asked)
    _forget(path)
    if report.refused:
        raise report.refused
    assert report.plan is not None
    done = report.batch.id if report.batch else ""
    return RedirectResponse(address("/donnees", lot=done, ecartees=str(len(report.plan.set_aside))), 303)


@router.post("/donnees/lots/{batch}/annuler", include_in_schema=False)
def undo_from_page(house: HouseDep, batch: str) -> RedirectResponse:
    """Undo one batch and come back to the data page."""
    _undo(house.store, batch)
    return RedirectResponse(address("/donnees", lot=batch), 303)


def _undo(store: Store, batch: str) -> BatchInfo:
    with store.writer() as writer:
        return writer.undo(batch)


@router.get("/donnees/origines/{claim}", include_in_schema=False)
def read_origin(request: Request, view: ViewDep, claim: str) -> HTMLResponse:
    """Show the row a value comes from, as it was read."""
    origin = view.origin(claim)
    return render(request, view, "origine.html", {"title": "D'où vient cette valeur", "origin": origin, "place": _place(origin), "since": day(origin.since),
                  "crumbs": [{"text": "Données", "href": "/donnees"}, {"text": "Ligne d'origine"}]})  # fmt: skip


def _place(origin: Origin) -> str:
    parts = [origin.file, f"feuille {origin.sheet}" if origin.sheet else "", f"ligne {origin.line}" if origin.line else ""]
    return ", ".join(part for part in parts if part)


@router.get("/donnees/export.jsonl", include_in_schema=False)
def export_base(house: HouseDep) -> Response:
    """Return the canonical export of the base."""
    from kb.export import export_lines

    body = "".join(line + "\n" for line in export_lines(house.store))
    return Response(body, media_type="application/x-ndjson", headers={"Content-Disposition": 'attachment; filename="maillage.jsonl"'})


@router.get("/donnees/modeles/{name}.{form}", include_in_schema=False)
def read_template(name: str, form: str) -> Response:
    """Return the empty template of an importer."""
    from api.templates_of_imports import template_csv, template_xlsx

    if name not in IMPORTERS or form not in ("xlsx", "csv"):
        raise BadParameter(f"Modèles : {', '.join(IMPORTERS)}, en xlsx ou en csv.")
    body = template_xlsx(IMPORTERS[name], now()) if form == "xlsx" else template_csv(IMPORTERS[name])
    media = XLSX if form == "xlsx" else "text/csv; charset=utf-8"
    return Response(body, media_type=media, headers={"Content-Disposition": f'attachment; filename="modele-{name}.{form}"'})


# -- uploads ----------------------------------------------------------------------------------------------------------


#: Files that may wait for their confirmation at once, and for how many seconds.
WAITING_MOST, WAITING_SECONDS = 20, 3600


def _keep_upload(house: House, file: UploadFile) -> Path:
    _clear_waiting(house)
    # Kept under a name of ours: a file's own name never becomes a path. Its ending alone is kept, to say what it claims to be.
    ending = Path(file.filename or "").suffix.lower()
    safe = ending if ending[1:].isalnum() and len(ending) <= 8 else ""
    path = house.upload_folder / f"{secrets.token_hex(16)}{safe}"
    path.write_bytes(file.file.read())
    return path


def _request(path: Path, file: UploadFile, importer: str, source: str, territory: str, write: bool) -> ImportRequest:
    shown = Path((file.filename or "fichier").replace("\\", "/")).name[:200]
    return ImportRequest(importer, path, write, source, territory, shown_name=shown, most_rows=ROWS_MOST)


class UploadGone(KbError):
    """Raised when a previewed file is no longer waiting."""

    code, status = "UPLOAD_GONE", 404


def _waiting(house: House, token: str) -> Path:
    stem, _, ending = token.partition(".")
    path = house.upload_folder / token
    if len(stem) != 32 or not stem.isalnum() or (ending and not ending.isalnum()) or not path.exists():
        raise UploadGone("Cet aperçu n'attend plus : envoyez de nouveau le fichier depuis la page Données.")
    return path


def _clear_waiting(house: House) -> None:
    """Drop the previews nobody confirmed: those that waited too long, and the oldest beyond what may wait."""
    files = sorted(house.upload_folder.iterdir(), key=lambda path: path.stat().st_mtime, reverse=True)
    for place, path in enumerate(files):
        if place >= 2 * WAITING_MOST or time.time() - path.stat().st_mtime > WAITING_SECONDS:
            path.unlink(missing_ok=True)


def _forget(path: Path) -> None:
    path.unlink(missing_ok=True)
    (path.parent / f"{path.name}.json").unlink(missing_ok=True)


def _preview_context(report: Report, token: str) -> Context:
    context: Context = {"title": "Aperçu de l'import", "crumbs": [{"text": "Données", "href": "/donnees"}, {"text": "Aperçu"}], "cancel_href": "/donnees"}
    if report.plan is None or report.reading is None:
        said = str(report.refused)
        return {**context, "lede": "Ce fichier est refusé : rien n'a été écrit.", "notices": [{"tone": "bad", "text": said}],
                "file": [{"label": "Fichier", "value": report.request.file}, {"label": "Code", "value": report.refused.refusal if report.refused else ""}],
                "may_apply": False}  # fmt: skip
    plan = report.plan
    changes = plan.created + plan.updated
    return {
        **context,
        "lede": report.reading.evidence,
        "file": [{"label": "Fichier", "value": report.request.file}, {"label": "Importeur", "value": report.reading.importer.title},
                 {"label": "Source", "value": plan.source.title or plan.source.name}, {"label": "Territoire", "value": plan.source.owner}],
        "counts": [{"value": plan.created, "label": "nouvelles"}, {"value": plan.updated, "label": "modifiées"},
                   {"value": plan.unchanged, "label": "inchangées"}, {"value": len(plan.set_aside), "label": "mises de côté", "warn": bool(plan.set_aside)}],
        "balance": f"{number(plan.read)} lignes lues = {number(plan.created)} nouvelles + {number(plan.updated)} modifiées + "
                   f"{number(plan.unchanged)} inchangées + {number(len(plan.set_aside))} mises de côté",
        "columns": [c for _, header, mapping in report.reading.mappings for c in _columns(header, mapping)],
        "changes": [_change(d) for d in plan.differences[:100]] + [{"actor": {"name": name}, "tag": "nouveau", "tone": "good"} for name in plan.new_names[:50]],
        "changes_note": f"Les 100 premières différences sur {number(len(plan.differences))}." if len(plan.differences) > 100 else "",
        "problems": [_problem(p, "bad") for p in plan.problems] + [_problem(p, "warn") for p in plan.warnings],
        "vanished": {"text": f"{counted(len(plan.vanished), 'ligne')} de l'édition précédente ne sont plus dans ce fichier : gardées telles quelles.",
                     "names": []} if plan.vanished else None,
        "apply_href": f"/donnees/import/{token}/appliquer",
        "token": token,
        "apply_label": f"Écrire {counted(changes, 'changement')}" if changes else "Rien à écrire",
        "may_apply": plan.writes,
    }  # fmt: skip


def _columns(header: Any, mapping: Any) -> list[Context]:
    return [
        {"header": cell or f"colonne {index + 1}", "field": mapping.taken[index].label if index in mapping.taken else "", "ignored": index not in mapping.taken}
        for index, cell in enumerate(header)
    ]


def _change(difference: Any) -> Context:
    return {"actor": {"name": difference.name}, "tag": "modifié", "tone": "warn", "label": difference.label, "before": difference.before,
            "after": difference.after, "line": difference.line}  # fmt: skip


def _problem(problem: Problem, tone: str) -> Context:
    place = ", ".join(text for text in (f"feuille {problem.sheet}" if problem.sheet else "", f"ligne {problem.line}" if problem.line else "",
                                        f"colonne « {problem.column} »" if problem.column else "") if text)  # fmt: skip
    return {"tone": tone, "place": place, "value": problem.value, "message": problem.message, "todo": problem.code}


