"""What each territory has its own of: kept with its territories, and read in bases written before they were told."""

import pytest

from kb.ledger import ActorRecord, Known, changed
from kb.store.bodies import known_body, known_of, node_of

RECORD = ActorRecord("company", "nom:la forge|", ("nom:la forge|",), {"position": "opposé"}, places=("territoire:bron",))
KNOWN = Known("r:1", "c:1", "fichier@bron", "bron", 2, "2026-01-01", RECORD)


@pytest.mark.parametrize("record", [RECORD, changed(RECORD, places=()), changed(RECORD, until="2026-02-01")])
def test_a_record_is_read_back_with_its_territories(record):
    known = changed(KNOWN, record=record)

    assert known_of(known.id, known.slot, known_body(known)) == known


@pytest.mark.parametrize("end", [", null]", "]"])
def test_a_record_kept_before_territories_were_told_says_none(end):
    body = '["fichier@bron", "bron", 2, "2026-01-01", "company", "nom:la forge|", ["nom:la forge|"], {"position": "opposé"}, "", null, false' + end

    assert known_of("r:1", "c:1", body) == changed(KNOWN, record=changed(RECORD, places=()))


def test_a_fact_kept_before_territories_were_told_is_read_at_large():
    body = '[["company"], ["r:1"], [["position", "opposé", "c:1", "fichier@plateforme", "plateforme", "engagement", "2026-01-01", null, 2, null]]]'

    (fact,) = node_of("siren:1", "company", "La Forge", "", "cartographie", body).facts
    assert (fact.value, fact.places) == ("opposé", ())
