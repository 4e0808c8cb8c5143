"""SIRENE's stock files: establishments and legal units of the Métropole, read by column name, natural persons left out.

An establishment and its legal unit are two records, tied. What a unit asked not to publish stays masked.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from importers.actors import organisation
from importers.base import importer
from importers.columns import Column
from importers.published import published_number
from importers.row import Row
from kb.communes import metropole
from kb.ids import check_siren, check_siret
from kb.ledger import Rank
from kb.said import DraftTie
from kb.text import clean

_UNIT, _PLACE = "UniteLegale", "Etablissement"


def _both(key: str, stem: str, explain: str) -> Column:
    """Return a column that an establishment and its unit both have; a file that joins them says the establishment's."""
    return Column(key, f"{stem}{_PLACE}", (f"{stem}{_UNIT}",), explain=explain, leads=True)


COLUMNS = (
    Column("siren", "siren", required=True, explain="SIREN de l'unité légale.", example="999000011"),
    Column("siret", "siret", explain="SIRET de l'établissement ; absent du fichier des unités légales.", example="99900001100018"),
    Column("published", f"statutDiffusion{_PLACE}", explain="O diffusible, P ou N partiellement : son nom et son adresse restent masqués."),
    Column("unit_published", f"statutDiffusion{_UNIT}", explain="De même pour l'unité légale, dont l'établissement est alors masqué aussi."),
    _both("created", "dateCreation", "Date de création."),
    _both("workforce", "trancheEffectifs", "Tranche d'effectif, en code."),
    _both("state", "etatAdministratif", "A actif, F établissement fermé, C unité cessée."),
    Column("since", "dateDebut", explain="Début de l'état présent : jour de la fermeture quand il est fermé."),
    _both("naf", "activitePrincipale", "Code d'activité."),
    _both("scheme", "nomenclatureActivitePrincipale", "Nomenclature du code d'activité ; seule NAFRev2 est gardée."),
    Column("name", f"denomination{_UNIT}", explain="Dénomination de l'unité légale."),
    Column("acronym", f"sigle{_UNIT}", explain="Sigle."),
    Column("usual", f"denominationUsuelle{_PLACE}", (f"denominationUsuelle1{_UNIT}",), leads=True,
           explain="Dénomination usuelle."),
    Column("usual2", f"denominationUsuelle2{_UNIT}", explain="Deuxième dénomination usuelle."),
    Column("usual3", f"denominationUsuelle3{_UNIT}", explain="Troisième dénomination usuelle."),
    Column("sign", f"enseigne1{_PLACE}", explain="Enseigne."),
    Column("sign2", f"enseigne2{_PLACE}", explain="Deuxième enseigne."),
    Column("sign3", f"enseigne3{_PLACE}", explain="Troisième enseigne."),
    Column("form", f"categorieJuridique{_UNIT}", explain="Catégorie juridique, en code."),
    Column("rna", f"identifiantAssociation{_UNIT}", explain="Numéro RNA."),
    Column("number", f"numeroVoie{_PLACE}", explain="Numéro dans la voie."),
    Column("repeat", f"indiceRepetition{_PLACE}", explain="Bis, ter…"),
    Column("way", f"typeVoie{_PLACE}", explain="Type de voie."),
    Column("street", f"libelleVoie{_PLACE}", explain="Nom de la voie."),
    Column("post_code", f"codePostal{_PLACE}", explain="Code postal."),
    Column("city", f"libelleCommune{_PLACE}", explain="Commune."),
    Column("insee", f"codeCommune{_PLACE}", explain="Code INSEE de la commune."),
    Column("lat", "latitude", explain="Latitude, dans l'édition géocodée."),
    Column("lon", "longitude", explain="Longitude, dans l'édition géocodée."),
    Column("person", f"nom{_UNIT}", (f"nomUsage{_UNIT}", f"prenom1{_UNIT}", f"prenom2{_UNIT}", f"prenom3{_UNIT}",
           f"prenom4{_UNIT}", f"prenomUsuel{_UNIT}", f"pseudonyme{_UNIT}", f"sexe{_UNIT}", f"complementAdresse{_PLACE}",
           f"distributionSpeciale{_PLACE}", f"complementAdresse2{_PLACE}", f"distributionSpeciale2{_PLACE}",
           f"numeroVoie2{_PLACE}", f"libelleVoie2{_PLACE}"), drop=True,
           explain="Laissé à la porte : le nom d'une personne."),
)  # fmt: skip

#: What stands for a cell that a unit asked not to publish.
_MASKED = frozenset({"[ND]", "[NON-DIFFUSIBLE]"})
#: What says where a unit is, and how it is called.
_PLACED = ("number", "repeat", "way", "street", "lat", "lon")
_NAMED = ("name", "acronym", "usual", "usual2", "usual3", "sign", "sign2", "sign3")
_NOBODY = frozenset({"", "NN", "00"})
#: Legal categories of natural persons begin so.
_PERSON = "1"


@cache
def _labels(name: str) -> Mapping[str, str]:
    """Return the labels of some codes."""
    text = (files("importers") / "codes" / f"{name}.csv").read_text(encoding="utf-8")
    return dict(line.split(";", 1) for line in text.splitlines() if line)


