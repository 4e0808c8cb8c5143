"""The whole network of the Lyon base on a telephone: every sign has its name, by day and by night."""

from __future__ import annotations

import json

import pytest

pytestmark = pytest.mark.browser
#: Keeps what is written on a canvas, as it is written.
KEPT = """
const written = window.written = [];
const fill = CanvasRenderingContext2D.prototype.fillText;
CanvasRenderingContext2D.prototype.fillText = function (text, ...place) { written.push(text); return fill.call(this, text, ...place); };
"""


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_sign_of_a_small_network_is_named(browser, address, width, theme):
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=theme, bypass_csp=True)
    page = context.new_page()
    page.add_init_script(KEPT)

    page.goto(f"{address}/reseau")
    page.wait_for_function("document.documentElement.dataset.pret === 'oui'")
    page.evaluate("document.fonts.ready")
    page.evaluate("written.length = 0")
    page.get_by_role("button", name="Tout voir").click()
    page.wait_for_function("written.length > 0")

    names = json.loads(page.locator("#reseau-donnees").text_content())["nodes"]["label"]
    drawn = " ".join(page.evaluate("written"))
    context.close()
    assert len(names) > 10
    assert [name for name in names if name.split(" ")[0] not in drawn] == []


@pytest.mark.parametrize("width", [900, 1280])
def test_the_territories_and_their_ebe_are_named_in_the_file_of_the_whole_network_as_it_opens(browser, address, tmp_path, width):
    context = browser.new_context(viewport={"width": width, "height": 900}, bypass_csp=True)
    page = context.new_page()
    file = tmp_path / "reseau.html"
    file.write_bytes(page.request.get(f"{address}/livrables/reseau.html").body())
    page.add_init_script(KEPT)

    page.goto(file.as_uri())
    page.wait_for_function("document.documentElement.dataset.pret === 'oui'")
    page.evaluate("written.length = 0")
    page.get_by_role("button", name="Tout voir").click()
    page.wait_for_function("written.length > 0")

    data = json.loads(page.locator("#reseau-donnees").text_content())["nodes"]
    sought = [name for name, kind in zip(data["label"], data["group"], strict=True) if kind in ("territory", "ebe")]
    drawn = " ".join(page.evaluate("written"))
    context.close()
    assert len(sought) == 11
    assert [name for name in sought if name not in drawn] == []
