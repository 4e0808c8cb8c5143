"""One row being read: each cell is taken with its type, ignored by name, or reported; nothing passes unseen."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from importers.read.guard import find_nir, mask_nir
from kb.ids import BadIdentifier, check_rna, check_siren, check_siret
from kb.ledger import ActorRecord
from kb.problems import Problem, excerpt
from kb.said import DraftTie, Named, RowSays
from kb.text import clean, fold

_MONTHS = {m: n for n, m in enumerate(
    ("janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre", "octobre", "novembre", "decembre"), 1
)}  # fmt: skip
_NUMBER = re.compile(r"^-?\d+(?:\.\d+)?$")
_MAIL = re.compile(r"^[^@\s,;<>()\"]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?\.[A-Za-z]{2,24}$")
#: Two decimals side by side may look like a number that must never enter.
COORDINATES = frozenset({"coords", "lat", "lon"})
_SEVERAL = re.compile(r"\s*[|\n]\s*|\s*;\s+|\s*;\s*")


class Row:
    """The cells of one row by column key; every problem met is kept, so that a refused row is told whole."""

    def __init__(self, cells: Mapping[str, str], headers: Mapping[str, str], line: int, sheet: str = "", file: str = "") -> None:
        self._cells = cells
        self._headers = headers
        self.line, self.sheet, self.file = line, sheet, file
        self.actors: list[ActorRecord] = []
        self.shared: list[ActorRecord] = []
        self.ties: list[DraftTie] = []
        self.problems: list[Problem] = []
        self.warnings: list[Problem] = []
        self.key: str | None = None
        self.parent: str | Named | None = None

    # -- saying -------------------------------------------------------------------------------------------------------

    def refuse(self, key: str, code: str, message: str, value: str | None = None) -> None:
        """Set the row aside because of one cell, saying why and what to do."""
        shown = self._cells.get(key, "") if value is None else value
        self.problems.append(self._problem(key, code, message, shown))

    def warn(self, key: str, code: str, message: str, value: str | None = None) -> None:
        """Say something of one cell; the row goes in all the same."""
        self.warnings.append(self._problem(key, code, message, self._cells.get(key, "") if value is None else value))

    def _problem(self, key: str, code: str, message: str, value: str) -> Problem:
        return Problem(code, message, self.file, self.sheet, self.line, self._headers.get(key, key), mask_nir(excerpt(value)))

    # -- taking cells ---------------------------------------------------------------------------------------------------

    def text(self, key: str) -> str:
        """Return a cell as clean text, empty when there is nothing."""
        return clean(self._cells.get(key, ""))

    def required(self, key: str) -> str:
        """Return a cell that must not be empty; an empty one sets the row aside."""
        found = self.text(key)
        if not found:
            self.refuse(key, "COLUMN_REQUIRED", f"La colonne « {self._headers.get(key, key)} » est vide : complétez-la.")
        return found

    def listed(self, key: str) -> list[str]:
        """Return the several values of a cell: parted by a bar, a semicolon or a line end."""
        return [clean(part) for part in _SEVERAL.split(self._cells.get(key, "")) if part.strip()]

    def siret(self, key: str) -> str:
        """Return a SIRET's digits; a wrong one sets the row aside with its reason."""
        return self._identifier(key, check_siret, "SIRET_INVALID")

    def siren(self, key: str) -> str:
        """Return a SIREN's digits; a wrong one sets the row aside with its reason."""
        return self._identifier(key, check_siren, "SIREN_INVALID")

    def rna(self, key: str) -> str:
        """Return an RNA number; a wrong one sets the row aside with its reason."""
        return self._identifier(key, check_rna, "RNA_INVALID")

    def _identifier(self, key: str, check: Any, code: str) -> str:
        raw = self._cells.get(key, "").strip()
        if not raw:
            return ""
        try:
            return str(check(raw))
        except BadIdentifier as error:
            self.refuse(key, code, f"{error.reason[:1].upper()}{error.reason[1:]}.")
            return ""

    def number(self, key: str) -> int | float | None:
        """Return a French number: blanks between thousands, decimal comma, a euro sign; None when empty."""
        raw = self._cells.get(key, "").strip()
        if not raw:
            return None
        text = re.sub(r"[\s\u00a0\u202f€]|EUR$|euros?$", "", raw)
        if re.fullmatch(r"-?\d{1,3}(,\d{3})+\.\d+|-?\d{1,3}(,\d{3}){2,}|-?[1-9]\d{0,2}\.\d{3}", text):
            self.refuse(key, "NUMBER_AMBIGUOUS", "Nombre ambigu (milliers ou décimales ?) : écrivez 1 234,56.")
            return None
        if re.fullmatch(r"-?\d{1,3}(\.\d{3}){2,}(,\d+)?|-?\d{1,3}\.\d{3},\d+", text):
            text = text.replace(".", "")
        text = text.replace(",", ".") if text.count(",") == 1 else text
        if not _NUMBER.match(text):
            self.refuse(key, "NUMBER_OUT_OF_RANGE", "Ce n'est pas un nombre : écrivez par exemple 1 234,56.")
            return None
        if len(text) > 18:
            self.refuse(key, "NUMBER_OUT_OF_RANGE", "Nombre trop grand pour être un montant : vérifiez la cellule.")
            return None
        whole, _, decimals = text.partition(".")
        return float(text) if decimals.strip("0") else int(whole)

    def date(self, key: str) -> str:
        """Return a day as YYYY-MM-DD, or a year alone as its first day; French order (01/02 is 1 February)."""
        raw = self.text(key)
        if not raw:
            return ""
        found = parse_date(raw)
        if found is None:
            self.refuse(key, "DATE_INVALID", "Date illisible : écrivez 31/12/2026 ou 2026-12-31.")
            return ""
        return found

    def web(self, key: str) -> str:
        """Return a web address; only http and https are taken, `www.` becomes https. Nothing is ever fetched."""
        raw = self.text(key)
        if not raw:
            return ""
        if raw.lower().startswith("www."):
            return f"https://{raw}"
        if re.match(r"https?://[^\s/]", raw, re.IGNORECASE):
            return raw
        if re.fullmatch(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+(/\S*)?", raw):
            return f"https://{raw}"
        self.refuse(key, "URL_SCHEME", "Adresse refusée : seules les adresses http et https sont admises.")
        return ""

    def mail(self, key: str) -> str:
        """Return an e-mail address; a wrong one, or several in a cell, set the row aside."""
        raw = self.text(key)
        if raw and (not _MAIL.match(raw) or len(raw) > 254):
            self.refuse(key, "EMAIL_INVALID", "Adresse électronique incorrecte : une seule adresse, de la forme nom@domaine.fr.")
            return ""
        return raw

    def choice(self, key: str, known: Mapping[str, str]) -> str:
        """Return the declared value a cell stands for; an unknown one is kept as written and said."""
        raw = self.text(key)
        if not raw:
            return ""
        if fold(raw) not in known:
            self.warn(key, "VALUE_UNUSUAL", f"Valeur inhabituelle, gardée telle quelle. Valeurs connues : {', '.join(dict.fromkeys(known.values()))}.")
            return raw
        return known[fold(raw)]

    def check_sensitive(self) -> None:
        """Set the row aside when a cell holds a social security number; the number is never repeated."""
        for key, value in self._cells.items():
            if value and key not in COORDINATES and find_nir(value):
                self.refuse(key, "SENSITIVE_DATA", "Un numéro de sécurité sociale se trouve dans cette cellule : "
                            "retirez-le, Maillage ne doit pas le recevoir.", mask_nir(value))  # fmt: skip

    def says(self, raw: Mapping[str, str]) -> RowSays:
        """Return what the row says, in the shape the plan takes."""
        return RowSays(
            line=self.line, raw=raw, sheet=self.sheet, key=self.key, actors=self.actors, ties=self.ties, shared=self.shared,
            problems=self.problems, warnings=self.warnings, parent=self.parent,
        )  # fmt: skip


def parse_date(raw: str) -> str | None:
    """Return a day as YYYY-MM-DD from the ways French offices write it, or None.

    A year alone is its first day, a month its first; two-digit years and bare serial numbers are refused.

    >>> parse_date("1er février 2023"), parse_date("01/02/2023"), parse_date("2019"), parse_date("31/02/2023")
    ('2023-02-01', '2023-02-01', '2019-01-01', None)
    """
    text = raw.strip().lower().split("t")[0] if re.match(r"\d{4}-\d\d-\d\dt", raw.strip().lower()) else raw.strip().lower()
    text = re.sub(r"\s+\d{1,2}:\d{2}(:\d{2})?$", "", text)
    parts = _date_parts(text)
    if parts is None:
        return None
    try:
        return dt.date(*parts).isoformat()
    except ValueError:
        return None


def _date_parts(text: str) -> tuple[int, int, int] | None:
    if re.fullmatch(r"(1[89]|2\d|99)\d\d|9999", text):
        return int(text), 1, 1
    if found := re.fullmatch(r"(\d{4})[-/](\d{1,2})(?:[-/](\d{1,2}))?", text):
        return int(found[1]), int(found[2]), int(found[3] or 1)
    if found := re.fullmatch(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})", text):
        return int(found[3]), int(found[2]), int(found[1])
    if found := re.fullmatch(r"(\d{1,2})/(\d{4})", text):
        return int(found[2]), int(found[1]), 1
    words = fold(text).split()
    if words and words[0] in {"lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche", "le", "depuis", "en"}:
        words = words[1:]
    if len(words) == 3 and words[1] in _MONTHS and words[2].isdigit() and len(words[2]) == 4:
        day = re.sub(r"\D", "", words[0])
        return (int(words[2]), _MONTHS[words[1]], int(day)) if day else None
    if len(words) == 2 and words[0] in _MONTHS and words[1].isdigit() and len(words[1]) == 4:
        return int(words[1]), _MONTHS[words[0]], 1
    return None
