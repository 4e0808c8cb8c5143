"""The command line's own words in French: what click says of options, arguments and commands."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterable

import click

from kb.words import NARROW, NBSP, harmless, spaced

WORDS = {
    "Usage:": "Usage :",
    "Options": "Options",
    "Commands": "Commandes",
    "Error: {message}": "Erreur : {message}",
    "Show this message and exit.": "Affiche cette aide.",
    "Show the version and exit.": "Affiche la version.",
    "Try '{command} {option}' for help.": "Voir « {command} {option} ».",
    "No such option {name!r}.": "Option inconnue : « {name} ».",
    "No such command {name!r}.": "Commande inconnue : « {name} ». La liste : maillage --help.",
    "Positional arguments": "Arguments",
    "Argument {name!r} takes {nargs} values.": "L'argument « {name} » prend {nargs} valeurs.",
    "Could not open file {filename!r}: {message}": "Le fichier « {filename} » ne s'ouvre pas : {message}",
    "{value} is not in the range {range}.": "{value} n'est pas dans l'intervalle {range}.",
    "{name} {filename!r} is a file.": "{name} « {filename} » est un fichier.",
    "{name} {filename!r} is not writable.": "{name} « {filename} » ne peut pas être écrit.",
    "Choose from:\n\t{choices}": "Choisissez parmi :\n\t{choices}",
    "file": "le fichier",
    "directory": "le dossier",
    "path": "le chemin",
    "(dynamic)": "(selon le cas)",
    "Missing command.": "Commande attendue. La liste : maillage --help.",
    "Missing argument": "Argument attendu",
    "Missing option": "Option attendue",
    "Missing parameter": "Paramètre attendu",
    "Invalid value: {message}": "Valeur refusée : {message}",
    "Invalid value for {param_hint}: {message}": "Valeur refusée pour {param_hint} : {message}",
    "{value!r} is not a valid {number_type}.": "« {value} » n'est pas un nombre valide.",
    "{name} {filename!r} does not exist.": "{name} « {filename} » n'existe pas.",
    "{name} {filename!r} is a directory.": "{name} « {filename} » est un dossier.",
    "{name} {filename!r} is not readable.": "{name} « {filename} » ne peut pas être lu.",
    "{value!r} is not {choice}.": "« {value} » n'est pas {choice}.",
    "Option {name!r} does not take a value.": "L'option « {name} » ne prend pas de valeur.",
    "Option {name!r} requires an argument.": "L'option « {name} » attend une valeur.",
    "File": "Le fichier",
    "Directory": "Le dossier",
    "Path": "Le chemin",
    "default: {default}": "par défaut : {default}",
    "(DEPRECATED)": "(abandonné)",
    "required": "obligatoire",
    "env var: {var}": "variable : {var}",
    "Aborted!": "Interrompu.",
}

_PLURALS = {
    ("Got unexpected extra argument ({args})", "Got unexpected extra arguments ({args})"): "Argument en trop : {args}.",
    ("Did you mean {possibility}?", "(Did you mean one of: {possibilities}?)"): "Vouliez-vous dire {possibilities} ?",
    (
        "{value!r} is not {choice}.",
        "{value!r} is not one of {choices}.",
    ): "« {value} » n'est pas admis ; valeurs possibles : {choices}.",
    ("Possible option: {options}", "Possible options: {options}"): "Options proches : {options}.",
}


#: Places filled with sentences of ours, or of click's, already made.
_MADE = frozenset({"message", "choices", "param_hint", "possibility", "possibilities", "options"})
#: A name between the quotes of a program, never an apostrophe of ours.
_STRAIGHT = re.compile(r"(?<!\w)'([^'\n]+)'(?!\w)")


class _Words(str):
    """Words of ours with places for what was typed, which is shown without harm."""

    __slots__ = ()

    def format(self, *values: object, **named: object) -> str:
        """Return the words, their places filled."""
        texts = {name: value for name, value in named.items() if isinstance(value, str)}
        shown = {n: _STRAIGHT.sub(r"« \1 »", text) if n in _MADE else harmless(text) for n, text in texts.items()}
        return spaced_text(super().format(*values, **{**named, **shown}))


class FrenchFormatter(click.HelpFormatter):
    """The help as French writes it: no line of it begins with a colon."""

    def write_heading(self, heading: str) -> None:
        """Write a heading and its colon."""
        super().write_heading(f"{heading}{NBSP}")

    def write_text(self, text: str) -> None:
        """Write a paragraph."""
        super().write_text(spaced_text(text))

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Write a list of options or of commands."""
        super().write_dl([(name, spaced_text(said)) for name, said in rows], col_max, col_spacing)


def say(text: str, err: bool = False) -> None:
    """Write for a person, on the terminal: every sentence of every command passes here; data does not."""
    click.echo(spaced_text(text), err=err)


def spaced_text(text: str) -> str:
    """Return a text spaced for a terminal: the thin space is not in the letters of all of them.

    >>> spaced_text("Qui ? 12 %").replace(NBSP, "~")
    'Qui~? 12~%'
    """
    return spaced(text).replace(NARROW, NBSP)


def speak_french() -> None:
    """Give click's messages in French; what the table does not hold stays as click says it."""
    for name in ("core", "exceptions", "formatting", "decorators", "types", "parser", "termui", "shell_completion"):
        module = importlib.import_module(f"click.{name}")
        if hasattr(module, "_"):
            vars(module)["_"] = _said
        if hasattr(module, "ngettext"):
            vars(module)["ngettext"] = _plural
    click.Context.formatter_class = FrenchFormatter


def _plural(one: str, many: str, count: int) -> str:
    return _Words(_PLURALS.get((one, many), WORDS.get(one if count == 1 else many, one if count == 1 else many)))


def _said(message: str) -> str:
    return _Words(spaced_text(WORDS.get(message, message)))
