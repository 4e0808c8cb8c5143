"""The entries of the journal, as every door tells them."""

from __future__ import annotations

from typing import Any

from kb.ledger import BatchInfo

#: How each kind of batch is called.
BATCH_KINDS = {"import": "Import", "undo": "Annulation", "load": "Chargement", "entry": "Saisie", "judge": "Rapprochement"}


def batch_as_dict(batch: BatchInfo) -> dict[str, Any]:
    """Return one batch as programs read it, from any door."""
    return {
        "id": batch.id, "moment": batch.moment, "kind": batch.kind, "author": batch.author, "file": batch.file,
        "source": batch.source, "undone": batch.undone_by is not None,
    }  # fmt: skip


def batch_title(batch: BatchInfo) -> str:
    """Return what a batch is, with its file or its note."""
    return " · ".join(filter(None, (BATCH_KINDS.get(batch.kind, batch.kind), batch.file or batch.note)))


def batch_about(batch: BatchInfo) -> str:
    """Return what a batch bears on: its source, or the batch it takes back."""
    if batch.source:
        return f"source {batch.source.partition('@')[0]}"
    return f"annule {batch.target}" if batch.target else ""
