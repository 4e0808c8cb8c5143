"""The tables of places: results of the BAN's CSV service, codes of priority districts, communes of the COG."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from importers.actors import row_key
from importers.columns import Column
from importers.geometry import Shape
from importers.row import Row
from importers.territoires import QPV_CODE
from kb.ids import town_key
from kb.kinds import Family
from kb.ledger import ActorRecord, changed
from kb.problems import Problem, excerpt
from kb.said import About, Named, RowSays
from kb.territories import canonical_slug

TABLE_COLUMNS = (
    Column("score", "result_score", ("score",), explain="Confiance de la BAN, de 0 à 1 : sous 0,5 rien n'est pris."),
    Column("found_address", "result_label", ("label",), explain="Adresse que la BAN a trouvée."),
    Column("found_insee", "result_citycode", ("citycode",), explain="Code INSEE que la BAN a trouvé."),
    Column("district", "code_qp", ("code quartier prioritaire",),
           explain="Code du quartier prioritaire : QP (2015) ou QN (2024).", example="QN06999A"),
    Column("district_name", "nom_qp", explain="Nom du quartier prioritaire.", example="Val-Fleuri", as_written=True),
    Column("district_town", "commune_qp", ("nom_commune", "nom_com", "lib_com"), explain="Commune du quartier."),
    Column("commune_type", "TYPECOM", explain="COM, ARM, COMD ou COMA, du code officiel géographique."),
    Column("commune_code", "COM", explain="Code INSEE de la commune.", example="69199"),
    Column("commune_label", "LIBELLE", explain="Nom officiel de la commune.", example="Saint-Fons", as_written=True),
    Column("merged_into", "COMPARENT", explain="Commune où elle est entrée, pour une commune déléguée ou associée."),
)  # fmt: skip
#: Under this score, a result of the BAN is not to be trusted.
LEAST_SCORE = 0.5
_PLACE, _ORGANISATION = (Family.PLACE.value,), (Family.ORGANISATION.value,)
_MERGED = ("COMD", "COMA")
#: What is said of the rows of delegated communes that have no code of their own.
DELEGATED = "de communes déléguées sous le code de leur commune nouvelle"
_SCORE = re.compile(r"[01](?:[.,]\d+)?")
#: Since when each generation of districts is in force, and what is said of it.
_GENERATIONS = {
    "P": ("2015-01-01", "génération 2015, jusqu'au 31/12/2023"),
    "N": ("2024-01-01", "génération 2024"),
}


def read_result(row: Row, shape: Shape) -> None:
    """Give its place to the organisation or the territory that a result of the BAN is about."""
    _check_score(row)
    siret, name, town = row.siret("siret"), row.text("name"), row.text("city")
    if not siret and not name:
        row.refuse(
            "name", "COLUMN_REQUIRED", "Ni nom ni SIRET : on ne sait de qui est cette adresse. Complétez la ligne."
        )
    lat, lon = shape.lat, shape.lon
    if lat is None:
        lat, lon = row.coordinate("lat", 90), row.coordinate("lon", 180)
    if row.problems or lat is None or lon is None:
        return
    place = {"lat": lat, "lon": lon}
    column = row.header("name")
    if name and not siret:
        row.about.append(About((Named(name, "", column, _PLACE),), ActorRecord("territory", "", (), place, "lieu")))
    if siret or not row.holds("geometry"):
        known = (
            Named(f"siret:{siret}", "", row.header("siret"), _ORGANISATION)
            if siret
            else Named(name, town, column, _ORGANISATION)
        )
        row.about.append(About((known,), ActorRecord("organisation", "", (), place)))
    row.key = row_key("ban", siret or name, "" if siret else town_key(town))


def _check_score(row: Row) -> None:
    text = row.text("score")
    if not _SCORE.fullmatch(text):
        row.refuse("score", "NUMBER_OUT_OF_RANGE", "Le score de la BAN va de 0 à 1 : vérifiez le fichier.")
    elif float(text.replace(",", ".")) < LEAST_SCORE:
        said = f"La BAN n'est pas sûre de cette adresse (score sous {LEAST_SCORE}) : précisez-la, puis géocodez de nouveau."
        row.refuse("score", "SCORE_LOW", said.replace("0.5", "0,5"))


def read_district(row: Row) -> None:
    """State the dated code of the territory that a priority district is: known by that code, or by its commune and name."""
    code, name, town = row.required("district").upper(), row.text("district_name"), row.text("district_town")
    if code and not QPV_CODE.fullmatch(code):
        row.refuse(
            "district",
            "QPV_INVALID",
            "Un code de quartier prioritaire est attendu : QP069012 (2015) ou QN06912L (2024).",
        )
    if row.problems:
        return
    since, generation = _GENERATIONS[code[1]]
    told = ", ".join(filter(None, (name, generation)))
    record = ActorRecord("territory", "", (), {"qpv": f"{code} ({told})"}, as_of=since)
    names = [code, *_names_of(name, town)]
    row.about.append(About(tuple(Named(text, "", row.header("district"), _PLACE) for text in names), record))
    row.key, row.order = f"qpv:{code}", since


def _names_of(name: str, town: str) -> list[str]:
    """Return the names under which a base may know a district; its own alone when it is that of a territory of the town.

    >>> _names_of("Saint-Jean", "Villeurbanne"), _names_of("Saint-Jean", "Beaucaire")
    (['Villeurbanne Saint-Jean', 'Saint-Jean'], ['Beaucaire Saint-Jean'])
    """
    if not name or not town:
        return []
    begins = f"{town_key(town).replace(' ', '-')}-"
    return [f"{town} {name}", *([name] if canonical_slug(name).startswith(begins) else [])]


def is_own(cells: Mapping[str, str]) -> bool:
    """Tell whether a row has a code of its own: a delegated commune may bear that of the commune it went into."""
    return cells.get("commune_type") not in _MERGED or cells.get("commune_code") != cells.get("merged_into")


def read_commune(row: Row) -> None:
    """State the official name of a commune, for all the territories that have its code; a merged one has its new code."""
    code, label, parent = row.required("commune_code"), row.required("commune_label"), row.text("merged_into")
    if row.problems:
        return
    kind = row.text("commune_type")
    merged = parent if kind in _MERGED else ""
    fields = {"insee_codes": [merged or code], "communes": [label]}
    known = Named(code, "", row.header("commune_code"), _PLACE)
    row.about.append(About((known,), ActorRecord("territory", "", (), fields), every=True))
    row.key = f"commune:{kind}:{code}"


def settle_places(rows: Iterable[RowSays]) -> Iterable[RowSays]:
    """Set aside the results that give one actor several places, and name each merged commune by its new one."""
    said = list(rows)
    given: dict[str, list[RowSays]] = defaultdict(list)
    for row in said:
        if row.about and (row.key or "").startswith("ban:"):
            given[str(row.key)].append(row)
    for several in given.values():
        if len(several) > 1:
            for row in several:
                row.problems.append(_ambiguous(row, len(several)))
    _label_merged([row for row in said if (row.key or "").startswith("commune:")])
    return said


def _ambiguous(row: RowSays, count: int) -> Problem:
    name = excerpt(row.about[0].names[0].text)
    message = f"La BAN donne {count} lieux pour « {name} » : gardez une seule ligne, la bonne, et recommencez."
    return Problem("RESULT_AMBIGUOUS", message, sheet=row.sheet, line=row.line, value=name)


def _label_merged(rows: list[RowSays]) -> None:
    stated = {about.names[0].text: about.record.fields["communes"] for row in rows for about in row.about}
    for row in rows:
        for index, about in enumerate(row.about):
            known: Mapping[str, Any] = about.record.fields
            fields = {**known, "communes": stated.get(known["insee_codes"][0], known["communes"])}
            row.about[index] = replace(about, record=changed(about.record, fields=fields))
