"""The command line: what others script. Each command shows first, and writes when it is told to."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import click

from api.french import speak_french
from kb.errors import KbError

speak_french()

#: Exit codes: done or planned, refused for a reason said, wrong use (click's own), file refused.
DONE, REFUSED, FILE_REFUSED = 0, 1, 3


class FrenchGroup(click.Group):
    """A group whose refusals are one French sentence, never a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command and tell what it refuses."""
        try:
            return super().invoke(ctx)
        except KbError as error:
            click.echo(f"Erreur : {error} [{error.code}]", err=True)
            ctx.exit(REFUSED)
        except BrokenPipeError:
            sys.stderr.close()
            ctx.exit(DONE)
        except KeyboardInterrupt:
            click.echo("Interrompu : rien n'est à moitié écrit.", err=True)
            ctx.exit(130)


@click.group(cls=FrenchGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.option("--base", envvar="MAILLAGE_BASE", default="./maillage.db", show_default=True, metavar="CHEMIN|URL",
              help="La base : le chemin d'un fichier (ou MAILLAGE_BASE).")  # fmt: skip
@click.version_option("0.1.0", prog_name="maillage", message="%(prog)s %(version)s")
@click.pass_context
def main(ctx: click.Context, base: str) -> None:
    """Maillage : les parties prenantes et les partenariats des territoires zéro chômeur de longue durée."""
    ctx.obj = base


@main.command("import")
@click.argument("name", metavar="IMPORTEUR")
@click.argument("file", metavar="FICHIER", type=click.Path(path_type=Path))
@click.option("--write", is_flag=True, help="Écrit dans la base ; sans cette option, montre seulement.")
@click.option("--json", "as_json", is_flag=True, help="Rend le compte rendu en JSON.")
@click.option("--source", default="", metavar="NOM", help="Nom de la source (celui de l'importeur par défaut).")
@click.option("--territory", default="", metavar="TERRITOIRE", help="Territoire qui envoie le fichier.")
@click.option("--encoding", default=None, metavar="NOM", help="Encodage du fichier, quand il ne peut pas être deviné (mac_roman, cp850…).")
@click.option("--replace", count=True, help="Clôt les lignes disparues ; au-delà de 20 %, à répéter deux fois.")
@click.pass_obj
def import_(
    base: str, name: str, file: Path, write: bool, as_json: bool, source: str, territory: str, encoding: str | None, replace: int
) -> None:
    """Lit un FICHIER avec un IMPORTEUR (ou « auto ») et montre ce qui changerait ; --write l'écrit."""
    from api.importing import Request, run_import
    from api.progress import progress
    from api.telling import tell_import

    request = Request(name, file, write, source, territory, encoding, replace)
    with progress(quiet=as_json and not sys.stderr.isatty()) as tick:
        report = run_import(base, request, tick)
    if as_json:
        click.echo(json.dumps(report.as_dict(), ensure_ascii=False))
    else:
        click.echo("\n".join(tell_import(report)))
    if report.refused:
        sys.exit(FILE_REFUSED)


@main.command()
@click.argument("batch", metavar="LOT")
@click.option("--json", "as_json", is_flag=True, help="Rend le résultat en JSON.")
@click.pass_obj
def undo(base: str, batch: str, as_json: bool) -> None:
    """Annule un LOT : la base redevient comme s'il n'avait jamais été écrit, sans toucher aux lots suivants."""
    from kb.store import open_store

    with open_store(base) as store, store.writer() as writer:
        done = writer.undo(batch)
    if as_json:
        click.echo(json.dumps({"undone": batch, "batch": done.id}, ensure_ascii=False))
    else:
        click.echo(f"Lot {batch} annulé (lot {done.id}). Les modifications faites depuis sont intactes.")


@main.command()
@click.argument("file", metavar="FICHIER", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--history", is_flag=True, help="Avec tout l'historique : lots, annulations, moments.")
@click.pass_obj
def export(base: str, file: Path, history: bool) -> None:
    """Exporte la base en lignes JSON canoniques dans un FICHIER."""
    from api.files import write_whole
    from kb.export import export_lines
    from kb.store import open_store

    with open_store(base) as store:
        count = write_whole(file, (line + "\n" for line in export_lines(store, history=history)))
    click.echo(f"{count} lignes écrites dans {file}.")


@main.command()
@click.argument("file", metavar="FICHIER", type=click.Path(path_type=Path))
@click.pass_obj
def load(base: str, file: Path) -> None:
    """Remplit une base neuve depuis un export."""
    from api.importing import UnreadableFile
    from api.progress import progress
    from kb.export import load_lines
    from kb.store import open_store

    new = not Path(base).exists()
    try:
        lines = file.open(encoding="utf-8")
    except OSError as error:
        raise UnreadableFile(str(file)) from error
    try:
        with lines, progress() as tick, open_store(base, create=True) as store:
            batch = load_lines(store, lines, note=file.name, tick=(lambda n: tick("lignes lues", n)) if tick else None)
    except KbError:
        if new:
            _remove_base(base)
        raise
    click.echo(f"Base {base} remplie depuis {file}" + (f" : lot {batch.id}." if batch else ", historique compris."))


def _remove_base(base: str) -> None:
    for name in (base, f"{base}-wal", f"{base}-shm"):
        Path(name).unlink(missing_ok=True)


@main.command()
@click.pass_obj
def check(base: str) -> None:
    """Vérifie la base : intégrité, version du moteur, réglages."""
    from kb.store import open_store

    with open_store(base) as store:
        found = store.check()
    for item in found:
        click.echo(f"{'bien' if item.ok else 'À VOIR'}  {item.name} : {item.detail}")
    if not all(item.ok for item in found):
        sys.exit(REFUSED)


def run() -> None:
    """Run the command line as the installed command does."""
    os.umask(0o077)
    main(prog_name="maillage")


if __name__ == "__main__":
    run()
