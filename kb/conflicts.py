"""What the rows of one file say together: loops, one identifier for two actors, two spellings of one name."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping

from kb.identity.places import by_place, elsewhere
from kb.ids import record_id, town_key
from kb.ledger import Judgement, Known, Verdict
from kb.problems import EXCERPT, Problem, excerpt
from kb.resolve import bare_name, components
from kb.said import Named, RowSays
from kb.store.base import Store
from kb.text import clean, fold

#: Letters of other alphabets that look like ours, and what a reader takes them for.
_LOOKALIKES = str.maketrans("АВЕЅІЈКМНОРСТУХаеѕіјорсухΑΒΕΖΗΙΚΜΝΟΡΤΥΧο", "ABESIJKMHOPCTYXaesijopcyxABEZHIKMNOPTYXo")
_OTHER_ALPHABET = re.compile("[\u0370-\u04ff]")
#: A row with the slot it keeps.
_Kept = tuple[RowSays, str]
_UNSEEN = re.compile("[\u00ad\u034f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff]")


def set_cycles_aside(said: Collection[RowSays]) -> None:
    """Set aside the rows whose parents lead back to themselves, the path printed."""
    if not any(isinstance(row.parent, Named) for row in said):
        return
    by_name = {_name(row): row for row in said if row.actors and not row.problems}
    by_key = {row.actors[0].identity: name for name, row in by_name.items()}
    named = {
        name: by_key.get(row.parent.text, fold(row.parent.text))
        for name, row in by_name.items()
        if isinstance(row.parent, Named)
    }
    parents = {name: parent for name, parent in named.items() if parent in by_name}
    for name in _looping(parents):
        path = [name]
        # What is shown is cut: a longer path would be walked for nothing, once for each of its rows.
        while parents[path[-1]] != name and len(path) < EXCERPT:
            path.append(parents[path[-1]])
        row = by_name[name]
        shown = " → ".join(_shown_name(by_name[n]) for n in (*path, name))
        column = row.parent.column if isinstance(row.parent, Named) else ""
        said_so = f"Rattachement en boucle : {excerpt(shown)}. Corrigez l'un des rattachements."
        row.problems.append(Problem("PARENT_CYCLE", said_so, sheet=row.sheet, line=row.line, column=column))


def _looping(parents: Mapping[str, str]) -> list[str]:
    """Return the names that lie on a loop; each name is walked once, however long the chains are."""
    done: set[str] = set()
    found: list[str] = []
    for start in parents:
        path: dict[str, int] = {}
        name = start
        while name in parents and name not in done and name not in path:
            path[name] = len(path)
            name = parents[name]
        if name in path:
            found += list(path)[path[name] :]
        done |= path.keys()
    return found


def set_conflicts_aside(said: Iterable[RowSays], *, keep: bool) -> None:
    """One identifier under two names in two places cannot be one actor: the second is set aside, whatever the order.

    A public register is kept as it is published (`keep`), and the conflict said.
    """
    by_key: dict[str, list[RowSays]] = defaultdict(list)
    for row in said:
        stated = row.actors[0] if row.actors and not row.problems else None
        if stated and not stated.mention and stated.identity.startswith(("siret:", "siren:", "rna:")):
            by_key[stated.identity].append(row)
    for rows in by_key.values():
        if len(rows) > 1 and len({_name(row) for row in rows}) > 1:
            first = min(rows, key=lambda row: (_name(row), _town(row), clean(_shown_name(row)), row.line))
            for row in rows:
                _say_conflict(row, first, keep)


def _say_conflict(row: RowSays, first: RowSays, keep: bool) -> None:
    if _name(row) == _name(first):
        return
    place = f"Même identifiant que la ligne {first.line} (« {excerpt(_shown_name(first))} »)"
    apart = _apart(row, first)
    if apart and not keep:
        said = f"{place}, mais autre nom et autre lieu : vérifiez lequel est juste."
        row.problems.append(_problem("DUPLICATE_IN_FILE", said, row))
    else:
        said = f"{place} sous un autre nom : les deux noms sont gardés côte à côte."
        row.warnings.append(_problem("DUPLICATE_IN_FILE", said, row))


def _apart(row: RowSays, first: RowSays) -> bool:
    """Tell whether two rows give two places: two towns, else two post codes, else two addresses."""
    for field in ("city", "post_code", "address"):
        mine, theirs = (town_key(str(r.actors[0].fields.get(field) or "")) for r in (row, first))
        if mine and theirs:
            return mine != theirs
    return False


def warn_of_twins(store: Store, kept: Iterable[_Kept]) -> None:
    """Say which names of the file may be one name spelled in several ways; nothing is merged for that.

    Rows that the base will take for one actor are told so: their spellings are kept. Others are proposed when their places
    agree. Rows come with their slots.
    """
    by_form: dict[str, list[_Kept]] = defaultdict(list)
    for row, slot in kept:
        if row.actors and not row.actors[0].mention and _name(row):
            by_form[twin_form(_shown_name(row))].append((row, slot))
    twins = [twin for rows in by_form.values() if len({_spelled(row) for row, _ in rows}) > 1 for twin in _twins(rows)]
    crowd = _joined(store, [one for twin in twins for one in twin]) if twins else {}
    for (first, slot), (row, own) in twins:
        _say_twins(first, row, crowd[_record(row, own)] == crowd[_record(first, slot)])


def _twins(rows: Iterable[_Kept]) -> Iterator[tuple[_Kept, _Kept]]:
    """Yield the first of some rows of one name with each of those that spell it otherwise and may be the same actor."""
    first, *others = sorted(rows, key=lambda kept: (_spelled(kept[0]), kept[0].line))
    for other in others:
        if _spelled(other[0]) != _spelled(first[0]) and _may_be_one(other[0], first[0]):
            yield first, other


def _joined(store: Store, kept: Collection[_Kept]) -> dict[str, int]:
    """Return which records of some rows will be of one actor, beside what the base holds of their names: the same number for those of one."""
    with store.view() as view:
        bearers = view.bearers({bare_name(name) for row, _ in kept for name in row.actors[0].names})
        made = view.made_of(*view.get({bearer.actor for some in bearers.values() for bearer in some}).values())
    mine = [Known(_record(row, slot), slot, "", "", 0, "", row.actors[0]) for row, slot in kept]
    records = {**made.records, **{known.id: known for known in mine}}
    return {rid: n for n, some in enumerate(components(records, made.said.values())) for rid in some}


def _say_twins(first: RowSays, row: RowSays, joined: bool) -> None:
    seen = f"Même nom que la ligne {first.line} (« {excerpt(_shown_name(first))} »), écrit autrement"
    what = "un seul acteur, les deux écritures gardées." if joined else "deux acteurs ; vérifiez s'il faut les rapprocher."
    row.warnings.append(_problem("DUPLICATE_SUSPECTED", f"{seen} : {what}", row))


def _may_be_one(row: RowSays, first: RowSays) -> bool:
    mine, theirs = row.actors[0], first.actors[0]
    if mine.identity == theirs.identity:
        return True
    identified = [a for a in (mine, theirs) if not a.identity.startswith("nom:")]
    return len(identified) < 2 and len({_town(row), _town(first)} - {""}) < 2


def twin_form(name: str) -> str:
    """Return what is left of a name once spelling is put aside: accents, case, blanks, look-alike and unseen letters.

    >>> twin_form("Le Fil & l'Aiguille") == twin_form("LE FIL&L’AIGUILLE"), twin_form("Аtelier") == twin_form("atelier")
    (True, True)
    """
    if not name.isascii():
        name = unicodedata.normalize("NFKC", _UNSEEN.sub("", name))
        name = name.translate(_LOOKALIKES) if _OTHER_ALPHABET.search(name) else name
    return fold(name).replace(" ", "")


def warn_of_places(store: Store, kept: Iterable[_Kept]) -> None:
    """Say which rows without identifier, taken for one actor by name and commune, give addresses that are two places.

    Rows come with their slots: two that somebody has said to be different already are two actors, and nothing is said.
    """
    by_name: dict[str, list[_Kept]] = defaultdict(list)
    for row, slot in kept:
        stated = row.actors[0] if row.actors else None
        if stated and not stated.mention and stated.identity.startswith("nom:") and _address(row):
            by_name[stated.identity].append((row, slot))
    couples = [couple for rows in by_name.values() if len({_address(row) for row, _ in rows}) > 1 for couple in _placed_apart(rows)]
    told = store.held([_judged(one, other).slot for one, other in couples]) if couples else {}
    for one, other in couples:
        held = told.get(_judged(one, other).slot)
        if held is None or Judgement.from_body(held.body).verdict != Verdict.DIFFERENT:
            _say_place(one[0], other[0])


def _placed_apart(rows: Iterable[_Kept]) -> list[tuple[_Kept, _Kept]]:
    """Return the first row of each place but the first, after one of that."""
    ordered = sorted(rows, key=lambda pair: pair[0].line)
    said = [_address(row) for row, _ in ordered]
    first, *others = by_place(said, [row.actors[0].as_of or "" for row, _ in ordered])
    return [(ordered[next(n for n in first if elsewhere(said[n], said[some[0]]))], ordered[some[0]]) for some in others]


def _judged(one: _Kept, other: _Kept) -> Judgement:
    return Judgement(Verdict.DIFFERENT.value, _record(*one), _record(*other), "local")


def _record(row: RowSays, slot: str) -> str:
    return record_id(slot, row.actors[0].part)


def _say_place(first: RowSays, row: RowSays) -> None:
    same = "Même nom et même commune" if _town(row) else "Même nom"
    sheet = f" de la feuille « {excerpt(first.sheet)} »" if first.sheet != row.sheet else ""
    said = (
        f"{same} que la ligne {first.line}{sheet}, sans identifiant, mais une autre adresse : « {excerpt(_address(first))} » "
        f"ligne {first.line}, « {excerpt(_address(row))} » ligne {row.line}. Un seul acteur en est fait ; s'il y en a deux, donnez "
        "le SIRET de chacun, ou séparez-les sur leur fiche une fois le fichier importé."
    )
    row.warnings.append(_problem("DUPLICATE_IN_FILE", said, row))


def _address(row: RowSays) -> str:
    return str(row.actors[0].fields.get("address") or "")


def _spelled(row: RowSays) -> str:
    # As written, not as kept: composed and decomposed accents are two spellings of one name.
    return row.spelled or _shown_name(row)


def _shown_name(row: RowSays) -> str:
    return str(row.actors[0].fields.get("name", ""))


def _name(row: RowSays) -> str:
    return fold(_shown_name(row))


def _town(row: RowSays) -> str:
    return town_key(str(row.actors[0].fields.get("city") or ""))


def _problem(code: str, message: str, row: RowSays) -> Problem:
    return Problem(code, message, sheet=row.sheet, line=row.line, value=excerpt(_shown_name(row)))
