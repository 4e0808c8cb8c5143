"""The pages in a real browser: nothing axe objects to, nothing wider than the window, nothing fetched from elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from markupsafe import Markup

from api.guard import content_policy
from api.network import vis_assets
from api.outputs.fonts import font_file
from api.outputs.infographic import SCALES
from api.outputs.page import HEIGHT, WIDTH
from api.signs import kinds_stylesheet
from api.templates import STATIC, environment
from tests.api.samples import FRAME, PAGES, Context

pytestmark = pytest.mark.browser
#: A name that no network can reach: whatever the page asks of another host fails the test.
HOST = "http://maillage.invalid"
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".ttf": "font/ttf"}


def static_file(path: str) -> tuple[bytes, str]:
    """Return a file that pages need, from our folders or the installed packages, and its type."""
    name = path.removeprefix("/statique/")
    if name == "types.css":
        return kinds_stylesheet().encode(), "text/css"
    folders = {"vis": vis_assets().get(Path(name).name), "police": font_file().parent / Path(name).name}
    file = folders.get(name.split("/")[0]) or STATIC / name
    return file.read_bytes(), TYPES[file.suffix]


def opened(
    browser: Any, name: str, *, theme: str, width: int, strict: bool = True, more: Context | None = None
) -> tuple[Any, list[str]]:
    """Return a page opened as the server would send it, and what went wrong meanwhile."""
    context = browser.new_context(viewport={"width": width, "height": 900}, bypass_csp=not strict)
    page, wrong = context.new_page(), []
    template = name.split("--")[0].removesuffix(".html") + ".html"
    html = environment().get_template(template).render({**FRAME, **PAGES[name], **(more or {}), "theme": theme})

    def answer(route: Any) -> None:
        asked = urlsplit(route.request.url)
        if f"{asked.scheme}://{asked.netloc}" != HOST:
            wrong.append(f"asked {route.request.url}")
            route.abort()
        elif asked.path.startswith("/statique/"):
            body, kind = static_file(asked.path)
            route.fulfill(body=body, content_type=kind)
        else:
            headers = {"Content-Security-Policy": content_policy(str(FRAME["nonce"]))}
            route.fulfill(body=html, content_type="text/html; charset=utf-8", headers=headers)

    page.route("**/*", answer)
    page.on("console", lambda said: wrong.append(said.text) if said.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(HOST + "/")
    page.wait_for_function("document.documentElement.classList.contains('js')")
    return page, wrong


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_by_day_and_by_night_with_every_menu_open(browser: Any, name: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page, _ = opened(browser, name, theme="clair", width=320, strict=False)
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.removeAttribute('name'); d.open = true })")

    found = []
    for theme in ("clair", "sombre"):
        page.evaluate("theme => { document.documentElement.dataset.theme = theme }", theme)
        found += Axe().run(page).response["violations"]

    page.context.close()
    assert [(fault["id"], fault["nodes"][0]["html"]) for fault in found] == []


@pytest.mark.parametrize("name", PAGES)
def test_a_page_fits_any_window_under_our_policy_and_asks_nobody_else(browser: Any, name: str) -> None:
    page, wrong = opened(browser, name, theme="auto", width=1440)

    needed = {}
    for width in (320, 639, 760, 900, 1010, 1100, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        needed[width] = page.evaluate("document.documentElement.scrollWidth")

    page.context.close()
    assert {width: most for width, most in needed.items() if most > width} == {}
    assert wrong == []


def test_a_tie_has_the_whole_width_of_a_small_screen_for_its_sentence(browser: Any) -> None:
    page, _ = opened(browser, "fiche.html", theme="clair", width=320)

    narrow = page.evaluate(
        "[...document.querySelectorAll('[aria-labelledby=liens] .rows > li > p')]"
        ".map(p => p.getBoundingClientRect().width / p.parentElement.getBoundingClientRect().width)"
    )

    assert narrow
    assert min(narrow) > 0.8
    page.context.close()


@pytest.mark.parametrize(
    ("name", "kept"), [("recouvrements.html", ".cases > li > .pair"), ("parties_prenantes.html", "tbody td[data-label='Ce qui manque']")]
)
def test_a_card_unfolds_what_it_keeps_for_later_on_a_small_screen_alone(browser: Any, name: str, kept: str) -> None:
    wide, _ = opened(browser, name, theme="clair", width=1280)
    narrow, _ = opened(browser, name, theme="clair", width=320)

    assert wide.locator(f"{kept}:visible").count()
    assert not narrow.locator(f"{kept}:visible").count()
    for fold in narrow.locator(".more-cell summary").all():
        fold.click()
    assert narrow.locator(f"{kept}:visible").count() == wide.locator(f"{kept}:not(.blank)").count()
    for page in (wide, narrow):
        page.context.close()


#: The smallest text of the page to print, on a page of its size.
SMALLEST = SCALES[-1][0]
A3_PAGE = Markup(
    f'<svg viewBox="0 0 {WIDTH} {HEIGHT}"><text x="900" y="600" font-size="{SMALLEST}">partenaire</text></svg>'
)
#: The height of the smallest text of the drawing, whether its table stands above it, and whether its box scrolls.
READING = """() => {
  const box = document.querySelector(".picture.sheet");
  const heights = [...box.querySelectorAll("text")].map(text => text.getBoundingClientRect().height);
  const above = document.querySelector(".twin").getBoundingClientRect().top < box.getBoundingClientRect().top;
  return [Math.min(...heights), above, box.scrollWidth > box.clientWidth];
}"""


@pytest.mark.parametrize(("width", "table_first"), [(320, True), (760, False)])
def test_the_infographic_reads_on_a_small_screen_and_moves_in_its_own_box(
    browser: Any, width: int, table_first: bool
) -> None:
    more = {"picture": A3_PAGE}
    page, wrong = opened(browser, "infographie.html", theme="clair", width=width, strict=False, more=more)

    smallest, above, scrolls = page.evaluate(READING)
    page.focus(".picture.sheet")
    page.keyboard.press("ArrowRight")
    page.wait_for_function("document.querySelector('.picture.sheet').scrollLeft > 0")

    assert smallest >= SMALLEST
    assert (above, scrolls) == (table_first, True)
    assert page.is_visible("text=Le dessin se fait glisser")
    assert wrong == []
    page.context.close()


def test_the_search_key_goes_to_the_search_field_and_is_typed_when_writing(browser: Any) -> None:
    page, _ = opened(browser, "aide.html", theme="clair", width=1440)

    page.keyboard.press("/")
    page.keyboard.type("a/b")

    assert page.input_value("#recherche") == "a/b"
    page.context.close()


def test_keys_walk_along_the_ties_of_the_network_and_the_panel_says_them(browser: Any) -> None:
    page, wrong = opened(browser, "reseau.html", theme="clair", width=1440)
    page.wait_for_function("document.documentElement.dataset.pret === 'oui'")

    page.fill("#reseau-cherche", "fonds")
    page.press("#reseau-cherche", "ArrowDown")
    panel = page.inner_text("#reseau-detail")
    page.keyboard.press("ArrowRight")

    assert "Fonds d'Amont" in panel
    assert "finance La Fabrique" in panel
    assert page.inner_text("#reseau-liste [aria-selected=true]").startswith("La Fabrique")
    assert wrong == []
    page.context.close()


def test_the_menu_of_a_small_screen_opens_without_a_script(browser: Any) -> None:
    html = environment().get_template("aide.html").render({**FRAME, **PAGES["aide.html"]})
    context = browser.new_context(viewport={"width": 360, "height": 700}, java_script_enabled=False)
    page = context.new_page()
    page.route(
        "**/*",
        lambda route: (
            route.fulfill(body=static_file(urlsplit(route.request.url).path)[0], content_type="text/css")
            if "/statique/" in route.request.url
            else route.fulfill(body=html, content_type="text/html; charset=utf-8")
        ),
    )
    page.goto(HOST + "/")

    before = page.is_visible("#rail")
    page.click("#rail-bouton")

    assert (before, page.is_visible("#rail")) == (False, True)
    context.close()


def test_a_mark_unfolds_the_list_that_holds_its_source(browser: Any) -> None:
    many = [{"number": n, "text": f"Registre, ligne {n}", "href": f"/donnees/origines/{n}"} for n in range(1, 31)]
    page, wrong = opened(browser, "fiche.html", theme="clair", width=1440, more={"sources": many})

    before = page.is_visible("#source-30")
    page.evaluate("location.hash = '#source-30'")
    page.wait_for_selector("#source-30", state="visible")

    assert (before, page.is_visible("#source-8"), wrong) == (False, True, [])
    page.context.close()
