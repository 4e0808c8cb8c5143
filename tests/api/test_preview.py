"""What the preview of an import shows before anything is written: old and new values, and the rows to correct."""

from __future__ import annotations

import io
import re
from html import unescape

from api.importing import Request, run_import
from api.telling import tell_import


def preview(client, text, source="", encoding="utf-8", name="suivi.csv", importer="parties-prenantes") -> str:
    sent = {"fichier": (name, io.BytesIO(text.encode(encoding)))}
    return client.post("/donnees/import", files=sent, data={"importeur": importer, "source": source}).text


def words(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.split("<main")[1])).split())


def test_a_changed_row_shows_its_old_and_new_values_with_french_days(writing_client):
    first = "Nom;Type;Commune;Ouverture\nAtelier neuf;association;Fleury;27/03/2017\n"
    page = preview(writing_client, first)
    writing_client.post(re.search(r'action="(/donnees/import/[^"]+/appliquer)"', page)[1])

    said = words(preview(writing_client, first.replace("27/03/2017", "01/11/2018")))

    assert "1 ligne lue = 0 nouvelle + 1 modifiée + 0 inchangée + 0 mise de côté" in said
    assert "Ouverture : 27 mars 2017 → devient 1er novembre 2018" in said
    assert "2018-11-01" not in said


AID = "Financeur;Bénéficiaire;Montant;Date;Objet\nFonds des Deux Rives;La Fabrique;140 000;2024;Démarrage\n"


def test_amounts_are_read_in_euros_with_their_thousands_apart(writing_client):
    page = preview(writing_client, AID, importer="financements")
    writing_client.post(re.search(r'action="(/donnees/import/[^"]+/appliquer)"', page)[1])
    changed = preview(writing_client, AID.replace("140 000", "1 250 000,5"), importer="financements")

    assert "Montant : 140 000 €" in words(page)
    assert "140 000 € → devient 1 250 000,50 €" in words(changed)


def test_a_terminal_reads_the_same_amounts(own_base, tmp_path):
    file = tmp_path / "aides.csv"
    said = []
    for text in (AID, AID.replace("140 000", "1 250 000,5")):
        file.write_text(text, encoding="utf-8")
        said = tell_import(run_import(str(own_base), Request("financements", file, write=True)))

    assert any("« 140\u00a0000\u00a0€ » devient « 1\u00a0250\u00a0000,50\u00a0€ »" in line for line in said)


def test_a_terminal_names_the_first_new_rows_before_writing(own_base, tmp_path):
    file = tmp_path / "acteurs.csv"
    file.write_text("Nom;Type;Commune\n" + "".join(f"Atelier {n};association;Fleury\n" for n in range(1, 13)), encoding="utf-8")

    shown, written = (tell_import(run_import(str(own_base), Request("parties-prenantes", file, write=write))) for write in (False, True))

    (named,) = [line for line in shown if "Atelier 1 " in line]
    assert named.startswith("  Nouvelles : Atelier 1 ; Atelier 2 ; ")
    assert named.endswith("Atelier 10 ; et 2 autres.")
    assert not any("Atelier 1 " in line for line in written)


def test_a_row_of_a_new_source_stands_beside_what_the_base_says_of_the_actor(writing_client):
    said = words(
        preview(writing_client, "Nom;Type;Commune;Effectif;Site web\nLa Fabrique;EBE;Belleville;82;\n", "autre")
    )

    assert "acteur connu La Fabrique" in said
    assert "Effectif : 80 personnes → devient 82 personnes les deux sources restent visibles" in said
    assert "Commune :" not in said.split("acteur connu")[1].split("Colonnes comprises")[0]


def test_a_new_row_shows_what_it_says(writing_client):
    said = words(preview(writing_client, "Nom;Type;Commune\nAtelier neuf;association;Fleury\n"))

    assert "nouvelle Atelier neuf Type : Association Commune : Fleury" in said


def test_rows_that_bring_something_come_before_those_that_bring_nothing(writing_client):
    rows = "Nom;Type;Commune\nLa Fabrique;EBE;Belleville\nAtelier neuf;association;Fleury\n"

    said = words(preview(writing_client, rows, "autre"))

    assert said.index("nouvelle Atelier neuf") < said.index("acteur connu La Fabrique Dit la même chose que la base")


