"""What a file is, told by its first bytes and never by its name."""

from __future__ import annotations

import os
import re
import zipfile
from pathlib import Path

from kb.problems import FileRefused, excerpt

_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
#: Streams of an OLE container that tell a locked workbook, and a workbook of Excel 97.
_LOCKED, _BOOKS = ("EncryptedPackage", "EncryptionInfo"), ("Workbook", "Book")
_SPREADSHEET = b"opendocument.spreadsheet"
#: What a damaged archive was meant to be, when only its name says it.
_BOOK_NAMES = {".xlsx": "xlsx", ".xlsm": "xlsx", ".ods": "ods"}
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"\x09\x08\x10\x00\x00\x06", "xls"),
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ", "xz"),
    (b"7z\xbc\xaf", "7z"),
    (b"(\xb5/\xfd", "zstd"),
    (b"Rar!", "rar"),
    (b"%PDF", "pdf"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"{\\rtf", "rtf"),
    (b"SQLite format 3", "sqlite"),
    (b"PAR1", "parquet"),
)
_NAMES = {
    "empty": "un fichier vide",
    "csv": "un tableau en texte (CSV)",
    "json": "un document JSON",
    "xlsx": "un classeur Excel",
    "ods": "un classeur OpenDocument",
    "xls": "un classeur Excel 97-2003 (.xls)",
    "xlsb": "un classeur Excel binaire (.xlsb)",
    "encrypted": "un classeur protégé par un mot de passe",
    "zip": "une archive ZIP",
    "document": "un document bureautique qui n'est pas un tableur",
    "gzip": "un fichier compressé (gzip)",
    "bzip2": "un fichier compressé (bzip2)",
    "xz": "un fichier compressé (xz)",
    "7z": "une archive 7z",
    "zstd": "un fichier compressé (zstd)",
    "rar": "une archive RAR",
    "pdf": "un document PDF",
    "image": "une image",
    "rtf": "un document RTF",
    "sqlite": "une base SQLite",
    "parquet": "un fichier Parquet",
    "html": "une page HTML",
    "xml": "un document XML",
    "binary": "un fichier binaire",
}
_HTML = re.compile(rb"<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>]|<table[\s>]|<(?:div|script|h1|p)[\s>]", re.IGNORECASE)
_JSON = re.compile(rb"\{|\[\s*(?:[\[{\"\]\d/-]|true|false|null|NaN|Infinity|$)")
_BINARY = bytes(set(range(0x20)) - set(b"\t\n\x0b\x0c\r\x1b"))


def sniff(path: Path) -> str:
    """Return what a file holds: `csv`, `json`, `xlsx`, `ods`, or the name of what we do not read.

    The name of the file plays no part. `csv` means "text that is none of the others".
    """
    try:
        if not path.is_file():
            raise unreadable(path)
        with path.open("rb") as source:
            head = source.read(65_536)
    except OSError as error:
        raise unreadable(path) from error
    if not head:
        return "empty"
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return _inside_zip(path, head) if kind == "zip" else _inside_ole(path) if kind == "ole" else kind
    return _text(head)


def named(kind: str) -> str:
    """Return what a kind of file is called in a message."""
    return _NAMES.get(kind, kind)


def looks_utf16(head: bytes) -> bool:
    """Tell whether bytes without a mark are UTF-16: nearly every second one is zero."""
    sample = head[:4096]
    half = len(sample) // 2
    few, many = sorted((sample[0::2].count(0), sample[1::2].count(0)))
    # Where both halves are zeros, they stand for no letter: a program, or the end of a file that a crash has filled.
    return half >= 2 and many > half * 0.6 and few < half * 0.3


