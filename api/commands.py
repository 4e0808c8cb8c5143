"""What the larger commands do: ask, build, demo."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from api.french import say
from api.options import options_of
from api.serving import own_command
from kb.errors import BadParameter, KbError
from kb.store import open_store, there_is_a_base
from kb.text import fold
from kb.words import quoted
from queries.base import Param
from queries.words import counted, figured


class NotADemo(KbError):
    """Raised when the demonstration is asked for over a base that holds anything else."""

    code, status = "NOT_A_DEMO", 409


#: Asked of any question: the day to look at, and the moment as of which the base is believed.
TIMES = (
    Param("Au", "date", explain="Date à laquelle regarder (AAAA-MM-JJ).", name="au"),
    Param("Cru au", "moment", explain="Moment auquel la base est lue telle qu'elle était.", name="cru_au"),
)


# -- ask --------------------------------------------------------------------------------------------------------------


def list_questions(name: str = "", base: str = "") -> str:
    """Return how a question is asked, or all of them: parameters and formats, for a terminal.

    Of one question, the values that its parameters accept are listed too; territories are those of the base.
    """
    from queries import QUESTIONS
    from queries import question as named

    lines = ["maillage ask QUESTION [--param valeur …] [--format table|json|csv|xlsx|svg|html] [--to FICHIER]", ""]
    for question in [named(name)] if name else QUESTIONS.values():
        lines.append(f"{question.name}  {question.title}\n    {question.explain}")
        for param in question.parameters:
            must = " (obligatoire)" if param.required else ""
            lines.append(f"    --{param.name.replace('_', '-')}{must}  {param.label}. {param.explain}".rstrip())
            lines += _accepted(base, param) if name else []
    lines += ["", "À toute question :", *(f"    --{p.name.replace('_', '-')}  {p.explain}" for p in TIMES)]
    return "\n".join(lines)


def _accepted(base: str, param: Param) -> list[str]:
    """Return the lines that say which values a parameter accepts, and the one it takes when none is given."""
    from queries.parameters import closed_values

    lines = []
    if param.kind == "territory" and base and there_is_a_base(base):
        with open_store(base) as store, store.view() as view:
            found = closed_values(view, param)
    else:
        found = closed_values(None, param)
    if found:
        places = param.kind == "territory"
        said = [label if places else _called(value, label) for value, label in found]
        lines += [
            f"        {line}" for line in textwrap.wrap(f"Valeurs : {', '.join(said)}.", 100, break_on_hyphens=False)
        ]
    if param.default not in (None, "", False, []):
        lines.append(f"        Par défaut : {param.default}.")
    return lines


def _called(value: str, label: str) -> str:
    return value if fold(value) == fold(label) else f"{value} ({label})"


def params_of(name: str, args: list[str]) -> dict[str, Any]:
    """Return the parameters written after a question's name; raises a usage error for anything else.

    A flag may be given without value; a parameter that takes several values may be repeated.
    """
    from queries import question

    asked = question(name)
    known = {param.name: param for param in (*asked.parameters, *TIMES)}

    def alone(key: str) -> bool:
        if key not in known:
            listed = ", ".join(f"--{p.name.replace('_', '-')}" for p in asked.parameters) or "aucun"
            raise click.UsageError(f"Option inconnue pour « {name} » : --{key}. Paramètres : {listed}.")
        return known[key].kind == "bool"

    values: dict[str, Any] = {}
    for key, value in options_of(args, "Un paramètre", alone):
        values[key] = [*values.get(key, []), value] if known[key].many else value
    return values


def answer_to(base: str, name: str, values: dict[str, Any], form: str, to: Path | None) -> None:
    """Answer a question on the terminal or in a file."""
    import json

    from api.asking import UNDATED, answer_as_dict, ask_question, asked_file, rest_of, text_table
    from api.deps import day_of, moment_of
    from api.files import write_whole
    from queries.words import day as in_words

    day, moment = day_of(str(values.pop("au", ""))), moment_of(str(values.pop("cru_au", "")))
    with open_store(base) as store, store.view(date=day, moment=moment) as view:
        on_screen = form == "table" and to is None
        if on_screen:
            answer = ask_question(store, view, name, values)
            say(text_table(answer, rest_of(name, values, answer)))
            if day is not None:
                say(f"\nRéponse au {in_words(day.isoformat())}. {UNDATED}")
            return
        if form == "json":
            told = answer_as_dict(view, ask_question(store, view, name, values, form))
            body = (json.dumps(told, ensure_ascii=False, indent=2) + "\n").encode()
        else:
            body = asked_file(store, view, name, values, form).body
    if to is None:
        sys.stdout.buffer.write(body)
        sys.stdout.flush()
    else:
        write_whole(to, body)
        click.echo(str(to))


# -- build ------------------------------------------------------------------------------------------------------------


def list_products() -> str:
    """Return the products that can be built, for a terminal."""
    from queries.recipes import RECIPES

    return "\n".join(f"{recipe.name}  {recipe.title}\n    {recipe.explain}" for recipe in RECIPES.values())


class ProductsRefused(KbError):
    """Raised once the other products are built: it says which were refused, and why."""

    code, status = "PRODUCTS_REFUSED", 409


def build_products(base: str, name: str, to: Path) -> Iterator[Path]:
    """Build one product or all into a folder, yielding each file as it is written.

    Raises `BadParameter`, what a product refuses, or `ProductsRefused` when others were built all the same.
    """
    from api.outputs.products import write_product
    from api.progress import progress
    from queries.recipes import RECIPES, RecipeRefused

    if name != "all" and name not in RECIPES:
        raise BadParameter(f"Produit {quoted(name)} inconnu. Produits : all, {', '.join(RECIPES)}.")
    chosen = list(RECIPES.values()) if name == "all" else [RECIPES[name]]
    refused = {}
    with open_store(base) as store, progress() as tick:
        for number, recipe in enumerate(chosen, 1):
            if tick:
                tick("produits", number)
            try:
                yield from write_product(store, recipe, to)
            except RecipeRefused as error:
                if len(chosen) == 1:
                    raise
                refused[recipe.name] = error
    if refused:
        said = " ".join(f"{name} : {why}" for name, why in refused.items())
        raise ProductsRefused(f"{counted(len(refused), 'produit refusé', 'produits refusés')}. {said}")


# -- demo -------------------------------------------------------------------------------------------------------------


def run_demo(base: str, to: Path) -> None:
    """Load the Lyon base through the importers themselves and write its products; a second run reuses what is there.

    Raises `NotADemo` when the base holds anything else than the demonstration.
    """
    from api.importing import Request, run_import
    from importers.lyon import SHEETS, sheet_path

    _refuse_other_data(base, {sheet.source for sheet in SHEETS})
    for sheet in SHEETS:
        report = run_import(
            base, Request(sheet.importer, sheet_path(sheet.file), True, sheet.source, shown_name=sheet.file)
        )
        if report.refused or report.plan is None or report.plan.set_aside:
            raise NotADemo(f"La feuille {sheet.file} n'a pas été comprise : réinstallez Maillage.")
        plan = report.plan
        counts = (plan.created, "nouvelle"), (plan.updated, "modifiée"), (plan.unchanged, "inchangée")
        said = ", ".join(figured(count, word) for count, word in counts)
        say(f"{sheet.file} : {figured(plan.read, 'ligne')} ({said}).")
    for path in build_products(base, "all", to):
        say(f"Écrit : {path}")
    say(f"Pour questionner cette base depuis un terminal : {own_command()} --base {base} ask")


def _refuse_other_data(base: str, names: set[str]) -> None:
    if not there_is_a_base(base):
        return
    with open_store(base) as store, store.view() as view:
        others = sorted({source.name for source in view.sources()} - names)
    if others:
        raise NotADemo(
            f"La base {base} contient autre chose que la démonstration ({', '.join(others[:3])}) : choisissez un autre chemin avec --base."
        )
