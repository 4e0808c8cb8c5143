"""A sheet with a wrong header, corrected, written, two of its rows said to be one actor, then all of it taken back."""

from __future__ import annotations

import re

import pytest

pytestmark = pytest.mark.browser

SHEET = (
    "Qui;Type;Commune;Adresse;Code postal\n"
    "Atelier du raccordement;association;Lyon;3 rue des Lilas;69003\n"
    "Atelier du racordement;association;Lyon;3 rue des Lilas;69003\n"
)


def names(page, address) -> list[str]:
    """Return the actors of the list that the sheet speaks of."""
    page.goto(f"{address}/parties-prenantes?q=atelier du rac")
    listed = page.locator("main a", has_text=re.compile("^Atelier du rac")).all_inner_texts()
    return sorted(set(listed))


def test_a_sheet_is_corrected_written_reconciled_and_everything_is_taken_back(watched, address, tmp_path):
    page = watched.page
    page.on("dialog", lambda dialog: dialog.accept())
    sheet = tmp_path / "raccordements.csv"
    sheet.write_text(SHEET, encoding="utf-8")

    page.goto(f"{address}/donnees")
    page.locator("input[name=fichier]").set_input_files(sheet)
    page.locator("select[name=importeur]").select_option("parties-prenantes")
    page.locator("input[name=source]").fill(f"raccordements {tmp_path.name}")
    page.locator("form:has(input[name=fichier]) button").first.click()
    page.wait_for_url(re.compile("/donnees/import"))
    page.get_by_label("« Qui »").select_option(label="lue comme Nom")
    page.get_by_role("button", name="Relire avec ces colonnes").click()
    page.wait_for_url(re.compile("/colonnes"))
    assert "2 lignes lues = 2 nouvelles" in page.locator("main").inner_text()
    page.get_by_role("button", name=re.compile("Écrire 2")).click()
    page.wait_for_url(re.compile("/donnees\\?lot="))
    both = ["Atelier du raccordement", "Atelier du racordement"]
    assert names(page, address) == both

    page.goto(f"{address}/rapprochements")
    link = page.locator("main li", has_text="raccordement").locator("a", has_text=re.compile("comparer|–"))
    if link.count():
        link.first.click()
    compared = page.locator("section", has=page.get_by_role("heading", name="Est-ce le même acteur ?"))
    assert all(name in compared.inner_text() for name in both)
    compared.locator("button[value=same]").click()
    page.wait_for_load_state()
    assert len(names(page, address)) == 1

    page.go_back()
    page.get_by_role("button", name="Annuler cette réponse").click()
    page.wait_for_load_state()
    assert names(page, address) == both

    page.goto(f"{address}/donnees")
    line = page.locator("li, tr", has_text=f"raccordements {tmp_path.name}")
    line.get_by_role("button", name=re.compile("Annuler")).first.click()
    page.wait_for_load_state()
    assert names(page, address) == []
