"""What a state says: of a tie, that it is only in project or was taken back; of an action, whether it is still to be done."""

from __future__ import annotations

import re

from kb.text import fold

_PLANNED = frozenset({"en projet", "prevu", "prevue", "planifie", "planifiee", "a venir", "en preparation"})


def is_planned(state: object) -> bool:
    """Tell whether the state of a tie says that it is only in project.

    >>> is_planned("En préparation"), is_planned("envoyée"), is_planned(None)
    (True, False, False)
    """
    return fold(str(state or "")) in _PLANNED


_CANCELLED = frozenset({"annule", "annulee", "abandonne", "abandonnee", "caduc", "caduque", "retire", "retiree"})


def is_cancelled(state: object) -> bool:
    """Tell whether the state of a tie says that it was granted or agreed, then taken back.

    >>> is_cancelled("Annulé"), is_cancelled("accordé"), is_cancelled(None)
    (True, False, False)
    """
    return fold(str(state or "")) in _CANCELLED


#: How an action stands, in the five words that sheets are read to.
TO_DO, UNDER_WAY, DONE, GIVEN_UP, POSTPONED = "à faire", "en cours", "fait", "abandonné", "reporté"
#: The states by which an action is no longer to be done.
CLOSED = frozenset({DONE, GIVEN_UP})
_OF_ACTIONS = {
    **dict.fromkeys(("a faire", "a lancer", "a venir", "a engager", "a programmer", "a planifier", "ouvert", "ouverte", "en attente", "prevu", "prevue"), TO_DO),
    **dict.fromkeys(("en cours", "commence", "commencee", "engage", "engagee", "lance", "lancee", "demarre", "demarree"), UNDER_WAY),
    **dict.fromkeys(("fait", "faite", "fini", "finie", "realise", "realisee", "termine", "terminee", "clos", "close", "cloture", "cloturee", "acheve",
                     "achevee", "solde", "soldee", "traite", "traitee", "leve", "levee", "effectue", "effectuee", "ok", "x", "oui"), DONE),
    **dict.fromkeys(("abandon", "abandonne", "abandonnee", "annule", "annulee", "sans suite", "sans objet", "supprime", "supprimee"), GIVEN_UP),
    **dict.fromkeys(("reporte", "reportee", "decale", "decalee", "ajourne", "ajournee"), POSTPONED),
}  # fmt: skip
#: What may follow the word of a closed action; « fait l'objet d'une réunion » tells something else.
_AFTER = frozenset({"le", "par", "en", "voir", "cf", "lors", "depuis", "au", "avec", "et", "ce", "hier", "debut", "fin", "mi"})
_IN_PART = frozenset({"partie", "partiellement", "moitie", "presque", "partiel", "partielle"})
_PERCENT = re.compile(r"(\d{1,3})(?:[.,]\d+)?\s*%", re.ASCII)
#: What stands after the word of a state: a remark in brackets, the end of a sentence.
_REMARK = re.compile(r"\s*(?:\((?P<said>[^()?]*)\)|[.!])\s*")
#: What, said anywhere, leaves a closed state in doubt: « fait ? », « fait, à refaire », « soldé - reste 2 points ».
_DOUBT = frozenset({"non", "pas", "reste", "restent", "refaire", "reprendre", "revoir", "valider", "verifier", "completer", "confirmer", "sauf", "mais", "puis", "attente"})
_TICKS = frozenset("✓✔☑✅")


def action_state(said: str) -> str:
    """Return how an action stands, one of five words, from what its sheet says of it; empty when nobody can tell.

    >>> action_state("FAIT le 12/10"), action_state("soldé (voir CR)"), action_state("100 %"), action_state("pas fait")
    ('fait', 'fait', 'fait', 'à faire')
    >>> action_state("fait en partie"), action_state("Fait l'objet d'une réunion"), action_state("à revoir"), action_state("fait ?")
    ('en cours', '', '', '')
    >>> action_state("Fait : non"), action_state("Fait, à refaire"), action_state("Annulé, reporté au 12/03/2027")
    ('', '', '')
    """
    text = said.strip()
    if part := _PERCENT.fullmatch(text):
        return DONE if int(part[1]) >= 100 else UNDER_WAY if int(part[1]) else TO_DO
    if text in _TICKS:
        return DONE
    words = fold(text).split()
    if words[:1] in (["pas"], ["non"]):
        return TO_DO if len(words) > 1 and _begins(words[-1:]) else ""
    state = _OF_ACTIONS.get(fold(_REMARK.sub("", text))) or _begins(words)
    if state == DONE and not _IN_PART.isdisjoint(words):
        return UNDER_WAY
    return "" if state in CLOSED and ("?" in text or _second(words, state)) else state


def _second(words: list[str], state: str) -> bool:
    """Tell whether the words of a closed state say more than it: a doubt, or another state."""
    return not _DOUBT.isdisjoint(words) or any(other not in (state, "") for other in map(_OF_ACTIONS.get, words[1:]) if other)


def _begins(words: list[str]) -> str:
    """Return the state by which some words begin, when what follows leaves it true."""
    for count in range(min(2, len(words)), 0, -1):
        state = _OF_ACTIONS.get(" ".join(words[:count]), "")
        follows = words[count] if count < len(words) else ""
        if state and (state not in CLOSED or not follows or follows in _AFTER or follows[0].isdigit()):
            return state
    return ""
