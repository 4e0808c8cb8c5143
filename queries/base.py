"""Questions: declared once, so that the command, the route and the page of each are drawn from its signature.

A question is a function of a view and of typed parameters. `ask` reads the values people type (a name, a day, a list),
refuses them with a French sentence, and never hands a question anything its signature does not announce.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any, TypeVar, get_args, get_origin, get_type_hints

from kb.errors import BadParameter
from kb.view import View
from kb.words import quoted
from queries.answers import Answer

#: Opens the base as it was recorded at a moment, for the same viewer: what a question on changes needs.
Views = Callable[[str], View]
F = TypeVar("F", bound=Callable[..., Answer])

#: What a parameter may be: the words pages, commands and converters agree on.
PARAM_KINDS = (
    "text", "int", "bool", "date", "moment", "choice", "actor", "territory", "kind", "tie", "theme", "purpose",
)  # fmt: skip
#: One value of each kind of parameter, on the demonstration base, for the documentation of programs.
EXAMPLES = {
    "text": "vélo", "int": "10", "bool": "oui", "date": "2026-11-24", "moment": "2026-10-31", "choice": "", "actor": "EmerJean",
    "territory": "Saint-Fons", "kind": "company", "tie": "funds", "theme": "insertion", "purpose": "financement",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Param:
    """What a parameter is called, what it holds and what it may be; the signature gives its name, type and default.

    `limits` is true for what cuts an answer short on a screen (a page, a number of lines): a file is never cut. `example`
    is a value that programs may try; an empty one leaves the parameter out, as when another is to be given alone.
    """

    label: str = ""
    kind: str = "text"
    choices: tuple[str, ...] = ()
    explain: str = ""
    least: int | None = None
    most: int | None = None
    name: str = ""
    default: Any = None
    required: bool = False
    many: bool = False
    limits: bool = False
    example: str | None = None

    @property
    def shown_example(self) -> str:
        """Return a value that the parameter takes on the demonstration base; empty when it is best left out.

        It is the one declared, else the value taken by default, else the first choice, else the usual one of the kind.
        """
        if self.example is not None:
            return self.example
        if self.kind == "int" and (self.default is not None or self.least is not None):
            return str(self.least if self.default is None else self.default)
        return self.choices[0] if self.choices else EXAMPLES[self.kind]


@dataclass(frozen=True, slots=True)
class Question:
    """One declared question: its name, French title and sentence, its parameters, the function that answers and what it returns."""

    name: str
    title: str
    explain: str
    function: Callable[..., Answer]
    parameters: tuple[Param, ...]
    answers: type[Answer]
    compares: bool = False

    def parameter(self, name: str) -> Param:
        """Return one parameter by its name; raises `BadParameter` with those that exist."""
        for param in self.parameters:
            if param.name == name:
                return param
        known = ", ".join(param.name for param in self.parameters) or "aucun"
        said = f"La question « {self.name} » n'a pas de paramètre {quoted(name)}."
        raise BadParameter(f"{said} Paramètres possibles : {known}.")


#: As many lines as a limit may ask for: more than any base or any spreadsheet holds.
EVERYTHING = 1_000_000
#: Every declared question, by name.
QUESTIONS: dict[str, Question] = {}


def query(name: str, *, title: str, explain: str) -> Callable[[F], F]:
    """Declare a question: `f(view, …)` returns an `Answer`; its parameters are read from the signature.

    A parameter called `earlier` is the same base as recorded at the moment the parameter `since` says.
    """

    def declare(function: F) -> F:
        if name in QUESTIONS:
            raise ValueError(f"two questions are called {name}")
        hints = get_type_hints(function, include_extras=True)
        if not hints["return"].shapes:
            raise ValueError(f"the answer to {name} declares no columns")
        names = list(inspect.signature(function).parameters.values())[1:]
        params = tuple(_param(p, hints[p.name]) for p in names if p.name != "earlier")
        compares = any(p.name == "earlier" for p in names)
        QUESTIONS[name] = Question(name, title, explain, function, params, hints["return"], compares)
        return function

    return declare


def _param(parameter: inspect.Parameter, hint: Any) -> Param:
    """Return the declaration of one parameter: what its annotation says, completed by its type and default."""
    said, base = Param(), hint
    if get_origin(hint) is Annotated:
        base, *extras = get_args(hint)
        said = next((extra for extra in extras if isinstance(extra, Param)), said)
    many = get_origin(base) in (list, tuple)
    kind = said.kind
    if kind == "text" and bool in (base, *get_args(base)):
        kind = "bool"
    elif kind == "text" and int in (base, *get_args(base)):
        kind = "int"
    if kind not in PARAM_KINDS:
        raise ValueError(f"{kind} is not a kind of parameter")
    required = parameter.default is inspect.Parameter.empty
    default = None if required else parameter.default
    label = said.label or parameter.name.replace("_", " ").capitalize()
    return replace(said, name=parameter.name, label=label, kind=kind, default=default, required=required, many=many)


def question(name: str) -> Question:
    """Return a declared question; raises `BadParameter` with those that exist."""
    if name not in QUESTIONS:
        known = ", ".join(sorted(QUESTIONS))
        raise BadParameter(f"Aucune question ne s'appelle {quoted(name)}. Questions possibles : {known}.")
    return QUESTIONS[name]


def ask(view: View, name: str, *, views: Views | None = None, **values: Any) -> Answer:
    """Answer a question from the values people type; raises `BadParameter` with a French sentence.

    `views` opens the base at an earlier moment: it is needed by questions that compare, when `since` is given.
    """
    asked = question(name)
    typed = read_values(view, asked, values)
    if not asked.compares or not typed.get("since"):
        return asked.function(view, **typed)
    if views is None:
        raise BadParameter("Cette comparaison a besoin de l'histoire de la base : elle n'est pas offerte ici.")
    with views(str(typed["since"])) as earlier:
        if earlier.rev > view.rev:
            raise BadParameter("« Depuis » vient après le moment auquel la base est lue : choisissez un moment plus ancien.")
        return asked.function(view, earlier=earlier, **typed)


def uncut(name: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values by which a question gives every line, unless they say themselves how many are wanted.

    >>> uncut("parties-prenantes", {"kind": "EBE"}), uncut("parties-prenantes", {"page": "2"})
    ({'size': 1000000, 'kind': 'EBE'}, {'page': '2'})
    """
    limits = [param for param in question(name).parameters if param.limits]
    if any(values.get(param.name) for param in limits):
        return dict(values)
    return {**{param.name: param.most for param in limits if param.most}, **values}


def _is_empty(raw: Any, blank: str) -> bool:
    """Tell whether a parameter was given nothing: no value, what is blank alone, or a list of such.

    >>> _is_empty(" ", " "), _is_empty([" ", ","], " ,;"), _is_empty(",", " "), _is_empty(0, " ")
    (True, True, False, False)
    """
    if isinstance(raw, list | tuple):
        return all(_is_empty(one, blank) for one in raw)
    return raw is None or (isinstance(raw, str) and not raw.strip(blank))


def read_values(view: View, asked: Question, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of a question's parameters as its function takes them; what is not given takes its default."""
    from queries.parameters import read_value

    for name in values:
        asked.parameter(name)
    typed = {}
    for param in asked.parameters:
        raw = values.get(param.name)
        if _is_empty(raw, " ,;" if param.many else " "):
            if param.required:
                raise BadParameter(f"Il manque « {param.label} » : {param.explain or 'précisez-le.'}")
            typed[param.name] = param.default
        else:
            typed[param.name] = read_value(view, param, raw)
    return typed
