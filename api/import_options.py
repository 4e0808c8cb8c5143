"""What may be asked of an import besides its file, declared once: the options of the command and the form of the HTTP route."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])
#: Told twice, a replacement ends more than a fifth of what a source said: more often says nothing more.
TWICE = 2


@dataclass(frozen=True, slots=True)
class ImportOption:
    """One option: its word, what it does, the kind of its value (text, flag, list, or count of times), and how it is shown."""

    name: str
    help: str
    kind: str = "text"
    metavar: str = ""


OPTIONS = (
    ImportOption("write", "Écrit dans la base ; sans cette option, montre seulement.", "flag"),
    ImportOption("source", "Nom de la source (celui de l'importeur par défaut).", metavar="NOM"),
    ImportOption("territory", "Territoire qui envoie le fichier.", metavar="TERRITOIRE"),
    ImportOption("encoding", "Encodage du fichier, quand il ne peut pas être deviné (mac_roman, cp850…).", metavar="NOM"),
    ImportOption("replace", "Clôt les lignes disparues ; au-delà de 20 %, à répéter deux fois (2 dans un formulaire).", "count"),
    ImportOption(
        "map",
        "Lit un en-tête comme cette colonne (rien après = : l'ignore) ; à répéter. Retenu pour la source avec --write.",
        "list",
        "EN-TÊTE=COLONNE",
    ),
    ImportOption("no_header", 'La première ligne est déjà une donnée : --map "Colonne A=Nom"…', "flag"),
    ImportOption("forget_map", "Lit sans la correspondance retenue ; l'oublie avec --write.", "flag"),
)


def commanded(command: F) -> F:
    """Give a command the options of an import, in their order."""
    for option in reversed(OPTIONS):
        said: dict[str, Any] = {"help": option.help}
        if option.kind == "flag":
            said |= {"is_flag": True}
        elif option.kind == "count":
            said |= {"count": True}
        else:
            said |= {"metavar": option.metavar, "multiple": option.kind == "list", "default": () if option.kind == "list" else ""}
        command = click.option(f"--{option.name.replace('_', '-')}", option.name, **said)(command)
    return command


def formed(option: ImportOption) -> tuple[Any, Any]:
    """Return the type of the part of a form that an option is, with its words and bounds, and its value when it is not sent."""
    from fastapi import Form

    if option.kind == "flag":
        return Annotated[bool, Form(description=option.help)], False
    if option.kind == "count":
        return Annotated[int, Form(description=option.help, ge=0, le=TWICE)], 0
    if option.kind == "list":
        return Annotated[list[str], Form(description=option.help, default_factory=list)], inspect.Parameter.empty
    return Annotated[str, Form(description=option.help)], ""
