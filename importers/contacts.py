"""Professional contacts: a person in a post, taken from an organisation's row into the engagement layer alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from importers.actors import without_gaps
from importers.columns import FIRST_NAMES, ORGANISATION_NAMES, Column, header_form
from importers.row import Row
from kb.ids import digest
from kb.ledger import ActorRecord
from kb.retention import term_after
from kb.said import DraftTie
from kb.text import fold, slug

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
           "refus de contact"), as_written=True,
           explain="« oui » quand la personne ne veut plus être contactée : ses coordonnées ne sont alors pas prises."),
    Column("consent", "Consentement", ("consentement rgpd", "accord rgpd", "consentement opposition"), as_written=True,
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
#: What a cell that names a person may also hold; what is left around it says nothing.
_MAIL = re.compile(r"[^\s@<>(),;:|/]+@[^\s@<>(),;:|/]+\.\w+")
_PHONE = re.compile(r"(?:\+|\b0)\d(?:[ .\-\u00a0\u202f/]?\(?\d\)?){7,13}\b")
_EDGES = re.compile(r"^[\s<>()\[\]:·•–—-]+|(?:\s*\b(?:t[ée]l|mail|e-mail|courriel|port|portable)\b[.\s:]*)?[\s<>()\[\]:·•–—-]*$", re.IGNORECASE)
#: A longer cell is a remark, not somebody and how to reach them; and looking for these in it would take long.
_LONGEST = 300
#: What a cell says before whom it names: its column says it already.
_LED = re.compile(r"(?:contacts?|interlocuteurs?|interlocutrices?)\s*:\s*(?=\S)", re.IGNORECASE)
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


#: The columns without any of which a row speaks of nobody.
_REACHED = ("contact_name", "contact_first", "contact_email", "contact_phone")


@dataclass(frozen=True, slots=True)
class _Person:
    """Whom a cell names, with what it says of their post and of how to reach them."""

    name: str
    post: str = ""
    email: str = ""
    phone: str = ""


def add_contacts(row: Row, organisation: str) -> bool:
    """State the persons a row names for an organisation; tell whether its e-mail and telephone are theirs.

    A telephone or an address under a contact's own columns is a contact's too when nobody is named.
    """
    if not row.filled(_REACHED):
        return False
    persons = _persons(row)
    told = any(person.email or person.phone for person in persons)
    if not persons and not (row.text("contact_email") or row.text("contact_phone")):
        return False
    opposed = _opposed(row)
    if opposed:
        row.hide("contact_email", "contact_phone", *(("contact_name",) if told else ()))
        persons = [person for person in persons if person.name != NAMELESS]
        if not persons:
            return False
    email, phone, taken = _coordinates(row, alone=told)
    if not persons and not (email or phone):
        return False
    persons = persons or [_Person(NAMELESS)]
    if opposed and taken:
        row.hide("email", "phone")
    for person in persons:
        _add(row, organisation, person, (email, phone) if len(persons) == 1 else ("", ""), opposed)
    if len(persons) > 1 and (email or phone):
        said = (
            "Plusieurs contacts dans la cellule : leurs coordonnées ne sont pas prises. Écrivez une ligne par contact."
        )
        row.warn("contact_name", "CONTACT_SEVERAL", said)
    return taken


def _add(row: Row, organisation: str, person: _Person, columns: tuple[str, str], opposed: bool) -> None:
    """State one person; what the columns say of them comes before what the cell of their name does."""
    email, phone = columns[0] or person.email, columns[1] or person.phone
    tail = slug(person.name)
    if person.name == NAMELESS:  # two of them are told apart by what is known of them
        tail = f"{tail}-{digest(fold(email), phone, size=4)}"
    fields = without_gaps({
        "name": person.name, "post": row.text("contact_post") or person.post,
        "email": "" if opposed else email, "phone": "" if opposed else phone,
        "purpose": PURPOSE, "origin": row.text("origin") or ORIGIN, "keep_until": _keep_until(row),
        "opposed": opposed or None,
    })  # fmt: skip
    identity, part = f"contact:{organisation}:{tail}", f"contact-{tail if person.email or person.phone else slug(person.name)}"
    row.actors.append(ActorRecord("contact", identity, (), fields, part=part))
    row.tie(DraftTie("contact_of", identity, organisation, part=part))


def _persons(row: Row) -> list[_Person]:
    """Return whom a row names; coordinates alone in a cell of several are those of the person before."""
    first, persons = row.text("contact_first"), list[_Person]()
    for said in row.listed("contact_name"):
        person = _person(said)
        if person.name or not persons:
            persons.append(person if person.name else replace(person, name=NAMELESS))
        else:
            before = persons[-1]
            persons[-1] = replace(before, email=before.email or person.email, phone=before.phone or person.phone)
    if first and len(persons) == 1 and fold(first) not in fold(persons[0].name).split():
        named = persons[0].name
        return [replace(persons[0], name=first if named == NAMELESS else f"{first} {named}")]
    told = row.text("contact_post") or row.text("contact_email") or row.text("contact_phone")
    return persons or ([_Person(first)] if first and told else [])


def _person(said: str) -> _Person:
    """Return a person as one text names them: our own stakeholder file writes name, post, e-mail and telephone so.

    >>> _person("Sami, chargé de projet, sami@envie.example, 06 39 98 12 34").phone
    '06 39 98 12 34'
    >>> _person("Exemple, Camille").name, _person("Contact : accueil (standard)").name
    ('Exemple, Camille', 'accueil (standard)')
    """
    said = _LED.sub("", said, count=1) if _LED.match(said) else said
    if len(said) > _LONGEST:
        return _Person(said)
    mail = _MAIL.search(said)
    rest = said.replace(mail[0], ",") if mail else said
    phone = _PHONE.search(rest)
    rest = rest.replace(phone[0], ",") if phone else rest
    parts = [part for part in (_EDGES.sub("", part) for part in rest.split(",")) if part]
    if not mail and not phone and not (len(parts) > 1 and parts[1][:1].islower()):
        return _Person(said)
    name, post = (parts[0], ", ".join(parts[1:])) if parts else ("", "")
    return _Person(name, post, mail[0] if mail else "", phone[0] if phone else "")


def _opposed(row: Row) -> bool:
    said, consent = fold(row.text("opposed")), fold(row.text("consent"))
    if said not in _YES | _NO:
        row.warn(
            "opposed", "VALUE_UNUSUAL", "« oui » ou « non » est attendu : compris comme une opposition, par prudence."
        )
    return said not in _NO or consent in {"non", "n", "0", "faux", "refus", "opposition", "oppose", "opposee"}


def _coordinates(row: Row, *, alone: bool) -> tuple[str, str, bool]:
    """Return the person's e-mail and telephone, and whether they were taken from the organisation's columns.

    `alone` looks at the contact's columns only.
    """
    email, phone = row.mail("contact_email"), row.phone("contact_phone", shown=False)
    if email or phone or alone:
        return email, phone, False
    email = row.mail("email")
    if email and fold(email.partition("@")[0]).replace(" ", "") in _SHARED_BOXES:
        return "", "", False
    return email, row.text("phone"), True


def _keep_until(row: Row) -> str:
    """Return the last day a contact is kept, when the last exchange is known; the base counts from its day otherwise."""
    last = row.date("last_contact")
    return term_after(last) if last else ""


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
