"""How a file enters by the pages: shown first, written when it is confirmed, never kept longer than that."""

from __future__ import annotations

import inspect
import json
import secrets
import time
from dataclasses import astuple, replace
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, File, Form, Request, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.answered import ReportData
from api.deps import House, HouseDep, ViewDep
from api.errors import refusals
from api.import_options import OPTIONS, formed
from api.import_request import request_of
from api.importing import Report, run_import
from api.importing import Request as ImportRequest
from api.mappings import keep_mapping
from api.pages import address, attached, render
from api.preview import END_WORD, preview_context
from api.quarantine import quarantine_bytes
from api.remapping import columns_sent
from api.routes.data import data_context
from importers import IMPORTERS
from kb.errors import BadParameter, BaseMoved, KbError
from kb.ids import digest
from kb.store import open_store, there_is_a_base
from kb.text import fold, slug

router = APIRouter()
#: Most rows of a file sent through the pages; the command line has no such limit.
ROWS_MOST = 50_000
#: A file that may be sent, for the documentation.
EXAMPLE = "Nom;Type;Commune\nAtelier vélo des Buers;association;Villeurbanne\n"


def import_file(house: House, file: UploadFile, importer: str, **asked: Any) -> dict[str, Any]:
    """Read a file and tell what it would change; with `write`, write it. The answer is the one of `import --json`."""
    path = _keep_upload(house, file)
    try:
        request = request_of(importer, path, asked, shown_name=_shown(file), most_rows=ROWS_MOST)
        return run_import(house.base, request).as_dict()
    finally:
        path.unlink(missing_ok=True)


def _importer() -> Any:
    said = {"enum": ["auto", *IMPORTERS]}
    return Annotated[str, Form(description="Nom de l'importeur, ou auto.", examples=["parties-prenantes"], json_schema_extra=said)]


def _import_form() -> inspect.Signature:
    """Return what the route takes: a file, its importer, and the options of the command."""
    parts: list[tuple[str, Any, Any]] = [
        ("house", HouseDep, inspect.Parameter.empty),
        ("file", Annotated[UploadFile, File(description="Classeur, CSV ou JSON.", examples=[EXAMPLE])], inspect.Parameter.empty),
        ("importer", _importer(), "auto"),
        *((option.name, *formed(option)) for option in OPTIONS),
    ]
    kind = inspect.Parameter.KEYWORD_ONLY
    return inspect.Signature([inspect.Parameter(name, kind, default=value, annotation=hint) for name, hint, value in parts])


import_file.__signature__ = _import_form()  # type: ignore[attr-defined]
router.add_api_route(
    "/api/imports",
    import_file,
    methods=["POST"],
    tags=["Données"],
    summary="Importer un fichier",
    description="Dit ce qu'un fichier changerait ; avec `write`, l'écrit. La réponse est celle de `maillage import --json`.",
    response_model=ReportData,
    responses=refusals(BaseMoved),
)


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
        return render(request, view, "donnees.html", data_context(view, house.base, errors=errors), 422)
    path = _keep_upload(house, fichier)
    asked = _request(path, fichier, importeur, source, territoire, write=False)
    return _preview(request, view, path, asked, run_import(house.base, asked))


@router.post("/donnees/import/{token}/colonnes", include_in_schema=False)
def remap_import(
    request: Request,
    house: HouseDep,
    view: ViewDep,
    token: str,
    importeur: Annotated[str, Form()],
    entete: Annotated[list[str], Form(default_factory=list)],
    nom: Annotated[list[str], Form(default_factory=list)],
    colonne: Annotated[list[str], Form(default_factory=list)],
    choisi: Annotated[str, Form()] = "",
    sans_entete: Annotated[bool, Form()] = False,
    lettres: Annotated[bool, Form()] = False,
) -> HTMLResponse:
    """Read a previewed file again, its headers taken as they were chosen; what it is may be chosen too."""
    path = _waiting(house, token)
    before = _asked_again(path, write=False)
    # The headers of the form are letters as soon as it was shown so; another reading of the file has other headers.
    same = choisi in ("", importeur) and sans_entete == (lettres or before.headless)
    columns = columns_sent(entete, nom, colonne) if same else {}
    asked = replace(before, name=choisi or importeur, columns=columns, afresh=True, headless=sans_entete)
    try:
        report, told = run_import(house.base, asked), ""
    except BadParameter as error:
        asked, told = before, str(error)
        report = run_import(house.base, before)
    return _preview(request, view, path, asked, report, told)


@router.post("/donnees/import/{token}/oublier", include_in_schema=False)
def forget_mapping(request: Request, house: HouseDep, view: ViewDep, token: str) -> HTMLResponse:
    """Forget what was remembered of the headers of a source, and read the previewed file by its names alone."""
    path = _waiting(house, token)
    asked = _asked_again(path, write=False)
    report = run_import(house.base, asked)
    if report.kept and report.plan and report.reading:
        keep_mapping(house.base, report.plan.source.id, report.reading.importer.name, {})
    return _preview(request, view, path, asked, run_import(house.base, asked))


@router.get("/donnees/import/{token}", include_in_schema=False)
def show_import(request: Request, house: HouseDep, view: ViewDep, token: str) -> HTMLResponse:
    """Show again a file that waits: a change of appearance comes back to it."""
    path = _waiting(house, token)
    asked = _asked_again(path, write=False)
    return _preview(request, view, path, asked, run_import(house.base, asked))


