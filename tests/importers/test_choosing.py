"""A file that no importer recognises is refused with what comes nearest, what it lacks, and how it may enter all the same."""

from __future__ import annotations

import pytest

from importers import read_file
from kb.problems import FileRefused


def refusal(tmp_path, text, name="auto"):
    path = tmp_path / "envoi.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(FileRefused) as refused:
        read_file(name, path)
    return refused.value


def test_the_nearest_importers_are_named_with_what_they_lack(tmp_path):
    said = refusal(tmp_path, "Intitulé;Machin;Commune;Site internet\na;b;c;d\n")

    assert "parties-prenantes (il manque « Nom »)" in str(said)
    assert str(said).count("(il manque") == 3
    assert "Nommez le bon à la place de auto." in said.typed


def test_a_header_that_nobody_knows_names_no_importer_and_says_where_they_are_listed(tmp_path):
    said = refusal(tmp_path, "Truc;Machin;Bidule\na;b;c\n")

    assert said.code == "HEADER_MISSING"
    assert "Aucun de ces noms de colonne n'est connu" in str(said)
    assert '--map "Truc=Nom"' in said.typed
    assert "page Données" in str(said)
    assert len(str(said)) < 500


def test_the_importer_that_was_named_says_its_own_columns(tmp_path):
    said = refusal(tmp_path, "Truc;Machin;Bidule\na;b;c\n", "liens")

    assert "Colonnes attendues : « Source », « Relation », « Cible »" in str(said)
    assert '--map "Truc=Source"' in said.typed


def test_a_first_line_of_data_never_shows_a_number_that_must_not_enter(tmp_path):
    said = refusal(tmp_path, "2 55 08 14 168 025 38;a\nun;deux\n")

    assert "168" not in str(said)
    assert "[numéro masqué]" in str(said)


def test_a_list_of_codes_with_a_description_is_not_told_to_be_a_map(tmp_path):
    said = refusal(tmp_path, "value,label,description\naci,Atelier,Ateliers et chantiers\nai,Asso,Associations\n")

    assert "Aucun importeur ne se reconnaît à ces colonnes" in str(said)
    assert "geo" not in str(said)
    assert "result_score" not in str(said)


def test_of_a_table_of_communes_the_column_that_sounds_like_the_lacking_one_is_proposed(tmp_path):
    said = refusal(tmp_path, "Code_commune_INSEE;Nom_commune;Code_postal;Ligne_5\n69199;ST FONS;69190;\n")

    assert '--map "Nom_commune=Nom"' in said.typed
    assert "result_score" not in str(said)


def test_a_json_list_that_nobody_knows_says_what_it_holds_and_what_is_read(tmp_path):
    path = tmp_path / "secteurs.json"
    path.write_text('[{"model": "sectors.sector", "pk": 1, "fields": {"name": "Espaces verts"}}]', encoding="utf-8")

    with pytest.raises(FileRefused) as refused:
        read_file("auto", path)

    assert refused.value.code == "JSON_SHAPE"
    assert "« model », « pk », « fields »" in str(refused.value)
    assert "siae" in str(refused.value)
    assert "decp" in str(refused.value)


@pytest.mark.parametrize(
    ("header", "between"),
    [
        ("Nom;Enseigne;Type;SIRET", ("siae", "parties-prenantes")),
        ("Raison sociale;Enseigne;Type;Adresse;Code postal;Ville;SIRET", ("siae", "parties-prenantes")),
        ("name;slug;brand;website", ("parties-prenantes", "siae")),
    ],
)
def test_a_header_that_several_would_read_is_refused_with_their_names(tmp_path, header, between):
    said = refusal(tmp_path, f"{header}\n{';'.join('a' for _ in header.split(';'))}\n")

    assert said.code == "IMPORTER_UNSURE"
    assert all(name in str(said) for name in between)


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("Nom;Type;SIRET", "parties-prenantes"),
        ("Nom;Enseigne;Type;SIRET;Notes", "parties-prenantes"),
        ("Nom;Site web", "parties-prenantes"),
        ("siret;kind;name;brand;slug", "siae"),
        ("raison sociale;Enseigne;type;adresse;Code postal;ville;siret", "siae"),
        ("Territoire;Commune", "territoires"),
    ],
)
def test_one_sign_of_its_own_is_enough_to_decide(tmp_path, header, name):
    path = tmp_path / "envoi.csv"
    path.write_text(f"{header}\n", encoding="utf-8")

    assert read_file("auto", path).importer.name == name


def test_of_two_readings_the_one_that_is_named_is_taken(tmp_path):
    path = tmp_path / "envoi.csv"
    path.write_text("Nom;Enseigne;Type;SIRET\nA;B;association;\n", encoding="utf-8")

    assert read_file("parties-prenantes", path).importer.name == "parties-prenantes"


