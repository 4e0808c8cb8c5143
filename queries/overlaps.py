"""Activities that overlap or complete each other, factors and kinds of pairs kept apart; the CLE decides, not we."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from kb.kinds import KINDS
from kb.view import View
from queries.activities import Activity, activities, comparable
from queries.answers import Answer, Column, NetEdge, NetNode, Network, Table
from queries.base import EVERYTHING, Param, query
from queries.presence import short_names
from queries.watch import Watch, watcher
from queries.words import counted, listed, number, sentences

if TYPE_CHECKING:
    from kb.services.overlap import Overlap

#: Kinds of pairs kept apart, as a reader chooses them.
PAIRS = {
    "entre EBE": "ebe_ebe",
    "avec une SIAE ou une entreprise": "ebe_company",
    "complémentaires": "chain",
    "même porteur": "same_carrier",
    "autres": "other",
}
#: Activities up to which every pair is looked at, wherever they are.
FEW = 2_000
#: Least score of a pair that is listed, by what the two activities are to each other.
LEAST = {"same": 0.03, "review": 0.08, "complementary": 0.1}
#: Where a pair stands, before and after somebody decided.
TO_EXAMINE, TO_EXPLORE, TO_REVIEW, AGREED = "à examiner", "à explorer", "à revoir", "déjà convenu"
#: In which order pairs are listed: what the CLE has to look at first comes first, whatever the score of the others.
_FIRST = (TO_EXAMINE, TO_EXPLORE, TO_REVIEW, AGREED)
#: Degrees of a pair, and the least score of each; they tell what to look at first, never what to conclude.
DEGREES = {"fort": 0.4, "moyen": 0.1, "faible": 0.0}
#: Two activities of one carrier compete with nobody: they are listed only when asked.
OWN_PAIR = "même porteur"
#: Ties by which two carriers or activities say they already agreed.
_AGREED = ("shares", "completes", "subcontracts")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two activities brought together, what they are to each other, and where it stands."""

    overlap: Overlap
    one: Activity
    other: Activity
    status: str

    @property
    def degree(self) -> str:
        """Return how much the pair matters, by the stated thresholds."""
        return next(name for name, least in DEGREES.items() if self.overlap.score >= least)

    @property
    def stands(self) -> str:
        """Return where the pair stands in words: what does not run yet is said to be planned."""
        return f"{self.status}, en projet" if self.one.planned or self.other.planned else self.status

    @property
    def offer(self) -> bool:
        """Tell whether one of them is the known offer of a SIAE rather than a described activity."""
        return self.one.offer or self.other.offer

    def claims(self) -> tuple[str, ...]:
        """Return the claims behind both activities."""
        return tuple(dict.fromkeys(self.one.claims() + self.other.claims()))

_COLUMNS = (
    Column("one", "Activité", link="one_id"),
    Column("other", "et", link="other_id"),
    Column("verdict", "Rapprochement"),
    Column("kind", "Nature de la paire", codes=("kind_pair",)),
    Column("status", "Où en est-on"),
    Column("degree", "Degré"),
    Column("semantic", "Même service", "number", aside=True),
    Column("clientele", "Clientèle", "number", aside=True),
    Column("catchment", "Proximité", "number", aside=True),
    Column("period", "Période", "number", aside=True),
    Column("distance", "Distance (km)", "number"),
    Column("score", "Score", "number", aside=True),
    Column("why", "Pourquoi"),
    Column("territories", "Territoires", "list"),
)


