"""What the parsing process says of a sheet: its rows, and the notes that become warnings."""

from __future__ import annotations

import re

from importers.read.limits import CELL, COLUMNS, LONG_CELLS, MERGED

Event = dict[str, object] | list[object]
#: Index of a cell, code, French sentence.
Fault = tuple[int, str, str]
ERROR = re.compile(r"#(?:N/A|N/D|REF!|NAME\?|NOM\?|DIV/0!|VALUE!|VALEUR!|NUM!|NOMBRE!|NULL!|NUL!|SPILL!|CALC!)$")
_SHOWN = 20


def too_long(address: str, length: int) -> tuple[str, str]:
    """Return the fault of a cell beyond the limit."""
    return "FIELD_TOO_LONG", f"Cellule {address} : {length} caractères, {CELL} au plus. Raccourcissez-la."


class Notes:
    """What one sheet calls for, gathered while its rows are read."""

    def __init__(self) -> None:
        self.hidden_rows: list[str] = []
        self.hidden_columns: list[str] = []
        self.far: list[str] = []
        self.external: list[str] = []
        #: Merged ranges: first and last lines, first and last columns.
        self.merged: list[tuple[int, int, int, int]] = []
        self.long = 0

    def row(self, line: int, found: dict[int, str], faults: list[Fault]) -> Event | None:
        """Return one row as an event: cells beyond the last column allowed are noted, not made."""
        if len(found) > COLUMNS:
            return {"wide": line, "count": len(found)}
        self.long += sum(1 for fault in faults if fault[1] == "FIELD_TOO_LONG")
        if self.long > LONG_CELLS:
            return {"long": line, "count": self.long}
        far = [index for index in found if index >= COLUMNS]
        self.far += [f"ligne {line}, colonne {index + 1}" for index in far]
        near = [index for index in found if index < COLUMNS]
        if not near:
            return None
        cells = [""] * (max(near) + 1)
        for index in near:
            cells[index] = found[index]
        return [line, cells, [fault for fault in faults if fault[0] < COLUMNS]]

    def event(self) -> Event:
        """Return the notes of a finished sheet: for each kind the first ones, and how many."""
        kinds = {
            "hidden_rows": self.hidden_rows,
            "hidden_columns": self.hidden_columns,
            "far": self.far,
            "external": self.external,
        }
        return {"notes": {kind: [values[:_SHOWN], len(values)] for kind, values in kinds.items()}, "merged": self.merged[:MERGED]}
