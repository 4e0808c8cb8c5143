"""How a file enters by the pages: shown first, written when it is confirmed, never kept longer than that."""

from __future__ import annotations

import json
import secrets
import time
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, File, Form, Request, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse

from api.deps import House, HouseDep, ViewDep
from api.errors import refusals
from api.importing import Report, run_import
from api.importing import Request as ImportRequest
from api.pages import Context, address, render
from api.routes.data import data_context
from kb.errors import BadParameter, KbError
from kb.problems import Problem
from queries.words import counted, number

router = APIRouter()
#: Most rows of a file sent through the pages; the command line has no such limit.
ROWS_MOST = 50_000


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
        return render(request, view, "donnees.html", data_context(view, errors=errors), 422)
    path = _keep_upload(house, fichier)
    asked = _request(path, fichier, importeur, source, territoire, write=False)
    report = run_import(house.base, asked)
    if report.plan is None or any(problem.code == "SENSITIVE_DATA" for problem in report.plan.problems):
        # What must never enter is not kept waiting either: the corrected file is to be sent again.
        _forget(path)
        return render(
            request, view, "import_apercu.html", {**_preview_context(report, path.name), "may_apply": False}, 422
        )
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
    context: Context = {
        "title": "Aperçu de l'import",
        "crumbs": [{"text": "Données", "href": "/donnees"}, {"text": "Aperçu"}],
        "cancel_href": "/donnees",
    }
    if report.plan is None or report.reading is None:
        said = str(report.refused)
        return {
            **context,
            "lede": "Ce fichier est refusé : rien n'a été écrit.",
            "notices": [{"tone": "bad", "text": said}],
            "file": [
                {"label": "Fichier", "value": report.request.file},
                {"label": "Code", "value": report.refused.refusal if report.refused else ""},
            ],
            "may_apply": False,
        }
    plan = report.plan
    changes = plan.created + plan.updated
    return {
        **context,
        "lede": report.reading.evidence,
        "file": [
            {"label": "Fichier", "value": report.request.file},
            {"label": "Importeur", "value": report.reading.importer.title},
            {"label": "Source", "value": plan.source.title or plan.source.name},
            {"label": "Territoire", "value": plan.source.owner},
        ],
        "counts": [
            {"value": plan.created, "label": "nouvelles"},
            {"value": plan.updated, "label": "modifiées"},
            {"value": plan.unchanged, "label": "inchangées"},
            {"value": len(plan.set_aside), "label": "mises de côté", "warn": bool(plan.set_aside)},
        ],
        "balance": f"{number(plan.read)} lignes lues = {number(plan.created)} nouvelles + {number(plan.updated)} modifiées + "
        f"{number(plan.unchanged)} inchangées + {number(len(plan.set_aside))} mises de côté",
        "columns": [c for _, header, mapping in report.reading.mappings for c in _columns(header, mapping)],
        "changes": [_change(d) for d in plan.differences[:100]]
        + [{"actor": {"name": name}, "tag": "nouveau", "tone": "good"} for name in plan.new_names[:50]],
        "changes_note": f"Les 100 premières différences sur {number(len(plan.differences))}."
        if len(plan.differences) > 100
        else "",
        "problems": [_problem(p, "bad") for p in plan.problems] + [_problem(p, "warn") for p in plan.warnings],
        "vanished": {
            "text": f"{counted(len(plan.vanished), 'ligne')} de l'édition précédente ne sont plus dans ce fichier : gardées telles quelles.",
            "names": [],
        }
        if plan.vanished
        else None,
        "apply_href": f"/donnees/import/{token}/appliquer",
        "token": token,
        "apply_label": f"Écrire {counted(changes, 'changement')}" if changes else "Rien à écrire",
        "may_apply": plan.writes,
    }


def _columns(header: Any, mapping: Any) -> list[Context]:
    return [
        {
            "header": cell or f"colonne {index + 1}",
            "field": mapping.taken[index].label if index in mapping.taken else "",
            "ignored": index not in mapping.taken,
        }
        for index, cell in enumerate(header)
    ]


def _change(difference: Any) -> Context:
    return {
        "actor": {"name": difference.name},
        "tag": "modifié",
        "tone": "warn",
        "label": difference.label,
        "before": difference.before,
        "after": difference.after,
        "line": difference.line,
    }


def _problem(problem: Problem, tone: str) -> Context:
    place = ", ".join(
        text
        for text in (
            f"feuille {problem.sheet}" if problem.sheet else "",
            f"ligne {problem.line}" if problem.line else "",
            f"colonne « {problem.column} »" if problem.column else "",
        )
        if text
    )
    return {"tone": tone, "place": place, "value": problem.value, "message": problem.message, "todo": problem.code}
