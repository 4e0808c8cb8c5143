"""A question asked from any door, and its answer as data or as a file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args
from urllib.parse import quote

from api.shapes import row_data
from kb.clock import now, read_moment
from kb.errors import BadParameter, UnknownActor
from kb.privacy import READER, Layer
from kb.store import Store
from kb.text import slug
from kb.view import View, plain
from kb.words import quoted
from queries import ask, question, uncut
from queries.answers import Answer, Column, Matrix, Network, Table
from queries.parameters import closed_values, read_value
from queries.words import day, figured, listed, money, number

#: The forms an answer may take.
Form = Literal["json", "csv", "xlsx", "svg", "html", "table"]
FORMATS: tuple[str, ...] = get_args(Form)
#: The type of what is made in each form.
MEDIA = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "svg": "image/svg+xml",
    "html": "text/html; charset=utf-8",
    "table": "text/plain; charset=utf-8",
    "pdf": "application/pdf",
    "png": "image/png",
}
#: The characters of a column in a terminal.
WIDEST = 48
#: The forms that are files of lines: nothing is left out of them.
WHOLE = frozenset({"json", "csv", "xlsx", "table"})


@dataclass(frozen=True, slots=True)
class Made:
    """One file made of an answer: its bytes, its type, and the name it goes by."""

    body: bytes
    media: str
    name: str

    @property
    def disposition(self) -> str:
        """Return the header that names the download (RFC 6266): a plain name, and the French one."""
        return f"attachment; filename=\"{slug(self.name.rpartition('.')[0])}.{self.name.rpartition('.')[2]}\"; filename*=UTF-8''{quote(self.name)}"


def contents(forms: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Return the declaration of what an address answers in some forms, for its documentation.

    >>> contents(["csv", "svg"])
    {'text/csv': {}, 'image/svg+xml': {}}
    """
    return {MEDIA[form].partition(";")[0]: {} for form in forms}


def ask_question(store: Store, view: View, name: str, values: Mapping[str, Any], form: str = "") -> Answer:
    """Answer a question for the viewer of a view; what it compares with is opened by `earlier_views`.

    An answer asked in the form of a file holds every line, unless the values say themselves how many are wanted.
    """
    asked = uncut(name, values) if form in WHOLE else values
    return ask(view, name, views=earlier_views(store, view), **asked)


def earlier_views(store: Store, view: View) -> Callable[[str], View]:
    """Return what opens the base as it was at a moment, for the same viewer and at that moment's own day.

    The day goes with the moment: a tie that ended since then is in the earlier view, and gone from the present one.
    """

    def opened(moment: str) -> View:
        day = min(dt.date.fromisoformat(moment[:10]), view.date)
        return store.view(view.viewer, day, read_moment(moment))

    return opened


def answer_as_dict(view: View, answer: Answer) -> dict[str, Any]:
    """Return an answer as data: its sentence, its table with the proofs of each row, what it does not know."""
    table = answer.table()
    return {
        "title": answer.title,
        "sentence": answer.sentence,
        "date": view.date.isoformat(),
        "columns": [{"key": c.key, "label": c.label, "kind": c.kind} for c in table.columns],
        "rows": [row_data(table.columns, row) for row in table.rows],
        "proofs": [{c.key: list(row[c.key]) for c in table.columns if c.key in row} for row in table.proofs],
        "total": answer.whole(),
        "gaps": list(answer.gaps),
    }


def asked_file(store: Store, view: View, name: str, values: Mapping[str, Any], form: str) -> Made:
    """Answer a question as a file that says who may receive it; raises `BadParameter` when it has no such form."""
    answer = ask_question(store, view, name, values, form)
    layer = layer_told(store, view, name, values, answer) if form == "xlsx" else Layer.CARTOGRAPHIE
    made = file_answer(view, name, answer, form, layer)
    return replace(made, name=made.name.replace(name, "-".join([name, *_asked_of(view, name, values)]), 1))


