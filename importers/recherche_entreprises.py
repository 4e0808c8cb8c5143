"""Answers of the State's company search (API Recherche d'entreprises), saved as they came; officers stay at the door."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from importers.actors import organisation, told_on
from importers.base import importer
from importers.columns import Column
from importers.remote import Interface
from importers.row import Row
from importers.sirene import is_masked, kind_of, label_of, shown
from kb.ledger import Rank, changed
from kb.said import DraftTie
from kb.text import fold

COLUMNS = (
    Column("siren", "siren", required=True, explain="SIREN de l'unité légale.", example="999000011"),
    Column("name", "nom_raison_sociale", explain="Raison sociale.", example="ATELIER DES ÉRABLES"),
    Column("full_name", "nom_complet", explain="Nom complet, quand il n'y a pas de raison sociale."),
    Column("acronym", "sigle", explain="Sigle."),
    Column("form", "nature_juridique", explain="Catégorie juridique, en code."),
    Column("naf", "activite_principale", explain="Code d'activité."),
    Column("workforce", "tranche_effectif_salarie", explain="Tranche d'effectif, en code."),
    Column("created", "date_creation", explain="Date de création."),
    Column("state", "etat_administratif", explain="A active, C cessée."),
    Column("closed", "date_fermeture", explain="Date de fermeture."),
    Column("updated", "date_mise_a_jour", explain="Date de mise à jour."),
    Column("rna", "identifiant_association", explain="Numéro RNA, lu dans les compléments."),
    Column("siae", "type_siae", explain="Types de SIAE, lus dans les compléments."),
    Column("siret", "siege.siret", explain="SIRET du siège."),
    Column("address", "siege.adresse", explain="Adresse du siège."),
    Column("post_code", "siege.code_postal", explain="Code postal du siège."),
    Column("city", "siege.libelle_commune", explain="Commune du siège."),
    Column("insee", "siege.commune", explain="Code INSEE de la commune du siège."),
    Column("lat", "siege.latitude", explain="Latitude du siège."),
    Column("lon", "siege.longitude", explain="Longitude du siège."),
    Column("signs", "siege.liste_enseignes", explain="Enseignes du siège."),
    Column("seat_state", "siege.etat_administratif", explain="A ouvert, F fermé."),
    Column("seat_closed", "siege.date_fermeture", explain="Date de fermeture du siège."),
    Column("officers", "dirigeants", drop=True, explain="Les dirigeants ne sont jamais gardés."),
)  # fmt: skip

_UNIT = ("siren", "nom_raison_sociale", "nom_complet", "sigle", "nature_juridique", "activite_principale", "date_creation",
         "tranche_effectif_salarie", "etat_administratif", "date_fermeture", "date_mise_a_jour", "dirigeants")  # fmt: skip
_SEAT = ("siret", "adresse", "code_postal", "libelle_commune", "commune", "latitude", "longitude", "liste_enseignes",
         "etat_administratif", "date_fermeture")  # fmt: skip
#: How a unit (C) or its seat (F) is said to be closed.
_CLOSED = frozenset({"C", "F"})
_MORE = ("identifiant_association", "type_siae")


def _path(document: Any) -> tuple[str, ...] | None:
    """Return where the answers of a document are: the API's own shape, or the one in which others record it."""
    if not isinstance(document, dict):
        return None
    inside = document.get("result", document)
    before = ("result",) if "result" in document else ()
    if isinstance(inside, list):
        return before or None
    return (*before, "results") if isinstance(inside, dict) and isinstance(inside.get("results"), list) else None


def _fits(document: Any) -> bool:
    listed = document
    for key in _path(document) or ("",):
        listed = listed.get(key) if isinstance(listed, dict) else None
    first = listed[0] if isinstance(listed, list) and listed else None
    return isinstance(first, dict) and {"siren", "siege"} <= first.keys()


def _members(item: Mapping[str, Any]) -> dict[str, Any]:
    """Return the members that are taken; of a natural person, the number and the legal category alone."""
    if _is_somebody(item):
        return {"siren": item.get("siren"), "nature_juridique": str(item.get("nature_juridique") or "1000")}
    seat = {f"siege.{name}": value for name, value in _picked(item.get("siege"), _SEAT).items()}
    return _picked(item, _UNIT) | seat | _picked(item.get("complements"), _MORE)


