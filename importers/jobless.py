"""Persons out of work told by a word, and persons told by their birth: none may enter, whatever column says it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from importers.columns import header_form
from importers.row import Row
from importers.sitting import ONE_SEAT, SEAT, besides, is_held, is_seat, names_holder, plain
from kb.ids import NUMBERS
from kb.kinds import KINDS, Family
from kb.said import Named
from kb.text import fold

_SE = r"(?:[\s.·/()-]*(?:e?use|se|e|ne)\)?)?"
#: What is said of one person, never of many: « demandeurs d'emploi » is whom an organisation serves.
_ONE = (
    rf"(?:demandeu(?:r|se){_SE}\s+d\W?\s?emploi|chomeu(?:r|se){_SE}"
    rf"|(?:allocataire|beneficiaire)\s+(?:du\s+|de\s+)?(?:rsa|r\.s\.a\.?)"
    rf"|(?:personne\s+)?prive{_SE}\s+(?:durablement\s+)?d\W?\s?emploi"
    rf"|inscrit{_SE}\s+(?:a\s+)?(?:france\s+travail|pole\s+emploi))(?:\s+(?:de\s+)?longue\s+duree)?"
)
#: What may be said of one person, and is a subject or a public as well.
_SEEKING = r"(?:au\s+rsa|sans[\s-]emploi|au\s+chomage|en\s+recherche\s+(?:active\s+)?d\W?\s?emploi)"
_MAYBE = rf"(?:ppde|deld|rsa|{_SEEKING})"
_ANY = rf"(?:{_ONE}|{_MAYBE})"
#: What follows the status of one person, and never the subject of a service.
_SINCE = (
    r"(?:\W+(?:depuis|en\s+(?:recherche|attente|parcours|formation|reconversion)|inscrite?|volontaire|mobilisee?|accompagnee?|suivie?"
    r"|(?:non\s+)?indemnisee?|(?:de\s+)?longue\s+duree|du\s+territoire)\b.{0,80})?"
)
_CIVILITIES = ("M.", "Mr", "MM.", "Mme", "Mlle", "Monsieur", "Madame", "Mademoiselle")
_CIVILITY = "|".join(map(re.escape, _CIVILITIES))
_CIVIL = rf"(?:{_CIVILITY.lower()})\s"
#: Who sits for those out of work is one of them, when a name stands beside.
_FOR = r"(?:(?:representant|delegue|porte[\s-]parole)e?\s+(?:des?\s+|d')?)?"
# Set apart at one end of a name (« Jean Martin (PPDE) »), after a civility, or right after two words.
_IN_A_NAME = re.compile(
    rf"[(\[,;:/|–—]\s*{_FOR}{_ANY}{_SINCE}\s*[)\]]?\s*$|\s-\s*{_FOR}{_ANY}{_SINCE}\s*$|^\s*{_FOR}{_ANY}\s*[:–—,(/|-]|^\s*{_CIVIL}.*\b{_ANY}\b|^\s*[\w'-]+\s+[\w'-]+\s+{_ONE}{_SINCE}\s*$"
)
_APART = re.compile(r"[(\[)\],;:/|–—]|\s-\s")
_AS = r"\W*(?:(?:est|une?|actuellement|toujours|personne|habitante?|statut|(?:en\s+)?situation|inscrite?|comme|de)\W+)*"
_POST = re.compile(rf"{_AS}{_ANY}{_SINCE}\W*", re.DOTALL)
_POST_PART = re.compile(rf"{_AS}(?:{_ONE}|{_SEEKING})\b")
_FIRST_PART = re.compile(rf"{_AS}(?:ppde|deld){_SINCE}\W*", re.DOTALL)
_STATUS = re.compile(rf"\W*(?:une?\s+)?(?:{_ANY}|{SEAT})\W*")
_HEADER = re.compile(rf"(?:(?:est|statut|situation|si|percoit le)\s+)*(?:une?\s+)?{_ONE}(?:\s+(?:oui|non|o|n|depuis|le|date))*")
_HEADER_MAYBE = re.compile(rf"(?:(?:est|statut|situation|si|percoit|le)\s+)*{_MAYBE}(?:\s+(?:oui|non|o|n))*")
#: What every such mention holds, whatever its case and however its accents are written.
_HINTS = ("emploi", "chom", "chôm", "cho\u0302m", "ppde", "p.p.d", "deld", "rsa", "r.s.a", "rqth", "travail")
#: In a remark, whom it names: a civility and a name, a first name and an initial, or a first name and a surname in capitals.
_NAMED = (
    rf"(?:\b(?:{_CIVILITY})\s+[A-ZÀ-Ý][\w'’-]*\.?(?:\s[A-ZÀ-Ý][\w'’-]*\.?)?"
    r"|\b[A-ZÀ-Ý][a-zà-ÿ]+(?:-[A-ZÀ-Ý][a-zà-ÿ]+)?\s(?:[A-ZÀ-Ý]\.|[A-ZÀ-Ý][A-ZÀ-Ý'’-]{3,}\b))"
)
#: How it then gives their status: set apart, and said of one.
_STANDING = rf"(?:une?\s)?(?:ex-?\s?|anciene?ne?\s)?(?:{_ONE}|(?:ppde|deld|rqth|{_SEEKING}|rsa)(?=\s*(?:[,;.()/]|$|depuis\b))|{SEAT})"
_SAID_OF = re.compile(rf"\s?[,(:;–—/-]\s?{_STANDING}|\s(?:est|etait|etant)\s{_STANDING}|\s{SEAT}")
_SAID_BEFORE = re.compile(rf"{_STANDING}[^,;.]{{0,20}}[:,(]\s?$|{SEAT}\s$")
_SITS_AFTER = re.compile(rf"\s?[,(:;–—/-]?\s?(?:une?\s)?{ONE_SEAT}")
_SITS_BEFORE = re.compile(rf"{ONE_SEAT}\s?[:,(]?\s?$")
_BORN = re.compile(r"\bne(?:e|\W?e\)?)?\s+le\s+\d{1,2}(?:er)?(?:[/.-]\d|\s+(?:[a-z]{3,9}\.?|\d\d?)\s+(?:19|20)\d\d)")
_BORN_IN = re.compile(r"[\s,(:;–—/-]{0,3}(?:est\s)?ne(?:e|\W?e\)?)?\s+en\s+(?:19|20)\d\d\b")
#: What every mention of a birth holds, however its accents are written.
_BIRTHS = ("né le", "née le", "né en", "née en", "nee le", "nee en", "né(e", "ne(e", "né.e", "né·e", "ne\u0301")
_OF_ONE = re.compile(rf"\b(?:{_ONE}|ppde|deld|rqth|rsa|chomage)\b")
_OPENING = re.compile(rf"\W*(?:une?\s)?(?:{_ONE}|ppde|deld|rqth)(?:\s+depuis\b|\s*[,;(]|\W*$)")
#: How far of a name its status is looked for.
_NEAR = 120
#: A name that nothing tells from a person's: two or three words with a capital, of letters alone.
_AS_A_PERSON = re.compile(r"(?:[A-ZÀ-Ý][a-zA-ZÀ-ÿ'’-]+\s){1,2}[A-ZÀ-Ý][a-zA-ZÀ-ÿ'’-]+")
#: The same in a seat of those out of work: a civility, an initial, or small letters alone.
_SOMEBODY = re.compile(rf"(?:{_CIVILITY})\s.+|(?:[A-ZÀ-Ý]\.\s*)+[A-ZÀ-Ý][\w'’-]+|[A-ZÀ-Ý][\w'’-]+\s[A-ZÀ-Ý]\.|[a-zà-ÿ'’-]+\s[a-zà-ÿ'’-]+|{_AS_A_PERSON.pattern}")
_LED = re.compile(r"^(?:PPDE|DELD)\s+(?:\d+\s+)?")
_COUNT = re.compile(r"[\d\s\u00a0\u202f]+(?:[.,]0+)?")
#: Headers, folded, under which a status is a person's; elsewhere it is whom an organisation serves.
_STATUS_HEADERS = frozenset({"role", "statut", "situation", "qualite", "profil", "categorie", "type", "fonction", "situation professionnelle", "statut professionnel"})
_STATUS_KEYS = ("kind", "roles", "legal_form")
#: Words that only an organisation's name holds.
_COLLECTIVE = frozenset({
    "accueil", "agence", "ag", "aide", "antenne", "asso", "association", "associations", "atelier", "ateliers", "boutique", "bureau",
    "cap", "ccas", "cellule", "centre", "chambre", "cle", "club", "collectif", "college", "comite", "commission", "commune", "conseil",
    "cooperative", "coordination", "departement", "direction", "dispositif", "ebe", "ecole", "entreprise", "equipe", "espace", "federation",
    "fondation", "fonds", "forum", "france", "garage", "groupe", "groupement", "guichet", "initiative", "institut", "insertion", "jardin",
    "jardins", "ligue", "maison", "maisons", "mairie", "metropole", "mission", "mouvement", "observatoire", "permanence", "plateforme",
    "plie", "point", "pole", "programme", "projet", "referents", "regie", "region", "relais", "reseau", "scic", "scop", "service", "services",
    "siae", "societe", "solidarite", "solidarites", "structure", "syndicat", "territoire", "tremplin", "union", "ville",
})  # fmt: skip
#: What is said of a row that tells of somebody out of work.
TOLD = (
    "Cette ligne semble décrire une personne privée d'emploi : Maillage n'en reçoit aucune, rien n'en est gardé. Retirez-la du "
    "fichier, ou envoyez un effectif ; si c'est une organisation, donnez son SIRET ou ôtez cette mention."
)
#: What is said of a row that gives the birth of somebody.
TOLD_BIRTH = (
    "Cette cellule semble donner la naissance d'une personne : Maillage n'en reçoit aucune, rien de la ligne n'est gardé. Retirez-la "
    "du fichier ; pour une organisation, écrivez « créée le »."
)
#: A longer text is a remark, not a name nor a post.
_LONGEST = 300


def _hinted(lower: str) -> bool:
    """Tell whether a text in small letters may speak of somebody out of work: plain words, since nearly none does."""
    for hint in _HINTS:  # noqa: SIM110 - run for each row of every file: `any` takes half as long again
        if hint in lower:
            return True
    return False


def tells_jobless(name: str) -> bool:
    """Tell whether a name is a person's and says that they are out of work.

    >>> tells_jobless("Jean Martin (demandeur d'emploi)"), tells_jobless("Mme Dupont, PPDE")
    (True, True)
    >>> tells_jobless("représentant PPDE (Jean Martin)"), tells_jobless("Représentants PPDE")
    (True, False)
    >>> tells_jobless("Comité des demandeurs d'emploi"), tells_jobless("Maison du chômeur"), tells_jobless("Club (PPDE)")
    (False, False, False)
    """
    if not _hinted(name.lower()) or is_seat(name) or not (_IN_A_NAME.search(plain(name)) or names_holder(name)):
        return False
    return _COLLECTIVE.isdisjoint(besides(name).split())


def is_of_jobless(post: str) -> bool:
    """Tell whether what is given as somebody's post says that they are out of work; whom a professional serves does not.

    >>> is_of_jobless("demandeur d'emploi depuis 2024"), is_of_jobless("PPDE en recherche"), is_of_jobless("menuisier, au chômage")
    (True, True, True)
    >>> is_of_jobless("conseiller RSA"), is_of_jobless("référente PPDE"), is_of_jobless("chargée des demandeurs d'emploi")
    (False, False, False)
    """
    if not _hinted(post.lower()) or len(post) > _LONGEST:
        return False
    bare = plain(post)
    parts = _APART.split(bare)
    return bool(_POST.fullmatch(bare) or _FIRST_PART.fullmatch(parts[0]) or any(map(_POST_PART.match, parts)) or any(map(is_held, (bare, *parts))))


def _names_jobless(said: str) -> bool:
    """Tell whether a cell that names a person goes on to say that they are out of work."""
    if not _hinted(said.lower()) or len(said) > _LONGEST:
        return False
    name, *post = _APART.split(said)
    if not _COLLECTIVE.isdisjoint(fold(name).split()):
        return False
    first = bool(post) and post[0].strip().istitle()  # « Martin, Jean, PPDE »
    return names_holder(said) or is_of_jobless(", ".join(post)) or (first and is_of_jobless(", ".join(post[1:])))


def remarks_on_jobless(text: str) -> bool:
    """Tell whether a remark names somebody, or gives their birth, and says that they are out of work.

    >>> remarks_on_jobless("Mme Fatima K., PPDE, 3 ans de chômage"), remarks_on_jobless("demandeuse d'emploi suivie : Sonia B.")
    (True, True)
    >>> remarks_on_jobless("Mme Dupont, référente PPDE"), remarks_on_jobless("suit 40 PPDE avec M. Martin, directeur")
    (False, False)
    """
    if not _hinted(text.lower()):
        return False
    text = unicodedata.normalize("NFC", text)
    bare = plain(text)
    if _BORN.search(bare) and _OF_ONE.search(bare):
        return True
    return any(_said_of(text, named) for named in re.finditer(_NAMED, text)) or any(_sits(text, named) for named in _AS_A_PERSON.finditer(text.replace("PPDE", "ppde")))


def _names_one(named: re.Match[str]) -> bool:
    """Tell whether what may be the name of a person is not an organisation's."""
    return named.group().split()[0] in _CIVILITIES or _COLLECTIVE.isdisjoint(fold(named.group()).split())


