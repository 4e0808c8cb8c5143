"""Columns as offices write them: each declared once with its usual headers, and matched loosely."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from importers.read.header import halves
from importers.units import without_unit, without_year, year_of
from importers.usual import Usual
from kb.text import fold

#: Headers by which a sheet would set what only the base may set (reliability reference, section 8, rights).
FORBIDDEN = frozenset({
    "id interne", "identifiant interne", "internal id", "owner id", "visibilite", "visibility", "modified by", "modified at", "proprietaire", "owner", "sensibilite", "sensitivity", "auteur", "author",
    "version", "id proprietaire", "proprietaire id", "niveau de sensibilite", "createur", "numero de version", "n version",
    "cree le", "created at", "modifie le", "updated at", "cree par", "created by", "modifie par", "updated by",
    "couche",
    "layer", "rev", "lot", "confidentialite", "id maillage", "identifiant maillage",
    "is admin", "password", "mot de passe", "permissions",
})  # fmt: skip

#: Headers that announce a list of persons: such a file is refused whole, before anything is read of its rows.
PERSONAL = frozenset({
    "date de naissance", "ne le", "nee le", "ne e le", "naissance", "lieu de naissance", "date naissance",
    "annee de naissance",
    "nir", "n nir", "nss", "n ss", "numero nir", "n securite sociale", "numero de securite sociale",
    "numero securite sociale",
    "no securite sociale", "securite sociale", "num secu", "n secu", "numero secu", "numero allocataire",
    "n allocataire", "numero caf",
    "situation familiale", "pathologie", "pathologies", "problemes de sante", "probleme de sante", "etat de sante",
    "nom de naissance",
    "nom jeune fille", "nom de jeune fille", "identifiant france travail", "identifiant pole emploi",
    "numero france travail",
    "numero pole emploi", "numero demandeur d emploi", "n demandeur d emploi", "duree de chomage",
    "duree d inscription",
    "date d inscription france travail", "date d inscription pole emploi", "birthdate", "birth date", "birthday",
    "date of birth", "dob",
    "birth place", "place of birth", "birth name", "maiden name", "ssn", "social security number", "social security no",
    "social security", "national insurance number", "marital status", "health", "health notes", "health issues",
    "medical notes",
})  # fmt: skip

#: Headers that say something of a person only beside a first name or a few of their own: a grid of themes may hold one.
INTIMATE = frozenset({
    "age", "sexe", "genre", "civilite", "nationalite", "sante", "handicap", "rqth", "rsa", "allocataire",
    "niveau de formation",
    "gender", "sex", "nationality", "disability",
})  # fmt: skip
#: Words that tell a person wherever they stand in a header.
_TELLING = ("securite sociale", "naissance", "social security", "date of birth")
FIRST_NAMES = frozenset({"prenom", "prenoms", "prenom usuel", "first name", "firstname", "given name", "forename"})
LAST_NAMES = frozenset({"nom", "noms", "name", "nom de famille", "nom usuel", "last name", "lastname", "family name",
    "surname",
                        "nom prenom", "nom et prenom", "nom prenoms", "prenom nom", "prenom et nom",
                        "full name"})  # fmt: skip
#: Headers that name an organisation without any doubt: the persons of such a sheet are its professional contacts.
ORGANISATION_NAMES = frozenset({
    "organisme", "structure", "nom de la structure", "raison sociale", "nom de l organisme", "denomination",
    "partie prenante",
    "nom de la partie prenante entite", "nom de l organisation", "organisation", "acteur", "entreprise", "association",
    "etablissement",
    "nom organisme", "nom structure", "nom de l association", "nom de l entreprise", "employeur", "societe", "company",
    "organization",
})  # fmt: skip

#: Words by which a register's header speaks of a person, whatever stands beside them.
_OF_PERSONS = frozenset({
    "contact", "contacts", "correspondant", "corresp", "interlocuteur", "interlocutrice", "dirigeant", "dirigeants", "president",
    "presidente", "directeur", "directrice", "representant", "representante", "signataire", "declarant", "gerant", "gerante",
    "elu", "elus", "prenom", "prenoms", "firstname", "lastname", "courriel", "mail", "email", "admin", "users", "members",
    "personne", "domicile",
})  # fmt: skip
#: Words under which a header speaks of the person to be reached: « Interlocuteur › Nom » is the name of the contact.
_OF_CONTACTS = frozenset({"contact", "contacts", "interlocuteur", "interlocutrice", "interlocuteurs", "correspondant", "correspondante"})
#: Words under which nothing is said of an organisation, besides `_OF_PERSONS`.
_GROUPS_OF_PERSONS = frozenset({
    "referent", "referente", "referents", "responsable", "responsables", "candidat", "candidate", "candidats", "salarie", "salariee",
    "salaries", "usager", "usagers", "participant", "participante", "participants", "demandeur", "demandeurs", "personnes", "agent",
    "beneficiaires", "conseiller", "conseillere", "accompagnateur", "accompagnatrice",
})  # fmt: skip
_SMALL = {"de", "du", "des", "la", "le", "les", "l", "d", "n", "no", "num", "numero", "et", "ou", "en", "a", "au"}
_BRACKETS = re.compile(r"\([^)]*\)|\*")


@dataclass(frozen=True, slots=True)
class Column:
    """One column an importer takes: its key in code, its header in the template, its other usual headers.

    `example` fills the documentation, never the template. `drop` names a column taken off at the door, `why` says the reason.
    `leads` says that its own header is the one taken when the file has its other headers too, before it or after.
    `money` says that it holds amounts, in euros unless its header or a cell tells another unit.
    `usual` is the shape that its cells have, and of which another one is told.
    `as_written` says that its words are kept whatever they are: « aucun » under free notes, « à confirmer » for a state.
    `commas` says that its cells list short words, which a comma parts as a bar does.
    `yearly` are names that are its own beside a year (« Subvention 2025 »): such a column may come once for each year.
    """

    key: str
    label: str
    names: tuple[str, ...] = ()
    required: bool = False
    explain: str = ""
    example: str = ""
    drop: bool = False
    leads: bool = False
    money: bool = False
    yearly: tuple[str, ...] = ()
    usual: Usual | None = None
    as_written: bool = False
    why: str = "elle décrit des personnes"
    commas: bool = False

    def of_year(self, year: str) -> Column:
        """Return the same column for one year among several."""
        return replace(self, key=f"{self.key} {year}", label=f"{self.label} {year}", names=(), required=False)


@cache
def header_form(header: str) -> str:
    """Return the comparable form of a header: folded, brackets and asterisks aside, camel case parted.

    >>> header_form("N° SIRET (fusion)*"), header_form("nomBeneficiaire"), header_form("NOM_BENEFICIAIRE")
    ('n siret', 'nom beneficiaire', 'nom beneficiaire')
    """
    text = _BRACKETS.sub(" ", without_unit(header) or header).replace("\ufffd", "e").replace("_", " ")
    return fold(re.sub(r"(?<=[a-zà-ÿ])(?=[A-Z])", " ", text))


@cache
def loose_form(header: str) -> str:
    """Return a looser form: small words left out, plurals without their s.

    >>> loose_form("Date(s) de la convention"), loose_form("Date convention")
    ('date convention', 'date convention')
    """
    words = [word for word in header_form(header).split() if word not in _SMALL]
    return " ".join(word[:-1] if len(word) > 3 and word.endswith("s") else word for word in words)


@cache
def squeezed_form(header: str) -> str:
    """Return the loosest form: no blank at all, since lower case loses where the words of `dateConvention` part.

    >>> squeezed_form("dateconvention") == squeezed_form("Date de la convention")
    True
    """
    return loose_form(header).replace(" ", "")


#: Takes what nobody has said the meaning of, in a table without header.
UNSAID = Column("unsaid", "Sans en-tête", drop=True, explain="Rien n'est gardé d'une colonne sans en-tête que personne ne lit.",
                why="personne n'a dit ce qu'elle contient")  # fmt: skip
#: Takes what an importer of no person does not know: nobody can say that it names none.
UNDECLARED = Column("undeclared", "Colonne inconnue", drop=True, explain="Rien n'est gardé d'une colonne que le modèle n'a pas : elle peut nommer des personnes.",
                    why="ce modèle ne la connaît pas, et elle peut nommer des personnes")  # fmt: skip
#: Takes what a register says of persons, to leave it at the door.
PERSON = Column("a person", "Personne", drop=True, explain="Le nom et les coordonnées des personnes ne sont pas gardés.")


@dataclass(frozen=True, slots=True)
class Mapping:
    """Which cell of the header feeds which column: shown before anything is written."""

    taken: dict[int, Column]
    ignored: dict[int, str]

    def missing(self, columns: Iterable[Column]) -> list[Column]:
        """Return the required columns no header feeds."""
        present = {column.key for column in self.taken.values()}
        return [column for column in columns if column.required and column.key not in present]


def map_header(header: Sequence[str], columns: Sequence[Column]) -> Mapping:
    """Return which columns a header feeds: exact names first, then looser ones; each column is fed once.

    What is dropped at the door is recognised as often as it comes. A name on two lines that nobody knows is known by its lower
    part, when no other one would feed the same column.
    """
    taken = _of_years(header, columns)
    used = {column.key for column in taken.values()}
    forms = [(form, _named(columns, form)) for form in (header_form, loose_form, squeezed_form)]
    leading = {header_form(column.label) for column in columns if column.leads}
    cells = sorted(enumerate(header), key=lambda placed: header_form(placed[1]) not in leading) if leading else list(enumerate(header))
    for form, names in forms:
        for index, cell in cells:
            column = names.get(form(cell)) if cell.strip() and index not in taken else None
            if column and (column.drop or column.key not in used):
                taken[index] = column
                used.add(column.key)
    under = {i: column for i, cell in enumerate(header) if i not in taken and (column := _under(cell, forms))}
    once = Counter(column.key for column in under.values())
    taken |= {i: c for i, c in under.items() if c.drop or (c.key not in used and once[c.key] == 1)}
    ignored = {i: cell for i, cell in enumerate(header) if i not in taken}
    return Mapping(dict(sorted(taken.items())), ignored)


def _of_years(header: Sequence[str], columns: Sequence[Column]) -> dict[int, Column]:
    """Return the columns that headers with a year feed, when no header without one does: one column, or one for each year.

    Years alone (« 2025 », « 2026 (€) ») are of the first such column, when they are several.
    """
    yearly = [column for column in columns if column.yearly]
    years = {index: year for index, cell in enumerate(header) if (year := year_of(cell))} if yearly else {}
    said = {index: without_year(header[index]) for index in years}
    plain = {loose_form(cell) for index, cell in enumerate(header) if index not in years}
    found: list[tuple[int, Column]] = []
    for column in yearly:
        own = {loose_form(name) for name in (column.key, column.label, *column.names)}
        if not own.isdisjoint(plain):
            continue
        named = [index for index, name in said.items() if loose_form(name) in own or header_form(name) in column.yearly]
        bare = [index for index, name in said.items() if not header_form(name)] if column is yearly[0] and not named else []
        once = {years[index]: index for index in reversed(named or (bare if len(bare) > 1 else []))}
        found += [(index, column) for index in once.values()]
    several = len({years[index] for index, _ in found}) > 1
    return {index: column.of_year(years[index]) if several else column for index, column in found}


def _named(columns: Sequence[Column], form: Callable[[str], str]) -> dict[str, Column]:
    names = {form(name): column for column in reversed(columns) for name in (column.key, *column.names, column.label)}
    if form is not header_form:
        # A name made of small words alone (« numéro », « N° », « a ») has no looser form: all of them would be one.
        names.pop("", None)
    return names


def _under(name: str, forms: Sequence[tuple[Callable[[str], str], dict[str, Column]]]) -> Column | None:
    """Return the column that the lower part of a name on two lines feeds; what is told of a person feeds no organisation."""
    upper, lower = halves(name)
    if not upper:
        return None

    def known(said: str) -> Column | None:
        return next((names[form(said)] for form, names in forms if form(said) in names), None)

    words = set(header_form(upper).split())
    if (group := known(upper)) and group.drop:
        return group
    if not words.isdisjoint(_OF_CONTACTS):
        return known(f"contact {lower}")
    found = known(lower)
    told = not words.isdisjoint(_OF_PERSONS | _GROUPS_OF_PERSONS)
    return found if found and (found.drop or not told) else None


def without_persons(mapping: Mapping, header: Sequence[str]) -> Mapping:
    """Return a mapping in which the headers that nobody reads and that tell a person are dropped at the door.

    >>> without_persons(Mapping({}, {0: "contact_mail", 1: "procedure"}), ["contact_mail", "procedure"]).ignored
    {1: 'procedure'}
    """
    named = any(header_form(cell) in FIRST_NAMES for cell in header)
    persons = {
        index: PERSON
        for index, cell in mapping.ignored.items()
        if not _OF_PERSONS.isdisjoint(words := header_form(cell).split()) or (named and words[:1] == ["nom"])
    }
    ignored = {index: cell for index, cell in mapping.ignored.items() if index not in persons}
    return Mapping(dict(sorted({**mapping.taken, **persons}.items())), ignored)


def without_unsaid(mapping: Mapping, as_column: Column = UNSAID) -> Mapping:
    """Return a mapping that keeps nothing of the columns nobody reads: nothing tells a person from the rest."""
    return Mapping(dict(sorted({**mapping.taken, **dict.fromkeys(mapping.ignored, as_column)}.items())), {})


def unread(header: Sequence[str]) -> Mapping:
    """Return the mapping of a header that nobody reads yet."""
    return Mapping({}, dict(enumerate(header)))


def _lower_form(name: str) -> str:
    return header_form(halves(name)[1])


def _groups_of_persons(header: Sequence[str]) -> list[str]:
    """Return the headers that tell a first name and a name under one word, which is neither a contact's nor an officer's."""
    groups: dict[str, list[str]] = {}
    for cell in header:
        groups.setdefault(halves(cell)[0], []).append(cell)
    groups.pop("", None)
    named = {header_form(part) for cell in header for part in (cell, *halves(cell))}
    listed: list[str] = []
    for upper, cells in groups.items() if ORGANISATION_NAMES.isdisjoint(named) else ():
        lower = set(map(_lower_form, cells))
        if _OF_PERSONS.isdisjoint(header_form(upper).split()) and not FIRST_NAMES.isdisjoint(lower) and not LAST_NAMES.isdisjoint(lower):
            listed += cells
    return listed


def forbidden_headers(header: Sequence[str]) -> list[str]:
    """Return the headers that set what only the base may set; a lone « id » is somebody's own number."""
    found = [cell for cell in header if header_form(cell.strip("_ ")) in FORBIDDEN or cell.strip() == "_id"]
    lone = [cell for cell in header if header_form(cell) in {"id", "identifiant"}]
    return found + lone if found else []


