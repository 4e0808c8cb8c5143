"""Published grants: the SCDL « subventions » standard and the headers administrations really write."""

from __future__ import annotations

import re
from functools import lru_cache

from importers.actors import organisation, row_key, without_gaps
from importers.base import importer
from importers.conventions import settle_conventions
from importers.fonjep import posts_with_names
from importers.grant_columns import COLUMNS
from importers.nothing import says_nothing
from importers.row import Row, sentence
from kb.ids import BadIdentifier, check_rna, check_siren, check_siret
from kb.ledger import ActorRecord, Value
from kb.said import DraftTie
from kb.text import fold

_YEAR = re.compile(r"(19|20)\d\d", re.ASCII)
#: A SIREN however it is spaced; « 3,24021385E+13 » holds nine digits too, and is none.
_NINE = re.compile(r"\s*(\d[\s.\u00a0\u202f]*){9}", re.ASCII)
_NOT_GRANTED = re.compile(r"\b(fin)?instruction\b|\brefus|\brejet|\bbrouillon|\ben attente|\bdepose|\ba l etude")
_RNA = re.compile(r"W\d")
#: A part: « 50 », « 0.5 » or « 1/2 ».
_PART = re.compile(r"(?P<part>\d{1,9}(?:\.\d{1,20})?|\.\d{1,20})(?:\s*/\s*(?P<over>\d{1,9}))?", re.ASCII)
_CANCELLED = re.compile(r"\bannul|\bdesengage|\bretrait de la subvention|\bcaduque?\b")


@importer(
    "subventions",
    title="Subventions publiées (SCDL)",
    explain="Les subventions publiées par les administrations ; une ligne par versement ou par convention.",
    columns=COLUMNS,
    signature=("funder", "funder_id", "beneficiary", "beneficiary_id", "amount"),
    any_of=(("funder", "main_funder"), ("beneficiary", "beneficiary_id", "supplier")),
    gather=posts_with_names,
    settle=settle_conventions,
)
def read_grant(row: Row) -> None:
    """State who grants how much to whom; both are created from what the row says of them."""
    _check_granted(row)
    funder_name, name = row.text("funder") or row.text("main_funder") or row.required("funder"), _name(row)
    amount, nature, detail = _given(row)
    siret, siren = _funder_ids(row)
    since, year, told_day = _dates(row)
    share = _share(row)
    if row.problems:
        return
    taker = _taker(row, name)
    if not taker.identity:
        _refuse_nobody(row)
        return
    funder = _party("funder", funder_name, "", "", siret, siren, "")
    if funder.identity == taker.identity:
        said = "Le financeur et le bénéficiaire sont le même organisme : rien à relier."
        row.refuse("beneficiary", "RELATION_END_UNKNOWN", said)
        return
    purpose, reference, scheme = row.text("purpose"), row.text("reference"), row.text("scheme")
    fields: dict[str, Value] = without_gaps({
        "amount": amount, "nature": nature, "year": year, "purpose": purpose, "scheme": scheme, "reference": reference,
        "share": share, "detail": detail, "state": _state(row, amount, purpose),
        "on": since if len(row.text("agreed_on")) > 4 else "",
    })  # fmt: skip
    row.shared += [funder, taker]
    # The amount is not in the key: a corrected amount is a change of the same grant. Instalments differ by their dates, and
    # what a convention gives in each of its years by its year: that of its day adds nothing, so that a file may leave it out.
    paid, *told = (row.text(key) for key in ("paid_on", "payment", "payment_line"))
    told.append(year if since[:4] != year[:4] else "")
    row.key = row_key(
        "subvention", funder.identity, taker.identity, told_day, reference, purpose, scheme, nature, paid,
        *(part for part in told if part),
    )  # fmt: skip
    row.order = since
    row.ties.append(DraftTie("funds", funder.identity, taker.identity, fields, valid_from=since or None))


def _given(row: Row) -> tuple[int | float | None, str, str]:
    """Return what is granted: an amount, its nature, and what is told beside it (loan, guarantee, help in kind)."""
    nature = row.text("nature")
    paid = ", ".join(dict.fromkeys(filter(None, map(row.text, ("paid_on", "paid_next", "paid_last")))))
    loan, guarantee, value = row.number("loan"), row.number("guarantee"), row.number("in_kind_value")
    in_kind = row.text("in_kind")
    if not row.text("amount") and not (loan or guarantee or in_kind or value):
        row.required("amount")
        return None, nature, ""
    amount = row.number("amount")
    told = [
        f"versement : {paid}" if paid and paid != row.text("agreed_on") else "",
        f"prêt : {_euros(loan)}" if loan else "",
        f"garantie : {_euros(guarantee)}" if guarantee else "",
        f"en nature : {in_kind}" if in_kind else "",
        f"estimé à {_euros(value)}" if value else "",
    ]
    if amount is None and not in_kind:
        nature = "prêt" if loan else "garantie" if guarantee else nature
    if amount is not None and amount < 0:
        said = "Montant négatif : compris comme une annulation ou un remboursement, il se retranche des sommes."
        row.warn("amount", "AMOUNT_NEGATIVE", said)
    return amount, nature, " ; ".join(part for part in told if part)


@lru_cache(maxsize=8_192)
def _no_number(raw: str) -> bool:
    """Tell whether a number is not given: published files write a zero for it too."""
    return fold(raw) == "0" or says_nothing(raw)


