"""What a count is counted by: an age, a duration, a level, a situation; words that say none of it may be a person's name."""

from __future__ import annotations

import re

from kb.text import fold

#: Words of bands, folded, and how others begin: one is enough.
_BAND = re.compile(
    r"(?:an|annee|mois|age|bac|bep|cap|cep|ash|brsa|csp|cv|deld|fle|oeth|ppde|qpv|rqth|rsa|are|ass|aah|zrr|autre|cadre|dont|ensemble|"
    r"entre|femme|homme|fille|foyer|garcon|genre|groupe|hors|isole|jeune|langue|licence|long|longue|duree|lycee|master|menage|"
    r"metropole|moins|moyen|niveau|non|parent|part|permis|plus|public|quartier|sans|senior|sexe|sortie|entree|stage|total|tous|"
    r"toute|tranche|tres|veuf|veuve|ville|zone|gens|temps|arrivant|nouveau|nouvelle|sortant|partiel|adulte|actif|active|couple|enfant|mixte|"
    r"aucun|bas|brevet|cdd|cdi|contrat|doctorat|faible|garde|grossesse|interim|justice|liste|pec|pmr|proche|sante|siae|voyage|ebe)[es]?s?"
    r"|(?:accompagn|allocat|benefici|categor|chomeu|chomag|demandeu|diplom|effectif|emplo|equivalen|etrang|francais|famil|femini|"
    r"masculin|format|handicap|heberg|identifi|illettr|inacti|indemnis|inscri|locatair|logement|mineur|minima|mobil|monoparent|"
    r"nationalit|orient|ouvrier|parcours|personn|primo|prioritair|proprietair|qualifi|recherch|reconnu|refugi|rencontr|resid|"
    r"accueil|aidant|allophon|alphabet|analphabet|autonom|collegi|detenu|dispositif|embauch|indetermin|inconnu|inferieu|invalid|"
    r"malad|numeri|precair|precarit|prescri|renseign|rural|saisonni|secondair|social|suivi|superieu|urbain|vehicul|vulnerab|"
    r"salari|situat|supplement|travail|veteran|volontair|priv|migrant|retrait|scolari|lettr|europe|cohort|habitant).*"
)
#: Where a name may end: a sign, or the age that follows it (« camille exemple 52 ans »).
_APART = re.compile(r"[(\[)\],;:/|–—\d]|\s-\s")
#: A word of a name, whatever its capitals: « Dominique », « MODÈLE », « anne-lise », « D. ».
_NAME = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*\.?")
_PARTICLES = frozenset({"de", "du", "des", "da", "dos", "el", "la", "le", "ben", "bint", "van", "von", "y"})
#: Words that tie what a band says (« sous main levée », « en attente »), and no two words of a name.
_LINKS = frozenset({"à", "au", "aux", "avec", "dans", "depuis", "en", "par", "pour", "sous", "sur"})


def names_a_person(band: str) -> bool:
    """Tell whether a band, or a part of it, is two words or more that may be a name, none of which is a band's.

    >>> names_a_person("Dominique Modèle"), names_a_person("modèle dominique"), names_a_person("MODÈLE Dominique 52 ans")
    (True, True, True)
    >>> names_a_person("Travailleurs Handicapés"), names_a_person("50 ans et plus"), names_a_person("hommes")
    (False, False, False)
    """
    return any(_is_name(part.split()) for part in _APART.split(band))


def is_of_bands(cell: str) -> bool:
    """Tell whether every word of a cell is a band's, numbers aside.

    >>> is_of_bands("2 PPDE"), is_of_bands("3 demandeurs d'emploi"), is_of_bands("Camille")
    (True, True, False)
    """
    words = [word for word in fold(cell).split() if not word.isdigit() and len(word) > 1]
    return bool(words) and all(_BAND.fullmatch(word) for word in words)


def _is_name(words: list[str]) -> bool:
    told = [word for word in words if word.casefold() not in _PARTICLES]
    if not 2 <= len(told) <= 4 or not all(map(_NAME.fullmatch, told)) or not _LINKS.isdisjoint(told):
        return False
    return max(map(len, told)) > 2 and not any(_BAND.fullmatch(word) for word in fold(" ".join(told)).split())