def personal_headers(header: Sequence[str]) -> list[str]:
    """Return the headers that announce a list of persons, none when the sheet describes organisations.

    A first name beside a name, without any organisation, is such a list; with one, it is a professional contact.

    >>> personal_headers(["Nom", "Prénom", "Téléphone"]), personal_headers(["Organisme", "Nom", "Prénom"])
    (['Nom', 'Prénom'], [])
    """
    forms = {cell: header_form(cell) for cell in header}
    if groups := _groups_of_persons(header):
        return groups
    found = [cell for cell, form in forms.items() if _lower_form(cell) in PERSONAL or form in PERSONAL or any(told in form for told in _TELLING)]
    first = [cell for cell, form in forms.items() if form in FIRST_NAMES]
    last = [cell for cell, form in forms.items() if form in LAST_NAMES]
    intimate = [cell for cell, form in forms.items() if form in INTIMATE]
    if ORGANISATION_NAMES.isdisjoint(forms.values()):
        if first and last:
            return list(dict.fromkeys([*last, *first, *found, *intimate]))
        if (first or last) and len(intimate) > 1:
            return list(dict.fromkeys([*last, *first, *found, *intimate]))
    return [*found, *intimate] if found else []


@lru_cache(maxsize=64)
def held_in(columns: tuple[str, ...], keys: tuple[str, ...]) -> list[str]:
    """Return those of some keys that the columns of a table hold: the same for all of its rows."""
    return [key for key in keys if key in columns]
