"""One organisation as a table or a record gives it, cleaned for comparison beside its untouched cells."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from kb.identity.names import Name, institution, read_name, variants
from kb.identity.numbers import NONE, Number, read_number
from kb.identity.places import Place, read_place
from kb.once import once

#: Codes of "not elsewhere classified" and of the carrier's status: bodies that do unrelated things share them
#: (identity reference, B.1): they say nothing, alike or not.
CATCH_ALL = frozenset({"9499Z", "8899B", "8299Z", "9609Z", "7490B", "8891B", "7022Z", "9602A"})
_NOT_CODE = re.compile(r"[^0-9A-Z]")
#: Mail hosts that say nothing of who writes.
FREE_MAIL = frozenset(["gmail.com", "orange.fr", "wanadoo.fr", "free.fr", "hotmail.fr", "hotmail.com", "yahoo.fr", "laposte.net", "sfr.fr", "outlook.fr", "outlook.com"])  # fmt: skip


@dataclass(frozen=True)
class Party:
    """One organisation to compare: an id of its own, its names (the first is the main one), where it is, its numbers."""

    id: str
    names: tuple[str, ...]
    place: Place
    number: Number = NONE
    rna: str = ""
    naf: str = ""
    kind: str = ""
    phone: str = ""
    domain: str = ""

    @once
    def forms(self) -> tuple[Name, ...]:
        """Return the comparable forms of every name, main name first, once each."""
        read = (read_name(text) for name in self.names for text in variants(name))
        return tuple(dict.fromkeys(name for name in read if name.words))

    @once
    def legal_forms(self) -> frozenset[str]:
        """Return the legal forms that the names state."""
        return frozenset(form for name in self.forms for form in name.form)

    @once
    def institutions(self) -> frozenset[str]:
        """Return the common institutions that the names state, in full or in short."""
        return frozenset(found for name in self.forms if (found := institution(name)))

    @once
    def numbers(self) -> frozenset[str]:
        """Return the numbers that the names hold, the département's own left out."""
        return frozenset(n for name in self.forms for n in name.numbers) - {self.place.department.lstrip("0")}


def make_party(
    id: str, names: Iterable[str], *, address: str = "", postcode: str = "", town: str = "", siret: str = "",
    rna: str = "", naf: str = "", kind: str = "", phone: str = "", email: str = "",
) -> Party:  # fmt: skip
    """Return a party from its cells, as they are written; any of them may be empty."""
    kept = tuple(dict.fromkeys(text for name in names if (text := name.strip())))
    digits = re.sub(r"\D", "", phone)[-9:]
    domain = email.rpartition("@")[2].strip().lower()
    return Party(
        id=id,
        names=kept,
        place=read_place(address, postcode, town),
        number=read_number(siret),
        rna=rna.strip().upper(),
        naf=_NOT_CODE.sub("", naf.upper()),
        kind=kind.strip(),
        phone=digits if len(digits) == 9 else "",
        domain="" if domain in FREE_MAIL else domain,
    )
