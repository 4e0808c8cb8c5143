"""What the command line says of an import, in French, for a person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from api.importing import Report
from api.known import Joined
from importers.read.guard import mask_nir
from kb.differences import Difference, name_of
from kb.plan import Plan
from kb.privacy import PLATFORM
from kb.problems import Problem, excerpt, harmless
from kb.text import clean, cut
from kb.words import agree, day
from queries.words import figured

_OUTCOMES = {
    "accept": "Tout est compris.",
    "warn": "Tout est pris, avec des remarques.",
    "partial": "Des lignes sont écartées, les autres sont prises.",
    "reject": "Fichier refusé : rien n'a été écrit.",
}  # fmt: skip
SHOWN = 12
#: Rows named that join an actor by their name.
JOINED_MOST = 5
#: New rows named in a preview.
NEW_MOST = 10
#: Longest value repeated beside its place.
VALUE_MOST = 40
#: What is said of a file that only gives back rows set aside.
COMPLETES = "Des lignes mises de côté reviennent : elles complètent leur source, dont rien n'est retiré."
#: The code of what a national file holds that is no business of the base.
OUTSIDE = "ROWS_OUTSIDE"


def tell_import(report: Report) -> list[str]:
    """Return the lines that tell an import: what was understood, what changes, what is set aside, what to do next."""
    if report.refused or report.plan is None or report.reading is None:
        said = f"{report.refused.at_a_terminal} [{report.refused.refusal}]" if report.refused else ""
        return [_OUTCOMES["reject"], harmless(f"  {said}")]
    plan = report.plan
    lines = [report.reading.evidence]
    if report.kept:
        lines.append(f"{kept_sentence(report)} Pour l'oublier : --forget-map.")
    if report.reading.encoding and report.reading.encoding not in ("utf-8", "utf-8-sig"):
        lines.append(f"Encodage : {report.reading.encoding}.")
    title, name = plan.source.title, plan.source.name
    retyped = f" (--source {name})" if title and title != name else ""
    lines.append(f"{_headline(report, plan)} Source « {title or name} »{retyped}.")
    if plan.source.owner != PLATFORM and (sent := _sent_by(report)):
        lines.append(sent)
    lines.append(f"{balance(plan)}.")
    if report.joined:
        lines.append(_joined(report.joined))
    if plan.new and not report.request.write:
        lines.append(_new(plan))
    lines += [_difference(d) for d in plan.differences[:SHOWN]]
    if len(plan.differences) > SHOWN:
        lines.append(f"  … et {figured(len(plan.differences) - SHOWN, 'autre différence')}.")
    if plan.completes:
        lines.append(COMPLETES)
    if plan.vanished:
        lines.append(vanished(plan) + _way_to_end(plan))
    # What was left outside is told first: it says why few rows, or none, were read.
    warnings = sorted(plan.warnings, key=lambda w: w.code != OUTSIDE)
    lines += _told("Écarté", plan.problems, report.request.file) + _told("Remarque", warnings, report.request.file)
    if report.kept_at:
        lines.append(f"Lignes mises de côté gardées dans {report.kept_at}, à corriger puis renvoyer.")
    lines.append(_next_step(report))
    return [harmless(line) for line in lines]


def _headline(report: Report, plan: Plan) -> str:
    if not plan.read and any(w.code == OUTSIDE for w in plan.warnings):
        return "Rien de ce fichier ne concerne cette base."
    if plan.all_aside:
        return "Toutes les lignes sont écartées : rien n'est pris."
    return _OUTCOMES[report.outcome]


def _sent_by(report: Report) -> str:
    """Return that the territory that sends a file is its source alone, and how to tie rows to it; nothing when the file's own rows do."""
    assert report.reading is not None
    name, column = excerpt(clean(report.request.territory)), report.reading.importer.labels.get("territory")
    if not name or not column or "territory" in report.reading.headers:
        return ""
    return f"« {name} » envoie le fichier ; aucune ligne ne lui est rattachée par là : ajoutez pour cela une colonne « {column} »."


def kept_sentence(report: Report) -> str:
    """Return what is read as an earlier edition was, and since when: « Correspondance retenue du 3 mars 2026 : … »."""
    assert report.kept is not None
    assert report.reading is not None
    labels = {column.key: column.label for column in report.reading.importer.columns}
    said = ", ".join(
        f"« {excerpt(header)} » → {labels.get(key, key) if key else 'ignorée'}" for header, key in report.kept.columns.items()
    )
    return f"Correspondance retenue du {day(report.kept.at[:10])} : {said}."


def balance(plan: Plan) -> str:
    """Return the sum of the rows read: « 3 lignes lues = 1 nouvelle + 0 modifiée + 1 inchangée + 1 mise de côté »."""
    parts = (plan.created, "nouvelle"), (plan.updated, "modifiée"), (plan.unchanged, "inchangée")
    said = " + ".join(figured(count, word) for count, word in (*parts, (len(plan.set_aside), "mise de côté")))
    return f"{figured(plan.read, 'ligne lue')} = {said}"


