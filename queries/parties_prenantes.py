"""The stakeholder file as a list: who is followed, where, with which position, and what is missing."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from kb.errors import BadParameter
from kb.kinds import KINDS, STAKEHOLDERS, Layer
from kb.kinds.fields import STANCES
from kb.text import fold, sought
from kb.view import View
from kb.words import quoted
from queries.answers import Answer, Column, Table
from queries.base import EVERYTHING, Param, query
from queries.presence import short_names
from queries.stakeholders import Positions, Stakeholder, positions, sees_engagement, stakeholders, unheard_for
from queries.words import counted, number, sentences

#: What the list can be ordered by.
ORDERS = ("nom", "influence", "territoires", "dernier échange", "manques")
COMPLETENESS = ("complète", "incomplète")
#: The filters that another territory may pass where the one chosen does not.
_PLACED = frozenset({"territory", "position"})


@dataclass(frozen=True, slots=True)
class Facet:
    """One value of a filter, how many actors of the list it keeps, and whether it is chosen."""

    value: str
    label: str
    count: int
    chosen: bool

_COLUMNS = (
    Column("name", "Acteur", link="id"),
    Column("sub", "Forme et lieu"),
    Column("kind", "Type", codes=("kind_code",)),
    Column("presence", "Présence"),
    Column("territories", "Territoires", "list"),
    Column("position", "Position", layer=Layer.ENGAGEMENT),
    Column("influence", "Influence", "number", Layer.ENGAGEMENT, words=True),
    Column("last_contact", "Dernier échange", "date", Layer.ENGAGEMENT),
    Column("next_step", "Prochaine étape", layer=Layer.ENGAGEMENT),
    Column("themes", "Domaines", "list"),
    Column("gaps", "Manque", "list"),
)


@dataclass(frozen=True, kw_only=True)
class StakeholderList(Answer):
    """One page of the stakeholders that pass the filters; `total` counts them all, `facets` what else to choose."""

    shapes = (_COLUMNS,)

    shown: Sequence[Stakeholder]
    total: int
    followed: int
    positions: Positions | None
    page: int
    pages: int
    facets: Mapping[str, Sequence[Facet]]
    places: Mapping[str, str]
    engagement: bool

    def presence(self, item: Stakeholder) -> str:
        """Return where an actor is, in words: the territory's name when it is one, their number otherwise."""
        if len(item.territories) == 1:
            return self.places[item.territories[0]]
        return f"{len(item.territories)} territoires" if item.territories else ""

    def table(self) -> Table:
        rows = [self._row(item) for item in self.shown]
        columns = [column for column in _COLUMNS if self.engagement or column.layer is not Layer.ENGAGEMENT]
        return Table(columns, rows, [item.proofs for item in self.shown], self.title)

    def whole(self) -> int:
        return self.total

    def _row(self, item: Stakeholder) -> dict[str, Any]:
        row = {
            "id": item.id,
            "kind_code": item.kind,
            "name": item.name,
            "sub": item.sub,
            "kind": KINDS[item.kind].label,
            "presence": self.presence(item),
            "territories": [self.places[place] for place in item.territories],
            "themes": list(item.themes),
            "gaps": [f"{gap.label} : {gap.action}" for gap in item.gaps],
        }
        if self.engagement:
            row |= {
                "position": item.position,
                "influence": item.influence,
                "last_contact": item.last_contact,
                "next_step": item.next_step,
            }
        return row


