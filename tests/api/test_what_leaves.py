"""Nothing that leaves for a reader names a person: each product, question and address is walked as it is declared."""

from __future__ import annotations

import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from html import unescape
from itertools import product
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import pytest
from fastapi.routing import APIRoute
from starlette.testclient import TestClient

from api.app import make_app
from api.asking import FORMATS, answer_as_dict, ask_question, asked_file
from api.guides import guides
from api.importing import Request, run_import
from api.outputs.products import make_content, product_bytes
from importers import IMPORTERS
from kb.errors import KbError
from kb.kinds import KINDS
from kb.privacy import LOCAL, READER, Layer, Viewer
from kb.store import Store, open_store
from kb.view import View
from queries import QUESTIONS, Question
from queries.parameters import closed_values
from queries.recipes import RECIPES

ZELIE, YVON = "Zélie Quatrevents, 06 12 34 56 01", "M. Tournemine, yvon@rives.example"
SECRET = re.compile(r"quatrevents|tournemine|z[ée]lie|yvon|06.?12.?34|@rives|@fab|appeler la directrice", re.IGNORECASE)
#: What an office sends, with persons wherever a sheet lets one in: contacts, notes, exchanges, and texts that all may read.
SHEETS = {
    "territoires": f"Territoire;Statut;Origine;Notes\nTerres Neuves;habilité;{YVON};{ZELIE}\nVal Fleuri;candidature;;\n",
    "parties-prenantes": "Nom;Type;Commune;Territoire;SIRET;Téléphone;Courriel;Position;Référent plateforme;Dernier échange;Prochaine étape;"
    "Contribution possible;Notes;Interlocuteur;Contact Fonction;Contact Téléphone;Contact Courriel;Remarque libre;Description;Origine\n"
    "CLE Terres Neuves;CLE;;Terres Neuves;;;;;;;;;;;;;;;;\nCLE Val Fleuri;CLE;;Val Fleuri;;;;;;;;;;;;;;;;\n"
    f"La Fabrique;EBE;Belleville;Terres Neuves;;06 12 34 56 02;z@fab.example;favorable;{ZELIE};12/10/2026;{ZELIE};{YVON};{ZELIE};Zélie Quatrevents;directrice;"
    f"06 12 34 56 03;zelie.quatrevents@fab.example;{YVON};Fondée par Zélie Quatrevents;{YVON}\n"
    f"L'Ouvroir;EBE;Fleury;Val Fleuri;;;;réservé;;13/10/2026;appeler la directrice;;;Yvon Tournemine | Zélie Quatrevents;;;;;;\n"
    f"Fonds des Deux Rives;financeur;Belleville;;;;y@rives.example;;;;;;{YVON};Tournemine, Yvon;;06 12 34 56 04;;;;\n"
    "Régie des Érables;SIAE;Belleville;Terres Neuves;99900002900028;;;;;;;;;;;;;;;\n",
    "liens": "Source;Relation;Cible;Depuis;Rôle;Précision;Origine;Notes\n"
    f"La Fabrique;est suivi par;CLE Terres Neuves;2022;{YVON};{YVON};{YVON};{ZELIE}\nRégie des Érables;est partenaire de;L'Ouvroir;2024;;{YVON};;{ZELIE}\n"
    f"CLE Val Fleuri;sollicite;Fonds des Deux Rives;2026-10-01;{YVON};{YVON};{YVON};{ZELIE}\nLa Fabrique;a rencontré;Fonds des Deux Rives;2026-10-20;;{YVON};;{ZELIE}\n",
    "financements": "Financeur;Bénéficiaire;Montant;Date;État;Objet;Dispositif;Notes\n"
    f"Fonds des Deux Rives;La Fabrique;9 000;2019;voté;{YVON};{YVON};{ZELIE}\nFonds des Deux Rives;L'Ouvroir;8 000;2026-10-02;envoyée;{YVON};;{ZELIE}\n",
    "activites": "Activité;Porteur;Territoire;Commune;Latitude;Longitude;Description;Capacité;Notes\n"
    f"Vélos;La Fabrique;Terres Neuves;Belleville;45,76;4,90;{YVON};{YVON};{ZELIE}\nVélos solidaires;L'Ouvroir;Val Fleuri;Fleury;45,77;4,91;;;{ZELIE}\n",
    "reunions": "Date;Instance;Territoire;Sujet;Participants;Concerne;Lieu;Décisions;Commentaire\n"
    f"12/10/2026;CLE Terres Neuves;Terres Neuves;Locaux;La Fabrique;Régie des Érables;chez M. Tournemine;Rappeler M. Tournemine;{ZELIE}\n",
    "actions": "Date de la réunion;Instance;Décision ou action;Responsable;Statut;Livrable;Commentaire\n"
    f"12/10/2026;CLE Terres Neuves;Visiter avec M. Tournemine;La Fabrique;en cours;{YVON};{ZELIE}\n",
}  # fmt: skip
#: Who sees the map alone: a reader, a technical administrator; and a team that owns none of what is engagement here.
VIEWERS = {"lecteur": READER, "administrateur": Viewer("admin", frozenset({"plateforme"}), frozenset({Layer.CARTOGRAPHIE})), "autre équipe": Viewer("equipe", frozenset({"ailleurs"}))}
#: What gives the whole base, or a file that was sent, to the one person at this machine.
WHOLE = {"/donnees/export.jsonl", "/donnees/ecartees/{name}", "/donnees/import/{token}", "/donnees/import/{token}/ecartees.csv"}


