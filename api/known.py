"""Which actors of the base the new rows of a file speak of, as the base itself will join them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kb.differences import name_of
from kb.found import Bearer, SourceInfo
from kb.graph import Actor
from kb.ledger import ActorRecord, Source
from kb.plan import Plan
from kb.privacy import PLATFORM
from kb.problems import Problem, excerpt
from kb.resolve import is_network, prefix_of
from kb.shown_names import no_word_shared
from kb.store import Store
from kb.text import fold, slug
from kb.view import View
from queries.presence import short_names

#: Numbers that join a row to an actor whatever their names.
_NUMBERS = {"siret": "Ce SIRET", "siren": "Ce SIREN", "rna": "Ce numéro RNA"}


@dataclass(frozen=True, slots=True)
class Joined:
    """A new row that joins an actor of the base by its name alone: what it calls it, and who that is."""

    row: str
    actor: Actor
    sheet: str = ""
    line: int | None = None
    placed: bool = True

    @property
    def problem(self) -> Problem:
        """Return what programs are told of a row without commune: the terminal tells all such rows in one sentence."""
        said = f"La ligne rejoint par son nom un acteur connu : {excerpt(self.words)}. Si c'en est un autre, indiquez son SIRET ou sa commune."
        return Problem("JOINED_BY_NAME", said, sheet=self.sheet, line=self.line, value=self.row)

    @property
    def words(self) -> str:
        """Return the two names side by side: « Emerjean » → EmerJean, Villeurbanne."""
        town = str(self.actor.value("city") or "")
        return f"« {self.row} » → {self.actor.name}{f', {town}' if town else ''}"


def known_actors(view: View, records: Sequence[ActorRecord]) -> Mapping[str, Actor]:
    """Return the actors of the base that some rows speak of, by what identifies the row, as the base would join them."""
    by_id = view.get({record.identity for record in records})
    bearers = view.bearers({_name(record) for record in records})
    found: dict[str, str] = {}
    for record in records:
        if record.identity not in by_id and record.identity.startswith("nom:"):
            name, town = _name(record), record.identity.partition("|")[2]
            able = [bearer.actor for bearer in bearers.get(name, []) if bearer.town in ("", town) or not town]
            if len(able) == 1 and (town or not is_network(name)):
                found[record.identity] = able[0]
    actors = view.get(found.values())
    return {**by_id, **{key: actors[a] for key, a in found.items() if a in actors and _joins(key, bearers, actors[a])}}


def _name(record: ActorRecord) -> str:
    return fold(str(record.fields.get("name", "")))


def _joins(key: str, bearers: Mapping[str, Sequence[Bearer]], actor: Actor) -> bool:
    """Tell whether a row of a name and a commune joins an actor of unknown commune: by its own name alone."""
    name, _, town = key.removeprefix("nom:").partition("|")
    if not town or any(b.actor == actor.id and b.town == town for b in bearers.get(name, ())):
        return True
    return prefix_of(actor.id) == "r" and any(fold(str(fact.value)) == name for fact in actor.facts("name"))


def source_alike(store: Store, source: Source) -> Problem | None:
    """Return what is said of a new source whose name is another's, but for its capitals, its shown title, or who sends it."""
    with store.view() as view:
        known, places = view.sources(), short_names(view)
    if any(other.id == source.id for other in known):
        return None
    alike = [
        other.name for other in known
        if other.owner == source.owner and slug(source.name) in (slug(other.name), slug(other.title))
    ]  # fmt: skip
    if not alike:
        return _sent_by_another(source, known, places)
    said = f"La base a déjà la source « {alike[0]} » : si c'est elle, reprenez ce nom à la lettre ; sinon, en voici une seconde."
    return Problem("SOURCE_ALIKE", said, value=source.name)


