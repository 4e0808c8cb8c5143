"""The commands that say who is whom: two tables linked without a base, and the pairs of a base that may be one actor."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import click

from api.french import say
from kb.problems import Problem


@click.command()
@click.argument("reference", metavar="REFERENCE.csv", type=click.Path(path_type=Path))
@click.argument("rows", metavar="LIGNES.csv", type=click.Path(path_type=Path))
@click.option(
    "--to",
    required=True,
    metavar="PAIRES.csv",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Où écrire les paires ; colonnes : row, ref_id, score (positif : plutôt le même ; négatif : plutôt un autre) et verdict (same, related, review ou different).",
)
@click.option(
    "--encoding", default=None, metavar="NOM", help="Encodage des fichiers, quand il ne peut pas être deviné."
)
@click.option("--names", is_flag=True, help="Ajoute les deux noms (row_name, ref_name) et écrit pour un tableur : point-virgule, virgule décimale.")
def link(reference: Path, rows: Path, to: Path, encoding: str | None, names: bool) -> None:
    """Rapproche deux tableaux d'organisations, sans base : les LIGNES d'une REFERENCE, de la plus sûre à la moins sûre.

    \b
    Colonnes de REFERENCE.csv : id,name,brand,address,post_code,city,siret,naf,kind
    Colonnes de LIGNES.csv    : row,name,address,post_code,city,siret,naf
    Colonnes de PAIRES.csv    : row,ref_id,score,verdict

    Il faut id (ou row) et name ; les autres manquent ou restent vides sans dommage. Leur nom français est compris aussi, comme
    à l'import (Identifiant, N°, Référence ; Nom, Raison sociale ; Enseigne, Adresse, Code postal, Commune, NAF/APE, Type).
    Un classeur convient comme un CSV, à virgules ou à points-virgules.
    """
    from api.linking import link_files
    from queries.words import figured

    done = link_files(reference, rows, to, encoding=encoding, names=names)
    _tell("Écarté", done.problems, "autre ligne écartée")
    _tell("Remarque", done.repeated, "autre identifiant répété")
    words = {"same": "même", "related": "lié", "review": "à revoir", "different": "différent"}
    told = ", ".join(f"{words[name]} {count}" for name, count in sorted(done.verdicts.items()))
    say(
        f"{figured(done.rows, 'ligne lue')}, {figured(done.references, 'référence lue')} ; {f'paires dans {to} : {told}' if told else f'aucune paire, {to} n’a que ses en-têtes'}."
    )


def _tell(how: str, problems: Sequence[Problem], more: str) -> None:
    from api.telling import SHOWN, place_of
    from kb.problems import harmless
    from queries.words import figured

    for problem in problems[:SHOWN]:
        say(harmless(f"{how} [{problem.code}] {place_of(problem)} : {problem.message}"), err=True)
    if len(problems) > SHOWN:
        say(f"… et {figured(len(problems) - SHOWN, more)}.", err=True)


@click.command()
@click.option("--write", is_flag=True, help="Réunit les paires sûres en un lot ; sans cette option, montre seulement.")
@click.option("--json", "as_json", is_flag=True, help="Rend les paires en JSON.")
@click.pass_obj
def match(base: str, write: bool, as_json: bool) -> None:
    """Propose les fiches de la base qui parlent peut-être du même acteur ; --write réunit celles qui sont sûres."""
    from api.pairs import pair_data, tell_pairs
    from kb.identity.proposals import proposals
    from kb.store import open_store

    with open_store(base) as store:
        with store.view() as view:
            found = proposals(store, view)
        if as_json:
            click.echo(json.dumps([pair_data(pair) for pair in found], ensure_ascii=False))
        else:
            say("\n".join(tell_pairs(found)))
        if write:
            from api.reconciling import accept_sure
            from queries.words import capital, counted

            done, count = accept_sure(store, {pair.key for pair in found})
            joined = counted(count, "paire réunie", "paires réunies")
            said = f"{capital(joined)}, lot {done.id}." if done else "Aucune paire sûre : rien n'est écrit."
            say(said, err=as_json)
