"""Les emplois de l'inclusion: SIAE and their dated conventions, the prescribers that send people to them, the labelled GEIQ.

The API, the platform's own dumps and the ASP's flux say the same actors under different names: an actor is one by its SIRET,
a row by (SIRET, kind), as le marché has it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from importers.actors import organisation, told_on, without_gaps
from importers.antennas import establishment, tie_antenna
from importers.base import importer
from importers.columns import Column
from importers.emplois_json import fits, members, path
from importers.geiq import read_geiq
from importers.prescribers import read_prescriber
from importers.published import published_site, published_text
from importers.row import Row
from kb.clock import today
from kb.ids import name_key
from kb.ledger import ActorRecord, Rank, changed
from kb.said import DraftTie, End, Named
from kb.text import fold, slug

#: The names of the ASP's columns are assumed: the flux is not public, and only its bar, its first line `DEB…`, the writing of
#: its dates and its numbers are documented. Each column is therefore known under several names, matched loosely.
COLUMNS = (
    Column("siret", "siret", ("siret de signature", "structure siret signature", "siret signature"),
           explain="SIRET de l'établissement ; celui de la signature de la convention, dans le flux de l'ASP.",
           example="99900105000014"),
    Column("siret_now", "siret_actualise", ("structure siret actualise",),
           explain="SIRET d'aujourd'hui, quand l'établissement a déménagé depuis la signature (flux de l'ASP)."),
    Column("kind", "type", ("type siae", "kind", "mesure", "af mesure dispositif code", "mesure dispositif code"),
           explain="ACI, AI, EI, ETTI, EITI, GEIQ, EA… ; pour un prescripteur FT, ML, CAP_EMPLOI, PLIE, DEPT…", example="ACI"),
    Column("name", "raison_sociale", ("denomination", "structure denomination", "name", "nom"), explain="Raison sociale.",
           example="ATELIER DES TILLEULS"),
    Column("brand", "enseigne", explain="Enseigne, montrée à la place de la raison sociale."),
    Column("asp_id", "id_structure", ("structure id siae", "af id structure", "identifiant asp", "id asp", "asp id"),
           explain="Identifiant de la convention à l'ASP (flux).", example="4321"),
    Column("annex", "numero_annexe_financiere", ("af numero annexe financiere", "annexe financiere", "numero annexe"),
           explain="Numéro de l'annexe financière (flux).", example="ACI059470884A2M2"),
    Column("valid_from", "date_debut_effet", ("af date debut effet", "af date debut effet v2", "date debut", "debut"),
           explain="Début d'effet (flux).", example="01/01/2026 00:00:00"),
    Column("valid_to", "date_fin_effet", ("af date fin effet", "af date fin effet v2", "date fin", "fin"),
           explain="Fin d'effet (flux).", example="31/12/2026 00:00:00"),
    Column("state", "etat_annexe", ("af etat annexe financiere code", "etat annexe financiere", "etat"),
           explain="État de l'annexe (flux)."),
    Column("address", "addresse_ligne_1", ("adresse ligne 1", "adresse", "address line 1"),
           explain="Adresse ; l'API l'écrit avec deux d."),
    Column("address_more", "addresse_ligne_2", ("adresse ligne 2", "address line 2"), explain="Suite de l'adresse."),
    Column("post_code", "code_postal", ("post code",), explain="5 chiffres."),
    Column("city", "ville", ("commune", "city"), explain="Commune."),
    Column("coords", "coords", explain="Point « longitude latitude », en degrés."),
    Column("website", "site_web", ("website",), explain="Adresse http ou https ; les autres sont ignorées."),
    Column("description", "description", explain="Présentation publiée."),
    Column("updated", "mis_a_jour_le", explain="Date de mise à jour de la fiche."),
    Column("phone", "telephone", ("phone",), explain="Téléphone de la structure (plan d'engagement)."),
    Column("reference", "uid", explain="Identifiant d'un prescripteur sur la plateforme."),
    Column("authorised", "authorization_status", explain="Habilitation d'un prescripteur : validée, en attente, refusée."),
    Column("branches", "antennes", explain="Antennes d'un GEIQ, chacune avec son nom, son SIRET et sa commune."),
    Column("email", "courriel", ("email", "structure adresse mail corresp technique", "adresse mail", "mail"), drop=True,
           explain="Laissé à la porte : souvent le nom ou l'adresse d'une personne."),
    Column("jobs", "postes", drop=True,
           explain="Une offre d'emploi change chaque semaine et son texte nomme parfois une personne."),
)  # fmt: skip
#: Lists of one source that come in files of their own, by the column that only they have.
_LISTS = {"authorised": "prescripteurs", "branches": "geiq", "annex": "annexes", "asp_id": "structures"}
_LABELS = {
    "atelier chantier d insertion": "ACI", "association intermediaire": "AI", "entreprise d insertion": "EI",
    "entreprise d insertion par le travail independant": "EITI", "entreprise de travail temporaire d insertion": "ETTI",
    "groupement d employeurs pour l insertion et la qualification": "GEIQ",
    "organisation porteuse de la clause sociale": "OPCS", "entreprise adaptee": "EA",
    "entreprise adaptee de travail temporaire": "EATT",
}  # fmt: skip
_FORMS = frozenset({*_LABELS.values(), "ESAT", "SEP"})
#: The states of an annex as the ASP codes them, in words: a convention stands by those that are valid, even provisionally.
_STATES = {
    "valide": "validée", "validee": "validée", "provisoire": "provisoire", "cloture": "clôturée", "cloturee": "clôturée",
    "historise": "archivée", "archivee": "archivée", "annule": "annulée", "annulee": "annulée", "rejete": "rejetée",
    "rejetee": "rejetée", "saisi": "saisie", "saisie": "saisie", "brouillon": "brouillon",
}  # fmt: skip
#: What the tie of an annex that is not in force says of itself. One that is closed lasted until its end.
_NOT_IN_FORCE = {"archivée": "caduque", "annulée": "annulée", "rejetée": "annulée", "saisie": "en projet", "brouillon": "en projet"}


@importer(
    "emplois",
    title="Les emplois de l'inclusion (SIAE, prescripteurs, GEIQ, flux de l'ASP)",
    explain="Une ligne par SIAE et type de convention, par annexe financière, par prescripteur ou par GEIQ labellisé.",
    columns=COLUMNS,
    published=True,
    rank=Rank.CONVENTION,
    json_keys=("results",),
    json_path=path,
    json_fits=fits,
    json_members=members,
    json_wrapped=True,
    list_of=lambda taken: next((name for key, name in _LISTS.items() if key in taken), ""),
    signature=("siret", "kind", "asp_id", "annex"),
    any_of=(("asp_id", "annex"), ("siret", "siret_now", "annex")),
)
def read_emplois(row: Row) -> None:
    """State a SIAE under one of its conventions, a prescriber, or a labelled GEIQ."""
    if row.holds("authorised"):
        read_prescriber(row)
    elif row.holds("branches"):
        read_geiq(row)
    elif row.text("annex") and not row.holds("siret") and not row.holds("siret_now"):
        _read_annex(row)
    else:
        _read_siae(row)


def _read_annex(row: Row) -> None:
    """State an annex that names its SIAE by the ASP's number alone: the structures of the flux are imported first."""
    kind, asp_id = _form(row), row.required("asp_id")
    since, until, state = row.date("valid_from") or None, row.until("valid_to") or None, row.choice("state", _STATES)
    if not row.problems:
        row.key = f"asp:{asp_id}|{kind}"
        if state not in _NOT_IN_FORCE:
            row.actors.append(_form_record(name_key(_asp_name(asp_id)), kind, since, until))
        _state_convention(row, Named(_asp_name(asp_id), "", row.header("asp_id"), ("organisation",)), kind, since, until)


