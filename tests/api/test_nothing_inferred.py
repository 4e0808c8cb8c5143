"""Nothing of the engagement plan is guessed: who may not see it is answered to the letter as if it had never been sent."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.importing import Request, run_import
from api.outputs.products import make_content, product_bytes
from kb.errors import KbError
from kb.kinds import TIES, Layer
from kb.privacy import Viewer
from kb.store import Store, open_store
from kb.view import View
from queries import QUESTIONS, Question
from queries.parameters import closed_values
from queries.recipes import RECIPES
from tests.api.test_what_leaves import SHEETS, VIEWERS, answered, read

#: Columns of the engagement plan, as the sheets call them.
ENGAGED = {
    "Notes", "Commentaire", "Téléphone", "Courriel", "Position", "Référent plateforme", "Dernier échange", "Prochaine étape", "Contribution possible",
    "Interlocuteur", "Contact Fonction", "Contact Téléphone", "Contact Courriel", "Remarque libre",
}  # fmt: skip
#: What a row of ties or of fundings says when it is engagement alone.
ASKED = {kind.forward for kind in TIES.values() if kind.layer is Layer.ENGAGEMENT} | {"envoyée"}


def rows_of(text: str) -> tuple[list[str], list[list[str]], list[list[str]]]:
    """Return the header of a sheet, its rows that all may hear of, and those of the engagement plan."""
    header, *rows = csv.reader(io.StringIO(text.replace("Fondée par Zélie Quatrevents", "Fondée")), delimiter=";")
    return header, [row for row in rows if ASKED.isdisjoint(row)], [row for row in rows if not ASKED.isdisjoint(row)]


def sheet(text: str, *, whole: bool) -> str:
    """Return a sheet with what is engagement, its rows last so that no other changes its line; or without any of it."""
    header, shared, engaged = rows_of(text)
    if not whole:
        shared, engaged = [["" if name in ENGAGED else cell for name, cell in zip(header, row, strict=True)] for row in shared], []
    written = io.StringIO()
    csv.writer(written, delimiter=";", lineterminator="\n").writerows([header, *shared, *engaged])
    return written.getvalue()


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Return two bases of the same sheets: one with the engagement plan, one without."""
    bases = []
    for whole in (True, False):
        folder = tmp_path_factory.mktemp("plan" if whole else "carte")
        for name, text in SHEETS.items():
            (folder / f"{name}.csv").write_text(sheet(text, whole=whole), encoding="utf-8")
            report = run_import(str(folder / "base.db"), Request(name, folder / f"{name}.csv", write=True, source="tableaux"))
            assert report.plan is not None
            assert not report.plan.set_aside
        bases.append(folder / "base.db")
    return bases[0], bases[1]


def asked(view: View, question: Question, actors: list[str]) -> Iterator[dict[str, str]]:
    """Yield what a question cannot be asked without, then each value of each filter that it offers, one at a time."""
    least: dict[str, str] = {}
    for param in question.parameters:
        closed = [value for value, _ in closed_values(view, param)]
        if param.required:
            least[param.name] = actors[0] if param.kind == "actor" else (closed or [param.shown_example])[0]
    yield least
    for param in question.parameters:
        for value in actors if param.kind == "actor" else [value for value, _ in closed_values(view, param)]:
            yield {**least, param.name: value}


def said(store: Store, view: View, name: str, values: dict[str, str], form: str) -> list[str]:
    """Return an answer, or the words of its refusal."""
    try:
        return answered(store, view, name, values, form)
    except KbError as refused:
        return [str(refused)]


@pytest.mark.parametrize("viewer", VIEWERS.values(), ids=VIEWERS)
@pytest.mark.parametrize("name", list(QUESTIONS))
def test_an_answer_is_the_same_to_the_letter_with_and_without_an_engagement_plan(two: tuple[Path, Path], name: str, viewer: Viewer) -> None:
    with open_store(two[0]) as whole, open_store(two[1]) as bare, whole.view(viewer) as one, bare.view(viewer) as other:
        actors = [actor.id for actor in other.actors()]
        assert actors == [actor.id for actor in one.actors()]
        for values in asked(other, QUESTIONS[name], actors):
            for form in ("json", "svg"):
                assert said(whole, one, name, values, form) == said(bare, other, name, values, form), (values, form)


@pytest.mark.parametrize("viewer", VIEWERS.values(), ids=VIEWERS)
def test_the_counts_the_sources_and_the_products_are_the_same_with_and_without_an_engagement_plan(two: tuple[Path, Path], viewer: Viewer) -> None:
    told = []
    for base in two:
        with open_store(base) as store, store.view(viewer) as view:
            found: list[object] = [view.counts(), view.sources(), [batch.file for batch in view.batches()], len(view.changes(0))]
            for recipe in RECIPES.values():
                try:
                    content = make_content(store, view, recipe)
                    found += [read(product_bytes(view, recipe, content, form)) for form in recipe.formats]
                except KbError as refused:
                    found.append(str(refused))
            told.append(found)
    assert told[0] == told[1]
