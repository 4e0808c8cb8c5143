"""What an import would do: what is created, changed, left alone and set aside, before anything is written.

Plan, then apply: the plan compares each row with what its source said last; applying it is one batch, or nothing at all
when nothing is new. Rows read = created + updated + unchanged + set aside, always.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from kb.clock import today
from kb.ends import EndFinder
from kb.errors import KbError
from kb.ids import digest
from kb.kinds import TIE_FIELDS, TIES, field_card
from kb.ledger import ActorRecord, Assertion, BatchInfo, Claim, Rank, Source, TieRecord, canonical, source_body, source_slot
from kb.problems import Problem, capped, excerpt
from kb.said import DraftTie, Named, RowSays
from kb.store.base import Held, Store
from kb.text import fold

#: Above this share, ending vanished rows has to be asked twice (reliability reference, section 8, rule 9).
MOST_ENDED = 0.20


class ReplaceRefused(KbError):
    """Raised when `--replace` would end more than a fifth of what a source said, or when rows are set aside."""

    code, status = "REPLACE_REFUSED", 409


class BaseMoved(KbError):
    """Raised when the base changed between the plan and its application: plan again."""

    code, status = "BASE_MOVED", 409


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that an edition changes: which line, whom, what it was and what it becomes."""

    line: int
    name: str
    label: str
    before: str
    after: str


@dataclass
class Plan:
    """What an import would do, row by row, and what it has to say."""

    source: Source
    scope: str
    file: str
    head: int
    read: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    set_aside: list[RowSays] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)
    new_names: list[str] = field(default_factory=list)
    vanished: dict[str, str] = field(default_factory=dict)
    ended: list[str] = field(default_factory=list)
    assertions: list[Assertion] = field(default_factory=list)

    @property
    def writes(self) -> bool:
        """Tell whether applying the plan would write anything."""
        return bool(self.assertions)

    @property
    def outcome(self) -> str:
        """Return partial if any row is set aside, else warn if there are warnings, else accept."""
        return "partial" if self.set_aside else "warn" if self.warnings else "accept"


def make_plan(
    store: Store,
    source: Source,
    rows: Iterable[RowSays],
    *,
    scope: str,
    file: str = "",
    warnings: Iterable[Problem] = (),
    replace: int = 0,
    tick: Callable[[int], None] | None = None,
) -> Plan:
    """Return what importing these rows would do.

    `scope` names the importer: one source may bring several sheets, and an edition is compared with its own kind alone.
    `replace` ends the rows that vanished since the last edition: 1 refuses above a fifth, 2 does it all the same.
    Raises `ReplaceRefused`.
    """
    plan = Plan(source, scope, file, store.head())
    said = _take(rows, plan, tick)
    _set_cycles_aside(said)
    _find_ends(store, said)
    _set_conflicts_aside(said, keep=source.rank in (Rank.REGISTER, Rank.CONVENTION))
    claims, kept = _claims(source, scope, said)
    _count(store, plan, said, claims, kept)
    plan.warnings = capped([*warnings, *(w for row in said if not row.problems for w in row.warnings), *plan.warnings])
    plan.problems = capped(p.at(file=p.file or file) for row in plan.set_aside for p in row.problems)
    _compare_editions(store, plan, claims, replace)
    return plan


def _take(rows: Iterable[RowSays], plan: Plan, tick: Callable[[int], None] | None) -> list[RowSays]:
    said = []
    for number, row in enumerate(rows, 1):
        said.append(row)
        if tick and number % 500 == 0:
            tick(number)
    plan.read = sum(1 + row.repeats for row in said)
    return said


# -- what rows say together --------------------------------------------------------------------------------------------