def test_a_remark_names_the_file_as_it_was_sent(writing_client):
    said = words(preview(writing_client, "Nom;Type\nRégie é;association\n", encoding="cp1252", name="équipes.csv"))

    assert "équipes.csv n'est pas en UTF-8" in said
    assert not re.search(r"\b[0-9a-f]{32}\b", said)


def test_rows_set_aside_can_be_taken_back_before_and_after_writing(writing_client):
    page = preview(
        writing_client, "Nom;Type;SIRET\nBon;association;\nFaux;association;12345678901234\n", name="équipes.csv"
    )
    before = writing_client.get(re.search(r'href="(/donnees/import/[^"]+/ecartees\.csv)"', page)[1])
    writing_client.post(re.search(r'action="(/donnees/import/[^"]+/appliquer)"', page)[1])
    kept = re.search(r'href="(/donnees/ecartees/[^"]+)"', writing_client.get("/donnees").text)
    after = writing_client.get(kept[1])

    assert before.headers["content-disposition"] == 'attachment; filename="a-corriger-equipes.csv"'
    assert before.content == after.content
    assert re.search(r"3;;SIRET_INVALID;.*;Faux;association;12345678901234", before.content.decode("utf-8-sig"))


def test_no_other_file_of_the_machine_is_given(writing_client):
    for name in ("..%2Fessai.db", "absent.csv"):
        assert writing_client.get(f"/donnees/ecartees/{name}").status_code == 404


def test_a_single_row_is_said_in_the_singular(writing_client):
    two = "Nom;Type;Commune\nAtelier neuf;association;Fleury\nAtelier vieux;association;Fleury\n"
    page = preview(writing_client, two)
    writing_client.post(re.search(r'action="(/donnees/import/[^"]+/appliquer)"', page)[1])

    said = words(preview(writing_client, two.replace("Atelier vieux;association;Fleury\n", "")))

    assert "1 ligne de l'édition précédente n'est plus dans ce fichier : elle est gardée." in said


def test_a_file_all_of_whose_rows_are_set_aside_says_so_and_what_to_do(writing_client, own_base, tmp_path):
    wrong = "Nom;Type;Commune\nAtelier neuf;fusée;Fleury\n"
    file = tmp_path / "suivi.csv"
    file.write_text(wrong, encoding="utf-8")

    page = words(preview(writing_client, wrong))
    told = tell_import(run_import(str(own_base), Request("parties-prenantes", file)))

    assert "Rien : toutes les lignes sont mises de côté. Corrigez-les selon leur motif, puis renvoyez le fichier." in page
    assert told[1].startswith("Toutes les lignes sont écartées : rien n'est pris.")
    assert told[-1] == "Rien n'est écrit. Corrigez les lignes écartées selon leur motif, puis renvoyez le fichier."
    assert not any("la même chose que la base" in text or "Rien de nouveau" in text for text in (page, *told))


def test_the_preview_and_the_sources_name_the_territory_that_sends_as_the_form_does(writing_client):
    sent = {"fichier": ("suivi.csv", io.BytesIO(b"Nom;Type;Commune\nAtelier neuf;association;Fleury\n"))}
    page = writing_client.post("/donnees/import", files=sent, data={"territoire": "terres-neuves"}).text
    writing_client.post(re.search(r'action="(/donnees/import/[^"]+/appliquer)"', page)[1])

    owners = re.findall(r'data-label="De la part de">([^<]*)<', writing_client.get("/donnees").text)

    sheet = re.search(r'href="(/parties-prenantes/r[^"]+)"[^>]*>Atelier neuf<', writing_client.get("/parties-prenantes").text)
    origin = re.search(r'href="(/donnees/origines/[^"]+)"', writing_client.get(sheet[1]).text)[1]

    assert "De la part de Terres Neuves" in words(page)
    assert "Envoyé par Terres Neuves" in words(writing_client.get(origin).text)
    assert sorted(set(owners)) == ["La plateforme", "Terres Neuves"]


