"""Which records speak of one actor: a pure function of records and judgements, blind to their order.

Rules, weakest last: the same identifier is the same actor; a record without identifier joins the only actor of its name
and commune; one without commune joins the only actor of its name, unless the name is that of a network of many local
bodies. A person's *same* joins, a person's *different* separates and silences the rules: the other records of an identifier that was separated
go with those of their name, else with the actor that keeps the identifier.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache

from kb.errors import UnknownKind
from kb.kinds import KINDS
from kb.ledger import Judgement, Known, Verdict
from kb.other_names import AliasKind, read_other_name
from kb.text import fold
from kb.typed import whole_of
from kb.words import quoted

#: Networks of many local bodies, by the words of their name: place evidence is required (identity reference, A.3 veto b).
_NETWORKS = frozenset(tuple(name.split()) for name in (
    "mission locale", "cap emploi", "plie", "france travail", "pole emploi", "regie de quartier", "emmaus", "mairie",
    "ccas", "centre communal d action sociale", "centre social", "restos du coeur", "restaurants du coeur", "secours populaire",
    "secours catholique", "secours catholique caritas", "croix rouge", "envie", "ressourcerie", "la poste", "poste",
    "maison de l emploi", "jardins de cocagne", "prefecture", "ehpad", "mjc", "maison des jeunes et de la culture",
    "banque alimentaire", "armee du salut", "habitat et humanisme",
))  # fmt: skip
#: Words around the name of a network that do not say which of its bodies is meant.
_NO_PLACE = frozenset([
    "l", "d", "la", "le", "les", "du", "de", "des", "association", "antenne", "delegation", "comite", "section", "federation",
    "local", "locale", "departemental", "departementale", "regional", "regionale", "national", "nationale", "francais",
    "francaise", "france",
])  # fmt: skip

_ID_ORDER = {"territoire": 0, "cle": 0, "siret": 1, "siren": 2, "rna": 3}


def family_of(known: Known) -> str:
    """Return the family of a record's kind: two families never are one actor; raises `UnknownKind`."""
    kind = KINDS.get(known.record.kind)
    if kind is None:
        raise UnknownKind(f"Type d'acteur {quoted(known.record.kind)} inconnu : la ligne ne peut pas être gardée.")
    return kind.family.value


def prefix_of(key: str) -> str:
    """Return the scheme of a key.

    >>> prefix_of("siret:13002526500013")
    'siret'
    """
    return key.partition(":")[0]


def bare_name(name_key: str) -> str:
    """Return a name key without its commune.

    >>> bare_name("nom:bross up|villeurbanne")
    'bross up'
    """
    return name_key.partition(":")[2].partition("|")[0]


@lru_cache(maxsize=20_000)
def is_network(bare: str) -> bool:
    """Tell whether a folded name is carried by many local bodies, and says nothing of which one.

    >>> is_network("les restos du coeur"), is_network("croix rouge francaise"), is_network("mission locale du sud")
    (True, True, False)
    """
    words = tuple(bare.split())
    first = next((n for n, word in enumerate(words) if word not in _NO_PLACE), len(words))
    last = next((n for n in range(len(words), 0, -1) if words[n - 1] not in _NO_PLACE), 0)
    around = [words[start:end] for start in range(first + 1) for end in range(last, len(words) + 1)]
    return any(some in _NETWORKS for some in around)


class _Groups:
    """Disjoint groups of records that never join two records said to be different."""

    def __init__(self, records: Mapping[str, Known], judgements: Iterable[Judgement]) -> None:
        self.parent = {rid: rid for rid in records}
        self.members: dict[str, list[str]] = {rid: [rid] for rid in records}
        self.apart: dict[str, set[str]] = defaultdict(set)
        for judgement in judgements:
            if judgement.verdict == Verdict.DIFFERENT and judgement.a in records and judgement.b in records:
                self.apart[judgement.a].add(judgement.b)
                self.apart[judgement.b].add(judgement.a)

    def root(self, rid: str) -> str:
        while self.parent[rid] != rid:
            self.parent[rid] = self.parent[self.parent[rid]]
            rid = self.parent[rid]
        return rid

    def join(self, a: str, b: str) -> bool:
        left, right = self.root(a), self.root(b)
        if left == right:
            return True
        if self.apart and self._said_apart(left, right):
            return False
        if len(self.members[left]) < len(self.members[right]):
            left, right = right, left
        self.parent[right] = left
        self.members[left] += self.members.pop(right)
        return True

    def apart_among(self, rids: Iterable[str]) -> list[str]:
        """Return those of some records whose actors are said to be different from one another."""
        if not self.apart:
            return []
        roots = {rid: self.root(rid) for rid in rids}
        everyone = {rid for root in set(roots.values()) for rid in self.members[root]}
        apart = {self.root(rid) for rid in everyone if rid in self.apart and not self.apart[rid].isdisjoint(everyone)}
        return [rid for rid, root in roots.items() if root in apart]

    def _said_apart(self, left: str, right: str) -> bool:
        others = set(self.members[right])
        return any(not self.apart[rid].isdisjoint(others) for rid in self.members[left] if rid in self.apart)


def components(records: Mapping[str, Known], judgements: Iterable[Judgement]) -> list[list[str]]:
    """Return the actors as sorted lists of record ids, themselves sorted.

    `records` must be closed: hold every record that shares a key or a judgement with one of them.
    """
    said = sorted(judgements, key=lambda j: (j.pair, j.verdict))
    groups = _Groups(records, said)
    _join_judged(groups, records, said)
    _join_same_identity(groups, records)
    _join_by_name(groups, records)
    return sorted(sorted(members) for members in groups.members.values())


