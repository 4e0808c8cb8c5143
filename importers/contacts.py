"""Professional contacts: a person in a post, taken from an organisation's row into the engagement layer alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from importers.actors import without_gaps
from importers.columns import FIRST_NAMES, ORGANISATION_NAMES, Column, header_form
from importers.row import Row
from kb.ids import digest
from kb.ledger import ActorRecord
from kb.said import DraftTie
from kb.text import fold, slug

#: How long a contact is kept after the last exchange (reliability reference, section 7).
KEPT_YEARS = 3
PURPOSE = "partenariat"
#: Where a contact comes from when its row does not say; the source of the claim tells which edition.
ORIGIN = "fichier des parties prenantes"

CONTACT_COLUMNS = (
    Column("contact_name", "Contact Nom", ("nom du contact", "nom contact", "contact", "personne a contacter",
           "interlocuteur",
                                           "interlocutrice", "nom de l interlocuteur", "contact principal",
                                           "personne contact",
                                           "nom et prenom du contact", "contact nom prenom"),
           explain="Personne à joindre, dans sa fonction : plan d'engagement seulement, jamais dans la cartographie.",
           example="Camille Exemple"),
    Column("contact_first", "Contact Prénom", ("prenom", "prenom du contact", "prenom contact", "prenoms",
           "first name"),
           explain="Prénom de la personne à joindre."),
    Column("contact_post", "Contact Fonction", ("fonction", "fonction du contact", "poste", "poste occupe", "qualite",
           "position title"),
           explain="Sa fonction dans l'organisation.", example="chargée de partenariats"),
    Column("contact_phone", "Contact Téléphone", ("telephone du contact", "telephone contact", "tel contact",
           "ligne directe", "portable",
                                                  "mobile", "telephone direct", "contact tel", "telephone portable"),
           explain="Son numéro professionnel."),
    Column("contact_email", "Contact Courriel", ("courriel du contact", "mail du contact", "email contact",
           "mail contact", "contact mail",
                                                 "contact email", "courriel contact", "e mail du contact"),
           explain="Son adresse professionnelle."),
    Column("opposed", "Opposition", ("opposition rgpd", "s oppose", "s oppose a etre contacte", "ne pas contacter",
           "refus de contact"),
           explain="« oui » quand la personne ne veut plus être contactée : ses coordonnées ne sont alors pas prises."),
    Column("consent", "Consentement", ("consentement rgpd", "accord rgpd", "consentement opposition"),
           explain="« non » ou « opposition » : la personne ne veut pas être contactée."),
)  # fmt: skip

#: What a contact is called of whom a sheet gives a telephone or an address, and no name.
NAMELESS = "Contact sans nom"
#: Mailboxes of an organisation, not of a person.
_SHARED_BOXES = frozenset({
    "contact", "accueil", "info", "infos", "secretariat", "mairie", "bonjour", "direction", "administration",
    "association", "bureau",
    "coordination", "communication", "partenariats", "asso", "ebe", "cle",
})  # fmt: skip
_YES = {"oui", "x", "1", "vrai", "o", "opposition", "oppose", "opposee", "refus", "s oppose"}
_NO = {"non", "0", "faux", "n", "", "aucune", "sans objet"}


def adjust_header(header: tuple[str, ...]) -> tuple[str, ...]:
    """Return a header where « Nom » is the contact's, when another column names the organisation and persons are told.

    >>> adjust_header(("Organisme", "Nom", "Prénom", "Fonction"))
    ('Organisme', 'Contact Nom', 'Prénom', 'Fonction')
    """
    forms = [header_form(cell) for cell in header]
    persons = not FIRST_NAMES.isdisjoint(forms) or "fonction" in forms
    if not persons or ORGANISATION_NAMES.isdisjoint(forms):
        return header
    names = {"nom", "nom de famille", "nom prenom", "nom et prenom", "prenom nom", "last name"}
    return tuple("Contact Nom" if form in names else cell for form, cell in zip(forms, header, strict=True))


def add_contacts(row: Row, organisation: str) -> bool:
    """State the persons a row names for an organisation; tell whether its e-mail and telephone are theirs.

    A telephone or an address under a contact's own columns is a contact's too when nobody is named.
    """
    names = _names(row)
    own = bool(row.text("contact_email") or row.text("contact_phone"))
    if not names and not own:
        return False
    opposed = _opposed(row)
    if not names and opposed:
        row.hide("contact_email", "contact_phone")
        return False
    email, phone, taken = _coordinates(row)
    if not names and not (email or phone):
        return False
    names = names or [NAMELESS]
    if opposed:
        row.hide("contact_email", "contact_phone", *(("email", "phone") if taken else ()))
    for name in names:
        identity = f"contact:{organisation}:{slug(name)}"
        if name == NAMELESS:  # two of them are told apart by what is known of them
            identity = f"{identity}-{digest(fold(email), phone, size=4)}"
        alone = len(names) == 1 and not opposed
        fields = without_gaps({
            "name": name, "post": row.text("contact_post"), "email": email if alone else "",
            "phone": phone if alone else "",
            "purpose": PURPOSE, "origin": row.text("origin") or ORIGIN, "keep_until": _keep_until(row),
            "opposed": opposed or None,
        })  # fmt: skip
        row.actors.append(ActorRecord("contact", identity, (), fields, part=f"contact-{slug(name)}"))
        row.tie(DraftTie("contact_of", identity, organisation, part=f"contact-{slug(name)}"))
    if len(names) > 1 and (email or phone):
        said = (
            "Plusieurs contacts dans la cellule : leurs coordonnées ne sont pas prises. Écrivez une ligne par contact."
        )
        row.warn("contact_name", "CONTACT_SEVERAL", said)
    return taken


def _names(row: Row) -> list[str]:
    first = row.text("contact_first")
    names = row.listed("contact_name")
    if first and len(names) == 1 and fold(first) not in fold(names[0]).split():
        return [f"{first} {names[0]}"]
    told = row.text("contact_post") or row.text("contact_email") or row.text("contact_phone")
    return names or ([first] if first and told else [])


def _opposed(row: Row) -> bool:
    said, consent = fold(row.text("opposed")), fold(row.text("consent"))
    if said not in _YES | _NO:
        row.warn(
            "opposed", "VALUE_UNUSUAL", "« oui » ou « non » est attendu : compris comme une opposition, par prudence."
        )
    return said not in _NO or consent in {"non", "n", "0", "faux", "refus", "opposition", "oppose", "opposee"}


def _coordinates(row: Row) -> tuple[str, str, bool]:
    """Return the person's e-mail and telephone, and whether they were taken from the organisation's columns."""
    email, phone = row.mail("contact_email"), row.phone("contact_phone", shown=False)
    if email or phone:
        return email, phone, False
    email = row.mail("email")
    if email and fold(email.partition("@")[0]).replace(" ", "") in _SHARED_BOXES:
        return "", "", False
    return email, row.text("phone"), True


def _keep_until(row: Row) -> str:
    """Return the day a contact has to be forgotten, when the last exchange is known."""
    last = row.date("last_contact")
    if not last:
        return ""
    # A month or a year is counted from its first day: a contact is never kept longer for being dated loosely.
    day = dt.date.fromisoformat((last + "-01-01")[:10])
    try:
        return day.replace(year=day.year + KEPT_YEARS).isoformat()
    except ValueError:
        return day.replace(year=day.year + KEPT_YEARS, day=28).isoformat()


def drop_columns(named: Sequence[str] = ()) -> Column:
    """Return the column of what describes officers and homes: seen, said, and left at the door."""
    return Column(
        "dropped",
        "Dirigeant",
        ("dirigeants", "president", "presidente", "nom du president", "nom du dirigeant", "representant legal",
         "nom du representant legal", "adresse personnelle", "adresse du domicile", "telephone personnel",
         "mail personnel",
         "courriel personnel", "contact nom prenom", *named),
        explain="Laissé à la porte : le nom des dirigeants et les adresses personnelles ne sont pas gardés.",
        drop=True,
    )  # fmt: skip
