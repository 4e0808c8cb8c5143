"""A name cell that seems to name several organisations: it is told, and the row is taken as one all the same."""

from __future__ import annotations

import re

from importers.row import Row
from kb.text import clean, fold

#: Words by which a part is inside the one before it: « Ville de Lyon / Direction du développement ».
_INSIDE = frozenset({
    "direction", "dir", "service", "pole", "departement", "delegation", "antenne", "agence", "site", "mission", "cellule", "unite", "bureau",
    "secteur", "etablissement", "section", "equipe", "maison", "dispositif", "programme", "plateforme", "atelier", "chantier",
})  # fmt: skip
#: What a slash parts without parting two names: « Neuville s/Saône », « H/F », « 24/7 ».
_NO_NAMES = re.compile(r"(?:\b\w|\d+)\s*[/|]|[/|]\s*(?:\w\b|\d+)")

#: What a name is written with; a slash among other signs is that of an address or of a program.
_WORDS = re.compile(r"[\w\s.,'’&°-]+")


def several_names(name: str) -> list[str]:
    """Return the organisations that slashes seem to part in a name, none when it is one.

    >>> several_names("CAF / CPAM"), several_names("Ville de Lyon / Direction de l'emploi"), several_names("Neuville s/Saône"), several_names("<b>A</b>")
    (['CAF', 'CPAM'], [], [], [])
    """
    parts = [clean(part) for part in re.split(r"[/|]", name)]
    if len(parts) < 2 or not all(fold(part) and _WORDS.fullmatch(part) for part in parts) or _NO_NAMES.search(name):
        return []
    inside = any(fold(part).split()[0] in _INSIDE for part in parts[1:])
    return [] if inside else parts


def warn_of_several(row: Row, key: str) -> None:
    """Say of a name cell that it seems to hold several organisations, which one row makes a single one."""
    if parts := several_names(row.text(key)):
        named = " et ".join(f"« {part} »" for part in parts[:2])
        said = (
            f"Deux organisations dans la cellule, {named} ? La ligne n'en fait qu'une : donnez une ligne à chacune. Si c'est la même, gardez un nom et "
            "mettez l'autre sous « Autres noms »."
        )
        row.warn(key, "NAMES_SEVERAL", said)
