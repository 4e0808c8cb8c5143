"""How two actors are tied: the least costly chains of ties, found step by step around both ends, said in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from kb.errors import BadParameter
from kb.text import fold
from kb.view import View
from queries.answers import Answer, Column, NetNode, Network, Table
from queries.base import Param, query
from queries.drawing import edge_of
from queries.presence import demo_sources
from queries.ties import full_sentence, tie_day, told_step
from queries.walk import Path, Surroundings, best_paths
from queries.words import counted, said_before, sentences

#: How many chains are looked for; the search stops there, and says so.
LOOKED_FOR = 5

_COLUMNS = (
    Column("path", "Chemin", "number"),
    Column("step", "Étape", "number"),
    Column("sentence", "Ce qui les relie", codes=("tie",)),
    Column("day", "Date", "date"),
)


@dataclass(frozen=True, kw_only=True)
class PathAnswer(Answer):
    """The chains between two actors, each step a sentence with its source; `steps_found` counts those not shown too."""

    shapes = (_COLUMNS,)

    paths: Sequence[Path]
    steps_found: int
    names: Mapping[str, str]
    kinds: Mapping[str, str]
    told: Mapping[str, str]
    network: Network

    def steps(self, path: Path) -> list[str]:
        """Return the steps of a chain, one sentence each, the demonstration ones told."""
        return [self.told[tie.id] for tie in path.ties]

    def table(self) -> Table:
        rows: list[dict[str, Any]] = []
        proofs = []
        for n, path in enumerate(self.paths, 1):
            for step, (tie, said) in enumerate(zip(path.ties, self.steps(path), strict=True), 1):
                rows.append({"path": n, "step": step, "sentence": said, "day": tie_day(tie), "tie": tie.id})
                proofs.append({"sentence": (tie.claim,), "day": (tie.claim,)})
        return Table(_COLUMNS, rows, proofs, self.title)

    def whole(self) -> int:
        return self.steps_found

    def picture(self) -> Network | None:
        return self.network if self.paths else None


@query("chemin", title="Comment sont-ils liés ?", explain="Par qui passe-t-on d'un acteur à un autre, et qui le dit ?")
def explain_path(
    view: View,
    start: Annotated[str, Param("De", kind="actor")],
    end: Annotated[str, Param("À", kind="actor", example="Métropole de Lyon")],
    most: Annotated[int, Param("Chemins au plus", kind="int", least=1, most=LOOKED_FOR, limits=True)] = 3,
) -> PathAnswer:
    """Return up to `most` chains of ties between two actors, the best first, without a shared intermediary.

    As many as `LOOKED_FOR` are looked for whatever is shown, so that the sentence says how many there are.
    """
    if start == end:
        raise BadParameter("Choisissez deux acteurs différents.")
    around = Surroundings(view)
    found = best_paths(around, {start}, end, LOOKED_FOR)
    paths = found[:most]
    actors = view.get([start, end, *(actor for path in paths for actor in path.actors)])
    names = {actor.id: actor.name for actor in actors.values()}
    return PathAnswer(
        title=f"{said_before('De', names[start])} {said_before('à', names[end])}",
        sentence=_sentence(found, names, start, end) if found else _no_way(view, names, start, end),
        paths=paths,
        steps_found=sum(len(path.ties) for path in found),
        names=names,
        kinds={actor.id: actor.kind for actor in actors.values()},
        told={tie.id: told_step(view, tie, names) for path in paths for tie in path.ties},
        network=_network(view, paths, names, {a.id: a.kind for a in actors.values()}),
        gaps=_gaps(view, paths),
    )


def _sentence(paths: Sequence[Path], names: Mapping[str, str], start: str, end: str) -> str:
    best = paths[0]
    if best.through:
        said = f"{names[start]} et {names[end]} sont liés par {', puis '.join(names[a] for a in best.through)}"
    else:
        said = f"{names[start]} et {names[end]} sont liés directement : {full_sentence(best.ties[0], names)}"
    others = len(paths) - 1
    more = "au moins " if len(paths) == LOOKED_FOR else ""
    return sentences([said, f"{more}{counted(others, 'autre chemin', 'autres chemins')}" if others else ""])


def _no_way(view: View, names: Mapping[str, str], start: str, end: str) -> str:
    """Return that no chain is known; two actors that were tied once are not strangers, and it is said how."""
    once = [tie for tie in view.ended([start]) if end in (tie.start, tie.end)]
    if not once:
        return f"Aucun chemin connu entre {names[start]} et {names[end]} : ce serait un premier contact."
    last = max(once, key=lambda tie: (tie.valid_to or "", tie.id))
    said = f"Aucun chemin connu aujourd'hui entre {names[start]} et {names[end]}, qui ont été liés"
    return sentences([f"{said} : {full_sentence(last, names)}"])


def _gaps(view: View, paths: Sequence[Path]) -> list[str]:
    ties = {tie.id: tie for path in paths for tie in path.ties}.values()
    demo = sum(tie.source in demo_sources(view) for tie in ties)
    undated = sum(not tie_day(tie) for tie in ties)
    said = [f"{counted(demo, 'lien')} de démonstration : à ne pas prendre pour acquis."] if demo else []
    return said + ([f"{counted(undated, 'lien')} sans date : à vérifier avant de s'en servir."] if undated else [])


def _network(view: View, paths: Sequence[Path], names: Mapping[str, str], kinds: Mapping[str, str]) -> Network:
    ids = sorted({actor for path in paths for actor in path.actors}, key=lambda a: (fold(names[a]), a))
    ties = {tie.id: tie for path in paths for tie in path.ties}
    centre = paths[0].actors[0] if paths else ""
    return Network([NetNode(a, names[a], kinds[a]) for a in ids], [edge_of(view, t) for t in ties.values()], centre)
