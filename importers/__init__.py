"""From a source's file to what its rows say; nothing here writes."""

from importers import activites, financements, liens, parties_prenantes, siae, subventions, territoires
from importers.base import IMPORTERS, Importer, Reading
from importers.reading import read_file

__all__ = [
    "IMPORTERS", "Importer", "Reading", "activites", "financements", "liens", "parties_prenantes", "read_file", "siae",
    "subventions", "territoires",
]  # fmt: skip
