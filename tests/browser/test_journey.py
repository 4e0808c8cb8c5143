"""What an officer does of a morning, in a real browser, with JavaScript and without."""

from __future__ import annotations

import re

import pytest

from queries import QUESTIONS

pytestmark = pytest.mark.browser


def test_from_a_search_to_a_mobilisation_list(watched, address):
    page = watched.page

    page.goto(f"{address}/")
    page.get_by_label("Chercher un acteur").fill("emerjean")
    page.get_by_label("Chercher un acteur").press("Enter")
    page.wait_for_url(re.compile("parties-prenantes"))
    page.get_by_role("link", name="EmerJean", exact=True).first.click()
    assert page.get_by_role("heading", level=1).inner_text() == "EmerJean"
    assert "140" in page.locator("main").inner_text()

    page.get_by_role("link", name="Voir le réseau").click()
    page.wait_for_url(re.compile("/reseau"))
    assert "EmerJean" in page.locator("main").inner_text()
    assert page.locator("table tbody tr").count() > 5

    page.goto(f"{address}/recouvrements")
    found = page.locator("main").inner_text()
    assert "vélo" in found.lower()
    assert "à examiner" in found.lower()
    assert "concurrence" not in found.lower()

    page.goto(f"{address}/mobiliser")
    page.get_by_label("Pour quoi ?").select_option("activite")
    page.get_by_label("Pour quel territoire ?").select_option(label="Villeurbanne Les Brosses")
    page.get_by_label("Service ou domaine").fill("blanchisserie")
    page.get_by_role("button", name="Chercher").click()
    page.wait_for_url(re.compile("purpose=activite"))
    assert "EmerJean" in page.locator("table").inner_text()
    page.locator("summary", has_text="Exporter").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV pour tableur").click()
    text = download.value.path().read_bytes()
    assert text.startswith(b"\xef\xbb\xbf")
    assert "EmerJean" in text.decode("utf-8-sig")
    watched.clean()


@pytest.mark.parametrize("watched", ["avec script"], indirect=True)
def test_the_search_field_proposes_names_as_one_types_and_a_chosen_one_opens_its_sheet(watched, address):
    page = watched.page
    page.goto(f"{address}/")
    field = page.get_by_label("Chercher un acteur")

    field.press_sequentially("emer")
    proposed = page.locator("#propositions option")
    proposed.first.wait_for(state="attached")
    assert proposed.first.get_attribute("value") == "EmerJean"
    assert proposed.first.get_attribute("label") == "EmerJean · EBE · SAS, agrément ESUS · Villeurbanne"
    # What a browser does when a proposal is chosen: the whole text at once, and no key.
    field.evaluate("(node) => { node.value = 'EmerJean'; node.dispatchEvent(new Event('input', { bubbles: true })); }")

    page.wait_for_url(re.compile("/parties-prenantes/r"))
    assert page.get_by_role("heading", level=1).inner_text() == "EmerJean"
    watched.clean()


PAGES = ("/", "/parties-prenantes", "/reseau", "/infographie", "/recouvrements", "/mobiliser",
         "/mobiliser?purpose=financement&territory=territoire:saint-fons", "/donnees", "/aide", "/questions/recouvrements",
         "/saisie", "/saisie/contact", "/parties-prenantes/territoire%3Asaint-fons",
         "/parties-prenantes/territoire%3Asaint-fons/modifier",
         "/parties-prenantes/territoire%3Asaint-fons/lien?lien=present_in.vers&nom=e")  # fmt: skip


@pytest.mark.parametrize("theme", ["clair", "sombre"])
@pytest.mark.parametrize("width", [1440, 320])
@pytest.mark.parametrize("path", PAGES)
def test_each_page_is_accessible_in_light_and_dark_wide_and_narrow(browser, address, path, width, theme):
    from axe_playwright_python.sync_playwright import Axe

    context = browser.new_context(viewport={"width": width, "height": 900}, locale="fr-FR")
    context.add_cookies([{"name": "theme", "value": theme, "url": address}])
    page = context.new_page()
    page.goto(f"{address}{path}")
    page.wait_for_load_state("networkidle")

    found = Axe().run(page).response["violations"]
    sideways = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")

    assert [(v["id"], [n["target"] for n in v["nodes"][:3]]) for v in found] == []
    assert not sideways
    context.close()


