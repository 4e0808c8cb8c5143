"""What stands beside a count: a period, an origin, a territory; none of them is the place of somebody's name."""

from __future__ import annotations

import re

from importers.bands import says_a_band
from importers.somebody import names_a_body
from kb.parts_of_year import period_key
from kb.text import fold

#: A year before the first experiments is somebody's; so is a number that is no day, no month and no short year of them.
_TOO_OLD = re.compile(r"\b(?:1[89]\d\d|(?:3[2-9]|[4-9]\d)|\d{3})\b")
#: A month, or the first and the last of a part of a year, of these experiments.
_MONTHS_OF_YEAR = re.compile(r"20[1-9]\d-\d\d(?:/20[1-9]\d-\d\d)?", re.ASCII)
_APART = re.compile(r"[,;:|()/–—]|\s-\s")
#: Words by which a count says where it was read, folded and in the singular.
_OF_SOURCES = frozenset(
    ["fichier", "tableau", "tableur", "feuille", "base", "extraction", "export", "requete", "enquete", "questionnaire", "sondage", "statistique", "publication", "rapport", "note", "bilan", "diagnostic", "etude", "porte", "comptage", "releve", "registre", "liste", "suivi", "logiciel", "outil", "open", "data", "site", "page", "presse", "article", "compte", "rendu", "courriel", "saisie", "calcul", "insee", "dares", "ddets", "dreets", "stmt", "etcld", "tzcld", "drees", "anct", "cnaf", "dpae", "fichiers", "territorial", "territoriale", "communal", "communale", "metropolitain", "metropolitaine", "national", "nationale", "mensuel", "mensuelle", "trimestriel", "trimestrielle", "annuel", "annuelle"]
)
#: How a person is written, and neither a place nor a body: a civility, an initial, an age, a birth.
_SOMEBODY = re.compile(r"^(?:M\.|Mr|Mme|Mlle|Monsieur|Madame|Mademoiselle)\s|(?:^|[\s.-])[^\W\d_]\.|\b\d+\s*ans\b|^chez\s|\bnée?\s(?:en|le)\b", re.IGNORECASE)


def says_a_period(text: str) -> bool:
    """Tell whether a text says a day, a month, a quarter or a year of these experiments, and no birth.

    >>> says_a_period("2026-T1"), says_a_period("31/12/2026"), says_a_period("1er semestre 2025"), says_a_period("mars 26")
    (True, True, True, True)
    >>> says_a_period("1T2026"), says_a_period("1er trim. 2026"), says_a_period("202603"), says_a_period("1T1970")
    (True, True, True, False)
    >>> says_a_period("12 mars 1970"), says_a_period("Camille"), says_a_period("12/05/70")
    (False, False, False)
    """
    return bool(_MONTHS_OF_YEAR.fullmatch(period_key(text))) or (says_a_band(text) and not _TOO_OLD.search(fold(text)))


def says_an_origin(text: str) -> bool:
    """Tell whether each part of a text is a body, a document, or words of bands: anything else may be somebody.

    >>> says_an_origin("CLE, enquête de mars 2026"), says_an_origin("Mission locale"), says_an_origin("fichier France Travail")
    (True, True, True)
    >>> says_an_origin("Camille"), says_an_origin("entretien avec Camille Exemple"), says_an_origin("Mission locale, Mme Exemple")
    (False, False, False)
    """
    return all(map(_tells_origin, filter(str.strip, _APART.split(text))))


def _tells_origin(part: str) -> bool:
    left = " ".join(word for word in fold(part).split() if word not in _OF_SOURCES and word.removesuffix("s") not in _OF_SOURCES)
    return not _SOMEBODY.search(part.strip()) and (not left or says_a_band(left) or names_a_body(part))


def may_be_a_place(text: str) -> bool:
    """Tell whether a text may name a territory: it is not written as a person is.

    >>> may_be_a_place("Val-Fleuri"), may_be_a_place("Lyon 8"), may_be_a_place("St. Jean"), may_be_a_place("Bron PARILLY")
    (True, True, True, True)
    >>> may_be_a_place("Camille E."), may_be_a_place("Mme Exemple"), may_be_a_place("K.E."), may_be_a_place("Camille, 54 ans")
    (False, False, False, False)
    """
    return not _SOMEBODY.search(text)
