"""The catalogue of what pages say: French is the source, English the second language."""

from __future__ import annotations

from functools import cache
from gettext import NullTranslations
from io import BytesIO
from pathlib import Path

LOCALES = Path(__file__).parent / "locale"


def languages() -> list[str]:
    """Return the languages pages can be read in: French, and those that have a catalogue."""
    return ["fr", *sorted(path.stem for path in LOCALES.glob("*.po"))]


@cache
def translations(language: str) -> NullTranslations:
    """Return the translations of a language, compiled from its catalogue when they are first asked for.

    Nothing compiled is kept in the project: the catalogue is the source. What it lacks is said in French.
    """
    catalogue = LOCALES / f"{language}.po"
    if language == "fr" or not catalogue.exists():
        return NullTranslations()
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po
    from babel.support import Translations

    with catalogue.open("rb") as lines:
        compiled = BytesIO()
        write_mo(compiled, read_po(lines, locale=language))
    compiled.seek(0)
    found: NullTranslations = Translations(fp=compiled)
    return found
