"""Published grants: the SCDL « subventions » standard and the headers administrations really write."""

from __future__ import annotations

import re
from functools import lru_cache

from importers.actors import organisation, row_key, without_gaps
from importers.base import importer
from importers.columns import Column
from importers.row import Row, sentence
from kb.ids import BadIdentifier, check_rna, check_siren, check_siret
from kb.ledger import ActorRecord, Value
from kb.said import DraftTie
from kb.text import fold

COLUMNS = (
    Column("funder", "nomAttribuant", ("nom attribuant", "nom de l attribuant", "autorite administrative",
           "nom autorite administrative",
                                       "nom de l organisme attributaire", "attribuant",
                                       "nom de l autorite administrative"), required=True,
           explain="Nom de l'administration qui attribue.", example="Département exemple"),
    Column("funder_id", "idAttribuant", ("id attribuant", "iattribuant", "identification de l attributaire",
           "identification de l attribuant",
                                         "siret autorite administrative", "siret organisme attributaire",
                                         "siret attribuant",
                                         "identifiant attribuant", "siret de l attribuant"),
           explain="SIRET (ou SIREN) de l'administration.", example="99900001100018"),
    Column("agreed_on", "dateConvention", ("date convention", "datedeconvention", "date de convention",
           "date de la convention",
                                           "date de la convention de subvention", "date decision",
                                           "date signature de la convention",
                                           "date de decision", "date de la decision", "date signature convention"),
           explain="Date de la convention ; une année seule est admise.", example="2026-03-15"),
    Column("year", "exercice", ("excercice", "annee", "annee de la demande", "annee budgetaire", "annee convention",
           "annee decision",
                                "anneeConvention", "anneeDecision", "exercice budgetaire"),
                                explain="Année budgétaire.", example="2026"),
    Column("reference", "referenceDecision", ("reference decision", "reference de la decision",
           "reference deliberation",
                                              "reference decision 1", "reference", "reference de la deliberation"),
           explain="Référence de la délibération ou de la décision."),
    Column("beneficiary", "nomBeneficiaire", ("nom beneficiaire", "nom du beneficiaire", "nom attributaire",
           "beneficiaire",
                                              "nom association", "nom de l association", "tiers"), required=True,
           explain="Nom de l'organisme qui reçoit.", example="Association des Possibles"),
    Column("beneficiary_id", "idBeneficiaire", ("id beneficiaire", "identification du beneficiaire", "numero siret",
           "n siret",
                                                "n siret attributaire", "siret du beneficiaire", "siret beneficiaire",
                                                "siret", "siren",
                                                "siren beneficiaire", "identifiant beneficiaire"),
           explain="SIRET, SIREN ou RNA du bénéficiaire ; vide, il est rapproché par son nom."),
    Column("beneficiary_rna", "rnaBeneficiaire", ("rna beneficiaire", "rna", "numero rna", "n rna",
           "rna du beneficiaire"),
           explain="Numéro RNA du bénéficiaire."),
    Column("purpose", "objet", ("object", "objet de la subvention", "objet de l aide", "objet du dossier",
           "nom du projet", "libelle",
                                "intitule"), explain="Ce que la subvention paie."),
    Column("amount", "montant", ("montant total de la subvention", "montant total", "montant vote",
           "montant decide ligne",
                                 "montant accorde", "montantAttribue", "montant attribue",
                                 "montant des autorisations d engagement",
                                 "montant de la subvention"), required=True, explain="Montant en euros.",
                                 example="12000.00"),
    Column("nature", "nature", ("nature de la subvention", "nature de l aide"),
           explain="aide en numéraire, aide en nature."),
    Column("conditions", "conditionsVersement", ("conditions versement", "conditions de versement",
                                                 "conditions de versement de la subvention"),
                                                 explain="unique, échelonné, autre."),
    Column("paid_on", "datesPeriodeVersement", ("dates periode versement", "dateperiodedeversement",
           "date ou periode de versement",
                                                "dates ou periodes de versement", "periode de versement",
                                                "date periode de versement"),
           explain="Date ou période de versement."),
    Column("rae", "idRAE", ("id rae", "identifiant rae de l aide au titre de laquelle la subvention est attribuee",
                            "n unique de referencement au rae", "numero unique de referencement au rae"),
           explain="Numéro au répertoire des aides aux entreprises."),
    Column("notified", "notificationUE", ("notification ue", "aide d etat notifiee a la commission europeenne"),
           explain="Aide notifiée à la Commission européenne : oui ou non."),
    Column("share", "pourcentageSubvention", ("pourcentage subvention",
                                              "pourcentage du montant total de la subvention attribuee au beneficiaire",
                                              "pourcentage de la subvention attribuee au beneficiaire",
                                              "% du mt de la subvention attribuee au beneficiaire",
                                              "du mt de la subvention attribuee au beneficiaire"),
           explain="Part de la convention : 1, ou moins quand plusieurs lignes font une convention.", example="1"),
    Column("scheme", "dispositifAide", ("dispositif aide", "dispositif", "programme", "politique"),
           explain="Dispositif d'aide."),
    Column("loan", "montantPret", ("montant du pret", "pret"),
           explain="Montant d'un prêt : dit à part, jamais ajouté aux subventions."),
    Column("guarantee", "montantGarantie", ("montant de la garantie", "garantie"),
           explain="Montant d'une garantie d'emprunt, dit à part."),
    Column("in_kind", "avantagesNature", ("detail des avantages en nature", "avantages en nature"),
           explain="Ce qui est prêté ou donné."),
    Column("in_kind_value", "estimationNature", ("estimation des avantages en nature",),
           explain="Valeur estimée de l'aide en nature."),
    Column("city", "communeBeneficiaire", ("commune beneficiaire", "commune du beneficiaire", "commune", "ville"),
           explain="Commune du bénéficiaire."),
    Column("post_code", "codePostalBeneficiaire", ("code postal beneficiaire", "code postal"),
           explain="Code postal du bénéficiaire."),
)  # fmt: skip

