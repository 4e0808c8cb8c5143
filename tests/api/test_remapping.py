"""An officer corrects on the preview what a header is read as, sees the difference again, writes, and finds it remembered."""

from __future__ import annotations

import io
import re
from html import unescape

from tests.api.page_check import faults

WRONG = "Qui;Type;Où\nAtelier neuf;association;Fleury\n"


def send(client, text, source="suivi", importer="parties-prenantes", name="suivi.csv"):
    sent = {"fichier": (name, io.BytesIO(text.encode()))}
    return client.post("/donnees/import", files=sent, data={"importeur": importer, "source": source}).text


def choose(client, page, **columns):
    """Send the form of a preview, some headers being chosen otherwise than they are shown."""
    form = re.search(r'<form method="post" action="(/donnees/import/[^"]+/colonnes)">(.*?)</form>', page, re.DOTALL)
    data = {"importeur": re.search(r'name="importeur" value="([^"]*)"', form[2])[1]}
    data["entete"] = [unescape(v) for v in re.findall(r'name="entete" value="([^"]*)"', form[2])]
    data["nom"] = re.findall(r'name="nom" value="([^"]*)"', form[2])
    selects = re.findall(r'<select [^>]*name="colonne">(.*?)</select>', form[2], re.DOTALL)
    shown = [re.search(r'value="([^"]*)" selected', one)[1] for one in selects]
    wanted = {header: columns.get(header, key) for header, key in zip(data["entete"], shown, strict=True)}
    kind = columns.get("_kind")
    return client.post(form[1], data={**data, "colonne": list(wanted.values()), **({"choisi": kind} if kind else {})})


def words(page):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.split("<main")[1])).split())


def apply(client, page):
    return client.post(re.search(r'action="(/donnees/import/[^"]+/appliquer)"', page)[1])


def test_a_refused_file_proposes_its_columns_is_read_again_written_and_remembered(writing_client):
    refused = send(writing_client, WRONG)
    assert "Il manque « Nom »" in words(refused)

    corrected = choose(writing_client, refused, Qui="name").text
    assert "1 ligne lue = 1 nouvelle + 0 modifiée" in words(corrected)
    assert apply(writing_client, corrected).status_code in (200, 303)
    again = send(writing_client, WRONG, importer="auto")

    assert "0 nouvelle + 0 modifiée + 1 inchangée" in words(again)
    assert "Correspondance retenue du" in words(again)


def test_a_remembered_mapping_is_forgotten_from_the_page(writing_client):
    apply(writing_client, choose(writing_client, send(writing_client, WRONG), Qui="name").text)
    again = send(writing_client, WRONG)

    after = writing_client.post(re.search(r'action="(/donnees/import/[^"]+/oublier)"', again)[1])

    assert after.status_code == 422
    assert "Il manque « Nom »" in words(after.text)


def test_a_column_is_ignored_then_the_difference_is_computed_again(writing_client):
    page = send(writing_client, "Nom;Type;Commune\nAtelier neuf;association;Fleury\n")
    assert "Commune : Fleury" in words(page)

    again = choose(writing_client, page, Commune="").text

    assert "Commune : Fleury" not in words(again)
    assert "1 nouvelle" in words(again)


def test_a_column_that_a_sheet_of_no_person_has_not_is_said_to_be_kept_nowhere(writing_client):
    sheet = "Territoire;Tranche;Effectif;Taux\nVal-Fleuri;50 ans et plus;40;12 %\n"

    page = words(send(writing_client, sheet, importer="ppde-cohortes"))

    assert "« Taux » ni lue, ni gardée" in page
    assert "gardée sans être lue" not in page


def test_two_headers_for_one_column_are_told_and_nothing_is_lost(writing_client):
    page = send(writing_client, "Nom;Type;Autre\nAtelier neuf;association;Fleury\n")

    again = choose(writing_client, page, Autre="notes", Type="notes")

    assert again.status_code == 422
    assert "Deux en-têtes ne peuvent pas" in words(again.text)
    assert apply(writing_client, again.text).status_code in (200, 303)


def test_another_kind_of_file_proposes_its_own_columns(writing_client):
    refused = send(writing_client, "Un;Deux;Trois\na;b;c\n", importer="auto")

    again = choose(writing_client, refused, _kind="liens").text

    assert "lue comme Relation" in words(again)
    assert "Fichier" in words(again)


def test_a_file_that_nobody_knows_asks_what_it_is_instead_of_guessing(writing_client):
    page = send(writing_client, "Un;Deux;Trois\na;b;c\n", importer="auto")

    assert re.search(r'<option value="" selected>À choisir</option>', page)
    assert "lue comme" not in page
    assert "« Deux »" in words(page)


def test_a_file_that_is_half_known_proposes_the_importer_that_comes_nearest(writing_client):
    page = send(writing_client, "Intitulé;Commune;SIRET\na;b;\n", importer="auto")

    assert '<option value="parties-prenantes" selected>' in page


def test_a_list_of_persons_proposes_nothing(writing_client):
    refused = send(writing_client, "Nom;Prénom;Naissance\nA;B;01/01/1990\n")

    assert "/colonnes" not in refused
    assert "SENSITIVE_DATA" in refused


def test_a_form_cannot_read_a_column_of_persons(writing_client):
    page = send(writing_client, "Structure;Type;Prénom\nAtelier;association;Léa\n")
    form = re.search(r'action="(/donnees/import/[^"]+/colonnes)"', page)[1]

    sent = {"importeur": "parties-prenantes", "entete": ["Prénom"], "nom": [""], "colonne": ["notes"]}
    answer = writing_client.post(form, data=sent)

    assert answer.status_code == 422
    assert "décrit des personnes" in words(answer.text)


