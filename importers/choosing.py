"""Which importer a header fits, and what is said when it fits none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import chain, islice

from importers.base import Importer
from importers.columns import Column, header_form, loose_form, map_header
from importers.read.guard import mask_nir
from importers.read.table import Table
from kb.ids import NUMBERS
from kb.ledger import Rank
from kb.problems import FileRefused, excerpt

#: The importers that a refusal proposes.
NEAR_MOST = 3
#: The share of its words that a header has in common with a column it is proposed for.
ALIKE_LEAST = 0.5
#: Headers that only number the rows.
NUMBERING = frozenset({"id", "identifiant", "n", "no", "numero", "num", "ref", "code", "rang", "ordre"})
#: The share of its columns that an importer has to know for a header to be its own, when nobody has named one.
KNOWN_LEAST = 0.25
#: How many columns are enough, however many strange ones are beside them: a published table has dozens.
KNOWN_MANY = 3
#: The rows that are looked at to know whether a column may be the one that lacks.
LOOKED_MOST = 20
#: What stands for a choice and names nothing: « T », « S », « x », « oui ».
_MARK = re.compile(r"\w{1,2}|oui|non|vrai|faux", re.IGNORECASE)
_FIGURE = re.compile(r"[\d\s.,%€-]+")
#: What may be done of columns nobody understands, from any door; then what may be typed.
_RENAME = "Renommez les colonnes, ou partez d'un modèle vide de la page Données."
_BARE = 'Sans ligne d\'en-tête : --no-header, puis --map "Colonne A=Nom"…'
_NAME_ONE = "Nommez le bon à la place de auto."
_NAME_IT = "Nommez ce que c'est à la place de auto (la liste : maillage import --help)."


def choose(header: Sequence[str], candidates: Sequence[Importer]) -> Importer | None:
    """Return the importer a header fits best, None when none does, or when as much of it speaks for another."""
    scored = _scored(header, candidates)
    if not scored or unsure(header, candidates):
        return None
    found = scored[0]
    return None if any(_knows_better(other, found, header) for other in candidates) else found


def unsure(header: Sequence[str], candidates: Sequence[Importer]) -> list[Importer]:
    """Return the importers between which a header does not decide, the best fit first; nothing when it does.

    A header decides when the best fit reads what no other reads; and against a rival that is given no sign of its own. One of
    which the best fit hardly knows a column decides nothing: « Structure » before four dates is no list of organisations.
    """
    scored = _scored(header, candidates)
    if not scored:
        return []
    found, ours = scored[0], _read_of(scored[0], header)
    if any(_knows_better(other, found, header) for other in candidates):
        return []
    if len(candidates) > 1 and _hardly_known(found, header):
        return [found, *(other for other in nearest(header, candidates) if other is not found)]
    rivals = [other for other in scored[1:] if _read_of(other, header) >= ours and _signed(other, header)]
    rivals += [other for other in candidates if other not in scored and _hints_at(other, found, header)]
    return [found, *rivals] if rivals else []


def _scored(header: Sequence[str], candidates: Sequence[Importer]) -> list[Importer]:
    """Return the importers that a header fits, the best first; what another reads whole, and more, is that other's.

    A header spelled as a publication spells its own is that one's alone.
    """
    fit = {importer.name: importer.fits(tuple(header)) for importer in candidates}
    fitting = [importer for importer in candidates if fit[importer.name] > 0]
    if spelled := [importer for importer in fitting if importer.spelled and set(importer.spelled) <= set(header)]:
        return spelled[:1]
    reads = {importer.name: _read_of(importer, header) for importer in fitting}
    whole = [i for i in fitting if not any(reads[i.name] < reads[other.name] for other in fitting)]
    return sorted(whole, key=lambda importer: fit[importer.name], reverse=True)


def _read_of(importer: Importer, header: Sequence[str]) -> frozenset[int]:
    return frozenset(importer.map(header).taken)


def _hardly_known(found: Importer, header: Sequence[str]) -> bool:
    """Tell whether most of a header is foreign to an importer, of which nobody has said a column, and which it does not spell."""
    named = [cell for cell in header if cell.strip() and header_form(cell) not in NUMBERING]
    spelled = bool(found.spelled) and set(found.spelled) <= set(header)
    return not spelled and not found.was_told(header) and len(_read_of(found, header)) < min(KNOWN_LEAST * len(named), KNOWN_MANY)


def _hints_at(other: Importer, found: Importer, header: Sequence[str]) -> bool:
    """Tell whether a header with nothing proper to the importer it fits is read far better by one it lacks columns for."""
    theirs, ours = _read_of(other, header), _read_of(found, header)
    whole = ours < theirs and len(theirs) == len([cell for cell in header if cell.strip()])
    return whole and _signed(other, header) and not _signed(found, header)


def _signed(importer: Importer, header: Sequence[str]) -> bool:
    """Tell whether a header holds a sign of an importer: a column by which its files are told from others."""
    return any(column.key in importer.signature for column in importer.map(header).taken.values())


def _knows_better(other: Importer, found: Importer, header: Sequence[str]) -> bool:
    """Tell whether a header is a sheet of organisations without its names, which another importer would half read."""
    theirs, ours = (i.map(header).taken for i in (other, found))
    numbers = {column.key for index, column in theirs.items() if index not in ours} & set(NUMBERS)
    return bool(numbers) and len(theirs) > len(ours) and len(other.lacking(other.map(header))) == 1


def required_missing(table: Table, candidates: Sequence[Importer]) -> FileRefused:
    """Return the refusal of a table that no importer can read: what it lacks, and what to do."""
    seen = ", ".join(f"« {cell} »" for cell in table.header if cell.strip())
    if between := unsure(table.header, candidates):
        return _undecided(between, table.header, seen)
    near = nearest(table.header, candidates) or list(candidates)[: len(candidates) == 1]
    if not near:
        said = f"Aucun importeur ne se reconnaît à ces colonnes : {seen}. {_RENAME}"
        return FileRefused("COLUMN_REQUIRED", said, f"{_NAME_IT} {_way(None, table.header, ())}")
    lacking = _labels(near[0].lacking(near[0].map(table.header)))
    others = f" {_nearest_told(near, table.header)}" if len(near) > 1 else ""
    return FileRefused(
        "COLUMN_REQUIRED",
        f"Colonne obligatoire absente : {lacking} (importeur {near[0].name}). En-têtes lus : {seen}.{others} {_RENAME}{_shape(near[0])}",
        f"{_NAME_ONE if others else ''} {_way(near[0], table.header, (row.cells for row in table.rows))}".lstrip(),
    )


def _shape(importer: Importer) -> str:
    return f" {importer.shape}" if importer.shape else ""


def _undecided(between: Sequence[Importer], header: Sequence[str], seen: str) -> FileRefused:
    """Return the refusal of a table that several importers would read: which, and how one is named."""
    told = [", ".join(filter(None, (i.name, i.title, _lacks(i, header)))) for i in between[:NEAR_MOST]]
    return FileRefused(
        "IMPORTER_UNSURE",
        f"Ces colonnes ne suffisent pas à dire ce qu'est ce fichier : {seen}. Lectures possibles : {' ; '.join(told)}.",
        _NAME_ONE,
    )


def _lacks(importer: Importer, header: Sequence[str]) -> str:
    lacking = importer.lacking(importer.map(header))
    return f"il manque {_labels(lacking)}" if lacking else ""


def nearest(header: Sequence[str], candidates: Sequence[Importer]) -> list[Importer]:
    """Return the importers that know some telling column of a header, the nearest first.

    A description or a label proves nothing: half of the importers have one.
    """
    known = [importer for importer in candidates if _told(importer, header)]
    return sorted(known, key=lambda importer: _nearness(importer, header), reverse=True)


def ways_out(lines: Sequence[Sequence[str]], candidates: Sequence[Importer]) -> tuple[str, str]:
    """Return how a table may enter whose first lines hold no header that anybody knows; then what may be typed.

    The importers that come nearest, what each lacks, how one is named, how a column is, and where the templates are.
    """
    header = _like_a_header(lines, candidates)
    if len(candidates) == 1:
        return (
            f"Colonnes attendues : {_labels(candidates[0].columns[:12])}. {_RENAME}{_shape(candidates[0])}",
            f"{_way(candidates[0], header, lines)} {_BARE}",
        )
    near = nearest(header, candidates)
    if near:
        return f"{_nearest_told(near, header)} {_RENAME}", f"{_NAME_ONE} {_way(near[0], header, lines)} {_BARE}"
    return f"Aucun de ces noms de colonne n'est connu. {_RENAME}", f"{_NAME_IT} {_way(None, header, ())} {_BARE}"


def may_be_header(cells: Sequence[str]) -> bool:
    """Tell whether a line may name columns: several words, no number and no address among them."""
    filled = [cell for cell in cells if cell.strip()]
    return len(filled) > 1 and not any("@" in cell or cell.strip()[:1].isdigit() for cell in filled)


def _like_a_header(lines: Sequence[Sequence[str]], candidates: Sequence[Importer]) -> Sequence[str]:
    """Return the line that is most like a header; one known word may be a word of the data, and proves nothing."""
    best = max(lines, key=lambda line: _most_known(line, candidates), default=())
    first = next(filter(may_be_header, lines), ())
    return best if _most_known(best, candidates) > 1 else first


def _most_known(line: Sequence[str], candidates: Sequence[Importer]) -> int:
    return max((len(importer.map(line).taken) for importer in candidates), default=0)


def _nearest_told(near: Sequence[Importer], header: Sequence[str]) -> str:
    told = []
    for importer in near[:NEAR_MOST]:
        lacks = _lacks(importer, header)
        told.append(importer.name + (f" ({lacks})" if lacks else ""))
    return f"Importeurs les plus proches : {' ; '.join(told)}."


def _way(importer: Importer | None, header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return how the column that is lacking is said at a terminal, in the words of the file when they may name it."""
    mapping = importer.map(header) if importer else None
    unread = [cell for cell in (mapping.ignored.values() if mapping else header) if cell.strip()]
    if importer:  # a header that names a column already fed is not another one's
        unread = [cell for cell in unread if not map_header((cell,), importer.columns).taken]
    lacking = importer.lacking(mapping) if importer and mapping else []
    if lacking and mapping:
        looked = [row for row in islice(rows, LOOKED_MOST) if tuple(row) != tuple(header)]
        unread = [cell for index, cell in mapping.ignored.items() if cell in unread and _may_be(lacking[0], [row[index] for row in looked if index < len(row)])]
    first = bool(unread) and (not lacking or (mapping is not None and not mapping.taken) or len(unread) == 1)
    found = (lacking and _likest(unread, lacking[0])) or (unread[0] if first else "")
    seen = excerpt(mask_nir(found)) if found and may_be_header(header) else "Ma colonne"
    return f'Ou dites ce qu\'est une colonne : --map "{seen}={lacking[0].label if lacking else "Nom"}".'


