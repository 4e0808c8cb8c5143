"""What every store promises, written once and run against each of them."""

from __future__ import annotations

import datetime as dt
import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from kb.endings import ENTRY, ending_of
from kb.errors import BadParameter, NotEmpty, UnknownActor, UnknownBatch, UnknownKind
from kb.export import UNSEALED, BadExport, load_lines
from kb.ids import name_key, record_id
from kb.ledger import ActorRecord, Judgement, Source, TieRecord, changed
from kb.privacy import LOCAL, READER, Layer, Viewer
from kb.store import Store, open_store
from kb.text import fold
from kb.view import View
from tests.conftest import ENGINES
from tests.kb.samples import CARNET, GIVORS, LYON8, REGISTER, actor, described, end, exported, put, says, undo, write
from tests.neo4j.servers import LEFT_OUT, NEO4J

FIVES, PLACE = "territoire:lyon-8", "territoire:villeurbanne"
LYON8_TEAM = Viewer("contributeur", frozenset({"lyon-8"}))
GIVORS_TEAM = Viewer("contributeur", frozenset({"givors-grigny"}))
MILLS = "48060811600020"
FORGE = "13002526500013"


def tie(kind: str, start: str, stop: str, part: str = "", **more: object) -> TieRecord:
    """Return a tie between two keys; dates by `since` and `until`."""
    since, until = more.pop("since", None), more.pop("until", None)
    return TieRecord(kind, start, stop, more, part, since, until)  # type: ignore[arg-type]


@pytest.fixture
def small(store: Store) -> Store:
    """Two territories, four organisations, one contact of Lyon 8, six ties."""
    write(
        store,
        says(CARNET, "t1", actor("Lyon 8", "territory", key=FIVES)),
        says(CARNET, "t2", actor("Villeurbanne", "territory", key=PLACE)),
        says(CARNET, "1", actor("Œuvre des Moulins", "siae", siret=MILLS, town="Lyon", interest="fort"),
             ties=[tie("present_in", f"siret:{MILLS}", FIVES), tie("present_in", f"siret:{MILLS}", PLACE, "2")]),
        says(CARNET, "2", actor("La Forge", "ebe", siret=FORGE, town="Lyon"), ties=[tie("operates_in", f"siret:{FORGE}", FIVES)]),
        says(CARNET, "3", actor("Straße und Cœur", "company", town="Givors"),
             ties=[tie("client_of", "nom:strasse und coeur|givors", f"siret:{FORGE}", since="2026-02-01", until="2026-07-01")]),
        says(CARNET, "4", actor("Élan", "association", town="Lyon", aliases=["Les Élans"])),
        says(LYON8, "c", actor("Ada Martin", "contact", key="contact:ada", email="ada@exemple.fr", part="p"),
             ties=[tie("contact_of", "contact:ada", f"siret:{MILLS}"), tie("solicits", f"siret:{FORGE}", f"siret:{MILLS}", "s")]),
        sources=(CARNET, LYON8),
    )  # fmt: skip
    return store


def ids(view: View, **asked: object) -> list[str]:
    return [found.id for found in view.find(**asked).actors]  # type: ignore[arg-type]


def names(view: View, text: str) -> list[str]:
    return [found.name for found in view.search(text)]


@pytest.mark.neo4j
def test_a_server_is_held_to_the_same_promises():
    if not NEO4J:
        pytest.skip(LEFT_OUT)
    assert "neo4j" in [getattr(engine, "values", [engine])[0] for engine in ENGINES]


# -- actors ---------------------------------------------------------------------------------------------------------------


def test_an_empty_base_answers_nothing(store):
    with store.view() as view:
        assert (store.head(), view.rev, view.batches(), view.sources(), view.ties(), view.find().total) == (
            0,
            0,
            [],
            [],
            [],
            0,
        )
        assert view.counts() == {"actors": 0, "ties": 0, "facts": 0, "sources": 0}
        assert view.get(["siret:0"]) == {}
        assert view.expand(["siret:0"]).ties == []


def test_an_actor_answers_to_its_id_its_records_and_its_former_ids(store):
    by_hand = says(CARNET, "1", actor("Les Moulins", "siae", town="Lyon"))
    write(store, by_hand)
    with store.view() as view:
        former = view.find().actors[0].id
    write(store, says(REGISTER, "x", actor("LES MOULINS", "siae", siret=MILLS, town="LYON")), sources=(REGISTER,))

    with store.view() as view:
        asked = [f"siret:{MILLS}", former, record_id(by_hand.slot, ""), "siret:0"]
        found = view.get(asked)

    assert former == record_id(by_hand.slot, "")
    assert {asked_id: found[asked_id].id for asked_id in found} == dict.fromkeys(asked[:3], f"siret:{MILLS}")


def test_former_ids_hold_in_ties_reach_and_lists(store):
    forge = says(CARNET, "1", actor("La Forge", town="Lyon"))
    write(store, forge, says(CARNET, "2", actor("Élan"), ties=[tie("partner", "nom:elan|", "nom:la forge|lyon")]))
    write(store, says(REGISTER, "x", actor("La Forge", siret=FORGE, town="Lyon")), sources=(REGISTER,))
    former = record_id(forge.slot, "")

    with store.view() as view:
        assert [t.end for t in view.expand([former]).ties] == [f"siret:{FORGE}"]
        assert [a.name for a in view.find(touching=[former]).actors] == ["Élan"]
        reached = view.reach({"un": [former], "deux": [f"siret:{FORGE}"]})

    assert [len(by) for by in reached.values()] == [2]


def test_an_actor_says_what_it_is_made_of_and_what_was_said_of_it(store):
    rows = [says(CARNET, "1", actor("La Forge", town="Lyon")), says(CARNET, "2", actor("Forge (la)", town="Lyon")),
            says(CARNET, "3", actor("Élan")), says(LYON8, "4", actor("Ada Martin", "contact", key="contact:ada"))]  # fmt: skip
    first, second, other, contact = (record_id(row.slot, "") for row in rows)
    same = Judgement("same", first, second, "local", "2026-02-01", "même nom")
    different = Judgement("different", first, other, "local")
    write(store, *rows, same, different, sources=(CARNET, LYON8))

    with store.view() as view:
        forge, elan, ada = (view.actor(record) for record in (first, other, contact))
        alone, both = view.made_of(forge), view.made_of(forge, elan)
    with store.view(READER) as reader:
        hidden = reader.made_of(ada)

    assert {rid: known.record.fields["name"] for rid, known in alone.records.items()} == {first: "La Forge", second: "Forge (la)"}
    assert alone.said.keys() == {same.slot}
    assert {slot: said.verdict for slot, said in both.said.items()} == {same.slot: "same", different.slot: "different"}
    assert not hidden.records


