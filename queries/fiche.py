"""The sheet of one actor: what is known with its proofs, its ties as sentences, what is missing, what to watch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from kb.clock import today
from kb.graph import Actor, Tie
from kb.kinds import KINDS, TIES
from kb.text import fold
from kb.view import View
from queries.answers import Answer, Column, NetNode, Network, Table
from queries.base import EVERYTHING, Param, query
from queries.cohorts import counts_of, without_counts
from queries.drawing import among, edge_of
from queries.fact_lines import FactLine, fact_line, renamed
from queries.funding import remarked
from queries.known_names import names_beside_the_sigle
from queries.marks import Marks, SourceNote
from queries.presence import presence, short_names
from queries.stakeholders import (
    Gap,
    as_known_then,
    by_organisation,
    cards_of,
    gaps_of,
    stakeholders,
    sub_line,
)
from queries.standings import Standing, position_said, standings_of
from queries.ties import PAID, TieLine, coming_around, known_amount, latest_first, lines_around, only_paid
from queries.time_line import Event, events_of
from queries.watch import Watch, watch_list
from queries.words import counted, figured, listed, said_before, sentences

#: Most nodes drawn around an actor.
EGO_MOST = 60
_TIE_COLUMNS = (
    Column("reading", "Lien", codes=("tie",)),
    Column("name", "Avec", link="id"),
    Column("kind", "Type", codes=("kind_code",)),
    Column("amount", "Montant", "money"),
    Column("detail", "Précision"),
    Column("day", "Date", "date"),
)


@dataclass(frozen=True, slots=True)
class SaidName:
    """One other name as the sheet writes it, its kind when somebody said it, and its mark."""

    text: str
    kind: str
    mark: int


@dataclass(frozen=True, kw_only=True)
class Sheet(Answer):
    """Everything a sheet shows of one actor."""

    shapes = (_TIE_COLUMNS,)

    actor: Actor
    kind: str
    roles: Sequence[str]
    sub: str
    territories: Sequence[str]
    facts: Sequence[FactLine]
    names: Sequence[SaidName]
    missing: Sequence[Gap]
    lines: Sequence[TieLine]
    past: Sequence[TieLine]
    coming: Sequence[TieLine]
    counts: Table
    marks: Mapping[str, int]
    ties_total: int
    past_total: int
    funding_total: int
    events: Sequence[Event]
    establishments: Sequence[Actor]
    watched: Sequence[Watch]
    sources: Sequence[SourceNote]
    network: Network
    standings: Sequence[Standing]
    position: str

    def table(self) -> Table:
        rows = [self._row(line) for line in self.lines]
        proofs = [dict.fromkeys(("reading", "amount", "detail", "day"), line.claims) for line in self.lines]
        return Table(_TIE_COLUMNS, rows, proofs, said_before("Liens de", self.actor.name))

    def whole(self) -> int:
        return self.ties_total

    def _row(self, line: TieLine) -> dict[str, Any]:
        return {
            "id": line.other,
            "kind_code": line.kind,
            "reading": line.reading,
            "name": line.name,
            "kind": KINDS[line.kind].label,
            "amount": known_amount(line.tie),
            "detail": ", ".join(text for text in (PAID if only_paid(line.tie) else "", line.detail) if text),
            "day": line.day,
            "tie": line.tie.id,
        }

    def beside(self) -> list[Table]:
        """Return what is known field by field with who says it, and the ties that ended."""
        apart = (("Liens à venir", self.coming), ("Liens terminés", self.past))
        return [self._known(), *([self.counts] if self.counts.rows else []), *(self._ties(title, lines) for title, lines in apart if lines)]

    def _ties(self, title: str, lines: Sequence[TieLine]) -> Table:
        return Table(_TIE_COLUMNS, [self._row(line) for line in lines], [{"reading": line.claims} for line in lines], title)

    def _known(self) -> Table:
        columns = [Column("label", "Champ"), Column("text", "Ce que l'on sait"), Column("said", "Qui le dit")]
        notes = {note.mark: note.text for note in self.sources}
        rows, proofs = [], []
        for line in (line for line in self.facts if line.field != "aliases"):
            marks = dict.fromkeys(mark for value in line.values for mark in value.marks)
            rows.append({"label": line.label, "text": line.text, "said": " ; ".join(notes[mark] for mark in marks)})
            proofs.append({"text": tuple(claim for value in line.values for claim in value.claims)})
        if self.names:
            said = " ; ".join(dict.fromkeys(notes[name.mark] for name in self.names))
            rows.append({"label": "Autres noms", "text": ", ".join(name.text for name in self.names), "said": said})
            proofs.append({})
        return Table(columns, rows, proofs, "Ce que l'on sait")

    def picture(self) -> Network:
        return self.network

    def claims(self) -> list[str]:
        return [note.claim for note in self.sources]


@query(
    "fiche",
    title="Fiche d'un acteur",
    explain="Que sait-on de cet acteur, qui le dit, et qu'y a-t-il à surveiller ?",
)
def read_sheet(
    view: View,
    actor: Annotated[str, Param("Acteur", kind="actor", explain="Son nom ou son identifiant.")],
    most: Annotated[int, Param("Liens montrés", kind="int", least=1, most=EVERYTHING, limits=True)] = 100,
) -> Sheet:
    """Return the sheet of one actor: at most `most` of its ties, the most telling first, and how many there are."""
    found = as_known_then(view, view.actor(actor))
    ties = without_counts(view, found.id, view.expand([found.id], limit_per_node=None).ties)
    lines = remarked(lines_around(view, found.id, ties))
    if view.date < today():
        # What happened later is no tie of that day, whoever left its first day empty.
        lines = [line for line in lines if line.day <= view.date.isoformat()]
    past = sorted(lines_around(view, found.id, view.ended([found.id])), key=_last_ended)
    coming, counts = coming_around(view, found.id), counts_of(view, found.id)
    marks, met = Marks(), next((line for line in lines if _took_place(view, line)), None)
    facts = [said for name, card in cards_of(found).items() if (said := fact_line(view, found, name, card, marks, met))]
    events = events_of(view, found, [*lines, *past, *coming], marks)
    shown, gone = lines[:most], past[:most]
    for line in (*shown, *coming, *gone):
        marks.all_of(line.claims)
    marks.all_of(counts.claims())
    missing = gaps_of(view, found, last_contact=next((line.day for line in lines if line.tie.kind == "met"), ""))
    places = [place for place in short_names(view) if place in presence(view).get(found.id, {})]
    stand = list(standings_of(view, found).values())
    funding = sum(TIES[line.tie.kind].money for line in lines)
    return Sheet(
        title=found.name,
        sentence=_sentence(view, found, lines, (len(coming), len(past)), funding, places),
        gaps=[f"{gap.label} : {gap.action}." for gap in missing],
        actor=found,
        kind=KINDS[found.kind].label,
        roles=[KINDS[role].label for role in found.roles],
        sub=sub_line(found),
        territories=places,
        facts=facts,
        names=_names(found, marks),
        missing=missing,
        lines=shown,
        past=gone,
        coming=coming,
        counts=counts,
        marks={claim: marks.of(claim) for line in (*shown, *coming, *gone) for claim in line.claims},
        ties_total=len(lines),
        past_total=len(past),
        funding_total=funding,
        events=events,
        establishments=_establishments(view, found),
        watched=watch_list(view, found.id),
        sources=marks.notes(view),
        network=_ego(view, found, lines),
        standings=stand,
        position=position_said(stand, str(found.value("position") or "")),
    )


def _sentence(
    view: View, actor: Actor, lines: Sequence[TieLine], apart_of: tuple[int, int], funding: int, places: Sequence[str]
) -> str:
    names = short_names(view)
    said = f"{actor.name} a {counted(len(lines), 'lien')}" if lines else f"{actor.name} n'a aucun lien connu"
    apart = [(sum(line.kind == "activity" for line in lines), "activité"), (funding, "financement")]
    if any(count for count, _ in apart):
        said += f", dont {listed(figured(count, noun) for count, noun in apart if count)}"
    for count, noun in zip(apart_of, (("lien à venir", "liens à venir"), ("lien terminé", "liens terminés")), strict=True):
        said += f" ; {counted(count, *noun)}" if count else ""
    where = f"Territoires : {listed([names[place] for place in places], most=4)}" if places else ""
    return sentences([said, where])


def _last_ended(line: TieLine) -> tuple[str, str]:
    return (latest_first(line.tie.valid_to or ""), line.tie.id)


# -- names ----------------------------------------------------------------------------------------------------------


def _took_place(view: View, line: TieLine) -> bool:
    return line.tie.kind == "met" and not line.tie.planned and "" < line.day <= view.date.isoformat()


def _names(actor: Actor, marks: Marks) -> list[SaidName]:
    """Return the other names, merged records' own included; a sigle and a typed name have their own line."""
    names = {fold(str(fact.value)) for fact in actor.facts("name")} if renamed(actor) else set()
    return [
        SaidName(known.other.words, known.kind, marks.of(known.claim))
        for known in names_beside_the_sigle(actor)
        if fold(known.other.name) not in names
    ]


# -- establishments, network ------------------------------------------------------------------------------------------


def _establishments(view: View, actor: Actor) -> list[Actor]:
    """Return the other establishments of the same legal unit."""
    if not actor.siren or not KINDS[actor.kind].stakeholder:
        return []
    groups = view.memo("legal_units", lambda: by_organisation(stakeholders(view).values()))
    others = [item.id for item in groups.get(f"siren:{actor.siren}", []) if item.id != actor.id]
    return list(view.get(others).values())


def _ego(view: View, actor: Actor, lines: Sequence[TieLine]) -> Network:
    """Return the actor and its most telling neighbours, with the ties among them."""
    near: dict[str, TieLine] = {}
    for line in lines:
        if len(near) >= EGO_MOST - 1:
            break
        near.setdefault(line.other, line)
    ids = {actor.id, *near}
    ties: dict[str, Tie] = {line.tie.id: line.tie for line in lines if line.other in near}
    ties |= {tie.id: tie for tie in among(view, near)}
    nodes = [NetNode(actor.id, actor.name, actor.kind)]
    nodes += [NetNode(line.other, line.name, line.kind) for line in near.values()]
    return Network(nodes, [edge_of(view, tie) for tie in ties.values() if {tie.start, tie.end} <= ids], actor.id)
