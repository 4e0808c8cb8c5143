"""Domains and networks in one cell: a comma parts them as a bar does, and a label that holds commas stays whole."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("nettoyage, espaces verts", ["nettoyage", "espaces verts"]), ("nettoyage | espaces verts, vélo", ["nettoyage", "espaces verts", "vélo"]),
        ("Textile, habillement et cuir", ["Textile, habillement et cuir"]), ("Commerce de détail, sauf automobiles", ["Commerce de détail, sauf automobiles"]),
        ("Aide à la personne au domicile, garde", ["Aide à la personne au domicile, garde"]), ("vélo, vélo,", ["vélo"]),
    ],
)  # fmt: skip
def test_domains_parted_by_commas_are_several_and_a_label_is_one(office, written, kept):
    office.send(f"Nom;Type;Domaines\nRégie;association;{written}\n", "parties-prenantes")

    assert office.actor("Régie").value("themes") == kept


def test_networks_are_parted_too_and_a_service_in_one_sentence_is_not(office):
    office.send("Nom;Type;Réseaux;Services\nRégie;association;COORACE, CNLRQ;Couture, retouche\n", "parties-prenantes")

    assert office.actor("Régie").value("networks") == ["COORACE", "CNLRQ"]
    assert office.actor("Régie").value("services") == ["Couture, retouche"]
