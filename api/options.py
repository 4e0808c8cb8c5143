"""Options that a command does not know by name: written « --nom valeur », « --nom=valeur », or « --nom » alone for a flag."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import click


def _never(key: str) -> bool:
    return False


def options_of(words: Sequence[str], noun: str, alone: Callable[[str], bool] = _never) -> Iterator[tuple[str, str]]:
    """Yield the name and the value of each option; `alone` tells which may come without one, and are then « oui ».

    Raises a usage error for a word that belongs to no option (`noun` says what they are called), or a value that lacks.
    """
    rest = list(words)
    while rest:
        word = rest.pop(0)
        if not word.startswith("--"):
            raise click.UsageError(f"Argument en trop : {word}. {noun} s'écrit --nom valeur.")
        key, equals, value = word[2:].partition("=")
        key = key.replace("-", "_")
        bare = alone(key) and (not rest or rest[0].startswith("--"))
        if not equals:
            if not bare and not rest:
                raise click.UsageError(f"L'option --{key} attend une valeur.")
            value = "oui" if bare else rest.pop(0)
        yield key, value