def _is_somebody(result: Mapping[str, Any]) -> bool:
    """Tell whether a result is a natural person: by its category, by the API's word, else by having no name of a company."""
    form, more = str(result.get("nature_juridique") or ""), result.get("complements")
    if form.startswith("1") or (isinstance(more, dict) and more.get("est_entrepreneur_individuel") is True):
        return True
    return not form and not result.get("nom_raison_sociale")


def _picked(members: Any, names: Sequence[str]) -> dict[str, Any]:
    """Return some members of an object, nothing of what is none."""
    return {name: members[name] for name in names if name in members} if isinstance(members, dict) else {}


_FILTERS = {
    "q": "nom, adresse, SIREN ou SIRET", "code_commune": "code INSEE", "code_postal": "code postal", "departement": "69",
    "epci": "SIREN de l'EPCI (200046977 : Métropole de Lyon)", "activite_principale": "code NAF pointé",
    "nature_juridique": "code", "tranche_effectif_salarie": "code", "etat_administratif": "A ou C",
    "est_siae": "true", "est_ess": "true", "est_association": "true", "est_collectivite_territoriale": "true",
    "est_societe_mission": "true",
}  # fmt: skip


def _kept(result: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return a result without its officers and elected people; nothing of a natural person."""
    if _is_somebody(result):
        return None
    inner = {"siege": _SEAT, "complements": _MORE}
    found = _picked(result, [name for name in _UNIT if name != "dirigeants"])
    return found | {name: _picked(result[name], kept) for name, kept in inner.items() if isinstance(result.get(name), dict)}


INTERFACE = Interface(
    "API Recherche d'entreprises",
    "https://recherche-entreprises.api.gouv.fr/search",
    _FILTERS,
    {"minimal": "true", "include": "siege,complements"},
    25,
    _kept,
)


@importer(
    "recherche-entreprises",
    title="API Recherche d'entreprises",
    explain="Les réponses enregistrées de l'API : chaque unité légale et son siège ; les dirigeants restent à la porte.",
    columns=COLUMNS,
    published=True,
    rank=Rank.REGISTER,
    json_keys=("results",),
    json_path=_path,
    json_fits=_fits,
    json_members=_members,
    interface=INTERFACE,
    signature=("siren", "full_name", "form"),
    any_of=(("siret", "full_name"),),
)
def read_answer(row: Row) -> None:
    """State one legal unit, and its seat tied to it."""
    siren = row.siren("siren") if row.required("siren") else ""
    siret = row.siret("siret")
    form = row.text("form")
    if form.startswith("1"):
        row.refuse("form", "NATURAL_PERSON", "Personne physique : elle n'entre pas dans la base, et rien de son nom n'est gardé.")
    if row.problems:
        return
    town, name = shown(row, "city"), shown(row, "name") or shown(row, "full_name")
    siae = [kind.upper() for kind in row.listed("siae")]
    kind = "siae" if siae else kind_of(form)
    row.actors.append(organisation(
        kind, name, town=town, as_of=told_on(row, "updated", row.date("updated")), siren=siren, acronym=shown(row, "acronym"),
        rna=row.text("rna"), legal_form=label_of("categories-juridiques", form), naf=row.text("naf").replace(".", ""),
        workforce=label_of("tranches-effectifs", row.text("workforce")), opened_on=row.date("created"),
        closed_on=_closed(row, "state", "closed"), siae_kinds=siae,
    ))  # fmt: skip
    row.key, row.order = f"siren:{siren}", row.date("updated")
    if siret:
        signs = [sign for sign in row.listed("signs") if fold(sign) != fold(name) and not is_masked(sign)]
        seat = organisation(
            kind, signs[0] if signs else name, town=town, siret=siret, aliases=signs[1:], address=shown(row, "address"),
            post_code=shown(row, "post_code"), insee=shown(row, "insee"), lat=_degrees(row, "lat", 90), lon=_degrees(row, "lon", 180), part="siege",
            closed_on=_closed(row, "seat_state", "seat_closed"),
        )  # fmt: skip
        # Whoever names the organisation without a number means the legal unit, unless the seat has a sign of its own.
        row.actors.append(seat if signs else changed(seat, names=()))
        row.tie(DraftTie("part_of", f"siret:{siret}", f"siren:{siren}", {"role": "siège"}))


def _closed(row: Row, state: str, on: str) -> str:
    """Return the day a unit or a seat closed, « date inconnue » when it is said to be closed and no day is; nothing while open."""
    return row.date(on) or ("date inconnue" if row.text(state).upper() in _CLOSED else "")


def _degrees(row: Row, key: str, most: int) -> float | None:
    return row.coordinate(key, most) if shown(row, key) else None
