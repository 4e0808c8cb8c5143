"""What analysts import in Jupyter: a base, its questions and tables, and the pictures that a cell can hold.

>>> with open_base() as base:
...     picture = show(base.ask("reseau", centre="EmerJean"), highlight=["Métropole de Lyon"])
>>> picture.title
"Réseau autour d'EmerJean"

Nothing is written unless asked, nothing is fetched from elsewhere, and no widget is needed.
"""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
import weakref
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from api.asking import ask_question
from api.drawing import drawn_network, matrix_svg, source_lines
from api.iframe import Drawing, network_drawing, still_drawing
from api.importing import Request, run_import
from api.outputs.graph import Edge, Network, Node, is_dashed
from api.reply import PROOF, Reply, frame, told
from importers.lyon import SHEETS, sheet_path
from kb import frames
from kb.clock import read_moment
from kb.errors import BadParameter, StoreUnusable
from kb.graph import Tie
from kb.kinds import KINDS, TIES
from kb.privacy import LOCAL, Viewer
from kb.store import Store, open_store
from kb.view import View, plain
from kb.words import quoted
from queries import QUESTIONS, Param
from queries.answers import Answer, Matrix, Table, Told
from queries.answers import Network as Picture
from queries.parameters import read_value
from queries.stakeholders import cards_of
from queries.standings import by_place, place_name, places_of
from queries.words import counted, day

if TYPE_CHECKING:
    import networkx
    import pandas

#: Fields that say where a row comes from: each proof already tells them.
_TOLD = frozenset({"origin", "source_url", "confidence"})
#: What a graph says of itself, at the foot of its drawing.
_STATED = ("Données au", "Sources")


