"""The GEIQ that their federation labels, each with its antennas; the list dates no label."""

from __future__ import annotations

from typing import Any

from importers.actors import organisation
from importers.antennas import Place, establishment, tie_antenna
from importers.read.json_text import read_cell
from importers.row import Row
from kb.ids import BadIdentifier, check_siret
from kb.ledger import ActorRecord
from kb.said import DraftTie
from kb.text import clean, fold

FEDERATION = organisation("federation", "Fédération française des GEIQ", acronym="FFGEIQ")

_PLACES = frozenset({"geiq", "antenne", "agence", "site", "bureau", "groupement", "delegation", "etablissement", "pole", "siege"})


def read_geiq(row: Row) -> None:
    """State one labelled GEIQ, its federation, and the antennas it lists."""
    name = row.required("name")
    if fold(name) == fold(str(FEDERATION.fields["name"])):
        row.actors.append(FEDERATION)
        return
    if name and "geiq" not in fold(name).split() and "groupement" not in fold(name):
        row.hide("name", "branches")
        said = "Ce nom ne dit pas un GEIQ : saisie d'essai, ou nom d'une personne ; rien n'en est gardé. Mettez la raison sociale."
        row.refuse("name", "NATURAL_PERSON", said, "")
    place = establishment(row, "siret", needed=False)
    branches = _branches(row)
    if row.problems:
        return
    stated = organisation(
        "siae", name, town=row.text("city"), siret=place.siret, siae_kinds=["GEIQ"], post_code=row.text("post_code")
    )
    row.actors.append(stated)
    row.shared.append(FEDERATION)
    row.key = f"geiq:{stated.identity}"
    row.tie(DraftTie("member_of", stated.identity, FEDERATION.identity, {"role": "GEIQ labellisé"}, "label"))
    tie_antenna(row, stated, place, name)
    for branch in branches:
        _state_branch(row, stated, place, name, branch)


def _branches(row: Row) -> list[dict[str, Any]]:
    found = read_cell(row.text("branches") or "[]") or []
    if isinstance(found, list) and all(isinstance(branch, dict) for branch in found):
        return found
    row.refuse("branches", "TYPE_MISMATCH", "Une liste d'objets { … }, un par antenne, est attendue. Corrigez-la, ou laissez-la vide.")
    return []


def _state_branch(row: Row, geiq: ActorRecord, place: Place, name: str, branch: dict[str, Any]) -> None:
    """State an antenna: one without a SIRET of its own is known by its name, and never taken for its GEIQ."""
    told, town = clean(str(branch.get("nom") or "")), clean(str(branch.get("ville") or ""))
    if told and not _names_place(told, town):
        # Somebody has written who answers there: nothing of it is kept.
        told = ""
        row.hide("branches")
    siret = _number(row, str(branch.get("siret") or ""))
    stated = organisation(
        "siae", f"{name}, {told or f'antenne de {town}'}", town=town, siret=siret if siret != place.siret else "",
        siae_kinds=["GEIQ"], post_code=clean(str(branch.get("cp") or "")), part=f"antenne-{branch.get('id')}",
    )  # fmt: skip
    row.actors.append(stated)
    row.tie(DraftTie("part_of", stated.identity, geiq.identity, {"role": "antenne"}, f"antenne-{branch.get('id')}"))


def _names_place(told: str, town: str) -> bool:
    """Tell whether the name of an antenna is one: it says so, or it is its town's."""
    words = set(fold(told).split())
    return not words.isdisjoint(_PLACES) or bool(town and fold(town) in fold(told))


def _number(row: Row, raw: str) -> str:
    if not raw.strip():
        return ""
    try:
        return check_siret(raw)
    except BadIdentifier as error:
        said = f"{error.reason[:1].upper()}{error.reason[1:]} : antenne gardée sous son nom, sans ce numéro."
        row.warn("branches", "SIRET_INVALID", said, raw)
        return ""
