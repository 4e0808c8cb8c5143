"""All the kinds of actors, each one declaration."""

from __future__ import annotations

from kb.kinds.base import Family, Kind, Sign
from kb.kinds.fields import (
    ActivityFields,
    BodyFields,
    CohortFields,
    ContactFields,
    FollowUpFields,
    OrganisationFields,
    TerritoryFields,
)
from kb.privacy import Layer

_CROSS = Sign("cross", "#5A6472", "#A9B1BA")
_RING = Sign("ring", "#7A5230", "#CFA27A")


def _organisation(
    code: str, label: str, plural: str, sign: Sign, explain: str, names: tuple[str, ...], rank: int
) -> Kind:
    return Kind(
        code, label, plural, Family.ORGANISATION, sign, OrganisationFields, explain, names, rank, stakeholder=True
    )


def _followed(code: str, label: str, plural: str, explain: str, names: tuple[str, ...] = ()) -> Kind:
    return Kind(code, label, plural, Family.RECORD, _CROSS, FollowUpFields, explain, names)


TERRITORY = Kind(
    "territory",
    "Territoire",
    "Territoires",
    Family.PLACE,
    Sign("hexagon", "#0B5C63", "#5FC0C4"),
    TerritoryFields,
    "Un périmètre continu de 5 000 à 10 000 habitants, souvent un quartier prioritaire, qui porte un projet TZCLD.",
    ("territoire", "territoire habilité", "territoire candidat"),
    rank=1,
)
CLE = Kind(
    "cle",
    "CLE",
    "CLE",
    Family.BODY,
    Sign("diamond", "#6A3D9A", "#B794E0"),
    BodyFields,
    "Le comité local pour l'emploi, instance sans personnalité morale qui pilote le projet d'un territoire.",
    ("cle", "comité local pour l'emploi", "comité local"),
    rank=2,
    stakeholder=True,
)
INSTANCE = Kind(
    "instance",
    "Comité ou club",
    "Comités et clubs",
    Family.BODY,
    Sign("diamond", "#5A6472", "#A9B1BA"),
    BodyFields,
    "Une instance qui se réunit : comité technique ou stratégique, club d'entreprises, table ronde.",
    ("instance", "comité", "club", "club d'entreprises", "cotech", "costrat", "comité technique", "comité stratégique"),
    rank=3,
    stakeholder=True,
)
EBE = _organisation(
    "ebe",
    "EBE",
    "EBE",
    Sign("square", "#B3461B", "#F08A5D"),
    "Une entreprise à but d'emploi, conventionnée par le Fonds, qui embauche en CDI des personnes privées d'emploi.",
    ("ebe", "entreprise à but d'emploi"),
    4,
)
SIAE = _organisation(
    "siae",
    "SIAE",
    "SIAE",
    Sign("triangle-down", "#2F7A3D", "#7CC68B"),
    "Une structure conventionnée de l'insertion par l'activité économique, ou proche d'elle (GEIQ, EA, ESAT).",
    (
        "siae", "structure d'insertion", "insertion", "iae", "aci", "ai", "ei", "etti", "eiti", "geiq", "ea", "eatt",
        "esat", "sep", "opcs", "chantier d'insertion", "entreprise d'insertion", "association intermédiaire",
        "régie de quartier",
    ),
    5,
)  # fmt: skip
FUNDER = _organisation(
    "funder",
    "Financeur",
    "Financeurs",
    Sign("triangle", "#8A6D00", "#DDBB3C"),
    "Un organisme qui finance : collectivité, Fonds, fondation, banque publique.",
    ("financeur", "fondation", "fonds", "bailleur de fonds", "banque", "mécène"),
    6,
)
FEDERATION = _organisation(
    "federation",
    "Fédération de l'IAE",
    "Fédérations de l'IAE",
    Sign("star", "#9C2A6B", "#E584B8"),
    "Une fédération ou un réseau de l'insertion par l'activité économique.",
    ("fédération", "fédération iae", "fédération de l'iae", "réseau", "réseau iae", "tête de réseau"),
    7,
)
EMPLOYMENT = _organisation(
    "employment",
    "Partenaire de l'emploi",
    "Partenaires de l'emploi",
    Sign("pill", "#3E5C76", "#9DB9D0"),
    "Un acteur du service public de l'emploi et de l'insertion : France Travail, mission locale, Cap emploi, PLIE, MMIE.",
    (
        "partenaire emploi", "partenaire de l'emploi", "spe", "service public de l'emploi", "mission locale", "plie",
        "cap emploi", "france travail", "pôle emploi", "maison de l'emploi", "prescripteur",
    ),
    8,
)  # fmt: skip
SUPPORT = _organisation(
    "support",
    "Structure d'appui",
    "Structures d'appui",
    _CROSS,
    "Une structure qui accompagne la création d'entreprises sociales ou les équipes projet.",
    (
        "structure d'appui", "appui", "accompagnement", "incubateur", "équipe projet", "plateforme",
        "appui à la création",
    ),
    9,
)  # fmt: skip
AUTHORITY = _organisation(
    "authority",
    "Collectivité ou service public",
    "Collectivités et services publics",
    Sign("pill", "#5A6472", "#A9B1BA"),
    "Une collectivité, un service de l'État, une chambre consulaire, un bailleur public.",
    (
        "collectivité", "commune", "mairie", "département", "région", "métropole", "epci", "service de l'état",
        "état", "préfecture", "ddets", "dreets", "ccas", "chambre consulaire", "service public",
        "établissement public", "ville", "collectivité territoriale", "collectivité locale",
        "communauté de communes", "intercommunalité", "bailleur public", "oph", "office public de l'habitat", "opac", "consulaire", "chambre", "cci", "cma",
    ),
    10,
)  # fmt: skip
NATIONAL = _organisation(
    "national",
    "Instance nationale",
    "Instances nationales",
    Sign("flag", "#6A3D9A", "#B794E0"),
    "Un organisme national de l'expérimentation : le Fonds ETCLD, l'association TZCLD.",
    ("instance nationale", "national", "organisme national"),
    11,
)
TRAINING = _organisation(
    "training",
    "Organisme de formation",
    "Organismes de formation",
    Sign("chevron", "#5A6472", "#A9B1BA"),
    "Un organisme qui forme avant ou pendant l'emploi.",
    ("organisme de formation", "formation", "of", "cfa", "centre de formation"),
    12,
)
COMPANY = _organisation(
    "company",
    "Entreprise",
    "Entreprises",
    Sign("dot", "#1F4E9C", "#7FA8F0"),
    "Une entreprise : cliente, actionnaire, mécène, donneuse d'ordre ou hôte ; les bailleurs sociaux en sont.",
    (
        "entreprise", "société", "bailleur", "bailleur social", "bailleurs sociaux", "bailleur hlm", "organisme hlm", "hlm", "sa hlm", "sa d'hlm", "esh",
        "entreprise sociale pour l'habitat", "groupe", "pme", "tpe", "ess", "scop", "scic",
        "commerce", "entreprise privée", "artisan", "sarl", "sas", "sasu", "sa", "eurl", "snc",
    ),
    13,
)  # fmt: skip
ASSOCIATION = _organisation(
    "association",
    "Association",
    "Associations",
    Sign("house", "#7A5230", "#CFA27A"),
    "Une association du quartier, de la solidarité ou de l'économie sociale et solidaire.",
    (
        "association", "asso", "assoc", "asso loi 1901", "association loi 1901", "association loi de 1901", "loi 1901",
        "centre social", "collectif", "habitants", "syndicat",
    ),
    14,
)  # fmt: skip
ORGANISATION = _organisation(
    "organisation",
    "Organisation",
    "Organisations",
    _CROSS,
    "Une organisation dont le type n'est pas encore précisé.",
    ("organisation", "organisme", "structure", "autre", "partenaire"),
    40,
)
CONTACT = Kind(
    "contact",
    "Contact professionnel",
    "Contacts professionnels",
    Family.PERSON,
    _CROSS,
    ContactFields,
    "Une personne dans sa fonction, avec la finalité, l'origine et la durée de conservation de ses coordonnées.",
    ("contact", "personne"),
    layer=Layer.ENGAGEMENT,
)
ACTIVITY = Kind(
    "activity",
    "Activité",
    "Activités",
    Family.DOING,
    _RING,
    ActivityFields,
    "Ce qui est produit ou rendu comme service, par qui, pour qui et où.",
    ("activité", "activite"),
    rank=20,
)