def _may_be(column: Column, cells: Iterable[str]) -> bool:
    """Tell whether cells may be what a column holds: several marks are nobody's name, nor are figures where words are expected."""
    told = [cell.strip() for cell in cells if cell.strip()]
    if len(told) < 2:
        return True
    words = bool(column.example) and not any(c.isdigit() for c in column.example) and not column.money
    marks = words and all(_MARK.fullmatch(cell) for cell in told)
    return not marks and not (words and all(_FIGURE.fullmatch(cell) for cell in told))


def _likest(unread: Sequence[str], column: Column) -> str:
    """Return the header that shares most of its words with a column: « Nom_commune » rather than « Code » for a name.

    Nothing when none has at least half of them in common: a wrong column is worse than none.
    """
    best = max(unread, key=lambda cell: _likeness(cell, column), default="")
    return best if best and _likeness(best, column) >= ALIKE_LEAST else ""


def _likeness(cell: str, column: Column) -> float:
    words = set(loose_form(cell).split())
    names = [set(loose_form(name).split()) for name in (column.label, *column.names)]
    return max((len(words & name) / max(1, len(words | name)) for name in names), default=0.0)


def _labels(columns: Sequence[Column]) -> str:
    return ", ".join(f"« {column.label} »" for column in columns)


def _told(importer: Importer, header: Sequence[str]) -> bool:
    """Tell whether a header holds a column that an importer is recognised by."""
    telling = {*importer.signature, *(column.key for column in importer.required), *chain(*importer.any_of)}
    return any(column.key in telling for column in importer.map(header).taken.values())


def _nearness(importer: Importer, header: Sequence[str]) -> tuple[int, bool, int]:
    """Return how near a header is to what an importer needs; an office's own sheet before a register."""
    mapping = importer.map(header)
    signed = sum(column.key in importer.signature for column in mapping.taken.values())
    return len(mapping.taken) - len(importer.lacking(mapping)), importer.rank is Rank.IMPORT, signed