#: What a question cannot be answered without.
GIVEN = {"mobiliser": "?purpose=activite&territory=territoire:saint-fons", "fiche": "?actor=EmerJean", "recherche": "?text=a",
         "chemin": "?start=EmerJean&end=SFAIRE", "changements": "?since=2026-01-01"}  # fmt: skip
ANSWERS = tuple(f"/questions/{name}{GIVEN.get(name, '')}" for name in QUESTIONS)


@pytest.mark.parametrize("path", dict.fromkeys([*PAGES, *ANSWERS]))
def test_no_page_of_the_lyon_base_is_wider_than_its_window(browser, address, path):
    page = browser.new_page(locale="fr-FR")
    page.goto(f"{address}{path}")

    needed = {}
    for width in (320, 900, 1100, 1240, 1280, 1366, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        needed[width] = page.evaluate("document.documentElement.scrollWidth")

    page.close()
    assert {width: most for width, most in needed.items() if most > width} == {}


def without_script(browser, address, path, width):
    """Return a page opened without JavaScript."""
    page = browser.new_context(viewport={"width": width, "height": 900}, locale="fr-FR", java_script_enabled=False).new_page()
    page.goto(f"{address}{path}")
    return page


def test_a_row_of_many_columns_is_short_on_a_telephone_and_unfolds_without_a_script(browser, address):
    page = without_script(browser, address, "/questions/recouvrements", 320)
    row, under = page.locator("tbody tr").nth(0), page.locator("tbody tr").nth(1)

    folded = under.is_visible(), row.bounding_box()["height"]
    row.locator("summary").click()

    assert (folded[0], under.is_visible()) == (False, True)
    assert "Pourquoi" in under.inner_text()
    assert folded[1] < (row.bounding_box()["height"] + under.bounding_box()["height"]) * 0.6
    page.set_viewport_size({"width": 1280, "height": 900})
    assert page.locator(".under-row").nth(1).is_visible()
    assert not page.get_by_text("Le reste").first.is_visible()
    page.context.close()


@pytest.mark.parametrize(
    "path", ["/questions/rencontres", "/questions/recouvrements", "/questions/parties-prenantes", "/infographie", "/parties-prenantes"]
)
def test_a_table_stays_a_table_on_the_screen_of_an_office(browser, address, path):
    page = without_script(browser, address, path, 1280)

    rows = page.eval_on_selector_all("main tbody tr", "rows => rows.map(row => getComputedStyle(row).display)")
    heads = page.eval_on_selector_all("main thead th", "heads => heads.map(head => head.getBoundingClientRect().width)")

    assert set(rows) == {"table-row"}
    assert min(heads) > 30
    page.context.close()


def test_a_column_in_which_nothing_is_known_leaves_its_place_and_is_named(browser, address):
    page = without_script(browser, address, "/questions/rencontres", 1280)

    heads = page.locator("thead th").all_inner_texts()

    assert "Rencontre" in heads
    assert not {"Décisions", "Actions décidées"} & set(heads)
    assert "Décisions" in page.get_by_text("Colonnes vides, non montrées").inner_text()
    page.context.close()


@pytest.mark.parametrize(("path", "most"), [("/reseau", 88), ("/questions/manques", 66), ("/parties-prenantes", 88), ("/infographie", 82)])
def test_an_item_takes_three_lines_on_a_telephone_and_keeps_the_rest_for_who_unfolds_it(browser, address, path, most):
    page = without_script(browser, address, path, 320)

    heights = page.eval_on_selector_all("main tbody tr:not(.under-row)", "rows => rows.map(row => row.getBoundingClientRect().height)")

    assert sorted(heights)[len(heights) // 2] <= most
    page.context.close()
