"""What the list of actors and the mobilisation list are shown with."""

from __future__ import annotations

from typing import Any

from tests.api.samples.pieces import (
    ANNUAIRE,
    EXPORTS,
    KIND_FACET,
    SAISIE,
    SOURCES,
    TERRITORIES,
    Context,
    actor,
    facet,
    link,
    text,
)


def row(number: int, kind: str, name: str, sub: str, presence: str, **more: Any) -> Context:
    """Return a line of the list of actors."""
    return {**actor(kind, name, sub), "id": f"acteur:{number}", "presence": presence, **more}


FAVORABLE, RESERVEE, INCONNUE = (
    {"text": "Favorable", "tone": "good"},
    {"text": "Réservée", "tone": "warn"},
    {"text": "Inconnue", "tone": "neutral"},
)


PARTIES: Context = {
    "title": "Parties prenantes",
    "lede": "214 acteurs suivis à l'échelle de la métropole. 83 n'ont pas encore de position connue.",
    "facets": [
        KIND_FACET,
        facet("territoire", "Territoire", *TERRITORIES),
        facet("position", "Position", ("favorable", 12), ("réservée", 3)),
        facet("echange", "Sans échange depuis", ("30 jours", 40), ("90 jours", 12), choice="one"),
        facet("manque", "Ce qui manque", ("SIREN", 3), ("commune", 1)),
    ],
    "active": [{"text": "Sur 2 territoires ou plus", "href": "/parties-prenantes"}],
    "clear_href": "/parties-prenantes",
    "elsewhere": [
        {"kind": "activity", "name": "Réparation de vélos", "href": "/v", "sub": "Activité"},
        {"kind": "territory", "name": "Port-Neuf", "href": "/p", "sub": "Territoire"},
    ],
    "elsewhere_more": {"text": "Les 40 résultats", "href": "/questions/recherche?text=a"},
    "found": "61 acteurs",
    "found_note": "présents sur deux territoires ou plus",
    "views": [{"text": "Financeurs communs", "href": "/a"}, {"text": "Sans contact 90 j", "href": "/b"}],
    "sort": {
        "label": "influence",
        "options": [{"label": "nom", "href": "/c"}, {"label": "dernier échange", "href": "/d"}],
    },
    "actors": [
        row(
            1,
            "funder",
            "Métropole d'Exemple",
            "collectivité · 00003",
            "7 territoires",
            positions=[FAVORABLE],
            influence=5,
            last="18 nov.",
            next="Valider la clé de répartition",
        ),
        row(
            2,
            "employment",
            "Agence de Port-Neuf",
            "agence · 00100",
            "2 territoires",
            positions=[FAVORABLE],
            influence=4,
            last="12 nov.",
            next="Repérage, cohorte 3",
            gaps=["SIRET"],
        ),
        row(
            3,
            "federation",
            "Union des Chantiers",
            "fédération",
            "7 territoires",
            positions=[RESERVEE],
            influence=4,
            last="21 sept.",
            next="Charte de non-concurrence",
        ),
        row(
            4,
            "company",
            "Habitat du Port",
            "bailleur · 00100",
            "2 territoires",
            positions=[FAVORABLE],
            influence=4,
            last="4 nov.",
        ),
        row(
            5,
            "siae",
            "Les Potagers de la Rive",
            "ACI · 00520",
            "Ville-Haute et Port-Neuf",
            positions=[RESERVEE],
            influence=3,
            next="Rencontre sur le maraîchage",
            gaps=["contact", "SIREN"],
        ),
        row(6, "support", "Couveuse d'Amont", "appui à la création", "7 territoires", positions=[INCONNUE], influence=2),
    ],
    "pager": {"sentence": "Acteurs 1 à 6 sur 61", "next": "/parties-prenantes?page=2"},
    "exports": EXPORTS,
    "buttons": [{"label": "Importer", "href": "/donnees#importer"}],
    "primary": {"label": "Ajouter", "href": "/saisie"},
    "tick_actions": [
        {"label": "Exporter", "action": "/parties-prenantes/export.xlsx"},
        {"label": "Voir le réseau", "action": "/reseau"},
    ],
}


