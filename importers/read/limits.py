"""The sizes beyond which a file, a line or a cell is refused by name, in one place so that the guide can quote them."""

from __future__ import annotations

#: Most columns of a table.
COLUMNS = 256
#: Most characters in one cell.
CELL = 10_000
#: Longest run of combining marks on one letter; writing systems use three or four.
MARKS = 16
#: Longest line, in characters, read before the file is said not to be a table.
LINE = 4_000_000
#: How many rows are looked at to find the header.
HEADER_WITHIN = 40
#: How many characters of a file are looked at to choose its separator.
HEAD = 262_144
#: Most levels of an imported JSON document.
JSON_DEPTH = 64
#: Largest JSON document, in bytes: it is held whole in memory.
JSON_BYTES = 64 * 1024 * 1024
#: Most items of such a document.
JSON_ITEMS = 200_000
#: Most bytes of an XML document without the end of a tag, a comment or an instruction.
XML_TOKEN = 1024 * 1024
#: Most bytes of a workbook once unpacked, and most times larger than its compressed form.
UNPACKED = 200 * 1024 * 1024
RATIO = 100
#: Members smaller than this are never called a bomb, however well they compress.
RATIO_FLOOR = 4 * 1024 * 1024
#: Most members of a workbook's archive.
MEMBERS = 1_000
#: What the process that parses a workbook may use.
CHILD_MEMORY = 512 * 1024 * 1024
CHILD_CPU = 60
CHILD_WALL = 120
CHILD_OUTPUT = 128 * 1024 * 1024
#: For how many seconds it may do nothing at all: out of memory, its parser waits for ever instead of stopping.
CHILD_IDLE = 4
#: Most filled cells that a sheet may have by repeating its rows: an OpenDocument row of two hundred bytes may stand for a million.
REPEATED_CELLS = 1_000_000
#: Most merged ranges of a sheet that are followed.
MERGED = 10_000
#: Cells longer than `CELL` that one workbook may hold before it is refused whole.
LONG_CELLS = 100
#: Most messages of one kind kept for one table.
MESSAGES = 100
#: Most bytes of a table sent compressed, once unpacked: the State's largest stock file has about ten thousand million.
STOCK = 16 * 1024 * 1024 * 1024
#: And that of one sent through the pages, whose rows are counted too.
STOCK_SENT = 256 * 1024 * 1024
#: Most positions of one geometry, and most that are kept of an outline.
POSITIONS = 200_000
VERTICES = 500
