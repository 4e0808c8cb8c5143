"""The signs: one outline each, told apart, the same wherever they are drawn."""

from __future__ import annotations

import re

import pytest

from api.outputs.infographic import infographic_svg
from api.signs import SHAPES, kinds_stylesheet, sign_path
from kb.kinds import KINDS
from queries.answers import Moved
from tests.api.outputs.test_infographic import a_matrix


def test_no_two_outlines_are_alike_and_each_stands_for_a_kind() -> None:
    assert len({sign_path(shape, 24) for shape in SHAPES}) == len(SHAPES)
    assert {kind.sign.shape for kind in KINDS.values()} == set(SHAPES)


def test_a_training_body_a_national_one_and_an_association_are_told_apart_in_black_and_white() -> None:
    same = {code: [other for other in KINDS if KINDS[other].sign.shape == KINDS[code].sign.shape] for code in KINDS}

    assert [same[code] for code in ("training", "national", "association")] == [["training"], ["national"], ["association"]]


@pytest.mark.parametrize("shape", SHAPES)
def test_a_sign_stays_in_its_box_and_grows_with_it(shape: str) -> None:
    def reach(size: float) -> float:
        corners = re.findall(r"[ML](-?[\d.]+) (-?[\d.]+)", sign_path(shape, size))
        return max(abs(float(part)) for corner in corners for part in corner)

    assert reach(20) <= 11
    assert reach(40) == pytest.approx(2 * reach(20), abs=0.02)


def test_a_ring_is_two_outlines_so_that_it_is_hollow() -> None:
    assert sign_path("ring", 20).count("M") == 2
    assert sign_path("dot", 20).count("M") == 1


def test_every_kind_has_a_shape_that_exists_and_its_own_two_colours_in_the_stylesheet() -> None:
    sheet = kinds_stylesheet()

    for code, kind in KINDS.items():
        assert kind.sign.shape in SHAPES
        assert f"--signe-{code}: light-dark({kind.sign.light}, {kind.sign.dark});" in sheet
        assert f".signe-{code} {{ color: var(--signe-{code}); }}" in sheet


def test_every_colour_of_the_page_to_print_follows_the_screen_it_is_shown_on() -> None:
    sheet = kinds_stylesheet()
    used = set(re.findall(r'(fill|stroke)="(#[0-9A-F]{6})"', infographic_svg(a_matrix(moved=Moved("Depuis lundi", ["+ un lien"])))))

    assert used
    assert [pair for pair in used if f'.picture.sheet [{pair[0]}="{pair[1]}"]' not in sheet] == []


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("code", KINDS)
def test_a_sign_stands_out_on_the_page_and_on_the_card_by_day_and_by_night(code: str) -> None:
    sign = KINDS[code].sign

    assert min(_contrast(sign.light, ground) for ground in ("#FAF8F4", "#FFFFFF")) >= 3
    assert min(_contrast(sign.dark, ground) for ground in ("#14181D", "#1B2127")) >= 3
