"""Who of a base a new organisation may already be, before it is written: the reading of names that pairs are proposed by."""

from __future__ import annotations

from collections.abc import Collection

from kb.graph import Actor
from kb.identity.matching import match
from kb.identity.party import Party, make_party
from kb.identity.proposals import FLOOR, party_of
from kb.identity.scoring import Outcome
from kb.kinds import KINDS, Family
from kb.text import fold
from kb.view import View

#: Actors looked at for each word of a name, and those that are shown.
LOOKED_AT, SHOWN = 200, 3
_ORGANISATIONS = tuple(code for code, kind in KINDS.items() if kind.family is Family.ORGANISATION)


def look_alikes(view: View, party: Party) -> list[Actor]:
    """Return the organisations that a new one may be, the likeliest first; none when nothing is near.

    Only those that share a word with it are compared: what is typed is answered at once, in a large base too.
    """
    near = {actor.id: actor for word in _words(party) for actor in view.search(word, _ORGANISATIONS, LOOKED_AT)}
    actors = [near[key] for key in sorted(near)]
    if not actors:
        return []
    found = match([party], [party_of(actor) for actor in actors])
    alike = [line for line, said in enumerate(found.outcome) if said in (Outcome.SAME, Outcome.REVIEW)]
    kept = [line for line in alike if found.score[line] >= FLOOR and "institutions" not in dict(found.why(line))
            and not _numbered_apart(party, actors[found.pairs.references[line]])]
    best = sorted(kept, key=lambda line: (-found.score[line], actors[found.pairs.references[line]].id))
    return [actors[found.pairs.references[line]] for line in best[:SHOWN]]


def near_names(view: View, text: str, kinds: Collection[str] = _ORGANISATIONS) -> list[str]:
    """Return the names of the organisations that a name alone may mean: those alike, else those that it begins."""
    alike = [actor for actor in look_alikes(view, make_party(text, [text])) if actor.kind in kinds]
    if alike or not fold(text):
        return [actor.name for actor in alike]
    begun = [actor.name for actor in view.search(text, kinds, LOOKED_AT) if fold(actor.name).startswith(f"{fold(text)} ")]
    return sorted(begun, key=lambda name: (len(name), name))[:SHOWN]


def _numbered_apart(party: Party, actor: Actor) -> bool:
    return bool(party.number.siren and actor.siren) and party.number.siren != actor.siren


def _words(party: Party) -> list[str]:
    """Return the words of a name that are worth looking for, acronyms in full and short."""
    words = {word for name in party.forms for word in name.words} | {name.squeezed for name in party.forms}
    # The end of a long word is left open: a slip or a plural is often there.
    return sorted({word[:-2] if len(word) > 6 else word for word in words if len(word) > 2})
