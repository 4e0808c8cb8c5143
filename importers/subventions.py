"""Published grants: the SCDL « subventions » standard and the headers administrations really write."""

from __future__ import annotations

import re

from importers.actors import organisation, without_gaps
from importers.base import importer
from importers.columns import Column
from importers.row import Row
from kb.ids import BadIdentifier, check_rna, check_siren, check_siret
from kb.ledger import ActorRecord, Rank
from kb.said import DraftTie
from kb.text import fold

COLUMNS = (
    Column("funder", "nomAttribuant", ("nom attribuant", "nom de l attribuant", "autorite administrative", "nom de l organisme attributaire",
                                       "attribuant", "nom de l autorite administrative"), required=True),
    Column("funder_id", "idAttribuant", ("id attribuant", "iattribuant", "identification de l attributaire", "identification de l attribuant",
                                         "siret autorite administrative", "siret organisme attributaire", "siret attribuant")),
    Column("agreed_on", "dateConvention", ("date convention", "datedeconvention", "date de convention", "date de la convention",
                                           "date de la convention de subvention", "date decision", "date signature de la convention",
                                           "date de decision", "date de la decision")),
    Column("year", "exercice", ("excercice", "annee", "annee de la demande", "annee budgetaire", "annee convention", "annee decision",
                                "anneeConvention", "anneeDecision", "exercice budgetaire")),
    Column("reference", "referenceDecision", ("reference decision", "reference de la decision", "reference deliberation", "reference decision 1",
                                              "reference")),
    Column("beneficiary", "nomBeneficiaire", ("nom beneficiaire", "nom du beneficiaire", "nom attributaire", "beneficiaire", "nom association",
                                              "nom de l association", "tiers"), required=True),
    Column("beneficiary_id", "idBeneficiaire", ("id beneficiaire", "identification du beneficiaire", "numero siret", "n siret",
                                                "n siret attributaire", "siret du beneficiaire", "siret beneficiaire", "siret", "siren",
                                                "siren beneficiaire")),
    Column("beneficiary_rna", "rnaBeneficiaire", ("rna beneficiaire", "rna", "numero rna", "n rna")),
    Column("purpose", "objet", ("object", "objet de la subvention", "objet de l aide", "objet du dossier", "nom du projet", "libelle", "intitule")),
    Column("amount", "montant", ("montant total de la subvention", "montant total", "montant vote", "montant decide ligne", "montant accorde",
                                 "montantAttribue", "montant attribue", "montant des autorisations d engagement", "montant de la subvention"),
           required=True),
    Column("nature", "nature", ("nature de la subvention", "nature de l aide")),
    Column("conditions", "conditionsVersement", ("conditions versement", "conditions de versement", "conditions de versement de la subvention")),
    Column("paid_on", "datesPeriodeVersement", ("dates periode versement", "dateperiodedeversement", "date ou periode de versement",
                                                "dates ou periodes de versement", "periode de versement")),
    Column("rae", "idRAE", ("id rae", "identifiant rae de l aide au titre de laquelle la subvention est attribuee")),
    Column("notified", "notificationUE", ("notification ue", "aide d etat notifiee a la commission europeenne")),
    Column("share", "pourcentageSubvention", ("pourcentage subvention", "pourcentage du montant total de la subvention attribuee au beneficiaire",
                                              "% du mt de la subvention attribuee au beneficiaire")),
    Column("scheme", "dispositifAide", ("dispositif aide", "dispositif", "programme", "politique")),
    Column("city", "communeBeneficiaire", ("commune beneficiaire", "commune du beneficiaire", "commune", "ville")),
    Column("post_code", "codePostalBeneficiaire", ("code postal beneficiaire", "code postal")),
)  # fmt: skip

#: Names of publicly listed funders that are not organisations in their own right are none: every row names its own.
_YEAR = re.compile(r"(19|20)\d\d")