def _set_cycles_aside(said: list[RowSays]) -> None:
    """Set aside the rows whose parents lead back to themselves, the path printed."""
    by_name = {fold(str(row.actors[0].fields.get("name", ""))): row for row in said if row.actors and not row.problems}
    parents = {
        name: fold(row.parent.text) for name, row in by_name.items() if isinstance(row.parent, Named) and fold(row.parent.text) in by_name
    }
    for name in parents:
        path = [name]
        while path[-1] in parents and parents[path[-1]] not in path:
            path.append(parents[path[-1]])
        if path[-1] in parents and parents[path[-1]] == name:
            row = by_name[name]
            shown = " → ".join(str(by_name[n].actors[0].fields["name"]) for n in (*path, name))
            column = row.parent.column if isinstance(row.parent, Named) else ""
            row.problems.append(Problem("PARENT_CYCLE", f"Rattachement en boucle : {excerpt(shown)}. Corrigez l'un des rattachements.",
                                        sheet=row.sheet, line=row.line, column=column))  # fmt: skip


def _find_ends(store: Store, said: list[RowSays]) -> None:
    """Give each tie the keys of its ends; a row one end of which is unknown is set aside."""
    pending = [row for row in said if not row.problems and any(isinstance(e, Named) for t in row.ties for e in (t.start, t.end))]
    if not pending:
        return
    # Ends may be rows of the same file; when such a row is set aside, those that hang on it wait with it.
    while True:
        finder = EndFinder(store, (row for row in said if not row.problems), pending)
        refused = 0
        for row in pending:
            problems = [p for tie in row.ties for end in (tie.start, tie.end) if (p := finder.problem(end, row))]
            if problems:
                row.problems += problems
                refused += 1
        pending = [row for row in pending if not row.problems]
        if not refused:
            break
    for row in pending:
        row.ties = [_with_keys(tie, finder) for tie in row.ties]


def _with_keys(tie: DraftTie, finder: EndFinder) -> DraftTie:
    return DraftTie(tie.kind, finder.key(tie.start), finder.key(tie.end), tie.fields, tie.part, tie.valid_from, tie.valid_to)


def _set_conflicts_aside(said: list[RowSays], *, keep: bool) -> None:
    """One identifier under two names in two places cannot be one actor: the second is set aside, whatever the order.

    A public register is kept as it is published (`keep`), and the conflict said.
    """
    by_key: dict[str, list[RowSays]] = defaultdict(list)
    for row in said:
        if not row.problems and row.actors and row.actors[0].identity.startswith(("siret:", "siren:")) and not row.actors[0].mention:
            by_key[row.actors[0].identity].append(row)
    for rows in by_key.values():
        names = sorted({fold(str(r.actors[0].fields.get("name", ""))) for r in rows})
        if len(names) < 2:
            continue
        first = min(rows, key=lambda r: (fold(str(r.actors[0].fields.get("name", ""))), fold(str(r.actors[0].fields.get("city", "")))))
        for row in rows:
            _say_conflict(row, first, keep)


def _say_conflict(row: RowSays, first: RowSays, keep: bool) -> None:
    mine, theirs = row.actors[0].fields, first.actors[0].fields
    other = fold(str(mine.get("name", ""))) != fold(str(theirs.get("name", "")))
    place = "Même identifiant que la ligne {} (« {} »)".format(first.line, excerpt(theirs.get("name", "")))
    towns = {fold(str(fields.get("city") or "")) for fields in (mine, theirs)} - {""}
    if other and len(towns) > 1 and not keep:
        row.problems.append(Problem("DUPLICATE_IN_FILE", f"{place}, mais autre nom et autre lieu : vérifiez lequel est juste.",
                                    sheet=row.sheet, line=row.line, value=excerpt(mine.get("name", ""))))  # fmt: skip
    elif other:
        row.warnings.append(Problem("DUPLICATE_IN_FILE", f"{place} sous un autre nom : les deux noms sont gardés côte à côte.",
                                    sheet=row.sheet, line=row.line, value=excerpt(mine.get("name", ""))))  # fmt: skip


# -- rows to claims ------------------------------------------------------------------------------------------------------


