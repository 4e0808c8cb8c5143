"""The national register of associations, in its two layouts: what an association is, never where its officers live."""

from __future__ import annotations

from importers.actors import organisation, told_on
from importers.base import importer
from importers.columns import Column
from importers.row import Row
from kb.ledger import Rank

_HOME = "Laissé à la porte : le siège d'une association est souvent le domicile d'un bénévole."
_PERSON = "Laissé à la porte : souvent les coordonnées d'une personne."

COLUMNS = (
    Column("rna", "id", ("numero rna", "identifiant association"), required=True, explain="Numéro RNA : W et 9 chiffres.",
           example="W999000001"),
    Column("former", "id_ex", explain="Ancien numéro, gardé dans la ligne d'origine."),
    Column("siret", "siret", explain="SIRET, quand l'association en a un."),
    Column("name", "titre", required=True, explain="Nom de l'association.", example="ATELIER DES ÉRABLES"),
    Column("acronym", "titre_court", explain="Sigle ou titre court."),
    Column("purpose", "objet", explain="Objet déclaré."),
    Column("created", "date_creat", explain="Date de création."),
    Column("dissolved", "date_disso", explain="Date de dissolution ; « 0001-01-01 » veut dire qu'il n'y en a pas."),
    Column("position", "position", explain="A active, D dissoute, S supprimée, R reprise."),
    Column("group", "groupement", explain="S simple, U union, F fédération."),
    Column("nature", "nature", explain="D déclarée, R reconnue d'utilité publique."),
    Column("office", "gestion", explain="Préfecture qui gère le dossier."),
    Column("insee", "adrs_codeinsee", explain="Code INSEE de la commune du siège."),
    Column("post_code", "adrs_codepostal", explain="Code postal du siège."),
    Column("city", "adrs_libcommune", ("libcom",), explain="Commune du siège."),
    Column("website", "siteweb", explain="Adresse http ou https ; une autre est laissée de côté."),
    Column("updated", "maj_time", explain="Date de mise à jour de la fiche."),
    Column("home", "adresse", ("adrs_complement", "adrs_numvoie", "adrs_repetition", "adrs_typevoie", "adrs_libvoie",
           "adrs_distrib", "adr1", "adr2", "adr3", "adrg_declarant", "adrg_complemid", "adrg_complemgeo", "adrg_libvoie",
           "adrg_distrib", "adrg_codepostal", "adrg_achemine", "adrg_pays"), drop=True, explain=_HOME),
    Column("person", "contact", ("dir_civilite", "telephone", "email", "observation"), drop=True, explain=_PERSON),
)  # fmt: skip

_GONE = {"D": "dissoute", "S": "supprimée"}
_GROUPS = {"U": "union d'associations", "F": "fédération d'associations"}
#: How the register writes that it does not know.
_NOTHING = frozenset({"_", "0001-01-01", "000000"})


@importer(
    "rna",
    title="Répertoire national des associations",
    explain="Les exports Waldec et Import du RNA : une ligne par association ; adresses et contacts restent à la porte.",
    columns=COLUMNS,
    published=True,
    rank=Rank.REGISTER,
    signature=("rna", "former", "office", "position", "purpose"),
    any_of=(("position", "office"),),
)
def read_association(row: Row) -> None:
    """State one association; a dissolved one keeps the day it ended."""
    name, rna, siret = row.required("name"), row.rna("rna") if row.required("rna") else "", _siret(row)
    created, dissolved, site = _day(row, "created"), _day(row, "dissolved"), _site(row)
    if row.problems:
        return
    gone = _GONE.get(row.text("position").upper(), "")
    row.actors.append(organisation(
        "association", name, town=_text(row, "city"), as_of=told_on(row, "updated", _day(row, "updated")), siret=siret, rna=rna,
        acronym=_acronym(row, name), description=_text(row, "purpose"), opened_on=created,
        closed_on=(dissolved or "date inconnue") if gone else "", post_code=_text(row, "post_code"), insee=_text(row, "insee"),
        legal_form=_GROUPS.get(row.text("group").upper(), "association"), website=site,
    ))  # fmt: skip
    row.key, row.order = f"rna:{rna}", _day(row, "updated")


def _text(row: Row, key: str) -> str:
    found = row.text(key)
    return "" if found in _NOTHING else found


def _day(row: Row, key: str) -> str:
    """Return a day of the register, without its hour, nothing for the one it writes when it does not know."""
    return row.date(key)[:10] if _text(row, key) else ""


def _siret(row: Row) -> str:
    return row.siret("siret") if _text(row, "siret") else ""


def _acronym(row: Row, name: str) -> str:
    found = _text(row, "acronym")
    # The register cuts a long title short where it has none: that is no acronym.
    return "" if found.endswith("...") or found.casefold() == name.casefold() else found


def _site(row: Row) -> str:
    text = _text(row, "website")
    if text.lower().startswith(("http://", "https://")):
        return text
    # What is no address of a site is often somebody's mail or name.
    row.hide("website")
    return ""
