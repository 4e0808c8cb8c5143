"""The fields that kinds share, each with its French label and its privacy layer."""

from __future__ import annotations

from kb.kinds.base import Fields, fact
from kb.other_names import OTHER_NAMES, OTHER_NAMES_HELP
from kb.outlines import OUTLINE
from kb.privacy import Layer

ENGAGEMENT = Layer.ENGAGEMENT
STANCES = ("favorable", "neutre", "réservé", "opposé", "inconnue")
SCALES = ("quartier", "communal", "métropolitain", "départemental", "régional", "national")
LEVELS = ("faible", "moyen", "élevé")


#: How sure a fact is, by the letter that sheets write.
CONFIDENCE = {"H": "haute", "M": "moyenne", "L": "à confirmer"}


class Named(Fields):
    """What anything named carries."""

    name: str | None = fact("Nom")
    acronym: str | None = fact("Sigle")
    aliases: list[str] | None = fact("Autres noms", form=OTHER_NAMES, explain=OTHER_NAMES_HELP)
    description: str | None = fact("Description", form="long")
    website: str | None = fact("Site web", form="web", explain="Adresse http ou https ; jamais visitée.")
    source_url: str | None = fact("Lien vers la source", shown=False, form="web")
    origin: str | None = fact("Origine du fait", shown=False, explain="D'où vient l'information.")
    confidence: str | None = fact("Confiance", choices=tuple(CONFIDENCE), words=tuple(CONFIDENCE.values()), shown=False)
    checked_on: str | None = fact("Vérifié le", shown=False, form="date")
    notes: str | None = fact(
        "Notes",
        layer=ENGAGEMENT,
        form="long",
        explain="Des faits seulement : la personne concernée peut les lire. Rien sur la santé.",
    )


class Located(Named):
    """What has an address."""

    address: str | None = fact("Adresse")
    post_code: str | None = fact("Code postal")
    city: str | None = fact("Commune", gap="compléter la commune")
    insee: str | None = fact("Code INSEE", shown=False)
    lat: float | None = fact("Latitude", shown=False, form="latitude")
    lon: float | None = fact("Longitude", shown=False, form="longitude")


class OrganisationFields(Located):
    """An organisation: its identifiers and form are cartographie; how to engage it is engagement."""

    siret: str | None = fact("SIRET", gap="chercher le SIRET dans SIRENE", form="siret", explain="14 chiffres.")
    siren: str | None = fact(
        "SIREN",
        gap="chercher le SIREN dans SIRENE",
        form="siren",
        explain="9 chiffres, quand le SIRET n'est pas connu.",
    )
    rna: str | None = fact("RNA", form="rna", explain="W et 9 chiffres, pour une association.")
    legal_form: str | None = fact("Forme")
    naf: str | None = fact("Code NAF")
    siae_kinds: list[str] | None = fact("Type de SIAE", adds=True)
    opened_on: str | None = fact("Ouverture", form="date")
    closed_on: str | None = fact("Fermeture", form="date")
    workforce: str | None = fact("Effectif", unit="personnes", form="count", explain="Un nombre, ou quelques mots.")
    scale: str | None = fact("Échelle", choices=SCALES)
    themes: list[str] | None = fact("Domaines")
    services: list[str] | None = fact("Services")
    budget: int | float | None = fact("Budget", unit="€")
    networks: list[str] | None = fact("Réseaux")
    position: str | None = fact(
        "Position", layer=ENGAGEMENT, choices=STANCES, gap="noter la position", dated_by="last_contact", local=True
    )
    interest: str | None = fact("Intérêt", layer=ENGAGEMENT, choices=LEVELS)
    influence: str | None = fact("Influence", layer=ENGAGEMENT, choices=("1", "2", "3", "4", "5"))
    contribution: str | None = fact("Contribution possible", layer=ENGAGEMENT)
    email: str | None = fact("Courriel", layer=ENGAGEMENT, form="mail")
    phone: str | None = fact("Téléphone", layer=ENGAGEMENT)
    referent: str | None = fact(
        "Référent plateforme", layer=ENGAGEMENT, explain="Une fonction de la plateforme, pas une personne."
    )
    last_contact: str | None = fact(
        "Dernier échange", layer=ENGAGEMENT, gap="noter un échange", form="date", dated_by="last_contact", local=True
    )
    next_step: str | None = fact("Prochaine étape", layer=ENGAGEMENT, dated_by="last_contact", local=True)


