"""What may not enter: lists of persons, columns only the base may set, numbers that must never be kept or repeated."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from itertools import islice

from importers.births import TOLD_BIRTH, tells_birth
from importers.columns import forbidden_headers, header_form, personal_headers
from importers.first_names import tells_somebody
from importers.jobless import TOLD, tell_jobless, tells_person
from importers.read.guard import find_nir, mask_nir
from importers.read.table import RawRow, Table
from importers.row import Row
from importers.shared_texts import may_not_be_called
from kb.problems import EXCERPT, FileRefused, Problem, excerpt
from kb.said import RowSays

#: How many rows are looked at to tell a column of social security numbers.
_LOOKED_AT = 300
_BLANKS = re.compile(r"[\s.\u00a0\u202f_/'-]")
# The shape of a social security number, its key right, wrong or absent: made-up and mistyped ones tell a list as well.
_LIKE_NIR = re.compile(r"[12]\d\d(?:0[1-9]|1[0-2]|[2-4]\d(?=.{10}))(?:\d\d|2[AB])\d{6}(?:\d\d)?")
_UTF7 = re.compile(r"\+[A-Za-z0-9+/]{3,}-")
_MAIL = re.compile(r"[^\s@<>()\"',;:/=]+@[^\s@<>()\"',;:/]+")
#: These signs begin a text that a spreadsheet may run.
_FORMULA = tuple("=+-@＝＋－＠")
#: Columns of free notes: a number in one sets its row aside, and does not make the sheet a list of persons.
_NOTES = frozenset({"note", "notes", "commentaire", "commentaires", "remarque", "remarques", "observations", "description"})
_FREE_TEXTS = (
    "name", "acronym", "alias", "aliases", "address", "city", "notes", "description", "detail", "purpose", "subject", "said",
    "action", "decision", "decisions",
)  # fmt: skip
#: Codes of the rows of whose cells nothing more is said.
_HUSHED = frozenset({"SENSITIVE_DATA", "ROW_LENGTH"})
_WHAT_TO_DO = (
    "Maillage ne reçoit jamais de liste de personnes. Retirez ces colonnes, ou envoyez des effectifs par tranche ; "
    "au besoin, demandez au délégué à la protection des données."
)


def guard_header(header: Sequence[str], file: str, declared: Container[str] = ()) -> None:
    """Refuse a file whose header sets what only the base may set, or announces a list of persons.

    Headers that an importer has declared are its own: a register has its « updated_at ».
    """
    refuse_numbers(header, file)
    persons = personal_headers(header)
    if persons:
        raise FileRefused("SENSITIVE_DATA", f"{file} décrit des personnes (colonnes {_named(persons)}). {_WHAT_TO_DO}")
    forbidden = [cell for cell in forbidden_headers(header) if cell not in declared]
    if forbidden:
        raise FileRefused(
            "COLUMN_FORBIDDEN",
            f"Colonnes réservées à la base : {_named(forbidden)}. Retirez-les de {file} et recommencez.",
        )


def refuse_numbers(names: Iterable[str], file: str) -> None:
    """Refuse a file whose headers, members or sheet titles hold a social security number: they are kept with each row."""
    if any(find_nir(name) for name in names):
        said = f"Un numéro de sécurité sociale se trouve dans un en-tête ou un titre de feuille de {mask_nir(file)}."
        raise FileRefused("SENSITIVE_DATA", f"{said} Retirez-le : Maillage ne doit pas le recevoir.")


def guard_values(table: Table) -> None:
    """Refuse a table one column of which holds social security numbers for most of its rows, whatever its header."""
    like: Counter[int] = Counter()
    filled: Counter[int] = Counter()
    notes = {index for index, header in enumerate(table.header) if header_form(header) in _NOTES}
    for row in islice(table.rows, _LOOKED_AT):
        for index, cell in enumerate(row.cells):
            if cell:
                filled[index] += 1
                alike = len(cell) < 40 and _LIKE_NIR.fullmatch(_BLANKS.sub("", cell).upper()) is not None
                like[index] += alike and not (index in notes and find_nir(cell))
    found = [index for index, count in like.items() if count > 1 and count * 2 > filled[index]]
    if found:
        names = [table.header[i] or f"n° {i + 1}" if i < len(table.header) else f"n° {i + 1}" for i in found]
        raise FileRefused(
            "SENSITIVE_DATA",
            f"{table.file} contient des numéros de sécurité sociale (colonnes {_named(names)}). {_WHAT_TO_DO}",
        )


def guard_free_cells(row: Row, free: Iterable[tuple[str, str]]) -> None:
    """Look at the cells nobody maps too: a number that must never enter sets the row aside wherever it hides."""
    for header, value in free:
        if find_nir(value):
            said = "Un numéro de sécurité sociale se trouve dans cette cellule : retirez-le."
            row.problems.append(
                Problem("SENSITIVE_DATA", said, row.file, row.sheet, row.line, mask_nir(header), masked_excerpt(value))
            )


def warn_of_formulas(row: Row) -> None:
    """Say which texts a spreadsheet would run as formulas; they are kept as they are."""
    for key in row.filled(_FREE_TEXTS):
        if not row.whole(key).lstrip().startswith(_FORMULA):
            continue
        text = row.text(key)
        if text.startswith(_FORMULA) and len(text) > 1 and (text[0] == "=" or not text[1].isspace()) and not _utf7(text):
            said = "Texte qui ressemble à une formule : gardé tel quel, neutralisé dans les fichiers produits."
            row.warn(key, "FORMULA_LIKE_TEXT", said)


def _utf7(text: str) -> bool:
    """Tell whether a text begins with an escape of UTF-7: letters of another age, kept to the letter, and no formula."""
    escape = _UTF7.match(text)
    if escape is None:
        return False
    try:
        return bool(escape.group().encode().decode("utf-7"))
    except UnicodeError:
        return False


def without_addresses(cells: Mapping[str, str]) -> dict[str, str]:
    """Return the cells that are kept of a register's row, e-mail addresses left out: they are often a person's."""
    return {name: _MAIL.sub("[adresse]", cell) if "@" in cell else cell for name, cell in cells.items()}


def masked(cells: Mapping[str, str]) -> dict[str, str]:
    """Return the cells of a row that is set aside, the numbers that must never be kept masked."""
    return {mask_nir(header): mask_nir(cell) for header, cell in cells.items()}


def masked_excerpt(value: str) -> str:
    """Return a value as a message repeats it: masked first, so that a cut never leaves half a number."""
    return excerpt(mask_nir(value[: EXCERPT * 4]))


def masked_problem(problem: Problem) -> Problem:
    """Return what reading said of a cell, without any number that must never be repeated."""
    if not find_nir(problem.value) and not find_nir(problem.message):
        return problem
    return problem.at(value=mask_nir(problem.value), message=mask_nir(problem.message))


def refuse_named_sheets(tables: Iterable[Table], *, nobody: bool) -> None:
    """Refuse a workbook one sheet of which is called after a person: a title is told beside each value; where `nobody` may be named, a first name is enough."""
    for table in tables:
        titles = {table.sheet, *(warning.sheet for warning in table.warnings)}  # those of the sheets that hold no table too
        if any(may_not_be_called(title) or (nobody and tells_somebody(title)) for title in titles):
            said = f"Le titre d'une feuille de {table.file} peut nommer une personne, et se lit à côté de chaque valeur : rien n'est gardé ni répété. Renommez la feuille."
            raise FileRefused("SENSITIVE_DATA", said)


def said_of(table: Table, dropped: Collection[int], *, quiet: bool, nobody: bool = False) -> list[Problem]:
    """Return what reading said of a table: nothing of the columns `dropped` at the door, and no word of a person."""
    away = _columns(table, dropped)
    said = [masked_problem(problem) for problem in table.warnings if problem.column not in away]
    return [problem.at(value="") if quiet or tells_person(problem.value) or (nobody and tells_somebody(problem.value)) else problem for problem in said]


def hushing(rows: Iterable[RowSays], said: list[Problem]) -> Iterator[RowSays]:
    """Yield some rows, and once they are read, leave out of what was said before the lines that tell what must never enter.

    So do those of another length: a cell that is dropped at the door may stand there under another name.
    """
    lines: set[tuple[str, int]] = set()
    for row in rows:
        if any(problem.code in _HUSHED for problem in row.problems):
            lines |= {(row.sheet, row.line), ("", row.line)}  # what is said of a document names no sheet
        yield row
    if lines:
        said[:] = [problem for problem in said if not problem.value or (problem.sheet, problem.line) not in lines]


def _columns(table: Table, indices: Iterable[int]) -> frozenset[str]:
    return frozenset((table.header[i] if i < len(table.header) else "") or f"colonne {i + 1}" for i in indices)


def set_aside(raw: RawRow, table: Table, dropped: Collection[int] = (), *, quiet: bool = False) -> tuple[dict[str, str], list[Problem]]:
    """Return the cells kept of a row that could not be read, and what is wrong with it, placed.

    Nothing is kept of one that tells of a person out of work, of a birth or, alone in its row, how somebody is reached, under
    whatever header its cells came to stand, nor of the columns that are `dropped` at the door, wherever a cell too many or too few may have moved them,
    nor of a row of a file that may name persons (`quiet`): what cannot be read of it cannot be cleared.
    """
    names = [*table.header, *(f"colonne {i + 1}" for i in range(len(table.header), len(raw.cells)))]
    kept = {
        name or f"colonne {i + 1}": cell for i, (name, cell) in enumerate(zip(names, raw.cells, strict=False)) if cell
    }
    left = _left_out(len(raw.cells), table, dropped)
    away = {name or f"colonne {i + 1}" for i, name in enumerate(names) if i in left}
    hides, jobless, born = any(map(find_nir, raw.cells)), tell_jobless(kept.items()), any(map(tells_birth, raw.cells))
    private = quiet or jobless or born or any(p.code == "SENSITIVE_DATA" for p in raw.problems)
    problems = [
        masked_problem(p).at(
            file=p.file or table.file,
            sheet=p.sheet or table.sheet,
            line=p.line or raw.line,
            **({"value": ""} if hides or private or _may_repeat(p, away) else {}),
        )
        for p in raw.problems
    ]
    if hides:
        said = "Un numéro de sécurité sociale se trouve dans cette ligne : retirez-le."
        problems.append(Problem("SENSITIVE_DATA", said, table.file, table.sheet, raw.line))
    if jobless:
        problems.append(Problem("SENSITIVE_DATA", TOLD, table.file, table.sheet, raw.line))
    if born:
        problems.append(Problem("SENSITIVE_DATA", TOLD_BIRTH, table.file, table.sheet, raw.line))
    return {} if private else masked({name: cell for name, cell in kept.items() if name not in away}), problems


def _may_repeat(problem: Problem, away: Collection[str]) -> bool:
    """Tell whether what a problem shows may be a cell that is left out, or the whole row with it."""
    return bool(away) and (not problem.column or problem.column in away)


def _left_out(count: int, table: Table, dropped: Collection[int]) -> frozenset[int]:
    """Return which cells of a row may be of a dropped column: from the first one on when the row is of another length."""
    if not dropped or count == len(table.header):
        return frozenset(dropped)
    return frozenset(range(max(0, min(dropped) - max(0, len(table.header) - count)), count))


def _named(cells: Iterable[str]) -> str:
    return ", ".join(f"« {mask_nir(cell)} »" for cell in cells)
