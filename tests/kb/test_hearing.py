"""What a viewer hears of claims and of ties: nothing of what they may not see, on every store."""

from __future__ import annotations

import datetime as dt

import pytest

from kb.endings import ENTRY, ending_claim, ending_of
from kb.errors import UnknownActor
from kb.ids import record_id
from kb.ledger import Judgement, TieRecord
from kb.privacy import LOCAL, READER, Viewer
from tests.kb.samples import CARNET, LYON8, REGISTER, actor, end, put, says, undo, write

FORGE, MILLS = "siret:13002526500013", "siret:48060811600020"
LYON8_TEAM = Viewer("contributeur", frozenset({"lyon-8"}))
GIVORS_TEAM = Viewer("contributeur", frozenset({"givors-grigny"}))
EVERYBODY = (LOCAL, LYON8_TEAM, GIVORS_TEAM, READER)
BOTH = says(CARNET, "1", actor("La Forge", siret=FORGE[6:])), says(CARNET, "2", actor("Moulins", siret=MILLS[6:]))


def hearing(store, claim):
    """Return which of the four viewers hear where a claim comes from, each asked for one claim and for many."""
    found = []
    for viewer in EVERYBODY:
        with store.view(viewer) as view:
            assert (claim in view.origins([claim, *(row.slot for row in BOTH)])) is (claim in view.origins([claim]))
            try:
                found.append(view.origin(claim).claim == claim)
            except UnknownActor:
                found.append(False)
    return found


@pytest.mark.parametrize(
    ("row", "heard"),
    [
        (says(LYON8, "c", actor("Ada Martin", "contact", key="contact:ada")), [True, True, False, False]),
        (says(LYON8, "c", ties=[TieRecord("solicits", FORGE, MILLS)]), [True, True, False, False]),
        (says(LYON8, "c", actor("Ada Martin", "contact", key="contact:ada"), ties=[TieRecord("partner", "contact:ada", FORGE)]),
         [True, True, False, False]),
        (says(LYON8, "c", ties=[TieRecord("partner", FORGE, MILLS)]), [True, True, True, True]),
        (says(LYON8, "c", actor("Forge", siret=FORGE[6:], interest="fort")), [True, True, True, True]),
    ],
    ids=["a contact", "a solicitation", "a tie to a contact", "a partnership", "an organisation"],
)  # fmt: skip
def test_where_a_claim_comes_from_is_told_to_those_who_see_something_of_it(store, row, heard):
    write(store, *BOTH, row, sources=(CARNET, LYON8))

    assert hearing(store, row.slot) == heard


def test_a_row_that_says_how_to_engage_somebody_known_otherwise_is_not_heard(store):
    sparse = actor("La Forge", siret=FORGE[6:], interest="fort")
    row = says(LYON8, "c", type(sparse)("company", FORGE, (), {"interest": "fort"}))
    write(store, *BOTH, row, sources=(CARNET, LYON8))

    assert hearing(store, row.slot) == [True, True, False, False]


def stated(store, claim):
    """Return the origin and the confidence that each of the four viewers reads of a claim, and whether they read its cells."""
    told = []
    for viewer in EVERYBODY:
        with store.view(viewer) as view:
            origin = view.origins([claim]).get(claim)
            told.append(origin and (origin.stated, origin.confidence, bool(origin.raw)))
    return told


def test_what_is_stated_of_where_a_contact_comes_from_is_not_said_of_the_row_of_their_organisation(store):
    ada = actor("Ada Martin", "contact", key="contact:ada", origin="fichier des parties prenantes", part="p")
    bare = says(LYON8, "1", ada, actor("Élan", confidence="H"))
    full = says(LYON8, "2", ada, actor("Envol", origin="annuaire"))
    alone = says(LYON8, "3", actor("Zoé Durand", "contact", key="contact:zoe", origin="carte de visite"))
    write(store, bare, full, alone, sources=(LYON8,))

    assert stated(store, bare.slot) == [("", "H", True)] * 2 + [("", "H", False)] * 2
    assert stated(store, full.slot) == [("annuaire", "", True)] * 2 + [("annuaire", "", False)] * 2
    assert stated(store, alone.slot) == [("carte de visite", "", True)] * 2 + [None] * 2


def test_a_territory_named_by_a_solicitation_tells_nothing_of_its_file_to_those_who_may_not_see_it(store):
    place = actor("Lyon 8", "territory", key="territoire:lyon-8")
    write(store, *BOTH, says(CARNET, "t", place), file="carnet.csv", source=CARNET.id)

    def told(viewer):
        with store.view(viewer) as view:
            [known] = view.get([place.identity]).values()
            facts = [(fact.source, fact.claim) for fact in known.facts("name")]
            return view.counts(), view.sources(), view.batches(), facts, known.records

    before = [told(viewer) for viewer in EVERYBODY]
    named = actor("Lyon 8", "territory", key="territoire:lyon-8", mention=True)
    row = says(LYON8, "s", named, ties=[TieRecord("solicits", FORGE, MILLS)])
    write(store, row, sources=(LYON8,), file="demandes.csv", source=LYON8.id)

    assert [told(viewer) == known for viewer, known in zip(EVERYBODY, before, strict=True)] == [False, False, True, True]
    assert hearing(store, row.slot) == [True, True, False, False]


