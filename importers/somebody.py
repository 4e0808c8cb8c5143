"""How somebody is named, and the words that only an organisation's name holds: what tells one from the other."""

from __future__ import annotations

import re

from kb.communes import folded_names
from kb.territories import USUAL_NAMES
from kb.text import fold

CIVILITIES = ("M.", "Mr", "MM.", "Mme", "Mlle", "Monsieur", "Madame", "Mademoiselle")
CIVILITY = "|".join(map(re.escape, CIVILITIES))
#: In a remark, whom it names: a civility and a name, a first name and an initial, or a first name and a surname in capitals.
NAMED = (
    rf"(?:\b(?:{CIVILITY})\s+[A-ZÀ-Ý][\w'’-]*\.?(?:\s[A-ZÀ-Ý][\w'’-]*\.?)?"
    r"|\b[A-ZÀ-Ý][a-zà-ÿ]+(?:-[A-ZÀ-Ý][a-zà-ÿ]+)?\s(?:[A-ZÀ-Ý]\.|[A-ZÀ-Ý][A-ZÀ-Ý'’-]{3,}\b))"
)
#: A name that nothing tells from a person's: two or three words with a capital, of letters alone.
AS_A_PERSON = re.compile(r"(?:[A-ZÀ-Ý][a-zA-ZÀ-ÿ'’-]+\s){1,2}[A-ZÀ-Ý][a-zA-ZÀ-ÿ'’-]+")
#: The same in a seat of those out of work: a civility, an initial, or small letters alone.
SOMEBODY = re.compile(rf"(?:{CIVILITY})\s.+|(?:[A-ZÀ-Ý]\.\s*)+[A-ZÀ-Ý][\w'’-]+|[A-ZÀ-Ý][\w'’-]+\s[A-ZÀ-Ý]\.|[a-zà-ÿ'’-]+\s[a-zà-ÿ'’-]+|{AS_A_PERSON.pattern}")
#: The same after a word that says of whom: small letters alone would be « tout public ».
NAME_ALONE = re.compile(rf"(?:{CIVILITY})\s.+|(?:[A-ZÀ-Ý]\.\s*)+[A-ZÀ-Ý][\w'’-]+|[A-ZÀ-Ý][\w'’-]+\s[A-ZÀ-Ý]\.?|{AS_A_PERSON.pattern}")
#: Words that the name of a place may hold, and hardly a person's.
_OF_PLACES = frozenset({word for names in USUAL_NAMES.values() for name in names for word in fold(name).split()} | {
    "val", "st", "ste", "grand", "grande", "petit", "petite", "saint", "sainte", "mont", "vieux", "vieille", "haut", "bas", "nord", "sud", "est", "ouest", "cite", "quartier",
    "bourg", "pre", "bois", "la", "le", "les", "lyon", "rhone", "vaulx", "bron", "isere",
}) - {"jean", "leo"}  # fmt: skip
#: Words that only an organisation's name holds.
COLLECTIVE = frozenset({
    "accueil", "agence", "ag", "aide", "antenne", "asso", "association", "associations", "atelier", "ateliers", "boutique", "bureau",
    "cap", "ccas", "cellule", "centre", "chambre", "cle", "club", "collectif", "college", "comite", "commission", "commune", "conseil",
    "cooperative", "coordination", "departement", "direction", "dispositif", "ebe", "ecole", "entreprise", "equipe", "espace", "federation",
    "fondation", "fonds", "forum", "france", "garage", "groupe", "groupement", "guichet", "initiative", "institut", "insertion", "jardin",
    "jardins", "ligue", "maison", "maisons", "mairie", "metropole", "mission", "mouvement", "observatoire", "permanence", "plateforme",
    "plie", "point", "pole", "programme", "projet", "referents", "regie", "region", "relais", "reseau", "scic", "scop", "service", "services",
    "aci", "adie", "afpa", "bge", "caf", "carsat", "cibc", "cidff", "cms", "coorace", "cpam", "ddets", "dreets", "e2c", "epci", "epide", "esat", "etcld",
    "etti", "geiq", "greta", "mds", "mjc", "mmie", "opco", "ptce", "sarl", "spip", "tzcld", "udaf", "urssaf",
    "siae", "societe", "solidarite", "solidarites", "structure", "syndicat", "territoire", "tremplin", "union", "ville",
})  # fmt: skip


def names_one(named: re.Match[str]) -> bool:
    """Tell whether what may be the name of a person is not an organisation's."""
    return named.group().split()[0] in CIVILITIES or COLLECTIVE.isdisjoint(fold(named.group()).split())


def names_a_body(text: str) -> bool:
    """Tell whether a text has a word that only the name of an organisation holds.

    >>> names_a_body("Mission locale de Lyon"), names_a_body("Jean Martin")
    (True, False)
    """
    return not COLLECTIVE.isdisjoint(fold(text).split())


def names_a_place(text: str) -> bool:
    """Tell whether a text has a word that is sooner a place's than a person's.

    >>> names_a_place("Plaine Santy"), names_a_place("Jean Martin"), names_a_place("Pierre-Bénite"), names_a_place("Charly")
    (True, False, True, True)
    """
    words = fold(text)
    return not _OF_PLACES.isdisjoint(words.split()) or words in folded_names() or any(f" {name} " in f" {words} " for name in folded_names() if " " in name)
