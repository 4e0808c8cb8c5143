"""What a viewer hears of claims and of ties: nothing of what they may not see, on every store."""

from __future__ import annotations

import datetime as dt

from kb.ledger import TieRecord
from kb.privacy import LOCAL, READER, Viewer
from tests.kb.samples import CARNET, LYON8, actor, says, write

FORGE, MILLS = "siret:13002526500013", "siret:48060811600020"
LYON8_TEAM = Viewer("contributeur", frozenset({"lyon-8"}))
GIVORS_TEAM = Viewer("contributeur", frozenset({"givors-grigny"}))
BOTH = says(CARNET, "1", actor("La Forge", siret=FORGE[6:])), says(CARNET, "2", actor("Moulins", siret=MILLS[6:]))


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