def test_a_number_that_joins_a_row_to_an_actor_of_another_name_is_said_before_anything_is_written(writing_client):
    sheet = "Nom;Type;SIRET\nBlanchisserie du Port;SIAE;99900002900028\n"

    said = words(preview(writing_client, sheet))

    assert "Ce SIRET est celui de « Régie des Érables »" in said
    assert "« Blanchisserie du Port »" in said


def test_a_row_that_a_number_joins_to_its_own_name_or_initials_is_not_questioned(writing_client):
    for name in ("Régie de quartier des Érables", "RDE", "R.D.Q. Erables"):
        assert "Vérifiez le numéro" not in words(preview(writing_client, f"Nom;Type;SIRET\n{name};SIAE;99900002900028\n"))


def test_a_preview_that_is_no_longer_true_is_shown_again_before_it_is_written(writing_client):
    row = "Nom;Type;Commune;Notes\nAtelier partagé;association;Fleury;{}\n"
    mine = preview(writing_client, row.format("prêt d'un local"), name="un.csv", source="Commun")
    theirs = preview(writing_client, row.format("aucun local"), name="deux.csv", source="Commun")
    apply = [re.search(r'action="(/donnees/import/[^"]+/appliquer)"', page)[1] for page in (mine, theirs)]
    writing_client.post(apply[1])

    again = writing_client.post(apply[0])

    assert again.status_code == 409
    assert "Quelqu'un a écrit depuis cet aperçu" in words(again.text)
    assert "aucun local → devient prêt d'un local" in words(again.text)
    assert writing_client.post(re.search(r'action="(/donnees/import/[^"]+/appliquer)"', again.text)[1], follow_redirects=False).status_code == 303


def test_a_preview_that_is_still_true_is_written_whatever_was_written_meanwhile(writing_client):
    mine = preview(writing_client, "Nom;Type;Commune\nAtelier seul;association;Fleury\n", name="un.csv", source="Le mien")
    other = preview(writing_client, "Nom;Type;Commune\nAtelier autre;association;Bron\n", name="deux.csv", source="Le leur")
    apply = [re.search(r'action="(/donnees/import/[^"]+/appliquer)"', page)[1] for page in (mine, other)]
    writing_client.post(apply[1])
    assert writing_client.post(apply[0], follow_redirects=False).status_code == 303


LIST = "Nom;Type;Commune\n" + "".join(f"Atelier {name};association;Fleury\n" for name in ("un", "deux", "trois", "quatre", "cinq", "six"))


def test_rows_gone_from_an_edition_are_named_and_ended_when_the_word_is_typed(writing_client):
    first = preview(writing_client, LIST, name="mai.csv", source="Liste")
    writing_client.post(re.search(r'action="(/donnees/import/[^"]+/appliquer)"', first)[1])
    page = preview(writing_client, LIST.replace("Atelier six;association;Fleury\n", ""), name="juin.csv", source="Liste")
    apply = re.search(r'action="(/donnees/import/[^"]+/appliquer)"', page)[1]

    assert "Atelier six" in words(page)
    assert "Pour y mettre fin, écrivez « clore »" in words(page)
    refused = writing_client.post(apply, data={"remplacer": "oui"})
    assert (refused.status_code, "Rien n'est écrit" in words(refused.text)) == (422, True)
    assert "Atelier six" in writing_client.get("/parties-prenantes?text=Atelier").text

    assert writing_client.post(apply, data={"remplacer": " Clore "}, follow_redirects=False).status_code == 303
    shown = writing_client.get("/parties-prenantes?text=Atelier").text
    assert "Atelier cinq" in shown
    assert "Atelier six" not in shown


def test_rows_gone_from_what_looks_like_another_list_are_not_to_be_ended_from_its_preview(writing_client):
    first = preview(writing_client, LIST, name="mai.csv", source="Liste")
    writing_client.post(re.search(r'action="(/donnees/import/[^"]+/appliquer)"', first)[1])
    page = preview(writing_client, "Nom;Type;Commune\nRégie neuve;association;Bron\n", name="autre.csv", source="Liste")

    assert "propre nom de source" in words(page)
    assert "Pour y mettre fin" not in words(page)