_YEAR = re.compile(r"(19|20)\d\d", re.ASCII)
_NO_NUMBER = frozenset({"", "nd", "na", "neant", "non renseigne", "sans", "0", "inconnu", "n a"})
_CANCELLED = re.compile(r"\bannul|\bdesengage|\bretrait de la subvention|\bcaduque?\b")


@importer(
    "subventions",
    title="Subventions publiées (SCDL)",
    explain="Les subventions publiées par les administrations ; une ligne par versement ou par convention.",
    columns=COLUMNS,
    signature=("funder", "funder_id", "beneficiary", "beneficiary_id", "amount"),
)
def read_grant(row: Row) -> None:
    """State who grants how much to whom; both are created from what the row says of them."""
    funder_name, name = row.required("funder"), row.required("beneficiary")
    amount, nature, detail = _given(row)
    siret, siren = _funder_ids(row)
    since, year = _dates(row)
    share = _share(row)
    if row.problems:
        return
    taker = _taker(row, name)
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
    # The amount is not in the key: a corrected amount is a change of the same grant. Instalments differ by their dates.
    paid = row.text("paid_on")
    row.key = row_key(
        "subvention", funder.identity, taker.identity, since or year, reference, purpose, scheme, nature, paid
    )
    row.order = since
    row.ties.append(DraftTie("funds", funder.identity, taker.identity, fields, valid_from=since or None))


def _given(row: Row) -> tuple[int | float | None, str, str]:
    """Return what is granted: an amount, its nature, and what is told beside it (loan, guarantee, help in kind)."""
    nature, paid = row.text("nature"), row.text("paid_on")
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


def _euros(amount: int | float) -> str:
    return f"{amount:,} €".replace(",", "\u202f").replace(".", ",")


def _state(row: Row, amount: int | float | None, purpose: str) -> str:
    if amount is not None and amount < 0:
        return "annulée"
    return "annulée" if _CANCELLED.search(fold(f"{row.text('conditions')} {purpose[:40]}")) else ""


def _share(row: Row) -> float | None:
    """Return the part of a convention that a row stands for, None when it is the whole of it or is not told."""
    text = row.text("share").replace("%", "").replace(",", ".").strip()
    try:
        value = float(text) if text.isascii() else 0.0
    except ValueError:
        return None
    value = value / 100 if 1 < value <= 100 else value
    if not 0 < value < 1:
        return None
    return round(value, 6)


def _funder_ids(row: Row) -> tuple[str, str]:
    raw = row.text("funder_id")
    if fold(raw) in _NO_NUMBER:
        return "", ""
    try:
        return ("", _siren(raw)) if len(re.sub(r"\D", "", raw)) == 9 else (_siret(raw), "")
    except BadIdentifier as error:
        # The name still tells who grants: the wrong number is said and left out, the grant is not lost.
        row.warn("funder_id", "SIRET_INVALID", f"{sentence(error.reason)} : numéro du financeur laissé de côté.")
        return "", ""


def _taker(row: Row, name: str) -> ActorRecord:
    siret, siren, rna = _beneficiary_ids(row)
    kind = "association" if rna else "organisation"
    return _party(kind, name, row.text("city"), row.text("post_code"), siret, siren, rna)


@lru_cache(maxsize=8_192)
def _party(kind: str, name: str, town: str, post_code: str, siret: str, siren: str, rna: str) -> ActorRecord:
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
        if re.match(r"W\d", raw):
            rna = check_rna(raw)
        elif raw and len(re.sub(r"\D", "", raw)) == 9:
            siren = _siren(raw)
        elif fold(raw) not in _NO_NUMBER:
            siret = _siret(raw)
    except BadIdentifier as error:
        said = f"{sentence(error.reason)} : bénéficiaire rapproché par son nom."
        row.warn("beneficiary_id", "SIRET_INVALID", said)
    if not rna and fold(row.text("beneficiary_rna")) not in _NO_NUMBER:
        try:
            rna = check_rna(row.text("beneficiary_rna"))
        except BadIdentifier as error:
            row.warn("beneficiary_rna", "RNA_INVALID", f"{sentence(error.reason)} : laissé de côté.")
    return siret, siren, rna


def _dates(row: Row) -> tuple[str, str]:
    """Return the first day of a grant, and its year; the year may come from the payment alone."""
    since = row.date("agreed_on")
    year = row.text("year") or since[:4]
    if not year:
        found = _YEAR.search(row.text("paid_on"))
        year = found[0] if found else ""
    if not since and _YEAR.fullmatch(year):
        since = year
    return since, year
