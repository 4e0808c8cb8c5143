"""Consistency, rights and persons: rows that contradict each other, columns nobody may set, lists that never enter."""

from __future__ import annotations

import pytest

from tests.api.catalogue.cases import SIRETS, Case, check, document, raw_document, table, workbook

HEAD = ("nom", "siret", "commune", "notes")
NIR = "2 84 05 69 123 456 08"
NIRS = ("2 84 05 69 123 456", "184056912345667", "1 84 05 2A 123 456 05")


def key_of(digits: str) -> str:
    """Return a social security number with its key, made up."""
    return f"{digits}{97 - int(digits) % 97:02d}"


MADE_UP = key_of("2840569123456")
SPACED = f"{MADE_UP[0]} {MADE_UP[1:3]} {MADE_UP[3:5]} {MADE_UP[5:7]} {MADE_UP[7:10]} {MADE_UP[10:13]} {MADE_UP[13:]}"

CASES = [
    Case("csv_same_siret.csv", table("nom;siret;commune", f"Atelier bleu;{SIRETS[2]};Givors", f"Menuiserie;{SIRETS[2]};Grigny"), "partial", "DUPLICATE_IN_FILE", 1, 1),
    Case("csv_same_siret_order.csv", table("nom;siret;commune", f"Menuiserie;{SIRETS[2]};Grigny", f"Atelier bleu;{SIRETS[2]};Givors"), "partial", "DUPLICATE_IN_FILE", 1, 1),
    Case("csv_same_siret_post_code.csv", table("nom;siret;code_postal;commune", f"Atelier bleu;{SIRETS[2]};69700;Givors", f"Menuiserie;{SIRETS[2]};69520;Grigny", "Atelier bleu;;38000;Grenoble"), "partial", "DUPLICATE_IN_FILE", 2, 1),
    Case("csv_same_siret_two_places_post_code_only.csv", table("nom;siret;code_postal", f"Atelier bleu;{SIRETS[2]};69700", f"Menuiserie;{SIRETS[2]};38000"), "partial", "DUPLICATE_IN_FILE", 1, 1),
    Case("csv_same_siret_addresses.csv", table("nom;siret;adresse", f"Atelier bleu;{SIRETS[2]};1 rue A, Givors", f"Menuiserie;{SIRETS[2]};2 rue B, Grigny"), "partial", "DUPLICATE_IN_FILE", 1, 1),
    Case("csv_same_siret_names_only.csv", table("nom;siret;commune", f"Atelier bleu;{SIRETS[2]};Givors", f"Menuiserie;{SIRETS[2]};Givors"), "warn", "DUPLICATE_IN_FILE", 2, 0),
    Case("csv_same_siret_three.csv", table("nom;siret;commune;notes", f"Atelier bleu;{SIRETS[2]};Givors;a", f"Menuiserie;{SIRETS[2]};Grigny;b", f"ATELIER BLEU;{SIRETS[2]};Givors;c"), "partial", "DUPLICATE_IN_FILE", 2, 1),
    Case("json_same_siret.json", document({"nom": "Atelier bleu", "siret": SIRETS[2], "commune": "Givors"}, {"nom": "Menuiserie", "siret": SIRETS[2], "commune": "Grigny"}), "partial", "DUPLICATE_IN_FILE", 1, 1),
    Case("xlsx_same_siret.xlsx", workbook(HEAD, ("Atelier bleu", SIRETS[2], "Givors", ""), ("Menuiserie", SIRETS[2], "Grigny", "")), "partial", "DUPLICATE_IN_FILE", 1, 1),
    Case("csv_same_name_other_town.csv", table("nom;commune", "Emmaüs;Givors", "Emmaüs;Grigny"), "accept", "", 2, 0),
    Case("csv_cycle.csv", table("nom;parent", "A;B", "B;A", "C;"), "partial", "PARENT_CYCLE", 1, 2, ("→",)),
    Case("csv_cycle_siret.csv", table("nom;siret;parent", f"A;{SIRETS[2]};{SIRETS[3]}", f"B;{SIRETS[3]};{SIRETS[2]}", f"C;{SIRETS[4]};"), "partial", "PARENT_CYCLE", 1, 2, ("→",)),
    Case("csv_self_parent.csv", table("nom;parent", "A;A", "B;"), "partial", "PARENT_CYCLE", 1, 1),
    Case("csv_self_parent_siret.csv", table("nom;siret;parent", f"A;{SIRETS[2]};{SIRETS[2]}", "B;;"), "partial", "PARENT_CYCLE", 1, 1),
    Case("csv_self_parent_case.csv", table("nom;parent", "Atelier;ATELIER", "B;"), "partial", "PARENT_CYCLE", 1, 1),
    Case("csv_cycle_depend.csv", table("nom;dépend de", "A;B", "B;A", "C;"), "partial", "PARENT_CYCLE", 1, 2),
    Case("json_cycle.json", document({"nom": "A", "parent": "B"}, {"nom": "B", "parent": "A"}, {"nom": "C"}), "partial", "PARENT_CYCLE", 1, 2),
    Case("csv_cycle_with_base.csv", table("nom;siret;parent", f"Atelier des Possibles;{SIRETS[0]};Régie de quartier Les Érables", f"Régie de quartier Les Érables;{SIRETS[1]};Atelier des Possibles", "C;;"), "partial", "PARENT_CYCLE", 1, 2),
    Case("csv_cycle_long.csv", table("nom;parent", *(f"A{n};A{(n + 1) % 3000}" for n in range(3000)), "Z;"), "partial", "PARENT_CYCLE", 1, 3000),
    Case("csv_ties_mutual.csv", table("source;cible;relation", f"{SIRETS[0]};{SIRETS[1]};FINANCE", f"{SIRETS[1]};{SIRETS[0]};FINANCE"), "accept", "", 2, 0),
    Case("csv_ties_unknown.csv", table("source;cible;relation", f"{SIRETS[0]};{SIRETS[1]};FINANCE", f"{SIRETS[0]};{SIRETS[4]};FINANCE"), "partial", "RELATION_END_UNKNOWN", 1, 1, lines=(3,)),
    Case("csv_ties_unknown_name.csv", table("source;cible;relation", f"{SIRETS[0]};Personne;FINANCE", f"{SIRETS[0]};;FINANCE", f"{SIRETS[0]};{SIRETS[0]};FINANCE", f"{SIRETS[0]};{SIRETS[1]};FINANCE"), "partial", "RELATION_END_UNKNOWN", 1, 3, lines=(2, 3, 4)),
    Case("csv_ties_self_mixed.csv", table("source;cible;relation", f"{SIRETS[0]};Atelier des Possibles;FINANCE", f"{SIRETS[0]};{SIRETS[1]};FINANCE"), "partial", "RELATION_END_UNKNOWN", 1, 1),
    Case("csv_ties_self_spaced.csv", table("source;cible;relation", f"{SIRETS[0]};999 000 011 00018;FINANCE", f"{SIRETS[0]};{SIRETS[1]};FINANCE"), "partial", "RELATION_END_UNKNOWN", 1, 1),
    Case("csv_ties_empty_source.csv", table("source;cible;relation", f";{SIRETS[1]};FINANCE", f"{SIRETS[0]};{SIRETS[1]};FINANCE"), "partial", "RELATION_END_UNKNOWN", 1, 1),
    Case("csv_ties_type.csv", table("source;type;cible", f"{SIRETS[0]};PARTENAIRE;{SIRETS[4]}", f"{SIRETS[0]};PARTENAIRE;{SIRETS[1]}"), "partial", "RELATION_END_UNKNOWN", 1, 1),
    Case("json_ties.json", document({"nom": "A", "siret": SIRETS[2]}, relations=[{"source": SIRETS[2], "cible": "inconnu", "relation": "FINANCE"}, {"source": SIRETS[2], "cible": SIRETS[2], "relation": "FINANCE"}]), "partial", "RELATION_END_UNKNOWN", 1, 2),
    Case("json_ties_null.json", raw_document(f'{{"nom": "A", "siret": "{SIRETS[2]}"}}')[:-1] + f', "relations": [{{"source": "{SIRETS[2]}", "cible": null, "relation": "FINANCE"}}]}}'.encode(), "partial", "RELATION_END_UNKNOWN", 1, 1),
    Case("csv_parent_unknown.csv", table("nom;parent", "A;Nulle part", "B;"), "partial", "RELATION_END_UNKNOWN", 1, 1),
    *(
        Case(f"csv_forbidden_{n}.csv", table(f"{header};nom;siret", f"1;A;{SIRETS[2]}"), "reject", "COLUMN_FORBIDDEN", says=(header.split(";")[0],))
        for n, header in enumerate(("_id", "id_interne", "id interne", "proprietaire", "propriétaire", "owner", "sensibilite", "sensibilité", "auteur", "version", "_version", "cree_par", "créé le", "created_by", "updated_at", "modifie_par", "owner_id", "couche", "internal_id", "cree_le", "sensitivity", "author", "visibilite", "confidentialite", "modified_by"))
    ),
    Case("csv_forbidden_several.csv", table("id;nom;siret;proprietaire;sensibilite;auteur;version", f"1;A;{SIRETS[2]};root;public;x;0"), "reject", "COLUMN_FORBIDDEN", says=("id", "proprietaire", "sensibilite", "auteur", "version")),
    Case("xlsx_forbidden.xlsx", workbook(("nom", "siret", "proprietaire"), ("A", SIRETS[2], "root")), "reject", "COLUMN_FORBIDDEN"),
    Case("csv_role_territory.csv", table("nom;siret;territoire;role", f"A;{SIRETS[2]};Villeurbanne Saint-Jean;membre du CLE"), "accept", "", 1, 0),
    *(
        Case(f"json_forbidden_{n}.json", document({"nom": "A", member: "x"}), "reject", "FIELD_FORBIDDEN")
        for n, member in enumerate(("id", "_id", "proprietaire", "owner", "sensibilite", "cree_le", "_version", "droits", "admin", "is_admin", "mot_de_passe", "cree_par", "modifie_par", "created_by", "permissions", "__class__", "__init__", "__proto__", "constructor", "prototype", "version", "auteur", "updated_at", "owner_id"))
    ),
    Case("csv_territory_unknown.csv", table("nom;siret;territoire", f"Amis d'Atlantide;{SIRETS[2]};Atlantide", f"B;{SIRETS[3]};Villeurbanne Saint-Jean"), "partial", "TERRITORY_FORBIDDEN", 1, 1, lines=(2,)),
    Case("json_territory_unknown.json", document({"nom": "A", "territoire": "Atlantide"}, {"nom": "B"}), "partial", "TERRITORY_FORBIDDEN", 1, 1),
    Case("json_users.json", document({"nom": "A"}, utilisateurs=[{"login": "x", "role": "admin"}]), "reject", "FIELD_FORBIDDEN", says=("utilisateurs",)),
    Case("json_users_en.json", document({"nom": "A"}, users=[{"login": "x"}]), "reject", "FIELD_FORBIDDEN", says=("users",)),
    Case("json_comptes.json", document({"nom": "A"}, comptes=[], roles=[]), "reject", "FIELD_FORBIDDEN"),
    Case("json_magic_nested.json", raw_document('{"nom": "A", "autre": {"constructor": {"prototype": {"x": 1}}}}'), "reject", "FIELD_FORBIDDEN"),
    Case("json_magic_globals.json", raw_document('{"nom": "A", "__globals__": 1}'), "reject", "FIELD_FORBIDDEN"),
    Case("json_magic_top.json", b'{"__proto__": {"admin": true}, "organisations": []}', "reject", "FIELD_FORBIDDEN"),
    Case("json_lines_forbidden.jsonl", b'{"nom": "A", "proprietaire": "root"}\n{"nom": "B"}\n', "reject", "FIELD_FORBIDDEN"),
    Case("csv_persons.csv", table("nom;prenom;date_naissance;nir;sante", f"Martin;Anne;01/02/1980;{SPACED};asthme"), "reject", "SENSITIVE_DATA"),
    Case("csv_persons_birth.csv", table("nom;prénom;date de naissance", "Martin;Anne;01/02/1980"), "reject", "SENSITIVE_DATA"),
    Case("csv_persons_health.csv", table("Nom;Prénom;Né(e) le;Problème de santé;Téléphone", "Martin;Anne;01/02/1980;asthme;06"), "reject", "SENSITIVE_DATA"),
    Case("csv_persons_nir.csv", table("nom;numero_securite_sociale;notes", f"Martin;{MADE_UP};RQTH"), "reject", "SENSITIVE_DATA"),
    Case("csv_persons_notes.csv", table("nom;date_naissance;nir;notes_sante", f"Martin Anne;01/02/1980;{MADE_UP};asthme sévère"), "reject", "SENSITIVE_DATA"),
    Case("csv_persons_typed.csv", table("nom;type;date_naissance;nir;notes", f"Martin Anne;demandeur d'emploi;01/02/1980;{MADE_UP};asthme"), "reject", "SENSITIVE_DATA"),
    Case("csv_persons_unlabelled.csv", table("nom;prenom;naissance;numero;etat_de_sante", f"Martin;Anne;01/02/1980;{SPACED};asthme"), "reject", "SENSITIVE_DATA"),
    Case("xlsx_persons.xlsx", workbook(("nom", "prenom", "date_naissance", "nir"), ("Martin", "Anne", "01/02/1980", MADE_UP)), "reject", "SENSITIVE_DATA"),
    Case("json_persons.json", document({"nom": "Martin", "prenom": "Anne", "date_naissance": "01/02/1980", "nir": MADE_UP}), "reject", "SENSITIVE_DATA"),
    Case("json_persons_section.json", document({"nom": "A"}, personnes=[{"nom": "Martin", "nir": MADE_UP}]), "reject", ""),
    Case("csv_nir_in_note.csv", table("nom;siret;notes", f"A;{SIRETS[2]};Suivi de M. X, NIR {SPACED}, à rappeler", f"B;{SIRETS[3]};"), "partial", "SENSITIVE_DATA", 1, 1, lines=(2,)),
    Case("csv_nir_in_note_compact.csv", table("nom;siret;notes", f"A;{SIRETS[2]};n° {MADE_UP}", f"B;{SIRETS[3]};"), "partial", "SENSITIVE_DATA", 1, 1),
    Case("csv_nir_in_note_13.csv", table("nom;siret;notes", f"A;{SIRETS[2]};NIR {MADE_UP[:13]}", f"B;{SIRETS[3]};"), "partial", "SENSITIVE_DATA", 1, 1),
    Case("csv_nir_in_note_wrong_key.csv", table("nom;siret;notes", f"A;{SIRETS[2]};NIR 2 84 05 69 123 456 99", f"B;{SIRETS[3]};"), "partial", "SENSITIVE_DATA", 1, 1),
    Case("csv_nir_in_note_bare_wrong_key.csv", table("nom;siret;notes", f"A;{SIRETS[2]};dossier de Mme 2 84 05 69 123 456 99", f"B;{SIRETS[3]};"), "partial", "SENSITIVE_DATA", 1, 1),
    Case("json_nir_in_note.json", document({"nom": "A", "notes": f"voir {SPACED}"}, {"nom": "B"}), "partial", "SENSITIVE_DATA", 1, 1),
    Case("xlsx_nir_in_note.xlsx", workbook(HEAD, ("A", SIRETS[2], "", f"voir {SPACED}"), ("B", SIRETS[3], "", "")), "partial", "SENSITIVE_DATA", 1, 1),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_contradictions_rights_and_persons_get_what_the_catalogue_says(send, case):
    sent = send(case.name, case.made())

    check(case, sent)
    told = " ".join((str(sent.report), sent.errors, sent.aside, sent.journal, sent.after.decode()))
    for number in (MADE_UP, SPACED, MADE_UP[:13], SPACED[:-3], "asthme"):
        assert number not in told


@pytest.mark.parametrize("name", ["csv_territory_unknown.csv", "json_territory_unknown.json"])
def test_an_unknown_territory_is_named_with_its_column(send, name):
    case = next(case for case in CASES if case.name == name)

    (told,) = send(name, case.made()).report["problems"]

    assert (told["column"], told["value"]) == ("territoire", "Atlantide")