@importer(
    "subventions",
    title="Subventions publiées (SCDL)",
    explain="Les conventions de subvention publiées par les administrations ; une ligne par versement ou par convention.",
    columns=COLUMNS,
    rank=Rank.IMPORT,
    signature=("funder", "funder_id", "beneficiary", "beneficiary_id", "amount"),
)
def read_grant(row: Row) -> None:
    """State who grants how much to whom; both are created from what the row says of them."""
    funder_name, name = row.required("funder"), row.required("beneficiary")
    row.required("amount")
    amount = row.number("amount")
    funder_siret = _funder_siret(row)
    siret, siren, rna = _beneficiary_ids(row)
    since, year = _dates(row)
    if row.problems:
        return
    funder = organisation("funder", funder_name, siret=funder_siret)
    taker = organisation("association" if rna else "organisation", name, town=row.text("city"), post_code=row.text("post_code"),
                         siret=siret, siren=siren, rna=rna)  # fmt: skip
    if funder.identity == taker.identity:
        row.refuse("beneficiary", "RELATION_END_UNKNOWN", "Le financeur et le bénéficiaire sont le même organisme : rien à relier.")
        return
    row.shared += [_mention_free(funder), _mention_free(taker)]
    row.ties.append(DraftTie("funds", funder.identity, taker.identity, _fields(row, amount, year), valid_from=since))


def _mention_free(record: ActorRecord) -> ActorRecord:
    return record


def _fields(row: Row, amount: object, year: str) -> dict[str, object]:
    paid = row.text("paid_on")
    return without_gaps({
        "amount": amount, "nature": row.text("nature"), "year": year, "purpose": row.text("purpose"), "scheme": row.text("scheme"),
        "reference": row.text("reference"), "share": _share(row), "detail": f"versement : {paid}" if paid and paid != year else "",
        "on": row.text("agreed_on") if len(row.text("agreed_on")) == 10 else "",
    })  # fmt: skip


def _share(row: Row) -> object:
    text = row.text("share").replace("%", "").replace(",", ".").strip()
    try:
        value = float(text)
    except ValueError:
        return None
    return None if value == 1 or not 0 < value <= 100 else value


def _funder_siret(row: Row) -> str:
    raw = row.text("funder_id")
    if not raw:
        return ""
    try:
        return check_siret(raw)
    except BadIdentifier as error:
        # The name still tells who grants: the wrong number is said and left out, the grant is not lost.
        row.warn("funder_id", "SIRET_INVALID", f"{error.reason[:1].upper()}{error.reason[1:]} : numéro du financeur laissé de côté.")
        return ""


def _beneficiary_ids(row: Row) -> tuple[str, str, str]:
    raw = row.text("beneficiary_id")
    siret = siren = rna = ""
    digits = re.sub(r"\D", "", raw)
    try:
        if raw and len(digits) == 9:
            siren = check_siren(raw)
        elif raw and re.match(r"W\d", raw):
            rna = check_rna(raw)
        elif raw and fold(raw) not in {"", "nd", "na", "neant", "non renseigne", "sans", "0"}:
            siret = check_siret(raw)
    except BadIdentifier as error:
        row.warn("beneficiary_id", "SIRET_INVALID", f"{error.reason[:1].upper()}{error.reason[1:]} : bénéficiaire rapproché par son nom.")
    if not rna and row.text("beneficiary_rna"):
        try:
            rna = check_rna(row.text("beneficiary_rna"))
        except BadIdentifier as error:
            row.warn("beneficiary_rna", "RNA_INVALID", f"{error.reason[:1].upper()}{error.reason[1:]} : laissé de côté.")
    return siret, siren, rna


def _dates(row: Row) -> tuple[str | None, str]:
    since = row.date("agreed_on")
    year = row.text("year") or since[:4]
    if not year:
        found = _YEAR.search(row.text("paid_on"))
        year = found[0] if found else ""
    if not since and _YEAR.fullmatch(year):
        since = f"{year}-01-01"
    return since or None, year
