"""One row being read: each cell is taken with its type, ignored by name, or reported; nothing passes unseen."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping

from importers.columns import held_in
from importers.dates import date_proposed, parse_date, parse_year
from importers.day_words import wrong_weekday
from importers.enumerated import parted
from importers.lambert import CONVERTED, from_cells, told_of
from importers.nothing import leaves_empty, says_nothing
from importers.numbers import BadNumber, parse_number
from importers.periods import in_words, parse_period, says_year, told_of_period
from importers.read.guard import find_nir, mask_nir
from importers.read.notes import ERROR
from importers.told import Told
from kb.days import first_day_after
from kb.ids import BadIdentifier, check_rna, check_siren, check_siret, lost_zeros
from kb.ledger import ActorRecord
from kb.said import About, Alike, DraftTie, Named, RowSays
from kb.text import clean, fold

_DEGREES = re.compile(r"-?\d{1,12}(?:\.\d{1,20})?", re.ASCII)
#: What is written as a number, well or badly: digits, infinities, hexadecimal, underscores, exponents.
_NUMERIC = re.compile(
    r"[-+]?(?:[\d\s\u00a0\u202f.,_]+|inf(?:inity|ini)?|nan|0x[0-9a-f]+|[\d.,]+e[-+]?\d+)", re.IGNORECASE
)
_MAIL = re.compile(r"^[^@\s,;<>()\"]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?\.[A-Za-z]{2,24}$")
#: A telephone somewhere in a cell: eight to fifteen digits however they are spaced, or a short number alone.
_PHONE = re.compile(
    r"(?<!\d)(?:\+\s*)?\d(?:[\s\u00a0\u202f.()/-]*\d){7,14}(?!\d)|^\s*(?:[13]\d\s?\d{2}|1\d{1,2}|11[0-9])\s*$"
)
#: Two decimals side by side may look like a number that must never enter.
COORDINATES = frozenset({"coords", "lat", "lon", "geometry"})


class Row(Told):
    """The cells of one row by column key, taken with their types, and what it says: actors, ties, and whom they are about."""

    def __init__(
        self,
        cells: Mapping[str, str],
        headers: Mapping[str, str],
        line: int,
        sheet: str = "",
        file: str = "",
        needed: Collection[str] = (),
        emptied: Collection[str] = (),
        commas: Collection[str] = (),
    ) -> None:
        #: What cells say that says nothing: they are read as empty ones.
        self._unsaid = {key: clean(cell) for key, cell in cells.items() if cell and key in emptied and leaves_empty(cell.strip(), key in needed)}
        super().__init__({**cells, **dict.fromkeys(self._unsaid, "")} if self._unsaid else cells, headers, line, sheet, file)
        self._needed, self._emptied, self._commas = needed, emptied, commas
        self.actors: list[ActorRecord] = []
        self.shared: list[ActorRecord] = []
        self.ties: list[DraftTie] = []
        self.key: str | None = None
        self.parent: str | Named | None = None
        self.order = ""
        self.spelled = ""
        self.about: list[About] = []
        #: Bodies that no cell of the row names.
        self.assumed: set[str] = set()
        #: What is told of the places whose name may be a person's, when the base knows none of it.
        self.unsaid: dict[str, str] = {}
        self.alike: Alike | None = None
        #: Where the item stands in its document: « features[2] ».
        self.item = ""
        #: The year that its sheet tells for the days that say none, empty when it tells none.
        self.year_told: Callable[[], str] = str

    def tie(self, tie: DraftTie) -> None:
        """State a tie; the same one named twice in a cell is one tie."""
        if all((tie.kind, tie.part) != (other.kind, other.part) for other in self.ties):
            self.ties.append(tie)

    # -- taking cells -------------------------------------------------------------------------------------------------

    def text(self, key: str) -> str:
        """Return a cell as clean text, empty when there is nothing."""
        cell = self._cells.get(key)
        return clean(cell) if cell else ""

    def known(self, key: str) -> str:
        """Return a cell as clean text, empty too when it says that nothing is known (« NC », « — ») where something may be missing."""
        found = self.text(key)
        return "" if found and key not in self._needed and says_nothing(found) else found

    def whole(self, key: str) -> str:
        """Return a cell as it came, however long."""
        return self._cells.get(key, "")

    def filled(self, keys: tuple[str, ...]) -> list[str]:
        """Return those of some columns under which this row has something."""
        return [key for key in held_in(tuple(self._cells), keys) if self._cells[key]]

    def read(self) -> Iterable[tuple[str, str]]:
        """Return the cells that are read, by column."""
        return self._cells.items()

    def wording(self) -> str:
        """Return all that is read of the row and all that its actors are called, in small letters: one look at it tells most rows apart."""
        stated = [str(a.fields.get("name", "")) for a in (*self.actors, *self.shared)]
        return "\n".join([*self._cells.values(), *stated]).lower()

    def holds(self, key: str) -> bool:
        """Tell whether the file has this column at all."""
        return key in self._cells

    def awaits(self, key: str) -> bool:
        """Tell whether a cell says that something is to come there: « à définir », « à confirmer »."""
        return fold(self._unsaid.get(key, "")).startswith("a ")

    def required(self, key: str) -> str:
        """Return a cell that must not be empty; an empty one sets the row aside, and so does one that says nothing."""
        found = self.text(key)
        if ERROR.match(found):
            self.refuse(key, "CELL_ERROR", "Erreur de tableur à la place d'une valeur : corrigez la cellule.")
            return ""
        if not found:
            header, unsaid = self._headers.get(key, key), self._unsaid.get(key, "")
            said = f"La colonne « {header} » est vide : complétez-la."
            if unsaid:
                said = f"La colonne « {header} » dit seulement « {unsaid} » : complétez-la. Si c'est un nom, écrivez-le en entier (« association Sans Objet »)."
            self.refuse(key, "COLUMN_REQUIRED", said, unsaid)
        return found

    def listed(self, key: str) -> list[str]:
        """Return the several values of a cell: parted by a bar, a semicolon or a line end; by commas where its column says so."""
        cell = self._cells.get(key)
        parts = parted(cell, key in self._commas) if cell else []
        return [part for part in parts if not says_nothing(part)] if len(parts) > 1 and key in self._emptied else parts

    def siret(self, key: str) -> str:
        """Return a SIRET's digits; a wrong one sets the row aside with its reason."""
        return self._identifier(key, check_siret, "SIRET_INVALID")

    def siren(self, key: str) -> str:
        """Return a SIREN's digits; a wrong one sets the row aside with its reason."""
        return self._identifier(key, check_siren, "SIREN_INVALID")

    def rna(self, key: str) -> str:
        """Return an RNA number; a wrong one sets the row aside with its reason."""
        return self._identifier(key, check_rna, "RNA_INVALID")

    def _identifier(self, key: str, check: Callable[[str], str], code: str) -> str:
        raw = self._cells.get(key, "").strip()
        if not self.known(key):
            return ""
        try:
            return check(raw)
        except BadIdentifier as error:
            proposed = lost_zeros(raw, check) or " Corrigez la cellule, ou laissez-la vide."
            self.refuse(key, code, f"{sentence(error.reason)}.{proposed}")
            return ""

    def text_or_number(self, key: str) -> str:
        """Return a count as written (« environ 80 »); what looks like a number must be one."""
        raw = self.known(key)
        if not raw or not _NUMERIC.fullmatch(raw):
            return raw
        found = self.number(key)
        return "" if found is None else f"{found:g}" if isinstance(found, float) else str(found)

    def coordinate(self, key: str, most: int) -> float | None:
        """Return a latitude (at most 90) or a longitude (at most 180) in degrees, None when empty."""
        raw = self.known(key)
        if not raw:
            return None
        text = raw.replace(",", ".").rstrip("°").strip()
        found = float(text) if _DEGREES.fullmatch(text) else most + 1.0
        if abs(found) > most and (turned := from_cells(self.text("lon"), self.text("lat"))):
            if all(w.code != CONVERTED for w in self.warnings):
                self.warn("lat", CONVERTED, told_of(*turned))
            return turned[key == "lat"]
        if abs(found) > most:
            self.refuse(key, "COORDINATES_RANGE", f"Des degrés entre -{most} et {most} sont attendus, par exemple 45,7640.")
            return None
        return found

    def number(self, key: str) -> int | float | None:
        """Return a French number: blanks between thousands, decimal comma, a euro sign or a unit (k€); None when empty."""
        if not self.known(key):
            return None
        try:
            return parse_number(self._cells[key], self._headers.get(key, ""))
        except BadNumber as error:
            self.refuse(key, error.code, error.message)
            return None

    def date(self, key: str) -> str:
        """Return a day as YYYY-MM-DD, a month or a year as written; French order (01/02 is 1 February)."""
        return self._day(key, 0)

    def year(self, key: str) -> str:
        """Return a financial year, or the two of one that lasts several: « 2026 », « 2026-2028 »; anything else sets the row aside."""
        raw = self.known(key)
        found = parse_year(raw) if raw else ""
        if found is None:
            self.refuse(key, "DATE_INVALID", f"Année illisible : écrivez 2026, ou 2026-2028 pour plusieurs années.{date_proposed(raw)}")
        return found or ""

    def last(self, key: str) -> str:
        """Return a day in the same way, for what lasts until then: a quarter is lasted whole."""
        return self._day(key, -1)

    def due(self, key: str, since: str = "") -> tuple[str, str]:
        """Return the last day of a deadline, then its words when no day can be read of them: they are kept, and the row with them.

        `since` is the day from which a deadline without its year is the next to come.
        """
        raw = self.known(key)
        if not raw or not in_words(raw) or parse_date(raw) or parse_period(raw, since or self.year_told()):
            return self._day(key, -1, since), ""
        self.warn(key, "DATE_WORDS", "Aucun jour lu dans cette échéance : elle est gardée en mots, et jamais dite en retard. Écrivez 31/12/2026, ou « fin mars 2027 ».")
        return "", raw

    def until(self, key: str) -> str:
        """Return the day on which a tie is over: « jusqu'à 2026 » lasts the whole of 2026, « jusqu'au 31/12 » that day too."""
        return first_day_after(self.last(key))

    def _day(self, key: str, which: int, since: str = "") -> str:
        raw = self.known(key)
        found = parse_date(raw) if raw else ""
        if found is None and (span := parse_period(raw, since or ("" if says_year(raw) else self.year_told()))):
            found = span[which]
            self.warn(key, "DATE_PERIOD", told_of_period(raw, span, which))
        if found is None:
            self.refuse(key, "DATE_INVALID", f"Date illisible : écrivez 31/12/2026 ou 2026-12-31.{date_proposed(raw)}")
        elif true := wrong_weekday(raw, found):
            self.warn(key, "DATE_WEEKDAY", f"Ce jour est un {true} : la date est gardée. Corrigez le jour de la semaine, ou la date.")
        return found or ""

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
        """Return an e-mail address; a wrong one, or several in a cell, set the row aside; what is none is left out and told."""
        raw = self.text(key)
        if not raw or (_MAIL.match(raw) and len(raw) <= 254 and ".." not in raw):
            return raw
        if "@" not in raw:
            page = re.match(r"(?:https?://|www\.)", raw, re.IGNORECASE)
            said = (
                "Page web à la place d'une adresse électronique"
                if page
                else "Pas d'adresse électronique dans cette cellule"
            )
            way = "Mettez-la sous « Site web »." if page else "Complétez-la, ou laissez-la vide."
            self.warn(key, "EMAIL_INVALID", f"{said} : laissée de côté, la ligne est prise. {way}")
            return ""
        several = [part for part in re.split(r"[\s,;/|]+", raw) if _MAIL.match(part)]
        said = "Adresse électronique incorrecte : une seule adresse, de la forme nom@domaine.fr."
        if len(several) > 1:
            said = f"{len(several)} adresses dans la cellule : gardez-en une, mettez les autres sur leur propre ligne."
        self.refuse(key, "EMAIL_INVALID", said)
        return ""

    def phone(self, key: str, *, shown: bool = True) -> str:
        """Return a telephone as written; what is no number is kept and told, without its words when it may name a person."""
        raw = self.text(key)
        if raw and (not _PHONE.search(raw) or re.fullmatch(r"\d{14}", raw)):
            said = "Ce n'est pas un numéro de téléphone : gardé tel quel. Corrigez la cellule, ou mettez ce texte sous « Notes »."
            self.warn(key, "PHONE_INVALID", said, None if shown else "")
        elif re.fullmatch(r"[1-9]\d{8}", raw):
            proposed = (
                f" Zéro initial perdu ? Ce serait 0{raw[:1]} {raw[1:3]} {raw[3:5]} {raw[5:7]} {raw[7:]}."
                if shown
                else " Zéro initial perdu ?"
            )
            self.warn(
                key,
                "PHONE_INVALID",
                f"Numéro de neuf chiffres, gardé tel quel.{proposed} Vérifiez-le, puis corrigez la cellule.",
                None if shown else "",
            )
        return raw

    def choice(self, key: str, known: Mapping[str, str]) -> str:
        """Return the declared value a cell stands for; an unknown one is kept as written and said."""
        raw = self.text(key)
        if not raw:
            return ""
        if fold(raw) not in known:
            if says_nothing(raw):
                return ""
            listed = ", ".join(dict.fromkeys(known.values()))
            self.warn(key, "VALUE_UNUSUAL", f"Valeur inhabituelle, gardée telle quelle. Valeurs connues : {listed}.")
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
        kept = {name: cell for name, cell in raw.items() if name not in self.hidden} if self.hidden else raw
        said = RowSays(
            line=self.line,
            raw=kept,
            sheet=self.sheet,
            key=self.key,
            actors=self.actors,
            ties=self.ties,
            shared=self.shared,
            problems=self.problems,
            warnings=self.warnings,
            parent=self.parent,
            order=self.order,
            spelled=self.spelled,
            about=self.about,
            assumed=frozenset(self.assumed),
            unsaid=self.unsaid,
            alike=self.alike,
        )
        if self.withheld:
            said.keep_nothing()
        return said

    def spell(self, key: str) -> None:
        """Remember a name to the letter: composed and decomposed accents are two spellings of it."""
        self.spelled = " ".join(self._cells.get(key, "").split())


def sentence(reason: str) -> str:
    """Return a reason as the beginning of a sentence, whatever capitals it holds.

    >>> sentence("clé de contrôle du SIRET fausse")
    'Clé de contrôle du SIRET fausse'
    """
    return reason[:1].upper() + reason[1:]
