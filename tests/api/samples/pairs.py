"""What the queue of pairs is shown with."""

from __future__ import annotations

from tests.api.samples.pieces import Context

_NAMED: Context = {
    "key": "p1",
    "why": "même SIREN (+3,5) ; autre rue (−0,8)",
    "warning": "",
    "href": "/rapprochements?paire=p1",
    "a": {"kind": "siae", "name": "Régie des Érables", "sub": "Belleville"},
    "b": {"kind": "association", "name": "La régie des Erables", "sub": "Belleville"},
}
_SIDES = [
    {"kind": "siae", "name": "Régie des Érables", "href": "/parties-prenantes/a", "sources": "Annuaire", "since": "3 mai 2026",
     "ties": "4 liens", "records": "2 lignes de source"},
    {"kind": "association", "name": "La régie des Erables", "href": "/parties-prenantes/b", "sources": "Carnet", "since": "",
     "ties": "aucun lien", "records": "1 ligne de source"},
]  # fmt: skip

RAPPROCHEMENTS: Context = {
    "title": "Rapprochements",
    "lede": "Des fiches qui parlent peut-être du même acteur. Rien n'est réuni sans vous, et toute réponse s'annule.",
    "sentence": "3 paires à revoir, 1 paire sûre, 1 gardée pour plus tard.",
    "undo_href": "/donnees/lots/lot-4-00aa/annuler",
    "sure": [_NAMED],
    "sure_more": [{**_NAMED, "key": "p3", "href": "/rapprochements?paire=p3"}],
    "sure_more_said": "Une autre paire sûre, cochée aussi",
    "current": {
        **_NAMED,
        "records": ["r:1", "r:2"],
        "warning": "deux SIREN différents",
        "confirm": True,
        "sides": _SIDES,
        "rows": [
            {"label": "Nom", "a": [["R", False], ["é", True], ["gie", False]], "b": [["R", False], ["e", True], ["gie", False]], "same": False},
            {"label": "Commune", "a": [["Belleville", False]], "b": [["Belleville", False]], "same": True},
            {"label": "SIRET", "a": [["99900001100018", False]], "b": [], "same": False},
        ],
        "for": [{"label": "même SIREN", "weight": "3,5"}],
        "against": [{"label": "autre rue", "weight": "0,8"}],
    },
    "confirm": True,
    "relations": [{"value": "autre", "label": "liés autrement", "selected": True}],
    "answers": [{"value": "same", "label": "Même acteur", "key": "m"}, {"value": "related", "label": "Liés", "key": "l"},
                {"value": "different", "label": "Différents", "key": "d"}],
    "later": ["p9"],
    "waiting": [{**_NAMED, "key": "p2", "href": "/rapprochements?paire=p2"}],
    "waiting_more": 2,
}  # fmt: skip
