"""The offices' stakeholder sheet: one row per organisation, as they keep it, and JSON with the same names."""

from __future__ import annotations

from importers.actors import body_mention, organisation, territory_mention
from importers.base import importer
from importers.columns import Column
from importers.row import Row
from kb.errors import UnknownKind
from kb.kinds import KINDS, Family, kind_named
from kb.kinds.fields import LEVELS, SCALES, STANCES
from kb.said import DraftTie, Named
from kb.text import fold

COLUMNS = (
    Column("name", "Nom", ("organisme", "structure", "nom de la structure", "raison sociale", "nom de l organisme", "denomination",
                           "nom de la partie prenante entite", "partie prenante", "nom de l organisation", "acteur"), required=True,
           explain="Nom de l'organisation.", example="Régie de quartier des Érables"),
    Column("acronym", "Sigle", ("acronyme", "abreviation")),
    Column("aliases", "Autres noms", ("alias", "autre nom", "enseigne", "nom d usage", "ancien nom")),
    Column("kind", "Type", ("categorie", "nature de l organisme", "type d acteur", "type de structure", "type d organisme"),
           explain="CLE, EBE, entreprise, SIAE, financeur, fédération, partenaire emploi, collectivité, association…", example="association"),
    Column("legal_form", "Forme", ("forme juridique", "statut juridique")),
    Column("siret", "SIRET", ("n siret", "numero siret", "siret siege"), example="99900001100018"),
    Column("siren", "SIREN", ("n siren", "numero siren")),
    Column("rna", "RNA", ("n rna", "numero rna", "identifiant association")),
    Column("naf", "NAF", ("code naf", "ape", "code ape", "naf ape")),
    Column("address", "Adresse", ("adresse postale", "rue", "voie", "adresse 1")),
    Column("post_code", "Code postal", ("cp", "code_postal")),
    Column("city", "Commune", ("ville", "localite")),
    Column("territory", "Territoire", ("territoire tzcld", "territoires tzcld concernes", "territoires concernes", "territoires"),
           explain="Un ou plusieurs territoires, séparés par une barre |.", example="Villeurbanne Saint-Jean"),
    Column("scale", "Échelle", ("niveau", "echelle d intervention")),
    Column("roles", "Rôle", ("roles", "role dans le projet")),
    Column("bodies", "Instances", ("instance", "instances cle cotech costrat club")),
    Column("themes", "Domaines", ("domaine", "domaine d activite", "domaines d activite", "grandes categories", "thematiques", "theme")),
    Column("services", "Services", ("service", "services fournis", "services proposes", "poles de competences")),
    Column("workforce", "Effectif", ("effectifs", "nombre de salaries", "nombre de travailleurs en etp", "etp")),
    Column("as_of", "Effectif au", ("effectif le", "date de l effectif", "annee de l effectif")),
    Column("opened_on", "Ouverture", ("date d ouverture", "date de creation", "creation")),
    Column("website", "Site web", ("site", "site internet", "url", "site_web")),
    Column("budget", "Budget", ("budget annuel",)),
    Column("description", "Description", ("objet", "presentation", "missions", "mission")),
    Column("lat", "Latitude", ("lat", "y")),
    Column("lon", "Longitude", ("lon", "lng", "x")),
    Column("networks", "Réseaux", ("reseau", "adherent hosmoz", "federations")),
    Column("parent", "Dépend de", ("parent", "organisme parent", "maison mere", "rattachement", "groupe")),
    Column("position", "Position", ("niveau d engagement", "engagement", "avis", "positionnement")),
    Column("interest", "Intérêt", ("interet",)),
    Column("influence", "Influence"),
    Column("contribution", "Contribution possible", ("comment elle peut contribuer", "contribution", "contributions")),
    Column("email", "Courriel", ("email", "mail", "e mail", "adresse mail", "adresse electronique", "courriel structure")),
    Column("phone", "Téléphone", ("telephone", "tel", "numero", "tel public", "numero de telephone")),
    Column("referent", "Référent plateforme", ("referent",), explain="Une fonction, pas une personne."),
    Column("last_contact", "Dernier échange", ("dernier contact", "date du dernier contact", "dernier rendez vous")),
    Column("next_step", "Prochaine étape", ("prochaine action", "suite a donner")),
    Column("origin", "Origine", ("source", "origine du fait")),
    Column("source_url", "Lien d'origine", ("lien origine", "lien de la source")),
    Column("confidence", "Confiance", ("fiabilite",)),
    Column("checked_on", "Vérifié le", ("verifie le", "date de verification", "mis a jour le")),
    Column("notes", "Notes", ("note", "commentaire", "commentaires", "remarques", "observations")),
)  # fmt: skip

_STANCE_WORDS = {
    **{fold(s): s for s in STANCES}, "favorables": "favorable", "pour": "favorable", "engage": "favorable", "reserve": "réservé",
    "reservee": "réservé", "reserves": "réservé", "contre": "opposé", "opposee": "opposé", "inconnu": "inconnue", "neutre": "réservé",
}  # fmt: skip
#: Forms of SIAE that a sheet may give as the type or the legal form.
SIAE_FORMS = ("ACI", "AI", "EI", "ETTI", "EITI", "GEIQ", "EA", "EATT", "ESAT", "SEP", "OPCS")


