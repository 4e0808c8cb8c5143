"""The usual names of the territories of the brochure, so that « Lyon 8 » and « Plaine Santy » are one place.

Territories write their own name in many ways in their sheets. The list is short, public and stable; it is read before
the graph so that a row means the same whatever was imported first.
"""

from __future__ import annotations

import re

from kb.text import fold

#: slug -> usual names, as territories, press and brochure write them.
USUAL_NAMES: dict[str, tuple[str, ...]] = {
    "villeurbanne-saint-jean": ("Villeurbanne Saint-Jean", "Saint-Jean", "QPV Saint-Jean", "Villeurbanne (Saint-Jean)"),
    "villeurbanne-les-brosses": ("Villeurbanne Les Brosses", "Les Brosses", "Brosses", "Villeurbanne Brosses"),
    "lyon-8-plaine-santy": (
        "Lyon 8 Plaine Santy", "Lyon 8", "Lyon 8e", "Lyon 8ème", "Plaine Santy", "La Plaine Santy", "Langlet-Santy",
        "Lyon 8 La Plaine Langlet-Santy", "Lyon 8e arrondissement", "Lyon 08",
    ),
    "saint-fons": (
        "Saint-Fons", "Saint-Fons Arsenal-Carnot-Parmentier", "Arsenal Carnot Parmentier", "Saint Fons ACP",
    ),
    "venissieux": ("Vénissieux", "Vénissieux Léo-Lagrange", "Léo Lagrange", "Vénissieux (Léo-Lagrange)"),
    "givors-et-grigny": ("Givors et Grigny", "Givors-Grigny", "Givors Grigny", "Givors / Grigny", "Givors & Grigny"),
    "rillieux-la-pape": ("Rillieux-la-Pape", "Rillieux", "Rillieux la Pape"),
}  # fmt: skip


#: How a cell says that a row is of no territory in particular.
_EVERYWHERE = re.compile(r"(?:toute? )?(?:la )?metropole\b.*|metropolitain|tous(?: les territoires)?|ensemble des territoires|toutes?")


def is_everywhere(name: str) -> bool:
    """Tell whether what a cell names is the whole of the metropolis rather than one of its territories.

    >>> is_everywhere("Métropole de Lyon"), is_everywhere("Tous les territoires"), is_everywhere("Saint-Fons")
    (True, True, False)
    """
    return bool(_EVERYWHERE.fullmatch(fold(name)))


def _key(name: str) -> str:
    words = [{"st": "saint", "ste": "sainte"}.get(word, word) for word in fold(name).split()]
    dropped = {"territoire", "tzcld", "tzc", "etcld", "de", "du", "quartier"}
    return " ".join(word for word in words if word not in dropped)


_BY_NAME = {_key(name): slug for slug, names in USUAL_NAMES.items() for name in names}


def canonical_slug(name: str) -> str:
    """Return the slug of a territory from any of its usual names, or from the name as written.

    >>> canonical_slug("territoire de St-Fons"), canonical_slug("Terres Neuves")
    ('saint-fons', 'terres-neuves')
    """
    key = _key(name)
    return _BY_NAME.get(key) or key.replace(" ", "-")
