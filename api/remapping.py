"""How the columns of a previewed file are shown and corrected: a choice for each header, read again when it is sent."""

from __future__ import annotations

from collections.abc import Sequence

from api.importing import Report, Request
from api.pages import Context
from api.telling import kept_sentence
from importers import IMPORTERS
from importers.base import Importer
from importers.columns import Mapping
from importers.corrections import heard, is_kept_out
from importers.read.guard import mask_nir
from importers.reading import is_document, read_headers
from kb.errors import BadParameter
from kb.problems import FileRefused, excerpt
from kb.text import cut
from queries.words import listed

#: Refusals that a corrected mapping may lift.
_MAY_BE_LIFTED = frozenset({"COLUMN_REQUIRED", "HEADER_MISSING", "IMPORTER_UNSURE"})
#: Longest cell shown beside a column without header.
SAMPLE_MOST = 40
_Headers = Sequence[tuple[str, Sequence[str], Mapping]]


def remap_of_read(report: Report, token: str) -> Context:
    """Return what the page needs to show, and to correct, how the headers of a file that was read are taken."""
    assert report.reading is not None
    read = report.reading
    form = _form(read.importer, read.mappings, token)
    kept = {"kept": kept_sentence(report), "forget_href": f"/donnees/import/{token}/oublier"} if report.kept else {}
    return {**form, **kept, **({"may_lack_header": True, "headless": True} if report.request.headless else {})}


def renames_of(report: Report) -> list[Context]:
    """Return what is asked of each header that seems a new name, and the form that reads it so: all the columns as they are, but for it."""
    assert report.reading is not None
    importer = report.reading.importer
    columns = [column for _, header, _ in report.reading.mappings for column in _columns(importer, header) if "options" in column]
    return [
        {
            "text": f"{one.question} Si oui, lisez-la ainsi : ses valeurs restent. Sinon, elles seraient retirées.",
            "label": f"Lire « {one.header} » comme {one.column.label}",
            "fields": [(c["header"], c["own"], one.column.key if c["header"] == one.header else _chosen(c)) for c in columns],
        }
        for one in report.renamed
    ]


def _chosen(column: Context) -> str:
    return next((str(option["value"]) for option in column["options"] if option["selected"]), "")


def displaced(report: Report) -> list[str]:
    """Return a sentence for each header that is read no more because another was chosen for its column."""
    if report.reading is None:
        return []
    told, asked = [], dict(report.reading.importer.corrections)
    for _, header, mapping in report.reading.mappings:
        own = report.reading.importer.own_map(header).taken
        now = {column.key: header[index] for index, column in mapping.taken.items()}
        told += [
            f"« {header[index]} » n'est plus lue : c'est « {now[column.key]} » qui est lue comme {column.label}."
            for index, column in own.items()
            if index not in mapping.taken and heard(header[index]) not in asked and now.get(column.key, header[index]) != header[index]
        ]
    return list(dict.fromkeys(told))


def remap_of_refused(report: Report, token: str) -> Context:
    """Return the form that may lift a refusal: the headers that were seen, and what the file may be; nothing for another."""
    request = report.request
    if report.refused is None or report.refused.refusal not in _MAY_BE_LIFTED or is_document(request.path):
        return {}
    name = request.name if request.name in IMPORTERS else "auto"
    for headless in dict.fromkeys((request.headless, True)):
        try:
            with request.opened() as path:
                importer, headers, rows = read_headers(
                    name, path, encoding=request.encoding, most_rows=request.most_rows, headless=headless
                )
        except FileRefused:
            # No line of it looks like a header, or nothing of it may be shown: it may still have none.
            continue
        return _lifting(request, importer, headers, rows, headless, token)
    return {}


