"""data·inclusion: the services that a structure renders, for whom and where; the structure must be known by its own id."""

from __future__ import annotations

import re
from typing import Any

from importers.actors import told_on, without_gaps
from importers.base import importer
from importers.columns import Column
from importers.data_inclusion import codes, point, structure_name
from importers.plain import plain_text
from importers.published import published_site
from importers.read.json_document import first_item
from importers.row import Row
from kb.ids import digest
from kb.ledger import ActorRecord
from kb.said import DraftTie, Named
from kb.text import cut

COLUMNS = (
    Column("structure", "structure_id", required=True, explain="Identifiant data·inclusion de la structure, déjà importée.",
           example="dora--9990-a"),
    Column("reference", "id", required=True, explain="Identifiant data·inclusion du service.", example="dora--9990-s1"),
    Column("name", "nom", required=True, explain="Nom du service.", example="Aide à la mobilité"),
    Column("updated_at", "date_maj", explain="Date de mise à jour de la fiche.", example="2026-03-18"),
    Column("publisher", "source", explain="Source d'où data·inclusion tient la fiche.", example="dora"),
    Column("description", "description", ("presentation resume", "presentation detail"), explain="Ce que le service apporte."),
    Column("form", "type", ("types",), explain="Atelier, accompagnement, formation…", example="accompagnement"),
    Column("themes", "thematiques", explain="Thématiques de data·inclusion : elles disent le type de service.",
           example="mobilite--acceder-a-un-vehicule"),
    Column("fees", "frais", explain="Gratuit ou payant."),
    Column("fees_detail", "frais_precisions", explain="Précisions sur les frais."),
    Column("clientele", "publics", ("profils",), explain="À qui il s'adresse.", example="jeunes"),
    Column("clientele_detail", "publics_precisions", ("profils precisions",), explain="Précisions sur le public."),
    Column("conditions", "conditions_acces", explain="Conditions d'accès."),
    Column("zones", "zone_eligibilite", ("zone diffusion nom",),
           explain="Communes, départements, EPCI, en codes, ou « france »."),
    Column("modes", "modes_accueil", explain="En présentiel, à distance."),
    Column("hours", "volume_horaire_hebdomadaire", explain="Heures par semaine."),
    Column("weeks", "nombre_semaines", explain="Nombre de semaines."),
    Column("address", "adresse", explain="Adresse."),
    Column("address_more", "complement_adresse", explain="Suite de l'adresse."),
    Column("post_code", "code_postal", explain="5 chiffres."),
    Column("city", "commune", explain="Commune."),
    Column("insee", "code_insee", explain="Code officiel de la commune."),
    Column("lat", "latitude", explain="En degrés."),
    Column("lon", "longitude", explain="En degrés."),
    Column("link", "lien_mobilisation", explain="Où l'on demande le service."),
    Column("source_url", "lien_source", explain="Fiche d'origine."),
    Column("person", "contact_nom_prenom", ("courriel", "telephone", "mobilisation precisions", "mobilisable par precisions", "prise rdv",
           "formulaire en ligne", "justificatifs"), drop=True,
           explain="Laissé à la porte : le nom, l'adresse ou le téléphone d'une personne."),
)  # fmt: skip
#: Words of the published codes, which have no accents, as French writes them; the comparison of services folds them anyway.
_ACCENTED = {
    "a": "à", "acceder": "accéder", "acces": "accès", "activites": "activités", "beneficiaires": "bénéficiaires", "creation": "création",
    "decouvrir": "découvrir", "difficulte": "difficulté", "difficultes": "difficultés", "equipement": "équipement",
    "equipements": "équipements", "etre": "être", "exilees": "exilées", "hebergement": "hébergement", "metier": "métier",
    "mobilite": "mobilité", "numerique": "numérique", "opportunites": "opportunités", "preparer": "préparer",
    "presentiel": "présentiel", "prevention": "prévention", "repondre": "répondre", "sante": "santé", "spontanees": "spontanées",
    "vehicule": "véhicule",
}  # fmt: skip
_FREE = ("description", "fees_detail", "clientele_detail", "conditions")
_MARKS = re.compile(r"[#*_`]{2,}|^#+\s*", re.MULTILINE)
_MOST = 9_000


def _fits(document: Any) -> bool:
    return {"id", "structure_id", "nom"} <= first_item(document, "items").keys()


@importer(
    "data-inclusion-services",
    title="Services de l'inclusion (data·inclusion)",
    explain="Les services publiés par data·inclusion ; la structure qui les rend doit être importée d'abord.",
    columns=COLUMNS,
    published=True,
    json_keys=("items",),
    json_fits=_fits,
    signature=("structure", "reference", "themes", "clientele"),
)
def read_service(row: Row) -> None:
    """State one service as an activity, and the structure that runs it."""
    reference, structure, name = row.required("reference"), row.required("structure"), row.required("name")
    updated, (lat, lon) = row.date("updated_at"), point(row)
    source_url, weeks = row.web("source_url"), row.number("weeks")
    row.hide(*_FREE)
    if row.problems:
        return
    identity = f"activite:service-{digest(reference)}"
    hours = row.text("hours")
    told = (f"{hours} h par semaine" if hours else "", f"{weeks} semaines" if weeks else "")
    row.actors.append(ActorRecord("activity", identity, (), without_gaps({
        "name": cut(name, 250), "description": _description(row), "service_type": [_said(code) for code in codes(row, "themes")],
        "clientele": [_said(code) for code in codes(row, "clientele")], "catchment": ", ".join(codes(row, "zones")),
        "capacity": ", ".join(filter(None, told)), "city": row.text("city"), "insee": row.text("insee"),
        "address": ", ".join(filter(None, (row.text("address"), row.text("address_more")))), "lat": lat, "lon": lon,
        "post_code": row.text("post_code"), "website": published_site(row, "link"), "source_url": source_url, "origin": row.text("publisher"),
    }), as_of=told_on(row, "updated_at", updated)))  # fmt: skip
    row.key, row.order = identity, updated
    carrier = Named(structure_name(structure), "", row.header("structure"), ("organisation",))
    row.ties.append(DraftTie("runs", carrier, identity, part="porteur"))


def _said(code: str) -> str:
    """Return a code of data·inclusion as words.

    >>> _said("mobilite--acceder-a-un-vehicule")
    'mobilité : accéder à un véhicule'
    """
    words = code.replace("--", " : ").replace("-", " ").replace("_", " ").split(" ")
    return " ".join(_ACCENTED.get(word, word) for word in words)


def _description(row: Row) -> str:
    """Return what is said of a service, what it costs and who may come; no address and no telephone."""
    fees = " : ".join(filter(None, (", ".join(_said(code) for code in codes(row, "fees")), _plain(row, "fees_detail"))))
    told = (
        ("", _plain(row, "description")),
        ("Type : ", ", ".join(_said(code) for code in codes(row, "form"))),
        ("Accueil : ", ", ".join(_said(code) for code in codes(row, "modes"))),
        ("Frais : ", fees),
        ("Conditions : ", _plain(row, "conditions")),
        ("Public : ", _plain(row, "clientele_detail")),
    )
    return cut(" ".join(f"{label}{text.rstrip('.')}." for label, text in told if text), _MOST)


def _plain(row: Row, key: str) -> str:
    return plain_text(_MARKS.sub(" ", row.text(key)))
