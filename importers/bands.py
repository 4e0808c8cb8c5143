"""What a count is counted by: an age, a duration, a level, a situation; a word that says none of it may be a person's name."""

from __future__ import annotations

import re

from importers.band_words import OPENS, SMALL, WORDS
from importers.somebody import names_a_place
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
#: What stands between two things that a band says.
_PARTS = re.compile(r"[,;:/()\[\]|–—+&]|\s-\s")
#: A word after which any other may stand, and what parts it from the place that it names: « QPV : Mermoz ».
_OPENED = re.compile(rf"\b({'|'.join(sorted(OPENS))})\s*[:(]\s*", re.IGNORECASE)
#: Where they live, come from or are followed, whatever the name of the place.
_FROM = re.compile(
    r"\b(?:habitant(?:e?s|e)?|resident(?:e?s|e)?|residant|domicilie(?:e?s|e)?|originaires?|ressortissant(?:e?s|e)?|publics?|langues?|nationalites?)"
    r"(?: (?:de|du|des|d|a|au|aux|en))+ .*"
)
#: The endings of a word that is of both sexes or of any number: « inscrit(e)s ».
_ENDINGS = re.compile(r"\((?:e|s|es|ne|se|rice|euse)\)s?")
#: Initials, or an acronym with its dots: « K.B. », « R.S.A. ».
_DOTTED = re.compile(r"\b[^\W\d_]\.(?:\s?[^\W\d_](?:\.|\b))*")
#: An age, a duration, a year, a quarter, a level; no number by which somebody is known.
_FIGURES = re.compile(r"\d{1,3}|(?:19|20)\d\d|\d{1,2}(?:er|re|e|eme|nd|nde|ans?|mois)|[tsq][1-4]|[a-c][1-9]")
#: Words under which letters tell one class from another: « catégories A et B ».
_CLASSES = re.compile(r"\b(?:categor|cat\b|groupe|tranche|niveau|niv\b|classe|type|profil|axe|cohorte|vague|phase|permis\b)")
#: How somebody's birth is told, « ne parlant pas » being no birth.
_BIRTH = re.compile(r"\bnee? (?:en|le)\b")
#: Words that tie what a band says (« sous main levée », « en attente »), and no two words of a name.
_LINKS = frozenset({"à", "au", "aux", "avec", "dans", "depuis", "en", "par", "pour", "sous", "sur"})


def says_a_band(band: str, *, few: bool = False) -> bool:
    """Tell whether every word of a band is one that bands are written with: an unknown one may be somebody's name.

    Of a `few` people, the place or the trade that a band names is one word, or known words: two others may be somebody's name.

    >>> says_a_band("+ de 50 ans"), says_a_band("DELD 12-24 mois"), says_a_band("TH/RQTH"), says_a_band("QPV Mermoz"), says_a_band("catégories A, B")
    (True, True, True, True, True)
    >>> says_a_band("Camille"), says_a_band("K.B., 54 ans"), says_a_band("camille, RSA"), says_a_band("dossier 4521")
    (False, False, False, False)
    >>> says_a_band("QPV Mermoz", few=True), says_a_band("EBE Camille Exemple", few=True)
    (True, False)
    """
    folded = fold(band)
    lettered = len(folded) == 1 or bool(_CLASSES.search(folded))
    parts = [fold(part) for part in _PARTS.split(_OPENED.sub(r"\1 ", _DOTTED.sub(_undotted, _ENDINGS.sub("", band))))]
    return bool(folded) and not _BIRTH.search(folded) and all(_says(part, lettered=lettered, few=few) for part in parts)


def _undotted(found: re.Match[str]) -> str:
    """Return the acronym that dotted letters make, or a word that no band has when they are somebody's initials."""
    word = "".join(filter(str.isalpha, found.group()))
    return f"{word} " if len(word) > 2 and _is_known(fold(word)) else "monogramme "


def _says(part: str, *, lettered: bool, few: bool) -> bool:
    """Tell whether a part of a band has no unknown word, but for the name of a place that it says to be one."""
    words = _FROM.sub("", part).replace("france travail", "ft").split()
    opening = next((at for at, word in enumerate(words[:-1]) if word in OPENS), len(words))
    free = [word for word in words[opening:] if not _is_known(word) and word not in OPENS and not names_a_place(word)]
    return all(_is_known(word) or (lettered and len(word) == 1) for word in words[:opening]) and not (few and len(free) > 1)


def _is_known(word: str) -> bool:
    forms = (word, word.removesuffix("s"), word.removesuffix("es"), word.removesuffix("x"), word.removesuffix("e"))
    return word in SMALL or bool(_FIGURES.fullmatch(word)) or any(form in WORDS or _BAND.fullmatch(form) for form in forms)


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