def _euros(amount: int | float) -> str:
    return f"{amount:,} €".replace(",", "\u202f").replace(".", ",")


def _check_granted(row: Row) -> None:
    """Set aside what was asked, refused or is still looked at: only what is granted is a funding."""
    if _NOT_GRANTED.search(fold(row.text("status"))):
        said = f"Demande au statut « {row.text('status')} » : elle n'est pas accordée, ce n'est pas un financement."
        row.refuse("status", "NOT_GRANTED", f"{said} À importer de nouveau quand elle le sera.")


def _name(row: Row) -> str:
    """Return the name of who receives; an accounting code in the place of a name is none."""
    supplier = row.text("supplier")
    return row.text("beneficiary") or (supplier if any(c.isalpha() for c in supplier) else "")


def _refuse_nobody(row: Row) -> None:
    """Set aside a grant whose beneficiary has no name, and no number or a wrong one: its reason is told."""
    raw = row.text("beneficiary_id")
    if _no_number(raw):
        row.required("beneficiary")
    elif _NINE.fullmatch(raw):
        row.siren("beneficiary_id")
    else:
        row.siret("beneficiary_id")


def _state(row: Row, amount: int | float | None, purpose: str) -> str:
    if amount is not None and amount < 0:
        return "annulée"
    said = f"{row.text('conditions')} {purpose[:40]} {row.text('status')}"
    return "annulée" if _CANCELLED.search(fold(said)) else ""


def _share(row: Row) -> float | None:
    """Return the part of a convention that a row stands for, None when it is the whole of it or is not told.

    Without the sign, 0 to 1 is a fraction and more is a percentage; with it, « 1 % » is a hundredth.
    """
    written = row.text("share").replace(",", ".")
    percent, text = "%" in written, written.replace("%", "").strip()
    if _no_number(text):
        return None
    found = _PART.fullmatch(text)
    over = float(found["over"] or 1) if found else 0.0
    value = float(found["part"]) / over if found and over else -1.0
    value = value / 100 if percent or (found and not found["over"] and 1 < value <= 100) else value
    if not 0 <= value <= 1:
        said = "Part illisible, laissée de côté : le montant est compté entier. Écrivez-la 50 %, 0,5 ou 1/2."
        row.warn("share", "VALUE_UNUSUAL", said)
        return None
    return round(value, 6) if 0 < value < 1 else None


def _funder_ids(row: Row) -> tuple[str, str]:
    raw = row.text("funder_id")
    if _no_number(raw):
        return "", ""
    try:
        return ("", _siren(raw)) if _NINE.fullmatch(raw) else (_siret(raw), "")
    except BadIdentifier as error:
        # The name still tells who grants: the wrong number is said and left out, the grant is not lost.
        row.warn("funder_id", "SIRET_INVALID", f"{sentence(error.reason)} : numéro du financeur laissé de côté.")
        return "", ""


def _taker(row: Row, name: str) -> ActorRecord:
    """Return who receives: by its name, or by its number alone until another source names it."""
    siret, siren, rna = _beneficiary_ids(row)
    kind = "association" if rna else "organisation"
    return _party(kind, name, row.text("city"), row.text("post_code"), siret, siren, rna)


@lru_cache(maxsize=8_192)
def _party(kind: str, name: str, town: str, post_code: str, siret: str, siren: str, rna: str) -> ActorRecord:
    if not name:
        number = {"siret": siret, "siren": siren, "rna": rna}
        identity = next((f"{key}:{value}" for key, value in number.items() if value), "")
        return ActorRecord(kind, identity, (), without_gaps({"city": town, "post_code": post_code, **number}))
    # The same party is stated by many rows: one record stands for all of them.
    return organisation(kind, name, town=town, post_code=post_code, siret=siret, siren=siren, rna=rna)


@lru_cache(maxsize=8_192)
def _siret(raw: str) -> str:
    return check_siret(raw)


@lru_cache(maxsize=8_192)
def _siren(raw: str) -> str:
    return check_siren(raw)


def _beneficiary_ids(row: Row) -> tuple[str, str, str]:
    raw = row.text("beneficiary_id")
    siret = siren = rna = ""
    try:
        if _RNA.match(raw):
            rna = check_rna(raw)
        elif _NINE.fullmatch(raw):
            siren = _siren(raw)
        elif not _no_number(raw):
            siret = _siret(raw)
    except BadIdentifier as error:
        said = f"{sentence(error.reason)} : bénéficiaire rapproché par son nom."
        row.warn("beneficiary_id", "SIRET_INVALID", said)
    if not rna and not _no_number(row.text("beneficiary_rna")):
        try:
            rna = check_rna(row.text("beneficiary_rna"))
        except BadIdentifier as error:
            row.warn("beneficiary_rna", "RNA_INVALID", f"{sentence(error.reason)} : laissé de côté.")
    return siret, siren, rna


def _dates(row: Row) -> tuple[str, str, str]:
    """Return the first day of a grant, its year, which may come from the payment alone, and what of them its row writes."""
    agreed, told = row.date("agreed_on"), row.year("year")
    paid = _YEAR.search(row.text("paid_on"))
    year = told or agreed[:4] or (paid[0] if paid else "")
    return agreed or year[:4], year, agreed or row.text("year") or year
