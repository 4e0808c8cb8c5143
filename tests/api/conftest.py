"""A small base for the doors, filled by the importers themselves, and the application over it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.editing import Typed, edit_actor, shown_cells
from api.entries import actor_version, held_of
from api.importing import Request, run_import
from api.tying import add_tie
from kb.export import export_lines
from kb.store import open_store

SHEETS = {
    "territoires": "Territoire;Statut;Statut depuis;Habitants;Origine;Confiance\n"
    "Terres Neuves;habilité;14/12/2022;4 480;Arrêté du 14 décembre 2022;H\n"
    "Val Fleuri;candidature déposée;01/10/2021;;Délibération 2021-10;M\n",
    "parties-prenantes": "Nom;Type;Commune;Territoire;SIRET;Effectif;Effectif au;Courriel;Position;Origine\n"
    "CLE Terres Neuves;CLE;;Terres Neuves;;;;;;Site du territoire\n"
    "La Fabrique;EBE;Belleville;Terres Neuves;;80;2020;;favorable;Presse locale, 2020\n"
    "La Fabrique;EBE;Belleville;Terres Neuves;;49;2018;;;Rapport 2018\n"
    "L'Ouvroir;EBE;Fleury;Val Fleuri;;;;;;Site du territoire\n"
    "Fonds des Deux Rives;financeur;Belleville;;;;;contact@deux-rives.example;;Annuaire\n"
    "Régie des Érables;SIAE;Belleville;Terres Neuves;99900002900028;;;;réservé;Annuaire\n"
    "<script>window.__xss=1</script>;entreprise;Belleville;Terres Neuves;;;;;;Annuaire\n"
    "=HYPERLINK(1);entreprise;Belleville;Val Fleuri;;;;;;Annuaire\n",
    "liens": "Source;Relation;Cible;Depuis;Origine\n"
    "La Fabrique;est suivi par;CLE Terres Neuves;2022;Site du territoire\n"
    "Régie des Érables;siège à;CLE Terres Neuves;2023;Compte rendu du CLE\n"
    "Régie des Érables;est partenaire de;L'Ouvroir;2024;Convention 2024\n",
    "financements": "Financeur;Bénéficiaire;Montant;Date;État;Objet;Origine\n"
    "Fonds des Deux Rives;La Fabrique;140 000;2019;voté;Démarrage;Délibération 2019-4\n"
    "Fonds des Deux Rives;L'Ouvroir;20 000;2023;voté;Outillage;Délibération 2023-9\n",
    "activites": "Activité;Porteur;Territoire;Clientèle;Commune;Latitude;Longitude;Stade;Origine\n"
    "Réparation de vélos;La Fabrique;Terres Neuves;habitants;Belleville;45,76;4,90;en cours;Site\n"
    "Atelier vélo solidaire;L'Ouvroir;Val Fleuri;habitants;Fleury;45,77;4,91;en cours;Site\n",
}


def fill(base: str, folder: Path) -> None:
    """Import the small sheets into a base, as an office would."""
    for name, text in SHEETS.items():
        path = folder / f"{name}.csv"
        path.write_text(text, encoding="utf-8")
        report = run_import(base, Request(name, path, write=True, source="feuilles d'essai"))
        assert report.outcome in ("accept", "warn"), report.as_dict()


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a filled base that tests only read."""
    folder = tmp_path_factory.mktemp("base")
    fill(str(folder / "essai.db"), folder)
    return folder / "essai.db"


@pytest.fixture
def own_base(tmp_path: Path) -> Path:
    """Return a filled base that a test may change."""
    fill(str(tmp_path / "essai.db"), tmp_path)
    return tmp_path / "essai.db"


def exported(base: Path) -> list[str]:
    """Return the canonical export of a base."""
    with open_store(base) as store:
        return list(export_lines(store))


def type_on(base: Path, actor: str, **cells: str) -> None:
    """Type something on the sheet of an actor, as its form does."""
    with open_store(base) as store:
        with store.view() as view:
            held = held_of(store, view, view.actor(actor))
            typed = Typed({**shown_cells(held), **cells}, shown_cells(held), actor_version(held.actor), view.rev)
        done = edit_actor(store, actor, typed)
        assert done.batch, done.errors


def tie_to(base: Path, actor: str, other: str, **cells: str) -> None:
    """Say that an actor is partner of another, as the form of ties does."""
    with open_store(base) as store:
        done = add_tie(store, actor, "partner.de", other, cells)
        assert done.batch, done.errors


def client_of(base: Path) -> Iterator[TestClient]:
    """Open the application over a base."""
    from api.app import make_app

    with TestClient(make_app(str(base)), base_url="http://127.0.0.1", follow_redirects=False) as client:
        yield client


@pytest.fixture
def client(filled: Path) -> Iterator[TestClient]:
    """Return the application over the base that is only read."""
    yield from client_of(filled)


@pytest.fixture
def writing_client(own_base: Path) -> Iterator[TestClient]:
    """Return the application over a base of the test's own."""
    yield from client_of(own_base)
