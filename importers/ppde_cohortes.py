"""Counts of people deprived of work, by band and by territory: a sheet that tells persons is refused whole."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator

from importers.actors import row_key, territory_mention, without_gaps
from importers.bands import says_a_band
from importers.base import importer
from importers.beside_counts import may_be_a_place, says_a_period, says_an_origin
from importers.columns import Column
from importers.first_names import may_be_somebody
from importers.read.guard import find_nir
from importers.read.table import Table
from importers.row import Row
from importers.somebody import names_a_place
from importers.undeclared import refuse_strangers
from kb.least import least_count, read_count
from kb.ledger import ActorRecord
from kb.problems import FileRefused, Problem
from kb.said import DraftTie, RowSays
from kb.text import clean

_FEW = 5
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[a-z]{2,}", re.IGNORECASE)
_PHONE = re.compile(r"(?:\+33|0033|0)[\s.-]?[1-9](?:[\s.-]?\d\d){4}", re.ASCII)
_BIRTH = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-](?:19[2-9]\d|200\d)|(?:19[2-9]\d|200\d)-\d\d-\d\d", re.ASCII)
_CIVILITY = re.compile(r"(?:m|mr|mme|mlle|monsieur|madame)\b\.?\s+\w", re.IGNORECASE)
#: What is said of a band that may be a name.
_NO_BAND = (
    "Un mot de cette tranche n'est pas de ceux par lesquels on compte, et peut être le nom d'une personne : Maillage n'en reçoit aucune, rien "
    "n'est gardé ni répété de la ligne. Retirez-la du fichier ; si c'est bien une tranche, dites-la par un âge, une durée, un niveau, une "
    "situation (« 50 ans et plus », « parents isolés »), par un lieu (« QPV … », « quartier … »), ou par une lettre (« groupe A »)."
)

_NO_PERIOD = (
    "Cette période n'est ni un jour, ni un mois, ni un trimestre, ni une année de l'expérimentation, et peut décrire une personne : rien n'est "
    "gardé ni répété de la ligne. Écrivez « 2026 », « 2026-T1 », « mars 2026 » ou « 31/12/2026 »."
)
_NO_PLACE = (
    "Ce territoire est écrit comme une personne (civilité, initiale, âge) : rien n'est gardé ni répété de la ligne. Écrivez le nom du territoire seul."
)
_MAYBE_SOMEBODY = (
    "La base ne connaît pas ce territoire, dont le nom peut être celui d'une personne : rien n'est gardé ni répété de la ligne. Si c'est bien un "
    "territoire, importez d'abord sa ligne avec l'importeur « territoires »."
)
_NO_ORIGIN = (
    "Cette origine n'est ni un organisme ni un document connu, et peut nommer quelqu'un : elle n'est pas gardée, la ligne est prise. Écrivez par "
    "exemple « France Travail », « CLE de … », « EBE … », « fichier de suivi »."
)

COLUMNS = (
    Column("territory", "Territoire", ("territ", "terr", "territoire tzcld", "nom du territoire", "perimetre"), required=True,
           explain="Nom du territoire que l'effectif décrit.", example="Val-Fleuri"),
    Column("band", "Tranche", ("tranche d age", "tranche de duree", "categorie", "situation", "indicateur", "public"), as_written=True,
           required=True, explain="Ce qui est compté : une tranche, une situation ; jamais une personne.",
           example="50 ans et plus"),
    Column("count", "Effectif", ("effectifs", "nombre", "nombre de personnes", "nb", "nb personnes", "total"), as_written=True,
           required=True, explain="Un nombre entier ; sous 11, ou le seuil que votre structure a choisi, il n'est pas gardé.",
           example="42"),
    Column("period", "Période", ("date", "au", "annee", "mois", "trimestre", "a la date du"),
           explain="Le jour, le mois, l'année ou le trimestre décrit.", example="2026"),
    Column("origin", "Origine", ("source", "provenance"), explain="D'où vient l'effectif."),
    Column("person", "Personne",
           ("nom", "noms", "prenom", "prenoms", "nom prenom", "nom et prenom", "prenom nom", "nom de naissance",
            "nom d usage", "civilite", "date de naissance", "naissance", "ne le", "nee le", "lieu de naissance", "age",
            "nir", "nss", "numero de securite sociale", "n securite sociale", "courriel", "email", "e mail", "mail",
            "adresse mail", "adresse electronique", "telephone", "tel", "portable", "mobile", "numero de telephone",
            "adresse", "adresse postale", "rue", "identifiant france travail", "identifiant pole emploi",
            "numero allocataire", "beneficiaire", "demandeur d emploi", "participant"),
           explain="Jamais reçu : une feuille qui décrit des personnes est refusée en entier.", drop=True),
)  # fmt: skip


def refuse_persons(table: Table, header: Iterable[str], unread: Collection[int]) -> None:
    """Refuse a table that tells persons, by its headers or by what its cells look like; no value is repeated.

    Raises `FileRefused` naming the columns; `header` are the headers that the importer drops, `unread` the columns it does not know.
    """
    told = dict.fromkeys([*header, *_columns_of_persons(table)])
    if told:
        named = ", ".join(f"« {name} »" for name in told)
        raise FileRefused(
            "SENSITIVE_DATA",
            f"{table.file} décrit des personnes (colonnes {named}) : la feuille est refusée en entier, rien n'en est gardé. "
            "Envoyez des effectifs par tranche et par territoire ; au besoin, demandez au délégué à la protection des "
            "données.",
        )
    refuse_strangers(table, unread)


def _columns_of_persons(table: Table) -> list[str]:
    """Return the headers of the columns one cell of which is a person's, and of counts that never pass one.

    Every row is looked at: one person at the end of a long sheet is one too many.
    """
    found: dict[int, str] = {}
    ones: Counter[int] = Counter()
    rows = 0
    for row in table.rows:
        rows += 1
        for index, cell in enumerate(row.cells):
            if cell and index not in found and _tells_person(cell):
                found[index] = _header(table, index)
            ones[index] += cell.strip() == "1"
    listed = [_header(table, i) for i, count in ones.items() if rows > _FEW and count == rows]
    return [found[index] for index in sorted(found)] + listed


def _tells_person(cell: str) -> bool:
    text = clean(cell)
    return bool(
        _MAIL.search(text) or _PHONE.search(text) or _CIVILITY.match(text) or _BIRTH.fullmatch(text) or find_nir(text)
    )


def _header(table: Table, index: int) -> str:
    name = table.header[index] if index < len(table.header) else ""
    return name if name and not _tells_person(name) else f"n° {index + 1}"


def settle_counts(rows: Iterable[RowSays]) -> Iterator[RowSays]:
    """Yield the rows of a file, the second of two that give one cohort two counts set aside: nobody knows which is right."""
    first: dict[str, RowSays] = {}
    said_rows = list(rows)
    for row in said_rows:
        if row.actors and not row.problems:
            known = first.setdefault(row.key or "", row)
            if known.actors[0].fields.get("count") != row.actors[0].fields.get("count"):
                sheet = f" de la feuille « {known.sheet} »" if known.sheet != row.sheet else ""
                said = (
                    f"Un autre effectif de la même tranche, du même territoire et de la même période est ligne {known.line}{sheet} : il est gardé, "
                    f"celui de la ligne {row.line} est mis de côté. Gardez la ligne qui est juste, ou donnez à chacune sa période."
                )
                row.problems.append(Problem("DUPLICATE_IN_FILE", said, sheet=row.sheet, line=row.line))
    yield from said_rows


@importer(
    "ppde-cohortes",
    title="Cohortes de PPDE (effectifs)",
    explain="Une ligne par tranche et par territoire : un effectif, jamais une personne.",
    columns=COLUMNS,
    signature=("territory", "band", "count"),
    refuse_table=refuse_persons,
    settle=settle_counts,
    quiet=True,
    shape="Vos tranches sont en colonnes ? Faites-en des lignes, une par tranche et par territoire : « Territoire », « Tranche », « Effectif » "
          "(dans un tableur, « Transposer » au collage spécial, ou « Dépivoter les colonnes »).",
    nobody=True,
)
def read_cohort(row: Row) -> None:
    """State one count of a territory; a small one is said and not kept."""
    territory, band, count = row.required("territory"), row.required("band"), _count(row)
    period = row.text("period")
    if band and not says_a_band(band, few=count is None):
        row.withhold("band", "SENSITIVE_DATA", _NO_BAND)
    if period and not says_a_period(period):
        row.withhold("period", "SENSITIVE_DATA", _NO_PERIOD)
    if not may_be_a_place(territory):
        row.withhold("territory", "SENSITIVE_DATA", _NO_PLACE)
    if row.problems:
        _keep_no_name(row)
        return
    place = territory_mention(territory)
    if may_be_somebody(territory):
        row.unsaid[place.identity] = _MAYBE_SOMEBODY
    fields = without_gaps({
        "name": ", ".join(part for part in (band, territory, period) if part), "band": band, "count": count,
        "period": period, "origin": _origin(row),
    })  # fmt: skip
    identity = row_key("cohorte", place.identity, band, period)
    row.shared.append(place)
    row.actors.append(ActorRecord("cohort", identity, (), fields))
    row.key, row.order = identity, period
    row.ties.append(DraftTie("takes_place_in", identity, place.identity, part="territoire"))


def _keep_no_name(row: Row) -> None:
    """Leave out of a row set aside the cells that may name somebody: what a legend or a wrong line says is looked at by nobody else."""
    row.hide("count")
    row.hide(*(key for key in ("band", "territory") if row.text(key) and not _is_clear(row, key)))
    if not says_an_origin(row.text("origin")):
        row.hide("origin")


def _is_clear(row: Row, key: str) -> bool:
    return says_a_band(row.text(key)) or (key == "territory" and names_a_place(row.text(key)))


def _origin(row: Row) -> str:
    """Return where a count comes from; what may be somebody is left out of the row, and told without being repeated."""
    origin = row.text("origin")
    if not origin or says_an_origin(origin):
        return origin
    row.warn("origin", "VALUE_UNUSUAL", _NO_ORIGIN, "…")
    row.hide("origin")
    return ""


def _count(row: Row) -> int | None:
    """Return a count, None when it is too small to be kept; what is no count is refused without being repeated."""
    raw = row.required("count")
    count = read_count(raw)
    if raw and count is None:
        row.refuse("count", "NUMBER_OUT_OF_RANGE", "Un effectif est attendu : un nombre entier, sans autre mot.", "…")
        row.hide("count")
        return None
    least = least_count()
    if count and count < least:
        said = f"Effectif inférieur à {least} : il n'est pas gardé, on pourrait reconnaître quelqu'un. N'envoyez pas à part le total ou les autres tranches : ils le feraient retrouver."
        row.warn("count", "COUNT_SMALL", said, "…")
        row.hide("count")
        return None
    return count
