"""Antennas that users of a platform made up: their SIRET ends in 999 and two digits, and is that of no establishment."""

from __future__ import annotations

import re
from typing import NamedTuple

from importers.actors import organisation
from importers.published import published_number
from importers.row import Row, sentence
from kb.ids import BadIdentifier, check_siren, check_siret
from kb.ledger import ActorRecord
from kb.said import DraftTie

_MADE_UP = re.compile(r"(\d{9})999\d\d", re.ASCII)


class Place(NamedTuple):
    """The number of an establishment, or the legal unit of an antenna that has none of its own."""

    siret: str = ""
    siren: str = ""


def establishment(row: Row, key: str, *, needed: bool = True) -> Place:
    """Return the SIRET of a row; one that a platform made up for an antenna leads to its legal unit, and is told."""
    raw = row.text(key).replace(" ", "")
    if not raw and not needed:
        return Place()
    if made_up := _MADE_UP.fullmatch(raw):
        said = (
            "SIRET d'antenne créé par un utilisateur de la plateforme (il finit par 999 et deux chiffres), pas celui d'un "
            "établissement : l'antenne est gardée sous son nom, liée à l'unité légale."
        )
        row.warn(key, "SIRET_MADE_UP", said)
        try:
            return Place(siren=check_siren(made_up[1]))
        except BadIdentifier as error:
            # A mistyped number would make a legal unit that is nobody's.
            row.warn(key, "SIREN_INVALID", f"{sentence(error.reason)} : l'antenne n'est liée à aucune unité légale.")
            return Place()
    return Place(siret=published_number(row, key, check_siret, 14))


def tie_antenna(row: Row, antenna: ActorRecord, place: Place, name: str = "") -> None:
    """Tie an antenna to the legal unit its number begins with, whose name the row may say."""
    if place.siren:
        unit = organisation(antenna.kind, name, siren=place.siren, mention=True)
        row.shared.append(unit)
        row.tie(DraftTie("part_of", antenna.identity, unit.identity, {"role": "antenne"}, "antenne"))
