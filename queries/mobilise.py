"""Whom to mobilise: each line says why this organisation, why now, through whom, and what not to ask it (R6, R7)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import Annotated, Any

from kb.errors import BadParameter
from kb.kinds import KINDS, Layer
from kb.text import fold
from kb.view import View
from queries.already_met import already_met
from queries.answers import Answer, Column, NetNode, Network, Table
from queries.asks import asks, by_asked
from queries.base import EVERYTHING, Param, query
from queries.candidates import (
    Asked,
    Candidate,
    LeftOut,
    asks_to,
    candidates,
    elsewhere,
    left_out,
    not_to_ask,
    one_each,
    to_examine_first,
)
from queries.doubles import Remark, doubles
from queries.drawing import edge_of
from queries.marks import demo_note
from queries.moments import Moment, moments
from queries.presence import platform, short_names, territories, territory_bodies
from queries.purposes import PURPOSES, Purpose
from queries.reasons import ROLE, Reason
from queries.stakeholders import Stakeholder, sees_engagement
from queries.ties import told_step
from queries.walk import WARM_TIES, Path, Surroundings, nearest_paths
from queries.words import counted, day, kind_noun, number, said_before, sentences, signed

#: A chain that costs more is no introduction.
WARM_COST = 9
FIRST_CONTACT = "aucun chemin connu : premier contact"
#: Candidates kept for the walk, for each line wanted.
_BROAD = 3


@dataclass(frozen=True, slots=True)
class Line:
    """One organisation to mobilise: reasons, moment, way in, what not to ask, and the score with its parts."""

    item: Stakeholder
    reasons: tuple[Reason, ...]
    moment: Moment | None
    path: Path | None
    way: str
    steps: tuple[str, ...]
    not_ask: tuple[str, ...]
    not_ask_claims: tuple[str, ...]
    score: int
    parts: Mapping[str, int]
    met_claims: tuple[str, ...] = ()
    demo_way: bool = False
    rests_on: int = 0

    @property
    def proved(self) -> bool:
        """Tell whether a fact, be it invented, is a reason to ask this organisation, rather than its role alone."""
        return self.rests_on < _ROLE

    @property
    def why(self) -> str:
        """Return the reasons in words, the two strongest."""
        return ", ".join(reason.text for reason in self.reasons[:2])

    @property
    def last(self) -> str:
        """Return the day of the last exchange that is known, in words when it is invented."""
        at = self.item.last_contact
        return f"{day(at)}{demo_note(True)}" if "last_contact" in self.item.demo else at

    def proofs(self) -> dict[str, tuple[str, ...]]:
        """Return the claims behind each value of the line."""
        ties = tuple(tie.claim for tie in self.path.ties) if self.path else ()
        return {
            "why": tuple(claim for reason in self.reasons[:2] for claim in reason.claims),
            "now": self.moment.claims if self.moment else (),
            "last": self.item.proofs.get("last_contact", ()),
            "way": ties or self.met_claims,
            "steps": ties,
            "not_ask": self.not_ask_claims,
        }


#: What a line rests on, the best first: a fact, invented facts alone, or a role of which nothing is known.
_FACT, _INVENTED, _ROLE = range(3)

_COLUMNS = (
    Column("name", "Organisation", link="id"),
    Column("kind", "Type", codes=("kind_code",)),
    Column("why", "Pourquoi elle"),
    Column("now", "Pourquoi maintenant"),
    Column("last", "Dernier échange", "date", Layer.ENGAGEMENT),
    Column("way", "Par qui passer"),
    Column("steps", "Étapes", "list"),
    Column("not_ask", "À ne pas demander", "list", Layer.ENGAGEMENT),
    Column("score", "Score", "number", aside=True),
    Column("parts", "Composantes", aside=True),
)


@dataclass(frozen=True, kw_only=True)
class Mobilisation(Answer):
    """The list, the organisations left out with their reason, and the roles that nobody in the list plays."""

    shapes = (_COLUMNS,)

    purpose: Purpose
    lines: Sequence[Line]
    answering: int
    left_out: Sequence[LeftOut]
    missing: Sequence[str]
    network: Network

    def table(self) -> Table:
        return Table(_COLUMNS, [_row(line) for line in self.lines], [line.proofs() for line in self.lines], self.title)

    def whole(self) -> int:
        return self.answering

    def beside(self) -> list[Table]:
        """Return the organisations left out, with the reason of each."""
        columns = [Column("name", "Organisation", link="id"),
                   Column("reason", "Pourquoi elle est laissée de côté", layer=Layer.ENGAGEMENT)]  # fmt: skip
        rows = [{"id": out.id, "name": out.name, "reason": out.reason} for out in self.left_out]
        proofs = [{"reason": out.claims} for out in self.left_out]
        return [Table(columns, rows, proofs, "Laissées de côté")] if rows else []

    def picture(self) -> Network | None:
        return self.network if self.lines else None

    def claims(self) -> list[str]:
        """Return every claim the list rests on, and those by which others are left out."""
        return list(dict.fromkeys([*self.table().claims(), *(claim for out in self.left_out for claim in out.claims)]))


def _row(line: Line) -> dict[str, Any]:
    return {
        "id": line.item.id,
        "kind_code": line.item.kind,
        "name": line.item.name,
        "kind": KINDS[line.item.kind].label,
        "why": line.why,
        "now": line.moment.text if line.moment else "",
        "last": line.last,
        "way": line.way,
        "steps": list(line.steps),
        "not_ask": list(line.not_ask),
        "score": line.score,
        "parts": ", ".join(f"{name} {signed(points)}" for name, points in line.parts.items() if points),
    }


@query(
    "mobiliser",
    title="Mobiliser",
    explain="Qui peut aider, pourquoi maintenant, par qui passer, et que ne pas demander ?",
)
def list_to_mobilise(
    view: View,
    purpose: Annotated[str, Param("But", "purpose", tuple(PURPOSES), "Ce qu'il faut obtenir.")],
    territory: Annotated[str, Param("Territoire", "territory", explain="Le territoire qui demande.")],
    service: Annotated[str, Param("Service ou domaine", explain="Par exemple : blanchisserie, vélo, textile.")] = "",
    quiet_days: Annotated[int, Param("Sans échange depuis (jours)", "int", least=0, most=3650)] = 30,
    most: Annotated[int, Param("Lignes au plus", "int", least=1, most=EVERYTHING, limits=True)] = 30,
) -> Mobilisation:
    """List who may answer a purpose for a territory, the most likely first, each line proved; say who is left out."""
    if not sees_engagement(view):
        raise BadParameter(
            "Sans le plan d'engagement, une liste de mobilisation ignorerait les oppositions et les demandes récentes."
        )
    aim, asked = PURPOSES[purpose], by_asked(asks(view))
    answering = candidates(view, aim, territory, service)
    refused = {c.item.id: left_out(view, c.item, aim, territory, asked, quiet_days) for c in answering}
    gone = {actor for actor, left in refused.items() if left}
    out = _told_once([(c.item, left) for c in answering if (left := refused[c.item.id])])
    kept = one_each((c for c in answering if c.item.id not in gone), territory)
    lines = sorted(_lines(view, kept[: most * _BROAD], territory, asked), key=_best_first)[:most]
    same = doubles(view, {line.item.id for line in lines}, out)
    lines = [_remarked(line, same.get(line.item.id, ())) for line in lines]
    missing = [kind for kind in aim.expected if not any(kind in line.item.roles for line in lines)]
    about = f" ({service})" if service else ""
    return Mobilisation(
        title=said_before(f"{aim.label}{about} à", short_names(view)[territory]),
        sentence=_sentence(lines, len(kept) - len(lines), out),
        gaps=[f"Qui manque : aucun acteur du type « {KINDS[kind].label} » dans cette liste." for kind in missing],
        purpose=aim,
        lines=lines,
        answering=len(kept),
        left_out=out,
        missing=[kind_noun(kind) for kind in missing],
        network=_network(view, lines),
    )


def _told_once(out: Iterable[tuple[Stakeholder, LeftOut]]) -> list[LeftOut]:
    """Return who is left out; for one reason, of an organisation's establishments the one that the reason is of."""
    told: dict[tuple[str, tuple[str, ...]], LeftOut] = {}
    for item, left in out:
        key = (item.organisation, left.claims)
        # A reason that comes from another establishment names it, and is the longer.
        told[key] = min(told.get(key, left), left, key=lambda one: len(one.reason))
    return list(told.values())


