"""What the state of a tie says of it: only in project, or granted and taken back."""

from __future__ import annotations

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
