"""What a person wants to do, less the words that only say they want it: « ouvrir une laverie » asks for a laundry."""

from __future__ import annotations

from kb.services.classify import classify
from kb.services.facts import ActivityFacts
from kb.services.words import words
from kb.text import fold

#: Words that open a wish and tell nothing of the service.
_INTENT = frozenset(
    fold(
        "ouvrir ouverture créer création monter lancer lancement démarrer démarrage développer développement installer "
        "installation implanter reprendre reprise trouver chercher cherche recherche proposer avoir besoin besoins faire "
        "mettre place projet projets idée activité service services nouveau nouvelle nouvel offre offrir disposer "
        "organiser aider aide quelqu qui pour un une"
    ).split()
)


#: Share of belief from which the type of a wish is what is looked for.
SURE = 0.25


def wish(text: str) -> ActivityFacts:
    """Return a wish as an activity to compare with others: a few words that name a type are taken at their word.

    >>> wish("Ouvrir une laverie").confirmed_types
    ('laverie',)
    """
    title = wished(text)
    return ActivityFacts(
        "", title, confirmed_types=tuple(guess.code for guess in classify(title) if guess.score >= SURE)
    )


def wished(text: str) -> str:
    """Return the words of a wish from the first that names something, or all of them when none does.

    >>> wished("Ouvrir une laverie solidaire"), wished("monter un atelier d'installation"), wished("Ouvrir")
    ('laverie solidaire', 'atelier installation', 'ouvrir')
    """
    said = words(text)
    first = next((at for at, word in enumerate(said) if word not in _INTENT), 0)
    return " ".join(said[first:])