@dataclass(frozen=True, kw_only=True)
class Overlaps(Answer):
    """The pairs that matter, the surest first; `nearby` counts the SIAE offers found around each activity."""

    shapes = (_COLUMNS,)

    pairs: Sequence[Pair]
    total: int
    places: Mapping[str, str]
    by_kind: Mapping[str, int]

    def table(self) -> Table:
        from kb.services.facts import PAIR_KINDS, VERDICTS

        rows: list[dict[str, Any]] = []
        for pair in self.pairs:
            o = pair.overlap
            where = dict.fromkeys(pair.one.territories + pair.other.territories)
            rows.append(
                {
                    "one_id": pair.one.actor.id,
                    "one": pair.one.name,
                    "other_id": pair.other.actor.id,
                    "other": pair.other.name,
                    "verdict": VERDICTS[o.verdict],
                    "kind": PAIR_KINDS[o.kind],
                    "kind_pair": o.kind,
                    "status": pair.stands,
                    "degree": pair.degree,
                    "semantic": o.semantic,
                    "clientele": None if "clientele" in o.unknown else o.clientele,
                    "catchment": o.catchment,
                    "period": None if "period" in o.unknown else o.period,
                    "distance": o.distance_km,
                    "score": o.score,
                    "why": o.sentence,
                    "territories": [self.places.get(place, place) for place in where],
                }
            )
        proofs = [{"one": p.one.claims(), "other": p.other.claims(), "why": p.claims()} for p in self.pairs]
        return Table(_COLUMNS, rows, proofs, self.title)

    def whole(self) -> int:
        return self.total

    def picture(self) -> Network | None:
        nodes: dict[str, NetNode] = {}
        edges = []
        for pair in self.pairs:
            for side in (pair.one, pair.other):
                nodes[side.actor.id] = NetNode(side.actor.id, side.name, side.actor.kind)
            a, b = pair.one.actor.id, pair.other.actor.id
            edges.append(NetEdge(f"{a}~{b}", a, b, "", pair.stands, planned=pair.status != AGREED))
        return Network(list(nodes.values()), edges) if edges else None


@query(
    "recouvrements",
    title="Recouvrements et complémentarités",
    explain="Quelles activités rendent le même service au même endroit, et lesquelles se complètent ?",
)
def list_overlaps(
    view: View,
    territory: Annotated[str, Param("Territoire", kind="territory")] = "",
    pairs: Annotated[str, Param("Paires", kind="choice", choices=tuple(PAIRS))] = "",
    actor: Annotated[str, Param("Acteur ou activité", kind="actor")] = "",
    most: Annotated[int, Param("Paires montrées", kind="int", least=1, most=EVERYTHING, limits=True)] = 100,
) -> Overlaps:
    """List the pairs of activities that matter, their four factors apart; every pair waits for the CLE's word."""
    found = [pair for pair in all_pairs(view) if _asked(pair, territory, PAIRS.get(pairs, ""), actor)]
    found.sort(key=lambda pair: _FIRST.index(pair.status) if pair.status in _FIRST else len(_FIRST))
    kinds: Counter[str] = Counter(pair.overlap.kind for pair in found)
    listed_activities = [item for item in activities(view).values() if not item.offer]
    return Overlaps(
        title="Recouvrements et complémentarités",
        sentence=_sentence(found, len(listed_activities)),
        gaps=_gaps(listed_activities),
        pairs=found[:most],
        total=len(found),
        places=short_names(view),
        by_kind={kind: kinds[code] for kind, code in PAIRS.items() if kinds[code]},
    )


def _asked(pair: Pair, territory: str, kind: str, actor: str) -> bool:
    sides = (pair.one, pair.other)
    if territory and not any(territory in side.territories for side in sides):
        return False
    if pair.overlap.kind != kind if kind else pair.status == OWN_PAIR:
        return False
    return not actor or any(actor in (side.actor.id, *(c.id for c in side.carriers)) for side in sides)


def all_pairs(view: View) -> list[Pair]:
    """Return every pair that matters, the highest score first; two offers of SIAE are no pair of ours."""
    return view.memo("overlaps", lambda: _pairs(view))


def _pairs(view: View) -> list[Pair]:
    known = activities(view)
    if not any(not item.offer for item in known.values()):
        return []
    from kb.services.overlap import pairs

    agreed = _agreements(view, known.values())
    made = []
    facts = comparable(view)
    # The same service is worth a look however far it is, among the few activities of a metropolis; a doubt is, only near.
    for overlap in pairs(facts, everywhere=len(facts) <= FEW, least=min(LEAST.values())):
        one, other = known[overlap.a], known[overlap.b]
        if overlap.score >= LEAST.get(overlap.verdict, 1.0) and not (one.offer and other.offer):
            made.append(Pair(overlap, one, other, _status(overlap, one, other, agreed)))
    return made


def to_examine_with(view: View, territory: str) -> Mapping[str, Sequence[tuple[Activity, Activity]]]:
    """Return, by carrier, their activities and those of a territory that the same service sets side by side, to examine."""
    return view.memo(f"to examine:{territory}", lambda: _to_examine_with(view, territory))