class Base:
    """A base seen at one date: its questions, its tables, its graph. It reads, and never writes.

    `view` is what questions hold; what the base learns afterwards is seen by opening it again, or by `at()`.
    """

    def __init__(self, store: Store, view: View, *endings: Callable[[], object]) -> None:
        self.view = view
        self._store = store
        self._endings = (view.close, *endings)

    def ask(self, name: str, **params: Any) -> Reply:
        """Answer a question by its name, every line of it; raises `BadParameter` with what is possible."""
        return Reply(ask_question(self._store, self.view, name, params, "table"), self.view)

    def questions(self) -> pandas.DataFrame:
        """Return the questions that can be asked, and the parameters of each."""
        rows = [
            {"Question": q.name, "Titre": q.title, "Explication": q.explain, "Paramètres": _asked(q.parameters)}
            for q in QUESTIONS.values()
        ]
        return frame(rows, ["Question", "Titre", "Explication", "Paramètres"])

    def find(self, text: str, kind: str = "", limit: int = 20) -> pandas.DataFrame:
        """Return the actors whose words begin as the text's do, accents aside; `kind` is the code of a kind."""
        found = self.view.search(text, [kind] if kind else (), limit)
        rows = [{"Nom": a.name, "Type": KINDS[a.kind].label, "Identifiant": a.id} for a in found]
        return frame(rows, ["Nom", "Type", "Identifiant"])

    def facts(self, actor: str) -> pandas.DataFrame:
        """Return what each source says of an actor (its name or its id), field by field, the retained value first.

        Of what each territory has its own of, one value is retained for each, and another for what is said at large.
        """
        known = self.view.actor(read_value(self.view, Param("Acteur", kind="actor"), actor))
        cards = cards_of(known)
        names = [name for name in known.fields() if name not in _TOLD]
        facts = [(name, fact) for name in names for fact in known.facts(name)]
        local = {name for name in names if name in cards and cards[name].local}
        kept = {name: by_place(self.view, known, name).values() if name in local else known.facts(name)[:1] for name in names}
        retained = {(name, fact.claim, fact.places) for name, said in kept.items() for fact in said}
        where = {(name, fact.claim): places_of(self.view, fact) for name, fact in facts if name in local}
        origins = self.view.origins(fact.claim for _, fact in facts)
        rows = [
            {"Champ": cards[name].label if name in cards else name, "Valeur": plain(fact.value), "Retenue": (name, fact.claim, fact.places) in retained,
             "Territoires": ", ".join(place_name(self.view, place) for place in where.get((name, fact.claim), ())),
             "En date du": fact.as_of, **told(origins[fact.claim])}
            for name, fact in facts
        ]  # fmt: skip
        return frame(rows, ["Champ", "Valeur", "Retenue", "Territoires", "En date du", *PROOF])

    def cells(self, claim: str) -> dict[str, str]:
        """Return the cells of a claim as the source's file has them; raises `UnknownActor` when it is hidden."""
        return dict(self.view.origin(claim).raw)

    def organisations(self) -> pandas.DataFrame:
        """Return one row for each visible organisation, its columns called as fields are in code."""
        return frames.organisations(self.view)

    def ties(self, kinds: Collection[str] = ()) -> pandas.DataFrame:
        """Return one row for each visible tie of some kinds, all of them when none is given."""
        return frames.ties(self.view, kinds)

    def activities(self) -> pandas.DataFrame:
        """Return one row for each visible activity, with the ids of those who run it."""
        return frames.activities(self.view)

    def journal(self) -> pandas.DataFrame:
        """Return what was written in the base, the latest first; `at(moment=…)` goes back to a rev."""
        rows = [
            {"Rev": b.rev, "Moment": b.moment, "Fichier": b.file, "Lot": b.id, "Annulé": b.undone_by is not None}
            for b in self.view.batches()
        ]
        return frame(rows, ["Rev", "Moment", "Fichier", "Lot", "Annulé"])

    def graph(self, kinds: Collection[str] = ()) -> networkx.MultiDiGraph[str]:
        """Return the visible graph for NetworkX; ties of demonstration have `demo`, and the graph says its date."""
        graph = self.view.to_networkx(kinds)
        invented = {source.id for source in self.view.sources() if source.demo}
        for _, _, tie in graph.edges(data=True):
            tie["demo"] = tie["source"] in invented
        graph.graph.update({"Données au": self.view.date.strftime("%d/%m/%Y")})
        graph.graph.update({"Sources": ", ".join(said for _, said in source_lines(self.view))})
        return graph

    def at(self, date: dt.date | str | None = None, moment: str | int | None = None) -> Base:
        """Return the same base at another date of the world, or as it was recorded at another moment (or rev)."""
        try:
            seen = self.view.date if date is None else dt.date.fromisoformat(str(date))
            last = read_moment(moment) if isinstance(moment, str) else moment
        except ValueError:
            raise BadParameter(f"Ce jour ne se lit pas : écrivez-le comme 2026-11-24 ({quoted(date or moment)}).") from None
        return Base(self._store, self._store.view(self.view.viewer, seen, last))

    def close(self) -> None:
        """Give back what the base holds; a temporary base is deleted, and what came from `at()` with it."""
        for end in self._endings:
            end()

    def __enter__(self) -> Base:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        counts = self.view.counts()
        said = [counted(counts["actors"], "acteur"), counted(counts["ties"], "lien"), counted(counts["facts"], "fait")]
        return f"Base au {day(self.view.date.isoformat())} : {', '.join(said)}, {counted(counts['sources'], 'source')}."


def open_base(path: str | Path | None = None, viewer: Viewer = LOCAL) -> Base:
    """Open a base to read it; without a path, the Lyon demonstration, built in a folder that goes away with it.

    Raises `StoreUnusable` when there is no base at this path.
    """
    if path is not None:
        store = open_store(str(path))
        return Base(store, store.view(viewer), store.close)
    folder = tempfile.mkdtemp(prefix="maillage-")
    try:
        store = open_store(_fill(str(Path(folder, "maillage-demo.db"))))
    except BaseException:
        # Whatever stopped it, an interruption too, leaves no half-built base behind; the reason goes on to the caller.
        shutil.rmtree(folder, ignore_errors=True)
        raise
    # The folder goes with the store: when the base is closed, forgotten, or when the notebook stops.
    delete = weakref.finalize(store, shutil.rmtree, folder, ignore_errors=True)
    return Base(store, store.view(viewer), store.close, delete)