def _claims(source: Source, scope: str, said: list[RowSays]) -> tuple[dict[str, Claim], list[tuple[RowSays, str]]]:
    """Return the claims of the file by slot, and for each kept row the slot of its own claim."""
    drafts: dict[str, list[RowSays]] = defaultdict(list)
    for row in said:
        if not row.problems:
            drafts[f"{scope}|{row.key or _row_key(row)}"].append(row)
    claims: dict[str, Claim] = {}
    kept: list[tuple[RowSays, str]] = []
    for key, rows in drafts.items():
        # Rows of one key that differ (one organisation on two dates) are told apart by their content, whatever their order.
        bodies: dict[str, str] = {}
        for row in sorted(rows, key=lambda r: canonical(dict(r.raw))):
            content = canonical(dict(row.raw))
            own = key if not bodies else bodies.get(content) or f"{key}#{digest(content, size=4)}"
            bodies.setdefault(content, own)
            claim = _claim(source, bodies[content], row)
            claims[claim.slot] = claim
            kept.append((row, claim.slot))
        for row in rows:
            for record in row.shared:
                shared = _shared_claim(source, scope, record)
                claims.setdefault(shared.slot, shared)
    return claims, kept


def _row_key(row: RowSays) -> str:
    if row.actors:
        return row.actors[0].identity
    return f"ligne:{digest(canonical({fold(k): fold(v) for k, v in row.raw.items()}))}"


def _claim(source: Source, key: str, row: RowSays) -> Claim:
    ties = tuple(
        TieRecord(t.kind, str(t.start), str(t.end), dict(t.fields), t.part or f"lien-{n}" if len(row.ties) > 1 else t.part,
                  t.valid_from, t.valid_to)
        for n, t in enumerate(row.ties)
    )  # fmt: skip
    return Claim(source.id, key, tuple(row.actors), ties, dict(row.raw))


def _shared_claim(source: Source, scope: str, record: ActorRecord) -> Claim:
    said = {card.label if (card := field_card(record.kind, name)) else name: str(value) for name, value in record.fields.items()}
    key = f"{scope}|acteur:{record.identity}:{digest(canonical(dict(record.fields)), record.kind, size=4)}"
    return Claim(source.id, key, (record,), (), said)


# -- against the base ------------------------------------------------------------------------------------------------------


def _count(store: Store, plan: Plan, said: list[RowSays], claims: Mapping[str, Claim], kept: list[tuple[RowSays, str]]) -> None:
    plan.set_aside = [row for row in said if row.problems]
    held = store.held(list(claims))
    done: set[str] = set()
    repeated: list[RowSays] = []
    for row, slot in sorted(kept, key=lambda pair: pair[0].line):
        if slot in done:
            plan.unchanged += 1 + row.repeats
            repeated.append(row)
            continue
        done.add(slot)
        plan.unchanged += row.repeats
        if row.repeats:
            repeated.append(row)
        _compare(plan, row, claims[slot], held.get(slot))
    for row in plan.set_aside:
        plan_repeats = row.repeats
        row.repeats = 0
        plan.read -= plan_repeats
    plan.warnings += [_repeated(row) for row in repeated]
    plan.head = max(plan.head, 0)
    if plan.created or plan.updated or any(slot not in held for slot in claims):
        _assert_all(plan, claims, kept)


def _repeated(row: RowSays) -> Problem:
    named = excerpt(row.actors[0].fields.get("name", "")) if row.actors else ""
    times = f"{row.repeats} fois " if row.repeats else ""
    return Problem("DUPLICATE_IN_FILE", f"Ligne répétée {times}à l'identique dans le fichier : comptée une seule fois.",
                   sheet=row.sheet, line=row.line, value=named)  # fmt: skip


def _compare(plan: Plan, row: RowSays, claim: Claim, held: Held | None) -> None:
    if held is None:
        plan.created += 1
        if len(plan.new_names) < 200:
            plan.new_names.append(_name_of(claim))
    elif held.hash == digest(claim.slot, claim.body):
        plan.unchanged += 1
    else:
        plan.updated += 1
        if len(plan.differences) < 1_000:
            plan.differences += list(_differences(row.line, Claim.from_body(held.body), claim))


def _name_of(claim: Claim) -> str:
    if claim.actors:
        return str(claim.actors[0].fields.get("name", claim.actors[0].identity))
    return " · ".join(list(claim.raw.values())[:3])


