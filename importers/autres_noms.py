"""The register of other names: sigles, former names, brands and operators of organisations that the base knows."""

from __future__ import annotations

from importers.actors import row_key
from importers.base import importer
from importers.columns import ORGANISATION_NAMES, Column, header_form
from importers.followed import ORGANISATIONS
from importers.row import Row
from kb.ledger import ActorRecord, Value
from kb.other_names import AliasKind, OtherName, kind_named
from kb.said import About, Named

COLUMNS = (
    Column("alias", "Autre nom", ("alias", "sigle ou ancien nom", "nom d usage", "ancien nom"), required=True,
           explain="Le sigle, l'ancien nom, la marque, ou le nom de l'opérateur.", example="PE Villeurbanne"),
    Column("name", "Organisation", ("nom", "nom actuel", "organisme", "structure", "raison sociale"), required=True,
           explain="L'organisation qui porte ce nom, déjà connue.", example="France Travail Villeurbanne"),
    Column("siret", "SIRET", ("siret ou siren", "n siret"),
           explain="14 chiffres : retrouve l'organisation sans hésiter."),
    Column("city", "Commune", ("ville",), explain="Commune de l'organisation, quand plusieurs portent le même nom."),
    Column("kind", "Genre", ("type", "type de nom", "genre de nom"), required=True,
           explain="sigle, ancien nom, marque ou opérateur.", example="ancien nom"),
    Column("valid_from", "Depuis", ("debut", "date de debut", "valide du", "valid_from"), explain="Premier jour du nom."),
    Column("valid_to", "Jusqu'à", ("jusqu a", "jusqu au", "fin", "date de fin", "valide au", "valid_to"),
           explain="Dernier jour du nom.", example="31/12/2023"),
    Column("origin", "Origine", ("source",), explain="D'où vient l'information.", example="loi 2023-1196"),
)  # fmt: skip


def _other_name_first(header: tuple[str, ...]) -> tuple[str, ...]:
    """Return a header where « Nom » is the other name, when another column names the organisation and one the kind of name.

    >>> _other_name_first(("Nom", "Organisation", "Genre")), _other_name_first(("Nom", "Organisation", "Type"))
    (('Autre nom', 'Organisation', 'Genre'), ('Nom', 'Organisation', 'Type'))
    """
    forms = [header_form(cell) for cell in header]
    if (
        ORGANISATION_NAMES.isdisjoint(forms)
        or not {"genre", "type de nom", "genre de nom"} & set(forms)
        or "autre nom" in forms
    ):
        return header
    return tuple("Autre nom" if form == "nom" else cell for form, cell in zip(forms, header, strict=True))


@importer(
    "autres-noms",
    title="Autres noms",
    explain="Une ligne par autre nom d'une organisation connue : sigle, ancien nom, marque, opérateur, avec ses dates.",
    columns=COLUMNS,
    signature=("alias", "name", "kind"),
    adjust=_other_name_first,
)
def read_name(row: Row) -> None:
    """State one other name of an organisation of the base; nobody is created for it."""
    alias, name, kind = row.required("alias"), row.required("name"), kind_named(row.required("kind"))
    siret, since, until = row.siret("siret"), row.date("valid_from"), row.date("valid_to")
    if row.holds("kind") and kind is None:
        row.refuse("kind", "TYPE_UNKNOWN", f"Genre de nom inconnu. Choisissez parmi : {', '.join(AliasKind)}.")
    if since and until and until < since:
        row.refuse("valid_to", "DATE_INVALID", "La fin précède le début : corrigez l'une des deux dates.")
    if row.problems or kind is None:
        return
    text = f"siret:{siret}" if siret else name
    known = Named(text, row.text("city"), row.header("siret" if siret else "name"), ORGANISATIONS)
    fields: dict[str, Value] = {"aliases": [OtherName(alias, kind, since, until).written]}
    if row.holds("origin"):
        fields["origin"] = row.text("origin")
    bears = () if kind is AliasKind.OPERATOR else (alias,)
    row.about.append(About((known,), ActorRecord("organisation", "", (), fields), bears=bears, must=True))
    # Its dates are not in the key: a name that stops being borne is the same name, known better.
    row.key, row.order = row_key("nom", siret or name, alias, kind), since
