"""The offices' stakeholder sheet: one row per organisation, as they keep it, and JSON with the same names."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from importers.actors import body_mention, organisation, territory_mention, told_on
from importers.addresses import look_at_place, placed
from importers.base import importer
from importers.columns import Column
from importers.contacts import CONTACT_COLUMNS, add_contacts, adjust_header, drop_columns
from importers.liens import end_of
from importers.nothing import says_nothing
from importers.roles import Roles, read_roles
from importers.row import Row
from importers.several_names import warn_of_several
from importers.usual import CONFIDENCE, COUNT, FOUNDED, NAF, POST_CODE, RECENT, SCORE
from kb.clock import today
from kb.errors import UnknownKind
from kb.identity.names import read_name
from kb.ids import NUMBERS, territory_id
from kb.kinds import KINDS, TIES, Family, Kind, kind_named
from kb.kinds.fields import LEVELS, SCALES, STANCES
from kb.ledger import ActorRecord
from kb.said import DraftTie, End, Named
from kb.stances import stance_of
from kb.territories import is_everywhere
from kb.text import fold

COLUMNS = (
    Column("name", "Nom", ("organisme", "structure", "nom de la structure", "raison sociale", "nom de l organisme",
                           "denomination", "nom de la partie prenante entite", "partie prenante",
                           "nom de l organisation",
                           "acteur", "organisation", "nom organisme", "nom structure"), required=True,
           explain="Nom de l'organisation, tel qu'elle se nomme.", example="Régie de quartier des Érables"),
    Column("acronym", "Sigle", ("acronyme", "abreviation"), explain="Sigle d'usage.", example="RQE", as_written=True),
    Column("aliases", "Autres noms", ("alias", "autre nom", "enseigne", "nom d usage", "ancien nom", "autres_noms"),
           explain="Enseigne, nom d'usage, ancien nom ; plusieurs séparés par une barre |.", as_written=True),
    Column("kind", "Type", ("categorie", "nature", "nature de l organisme", "type d acteur", "type de structure",
           "type d organisme"),
           explain="CLE, EBE, entreprise, SIAE, financeur, fédération, partenaire emploi, collectivité, association… "
                   "Plusieurs types séparés par une barre | : le premier est le principal.", example="association"),
    Column("legal_form", "Forme", ("forme juridique", "statut juridique"),
           explain="Forme juridique, ou type de SIAE (ACI, EI…).",
           example="association loi 1901"),
    Column("siret", "SIRET", ("n siret", "numero siret", "siret siege"),
           explain="14 chiffres, espaces admis ; l'identifiant le plus sûr.", example="99900001100018"),
    Column("siren", "SIREN", ("n siren", "numero siren"), explain="9 chiffres, quand le SIRET n'est pas connu."),
    Column("rna", "RNA", ("n rna", "numero rna", "identifiant association"),
           explain="Numéro d'association : W et 9 chiffres."),
    Column("naf", "NAF", ("code naf", "ape", "code ape", "naf ape"), explain="Code d'activité de l'entité.",
           example="88.99B", usual=NAF),
    Column("address", "Adresse", ("adresse postale", "rue", "voie", "adresse 1"),
           explain="Adresse de l'organisation ; le code postal et la commune y sont lus s'ils n'ont pas de colonne."),
    Column("post_code", "Code postal", ("cp", "code_postal"), explain="5 chiffres.", example="69100", usual=POST_CODE),
    Column("city", "Commune", ("ville", "localite"), explain="Commune ; elle départage les organisations de même nom.",
           example="Villeurbanne"),
    Column("territory", "Territoire", ("territ", "terr", "territoire tzcld", "territoires tzcld concernes", "territoires concernes",
           "territoires"),
           explain="Un ou plusieurs territoires, séparés par une barre |.", example="Villeurbanne Saint-Jean"),
    Column("scale", "Échelle", ("niveau", "echelle d intervention"),
           explain="quartier, communal, métropolitain, départemental, régional ou national.", example="communal"),
    Column("roles", "Rôle", ("roles", "role dans le projet", "role dans la demarche", "role dans l experimentation", "role sur le territoire",
           "fonction dans le projet"),
           explain="Ce qu'elle est d'autre ou ce qu'elle fait sur le territoire (financeur, collectivité porteuse, hébergeur…), séparés par "
                   "une barre | : un lien ou un type quand le mot est connu, sinon le rôle de sa présence."),
    Column("bodies", "Instances", ("instance", "instances cle cotech costrat club"),
           explain="Comités et clubs où elle siège, séparés par une barre |.", example="CLE | Club d'entreprises"),
    Column("themes", "Domaines", ("domaine", "domaine d activite", "domaines d activite", "grandes categories",
           "thematiques", "theme"),
           explain="Domaines d'intervention, séparés par une barre | ou une virgule.", example="réemploi | mobilité", commas=True),
    Column("services", "Services", ("service", "services fournis", "services proposes", "poles de competences"),
           explain="Ce qu'elle propose, séparé par une barre |."),
    Column("workforce", "Effectif", ("effectifs", "nombre de salaries", "nombre de travailleurs en etp", "etp",
                                     "nombre de travailleurs dans la structure"),
           explain="Nombre de personnes, ou une phrase courte.", example="environ 80", usual=COUNT),
    Column("as_of", "Effectif au", ("effectif le", "date de l effectif", "annee de l effectif"),
           explain="Date à laquelle la ligne est vraie.", example="31/12/2025", usual=RECENT),
    Column("opened_on", "Ouverture", ("date d ouverture", "date de creation", "creation"),
           explain="Date d'ouverture ou de création.", usual=FOUNDED),
    Column("website", "Site web", ("site", "site internet", "url", "site_web"),
           explain="Adresse http ou https ; jamais visitée."),
    Column("budget", "Budget", ("budget annuel",), explain="Budget annuel en euros.", example="1 200 000,00"),
    Column("description", "Description", ("objet", "presentation", "missions", "mission"),
           explain="Ce qu'elle fait, en une phrase."),
    Column("lat", "Latitude", ("lat", "y", "y lambert 93", "y l93"), explain="En degrés, ou en mètres Lambert-93.", example="45,7665"),
    Column("lon", "Longitude", ("lon", "lng", "x", "x lambert 93", "x l93"), explain="En degrés, ou en mètres Lambert-93.", example="4,8795"),
    Column("networks", "Réseaux", ("reseau", "adherent hosmoz", "federations"),
           explain="Réseaux d'appartenance, séparés par une barre | ou une virgule.", commas=True),
    Column("parent", "Dépend de", ("parent", "organisme parent", "maison mere", "rattachement", "groupe", "structure mere", "organisation mere",
           "organisme mere", "structure de rattachement", "organisme de rattachement", "rattache a", "rattachee a", "fait partie de"),
           explain="Organisation dont elle fait partie ; elle doit être connue ou figurer dans le fichier."),
    Column("position", "Position", ("niveau d engagement", "engagement", "avis", "positionnement", "position vis a vis du projet"), as_written=True,
           explain="favorable, neutre, réservé, opposé ou inconnue (plan d'engagement) : celle des territoires de la ligne, "
                   "sinon du territoire qui envoie le fichier.", example="favorable"),
    Column("interest", "Intérêt", ("interet",), explain="faible, moyen ou élevé (plan d'engagement)."),
    Column("influence", "Influence", explain="De 1 à 5, ou faible, moyen, élevé (plan d'engagement).", usual=SCORE),
    Column("contribution", "Contribution possible", ("comment elle peut contribuer", "contribution", "contributions"),
           explain="Ce qu'elle peut apporter (plan d'engagement)."),
    Column("email", "Courriel", ("email", "mail", "e mail", "mel", "adresse mail", "adresse electronique",
           "adresse email", "adresse e mail", "adresse courriel", "courriel structure"),
           explain="Adresse de l'organisation (plan d'engagement)."),
    Column("phone", "Téléphone", ("telephone", "tel", "numero", "tel public", "numero de telephone",
           "telephone structure"),
           explain="Numéro de l'organisation (plan d'engagement)."),
    *CONTACT_COLUMNS,
    Column("referent", "Référent plateforme", ("referent",),
           explain="Une fonction de la plateforme, pas une personne."),
    Column("last_contact", "Dernier échange", ("dernier contact", "date du dernier contact", "dernier rendez vous", "vu le", "rencontre le",
           "derniere rencontre", "dernier rdv", "date du dernier echange"),
           explain="Date du dernier échange ; elle fixe aussi la durée de conservation du contact.",
           example="12/05/2026", usual=RECENT),
    Column("next_step", "Prochaine étape", ("prochaine action", "suite a donner"),
           explain="Ce qu'il reste à faire avec elle."),
    Column("origin", "Origine", ("source", "origine du fait"), explain="D'où vient l'information."),
    Column("source_url", "Lien d'origine", ("lien origine", "lien de la source"),
           explain="Adresse du document d'origine."),
    Column("confidence", "Confiance", ("fiabilite",), explain="H (haute), M (moyenne) ou L (à confirmer).", usual=CONFIDENCE, as_written=True),
    Column("checked_on", "Vérifié le", ("verifie le", "date de verification", "mis a jour le", "date de mise a jour",
           "date"),
           explain="Date de la dernière vérification.", usual=RECENT),
    Column("notes", "Notes", ("note", "commentaire", "commentaires", "remarques", "observations"), as_written=True,
           explain="Des faits seulement : la personne concernée peut les lire. "
                   "Rien sur la santé ni sur une personne privée d'emploi."),
    drop_columns(),
)  # fmt: skip

_STANCES = {fold(stance): stance for stance in STANCES}
_STANCES_LISTED = f"{', '.join(STANCES[:-1])} ou {STANCES[-1]}"
#: What answers a question, and is no position.
_ANSWERS = frozenset({"oui", "non", "o", "n", "x", "vrai", "faux", "yes", "no"})
_LEVELS = {fold(level): level for level in LEVELS}
_SCALES = {fold(scale): scale for scale in SCALES}
#: Forms of SIAE that a sheet may give as the type or the legal form.
SIAE_FORMS = ("ACI", "AI", "EI", "ETTI", "EITI", "GEIQ", "EA", "EATT", "ESAT", "SEP", "OPCS")
#: Words of a type that say more than the kind they are read as: they are kept as the form.
_FORMS = frozenset({
    "sarl", "sas", "sasu", "sa", "eurl", "snc", "scop", "scic", "asso loi 1901", "association loi 1901", "association loi de 1901",
    "bailleur", "bailleur social", "bailleurs sociaux", "bailleur public", "bailleur hlm", "organisme hlm", "hlm", "sa hlm", "sa d hlm",
    "esh", "entreprise sociale pour l habitat", "oph", "office public de l habitat", "opac",
})  # fmt: skip
_STAKEHOLDERS = (Family.ORGANISATION, Family.BODY, Family.PLACE)


@importer(
    "parties-prenantes",
    title="Fichier des parties prenantes",
    explain="Une ligne par organisation : identité, territoires, rôle, position, dernier échange.",
    columns=COLUMNS,
    signature=("kind", "siret", "territory", "post_code", "city"),
    adjust=adjust_header,
)
def read_stakeholder(row: Row) -> None:
    """State one organisation, its contacts, the territories it is present on, its bodies and what it depends on."""
    name = row.required("name")
    kinds = _kinds(row)
    if not name or not kinds:
        return
    kind, (post_code, town) = kinds[0], placed(row.text("address"), _post_code(row), row.text("city"))
    fields = {**_fields(row), "post_code": post_code}
    look_at_place(row, fields.get("lat"), fields.get("lon"))
    if kind == "siae":
        fields["siae_kinds"] = _siae_forms(row)
    if (met := fields.get("last_contact")) and met > today().isoformat():
        said = "Dernier échange à venir : gardé tel quel. Corrigez l'année, ou mettez ce rendez-vous sous « Prochaine étape »."
        row.warn("last_contact", "DATE_FUTURE", said)
    where = row.listed("territory")
    of = () if any(map(is_everywhere, where)) else tuple(dict.fromkeys(map(territory_id, where)))
    stated = organisation(kind, name, town=town, as_of=told_on(row, "as_of", row.date("as_of")), places=of, **fields)
    row.actors.append(stated)
    row.key, row.order = stated.identity, stated.as_of or ""
    row.spell("name")
    if KINDS[kind].family is Family.ORGANISATION:
        warn_of_several(row, "name")
    if KINDS[kind].family is not Family.PLACE and add_contacts(row, stated.identity):
        row.actors[0] = organisation(kind, name, town=town, as_of=stated.as_of, places=of, **{**fields, "email": "", "phone": ""})
    roles = read_roles(row, kinds)
    row.actors += [_in_role(role, name, town, fields) for role in (*kinds[1:], *roles.kinds)]
    for place, territory in enumerate(where):
        # An EBE is of one territory, the first of its row: on the others it only works.
        _present_on(row, stated.identity, kind if not place or kind != "ebe" else "organisation", territory, roles)
    if KINDS[kind].family is Family.ORGANISATION:
        for body in row.listed("bodies"):
            _seat_on(row, stated.identity, body)
    if parent := row.text("parent"):
        row.parent = _parent(parent, town, row)
        row.tie(DraftTie("part_of", stated.identity, row.parent, part="parent"))


def _parent(text: str, town: str, row: Row) -> End:
    """Return the organisation a row depends on: named by its SIRET, or by its name in the same town."""
    found = end_of(text, "parent", (), row)
    return replace(found, town=town) if isinstance(found, Named) else found


def _kinds(row: Row) -> list[str]:
    """Return the codes of the kinds a row names, the main one first; an unknown one sets the row aside."""
    named = row.text("kind")
    if not named:
        return ["organisation"]
    found: list[Kind] = []
    for part in _kind_names(named):
        try:
            found.append(kind_named(part))
        except UnknownKind as error:
            row.refuse("kind", "TYPE_UNKNOWN", str(error))
            return []
    for kind in found:
        if kind.family not in _STAKEHOLDERS:
            said = f"« {kind.label} » n'est pas une partie prenante : utilisez l'importeur qui convient."
            row.refuse("kind", "TYPE_UNKNOWN", said)
            return []
    return list(dict.fromkeys(kind.code for kind in found if kind.family is found[0].family))


def _kind_names(named: str) -> list[str]:
    try:
        kind_named(named)
    except UnknownKind:
        parts = [part.strip() for part in re.split(r"[|;,/+]|\bet\b", named) if part.strip()]
        return parts or [named]
    return [named]


def _form_in_type(row: Row) -> str:
    """Return the form that a sheet gives for a type (« SARL », « bailleur social »)."""
    return next((part for part in _kind_names(row.text("kind")) if fold(part) in _FORMS), "")


def _siae_forms(row: Row) -> list[str]:
    said = {fold(row.text("legal_form")), *(fold(part) for part in _kind_names(row.text("kind")))}
    return [form for form in SIAE_FORMS if fold(form) in said]


def _in_role(role: str, name: str, town: str, fields: Mapping[str, Any]) -> ActorRecord:
    identifiers = {key: fields[key] for key in NUMBERS if key in fields}
    return organisation(role, name, town=town, part=f"role-{role}", **identifiers)


def _position(row: Row, key: str) -> str:
    """Return the position that a cell tells; « oui » and « non » answer a question that nobody knows, and are told so."""
    said = row.text(key)
    if fold(said) in _ANSWERS:
        row.warn(key, "VALUE_UNUSUAL", f"« {said} » ne dit aucune position : gardé tel quel, et compté nulle part. Écrivez {_STANCES_LISTED}.")
        return said
    return stance_of(said) or (row.choice(key, _STANCES) if row.known(key) else "")


def _called(row: Row, said: str) -> str:
    """Return what else an organisation is called: « NS » says nothing, unless its own name makes it so (« Nouvelle Société »)."""
    return "" if says_nothing(said) and fold(said).replace(" ", "") not in read_name(row.text("name")).initials else said


#: How each column of an organisation is read: a sheet has few of them, and pays for those alone.
_READ: dict[str, Callable[[Row, str], Any]] = {
    "siret": Row.siret, "siren": Row.siren, "rna": Row.rna, "acronym": lambda row, key: _called(row, row.text(key)), "aliases": lambda row, key: list(filter(partial(_called, row), row.listed(key))), "legal_form": Row.text,
    "naf": Row.text, "address": Row.text, "scale": lambda row, key: row.choice(key, _SCALES), "themes": Row.listed,
    "services": Row.listed, "workforce": Row.text_or_number, "opened_on": Row.date, "website": Row.web, "budget": Row.number,
    "description": Row.text, "lat": lambda row, key: row.coordinate(key, 90), "lon": lambda row, key: row.coordinate(key, 180),
    "networks": Row.listed, "position": lambda row, key: _position(row, key),
    "interest": lambda row, key: row.choice(key, _LEVELS), "influence": Row.text, "contribution": Row.text, "email": Row.mail,
    "phone": Row.phone, "referent": Row.text, "last_contact": Row.date, "next_step": Row.text, "origin": Row.text,
    "source_url": Row.web, "confidence": Row.text, "checked_on": Row.date, "notes": Row.text,
}  # fmt: skip


_READ_KEYS = tuple(_READ)


def _fields(row: Row) -> dict[str, Any]:
    """Return what the filled columns of a row say of its organisation."""
    fields = {key: _READ[key](row, key) for key in row.filled(_READ_KEYS)}
    siret, siren = fields.get("siret"), fields.get("siren")
    if siret and siren and not siret.startswith(siren):
        row.refuse(
            "siren",
            "SIREN_INVALID",
            f"Ce SIREN n'est pas celui du SIRET ({siret[:9]}) : gardez le bon, ou le SIRET seul.",
        )
    if not fields.get("legal_form") and (form := _form_in_type(row)):
        fields["legal_form"] = form
    return fields


def _post_code(row: Row) -> str:
    found = row.text("post_code").replace(" ", "")
    return found.zfill(5) if found.isdigit() and len(found) == 4 else found


def _present_on(row: Row, identity: str, kind: str, territory: str, roles: Roles) -> None:
    place = territory_mention(territory)
    if place.identity == identity:
        return
    row.shared.append(place)
    tie = {"cle": "governs", "ebe": "operates_in"}.get(kind, "present_in")
    if KINDS[kind].family is Family.PLACE:
        tie = "part_of"
    row.tie(DraftTie(tie, identity, place.identity, {"role": roles.words} if roles.words else {}, f"territoire-{place.identity}"))
    for code in roles.ties:
        if Family.PLACE not in TIES[code].ends:
            _seat_on(row, identity, f"CLE de {territory}", code)
        elif code != tie:
            row.tie(DraftTie(code, identity, place.identity, part=f"role-{code}-{place.identity}"))


def _seat_on(row: Row, identity: str, body: str, tie: str = "seats_on") -> None:
    words = fold(body).split()
    if words == ["cle"]:
        for territory in row.listed("territory"):
            _seat_on(row, identity, f"CLE de {territory}")
        return
    stated = body_mention("cle" if "cle" in words else "instance", body)
    row.shared.append(stated)
    part = "instance" if tie == "seats_on" else f"role-{tie}"
    row.tie(DraftTie(tie, identity, stated.identity, part=f"{part}-{stated.identity}"))
