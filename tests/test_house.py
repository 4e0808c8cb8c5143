"""The house keeps itself: imports point one way, each engine has one door, and nothing is left that only one machine has."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from api.cli import main
from importers import IMPORTERS

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = ("kb", "importers", "queries", "api")

#: What each folder may read besides itself.
MAY_READ = {
    "kb": set(),
    "importers": {"kb"},
    "queries": {"kb"},
    "api": {"kb", "importers", "queries"},
    "notebooks": {"kb", "importers", "queries", "api"},
}
#: Where each third party comes in: one file, or one folder when its name ends with a slash.
DOORS = {
    "pyvis": "api/network.py",
    "apsw": "kb/store/sqlite/",
    "neo4j": "kb/store/neo4j/",
    "openpyxl": "importers/read/",
    "python_calamine": "importers/read/",
    "xlsxwriter": "api/outputs/xlsx.py",
    "typst": "api/outputs/picture.py",
    "markdown_it": "api/guides/",
    "vl_convert": "api/outputs/picture.py",
}
#: What the command line must not load before it knows that it needs it.
HEAVY = ("numpy", "scipy", "networkx", "pandas", "fastapi", "uvicorn", "jinja2", "openpyxl", "xlsxwriter", "pyvis")

SQL = re.compile(
    r"\bSELECT\b.+\bFROM\b|\bINSERT (OR \w+ )?INTO\b|\bUPDATE \w+ SET\b|\bDELETE FROM\b|\bCREATE (TABLE|INDEX|VIRTUAL)\b|\bPRAGMA\b",
    re.DOTALL,
)
CYPHER = re.compile(r"\b(MATCH|MERGE|UNWIND)\b *(\(|\$|\w+ AS\b)")
MACHINE_PATH = re.compile(r"(?<![\w.}*<-])/(work|opt|root|home|tmp)/\w")
REGISTRY = re.compile(r"pypi[.]org|pythonhosted[.]org|npmjs[.]org|crates[.]io|debian[.]org|golang[.]org|maven[.]org")
#: A first sentence, on one line or on a few, closed by a full stop (or a colon, when a list follows).
SENTENCE = re.compile(r"\S[^\n]*(\n[^\n]+)*?[.:](\s|$)")
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
TEXTS = {
    ".py",
    ".md",
    ".toml",
    ".txt",
    ".csv",
    ".json",
    ".html",
    ".css",
    ".js",
    ".j2",
    ".svg",
    ".ipynb",
    ".typ",
    ".po",
    "",
}
MOST_BYTES = 600_000
LONGEST_LINE = 2_000
#: Above this, a module holds two nouns.
LONGEST_MODULE = 350


@cache
def modules() -> dict[str, ast.Module]:
    """Return every module of the four folders, parsed, by its path."""
    return {
        path.relative_to(ROOT).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
        for folder in FOLDERS
        for path in sorted((ROOT / folder).rglob("*.py"))
    }


@cache
def files() -> list[Path]:
    """Return every file of the project: its folders, and what lies at its root."""
    kept = [*ROOT.glob("*.md"), *ROOT.glob("*.t*"), ROOT / "Makefile", ROOT / ".ci" / "run"]
    for folder in (*FOLDERS, "notebooks", "tests"):
        kept += (path for path in (ROOT / folder).rglob("*") if path.is_file())
    return sorted(path for path in kept if not {"__pycache__", ".ipynb_checkpoints"} & set(path.parts))


def texts() -> Iterator[tuple[str, str]]:
    """Yield the path and the text of every file that people read or write."""
    for path in files():
        if path.suffix in TEXTS:
            yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8", errors="replace")


def imports(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield the line and the name of each module read, wherever the import stands."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.lineno, node.module
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("import_module"):
            yield from ((node.lineno, str(name.value)) for name in node.args[:1] if isinstance(name, ast.Constant))


def literals(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield the line and the value of each text of a module but its docstrings."""
    prose = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose:
            yield node.lineno, node.value


Named = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def public(tree: ast.Module) -> Iterator[tuple[Named, bool]]:
    """Yield the public functions, classes and methods of a module, each with whether it may redefine an inherited one."""
    todo: list[ast.Module | ast.ClassDef] = [tree]
    while todo:
        parent = todo.pop()
        for node in parent.body:
            if isinstance(node, Named) and node.name[0] != "_":
                yield node, isinstance(parent, ast.ClassDef) and bool(parent.bases)
                todo += [node] if isinstance(node, ast.ClassDef) else []


def test_imports_point_one_way() -> None:
    against = [
        f"{path}:{line} reads {name}"
        for path, tree in modules().items()
        for line, name in imports(tree)
        if (top := name.split(".")[0]) in MAY_READ
        and top != path.split("/")[0]
        and top not in MAY_READ[path.split("/")[0]]
    ]

    assert not against, "\n".join(against)