def test_a_file_that_may_be_two_things_asks_which_and_is_read_as_said(writing_client):
    page = send(writing_client, "Nom;Enseigne;Type;SIRET\nAtelier neuf;;association;\n", importer="auto")
    assert "IMPORTER_UNSURE" in page

    again = choose(writing_client, page, _kind="parties-prenantes").text

    assert "1 nouvelle" in words(again)


def test_a_refusal_of_the_pages_never_speaks_of_a_terminal(writing_client):
    for sent in ("Un;Deux;Trois\na;b;c\n", "Intitulé;Commune;SIRET\na;b;\n", "Nom;Enseigne;Type;SIRET\nA;;EI;\n", "Caf\u00e9 \x8e"):
        page = words(send(writing_client, sent, importer="auto"))

        assert "--" not in page
        assert "à la place de auto" not in page


BARE = "Atelier neuf;association;69200\nRégie verte;association;69100\n"


def without_header(client, page, **columns):
    form = re.search(r'<form method="post" action="(/donnees/import/[^"]+/colonnes)">(.*?)</form>', page, re.DOTALL)
    names = [unescape(v) for v in re.findall(r'name="entete" value="([^"]*)"', form[2])]
    more = {"lettres": "1"} if 'name="lettres"' in form[2] else {}
    sent = {"importeur": re.search(r'name="importeur" value="([^"]*)"', form[2])[1], "choisi": "parties-prenantes", "sans_entete": "1", **more}
    return client.post(form[1], data={**sent, "entete": names, "nom": [""] * len(names), "colonne": [columns.get(n[-1], "") for n in names]})


def test_a_file_without_header_is_read_by_the_letters_of_its_columns_and_loses_no_row(writing_client):
    refused = send(writing_client, BARE, importer="auto")
    assert "Colonne A" in words(refused)
    assert "Atelier neuf" in words(refused)
    assert "ni lue, ni gardée" in words(refused)
    assert "gardée sans être lue" not in words(refused)

    asked = without_header(writing_client, refused).text
    assert "Il manque « Nom »" in words(asked)
    read = without_header(writing_client, asked, A="name", B="kind", C="post_code").text

    assert "2 lignes lues = 2 nouvelles + 0 modifiée" in words(read)
    assert apply(writing_client, read).status_code in (200, 303)


def test_a_first_line_of_words_that_is_no_header_is_said_to_be_none(writing_client):
    refused = send(writing_client, "Atelier neuf;association;Fleury\nRégie verte;association;Lyon\n")
    assert "« association »" in words(refused)

    asked = without_header(writing_client, refused).text
    read = without_header(writing_client, asked, A="name", C="city").text

    assert "2 lignes lues = 2 nouvelles" in words(read)


def test_a_header_that_gives_its_place_to_another_is_told(writing_client):
    page = send(writing_client, "Nom;Type;Autre\nAtelier neuf;association;Fabrique\n")
    assert "n'est plus lue" not in words(page)

    again = choose(writing_client, page, Autre="name")

    assert "« Nom » n'est plus lue : c'est « Autre » qui est lue comme Nom." in words(again.text)
    assert "n'est plus lue" not in words(choose(writing_client, page, Nom="", Autre="name").text)


def test_a_preview_comes_back_once_the_appearance_is_chosen(writing_client):
    first = send(writing_client, "Nom;Type;Autre\nAtelier neuf;association;Fabrique\n")
    for page in (first, choose(writing_client, first, Autre="notes").text):
        back = re.search(r'name="retour" value="([^"]+)"', page)[1]
        chosen = writing_client.post("/theme", data={"theme": "sombre", "retour": back})

        shown = writing_client.get(chosen.headers["location"])

        assert shown.status_code == 200
        assert "Aperçu de l'import" in words(shown.text)
        assert 'data-theme="sombre"' in shown.text
    refused = writing_client.post("/donnees/import", data={"importeur": "auto"}, files={"fichier": ("", b"")})
    assert re.search(r'name="retour" value="([^"]+)"', refused.text)[1] == "/donnees"


def test_a_renamed_column_is_proposed_and_one_click_reads_it_as_before(writing_client):
    apply(writing_client, send(writing_client, "Nom;Type;Commune;Position\nAtelier neuf;association;Fleury;favorable\nRégie;association;Fleury;réservé\n"))
    page = send(writing_client, "Nom;Sorte;Commune;Posture\nAtelier neuf;association;Fleury;favorable\nRégie;association;Fleury;neutre\n")
    assert "La colonne « Posture » n'est pas reconnue et « Position » a disparu : est-ce la même ?" in words(page)
    assert faults(page) == []

    for header in ("Posture", "Sorte"):
        forms = re.findall(r'<form class="notice warn".*?</form>', page, re.DOTALL)
        form = next(one for one in forms if f"Lire « {header} » comme" in " ".join(unescape(one).split()))
        sent = {key: [unescape(v) for v in re.findall(rf'name="{key}" value="([^"]*)"', form)] for key in ("importeur", "entete", "nom", "colonne")}
        page = writing_client.post(re.search(r'action="([^"]+)"', form)[1], data=sent).text

    assert "a disparu" not in words(page)
    assert "--map" not in words(page)
    assert "0 nouvelle + 1 modifiée + 1 inchangée" in words(page)
    assert "Position : réservé" in words(page)
