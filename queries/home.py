"""The page of the day: four figures that open their list, what to do first, what changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Annotated

from kb.ledger import BatchInfo
from kb.retention import outdated
from kb.view import View
from queries.answers import Answer, Column, Table
from queries.base import Param, query
from queries.missing import ALONE, list_missing
from queries.shared import list_shared_funders
from queries.stakeholders import Stakeholder, positions, sees_engagement, stakeholders, unheard_for
from queries.watch import Watch, everything_to_watch
from queries.words import capital, counted, day, figured, number, sentences

#: Days without any exchange after which a partner is worth a call.
QUIET = 90
#: Lines of « à faire d'abord » of one tag.
_EACH = 3
#: Entries of the journal that are shown.
_WRITTEN = 5
_BATCH_KINDS = {"import": "Import", "entry": "Saisie", "undo": "Annulation", "judge": "Rapprochement"}


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: its value as shown, what it counts, and the question that lists what it counts."""

    value: str
    label: str
    question: str
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ToDo:
    """One thing to do first: its tag, the sentence, a smaller line, the question that shows it whole, its proofs."""

    tag: str
    text: str
    detail: str
    question: str
    params: Mapping[str, str] = field(default_factory=dict)
    claims: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Written:
    """One entry of the journal in words: what was written, from which file, when."""

    text: str
    day: str
    batch: str

_COLUMNS = (Column("tag", "Sujet"), Column("text", "À faire d'abord", codes=("question",)), Column("detail", "Précision"))


@dataclass(frozen=True, kw_only=True)
class Home(Answer):
    """The figures, what to do first, the latest entries of the journal."""

    shapes = (_COLUMNS,)

    figures: Sequence[Figure]
    todo: Sequence[ToDo]
    written: Sequence[Written]
    empty: bool

    def table(self) -> Table:
        rows = [{"tag": t.tag, "text": t.text, "detail": t.detail, "question": t.question} for t in self.todo]
        return Table(_COLUMNS, rows, [{"text": t.claims} for t in self.todo], self.title)


@query("accueil", title="Accueil", explain="Qu'est-ce qui vous attend aujourd'hui ?")
def read_home(
    view: View,
    quiet_days: Annotated[int, Param("Sans échange depuis (jours)", "int", least=1, most=3650)] = QUIET,
) -> Home:
    """Return the four figures, what to do first and what was written last."""
    followed = list(stakeholders(view).values())
    missing = list_missing(view)
    todo = _todo(view, followed, quiet_days)
    return Home(
        title="Bonjour, voici ce qui vous attend",
        sentence=_sentence(Counter(watch.tag for watch in everything_to_watch(view)), followed) if followed else _start(view),
        gaps=list(missing.gaps),
        figures=_figures(view, followed, missing.seats),
        todo=todo,
        written=_written_by(view),
        empty=not followed,
    )


def _figures(view: View, followed: Sequence[Stakeholder], seats: int) -> list[Figure]:
    shared = len(list_shared_funders(view).rows)
    found = [Figure(number(len(followed)), "parties prenantes suivies", "parties-prenantes")]
    if sees_engagement(view):
        count = positions(followed)
        share = f"{count.known * 100 // count.asked} %" if count.asked else "0 %"
        found.append(Figure(share, "ont une position connue", "parties-prenantes", {"position": "inconnue"}))
    label = "financeurs et entreprises communs à deux territoires ou plus"
    found.append(Figure(number(shared), label, "financeurs-communs"))
    found.append(Figure(number(seats), "sièges de CLE non renseignés", "manques", {"seats": ALONE}))
    return found


def _todo(view: View, followed: Sequence[Stakeholder], quiet: int) -> list[ToDo]:
    watched = everything_to_watch(view)
    found = []
    for tag in dict.fromkeys(watch.tag for watch in watched):
        same = [watch for watch in watched if watch.tag == tag]
        found += [_to_do(watch) for watch in same[:_EACH]]
        if len(same) > _EACH:
            text = f"{counted(len(same) - _EACH, 'autre')} de même nature"
            found.append(ToDo(tag, text, "", same[0].question))
    found += _to_erase(view)
    return found + (_without_contact(view, followed, quiet) if sees_engagement(view) else []) + _incomplete(followed)


def _to_erase(view: View) -> list[ToDo]:
    """Return the contacts past their term, as one line."""
    count = len(outdated(view))
    if not count:
        return []
    text = f"{counted(count, 'contact')} à effacer"
    return [ToDo("À effacer", text, "durée de conservation passée : montrés nulle part", "contacts-a-effacer")]


def _to_do(watch: Watch) -> ToDo:
    return ToDo(watch.tag, watch.text, watch.detail, watch.question, {}, watch.claims)


def _without_contact(view: View, followed: Sequence[Stakeholder], quiet: int) -> list[ToDo]:
    """Return the partners that count and have not been heard of for long, as one line."""
    silent = [
        item
        for item in followed
        if len(item.territories) > 1 and unheard_for(view, item, quiet)
    ]  # fmt: skip
    if not silent:
        return []
    noun = "acteur présent sur plusieurs territoires", "acteurs présents sur plusieurs territoires"
    text = f"{counted(len(silent), *noun)}, sans échange noté depuis {figured(quiet, 'jour')}"
    return [ToDo("Sans contact", text, "", "parties-prenantes", {"shared": "oui", "quiet_days": str(quiet)})]


def _incomplete(followed: Sequence[Stakeholder]) -> list[ToDo]:
    """Return the gaps of identity, as one line."""
    count = sum(any(gap.field == "siret" for gap in item.gaps) for item in followed)
    if not count:
        return []
    text = f"{counted(count, 'organisation', feminine=True)} sans SIRET ni SIREN"
    return [ToDo("Manque", text, "chercher dans SIRENE", "parties-prenantes", {"gap": "siret"})]


def _start(view: View) -> str:
    """Return what a base that holds no stakeholder yet holds, and what to do."""
    held = sum(1 for _ in view.actors(("territory",)))
    if not held:
        return sentences(["La base est vide : importez un premier fichier"])
    return sentences([f"{counted(held, 'territoire')}, aucune partie prenante encore : importez leur fichier"])


def _sentence(watched: Mapping[str, int], followed: Sequence[Stakeholder]) -> str:
    tags = {
        "Retard": ("action en retard", "actions en retard"),
        "Collision": ("collision", "collisions"),
        "À examiner": ("recouvrement à examiner", "recouvrements à examiner"),
    }
    said = [counted(watched[tag], *nouns) for tag, nouns in tags.items() if watched.get(tag)]
    kinds = len({item.kind for item in followed})
    base = f"{counted(len(followed), 'acteur suivi')}, de {counted(kinds, 'type')}"
    return sentences([base, ", ".join(said)])


def _written_by(view: View) -> list[Written]:
    """Return the last entries of the journal at the date of the view."""
    known = (batch for batch in view.batches(view.rev) if batch.moment[:10] <= view.date.isoformat())
    return [_written(batch) for batch in islice(known, _WRITTEN)]


def _written(batch: BatchInfo) -> Written:
    what = _BATCH_KINDS.get(batch.kind, batch.kind)
    said = f"{what} : {batch.file or batch.source or batch.note}".rstrip(" :")
    return Written(capital(said + (" (annulé)" if batch.undone_by else "")), day(batch.moment[:10]), batch.id)
