"""Who is whom, as an officer would say it: names in all their states, numbers in theirs, and what is never joined alone."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.identity.aliases import Alias, AliasKind, Register
from kb.identity.matching import Matches, match
from kb.identity.names import read_name, repaired
from kb.identity.numbers import read_number
from kb.identity.party import Party, make_party
from kb.identity.places import by_place, elsewhere, read_place
from kb.identity.scoring import Outcome

#: Made-up numbers with right keys: two legal units, the first with two establishments.
FIRST, FIRST_OTHER, SECOND = "99900001100018", "99900001100026", "99900002900011"

REFERENCES = [
    make_party("A", ("ASSOC TRAVAIL SERVICES A DOMICILE",), address="12 rue Victor Hugo", postcode="69100", town="Villeurbanne", siret=FIRST),
    make_party("B", ("REGIE DE QUARTIER ARMSTRONG",), address="2 avenue du 8 Mai", postcode="69200", town="Vénissieux", siret=SECOND),
    make_party("C", ("CTRE COM ACTION SOCIALE DE GIVORS",), address="place Camille Vallin", postcode="69700", town="Givors"),
    make_party("D", ("MISSION LOCALE DU SUD",), postcode="69190", town="Saint-Fons"),
    make_party("E", ("MISSION LOCALE DU SUD",), postcode="38200", town="Vienne"),
    make_party("F", ("FRANCE TRAVAIL SAINT FONS",), postcode="69190", town="Saint-Fons"),
    make_party("G", ("LES POTAGERS DE LA PLAINE",), address="chemin des Maraîchers", postcode="69520", town="Grigny"),
    make_party("H", ("ATELIERS DU VELO SOLIDAIRE",), address="4 rue Roger Salengro", postcode="69120", town="Vaulx-en-Velin"),
]  # fmt: skip


def row(name: str, **cells: str) -> Party:
    return make_party("ligne", (name,), **cells)


def best(matches: Matches) -> tuple[str, Outcome]:
    line = int(np.argmax(matches.score))
    return REFERENCES[matches.pairs.references[line]].id, matches.outcome[line]


@pytest.mark.parametrize(("asked", "expected"), [
    (row("Travail & Services à domicile", town="VILLEURBANNE"), "A"),
    (row("T.S.D.", postcode="69100", town="Villeurbanne"), "A"),
    (row("RÃ©gie de quartier Armstrong", town="Vénissieux"), "B"),
    (row("Armstrong (régie de quartiers)", postcode="69200"), "B"),
    (row("CCAS de Givors", town="GIVORS"), "C"),
    (row("Centre communal d'action sociale", postcode="69700", town="Givors"), "C"),
    (row("Potagers de la Plaine (Les)", postcode="69520"), "G"),
    (row("Atelliers du vélo solidaire", town="Vaulx en Velin"), "H"),
])  # fmt: skip
def test_a_name_in_any_of_its_states_is_recognised(asked, expected):
    assert best(match([asked], REFERENCES)) == (expected, Outcome.SAME)


def test_a_number_decides_whatever_the_name():
    assert best(match([row("Chez Armstrong", siret="999 000 029 00011")], REFERENCES)) == ("B", Outcome.SAME)


def test_another_establishment_of_a_legal_unit_is_related_never_the_same():
    found = match([row("Travail services à domicile", town="Villeurbanne", siret=FIRST_OTHER)], REFERENCES)

    assert best(found) == ("A", Outcome.RELATED)


def test_two_different_siren_are_never_joined_without_a_person():
    found = match([row("Travail services à domicile", address="12 rue Victor Hugo", postcode="69100", town="Villeurbanne",
                       siret="99900003700013")], REFERENCES)  # fmt: skip
    line = found.pairs.references.tolist().index(0)

    assert found.outcome[line] in (Outcome.REVIEW, Outcome.DIFFERENT)
    assert found.veto[line] == "deux SIREN différents"


def test_a_name_that_several_bodies_bear_needs_a_place():
    placed = match([row("Mission locale du Sud", town="Saint-Fons")], REFERENCES)
    nowhere = match([row("Mission locale du Sud")], REFERENCES)

    assert best(placed) == ("D", Outcome.SAME)
    assert Outcome.SAME not in nowhere.outcome


def test_a_former_name_leads_to_the_body_that_bears_the_new_one():
    assert best(match([row("Pôle emploi Saint-Fons", postcode="69190")], REFERENCES))[0] == "F"


def test_an_alias_that_a_base_adds_is_known_at_once():
    register = Register([Alias("Le Grenier", "Les Potagers de la Plaine", AliasKind.BRAND)])
    asked = row("Le Grenier", town="Grigny", postcode="69520")

    assert best(match([asked], REFERENCES, register)) == ("G", Outcome.SAME)
    assert Outcome.SAME not in match([asked], REFERENCES, Register()).outcome


def test_a_stranger_is_nobody():
    found = match([row("Boulangerie Durand", town="Roanne", postcode="42300")], REFERENCES)

    assert set(found.outcome) <= {Outcome.DIFFERENT}


def test_nothing_against_nothing_gives_nothing():
    assert len(match([], REFERENCES).score) == 0
    assert len(match(REFERENCES, []).score) == 0


def test_the_order_of_rows_and_references_says_nothing():
    asked = [row(name, town=town) for name, town in (("T.S.D.", "Villeurbanne"), ("CCAS", "Givors"), ("Vélo solidaire", ""))]

    def told(rows: list[Party], references: list[Party]) -> set[tuple[str, str, float, str]]:
        found = match(rows, references)
        return {(rows[i].names[0], references[j].id, round(float(s), 9), str(o)) for i, j, s, o in
                zip(found.pairs.rows, found.pairs.references, found.score, found.outcome, strict=True)}  # fmt: skip

    shuffled = REFERENCES.copy()
    random.Random(7).shuffle(shuffled)

    assert told(asked, REFERENCES) == told(asked[::-1], shuffled)


def test_every_verdict_has_its_evidence():
    found = match([row("T.S.D.", postcode="69100", town="Villeurbanne")], REFERENCES)
    line = int(np.argmax(found.score))

    told = dict(found.why(line))
    assert told["initials"] > 0
    assert list(told.values()) == sorted(told.values(), key=abs, reverse=True)


@given(st.text(max_size=60))
def test_cleaning_what_is_clean_changes_nothing(text):
    name = read_name(text)

    assert read_name(name.text).words == name.words or not name.words or len(name.words) == 1
    assert repaired(repaired(text)) == repaired(text)


@given(st.text(max_size=40), st.text(max_size=10), st.text(max_size=30))
def test_any_cell_is_a_place_and_a_number_or_nothing(address, code, town):
    place = read_place(address, code, town)

    assert place.postcode == "" or (len(place.postcode) == 5 and place.postcode.isdigit())
    assert read_number(address).digits.isdigit() or not read_number(address).digits


_CELLS = st.one_of(
    st.text(max_size=40),
    st.lists(
        st.sampled_from(["12", "12bis", "14", "98", "1945", "69100", "rue", "av.", "ZA", "Hénon", "Vitton", "BP", "bât. B", ",", "-", "à"]),
        max_size=9,
    ).map(" ".join),
)


@given(_CELLS, _CELLS)
def test_two_addresses_are_compared_alike_both_ways_and_none_is_elsewhere_than_itself(a, b):
    assert elsewhere(a, b) == elsewhere(b, a)
    assert not elsewhere(a, f"{a} ")
    assert [len(by_place(some)) for some in ([], [a], [a, a], [a, ""])] == [0, 1, 1, 1]
    assert sorted(n for place in by_place([a, b, "", a]) for n in place) == [0, 1, 2, 3]