def test_an_unknown_actor_is_told_in_french(small):
    with small.view() as view, pytest.raises(UnknownActor, match="Aucun acteur ne porte l'identifiant"):
        view.actor("siret:0")


def test_actors_come_by_folded_name_then_id(small):
    write(
        small,
        says(CARNET, "5", actor("elan", town="Bron")),
        says(CARNET, "6", actor("Zèbre")),
        says(CARNET, "7", actor("ÉLAN VITAL")),
    )

    with small.view() as view:
        listed = [(fold(found.name), found.id) for found in view.actors()]

    assert listed == sorted(listed)
    assert [name for name, _ in listed[:4]] == ["ada martin", "elan", "elan", "elan vital"]


def test_pages_follow_each_other_and_give_the_total(small):
    with small.view() as view:
        whole = ids(view)
        pages = [view.find(limit=3, offset=at) for at in (0, 3, 6, 9)]

    assert [page.total for page in pages] == [7, 7, 7, 7]
    assert [found.id for page in pages for found in page.actors] == whole


def test_lists_keep_to_roles_neighbours_and_words(small):
    write(small, says(REGISTER, "x", actor("La Forge", "funder", siret=FORGE)), sources=(REGISTER,))

    with small.view() as view:
        assert [a.name for a in view.find(kinds=["funder"]).actors] == ["La Forge"]
        assert view.actor(f"siret:{FORGE}").roles == ("ebe", "funder")
        assert [a.name for a in view.find(touching=[FIVES], kinds=["siae", "ebe"]).actors] == [
            "La Forge",
            "Œuvre des Moulins",
        ]
        assert [a.name for a in view.find(touching=[FIVES, PLACE], text="mou").actors] == ["Œuvre des Moulins"]
        assert view.find(touching=[]).total == 0
        assert [a.name for a in view.actors(kinds=["funder", "territory"])] == ["La Forge", "Lyon 8", "Villeurbanne"]


@pytest.mark.parametrize(
    ("text", "name"),
    [("oeuvre", "Œuvre des Moulins"), ("ŒUVRE", "Œuvre des Moulins"), ("strasse", "Straße und Cœur"), ("coeur", "Straße und Cœur"),
     ("STRASSE c", "Straße und Cœur"), ("moul oeu", "Œuvre des Moulins"), (MILLS[:6], "Œuvre des Moulins"), ("elans", "Élan"),
     ("e\u0301lan", "Élan")],
)  # fmt: skip
def test_search_finds_by_prefix_accents_and_ligatures_aside(small, text, name):
    with small.view() as view:
        assert names(view, text) == [name]


@pytest.mark.parametrize("text", ["oulins", "!!!", "", '"', "forge zzz", "la AND forge", "forge*", "-"])
def test_search_finds_nothing_else(small, text):
    found = {"forge*": ["La Forge"]}.get(text, [])
    with small.view() as view:
        assert names(view, text) == found


@pytest.mark.parametrize("name", ["Заря", "शान्ति", "東京の店", "ზარი", "Łódź", "Ønsker", "ﬁn", "²nd", "𞤀𞤣"])
def test_words_of_any_script_are_found(store, name):
    write(store, says(CARNET, "1", actor(name)))

    with store.view() as view:
        assert names(view, name) == [name]
        assert names(view, name[:1]) == [name]
        assert names(view, "zz") == []


@pytest.mark.parametrize(
    "name",
    ["'; DROP TABLE node; --", "<script>alert(1)</script>", '"}]}', "=CMD()", "a\tb", "\u202eabc", "👩‍🌾 Ferme", "x" * 3000, "{{7*7}}",
     "null", "0", "%s %d", "é", "e\u0301", "a\x00b", "MATCH (n) DETACH DELETE n", "'}) DETACH DELETE n //", "`a`` b`", "{{}} ${x} $rows",
     "\\u0027 \\", "x" * 10_000, "Élan " * 2_000],
)  # fmt: skip
def test_hostile_names_are_kept_unchanged(store, name):
    write(store, says(CARNET, "1", actor(name, siret=FORGE, address=name), **{name: name}))

    with store.view() as view:
        found = view.actor(f"siret:{FORGE}")
        assert (found.name, found.value("address")) == (name, name)
        assert view.origin(found.facts("address")[0].claim).raw == {name: name}


@pytest.mark.parametrize("name", ["x" * 10_000, "Élan " * 2_000, "東" * 9_000])
def test_a_name_of_ten_thousand_letters_joins_ties_sorts_and_is_found(store, name):
    long, instance = name_key(name, "Lyon"), f"cle:{'-'.join(fold(name).split())}"
    write(
        store,
        says(CARNET, "1", actor(name, town="Lyon"), ties=[tie("partner", long, f"nu:{fold(name + chr(98))}")]),
        says(CARNET, "2", actor(f"{name}b"), ties=[tie("member_of", f"nu:{fold(name + chr(98))}", instance)]),
        says(CARNET, "3", actor(name, "cle", key=instance)),
        says(LYON8, "4", actor(f"{name}b", town="Bron", aliases=["Le Long"]), ties=[tie("member_of", long, instance)]),
        sources=(CARNET, LYON8),
    )  # fmt: skip

    with store.view() as view:
        first, second = view.find(text=name[:400], kinds=["company"]).actors
        assert (first.name, second.name, view.actor(instance).id) == (name, f"{name}b", instance)
        assert sorted(t.kind for t in view.ties()) == ["member_of", "member_of", "partner"]
        assert view.around([instance]) == {first.id, second.id}
        assert view.path(first.id, second.id) == [first.id, second.id]
        assert [b.actor for b in view.bearers([fold(name)])[fold(name)]] == sorted([first.id, instance])
        assert view.search(f"{name[:300]}zz") == []


def test_half_a_character_is_found_nowhere(small):
    half = "\ud800"
    with small.view() as view:
        assert (view.get([half]), view.find(touching=[half]).total, view.expand([half]).ties) == ({}, 0, [])
        assert (view.find(kinds=[half]).total, view.search(f"for{half}ge"), view.bearers([half])) == (0, [], {})
        assert (view.around([half]), view.path(half, PLACE), view.reach({"a": [half], "b": [FIVES]})) == (set(), [], {})
        assert view.origins([half]) == {}
    with small.writer() as writer, pytest.raises(UnknownBatch):
        writer.undo(half)


