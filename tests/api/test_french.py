"""What a reader sees is written as French is: its double signs stay with their word, names are elided, letters are words."""

from __future__ import annotations

import io
import re
from html import unescape

import openpyxl
import pytest
from click.testing import CliRunner

from api.cli import main
from api.outputs.xlsx import ABOUT
from api.templates import spaced_page
from kb.naming import before, joined, said_before
from tests.api.page_check import loose

#: A plain space where a line may break before a double sign, or after an opening quote.
LOOSE = re.compile(r".{0,20}(?: [:;?!»%](?!\w)|« ).{0,20}")
PAGES = (
    "/", "/parties-prenantes", "/reseau", "/infographie", "/recouvrements", "/mobiliser", "/questions", "/donnees",
    "/rapprochements", "/aide", "/saisie", "/saisie/ebe",
)  # fmt: skip


def read(page: str) -> str:
    """Return the words of a page, as they were sent: scripts and fields to be sent back left out."""
    shown = re.sub(r"<(script|style|textarea|pre|code)\b.*?</\1>", "", page, flags=re.DOTALL)
    return unescape(re.sub(r"<[^>]+>", "\n", shown))


def ran(base, *words: str) -> str:
    done = CliRunner().invoke(main, ["--base", str(base), *words])
    return done.output + (done.stderr if done.stderr_bytes else "")


@pytest.mark.parametrize("path", PAGES)
def test_no_line_of_a_page_begins_with_a_double_sign(client, path):
    said = read(client.get(path).text)

    assert LOOSE.findall(said) == []
    assert "« " not in said


@pytest.mark.parametrize(
    "words",
    [
        ("--help",), ("import", "--help"), ("link", "--help"), ("ask",), ("ask", "--help", "chemin"), ("build",), ("check",),
        ("ask", "parties-prenantes"), ("ask", "chemin", "--start", "La Fabrique", "--end", "L'Ouvroir"),
        ("ask", "inconnue"), ("ask", "reseau", "--depth", "9"), ("nulle",), ("undo", "lot-9"), ("link",),
    ],
    ids=" ".join,
)  # fmt: skip
def test_a_command_speaks_french_with_french_quotes(filled, words):
    said = ran(filled, *words)

    assert LOOSE.findall(said) == []
    assert not re.search(r"(?<!\w)'[^'\n]+'(?!\w)", said), "a name stands between the quotes of a program"


def test_what_goes_back_to_the_base_is_left_as_it_was_typed():
    page = '<input value="Qui ?"><textarea>Qui ?</textarea><p>Qui ?</p>'

    assert spaced_page(page) == page.replace("<p>Qui ?", "<p>Qui\u202f?")


def test_what_a_workbook_says_itself_keeps_its_double_signs_too(client):
    book = openpyxl.load_workbook(io.BytesIO(client.get("/livrables/fichier-parties-prenantes-cartographie.xlsx").content))

    heads = [cell for sheet in book for cell in next(sheet.iter_rows(values_only=True)) if cell]
    said = [str(text) for text in (*heads, *(row[0] for row in book[ABOUT].iter_rows(values_only=True))) if text]
    assert said
    assert [text for text in said if LOOSE.search(text)] == []


@pytest.mark.parametrize(
    ("reading", "name", "said"),
    [
        ("fiche de", "Emmaüs Connect", "fiche d'Emmaüs Connect"),
        ("fiche de", "Œuvre des Villages", "fiche d'Œuvre des Villages"),
        ("autour de", "Le Centsept", "autour du Centsept"),
        ("demande faite à", "Les Potagers du Garon", "demande faite aux Potagers du Garon"),
        ("siège à", "CLE de Saint-Fons", "siège au CLE de Saint-Fons"),
        ("fiche de", "Handicap International", "fiche de Handicap International"),
        ("plus grand que", "Anciela", "plus grand qu'Anciela"),
        ("porte", "Emmaüs", "porte Emmaüs"),
    ],
)
def test_a_name_is_elided_or_contracted_with_what_stands_before_it(reading, name, said):
    assert said_before(reading, name) == said


def test_a_reading_before_a_link_is_elided_without_a_blank():
    assert joined(before("est l'EBE de", "Oullins"), "Oullins") == "est l'EBE d'Oullins"


def test_how_sure_a_fact_is_is_a_word_in_forms_and_stays_a_letter_in_files(client):
    form = client.get("/saisie/ebe").text

    assert re.search(r'<option value="H">haute</option>', form)
    assert re.search(r'<option value="L">à confirmer</option>', form)


def test_what_a_header_lacks_is_said_in_the_singular_and_in_the_plural(writing_client):
    def needed(text):
        sent = {"fichier": ("envoi.csv", io.BytesIO(text.encode()))}
        page = writing_client.post("/donnees/import", files=sent, data={"importeur": "liens"}).text
        return loose(unescape(page))

    assert "Il manque « Cible » : choisissez l'en-tête qui la dit." in needed("Source;Relation;Autre\na;b;c\n")
    assert "Il manque « Relation » et « Cible » : choisissez les en-têtes qui les disent." in needed("Source;Un;Deux\na;b;c\n")


def test_the_numbers_of_an_answer_are_written_as_french_writes_them(client):
    said = read(client.get("/questions/recouvrements").text)

    assert re.search(r"\b0,\d+", said)
    assert re.findall(r"(?<![\w./-])\d+\.\d+(?![\w.])", said) == []


def test_a_day_to_choose_is_said_in_french_beside_its_field(client):
    asked = client.get("/questions/rencontres?since=2026-05-12").text

    assert re.search(r'name="since" aria-describedby="jour-since" type="date" value="2026-05-12"', asked)
    assert '<p class="hint" id="jour-since">12 mai 2026</p>' in asked
    assert 'id="jour-since">Jour, mois, année</p>' in client.get("/questions/rencontres").text
