"""Counts by band and by territory alone: a sheet that tells persons is refused whole, and nothing of it is repeated."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from api.cli import main
from kb.errors import BadParameter
from kb.least import check_least
from kb.problems import FileRefused
from kb.store import open_store

HEADER = "Territoire;Tranche;Effectif;Période"


def whole(office):
    """Return all that a base holds, as it was written."""
    return "\n".join(office.exported(history=True)).replace('\\"', '"')


def test_a_count_is_kept_with_its_band_its_territory_and_its_period(office):
    office.send(f"{HEADER}\nVal-Fleuri;50 ans et plus;1 042;2026-T1\n")

    cohort = office.actor("50 ans et plus, Val-Fleuri, 2026-T1")
    assert (cohort.value("count"), cohort.value("band"), cohort.value("period")) == (1042, "50 ans et plus", "2026-T1")
    assert office.ties("takes_place_in") == [(cohort.name, "takes_place_in", "Val-Fleuri")]


@pytest.mark.parametrize("count", ["1", "10"])
def test_a_small_count_is_told_and_not_kept(office, count):
    plan = office.send(f"{HEADER}\nVal-Fleuri;vétérans;{count};2026\n")

    assert [w.code for w in plan.warnings] == ["COUNT_SMALL"]
    assert office.actor("vétérans, Val-Fleuri, 2026").value("count") is None
    assert '"Effectif"' not in whole(office)


def test_the_smallest_count_kept_is_the_one_an_office_chooses(office, monkeypatch):
    monkeypatch.setenv("MAILLAGE_SEUIL_PPDE", "20")

    plan = office.send(f"{HEADER}\nVal-Fleuri;vétérans;19;2026\nVal-Fleuri;autres;20;2026\n")

    assert [(w.code, w.message[:24]) for w in plan.warnings] == [("COUNT_SMALL", "Effectif inférieur à 20 ")]
    assert [office.actor(f"{band}, Val-Fleuri, 2026").value("count") for band in ("vétérans", "autres")] == [None, 20]


def test_eleven_is_kept_when_nobody_chose(office):
    office.send(f"{HEADER}\nVal-Fleuri;vétérans;11;2026\n")

    assert office.actor("vétérans, Val-Fleuri, 2026").value("count") == 11


@pytest.mark.parametrize(
    ("counts", "kept"),
    [
        ({"Total": 40, "moins de 26 ans": 5, "26-49 ans": 20, "50 ans et plus": 15}, {"Total": 40, "26-49 ans": 20}),
        ({"Ensemble": 40, "hommes": 35, "femmes": 5, "26-49 ans": 20, "50 ans et plus": 20}, {"Ensemble": 40, "26-49 ans": 20, "50 ans et plus": 20}),
        ({"Total": 60, "jeunes": 3, "26-49 ans": 4, "50 ans et plus": 21, "seniors": 32}, {"Total": 60, "seniors": 32}),
        ({"moins de 26 ans": 5, "26-49 ans": 20}, {"26-49 ans": 20}),
        *(({total: 40, "hommes": 35, "femmes": 5}, {total: 40}) for total in ("Nombre total", "PPDE (total)", "Effectif global", "Population totale", "Cumul", "Nb total PPDE")),
        *(({total: 30, "femmes": 22, "hommes": 8}, {total: 30}) for total in ("PPDE", "Nombre de PPDE", "Effectif", "Demandeurs d'emploi", "Volontaires", "Femmes et hommes")),
        ({"Total": 40, "PPDE": 32, "autres": 8}, {"Total": 40}),
        ({"Total femmes": 30, "Total hommes": 3, "Total": 33}, {"Total": 33}),
        ({"Total": 33, "Ensemble": 33, "femmes": 30, "Total femmes": 30, "hommes": 3}, {"Total": 33, "Ensemble": 33}),
        ({"Total": 80, "Total femmes": 30, "femmes de moins de 26 ans": 4, "femmes de 26 ans et plus": 26}, {"Total": 80, "Total femmes": 30}),
        ({"Total": 20, "hommes": "017", "femmes": 3}, {"Total": 20}),
        ({"Total": 120, "moins de 26 ans": 4, "50 ans et plus": 40}, {"Total": 120, "50 ans et plus": 40}),
        ({"Total": 120, "RSA": 40, "reconnus travailleurs handicapés": 30, "sortants de détention": 2}, {"Total": 120, "RSA": 40, "reconnus travailleurs handicapés": 30}),
        ({"Total": 60, "moins de 26 ans": 25, "26-49 ans": 35}, {"Total": 60, "moins de 26 ans": 25, "26-49 ans": 35}),
    ],
)
def test_a_small_count_is_not_found_again_by_subtracting_the_others_from_the_total(office, counts, kept):
    plan = office.send(f"{HEADER}\n" + "".join(f"Val-Fleuri;{band};{count};2026\n" for band, count in counts.items()))

    told = {band: count for band in counts if (count := office.actor(f"{band}, Val-Fleuri, 2026").value("count"))}
    assert told == kept
    assert [w.code for w in plan.warnings] == ["COUNT_SMALL"] * (len(counts) - len(kept))
    exported = whole(office)
    assert [count for band, count in counts.items() if band not in kept and f'"Effectif":"{count}"' in exported and count not in kept.values()] == []


BANDS, TOTAL = {"moins de 26 ans": 5, "26-49 ans": 20, "50 ans et plus": 15}, {"Total": 40}


@pytest.mark.parametrize("source", ["", "autre"])
@pytest.mark.parametrize(
    ("first", "second", "kept"),
    [
        (TOTAL, BANDS, {"Total": 40, "26-49 ans": 20}),
        (BANDS, TOTAL, {"26-49 ans": 20, "50 ans et plus": 15}),
        (BANDS, TOTAL | {"femmes": 22, "hommes": 18}, {"26-49 ans": 20, "50 ans et plus": 15, "femmes": 22, "hommes": 18}),
        ({"Total": 40, "26-49 ans": 20, "moins de 26 ans": 5}, {"50 ans et plus": 15}, {"Total": 40, "26-49 ans": 20}),
        ({"26-49 ans": 20, "50 ans et plus": 20}, TOTAL, {"26-49 ans": 20, "50 ans et plus": 20, "Total": 40}),
    ],
)
def test_a_total_and_its_bands_sent_in_two_files_do_not_give_a_small_count_back(office, first, second, kept, source):
    sheets = [f"{HEADER}\n" + "".join(f"Val-Fleuri;{band};{count};2026\n" for band, count in counts.items()) for counts in (first, second)]
    office.send(sheets[0])
    office.send(sheets[1], source=source)

    bands = {*first, *second}
    assert {band: count for band in bands if (count := office.actor(f"{band}, Val-Fleuri, 2026").value("count"))} == kept
    assert [count for band, count in {**first, **second}.items() if band not in kept and count not in kept.values() and f'"Effectif":"{count}"' in whole(office)] == []


@pytest.mark.parametrize("source", ["", "autre"])
def test_files_of_a_total_and_of_its_bands_sent_again_change_nothing(office, source):
    sheets = [f"{HEADER}\n" + "".join(f"Val-Fleuri;{band};{count};2026\n" for band, count in counts.items()) for counts in (BANDS, TOTAL)]
    office.send(sheets[0])
    office.send(sheets[1], source=source)

    assert not office.plan(sheets[0]).writes
    assert not office.plan(sheets[1], source=source).writes


@pytest.mark.parametrize(("one", "other"), [("2026-T1", "T1 2026"), ("2026-03", "mars 2026"), ("31/12/2026", "au 31 décembre 2026"), ("exercice 2026", "2026")])
def test_a_total_and_its_bands_are_of_one_period_however_it_is_written(office, one, other):
    office.send(f"{HEADER}\nVal-Fleuri;Total;30;{one}\n")
    office.send(f"{HEADER}\nVal-Fleuri;femmes;22;{other}\nVal-Fleuri;hommes;8;{other}\n", source="autre")

    assert office.actor(f"femmes, Val-Fleuri, {other}").value("count") is None


TERRITORY = "Territoire;Statut;Code INSEE;Habitants;PPDE estimées\nVal-Fleuri;habilité;69199;9000;30\n"
SEXES = f"{HEADER}\nVal-Fleuri;femmes;22;2026\nVal-Fleuri;hommes;8;2026\n"


def test_the_estimate_of_a_territory_is_a_total_of_its_bands(office):
    office.send(TERRITORY, "territoires")
    office.send(SEXES)

    assert office.actor("femmes, Val-Fleuri, 2026").value("count") is None
    assert '"22"' not in whole(office)
    assert not office.plan(SEXES).writes


def test_an_estimate_that_comes_after_the_bands_of_its_territory_is_not_kept_when_it_gives_one_back(office):
    office.send(SEXES)
    plan = office.send(TERRITORY, "territoires")

    assert [w.code for w in plan.warnings] == ["COUNT_SMALL"]
    assert (office.actor("Val-Fleuri").value("ppde_estimate"), office.actor("Val-Fleuri").value("population")) == (None, "9000")
    assert '"PPDE estimées"' not in whole(office)


def test_the_total_of_another_period_or_of_another_territory_hides_nothing(office):
    office.send(f"{HEADER}\nVal-Fleuri;Total;40;2025\nGrand Pré;Total;40;2026\n")
    office.send(f"{HEADER}\n" + "".join(f"Val-Fleuri;{band};{count};2026\n" for band, count in BANDS.items()))

    assert [office.actor(f"{band}, Val-Fleuri, 2026").value("count") for band in BANDS] == [None, 20, 15]


@pytest.mark.parametrize("told", ["dix", "1", "-3", "1001", "²"])
def test_a_setting_that_is_no_such_number_stops_the_import_and_is_told_by_the_check(office, monkeypatch, told):
    monkeypatch.setenv("MAILLAGE_SEUIL_PPDE", told)

    with pytest.raises(BadParameter, match="de 2 à 1000"):
        office.plan(f"{HEADER}\nVal-Fleuri;vétérans;11;2026\n")
    assert not check_least().ok


def test_the_check_tells_the_smallest_count_and_its_setting(monkeypatch, tmp_path):
    monkeypatch.setenv("MAILLAGE_SEUIL_PPDE", "7")
    base = str(tmp_path / "base.db")
    open_store(base, create=True).close()

    told = CliRunner().invoke(main, ["--base", base, "check"]).output.replace("\xa0", " ")

    assert "bien  seuil des effectifs de PPDE : 7 personnes" in told
    assert "MAILLAGE_SEUIL_PPDE" in told


def test_a_corrected_count_is_the_same_cohort(office):
    office.send(f"{HEADER}\nVal-Fleuri;50 ans et plus;40;2026\n")
    plan = office.plan(f"{HEADER}\nVal-Fleuri;50 ans et plus;42;2026\n")

    assert (plan.created, plan.updated) == (0, 1)


def test_two_counts_of_one_cohort_in_a_sheet_are_told_with_both_lines_and_the_first_alone_is_kept(office):
    band = "Val-Fleuri;50 ans et plus"
    plan = office.send(f"{HEADER}\n{band};42;2026\n{band};45;2026\n{band};42;2026\n{band};50;2025\n")

    assert [(p.code, p.line) for p in plan.problems] == [("DUPLICATE_IN_FILE", 3)]
    assert "ligne 2 " in plan.problems[0].message
    assert "ligne 3 " in plan.problems[0].message
    assert sorted(office.names()) == ["50 ans et plus, Val-Fleuri, 2025", "50 ans et plus, Val-Fleuri, 2026", "Val-Fleuri"]
    assert office.actor("50 ans et plus, Val-Fleuri, 2026").value("count") == 42


PERSONS = {
    "Nom": "Modèle", "Prénom": "Dominique", "Date de naissance": "12/05/1980", "NIR": "1 80 05 69 123 456",
    "Courriel": "dominique@ex.example", "Téléphone": "06 99 00 12 34", "Identifiant France Travail": "1234567A",
    "Adresse": "3 rue Neuve",
}  # fmt: skip


@pytest.mark.parametrize("importer", ["ppde-cohortes", "auto"])
@pytest.mark.parametrize("header", PERSONS)
def test_a_column_of_persons_has_the_whole_sheet_refused(office, header, importer):
    with pytest.raises(FileRefused) as refused:
        office.read(f"{HEADER};{header}\nVal-Fleuri;50 ans et plus;40;2026;{PERSONS[header]}\n", importer)

    assert refused.value.refusal == "SENSITIVE_DATA"
    assert f"« {header} »" in str(refused.value)
    assert PERSONS[header] not in str(refused.value)


@pytest.mark.parametrize("cell", ["12/05/1980", "dominique@ex.example", "06 99 00 12 34", "Mme Modèle", "1980-05-12"])
def test_what_looks_like_a_person_under_any_header_is_refused_with_its_column(office, cell):
    with pytest.raises(FileRefused) as refused:
        office.read(f"{HEADER};Suivi\nVal-Fleuri;A;40;2026;\nVal-Fleuri;B;41;2026;{cell}\n")

    assert refused.value.refusal == "SENSITIVE_DATA"
    assert "« Suivi »" in str(refused.value)
    assert cell not in str(refused.value)


@pytest.mark.parametrize("importer", ["ppde-cohortes", "auto"])
@pytest.mark.parametrize(("header", "cell"), [
    ("usager", "Dominique Modèle"), ("Usagers", "Dominique"), ("qui", "Modèle"), ("Volontaires", "Dominique M."), ("Identité", "MODÈLE"), ("Candidat", "Dominique"),
    ("Habitante", "Dominique"), ("matricule", "4821"), ("initiales", "DM"), ("n° France Travail", "4821"), ("identifiant FT", "1234567A"), ("référent", "Modèle"),
    ("Groupe", "Dominique Modèle"), ("Groupe", "1234567A"), ("Groupe", "D.M."), ("Groupe", "20260012345"), ("PPDE", "Dominique"), ("", "Dominique Modèle"),
])  # fmt: skip
def test_a_column_that_the_model_has_not_and_that_may_name_somebody_has_the_whole_sheet_refused(office, header, cell, importer):
    with pytest.raises(FileRefused) as refused:
        office.read(f"{HEADER};{header}\nVal-Fleuri;50 ans et plus;40;2026;\nVal-Fleuri;26-49 ans;41;2026;{cell}\n", importer)

    assert refused.value.refusal == "SENSITIVE_DATA"
    assert (f"« {header} »" if header else "n° 5") in str(refused.value)
    assert cell not in str(refused.value)


@pytest.mark.parametrize(("header", "cell"), [
    ("RQTH", "oui"), ("Sexe", "F"), ("Logement", "hébergé"), ("Commune", "Saint-Fons"), ("Commentaire", "chiffre provisoire"), ("Volontaires", "12"),
    ("Suivi par", "MMIE"), ("Niveau de qualification", "Ouvrier Qualifié"),
    ("Structure référente", "Mission locale"), ("Population", "18500"), ("QPV", "QN06901M"), ("Taux", "12,5 %"), ("Mis à jour", "2026-T1"), ("Code INSEE", "69199"),
])  # fmt: skip
def test_a_column_that_the_model_has_not_is_left_at_the_door_and_told(office, header, cell):
    sheet = f"{HEADER};{header}\nVal-Fleuri;50 ans et plus;40;2026;{cell}\nVal-Fleuri;26-49 ans;quarante;2026;{cell}\n"
    plan = office.send(sheet)

    assert (plan.created, [(w.code, w.column) for w in plan.warnings]) == (1, [("COLUMN_DROPPED", header)])
    assert {name for row in plan.set_aside for name in row.raw} == {"Territoire", "Tranche", "Période"}
    assert f'"{cell}"' not in whole(office)


@pytest.mark.parametrize("cell", ["dominique@ex.example", "Mme Modèle Dominique 06 99 00 12 34", "12/03/1975"])
def test_a_person_at_the_end_of_a_long_sheet_of_counts_has_it_refused_whole(office, cell):
    rows = "".join(f"Val-Fleuri;tranche {n};{20 + n};2026\n" for n in range(1_100))

    with pytest.raises(FileRefused) as refused:
        office.read(f"{HEADER}\n{rows}Val-Fleuri;{cell};25;2026\n")

    assert refused.value.refusal == "SENSITIVE_DATA"
    assert "« Tranche »" in str(refused.value)
    assert cell not in str(refused.value)


@pytest.mark.parametrize("importer", ["ppde-cohortes", "auto"])
@pytest.mark.parametrize("band", ["Dominique Modèle", "MODÈLE Dominique", "D. Modèle", "Modèle Dominique, 52 ans", "Anne-Lise de Modèle", "Marie Modèle", "François MODÈLE",
                                  "modèle camille", "camille modèle", "camille de modèle", "d. modèle", "modèle camille 52 ans", "camille modèle (ppde)"])
def test_a_name_in_the_place_of_a_band_is_set_aside_and_nothing_of_its_row_is_kept(office, band, importer):
    plan = office.send(f"{HEADER}\nVal-Fleuri;50 ans et plus;42;2026\nVal-Fleuri;{band};12;2026\n", importer)

    assert [(p.code, p.line, p.column, p.value) for p in plan.problems] == [("SENSITIVE_DATA", 3, "Tranche", "")]
    assert (plan.created, [aside.raw for aside in plan.set_aside]) == (1, [{}])
    assert "odèle" not in whole(office).casefold()


@pytest.mark.parametrize("band", ["Camille", "camille, 54 ans", "K.E., 54 ans", "KE", "EXEMPLE", "jeune Camille", "Camille - RSA", "femme isolée (Camille)", "Marie", "née en 1970",
                                  "dossier 4521", "1234567A", "C. E., sans diplôme"])
def test_a_band_with_a_word_that_no_band_has_is_set_aside_and_neither_repeated_nor_kept(office, band):
    plan = office.send(f"{HEADER}\nVal-Fleuri;50 ans et plus;42;2026\nVal-Fleuri;{band};12;2026\n")

    assert [(p.code, p.line, p.column, p.value) for p in plan.problems] == [("SENSITIVE_DATA", 3, "Tranche", "")]
    assert (plan.created, [aside.raw for aside in plan.set_aside]) == (1, [{}])
    assert band not in plan.problems[0].message
    assert band not in whole(office)


@pytest.mark.parametrize("band", ["EBE Camille Exemple", "QPV Mermoz Camille Exemple", "RSA secteur Camille Exemple", "métier Exemple Camille 54 ans"])
def test_two_unknown_words_behind_the_word_of_a_place_or_of_a_trade_are_refused_with_a_small_count(office, band):
    plan = office.send(f"{HEADER}\nVal-Fleuri;QPV Mermoz;2;2026\nVal-Fleuri;{band};1;2026\n")

    assert [(p.code, p.line, p.column, p.value) for p in plan.problems] == [("SENSITIVE_DATA", 3, "Tranche", "")]
    assert (plan.created, "xemple" in whole(office)) == (1, False)


@pytest.mark.parametrize("band", ["+ de 50 ans", "DELD 12-24 mois", "DETLD", "BRSA", "TH/RQTH", "R.S.A.", "sans diplôme", "CAP-BEP", "femmes isolées", "QPV Mermoz", "QPV : Mermoz", "≥ 50 ans",
                                  "quartier Langlet-Santy", "catégories A, B et C", "Bac +2 et plus", "inscrit(e)s France Travail", "parents isolés avec enfant(s)", "ne parlant pas français",
                                  "originaires de Syrie", "métier visé : cuisine", "jeunes sortis de l'ASE", "embauchés en EBE", "file d'attente", "dont femmes", "Total", "H", "groupe B"])
def test_a_band_as_territories_word_theirs_is_kept(office, band):
    office.send(f"{HEADER}\nVal-Fleuri;{band};42;2026\n")

    assert office.actor(f"{band}, Val-Fleuri, 2026").value("count") == 42


@pytest.mark.parametrize(
    "band", ["Parents isolés", "Familles Monoparentales", "Hommes", "Niveau Bac", "BRSA DELD", "Moins De 26 Ans", "Demandeurs d'Emploi",
             "Bénéficiaires RSA, QPV", "Travailleurs Handicapés", "Femmes / Hommes", "sans emploi", "Catégorie A", "Hors Métropole",
             "parents isolés", "sous main levée", "proches aidants", "bas niveaux de qualification", "niveau 3", "QPV", "vétérans", "public du relais nord"],
)  # fmt: skip
def test_a_band_written_with_capitals_is_a_band(office, band):
    plan = office.plan(f"{HEADER}\nVal-Fleuri;{band};42;2026\n")

    assert (plan.created, plan.problems) == (1, [])


@pytest.mark.parametrize(("column", "cell"), [
    ("Période", "Camille"), ("Période", "1T1970"), ("Période", "12 mars 1970"), ("Période", "12/05/70"), ("Période", "Camille Exemple"), ("Territoire", "Camille E."), ("Territoire", "K.E."),
    ("Territoire", "chez Camille"), ("Territoire", "Camille, 54 ans"),
])  # fmt: skip
def test_a_person_in_the_place_of_a_period_or_of_a_territory_is_set_aside_and_neither_repeated_nor_kept(office, column, cell):
    row = {"Territoire": "Val-Fleuri", "Tranche": "Femmes", "Effectif": "42", "Période": "2026"} | {column: cell}
    plan = office.send(f"{HEADER}\nVal-Fleuri;50 ans et plus;42;2026\n{';'.join(row.values())}\n")

    assert [(p.code, p.line, p.column, p.value) for p in plan.problems] == [("SENSITIVE_DATA", 3, column, "")]
    assert (plan.created, [aside.raw for aside in plan.set_aside]) == (1, [{}])
    assert cell not in whole(office)


@pytest.mark.parametrize("period", ["2026", "2026-T1", "T1 2026", "mars 2026", "31/12/2026", "2026-03-31", "1er semestre 2025", "au 31 décembre 2025", "2025-2026", "fin 2026", "exercice 2026", "vague 2",
                                    "1T2026", "2026T1", "1er trim. 2026", "2e sem. 2026", "202603", "à ce jour"])
@pytest.mark.parametrize("place", ["Val-Fleuri", "Lyon 8", "St. Jean", "Bron PARILLY", "Grand Pré"])
def test_periods_and_territories_are_kept_as_they_are_written(office, period, place):
    plan = office.plan(f"{HEADER}\n{place};femmes;42;{period}\n")

    assert (plan.created, plan.problems) == (1, [])


@pytest.mark.parametrize("origin", ["Camille", "Camille Exemple", "entretien avec Camille Exemple", "Mission locale, Mme Exemple", "K.E."])
def test_an_origin_that_may_be_somebody_is_left_out_of_its_row_and_told(office, origin):
    plan = office.send(f"{HEADER};Origine\nVal-Fleuri;femmes;42;2026;{origin}\n")

    assert [(w.code, w.column, w.value) for w in plan.warnings] == [("VALUE_UNUSUAL", "Origine", "…")]
    assert office.actor("femmes, Val-Fleuri, 2026").value("count") == 42
    assert origin not in whole(office)


@pytest.mark.parametrize("origin", ["CLE", "France Travail", "Mission locale", "fichier de suivi de l'EBE", "INSEE, recensement 2021", "enquête du CLE", "CAF", "Métropole de Lyon", "données France Travail"])
def test_the_body_or_the_document_a_count_comes_from_is_kept(office, origin):
    office.send(f"{HEADER};Origine\nVal-Fleuri;femmes;42;2026;{origin}\n")

    assert office.actor("femmes, Val-Fleuri, 2026").value("origin") == origin


@pytest.mark.parametrize("row", ["Val-Fleuri;femmes;42;2026;Camille", "Val-Fleuri;Camille", "Val-Fleuri;Camille;3"])
def test_a_row_of_another_length_is_told_and_nothing_of_it_is_repeated_or_kept(office, row):
    plan = office.send(f"{HEADER}\nVal-Fleuri;50 ans et plus;42;2026\n{row}\n")

    assert [(p.code, p.line, p.value) for p in plan.problems] == [("ROW_LENGTH", 3, "")]
    assert [aside.raw for aside in plan.set_aside] == [{}]


def test_a_sheet_that_counts_one_on_every_row_is_a_list_of_persons(office):
    rows = "".join(f"Val-Fleuri;Personne {n};1;2026\n" for n in range(8))

    with pytest.raises(FileRefused) as refused:
        office.read(f"{HEADER}\n{rows}")

    assert refused.value.refusal == "SENSITIVE_DATA"
    assert "Personne 3" not in str(refused.value)


def test_a_list_of_names_and_mails_sent_as_counts_is_refused_as_persons(office):
    with pytest.raises(FileRefused) as refused:
        office.read("Nom;Courriel;Territoire\nModèle;dominique@ex.example;Val-Fleuri\n", "ppde-cohortes")

    assert refused.value.refusal == "SENSITIVE_DATA"
    assert "Modèle" not in str(refused.value)


def test_what_is_no_count_is_set_aside_without_being_repeated(office):
    plan = office.plan(f"{HEADER}\nVal-Fleuri;A;Modèle Dominique;2026\nVal-Fleuri;B;12;2026\n")

    assert [(p.code, p.line, p.column) for p in plan.problems] == [("NUMBER_OUT_OF_RANGE", 2, "Effectif")]
    assert "Modèle" not in plan.problems[0].value + plan.problems[0].message
    assert plan.created == 1


def test_a_sheet_without_a_header_repeats_nothing_of_its_first_line(office):
    with pytest.raises(FileRefused) as refused:
        office.plan("Dominique Modèle;12/05/1980;Val-Fleuri\nCamille Exemple;03/04/1975;Val-Fleuri\n", "ppde-cohortes")

    assert refused.value.refusal == "HEADER_MISSING"
    assert "Modèle" not in str(refused.value)
    assert "Territoire" in str(refused.value)


@pytest.mark.parametrize(
    "sheet",
    ["Territoire;Moins de 26 ans;50 ans et plus;Total\nVal-Fleuri;12;40;52\n", "Territoire;Moins de 26 ans;50 ans et plus\nVal-Fleuri;12;40\n"],
)
def test_counts_in_columns_are_told_how_to_become_rows(office, sheet):
    with pytest.raises(FileRefused) as refused:
        office.rows(sheet, "ppde-cohortes")

    assert "Vos tranches sont en colonnes ? Faites-en des lignes" in str(refused.value)
    assert "=Tranche" not in refused.value.typed.replace("Ma colonne=Tranche", "")


def test_the_estimates_of_all_sources_are_totals_be_they_retained_or_not(office):
    for source, estimate in (("recensement", 30), ("diagnostic", 45)):
        office.send(TERRITORY.replace(";30\n", f";{estimate}\n"), "territoires", source=source)

    office.send(SEXES)

    assert office.actor("femmes, Val-Fleuri, 2026").value("count") is None
