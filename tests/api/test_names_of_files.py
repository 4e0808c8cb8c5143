"""The name of a file and of its source stand beside each value, for all to read: neither says who somebody is."""

from __future__ import annotations

import pytest

from tests.importers.test_shared_texts import SAID

NIR = "255081416802538"
CALLED = [NIR, "Suivi de Mme Quatrevents", "Quatrevents Z., née le 12/03/1979", "Carnet 06 12 34 56 78", "zelie.quatrevents@ville.example", SAID]
TRACES = (NIR, "uatrevents", "1979", "06 12")


def sent(client, name="envoi.csv", **asked):
    """Send a file of one organisation, to be written."""
    files = {"file": (name, b"Nom;Type;Commune\nAtelier;association;Givors\n")}
    return client.post("/api/imports", files=files, data={"importer": "parties-prenantes", "write": "true", **asked})


@pytest.mark.parametrize("called", CALLED)
@pytest.mark.parametrize("where", ["name", "source", "territory"])
def test_a_file_whose_name_or_source_says_who_somebody_is_is_refused_whole_and_repeated_nowhere(writing_client, own_base, called, where):
    before = {path.name: path.read_bytes() for path in own_base.parent.glob("essai.db*") if path.is_file()}
    name = called.replace("/", "-")

    told = sent(writing_client, **{where: f"{name}.csv" if where == "name" else called})

    assert told.json()["refused"]["code"] == "SENSITIVE_DATA"
    assert not [trace for trace in TRACES if trace in told.text]
    assert before == {path.name: path.read_bytes() for path in own_base.parent.glob("essai.db*") if path.is_file()}


@pytest.mark.parametrize("called", ["PPDE 2026", "export_2026-11-24", "tableau@v2", "Réponse de Mme la maire", "emplois-geiq (2)", "2026112410301234"])
def test_a_plain_name_is_taken(writing_client, called):
    assert sent(writing_client, f"{called}.csv", source=called).json()["outcome"] in ("accept", "warn")


def test_a_refusal_repeats_no_number_that_must_never_be_kept(writing_client):
    word = {"a": NIR, "b": "x", "verdict": NIR}
    for told in (
        writing_client.post("/api/rapprochements", json=word), writing_client.post("/api/rapprochements", json=word | {"verdict": "same"}),
        sent(writing_client, importer=NIR), writing_client.get(f"/api/origines/{NIR}"),
        writing_client.get(f"/api/questions/fiche?actor={NIR}"), writing_client.get(f"/api/questions/mobiliser?purpose={NIR}"),
    ):  # fmt: skip
        assert told.status_code >= 400
        assert NIR not in told.text