class TerritoryFields(Located):
    """A territory: its communes, districts and dated status."""

    communes: list[str] | None = fact("Communes")
    insee_codes: list[str] | None = fact("Codes INSEE")
    qpv: str | None = fact("Quartier prioritaire", gap="demander le code du QPV à la Métropole")
    status: str | None = fact("Statut", gap="confirmer le statut avec le territoire")
    status_on: str | None = fact("Statut depuis", shown=False, form="date")
    population: str | None = fact("Habitants", form="count")
    ppde_estimate: str | None = fact("PPDE estimées", unit="personnes, effectif", form="count")
    outline: str | None = fact("Contour", form=OUTLINE, explain="Lu dans un fichier GeoJSON, jamais saisi à la main.")


class BodyFields(Named):
    """A body that sits: a CLE, a committee, a club."""

    scope: str | None = fact("Périmètre")
    seats: int | None = fact("Sièges")
    cadence: str | None = fact("Rythme")
    created_on: str | None = fact("Installation", form="date")
    themes: list[str] | None = fact("Domaines")


class ContactFields(Fields):
    """A professional contact: engagement layer alone, with purpose, origin, retention and opposition."""

    name: str | None = fact("Nom", layer=ENGAGEMENT)
    post: str | None = fact("Fonction", layer=ENGAGEMENT)
    email: str | None = fact("Courriel", layer=ENGAGEMENT, form="mail")
    phone: str | None = fact("Téléphone", layer=ENGAGEMENT)
    purpose: str | None = fact("Finalité", layer=ENGAGEMENT)
    origin: str | None = fact("Origine du contact", layer=ENGAGEMENT)
    keep_until: str | None = fact("À conserver jusqu'au", layer=ENGAGEMENT, form="date", dated_by="keep_until")
    opposed: bool | None = fact("S'oppose à être contacté", layer=ENGAGEMENT)


class ActivityFields(Located):
    """An activity: what is done, for whom, where; a carrier's NAF never tells it."""

    service_type: list[str] | None = fact("Type de service", gap="confirmer le type de service")
    naf: list[str] | None = fact("Codes NAF")
    rome: list[str] | None = fact("Codes ROME")
    clientele: list[str] | None = fact("Clientèle", gap="préciser la clientèle")
    stage: str | None = fact("Stade", choices=("idée", "en projet", "en test", "en cours", "arrêtée"))
    capacity: str | None = fact("Capacité")
    catchment: str | None = fact("Zone desservie")
    period: str | None = fact("Période")
    carrier: str | None = fact("Porteur", shown=False)


class FollowUpFields(Named):
    """What is followed: meetings, decisions, actions, needs, offers, rules, indicators, deliverables."""

    on: str | None = fact("Date", form="date")
    due_on: str | None = fact("Échéance", form="date")
    state: str | None = fact("État")
    owner_body: str | None = fact("Responsable")
    themes: list[str] | None = fact("Domaines")
    value: int | float | str | None = fact("Valeur", form="count")
    unit: str | None = fact("Unité")
    period: str | None = fact("Période")
    version: str | None = fact("Version")
    audience: str | None = fact("Destinataires")
    priority: str | None = fact("Priorité", choices=("haute", "moyenne", "basse"))
    closed_on: str | None = fact("Date de clôture", form="date")
    deliverable: str | None = fact("Livrable attendu")


class CohortFields(Fields):
    """A PPDE cohort: counts by band, never a person."""

    name: str | None = fact("Nom")
    band: str | None = fact("Tranche")
    count: int | None = fact("Effectif")
    period: str | None = fact("Période")
    origin: str | None = fact("Origine du fait", shown=False, explain="D'où vient l'information.")


class TieFields(Fields):
    """The fields a tie may carry."""

    role: str | None = fact("Rôle")
    college: str | None = fact("Collège")
    amount: int | float | None = fact("Montant", unit="€")
    amount_paid: int | float | None = fact("Montant versé", unit="€")
    nature: str | None = fact("Nature")
    basis: str | None = fact("Base légale")
    year: str | None = fact("Exercice")
    purpose: str | None = fact("Objet")
    scheme: str | None = fact("Dispositif")
    state: str | None = fact("État", explain="« en projet » pour un lien qui n'existe pas encore.")
    detail: str | None = fact("Précision")
    on: str | None = fact("Date", form="date")
    territory: str | None = fact("Territoire", shown=False)
    reference: str | None = fact("Référence")
    share: int | float | None = fact("Part")
    cpv: str | None = fact("Code CPV")
    social: list[str] | None = fact(
        "Considérations sociales", explain="Clause sociale, critère social, marché réservé."
    )
    origin: str | None = fact("Origine du fait", shown=False, explain="D'où vient l'information.")
    source_url: str | None = fact("Lien vers la source", shown=False, form="web")
    confidence: str | None = fact("Confiance", choices=tuple(CONFIDENCE), words=tuple(CONFIDENCE.values()), shown=False)
    notes: str | None = fact(
        "Notes",
        layer=ENGAGEMENT,
        form="long",
        explain="Des faits seulement : la personne concernée peut les lire. Rien sur la santé.",
    )
