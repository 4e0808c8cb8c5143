"""What an import would do: what is created, changed, left alone and set aside, before anything is written.

Plan, then apply: the plan compares each row with what its source said last; applying it is one batch, or nothing at all
when nothing is new. Rows read = created + updated + unchanged + set aside, always.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Container, Iterable, Mapping
from dataclasses import dataclass, field

from kb.carried import end_rows
from kb.clock import today
from kb.complements import hide_complements
from kb.conflicts import set_conflicts_aside, set_cycles_aside, warn_of_places, warn_of_twins
from kb.differences import Difference, differences, labels_of, name_of, says_the_same
from kb.drafts import Drafts, draft_claims
from kb.ends import find_ends
from kb.errors import BaseMoved, KbError
from kb.ids import digest
from kb.ledger import Assertion, BatchInfo, Claim, Rank, Source, source_body, source_slot
from kb.loops import hanging_in, set_loops_aside
from kb.merges import told_of_turned
from kb.moved import Moved, moved_row, told_of_moved
from kb.outside import told_outside
from kb.problems import Problem, capped, excerpt
from kb.said import Place, RowSays
from kb.same_words import tell_apart
from kb.store.base import Held, Store, Writer
from kb.subjects import find_subjects
from kb.unknown_territories import set_unknown_cles_aside, set_unknown_territories_aside
from kb.withdrawn import withdraw_persons
from kb.words import NARROW, agree, number

#: Why a row is set aside that says nothing of anything: a total, the header again.
NO_DATA = frozenset({"HEADER_NOT_FIRST", "HEADER_REPEATED"})
#: Above this share, ending vanished rows has to be asked twice (reliability reference, section 8, rule 9).
MOST_ENDED = 0.20
#: Under this share of rows in common, two files of a source are sooner two lists than two editions of one.
ALIKE = 0.20
#: Names told of the rows that an edition leaves out.
VANISHED_NAMED = 30
#: From how many values lost by a column that the file still has, now empty, an edition is told to have lost it.
LOST_LEAST = 5
#: What the journal notes of a file that only gave back rows set aside: it is no edition of its source.
CORRECTED = "lignes corrigées"


class ReplaceRefused(KbError):
    """Raised when `--replace` would end more than a fifth of what a source said, or when rows are set aside."""

    code, status = "REPLACE_REFUSED", 409


@dataclass
class Plan:
    """What an import would do, row by row, and what it has to say.

    `completes` says that the file only gives back rows that were set aside; `corrected` are those of them that are taken.

    `earlier` is the last file of the source, `files` how many it has had, `shared` counts the rows that both name; `unlike` says that they are so few that
    it is sooner another list than another edition. `lost` counts the values that modified rows no longer state, by field; `cut`
    are the fields among them of rows a column of which is not in the file any more, `unread` those of rows that are the same to the letter: only the reading of
    their column changed. `gone` says of the others that lose few values what a preview shows: a file written without a look is not the worse accepted for a column it does not have.
    `changes` are the updated rows, with what each said and what it says.
    """

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
    new: list[Claim] = field(default_factory=list)
    lost: Counter[tuple[str, str]] = field(default_factory=Counter)
    cut: set[tuple[str, str]] = field(default_factory=set)
    unread: set[tuple[str, str]] = field(default_factory=set)
    gone: list[Problem] = field(default_factory=list)
    changes: list[tuple[RowSays, Claim, Claim]] = field(default_factory=list)
    moved: list[Moved] = field(default_factory=list)
    vanished: dict[str, str] = field(default_factory=dict)
    vanished_names: list[str] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)
    earlier: str = ""
    files: int = 0
    shared: int = 0
    unlike: bool = False
    completes: bool = False
    corrected: list[Place] = field(default_factory=list)
    assertions: list[Assertion] = field(default_factory=list)

    @property
    def writes(self) -> bool:
        """Tell whether applying the plan would write anything."""
        return bool(self.assertions)

    @property
    def all_aside(self) -> bool:
        """Tell whether every row of the file is set aside."""
        return bool(self.read) and len(self.set_aside) == self.read

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
    header: Iterable[str] = (),
    replace: int = 0,
    completes: bool = False,
    persons: Collection[str] = (),
    tick: Callable[[int], None] | None = None,
) -> Plan:
    """Return what importing these rows would do.

    `scope` names the importer: one source may bring several sheets, and an edition is compared with its own kind alone.
    `header` are the columns of the file, filled or not; without it, what its rows hold tells them.
    `replace` ends the rows that vanished since the last edition: 1 refuses above a fifth, 2 does it all the same.
    `persons` are the legal units that a register's file tells to be natural persons, known once its rows are read.
    `completes` says that these rows are no edition of their own: they were set aside of one, and nothing is gone. Raises `ReplaceRefused`.
    """
    plan = Plan(source, scope, file, store.head(), completes=completes)
    said = _take(rows, plan, tick)
    tell_apart(store, source.id, scope, said, completes=completes)
    registered = source.rank in (Rank.REGISTER, Rank.CONVENTION)
    said, withdrawn = withdraw_persons(store, source, scope, said, persons)
    plan.read -= withdrawn.left
    set_cycles_aside(said)
    outside = find_subjects(store, said)
    if outside:
        left = set(map(id, outside))
        said = [row for row in said if id(row) not in left]
        plan.read -= sum(1 + row.repeats for row in outside)
    set_unknown_territories_aside(store, said)
    set_unknown_cles_aside(store, said)
    hide_complements(store, said)
    hanging = hanging_in(said)
    find_ends(store, said)
    set_loops_aside(hanging)
    set_conflicts_aside(said, keep=registered)
    drafts = draft_claims(source, scope, said)
    if not registered:
        warn_of_twins(store, drafts.kept)
    warn_of_places(store, drafts.kept)
    aside = [row for row in said if row.problems]
    plan.set_aside = [row for row in aside for _ in range(1 + row.repeats)]
    columns = set(header) or {name for claim in drafts.claims.values() for name in claim.raw}
    repeated = _count(plan, drafts, store.held(list(drafts.claims)), columns)
    # Of a file that is wholly on strangers, what its rows have wrong is still told.
    told = (w for row in said or outside if not row.problems for w in row.warnings)
    gone = _columns_lost(plan, drafts)
    plan.gone = [problem for always, problem in gone if not always]
    lost = (problem for always, problem in gone if always)
    plan.warnings = capped([*told_of_moved(store, plan.moved), *lost, *warnings, *told_of_turned(store, plan.changes), *told, *map(_repeated, repeated), *told_outside(outside), *withdrawn.told(file)])
    plan.problems = capped(p.at(file=p.file or file) for row in aside for p in row.problems)
    plan.corrected = [place for row, _ in drafts.kept for place in row.corrects]
    if withdrawn.new and not plan.assertions:
        _assert_all(plan, drafts)
    if plan.assertions:
        plan.assertions += withdrawn.assertions(today().isoformat(), file)
    _compare_editions(store, plan, drafts, replace, frozenset(withdrawn.ended))
    return plan


def _take(rows: Iterable[RowSays], plan: Plan, tick: Callable[[int], None] | None) -> list[RowSays]:
    said = []
    for count, row in enumerate(rows, 1):
        said.append(row)
        if tick and count % 500 == 0:
            tick(count)
    plan.read = sum(1 + row.repeats for row in said)
    return said


# -- against the base -------------------------------------------------------------------------------------------------


def _count(plan: Plan, drafts: Drafts, held: Mapping[str, Held], columns: Container[str]) -> list[RowSays]:
    """Count each row on one side, ask for what is new to be asserted, and return the rows that say again."""
    done: set[str] = set()
    repeated: list[RowSays] = []
    for row, slot in sorted(drafts.kept, key=lambda pair: pair[0].line):
        plan.unchanged += row.repeats
        if row.repeats or slot in done:
            repeated.append(row)
        if slot in done:
            plan.unchanged += 1
        else:
            done.add(slot)
            _compare(plan, row, drafts.claims[slot], held.get(slot), columns)
    if plan.created or plan.updated or any(slot not in held for slot in drafts.claims):
        _assert_all(plan, drafts)
    return repeated


def _columns_lost(plan: Plan, drafts: Drafts) -> list[tuple[bool, Problem]]:
    """Return what is said of each field that the last edition stated and that no row of this one does, and whether always."""
    lost = {named: count for named, count in plan.lost.items() if count >= LOST_LEAST or named in plan.cut | plan.unread}
    for claim in drafts.claims.values() if lost else ():
        for named in labels_of(claim).items():
            lost.pop(named, None)
    found = []
    for named, count in sorted(lost.items(), key=lambda item: item[0][1]):
        away = f"{number(count)} {agree(count, 'valeur')} de l'édition précédente {agree(count, 'serait retirée', 'seraient retirées')}"
        said = f"« {named[1]} » n'est plus dit par aucune ligne de ce fichier : {away}. " + (
            "Ces lignes sont pourtant les mêmes à la lettre : leur colonne n'est plus reconnue. Désignez-la de nouveau (--map « colonne=champ », ou à l'écran)."
            if named in plan.unread else
            "Si ce fichier n'en est que le complément, importez-le sous un autre nom de source ; sinon, remettez la colonne."
        )  # fmt: skip
        found.append((count >= LOST_LEAST or named in plan.unread, Problem("COLUMN_GONE", said, column=named[1])))
    return found


def _repeated(row: RowSays) -> Problem:
    named = excerpt(row.actors[0].fields.get("name", "")) if row.actors else ""
    times = f"{row.repeats} fois " if row.repeats else ""
    return Problem("DUPLICATE_IN_FILE", f"Ligne répétée {times}à l'identique dans le fichier : comptée une seule fois.",
                   sheet=row.sheet, line=row.line, value=named)  # fmt: skip


def _compare(plan: Plan, row: RowSays, claim: Claim, held: Held | None, columns: Container[str]) -> None:
    if held is None:
        plan.created += 1
        if len(plan.new) < 1_000:
            plan.new.append(claim)
    elif held.hash == digest(claim.slot, claim.body) or says_the_same(held.claim, claim):
        plan.unchanged += 1
    else:
        plan.updated += 1
        plan.changes.append((row, held.claim, claim))
        if left := moved_row(row, held.claim, claim, (held.file, plan.file)):
            plan.moved.append(left)
        said = labels_of(claim)
        lost = [(name, label) for name, label in labels_of(held.claim).items() if name not in said]
        plan.lost.update(lost)
        if lost and any(cell and name not in columns for name, cell in held.claim.raw.items()):
            plan.cut.update(lost)
        if held.claim.raw == claim.raw:
            plan.unread.update(lost)
        if len(plan.differences) < 1_000:
            plan.differences += differences(row.line, held.claim, claim)


def _assert_all(plan: Plan, drafts: Drafts) -> None:
    # What the file says again is asserted too: the base then holds this edition whole, whatever batch is undone before.
    day = today().isoformat()
    plan.assertions.append(Assertion(source_slot(plan.source), source_body(plan.source), day))
    for slot, claim in drafts.claims.items():
        row = drafts.rows[slot]
        plan.assertions.append(Assertion.of(claim, day, plan.file, row.sheet, row.line))


def _compare_editions(store: Store, plan: Plan, drafts: Drafts, replace: int, withdrawn: Container[str]) -> None:
    """Name the rows that the edition leaves out, and end them when the whole of it is known to be there."""
    if plan.completes:
        if replace:
            raise ReplaceRefused("Ce fichier ne rend que des lignes mises de côté : --replace clorait toutes les autres. Retirez l'option.")
        return
    held = store.slots_of_source(plan.source.id)
    before = {slot: key.partition("|")[2] for slot, key in held.items() if key.startswith(f"{plan.scope}|") and slot not in withdrawn}
    rows = {slot: key for slot, key in before.items() if not key.startswith("acteur:")}
    gone = sorted(slot for slot in before if slot not in drafts.claims)
    plan.vanished = {slot: rows[slot] for slot in gone if slot in rows}
    if plan.vanished:
        stated = sum(1 for slot in drafts.claims if slot in drafts.rows and not _of_actor(drafts.claims[slot]))
        plan.shared = len(rows) - len(plan.vanished)
        plan.unlike = plan.shared < ALIKE * max(1, min(len(rows), stated))
        plan.earlier, plan.files = _last_file(store, plan.source.id)
        shown = store.held(list(plan.vanished)[:VANISHED_NAMED])
        plan.vanished_names = sorted({name_of(held.claim) for held in shown.values()})
    if not replace or not gone:
        return
    _check_replace(plan, drafts, len(rows), replace)
    # An edition that only ends rows says the others again too: it stands alone, whatever edition is undone before it.
    if not plan.assertions:
        _assert_all(plan, drafts)
    plan.ended = gone
    told, ends = end_rows(store, gone, drafts.claims.values(), today().isoformat())
    plan.warnings += told
    plan.assertions += ends


def _of_actor(claim: Claim) -> bool:
    return claim.key.partition("|")[2].startswith("acteur:")


def _last_file(store: Store, source: str) -> tuple[str, int]:
    """Return the last file that a source was imported from and that is not undone, and how many there are of them."""
    files = [b.file for b in store.journal() if b.source == source and b.kind == "import" and b.undone_by is None and b.note != CORRECTED]
    return (files[-1], len(set(files))) if files else ("", 0)


def _check_replace(plan: Plan, drafts: Drafts, before: int, replace: int) -> None:
    if not drafts.claims:
        raise ReplaceRefused("Le fichier n'a aucune ligne valable : --replace ne vide jamais une source.")
    aside = sum(any(problem.code not in NO_DATA for problem in row.problems) for row in plan.set_aside)
    if aside:
        raise ReplaceRefused(
            f"{aside} {agree(aside, 'ligne')} de côté : à corriger avant d'utiliser --replace, "
            "sans quoi ce qu'elles disaient serait clos."
        )
    if plan.unlike and replace < 2:
        raise ReplaceRefused(
            f"{number(plan.shared)} {agree(plan.shared, 'ligne')} en commun avec {excerpt(plan.earlier)} sur {number(before)} : c'est sans "
            "doute une autre liste. Importez-la sous son propre nom (--source NOM), ou répétez --replace pour clore les "
            f"{number(len(plan.vanished))} autres."
        )
    share = len(plan.vanished) / max(1, before)
    if share > MOST_ENDED and replace < 2:
        raise ReplaceRefused(
            f"--replace clorait {len(plan.vanished)} {agree(len(plan.vanished), 'ligne')} sur {before} ({share * 100:.0f}{NARROW}%) : "
            "répétez l'option pour confirmer."
        )


def apply_plan(store: Store, plan: Plan, *, author: str = "local", note: str = "") -> BatchInfo | None:
    """Write a plan as one batch and return its entry; None when there is nothing to write.

    Raises `BaseMoved` when the base changed since the plan was made: plan again, nothing was written.
    """
    if not plan.writes:
        return None
    with store.writer() as writer:
        return write_plan(writer, plan, author=author, note=note)


def write_plan(writer: Writer, plan: Plan, *, author: str = "local", note: str = "") -> BatchInfo | None:
    """Write a plan with a writer that is held already; raises `BaseMoved` as `apply_plan` does."""
    if not plan.writes:
        return None
    if writer.head != plan.head:
        raise BaseMoved("La base a changé depuis l'aperçu : relancez l'import pour comparer de nouveau.")
    told = note or (CORRECTED if plan.completes else "")
    return writer.write(plan.assertions, kind="import", author=author, note=told, file=plan.file, source=plan.source.id)
