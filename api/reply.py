"""A question's answer as a notebook holds it: a card to read, a table to compute on, and the proofs of each row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from api.asking import text_table
from kb.found import is_said
from kb.frames import PandasAbsent
from kb.text import cut
from kb.view import Origin, View, plain
from queries.answers import Answer, Column, Table
from queries.words import counted, day, money, number

if TYPE_CHECKING:
    import pandas

#: How many rows a card shows.
MOST_ROWS = 10
#: Longest text a cell of a card shows; the table holds it whole.
MOST_LETTERS = 90
#: What a proof says of one claim.
PROOF = ("Source", "Origine", "Adresse", "Confiance", "Fichier", "Ligne", "Depuis", "Démonstration", "Fait")
_CARD = Markup(
    '<div lang="fr" style="max-width: 72em; overflow-x: auto;">'
    "<p><strong>{title}</strong><br>{sentence}</p>{table}{notes}</div>"
)
_TABLE = Markup("<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>")


@dataclass(frozen=True, slots=True, repr=False)
class Reply:
    """An answer and the view that gave it: `answer` holds what the question returns, whole."""

    answer: Answer
    view: View

    @property
    def title(self) -> str:
        """Return the title of the answer."""
        return self.answer.title

    @property
    def sentence(self) -> str:
        """Return the sentences that say the answer."""
        return self.answer.sentence

    @property
    def gaps(self) -> Sequence[str]:
        """Return what the answer does not know."""
        return self.answer.gaps

    def frame(self) -> pandas.DataFrame:
        """Return the answer's table, its columns called as on screen; beside a name, the identifier it leads to."""
        table = self.answer.table()
        columns = {label: key for column in table.columns for label, key in _labels(column)}
        return frame([{label: row.get(key) for label, key in columns.items()} for row in table.rows], list(columns))

    def proofs(self) -> pandas.DataFrame:
        """Return where each value comes from: one row for each value and each claim that asserts it."""
        return frame(list(self._proofs(self.answer.table())), ["Rang", "Colonne", "Valeur", *PROOF])

    def _proofs(self, table: Table) -> Iterator[dict[str, Any]]:
        labels = {column.key: column.label for column in table.columns}
        origins = self.view.origins(table.claims())
        for at, (row, proof) in enumerate(zip(table.rows, table.proofs, strict=False)):
            for key, claims in proof.items():
                for claim in claims:
                    if key in labels and claim in origins and is_said(row.get(key)):
                        yield {"Rang": at, "Colonne": labels[key], "Valeur": row[key], **told(origins[claim])}

    def _repr_html_(self) -> str:
        table = self.answer.table()
        heads = Markup().join(Markup('<th scope="col">{}</th>').format(column.label) for column in table.columns)
        rows = Markup().join(_row(table, row) for row in table.rows[:MOST_ROWS])
        card = _CARD.format(
            title=self.title,
            sentence=self.sentence,
            table=_TABLE.format(heads=heads, rows=rows) if table.rows else "",
            notes=Markup().join(Markup("<p>{}</p>").format(note) for note in self._notes(table)),
        )
        return str(card)

    def _notes(self, table: Table) -> Iterator[str]:
        rest = len(table.rows) - MOST_ROWS
        if rest > 0:
            yield f"… et {counted(rest, 'autre ligne', feminine=True)} : .frame() les donne toutes."
        yield from (f"Manque : {gap}" for gap in self.gaps)

    def __repr__(self) -> str:
        return text_table(self.answer)


def frame(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> pandas.DataFrame:
    """Return rows as a pandas table with these columns; raises `PandasAbsent` when pandas is not installed."""
    try:
        import pandas
    except ImportError:
        raise PandasAbsent("pandas n'est pas installé : « pip install maillage[analyse] » l'ajoute.") from None
    return pandas.DataFrame(list(rows), columns=list(columns))


def told(origin: Origin) -> dict[str, Any]:
    """Return where a claim comes from, as the columns of `PROOF`."""
    file = f"{origin.file}, feuille {origin.sheet}" if origin.sheet else origin.file
    said = (origin.title, origin.stated, origin.url, origin.confidence)
    return dict(zip(PROOF, (*said, file, origin.line, origin.since[:10], origin.demo, origin.claim), strict=True))


def _labels(column: Column) -> Iterator[tuple[str, str]]:
    yield column.label, column.key
    if column.link:
        yield f"{column.label} (identifiant)", column.link


def _row(table: Table, row: Mapping[str, Any]) -> Markup:
    cells = (Markup("<td>{}</td>").format(_said(column, row.get(column.key))) for column in table.columns)
    return Markup("<tr>{}</tr>").format(Markup().join(cells))


def _said(column: Column, value: Any) -> str:
    if column.kind in ("money", "number") and isinstance(value, int | float) and not isinstance(value, bool):
        return money(value) if column.kind == "money" else number(value)
    if column.kind == "date" and isinstance(value, str):
        return day(value)
    return cut(plain(value), MOST_LETTERS)
