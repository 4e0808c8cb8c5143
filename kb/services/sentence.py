"""Why two activities are brought together, in one French sentence built from the factors and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kb.services.load import Complement, Referential
from kb.services.profile import Profile
from kb.services.publics import common_names

if TYPE_CHECKING:
    from kb.services.overlap import Overlap


def explain(pair: Overlap, one: Profile, other: Profile, known: Referential) -> str:
    """Return the sentence of a pair: what they are, how far, for whom, with which codes and which words."""
    parts = [_opening(pair, one, other, known), _place(pair, one, other), _clientele(pair, one, other, known)]
    parts += [_codes(one, other), _period(pair), _words(one, other)]
    if pair.kind == "ebe_company" and pair.verdict in ("same", "review"):
        parts.append("à examiner par le CLE")
    return " ; ".join(part for part in parts if part)


def _opening(pair: Overlap, one: Profile, other: Profile, known: Referential) -> str:
    if pair.verdict == "complementary":
        return _chain(one, other, known)
    shared = _shared(one, other)
    if pair.verdict == "same" and shared:
        return f"Même service ({known.types[shared].label}{_suggested(one, other)})"
    mine, theirs = _label(one, known), _label(other, known)
    if pair.verdict == "same":
        return f"Même service d'après les mots et les codes (types : {mine} et {theirs})"
    if pair.verdict == "review":
        return f"À revoir : {mine} et {theirs}" if mine != theirs else f"À revoir : peut-être {mine} des deux côtés"
    return f"Sans rapport : {mine} d'un côté, {theirs} de l'autre"


def _chain(one: Profile, other: Profile, known: Referential) -> str:
    found: Complement | None = None
    best = 0.0
    for code, share in one.types:
        for theirs, their_share in other.types:
            chain = known.chain(code, theirs)
            if chain and share * their_share > best:
                found, best = chain, share * their_share
    if found is None:
        return "Complémentaires"
    giver, taker = known.types[found.giver].label, known.types[found.taker].label
    arrow = "et" if found.direction == "mutuelle" else "vers"
    return f"Complémentaires : {found.reason} ({giver} {arrow} {taker}{_suggested(one, other)})"


def _suggested(one: Profile, other: Profile) -> str:
    return "" if one.confirmed and other.confirmed else ", type suggéré"


def _label(one: Profile, known: Referential) -> str:
    return known.types[one.types[0][0]].label if one.types else "type inconnu"


def _place(pair: Overlap, one: Profile, other: Profile) -> str:
    ours, theirs = one.facts, other.facts
    within = ours.commune != "" and ours.commune.casefold() == theirs.commune.casefold()
    if within and {ours.place, theirs.place} == {"le centre de la commune"}:
        return f"même commune ({ours.commune})"
    if pair.distance_km is not None:
        metres = f"{pair.distance_km:.1f}".replace(".", ",") + " km"
        rough = sorted({side.facts.place for side in (one, other)} - {"adresse", ""})
        return f"{metres} (d'après {' et '.join(rough)})" if rough else metres
    if within:
        return f"même commune ({ours.commune}), distance inconnue"
    if ours.territory and ours.territory.casefold() == theirs.territory.casefold():
        return f"même territoire ({ours.territory}), distance inconnue"
    return "distance inconnue"


def _clientele(pair: Overlap, one: Profile, other: Profile, known: Referential) -> str:
    if "clientele" in pair.unknown:
        return "clientèle inconnue"
    names = common_names(one.facts.clientele, other.facts.clientele, known)
    return f"clientèle commune : {', '.join(names)}" if names else "clientèles différentes"


def _codes(one: Profile, other: Profile) -> str:
    naf = [f"{code[:2]}.{code[2:]}" for code in one.naf if code in other.naf]
    rome = [code for code in one.rome if code in other.rome]
    if naf or rome:
        return f"codes concordants : {', '.join(naf + rome)}"
    known = (one.naf or one.rome) and (other.naf or other.rome)
    return "aucun code concordant" if known else "codes inconnus"


def _period(pair: Overlap) -> str:
    if "period" in pair.unknown:
        return "période inconnue"
    return "mêmes périodes" if pair.period >= 1.0 else "périodes ou volumes en partie différents"


def _shared(one: Profile, other: Profile) -> str:
    """Return the first type of one that is a type of the other, empty when none is."""
    return next((code for code, _ in one.types if code in {held for held, _ in other.types}), "")


def _deciding(side: Profile, shared: str) -> tuple[str, ...]:
    """Return the words that led to the type that two activities share, else to the first."""
    at = next((n for n, (code, _) in enumerate(side.types) if code == shared), 0)
    return side.words[at] if side.words else ()


def _words(one: Profile, other: Profile) -> str:
    shared = _shared(one, other)
    found = list(dict.fromkeys(word for side in (one, other) for word in _deciding(side, shared)))
    return f"proposé par les mots {', '.join(f'‹{word}›' for word in found[:4])}" if found else ""
