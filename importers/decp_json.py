"""Public contracts as the law has them published: DECP format 2 and older, JSON or XML, contracts and concessions.

Both notations give the same members: a list may be wrapped in objects that only name its elements.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from importers.read.json_document import EACH
from kb.found import is_said

#: The lists of format 2; in the older ones « marches » is itself the list.
LISTS = ("marche", "contrat-concession")
#: What stands for the name of a holder that has none, so that names and numbers stay side by side.
NAMELESS = "-"


def place_of_contracts(document: Any) -> tuple[str, ...] | None:
    """Return where the contracts of a document are, None when it holds none."""
    inside = document.get("marches") if isinstance(document, dict) else None
    if isinstance(inside, list):
        return ("marches",) if any(_is_contract(item) for item in inside[:20]) else None
    if isinstance(inside, dict) and any(isinstance(inside.get(name), list) for name in LISTS):
        return ("marches", EACH)
    return None


def is_decp(document: Any) -> bool:
    """Tell whether a document is a publication of public contracts."""
    return place_of_contracts(document) is not None


def _is_contract(item: Any) -> bool:
    return isinstance(item, dict) and "objet" in item and bool({"acheteur", "autoriteConcedante"} & item.keys())


def contract_members(item: Mapping[str, Any]) -> dict[str, Any]:
    """Return the members of one contract under the tabular form's names, in its last state."""
    buyer = item.get("acheteur") or item.get("autoriteConcedante")
    buyer = buyer if isinstance(buyer, dict) else {}
    changes = sorted(_unwrapped(item.get("modifications"), "modification"), key=_age)
    last = {name: value for change in changes for name, value in change.items() if is_said(value)}
    holders = _holders(last) or _holders(item)
    place = item.get("lieuExecution")
    place = place if isinstance(place, dict) else {}
    found = {
        "id": _text(item.get("id")),
        "uid": _text(item.get("uid")),
        "acheteur_id": _text(buyer.get("id")),
        "acheteur_nom": buyer.get("nom"),
        "titulaire_id": [_text(holder.get("id")) for holder in holders],
        "titulaire_typeIdentifiant": [_text(holder.get("typeIdentifiant")) or "SIRET" for holder in holders],
        "titulaire_denominationSociale": [_text(holder.get("denominationSociale")) or NAMELESS for holder in holders],
        "nature": item.get("nature"),
        "objet": last.get("objet", item.get("objet")),
        "codeCPV": _text(item.get("codeCPV")),
        "montant": _first({**item, **last}, "montant", "valeurGlobale"),
        "lieuExecution_nom": place.get("nom"),
        "lieuExecution_code": _text(place.get("code")),
        "dateNotification": _first(item, "dateNotification", "dateSignature"),
        "considerationsSociales": [_text(said) for said in _elements(item.get("considerationsSociales"), "considerationSociale")],
        "objetModification": _told(item, changes, last),
    }  # fmt: skip
    return {name: value for name, value in found.items() if is_said(value)}


def _holders(state: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [*_unwrapped(state.get("titulaires"), "titulaire"), *_unwrapped(state.get("concessionnaires"), "concessionnaire")]


def _told(item: Mapping[str, Any], changes: list[Mapping[str, Any]], last: Mapping[str, Any]) -> str:
    """Return in words what the modifications changed, so that the first state is not lost."""
    if not changes:
        return ""
    said = [f"n° {_text(changes[-1].get('id')) or len(changes)} du {_date(changes[-1]) or 'jour inconnu'}"]
    before, after = _first(item, "montant", "valeurGlobale"), _first(last, "montant", "valeurGlobale")
    if after is not None and _text(before) != _text(after):
        said.append(f"montant d'abord de {_text(before) or 'valeur inconnue'}")
    if (months := _first(last, "dureeMois")) is not None and _text(months) != _text(item.get("dureeMois")):
        said.append(f"durée de {_text(months)} mois")
    if change := _text(last.get("objetModification")):
        said.append(change)
    if _holders(last) and _holders(item):
        said.append(f"titulaires d'abord : {', '.join(_text(holder.get('id')) for holder in _holders(item))}")
    return ", ".join(said)


def _date(change: Mapping[str, Any]) -> str:
    return _text(_first(change, "dateNotificationModification", "dateSignatureModification", "datePublicationDonneesModification"))


def _age(change: Mapping[str, Any]) -> tuple[str, int]:
    number = _text(change.get("id"))
    return _date(change), int(number) if number.isdecimal() else 0


def _unwrapped(value: Any, name: str) -> list[Mapping[str, Any]]:
    return [element for element in _elements(value, name) if isinstance(element, dict)]


def _elements(value: Any, name: str) -> Iterator[Any]:
    """Yield the elements of a list written as `[…]`, `[{name: …}]`, `{name: […]}` or `{name: …}`."""
    if isinstance(value, list):
        for element in value:
            yield from _elements(element, name)
    elif isinstance(value, dict) and name in value:
        yield from _elements(value[name], name)
    elif value not in (None, ""):
        yield value


def _first(members: Mapping[str, Any], *names: str) -> Any:
    return next((members[name] for name in names if members.get(name) not in (None, "")), None)


def _text(value: Any) -> str:
    """Return a number or a text as text: old publications write a SIRET as a number."""
    return str(value).strip() if isinstance(value, str | int | float) and not isinstance(value, bool) else ""