def test_letters_of_any_script_sort_alike_everywhere(store):
    shown = ["z", "é", "Ωmega", "東", "𞤀𞤣", "ﬀ", "\ue000x", "𝒜", "0", "Œ"]
    write(store, *(says(CARNET, str(n), actor(name)) for n, name in enumerate(shown)))

    with store.view() as view:
        assert [a.name for a in view.actors()] == sorted(shown, key=lambda name: (fold(name), name))
        assert [a.name for a in view.find(limit=100).actors] == [a.name for a in view.actors()]


# -- ties -----------------------------------------------------------------------------------------------------------------


def test_ties_come_by_id_in_both_directions(small):
    with small.view() as view:
        around = view.expand([f"siret:{FORGE}", FIVES]).ties
        out, into = (
            view.expand([f"siret:{FORGE}"], direction="out").ties,
            view.expand([f"siret:{FORGE}"], direction="in").ties,
        )

    assert [t.id for t in around] == sorted(t.id for t in around)
    assert sorted(t.kind for t in around) == ["operates_in", "present_in", "solicits"]
    assert sorted(t.kind for t in out) == ["operates_in", "solicits"]
    assert into == []


def test_ties_are_chosen_by_kind_and_by_a_field_they_state(small):
    write(small, says(CARNET, "f", ties=[tie("funds", f"siret:{FORGE}", f"siret:{MILLS}", territory=FIVES, amount=5)]))
    write(small, says(CARNET, "g", ties=[tie("funds", f"siret:{FORGE}", f"siret:{MILLS}", purpose='dit "territory"')]))
    with small.view(LOCAL) as view:
        assert [found.fields["amount"] for found in view.ties(("funds",), stating="territory")] == [5]
        assert len(view.ties(("funds",))) == 2
        assert view.ties(("present_in",), stating="territory") == []
        assert [found.kind for found in view.ties(stating="amount")] == ["funds"]


def test_several_ties_between_two_actors_stand_side_by_side(small):
    pair = f"siret:{FORGE}", f"siret:{MILLS}"
    write(small, says(CARNET, "l", ties=[tie("client_of", *pair, "a", year=2024), tie("client_of", *pair, "b", year=2025)]),
          says(GIVORS, "l", ties=[tie("client_of", *pair)]), sources=(CARNET, GIVORS))  # fmt: skip

    with small.view() as view:
        found = view.expand([pair[0]], kinds=["client_of"]).ties

    assert sorted(str(t.fields.get("year")) for t in found) == ["2024", "2025", "None"]
    assert {(t.start, t.end) for t in found} == {pair}
    assert {t.owner for t in found} == {"plateforme", "givors-grigny"}


def test_a_hub_is_cut_and_says_so(store):
    rows = [
        says(CARNET, str(n), actor(f"Atelier {n}"), ties=[tie("present_in", f"nom:atelier {n}|", FIVES)])
        for n in range(9)
    ]
    write(store, says(CARNET, "t", actor("Lyon 8", "territory", key=FIVES)), *rows)

    with store.view() as view:
        cut, whole = view.expand([FIVES], limit_per_node=4), view.expand([FIVES], limit_per_node=None)

    assert (len(cut.ties), cut.truncated) == (4, {FIVES: 9})
    assert (len(whole.ties), whole.truncated) == (9, {})
    assert cut.ties == whole.ties[:4]


def test_a_tie_waits_for_its_ends_and_goes_with_them(store):
    forge = says(CARNET, "2", actor("La Forge", siret=FORGE))
    write(store, says(CARNET, "1", actor("Élan"), ties=[tie("partner", "nom:elan|", f"siret:{FORGE}")]))
    with store.view() as view:
        assert view.ties() == []
    late = write(store, forge)
    with store.view() as view:
        assert [(t.kind, t.end) for t in view.ties()] == [("partner", f"siret:{FORGE}")]
    undo(store, late)
    with store.view() as view:
        assert view.ties() == view.expand([a.id for a in view.actors()]).ties == []


def test_a_tie_a_person_ended_stays_so_when_its_source_says_it_again_and_comes_back_when_undone(store):
    mills = tie("client_of", f"siret:{FORGE}", f"siret:{MILLS}", year=2024)
    actors = says(CARNET, "1", actor("La Forge", siret=FORGE)), says(CARNET, "2", actor("Moulins", siret=MILLS))
    stating = says(CARNET, "l", ties=[mills])
    write(store, *actors, stating)
    before = exported(store)
    with store.view() as view:
        [found] = view.ties()

    ending = write(store, ending_of(found, "2026-03-01", {"Lien": "terminé"}), sources=(ENTRY,))

    def held_until() -> list[tuple[str | None, int | str]]:
        with store.view(date=dt.date(2026, 2, 1)) as view:
            return [(t.valid_to, t.fields["year"]) for t in view.ties()]

    with store.view(date=dt.date(2026, 3, 1)) as view:
        assert view.ties() == view.expand([f"siret:{FORGE}"]).ties == []
    assert held_until() == [("2026-03-01", 2024)]
    write(store, says(CARNET, "l", ties=[changed(mills, fields={"year": 2025})]))
    assert held_until() == [("2026-03-01", 2025)]
    again = write(store, end(stating))
    assert held_until() == []
    undo(store, again)
    assert held_until() == [("2026-03-01", 2025)]
    write(store, stating)
    loaded = open_store("memory:")
    load_lines(loaded, exported(store).split("\n"))
    assert exported(loaded) == exported(store)
    undo(store, ending)
    assert exported(store) == before


def test_a_tie_that_begins_again_after_a_person_ended_it_holds_again(store):
    actors = says(CARNET, "1", actor("La Forge", siret=FORGE)), says(CARNET, "2", actor("Moulins", siret=MILLS))
    first = tie("client_of", f"siret:{FORGE}", f"siret:{MILLS}", since="2024-01-01")
    write(store, *actors, says(CARNET, "l", ties=[first]))
    with store.view() as view:
        write(store, ending_of(view.ties()[0], "2026-03-01", {}), sources=(ENTRY,))

    def holding(since: str) -> list[bool]:
        write(store, says(CARNET, "l", ties=[changed(first, valid_from=since)]))
        found = []
        for day in (dt.date(2026, 2, 1), dt.date(2026, 11, 24)):
            with store.view(date=day) as view:
                found.append(bool(view.ties()))
        loaded = open_store("memory:")
        load_lines(loaded, exported(store).split("\n"))
        assert exported(loaded) == exported(store)
        return found

    assert holding("2026-09-01") == [False, True]
    assert holding("2025-01-01") == [True, False]


def test_an_actor_is_never_tied_to_itself(store):
    write(
        store,
        says(
            CARNET,
            "1",
            actor("La Forge", siret=FORGE, town="Lyon"),
            ties=[tie("partner", f"siret:{FORGE}", "nom:la forge|lyon")],
        ),
    )

    with store.view() as view:
        assert view.ties() == []