def label_of(table: str, code: str) -> str:
    """Return the label of a code of SIRENE (« tranches-effectifs », « categories-juridiques »), nothing for an unknown one.

    >>> label_of("categories-juridiques", "7210")
    'commune'
    """
    return _labels(table).get(code, "")


def _near(cells: Mapping[str, str]) -> bool:
    """Tell whether a row may enter: no natural person's, and of an establishment, one of the Métropole de Lyon."""
    if "insee" in cells and cells["insee"].strip() not in metropole():
        return False
    return not _is_person(cells)


def _is_person(cells: Mapping[str, str]) -> bool:
    """Tell whether a row is a natural person's: its category says so; a unit without a denomination nor a category is somebody."""
    form = cells.get("form", "").strip()
    return form.startswith(_PERSON) or not (form or cells.get("name", "-").strip())


def _person(cells: Mapping[str, str]) -> str:
    """Return the SIREN of a row that its category says to be a natural person's."""
    return re.sub(r"\D", "", cells.get("siren", "")) if cells.get("form", "").strip().startswith(_PERSON) else ""


@importer(
    "sirene",
    title="SIRENE (fichiers stock de l'INSEE)",
    explain="Établissements de la Métropole de Lyon, puis unités légales : celles-ci disent lesquelles sont des personnes physiques, dont les établissements sont alors retirés.",
    columns=COLUMNS,
    published=True,
    rank=Rank.REGISTER,
    signature=("siren", "published", "unit_published", "state", "scheme"),
    any_of=(("state", "published", "unit_published"),),
    keeps=_near,
    person=_person,
    known_by=lambda cells: "" if "insee" in cells else cells.get("siren", "").strip(),
    outside="hors de la Métropole de Lyon, de personnes physiques, ou d'unités que la base ne connaît pas (fichier national)",
)
def read_unit(row: Row) -> None:
    """State one establishment, tied to its legal unit, or one legal unit."""
    siren = published_number(row, "siren", check_siren, 9)
    siret = published_number(row, "siret", check_siret, 14) if row.holds("siret") else ""
    if row.problems:
        return
    _hide_homes(row)
    names = [text for key in ("name", "sign", "sign2", "sign3", "usual", "usual2", "usual3") if (text := shown(row, key))]
    closed = (row.date("since") or "date inconnue") if row.text("state") in ("F", "C") else ""
    row.actors.append(organisation(
        kind_of(row.text("form")), names[0] if names else "", town=_town(row), siret=siret, siren="" if siret else siren,
        aliases=names[1:], acronym=shown(row, "acronym"), rna=row.text("rna") if not siret else "", naf=_naf(row),
        legal_form=label_of("categories-juridiques", row.text("form")), opened_on=row.date("created"), closed_on=closed,
        workforce=label_of("tranches-effectifs", row.text("workforce")), address=_address(row),
        post_code=shown(row, "post_code"), insee=shown(row, "insee"), lat=_degrees(row, "lat", 90),
        lon=_degrees(row, "lon", 180),
    ))  # fmt: skip
    row.key, row.order = f"siret:{siret}" if siret else f"siren:{siren}", row.date("since")
    if siret:
        row.shared.append(organisation("organisation", "", siren=siren, mention=True))
        row.tie(DraftTie("part_of", f"siret:{siret}", f"siren:{siren}", {"role": "établissement"}))


def is_masked(text: str) -> bool:
    """Tell whether a text stands for what a unit asked not to publish.

    >>> is_masked("[ND]"), is_masked("[NON-DIFFUSIBLE] 69500 BRON"), is_masked("BRON")
    (True, True, False)
    """
    return any(mask in text for mask in _MASKED)


def shown(row: Row, key: str) -> str:
    """Return a cell, empty when a unit asked not to publish it."""
    text = row.text(key)
    return "" if is_masked(text) or row.hides(key) else text


def _hide_homes(row: Row) -> None:
    """Keep nothing of what a unit asked not to publish, nor of the street of one that may be somebody's home.

    An establishment without employees nor a sign is often where its only person lives; its commune is kept.
    """
    if not {"P", "N"}.isdisjoint((row.text("published"), row.text("unit_published"))):
        row.hide(*_NAMED, *_PLACED, "post_code")
    elif row.text("workforce") in _NOBODY and not row.text("sign") and row.holds("street"):
        row.hide(*_PLACED)


def _degrees(row: Row, key: str, most: int) -> float | None:
    return None if row.hides(key) else row.coordinate(key, most)


def _town(row: Row) -> str:
    found = metropole().get(row.text("insee"))
    return found.name if found else shown(row, "city")


def _address(row: Row) -> str:
    return clean(" ".join(shown(row, key) for key in ("number", "repeat", "way", "street")))


def _naf(row: Row) -> str:
    scheme = row.text("scheme")
    return row.text("naf").replace(".", "") if scheme in ("", "NAFRev2") else ""


def kind_of(form: str) -> str:
    """Return the kind that a legal category tells: associations, public bodies, companies, else an organisation."""
    if form.startswith("92"):
        return "association"
    if form.startswith("93"):
        return "funder"
    return {"7": "authority", "5": "company", "6": "company"}.get(form[:1], "organisation")
