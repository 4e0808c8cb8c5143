"""How long a person is kept: past the term a contact exists in no view; who objects keeps a name, and no way to be reached.

Only what is engagement alone (contacts) has a term. What is past it stays in the ledger until somebody erases it there.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

from kb.kinds import KINDS, Layer
from kb.text import fold

if TYPE_CHECKING:
    from kb.facts import Fact
    from kb.graph import Node
    from kb.privacy import Viewer
    from kb.view import View

Facts = Mapping[str, "Sequence[Fact]"]
#: What says of each contact who objects that they do, by the contact.
Objections = Mapping[str, "Sequence[Fact]"]
#: How long a contact is kept after the last exchange, or after the day it was noted (reliability reference, section 7).
KEPT_YEARS = 3
#: Kinds that have a term, when nothing of the actor is cartographie.
KEPT_KINDS = [kind.code for kind in KINDS.values() if kind.layer is Layer.ENGAGEMENT]
_COORDINATES = ("email", "phone")
_CIVILITIES = frozenset({"m", "mr", "mme", "mlle", "monsieur", "madame", "mademoiselle"})


@dataclass(frozen=True, slots=True)
class Outdated:
    """A contact past its term, unnamed: whom it is of, the day it was kept until, the claims to erase it from."""

    organisations: tuple[str, ...]
    until: str
    claims: tuple[str, ...]


def term_after(day: str) -> str:
    """Return the last day a contact is kept; a month or a year is counted from its first day, never to keep it longer.

    >>> term_after("2024-02-29"), term_after("2019"), term_after("9999-12-31")
    ('2027-02-28', '2022-01-01', '9999-12-31')
    """
    first = dt.date.fromisoformat((day + "-01-01")[:10])
    if first.year > dt.MAXYEAR - KEPT_YEARS:
        return dt.date.max.isoformat()
    try:
        return first.replace(year=first.year + KEPT_YEARS).isoformat()
    except ValueError:
        return first.replace(year=first.year + KEPT_YEARS, day=28).isoformat()


def kept_of(node: Node, said: Facts, viewer: Viewer, day: str, objections: Objections) -> Facts | None:
    """Return what is kept on a day of a contact, of what is said to a viewer: nothing at all past its term.

    Whoever was told of an objection, nobody is told how to reach the person.
    """
    said = _with_term(said)
    if _is_past(said, day):
        return None
    if node.id not in objections:
        return said
    heard = [fact for fact in objections[node.id] if viewer.may_see(Layer(fact.layer), fact.owner)]
    said = {"opposed": heard, **said} if heard else said
    return {name: facts for name, facts in said.items() if name not in _COORDINATES}


def objections(view: View) -> Objections:
    """Return the contacts who object to being reached, with what says so of each.

    An objection is a person's: it holds for each contact of an actor that has their name, or their address under no other name, however
    many sheets make of them another contact. An address alone is no person: a colleague may share it.
    It holds at whatever day or moment the base is looked at: one told since then says nothing there, and is respected.
    """
    return view.memo("objections", lambda: {**dict.fromkeys(_objecting_since(view), ()), **_objections(view)})


def _objections(view: View) -> Objections:
    day = view.date.isoformat()
    nodes = _contacts(view)
    said = {i: told for i, node in nodes.items() if (told := _objecting(node, day))}
    if not said:
        return {}
    of = _organisations(view, nodes)
    known: dict[tuple[str, str], list[str]] = defaultdict(list)
    marks = {contact: {(other, word) for other in of[contact] for word in _called(node)} for contact, node in nodes.items()}
    for contact in sorted(said):
        for mark in marks[contact]:
            known[mark].append(contact)
    shared = {i: dict.fromkeys(j for mark in sorted(marks[i]) for j in known.get(mark, ())) for i in nodes.keys() - said.keys()}
    heard = {i: [fact for j in others if _may_be_one(nodes[i], nodes[j]) for fact in said[j]] for i, others in shared.items()}
    return {**said, **{contact: list(dict.fromkeys(told)) for contact, told in heard.items() if told}}


def _objecting_since(view: View) -> set[str]:
    """Return the contacts of a view of another day or moment who object by what the base says today."""
    nodes = _contacts(view) if view._today else {}
    if not view._today or not nodes:
        return set()
    with view._today() as today:
        objecting = today._nodes(objections(today))
        if not objecting:
            return set()
        of, now_of = _organisations(view, nodes), _organisations(today, objecting)
        now = today._resolve({*nodes, *(other for others in of.values() for other in others)})
    known: dict[tuple[str, str], list[Node]] = defaultdict(list)
    for contact, node in objecting.items():
        for mark in product(now_of[contact], _called(node)):
            known[mark].append(node)
    alike = {i: [one for other in of[i] for word in _called(node) for one in known.get((now.get(other, other), word), ())] for i, node in nodes.items()}
    return {i for i, node in nodes.items() if now.get(i) in objecting or any(_may_be_one(node, one) for one in alike[i])}


def _contacts(view: View) -> dict[str, Node]:
    return {node.id: node for node in view._all_nodes(KEPT_KINDS) if has_term(node)}


def _organisations(view: View, contacts: Collection[str]) -> dict[str, set[str]]:
    """Return the actors that some contacts are of."""
    of: dict[str, set[str]] = {contact: set() for contact in contacts}
    for tie in view._ties_of(contacts, (), "both"):
        for contact in {tie.start, tie.end} & of.keys():
            of[contact].add(tie.other(contact))
    return of


def _objecting(node: Node, day: str) -> list[Fact]:
    said = [f for f in node.facts if f.field == "opposed" and f.told_on(day)]
    return said if said and said[0].value else []


def _called(node: Node) -> set[str]:
    """Return by what a contact is known for the same person as another of one actor: a name in any order, an address."""
    said = ((fact.field, fold(str(fact.value))) for fact in node.facts if fact.field in ("name", "email"))
    return {text if field == "email" else " ".join(sorted(text.split())) for field, text in said if text}


def _may_be_one(one: Node, other: Node) -> bool:
    """Tell whether two contacts may be one person by their names: one is nameless, or a name of one says no more than a name of the other."""
    pairs = product(_words(one), _words(other))
    return not (_words(one) and _words(other)) or any(_within(*sorted(pair, key=len)) for pair in pairs)


def _words(node: Node) -> list[list[str]]:
    return [words for f in node.facts if f.field == "name" if (words := [w for w in fold(str(f.value)).split() if w not in _CIVILITIES])]


def _within(short: list[str], long: list[str]) -> bool:
    """Tell whether each word of a name is one of another, or the initial of one.

    >>> _within(["j", "durand"], ["julie", "durand"]), _within(["paul", "durand"], ["julie", "durand"])
    (True, False)
    """
    return all(word in long or (len(word) == 1 and any(other.startswith(word) for other in long)) for word in short)


def silenced(view: View) -> frozenset[str]:
    """Return the claims whose cells, as they were read, still tell of a contact what a view no longer shows."""
    return view.memo("silenced", lambda: _silenced(view))


def _silenced(view: View) -> frozenset[str]:
    day, past, objecting = view.date.isoformat(), list[str](), list[str]()
    for node in filter(has_term, view._all_nodes(KEPT_KINDS)):
        if _is_past(_with_term(node.said_to(view.viewer, day)), day):
            past += node.records
        elif node.id in objections(view):
            objecting += node.records
    gone, _ = view._made_of(past)
    known, _ = view._made_of(objecting)
    return frozenset({k.slot for k in gone} | {k.slot for k in known if any(k.record.fields.get(name) for name in _COORDINATES)})


def _with_term(said: Facts) -> Facts:
    """Return the facts of a contact with its term: the one stated, else counted from the last day somebody noted it."""
    dated = [fact for facts in said.values() for fact in facts if fact.since]
    if said.get("keep_until") or not dated:
        return said
    last = max(dated, key=lambda fact: (fact.since, fact.claim))
    return {**said, "keep_until": [last._replace(field="keep_until", value=term_after(last.since[:10]))]}


def _term(said: Facts) -> str:
    return str(said["keep_until"][0].value) if said.get("keep_until") else ""


def _is_past(said: Facts, day: str) -> bool:
    return term_is_past(_term(said), day)


def term_is_past(until: str, day: str) -> bool:
    """Tell whether a term is past on a day; one of which the month or the year alone is known is past when these are.

    >>> term_is_past("2022-05-01", "2022-05-01"), term_is_past("2022", "2023-01-01"), term_is_past("", "2023-01-01")
    (False, True, False)
    """
    return bool(until) and day[: len(until)] > until


def outdated(view: View) -> list[Outdated]:
    """Return the contacts that a viewer would see were they not past their term, the oldest term first."""
    past = view.memo("past their term", lambda: _past(view))
    organisations = _organisations(view, past) if past else {}
    known = view.get(sorted({other for others in organisations.values() for other in others}))
    found = [
        Outdated(tuple(sorted(organisations[contact] & known.keys())), _term(said), _claims(said))
        for contact, said in past.items()
    ]
    return sorted(found, key=lambda contact: (contact.until, contact.claims))


def _past(view: View) -> dict[str, Facts]:
    day = view.date.isoformat()
    said = {contact: _with_term(node.said_to(view.viewer, day)) for contact, node in _contacts(view).items()}
    return {contact: facts for contact, facts in said.items() if _is_past(facts, day)}


def has_term(node: Node) -> bool:
    """Tell whether an actor is a contact alone, kept for a time."""
    return node.layer == Layer.ENGAGEMENT.value


def _claims(said: Facts) -> tuple[str, ...]:
    return tuple(sorted({fact.claim for facts in said.values() for fact in facts}))