def test_reach_gives_who_touches_two_groups_with_the_proof(small):
    with small.view() as view:
        reached = view.reach({"lyon-8": [FIVES], "villeurbanne": [PLACE]})

    assert {who: sorted(by) for who, by in reached.items()} == {f"siret:{MILLS}": ["lyon-8", "villeurbanne"]}
    assert {t.kind for by in reached.values() for ties in by.values() for t in ties} == {"present_in"}


def test_around_and_path_walk_the_visible_ties_of_the_day(small):
    forge, mills = f"siret:{FORGE}", f"siret:{MILLS}"
    with small.view(date=dt.date(2026, 3, 1)) as view:
        here = view.search("strasse")[0].id
        assert view.around([forge]) == {FIVES, mills, here}
        assert view.around([here], steps=2, kinds=["client_of", "operates_in"]) == {forge, FIVES}
        assert view.path(here, PLACE) == [here, forge, mills, PLACE]
        assert view.path(here, PLACE, most=2) == []
        assert view.path(forge, forge) == [forge]
        assert view.path(here, "siret:0") == []
    with small.view(READER, date=dt.date(2026, 3, 1)) as view:
        assert view.path(here, PLACE) == [here, forge, FIVES, mills, PLACE]
        assert view.around([mills]) == {FIVES, PLACE}
        assert view.path("contact:ada", PLACE) == []
    with small.view() as view:
        assert view.path(here, PLACE) == []
        assert view.around(["contact:ada"], steps=2) == {mills, FIVES, PLACE, forge}


# -- dates and moments ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "holds"), [("2026-01-31", False), ("2026-02-01", True), ("2026-06-30", True), ("2026-07-01", False)]
)
def test_a_tie_holds_from_its_first_day_to_the_eve_of_its_last(small, day, holds):
    with small.view(date=dt.date.fromisoformat(day)) as view:
        assert bool(view.ties(kinds=["client_of"])) is holds
        assert bool(view.expand([f"siret:{FORGE}"], kinds=["client_of"]).ties) is holds
        assert ("Straße und Cœur" in [a.name for a in view.find(touching=[f"siret:{FORGE}"]).actors]) is holds


def test_a_fact_counts_from_the_day_it_speaks_of(store):
    write(store, says(CARNET, "1", actor("La Forge", siret=FORGE, workforce="12", as_of="2025-01-01")),
          says(CARNET, "2", actor("La Forge", siret=FORGE, workforce="15", as_of="2026-03-01")))  # fmt: skip

    def staff(day: str) -> str | None:
        with store.view(date=dt.date.fromisoformat(day)) as view:
            value = view.actor(f"siret:{FORGE}").value("workforce")
            return None if value is None else str(value)

    assert [staff(day) for day in ("2024-12-31", "2025-01-01", "2026-02-28", "2026-03-01")] == [None, "12", "12", "15"]


def test_a_fact_counts_until_the_day_on_which_it_is_over(store):
    write(store, says(CARNET, "1", actor("La Forge", siret=FORGE),
                      actor("La Forge", siret=FORGE, part="type", siae_kinds=["ACI"], as_of="2025-01-01", until="2026-01-01")))  # fmt: skip

    def kinds(day: str) -> list[str] | None:
        with store.view(date=dt.date.fromisoformat(day)) as view:
            found: list[str] | None = view.actor(f"siret:{FORGE}").value("siae_kinds")
            return found

    assert [kinds(day) for day in ("2024-12-31", "2025-01-01", "2025-12-31", "2026-01-01")] == [None, ["ACI"], ["ACI"], None]


def test_contradictions_stay_side_by_side_the_best_source_first(store):
    write(store, says(CARNET, "1", actor("Forge", siret=FORGE, website="a.fr")))
    write(
        store,
        put(says(REGISTER, "1", actor("LA FORGE", siret=FORGE, website="b.fr")), "2020-01-01"),
        sources=(REGISTER,),
    )

    with store.view() as view:
        found = view.actor(f"siret:{FORGE}")

    assert [(f.value, f.source, f.since) for f in found.facts("website")] == [
        ("b.fr", REGISTER.id, "2020-01-01"), ("a.fr", CARNET.id, "2026-01-01")]  # fmt: skip
    assert (found.name, found.names) == ("LA FORGE", ["LA FORGE", "Forge"])


def test_a_moment_shows_the_base_as_it_was(small, monkeypatch):
    def look(view: View) -> object:
        return (list(view.actors()), view.ties(), view.sources(), view.batches(), view.search("forge"), view.counts())

    before = look(small.view())
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1796000000")
    later = write(small, says(CARNET, "9", actor("Nouveau", siret="1")), end(says(CARNET, "2")))
    undo(small, later)
    write(small, says(CARNET, "1", actor("Autre nom", "siae", siret=MILLS)))

    for moment in (1, "2026-11-24T12:00:00Z", dt.datetime(2026, 11, 25, tzinfo=dt.UTC)):
        assert look(small.view(moment=moment)) == before
    with small.view(moment=2) as view:
        assert [a.name for a in view.search("nouveau")] == ["Nouveau"]
        assert view.batches()[0].undone_by is None
    with small.view(moment=0) as view:
        assert view.find().total == 0


@pytest.mark.parametrize(
    ("moment", "known"),
    [("2026-11-24T13:00:00+02:00", 0), ("2026-11-24T13:00:00+01:00", 1), ("2026-11-24T12:00", 1), ("2026-11-24", 1),
     ("2026-11-23", 0), (dt.datetime(2026, 11, 24, 13, tzinfo=dt.timezone(dt.timedelta(hours=2))), 0)],
)  # fmt: skip
def test_a_moment_is_read_where_its_clock_stands(store, moment, known):
    write(store, says(CARNET, "1", actor("La Forge")))

    with store.view(moment=moment) as view:
        assert view.find().total == known


def test_a_moment_that_becomes_past_while_it_is_asked_is_shown_as_it_was(store, monkeypatch):
    write(store, says(CARNET, "1", actor("La Forge")))
    latest = store._head_view

    def late(viewer: Viewer, date: dt.date) -> View:
        write(store, says(CARNET, "2", actor("Élan")))
        return latest(viewer, date)

    monkeypatch.setattr(store, "_head_view", late)
    with store.view(moment=1) as view:
        assert (view.rev, view.find().total) == (1, 1)