def _fill(base: str) -> str:
    for sheet in SHEETS:
        path = sheet_path(sheet.file)
        report = run_import(base, Request(sheet.importer, path, True, sheet.source, shown_name=sheet.file))
        if report.refused or report.plan is None or report.plan.set_aside:
            raise StoreUnusable(f"La feuille {sheet.file} n'a pas été comprise : réinstallez Maillage.")
    return base


def show(
    what: Reply | Answer | Picture | networkx.Graph[Any],
    highlight: Sequence[str] = (),
    height: int = 500,
    view: View | None = None,
) -> Drawing:
    """Return the picture of an answer, of a network or of a NetworkX graph, to be shown by the cell that asks for it.

    `highlight` names actors to bring forward. An answer or a network taken out of its `Reply` says with which `view` it
    was made: no picture goes without its date and its sources. Raises `BadParameter`.
    """
    if isinstance(what, Reply):
        return show(what.answer, highlight, height, what.view)
    if not isinstance(what, Answer | Picture):
        if not hasattr(what, "nodes"):
            raise BadParameter("On montre une réponse (base.ask), un réseau, ou un graphe NetworkX (base.graph).")
        return network_drawing(_network_of(what), highlight=highlight, height=height)
    if view is None:
        raise BadParameter("Dites avec quelle vue cette réponse est faite : show(réponse, view=base.view).")
    answer = what if isinstance(what, Answer) else Told(title="Réseau", sentence="", rows=Table([], []))
    picture = what.picture() if isinstance(what, Answer) else what
    if isinstance(picture, Matrix):
        return still_drawing(answer.title, answer.sentence, matrix_svg(view, answer, picture), height)
    if picture is None or not picture.nodes:
        raise BadParameter(f"« {answer.title} » n'a rien à dessiner : lisez son tableau, .frame().")
    return network_drawing(drawn_network(view, answer, picture), picture.centre, highlight, height)


def _network_of(graph: networkx.Graph[Any]) -> Network:
    """Return a graph, whole or filtered, as a network to draw; a tie without a direction reads « est lié à »."""
    from api.layout import layout

    # A filtered graph gives its actors in any order: the same graph must give the same bytes.
    nodes = sorted((_node(str(name), held) for name, held in graph.nodes(data=True)), key=lambda node: node.id)
    tied = (_edge(str(a), str(b), tie, graph.is_directed()) for a, b, tie in graph.edges(data=True))
    edges = sorted(tied, key=lambda edge: (edge.start, edge.end, edge.label, edge.detail, edge.dashed))
    said = [counted(len(nodes), "acteur"), counted(len(edges), "lien")]
    return Network(
        title=str(graph.graph.get("title") or "Réseau"),
        nodes=nodes,
        edges=edges,
        positions=layout([node.id for node in nodes], [(edge.start, edge.end) for edge in edges]),
        summary=f"{' et '.join(said)}.",
        facts=[(name, str(graph.graph[name])) for name in _STATED if name in graph.graph],
    )


def _node(name: str, held: Mapping[str, Any]) -> Node:
    kind = KINDS.get(str(held.get("kind")), KINDS["organisation"])
    return Node(name, str(held.get("name") or name), kind.code, kind.label)


def _edge(start: str, end: str, held: Mapping[str, Any], directed: bool) -> Edge:
    kind = TIES.get(str(held.get("kind")))
    demo = "démonstration" if held.get("demo") else ""
    if kind is None or not directed:
        # Without a direction nobody knows who finances whom: the line says that a tie is, not which way it goes.
        return Edge(min(start, end), max(start, end), "est lié à", detail=demo, directed=False)
    planned = Tie("", kind.code, start, end, held, None, None, "", "", "", "").planned
    dashed = is_dashed(kind.code, planned)
    return Edge(start, end, kind.forward, kind.backward, demo, kind.money, dashed, not kind.symmetric)


def _asked(params: Sequence[Param]) -> str:
    return ", ".join(f"{param.name} (obligatoire)" if param.required else param.name for param in params)


__all__ = ["Base", "Drawing", "Reply", "open_base", "show"]
