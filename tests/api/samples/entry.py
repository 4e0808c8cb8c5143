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
