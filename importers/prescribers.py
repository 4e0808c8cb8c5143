"""The prescribers of the IAE: who may send people to a SIAE, and whether the State has authorised them."""

from __future__ import annotations

from importers.actors import organisation
from importers.antennas import establishment, tie_antenna
from importers.published import published_point, published_site, published_text
from importers.row import Row
from kb.ids import digest
from kb.text import fold

#: The codes of the platform, by what they are here; the others are organisations whose kind is not said.
_KINDS = {
    "employment": {"ft", "pe", "ml", "cap emploi", "plie", "mde", "mdef"},
    "authority": {"dept", "ccas", "cias", "caf", "cpam", "msa", "pjj", "spip", "ase", "oc"},
    "training": {"afpa", "e2c", "epide"},
    "association": {"cidff", "oacas", "prevention", "chrs", "huda", "cada", "cph", "chu", "rs fjt"},
}  # fmt: skip
#: Networks as data·inclusion writes them, so that both sources say the same word.
_NETWORKS = {"ft": "france-travail", "pe": "france-travail", "ml": "mission-locale", "cap emploi": "cap-emploi-reseau-cheops",
             "plie": "plie", "ccas": "ccas-cias", "dept": "departements", "afpa": "afpa"}  # fmt: skip
_STATUS = {"validated": "habilitation validée", "not set": "habilitation en attente", "refused": "habilitation refusée",
           "not required": "sans habilitation"}  # fmt: skip


def read_prescriber(row: Row) -> None:
    """State one prescriber, its kind and whether it is authorised."""
    name, code = row.required("name"), fold(row.required("kind"))
    place = establishment(row, "siret", needed=False)
    status = row.choice("authorised", _STATUS)
    if row.problems:
        return
    lat, lon = published_point(row, "coords")
    kind = next((kind for kind, codes in _KINDS.items() if code in codes), "organisation")
    told = f"Prescripteur de l'IAE ({row.text('kind')}) : {status}." if status else ""
    stated = organisation(
        kind, name, town=row.text("city"), siret=place.siret, description=" ".join(filter(None, (published_text(row, "description"), told))),
        networks=[_NETWORKS[code]] if code in _NETWORKS else [], post_code=row.text("post_code"), lat=lat, lon=lon,
        address=", ".join(filter(None, (row.text("address"), row.text("address_more")))), phone=row.phone("phone"),
        website=published_site(row, "website"),
    )  # fmt: skip
    row.actors.append(stated)
    row.key = f"prescripteur:{digest(row.text('reference') or stated.identity)}"
    tie_antenna(row, stated, place)
