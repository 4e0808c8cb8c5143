"""What a notebook is promised: pictures that need nothing from outside, names that stay text, and a proof behind values."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from api.notebook import Base, open_base, show
from kb.errors import BadParameter, StoreUnusable, UnknownActor
from kb.privacy import READER
from queries.answers import (
    Answer,
    Column,
    Mark,
    Matrix,
    MatrixGroup,
    MatrixRow,
    NetEdge,
    NetNode,
    Network,
    Place,
    Table,
)

HOSTILE = "<script>window.__xss=1</script>"
PAYLOADS = [
    HOSTILE,
    '"><img src=x onerror=window.__xss=1>',
    "</head></iframe><b>",
    "' onload='window.__xss=1",
    "&quot;&lt;b&gt;",
]


class Elements(HTMLParser):
    """The elements and the text of a page, as a browser would meet them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[dict[str, str | None]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes.append(dict(attrs))

    def handle_data(self, data: str) -> None:
        self.text += data


@dataclass(frozen=True, kw_only=True)
class Told(Answer):
    """An answer made by hand."""

    rows: tuple[dict[str, Any], ...] = ()
    drawn: Network | Matrix | None = None

    def table(self) -> Table:
        return Table(
            [Column("name", "Nom"), Column("sum", "Montant", "money"), Column("on", "Date", "date")], self.rows
        )

    def picture(self) -> Network | Matrix | None:
        return self.drawn


def a_network(names: list[str]) -> Network:
    nodes = [NetNode(f"n{n}", name, "company") for n, name in enumerate(names)]
    edges = [NetEdge(f"t{n}", node.id, "n0", "partner", "est partenaire de") for n, node in enumerate(nodes[1:])]
    return Network(nodes, edges, "n0")


@pytest.fixture
def base(filled: Path) -> Iterator[Base]:
    """Return the small base, opened as a notebook does."""
    with open_base(filled) as opened:
        yield opened


def inside(cell: str) -> Elements:
    """Return the page that a cell holds, read as the browser reads the attribute."""
    frame = Elements(cell)
    assert frame.tags == ["iframe"]
    return Elements(str(frame.attributes[0]["srcdoc"]))


# -- pictures -------------------------------------------------------------------------------------------------------


def test_a_picture_is_one_frame_whose_page_is_whole(base: Base) -> None:
    cell = show(base.ask("reseau", centre="La Fabrique"), height=420)._repr_html_()

    frame = Elements(cell)

    assert frame.tags == ["iframe"]
    assert frame.attributes[0]["sandbox"] == "allow-scripts"
    assert frame.attributes[0]["height"] == "420"
    assert "src" not in frame.attributes[0]
    assert "Fonds des Deux Rives" in inside(cell).text


def test_hostile_names_stay_text_in_the_frame_and_in_the_file(base: Base, tmp_path: Path) -> None:
    drawing = show(Told(title=PAYLOADS[1], sentence=PAYLOADS[2], drawn=a_network(PAYLOADS)), view=base.view)

    harmless = show(Told(title="Réseau", sentence="", drawn=a_network(["A", "B", "C", "D", "E"])), view=base.view)
    page, model = inside(drawing._repr_html_()), inside(harmless._repr_html_())
    saved = Elements(drawing.save(tmp_path / "reseau.html").read_text("utf-8"))

    assert page.tags == model.tags
    assert sorted([*saved.tags, "style"]) == sorted(page.tags)
    assert all(payload in page.text and payload in saved.text for payload in PAYLOADS)


@pytest.mark.parametrize("params", [{"centre": "La Fabrique"}, {"territory": "Terres Neuves"}, {}])
def test_nothing_is_asked_from_elsewhere(base: Base, params: dict[str, str]) -> None:
    page = inside(show(base.ask("reseau", **params))._repr_html_())

    policy = next(str(a["content"]) for a in page.attributes if a.get("http-equiv") == "Content-Security-Policy")

    assert policy.startswith("default-src 'none'")
    assert not [a for a in page.attributes if {"src", "href", "srcset", "action"} & set(a)]
    assert not {"link", "img", "object", "embed"} & set(page.tags)


def test_the_saved_page_and_the_still_drawing_are_files_that_stand_alone(base: Base, tmp_path: Path) -> None:
    drawing = show(base.ask("reseau", territory="Terres Neuves"))

    page = drawing.save(tmp_path / "reseau.html").read_text("utf-8")
    still = drawing.save(str(tmp_path / "reseau.svg")).read_text("utf-8")

    assert page == drawing.page
    assert still == drawing.svg()
    assert still.startswith("<svg ")
    assert HOSTILE not in still
    assert not re.search(r"(href|src)=|@import|url\(", still)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["reseau.html", "reseau.svg"]


def test_showing_writes_no_file(base: Base, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    show(base.ask("reseau", centre="La Fabrique"))._repr_html_()

    assert not list(tmp_path.iterdir())


def test_a_picture_also_reads_as_plain_text(base: Base) -> None:
    said = repr(show(base.ask("reseau", centre="La Fabrique")))

    assert "Réseau autour de La Fabrique" in said
    assert "Fonds des Deux Rives finance La Fabrique" in said
    assert "<" not in said.replace(HOSTILE, "")


def test_an_actor_is_brought_forward_by_a_mark_and_in_words(base: Base) -> None:
    drawing = show(base.ask("reseau", centre="La Fabrique"), highlight=["fonds des deux rives"])

    assert "→ Fonds des Deux Rives" in drawing.page
    assert "Mis en avant : Fonds des Deux Rives." in repr(drawing)
    assert "→ Fonds" in drawing.svg()


def test_bringing_forward_an_actor_that_is_not_drawn_is_refused(base: Base) -> None:
    with pytest.raises(BadParameter, match="n'est pas dans ce dessin"):
        show(base.ask("reseau", centre="La Fabrique"), highlight=["Personne"])


def test_a_filtered_graph_is_shown_with_its_ties_read_one_way(base: Base) -> None:
    graph = base.graph()
    kept = [actor for actor, held in graph.nodes(data=True) if held["kind"] in ("funder", "ebe")]

    directed, undirected = show(graph.subgraph(kept)), show(graph.subgraph(kept).to_undirected())

    assert "Fonds des Deux Rives finance La Fabrique" in repr(directed)
    assert " est lié " in repr(undirected)
    assert " finance " not in repr(undirected)
    assert "feuilles d'essai" in Elements(directed.page).text


def test_a_filtered_graph_gives_the_same_page_whatever_its_order(base: Base) -> None:
    import networkx as nx

    graph = base.graph().to_undirected()
    turned = nx.MultiGraph(**graph.graph)
    turned.add_nodes_from(reversed(list(graph.nodes(data=True))))
    turned.add_edges_from((b, a, key, held) for a, b, key, held in reversed(list(graph.edges(keys=True, data=True))))

    assert show(turned).page == show(graph).page


def test_a_matrix_is_shown_without_any_script(base: Base) -> None:
    row = MatrixRow("a", HOSTILE, {"t": [Mark("€", "finance")]}, 1)
    matrix = Matrix([Place("t", "Terres Neuves")], [MatrixGroup("funder", "Financeurs", [row])], {"t": 1})

    page = inside(
        show(Told(title="Qui finance ?", sentence="Un financeur.", drawn=matrix), view=base.view)._repr_html_()
    )

    assert "svg" in page.tags
    assert "script" not in page.tags
    assert HOSTILE in page.text


@pytest.mark.parametrize(
    ("what", "said"),
    [
        (Told(title="Rien", sentence=""), "avec quelle vue"),
        (a_network(["A", "B"]), "avec quelle vue"),
        ("La Fabrique", "On montre une réponse"),
    ],
)
def test_what_cannot_be_shown_is_refused_with_what_to_do(what: Any, said: str) -> None:
    with pytest.raises(BadParameter, match=said):
        show(what)


def test_an_answer_without_picture_sends_to_its_table(base: Base) -> None:
    with pytest.raises(BadParameter, match="rien à dessiner"):
        show(base.ask("parties-prenantes"))


# -- answers --------------------------------------------------------------------------------------------------------


def test_a_card_is_short_and_escapes_what_it_shows(base: Base) -> None:
    rows = tuple({"name": f"{HOSTILE}{n}", "sum": 140000, "on": "2019-03-27"} for n in range(40))
    reply = type(base.ask("collisions"))(Told(title=HOSTILE, sentence="a < b", rows=rows, gaps=(HOSTILE,)), base.view)

    card = reply._repr_html_()
    read = Elements(card)

    assert type(card) is str
    assert set(read.tags) == {"div", "p", "strong", "br", "table", "thead", "tbody", "tr", "th", "td"}
    assert read.tags.count("tr") == 11
    assert "140\u00a0000\u00a0€" in read.text
    assert "27 mars 2019" in read.text
    assert "… et 30 autres lignes" in read.text


def test_a_table_is_called_as_on_screen_and_leads_to_the_actors(base: Base) -> None:
    table = base.ask("financeurs-communs").frame()

    assert table.loc[0, "Acteur"] == "Fonds des Deux Rives"
    assert base.view.actor(table.loc[0, "Acteur (identifiant)"]).name == "Fonds des Deux Rives"


def test_each_value_of_an_answer_leads_to_the_row_that_says_it(base: Base) -> None:
    proofs = base.ask("fiche", actor="La Fabrique").proofs()

    funding = proofs[(proofs["Colonne"] == "Montant") & (proofs["Fichier"] == "financements.csv")].iloc[0]

    assert (funding["Valeur"], funding["Ligne"], funding["Origine"]) == (140000, 2, "Délibération 2019-4")
    assert base.cells(funding["Fait"])["Montant"] == "140 000"


def test_two_sources_that_disagree_are_both_told_the_retained_one_first(base: Base) -> None:
    facts = base.facts("La Fabrique")

    told = facts[facts["Champ"] == "Effectif"][["Valeur", "Retenue", "Origine"]].to_numpy().tolist()

    assert told == [["80", True, "Presse locale, 2020"], ["49", False, "Rapport 2018"]]


def test_a_position_is_told_to_analysts_with_its_territories(base: Base) -> None:
    facts = base.facts("La Fabrique")

    told = facts[facts["Champ"].isin(["Position", "Effectif"])][["Champ", "Valeur", "Retenue", "Territoires"]].to_numpy().tolist()

    assert ["Position", "favorable", True, "Terres Neuves"] in told
    assert ["Effectif", "80", True, ""] in told


# -- bases ----------------------------------------------------------------------------------------------------------


def test_the_base_gives_its_tables_and_its_graph(base: Base) -> None:
    graph = base.graph()

    assert "La Fabrique" in set(base.organisations()["name"])
    assert set(base.activities()["name"]) == {"Réparation de vélos", "Atelier vélo solidaire"}
    assert len(base.ties()) == graph.number_of_edges() > len(base.ties(["funds"])) == 2
    assert base.find("fabr").iloc[0]["Nom"] == "La Fabrique"
    assert "reseau" in set(base.questions()["Question"])


def test_another_date_and_another_moment_are_two_different_bases(base: Base) -> None:
    with base.at("2018-06-01") as earlier, base.at(moment=2) as believed:
        assert len(earlier.ties(["funds"])) == 0
        assert len(believed.ties()) < len(base.ties())
        assert earlier.view.date.isoformat() == "2018-06-01"
    assert len(base.ties(["funds"])) == 2
    assert set(base.journal()["Rev"]) == {1, 2, 3, 4, 5}


@pytest.mark.parametrize("asked", [{"date": "hier"}, {"moment": "hier"}])
def test_a_day_that_cannot_be_read_is_refused(base: Base, asked: dict[str, str]) -> None:
    with pytest.raises(BadParameter, match="2026-11-24"):
        base.at(**asked)


def test_the_lyon_base_opens_without_a_path_and_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    with open_base() as base:
        during = list(tmp_path.iterdir())
        name = base.facts("EmerJean").set_index("Champ").loc["Nom", "Valeur"]

    assert len(during) == 1
    assert "EmerJean" in set([name] if isinstance(name, str) else name)
    assert not list(tmp_path.iterdir())


def test_a_base_that_is_forgotten_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import gc

    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    reply = open_base().ask("reseau", centre="EmerJean")
    kept = len(reply.proofs()), len(list(tmp_path.iterdir()))
    del reply
    gc.collect()

    assert kept[0] > 0
    assert kept[1] == 1
    assert not list(tmp_path.iterdir())


def test_a_base_that_does_not_exist_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(StoreUnusable):
        open_base(tmp_path / "absente.db")

    assert not list(tmp_path.iterdir())


def test_a_reader_sees_neither_cells_nor_the_engagement_plan(filled: Path) -> None:
    with open_base(filled, READER) as base:
        claim = base.facts("Fonds des Deux Rives").iloc[0]["Fait"]

        assert base.cells(claim) == {}
        assert "Position" not in set(base.facts("La Fabrique")["Champ"])
        with pytest.raises(UnknownActor):
            base.cells("d:0000000000000000")


@pytest.mark.browser
def test_a_browser_draws_the_cell_in_its_sandbox(base: Base, browser: Any, tmp_path: Path) -> None:
    cell = show(base.ask("reseau", territory="Terres Neuves"))._repr_html_()
    (tmp_path / "cell.html").write_text(f'<!doctype html><meta charset="utf-8"><title>Carnet</title>{cell}', "utf-8")
    page, said, asked = browser.new_page(), [], []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))

    page.goto((tmp_path / "cell.html").as_uri())
    frame = page.frame_locator("iframe")
    frame.locator("html[data-pret=oui]").wait_for(state="attached", timeout=20_000)
    frame.locator("#reseau-acteur").select_option(label=HOSTILE)
    chosen = frame.locator("#reseau-detail h2").text_content()
    drawn = page.frames[1].evaluate("[window.__xss ?? null, window.origin]")
    page.close()

    assert (chosen, drawn, said, len(asked)) == (HOSTILE, [None, "null"], [], 1)
    assert unescape(cell).count("<iframe") == 1
