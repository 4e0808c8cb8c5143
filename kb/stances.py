"""Positions as sheets write them, read as the few that are counted and acted upon."""

from __future__ import annotations

import re

from kb.kinds.fields import STANCES
from kb.text import fold

#: What makes a position stronger or weaker, and leaves it on its side.
_DEGREE = re.compile(
    r"^(?:(?:tres|assez|plutot|fortement|farouchement|clairement|resolument|globalement|totalement|completement|"
    r"tout a fait|a priori|un peu|encore) )+"
)
#: What the position is about: « au projet », « contre la démarche ».
_ABOUT = re.compile(r" (?:au|aux|a|le|la|les|l|ce|cette|du|de) .*$")
_WORDS = {
    **{fold(stance): stance for stance in STANCES},
    **dict.fromkeys(("favorables", "pour", "engage", "engagee", "partant", "partante", "partants", "enthousiaste", "allie", "alliee",
                     "soutien", "en soutien", "moteur", "motrice"), "favorable"),
    **dict.fromkeys(("neutres", "indifferent", "indifferente", "pas oppose", "pas opposee", "ni pour ni contre"), "neutre"),
    **dict.fromkeys(("reserve", "reservee", "reserves", "reservees", "mitige", "mitigee", "prudent", "prudente", "sceptique",
                     "partage", "partagee", "hesitant", "hesitante", "pas favorable", "peu favorable", "pas convaincu",
                     "pas convaincue"), "réservé"),
    **dict.fromkeys(("opposes", "opposee", "opposees", "contre", "defavorable", "defavorables", "hostile", "hostiles", "en opposition",
                     "opposition", "refus", "refuse"), "opposé"),
    **dict.fromkeys(("inconnu", "inconnus", "inconnues", "ne sait pas", "nsp", "non connue", "non connu", "a determiner", "a preciser", "a voir"),
                    "inconnue"),
}  # fmt: skip


def stance_of(text: str) -> str:
    """Return the position a text stands for, one of `STANCES`; empty when it is none of them.

    >>> stance_of("Très opposée au projet"), stance_of("plutôt favorable"), stance_of("peu favorable"), stance_of("4")
    ('opposé', 'favorable', 'réservé', '')
    """
    words = fold(text)
    bare = words if " mais " in words else _ABOUT.sub("", _DEGREE.sub("", words))
    return _WORDS.get(words) or _WORDS.get(bare, "")
