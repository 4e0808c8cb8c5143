"""Who buys with a social clause near a territory: the public contracts whose buyer, holder or place is there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from kb.graph import Actor, Tie
from kb.ids import town_key
from kb.view import View
from queries.answers import Answer, Column, Table
from queries.base import Param, query
from queries.presence import presence, short_names, territories, territories_of
from queries.ties import counted_amount
from queries.words import counted, listed, said_before, sentences

_COLUMNS = (
    Column("on", "Notifié le", "date"),
    Column("buyer", "Acheteur", link="buyer_id"),
    Column("holder", "Titulaire", link="holder_id"),
    Column("purpose", "Objet"),
    Column("social", "Clause", "list"),
    Column("amount", "Montant HT, tous titulaires", "money"),
    Column("near", "Pourquoi ici", "list"),
)


@dataclass(frozen=True, slots=True)
class Contract:
    """One contract with social considerations, and what brings it near the territory that was asked."""

    tie: Tie
    buyer: Actor
    holder: Actor
    social: tuple[str, ...]
    near: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class SocialContracts(Answer):
    """The contracts with social considerations, the latest first."""

    shapes = (_COLUMNS,)

    contracts: Sequence[Contract]

    def table(self) -> Table:
        proofs = [dict.fromkeys(("purpose", "social", "amount", "on"), (c.tie.claim,)) for c in self.contracts]
        return Table(_COLUMNS, [_row(contract) for contract in self.contracts], proofs, self.title)


def _row(contract: Contract) -> dict[str, Any]:
    fields = contract.tie.fields
    return {
        "on": fields.get("on"),
        "buyer": contract.buyer.name,
        "buyer_id": contract.buyer.id,
        "holder": contract.holder.name,
        "holder_id": contract.holder.id,
        "purpose": fields.get("purpose"),
        "social": list(contract.social),
        "amount": counted_amount(contract.tie),
        "near": list(contract.near),
    }


@query(
    "clauses-sociales",
    title="Qui achète avec une clause sociale ?",
    explain="Quels marchés publics à clause sociale ont leur acheteur, leur titulaire ou leur lieu près d'un territoire ?",
)
def list_social_contracts(
    view: View,
    territory: Annotated[str, Param("Territoire", kind="territory")] = "",
) -> SocialContracts:
    """List the public contracts with social considerations near a territory, or all of them, the latest first."""
    places = [place for place in territories(view) if not territory or place.id == territory]
    known = view.get(end for tie in view.ties(["client_of"]) if _social(tie) for end in (tie.start, tie.end))
    towns: dict[str, set[str]] = defaultdict(set)
    for place in places:
        for town in _towns(place):
            towns[town].add(place.id)
    found = []
    for tie in view.ties(["client_of"]):
        social = _social(tie)
        if not social or tie.start not in known or tie.end not in known:
            continue
        near = _near(view, tie, known, places, towns)
        if near or not territory:
            found.append(Contract(tie, known[tie.start], known[tie.end], social, near))
    found.sort(key=lambda c: (str(c.tie.fields.get("on") or ""), c.tie.id), reverse=True)
    said = short_names(view).get(territory, "")
    return SocialContracts(
        title="Qui achète avec une clause sociale ?",
        sentence=_sentence(found, said),
        gaps=[] if found else ["Importez les marchés publics (importeur decp) de l'acheteur pour les voir ici."],
        contracts=found,
    )


def _social(tie: Tie) -> tuple[str, ...]:
    said = tie.fields.get("social")
    return tuple(str(one) for one in said) if isinstance(said, list) else ()


def _towns(place: Actor) -> set[str]:
    """Return by what a territory's communes are named: their comparable names and their INSEE codes."""
    names = {town_key(str(name)) for name in place.value("communes") or ()}
    return names | {str(code) for code in place.value("insee_codes") or ()}


def _near(
    view: View, tie: Tie, known: Mapping[str, Actor], places: Sequence[Actor], towns: Mapping[str, set[str]]
) -> tuple[str, ...]:
    """Return in words what brings a contract near some territories."""
    names, present = short_names(view), presence(view)
    asked = {place.id for place in places}
    found: dict[str, None] = {}
    for word, actor_id in (("acheteur", tie.start), ("titulaire", tie.end)):
        here = (asked & {*present.get(actor_id, {}), *territories_of(view, actor_id)}) or _in_towns(known[actor_id], towns)
        for place in sorted(here):
            found[said_before(f"{word} à", names[place])] = None
    stated = str(tie.fields.get("territory") or "")
    for there in sorted(towns.get(town_key(stated), set()) | towns.get(stated, set())):
        found[said_before("exécuté à", names[there])] = None
    return tuple(found)


def _in_towns(actor: Actor, towns: Mapping[str, set[str]]) -> set[str]:
    stated = (town_key(str(actor.value("city") or "")), str(actor.value("insee") or ""))
    return {place for town in stated for place in towns.get(town, ())}


def _sentence(found: Sequence[Contract], place: str) -> str:
    where = f" {said_before('près de', place)}" if place else ""
    if not found:
        return sentences([f"Aucun marché à clause sociale n'est connu{where}"])
    contracts = {(c.tie.start, c.tie.fields.get("reference") or c.tie.id) for c in found}
    buyers = list(dict.fromkeys(c.buyer.name for c in found))
    said = counted(len(contracts), "marché à clause sociale est connu", "marchés à clause sociale sont connus")
    return sentences([f"{said}{where}", f"{'Acheteur' if len(buyers) == 1 else 'Acheteurs'} : {listed(buyers, most=3)}"])
