"""The zip of a workbook, checked from its directory before anything is unpacked, then read once to its end."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path

from importers.read.limits import MEMBERS, RATIO, RATIO_FLOOR, UNPACKED
from kb.problems import FileRefused, excerpt

_BLOCK = 1 << 20
_DTD = tuple(text.encode(codec) for text in ("<!DOCTYPE", "<!ENTITY") for codec in ("utf-8", "utf-16-le", "utf-16-be"))
_OVERLAP = max(map(len, _DTD))
_MACRO = re.compile(r"(^|/)vba\w*\.(?:bin|xml)$|^xl/(macrosheets|dialogsheets)/|^(basic|scripts)/", re.IGNORECASE)
#: What ties a workbook to its macros, whatever the part that holds them is called.
_MACRO_TIE = re.compile(rb"relationships/(?:vbaProject|xl(?:Intl)?Macrosheet|dialogsheet)\b", re.IGNORECASE)
_XML = (".xml", ".rels", ".vml", ".rdf")
_UP = re.compile(r"(^|[/\\])\.\.([/\\]|$)|^[/\\]|^[A-Za-z]:|\\|\x00")


def check_archive(path: Path, kind: str) -> None:
    """Refuse a workbook whose archive is a trap, is damaged or is locked; return when it is safe to parse.

    Sizes are judged from the directory first, so that a bomb costs nothing; then every member is read to its end,
    which is the only way `zipfile` checks a digest.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            check_directory(path.name, members)
            _check_sizes(path.name, members)
            if kind == "ods":
                _check_password(path.name, archive)
            for member in members:
                _read_through(path.name, archive, member)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError) as error:
        raise _corrupt(path.name) from error


def check_directory(name: str, members: Sequence[zipfile.ZipInfo]) -> None:
    """Refuse an archive whose directory is a trap: too many members, one twice, outside, locked or a macro."""
    if len(members) > MEMBERS:
        raise FileRefused(
            "ARCHIVE_MEMBERS",
            f"{name} contient {len(members)} fichiers internes, {MEMBERS} au plus : ce n'est pas un classeur "
            "ordinaire. Enregistrez la feuille utile dans un nouveau classeur.",
        )
    seen: set[str] = set()
    for member in members:
        inside = member.orig_filename
        if _UP.search(inside):
            raise FileRefused(
                "ARCHIVE_PATH",
                f"{name} contient un fichier interne au chemin interdit (« {excerpt(inside)} ») : refusé. "
                "Redemandez le classeur à son auteur.",
            )
        if inside.casefold() in seen:
            raise FileRefused(
                "ARCHIVE_DUPLICATE",
                f"{name} contient deux fois le fichier interne « {excerpt(inside)} » : deux lectures différentes "
                "seraient possibles. Ouvrez-le et enregistrez-le de nouveau.",
            )
        seen.add(inside.casefold())
        if member.flag_bits & 0x1:
            raise _locked(name)
        if _MACRO.search(inside):
            raise _macro(name)


def _check_sizes(name: str, members: Sequence[zipfile.ZipInfo]) -> None:
    total = sum(member.file_size for member in members)
    if total > UNPACKED:
        raise _bomb(name, total)
    for member in members:
        if member.file_size > RATIO_FLOOR and member.file_size > RATIO * max(1, member.compress_size):
            raise _bomb(name, member.file_size)


def _check_password(name: str, archive: zipfile.ZipFile) -> None:
    if "META-INF/manifest.xml" in archive.namelist() and b"encryption-data" in archive.read("META-INF/manifest.xml"):
        raise _locked(name)


def _read_through(name: str, archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    """Read one member to its end: its digest is checked, its size compared, a DTD in it refused."""
    is_xml = member.filename.lower().endswith(_XML)
    done, tail = 0, b""
    with archive.open(member) as source:
        while block := source.read(_BLOCK):
            done += len(block)
            if done > member.file_size:
                raise _corrupt(name)
            if is_xml:
                tail += block
                if any(mark in tail for mark in _DTD):
                    raise FileRefused(
                        "XML_DTD",
                        f"{name} contient une déclaration DTD dans « {excerpt(member.filename)} », qu'aucun tableur "
                        "n'écrit : refusé. Redemandez le classeur à son auteur.",
                    )
                if member.filename.endswith(".rels") and _MACRO_TIE.search(tail):
                    raise _macro(name)
                tail = tail[-_OVERLAP:]
    if done != member.file_size:
        raise _corrupt(name)


def _bomb(name: str, size: int) -> FileRefused:
    return FileRefused(
        "ARCHIVE_RATIO",
        f"{name} occuperait {size // 1_000_000} Mo une fois décompressé ({UNPACKED // 1_048_576} Mo et {RATIO} fois sa "
        "taille au plus) : refusé sans l'ouvrir. Enregistrez seulement la feuille utile.",
    )


def _corrupt(name: str) -> FileRefused:
    return FileRefused("ARCHIVE_CORRUPT", f"{name} est abîmé ou incomplet : renvoyez-le ou enregistrez-le de nouveau.")


def _macro(name: str) -> FileRefused:
    return FileRefused("MACRO_FOUND", f"{name} contient des macros : enregistrez-le au format .xlsx ou .ods, sans macro.")


def _locked(name: str) -> FileRefused:
    return FileRefused(
        "FILE_ENCRYPTED",
        f"{name} est protégé par un mot de passe : ouvrez-le, retirez le mot de passe, enregistrez-le.",
    )
