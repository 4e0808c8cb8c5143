"""A header that nobody knows, corrected in a real browser: difference, writing, undo, and pages that hold at any width."""

from __future__ import annotations

import re

import pytest

from tests.api.page_check import loose

pytestmark = pytest.mark.browser

SHEET = "Qui;Type;Commune;Précision\nAtelier du raccord;association;Lyon;outils partagés\n"


def send(page, address, folder, source):
    """Send the sheet by the form of the data page."""
    sheet = folder / "raccord.csv"
    sheet.write_text(SHEET, encoding="utf-8")
    page.goto(f"{address}/donnees")
    page.locator("input[name=fichier]").set_input_files(sheet)
    page.locator("select[name=importeur]").select_option("parties-prenantes")
    page.locator("input[name=source]").fill(source)
    page.locator("form:has(input[name=fichier]) button").first.click()
    page.wait_for_url(re.compile("/donnees/import"))


def test_a_wrong_header_is_corrected_seen_written_and_undone(watched, address, tmp_path):
    page = watched.page

    page.on("dialog", lambda dialog: dialog.accept())
    send(page, address, tmp_path, f"raccords {tmp_path.name}")
    assert "Il manque « Nom »" in loose(page.locator("main").inner_text())
    page.get_by_label("« Qui »").select_option(label="lue comme Nom")
    page.get_by_label("« Précision »").select_option(label="lue comme Notes")
    page.get_by_role("button", name="Relire avec ces colonnes").click()
    page.wait_for_url(re.compile("/colonnes"))
    told = page.locator("main").inner_text()
    assert "1 ligne lue = 1 nouvelle" in told
    assert "Atelier du raccord" in told

    page.get_by_role("button", name=re.compile("Écrire 1")).click()
    page.wait_for_url(re.compile("/donnees\\?lot="))
    send(page, address, tmp_path, f"raccords {tmp_path.name}")
    assert "Correspondance retenue du" in page.locator("main").inner_text()

    page.goto(f"{address}/parties-prenantes?q=raccord")
    assert page.get_by_role("link", name="Atelier du raccord").count() > 0
    page.goto(f"{address}/donnees")
    page.get_by_role("button", name=re.compile("Annuler")).first.click()
    page.goto(f"{address}/parties-prenantes?q=raccord")
    assert page.get_by_role("link", name="Atelier du raccord").count() == 0


@pytest.mark.parametrize("theme", ["clair", "sombre"])
@pytest.mark.parametrize("width", [1440, 320])
def test_the_form_of_columns_is_accessible_in_light_and_dark_wide_and_narrow(browser, address, tmp_path, width, theme):
    from axe_playwright_python.sync_playwright import Axe

    context = browser.new_context(viewport={"width": width, "height": 900}, locale="fr-FR")
    context.add_cookies([{"name": "theme", "value": theme, "url": address}])
    page = context.new_page()
    send(page, address, tmp_path, "raccords")

    found = Axe().run(page).response["violations"]
    sideways = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")

    assert [(v["id"], [n["target"] for n in v["nodes"][:3]]) for v in found] == []
    assert not sideways
    context.close()