def _sits(text: str, named: re.Match[str]) -> bool:
    """Tell whether two or three words with a capital are said to hold a seat of those out of work."""
    after, before = text[named.end() : named.end() + _NEAR], text[max(0, named.start() - _NEAR) : named.start()]
    return _names_one(named) and bool(_SITS_AFTER.match(plain(after)) or _SITS_BEFORE.search(plain(before)))


def _said_of(text: str, named: re.Match[str]) -> bool:
    if not _names_one(named):
        return False
    after, before = text[named.end() : named.end() + _NEAR], text[max(0, named.start() - _NEAR) : named.start()]
    return bool(_SAID_OF.match(plain(after)) or _SAID_BEFORE.search(plain(before)))


def tells_birth(text: str) -> bool:
    """Tell whether a text gives the day on which a person is born, or the year of one it names; an organisation's is its creation.

    >>> tells_birth("né(e) le 12/03/1979"), tells_birth("Mme Exemple, née en 1970")
    (True, True)
    >>> tells_birth("Association née le 12 mars 2019"), tells_birth("née en 2015"), tells_birth("créée le 12/03/1979")
    (False, False, False)
    """
    if not _may_tell_birth(text.lower()):
        return False
    text = unicodedata.normalize("NFC", text)
    bare = plain(text)
    if any(_COLLECTIVE.isdisjoint(fold(re.split(r"[.;\n]\s", bare[: born.start()])[-1]).split()) for born in _BORN.finditer(bare)):
        return True
    return any(_BORN_IN.match(plain(text[named.end() :][:_NEAR])) for named in re.finditer(_NAMED, text) if _names_one(named))


