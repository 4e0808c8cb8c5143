"""Which importer a header fits, and what is said when it fits none."""

from __future__ import annotations

from collections.abc import Sequence

from importers.base import Importer
from importers.read.table import Table
from kb.ledger import Rank
from kb.problems import FileRefused, excerpt


def choose(header: Sequence[str], candidates: Sequence[Importer]) -> Importer | None:
    """Return the importer a header fits best, None when none does."""
    scored = sorted(
        ((i.fits(tuple(header)), -n, i) for n, i in enumerate(candidates)), key=lambda s: s[:2], reverse=True
    )
    if not scored or scored[0][0] <= 0:
        return None
    found = scored[0][2]
    return None if any(_knows_better(other, found, tuple(header)) for other in candidates) else found


def _knows_better(other: Importer, found: Importer, header: Sequence[str]) -> bool:
    """Tell whether a header is a sheet of organisations without its names, which another importer would half read."""
    theirs, ours = (i.map(header).taken for i in (other, found))
    numbers = {column.key for index, column in theirs.items() if index not in ours} & {"siret", "siren", "rna"}
    return bool(numbers) and len(theirs) > len(ours) and len(other.lacking(other.map(header))) == 1


def required_missing(table: Table, candidates: Sequence[Importer]) -> FileRefused:
    """Return the refusal of a table that no importer can read: what it lacks, and what to do."""
    best = max(candidates, key=lambda importer: _nearness(importer, table.header))
    unread = [cell for cell in best.map(table.header).ignored.values() if cell.strip()]
    lacking = ", ".join(f"« {c.label} »" for c in best.lacking(best.map(table.header)))
    seen = ", ".join(f"« {cell} »" for cell in table.header if cell.strip())
    return FileRefused(
        "COLUMN_REQUIRED",
        f"Colonne obligatoire absente : {lacking} (importeur {best.name}). En-têtes lus : {seen}. "
        f"Renommez la colonne ou téléchargez le modèle.{_proposed(best, table.header, unread)}",
    )


def _nearness(importer: Importer, header: Sequence[str]) -> tuple[int, bool, int]:
    """Return how near a header is to what an importer needs; an office's own sheet before a register."""
    mapping = importer.map(header)
    signed = sum(column.key in importer.signature for column in mapping.taken.values())
    return len(mapping.taken) - len(importer.lacking(mapping)), importer.rank is Rank.IMPORT, signed


def _proposed(importer: Importer, header: Sequence[str], unread: Sequence[str]) -> str:
    lacking = importer.lacking(importer.map(header))
    if len(lacking) != 1 or not unread:
        return ""
    return f" Si « {excerpt(unread[0])} » la contient, lisez-la ainsi : --map \"{excerpt(unread[0])}={lacking[0].label}\"."
