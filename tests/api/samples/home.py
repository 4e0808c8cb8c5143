"""What the first page, the help and a refusal are shown with."""

from __future__ import annotations

from api.guides import read_guide
from tests.api.samples.pieces import Context, link, text

ACCUEIL: Context = {
    "title": "Bonjour, voici ce qui vous attend",
    "lede": "Semaine du 23 novembre. Deux rencontres, trois actions en retard, cinq recouvrements à examiner.",
    "stats": [
        {"value": 214, "label": "parties prenantes suivies", "href": "/parties-prenantes"},
        {"value": "61 %", "label": "ont une position connue", "href": "/parties-prenantes?position=connue"},
        {"value": 12, "label": "financeurs communs à deux territoires ou plus", "href": "/recouvrements#financeurs"},
        {"value": 4, "label": "sièges de CLE non renseignés", "href": "/parties-prenantes?type=cle", "warn": True},
    ],
    "todo": [
        {
            "tag": "Retard 6 j",
            "tone": "bad",
            "parts": [text("Envoyer à "), link("Agence de Port-Neuf"), text(" la fiche de "), link("La Fabrique")],
            "note": "décidé au comité technique du 3 novembre",
            "href": "/actions/1/faite",
            "action": "Fait",
            "post": True,
        },
        {
            "tag": "Collision",
            "tone": "warn",
            "parts": [
                link("Ville-Haute"),
                text(" et "),
                link("Port-Neuf"),
                text(" préparent une demande à la même fondation avant le 15 décembre"),
            ],
            "note": "règle 4 : une demande commune est proposée en premier",
            "href": "/recouvrements#demandes",
            "action": "Voir",
        },
        {
            "tag": "À examiner",
            "tone": "warn",
            "parts": [
                text("Vélo : "),
                link("La Fabrique"),
                text(" et "),
                link("Roue Libre"),
                text(" offrent le même service"),
            ],
            "note": "rayons qui se recoupent, clientèle commune : habitants",
            "href": "/recouvrements#activites",
            "action": "Voir",
        },
        {
            "tag": "Sans contact",
            "parts": [text("7 partenaires stratégiques sans échange depuis plus de 90 jours")],
            "href": "/parties-prenantes?sans_echange=90",
            "action": "Liste",
        },
        {
            "tag": "Import",
            "parts": [text("« suivi_port_neuf.xlsx » : 4 rapprochements à confirmer")],
            "href": "/donnees/rapprochements",
            "action": "Relire",
        },
    ],
    "meetings": [
        {
            "when": "jeudi 26, 14 h",
            "parts": [text("Bilatéral avec "), link("Habitat du Port")],
            "href": "/rencontres/1",
            "action": "Préparer",
        },
        {
            "when": "vendredi 27, 9 h 30",
            "parts": [text("Comité technique")],
            "href": "/rencontres/2",
            "action": "Dossier",
        },
    ],
    "changes_title": "Ce qui a changé depuis lundi",
    "changes": [
        {
            "parts": [link("Union des Chantiers"), text(" passe de inconnue à "), text("Favorable", tag="good")],
            "side": "P. 3",
        },
        {
            "parts": [text("12 SIAE mises à jour par le fichier du marché")],
            "side": "différences",
            "href": "/donnees/lots/12",
        },
    ],
    "gaps": [{"parts": [text("3 EBE sans SIREN")], "href": "/parties-prenantes?manque=siren", "action": "compléter"}],
}


AIDE: Context = {
    "title": "Aide",
    "lede": "Les mots, les signes, les touches, et la façon de lire une source.",
    "guides": [text("Un guide d'essai", href="/aide/essai")],
    "kinds": [
        "territory",
        "cle",
        "ebe",
        "funder",
        "company",
        "siae",
        "federation",
        "employment",
        "activity",
        "support",
    ],
    "glossary": [
        {
            "term": "CLE",
            "long": "Comité local pour l'emploi",
            "text": "L'instance qui pilote le projet d'un territoire.",
        },
        {
            "term": "EBE",
            "long": "Entreprise à but d'emploi",
            "text": "Elle embauche en CDI des personnes privées d'emploi.",
        },
    ],
}


_GUIDE = read_guide(
    "essai",
    "# Un guide d'essai\n\nUne phrase.\n\n## Ce qu'il faut\n\n| il faut | précisément |\n|---|---|\n| un serveur | `5.26` |\n\n"
    "```\nmaillage --base neo4j://serveur:7687/une-base-au-nom-bien-plus-long-que-l-ecran-d-un-telephone load tout.jsonl\n```\n\n"
    "## Limites\n\n- **Rien d'autre** : voir `check`.\n",
)
GUIDE: Context = {
    "title": _GUIDE.title,
    "crumbs": [text("Aide", href="/aide"), text(_GUIDE.title)],
    "parts": [text(title, href=f"#{anchor}") for anchor, title in _GUIDE.parts],
    "body": _GUIDE.body,
}


ERREUR: Context = {
    "title": "Cet acteur n'existe pas",
    "message": "Aucun acteur ne porte l'identifiant ebe:inconnue.",
    "advice": [text("Chercher son nom dans la liste", href="/parties-prenantes")],
    "code": "UNKNOWN_ACTOR",
    "reference": "7f3a",
}