def _joined(found: Sequence[Joined]) -> str:
    """Return which new rows join an actor that the base knows by their name alone, and how to say it is another."""
    count = len(found)
    they = "rejoint par son nom" if count == 1 else "rejoignent par leur nom"
    named = " ; ".join(excerpt(joined.words) for joined in found[:JOINED_MOST])
    rest = f" ; et {figured(count - JOINED_MOST, 'autre')}" if count > JOINED_MOST else ""
    said = f"{figured(count, 'ligne nouvelle', 'lignes nouvelles')} {they} un acteur connu : {named}{rest}."
    return f"{said} Si c'en est un autre, indiquez son SIRET ou sa commune."


def vanished(plan: Plan) -> str:
    """Return what becomes of the rows of the last edition that the file no longer holds."""
    count = len(plan.vanished)
    gone, they, ended = ("n'est", "elle est", "close") if count == 1 else ("ne sont", "elles sont", "closes")
    kept = ended if plan.ended else agree(count, "gardée")
    of = f"de {excerpt(plan.earlier)}" if plan.earlier and plan.earlier != plan.file else "de l'édition précédente"
    if plan.files > 1:
        # Each may have brought some of them, and the last one none.
        of = f"que {figured(plan.files, 'fichier')} de cette source ont {agree(count, 'donnée')} (le dernier : {excerpt(plan.earlier)})"
    said = f"{figured(count, 'ligne')} {of} {gone} plus dans ce fichier : {they} {kept}."
    if not plan.unlike or plan.ended:
        return said
    return f"{said} {figured(plan.shared, 'ligne')} en commun : si c'est une autre liste, donnez-lui son propre nom de source."


def nothing_new(plan: Plan) -> str:
    """Return why a file would change nothing: it says what the base says, or its rows are set aside, and what to do then."""
    if plan.all_aside:
        return "Rien : toutes les lignes sont mises de côté. Corrigez-les selon leur motif, puis renvoyez le fichier."
    if plan.set_aside:
        return "Rien : les lignes prises disent la même chose que la base, les autres sont mises de côté."
    return "Rien : le fichier dit la même chose que la base."


def _way_to_end(plan: Plan) -> str:
    """Return what to add to the command for vanished rows: nothing once they are ended, another source when all differs."""
    if plan.ended:
        return ""
    return " Autre liste : --source NOM ; nouvelle édition malgré tout : --replace." if plan.unlike else " Pour y mettre fin : --replace."


def _new(plan: Plan) -> str:
    """Return the names of the first new rows, for whoever looks before writing."""
    named = list(dict.fromkeys(excerpt(name_of(claim)) for claim in plan.new))[:NEW_MOST]
    rest = plan.created - len(named)
    more = f" ; et {figured(rest, 'autre')}" if rest > 0 else ""
    return f"  {agree(plan.created, 'Nouvelle')} : {' ; '.join(named)}{more}."


def _difference(change: Difference) -> str:
    before, after = excerpt(change.before), excerpt(change.after)
    return f"  {excerpt(change.name)} · {change.label} : « {before} » devient « {after} » (ligne {change.line})"


def _told(title: str, problems: list[Problem], file: str) -> list[str]:
    lines = [f"  {title} [{p.code}] {place_of(p, file)} : {p.message}" for p in problems[:SHOWN]]
    if len(problems) > SHOWN:
        counted = ", ".join(f"{n} {code}" for code, n in Counter(p.code for p in problems).most_common())
        lines.append(f"  … en tout : {counted}. Le détail : --json.")
    return lines


def place_of(problem: Problem, file: str = "") -> str:
    """Return where a problem is and what stands there, cut short: numbers that must never be kept are never shown.

    >>> place_of(Problem("X", "…", sheet="SIAE", line=4, column="SIRET", value="84421"), "envoi.xlsx")
    'envoi.xlsx, feuille « SIAE », ligne 4, colonne « SIRET », valeur « 84421 »'
    """
    value = cut(mask_nir(problem.value), VALUE_MOST)
    parts = (
        file or problem.file,
        f"feuille « {problem.sheet} »" if problem.sheet else "",
        f"ligne {problem.line}" if problem.line else "",
        f"colonne « {problem.column} »" if problem.column else "",
        f"valeur « {value} »" if value else "",
    )
    return ", ".join(part for part in parts if part)


def _next_step(report: Report) -> str:
    if report.batch:
        return f"Écrit : lot {report.batch.id}. Pour revenir en arrière : maillage undo {report.batch.id}"
    if report.plan and report.plan.all_aside:
        return "Rien n'est écrit. Corrigez les lignes écartées selon leur motif, puis renvoyez le fichier."
    if report.plan and not report.plan.writes:
        return "Rien de nouveau : la base n'a pas changé."
    return "Aperçu seulement : ajoutez --write pour écrire."
