"""What an import did or would do, whatever door it came by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from api.import_request import Request
from api.known import Joined
from api.mappings import Kept
from api.renamed import Renamed
from importers import Reading
from kb.ledger import BatchInfo
from kb.plan import Plan
from kb.problems import FileRefused, Problem, capped


@dataclass
class Report:
    """What an import did or would do, in the shape `import --json` prints."""

    request: Request
    reading: Reading | None = None
    plan: Plan | None = None
    batch: BatchInfo | None = None
    refused: FileRefused | None = None
    kept_at: Path | None = None
    kept: Kept | None = None
    joined: Sequence[Joined] = ()
    renamed: Sequence[Renamed] = ()

    @property
    def outcome(self) -> str:
        """Return reject, partial, warn or accept; a row that joins an actor by its name alone is worth a look."""
        said = "reject" if self.refused else self.plan.outcome if self.plan else "accept"
        return "warn" if said == "accept" and self.unplaced else said

    @property
    def unplaced(self) -> list[Joined]:
        """Return the rows that join an actor by their name alone: the same name in the same commune is the same actor."""
        return [joined for joined in self.joined if not joined.placed]

    def as_dict(self, typed: bool = False) -> dict[str, Any]:
        """Return the report as `import --json` prints it; `typed` says of a refusal what may be typed at a terminal too."""
        plan, refused = self.plan, self.refused
        said = (refused.at_a_terminal if typed else str(refused)) if refused else ""
        return {
            "outcome": self.outcome,
            "batch": self.batch.id if self.batch else None,
            "source": plan.source.id if plan else self.request.source or None,
            "read": plan.read if plan else 0,
            "created": plan.created if plan else 0,
            "updated": plan.updated if plan else 0,
            "unchanged": plan.unchanged if plan else 0,
            "set_aside": len(plan.set_aside) if plan else 0,
            "problems": [self._told(p) for p in plan.problems] if plan else [],
            "warnings": [self._told(p) for p in (*plan.warnings, *capped(j.problem for j in self.unplaced))] if plan else [],
            "refused": {"code": refused.refusal, "message": said} if refused else None,
        }

    def _told(self, problem: Problem) -> dict[str, str | int | None]:
        return problem.at(file=self.request.file).as_dict()
