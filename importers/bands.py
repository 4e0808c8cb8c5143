"""What a count is counted by: an age, a duration, a level, a situation; a name in its place is a person's."""

from __future__ import annotations

import re

from kb.text import fold

#: Words of bands, folded, and how others begin: one is enough.
_BAND = re.compile(
    r"(?:an|annee|mois|age|bac|bep|cap|cep|ash|brsa|csp|cv|deld|fle|oeth|ppde|qpv|rqth|rsa|are|ass|aah|zrr|autre|cadre|dont|ensemble|"
    r"entre|femme|homme|fille|foyer|garcon|genre|groupe|hors|isole|jeune|langue|licence|long|longue|duree|lycee|master|menage|"
    r"metropole|moins|moyen|niveau|non|parent|part|permis|plus|public|quartier|sans|senior|sexe|sortie|entree|stage|total|tous|"
    r"toute|tranche|tres|veuf|veuve|ville|zone|gens|temps|arrivant|nouveau|nouvelle|sortant|partiel|adulte|actif|active|couple|enfant|mixte)[es]?s?"
    r"|(?:accompagn|allocat|benefici|categor|chomeu|chomag|demandeu|diplom|effectif|emplo|equivalen|etrang|francais|famil|femini|"
    r"masculin|format|handicap|heberg|identifi|illettr|inacti|indemnis|inscri|locatair|logement|mineur|minima|mobil|monoparent|"
    r"nationalit|orient|ouvrier|parcours|personn|primo|prioritair|proprietair|qualifi|recherch|reconnu|refugi|rencontr|resid|"
    r"salari|situat|supplement|travail|veteran|volontair|priv|migrant|retrait|scolari|lettr|europe|cohort|habitant).*"
)
_APART = re.compile(r"[(\[)\],;:/|–—]|\s-\s")
#: A word of a name: « Dominique », « MODÈLE », « Anne-Lise », « D. ».
_NAME = re.compile(r"[^\W\d_a-zß-öø-ÿ][^\W\d_]*(?:['’-][^\W\d_]+)*\.?")
_PARTICLES = frozenset({"de", "du", "des", "da", "dos", "el", "la", "le", "ben", "bint", "van", "von", "y"})


def names_a_person(band: str) -> bool:
    """Tell whether a band, or a part of it, is two words or more written as a name, none of which is a band's.

    >>> names_a_person("Dominique Modèle"), names_a_person("MODÈLE Dominique, 52 ans")
    (True, True)
    >>> names_a_person("Travailleurs Handicapés"), names_a_person("50 ans et plus"), names_a_person("Hommes")
    (False, False, False)
    """
    return any(_is_name(part.split()) for part in _APART.split(band))


def _is_name(words: list[str]) -> bool:
    capital = [word for word in words if word.casefold() not in _PARTICLES]
    if not 2 <= len(capital) <= 4 or not all(map(_NAME.fullmatch, capital)):
        return False
    return max(map(len, capital)) > 2 and not any(_BAND.fullmatch(word) for word in fold(" ".join(capital)).split())
