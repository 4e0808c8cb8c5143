"""What a reader is told of a pair holds for that pair: each sentence is checked against the cells of the two sides."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.identity.aliases import seed
from kb.identity.evidence import EVIDENCES, Context, Meter, weigh
from kb.identity.matching import Matches, match, match_within
from kb.identity.party import Party, make_party
from kb.identity.reasons import SENTENCES, Compared, reasons
from kb.text import fold
from kb.words import NARROW

FIRST, FIRST_OTHER, SECOND = "99900001100018", "99900001100026", "99900002900010"


def side(name: str = "", town: str = "", address: str = "", code: str = "", **more: str) -> Party:
    """Return one side of a pair from its cells, most of them empty."""
    return make_party(f"{name} {town} {address} {code} {more}", [name] if name else [], address=address, postcode=code, town=town, **more)


def told(mine: Party, theirs: Party, *others: Party) -> dict[str, str]:
    """Return what every evidence says of two parties of one list, whatever it weighs."""
    parties = [mine, theirs, *others]
    matches = match([mine], parties[1:])
    line = matches.pairs.references.tolist().index(0)
    context = Context.of(parties, seed(), within=True)
    table = weigh(parties, parties[1:], matches.pairs, context)
    values = dict(zip(EVIDENCES, table[line].tolist(), strict=True))
    said = reasons(((name, value) for name, value in values.items() if value), Compared(mine, theirs, values, Meter(context)))
    return {reason.name: reason.said.replace(NARROW, " ") for reason in said}


def test_every_evidence_has_its_sentence():
    assert set(SENTENCES) == set(EVIDENCES)


@pytest.mark.parametrize(("evidence", "mine", "theirs", "expected"), [
    ("whole", side("Envie Rhône", "Lyon"), side("Envie Rhône"), "la commune manquant d'un côté"),
    ("whole", side("Envie Rhône"), side("Envie Rhône"), "sans commune connue"),
    ("whole", side("Envie Rhône", "Lyon"), side("Envie Rhône", "Bron"), "les communes n'étant pas les mêmes"),
    ("whole", side("Envie Rhône", "Lyon 3e"), side("Envie du Rhône", "Lyon"), "nom et commune ressemblants à"),
    ("exact", side("Envie"), side("Envie - Réseau solidaire"), "le nom de l'un dans celui de l'autre, « Envie »"),
    ("exact", side("Germa AI"), side("Germa ETTI"), "mêmes mots, mais pas le même type de structure écrit dans le nom"),
    ("exact", side("Association Les Potagers"), side("Les Potagers"), "mêmes mots, à la forme juridique près"),
    ("exact", side("Bross'Up"), side("BROSSUP"), "mêmes mots, écrits autrement"),
    ("exact", side("LES POTAGERS"), side("Les potagers"), "même nom"),
    ("close", side("Envie"), side("Envie - Réseau solidaire"), "un nom et une partie de l'autre ressemblants à 100 %"),
    ("town", side("A b", "Saint-Priest"), side("A b", "Saint-Prest"), "communes aux noms presque identiques"),
    ("other_town", side("A b", "Lyon 3e"), side("A b", "Lyon 8e"), "autre arrondissement"),
    ("other_town", side("A b", "Vaulx", code="69120"), side("A b", "Vaulx-en-Velin", code="69120"),
     "communes de noms différents, sous un même code postal"),
    ("postcode", side("A b", "Bron", code="69500"), side("A b", "Bron", code="69505"), "codes postaux d'une même commune"),
    ("street", side("A b", address="2 rue de la République"), side("A b", address="2 place de la République"), "même nom de voie"),
    ("street", side("A b", address="2 rue Hugo"), side("A b", address="2 rue Victor Hugo"), "noms de voie proches"),
    ("house", side("A b", address="2 rue Hugo"), side("A b", address="4 rue Hugo"), "autre numéro dans la voie"),
    ("conflict", side("A b", siret="1,30025E+13"), side("A b", siret=FIRST), "SIRET arrondi par un tableur, incompatible avec l'autre numéro"),
    ("conflict", side("A b", siret="12345678901234"), side("A b", siret="98765432109876"),
     "numéros différents, l'un au moins n'étant pas un SIRET juste"),
    ("siret", side("A b", siret="12345678901234"), side("A b", siret="12345678901234"), "même numéro, qui n'est pas un SIRET juste"),
    ("slip", side("A b", siret="99900001100081"), side("A b", siret=FIRST), "SIRET à deux chiffres intervertis près"),
    ("slip", side("A b", siret="99900001112345"), side("A b", siret=FIRST), "mêmes neuf premiers chiffres du SIRET"),
    ("contact", side("A b", phone="04 72 00 00 01"), side("A b", phone="0472000001"), "même téléphone"),
    ("strange", side("Envie Rhône"), side("Emmaüs Rhône habitat humanisme"), "noms peu ressemblants"),
    ("initials", side("T.S.D."), side("Travail et services à domicile"), "« TSD », initiales de l'autre nom"),
])  # fmt: skip
def test_a_sentence_says_what_is_true_of_the_pair(evidence, mine, theirs, expected):
    assert expected in told(mine, theirs)[evidence]


def test_the_only_two_bearers_of_a_name_are_not_told_that_several_organisations_bear_it():
    pair = side("Les Potagers", "Grigny"), side("LES POTAGERS")

    assert "common" not in told(*pair)
    assert "common" in told(*pair, side("Les potagers", "Vienne"), side("Emmaüs", "Bron"))
    assert match_within(pair).veto == [""]


def test_a_rounded_number_that_a_siren_begins_is_no_other_number():
    assert "conflict" not in told(side("A b", siret="9,99E+13"), side("A b", siret=FIRST[:9]))
    assert "conflict" in told(side("A b", siret="9,98000012E+13"), side("A b", siret=FIRST[:9]))


# -- any pair ---------------------------------------------------------------------------------------------------------

NAMES = ["Envie", "ENVIE", "Envie - Réseau", "Envie Rhône", "Association Envie", "Germa AI", "Germa ETTI", "CCAS de Givors", "MJC Monplaisir",
         "Centre communal d'action sociale", "Maison des jeunes et de la culture", "T.S.D.", "Travail et services à domicile", "SARL Rhône 42",
         "Rhône 69", "Pôle emploi Bron", "France Travail Bron", "Atelier du racordement", "Atelier du raccordement (ADR)", "ADR", "Bross'Up"]  # fmt: skip
TOWNS = ["", "Lyon", "Lyon 3e", "LYON 08", "Bron", "Saint-Priest", "Saint-Prest", "Givors"]
CODES = ["", "69003", "69008", "69500", "69505", "69700", "42000"]
ADDRESSES = ["", "2 rue Hugo", "4 rue Hugo", "2 rue Victor Hugo", "2 place Hugo", "zone industrielle nord"]
SIRETS = ["", FIRST, FIRST_OTHER, SECOND, FIRST[:9], "1,30025E+13", "9,99000011E+13", "99900001100081", "12345678901234", "123456", "1234567"]
CELLS = st.fixed_dictionaries({
    "names": st.lists(st.sampled_from(NAMES), min_size=1, max_size=2), "town": st.sampled_from(TOWNS), "postcode": st.sampled_from(CODES),
    "address": st.sampled_from(ADDRESSES), "siret": st.sampled_from(SIRETS), "rna": st.sampled_from(["", "W691000001", "W691000002"]),
    "naf": st.sampled_from(["", "7810Z", "8810A"]), "phone": st.sampled_from(["", "0472000001"]),
    "email": st.sampled_from(["", "contact@envie.exemple", "x@autre.exemple"]),
})  # fmt: skip
Cells = dict[str, str]


def digits(cells: Cells) -> str:
    return re.sub(r"\D", "", cells["siret"]) if "E+" not in cells["siret"] else ""


def words(cells: Cells) -> set[str]:
    return set(" ".join(map(fold, cells["names"])).split())


def town(cells: Cells) -> str:
    return re.sub(r"\W*\d+\w*$", "", fold(cells["town"]))


#: What each sentence claims, read from the cells alone.
CLAIMS: dict[str, Callable[[Cells, Cells], bool]] = {
    "même SIRET": lambda a, b: digits(a) == digits(b) and len(digits(a)) == 14,
    "même numéro, qui n'est pas un SIRET juste": lambda a, b: digits(a) == digits(b) not in ("", FIRST, FIRST_OTHER, SECOND),
    "même SIREN": lambda a, b: digits(a)[:9] == digits(b)[:9] and min(len(digits(a)), len(digits(b))) == 9,
    "autre établissement du même SIREN": lambda a, b: digits(a)[:9] == digits(b)[:9] and digits(a) != digits(b),
    "SIRET arrondi par un tableur, compatible avec l'autre": lambda a, b: "9,99" in a["siret"] + b["siret"],
    "SIRET arrondi par un tableur, incompatible avec l'autre numéro": lambda a, b: "E+13" in a["siret"] + b["siret"],
    "SIREN différents": lambda a, b: digits(a)[:9] != digits(b)[:9],
    "numéros différents, l'un au moins n'étant pas un SIRET juste": lambda a, b: digits(a) != digits(b),
    "SIRET à deux chiffres intervertis près": lambda a, b: {digits(a), digits(b)} == {FIRST, "99900001100081"},
    "SIRET à un chiffre près": lambda a, b: sum(x != y for x, y in zip(digits(a), digits(b), strict=True)) == 1,
    "numéro à un chiffre près": lambda a, b: sum(x != y for x, y in zip(digits(a), digits(b), strict=True)) == 1,
    "mêmes neuf premiers chiffres du SIRET": lambda a, b: digits(a)[:9] == digits(b)[:9],
    "même RNA": lambda a, b: a["rna"] == b["rna"] != "",
    "même nom": lambda a, b: bool({fold(n) for n in a["names"]} & {fold(n) for n in b["names"]}),
    "un nom en commun, .*": lambda a, b: bool({fold(n) for n in a["names"]} & {fold(n) for n in b["names"]}),
    "(le nom de l'un dans celui de l'autre|une même partie dans les deux noms), « .* »": lambda a, b: fold(a["names"][0]) != fold(b["names"][0]),
    "mêmes mots, .*": lambda a, b: {fold(n) for n in a["names"]}.isdisjoint(fold(n) for n in b["names"]),
    "(noms|parties des noms|un nom et une partie de l'autre) ressemblants à \\d+ %": lambda a, b: True,
    "suites de lettres des noms communes à \\d+ %": lambda a, b: True,
    "(nom|nom, entier ou en partie) ressemblant à \\d+ %, sans commune connue": lambda a, b: not a["town"] and not b["town"],
    "(nom|nom, entier ou en partie) ressemblant à \\d+ %, la commune manquant d'un côté": lambda a, b: bool(a["town"]) != bool(b["town"]),
    "(nom|nom, entier ou en partie,) et commune ressemblants à \\d+ %": lambda a, b: town(a) == town(b) != "",
    "(nom|nom, entier ou en partie,) et commune lus ensemble ressemblants à \\d+ %, les communes n'étant pas les mêmes":
        lambda a, b: bool(a["town"] and b["town"]) and fold(a["town"]) != fold(b["town"]),
    "mots de l'un retrouvés dans l'autre, à l'identique ou presque, à \\d+ %": lambda a, b: True,
    "des mots propres à chaque nom": lambda a, b: bool(words(a) - words(b) and words(b) - words(a)),
    "des mots qui diffèrent d'un nom à l'autre": lambda a, b: words(a) != words(b),
    "noms peu ressemblants": lambda a, b: a["names"][0] != b["names"][0] or len(a["names"]) > 1,
    "aucun mot commun aux deux noms": lambda a, b: not {w for w in words(a) & words(b) if len(w) > 3} - {"association", "sarl"},
    "« [A-Z]+ », initiales de l'autre nom": lambda a, b: any(len(name.split()) > 1 for name in (*a["names"], *b["names"])),
    "« .* », autre nom connu de « .* »": lambda a, b: fold(a["names"][0]) != fold(b["names"][0]) or len(a["names"]) > 1,
    "même sorte d'institution": lambda a, b: True,
    "institutions différentes, .* et .*": lambda a, b: {fold(n) for n in a["names"]}.isdisjoint(fold(n) for n in b["names"]),
    "numéros différents dans les noms, 42 et 69|numéros différents dans les noms, 69 et 42": lambda a, b: {"42", "69"} <= words(a) | words(b),
    "« .* », dans le nom de \\d+ organisations": lambda a, b: True,
    "même code postal": lambda a, b: a["postcode"] == b["postcode"] != "",
    "codes postaux d'une même commune": lambda a, b: town(a) == town(b) and a["postcode"][:3] == b["postcode"][:3],
    "autre département": lambda a, b: a["postcode"][:2] != b["postcode"][:2],
    "même commune": lambda a, b: town(a) == town(b) != "",
    "communes aux noms presque identiques": lambda a, b: {town(a), town(b)} == {"saint priest", "saint prest"},
    "autre arrondissement": lambda a, b: town(a) == town(b) == "lyon" and a["town"] != b["town"],
    "autre commune": lambda a, b: town(a) != town(b) and (a["postcode"] != b["postcode"] or not a["postcode"]),
    "communes de noms différents, sous un même code postal": lambda a, b: town(a) != town(b) and a["postcode"] == b["postcode"] != "",
    "même nom de voie": lambda a, b: a["address"].split()[2:] == b["address"].split()[2:] != [] or a["address"] == b["address"],
    "noms de voie proches": lambda a, b: "Victor" in a["address"] + b["address"] and "Hugo" in a["address"] and "Hugo" in b["address"],
    "noms de voie différents": lambda a, b: ("zone" in a["address"]) != ("zone" in b["address"]),
    "même numéro dans la voie": lambda a, b: a["address"][:1] == b["address"][:1],
    "autre numéro dans la voie": lambda a, b: a["address"][:1] != b["address"][:1],
    "même code d'activité \\(NAF\\)": lambda a, b: a["naf"] == b["naf"] != "",
    "autre code d'activité \\(NAF\\)": lambda a, b: a["naf"] != b["naf"],
    "formes juridiques différentes dans les noms, .*": lambda a, b: bool(words(a) & {"association", "sarl"}) and bool(words(b) & {"association", "sarl"}),
    "même téléphone et même domaine de courriel": lambda a, b: (a["phone"], a["email"]) == (b["phone"], b["email"]),
    "même téléphone": lambda a, b: (a["phone"] == b["phone"] != "" and a["email"] != b["email"]) or a["email"] == "",
    "même domaine de courriel": lambda a, b: a["email"] == b["email"] != "" and (a["phone"] != b["phone"] or not a["phone"]),
}  # fmt: skip


def claim_of(said: str) -> Callable[[Cells, Cells], bool]:
    """Return what a sentence claims; a sentence that is none of those above is no sentence that was thought about."""
    return next(claim for pattern, claim in CLAIMS.items() if re.fullmatch(pattern, said))


def told_of(matches: Matches, line: int) -> list[str]:
    return [reason.said.replace(NARROW, " ") for reason in matches.reasons(line)]


@settings(max_examples=200, deadline=None)
@given(st.lists(CELLS, min_size=2, max_size=6))
def test_no_sentence_is_false_of_the_pair_it_is_shown_for(rows):
    parties = [make_party(str(n), **cells) for n, cells in enumerate(rows)]

    for matches in (match_within(parties), match(parties[:1], parties[1:])):
        shift = 0 if matches.context.within else 1
        for line, (a, b) in enumerate(zip(matches.pairs.rows.tolist(), matches.pairs.references.tolist(), strict=True)):
            for said in told_of(matches, line):
                assert claim_of(said)(rows[a], rows[b + shift]), (said, rows[a], rows[b + shift])