def refuse_other(path: Path, kind: str, wanted: str) -> FileRefused:
    """Return the refusal of a file that is not what was asked for, with what to save it as."""
    said = f"{path.name} est {named(kind)}, pas {wanted}."
    if named(kind).startswith("un classeur") and wanted.startswith("un classeur"):
        said = f"{path.name} est {named(kind)} : ce format n'est pas lu ainsi."
    if kind == "encrypted":
        return FileRefused(
            "FILE_ENCRYPTED",
            f"{path.name} est protégé par un mot de passe : ouvrez-le, retirez le mot de passe, enregistrez-le.",
        )
    if kind == "empty":
        return FileRefused("FILE_EMPTY", f"{path.name} est vide : rien n'a été importé. Vérifiez l'export d'origine.")
    if kind in ("gzip", "bzip2", "xz", "7z", "zstd", "rar"):
        return FileRefused("NOT_A_TABLE", f"{said} Décompressez-le, puis importez le tableau qu'il contient.")
    if kind == "zip":
        return FileRefused("FILE_TYPE", f"{said} Décompressez-le, puis importez le tableau qu'il contient.")
    if kind in ("xls", "xlsb", "xlsx", "ods", "zip", "document", "json", "csv"):
        advice = {
            "json": "Donnez-lui l'extension .json.",
            "csv": "Donnez-lui l'extension .csv, ou enregistrez-le depuis le tableur au format .xlsx.",
            "xlsx": "Donnez-lui l'extension .xlsx, ou enregistrez la feuille au format CSV UTF-8.",
            "ods": "Donnez-lui l'extension .ods, ou enregistrez la feuille au format CSV UTF-8.",
        }.get(kind, "Ouvrez-le et enregistrez-le au format .xlsx, .ods ou CSV UTF-8.")
        return FileRefused("FILE_TYPE", f"{said} {advice}")
    return FileRefused("NOT_A_TABLE", f"{said} Demandez le fichier d'origine au format .xlsx, .ods ou CSV UTF-8.")


def unreadable(path: Path) -> FileRefused:
    """Return the refusal of what leads to no file: nothing is there, or it cannot be opened."""
    if not os.path.lexists(path):
        said = f"Il n'y a pas de fichier {excerpt(path)} : vérifiez le chemin et le nom."
    else:
        said = f"{excerpt(path)} n'est pas un fichier qui s'ouvre : vérifiez que ce n'est pas un dossier, et vos droits."
    return FileRefused("FILE_UNREADABLE", said)


def _inside_zip(path: Path, head: bytes) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = {info.filename for info in archive.infolist()}
            kind = archive.read("mimetype")[:200] if "mimetype" in names else b""
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, EOFError):
        # A damaged archive still says by its first bytes what it was meant to be; reading it will refuse it by name.
        return (
            "ods"
            if _SPREADSHEET in head[:400]
            else "xlsx"
            if b"[Content_Types].xml" in head or b"xl/" in head
            else _BOOK_NAMES.get(path.suffix.lower(), "zip")
        )
    if _SPREADSHEET in kind:
        return "ods"
    if "xl/workbook.bin" in names:
        return "xlsb"
    if any(name.lower().startswith("xl/") for name in names):
        return "xlsx"
    return "document" if kind or "[Content_Types].xml" in names else "zip"


def _inside_ole(path: Path) -> str:
    """Return what an OLE container is by the streams it names; one that is called .xlsx and holds no book is locked."""
    locked, book = ([name.encode("utf-16-le") for name in names] for names in (_LOCKED, _BOOKS))
    is_book, tail = False, b""
    with path.open("rb") as source:
        while block := source.read(1 << 20):
            seen = tail + block
            if any(name in seen for name in locked):
                return "encrypted"
            is_book = is_book or any(name in seen for name in book)
            tail = block[-64:]
    return "encrypted" if path.suffix.lower() == ".xlsx" and not is_book else "xls"


def _text(head: bytes) -> str:
    if head.startswith(_BOMS[1:]):
        start = head[:400].decode("utf-16", "ignore").encode("utf-8", "ignore").lstrip()
    else:
        start = head.removeprefix(_BOMS[0]).lstrip()[:4096]
        if not looks_utf16(head) and _is_binary(head):
            return "binary"
    if _JSON.match(start):
        return "json"
    if start[:1] == b"<" and _HTML.search(start):
        return "html"
    return "xml" if start.startswith((b"<?xml", b"<!DOCTYPE", b"<marches>", b"<marches ")) else "csv"


def _is_binary(head: bytes) -> bool:
    """Tell whether bytes are no text: too many controls; fewer are enough with a zero, when it is not UTF-8 either."""
    controls = len(head) - len(head.translate(None, _BINARY))
    if controls > len(head) * 0.3:
        return True
    return controls > len(head) * 0.05 and b"\0" in head and "\ufffd" in head[:-3].decode("utf-8", "replace")
