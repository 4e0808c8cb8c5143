"""The contacts past their term: shown nowhere, and where to erase each, without naming anybody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kb.endings import ENTRY
from kb.found import Origin
from kb.retention import KEPT_YEARS, outdated
from kb.view import View
from queries.answers import Answer, Column, Table
from queries.base import query
from queries.marks import source_text
from queries.words import counted, in_letters, listed, sentences

_COLUMNS = (
    Column("name", "Contact de", link="id"),
    Column("until", "À conserver jusqu'au", "date"),
    Column("said", "Où il est noté", "list"),
    Column("action", "À faire"),
)


@dataclass(frozen=True, kw_only=True)
class ToErase(Answer):
    """One line for each contact to erase, those that should have been first at the top."""

    shapes = (_COLUMNS,)

    rows: Sequence[dict[str, Any]]
    proofs: Sequence[dict[str, tuple[str, ...]]]

    def table(self) -> Table:
        return Table(_COLUMNS, self.rows, self.proofs, self.title)


@query(
    "contacts-a-effacer",
    title="Contacts à effacer",
    explain="Quels contacts ont passé leur durée de conservation, et où les effacer ? Aucun n'est nommé.",
)
def list_outdated(view: View) -> ToErase:
    """List the contacts past their term, by organisation, with the file and the line that still hold them."""
    found = outdated(view)
    actors = view.get({organisation for contact in found for organisation in contact.organisations})
    origins = view.origins({claim for contact in found for claim in contact.claims})
    rows = []
    for contact in found:
        told = [origins[claim] for claim in contact.claims if claim in origins]
        rows.append({
            "id": contact.organisations[0] if contact.organisations else "",
            "name": listed(actors[i].name for i in contact.organisations) or "organisation inconnue",
            "until": contact.until,
            "said": [source_text(view, origin) for origin in told],
            "action": _action(told),
        })  # fmt: skip
    said = f"{counted(len(rows), 'contact')} à effacer" if rows else "Aucun contact à effacer"
    rule = f"Un contact se garde {in_letters(KEPT_YEARS)} ans après le dernier échange, ou après le jour où il a été noté"
    return ToErase(
        title="Contacts à effacer",
        sentence=sentences([said, rule]),
        rows=rows,
        proofs=[{"said": contact.claims} for contact in found],
    )


def _action(told: Sequence[Origin]) -> str:
    """Return what to do of a contact: in its file and send it again, or by taking back what somebody typed."""
    by_hand = any(origin.source == ENTRY.id for origin in told)
    from_file = any(origin.source != ENTRY.id for origin in told)
    said = ["effacer la personne dans le fichier et le renvoyer, ou y noter un nouvel échange"] if from_file else []
    return listed([*said, *(["annuler la saisie, dans Données"] if by_hand else [])])
