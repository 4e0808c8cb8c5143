"""A territory small enough to be drawn on paper, filled by hand through the ledger, on every engine."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from kb.days import first_day_after
from kb.ids import name_key
from kb.ledger import ActorRecord, Assertion, Claim, Source, TieRecord, source_body, source_slot
from kb.privacy import LOCAL, Viewer
from kb.store import Store
from kb.view import View

TODAY = dt.date(2026, 11, 24)


class Paper:
    """A base written by hand: `actor` and `tie` note one row each, the next `view` writes them."""

    def __init__(self, store: Store) -> None:
        self.store, self.source = store, Source("carnet", title="Carnet de la plateforme")
        self._rows: list[Assertion] = []
        self._count = 0
        self._views = ExitStack()

    def actor(
        self, kind: str, name: str, key: str = "", source: Source | None = None, as_of: str | None = None,
        places: tuple[str, ...] = (), **fields: Any,
    ) -> str:  # fmt: skip
        """Note an actor and return the key by which ties name it; `places` are the territories that its row names."""
        siret = fields.get("siret")
        key = key or (f"siret:{siret}" if siret else name_key(name, fields.get("city", "")))
        names = (name_key(name, fields.get("city", "")),)
        self._note(source, actors=(ActorRecord(kind, key, names, {"name": name, **fields}, as_of=as_of, places=places),))
        return key

    def tie(
        self,
        kind: str,
        start: str,
        end: str,
        source: Source | None = None,
        since: str | None = None,
        until: str | None = None,
        **fields: Any,
    ) -> None:
        """Note a tie between two keys; `until` is its last day, as people write it."""
        over = first_day_after(until) if until else None
        self._note(source, ties=(TieRecord(kind, start, end, fields, valid_from=since, valid_to=over),))

    def _note(self, source: Source | None, **records: Any) -> None:
        source = source or self.source
        self._count += 1
        claim = Claim(source.id, str(self._count), raw={"ligne": str(self._count)}, **records)
        self._rows.append(Assertion(source_slot(source), source_body(source), "2026-01-01"))
        self._rows.append(Assertion(claim.slot, claim.body, "2026-10-12", f"{source.name}.csv", "", self._count))

    def write(self) -> int:
        """Write what is noted and return the rev of the base."""
        if self._rows:
            unique = {row.slot: row for row in self._rows}
            with self.store.writer() as writer:
                writer.write(list(unique.values()), kind="import")
            self._rows = []
        return self.store.head()

    def view(self, viewer: Viewer = LOCAL, date: dt.date = TODAY, moment: Any = None) -> View:
        """Return a view of everything noted so far; it is closed with the test."""
        self.write()
        return self._views.enter_context(self.store.view(viewer, date, moment))

    def close(self) -> None:
        self._views.close()
        self.store.close()


class Territory(Paper):
    """Terres Neuves and Bois Clair: two territories, their CLE and EBE, and who works with them."""

    def __init__(self, store: Store) -> None:
        super().__init__(store)
        self.terres = self.actor("territory", "Terres Neuves", "territoire:terres-neuves", city="Sainte-Aune")
        self.bois = self.actor("territory", "Bois Clair", "territoire:bois-clair", city="Bellerive")
        self.cle_terres = self.actor("cle", "CLE Terres Neuves", "cle:terres-neuves")
        self.cle_bois = self.actor("cle", "CLE Bois Clair", "cle:bois-clair")
        self.atelier = self.actor(
            "ebe", "L'Atelier Commun", city="Sainte-Aune", legal_form="SAS", opened_on="2017-03-27"
        )
        self.verger = self.actor("ebe", "Le Verger", city="Bellerive")
        self.metropole = self.actor(
            "funder",
            "Métropole du Fleuve",
            siren="200046977",
            city="Grandville",
            position="favorable",
            influence="5",
            last_contact="2026-11-18",
            next_step="Valider la clé de répartition",
        )
        self.fondation = self.actor("funder", "Fondation des Rives", city="Grandville", themes=["Textile"])
        self.mission = self.actor("employment", "Mission locale du Fleuve", city="Grandville")
        self.bailleur = self.actor(
            "company", "Habitat du Fleuve", city="Sainte-Aune", themes=["Logement"], position="réservé"
        )
        self.moulin = self.actor(
            "siae", "Le Moulin", siret="48060811600020", city="Bellerive", siae_kinds=["EI"], themes=["Textile"]
        )
        for cle, place, ebe in ((self.cle_terres, self.terres, self.atelier), (self.cle_bois, self.bois, self.verger)):
            self.tie("governs", cle, place)
            self.tie("operates_in", ebe, place)
            self.tie("followed_by", ebe, cle)
        self.tie("funds", self.metropole, self.atelier, amount=140000, nature="subvention", year="2019")
        self.tie("funds", self.metropole, self.verger, amount=60000, nature="subvention", year="2025")
        self.tie("seats_on", self.mission, self.cle_terres, college="emploi", since="2024-01-15")
        self.tie("shareholder", self.bailleur, self.atelier)
        self.tie("partner", self.bailleur, self.cle_bois, state="en projet")
        self.tie("present_in", self.moulin, self.bois)


@pytest.fixture
def paper(store: Store) -> Iterator[Paper]:
    notes = Paper(store)
    yield notes
    notes.close()


@pytest.fixture
def territory(store: Store) -> Iterator[Territory]:
    notes = Territory(store)
    yield notes
    notes.close()
