"""The pieces contexts are made of: a small made-up territory, its sources, its actors."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from api.signs import sign_path

Context = dict[str, Any]


ANNUAIRE = {"number": 1, "text": "Annuaire des EBE, ligne 4, lu le 12 octobre 2026"}
DELIBERATION = {"number": 2, "text": "Délibération 2026-12 de la Ville-Haute, page 3"}
PRESSE = {"number": 3, "text": "La Gazette de Bellecombe, 4 mai 2024"}
SAISIE = {"number": 4, "text": "Saisie du 3 novembre 2026"}
SOURCES = [ANNUAIRE, DELIBERATION, PRESSE, {**SAISIE, "href": "/donnees/sources/saisie"}]


FRAME: Context = {
    "theme": "auto",
    "nonce": "n0nce",
    "state": {"date": "23 novembre 2026", "facts": 4067, "sources": 31},
    "here": "/exemple",
    "rail": [
        {"label": "Accueil", "href": "/"},
        {"label": "Parties prenantes", "href": "/parties-prenantes", "count": 214, "current": True, "rule": True},
        {"label": "Réseau", "href": "/reseau"},
        {"label": "Recouvrements", "href": "/recouvrements", "count": 5, "warn": True, "rule": True},
        {"label": "Mobiliser", "href": "/mobiliser"},
        {"label": "Données", "href": "/donnees", "rule": True},
        {"label": "Aide", "href": "/aide"},
    ],
}


def text(words: str, **more: Any) -> Context:
    """Return one piece of a sentence."""
    return {"text": words, **more}


def link(words: str) -> Context:
    """Return one piece of a sentence that leads to an actor."""
    return {"text": words, "href": "/parties-prenantes/" + words.lower().replace(" ", "-")}


def actor(kind: str, name: str, sub: str = "") -> Context:
    """Return an actor as lists name it."""
    return {"kind": kind, "name": name, "sub": sub, "href": "/parties-prenantes/" + name.lower().replace(" ", "-")}


PICTURE = Markup(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 200" width="400" height="200">'
    '<path d="M120 90L280 60M120 90L200 150" stroke="currentColor" fill="none"/>'
    f'<path class="signe-ebe" transform="translate(120 90)" d="{sign_path("square", 26)}" fill="currentColor"/>'
    f'<path class="signe-funder" transform="translate(280 60)" d="{sign_path("triangle", 22)}" fill="currentColor"/>'
    f'<path class="signe-company" transform="translate(200 150)" d="{sign_path("dot", 22)}" fill="currentColor"/>'
    '<text x="120" y="120" text-anchor="middle" font-size="12" fill="currentColor">La Fabrique</text></svg>'
)


def facet(name: str, label: str, *options: Any, current: str = "", **more: Any) -> Context:
    """Return a filter whose options are (label, count) pairs; the first is ticked when the filter is in force."""
    listed = [
        {"label": option, "value": option, "count": n, "checked": bool(current) and not i}
        for i, (option, n) in enumerate(options)
    ]
    return {"name": name, "label": label, "current": current, "options": listed, **more}


TERRITORIES = (("Ville-Haute", 84), ("Port-Neuf", 61), ("Bellecombe", 40))
KIND_FACET = {
    "name": "type",
    "label": "Type",
    "options": [
        {"label": "EBE", "value": "ebe", "count": 7, "checked": False, "kind": "ebe"},
        {"label": "Financeur", "value": "funder", "count": 23, "checked": False, "kind": "funder"},
        {"label": "Entreprise", "value": "company", "count": 1061, "checked": False, "kind": "company"},
    ],
}
EXPORTS = [
    {"label": "Tableau XLSX", "href": "/export.xlsx", "note": "61 lignes"},
    {"label": "CSV", "href": "/export.csv"},
]