PARTIES_VIDE: Context = {**PARTIES, "actors": [], "found": "Aucun acteur", "found_note": ""}


MOBILISER: Context = {
    "title": "Mobiliser",
    "asked": True,
    "question": [
        text("Qui peut aider à "),
        text("ouvrir une laverie solidaire", strong=True),
        text(" à "),
        text("Port-Neuf", strong=True),
        text(", sans échange depuis 30 jours et sans opposition ?"),
    ],
    "facets": [
        facet("besoin", "Besoin", ("Besoin d'une activité", 4), current="Besoin d'une activité", choice="one"),
        facet("territoire", "Territoire", *TERRITORIES, current="Port-Neuf", choice="one"),
        {
            "name": "theme",
            "label": "Thème",
            "current": "Blanchisserie, laverie",
            "fields": [{"name": "theme", "label": "Thème", "value": "laverie", "list": ["laverie", "vélo"]}],
        },
        facet("role", "Rôle", ("financer", 3), ("héberger", 2)),
        facet("distance", "Distance", ("5 km", 3), choice="one"),
    ],
    "found": "6 organisations",
    "left_out": "4 par un chemin connu · 1 laissée de côté : déjà sollicitée par la Ville-Haute le 4 novembre",
    "set_aside": [{"name": "Foncière du Port", "href": "/fp", "text": "déjà sollicitée par la Ville-Haute le 4 novembre", "marks": [SAISIE]}],
    "save_href": "/mobiliser/listes",
    "exports": EXPORTS,
    "lines": [
        {
            "id": "a:1",
            "kind": "company",
            "name": "Habitat du Port",
            "href": "/hp",
            "why": "bailleur de la résidence, a déjà prêté un local à La Fabrique",
            "now": {"text": "convention de 2023 à renouveler avant le 31 décembre", "marks": [ANNUAIRE]},
            "through": [
                {"text": "vous"},
                {"text": "CLE de Port-Neuf", "href": "/cle", "reading": "anime"},
                {"text": "siège du collège bailleurs", "reading": "a pour membre"},
            ],
            "avoid": "argent : sollicité par la Ville-Haute en octobre",
            "avoid_marks": [SAISIE],
            "why_marks": [ANNUAIRE],
            "score": 0.92,
        },
        {
            "id": "a:2",
            "kind": "ebe",
            "name": "La Fabrique",
            "href": "/f",
            "why": "tient une blanchisserie depuis 2019, peut transmettre le modèle",
            "now": {"text": "a demandé un partage d'équipement le 3 novembre", "marks": [SAISIE]},
            "through": [{"text": "vous"}, {"text": "La Fabrique", "href": "/f"}],
            "score": 0.84,
        },
        {
            "id": "a:3",
            "kind": "support",
            "name": "Couveuse d'Amont",
            "href": "/c",
            "why": "accompagne la création d'entreprises sociales",
            "through_note": "lien de 2024",
            "score": 0.47,
        },
    ],
    "missing": [text("Qui manque : aucun "), link("partenaire emploi"), text(" dans cette liste.")],
    "sources": SOURCES,
}


MOBILISER_VIDE: Context = {
    "title": "Mobiliser",
    "asked": False,
    "fields": [
        {
            "name": "theme",
            "label": "Pour quoi faire",
            "required": True,
            "placeholder": "laverie, vélo, local…",
            "hint": "Un mot du métier suffit.",
            "error": "Écrivez au moins un mot.",
        },
        {
            "name": "territoire",
            "label": "Pour quel territoire",
            "options": [{"value": "pn", "label": "Port-Neuf", "selected": True}],
        },
        {"name": "depuis", "label": "Sans échange depuis (jours)", "type": "number", "value": 30, "min": 0, "max": 999},
    ],
}