def _lifting(
    request: Request, importer: Importer | None, headers: _Headers, rows: Sequence[Sequence[str]], headless: bool, token: str
) -> Context:
    if importer is None:
        form = _unknown(headers, token)
        return {**form, "columns": _beside(form["columns"], rows), "may_lack_header": True, "headless": headless}
    form = _form(importer.corrected(request.columns_of(importer)), headers, token)
    return {
        **form,
        "columns": _beside(form["columns"], rows),
        "may_lack_header": True,
        "headless": headless,
        "lede": "Rien n'a été écrit. Dites ce que sont ces colonnes, et le fichier est relu.",
        "needed": _needed(importer, headers[0][2]),
        "kinds": _kinds(importer.name),
    }


def _beside(columns: list[Context], rows: Sequence[Sequence[str]]) -> list[Context]:
    """Return the columns, each with its cell of the first row when it has no header to be known by."""
    cells = [cell for row in rows for cell in row]
    return [{**c, "sample": cut(excerpt(mask_nir(cells[i])), SAMPLE_MOST) if i < len(cells) else ""} for i, c in enumerate(columns)]


def _needed(importer: Importer, mapping: Mapping) -> str:
    """Return which columns a header still lacks, or that it lacks none, and what to do of it."""
    labels = [f"« {column.label} »" for column in importer.lacking(mapping)]
    if not labels:
        return "Ces colonnes se lisent de plusieurs façons : choisissez ce que contient ce fichier."
    choose = "choisissez l'en-tête qui la dit" if len(labels) == 1 else "choisissez les en-têtes qui les disent"
    return f"Il manque {listed(labels)} : {choose}."


def _unknown(headers: _Headers, token: str) -> Context:
    """Return the form that asks what a file is, when no importer knows any of its headers."""
    seen = [cell for _, header, _ in headers for cell in header if cell.strip()]
    return {
        "lede": "Rien n'a été écrit. Dites ce que contient ce fichier, et ses colonnes sont proposées.",
        "needed": "Aucune de ces colonnes n'est connue.",
        "importer": "auto",
        "columns": [{"header": cell, "ignored": True} for cell in seen],
        "remap_href": f"/donnees/import/{token}/colonnes",
        "kinds": [{"value": "", "label": "À choisir", "selected": True}, *_kinds("")],
    }


def _kinds(name: str) -> list[Context]:
    return [{"value": i.name, "label": i.title, "selected": i.name == name} for i in IMPORTERS.values()]


def columns_sent(headers: Sequence[str], read_as: Sequence[str], chosen: Sequence[str]) -> dict[str, str]:
    """Return what a sent form decides: the headers that are to be read otherwise than by their names.

    Raises `BadParameter` when the form is not one of ours.
    """
    if not len(headers) == len(read_as) == len(chosen):
        raise BadParameter("Ce formulaire est incomplet : envoyez de nouveau le fichier depuis la page Données.")
    return {h: column for h, own, column in zip(headers, read_as, chosen, strict=True) if column != own}


def _form(importer: Importer, headers: _Headers, token: str) -> Context:
    columns = [column for _, header, _ in headers for column in _columns(importer, header)]
    told = {"columns": columns, "importer": importer.name}
    can = any("options" in column for column in columns)
    return {**told, "remap_href": f"/donnees/import/{token}/colonnes"} if can else told


def _columns(importer: Importer, header: Sequence[str]) -> list[Context]:
    taken, own = importer.map(header).taken, importer.own_map(header)
    told: list[Context] = []
    for index, cell in enumerate(header):
        column = taken.get(index)
        line: Context = {
            "header": cell or f"colonne {index + 1}",
            "field": column.label if column else "",
            "ignored": column is None,
            "unkept": importer.nobody,
            "dropped": column is not None and column.drop,
        }
        free = [c for c in importer.columns if not c.drop and not is_kept_out(own, index, cell, c.key)]
        if column and not column.drop and column not in importer.columns:
            free.append(column)  # one of several years
        if cell.strip() and free:
            key = column.key if column else ""
            line["own"] = own.taken[index].key if index in own.taken else ""
            line["options"] = [{"value": "", "label": "ignorer", "selected": not key}]
            line["options"] += [
                {"value": c.key, "label": f"lue comme {c.label}", "selected": c.key == key} for c in free
            ]
        told.append(line)
    return told
