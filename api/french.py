"""The command line's own words in French: what click says of options, arguments and commands."""

from __future__ import annotations

import importlib

WORDS = {
    "Usage:": "Usage :",
    "Options": "Options\u00a0",
    "Commands": "Commandes\u00a0",
    "Error: {message}": "Erreur : {message}",
    "Show this message and exit.": "Affiche cette aide.",
    "Show the version and exit.": "Affiche la version.",
    "Try '{command} {option}' for help.": "Voir « {command} {option} ».",
    "No such option {name!r}.": "Option inconnue : {name!r}.",
    "No such command {name!r}.": "Commande inconnue : {name!r}. La liste : maillage --help.",
    "Positional arguments": "Arguments\u00a0",
    "Argument {name!r} takes {nargs} values.": "L'argument {name!r} prend {nargs} valeurs.",
    "Could not open file {filename!r}: {message}": "Le fichier {filename!r} ne s'ouvre pas : {message}",
    "{value} is not in the range {range}.": "{value} n'est pas dans l'intervalle {range}.",
    "{name} {filename!r} is a file.": "{name} {filename!r} est un fichier.",
    "{name} {filename!r} is not writable.": "{name} {filename!r} ne peut pas être écrit.",
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
    "{value!r} is not a valid {number_type}.": "{value!r} n'est pas un nombre valide.",
    "{name} {filename!r} does not exist.": "{name} {filename!r} n'existe pas.",
    "{name} {filename!r} is a directory.": "{name} {filename!r} est un dossier.",
    "{name} {filename!r} is not readable.": "{name} {filename!r} ne peut pas être lu.",
    "{value!r} is not {choice}.": "{value!r} n'est pas {choice}.",
    "Option {name!r} does not take a value.": "L'option {name!r} ne prend pas de valeur.",
    "Option {name!r} requires an argument.": "L'option {name!r} attend une valeur.",
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
    ("Did you mean {possibility}?", "(Possible options: {possibilities})"): "Vouliez-vous dire {possibilities} ?",
    (
        "{value!r} is not {choice}.",
        "{value!r} is not one of {choices}.",
    ): "{value!r} n'est pas admis ; valeurs possibles : {choices}.",
    ("Possible option: {options}", "Possible options: {options}"): "Options proches : {options}.",
}


def speak_french() -> None:
    """Give click's messages in French; what the table does not hold stays as click says it."""
    for name in ("core", "exceptions", "formatting", "decorators", "types", "parser", "termui", "shell_completion"):
        module = importlib.import_module(f"click.{name}")
        if hasattr(module, "_"):
            vars(module)["_"] = lambda message: WORDS.get(message, message)
        if hasattr(module, "ngettext"):
            vars(module)["ngettext"] = _plural


def _plural(one: str, many: str, count: int) -> str:
    return _PLURALS.get((one, many), WORDS.get(one if count == 1 else many, one if count == 1 else many))
