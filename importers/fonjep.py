"""The workbook of the Fonjep: the sheet of posts names associations and funders by a code that another sheet explains."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from importers.columns import squeezed_form
from importers.read.table import RawRow, Table

#: What tells the sheet of posts, and that of the third parties it names.
_POSTS = frozenset(map(squeezed_form, ("AssociationBeneficiaireCode", "FinanceurAttributeurCode", "MontantSubvention")))
_PARTIES = frozenset(map(squeezed_form, ("Code", "RaisonSociale", "SiretOuRidet")))
#: The columns put beside a post: header given, code of the post that leads there, column of the third parties.
_ADDED = (
    ("Nom attributaire", "AssociationBeneficiaireCode", "RaisonSociale"),
    ("SIRET du bénéficiaire", "AssociationBeneficiaireCode", "SiretOuRidet"),
    ("Code postal bénéficiaire", "AssociationBeneficiaireCode", "CodePostal"),
    ("Commune du bénéficiaire", "AssociationBeneficiaireCode", "Ville"),
    ("Nom de l'attribuant", "FinanceurAttributeurCode", "RaisonSociale"),
    ("SIRET attribuant", "FinanceurAttributeurCode", "SiretOuRidet"),
)


def posts_with_names(tables: Sequence[Table]) -> Sequence[Table]:
    """Return the tables of a file, the posts of the Fonjep with the names their codes stand for.

    The sheet of the third parties is read for that alone: nothing else of it is kept.
    """
    parties = next((table for table in tables if _forms(table) >= _PARTIES), None)
    if parties is None or not any(_forms(table) >= _POSTS for table in tables):
        return tables
    known = _by_code(parties)
    return [_named(table, known) if _forms(table) >= _POSTS else table for table in tables if table is not parties]


def _forms(table: Table) -> frozenset[str]:
    return frozenset(map(squeezed_form, table.header))


def _at(table: Table, header: str) -> int | None:
    forms = [squeezed_form(cell) for cell in table.header]
    return forms.index(squeezed_form(header)) if squeezed_form(header) in forms else None


def _by_code(parties: Table) -> Mapping[str, tuple[str, ...]]:
    """Return what is needed of each third party, by its code."""
    wanted = [_at(parties, column) for column in ("Code", *(column for _, _, column in _ADDED))]
    found: dict[str, tuple[str, ...]] = {}
    for row in parties.rows:
        code, *told = ("" if at is None or at >= len(row.cells) else row.cells[at].strip() for at in wanted)
        found.setdefault(code, tuple(told))
    return found


def _named(posts: Table, known: Mapping[str, tuple[str, ...]]) -> Table:
    header = (*posts.header, *(name for name, _, _ in _ADDED))
    return replace(posts, header=header, rows=_Named(posts.rows, [_at(posts, code) for _, code, _ in _ADDED], known))


@dataclass(frozen=True)
class _Named(Iterable[RawRow]):
    """The rows of the posts, each with the names its codes stand for; read anew each time."""

    rows: Iterable[RawRow]
    codes: Sequence[int | None]
    known: Mapping[str, tuple[str, ...]]

    def __iter__(self) -> Iterator[RawRow]:
        for row in self.rows:
            yield replace(row, cells=row.cells + tuple(self._told(row, n, at) for n, at in enumerate(self.codes)))

    def _told(self, row: RawRow, number: int, at: int | None) -> str:
        told = self.known.get(row.cells[at].strip()) if at is not None and at < len(row.cells) else None
        return told[number] if told else ""
