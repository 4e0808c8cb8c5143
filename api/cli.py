"""The command line: what others script. Each command shows first, and writes when it is told to."""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NoReturn

import click

from api.batch_commands import batches, undo
from api.french import say, speak_french
from api.import_options import commanded
from api.matching_commands import link, match
from kb.errors import KbError
from kb.problems import FileRefused

speak_french()

#: Exit codes: done or planned, refused for a reason said, wrong use (click's own), file refused.
DONE, REFUSED, WRONG_USE, FILE_REFUSED = 0, 1, 2, 3


class FrenchGroup(click.Group):
    """A group whose refusals are one French sentence, never a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command and tell what it refuses."""
        try:
            return super().invoke(ctx)
        except KbError as error:
            said = error.at_a_terminal if isinstance(error, FileRefused) else str(error)
            say(f"Erreur : {said} [{error.code}]", err=True)
            ctx.exit(_exit_of(error))
        except BrokenPipeError:
            sys.stderr.close()
            ctx.exit(DONE)
        except KeyboardInterrupt:
            say("Interrompu : rien n'est à moitié écrit.", err=True)
            ctx.exit(130)


def _exit_of(error: KbError) -> int:
    """Return how a refusal ends: of a file, asked wrongly, or refused by the state of the base or of the machine."""
    if isinstance(error, FileRefused):
        return FILE_REFUSED
    return WRONG_USE if error.status in (403, 404, 422) else REFUSED


