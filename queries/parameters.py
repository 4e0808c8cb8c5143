"""The values people type, read as what a parameter announces; what cannot be is refused with a French sentence."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from typing import Any

from kb.clock import read_moment, today
from kb.errors import BadParameter, UnknownActor
from kb.graph import Actor
from kb.ids import territory_id
from kb.kinds import KINDS, TIES, kind_named, tie_named
from kb.text import fold
from kb.view import View
from kb.words import quoted
from queries.base import Param
from queries.slips import ACTORS, meant
from queries.words import listed

_YES, _NO = {"oui", "o", "true", "vrai", "1", "on", "yes"}, {"non", "n", "false", "faux", "0", "off", "no"}
_FRENCH_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_AGO = re.compile(r"(\d{1,4}) ?(j|jours?|s|semaines?|m|mois|an|ans)", re.IGNORECASE)
_DAYS = {"j": 1, "s": 7, "m": 30, "a": 365}
#: How many candidates a refusal lists.
CANDIDATES = 6
#: How many digits, or characters, mean the one actor that has them at its beginning.
_SIREN, _WORD = 9, 3


class UnclearActor(BadParameter):
    """Raised when a name does not say of which actor it speaks: who may have been meant, and in which parameter."""

    def __init__(self, message: str, short: str, actors: Sequence[Actor]) -> None:
        super().__init__(message)
        self.short, self.actors, self.param = short, actors, ""


class AbsentActor(UnclearActor):
    """Raised when no visible actor has a name or an id; the nearest are told."""

    code, status = UnknownActor.code, UnknownActor.status


def read_value(view: View, param: Param, raw: Any) -> Any:
    """Return one value, or a list of them, as the parameter announces; raises `BadParameter`."""
    if not param.many:
        return _read_one(view, param, raw)
    parts = re.split(r"[,;]", raw) if isinstance(raw, str) else list(raw)
    return [_read_one(view, param, part) for part in parts if str(part).strip()]


def _read_one(view: View, param: Param, raw: Any) -> Any:
    text = str(raw).strip()
    reader = _READERS.get(param.kind)
    return reader(view, param, text) if reader else text


def _read_int(_: View, param: Param, text: str) -> int:
    try:
        value = int(text)
    except ValueError:
        raise BadParameter(f"« {param.label} » attend un nombre entier, pas {quoted(text)}.") from None
    low, high = param.least, param.most
    if (low is not None and value < low) or (high and value > high):
        room = f"va de {low} à {high}" if low is not None and high else f"vaut au moins {low}" if low is not None else f"vaut au plus {high}"
        raise BadParameter(f"« {param.label} » {room}, pas {value}.")
    return value


def _read_bool(_: View, param: Param, text: str) -> bool:
    if fold(text) in _YES:
        return True
    if fold(text) in _NO:
        return False
    raise BadParameter(f"« {param.label} » attend oui ou non, pas {quoted(text)}.")


def _as_iso(text: str) -> str:
    """Return a day written as French writes it in ISO's order, any other text as it is.

    >>> _as_iso("4/10/2026"), _as_iso("2026-10-24")
    ('2026-10-04', '2026-10-24')
    """
    found = _FRENCH_DAY.fullmatch(text.strip())
    return f"{found[3]}-{int(found[2]):02}-{int(found[1]):02}" if found else text


def _read_date(_: View, param: Param, text: str) -> str:
    try:
        return dt.date.fromisoformat(_as_iso(text)).isoformat()
    except ValueError:
        raise BadParameter(f"« {param.label} » attend un jour comme 2026-11-24, pas {quoted(text)}.") from None


def _read_moment(_: View, param: Param, text: str) -> str:
    """Return a moment of the base: a day, a full moment, or a time before today (« 30 jours », « 1 mois »)."""
    ago = _AGO.fullmatch(text)
    try:
        if ago:
            return (today() - dt.timedelta(days=int(ago[1]) * _DAYS[ago[2][0].lower()])).isoformat()
        text = _as_iso(text)
        moment = read_moment(text)
    except (ValueError, OverflowError):
        said = "un jour comme 2026-11-24, ou une durée comme « 30 jours »"
        raise BadParameter(f"« {param.label} » attend {said}, pas {quoted(text)}.") from None
    return text if len(text) == 10 else moment


def _read_choice(_: View, param: Param, text: str) -> str:
    for choice in param.choices:
        if fold(choice) == fold(text):
            return choice
    raise BadParameter(f"« {param.label} » ne peut pas être {quoted(text)}. Choix possibles : {', '.join(param.choices)}.")


def _read_kind(_: View, __: Param, text: str) -> str:
    return kind_named(text).code


def _read_tie(_: View, __: Param, text: str) -> str:
    return tie_named(text)[0].code


def _read_purpose(_: View, __: Param, text: str) -> str:
    from queries.purposes import purpose_named

    return purpose_named(text).code


def closed_values(view: View | None, param: Param) -> list[tuple[str, str]]:
    """Return the values a parameter accepts, each with its label, when they can be listed; none for free text.

    Territories are those of a base: without a view they cannot be listed.
    """
    from queries.presence import short_names
    from queries.purposes import PURPOSES

    if param.kind == "territory":
        return list(short_names(view).items()) if view is not None else []
    if param.kind == "kind":
        return [(kind.code, kind.label) for kind in KINDS.values()]
    if param.kind == "tie":
        return [(kind.code, kind.forward) for kind in TIES.values()]
    if param.kind == "purpose":
        return [(purpose.code, purpose.label) for purpose in PURPOSES.values()]
    if param.kind == "bool":
        return [("oui", "Oui")]
    return [(choice, choice) for choice in param.choices]


def find_territory(view: View, text: str) -> str:
    """Return the id of a territory from its id or any of its usual names; raises `BadParameter` with the list."""
    found = view.get([text, territory_id(text)])
    for asked in (text, territory_id(text)):
        if asked in found and "territory" in found[asked].roles:
            return found[asked].id
    places = list(view.actors(("territory",)))
    named = [place for place in places if fold(text) in {fold(name) for name in place.names}]
    if len(named) == 1:
        return named[0].id
    known = listed([place.name for place in places], most=20) or "aucun dans cette base"
    raise BadParameter(f"Territoire {quoted(text)} inconnu. Territoires possibles : {known}.")


def find_actor(view: View, text: str, kinds: Sequence[str] = ()) -> str:
    """Return the id of the actor an id or a name speaks of; raises `BadParameter` with candidates when unclear."""
    found = view.get([text]).get(text)
    if found is not None:
        return found.id
    named = _named(view, text, kinds)
    if len(named) == 1 and (_tells(text) or _bears(named[0], text)):
        return named[0].id
    if len(named) > 1:
        said = f"« {text} » peut désigner {len(named)} acteurs"
        told = f"{said} : {_candidates(named)}. Indiquez l'identifiant de celui que vous cherchez."
        raise UnclearActor(told, f"{said} : lequel cherchez-vous ?", named)
    near = named or meant(view, text, kinds or ACTORS)[:CANDIDATES]
    said = f"Aucun acteur ne s'appelle « {text} »."
    if near:
        raise AbsentActor(f"{said} Les plus proches : {_candidates(near)}.", f"{said} Les plus proches :", near)
    told = f"{said} Vérifiez l'orthographe, ou cherchez un seul mot."
    raise AbsentActor(told, told, [])


def candidates(view: View, text: str, kinds: Sequence[str] = ()) -> list[Actor]:
    """Return the actors a text may speak of: those it names, else the nearest."""
    return _named(view, text, kinds) or meant(view, text, kinds or ACTORS)[:CANDIDATES]


def _named(view: View, text: str, kinds: Sequence[str]) -> list[Actor]:
    """Return the actors of exactly this name, else those whose words begin as its own do."""
    hits = view.search(text, kinds=kinds, limit=50)
    # The first hits may leave out the one of this very name: a town is a word of all that is there.
    bearers = view.get(bearer.actor for bearer in view.bearers([fold(text)]).get(fold(text), ()))
    exact = {actor.id: actor for actor in hits if _bears(actor, text)}
    exact |= {actor.id: actor for actor in bearers.values() if not kinds or not set(kinds).isdisjoint(actor.roles)}
    return sorted(exact.values(), key=lambda actor: (fold(actor.name), actor.id)) or hits


def _bears(actor: Actor, text: str) -> bool:
    return fold(text) in {fold(name) for name in actor.names}


def _tells(text: str) -> bool:
    """Tell whether the beginning of a word or of a number is enough to mean an actor: « 1 » is that of many a SIRET.

    >>> _tells("envie"), _tells("1"), _tells("480 608 116")
    (True, False, True)
    """
    digits = text.replace(" ", "")
    return len(digits) >= (_SIREN if digits.isdigit() else _WORD)


def _candidates(actors: Sequence[Actor]) -> str:
    return listed([f"{actor.name} ({actor.id})" for actor in actors], most=CANDIDATES)


def _read_actor(view: View, param: Param, text: str) -> str:
    try:
        return find_actor(view, text)
    except UnclearActor as unclear:
        unclear.param = param.name
        raise


_READERS: dict[str, Callable[[View, Param, str], Any]] = {
    "int": _read_int,
    "bool": _read_bool,
    "date": _read_date,
    "moment": _read_moment,
    "choice": _read_choice,
    "kind": _read_kind,
    "tie": _read_tie,
    "purpose": _read_purpose,
    "territory": lambda view, _, text: find_territory(view, text),
    "actor": _read_actor,
}