def _may_tell_birth(lower: str) -> bool:
    for hint in _BIRTHS:  # noqa: SIM110 - as above
        if hint in lower:
            return True
    return False


def names_a_body(text: str) -> bool:
    """Tell whether a text has a word that only the name of an organisation holds.

    >>> names_a_body("Mission locale de Lyon"), names_a_body("Jean Martin")
    (True, False)
    """
    return not _COLLECTIVE.isdisjoint(fold(text).split())


def tell_jobless(cells: Iterable[tuple[str, str]]) -> bool:
    """Tell whether some cells, that may stand under the header of another, tell of a person out of work."""
    for header, cell in cells:
        if tells_jobless(cell) or _names_jobless(cell) or is_of_jobless(cell):
            return True
        if cell.strip() and _hinted(header.lower()) and _HEADER.fullmatch(header_form(header)) and not _COUNT.fullmatch(cell.strip()):
            return True
    return False


def tells_person(text: str) -> bool:
    """Tell whether a text tells of somebody out of work or of a birth, as a name, a post or a remark would."""
    return tell_jobless([("", text)]) or remarks_on_jobless(text) or tells_birth(text)


def status_columns(header: Sequence[str], own: Iterable[int] = ()) -> list[tuple[int, str]]:
    """Return the columns that may tell one person's status, by their headers; those an importer declares are its own.

    >>> status_columns(["Structure", "Bénéficiaire du RSA", "Demandeurs d'emploi accueillis"])
    [(1, 'Bénéficiaire du RSA')]
    """
    left = set(own)
    return [(i, name) for i, name in enumerate(header) if i not in left and name and _may_tell(name)]