def _read_siae(row: Row) -> None:
    kind = _form(row)
    if not row.text("siret") and row.text("siret_now"):
        row.warn("siret_now", "SIRET_UNUSUAL", "Pas de SIRET de signature : celui d'aujourd'hui est pris.")
    place = establishment(row, "siret" if row.text("siret") or not row.holds("siret_now") else "siret_now")
    name = row.required("name") if row.holds("name") or not place.siret else ""
    updated, since, until = row.date("updated"), row.date("valid_from") or None, row.until("valid_to") or None
    state = row.choice("state", _STATES)
    moved = row.siret("siret_now")
    if row.problems:
        return
    brand = row.text("brand")
    stated = organisation(
        "siae", brand or name, town=row.text("city"), as_of=_told_on(row, updated, since), siret=place.siret,
        aliases=[name] if brand and name and brand != name else [], address=_address(row), post_code=row.text("post_code"),
        website=published_site(row, "website"),
        description=published_text(row, "description"), phone=row.phone("phone"),
    )  # fmt: skip
    if asp_id := row.text("asp_id"):
        stated = changed(stated, names=(*stated.names, name_key(_asp_name(asp_id))))
    row.actors.append(stated)
    if kind and state not in _NOT_IN_FORCE:
        row.actors.append(_form_record(stated.identity, kind, since or stated.as_of, until))
    row.key, row.order = f"{stated.identity}|{kind}", updated or since or ""
    tie_antenna(row, stated, place, name)
    if moved and place.siret and moved != place.siret:
        row.shared.append(organisation("siae", name, town=row.text("city"), siret=moved, mention=True))
        row.tie(DraftTie("successor", f"siret:{moved}", stated.identity, part="déménagement"))
    if kind and (row.text("annex") or asp_id):
        _state_convention(row, stated.identity, kind, since, until)