def _sent_by_another(source: Source, known: Iterable[SourceInfo], places: Mapping[str, str]) -> Problem | None:
    """Return what is said of a source that was given the name of one of another sender: its rows would all enter once more."""
    if source.name == source.importer:  # every territory may send a sheet under the name of the importer
        return None
    other = next((one for one in known if slug(source.name) == slug(one.name)), None)
    if other is None:
        return None
    who = "de la plateforme" if other.owner == PLATFORM else f"de {places.get(f'territoire:{other.owner}', other.owner)}"
    way = "sans --territory (« De la part de » vide à l'écran)" if other.owner == PLATFORM else f"avec --territory {other.owner} (« De la part de » à l'écran)"
    said = f"La base a déjà une source « {other.name} » {who} : si c'est elle, envoyez ce fichier {way} ; sinon, ses lignes entrent une seconde fois."
    return Problem("SOURCE_ALIKE", said, value=source.name)


def joined_by_name(store: Store, plan: Plan) -> list[Joined]:
    """Return the new rows that no number identifies and that join an actor of the base."""
    heads = {c.actors[0].identity: c for c in plan.new if c.actors and c.actors[0].identity.startswith("nom:")}
    if not heads:
        return []
    with store.view() as view:
        found = known_actors(view, [claim.actors[0] for claim in heads.values()])
    places = {a.slot: a for a in plan.assertions} if found else {}
    return [
        Joined(name_of(head), found[key], places[head.slot].sheet, places[head.slot].line, placed=not key.endswith("|"))
        for key, head in heads.items() if key in found
    ]  # fmt: skip


def named_otherwise(store: Store, plan: Plan, columns: Mapping[str, str]) -> list[Problem]:
    """Return a remark for each new row that its number joins to an actor whose names have no word of its own.

    A number copied from the line above joins two organisations: the row says so before it is written. `columns` are how the
    file calls the columns of numbers.
    """
    rows = {
        claim.actors[0].identity: claim
        for claim in plan.new
        if claim.actors and not claim.actors[0].mention and prefix_of(claim.actors[0].identity) in _NUMBERS
    }
    with store.view() as view:
        known = view.get(rows)
        told = {key: row for key, row in rows.items() if key in known and _strangers(row.actors[0], known[key])}
        own = _of_its_name(view, {key: row.actors[0] for key, row in told.items()})
    places = {a.slot: a for a in plan.assertions}
    return [
        _differs(key, claim.actors[0], known[key], columns).at(
            file=plan.file, sheet=places[claim.slot].sheet, line=places[claim.slot].line
        )
        for key, claim in told.items() if key not in own
    ]  # fmt: skip


def _of_its_name(view: View, rows: Mapping[str, ActorRecord]) -> set[str]:
    """Return the rows whose number another actor of their own name holds too: somebody separated the two, and they go there."""
    bearers = view.bearers({_name(row) for row in rows.values()}) if rows else {}
    found = view.get({bearer.actor for some in bearers.values() for bearer in some})
    return {
        key for key, row in rows.items()
        if any(
            found[bearer.actor].value(prefix_of(key)) == key.partition(":")[2]
            for bearer in bearers.get(_name(row), ()) if bearer.actor in found
        )
    }  # fmt: skip


def _differs(key: str, row: ActorRecord, actor: Actor, columns: Mapping[str, str]) -> Problem:
    scheme, _, number = key.partition(":")
    said = (
        f"{_NUMBERS[scheme]} est celui de « {actor.name} » : la ligne rejoint cette fiche, sous un nom qui n'a aucun mot commun avec "
        f"le sien (« {excerpt(row.fields['name'])} »). Les deux noms sont gardés côte à côte. Vérifiez le numéro."
    )
    return Problem("NAME_DIFFERS", said, column=columns.get(scheme, ""), value=number)


def _strangers(row: ActorRecord, actor: Actor) -> bool:
    """Tell whether a row and an actor are called by wholly other words."""
    said = [str(row.fields[name]) for name in ("name", "acronym") if row.fields.get(name)]
    towns = [str(city) for city in (row.fields.get("city"), actor.value("city")) if city]
    return bool(row.fields.get("name")) and no_word_shared(said, actor.names, towns)
