"""What an organisation of the field was called before is searched and never shown beside its present name."""

from __future__ import annotations

from kb.ledger import Source

AGENCY = {"siret": "13000548121974", "city": "Vénissieux"}


def shown(paper):
    with paper.view() as view:
        (agency,) = view.actors(["employment"])
        found = [found.id for found in view.search("pole emploi republique")]
    return agency.name, found == [agency.id]


def note(paper, *names):
    for n, name in enumerate(names):
        paper.actor("employment", name, source=Source(f"carnet-{n}", title=f"Carnet {n}"), **AGENCY)


def test_the_present_name_is_shown_whichever_file_came_last(paper):
    note(paper, "France Travail Vénissieux République", "Pôle emploi Vénissieux République")

    assert shown(paper) == ("France Travail Vénissieux République", True)


def test_a_former_name_alone_is_shown_as_it_is_written(paper):
    note(paper, "Pôle emploi Vénissieux République")

    assert shown(paper)[0] == "Pôle emploi Vénissieux République"