def test_each_engine_has_one_door() -> None:
    elsewhere = [
        f"{path}:{line} reads {name}"
        for path, tree in modules().items()
        for line, name in imports(tree)
        if (door := DOORS.get(name.split(".")[0])) and not path.startswith(door)
    ]

    assert not elsewhere, "\n".join(elsewhere)


def test_each_door_is_used() -> None:
    read = {name.split(".")[0] for tree in modules().values() for _, name in imports(tree)}

    assert set(DOORS) <= read


def test_only_the_stores_speak_to_their_engine() -> None:
    spoken = [
        f"{path}:{line} {text[:60]!r}"
        for path, tree in modules().items()
        for line, text in literals(tree)
        if (SQL.search(text) and not path.startswith(DOORS["apsw"]))
        or (CYPHER.search(text) and not path.startswith(DOORS["neo4j"]))
    ]

    assert not spoken, "\n".join(spoken)


def test_no_file_names_a_machine_or_a_registry() -> None:
    named = [
        f"{path}:{number} {found[0]}"
        for path, text in texts()
        for number, line in enumerate(text.splitlines(), 1)
        if (found := MACHINE_PATH.search(line) or REGISTRY.search(line))
    ]

    assert not named, "\n".join(named)


def test_nothing_is_left_for_later() -> None:
    left = [
        f"{path}:{number}"
        for path, text in texts()
        for number, line in enumerate(text.splitlines(), 1)
        if UNFINISHED.search(line) and path != "tests/test_house.py"
    ]

    assert not left, "\n".join(left)


def test_no_file_is_too_big_to_be_read() -> None:
    big = [
        f"{path.relative_to(ROOT)}: {path.stat().st_size} bytes" for path in files() if path.stat().st_size > MOST_BYTES
    ]
    minified = [
        path
        for path, text in texts()
        if path.endswith((".js", ".css")) and any(len(line) > LONGEST_LINE for line in text.splitlines())
    ]

    assert not big + minified, "\n".join(big + minified)


def test_no_module_holds_two_nouns() -> None:
    long = [path for path in modules() if len((ROOT / path).read_text(encoding="utf-8").splitlines()) > LONGEST_MODULE]

    assert not long, long


def test_every_module_gives_its_reason() -> None:
    silent = [path for path, tree in modules().items() if not ast.get_docstring(tree)]

    assert not silent, "\n".join(silent)


def test_every_public_thing_says_what_it_is_for_in_a_sentence() -> None:
    things = [(path, node, heir) for path, tree in modules().items() for node, heir in public(tree)]
    told = {node.name for _, node, _ in things if SENTENCE.match(ast.get_docstring(node) or "")}

    silent = [
        f"{path}:{node.lineno} {node.name}"
        for path, node, heir in things
        if not SENTENCE.match(ast.get_docstring(node) or "") and not (heir and node.name in told)
    ]

    assert not silent, "\n".join(silent)


def test_no_error_is_swallowed() -> None:
    swallowed = [
        f"{path}:{node.lineno}"
        for path, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ExceptHandler)
        and (
            node.type is None
            or (len(node.body) == 1 and isinstance(node.body[0], ast.Pass | ast.Expr) and _says_nothing(node.body[0]))
        )
    ]

    assert not swallowed, "\n".join(swallowed)


def _says_nothing(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Pass) or (
        isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    )


def test_the_constraints_pin_what_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = dict(line.split("==") for line in lines if line and not line.startswith("#"))
    pinned = {canonicalize_name(name): version for name, version in pins.items()}

    asked = [Requirement(text) for text in (*project["dependencies"], *project["optional-dependencies"]["test"])]
    loose = [str(one) for one in asked if not one.specifier.contains(pinned.get(canonicalize_name(one.name), "0"))]

    assert not loose, "\n".join(loose)


def test_the_readme_lists_the_commands_and_the_importers() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")

    told = set(re.findall(r"^\| `maillage ([a-z]+)", readme, re.MULTILINE))
    read = set(re.findall(r"^\| `([a-z-]+)` \|", readme, re.MULTILINE))

    assert told == set(main.commands)
    assert read == set(IMPORTERS)


def test_the_pictures_of_the_readme_are_here() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")

    missing = [name for name in re.findall(r"!\[[^]]+\]\(([^)]+)\)", readme) if not (ROOT / name).is_file()]

    assert not missing, missing


def test_the_command_line_starts_without_what_it_may_not_need() -> None:
    code = f"import sys, api.cli; print(*[name for name in {HEAVY!r} if name in sys.modules])"

    loaded = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()

    assert loaded == []