@pytest.fixture(scope="module")
def peopled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a base full of persons."""
    folder = tmp_path_factory.mktemp("personnes")
    for name, text in SHEETS.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
        report = run_import(str(folder / "base.db"), Request(name, folder / f"{name}.csv", write=True, source="tableaux"))
        assert report.plan is not None, report.as_dict()
        assert not report.plan.set_aside, report.as_dict()
    return folder / "base.db"


def read(body: bytes) -> str:
    """Return all that a file says: its text, its parts, its streams, its attributes and its metadata."""
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as book:
            return "\n".join(name + read(book.read(name)) for name in book.namelist())
    said = [body.decode("utf-8", "replace")]
    if body.startswith(b"%PDF"):
        said += [_inflated(stream) for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", body, re.DOTALL)]
    if body.startswith(b"\x89PNG"):
        said = [body[: body.index(b"IDAT")].decode("latin-1"), body[body.rindex(b"IEND") :].decode("latin-1")]
    return "\n".join([*said, *(unquote(text) for text in said), *(unescape(text) for text in said)])


def _inflated(stream: bytes) -> str:
    inflating = zlib.decompressobj()
    try:
        return inflating.decompress(stream).decode("latin-1")
    except zlib.error:
        return stream.decode("latin-1")


def told(*texts: str) -> list[str]:
    """Return what some texts say of persons, with what stands around it."""
    return [text[max(0, found.start() - 60) : found.end() + 30] for text in texts for found in [SECRET.search(text)] if found]


@pytest.mark.parametrize("viewer", VIEWERS.values(), ids=VIEWERS)
@pytest.mark.parametrize("name", list(RECIPES))
def test_no_product_names_a_person_to_who_sees_the_map_alone(peopled: Path, name: str, viewer: Viewer) -> None:
    recipe = RECIPES[name]
    with open_store(peopled) as store, store.view(viewer) as view:
        said = []
        try:
            content = make_content(store, view, recipe)
            said = [read(product_bytes(view, recipe, content, form)) for form in recipe.formats]
        except KbError as refused:
            said = [str(refused)]
        assert len(said) == len(recipe.formats) or recipe.viewer == LOCAL
        assert not told(*said)


def tried(view: View, question: Question, actors: Sequence[str]) -> Iterator[dict[str, str]]:
    """Yield values for the parameters of a question: each actor of the base, hidden or not, and each of a closed list."""
    choices = []
    for param in question.parameters:
        closed = [value for value, _ in closed_values(view, param)]
        own = actors if param.kind == "actor" else closed or [param.shown_example] if param.required else closed[:1]
        choices.append([(param.name, value) for value in (own if param.required else ["", *own])])
    for values in list(product(*choices))[:16]:
        yield {name: value for name, value in values if value}


def answered(store: Store, view: View, name: str, values: dict[str, str], form: str) -> list[str]:
    """Return all that an answer says in a form, with the name of its file."""
    if form == "json":
        return [json.dumps(answer_as_dict(view, ask_question(store, view, name, values, form)), ensure_ascii=False)]
    made = asked_file(store, view, name, values, form)
    return [read(made.body), unquote(made.disposition)]


@pytest.mark.parametrize("viewer", VIEWERS.values(), ids=VIEWERS)
@pytest.mark.parametrize("name", list(QUESTIONS))
def test_no_answer_names_a_person_to_who_sees_the_map_alone(peopled: Path, name: str, viewer: Viewer) -> None:
    with open_store(peopled) as store, store.view(viewer) as view, store.view() as local:
        people = [actor.id for actor in local.actors(("contact",))]
        assert len(people) == 4
        hubs = list({actor.kind: actor.id for actor in view.actors(("ebe", "funder", "territory"))}.values())
        for values in tried(view, QUESTIONS[name], [*people[:2], *hubs]):
            for form in FORMATS:
                try:
                    said = answered(store, view, name, values, form)
                except KbError as refused:
                    said = [str(refused)]
                assert not told(*said), (values, form)


def addresses(routes: Sequence[Any]) -> Iterator[APIRoute]:
    """Yield every address of the application, those of its included routers too."""
    for route in routes:
        if isinstance(route, APIRoute):
            yield route
        elif inner := getattr(route, "original_router", None):
            yield from addresses(inner.routes)


def test_no_page_nor_address_names_a_person_to_a_reader(peopled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = make_app(str(peopled))
    store = app.state.house.store
    opened = store.view
    with opened() as local:
        one_of_each = {actor.kind: actor.id for actor in local.actors()}
        ties = local.ties()
        claims = sorted({tie.claim for tie in ties} | {f.claim for a in local.actors() for name in a.fields() for f in a.facts(name)})
    values = {
        "actor_id": list(one_of_each.values()), "claim": claims, "tie_id": [tie.id for tie in ties][:4], "kind": list(KINDS), "token": ["jeton"],
        "name": [*QUESTIONS, *RECIPES, *IMPORTERS, *guides(), "types.css"], "form": ["svg", "html", "png", "pdf", "xlsx", "csv"],
    }  # fmt: skip
    monkeypatch.setattr(store, "view", lambda viewer=LOCAL, *of, **at: opened(READER, *of, **at))
    monkeypatch.setattr("api.routes.products.RECIPES", {n: r for n, r in RECIPES.items() if r.viewer == READER})
    seen = set()
    with TestClient(app, base_url="http://127.0.0.1", follow_redirects=False) as client:
        for route in addresses(app.routes):
            if "GET" not in route.methods or route.path in WHOLE:
                continue
            names = [param.name for param in route.dependant.path_params]
            assert set(names) <= values.keys(), f"dire quoi essayer pour {route.path}"
            for given in product(*(values[name] for name in names)):
                path = route.path.replace(":path", "")
                for name, value in zip(names, given, strict=True):
                    path = path.replace(f"{{{name}}}", quote(value, safe=""))
                answer = client.get(path)
                assert answer.status_code < 500, path
                assert not told(read(answer.content), str(answer.headers)), path
                seen.add(route.path) if answer.status_code == 200 else None
    assert len(seen) > 20
