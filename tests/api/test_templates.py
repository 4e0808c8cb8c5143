"""The pages, rendered with made-up contexts: what they must be for everyone, before any browser opens them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from jinja2 import meta
from markupsafe import escape

from api.templates import HERE, STATIC, environment, number, static_url
from tests.api.page_check import faults
from tests.api.samples import FRAME, PAGES, Context

#: What the frame and Jinja bring to every page.
_BROUGHT = {"_", "ngettext", "gettext", "static_url", "sign_path", "KINDS", "lang", "self"}


def render(name: str, **more: object) -> str:
    """Return the page of a sample, or of a template with other words."""
    return (
        environment()
        .get_template(name.split("--")[0].removesuffix(".html") + ".html")
        .render({**FRAME, **PAGES[name], **more})
    )


def everywhere(value: object, words: str) -> object:
    """Return a context whose texts all hold the same words; what drives the layout is left alone."""
    if isinstance(value, dict):
        kept = {
            "kind",
            "tone",
            "href",
            "type",
            "choice",
            "shape",
            "name",
            "number",
            "value",
            "x",
            "y",
            "path",
            "legend",
            "roles",
            "kinds",
        }
        return {key: part if key in kept else everywhere(part, words) for key, part in value.items()}
    if isinstance(value, list):
        return [everywhere(part, words) for part in value]
    return words if type(value) is str else value


@pytest.mark.parametrize("name", PAGES)
def test_a_page_can_be_read_by_everyone_and_served_under_our_policy(name: str) -> None:
    assert faults(render(name)) == []


@pytest.mark.parametrize("name", PAGES)
def test_a_page_without_anything_to_say_still_stands(name: str) -> None:
    actor = {"name": "La Fabrique", "kind": "ebe"}

    html = (
        environment()
        .get_template(name.split("--")[0].removesuffix(".html") + ".html")
        .render(title="Page", actor=actor)
    )

    assert faults(html.replace('nonce=""', 'nonce="n"')) == []


@pytest.mark.parametrize("name", PAGES)
def test_names_that_hold_markup_stay_text(name: str) -> None:
    attack = "<script>alert('x')</script>"

    html = (
        environment()
        .get_template(name.split("--")[0].removesuffix(".html") + ".html")
        .render(
            {**FRAME, **everywhere(PAGES[name], attack), "title": attack}  # type: ignore[dict-item]
        )
    )

    assert attack not in html
    assert str(escape(attack)) in html


@pytest.mark.parametrize(
    "name", sorted(path.name for path in HERE.glob("*.html") if path.name not in {"macros.html", "base.html"})
)
def test_a_template_says_at_its_top_all_that_it_reads(name: str) -> None:
    source = (HERE / name).read_text("utf-8")
    frame = (HERE / "base.html").read_text("utf-8")
    said = set(re.findall(r"\w+", source[: source.index("#}")] + frame[: frame.index("#}")]))

    read = meta.find_undeclared_variables(environment().parse(source)) - _BROUGHT - {"m"}

    assert source.startswith("{#")
    assert read <= said


def test_every_template_has_a_sample() -> None:
    pages = {path.name for path in HERE.glob("*.html")} - {"macros.html", "base.html"}

    assert pages == {name.split("--")[0].removesuffix(".html") + ".html" for name in PAGES}


def test_a_value_tells_who_says_so_in_words_and_at_the_foot() -> None:
    html = render("fiche.html")

    assert 'href="#source-2" aria-label="source 2 : Délibération 2026-12 de la Ville-Haute, page 3"' in html
    assert '<li id="source-2" value="2">' in html


def test_two_sources_that_disagree_stand_side_by_side() -> None:
    html = render("fiche.html")

    beside = html[html.index('class="beside"') :]
    assert "2 valeurs · deux sources, deux dates" in html
    assert beside.index("environ 80 personnes") < beside.index(">49<")


def test_a_gap_comes_with_the_action_that_fills_it() -> None:
    assert '<span class="tag warn">manque</span> <a href="/saisie/siren">chercher dans SIRENE</a>' in render(
        "fiche.html"
    )


def test_a_screen_has_at_most_one_primary_button() -> None:
    primary = {name: render(name).count('class="button primary"') for name in PAGES}

    assert max(primary.values()) == 1


def test_a_list_without_answer_says_what_to_do() -> None:
    html = render("parties_prenantes--vide.html")

    assert "Aucun acteur ne répond à ces filtres" in html
    assert 'href="/parties-prenantes">Tout effacer</a>' in html


def test_the_network_travels_as_data_and_never_as_script() -> None:
    sample = PAGES["reseau.html"]["network"]
    hostile: Context = {**sample, "nodes": {**sample["nodes"], "label": ["</script><script>alert(1)</script>"] * 9}}

    html = render("reseau.html", network=hostile)

    assert "</script><script>alert" not in html
    assert faults(html) == []


def test_the_theme_of_the_cookie_is_the_one_the_server_renders() -> None:
    html = render("aide.html", theme="sombre")

    assert '<html lang="fr" data-theme="sombre">' in html
    assert re.search(r'value="sombre" aria-pressed="true"', html)


def test_counts_are_written_as_the_language_writes_them() -> None:
    assert number(4067) == "4\u202f067"
    assert number(4067, "en") == "4,067"
    assert "4\u202f067 faits" in render("aide.html")


def test_an_address_of_a_static_file_changes_with_its_content() -> None:
    for path in STATIC.iterdir():
        assert re.fullmatch(rf"/statique/{re.escape(path.name)}\?v=[0-9a-f]{{12}}", static_url(path.name))


@pytest.mark.parametrize("path", sorted(STATIC.glob("*.[cj]s*")), ids=lambda path: path.name)
def test_our_static_files_are_short_and_fetch_nothing_from_elsewhere(path: Path) -> None:
    source = path.read_text("utf-8")

    assert not re.search(r"(?:url\(\s*|import\s|fetch\(\s*|src\s*=\s*)[\"']?(?:https?:)?//", source)
    assert "innerHTML" not in source
    assert path.suffix != ".js" or source.count("\n") < 250
