"""What the pages of data and of an import are shown with."""

from __future__ import annotations

from tests.api.samples.pieces import Context, actor, link, text

DONNEES: Context = {
    "title": "Données",
    "lede": "D'où vient ce que l'on sait, et comment y ajouter un fichier.",
    "may_write": True,
    "importers": [
        {"value": "membres", "label": "Membres d'un CLE", "selected": True},
        {"value": "ebe", "label": "Annuaire des EBE"},
    ],
    "territories": [
        {"value": "plateforme", "label": "La plateforme", "selected": True},
        {"value": "port-neuf", "label": "Port-Neuf"},
    ],
    "source_names": ["Membres du CLE de Port-Neuf"],
    "limits": "XLSX, ODS, CSV ou JSON, 20 Mo et 50 000 lignes au plus.",
    "errors": {"fichier": "Choisissez un fichier."},
    "aside": [
        {
            "label": "envoi.csv",
            "href": "/donnees/ecartees/envoi-1.csv",
            "note": "ligne 4 · mises de côté le 2 mars 2026 · lot b:1",
            "drop_href": "/donnees/ecartees/envoi-1.csv/retirer",
        }
    ],
    "aside_shown": 8,
    "templates": [
        {"label": "Membres d'un CLE", "href": "/m.xlsx", "note": "XLSX"},
        {"label": "Suivi des partenaires", "href": "/s.xlsx"},
    ],
    "waiting": [{"parts": [text("4 rapprochements de « suivi_port_neuf.xlsx »")], "href": "/r", "action": "Relire"}],
    "sources": [
        {
            "name": "Annuaire des EBE",
            "href": "/s/1",
            "owner": "La plateforme",
            "edition": "12 oct. 2026",
            "rows": 7,
            "facts": 61,
            "licence": "Licence Ouverte",
        },
        {
            "name": "Suivi de Port-Neuf",
            "href": "/s/2",
            "owner": "Port-Neuf",
            "edition": "3 janv. 2025",
            "rows": 1204,
            "facts": 4006,
            "tag": "plus d'un an",
            "tone": "warn",
        },
    ],
    "sources_sentence": "2 sources, dont 1 de plus d'un an.",
    "batches": [
        {
            "when": "23 nov. 9 h 12",
            "title": "Suivi de Port-Neuf",
            "href": "/lots/12",
            "text": "12 créés, 8 modifiés, 3 mis de côté",
            "who": "poste local",
            "undo_href": "/donnees/lots/12/annuler",
        },
        {"when": "20 nov.", "title": "Annuaire des EBE", "text": "7 créés", "undone": True},
    ],
    "batches_sentence": "Un import annulé laisse intactes les saisies faites depuis.",
    "exports": [{"label": "Toute la base (ZIP)", "href": "/export.zip"}],
}


APERCU: Context = {
    "title": "Aperçu de l'import",
    "lede": "« suivi_port_neuf.xlsx » : rien n'est encore écrit.",
    "crumbs": [text("Données", href="/donnees"), text("Aperçu de l'import")],
    "file": [
        {"label": "Fichier", "value": "suivi_port_neuf.xlsx, 48 ko"},
        {"label": "De la part de", "value": "Port-Neuf"},
        {"label": "Comparé à", "value": "édition du 3 janvier 2025"},
    ],
    "counts": [
        {"value": 12, "label": "acteurs et liens créés"},
        {"value": 8, "label": "modifiés"},
        {"value": 97, "label": "inchangés"},
        {"value": 3, "label": "lignes mises de côté", "warn": True},
    ],
    "balance": "120 lignes lues = 12 créées + 8 modifiées + 97 inchangées + 3 mises de côté",
    "columns": [
        {
            "header": "Structure",
            "field": "name",
            "sample": "Habitat du Port",
            "options": [{"value": "name", "label": "Nom", "selected": True}, {"value": "", "label": "ne pas lire"}],
        },
        {"header": "Obs.", "ignored": True, "options": [{"value": "", "label": "ne pas lire", "selected": True}]},
    ],
    "changes": [
        {
            "actor": actor("company", "Habitat du Port"),
            "tag": "modifié",
            "tone": "tint",
            "said": [
                {"label": "Effectif", "before": "120", "after": "134"},
                {"label": "Ville", "before": "Port-Neuf", "after": "Ville-Haute", "kept": True},
            ],
            "line": 14,
        },
        {"actor": actor("siae", "Roue Libre", "Port-Neuf"), "tag": "créé", "tone": "good", "line": 15},
    ],
    "changes_note": "Les 2 premiers sur 20.",
    "changes_none": "Rien : le fichier dit la même chose que la base.",
    "doubts": [
        {
            "parts": [text("« Roue Libre » et "), link("Association Roue Libre")],
            "name": "doute-1",
            "pair": [
                {"title": "Roue Libre", "text": "ligne 15, Port-Neuf, sans SIREN"},
                {"title": "Association Roue Libre", "text": "connue depuis 2024"},
            ],
            "options": [
                {"value": "same", "label": "le même"},
                {"value": "different", "label": "deux acteurs"},
                {"value": "later", "label": "décider plus tard", "checked": True},
            ],
        }
    ],
    "problems": [
        {
            "tone": "bad",
            "place": "ligne 33",
            "value": "1300252650001",
            "message": "Le SIRET a 13 chiffres au lieu de 14.",
            "todo": "Rétablissez le zéro de tête dans le tableur.",
        }
    ],
    "aside": [{"text": "Télécharger les lignes mises de côté (CSV)", "href": "/ecartees.csv"}],
    "problems_note": "Ces lignes sont gardées à part ; les autres passent.",
    "vanished": {
        "text": "2 lignes de la dernière édition n'y sont plus. Elles sont gardées.",
        "names": ["Le Comptoir", "Atelier Bois"],
        "word": "remplacer",
    },
    "apply_href": "/donnees/importer",
    "token": "jeton-exemple",
    "remap_href": "/donnees/apercu",
    "may_lack_header": True,
    "headless": True,
    "may_apply": True,
    "apply_label": "Écrire 20 changements",
}

ORIGINE: Context = {
    "title": "D'où vient cette valeur",
    "crumbs": [text("Données", href="/donnees"), text("Ligne d'origine")],
    "origin": {
        "source": "annuaire-ebe",
        "title": "Annuaire des EBE",
        "raw": {"nom": "La Fabrique", "forme": "SAS"},
        "confidence": "H",
        "stated": "Fonds d'Amont",
        "url": "",
        "demo": True,
    },
    "place": "annuaire.csv, ligne 4",
    "since": "12 octobre 2026",
    "owner": "La plateforme",
}
APERCU_LU: Context = {
    "title": "Aperçu de l'import",
    "file": [{"label": "Fichier", "value": "suivi.xlsx"}],
    "counts": [{"value": 1, "label": "nouvelle"}],
    "columns": [{"header": "Structure", "field": "Nom"}, {"header": "Obs.", "ignored": True}],
    "changes": [{"actor": {"name": "Roue Libre"}, "tag": "nouveau", "tone": "good"}],
    "vanished": {"text": "2 lignes ne sont plus dans ce fichier : gardées telles quelles.", "names": []},
    "may_apply": False,
}
