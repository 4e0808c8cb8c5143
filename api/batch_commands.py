"""The commands on the batches of a base: they are listed, each with the id under which it is undone."""

from __future__ import annotations

import json

import click

from api.batches import batch_about, batch_as_dict, batch_title
from api.french import say
from kb.ledger import BatchInfo
from kb.problems import harmless


@click.command()
@click.option("--most", type=click.IntRange(1, 100_000), default=20, show_default=True, metavar="N", help="Lots au plus, les derniers d'abord.")
@click.option("--json", "as_json", is_flag=True, help="Rend la liste en JSON.")
@click.pass_obj
def batches(base: str, most: int, as_json: bool) -> None:
    """Liste les derniers lots écrits, avec l'identifiant que demande « undo »."""
    from kb.store import open_store
    from queries.words import figured

    with open_store(base) as store:
        found = list(store.journal())
    latest = found[::-1][:most]
    if as_json:
        click.echo(json.dumps([batch_as_dict(batch) for batch in latest], ensure_ascii=False))
        return
    for batch in latest:
        say(harmless(_line(batch)))
    rest = len(found) - len(latest)
    if rest:
        say(f"… et {figured(rest, 'lot plus ancien', 'lots plus anciens')}. Pour tous les lister : --most {len(found)}.")
    elif not found:
        say("Aucun lot : rien n'a encore été écrit dans cette base.")


def _line(batch: BatchInfo) -> str:
    """Return one batch on one line: its id, its day and hour, what it is, its file or its note, its source, what became of it."""
    parts = (batch_title(batch), batch_about(batch), "annulé" if batch.undone_by is not None else "")
    return f"{batch.id}  {batch.moment[:10]} {batch.moment[11:16]}  {' · '.join(filter(None, parts))}"


@click.command()
@click.argument("batch", metavar="LOT")
@click.option("--json", "as_json", is_flag=True, help="Rend le résultat en JSON.")
@click.pass_obj
def undo(base: str, batch: str, as_json: bool) -> None:
    """Annule un LOT : la base redevient comme s'il n'avait jamais été écrit, sans toucher aux lots suivants."""
    from api.undoing import undo_batch
    from kb.store import open_store

    with open_store(base) as store:
        done = undo_batch(base, store, batch)
    if as_json:
        warnings = [done.warning] if done.warning else []
        click.echo(json.dumps({"undone": batch, "batch": done.batch.id, "warnings": warnings}, ensure_ascii=False))
    else:
        say(f"Lot {batch} annulé (lot {done.batch.id}). Les modifications faites depuis sont intactes.")
        if done.warning:
            say(f"Attention : {done.warning}")
