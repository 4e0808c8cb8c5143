"""What pictures as files promise: an exact A3, text that can be searched, the same bytes twice."""

from __future__ import annotations

import re
import shutil
import struct
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from api.outputs.picture import page_size, svg_to_pdf, svg_to_png

AT = datetime(2026, 11, 24, 8, 5, tzinfo=UTC)
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="420mm" height="297mm" viewBox="0 0 1680 1188" '
    'font-family="Source Sans Pro"><text x="60" y="80" font-size="36" font-weight="700">Œuvre de Vénissieux</text></svg>'
)


def test_the_pdf_is_one_exact_a3_page() -> None:
    boxes = re.findall(rb"/MediaBox ?\[([^\]]*)\]", svg_to_pdf(SVG, "Titre", AT))

    assert len(boxes) == 1
    assert [float(n) for n in boxes[0].split()] == pytest.approx([0, 0, 420 / 25.4 * 72, 297 / 25.4 * 72], abs=0.01)


def test_the_pdf_is_the_same_twice_and_dated_by_us() -> None:
    content = svg_to_pdf(SVG, "Titre", AT)

    assert content == svg_to_pdf(SVG, "Titre", AT)
    assert content != svg_to_pdf(SVG, "Titre", AT.replace(day=25))
    assert b"D:20261124" in content


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="laissé de côté : pas de pdftotext (poppler-utils)")
def test_the_text_of_the_pdf_can_be_searched(tmp_path: Path) -> None:
    (tmp_path / "page.pdf").write_bytes(svg_to_pdf(SVG, "Titre", AT))

    read = subprocess.run(["pdftotext", tmp_path / "page.pdf", "-"], capture_output=True, check=True, timeout=30)

    assert "Œuvre de Vénissieux" in read.stdout.decode()


def test_the_pdf_embeds_the_shipped_font() -> None:
    assert b"SourceSansPro-Bold" in svg_to_pdf(SVG, "Titre", AT)


def test_a_hostile_title_stays_a_title() -> None:
    assert svg_to_pdf(SVG, '"); #panic() // <x>', AT).startswith(b"%PDF")


def test_the_png_is_twice_the_size_of_the_screen_and_the_same_twice() -> None:
    content = svg_to_png(SVG)

    assert content == svg_to_png(SVG)
    assert struct.unpack(">II", content[16:24]) == (3174, 2245)


def test_a_drawing_says_its_size_in_millimetres_or_pixels() -> None:
    assert page_size('<svg width="96" height="192px">') == pytest.approx((25.4, 50.8))
    with pytest.raises(ValueError, match="no size"):
        page_size("<svg>")
