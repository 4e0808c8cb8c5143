"""Persons out of work told by a word, and persons told by their birth: none may enter, whatever column says it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import replace

from importers.births import BORN, TOLD_BIRTH, may_tell_birth, tells_birth
from importers.columns import header_form
from importers.row import Row
from importers.sitting import ONE_SEAT, SEAT, besides, is_held, is_seat, names_holder, plain
from importers.somebody import (
    AS_A_PERSON,
    CIVILITY,
    COLLECTIVE,
    NAME_ALONE,
    NAMED,
    SOMEBODY,
    names_a_body,
    names_a_place,
    names_one,
)
from kb.ids import NUMBERS
from kb.kinds import KINDS, Family
from kb.said import End, Named
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
_CIVIL = rf"(?:{CIVILITY.lower()})\s"
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
_HINTS = ("emploi", "chom", "chôm", "cho\u0302m", "ppde", "p.p.d", "deld", "rsa", "r.s.a", "rqth", "travail", "benefic", "bénéfic", "candidat", "usager", "volontaire", "participant", "allocataire", "demandeu")
#: How it then gives their status: set apart, and said of one.
_STANDING = rf"(?:une?\s)?(?:ex-?\s?|anciene?ne?\s)?(?:{_ONE}|(?:ppde|deld|rqth|{_SEEKING}|rsa)(?=\s*(?:[,;.()/]|$|depuis\b))|{SEAT})"
_SAID_OF = re.compile(rf"\s?[,(:;–—/-]\s?{_STANDING}|\s(?:est|etait|etant)\s{_STANDING}|\s{SEAT}")
_SAID_BEFORE = re.compile(rf"{_STANDING}[^,;.]{{0,20}}[:,(]\s?$|{SEAT}\s$")
_SITS_AFTER = re.compile(rf"\s?[,(:;–—/-]?\s?(?:une?\s)?{ONE_SEAT}")
_SITS_BEFORE = re.compile(rf"{ONE_SEAT}\s?[:,(]?\s?$")
_OF_ONE = re.compile(rf"\b(?:{_ONE}|ppde|deld|rqth|rsa|chomage)\b")
_OPENING = re.compile(rf"\W*(?:une?\s)?(?:{_ONE}|ppde|deld|rqth)(?:\s+depuis\b|\s*[,;(]|\W*$)")
#: How far of a name its status is looked for.
_NEAR = 120
#: A word by which a person is told to be one of those served, when nothing but their name stands beside it.
_SERVED = r"(?:b[ée]n[ée]ficiaire|candidate?|usag[eè]re?|volontaire|participante?|allocataire|demandeu(?:r|se))"
_AFTER_SERVED = re.compile(rf"\s*{_SERVED}\s*[:–—(-]\s*(?P<name>[^():]+?)\)?\s*", re.IGNORECASE)
_BEFORE_SERVED = re.compile(rf"\s*(?P<name>[^(),:]+?)\s*[,(:–—-]\s*{_SERVED}\s*\)?\s*", re.IGNORECASE)
_LED = re.compile(r"^(?:PPDE|DELD)\s+(?:\d+\s+)?")
_COUNT = re.compile(r"[\d\s\u00a0\u202f]+(?:[.,]0+)?")
#: Headers, folded, under which a status is a person's; elsewhere it is whom an organisation serves.
_STATUS_HEADERS = frozenset({"role", "statut", "situation", "qualite", "profil", "categorie", "type", "fonction", "situation professionnelle", "statut professionnel"})
_STATUS_KEYS = ("kind", "roles", "legal_form")
#: What is said of a row that tells of somebody out of work.
TOLD = (
    "Cette ligne semble décrire une personne privée d'emploi : Maillage n'en reçoit aucune, rien n'en est gardé. Retirez-la du "
    "fichier, ou envoyez un effectif ; si c'est une organisation, donnez son SIRET ou ôtez cette mention."
)
#: What is said of one who holds a seat of those out of work, under a name that no known organisation bears.
TOLD_SEATED = (
    "Aucune organisation connue ne porte ce nom, qui peut être celui d'une personne privée d'emploi : Maillage n'en reçoit aucune, rien de la "
    "ligne n'est gardé ni répété. Retirez-la, ou écrivez « représentant PPDE » sans nom ; si c'est une organisation, importez-la d'abord."
)
_ONE_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|['’-])*\.?")
#: Columns of a seat that tell nobody who holds it.
_BESIDE_SEATS = frozenset({"role", "college", "body", "origin"})
#: Kinds that a list gives to whomever it names.
_ANYBODY = frozenset({"organisation", "association"})
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
    >>> tells_jobless("PPDE Jean Martin"), tells_jobless("candidate : Leila B."), tells_jobless("PPDE Plaine Santy")
    (True, True, False)
    >>> tells_jobless("Comité des demandeurs d'emploi"), tells_jobless("Maison du chômeur"), tells_jobless("Club (PPDE)")
    (False, False, False)
    """
    if not _hinted(name.lower()) or is_seat(name):
        return False
    if _leads_a_name(name):
        return True
    if not (_IN_A_NAME.search(plain(name)) or names_holder(name)):
        return False
    return COLLECTIVE.isdisjoint(besides(name).split())


