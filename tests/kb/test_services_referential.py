"""The referential of service types: what ships is sound, and what contradicts itself is refused with its reasons."""

from __future__ import annotations

import csv
import re
from importlib import resources
from pathlib import Path

import pytest

from kb.services.load import ReferentialRefused, read_referential, referential


@pytest.fixture(scope="module")
def written() -> str:
    """Return the text of the referential that ships."""
    return resources.files("kb.services").joinpath("referential.toml").read_text(encoding="utf-8")


def refused(text: str) -> str:
    with pytest.raises(ReferentialRefused) as refusal:
        read_referential(text)
    return str(refusal.value)


def test_types_stand_on_three_levels_with_enough_words_each():
    known = referential()

    assert 60 <= len(known.types) <= 120
    for kind in known.active():
        assert known.groups[kind.group]
        assert known.families[kind.family]
        assert 12 <= len(kind.terms) <= 40
        assert len(kind.examples) >= 3


def test_every_chain_says_why_and_gives_an_example():
    chains = referential().complements.values()

    assert len(chains) > 100
    assert all(chain.reason and chain.example and chain.direction in ("vers", "mutuelle") for chain in chains)


def test_codes_of_status_are_counted_as_missing_however_they_are_written():
    known = referential()

    assert [known.specific_naf(code) for code in ("94.99Z", "9499z", "88.99B", "82.99Z")] == [""] * 4
    assert known.specific_naf(" 95.29Z ") == "9529Z"


def test_a_type_with_an_unknown_parent_is_refused(written):
    assert "qui n'existe pas" in refused(written.replace('parent = "velo"', 'parent = "velos"', 1))


def test_a_chain_without_a_reason_is_refused(written):
    broken = re.sub(r'reason = "[^"]+"', 'reason = ""', written, count=1)

    assert "n'a pas de raison" in refused(broken)


def test_a_chain_to_an_unknown_type_is_refused(written):
    assert "« cirque »" in refused(written.replace('to = ["conserverie",', 'to = ["cirque",', 1))


def test_a_catch_all_code_is_refused(written):
    assert "fourre-tout 9499Z" in refused(written.replace('naf = { "01.13Z" = 1.0', 'naf = { "94.99Z" = 1.0', 1))


def test_a_term_of_two_sibling_types_needs_a_note(written):
    broken = written.replace('terms = "location de vélos,', 'terms = "atelier vélo, location de vélos,', 1)

    assert "types voisins" in refused(broken)
    note = 'shared = { "atelier vélo" = "les deux en ont un", "vélos électriques"'
    assert read_referential(broken.replace('shared = { "vélos électriques"', note, 1))


def test_everything_to_correct_is_told_at_once(written):
    broken = written.replace('parent = "velo"', 'parent = "velos"', 1)
    broken = broken.replace('to = ["conserverie",', 'to = ["cirque",', 1)

    with pytest.raises(ReferentialRefused) as refusal:
        read_referential(broken)

    assert len(refusal.value.reasons) == 2


def test_a_file_that_is_not_toml_is_refused_in_french():
    assert "ne se lit pas" in refused("[[type]\n")


def test_a_renamed_type_answers_under_its_old_code(written):
    renamed = written.replace(
        'code = "megots"\nparent = "collecter"', 'code = "megots"\nreplaced_by = "consigne"\nparent = "collecter"', 1
    )

    known = read_referential(renamed)

    assert known.current("megots") == "consigne"
    assert "megots" not in {kind.code for kind in known.active()}


def test_codes_exist_in_the_published_lists(shared_data: Path):
    folder = shared_data / "referentiels" / "labonneboite"
    naf = {row["naf_id"] for row in csv.DictReader((folder / "naf_labels.csv").open(encoding="utf-8"), delimiter="|")}
    rome = {
        row["rome_id"] for row in csv.DictReader((folder / "rome_labels.csv").open(encoding="utf-8"), delimiter="|")
    }
    known = referential()

    assert {code for kind in known.active() for code in kind.naf} <= naf
    assert {code for kind in known.active() for code in kind.rome} <= rome
    assert known.catch_all_naf <= naf
    assert known.catch_all_rome <= rome