@importer(
    "parties-prenantes",
    title="Fichier des parties prenantes",
    explain="Une ligne par organisation : identité, territoires, rôle, position, dernier échange.",
    columns=COLUMNS,
    signature=("kind", "siret", "territory", "post_code", "city"),
)
def read_stakeholder(row: Row) -> None:
    """State one organisation, the territories it is present on, the bodies it sits on, and what it depends on."""
    name = row.required("name")
    kind = _kind(row)
    if not name or not kind:
        return
    town = row.text("city")
    fields = _fields(row)
    if kind == "siae":
        forms = [f for f in SIAE_FORMS if fold(f) in {fold(row.text("legal_form")), fold(row.text("kind"))}]
        fields["siae_kinds"] = forms
    stated = organisation(kind, name, town=town, as_of=row.date("as_of") or None, **fields)
    row.actors.append(stated)
    row.key = stated.identity
    row.actors += [_in_role(row, role, name, town, fields) for role in _roles(row, kind)]
    for number, territory in enumerate(row.listed("territory")):
        _present_on(row, stated.identity, kind, territory, number)
    for number, body in enumerate(row.listed("bodies")):
        _seat_on(row, stated.identity, body, number)
    parent = row.text("parent")
    if parent:
        row.parent = Named(parent, town, "parent")
        row.ties.append(DraftTie("part_of", stated.identity, row.parent, part="parent"))


def _kind(row: Row) -> str | None:
    named = row.text("kind")
    if not named:
        return "organisation"
    try:
        found = kind_named(named)
    except UnknownKind as error:
        row.refuse("kind", "TYPE_UNKNOWN", str(error))
        return None
    if found.family not in (Family.ORGANISATION, Family.BODY, Family.PLACE):
        row.refuse("kind", "TYPE_UNKNOWN", f"« {found.label} » n'est pas une partie prenante : utilisez l'importeur qui convient.")
        return None
    return found.code


def _roles(row: Row, kind: str) -> list[str]:
    found = []
    for role in row.listed("roles"):
        try:
            code = kind_named(role).code
        except UnknownKind:
            continue  # a role in words (« client ») says something of the sheet's author, and stays in the kept row
        if code != kind and KINDS[code].family is KINDS[kind].family and code not in found:
            found.append(code)
    return found


def _in_role(row: Row, role: str, name: str, town: str, fields: dict[str, object]) -> object:
    identifiers = {key: fields[key] for key in ("siret", "siren", "rna")}
    return organisation(role, name, town=town, part=f"role-{role}", **identifiers)


def _fields(row: Row) -> dict[str, object]:
    levels = {fold(level): level for level in LEVELS}
    return {
        "acronym": row.text("acronym"), "aliases": row.listed("aliases"), "legal_form": row.text("legal_form"),
        "siret": row.siret("siret"), "siren": row.siren("siren"), "rna": row.rna("rna"), "naf": row.text("naf"),
        "address": row.text("address"), "post_code": _post_code(row), "scale": row.choice("scale", {fold(s): s for s in SCALES}),
        "themes": row.listed("themes"), "services": row.listed("services"), "workforce": row.text("workforce"),
        "opened_on": row.date("opened_on"), "website": row.web("website"), "budget": row.number("budget"),
        "description": row.text("description"), "lat": row.number("lat"), "lon": row.number("lon"), "networks": row.listed("networks"),
        "position": row.choice("position", _STANCE_WORDS), "interest": row.choice("interest", levels), "influence": row.text("influence"),
        "contribution": row.text("contribution"), "email": row.mail("email"), "phone": row.text("phone"), "referent": row.text("referent"),
        "last_contact": row.date("last_contact"), "next_step": row.text("next_step"), "origin": row.text("origin"),
        "source_url": row.web("source_url"), "confidence": row.text("confidence"), "checked_on": row.date("checked_on"),
        "notes": row.text("notes"),
    }  # fmt: skip


def _post_code(row: Row) -> str:
    found = row.text("post_code").replace(" ", "")
    return found.zfill(5) if found.isdigit() and len(found) == 4 else found


def _present_on(row: Row, identity: str, kind: str, territory: str, number: int) -> None:
    place = territory_mention(territory)
    if place.identity == identity:
        return
    row.shared.append(place)
    tie = {"cle": "governs", "ebe": "operates_in"}.get(kind, "present_in")
    if KINDS[kind].family is Family.PLACE:
        tie = "part_of"
    row.ties.append(DraftTie(tie, identity, place.identity, part=f"territoire-{place.identity}"))


def _seat_on(row: Row, identity: str, body: str, number: int) -> None:
    words = fold(body).split()
    if words == ["cle"]:
        for territory in row.listed("territory"):
            _seat_on(row, identity, f"CLE {territory}", number)
        return
    stated = body_mention("cle" if "cle" in words else "instance", body)
    row.shared.append(stated)
    row.ties.append(DraftTie("seats_on", identity, stated.identity, part=f"instance-{stated.identity}"))