def _asked_of(view: View, name: str, values: Mapping[str, Any]) -> list[str]:
    """Return what a question cannot be asked without, where it is chosen from a list: two files of two purposes have two names."""
    found = []
    for param in question(name).parameters:
        labels = dict(closed_values(view, param)) if param.required and not param.many else {}
        if labels and (value := read_value(view, param, values[param.name])) in labels:
            found.append(slug(labels[value]))
    return found


def layer_told(store: Store, view: View, name: str, values: Mapping[str, Any], answer: Answer) -> Layer:
    """Return the layer of what an answer tells: the map's, when who sees nothing but the map is told the same.

    Most columns hold what the viewer sees of both layers: what is left without the engagement plan is asked, not guessed.
    """
    with store.view(READER, view.date, view.rev) as open_view:
        try:
            told = _told(ask_question(store, open_view, name, values, "xlsx"))
        except (BadParameter, UnknownActor):
            # Who sees the map alone may not ask this, or does not know of whom it speaks.
            return Layer.ENGAGEMENT
    return Layer.CARTOGRAPHIE if told == _told(answer) else Layer.ENGAGEMENT


def _told(answer: Answer) -> tuple[object, ...]:
    tables = [([c.key for c in t.columns], [dict(row) for row in t.rows]) for t in (answer.table(), *answer.beside())]
    return answer.sentence, list(answer.gaps), tables


def file_answer(view: View, name: str, answer: Answer, form: str, layer: Layer = Layer.CARTOGRAPHIE) -> Made:
    """Return an answer as a file, of that layer at least; raises `BadParameter` when it has no such form."""
    from api.outputs.csv_out import csv_bytes
    from api.outputs.xlsx import xlsx_bytes

    if form == "csv":
        return Made(csv_bytes(sheet_of(answer.table(), answer.title)), MEDIA[form], f"{name}.csv")
    if form == "xlsx":
        tables = [(t.title or answer.title, t) for t in (answer.table(), *answer.beside())]
        book = book_of(view, answer.title, tables, answer, layer)
        return Made(xlsx_bytes(book, now()), MEDIA[form], f"{name}.xlsx")
    if form == "table":
        return Made(text_table(answer).encode(), MEDIA[form], f"{name}.txt")
    return _drawn(view, name, answer, form)


def _drawn(view: View, name: str, answer: Answer, form: str) -> Made:
    from api.drawing import network_page

    picture = answer.picture()
    possible = forms_of(picture)
    if picture is None or form not in possible:
        raise BadParameter(
            f"La question « {name} » n'a pas de forme {quoted(form)}. Formes possibles : {', '.join(possible)}."
        )
    if form == "html" and isinstance(picture, Network):
        return Made(network_page(view, answer, picture).encode(), MEDIA[form], f"{name}.html")
    return Made(_still(view, answer, picture).encode(), MEDIA["svg"], f"{name}.svg")


def forms_of(picture: Network | Matrix | None) -> list[str]:
    """Return the forms of an answer: every one is a table, some are drawn, and only a network is an interactive page."""
    drawn = {"svg": picture is not None, "html": isinstance(picture, Network)}
    return [form for form in FORMATS if drawn.get(form, True)]


def _still(view: View, answer: Answer, picture: Network | Matrix) -> str:
    """Return the still picture of an answer: a matrix, the sheet around an actor, else the network as it is drawn."""
    from api.drawing import matrix_svg, network_svg
    from api.hubs import has_hub, network_hub_svg
    from queries.network import NetworkAnswer

    if isinstance(picture, Matrix):
        return matrix_svg(view, answer, picture)
    if isinstance(answer, NetworkAnswer) and has_hub(answer):
        return network_hub_svg(view, answer)
    return network_svg(view, answer, picture)


def sheet_of(table: Table, title: str) -> Any:
    """Return a table of an answer in the shape writers of workbooks and CSV take: what is not printed comes last."""
    from api.outputs.table import Column, Sheet

    columns = [Column(c.key, c.label, c.kind, layer=c.layer, aside=c.aside) for c in sorted(table.columns, key=lambda c: c.aside)]
    return Sheet(title, columns, [dict(row) for row in table.rows])