# -- rights ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("viewer", "sees"), [(LOCAL, True), (LYON8_TEAM, True), (GIVORS_TEAM, False), (READER, False)])
def test_what_a_viewer_may_not_see_does_not_exist(small, viewer, sees):
    mills = f"siret:{MILLS}"
    with small.view(viewer) as view:
        found = {
            "get": "contact:ada" in view.get(["contact:ada"]),
            "list": "Ada Martin" in [a.name for a in view.find().actors],
            "kind": view.find(kinds=["contact"]).total == 1,
            "search": names(view, "ada") == ["Ada Martin"],
            "total": view.find().total == 7,
            "page": len(view.find(limit=1, offset=6).actors) == 1,
            "walk": any(a.name == "Ada Martin" for a in view.actors()),
            "count": view.counts()["actors"] == 7,
            "ties": {"contact_of", "solicits"} <= {t.kind for t in view.ties()},
            "expand": len(view.expand([mills]).ties) == 4,
            "cut": view.expand([mills], limit_per_node=2).truncated == {mills: 4},
            "from it": bool(view.expand(["contact:ada"]).ties),
            "near": view.find(touching=[mills], kinds=["contact"]).total == 1,
            "near it": view.find(touching=["contact:ada"]).total > 0,
            "solicited": f"siret:{FORGE}" in ids(view, touching=[mills]),
            "reach": mills in view.reach({"a": ["contact:ada"], "b": [FIVES]}),
            "bearer": bool(view.bearers(["ada martin"])),
        }

    assert found == dict.fromkeys(found, sees)


@pytest.mark.parametrize(("viewer", "sees"), [(LOCAL, True), (LYON8_TEAM, True), (GIVORS_TEAM, False), (READER, False)])
def test_a_tie_anyone_may_read_never_leads_to_a_hidden_contact(small, viewer, sees):
    write(small, says(CARNET, "x", ties=[tie("partner", "contact:ada", f"siret:{FORGE}")]))
    with small.view(viewer) as view:
        found = {
            "ties": bool(view.ties(["partner"])),
            "around": any(i.startswith("r:") for i in view.around([f"siret:{FORGE}"], kinds=["partner"])),
            "near it": view.find(touching=["contact:ada"], kinds=["ebe"]).total == 1,
            "reach": f"siret:{FORGE}" in view.reach({"a": ["contact:ada"], "b": [FIVES]}),
            "path": bool(view.path("contact:ada", f"siret:{FORGE}")),
            "projection": any(i.startswith("r:") for i in view.projection().neighbours(f"siret:{FORGE}")),
            "networkx": view.to_networkx(["partner"]).number_of_edges() == 1,
        }

    assert found == dict.fromkeys(found, sees)


def test_engagement_values_are_for_their_owner(store):
    write(store, says(CARNET, "1", actor("La Forge", siret=FORGE, interest="a", budget=3)),
          says(LYON8, "1", actor("La Forge", siret=FORGE, interest="b")),
          says(GIVORS, "1", actor("La Forge", siret=FORGE, interest="c")), sources=(CARNET, LYON8, GIVORS))  # fmt: skip

    def said(viewer: Viewer) -> list[object]:
        with store.view(viewer) as view:
            return sorted(f.value for f in view.actor(f"siret:{FORGE}").facts("interest"))

    assert [said(v) for v in (LOCAL, LYON8_TEAM, GIVORS_TEAM, READER)] == [["a", "b", "c"], ["b"], ["c"], []]
    with store.view(Viewer("administrateur", frozenset({"lyon-8"}), frozenset({Layer.CARTOGRAPHIE}))) as view:
        assert view.actor(f"siret:{FORGE}").facts("interest") == ()
        assert view.actor(f"siret:{FORGE}").value("budget") == 3


def test_a_name_another_team_gives_a_contact_does_not_find_it(store):
    write(store, says(LYON8, "1", actor("Ada Martin", "contact", key="contact:ada")),
          says(GIVORS, "1", actor("Zoé Durand", "contact", key="contact:ada")), sources=(LYON8, GIVORS))  # fmt: skip

    with store.view(LYON8_TEAM) as view:
        assert (names(view, "ada"), names(view, "zoe"), view.find(text="zoe").total) == (["Ada Martin"], [], 0)


@pytest.mark.parametrize(
    ("viewer", "cells"), [(LOCAL, {"ligne": "m"}), (LYON8_TEAM, {"ligne": "m"}), (GIVORS_TEAM, {}), (READER, {})]
)
def test_cells_as_they_were_read_are_for_their_owner(store, viewer, cells):
    row = says(LYON8, "m", actor("La Forge", siret=FORGE))
    write(store, row, sources=(LYON8,))

    with store.view(viewer) as view:
        origin = view.origin(row.slot)

    assert (origin.raw, origin.source, origin.title, origin.file, origin.line, origin.since) == (
        cells, LYON8.id, "Carnet de Lyon 8", "carnet@lyon-8.csv", 7, "2026-01-01")  # fmt: skip


def test_an_unknown_claim_has_no_origin(small):
    with small.view() as view:
        assert view.origins(["d:0", says(CARNET, "1").slot]).keys() == {says(CARNET, "1").slot}
        with pytest.raises(UnknownActor):
            view.origin("d:0")


# -- the ledger -----------------------------------------------------------------------------------------------------------


def test_sources_count_what_they_have_in_force(store):
    write(store, put(says(CARNET, "1", actor("A")), "2026-01-05"), put(says(CARNET, "2", actor("B")), "2026-03-01"), says(LYON8, "1", actor("C")),
          sources=(CARNET, LYON8, REGISTER))  # fmt: skip
    write(store, end(says(LYON8, "1")), sources=())

    with store.view() as view:
        listed = view.sources()

    assert [(s.id, s.claims, s.since, s.last, s.rank) for s in listed] == [
        (CARNET.id, 2, "2026-01-05", "2026-03-01", "import")
    ]
    assert store.slots_of_source(CARNET.id) == {says(CARNET, "1").slot: "1", says(CARNET, "2").slot: "2"}


def test_a_source_that_tells_a_reader_nothing_is_not_named_to_them(store):
    known, hidden = says(CARNET, "1", actor("La Forge")), says(LYON8, "1", actor("Ada Martin", "contact", key="contact:ada"))
    write(store, put(known, "2026-01-05"), put(hidden, "2026-03-01"), sources=(CARNET, LYON8))

    with store.view(READER) as view:
        assert [(s.id, s.claims, s.since) for s in view.sources()] == [(CARNET.id, 1, "2026-01-05")]
        assert view.counts()["sources"] == 1
    with store.view() as view:
        assert {s.id for s in view.sources()} == {CARNET.id, LYON8.id}


