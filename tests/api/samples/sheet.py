"""What the sheet of an actor is shown with."""

from __future__ import annotations

from tests.api.samples.pieces import (
    ANNUAIRE,
    DELIBERATION,
    PICTURE,
    PRESSE,
    SAISIE,
    SOURCES,
    Context,
    actor,
    link,
    text,
)

FICHE: Context = {
    "title": "La Fabrique",
    "crumbs": [
        text("Parties prenantes", href="/parties-prenantes"),
        text("EBE", href="/parties-prenantes?type=ebe"),
        text("La Fabrique"),
    ],
    "actor": {
        "id": "ebe:fabrique",
        "name": "La Fabrique",
        "kind": "ebe",
        "kind_label": "EBE",
        "roles": ["ebe", "company"],
        "tags": [{"text": "Agrément ESUS"}, {"text": "Ville-Haute"}, {"text": "Favorable", "tone": "good"}],
        "last_contact": "dernier échange : aucun noté",
    },
    "buttons": [{"label": "Ajouter un lien", "href": "/saisie/lien"}],
    "primary": {"label": "Préparer un bilatéral", "href": "/bilateral"},
    "exports": [
        {"label": "Fiche en PDF", "href": "/fiche.pdf", "note": "1 page"},
        {"label": "Fiche en DOCX", "href": "/fiche.docx"},
    ],
    "facts": [
        {"label": "Forme", "values": [{"text": "SAS", "mark_list": [ANNUAIRE]}]},
        {
            "label": "Ouverture",
            "values": [{"text": "27 mars 2019", "mark_list": [ANNUAIRE, PRESSE], "note": "premier jour d'activité"}],
        },
        {
            "label": "Effectif",
            "disagreement": "deux sources, deux dates",
            "values": [
                {"text": "environ 80 personnes", "mark_list": [DELIBERATION], "note": "en 2026", "winner": True},
                {"text": "49", "mark_list": [PRESSE], "note": "en 2024"},
            ],
        },
        {"label": "SIREN", "gap": {"text": "manque", "action": "chercher dans SIRENE", "href": "/saisie/siren"}},
    ],
    "names": [{"text": "Fabrique de la Ville-Haute", "mark_list": [PRESSE]}],
    "ties_note": "23, dont 4 financements",
    "ties": [
        {
            "kind": "funder",
            "reading": "est financée par",
            "other": link("Métropole d'Exemple") | {"name": "Métropole d'Exemple"},
            "amount": "140 000 €",
            "detail": "subvention, 2024",
            "marks": [SAISIE],
        },
        {
            "kind": "cle",
            "reading": "est suivie par le",
            "other": {"name": "CLE de la Ville-Haute", "href": "/cle"},
            "marks": [ANNUAIRE],
        },
        {
            "kind": "company",
            "reading": "a pour actionnaire",
            "other": {"name": "Habitat du Port", "href": "/hp"},
            "planned": True,
            "marks": [ANNUAIRE, DELIBERATION],
        },
        {
            "kind": "company",
            "reading": "répare des textiles pour",
            "other": {"name": "Comptoir des Sports", "href": "/cs"},
            "detail": "5 magasins",
            "marks": [PRESSE],
        },
    ],
    "more_ties": {"text": "Les 19 autres liens", "href": "/parties-prenantes/ebe:fabrique?liens=tous"},
    "watch": [
        {
            "tag": "À examiner",
            "tone": "warn",
            "parts": [
                text("Couture : même service que "),
                link("Fil Neuf"),
                text(", 2,1 km, clientèle commune (habitants)"),
            ],
            "href": "/recouvrements#activites",
        },
        {
            "tag": "Collision",
            "tone": "bad",
            "parts": [link("Port-Neuf"), text(" sollicite le même financeur en décembre")],
            "href": "/recouvrements#demandes",
        },
    ],
    "others": [actor("ebe", "La Fabrique, atelier du Quai", "SIRET 000 000 000 00012 · Port-Neuf")],
    "picture": PICTURE,
    "picture_label": "Réseau de 3 acteurs autour de La Fabrique",
    "picture_href": "/reseau?autour=ebe:fabrique",
    "legend": ["ebe", "funder", "company"],
    "made": {
        "said": "3 fiches",
        "parts": [
            {"name": "La Fabrique", "address": "12 rue du Quai", "source": "Annuaire, ligne 4, lu le 3 mai 2026", "source_href": "/donnees/origines/d:1",
             "rule": "même SIRET, 99900001100018", "href": "/parties-prenantes/ebe:fabrique/separer?quoi=r1"},
            {"name": "La fabrique (EBE)", "address": "", "source": "Carnet, 12 lignes", "source_href": "/donnees/origines/d:2", "rule": "", "href": ""},
        ],
        "more": [{"name": "Fabrique", "address": "", "source": "Presse", "source_href": "/donnees/origines/d:3", "rule": "même nom", "href": "/x"}],
        "more_said": "1 autre fiche",
        "decisions": [{"a": "La Fabrique", "b": "La fabrique (EBE)", "said": "dit à la main le 26 novembre 2026",
                       "why": "même nom (+1,4)", "href": "/parties-prenantes/ebe:fabrique/separer?quoi=j1"}],
    },
    "past_note": "1 lien terminé",
    "past": [
        {
            "kind": "company",
            "reading": "est partenaire de",
            "other": {"name": "Atelier du Quai", "href": "/aq"},
            "detail": "jusqu'au 30 juin 2025",
            "marks": [ANNUAIRE],
        }
    ],
    "au": "2026-11-26",
    "timeline": [
        {"when": "2026", "text": "« maraîchage » confirmé comme type de service", "marks": []},
        {"when": "2024", "text": "La Métropole accorde 140 000 €", "marks": [SAISIE]},
        {"when": "mars 2019", "text": "Ouverture de l'entreprise", "marks": [ANNUAIRE]},
    ],
    "history_href": "/parties-prenantes/ebe:fabrique/historique",
    "sources": SOURCES,
}

SEPARER: Context = {
    "title": "Séparer des fiches",
    "lede": "Ce que deviendrait La Fabrique.",
    "action": "/parties-prenantes/ebe:fabrique/separer",
    "cancel_href": "/parties-prenantes/ebe:fabrique#reunies",
    "asked": "j1",
    "version": "00aa",
    "said": ["La Fabrique devient 2 fiches.", "La paire revient parmi les rapprochements à revoir."],
    "left": [{"name": "La Fabrique", "kind": "ebe", "sub": "2 lignes : Annuaire"}, {"name": "La fabrique (EBE)", "kind": "ebe", "sub": "1 ligne : Carnet"}],
}