def _told_on(row: Row, updated: str, since: str | None) -> str | None:
    """Return the day a row speaks of: its update, else the beginning of its convention unless that is still to come."""
    if updated:
        return told_on(row, "updated", updated)
    return _begun(since)


def _begun(since: str | None) -> str | None:
    return since if since and since <= today().isoformat() else None


def _address(row: Row) -> str:
    """Return the two lines of an address as one."""
    return ", ".join(filter(None, (row.text("address"), row.text("address_more"))))


def _asp_name(asp_id: str) -> str:
    """Return the name by which alone a SIAE is found from its number at the ASP."""
    return f"structure ASP {asp_id}"


def _form(row: Row) -> str:
    """Return the kind of a SIAE: « ACI_DC » is an ACI of common law, an annex tells it by its letters.

    The structures of the flux tell none: their annexes do.
    """
    told = row.text("kind") or row.text("annex")
    if not told:
        return "" if row.text("asp_id") else row.required("kind")
    kind = _LABELS.get(fold(told)) or re.split(r"[_\d]", told.upper(), maxsplit=1)[0].strip()
    if not kind:
        listed = ", ".join(_LABELS.values())
        row.refuse("kind", "TYPE_UNKNOWN", f"Le type d'une SIAE est attendu, par son sigle : {listed}.")
    elif kind not in _FORMS:
        listed = ", ".join(sorted(_FORMS))
        row.warn("kind", "VALUE_UNUSUAL", f"Type inhabituel, gardé tel quel. Types connus : {listed}.")
    return kind


def _form_record(identity: str, kind: str, since: str | None, until: str | None) -> ActorRecord:
    """State the kind of a SIAE for as long as what says it is in force."""
    return ActorRecord("siae", identity, (), {"siae_kinds": [kind]}, "type", since, until=until)


def _state_convention(row: Row, signs: End, kind: str, since: str | None, until: str | None) -> None:
    """State the convention a row dates, and tie the SIAE that signed it: (SIRET of signature, kind, ASP id)."""
    annex, asp_id, state = row.text("annex").upper(), row.text("asp_id"), _STATES.get(fold(row.text("state")), row.text("state"))
    identity = f"convention:{slug(annex or f'{kind} {asp_id}')}"
    fields: Mapping[str, str | None] = {
        "name": f"Annexe financière {annex}" if annex else f"Convention {kind} {asp_id}",
        "description": f"Convention {kind}" + (f", identifiant ASP {asp_id}." if asp_id else "."),
        "on": since, "due_on": row.date("valid_to"), "state": state,
    }  # fmt: skip
    row.actors.append(ActorRecord("partnership", identity, (), without_gaps(fields), "convention", _begun(since)))
    row.tie(DraftTie("signatory", signs, identity, without_gaps({"reference": annex or asp_id, "state": _NOT_IN_FORCE.get(state)}), "convention", since, until))
    row.key = f"{row.key}|{annex or asp_id}"
