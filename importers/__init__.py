"""From a source's file to what its rows say; nothing here writes."""

from importers import (
    actions,
    activites,
    aides,
    autres_noms,
    data_inclusion,
    data_inclusion_services,
    decp,
    emplois,
    financements,
    geo,
    liens,
    parties_prenantes,
    places_cle,
    ppde_cohortes,
    recherche_entreprises,
    reunions,
    rna,
    siae,
    sirene,
    subventions,
    territoires,
)
from importers.base import IMPORTERS, Importer, Reading
from importers.reading import read_file

__all__ = [
    "IMPORTERS", "Importer", "Reading", "actions", "activites", "aides", "autres_noms", "data_inclusion", "data_inclusion_services", "decp",
    "emplois", "financements", "geo", "liens", "parties_prenantes", "places_cle", "ppde_cohortes", "read_file", "recherche_entreprises",
    "reunions", "rna", "siae", "sirene", "subventions", "territoires",
]  # fmt: skip
