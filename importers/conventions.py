"""Conventions spread over several rows: each beneficiary gets its own part, and what is said twice is told.

The standard writes the amount « before it is shared out between beneficiaries », and beside it the part of each: added as
they stand, two halves of 1 000 € would make 2 000 €. Some administrations write the parts already: rows then agree on
the whole once each amount is divided by its part.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from kb.ledger import Value
from kb.problems import Problem
from kb.said import DraftTie, RowSays
from kb.text import fold
from kb.words import NBSP, money, number

#: How near two amounts are to be taken for one, rounding aside.
_NEAR = 0.01


def settle_conventions(rows: Iterable[RowSays]) -> list[RowSays]:
    """Return the rows of a file, the amount of a shared convention being the part of each beneficiary."""
    said = list(rows)
    for together in _shared(said).values():
        if sum(share for _, _, share in together) > 1 + _NEAR:
            _warn_of_shares([row for row, _, _ in together])
        if not _already_parted(together):
            for row, amount, share in together:
                row.ties = [_parted(tie, amount, share) for tie in row.ties]
    for same in _repeated(said).values():
        _warn_of_repeats(same)
    return said


def _shared(said: Iterable[RowSays]) -> dict[tuple[object, ...], list[tuple[RowSays, float, float]]]:
    """Return the rows that stand for a part of a convention, with its amount and the part, by convention."""
    found: dict[tuple[object, ...], list[tuple[RowSays, float, float]]] = defaultdict(list)
    for row in said:
        for tie in row.ties if not row.problems else ():
            amount, share = tie.fields.get("amount"), tie.fields.get("share")
            if isinstance(amount, int | float) and isinstance(share, int | float):
                told = (tie.fields.get(name) for name in ("reference", "on", "year", "purpose", "scheme"))
                found[(_funder(row, tie), *told)].append((row, amount, share))
    return found


def _funder(row: RowSays, tie: DraftTie) -> str:
    """Return the name of who gives: its number may be wrong on one row and right on the next."""
    names = (record.fields.get("name") for record in row.shared if record.identity == tie.start)
    return fold(str(next(names, None) or tie.start))


def _already_parted(together: Sequence[tuple[RowSays, float, float]]) -> bool:
    """Tell whether the amounts are those of the parts: different, and all leading to the same whole."""
    wholes = [amount / share for _, amount, share in together]
    different = len({amount for _, amount, _ in together}) > 1
    return different and max(wholes) - min(wholes) <= _NEAR * abs(max(wholes, key=abs))


def _parted(tie: DraftTie, amount: float, share: float) -> DraftTie:
    part = round(amount * share, 2)
    said = f"part de {number(round(share * 100, 2))}{NBSP}% d'un montant de {money(amount)}"
    fields: dict[str, Value] = {**tie.fields, "amount": int(part) if part.is_integer() else part}
    fields["detail"] = " ; ".join(str(text) for text in (said, tie.fields.get("detail")) if text)
    return replace(tie, fields=fields)


def _warn_of_shares(rows: Sequence[RowSays]) -> None:
    said = "Les parts d'une même convention font plus de 100 % : vérifiez-les, chaque bénéficiaire reçoit ici la sienne."
    for row in rows:
        row.warnings.append(Problem("SHARES_OVER_WHOLE", said, sheet=row.sheet, line=row.line))


def _repeated(said: Iterable[RowSays]) -> dict[str, list[RowSays]]:
    """Return the rows that name one convention by its reference and its day, one beneficiary and one payment."""
    found: dict[str, list[RowSays]] = defaultdict(list)
    for row in said:
        told = row.ties[0].fields if row.ties and not row.problems else {}
        if row.key and told.get("reference") and told.get("on"):
            found[row.key].append(row)
    return {key: rows for key, rows in found.items() if len(rows) > 1}


def _warn_of_repeats(same: Sequence[RowSays]) -> None:
    amounts = [tie.fields.get("amount") for row in same for tie in row.ties]
    known = [amount for amount in amounts if isinstance(amount, int | float) and amount > 0]
    if len(set(known)) < 2:
        return
    sums = " + ".join([*map(money, known[:4]), *(["…"] if len(known) > 4 else [])])
    total = f"{sums} = {money(sum(known))}"
    said = f"Même convention sur {len(same)} lignes, de montants différents : ils s'additionnent ({total})."
    for row in same[1:]:
        message = f"{said} Si une ligne en remplace une autre, retirez celle-ci."
        row.warnings.append(Problem("CONVENTION_REPEATED", message, sheet=row.sheet, line=row.line))