def _lines(view: View, kept: Sequence[Candidate], territory: str, asked: Asked) -> list[Line]:
    """Return the lines of some candidates: their way in is sought in one walk from the bodies of the territory."""
    ids = [candidate.item.id for candidate in kept]
    starts = territory_bodies(view)[territory] - {territory} | platform(view)
    # A territory introduces nobody: what binds to it is told of itself, and another one is no way in.
    closed = {place.id for place in territories(view)}
    ways = nearest_paths(Surroundings(view, WARM_TIES), starts, ids, WARM_COST, closed) if starts else {}
    when = moments(view, ids)
    names = {a.id: a.name for a in view.get({a for path in ways.values() for a in path.actors}).values()}
    invented = _invented(view, kept, ways.values(), when.values(), asked)
    made = []
    for candidate in kept:
        path, moment = ways.get(candidate.item.id), when.get(candidate.item.id)
        no = not_to_ask(view, candidate.item, asked)
        same = [*to_examine_first(view, candidate.item, territory), *elsewhere(view, candidate.item, territory)]
        met = None if path else already_met(view, candidate.item, territory, asks_to(candidate.item, asked))
        parts = _parts(candidate, path, moment, territory, sum(claim not in invented for _, claim in no), invented)
        demo_way = path is not None and any(tie.claim in invented for tie in path.ties)
        made.append(Line(
            candidate.item, candidate.reasons, moment, path,
            _way(path, names, demo_way) if path else met[0] if met else FIRST_CONTACT,
            tuple(told_step(view, tie, names) for tie in path.ties) if path else (),
            tuple(text for text, _ in (*no, *same)),
            (*(claim for _, claim in no), *(claim for _, claims in same for claim in claims)),
            max(0, min(100, sum(parts.values()))), parts, met[1] if met else (), demo_way, _rests_on(candidate, invented),
        ))  # fmt: skip
    return made


