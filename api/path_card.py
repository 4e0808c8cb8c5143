"""The card « Pourquoi sont-ils liés ? »: its form, which keeps what was typed, and every chain that was found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from fastapi import Request

from api.asking import ask_question
from api.deps import House
from api.drawing import actor_href
from api.heard import value_asked
from api.meant import offers
from api.pages import Context, Proofs, address
from kb.errors import BadParameter
from kb.graph import Actor
from kb.view import View
from queries.parameters import candidates, find_actor
from queries.paths import LOOKED_FOR, PathAnswer
from queries.walk import Path
from queries.words import before

#: The two fields of the form, by the name they bear in the address, with their words.
FIELDS = {"de": "De", "vers": "À"}
#: Most actors proposed in the place of a name that nobody bears.
PROPOSED = 6


@dataclass
class PathCard:
    """What was typed, what is wrong with it, who may have been meant, and the answer when both ends are known."""

    typed: Mapping[str, str]
    kept: Mapping[str, Any]
    faults: dict[str, str] = field(default_factory=dict)
    proposed: dict[str, Sequence[Actor]] = field(default_factory=dict)
    answer: PathAnswer | None = None

    @property
    def claims(self) -> list[str]:
        """Return the claims its sentences rest on."""
        return [tie.claim for path in (self.answer.paths if self.answer else ()) for tie in path.ties]

    def context(self, proofs: Proofs) -> Context:
        """Return what the page shows of it."""
        shown: Context = {
            "path_fields": [self._field(name, label) for name, label in FIELDS.items()],
            "path_kept": [{"name": name, "value": value} for name, value in self.kept.items()],
        }
        if self.answer is not None:
            chains = [_chain(self.answer, path, proofs) for path in self.answer.paths]
            shown["path"] = {
                "sentence": self.answer.sentence,
                "chains": chains,
                "gaps": list(self.answer.gaps),
            }
        return shown

    def _field(self, name: str, label: str) -> Context:
        proposed = self.proposed.get(name, ())
        links = offers(
            proposed, lambda actor: address("/reseau", **{**self.kept, **self.typed, name: actor}) + "#chemin"
        )
        return {
            "name": name,
            "label": label,
            "value": self.typed[name],
            "error": self.faults.get(name),
            "list": [actor.name for actor in proposed],
            "proposed": links,
        }


def read_path_card(request: Request, house: House, view: View, kept: Mapping[str, Any], centre: str) -> PathCard:
    """Return the card as the address asks it; a name nobody bears is told beside its field, the form as it was.

    `kept` are the filters of the network, sent along; `centre` is the actor it is drawn around, where a path begins.
    """
    asked = {name: value_asked(request, name).strip()[:256] for name in FIELDS}
    card = PathCard({**asked, "de": asked["de"] or centre}, kept)
    if not any(asked.values()) and "vers" not in request.query_params:
        return card
    ends = {name: _end(view, card, name) for name in FIELDS}
    if not card.faults and ends["de"] == ends["vers"]:
        card.faults["vers"] = "Choisissez un autre acteur que le premier."
    if not card.faults:
        found = ask_question(house.store, view, "chemin", {"start": ends["de"], "end": ends["vers"], "most": LOOKED_FOR})
        assert isinstance(found, PathAnswer)
        card.answer = found
    return card


def _end(view: View, card: PathCard, name: str) -> str:
    """Return the actor a field names; note the fault and who may be meant when it names none."""
    typed = card.typed[name]
    if not typed:
        card.faults[name] = "Indiquez un acteur : son nom, ou son SIRET."
        return ""
    try:
        return find_actor(view, typed)
    except BadParameter:
        found = candidates(view, typed)
        card.proposed[name] = found[:PROPOSED]
        several = len(found) > 1 and all(typed.lower() in actor.name.lower() for actor in found)
        card.faults[name] = (
            f"Plusieurs acteurs répondent à « {typed} »."
            if several
            else f"Aucun acteur ne s'appelle « {typed} »."
            + ("" if found else " Vérifiez l'orthographe, ou cherchez un seul mot.")
        )
        return ""


def _chain(answer: PathAnswer, path: Path, proofs: Proofs) -> list[Context]:
    """Return one chain of actors, each reached by the reading of a tie."""
    names = answer.names
    steps: list[Context] = [{"text": names[path.actors[0]], "href": actor_href(path.actors[0])}]
    for tie, actor in zip(path.ties, path.actors[1:], strict=True):
        other = tie.other(actor)
        steps.append(
            {
                "text": names[actor],
                "href": actor_href(actor),
                "reading": f"{names[other]} {before(tie.reading(other), names[actor])}",
                "marks": proofs.of_claims([tie.claim]),
            }
        )
    return steps