def _to_examine_with(view: View, territory: str) -> dict[str, list[tuple[Activity, Activity]]]:
    found: dict[str, list[tuple[Activity, Activity]]] = defaultdict(list)
    for pair in all_pairs(view):
        for ours, theirs in ((pair.one, pair.other), (pair.other, pair.one)):
            if pair.status == TO_EXAMINE and territory in ours.territories and not ours.offer:
                for carrier in theirs.carriers:
                    found[carrier.id].append((theirs, ours))
    return found


def _agreements(view: View, items: Any) -> set[frozenset[str]]:
    ids = {actor.id for item in items for actor in (item.actor, *item.carriers) if not item.offer}
    return {
        frozenset((tie.start, tie.end))
        for tie in view.expand(ids, _AGREED, limit_per_node=None).ties
        if not (tie.planned or tie.cancelled)
    }


def _status(overlap: Overlap, one: Activity, other: Activity, agreed: set[frozenset[str]]) -> str:
    sides = ([one.actor.id, *(c.id for c in one.carriers)], [other.actor.id, *(c.id for c in other.carriers)])
    if any(frozenset((a, b)) in agreed for a in sides[0] for b in sides[1]):
        return AGREED
    if {actor.id for actor in one.carriers} & {actor.id for actor in other.carriers}:
        return OWN_PAIR
    return {"same": TO_EXAMINE, "complementary": TO_EXPLORE}.get(overlap.verdict, TO_REVIEW)


def _sentence(found: Sequence[Pair], described: int) -> str:
    if not described:
        return sentences(["Aucune activité n'est encore décrite : importez le tableau des activités"])
    status = Counter(pair.status for pair in found)
    examine = status[TO_EXAMINE]
    said = (
        f"{counted(examine, 'paire', feminine=True)} à examiner par le CLE"
        if examine
        else "Aucun recouvrement à examiner"
    )
    degrees = Counter(pair.degree for pair in found if pair.status == TO_EXAMINE)
    how = ", ".join(f"{name} : {number(degrees[name])}" for name in DEGREES if degrees[name])
    scale = ", ".join(f"{name} dès {round(100 * least)} sur 100" for name, least in DEGREES.items() if least)
    ebe = sum(pair.overlap.kind == "ebe_ebe" and pair.status == TO_EXAMINE for pair in found)
    said += f", dont {number(ebe)} entre EBE" if ebe else ""
    more = f"{counted(status[TO_EXPLORE], 'complémentarité', feminine=True)} à explorer" if status[TO_EXPLORE] else ""
    done = (
        f"{counted(status[AGREED], 'paire', feminine=True)} sur quoi les porteurs se sont entendus"
        if status[AGREED]
        else ""
    )
    doubt = f"{counted(status[TO_REVIEW], 'rapprochement')} à revoir" if status[TO_REVIEW] else ""
    first = f"{said}, parmi {counted(described, 'activité', feminine=True)}"
    return sentences([first, f"Degré {how} ({scale})" if how else "", more, doubt, done])


def _gaps(described: Sequence[Activity]) -> list[str]:
    gaps = []
    for field, words, action in (
        ("clientele", "clientèle inconnue", "préciser la clientèle"),
        ("service_type", "type de service non confirmé", "confirmer le type de service"),
    ):
        names = [item.actor.name for item in described if not item.actor.value(field)]
        if names:
            found = counted(len(names), "activité", feminine=True)
            gaps.append(f"{found} : {words} ({listed(names, most=4)}) ; {action}.")
    return gaps


@watcher
def watch_overlaps(view: View) -> list[Watch]:
    """Return the pairs to examine as things to watch: the same service by two carriers, those between EBE first."""
    order = {code: n for n, code in enumerate(PAIRS.values())}
    found = [
        pair
        for pair in all_pairs(view)
        if pair.status == TO_EXAMINE and pair.overlap.verdict == "same" and pair.overlap.kind != "same_carrier"
    ]
    return [_watch(pair) for pair in sorted(found, key=lambda pair: order[pair.overlap.kind])]


def _watch(pair: Pair) -> Watch:
    actors = [a.id for side in (pair.one, pair.other) for a in (side.actor, *side.carriers)]
    text = f"{pair.one.name} et {pair.other.name}"
    detail = pair.overlap.sentence if pair.stands == pair.status else f"en projet ; {pair.overlap.sentence}"
    if pair.offer:
        siae = pair.one if pair.one.offer else pair.other
        detail = f"offre de {KINDS['siae'].label} proche : {siae.actor.name} ; {detail}"
    return Watch("À examiner", text, detail, "recouvrements", tuple(dict.fromkeys(actors)), pair.claims())