def test_a_row_ended_before_it_was_ever_said_may_be_said_later(store):
    row = says(CARNET, "1", actor("La Forge", siret=FORGE))
    write(store, end(row))
    write(store, row)

    with store.view() as view:
        assert [s.claims for s in view.sources()] == [1]
        assert view.origin(row.slot).source == CARNET.id


def test_a_value_said_again_keeps_its_first_day(store):
    row = says(CARNET, "1", actor("La Forge", siret=FORGE), ties=[tie("present_in", f"siret:{FORGE}", FIVES)])
    first = write(
        store,
        put(row, "2026-01-01"),
        says(LYON8, "t", actor("Lyon 8", "territory", key=FIVES)),
        sources=(CARNET, LYON8),
    )
    write(
        store,
        put(row, "2026-05-01"),
        says(LYON8, "t", actor("Lyon 8", "territory", key=FIVES)),
        sources=(CARNET, LYON8),
    )

    def since() -> set[str]:
        with store.view() as view:
            return {
                store.held([row.slot])[row.slot].since,
                view.ties()[0].since,
                view.actor(f"siret:{FORGE}").facts("name")[0].since,
            }

    before = since()
    undo(store, first)
    assert (before, since()) == ({"2026-01-01"}, {"2026-05-01"})


def test_a_source_described_again_weighs_otherwise(store):
    said = {"La Forge": CARNET, "Forge": LYON8}
    write(store, *(says(source, "1", actor(name, siret=FORGE)) for name, source in said.items()), sources=said.values())

    def name() -> str:
        with store.view() as view:
            return view.actor(f"siret:{FORGE}").name

    first = name()
    other = next(shown for shown in said if shown != first)
    better = write(store, sources=[Source("carnet", said[other].owner, rank="registre")])
    raised = name()
    undo(store, better)
    assert (raised, name()) == (other, first)


def test_claims_outlive_the_batch_that_described_their_source(store):
    first = write(store, says(REGISTER, "1", actor("La Forge", siret=FORGE)), sources=(REGISTER,))
    write(store, says(REGISTER, "2", actor("Élan")), sources=())
    undo(store, first)

    with store.view() as view:
        assert [(a.name, a.facts("name")[0].source) for a in view.actors()] == [("Élan", REGISTER.id)]
        assert [(s.id, s.rank) for s in view.sources()] == [(REGISTER.id, "import")]


def test_two_writes_in_one_transaction_follow_each_other(store):
    row = says(LYON8, "1", actor("Forge", siret=FORGE))
    with store.writer() as writer:
        writer.write([put(says(CARNET, "1", actor("La Forge", siret=FORGE)))], kind="import")
        writer.write([put(row)], kind="import")
        writer.write(described(Source("carnet", "lyon-8", rank="registre")), kind="import")
        assert writer.head == 3

    with store.view() as view:
        assert view.actor(f"siret:{FORGE}").name == "Forge"


def test_writers_of_several_threads_follow_each_other(store):
    def keep(name: str) -> None:
        for n in range(5):
            write(store, says(CARNET, f"{name} {n}", actor(f"{name} {n}")))

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(keep, ["Forge", "Moulin", "Ruche"]))

    assert [b.rev for b in store.journal()] == list(range(1, 16))
    with store.view() as view:
        assert view.find().total == 15


def test_a_batch_that_fails_leaves_the_base_as_it_was(small):
    before, journal = exported(small), exported(small, history=True)

    def fail() -> None:
        with small.writer() as writer:
            writer.write([put(says(CARNET, "9", actor("Perdu")))], kind="import")
            raise RuntimeError("coupure")

    with pytest.raises(RuntimeError, match="coupure"):
        fail()
    assert (exported(small), exported(small, history=True)) == (before, journal)


@pytest.mark.parametrize(
    ("row", "error"),
    [
        (says(CARNET, "9", ActorRecord("dragon", "nom:x|", (), {})), UnknownKind),
        (says(CARNET, "9", ties=[tie("devours", FIVES, PLACE)]), UnknownKind),
        (says(CARNET, "9", actor("\ud800")), BadParameter),
    ],
)
def test_what_cannot_be_kept_is_refused_in_french_and_changes_nothing(small, row, error):
    before = exported(small, history=True)
    with pytest.raises(error, match=r"[a-zé]+ "):
        write(small, row)
    assert exported(small, history=True) == before


def test_a_batch_fills_a_slot_once(small):
    row = says(CARNET, "9", actor("Deux fois"))
    with pytest.raises(BadParameter, match="deux fois"):
        write(small, row, end(row))


def test_undo_is_told_apart_from_what_cannot_be_undone(small):
    batch = write(small, says(CARNET, "9", actor("Éphémère")))
    entry = undo(small, batch)

    assert (entry.kind, entry.target, entry.rev) == ("undo", batch.id, 3)
    for which, words in ((batch, "déjà annulé"), (entry, "est une annulation : pour rétablir, saisissez de nouveau")):
        with pytest.raises(UnknownBatch, match=words):
            undo(small, which)
    with pytest.raises(UnknownBatch, match="Aucun lot"), small.writer() as writer:
        writer.undo("lot-0")
    with small.view() as view:
        assert [(b.kind, b.undone_by) for b in view.batches(limit=2)] == [("undo", None), ("import", 3)]


def test_the_change_log_tells_what_a_reader_must_look_at_again(store):
    write(
        store,
        says(CARNET, "1", actor("La Forge", siret=FORGE)),
        says(CARNET, "2", actor("Élan"), ties=[tie("partner", "nom:elan|", f"siret:{FORGE}")]),
    )
    head = store.changes(0)
    write(store, says(CARNET, "1", actor("La Forge neuve", siret=FORGE)), end(says(CARNET, "2")))
    write(store, says(CARNET, "1", actor("La Forge neuve", siret=FORGE)))

    assert sorted((op, what) for _, op, what, _ in head) == [
        ("insert", "actor"),
        ("insert", "actor"),
        ("insert", "tie"),
    ]
    later = store.changes(head[-1][0])
    assert sorted((op, what) for _, op, what, _ in later) == [
        ("delete", "actor"),
        ("delete", "tie"),
        ("update", "actor"),
    ]
    assert store.changes(0, limit=2) == head[:2]


def test_a_person_may_join_and_part_two_records(store):
    a, b = says(CARNET, "1", actor("La Forge", siret=FORGE)), says(CARNET, "2", actor("Atelier du feu", town="Bron"))
    write(store, a, b, says(CARNET, "3", actor("Élan"), ties=[tie("partner", "nom:elan|", "nom:atelier du feu|bron")]))
    same = Judgement("same", record_id(a.slot, ""), record_id(b.slot, ""), "marie", "2026-02-02", "même gérant")
    before = exported(store)
    write(store, same)

    with store.view() as view:
        assert view.actor(record_id(b.slot, "")).id == f"siret:{FORGE}"
        assert [t.end for t in view.ties()] == [f"siret:{FORGE}"]
    write(store, end(same))
    assert exported(store) == before