FOLLOWED = (
    _followed("need", "Besoin", "Besoins", "Ce qui manque à un territoire ou à un porteur de projet.", ("besoin",)),
    _followed("offer", "Offre", "Offres", "Ce qu'un acteur propose de mettre à disposition.", ("offre",)),
    _followed(
        "programme",
        "Programme ou levier",
        "Programmes et leviers",
        "Un dispositif que l'on peut mobiliser.",
        ("programme", "levier", "dispositif"),
    ),
    _followed(
        "partnership",
        "Partenariat",
        "Partenariats",
        "Un accord avec son objet, ses étapes et son échéance.",
        ("partenariat", "convention"),
    ),
    _followed("meeting", "Rencontre", "Rencontres", "Une réunion et ses participants.", ("réunion", "rencontre")),
    _followed("decision", "Décision", "Décisions", "Ce qu'une instance a décidé.", ("décision",)),
    _followed("action", "Action", "Actions", "Ce qui est à faire, par qui et pour quand.", ("action",)),
    _followed(
        "rule",
        "Règle ou dérogation",
        "Règles et dérogations",
        "Une règle de gouvernance, sa date, ses dérogations.",
        ("règle", "dérogation"),
    ),
    _followed(
        "indicator", "Indicateur", "Indicateurs", "Une définition partagée entre les territoires.", ("indicateur",)
    ),
    _followed(
        "observation", "Observation", "Observations", "Une valeur d'indicateur, datée et sourcée.", ("observation",)
    ),
    _followed(
        "service",
        "Service de la plateforme",
        "Services de la plateforme",
        "Un des huit services de l'offre mutualisée.",
        ("service",),
    ),
    _followed("deliverable", "Livrable", "Livrables", "Un livrable de la plateforme.", ("livrable",)),
    _followed(
        "communication",
        "Élément de communication",
        "Éléments de communication",
        "Un message, un support, un événement.",
        ("communication", "événement"),
    ),
)
COHORT = Kind(
    "cohort",
    "Cohorte de PPDE",
    "Cohortes de PPDE",
    Family.RECORD,
    _CROSS,
    CohortFields,
    "Des effectifs de personnes privées durablement d'emploi, par tranche et par territoire ; jamais une personne.",
    ("cohorte",),
    sent_as="ppde-cohortes",
    count=True,
)

ALL = (
    TERRITORY,
    CLE,
    INSTANCE,
    EBE,
    SIAE,
    FUNDER,
    FEDERATION,
    EMPLOYMENT,
    SUPPORT,
    AUTHORITY,
    NATIONAL,
    TRAINING,
    COMPANY,
    ASSOCIATION,
    ORGANISATION,
    CONTACT,
    ACTIVITY,
    *FOLLOWED,
    COHORT,
)
