"""What an importer hands over: what each row says, before anything is compared with the base."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kb.kinds import KINDS
from kb.ledger import ActorRecord, Value
from kb.problems import Problem


@dataclass(frozen=True, slots=True)
class Named:
    """The end of a tie known by its name alone: the plan finds which actor it speaks of, or sets the row aside.

    `families` are those that may be meant, any when empty; `relation` is the tie that asks for them, when its row names it.
    `spared` says that its row goes in without it when another such end of the same column is known.
    `several` says that its cell may name several actors between commas: it does when each of them is known.
    `unsaid` is what is told when no known actor bears the name, which may then be a person's: nothing of the row is kept nor repeated.
    """

    text: str
    town: str = ""
    column: str = ""
    families: tuple[str, ...] = ()
    relation: str = ""
    unsaid: str = ""
    spared: bool = False
    several: bool = False

    def admits(self, kind: str) -> bool:
        """Tell whether an actor of a kind may be this end."""
        return not self.families or kind in self.families or KINDS[kind].family.value in self.families


End = str | Named


@dataclass(frozen=True, slots=True)
class DraftTie:
    """A tie whose ends may still be names."""

    kind: str
    start: End
    end: End
    fields: Mapping[str, Value] = field(default_factory=dict)
    part: str = ""
    valid_from: str | None = None
    valid_to: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """The row of an earlier file that a corrected one gives back: its file, its sheet and its line there."""

    file: str
    sheet: str
    line: str


@dataclass(frozen=True, slots=True)
class About:
    """What a row says of an actor that must be known already: the names it may be known under, the surest first.

    `record` takes the identity of the actor found; `every` says it of all the actors that bear the first name borne.
    `bears` are other names the actor goes by, under which later rows find it in its commune. When it `must` be known, a
    row on a stranger is set aside; otherwise it is not the base's business.
    """

    names: tuple[Named, ...]
    record: ActorRecord
    every: bool = False
    bears: tuple[str, ...] = ()
    must: bool = False


@dataclass(frozen=True, slots=True)
class Alike:
    """The key that the words of a line give it, and what tells it from others of the same words: these words, its owner, its day."""

    key: str
    signs: tuple[str, ...]


@dataclass(slots=True)
class RowSays:
    """One row of a source: its place, its cells as written, and what it says.

    `key` names the row across editions; None lets the plan take its first actor's identity, or a digest of its cells.
    `shared` actors are stated by many rows alike (a funder, a territory): each is one claim of its own. A row with
    `problems` is set aside; `warnings` only say. `parent` is the end this row hangs under,
    watched for cycles. Rows of one
    key are told apart by `order` (a date), then by their content. `spelled` is the name to the letter,
    accents included. `about` are statements on actors of the base: a row all of whose own are on unknown ones is not the
    base's business. `corrects` are the rows of an earlier file that this one gives back, once corrected. `columns` are
    the headers of its table, in order: set aside, it comes back with those it leaves empty, one of which may be the one to complete.
    `assumed` are bodies that no cell of the row names but its file as a whole: only known ones are taken. `unsaid` is what is told of the
    territories and the CLEs whose name may be a person's, by their identity: only known ones are taken, and nothing is kept of the row otherwise.
    `alike` is given by a line that others may have the words of, even set aside.
    """

    line: int
    raw: Mapping[str, str]
    sheet: str = ""
    key: str | None = None
    actors: list[ActorRecord] = field(default_factory=list)
    ties: list[DraftTie] = field(default_factory=list)
    shared: list[ActorRecord] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    parent: End | None = None
    repeats: int = 0
    order: str = ""
    spelled: str = ""
    about: list[About] = field(default_factory=list)
    corrects: tuple[Place, ...] = ()
    columns: tuple[str, ...] = ()
    assumed: frozenset[str] = frozenset()
    unsaid: Mapping[str, str] = field(default_factory=dict)
    alike: Alike | None = None

    def keep_nothing(self) -> None:
        """Keep no cell of the row, and repeat none in what is told of it."""
        self.raw = {}
        self.problems[:] = [problem.at(value="") for problem in self.problems]
        self.warnings[:] = [warning.at(value="") for warning in self.warnings]
