"""What each documented address answers besides a question: closed objects, so that a program written from the document is typed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel, Field

from api.batches import BATCH_KINDS
from kb.identity.scoring import Outcome
from kb.ledger import RANKS
from queries import QUESTIONS
from queries.base import PARAM_KINDS
from queries.recipes import RECIPES


class Data(BaseModel, extra="forbid"):
    """What an address answers: nothing but what is declared."""


def _said(words: str, values: Iterable[str] = ()) -> Any:
    return Field(description=words, json_schema_extra={"enum": list(values)} if values else None)


# -- questions and products -------------------------------------------------------------------------------------------


class ParameterData(Data, json_schema_extra={"description": "Un paramètre d'une question."}):
    """One parameter of a question."""

    name: str = _said("Nom à donner dans l'adresse.")
    label: str = _said("Nom montré dans les pages.")
    kind: str = _said("Ce qu'il contient.", PARAM_KINDS)
    choices: list[str] = _said("Valeurs possibles, quand elles sont en nombre fini.")
    explain: str = _said("Explication, vide quand le nom suffit.")
    required: bool = _said("La question ne se pose pas sans lui.")
    many: bool = _said("Prend plusieurs valeurs.")
    default: str | int | bool | list[str] | None = _said("Valeur prise quand il n'est pas donné.")
    example: str = _said("Une valeur qui convient à la base de démonstration ; vide : à laisser de côté.")
    minimum: int | None = _said("Plus petite valeur, quand il y en a une.")
    maximum: int | None = _said("Plus grande valeur, quand il y en a une.")


class QuestionData(Data, json_schema_extra={"description": "Une question que l'on peut poser."}):
    """One question with its parameters."""

    name: str = _said("Nom à mettre dans l'adresse /api/questions/NOM.", QUESTIONS)
    title: str = _said("Titre.")
    explain: str = _said("Ce qu'elle demande.")
    parameters: list[ParameterData] = _said("Ses paramètres.")


class ProductData(Data, json_schema_extra={"description": "Un livrable."}):
    """One product with its files."""

    name: str = _said("Nom.", RECIPES)
    title: str = _said("Titre.")
    explain: str = _said("Ce qu'il contient.")
    files: list[str] = _said("Ses fichiers, à demander à /api/livrables/NOM.FORME.")


# -- the base ---------------------------------------------------------------------------------------------------------


class OriginData(Data, json_schema_extra={"description": "La ligne d'où vient une valeur."}):
    """Where a claim comes from."""

    claim: str = _said("Identifiant de la ligne.")
    source: str = _said("Identifiant de la source.")
    title: str = _said("Nom de la source.")
    file: str = _said("Fichier ; vide pour une saisie.")
    sheet: str = _said("Feuille du classeur ; vide quand il n'y en a pas.")
    line: int | None = _said("Ligne du fichier.")
    since: str = _said("Jour depuis lequel la source le dit.")
    raw: dict[str, str] = _said("Les cellules comme elles ont été lues, par en-tête.")
    demo: bool = _said("Donnée de démonstration.")
    stated: str = _said("Origine que la ligne dit elle-même.")


class SourceData(Data, json_schema_extra={"description": "Une source de la base."}):
    """One source and what it brought."""

    id: str = _said("Identifiant.")
    name: str = _said("Nom court.")
    owner: str = _said("Territoire qui l'envoie, ou la plateforme.")
    title: str = _said("Nom montré.")
    rank: str = _said("Rang : laquelle l'emporte quand deux se contredisent.", RANKS)
    demo: bool = _said("Données de démonstration.")
    claims: int = _said("Énoncés en vigueur.")
    since: str = _said("Premier jour.")
    last: str = _said("Dernier jour.")


class BatchData(Data, json_schema_extra={"description": "Un lot du journal."}):
    """One batch of the journal."""

    id: str = _said("Identifiant, à donner pour l'annuler.")
    moment: str = _said("Moment de l'écriture.")
    kind: str = _said("Nature.", BATCH_KINDS)
    author: str = _said("Auteur.")
    file: str = _said("Fichier ; vide quand il n'y en a pas.")
    source: str = _said("Source ; vide quand il n'y en a pas.")
    undone: bool = _said("Annulé depuis.")


class UndoneData(Data, json_schema_extra={"description": "L'annulation d'un lot."}):
    """A batch taken back."""

    undone: str = _said("Le lot annulé.")
    batch: str = _said("Le lot qui l'annule.")
    warnings: list[str] = _said("Ce que l'annulation laisse sans nom, et les réunions qui ne tiennent plus.")


# -- an import --------------------------------------------------------------------------------------------------------


class ProblemData(Data, json_schema_extra={"description": "Ce qui ne va pas d'une valeur d'un fichier."}):
    """What is wrong with a value of a file."""

    file: str = _said("Fichier.")
    sheet: str = _said("Feuille ; vide quand il n'y en a pas.")
    line: int | None = _said("Ligne ; null quand cela vaut pour tout le fichier.")
    column: str = _said("Colonne.")
    value: str = _said("Valeur lue.")
    code: str = _said("La raison, pour les programmes.")
    message: str = _said("La raison et que faire, pour les personnes.")


class RefusedData(Data, json_schema_extra={"description": "Pourquoi un fichier est refusé en entier."}):
    """Why a whole file is refused."""

    code: str = _said("La raison, pour les programmes.")
    message: str = _said("La raison et que faire, pour les personnes.")


class ReportData(Data, json_schema_extra={"description": "Ce qu'un import a fait, ou ferait ; read = created + updated + unchanged + set_aside."}):
    """What an import did or would do."""

    outcome: str = _said("Pris, pris avec des remarques, pris en partie ou refusé.", ("accept", "warn", "partial", "reject"))
    batch: str | None = _said("Le lot écrit ; null quand rien n'est écrit.")
    source: str | None = _said("La source.")
    read: int = _said("Lignes lues.")
    created: int = _said("Lignes nouvelles.")
    updated: int = _said("Lignes changées.")
    unchanged: int = _said("Lignes inchangées.")
    set_aside: int = _said("Lignes mises de côté.")
    problems: list[ProblemData] = _said("Pourquoi des lignes sont mises de côté.")
    warnings: list[ProblemData] = _said("Ce qui mérite d'être relu.")
    refused: RefusedData | None = _said("Le refus du fichier entier ; null quand il est pris.")


# -- who is whom ------------------------------------------------------------------------------------------------------


class PairData(Data, json_schema_extra={"description": "Deux fiches qui parlent peut-être du même acteur."}):
    """Two actors that may be one."""

    a: str = _said("Identifiant d'une fiche.")
    b: str = _said("Identifiant de l'autre.")
    a_name: str = _said("Nom de l'une.")
    b_name: str = _said("Nom de l'autre.")
    score: float = _said("Positif : plutôt le même ; négatif : plutôt un autre.")
    verdict: str = _said("Ce que les règles proposent.", [outcome.value for outcome in Outcome])
    sure: bool = _said("Assez sûr pour être réuni sans relire.")
    warning: str = _said("Ce qu'il faut savoir avant de réunir ; vide quand rien ne s'y oppose.")
    why: str = _said("Ce qui parle pour et contre.")
    ties: int = _said("Liens qui dépendent de la réponse.")


class DecidedData(Data, json_schema_extra={"description": "La décision écrite."}):
    """One decision written."""

    batch: str = _said("Le lot, à annuler pour la reprendre.")