def test_a_person_may_part_what_one_identifier_joins(store):
    a, b = says(CARNET, "1", actor("La Forge", siret=FORGE)), says(LYON8, "1", actor("Forge de Bron", siret=FORGE))
    write(store, a, b, sources=(CARNET, LYON8))
    both = exported(store)
    apart = Judgement("different", record_id(a.slot, ""), record_id(b.slot, ""), "marie")
    write(store, apart)

    with store.view() as view:
        kept, other = sorted([record_id(a.slot, ""), record_id(b.slot, "")])
        assert {found.id for found in view.actors()} == {f"siret:{FORGE}", other}
        assert (view.actor(kept).id, view.actor(other).records) == (f"siret:{FORGE}", (other,))
    write(store, end(apart))
    assert exported(store) == both


def test_each_row_of_two_actors_of_one_key_keeps_the_ties_it_says(store):
    rows = [says(CARNET, n, actor("La Forge", town="Bron"), ties=[tie("partner", "nom:la forge|bron", f"nom:{other}|")])
            for n, other in (("1", "elan"), ("2", "moulin"), ("3", "quai"))]  # fmt: skip
    a, b, c = (record_id(row.slot, "") for row in rows)
    write(store, *rows, *(says(LYON8, n, actor(n)) for n in ("Élan", "Moulin", "Quai")), sources=(CARNET, LYON8))
    before = exported(store)

    def tied() -> dict[str, set[str]]:
        with store.view() as view:
            return {r: {view.actor(t.end).name for t in view.expand([r]).ties} for r in (a, b, c)}

    apart = [Judgement("different", *pair, "marie") for pair in ((a, b), (a, c), (b, c))]
    together = tied()
    write(store, *apart[:2])
    assert tied() == {a: {"Élan"}, b: {"Moulin", "Quai"}, c: {"Moulin", "Quai"}}
    write(store, apart[2], Judgement("same", a, c, "marie"))
    assert tied() == {a: {"Élan", "Quai"}, b: {"Moulin"}, c: {"Élan", "Quai"}}
    write(store, *map(end, apart))
    assert tied() == together
    assert (together[a], exported(store)) == ({"Élan", "Moulin", "Quai"}, before)


def test_parting_two_records_holds_through_a_third(store):
    rows = [says(CARNET, str(n), actor(f"Nom {n}", town="Bron")) for n in range(3)]
    a, b, c = (record_id(row.slot, "") for row in rows)
    write(
        store,
        *rows,
        Judgement("different", a, c, "marie"),
        Judgement("same", a, b, "marie"),
        Judgement("same", b, c, "marie"),
    )

    with store.view() as view:
        groups = sorted(sorted(found.records) for found in view.actors())

    assert len(groups) == 2
    assert not any({a, c} <= set(group) for group in groups)


@pytest.mark.parametrize("rows", [["Atelier Alpha", "Garage Beta", "Tiers"], ["Garage Beta", "Tiers", "Atelier Alpha"]])
def test_after_two_actors_of_one_number_are_separated_the_next_rows_go_with_those_of_their_name(store, rows):
    alpha, beta = (says(CARNET, name, actor(name, siret=FORGE, town="Lyon")) for name in ("Atelier Alpha", "Garage Beta"))
    write(store, alpha, beta)
    write(store, Judgement("different", *(record_id(claim.slot, "") for claim in (alpha, beta)), "marie"))
    with store.view() as view:
        kept = view.actor(f"siret:{FORGE}").name

    for n in range(4):
        write(store, *(says(LYON8, f"{n} {name}", actor(name, siret=FORGE, town="Lyon")) for name in rows), sources=(LYON8,))

    with store.view() as view:
        held = [sorted(found.names) for found in view.actors()]
        assert view.actor(f"siret:{FORGE}").name == kept
    assert sorted(held) == sorted(
        sorted({name, "Tiers"} if name == kept else {name}) for name in ("Atelier Alpha", "Garage Beta")
    )


@pytest.mark.parametrize(
    ("kept", "town", "said", "said_town", "joined"),
    [("La Forge", "Bron", "LA FORGE", "BRON", True), ("La Forge", "Bron", "La Forge", "Lyon", False),
     ("La Forge", "Bron", "La Forge", "", True), ("Mission locale", "Bron", "Mission locale", "Bron", True),
     ("Mission locale", "Bron", "Mission locale", "", False), ("Croix-Rouge française", "Brest", "Croix-Rouge française", "", False),
     ("Secours populaire français", "Paris", "Secours populaire français", "", False), ("Emmaüs", "Lyon", "Emmaüs", "", False),
     ("Les Restos du Cœur", "Marseille", "Les Restos du Cœur", "", False), ("CCAS de Bron", "Bron", "CCAS de Bron", "", True),
     ("France Travail", "Bron", "France Travail", "", False), ("Mission locale du Sud", "Bron", "Mission locale du Sud", "", True)],
)  # fmt: skip
def test_a_row_without_identifier_joins_the_only_actor_of_its_name_and_place(
    store, kept, town, said, said_town, joined
):
    write(store, says(CARNET, "1", actor(kept, siret=FORGE, town=town)))
    write(store, says(LYON8, "1", actor(said, town=said_town)), sources=(LYON8,))

    with store.view() as view:
        assert (view.find().total == 1) is joined


def test_a_name_two_actors_bear_joins_neither_and_families_never_mix(store):
    write(store, says(CARNET, "1", actor("La Forge", siret=FORGE, town="Bron")), says(CARNET, "2", actor("La Forge", siret=MILLS, town="Bron")),
          says(CARNET, "3", actor("La Forge", town="Bron")), says(CARNET, "4", actor("Élan", siret="1")),
          says(CARNET, "5", actor("Élan", "activity", key="siret:1")))  # fmt: skip

    with store.view() as view:
        assert sorted(a.name for a in view.actors()) == ["La Forge"] * 3 + ["Élan"] * 2


def test_a_memo_is_computed_once_until_the_base_changes(small):
    calls: list[int] = []

    def ask(viewer: Viewer = LOCAL) -> int:
        with small.view(viewer) as view:
            return view.memo("appels", lambda: calls.append(1) or len(calls))

    assert [ask(), ask(), ask(READER), ask(READER)] == [1, 1, 2, 2]
    write(small, says(CARNET, "9", actor("Nouveau")))
    assert ask() == 3