def book_of(
    view: View, title: str, tables: list[tuple[str, Table]], answer: Answer, layer: Layer = Layer.CARTOGRAPHIE
) -> Any:
    """Return the workbook of some tables, with its data date, its sources and what it does not know."""
    from api.outputs.table import Workbook

    facts = [("Données au", day(view.date.isoformat())), ("En une phrase", answer.sentence), *sources_facts(view)]
    facts += [("Ce qui manque", gap) for gap in answer.gaps]
    return Workbook(title, [sheet_of(table, name) for name, table in tables], facts, layer)


def sources_facts(view: View) -> list[tuple[str, str]]:
    """Return the sources of the base as label and value, for the « À propos » of documents."""
    from api.drawing import source_name

    return [
        (
            "Source",
            f"{source_name(s)}, {figured(s.claims, 'énoncé')}, au {day(s.last)}",
        )
        for s in view.sources()
    ]


def rest_of(name: str, values: Mapping[str, Any], answer: Answer) -> str:
    """Return the sentence that says how many lines are shown and how to see the others; empty when all are."""
    shown, whole = len(answer.table().rows), answer.whole()
    if shown >= whole:
        return ""
    limits = [param for param in question(name).parameters if param.limits]
    ways = [f"--{param.name} {min(whole, param.most)}" for param in limits if param.most]
    # A limit without a most is a page: the next one, while there is one.
    page = next((int(values.get(param.name) or 1) for param in limits if not param.most), 0)
    size = next(int(values.get(param.name) or param.default) for param in limits if param.most)
    ways += [f"--page {page + 1}"] if page and page * size < whole else []
    return f"{number(shown)} sur {number(whole)}. Pour le reste : {listed([*ways, '--format csv'], link='ou')}."


#: What is said of any answer at a date.
UNDATED = "Ce qui n'a pas de date y est tel qu'on le sait."


def text_table(answer: Answer, rest: str = "") -> str:
    """Return an answer for a terminal: its sentence, then aligned columns, then what `rest` says of other lines."""
    lines, own, beside = [answer.sentence, ""], answer.table(), answer.beside()
    for table in beside:
        lines += [table.title, *_aligned(table), ""]
    lines += [own.title] if beside else []
    lines += _aligned(own)
    lines += ["", rest] if rest else []
    lines += ["", *(f"Manque : {gap}" for gap in answer.gaps)] if answer.gaps else []
    return "\n".join(lines)


def _aligned(table: Table) -> list[str]:
    """Return a table as lines of aligned columns."""
    shown = [[_one_line(on_screen(c, row.get(c.key))) for c in table.columns] for row in table.rows]
    heads = [c.label for c in table.columns]
    # A list that counts what it leaves out is never cut: the count stands at its end.
    widths = [
        max([len(c.label), *(len(row[i]) if c.shown else min(WIDEST, len(row[i])) for row in shown)])
        for i, c in enumerate(table.columns)
    ]
    lines = []
    if shown:
        lines.append("  ".join(head.ljust(width) for head, width in zip(heads, widths, strict=True)).rstrip())
        lines.append("  ".join("─" * width for width in widths))
    return lines + [
        "  ".join(_cut(cell, width).ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in shown
    ]


def on_screen(column: Column, value: Any) -> str:
    """Return a value as a screen shows it: days, numbers and amounts in French, what a long list leaves out counted."""
    if column.kind == "money" and isinstance(value, int | float):
        return money(value)
    if column.kind == "date" and value:
        return day(str(value))
    if column.kind == "number" and isinstance(value, int | float) and not isinstance(value, bool):
        return number(value)
    return listed(value, most=column.shown) if column.shown and value else plain(value)


def _one_line(text: str) -> str:
    return "".join(c if c.isprintable() else " " for c in text)


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"
