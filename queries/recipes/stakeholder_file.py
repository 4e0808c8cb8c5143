"""The stakeholder file in two variants: the map without any contact, and the engagement plan with them.

Columns bear the headers of the importer's template, so that a corrected file can be sent back.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from kb.facts import Fact
from kb.graph import Actor
from kb.kinds import KINDS, STAKEHOLDERS, Layer
from kb.privacy import READER
from kb.text import fold
from kb.view import View, plain
from queries.answers import Column, Table
from queries.known_names import names_beside_the_sigle
from queries.presence import MONEY, short_names
from queries.recipes.base import Ask, Content, RecipeRefused, recipe
from queries.stakeholders import Stakeholder, cards_of, stakeholders
from queries.standings import AT_LARGE, by_place
from queries.ties import told_once
from queries.words import counted

#: Fields in the order of the file; their labels are the vocabulary's.
MAP_FIELDS = (
    "acronym",
    "aliases",
    "legal_form",
    "siae_kinds",
    "siret",
    "siren",
    "rna",
    "naf",
    "address",
    "post_code",
    "city",
    "scale",
    "themes",
    "services",
    "networks",
    "workforce",
    "opened_on",
    "website",
    "description",
)
ENGAGEMENT_FIELDS = (
    "position",
    "interest",
    "influence",
    "contribution",
    "email",
    "phone",
    "referent",
    "last_contact",
    "next_step",
    "notes",
)
#: What a printed page holds; the rest is read, sorted and filtered on a screen.
PRINTED = frozenset(
    {"name", "kind", "territories", "funders", "city", "themes", "position", "phone", "last_contact", "next_step", "contacts", "gaps"}
)


def _columns(view: View, actors: Iterable[Actor]) -> list[Column]:
    labels = {name: card for actor in actors for name, card in cards_of(actor).items()}
    found = [
        Column("name", "Nom", link="id"),
        Column("kind", "Type"),
        Column("roles", "Rôle", "list"),
        Column("territories", "Territoire", "list"),
        Column("funders", "Financeurs", "list"),
    ]
    for name in (*MAP_FIELDS, *ENGAGEMENT_FIELDS):
        card = labels.get(name)
        if card and view.viewer.may_see(card.layer, ""):
            kind = (
                "list"
                if name in ("aliases", "siae_kinds", "themes", "services", "networks")
                else "date"
                if name in ("opened_on", "last_contact")
                else "text"
            )
            found.append(Column(name, card.label, kind, card.layer))  # type: ignore[arg-type]
    if Layer.ENGAGEMENT in view.viewer.layers:
        found.append(Column("contacts", "Contacts", "list", Layer.ENGAGEMENT))
    found.append(Column("gaps", "Ce qui manque", "list"))
    return [replace(column, aside=column.key not in PRINTED) for column in found]


def _contacts(view: View) -> dict[str, list[str]]:
    """Return the contacts of each organisation: name, post, and how to reach them; those who object are left out."""
    found: dict[str, list[str]] = defaultdict(list)
    people = {actor.id: actor for actor in view.actors(("contact",))}
    for tie, *_ in told_once(view.ties(("contact_of",))):
        person = people.get(tie.start)
        if person and not person.value("opposed"):
            said = [person.name, *(plain(person.value(name)) for name in ("post", "email", "phone"))]
            found[tie.end].append(", ".join(text for text in said if text))
    return found


def _funders(view: View) -> dict[str, dict[str, tuple[str, ...]]]:
    """Return who funds each organisation, by name, with the claims that say it; what is only asked for or was taken back is none."""
    given = [tie for tie in view.ties(MONEY) if not (tie.planned or tie.cancelled)]
    names = {actor.id: actor.name for actor in view.get({tie.start for tie in given}).values()}
    found: dict[str, dict[str, tuple[str, ...]]] = defaultdict(dict)
    for tie in given:
        known = found[tie.end]
        known[names[tie.start]] = (*known.get(names[tie.start], ()), tie.claim)
    return found


def _of_each_place(view: View, actor: Actor, item: Stakeholder) -> list[tuple[dict[str, Any], dict[str, tuple[str, ...]]]]:
    """Return what a row says for each position of an actor, or exchange or next step: the territories that share them.

    Sent back, each of these rows is then said of its territories alone. Nothing is returned of an actor of no local position.
    """
    names, large = short_names(view), item.standings.get(AT_LARGE)
    own = {name: by_place(view, actor, name) for name in ("last_contact", "next_step")}

    def told_of(place: str) -> tuple[str, ...]:
        facts = (said.get(place) or said.get(AT_LARGE) for said in own.values())
        return tuple(str(fact.value) if fact else "" for fact in facts)

    groups: dict[tuple[str, ...], list[str]] = {}
    for place in [*item.territories, *(p for p in item.standings if p in names and p not in item.territories)]:
        groups.setdefault((item.on(place).position, *told_of(place)), []).append(place)
    if large:
        groups.setdefault((large.position, *told_of(AT_LARGE)), [])
    if len(groups) < 2:
        return [({"position": said}, {}) for said, *_ in groups if item.standings.keys() - {AT_LARGE}]
    found = []
    for (position, *_), places in groups.items():
        held = [known for place in places or (AT_LARGE,) for known in item.on(place).standings.values()]
        told = {name: _latest(said[place] for place in places or (AT_LARGE,) if place in said) for name, said in own.items()}
        row = {name: fact.value if fact else None for name, fact in told.items()}
        proof = {name: (fact.claim,) if fact else () for name, fact in told.items()}
        row |= {"territories": [names[place] for place in places], "position": position if held else None}
        found.append((row, {**proof, "position": tuple(dict.fromkeys(known.claim for known in held))}))
    return found


def _latest(facts: Iterable[Fact]) -> Fact | None:
    return max(facts, key=lambda fact: str(fact.value) if fact.field == "last_contact" else fact.since, default=None)


def make_file(view: View, ask: Ask) -> Content:
    """Return every stakeholder this viewer may see, one row each, or one for each position, with its gaps; raises `RecipeRefused` on an empty base."""
    actors = list(view.actors(STAKEHOLDERS))
    if not actors:
        raise RecipeRefused("Aucune partie prenante dans la base : importez d'abord un fichier.")
    items, places, contacts, funders = stakeholders(view), short_names(view), _contacts(view), _funders(view)
    # Sent back, the first territory of an EBE is its own.
    homes: dict[str, set[str]] = defaultdict(set)
    for tie in view.ties(("operates_in",)):
        homes[tie.start].add(tie.end)
    rows: list[dict[str, Any]] = []
    proofs = []
    for actor in actors:
        item = items[actor.id]
        row: dict[str, Any] = {
            "id": actor.id,
            "name": actor.name,
            "kind": KINDS[actor.kind].label,
            "contacts": contacts.get(actor.id, []),
            "funders": sorted(funders.get(actor.id, ()), key=fold),
        }
        row |= {
            "roles": [KINDS[r].label for r in actor.roles if r != actor.kind],
            "territories": [places[p] for p in sorted(item.territories, key=lambda place: place not in homes[actor.id])],
        }
        row |= {name: actor.value(name) for name in (*MAP_FIELDS, *ENGAGEMENT_FIELDS)}
        row["aliases"] = [known.other.typed for known in names_beside_the_sigle(actor)]
        # As the list says it: the last exchange stated, or the last meeting when it is later; one of a day to come is a next step.
        row["last_contact"], row["next_step"] = item.last_contact or None, item.next_step or None
        row["gaps"] = [gap.label for gap in item.gaps]
        said = {name: tuple(dict.fromkeys(f.claim for f in actor.facts(name)[:2])) for name in actor.fields()}
        said["funders"] = tuple(dict.fromkeys(claim for claims in funders.get(actor.id, {}).values() for claim in claims))
        said |= {name: item.proofs.get(name, ()) for name in ("last_contact", "next_step")}
        for own, proof in _of_each_place(view, actor, item) or [({}, {})]:
            rows.append({**row, **own})
            proofs.append({**said, **proof})
    columns = _columns(view, actors)
    known = {column.key for column in columns}
    kept = [column for column in columns if column.key == "name" or any(row.get(column.key) for row in rows)]
    table = Table(kept, rows, [{k: v for k, v in proof.items() if k in known} for proof in proofs], "Parties prenantes")
    answer = ask("parties-prenantes")
    return Content("Fichier des parties prenantes", answer.sentence, [("Parties prenantes", table)], gaps=answer.gaps)


@recipe(
    "fichier-cartographie",
    rank=1,
    title="Fichier des parties prenantes, cartographie",
    explain="Qui, quoi, où : sans aucun contact ni position ; peut être partagé.",
    stem="fichier-parties-prenantes-cartographie",
    formats=("xlsx", "csv"),
    viewer=READER,
)
def make_map_file(view: View, ask: Ask) -> Content:
    """Return the file without any contact column."""
    found = make_file(view, ask)
    return Content(
        f"{found.title}, cartographie",
        f"{counted(len(found.tables[0][1].rows), 'partie prenante')}. Aucun contact, aucune position.",
        found.tables,
        gaps=found.gaps,
    )


@recipe(
    "fichier-engagement",
    rank=2,
    title="Fichier des parties prenantes, engagement",
    explain="Le même avec positions, échanges et contacts professionnels ; à ne pas diffuser.",
    stem="fichier-parties-prenantes-engagement",
    formats=("xlsx", "csv"),
)
def make_engagement_file(view: View, ask: Ask) -> Content:
    """Return the file with the engagement plan."""
    found = make_file(view, ask)
    return Content(f"{found.title}, plan d'engagement", found.sentence, found.tables, gaps=found.gaps)
