"""What each evidence says of a pair, in a sentence that holds for these two: what it rests on is named, not what it is called.

An evidence is a number for the score; a reader needs to know which name, which cells and how alike. The same number is told
otherwise when a commune is missing, when a name is only part of the other, or when two streets merely sound alike.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from kb.identity.evidence import Meter, NameLikeness, likeness_of, shortened
from kb.identity.lexicon import KIND_WORDS
from kb.identity.names import Name, full_forms, variants
from kb.identity.names import read_name as read
from kb.identity.numbers import State, slipped
from kb.identity.party import Party
from kb.identity.places import one_commune, parted_by_district
from kb.once import once
from kb.text import fold
from kb.words import NARROW, quoted


class Reason(NamedTuple):
    """What one evidence brings to a pair, and how a reader is told of it."""

    name: str
    weight: float
    said: str


@dataclass(frozen=True)
class Compared:
    """Two parties, what each evidence says of them, and the two names by which they are the nearest."""

    mine: Party
    theirs: Party
    values: Mapping[str, float]
    meter: Meter

    @once
    def names(self) -> NameLikeness:
        """Return the two nearest names; only asked when each side has one."""
        found = self.meter.nearest(self.mine, self.theirs)
        assert found is not None, "an evidence of the names was said of a party without a name"
        return found

    @once
    def whole(self) -> tuple[bool, bool]:
        """Tell of each side whether the name that counts is a whole one, rather than a part of one."""
        return self.names.mine in full_forms(self.mine.names), self.names.theirs in full_forms(self.theirs.names)

    def likeness(self, name: str) -> str:
        """Return a share from 0 to 1 as a percentage."""
        return _percent(self.values[name])


def _percent(share: float) -> str:
    return f"{share * 100:.0f}{NARROW}%"


def reasons(why: Iterable[tuple[str, float]], compared: Compared) -> tuple[Reason, ...]:
    """Return what evidences bring to a pair, each with its sentence, in the order given."""
    return tuple(Reason(name, weight, SENTENCES[name](compared)) for name, weight in why)


# -- numbers ----------------------------------------------------------------------------------------------------------


def _siret(pair: Compared) -> str:
    return "même SIRET" if pair.mine.number.state is State.VALID else "même numéro, qui n'est pas un SIRET juste"


def _slip(pair: Compared) -> str:
    mine, theirs = pair.mine.number.digits, pair.theirs.number.digits
    if mine[:9] == theirs[:9] and not slipped(mine, theirs):
        return "mêmes neuf premiers chiffres du SIRET"
    what = {14: "SIRET", 9: "SIREN"}.get(len(mine), "numéro") if slipped(mine, theirs) else "neuf premiers chiffres"
    size = len(mine) if slipped(mine, theirs) else 9
    apart = sum(a != b for a, b in zip(mine[:size], theirs[:size], strict=True))
    return f"{what} à un chiffre près" if apart == 1 else f"{what} à deux chiffres intervertis près"


def _conflict(pair: Compared) -> str:
    mine, theirs = pair.mine.number, pair.theirs.number
    if mine.siren and theirs.siren:
        return "SIREN différents"
    if State.TRUNCATED in (mine.state, theirs.state):
        return "SIRET arrondi par un tableur, incompatible avec l'autre numéro"
    return "numéros différents, l'un au moins n'étant pas un SIRET juste"


# -- names ------------------------------------------------------------------------------------------------------------


def _exact(pair: Compared) -> str:
    mine, theirs = ([fold(name) for name in party.names] for party in (pair.mine, pair.theirs))
    if mine[0] == theirs[0]:
        return "même nom"
    if common := [name for name, folded in zip(pair.mine.names, mine, strict=True) if folded in theirs]:
        return f"un nom en commun, {quoted(common[0])}"
    written = _as_written(pair.mine, pair.names.mine)
    if not all(pair.whole):
        where = "le nom de l'un dans celui de l'autre" if any(pair.whole) else "une même partie dans les deux noms"
        return f"{where}, {quoted(written)}"
    return f"mêmes mots, {_otherwise(written, _as_written(pair.theirs, pair.names.theirs))}"


def _otherwise(mine: str, theirs: str) -> str:
    """Return how two names of the same words differ: in the kind of structure they state, in the legal form, or in writing."""
    if {*fold(mine).split()} & KIND_WORDS != {*fold(theirs).split()} & KIND_WORDS:
        return "mais pas le même type de structure écrit dans le nom"
    return "à la forme juridique près" if read(mine).form != read(theirs).form else "écrits autrement"


def _as_written(party: Party, name: Name) -> str:
    """Return the name, or the part of one, that was read so."""
    return next(text for whole in party.names for text in variants(whole) if read(text) == name)


def _close(pair: Compared) -> str:
    what = "noms" if all(pair.whole) else "parties des noms" if not any(pair.whole) else "un nom et une partie de l'autre"
    return f"{what} ressemblants à {_percent(likeness_of(pair.values['close']))}"


def _letters(pair: Compared) -> str:
    return f"suites de lettres des noms communes à {pair.likeness('letters')}"


def _whole(pair: Compared) -> str:
    """Say how alike names and communes are when read together, and whether there were two communes to read."""
    parted = any(set(party.forms) - full_forms(party.names) for party in (pair.mine, pair.theirs))
    name = "nom, entier ou en partie," if parted else "nom"
    towns = [party.place.town for party in (pair.mine, pair.theirs) if party.place.town]
    if not towns:
        return f"{name.rstrip(',')} ressemblant à {pair.likeness('whole')}, sans commune connue"
    if len(towns) == 1:
        return f"{name.rstrip(',')} ressemblant à {pair.likeness('whole')}, la commune manquant d'un côté"
    if one_commune(*towns):
        return f"{name} et commune ressemblants à {pair.likeness('whole')}"
    return f"{name} et commune lus ensemble ressemblants à {pair.likeness('whole')}, les communes n'étant pas les mêmes"


def _covered(pair: Compared) -> str:
    return f"mots de l'un retrouvés dans l'autre, à l'identique ou presque, à {pair.likeness('covered')}"


def _extra(pair: Compared) -> str:
    mine, theirs = _all_words(pair.mine), _all_words(pair.theirs)
    return "des mots propres à chaque nom" if mine - theirs and theirs - mine else "des mots qui diffèrent d'un nom à l'autre"


def _all_words(party: Party) -> set[str]:
    return {word for name in party.forms for word in name.words}


def _strange(pair: Compared) -> str:
    return "noms peu ressemblants" if _all_words(pair.mine) & _all_words(pair.theirs) else "aucun mot commun aux deux noms"


def _initials(pair: Compared) -> str:
    short = next(found for a in pair.mine.forms for b in pair.theirs.forms if (found := shortened(a, b)))
    return f"{quoted(short.upper())}, initiales de l'autre nom"


def _alias(pair: Compared) -> str:
    alias = pair.meter.alias(pair.mine, pair.theirs)
    assert alias is not None, "an alias was said of two parties that share none"
    return f"{quoted(alias.alias)}, autre nom connu de {quoted(alias.name)}"


def _institutions(pair: Compared) -> str:
    mine, theirs = (", ".join(sorted(party.institutions)).upper() for party in (pair.mine, pair.theirs))
    return f"institutions différentes, {mine} et {theirs}"


def _numbers(pair: Compared) -> str:
    mine, theirs = (", ".join(sorted(party.numbers)) for party in (pair.mine, pair.theirs))
    return f"numéros différents dans les noms, {mine} et {theirs}"


def _common(pair: Compared) -> str:
    """Name what several organisations are called, in whole or in part: it was looked for from either side."""
    held = [(pair.theirs, pair.names.theirs), (pair.mine, pair.names.mine)]
    held += [(party, name) for party in (pair.theirs, pair.mine) for name in party.forms]
    bearers = pair.meter.context.bearers
    party, name = next((party, name) for party, name in held if bearers[name.squeezed] > 1)
    return f"{quoted(_as_written(party, name))}, dans le nom de {bearers[name.squeezed]} organisations"


# -- places, and the rest -----------------------------------------------------------------------------------------------


def _postcode(pair: Compared) -> str:
    return "même code postal" if pair.mine.place.postcode == pair.theirs.place.postcode else "codes postaux d'une même commune"


def _town(pair: Compared) -> str:
    return "même commune" if one_commune(pair.mine.place.town, pair.theirs.place.town) else "communes aux noms presque identiques"


def _other_town(pair: Compared) -> str:
    if parted_by_district(pair.mine.place.town, pair.theirs.place.town):
        return "autre arrondissement"
    same = pair.mine.place.postcode and pair.mine.place.postcode == pair.theirs.place.postcode
    return "communes de noms différents, sous un même code postal" if same else "autre commune"


def _street(pair: Compared) -> str:
    mine, theirs = set(pair.mine.place.street), set(pair.theirs.place.street)
    return "même nom de voie" if mine == theirs else "noms de voie proches"


def _house(pair: Compared) -> str:
    return "même numéro dans la voie" if pair.values["house"] > 0 else "autre numéro dans la voie"


def _form(pair: Compared) -> str:
    mine, theirs = (", ".join(sorted(party.legal_forms)) for party in (pair.mine, pair.theirs))
    return f"formes juridiques différentes dans les noms, {mine} et {theirs}"


def _contact(pair: Compared) -> str:
    phone = pair.mine.phone and pair.mine.phone == pair.theirs.phone
    domain = pair.mine.domain and pair.mine.domain == pair.theirs.domain
    return " et ".join([*(["même téléphone"] if phone else []), *(["même domaine de courriel"] if domain else [])])


def _always(said: str) -> Callable[[Compared], str]:
    return lambda pair: said


#: How each evidence is told of a pair.
SENTENCES: Mapping[str, Callable[[Compared], str]] = {
    "siret": _siret, "siren": _always("même SIREN"), "other_nic": _always("autre établissement du même SIREN"),
    "rounded": _always("SIRET arrondi par un tableur, compatible avec l'autre"), "slip": _slip, "conflict": _conflict,
    "rna": _always("même RNA"), "exact": _exact, "close": _close, "letters": _letters, "whole": _whole, "covered": _covered,
    "extra": _extra, "strange": _strange, "initials": _initials, "alias": _alias,
    "institution": _always("même sorte d'institution"), "institutions": _institutions, "numbers": _numbers,
    "common": _common, "postcode": _postcode, "far": _always("autre département"), "town": _town,
    "other_town": _other_town, "street": _street, "house": _house, "other_street": _always("noms de voie différents"),
    "naf": _always("même code d'activité (NAF)"), "other_naf": _always("autre code d'activité (NAF)"), "form": _form,
    "contact": _contact,
}  # fmt: skip
