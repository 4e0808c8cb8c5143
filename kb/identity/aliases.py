"""The alias register: by which other names an organisation goes, of what kind, and from when to when.

An alias is knowledge, not likeness: « Pôle emploi » has no letter in common with « France Travail ». The seed beside
this module holds dated public facts of the field; a base adds its own. A sigle or a brand names the same organisation; a
former name does so at the dates it bore it; an operator is another organisation that acts for it: *related*.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files

from kb.identity.names import read_name
from kb.other_names import AliasKind
from kb.text import fold


@dataclass(frozen=True, slots=True)
class Alias:
    """One entry of the register: another name, what it stands for, its kind, its dates and who says so."""

    alias: str
    name: str
    kind: AliasKind
    valid_from: str = ""
    valid_to: str = ""
    source: str = ""


class Register:
    """Aliases by the words they are made of: a name may hold one of them beside other words."""

    def __init__(self, aliases: Iterable[Alias] = ()) -> None:
        self.aliases = tuple(aliases)
        self._by_words: dict[tuple[str, ...], list[Alias]] = defaultdict(list)
        for alias in self.aliases:
            for text in (alias.alias, alias.name):
                self._by_words[_words(text)].append(alias)
        self._longest = max(map(len, self._by_words), default=0)
        self._keys: dict[str, list[str]] = {}

    def held(self, name: str) -> Iterator[tuple[Alias, tuple[str, ...]]]:
        """Yield the aliases that a name holds, with the words left beside them."""
        words = _words(name)
        for size in range(min(self._longest, len(words)), 0, -1):
            for start in range(len(words) - size + 1):
                for alias in self._by_words.get(words[start : start + size], ()):
                    yield alias, words[:start] + words[start + size :]

    def keys(self, name: str) -> list[str]:
        """Return what the aliases held by a name stand for, as keys that two names of one organisation share."""
        known = self._keys.get(name)
        if known is None:
            known = self._keys[name] = sorted({fold(alias.name) for alias, _ in self.held(name)})
        return known

    def link(self, a: str, b: str, place: frozenset[str] = frozenset()) -> Alias | None:
        """Return the alias by which two names may be of one organisation, None when none is.

        Each name holds another wording of it, and what is left beside it says nothing more than `place`, the words of the
        commune they share: « Grand Lyon Habitat » is not the « Grand Lyon ».
        """
        others = {alias.name: (wording, rest) for alias, wording, rest in self._parted(b)}
        for alias, wording, rest in self._parted(a):
            theirs, their_rest = others.get(alias.name, (wording, ()))
            if theirs != wording and set(rest) ^ set(their_rest) <= place:
                return alias
        return None

    def _parted(self, name: str) -> Iterator[tuple[Alias, tuple[str, ...], tuple[str, ...]]]:
        words = _words(name)
        for alias, rest in self.held(name):
            yield alias, tuple(word for word in words if word not in rest), rest


def _words(text: str) -> tuple[str, ...]:
    return read_name(text).words


def read_aliases(rows: Iterable[Mapping[str, str]]) -> list[Alias]:
    """Return the aliases of a table with the columns alias, name, kind, valid_from, valid_to, source.

    Raises `ValueError` for a kind that is none of the four.
    """
    return [
        Alias(row["alias"], row["name"], AliasKind(row["kind"]), row.get("valid_from") or "", row.get("valid_to") or "",
              row.get("source") or "")
        for row in rows
    ]  # fmt: skip


def seed() -> Register:
    """Return the register of the field's own aliases."""
    with (files("kb.identity") / "aliases.csv").open(encoding="utf-8") as table:
        return Register(read_aliases(csv.DictReader(table)))
