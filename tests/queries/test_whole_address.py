"""An address is shown as somebody wrote it: its street, its post code and its commune come from one row."""

from __future__ import annotations

from kb.ledger import Source

SIRET = {"siret": "13000548121974"}


def place(paper):
    with paper.view() as view:
        (actor,) = view.actors(["employment"])
    return actor.value("address"), actor.value("post_code"), actor.value("city")


def note(paper, name, rank="import", **fields):
    paper.actor("employment", "Agence", source=Source(name, title=name, rank=rank), **SIRET, **fields)


def test_the_street_of_one_row_never_stands_beside_the_post_code_of_another(paper):
    written = {("1 rue Neuve", "69008", "Lyon 8"), ("2 rue Haute", "69003", "Lyon"), ("3 rue Basse", "69200", "Vénissieux")}
    for n, (address, code, city) in enumerate(sorted(written)):
        note(paper, f"carnet-{n}", address=address, post_code=code, city=city)

    assert place(paper) in written


def test_a_better_source_that_gives_no_street_leaves_the_address_of_the_other_whole(paper):
    note(paper, "carnet", address="1 rue Neuve", post_code="69008", city="Lyon 8")
    note(paper, "registre", rank="registre", city="Lyon")

    assert place(paper) == ("1 rue Neuve", "69008", "Lyon 8")


def test_a_street_alone_is_completed_by_the_others(paper):
    note(paper, "carnet", address="1 rue Neuve")
    note(paper, "autre", post_code="69008", city="Lyon 8")

    assert place(paper) == ("1 rue Neuve", "69008", "Lyon 8")
