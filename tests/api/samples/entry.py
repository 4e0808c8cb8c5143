"""What the forms of entry are shown with."""

from __future__ import annotations

from tests.api.samples.pieces import Context, text

_NAME = {"name": "name", "label": "Nom", "value": "La Fabrique", "type": "text", "required": True,
         "hint": "Dit par Annuaire : l'emporte, votre valeur sera montrée à côté."}  # fmt: skip
_CRUMBS = [text("Parties prenantes", href="/parties-prenantes"), text("Modifier")]

SAISIE: Context = {
    "title": "Modifier La Fabrique",
    "crumbs": _CRUMBS,
    "action": "/parties-prenantes/ebe/modifier",
    "cancel_href": "/parties-prenantes/ebe",
    "submit": "Enregistrer",
    "version": "0a1b2c",
    "rev": 12,
    "before": {"name": "La Fabrique", "siret": ""},
    "kinds": [{"value": "ebe", "label": "EBE", "selected": True}, {"value": "company", "label": "Entreprise"}],
    "kind": "ebe",
    "groups": {
        "open": [
            _NAME,
            {"name": "siret", "label": "SIRET", "value": "123", "error": "SIRET de 3 chiffres au lieu de 14."},
            {"name": "description", "label": "Description", "value": "", "type": "textarea"},
        ],
        "engaged": [
            {
                "name": "position",
                "label": "Position",
                "value": "",
                "options": [{"value": "", "label": "—", "selected": True}, {"value": "neutre", "label": "neutre"}],
            }
        ],
        "rare": [{"name": "origin", "label": "Origine du fait", "value": ""}],
        "rare_open": False,
    },
    "summary": [{"text": "SIRET : SIRET de 3 chiffres au lieu de 14.", "href": "#champ-siret"}],
    "twin": {"text": "Ouvrir la fiche de La Fabrique", "href": "/parties-prenantes/ebe"},
}
CONFLIT: Context = {
    "title": "Deux versions de La Fabrique",
    "lede": "Quelqu'un a changé cette fiche pendant que vous la remplissiez.",
    "crumbs": _CRUMBS,
    "action": "/parties-prenantes/ebe/modifier",
    "cancel_href": "/parties-prenantes/ebe",
    "version": "0a1b2c",
    "rev": 12,
    "since": "le 26 novembre 2026 à 12:40",
    "kind": "ebe",
    "rows": [
        {"name": "next_step", "label": "Prochaine étape", "mine": "Appeler", "theirs": "Visiter", "keep": ""},
        {"name": "phone", "label": "Téléphone", "mine": "", "theirs": "04 00 00 00 01", "keep": "base"},
    ],
}
NOUVEAU: Context = {
    "title": "Nouvel acteur",
    "crumbs": [text("Parties prenantes", href="/parties-prenantes"), text("Nouvel acteur")],
    "stakeholders": [{"kind": "ebe", "name": "EBE", "href": "/saisie/ebe", "sub": "Une entreprise à but d'emploi."}],
    "others": [{"kind": "meeting", "name": "Rencontre", "href": "/saisie/meeting", "sub": "Une réunion."}],
}
LIEN: Context = {
    "title": "Ajouter un lien",
    "crumbs": _CRUMBS,
    "actor": {"name": "La Fabrique", "kind": "ebe"},
    "action": "/parties-prenantes/ebe/lien",
    "cancel_href": "/parties-prenantes/ebe",
    "readings": [{"value": "funds.vers", "label": "est financé par", "selected": True}],
    "reading": "est financé par",
    "code": "funds.vers",
    "searched": "fonds",
    "proposed": [{"id": "siret:1", "kind": "funder", "name": "Fonds des Rives", "sub": "Financeur", "checked": True}],
    "more": "3 autres répondent : tapez plus de lettres.",
    "groups": {
        "open": [{"name": "amount", "label": "Montant (€)", "value": "12", "error": "Ce n'est pas un nombre."}],
        "engaged": [{"name": "notes", "label": "Notes", "value": "", "type": "textarea"}],
    },
    "engaged": True,
    "error": "",
    "summary": [{"text": "Montant : Ce n'est pas un nombre.", "href": "#champ-amount"}],
}
FIN_LIEN: Context = {
    "title": "Terminer un lien",
    "crumbs": _CRUMBS,
    "action": "/parties-prenantes/ebe/liens/t/fin",
    "cancel_href": "/parties-prenantes/ebe",
    "sentence": "La Fabrique est financé par Fonds des Rives (2019).",
    "kept": "« Délibérations » garde sa ligne ; à sa prochaine édition, le lien restera terminé.",
    "day": {"name": "valid_to", "label": "Il dure jusqu'au", "value": "32/12/2026", "error": "Date illisible."},
    "version": "0a1b2c",
    "summary": [{"text": "Il dure jusqu'au : Date illisible.", "href": "#champ-valid_to"}],
}