@click.group(cls=FrenchGroup, subcommand_metavar="COMMANDE …", context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.option(
    "--base",
    envvar="MAILLAGE_BASE",
    default="./maillage.db",
    show_default=True,
    metavar="CHEMIN|URL",
    help="La base : le chemin d'un fichier (ou MAILLAGE_BASE).",
)
@click.version_option("0.1.0", prog_name="maillage", message="%(prog)s %(version)s")
@click.pass_context
def main(ctx: click.Context, base: str) -> None:
    """Maillage : les parties prenantes et les partenariats des territoires zéro chômeur de longue durée."""
    ctx.obj = base


main.add_command(link)
main.add_command(match)
main.add_command(batches)
main.add_command(undo)


class ImportCommand(click.Command):
    """The import, whose help lists the importers: they are only looked up when it is asked for."""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the importers and what one row of each holds."""
        from importers import IMPORTERS

        with formatter.section("Importeurs"):
            formatter.write_dl([("auto", "Reconnaît le fichier."), *((i.name, i.explain) for i in IMPORTERS.values())])


@main.command("import", cls=ImportCommand)
@click.argument("name", metavar="IMPORTEUR")
@click.argument("file", metavar="FICHIER", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Rend le compte rendu en JSON.")
@commanded
@click.pass_obj
def import_(base: str, /, name: str, file: Path, as_json: bool, **asked: Any) -> None:
    """Lit un FICHIER avec un IMPORTEUR (ou « auto ») et montre ce qui changerait ; --write l'écrit."""
    from api.import_request import request_of
    from api.importing import run_import
    from api.progress import progress
    from api.telling import tell_import

    request = request_of(name, file, asked)
    with progress(quiet=as_json and not sys.stderr.isatty()) as tick:
        report = run_import(base, request, tick)
    if as_json:
        click.echo(json.dumps(report.as_dict(typed=True), ensure_ascii=False))
    else:
        say("\n".join(tell_import(report)))
    if report.refused:
        sys.exit(FILE_REFUSED)


@main.command(context_settings={"ignore_unknown_options": True, "allow_extra_args": True})
@click.argument("name", metavar="IMPORTEUR")
@click.argument("asked", nargs=-1, type=click.UNPROCESSED, metavar="[--FILTRE VALEUR]…")
@click.option("--to", type=click.Path(path_type=Path, dir_okay=False), required=True, help="Le fichier JSON à écrire.")
@click.option("--most", type=click.IntRange(1, 10_000), default=1_000, show_default=True, help="Résultats au plus.")
@click.option("--address", default="", hidden=True)
def fetch(name: str, asked: tuple[str, ...], to: Path, most: int, address: str) -> None:
    """Télécharge les réponses d'une interface publique dans un fichier que l'IMPORTEUR lit ; n'écrit rien dans la base."""
    from api.fetching import fetch_to
    from api.progress import progress

    with progress() as tick:
        say(fetch_to(name, list(asked), to, most, address, tick))


@main.command()
@click.argument("file", metavar="FICHIER", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--history", is_flag=True, help="Avec tout l'historique : lots, annulations, moments.")
@click.pass_obj
def export(base: str, file: Path, history: bool) -> None:
    """Exporte la base en lignes JSON canoniques dans un FICHIER."""
    from api.files import write_whole
    from api.progress import progress
    from kb.export import export_lines
    from kb.store import open_store
    from queries.words import figured

    with open_store(base) as store, progress() as tick:
        count = write_whole(file, _counted(export_lines(store, history=history), tick))
    say(f"{figured(count, 'ligne écrite')} dans {file}.")


def _counted(lines: Iterator[str], tick: Callable[[str, int], None] | None) -> Iterator[str]:
    for number, line in enumerate(lines, 1):
        if tick and number % 1_000 == 0:
            tick("lignes écrites", number)
        yield line + "\n"


@main.command()
@click.argument("file", metavar="FICHIER", type=click.Path(path_type=Path))
@click.pass_obj
def load(base: str, file: Path) -> None:
    """Remplit une base neuve depuis un export."""
    from api.progress import progress
    from importers.read.sniff import unreadable
    from kb.export import BadExport, load_lines
    from kb.store import is_server, open_store

    new = not is_server(base) and not Path(base).exists()
    told: list[str] = []
    try:
        lines = file.open(encoding="utf-8", errors="strict")
    except OSError as error:
        raise unreadable(file) from error
    try:
        with lines, progress() as tick, open_store(base, create=True) as store:
            read = (lambda n: tick("lignes lues", n)) if tick else None
            laid = (lambda n: tick("lignes posées sur le serveur", n)) if tick else None
            batch = load_lines(store, lines, note=file.name, tick=read, laid=laid, warn=told.append)
            empty = not store.head()
    except (KbError, UnicodeDecodeError) as error:
        if new:
            _remove_base(base)
        if isinstance(error, UnicodeDecodeError):
            raise BadExport(
                f"{file.name} n'est pas du texte UTF-8 : ce n'est pas un export Maillage. Rien n'a été chargé."
            ) from error
        raise
    filled = f"Base {base} remplie depuis {file}" + (f" : lot {batch.id}." if batch else ", historique compris.")
    say(f"{file} est l'export d'une base vide : {base} est prête, sans rien dedans." if empty else filled)
    for warning in told:
        say(f"À VOIR  {warning}")


def _remove_base(base: str) -> None:
    for name in (base, f"{base}-wal", f"{base}-shm"):
        Path(name).unlink(missing_ok=True)


@main.command()
@click.pass_obj
def check(base: str) -> None:
    """Vérifie la base : intégrité, version du moteur, réglages (dont MAILLAGE_SEUIL_PPDE)."""
    from kb.least import check_least
    from kb.store import open_store

    with open_store(base) as store:
        found = [*store.check(), check_least()]
    for item in found:
        say(f"{'bien' if item.ok else 'À VOIR'}  {item.name} : {item.detail}")
    if not all(item.ok for item in found):
        sys.exit(REFUSED)


@main.command(context_settings={"ignore_unknown_options": True, "allow_extra_args": True, "help_option_names": []})
@click.argument("name", metavar="QUESTION", required=False, default="")
@click.option(
    "--format",
    "form",
    default="table",
    type=click.Choice(["table", "json", "csv", "xlsx", "svg", "html"]),
    help="Forme de la réponse.",
)
@click.option(
    "--to",
    "to",
    type=click.Path(path_type=Path, dir_okay=False),
    default=None,
    metavar="FICHIER",
    help="Fichier où écrire la réponse.",
)
@click.pass_context
def ask(ctx: click.Context, name: str, form: str, to: Path | None) -> None:
    """Pose une QUESTION ; ses paramètres s'écrivent --param valeur. Sans nom, liste les questions."""
    from api.commands import answer_to, list_questions, params_of

    if not name or {"--help", "-h"} & {name, *ctx.args}:
        say(list_questions("" if name.startswith("-") else name, ctx.obj))
        return
    answer_to(ctx.obj, name, params_of(name, ctx.args), form, to)


@main.command()
@click.argument("name", metavar="PRODUIT|all", required=False, default="")
@click.option(
    "--to",
    "to",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("sorties"),
    show_default=True,
    metavar="DOSSIER",
    help="Dossier où écrire.",
)
@click.pass_obj
def build(base: str, name: str, to: Path) -> None:
    """Construit un PRODUIT (fichier, infographie, réseau, recouvrements, liste…) ou tous."""
    from api.commands import build_products, list_products

    if not name:
        say(list_products())
        return
    for path in build_products(base, name, to):
        click.echo(str(path))


@main.command()
@click.option(
    "--to",
    "to",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("sorties"),
    show_default=True,
    metavar="DOSSIER",
    help="Dossier où écrire les livrables.",
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Adresse des pages.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port des pages.")
@click.pass_context
def demo(ctx: click.Context, to: Path, host: str, port: int) -> None:
    """Construit la base lyonnaise et ses livrables ; dans un terminal, sert ensuite les pages."""
    from api.commands import run_demo
    from api.serving import own_command, serve_pages

    given = ctx.parent is not None and ctx.parent.get_parameter_source("base") is not click.core.ParameterSource.DEFAULT
    base = ctx.obj if given else "./maillage-demo.db"
    run_demo(base, to)
    if sys.stdout.isatty() and sys.stdin.isatty():
        serve_pages(base, host, port)
    else:
        say(f"Pour ouvrir ses pages : {own_command()} --base {base} serve")


@main.command()
@click.option(
    "--host", default="127.0.0.1", show_default=True, help="Adresse ; une autre que la machine elle-même est refusée."
)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port.")
@click.pass_obj
def serve(base: str, host: str, port: int) -> None:
    """Sert les pages et l'interface HTTP sur cette machine."""
    from api.serving import serve_pages

    serve_pages(base, host, port)


def run() -> None:
    """Run the command line as the installed command does."""
    from kb.clock import now

    os.umask(0o077)
    for stream in (sys.stdout, sys.stderr):
        # A name typed in another alphabet than the terminal's is written as it can be, never refused.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        now()
    except (ValueError, OverflowError, OSError):
        say("Erreur : SOURCE_DATE_EPOCH doit être un nombre de secondes depuis 1970.", err=True)
        sys.exit(WRONG_USE)
    try:
        main(prog_name="maillage")
    except OSError as error:
        _cut_off(error)


def _cut_off(error: OSError) -> NoReturn:
    """End when what is told cannot be: a full disk where the output is kept; what was written in the base stays."""
    from kb.words import system_reason

    # What waits to be written would be tried again at the end, and fail with no words.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    say(f"Erreur : la réponse ne peut pas être écrite ({system_reason(error)}). « maillage batches » dit ce qui est entré dans la base.", err=True)
    sys.exit(REFUSED)


if __name__ == "__main__":
    run()