@query(
    "parties-prenantes",
    title="Parties prenantes",
    explain="Qui est suivi, où, avec quelle position, et ce qu'il manque pour agir ?",
)
def list_stakeholders(
    view: View,
    text: Annotated[str, Param("Recherche", explain="Des mots du nom, de la commune, du domaine, ou un SIRET.")] = "",
    kind: Annotated[str, Param("Type", kind="kind")] = "",
    territory: Annotated[str, Param("Territoire", kind="territory")] = "",
    theme: Annotated[str, Param("Domaine", kind="theme")] = "",
    position: Annotated[str, Param("Position", kind="choice", choices=STANCES)] = "",
    quiet_days: Annotated[int, Param("Sans échange depuis (jours)", kind="int", least=0, most=3650)] = 0,
    completeness: Annotated[str, Param("Complétude", kind="choice", choices=COMPLETENESS)] = "",
    gap: Annotated[str, Param("Manque", explain="Le nom d'un champ que personne ne renseigne, comme siret.", example="siret")] = "",
    shared: Annotated[bool, Param("Sur 2 territoires ou plus", kind="bool")] = False,
    order: Annotated[str, Param("Trier par", kind="choice", choices=ORDERS)] = "nom",
    page: Annotated[int, Param("Page", kind="int", least=1, limits=True)] = 1,
    size: Annotated[int, Param("Par page", kind="int", least=1, most=EVERYTHING, limits=True)] = 50,
) -> StakeholderList:
    """List the stakeholders that pass every filter, one page of them, with the counts of the other choices."""
    engagement = sees_engagement(view)
    if not engagement and (position or quiet_days):
        raise BadParameter("Position et échanges relèvent du plan d'engagement : ce filtre n'est pas offert ici.")
    if gap and gap not in (
        asked := {name for code in STAKEHOLDERS for name, card in KINDS[code].fields.items() if card.gap}
    ):
        raise BadParameter(f"Aucun champ {quoted(gap)} n'est attendu. Champs possibles : {', '.join(sorted(asked))}.")
    known = stakeholders(view)
    # A territory that is chosen has its own positions.
    everyone = [item.on(territory) for item in known.values()] if territory else list(known.values())
    tests = _filters(view, text, kind, territory, theme, position, quiet_days, completeness, gap, shared)
    failed = {item.id: [name for name, passes in tests.items() if not passes(item)] for item in everyone}
    kept = [s for s in everyone if not failed[s.id]]
    kept.sort(key=_ordering(order))
    pages = max(1, -(-len(kept) // size))
    first = (min(page, pages) - 1) * size
    chosen = {"kind": kind, "territory": territory, "theme": theme, "position": position, "gap": gap}
    chosen |= {"shared": "oui" if shared else "", "completeness": completeness}
    counted_positions = view.memo("positions", lambda: positions(known.values())) if engagement else None
    return StakeholderList(
        title="Parties prenantes",
        sentence=_sentence(len(kept), len(everyone), counted_positions, _no_such_page(page, pages)),
        gaps=view.memo("list_gaps", lambda: _list_gaps(kept)) if not tests else _list_gaps(kept),
        shown=kept[first : first + size],
        total=len(kept),
        followed=len(everyone),
        positions=counted_positions,
        page=min(page, pages),
        pages=pages,
        # Without any filter the counts are those of the whole base: they are kept until it changes.
        facets=_facets(view, everyone, failed, chosen)
        if tests
        else view.memo("list_facets", lambda: _facets(view, everyone, failed, chosen)),
        places=short_names(view),
        engagement=engagement,
    )


def _filters(
    view: View,
    text: str,
    kind: str,
    territory: str,
    theme: str,
    position: str,
    quiet: int,
    whole: str,
    gap: str,
    shared: bool,
) -> dict[str, Callable[[Stakeholder], bool]]:
    """Return the tests of the filters that are given, by name."""
    words, wanted = [f" {word}" for word in sought(text)], fold(theme)
    tests: list[tuple[str, object, Callable[[Stakeholder], bool]]] = [
        ("text", text.strip(), lambda s: bool(words) and all(word in s.words for word in words)),
        ("kind", kind, lambda s: kind in s.roles),
        ("territory", territory, lambda s: territory in s.territories),
        ("theme", theme, lambda s: wanted in map(fold, s.themes)),
        ("position", position, lambda s: position in s.stances),
        ("quiet", quiet, lambda s: unheard_for(view, s, quiet)),
        ("completeness", whole, lambda s: (whole == "incomplète") == bool(s.gaps)),
        ("gap", gap, lambda s: any(missing.field == gap for missing in s.gaps)),
        ("shared", shared, lambda s: len(s.territories) > 1),
    ]
    return {name: passes for name, given, passes in tests if given}


def _ordering(order: str) -> Callable[[Stakeholder], tuple[Any, ...]]:
    keys: dict[str, Callable[[Stakeholder], tuple[Any, ...]]] = {
        "nom": lambda s: (fold(s.name), s.id),
        "influence": lambda s: (-s.score or 1, fold(s.name), s.id),
        "territoires": lambda s: (-len(s.territories), fold(s.name), s.id),
        "dernier échange": lambda s: (s.last_contact or "0", fold(s.name), s.id),
        "manques": lambda s: (-len(s.gaps), fold(s.name), s.id),
    }
    return keys[order]


def _sentence(kept: int, followed: int, known: Positions | None, beyond: str) -> str:
    said = f"{counted(followed, 'acteur suivi')} à l'échelle de la métropole"
    if kept != followed:
        said = f"{counted(kept, 'acteur')} sur {number(followed)} suivis à l'échelle de la métropole"
    return sentences([said, _said_positions(known) if known and known.asked else "", beyond])


def _no_such_page(page: int, pages: int) -> str:
    """Return which page is shown in place of one that does not exist, empty when it does."""
    return f"Page {number(pages)} sur {number(pages)} : la page {number(page)} n'existe pas" if page > pages else ""


def _said_positions(found: Positions) -> str:
    """Return how many of those who may take a position have none known; instances and places are counted apart."""
    asked = counted(found.asked, "organisation", feminine=True)
    verb = "n'a pas" if found.unknown == 1 else "n'ont pas"
    said = f"Sur {asked}, {number(found.unknown)} {verb} encore de position connue"
    if not found.unknown:
        said = f"Position connue pour {asked}"
    apart = f" ({counted(found.apart, 'instance')} à part, sans position à prendre)" if found.apart else ""
    return said + apart


def _list_gaps(kept: Sequence[Stakeholder]) -> list[str]:
    missing = Counter((gap.label, gap.action) for item in kept for gap in item.gaps)
    return [
        f"{label} : manque pour {counted(count, 'acteur')} ({action})."
        for (label, action), count in missing.most_common()
    ]


def _facets(
    view: View, everyone: Sequence[Stakeholder], failed: Mapping[str, list[str]], chosen: Mapping[str, str]
) -> dict[str, list[Facet]]:
    """Count, for each filter, what each of its values would keep, the other filters staying as they are."""
    counts: dict[str, Counter[str]] = {name: Counter() for name in ("kind", "territory", "theme", "position", "gap")}
    known = stakeholders(view)
    themes, gaps = view.memo("themes and gaps", lambda: (_written(everyone), {g.field: g.label for i in everyone for g in i.gaps}))
    shared = whole = 0
    for item in everyone:
        why = failed[item.id]
        if _PLACED.issuperset(why):
            for place in _places_kept(known[item.id], chosen["position"]):
                counts["territory"][place] += 1
        if len(why) > 1:
            continue
        for name, values in (
            ("kind", item.roles), ("theme", themes[item.id]), ("position", item.stances), ("gap", [gap.field for gap in item.gaps]),
        ):  # fmt: skip
            if not why or why[0] == name:
                # Counted one by one: `Counter.update` costs five times as much on lists this short.
                count = counts[name]
                for value in values:
                    count[value] += 1
        shared += len(item.territories) > 1 and (not why or why == ["shared"])
        whole += not item.gaps and (not why or why == ["completeness"])
    labels: dict[str, Mapping[str, str]] = {
        "kind": {code: kind.label for code, kind in KINDS.items()},
        "territory": short_names(view),
        "gap": gaps,
    }
    facets = {
        name: [_facet(value, labels.get(name, {}), n, chosen[name]) for value, n in _most(found)]
        for name, found in counts.items()
    }
    facets["shared"] = [Facet("oui", "Sur 2 territoires ou plus", shared, bool(chosen["shared"]))]
    facets["completeness"] = [Facet("complète", "Fiche complète", whole, chosen["completeness"] == "complète")]
    return facets


def _places_kept(item: Stakeholder, position: str) -> Iterable[str]:
    """Return the territories of an actor where the position chosen, if any, is its own there."""
    return [place for place in item.territories if position in item.on(place).stances] if position else item.territories


def _written(everyone: Iterable[Stakeholder]) -> dict[str, tuple[str, ...]]:
    """Return the themes of each actor, each as it is written most: « Textile » and « textile » are one."""
    ways: dict[str, Counter[str]] = defaultdict(Counter)
    for item in everyone:
        for theme in item.themes:
            ways[fold(theme)][theme] += 1
    best = {theme: min(said, key=lambda way: (-said[way], way)) for theme, said in ways.items()}
    return {item.id: tuple(dict.fromkeys(best[fold(theme)] for theme in item.themes)) for item in everyone}


def _facet(value: str, labels: Mapping[str, str], count: int, chosen: str) -> Facet:
    return Facet(value, labels.get(value, value), count, bool(chosen) and fold(value) == fold(chosen))


def _most(found: Counter[str]) -> list[tuple[str, int]]:
    return sorted(found.items(), key=lambda item: (-item[1], fold(item[0])))