def _preview(
    request: Request, view: ViewDep, path: Path, asked: ImportRequest, report: Report, told: str = "", status: int = 422
) -> HTMLResponse:
    """Show a file that was read, and keep it waiting as long as something may be done of it."""
    context = {**preview_context(view, report, path.name, told), "back": f"/donnees/import/{path.name}"}
    held = report.plan is not None and any(problem.code == "SENSITIVE_DATA" for problem in report.plan.problems)
    if held or (report.plan is None and "remap_href" not in context):
        # What must never enter is not kept waiting either: the corrected file is to be sent again.
        _forget(path)
        closed = {"may_apply": False, "aside": [], "remap_href": "", "forget_href": "", "back": "/donnees"}
        return render(request, view, "import_apercu.html", {**context, **closed}, 422)
    waiting = [asked.file, asked.name, asked.source, asked.territory, dict(asked.columns), asked.afresh, asked.headless, *_shown_of(report)]
    (path.parent / f"{path.name}.json").write_text(json.dumps(waiting), encoding="utf-8")
    return render(request, view, "import_apercu.html", context, status if told or report.plan is None else 200)


def _shown_of(report: Report) -> tuple[int, str]:
    """Return what a preview was made of, and the digest of what it shows."""
    if report.plan is None:
        return 0, ""
    said = [report.as_dict(), [astuple(difference) for difference in report.plan.differences]]
    return report.plan.head, digest(json.dumps(said, sort_keys=True))


def _turned(house: House, path: Path) -> Report | None:
    """Return what a waiting file would do now, when somebody else has written and it is no longer what was shown."""
    *_, head, shown = json.loads((path.parent / f"{path.name}.json").read_text(encoding="utf-8"))
    with open_store(house.base if there_is_a_base(house.base) else "memory:") as store:
        if store.head() == head:
            return None
    report = run_import(house.base, _asked_again(path, write=False))
    return report if _shown_of(report)[1] != shown else None


#: What is said when the base moved under a preview, so that what it would do is no longer what was read.
_MOVED = "Quelqu'un a écrit depuis cet aperçu, et ce fichier ne ferait plus la même chose. Rien n'est écrit : relisez, puis écrivez."


@router.post("/donnees/import/{token}/appliquer", include_in_schema=False, response_model=None)
def apply_import(
    request: Request, house: HouseDep, view: ViewDep, token: str, remplacer: Annotated[str, Form()] = ""
) -> Response:
    """Write a file that was previewed, then come back to the data page with what was done.

    When it would no longer do what was shown, nothing is written and the preview is shown again. The rows that it no longer
    holds are ended when the word that the preview gives was typed; another word writes nothing.
    """
    path = _waiting(house, token)
    asked = _asked_again(path, write=False)
    if turned := _turned(house, path):
        return _preview(request, view, path, asked, turned, _MOVED, 409)
    ending = fold(remplacer)
    if ending not in ("", END_WORD):
        said = f"Rien n'est écrit : pour clore les lignes disparues, écrivez « {END_WORD} » ; pour les garder, laissez le champ vide."
        return _preview(request, view, path, asked, run_import(house.base, asked), said)
    # A word typed is the confirmation that the command asks for by repeating its option.
    report = run_import(house.base, replace(asked, write=True, replace=2 if ending else 0))
    _forget(path)
    if report.refused:
        raise report.refused
    assert report.plan is not None
    done = report.batch.id if report.batch else ""
    return RedirectResponse(address("/donnees", lot=done, ecartees=str(len(report.plan.set_aside))), 303)


@router.get("/donnees/import/{token}/ecartees.csv", include_in_schema=False)
def read_set_aside(house: HouseDep, token: str, feuille: str = "") -> Response:
    """Return the rows of a previewed file that would be set aside, ready to be corrected and sent again."""
    asked = _asked_again(_waiting(house, token), write=False)
    report = run_import(house.base, asked)
    if report.refused:
        raise report.refused
    assert report.plan is not None
    rows = list({id(row): row for row in report.plan.set_aside if row.sheet == feuille}.values())
    if not rows:
        raise UploadGone("Aucune ligne de ce fichier n'est mise de côté.")
    name = f"a-corriger-{slug(Path(asked.file).stem) or 'fichier'}.csv"
    return Response(quarantine_bytes(rows, asked.file), media_type="text/csv; charset=utf-8", headers=attached(name))


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


def _shown(file: UploadFile) -> str:
    return Path((file.filename or "fichier").replace("\\", "/")).name[:200]


def _request(path: Path, file: UploadFile, importer: str, source: str, territory: str, write: bool) -> ImportRequest:
    return ImportRequest(importer, path, write, source, territory, shown_name=_shown(file), most_rows=ROWS_MOST)


def _asked_again(path: Path, write: bool) -> ImportRequest:
    """Return what was asked when a waiting file was sent."""
    kept = json.loads((path.parent / f"{path.name}.json").read_text(encoding="utf-8"))
    shown, importer, source, territory, columns, afresh, headless, *_ = kept
    asked = ImportRequest(importer, path, write, source, territory, shown_name=shown, most_rows=ROWS_MOST)
    return replace(asked, columns=columns, afresh=afresh, headless=headless)


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
