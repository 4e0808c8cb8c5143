"""What the page of overlaps is shown with."""

from __future__ import annotations

from tests.api.samples.pieces import (
    ANNUAIRE,
    DELIBERATION,
    EXPORTS,
    SAISIE,
    SOURCES,
    TERRITORIES,
    Context,
    actor,
    facet,
    link,
    text,
)

RECOUVREMENTS: Context = {
    "title": "Recouvrements",
    "lede": "Ce qui se croise entre territoires : à examiner ensemble, avant que cela ne gêne.",
    "facets": [facet("territoire", "Territoire", *TERRITORIES), facet("verdict", "Lecture", ("à examiner", 5))],
    "exports": EXPORTS,
    "activities": {
        "sentence": "5 paires à examiner parmi 312 activités ; 2 ont déjà reçu un avis.",
        "cases": [
            {
                "id": "p1",
                "title": "Couture",
                "tag": "À examiner",
                "tone": "warn",
                "score": 0.71,
                "lead": "Même service · doublon possible entre EBE.",
                "sentence": "Même service (retouche) ; 2,1 km ; clientèle commune : habitants ; proposé par les mots « retouche, ourlet ».",
                "pair": [
                    {
                        "actor": actor("ebe", "La Fabrique", "Ville-Haute"),
                        "activity": "Atelier de retouche et d'ourlets",
                        "marks": [ANNUAIRE],
                    },
                    {
                        "actor": actor("ebe", "Fil Neuf", "Port-Neuf"),
                        "activity": "Retouche textile pour les habitants",
                        "note": "projet pour 2027",
                        "marks": [SAISIE],
                    },
                ],
                "factors": [
                    {"label": "service", "value": "0,94"},
                    {"label": "distance", "value": "2,1 km"},
                    {"label": "clientèle", "value": "commune"},
                    {"label": "capacité", "value": "inconnue", "unknown": True},
                ],
                "href": "/recouvrements/p1",
                "judge_href": "/recouvrements/p1/avis",
                "judgements": [
                    {"label": "Même service", "value": "same"},
                    {"label": "Complémentaires", "value": "complementary"},
                    {"label": "Sans rapport", "value": "unrelated"},
                ],
            }
        ],
        "more": {"text": "Les 4 autres paires", "href": "/recouvrements?page=2#activites"},
    },
    "collisions": {
        "sentence": "Deux territoires demandent au même financeur dans la même période.",
        "cases": [
            {
                "tag": "Même mois",
                "tone": "bad",
                "parts": [
                    link("Ville-Haute"),
                    text(" et "),
                    link("Port-Neuf"),
                    text(" sollicitent "),
                    link("Fondation du Quai"),
                ],
                "note": "décembre 2026 · mécénat",
                "href": "/x",
            }
        ],
    },
    "funders": {
        "sentence": "12 financeurs soutiennent deux territoires ou plus.",
        "rows": [
            {
                "actor": actor("funder", "Métropole d'Exemple", "collectivité"),
                "count": 3,
                "territories": "Ville-Haute, Port-Neuf, Bellecombe",
                "amount": "340 000 €",
                "marks": [DELIBERATION],
            }
        ],
    },
    "presences": {"sentence": "Aucun pour l'instant.", "rows": []},
    "sources": SOURCES,
}

QUESTION: Context = {
    "title": "Qui manque autour de la table ?",
    "questions": [
        {
            "title": "Qui manque autour de la table ?",
            "href": "/questions/manques",
            "explain": "Qui manque ?",
            "current": True,
        }
    ],
    "fields": [
        {"name": "territory", "label": "Territoire", "options": [{"value": "", "label": "Tous", "selected": True}]}
    ],
    "asked": True,
    "sentence": "Deux partenaires attendus manquent.",
    "gaps": ["Composition du CLE non renseignée."],
    "columns": ["Territoire", "Attendu"],
    "rows": [
        {
            "cells": [{"label": "Territoire", "text": "Terres Neuves", "href": "/parties-prenantes/t", "marks": []}, {"label": "Attendu", "text": "Entreprise"}],
            "under": [{"label": "À faire", "text": "Inviter La Fabrique"}],
        }
    ],
    "blank": "« Où »",
    "exports": [{"label": "Classeur XLSX", "href": "/api/questions/manques?format=xlsx", "download": True}],
    "sources": [],
}