def _remarked(line: Line, remarks: Sequence[Remark]) -> Line:
    """Return a line that says who else it may be, among those listed and those left out."""
    said, claims = tuple(text for text, _ in remarks), tuple(claim for _, behind in remarks for claim in behind)
    return replace(line, not_ask=(*said, *line.not_ask), not_ask_claims=(*claims, *line.not_ask_claims))


def _way(path: Path, names: Mapping[str, str], invented: bool) -> str:
    return " → ".join(names[actor] for actor in path.actors) + demo_note(invented)


def _invented(
    view: View, kept: Iterable[Candidate], ways: Iterable[Path], when: Iterable[Moment], asked: Asked
) -> frozenset[str]:
    """Return the claims of some lines that a demonstration source makes."""
    claims = [claim for candidate in kept for reason in candidate.reasons for claim in reason.claims]
    claims += [tie.claim for path in ways for tie in path.ties]
    claims += [claim for moment in when for claim in moment.claims]
    claims += [ask.tie.claim for asks in asked.values() for ask in asks]
    return frozenset(claim for claim, origin in view.origins(dict.fromkeys(claims)).items() if origin.demo)


def _rests_on(candidate: Candidate, invented: Set[str]) -> int:
    facts = [reason for reason in candidate.reasons if reason.points > ROLE]
    return _FACT if any(invented.isdisjoint(fact.claims) for fact in facts) else _INVENTED if facts else _ROLE


def _best_first(line: Line) -> tuple[int, bool, int, str, str]:
    """Return what orders lines: what they rest on, those with a real and recent dated fact first, then the score."""
    return (line.rests_on, not line.parts["moment"], -line.score, fold(line.item.name), line.item.id)


def _parts(
    candidate: Candidate, path: Path | None, moment: Moment | None, territory: str, asked: int, invented: Set[str]
) -> dict[str, int]:
    """Return what the score is made of; each part is a fact that can be read on the line, and an invented one weighs nothing."""
    item, said = candidate.item, [reason for reason in candidate.reasons if invented.isdisjoint(reason.claims)]
    second = 5 if len(said) > 1 and said[1].points > ROLE else 0
    known = path is not None and not any(tie.claim in invented for tie in path.ties)
    return {
        "raison": min(45, said[0].points + second) if said else 0,
        "présence": 15 if territory in item.territories else min(9, 3 * len(item.territories)),
        "chemin": max(0, 20 - 2 * path.cost) if path and known else 0,
        "moment": 10 if moment and moment.recent and invented.isdisjoint(moment.claims) else 0,
        "position": {"favorable": 10, "réservé": -10}.get(item.position, 0) if "position" not in item.demo else 0,
        "influence": item.score if "influence" not in item.demo else 0,
        "déjà sollicitée": -8 * min(asked, 2),
    }


def _sentence(lines: Sequence[Line], more: int, out: Sequence[LeftOut]) -> str:
    if not lines and not out:
        return sentences(["Personne dans la base n'est connu pour répondre à cette demande"])
    known = sum(line.path is not None for line in lines)
    said = counted(len(lines), "organisation", feminine=True)
    if lines:
        said += f", dont {number(known)} par un chemin connu" if known else ", sans chemin connu"
    role = sum(not line.proved for line in lines)
    bare = f"{number(role)} sans raison connue sur ce sujet" if role else ""
    groups = Counter(left.group for left in out)
    why = ", ".join(f"{group} : {number(n)}" for group, n in sorted(groups.items(), key=lambda g: (-g[1], g[0])))
    left = f"{number(len(out))} {'laissée' if len(out) == 1 else 'laissées'} de côté ({why})" if out else ""
    rest = f"{number(more)} {'autre répond' if more == 1 else 'autres répondent'} moins bien" if more > 0 else ""
    return sentences([said, bare, _when(lines), rest, left])


def _when(lines: Sequence[Line]) -> str:
    """Return what is said once, above the lines, of those that no dated fact, or no recent one, makes timely."""
    recent = sum(line.moment is not None and line.moment.recent for line in lines)
    undated = sum(line.moment is None for line in lines)
    if not lines or (not undated and recent):
        return ""
    if undated == len(lines):
        return "aucun fait daté ne dit pourquoi maintenant"
    said = "" if recent else "aucun fait daté récent"
    return " ; ".join(part for part in (said, f"{number(undated)} sans aucun fait daté" if undated else "") if part)


def _network(view: View, lines: Sequence[Line]) -> Network:
    ties = {tie.id: tie for line in lines if line.path for tie in line.path.ties}
    ids = {end for tie in ties.values() for end in (tie.start, tie.end)} | {line.item.id for line in lines}
    actors = sorted(view.get(sorted(ids)).values(), key=lambda a: (fold(a.name), a.id))
    return Network([NetNode(a.id, a.name, a.kind) for a in actors], [edge_of(view, tie) for tie in ties.values()])
