"""What makes the referential contradict itself, told in French to whoever edits the file."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

from kb.services.load import REACH_KM, listed, naf_code
from kb.services.words import stems

_NAF = re.compile(r"\d{4}[A-Z]")
_ROME = re.compile(r"[A-N]\d{4}")
_MEMBERS = ("code", "parent", "label", "definition", "reach", "terms", "examples")
_SECTIONS = ("meta", "catch_all", "common", "family", "group", "type", "thresholds")


def faults(data: Mapping[str, Any]) -> list[str]:
    """Return everything to correct in a referential, one French sentence each; an empty list when it is sound."""
    missing = [f"la partie « {name} » manque" for name in _SECTIONS if name not in data]
    if missing:
        return missing
    incomplete = list(_incomplete(data["type"]))
    if incomplete:
        return incomplete
    return list(chain(_codes(data), _tree(data), _twins(data["type"]), _numbers(data), _chains(data)))


def _incomplete(types: list[Mapping[str, Any]]) -> Iterator[str]:
    for entry in types:
        for member in _MEMBERS:
            if not entry.get(member):
                yield f"le type « {entry.get('code', '?')} » n'a pas de {member}"


def _codes(data: Mapping[str, Any]) -> Iterator[str]:
    seen: set[str] = set()
    for entry in data["type"]:
        if entry["code"] in seen:
            yield f"le code « {entry['code']} » sert deux fois"
        seen.add(entry["code"])
    for entry in data["type"]:
        if entry.get("replaced_by") and entry["replaced_by"] not in seen:
            yield f"le type « {entry['code']} » renvoie à « {entry['replaced_by']} », qui n'existe pas"


def _tree(data: Mapping[str, Any]) -> Iterator[str]:
    families = {family["code"] for family in data["family"]}
    groups = {group["code"] for group in data["group"]}
    for group in data["group"]:
        if group["parent"] not in families:
            yield f"le groupe « {group['code']} » dépend de « {group['parent']} », qui n'existe pas"
    for entry in data["type"]:
        if entry["parent"] not in groups:
            yield f"le type « {entry['code']} » dépend de « {entry['parent']} », qui n'existe pas"
        if entry["reach"] not in REACH_KM:
            yield f"la portée « {entry['reach']} » du type « {entry['code']} » est inconnue"


def _twins(types: list[Mapping[str, Any]]) -> Iterator[str]:
    holders: dict[tuple[str, str], list[Mapping[str, Any]]] = defaultdict(list)
    for entry in types:
        for term in {" ".join(stems(term)): term for term in listed(entry["terms"])}.values():
            holders[entry["parent"], " ".join(stems(term))].append({**entry, "term": term})
    for several in holders.values():
        if len(several) > 1 and not any(_noted(entry) for entry in several):
            names = ", ".join(f"« {entry['code']} »" for entry in several)
            yield f"le terme « {several[0]['term']} » est dans des types voisins ({names}) sans note « shared »"


def _noted(entry: Mapping[str, Any]) -> bool:
    noted = {" ".join(stems(term)) for term, note in entry.get("shared", {}).items() if note}
    return " ".join(stems(entry["term"])) in noted


def _numbers(data: Mapping[str, Any]) -> Iterator[str]:
    catch_all = {naf_code(code) for code in data["catch_all"]["naf"].split()} | set(data["catch_all"]["rome"].split())
    for entry in data["type"]:
        codes = {naf_code(code): (_NAF, force) for code, force in entry.get("naf", {}).items()}
        codes |= {code: (_ROME, force) for code, force in entry.get("rome", {}).items()}
        for code, (pattern, force) in codes.items():
            if code in catch_all:
                yield f"le code fourre-tout {code} ne dit rien du type « {entry['code']} »"
            if not pattern.fullmatch(code):
                yield f"le code {code} du type « {entry['code']} » est mal écrit"
            if not 0 < force <= 1:
                yield f"la force du code {code} du type « {entry['code']} » sort de 0 à 1"


def _chains(data: Mapping[str, Any]) -> Iterator[str]:
    known = {entry["code"] for entry in data["type"]}
    for entry in data.get("complement", ()):
        giver = entry.get("from", "?")
        if not entry.get("reason"):
            yield f"une chaîne de « {giver} » n'a pas de raison"
        if entry.get("direction") not in ("vers", "mutuelle"):
            yield f"une chaîne de « {giver} » n'a pas de direction (vers ou mutuelle)"
        for code in (giver, *entry.get("to", ())):
            if code not in known:
                yield f"une chaîne cite le type « {code} », qui n'existe pas"
            elif code == giver and code in entry.get("to", ()):
                yield f"le type « {code} » ne se complète pas lui-même"
