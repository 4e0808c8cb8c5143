"""What the pages are shown with in the tests: a small made-up territory, one context a template."""

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

ACCUEIL: Context = {
    "title": "Bonjour, voici ce qui vous attend",
    "lede": "Semaine du 23 novembre. Deux rencontres, trois actions en retard, cinq recouvrements à examiner.",
    "stats": [
        {"value": 214, "label": "parties prenantes suivies", "href": "/parties-prenantes"},
        {"value": "61 %", "label": "ont une position connue", "href": "/parties-prenantes?position=connue"},
        {"value": 12, "label": "financeurs communs à deux territoires ou plus", "href": "/recouvrements#financeurs"},
        {"value": 4, "label": "sièges de CLE à pourvoir", "href": "/parties-prenantes?type=cle", "warn": True},
    ],
    "todo": [
        {"tag": "Retard 6 j", "tone": "bad", "parts": [text("Envoyer à "), link("Agence de Port-Neuf"),
         text(" la fiche de "), link("La Fabrique")], "note": "décidé au comité technique du 3 novembre",
         "href": "/actions/1/faite", "action": "Fait", "post": True},
        {"tag": "Collision", "tone": "warn", "parts": [link("Ville-Haute"), text(" et "), link("Port-Neuf"),
         text(" préparent une demande à la même fondation avant le 15 décembre")],
         "note": "règle 4 : une demande commune est proposée en premier", "href": "/recouvrements#demandes", "action": "Voir"},
        {"tag": "À examiner", "tone": "warn", "parts": [text("Vélo : "), link("La Fabrique"), text(" et "),
         link("Roue Libre"), text(" offrent le même service")],
         "note": "rayons qui se recoupent, clientèle commune : habitants", "href": "/recouvrements#activites", "action": "Voir"},
        {"tag": "Sans contact", "parts": [text("7 partenaires stratégiques sans échange depuis plus de 90 jours")],
         "href": "/parties-prenantes?sans_echange=90", "action": "Liste"},
        {"tag": "Import", "parts": [text("« suivi_port_neuf.xlsx » : 4 rapprochements à confirmer")],
         "href": "/donnees/rapprochements", "action": "Relire"},
    ],
    "meetings": [
        {"when": "jeudi 26, 14 h", "parts": [text("Bilatéral avec "), link("Habitat du Port")], "href": "/rencontres/1", "action": "Préparer"},
        {"when": "vendredi 27, 9 h 30", "parts": [text("Comité technique")], "href": "/rencontres/2", "action": "Dossier"},
    ],
    "changes_title": "Ce qui a changé depuis lundi",
    "changes": [
        {"parts": [link("Union des Chantiers"), text(" passe de inconnue à "), text("Favorable", tag="good")], "side": "P. 3"},
        {"parts": [text("12 SIAE mises à jour par le fichier du marché")], "side": "différences", "href": "/donnees/lots/12"},
    ],
    "gaps": [{"parts": [text("3 EBE sans SIREN")], "href": "/parties-prenantes?manque=siren", "action": "compléter"}],
}

FICHE: Context = {
    "title": "La Fabrique",
    "crumbs": [text("Parties prenantes", href="/parties-prenantes"), text("EBE", href="/parties-prenantes?type=ebe"),
               text("La Fabrique")],
    "actor": {"id": "ebe:fabrique", "name": "La Fabrique", "kind": "ebe", "kind_label": "EBE", "roles": ["ebe", "company"],
              "tags": [{"text": "Agrément ESUS"}, {"text": "Ville-Haute"}, {"text": "Favorable", "tone": "good"}],
              "last_contact": "dernier échange : aucun noté"},
    "buttons": [{"label": "Ajouter un lien", "href": "/saisie/lien"}],
    "primary": {"label": "Préparer un bilatéral", "href": "/bilateral"},
    "exports": [{"label": "Fiche en PDF", "href": "/fiche.pdf", "note": "1 page"}, {"label": "Fiche en DOCX", "href": "/fiche.docx"}],
    "facts": [
        {"label": "Forme", "values": [{"text": "SAS", "mark_list": [ANNUAIRE]}]},
        {"label": "Ouverture", "values": [{"text": "27 mars 2019", "mark_list": [ANNUAIRE, PRESSE], "note": "premier jour d'activité"}]},
        {"label": "Effectif", "values": [
            {"text": "environ 80 personnes", "mark_list": [DELIBERATION], "note": "en 2026", "winner": True},
            {"text": "49", "mark_list": [PRESSE], "note": "en 2024"}]},
        {"label": "SIREN", "gap": {"text": "manque", "action": "chercher dans SIRENE", "href": "/saisie/siren"}},
    ],
    "names": [{"text": "Fabrique de la Ville-Haute", "mark_list": [PRESSE]}],
    "ties_note": "23, dont 4 financements",
    "ties": [
        {"kind": "funder", "reading": "est financée par", "other": link("Métropole d'Exemple") | {"name": "Métropole d'Exemple"},
         "amount": "140 000 €", "detail": "subvention, 2024", "marks": [SAISIE]},
        {"kind": "cle", "reading": "est suivie par le", "other": {"name": "CLE de la Ville-Haute", "href": "/cle"}, "marks": [ANNUAIRE]},
        {"kind": "company", "reading": "a pour actionnaire", "other": {"name": "Habitat du Port", "href": "/hp"}, "planned": True,
         "marks": [ANNUAIRE, DELIBERATION]},
        {"kind": "company", "reading": "répare des textiles pour", "other": {"name": "Comptoir des Sports", "href": "/cs"},
         "detail": "5 magasins", "marks": [PRESSE]},
    ],
    "more_ties": {"text": "Les 19 autres liens", "href": "/parties-prenantes/ebe:fabrique?liens=tous"},
    "watch": [
        {"tag": "À examiner", "tone": "warn", "parts": [text("Couture : même service que "), link("Fil Neuf"),
         text(", 2,1 km, clientèle commune (habitants)")], "href": "/recouvrements#activites"},
        {"tag": "Collision", "tone": "bad", "parts": [link("Port-Neuf"), text(" sollicite le même financeur en décembre")],
         "href": "/recouvrements#demandes"},
    ],
    "others": [actor("ebe", "La Fabrique, atelier du Quai", "SIRET 000 000 000 00012 · Port-Neuf")],
    "picture": PICTURE,
    "picture_label": "Réseau de 3 acteurs autour de La Fabrique",
    "picture_href": "/reseau?autour=ebe:fabrique",
    "legend": ["ebe", "funder", "company"],
    "timeline": [
        {"when": "2026", "text": "« maraîchage » confirmé comme type de service", "marks": []},
        {"when": "2024", "text": "La Métropole accorde 140 000 €", "marks": [SAISIE]},
        {"when": "mars 2019", "text": "Ouverture de l'entreprise", "marks": [ANNUAIRE]},
    ],
    "history_href": "/parties-prenantes/ebe:fabrique/historique",
    "sources": SOURCES,
}

PAGES: dict[str, Context] = {"accueil.html": ACCUEIL, "fiche.html": FICHE}
