"""The small words, legal forms and abbreviations of French organisations' names.

Abbreviations are those that the national register of companies uses when a name is longer than its field; acronyms are
those of common institutions. Nothing here names one organisation: what one is called lives in the alias register.
"""

from __future__ import annotations

STOP = frozenset(["l", "d", "de", "du", "des", "la", "le", "les", "et", "en", "a", "au", "aux", "pour", "par", "sur", "un", "une", "dans", "s", "n", "y"])

#: Legal forms, however written, by the one under which they are compared.
FORMS: dict[str, str] = {
    **dict.fromkeys(["association", "assoc", "ass", "asso", "associations"], "association"),
    **dict.fromkeys(["sarl", "eurl", "sas", "sasu", "sa", "snc", "sci", "scea", "earl", "selarl", "societe", "ste"], "societe"),
    **dict.fromkeys(["scop", "scic", "cooperative", "coop"], "cooperative"),
    **dict.fromkeys(["gip", "gie"], "groupement"),
    **dict.fromkeys(["fondation", "fond"], "fondation"),
}

#: Words that say a kind of structure, not which one: telling only when nothing else is there.
KIND_WORDS = frozenset(["aci", "ai", "ei", "etti", "eiti", "siae"])

#: Words by which a part of a body is called: a name that is a body's and one of them is of that part, not of the body.
PARTS = frozenset(["services", "direction", "pole", "antenne", "plie", "agence", "delegation", "cellule", "mission"])

#: Words the register and offices shorten, by their whole form.
SHORT: dict[str, str] = {
    "ctre": "centre", "cntre": "centre", "ctr": "centre", "com": "communal", "comm": "communal", "interm": "intermediaire",
    "intermed": "intermediaire", "entr": "entreprise", "ent": "entreprise", "entrep": "entreprise",
    "entrepr": "entreprise", "serv": "services", "sces": "services", "svces": "services", "svc": "services",
    "service": "services", "dom": "domicile", "insert": "insertion", "reinser": "reinsertion", "reinsert": "reinsertion",
    "dept": "departement", "depart": "departement", "depal": "departemental", "dep": "departement",
    "develop": "developpement", "devel": "developpement", "devpt": "developpement", "dvpt": "developpement",
    "dev": "developpement", "fed": "federation", "feder": "federation", "form": "formation", "format": "formation",
    "trav": "travail", "prof": "professionnelle", "profes": "professionnelle", "gest": "gestion", "gpt": "groupement",
    "grpt": "groupement", "groupt": "groupement", "empl": "emploi", "employ": "employeurs", "nat": "national",
    "intercom": "intercommunal", "intercomm": "intercommunal", "mun": "municipal", "st": "saint", "ste": "sainte",
    "cte": "communaute", "cc": "communaute communes", "environ": "environnement",
    "environnem": "environnement", "solid": "solidarite", "econ": "economique", "amen": "amenagement",
    "amenag": "amenagement", "asst": "assistance", "qrt": "quartier", "quartiers": "quartier", "regies": "regie",
    "jard": "jardin", "jardins": "jardin", "restos": "restaurants", "resto": "restaurants", "chant": "chantier",
    "chantiers": "chantier", "cnal": "communal", "act": "action", "soc": "sociale", "mais": "maison", "coeurs": "coeur",
    "qualif": "qualification", "educ": "education", "cult": "culturelle", "region": "regional",
    "regionale": "regional", "departementale": "departemental", "communale": "communal", "intercommunale": "intercommunal",
    "municipale": "municipal", "nationale": "national", "locale": "local", "emplois": "emploi",
}  # fmt: skip

#: Common institutions by their acronym: the words are telling words, in order.
ACRONYMS: dict[str, tuple[str, ...]] = {
    short: tuple(full.split())
    for short, full in {
        "ccas": "centre communal action sociale",
        "cias": "centre intercommunal action sociale",
        "mjc": "maison jeunes culture",
        "geiq": "groupement employeurs insertion qualification",
        "esat": "etablissement services aide travail",
        "plie": "plan local insertion emploi",
        "cpie": "centre permanent initiatives environnement",
        "udaf": "union departemental associations familiales",
        "fjt": "foyer jeunes travailleurs",
        "chrs": "centre hebergement reinsertion sociale",
        "cfa": "centre formation apprentis",
        "cma": "chambre metiers artisanat",
        "cci": "chambre commerce industrie",
        "mmie": "maison metropolitaine insertion emploi",
        "ddets": "direction departemental emploi travail solidarites",
        "dreets": "direction regional economie emploi travail solidarites",
        "direccte": "direction regional entreprises concurrence consommation travail emploi",
        "ebe": "entreprise but emploi",
        "cle": "comite local emploi",
        "tzcld": "territoires zero chomeur longue duree",
        "cidff": "centre information droits femmes familles",
        "adie": "association droit initiative economique",
        "rq": "regie quartier",
        "ml": "mission local",
        "ft": "france travail",
    }.items()
}