def test_a_wrong_column_is_never_proposed_for_the_lacking_one(tmp_path):
    scdl = "nomAttribuant;idAttribuant;dateConvention;nomBeneficiaire;objet;{};modalites;service;conditionsVersement"

    other = refusal(tmp_path, scdl.format("somme") + "\na;b;c;d;e;f;g;h;i\n")
    alike = refusal(tmp_path, scdl.format("Montant net") + "\na;b;c;d;e;f;g;h;i\n")

    assert '--map "Ma colonne=montant"' in other.typed
    assert '--map "Montant net=montant"' in alike.typed


@pytest.mark.parametrize("column", ["Titulaire / suppléant", "T/S", "Présence"])
def test_a_column_of_marks_is_never_proposed_for_a_name(tmp_path, column):
    said = refusal(tmp_path, f"Collège;Structure;{column}\nÉtat;DDETS;T\nÉconomie;Régie;S\n", "places-cle")

    assert f"{column}=" not in said.typed


def test_what_is_typed_at_a_terminal_is_no_part_of_what_any_door_says(tmp_path):
    for text in ("Truc;Machin;Bidule\na;b;c\n", "Intitulé;Machin;Commune;Site internet\na;b;c;d\n", "Nom;Enseigne;Type;SIRET\na;b;c;d\n"):
        said = refusal(tmp_path, text)

        assert "--" not in str(said)
        assert " auto" not in str(said)
        assert said.typed


def test_a_name_beside_an_organisation_and_a_kind_of_name_is_the_other_name(office):
    reading = office.read("Nom;Organisation;Genre\nPE;France Travail;ancien nom\n", "autres-noms")

    [(_, _, mapping)] = reading.mappings
    assert [column.key for column in mapping.taken.values()] == ["alias", "name", "kind"]


def test_a_header_that_names_another_column_is_not_proposed_for_the_one_that_lacks(tmp_path):
    assert "Organisation=" not in refusal(tmp_path, "Nom;Organisation;Commune\nPE;France Travail;Lyon\n", "autres-noms").at_a_terminal


def test_a_workbook_of_another_format_is_not_said_to_be_none(tmp_path):
    path = tmp_path / "x.xls"
    path.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600)
    with pytest.raises(FileRefused) as refused:
        read_file("auto", path)

    assert "x.xls est un classeur Excel 97-2003 (.xls) : ce format n'est pas lu" in str(refused.value)


@pytest.mark.parametrize(
    "header",
    ["Structure;15/01;12/03;18/06;17/09", "Territoire;Truc;Machin;Chose;Suite;Bidule"],
)
def test_a_table_of_which_hardly_a_column_is_known_is_not_guessed(tmp_path, header):
    said = refusal(tmp_path, f"{header}\n{';'.join('a' for _ in header.split(';'))}\n")

    assert said.code == "IMPORTER_UNSURE"
    assert "Ces colonnes ne suffisent pas à dire ce qu'est ce fichier" in str(said)


def test_a_table_of_which_hardly_a_column_is_known_is_read_once_it_is_named(office):
    assert len(office.rows("Structure;15/01;12/03;18/06;17/09\nRégie;x;x;;x\n", "parties-prenantes")) == 1


def test_what_was_taught_by_a_file_lets_no_other_one_be_guessed(tmp_path):
    taught = {"parties-prenantes": {"secteur": "territory"}}
    path = tmp_path / "presences.csv"
    path.write_text("Structure;15/01;12/03;18/06;17/09\nRégie;x;x;;x\n", encoding="utf-8")
    own = tmp_path / "suivi.csv"
    own.write_text("Structure;Secteur;a;b;c;d;e;f;g;h\nRégie;Val-Fleuri;;;;;;;;\n", encoding="utf-8")

    with pytest.raises(FileRefused) as refused:
        read_file("auto", path, remembered=taught)

    assert refused.value.code == "IMPORTER_UNSURE"
    assert read_file("auto", own, remembered=taught).importer.name == "parties-prenantes"


def test_a_table_of_solicitations_is_one_by_the_headers_that_offices_give_it(tmp_path):
    path = tmp_path / "envoi.csv"
    path.write_text("Qui a été sollicité;Par;Objet;Montant demandé (k€);Date demande;Réponse;Territoire\n", encoding="utf-8")

    (_, _, mapping), *_ = (reading := read_file("auto", path)).mappings

    assert reading.importer.name == "financements"
    assert mapping.ignored == {}


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("Structure;Type;Terr.;Commune", "parties-prenantes"),
        ("Qui finance ?;Pour qui ?;Nature;Combien ?", "financements"),
        ("Quoi;Qui;Pour quand ?;Avec qui ?;Statut", "actions"),
        ("Structure;Type;Territ.;Commune", "parties-prenantes"),
        ("Date;Instance;Terr.;Présents;Décisions / relevé", "reunions"),
    ],
)
def test_the_short_headers_of_offices_are_known(tmp_path, header, name):
    path = tmp_path / "envoi.csv"
    path.write_text(f"{header}\n", encoding="utf-8")

    ((_, _, mapping),) = read_file(name, path).mappings

    assert mapping.ignored == {}
