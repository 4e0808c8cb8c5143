"""What the pages of pictures are shown with."""

from __future__ import annotations

from api.signs import sign_path
from kb.kinds import KINDS
from tests.api.samples.pieces import ANNUAIRE, PICTURE, SAISIE, SOURCES, TERRITORIES, Context, actor, facet, link, text


def network_sample(members: list[tuple[str, str, float, float]], ties: list[tuple[int, int, int]]) -> Context:
    """Return what the page's script draws: members are (kind, name, x, y), ties (from, to, number of the reading)."""
    readings = [
        ("finance", "est financé par", True, False, True),
        ("siège à", "a pour membre", False, False, True),
        ("sollicite", "est sollicité par", False, True, True),
    ]
    names = ("label", "backward", "money", "dashed", "directed")
    signs = {kind: KINDS[kind].sign for kind, *_ in members}
    return {
        "nodes": {
            "label": [name for _, name, _, _ in members],
            "x": [x for *_, x, _ in members],
            "y": [y for *_, y in members],
            "group": [kind for kind, *_ in members],
            "href": [f"/fiche/{n}" for n in range(len(members))],
            "note": ["Port-Neuf" for _ in members],
        },
        "edges": {
            "from": [a for a, _, _ in ties],
            "to": [b for _, b, _ in ties],
            "tie": [t for *_, t in ties],
            "note": ["" for _ in ties],
        },
        "options": {
            "physics": {"enabled": False},
            "layout": {"improvedLayout": False},
            "nodes": {"size": 12},
            "interaction": {"hideEdgesOnDrag": True, "hideEdgesOnZoom": True, "hover": False, "keyboard": False},
            "edges": {"smooth": False},
        },
        "first": ["territory", "ebe"],
        "signs": {
            kind: {
                "label": KINDS[kind].label,
                "shape": "custom",
                "path": sign_path(sign.shape, 26),
                "light": sign.light,
                "dark": sign.dark,
            }
            for kind, sign in signs.items()
        },
        "ties": [dict(zip(names, reading, strict=True)) for reading in readings],
        "money": {"light": KINDS["funder"].sign.light, "dark": KINDS["funder"].sign.dark},
    }


RESEAU: Context = {
    "title": "Réseau",
    "lede": "Qui est relié à qui, par quoi, et depuis quelle source ?",
    "facets": [
        {
            "name": "autour",
            "label": "Autour de",
            "current": "Autour de La Fabrique",
            "fields": [{"name": "autour", "label": "Autour de", "value": "La Fabrique"}],
        },
        facet("profondeur", "Profondeur", ("1 pas", 8), ("2 pas", 34), current="À 1 pas", choice="one"),
        facet("liens", "Types de liens", ("finance", 4), ("siège à", 2)),
        facet("territoire", "Territoire", *TERRITORIES),
        {
            "name": "dates",
            "label": "Dates",
            "fields": [
                {"name": "le", "label": "Tel qu'au", "type": "date", "value": "2026-11-23"},
                {"name": "connu", "label": "Tel que connu le", "type": "date", "value": ""},
            ],
        },
    ],
    "label": "Réseau de 8 acteurs autour de La Fabrique",
    "summary": "8 acteurs, 8 liens, dont 2 financements ; le plus relié est La Fabrique.",
    "network": network_sample(
        [
            ("ebe", "La Fabrique", 0, 0),
            ("funder", "Métropole d'Exemple", 200, -120),
            ("funder", "Fonds d'Amont", 260, 10),
            ("territory", "Ville-Haute", -180, -120),
            ("cle", "CLE de la Ville-Haute", -260, 20),
            ("company", "Habitat du Port", -150, 150),
            ("employment", "Agence de Port-Neuf", 20, -190),
            ("activity", "Retouche", 160, 150),
            ("support", "Couveuse d'Amont", 10, 180),
        ],
        [(1, 0, 0), (2, 0, 0), (0, 4, 1), (3, 4, 1), (0, 5, 2), (6, 3, 1), (0, 7, 1), (8, 0, 1), (0, 3, 1)],
    ),
    "picture": PICTURE,
    "dashed": "lien en projet ou sollicité",
    "legend": ["territory", "cle", "ebe", "funder", "company", "employment", "activity", "support"],
    "insights": [
        {"title": "au centre", "parts": [link("La Fabrique"), text(" a 7 des 9 liens.")]},
        {
            "title": "pont",
            "parts": [text("Sans "), link("CLE de la Ville-Haute"), text(", deux acteurs ne seraient plus reliés.")],
        },
    ],
    "path_fields": [
        {"name": "de", "label": "De", "value": "La Fabrique"},
        {
            "name": "vers",
            "label": "À",
            "value": "Agence du Port",
            "error": "Aucun acteur ne s'appelle « Agence du Port ».",
            "list": ["Agence de Port-Neuf"],
            "proposed": [{"text": "Agence de Port-Neuf", "href": "/reseau?vers=a"}],
        },
    ],
    "path_kept": [{"name": "territory", "value": "territoire:ville-haute"}],
    "path": {
        "sentence": "La Fabrique et l'Agence de Port-Neuf sont à deux pas.",
        "gaps": ["1 lien sans date : à vérifier avant de s'en servir."],
        "chains": [
            [
                {"text": "La Fabrique", "href": "/f"},
                {"text": "Ville-Haute", "href": "/vh", "reading": "est l'EBE de", "marks": [ANNUAIRE]},
                {"text": "Agence de Port-Neuf", "href": "/a", "reading": "accueille", "marks": [SAISIE]},
            ],
            [
                {"text": "La Fabrique", "href": "/f"},
                {"text": "Agence de Port-Neuf", "href": "/a", "reading": "a rencontré", "marks": [SAISIE]},
            ],
        ],
    },
    "rows": [
        {
            "actor": actor("ebe", "La Fabrique", "Ville-Haute"),
            "kind_label": "EBE",
            "ties": 7,
            "sentences": [
                {
                    "reading": "est financée par",
                    "other": {"name": "Métropole d'Exemple", "href": "/m"},
                    "detail": "140 000 €",
                    "marks": [SAISIE],
                },
                {"reading": "siège à", "other": {"name": "CLE de la Ville-Haute", "href": "/cle"}, "marks": []},
            ],
        },
        {
            "actor": actor("funder", "Métropole d'Exemple", "collectivité"),
            "kind_label": "Financeur",
            "ties": 1,
            "sentences": [
                {"reading": "finance", "other": {"name": "La Fabrique"}, "detail": "140 000 €", "marks": [SAISIE]}
            ],
        },
    ],
    "rows_note": "9 acteurs, 9 liens",
    "exports": [{"label": "SVG", "href": "/reseau.svg"}, {"label": "Page autonome", "href": "/reseau.html"}],
    "sources": SOURCES,
}

INFOGRAPHIE: Context = {
    "title": "Qui soutient quels territoires ?",
    "lede": "3 acteurs liés à un territoire, sur 214 suivis, 2 territoires.",
    "picture": PICTURE,
    "columns": ["Acteur", "Ville-Haute", "Port-Neuf", "Territoires"],
    "rows": [["Métropole d'Exemple", "finance", "finance", 2], ["Habitat du Port", "", "partenaire (en projet)", 1]],
    "remember": ["Un acteur porte la moitié des liens."],
    "fields": [{"name": "since", "label": "Ce qui a changé depuis", "type": "date", "value": "2026-10-24"}],
    "exports": [{"label": "Document PDF (A3)", "href": "/infographie.pdf", "download": True}],
}