def _may_tell(name: str) -> bool:
    form = header_form(name)
    return form in _STATUS_HEADERS or bool(_HEADER.fullmatch(form) or _HEADER_MAYBE.fullmatch(form))


def guard_jobless(row: Row, cells: Iterable[tuple[str, str]] = (), free: Iterable[tuple[str, str]] = ()) -> None:
    """Set aside a row that says of somebody that they are out of work, and keep none of its cells.

    `cells` are those under the headers that `status_columns` found, `free` those of the columns that nothing reads.
    """
    told = [(header, cell) for header, cell in cells if cell.strip()]
    unread, wording = list(free), row.wording()
    unsaid, hinted = "\n".join(cell for _, cell in unread).lower(), _hinted(wording)
    if hinted or _hinted(unsaid):
        _guard_remarks(row, unread)
    if _may_tell_birth(wording) or (unsaid and _may_tell_birth(unsaid)):
        for key in [key for key, cell in (*row.read(), *unread) if tells_birth(cell)]:
            row.withhold(key, "SENSITIVE_DATA", TOLD_BIRTH)
    if not told and not hinted:
        return
    if any(tells_jobless(name) for name in _names(row)) and not _numbered(row):
        row.withhold("name", "SENSITIVE_DATA", TOLD)
    for key in _STATUS_KEYS:
        if any(map(_is_status, row.listed(key))) and not _organised(row):
            row.withhold(key, "SENSITIVE_DATA", TOLD)
    _guard_persons(row)
    _guard_seats(row)
    for header, cell in told:
        if _told_by(row, header_form(header), cell):
            row.withhold(header, "SENSITIVE_DATA", TOLD)