def _leads_a_name(name: str) -> bool:
    """Tell whether a name is somebody's and what they are served as, with no word of an organisation or of a place."""
    led = _LED.sub("", name)
    named = led if led != name else _served(name)
    return bool(NAME_ALONE.fullmatch(named)) and not names_a_body(named) and not names_a_place(named)


def _served(name: str) -> str:
    """Return the name that stands alone beside what somebody is served as, nothing when there is none."""
    said = _AFTER_SERVED.fullmatch(name) or _BEFORE_SERVED.fullmatch(name)
    return said["name"] if said else ""


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
    if not COLLECTIVE.isdisjoint(fold(name).split()):
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
    if BORN.search(bare) and _OF_ONE.search(bare):
        return True
    return any(_said_of(text, named) for named in re.finditer(NAMED, text)) or any(_sits(text, named) for named in AS_A_PERSON.finditer(text.replace("PPDE", "ppde")))


def _sits(text: str, named: re.Match[str]) -> bool:
    """Tell whether two or three words with a capital are said to hold a seat of those out of work."""
    after, before = text[named.end() : named.end() + _NEAR], text[max(0, named.start() - _NEAR) : named.start()]
    return names_one(named) and bool(_SITS_AFTER.match(plain(after)) or _SITS_BEFORE.search(plain(before)))


def _said_of(text: str, named: re.Match[str]) -> bool:
    if not names_one(named):
        return False
    after, before = text[named.end() : named.end() + _NEAR], text[max(0, named.start() - _NEAR) : named.start()]
    return bool(_SAID_OF.match(plain(after)) or _SAID_BEFORE.search(plain(before)))


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
    if may_tell_birth(wording) or (unsaid and may_tell_birth(unsaid)):
        for key in [key for key, cell in (*row.read(), *unread) if tells_birth(cell)]:
            row.withhold(key, "SENSITIVE_DATA", TOLD_BIRTH)
    if not told and not hinted:
        return
    if any(tells_jobless(name) and not _is_firm(row, name) for name in _names(row)) and not _numbered(row):
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
        if remarks_on_jobless(cell) or (_OPENING.match(plain(cell)) and AS_A_PERSON.fullmatch(row.text("name")) and not _organised(row)):
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
    """Look at who sits for those out of work: an organisation that is known may, nobody who is named may."""
    seated = any(_is_status(row.text(key)) or is_of_jobless(row.text(key)) for key in ("role", "college"))
    if row.withheld or not (seated or row.ties):
        return
    if row.problems and not row.ties:  # refused before its ends were read
        for key in [key for key, cell in row.read() if key not in _BESIDE_SEATS and _may_hold(cell)]:
            row.withhold(key, "SENSITIVE_DATA", TOLD_SEATED)
    row.ties = [replace(tie, start=_unsaid(tie.start, seated), end=_unsaid(tie.end, seated)) for tie in row.ties]


def _unsaid(end: End, seated: bool) -> End:
    """Return an end that is told to nobody when it is not a known organisation's, if it may be whoever holds the seat."""
    if not isinstance(end, Named):
        return end
    named = _LED.sub("", end.text)
    led = named != end.text and not names_a_place(named)
    return replace(end, unsaid=TOLD_SEATED) if (seated or led) and _may_hold(named) else end


def _may_hold(named: str) -> bool:
    return bool(SOMEBODY.fullmatch(named) or _ONE_WORD.fullmatch(named)) and not names_a_body(named) and not is_seat(named)


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


def _is_firm(row: Row, name: str) -> bool:
    """Tell whether a name with the word of one who is served (« Leroy Merlin, volontaire ») is of a record with a number, or of a kind that no person has."""
    served = _served(name)
    if not AS_A_PERSON.fullmatch(served) or re.match(_CIVIL, served.lower()):
        return False
    records = [a for a in (*row.actors, *row.shared) if a.fields.get("name") == name]
    firms = ((a.kind not in _ANYBODY and KINDS[a.kind].family is Family.ORGANISATION) or not a.fields.keys().isdisjoint(NUMBERS) for a in records)
    return bool(records) and all(firms)


def _is_status(text: str) -> bool:
    return bool(text and len(text) < 80 and _hinted(text.lower()) and _STATUS.fullmatch(plain(text)))


def _numbered(row: Row) -> bool:
    return any(row.text(key) for key in NUMBERS)


def _organised(row: Row) -> bool:
    """Tell whether a row is surely an organisation's: it has a number, or a name that no person bears."""
    return _numbered(row) or not COLLECTIVE.isdisjoint(fold(row.text("name")).split())