def test_a_row_that_only_names_a_territory_is_heard(store):
    row = says(LYON8, "t", actor("Lyon 8", "territory", key="territoire:lyon-8", mention=True))
    write(store, *BOTH, row, sources=(CARNET, LYON8))

    assert hearing(store, row.slot) == [True] * 4


def test_the_cells_of_a_row_are_not_read_out_for_a_contact_past_their_term_or_who_objects_elsewhere(store):
    past = actor("Ada Martin", "contact", key="contact:ada", keep_until="2022-05-01")
    kept = actor("Zoé Durand", "contact", key="contact:zoe", email="zoe@exemple.fr", keep_until="2030-01-01")
    other = actor("Zoé Durand", "contact", key="contact:zoe", opposed=True)
    rows = says(LYON8, "1", past), says(LYON8, "2", kept), says(CARNET, "3", other)
    write(store, *rows[:2], sources=(LYON8,))
    with store.view() as view:
        assert [bool(view.origin(row.slot).raw) for row in rows[:2]] == [False, True]
    write(store, rows[2], sources=(CARNET,))

    with store.view() as view:
        assert [bool(view.origin(row.slot).raw) for row in rows] == [False, False, True]
    with store.view(date=dt.date(2022, 5, 1)) as view:
        assert view.origin(rows[0].slot).raw


def test_who_ended_a_tie_is_heard_by_those_who_see_the_tie(store):
    rows = [says(LYON8, kind, ties=[TieRecord(kind, FORGE, MILLS)]) for kind in ("partner", "solicits")]
    write(store, *BOTH, *rows, sources=(CARNET, LYON8))
    with store.view() as view:
        ties = {tie.kind: tie for tie in view.ties()}
    write(store, *(ending_of(tie, "2026-03-01", {"Fin": "mars"}) for tie in ties.values()), sources=(ENTRY,))

    assert hearing(store, ending_claim(ties["partner"].id)) == [True, True, True, True]
    assert hearing(store, ending_claim(ties["solicits"].id)) == [True, True, False, False]


@pytest.mark.parametrize(
    ("until", "by_hand"), [(None, True), ("2026-06-01", True), ("2026-03-01", False), ("2026-02-01", False)]
)
def test_the_end_of_a_tie_is_told_by_whoever_says_the_day_shown(store, until, by_hand):
    row = says(CARNET, "l", ties=[TieRecord("partner", FORGE, MILLS)])
    write(store, *BOTH, row)
    with store.view() as view:
        [tie] = view.ties()
    write(store, ending_of(tie, "2026-03-01", {}), sources=(ENTRY,))
    write(store, says(CARNET, "l", ties=[TieRecord("partner", FORGE, MILLS, valid_to=until)]))

    for viewer in (LOCAL, READER):
        with store.view(viewer, dt.date(2026, 11, 24)) as view:
            [over] = view.ended([FORGE])
            assert over.valid_to == min(until or "2026-03-01", "2026-03-01")
            assert view.ends_said([over]) == {tie.id: ending_claim(tie.id) if by_hand else row.slot}


def test_a_note_on_a_tie_is_for_the_team_that_wrote_it(store):
    fields = {"notes": "à relancer", "year": "2024"}
    write(store, *BOTH, says(LYON8, "l", ties=[TieRecord("client_of", FORGE, MILLS, fields, "", None, "2026-12-01")]),
          sources=(CARNET, LYON8))  # fmt: skip

    def told(viewer: Viewer) -> list[dict[str, object]]:
        with store.view(viewer) as view:
            around = [*view.ties(), *view.expand([FORGE]).ties]
            around += [t for by in view.reach({"a": [MILLS], "b": [MILLS]}).values() for ties in by.values() for t in ties]
            with store.view(viewer, dt.date(2027, 1, 1)) as later:
                around += later.ended([FORGE])
            return [dict(tie.fields) for tie in around]

    assert told(LOCAL) == told(LYON8_TEAM) == [fields] * 5
    assert told(GIVORS_TEAM) == told(READER) == [{"year": "2024"}] * 5