# -- exports --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("history", [False, True])
def test_an_export_loads_back_to_the_same_bytes(small, history):
    undo(small, write(small, says(CARNET, "9", actor("Éphémère"))))
    text = exported(small, history=history)
    other = open_store("memory:")
    load_lines(other, text.split("\n"))

    assert exported(other, history=history) == text
    assert exported(other) == exported(small)


def test_only_an_empty_base_is_loaded(small):
    with pytest.raises(NotEmpty):
        load_lines(small, exported(small).split("\n"))


@pytest.mark.parametrize(
    "line",
    ["{", "[]", '{"type":"dragon"}', '{"type":"claim"}', '{"type":"claim","source":"a@b","key":"1","raw":{},"actors":[{"kind":"dragon"}]}',
     '{"type":"claim","source":"a@b","key":"1","raw":{},"actors":[{"kind":"dragon","identity":"nom:x|","fields":{}}]}',
     '{"type":"source","name":"a","owner":"b","rank":"roi"}', '{"type":"judgement","a":1}'],
)  # fmt: skip
def test_a_line_that_is_no_export_is_refused_with_its_number(store, line):
    with pytest.raises(BadExport, match="Ligne 2"):
        load_lines(store, ['{"format":"maillage","history":false,"version":1}', line])
    assert store.head() == 0


def _told_twice(lines: list[str], kind: str) -> list[str]:
    return [*lines[:-1], next(line for line in lines if f'"type":"{kind}"' in line), lines[-1]]


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (lambda lines: _told_twice(lines, "batch"), "Ligne 10"),
        (lambda lines: _told_twice(lines, "assertion"), "Ligne 10"),
        (lambda lines: [line for line in lines if '"rev":1,' not in line or '"type":"batch"' not in line], "manque des lots"),
        (lambda lines: [line for line in lines if '"kind":"undo"' not in line], "manque des lots"),
        (lambda lines: [line.replace('"since":"2026-01-01"', '"since":5') for line in lines], "Ligne 5"),
        (lambda lines: [line.replace('"line":7', '"line":"sept"') for line in lines], "Ligne 5"),
        (lambda lines: [line.replace('"rev":2', '"rev":"deux"') for line in lines], "Ligne 3"),
    ],
    ids=["batch twice", "place twice", "no batch", "no undo", "day", "line", "rev"],
)  # fmt: skip
def test_a_history_that_does_not_hold_together_is_refused_and_leaves_the_base_empty(store, damage, words):
    with open_store("memory:") as other:
        write(other, says(CARNET, "1", actor("La Forge", siret=FORGE)))
        undo(other, write(other, says(CARNET, "1", actor("Forge", siret=FORGE)), says(CARNET, "2", actor("Élan"))))
        lines = exported(other, history=True).split("\n")
    assert len(lines) == 10

    with pytest.raises(BadExport, match=words):
        load_lines(store, damage(lines))
    assert store.head() == 0
    load_lines(store, lines)
    assert exported(store, history=True).split("\n") == lines


@pytest.mark.parametrize("history", [False, True])
def test_an_export_cut_short_anywhere_between_two_lines_is_refused(small, history):
    lines = exported(small, history=history).split("\n")

    for cut in range(1, len(lines)):
        with open_store("memory:") as other:
            with pytest.raises(BadExport, match="manque des l"):
                load_lines(other, lines[:cut])
            assert other.head() == 0


def test_an_export_of_which_one_letter_changed_is_refused(small):
    lines = exported(small).split("\n")
    worn = [line.replace("Forge", "Gorge", 1) for line in lines]
    assert worn != lines

    with open_store("memory:") as other:
        with pytest.raises(BadExport, match="a changé depuis"):
            load_lines(other, worn)
        assert other.head() == 0


def test_an_export_of_before_lines_were_counted_is_loaded_with_a_word(small):
    first, *lines, _ = exported(small).split("\n")
    told: list[str] = []

    with open_store("memory:") as other:
        load_lines(other, [first.replace('"version":3', '"version":1'), *lines], warn=told.append)
        assert exported(other) == exported(small)
    assert told == [UNSEALED]


def test_an_export_of_before_lines_were_counted_that_lacks_the_row_of_a_tie_is_refused(small):
    write(small, says(CARNET, "l", ties=[tie("client_of", f"siret:{FORGE}", f"siret:{MILLS}")]))
    first, *lines = exported(small).split("\n")
    cut = next(n for n, line in enumerate(lines) if '"type":"claim"' in line and '"actors"' not in line)

    with open_store("memory:") as other:
        with pytest.raises(BadExport, match="manque des lignes"):
            load_lines(other, [first.replace('"version":3', '"version":1'), *lines[:cut]])
        assert other.head() == 0


def test_an_export_of_before_lines_were_counted_that_is_cut_after_any_of_its_rows_is_refused(small):
    first, *lines, _ = exported(small).split("\n")

    for cut in range(1, len(lines)):
        with open_store("memory:") as other:
            with pytest.raises(BadExport, match="manque des lignes"):
                load_lines(other, [first.replace('"version":3', '"version":1'), *lines[:cut]])
            assert other.head() == 0


@pytest.mark.parametrize("history", [False, True])
@pytest.mark.parametrize("sign", ["\\u0000", "\\u001b", "\\ud800", "\x7f"])
def test_a_sign_no_door_lets_in_shows_that_an_export_without_a_count_is_damaged(small, history, sign):
    worn = sign.replace("\\", "\\\\") if history else sign
    first, *lines, _ = exported(small, history=history).split("\n")
    damaged = [line.replace("Forge", f"For{worn}ge") for line in lines]
    assert damaged != lines

    with open_store("memory:") as other:
        with pytest.raises(BadExport, match=r"^Ligne \d+ de l'export illisible : rien n'a été chargé"):
            load_lines(other, [first.replace('"version":3', '"version":1'), *damaged])
        assert other.head() == 0


def test_a_history_whose_place_has_no_name_is_refused_with_its_line(small):
    first, *lines = exported(small, history=True).split("\n")
    nameless = [re.sub('"slot":"[^"]*"', '"slot":""', line) for line in lines]

    with open_store("memory:") as other, pytest.raises(BadExport, match="Ligne 3 "):
        load_lines(other, [first.replace('"version":3', '"version":1'), *nameless])


@pytest.mark.parametrize("first", ["", "nom;siret", '{"format":"maillage","version":99}', "[1]", '{"format":"autre"}'])
def test_another_file_is_not_an_export(store, first):
    with pytest.raises(BadExport, match="n'est pas un export"):
        load_lines(store, [first])
