"""The templates of the pages, and the environment that fills them: everything escaped, every word translatable."""

from __future__ import annotations

import re
from functools import cache
from gettext import NullTranslations
from hashlib import sha256
from pathlib import Path
from typing import Any

from jinja2 import ChainableUndefined, Environment, FileSystemLoader, Template

from api.signs import sign_path
from kb.kinds import KINDS
from kb.naming import joined
from kb.words import day, spaced

#: What a page writes as it is: its tags, and what stands in scripts, styles and fields to be sent back.
_AS_IT_IS = re.compile(r"<(script|style|textarea|pre|code)\b.*?</\1>|<[^>]*>", re.DOTALL)
HERE = Path(__file__).parent
STATIC = HERE.parent / "static"


def environment(translations: NullTranslations | None = None, language: str = "fr") -> Environment:
    """Return the templates in one language; French needs no catalogue, being what the templates are written in.

    What a context leaves out is left out of the page: each template says at its top what it reads.
    """
    words = translations or NullTranslations()
    filled = Environment(
        loader=FileSystemLoader(HERE),
        autoescape=True,
        undefined=ChainableUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    filled.template_class = _FrenchTemplate
    filled.install_gettext_callables(words.gettext, words.ngettext, newstyle=True)  # type: ignore[attr-defined]
    filled.globals.update(KINDS=KINDS, sign_path=sign_path, static_url=static_url, lang=language)
    filled.filters["leading"] = leading
    filled.filters["day"] = day
    filled.filters["number"] = lambda value: number(value, language)
    return filled


class _FrenchTemplate(Template):
    """A template whose words keep their double signs beside them, in the one place where all pages pass."""

    def render(self, *values: Any, **named: Any) -> str:
        return spaced_page(super().render(*values, **named))


def spaced_page(page: str) -> str:
    """Return a page whose texts, and its texts alone, are spaced as French wants.

    >>> spaced_page('<p title="a ?">Qui ?</p><textarea>Qui ?</textarea>').replace(chr(0x202F), "~")
    '<p title="a ?">Qui~?</p><textarea>Qui ?</textarea>'
    """
    parts, start = [], 0
    for kept in _AS_IT_IS.finditer(page):
        parts += [spaced(page[start : kept.start()]), kept.group()]
        start = kept.end()
    return "".join([*parts, spaced(page[start:])])


def leading(reading: str) -> str:
    """Return a reading and the blank after it, none after an apostrophe: a link follows.

    >>> leading("porte"), leading("est l'EBE d'")
    ('porte ', "est l'EBE d'")
    """
    return joined(reading, "")


def number(value: float | str, language: str = "fr") -> str:
    """Return a number as a page writes it; a text is given back as it is.

    >>> number(4067) == "4\\u202f067"
    True
    """
    from babel.numbers import format_decimal

    return value if isinstance(value, str) else format_decimal(value, locale=language)


@cache
def static_url(name: str) -> str:
    """Return the address of one of our static files, with a mark of its content so that it may be cached for ever."""
    return f"/statique/{name}?v={sha256((STATIC / name).read_bytes()).hexdigest()[:12]}"