def _guard_remarks(row: Row, free: Iterable[tuple[str, str]]) -> None:
    """Look at what a row says in sentences, read or not: a remark on somebody, or on the person that the row is named after."""
    remarks = [(key, cell) for key, cell in (*row.read(), *free) if _hinted(cell.lower())]
    for key, cell in remarks:
        if remarks_on_jobless(cell) or (_OPENING.match(plain(cell)) and _AS_A_PERSON.fullmatch(row.text("name")) and not _organised(row)):
            row.withhold(key, "SENSITIVE_DATA", TOLD)


def _guard_persons(row: Row) -> None:
    """Look at the persons of a row as its cells name them, as they are stated, and as a form types one."""
    for key in ("contact_post", "post"):
        if is_of_jobless(row.text(key)):
            row.withhold(key, "SENSITIVE_DATA", TOLD)
    key = "name" if row.holds("post") else "contact_name"
    stated = [a.fields for a in (*row.actors, *row.shared) if KINDS[a.kind].family is Family.PERSON]
    named = [*row.listed(key), *(str(person.get("name", "")) for person in stated)]
    if any(map(_names_jobless, named)) or any(is_of_jobless(str(person.get("post", ""))) for person in stated):
        row.withhold(key, "SENSITIVE_DATA", TOLD)


def _guard_seats(row: Row) -> None:
    """Look at who sits for those out of work: an organisation may, nobody who is named may."""
    seated = any(_is_status(row.text(key)) or is_of_jobless(row.text(key)) for key in ("role", "college"))
    for end in _named_ends(row):
        named = _LED.sub("", end.text)
        if (seated or named != end.text) and _SOMEBODY.fullmatch(named) and _COLLECTIVE.isdisjoint(fold(named).split()) and not is_seat(end.text):
            row.withhold(end.column, "SENSITIVE_DATA", TOLD)


def _named_ends(row: Row) -> list[Named]:
    return [end for tie in row.ties for end in (tie.start, tie.end) if isinstance(end, Named)]


def _told_by(row: Row, form: str, cell: str) -> bool:
    if _HEADER.fullmatch(form):
        return not _COUNT.fullmatch(cell.strip()) or cell.strip() in ("0", "1")
    if _HEADER_MAYBE.fullmatch(form):
        return not _COUNT.fullmatch(cell.strip()) and not row.text("kind") and not _organised(row)
    return _is_status(cell) and not _organised(row)


def _names(row: Row) -> list[str]:
    stated = (*row.actors, *row.shared)
    people = (Family.ORGANISATION, Family.PERSON)
    return [row.text("name"), *(str(a.fields.get("name", "")) for a in stated if KINDS[a.kind].family in people), *(end.text for end in _named_ends(row))]


def _is_status(text: str) -> bool:
    return bool(text and len(text) < 80 and _hinted(text.lower()) and _STATUS.fullmatch(plain(text)))


def _numbered(row: Row) -> bool:
    return any(row.text(key) for key in NUMBERS)


def _organised(row: Row) -> bool:
    """Tell whether a row is surely an organisation's: it has a number, or a name that no person bears."""
    return _numbered(row) or not _COLLECTIVE.isdisjoint(fold(row.text("name")).split())
