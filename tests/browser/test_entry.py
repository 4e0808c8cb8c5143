"""Two officers on one sheet, in a real browser, with JavaScript and without: forms filled, both versions shown, undone."""

from __future__ import annotations

import re

import pytest

pytestmark = pytest.mark.browser


def open_form(page, address: str) -> None:
    """Open the form of EmerJean as an officer does: by its sheet."""
    page.goto(f"{address}/parties-prenantes?texte=emerjean")
    page.get_by_role("link", name="EmerJean", exact=True).first.click()
    page.get_by_role("link", name="Modifier", exact=True).click()
    page.wait_for_url(re.compile("/modifier$"))


def undo_last(page, address: str) -> None:
    """Undo the latest batch from the data page."""
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(f"{address}/donnees")
    for fold in page.locator(".fold > summary").all():
        fold.click()
    page.get_by_role("button", name=re.compile("^Annuler")).first.click()
    page.wait_for_url(re.compile("lot="))


def test_two_officers_on_one_sheet_choose_and_nothing_is_overwritten(watched, address):
    mine = watched.page
    theirs = mine.context.new_page()
    open_form(mine, address)
    open_form(theirs, address)
    theirs.get_by_label("Prochaine étape").fill("Leur visite")
    theirs.get_by_role("button", name="Enregistrer").click()
    theirs.get_by_text("Enregistré comme une saisie").wait_for()

    mine.get_by_label("Prochaine étape").fill("Mon appel")
    mine.get_by_role("button", name="Enregistrer").click()

    mine.get_by_role("heading", name="Deux versions d'EmerJean").wait_for()
    assert "Leur visite" in mine.locator("main").inner_text()
    choice = mine.get_by_role("group", name="Prochaine étape")
    assert choice.get_by_role("radio", checked=True).count() == 0
    choice.get_by_role("radio", name="Votre saisie").check()
    mine.get_by_role("button", name="Enregistrer ces choix").click()
    mine.get_by_text("Enregistré comme une saisie").wait_for()
    assert "Mon appel" in mine.locator("main").inner_text()
    undo_last(mine, address)
    undo_last(mine, address)
    watched.errors = [text for text in watched.errors if "409" not in text]
    watched.clean()


def test_a_tie_is_added_by_name_then_ended(watched, address):
    page = watched.page
    page.goto(f"{address}/parties-prenantes/territoire%3Asaint-fons")
    page.get_by_role("link", name="Ajouter un lien").click()
    page.get_by_label("Lien, lu depuis").select_option(label="accueille")
    page.get_by_label("L'autre acteur").fill("emerjean")
    page.get_by_role("button", name="Chercher").click()
    page.get_by_role("radio", name=re.compile("EmerJean")).first.check()
    page.get_by_label("Précision").fill("Essai de lien")
    page.get_by_role("button", name="Enregistrer le lien").click()
    page.get_by_text("Enregistré comme une saisie").wait_for()

    page.goto(f"{address}/parties-prenantes?texte=emerjean")
    page.get_by_role("link", name="EmerJean", exact=True).first.click()
    page.wait_for_url(re.compile("/parties-prenantes/"))
    page.goto(f"{page.url}?most=2000")
    line = page.locator("#liens").locator("xpath=ancestor::section").locator("li", has_text="Essai de lien")
    line.get_by_role("link", name=re.compile("terminer")).click()
    page.get_by_role("button", name="Terminer ce lien").click()
    page.get_by_text("Enregistré comme une saisie").wait_for()

    assert "Essai de lien" not in page.locator("main").inner_text()
    undo_last(page, address)
    undo_last(page, address)
    watched.clean()


def test_the_field_of_a_file_speaks_french_in_any_browser_and_gives_way_to_the_name_of_the_file(browser, address, tmp_path):
    context = browser.new_context(locale="en-US", java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/donnees")
    sheet = tmp_path / "equipes.csv"
    sheet.write_text("Nom\nLa Fabrique\n", encoding="utf-8")
    field = page.locator("input[name=fichier]")
    colour = "node => getComputedStyle(node).color"

    empty = field.evaluate(colour), page.locator(".file-none").is_visible()
    field.set_input_files(sheet)
    chosen = field.evaluate(colour), page.locator(".file-none").is_visible()

    assert page.get_by_text("Choisir un fichier").is_visible()
    assert empty == ("rgba(0, 0, 0, 0)", True)
    assert chosen[0] != empty[0]
    assert not chosen[1]
    context.close()