def test_a_value_that_a_source_repeats_is_known_since_it_first_said_it(store):
    first, again = (says(REGISTER, key, actor("La Forge", siret=FORGE[6:])) for key in ("1", "2"))
    write(store, put(first, "2026-01-05"), sources=(REGISTER,))
    batch = write(store, put(again, "2026-03-01"), sources=(REGISTER,))

    def told(viewer: Viewer) -> tuple[object, ...]:
        with store.view(viewer) as view:
            [fact] = view.actor(FORGE).facts("name")
            [source] = view.sources()
            return fact.since, fact.claim, source.claims, source.since, source.last

    assert told(LOCAL) == told(READER) == ("2026-01-05", first.slot, 2, "2026-01-05", "2026-03-01")
    undo(store, batch)
    assert told(LOCAL) == told(READER) == ("2026-01-05", first.slot, 1, "2026-01-05", "2026-01-05")


def test_an_actor_is_made_of_the_records_that_say_something_to_who_looks(store):
    sparse = actor("La Forge", siret=FORGE[6:], interest="fort")
    row = says(LYON8, "c", type(sparse)("company", FORGE, (), {"interest": "fort"}))
    write(store, *BOTH, row, sources=(CARNET, LYON8))

    def counted(viewer: Viewer) -> tuple[int, ...]:
        with store.view(viewer) as view:
            walked = [a for a in view.actors() if a.id == FORGE]
            listed = [a for a in view.find(text="forge").actors if a.id == FORGE]
            return tuple(len(found.records) for found in (view.actor(FORGE), *walked, *listed))

    assert [counted(viewer) for viewer in EVERYBODY] == [(2, 2, 2), (2, 2, 2), (1, 1, 1), (1, 1, 1)]


def test_a_row_that_a_viewer_may_not_see_leads_to_nobody_by_its_id(store):
    sparse = actor("La Forge", siret=FORGE[6:], interest="fort")
    row = says(LYON8, "c", type(sparse)("company", FORGE, (), {"interest": "fort"}))
    joined = says(LYON8, "j", type(sparse)("company", "siret:99900001100011", (), {"interest": "fort"}))
    hidden, seen = record_id(row.slot, ""), record_id(BOTH[0].slot, "")
    same = Judgement("same", record_id(joined.slot, ""), seen, "local")
    write(store, *BOTH, row, joined, same, says(CARNET, "t", ties=[TieRecord("partner", FORGE, MILLS)]), sources=(CARNET, LYON8))

    def resolved(viewer: Viewer, key: str) -> tuple[bool, bool, bool]:
        with store.view(viewer) as view:
            return key in view.get([key]), bool(view.expand([key]).ties), bool(view.path(key, MILLS))

    for key in (hidden, "siret:99900001100011"):
        assert [resolved(viewer, key) for viewer in EVERYBODY] == [(True,) * 3] * 2 + [(False,) * 3] * 2
    assert [resolved(viewer, seen) for viewer in EVERYBODY] == [(True,) * 3] * 4


def test_the_journal_names_the_files_that_say_something_to_who_looks(store):
    write(store, *BOTH, file=f"{CARNET.id}.csv", source=CARNET.id)
    row = says(LYON8, "c", actor("Ada Martin", "contact", key="contact:ada"))
    write(store, row, sources=(LYON8,), file=f"{LYON8.id}.csv", source=LYON8.id, note="contacts de Lyon 8")
    write(store, says(ENTRY, "1", actor("Zoé Durand", "contact", key="contact:zoe")), sources=(ENTRY,), kind="entry", note="Zoé")

    def told(viewer: Viewer) -> list[tuple[str, str]]:
        with store.view(viewer) as view:
            assert view.batches(limit=1) == view.batches()[:1]
            return [(batch.file, batch.note) for batch in view.batches()]

    carnet, lyon8 = f"{CARNET.id}.csv", f"{LYON8.id}.csv"
    assert told(LOCAL) == [("", "Zoé"), (lyon8, "contacts de Lyon 8"), (carnet, "")]
    assert told(LYON8_TEAM) == [(lyon8, ""), (carnet, "")]
    assert told(GIVORS_TEAM) == told(READER) == [(carnet, "")]


def test_the_change_log_tells_of_what_exists_for_who_looks(store):
    write(store, *BOTH, says(CARNET, "3", ties=[TieRecord("partner", FORGE, MILLS)]))
    tied = [TieRecord("partner", "contact:ada", FORGE), TieRecord("solicits", FORGE, MILLS, {}, "s")]
    row = says(LYON8, "c", actor("Ada Martin", "contact", key="contact:ada"), ties=tied)
    write(store, row, sources=(LYON8,))

    def told(viewer: Viewer) -> tuple[int, int]:
        with store.view(viewer) as view:
            found = view.changes(0)
            assert view.changes(0, limit=1) == found[:1]
            return sum(what == "actor" for _, _, what, _ in found), sum(what == "tie" for _, _, what, _ in found)

    assert [told(viewer) for viewer in EVERYBODY] == [(3, 3), (3, 3), (2, 1), (2, 1)]
    write(store, end(row), sources=(LYON8,))
    assert [told(viewer) for viewer in EVERYBODY[1:]] == [(2, 1)] * 3
