"""A mapping corrected by a person: a header read as another column, or ignored; never a way around the guards."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Mapping as Dict
from typing import Any

from importers.columns import FIRST_NAMES, INTIMATE, PERSONAL, Column, Mapping, header_form
from importers.read.header import halves
from kb.errors import BadParameter
from kb.problems import excerpt
from kb.words import quoted

#: What a header is read as when nothing of it is read.
IGNORED = ""
#: Headers that tell a person: no correction makes them a field of an organisation.
_OF_PERSONS = FIRST_NAMES | INTIMATE | PERSONAL


def heard(header: str) -> str:
    """Return the form under which a header is remembered: the next edition may write it in capitals.

    >>> heard("Nom de l'asso*"), heard("NOM DE L'ASSO"), heard("***")
    ('nom de l asso', 'nom de l asso', '***')
    """
    return header_form(header) or header.strip()


def asked_columns(said: Iterable[str]) -> dict[str, str]:
    """Return what `--map` asks: for each header, the column it is to be read as, nothing to ignore it.

    Raises `BadParameter` for what is not of the form « En-tête=colonne ».

    >>> asked_columns(["Intitulé=nom", "Divers="])
    {'Intitulé': 'nom', 'Divers': ''}
    """
    asked = {}
    for one in said:
        header, equals, column = one.rpartition("=")
        if not equals or not header.strip():
            raise BadParameter(f"Correspondance {quoted(excerpt(one))} : écrivez « En-tête=colonne », ou « En-tête= » pour ignorer.")
        asked[header.strip()] = column.strip()
    return asked


def column_named(columns: Sequence[Column], name: str) -> Column | None:
    """Return the column that a key, a label or a usual header names, None when none does."""
    form = header_form(name)
    exact = (column for column in columns if column.key == name or header_form(column.label) == form)
    usual = (column for column in columns if form in map(header_form, column.names))
    return next(exact, None) or next(usual, None)


def corrections_asked(importers: Sequence[Any], asked: Dict[str, str]) -> dict[str, dict[str, str]]:
    """Return, for each importer that knows all the columns asked for, what each header is to be read as.

    Raises `BadParameter` when no importer knows them, or when two headers are to be one column.
    """
    found = {}
    for importer in importers:
        wanted = {header: column_named(importer.columns, column) for header, column in asked.items() if column}
        named = {header: column.key for header, column in wanted.items() if column}
        if len(named) == len(wanted):
            found[importer.name] = {heard(header): named.get(header, IGNORED) for header in asked}
    if not found:
        known = ", ".join(c.label for c in importers[0].columns if not c.drop) if len(importers) == 1 else ""
        names = ", ".join(f"« {excerpt(column)} »" for column in asked.values() if column)
        told = f"Colonnes possibles : {known}." if known else "Nommez l'importeur au lieu de « auto »."
        raise BadParameter(f"Aucun importeur n'a toutes ces colonnes : {names}. {told}")
    for columns in found.values():
        twice = [key for key in columns.values() if key and list(columns.values()).count(key) > 1]
        if twice:
            raise BadParameter("Deux en-têtes ne peuvent pas être lus comme la même colonne : ignorez-en un.")
    return found


def corrected(mapping: Mapping, header: Sequence[str], columns: Sequence[Column], corrections: Dict[str, str]) -> Mapping:
    """Return a mapping once corrected: a column moves to the header it is given to; what is dropped stays dropped."""
    if not corrections:
        return mapping
    by_key = {column.key: column for column in columns}
    taken = dict(mapping.taken)
    for index, cell in enumerate(header):
        key = corrections.get(heard(cell)) if cell.strip() else None
        if key is None or is_kept_out(mapping, index, cell, key):
            continue
        taken.pop(index, None)
        if key in by_key:
            taken = {i: column for i, column in taken.items() if column.key.partition(" ")[0] != key}
            taken[index] = by_key[key]
    ignored = {i: cell for i, cell in enumerate(header) if i not in taken}
    return Mapping(dict(sorted(taken.items())), ignored)


def is_kept_out(mapping: Mapping, index: int, header: str, key: str) -> bool:
    """Tell whether a header may not be read as a column: it is dropped at the door, or tells a person."""
    own = mapping.taken.get(index)
    if own is not None and own.drop:
        return True
    return bool(key) and header_form(halves(header)[1]) in _OF_PERSONS and (own is None or own.key != key)


def check_asked(importer: Any, headers: Sequence[Sequence[str]], asked: Dict[str, str]) -> None:
    """Refuse a correction of a header that the file does not have, or that must not enter; raises `BadParameter`."""
    keys = dict(importer.corrections)
    for name in asked:
        places = [(header, i) for header in headers for i, cell in enumerate(header) if heard(cell) == heard(name)]
        if not places:
            seen = ", ".join(f"« {excerpt(cell)} »" for header in headers for cell in header if cell.strip())
            raise BadParameter(f"Le fichier n'a pas d'en-tête « {excerpt(name)} ». En-têtes lus : {seen}.")
        if any(is_kept_out(importer.own_map(header), i, header[i], keys.get(heard(name), IGNORED)) for header, i in places):
            raise BadParameter(
                f"La colonne « {excerpt(name)} » décrit des personnes : elle reste à la porte, sa lecture ne se change pas."
            )