def _differences(line: int, old: Claim, new: Claim) -> Iterable[Difference]:
    name = _name_of(new)
    before, after = _flat(old), _flat(new)
    for label in sorted(before.keys() | after.keys()):
        if before.get(label) != after.get(label):
            yield Difference(line, name, label, before.get(label, ""), after.get(label, ""))
    if before == after:
        for header in sorted(old.raw.keys() | new.raw.keys()):
            if old.raw.get(header) != new.raw.get(header):
                yield Difference(line, name, header, old.raw.get(header, ""), new.raw.get(header, ""))


def _flat(claim: Claim) -> dict[str, str]:
    flat: dict[str, str] = {}
    for actor in claim.actors:
        for name, value in actor.fields.items():
            card = field_card(actor.kind, name)
            flat[card.label if card else name] = _shown(value)
    for tie in claim.ties:
        reading = TIES[tie.kind].forward
        flat[f"Lien « {reading} » vers {tie.end.partition(':')[2]}"] = "présent"
        for name, value in {**tie.fields, "valid_from": tie.valid_from, "valid_to": tie.valid_to}.items():
            if value not in (None, ""):
                label = TIE_FIELDS[name].label if name in TIE_FIELDS else _TIE_DATES[name]
                flat[f"{label} ({reading})"] = _shown(value)
    return flat


_TIE_DATES = {"valid_from": "Depuis", "valid_to": "Jusqu'à"}


def _shown(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else "" if value is None else str(value)


def _assert_all(plan: Plan, claims: Mapping[str, Claim], kept: list[tuple[RowSays, str]]) -> None:
    # What the file says again is asserted too: the base then holds this edition whole, whatever earlier batch is undone.
    place: dict[str, RowSays] = {}
    for row, slot in kept:
        if slot not in place or row.line < place[slot].line:
            place[slot] = row
    first_shared: dict[str, RowSays] = {}
    for row, _ in kept:
        for record in row.shared:
            slot = _shared_claim(plan.source, plan.scope, record).slot
            if slot not in first_shared or row.line < first_shared[slot].line:
                first_shared[slot] = row
    day = today().isoformat()
    plan.assertions.append(Assertion(source_slot(plan.source), source_body(plan.source), day))
    for slot, claim in claims.items():
        row = place.get(slot) or first_shared[slot]
        plan.assertions.append(Assertion(slot, claim.body, day, plan.file, row.sheet, row.line))


def _compare_editions(store: Store, plan: Plan, claims: Mapping[str, Claim], replace: int) -> None:
    said = store.slots_of_source(plan.source.id)
    before = {slot: key.partition("|")[2] for slot, key in said.items() if key.startswith(f"{plan.scope}|")}
    gone = {slot: key for slot, key in before.items() if slot not in claims}
    plan.vanished = {slot: key for slot, key in gone.items() if not key.startswith("acteur:")}
    if not replace or not gone:
        return
    if not claims:
        raise ReplaceRefused("Le fichier n'a aucune ligne valable : --replace ne vide jamais une source.")
    if plan.set_aside:
        raise ReplaceRefused(f"{len(plan.set_aside)} lignes sont écartées : corrigez-les avant d'utiliser --replace, sinon elles seraient closes.")
    share = len(plan.vanished) / max(1, sum(1 for key in before.values() if not key.startswith("acteur:")))
    if share > MOST_ENDED and replace < 2:
        raise ReplaceRefused(f"--replace clorait {len(plan.vanished)} lignes sur {len(before)} ({share:.0%}) : répétez l'option pour confirmer.")
    if not plan.assertions:
        plan.assertions.append(Assertion(source_slot(plan.source), source_body(plan.source), today().isoformat()))
    plan.ended = sorted(gone)
    plan.assertions += [Assertion(slot, None, today().isoformat()) for slot in plan.ended]


def apply_plan(store: Store, plan: Plan, *, author: str = "local", note: str = "") -> BatchInfo | None:
    """Write a plan as one batch and return its entry; None when there is nothing to write.

    Raises `BaseMoved` when the base changed since the plan was made: plan again, nothing was written.
    """
    if not plan.writes:
        return None
    with store.writer() as writer:
        if writer.head != plan.head:
            raise BaseMoved("La base a changé depuis l'aperçu : relancez l'import pour comparer de nouveau.")
        return writer.write(plan.assertions, kind="import", author=author, note=note, file=plan.file, source=plan.source.id)