def _join_judged(groups: _Groups, records: Mapping[str, Known], said: Iterable[Judgement]) -> None:
    for judgement in said:
        if judgement.verdict != Verdict.SAME or judgement.a not in records or judgement.b not in records:
            continue
        if family_of(records[judgement.a]) == family_of(records[judgement.b]):
            groups.join(judgement.a, judgement.b)


def _join_same_identity(groups: _Groups, records: Mapping[str, Known]) -> None:
    by_identity: dict[tuple[str, str], list[str]] = defaultdict(list)
    for rid in sorted(records):
        by_identity[records[rid].record.identity, family_of(records[rid])].append(rid)
    for rids in by_identity.values():
        if len(rids) > 1:
            _join_one_identity(groups, records, rids)


def _join_one_identity(groups: _Groups, records: Mapping[str, Known], rids: list[str]) -> None:
    """Join the records of one identifier: those said to be different first, then each other with those of its name."""
    apart = groups.apart_among(rids)
    heads: list[str] = []
    for rid in apart or rids[:1]:
        if not any(groups.join(head, rid) for head in heads):
            heads.append(rid)
    # Names are settled before anything else is joined, so that the order of records cannot matter.
    named = {head: _bare_names(records[rid] for rid in groups.members[groups.root(head)]) for head in heads} if apart else {}
    for rid in sorted(set(rids) - set(apart)):
        mine = _bare_names([records[rid]]) if apart else set()
        alike = [head for head in heads if named and not mine.isdisjoint(named[head])]
        groups.join(alike[0] if len(alike) == 1 else heads[0], rid)


def _bare_names(records: Iterable[Known]) -> set[str]:
    return {bare_name(name) for known in records for name in known.record.names}


def _join_by_name(groups: _Groups, records: Mapping[str, Known]) -> None:
    nameless = sorted(rid for rid in records if prefix_of(records[rid].record.identity) == "nom")
    if not nameless:
        return
    by_name: dict[str, set[str]] = defaultdict(set)
    for rid, known in records.items():
        for name in known.record.names:
            by_name[name].add(rid)
    identified = {groups.root(rid) for rid in records if prefix_of(records[rid].record.identity) != "nom"}
    _join_only(groups, records, [r for r in nameless if not _townless(records[r])], lambda r: {
        groups.root(o) for o in by_name[records[r].record.identity]
        if groups.root(o) != groups.root(r) and (groups.root(o) in identified or _known_as(records[o], records[r]))
    })  # fmt: skip
    by_bare: dict[str, set[str]] = defaultdict(set)
    for rid, known in records.items():
        for name in known.record.names:
            by_bare[bare_name(name)].add(rid)
    townless = [r for r in nameless if _townless(records[r])]
    candidates = [r for r in townless if not is_network(bare_name(records[r].record.identity))]
    _join_only(groups, records, candidates, lambda r: {
        groups.root(o) for o in by_bare[bare_name(records[r].record.identity)] if groups.root(o) != groups.root(r)
    })  # fmt: skip


def _join_only(
    groups: _Groups, records: Mapping[str, Known], rids: list[str], found: Callable[[str], set[str]]
) -> None:
    # Targets are settled before anything is joined, so that the order of records cannot matter.
    chosen = {}
    for rid in rids:
        targets = [t for t in found(rid) if family_of(records[t]) == family_of(records[rid])]
        if len(targets) == 1:
            chosen[rid] = targets[0]
    for rid, target in chosen.items():
        groups.join(rid, target)


def _known_as(other: Known, known: Known) -> bool:
    """Tell whether a record says that its actor is also known by the name under which another one stands."""
    said = other.record.fields.get("aliases")
    bare = bare_name(known.record.identity)
    return isinstance(said, list) and any(
        found.kind not in (None, AliasKind.OPERATOR) and fold(found.name) == bare for found in map(read_other_name, said)
    )


def _townless(known: Known) -> bool:
    return known.record.identity.endswith("|")


def actor_ids(found: list[list[str]], records: Mapping[str, Known], judgements: Iterable[Judgement] = ()) -> list[str]:
    """Return the id of each component: its best identifier, else its least record id.

    When a *different* keeps apart two components of one identifier, the one with the least record it names keeps it.
    """
    taken: set[str] = set()
    ids: dict[int, str] = {}
    apart = {rid for j in judgements if j.verdict == Verdict.DIFFERENT for rid in j.pair}
    # Without anybody said to be different, the components already are in the order of their least record.
    places: Iterable[int] = range(len(found))
    if apart:
        first = [min((rid for rid in members if rid in apart), default=members[0]) for members in found]
        places = sorted(places, key=first.__getitem__)
    for place in places:
        members = found[place]
        keys = {records[rid].record.identity for rid in members}
        free = [key for key in keys if key not in taken and prefix_of(key) in _ID_ORDER]
        if free:
            ids[place] = free[0] if len(free) == 1 else min(free, key=lambda key: (_ID_ORDER[prefix_of(key)], key))
        else:
            # A field typed alone comes and goes with its save: an actor is not called by it while anything else speaks of it.
            ids[place] = next((rid for rid in members if not whole_of(records[rid].record.part)), members[0])
        taken.add(ids[place])
    return [ids[place] for place in range(len(found))]
