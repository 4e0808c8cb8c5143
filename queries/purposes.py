"""What actors are mobilised for: each purpose says which roles, ties and words answer it."""

from __future__ import annotations

from dataclasses import dataclass

from kb.errors import BadParameter
from kb.text import fold
from kb.words import quoted


@dataclass(frozen=True, slots=True)
class Purpose:
    """One purpose: who usually answers (`kinds`), what proves it (`ties`), which words announce it, who must be there.

    Those of a `trade` answer it by being what they are: on the territory that asks, that is a reason in itself.
    `ties` are read from the one who answers, those of `received` from the other end. `money` tells that answering
    costs money: a recent request for money then weighs against asking again.
    """

    code: str
    label: str
    explain: str
    names: tuple[str, ...]
    kinds: tuple[str, ...]
    ties: tuple[str, ...]
    words: tuple[str, ...]
    expected: tuple[str, ...]
    money: bool = False
    received: tuple[str, ...] = ()
    trade: tuple[str, ...] = ()


ALL = (
    Purpose(
        "emploi", "Emploi et exhaustivité", "orienter, rencontrer et embaucher des personnes privées d'emploi",
        ("exhaustivité", "recrutement", "insertion", "mobilité après l'EBE"),
        ("employment", "siae", "federation", "company"), ("orients", "seats_on", "conventions"),
        ("emploi", "insertion", "recrutement", "rsa", "accompagnement vers l emploi"),
        ("employment", "siae", "company"), trade=("employment", "siae"),
    ),
    Purpose(
        "financement", "Financement", "financer un projet ou un emploi",
        ("subvention", "argent", "investissement", "mécénat financier"),
        ("funder", "authority", "national"), ("funds", "conventions", "shareholder"),
        ("financement", "subvention", "fondation", "appel a projets", "investissement"), ("funder", "authority"),
        money=True, trade=("funder",),
    ),
    Purpose(
        "activite", "Ouverture d'une activité",
        "ouvrir ou développer une activité, partager un savoir-faire ou un équipement",
        ("activité", "service", "savoir-faire", "équipement"),
        ("ebe", "siae", "company", "support"),
        ("runs", "shares", "completes", "contributes", "subcontracts", "partner"), (), ("siae", "company", "ebe"),
    ),
    Purpose(
        "locaux", "Locaux", "prêter ou louer un local, un terrain",
        ("local", "foncier", "terrain", "hébergement"),
        ("company", "authority", "association"), ("hosts", "shareholder"),
        ("logement", "bailleur", "immobilier", "locaux", "foncier", "habitat"), ("company", "authority"),
    ),
    Purpose(
        "achats", "Achats et clauses", "acheter à l'EBE, inscrire une clause sociale dans un marché",
        ("clause", "clauses", "marché", "commande", "client"),
        ("company", "authority"), ("client_of", "signatory"),
        ("achats", "clauses", "marche public", "commande publique", "rse"), ("company", "authority"),
        received=("subcontracts",),
    ),
    Purpose(
        "competences", "Mécénat de compétences", "prêter des compétences ou du temps",
        ("mécénat de compétences", "bénévolat", "parrainage"),
        ("company", "funder"), ("contributes", "supports", "signatory", "member_of"),
        ("mecenat", "competences", "rse", "parrainage", "benevolat"), ("company",),
    ),
    Purpose(
        "creation", "Appui à la création", "accompagner un projet d'entreprise sociale",
        ("création", "incubation", "accompagnement de projet"),
        ("support", "federation", "funder"), ("supports", "member_of", "partner"),
        ("incubation", "creation", "ess", "entrepreneuriat", "innovation sociale", "accompagnement"), ("support",),
        trade=("support",),
    ),
    Purpose(
        "formation", "Formation", "former avant ou pendant l'emploi",
        ("formation", "parcours", "apprentissage"),
        ("training", "employment", "siae"), ("supports", "orients", "partner"),
        ("formation", "competences", "apprentissage", "savoirs de base"), ("training", "employment"),
        trade=("training",),
    ),
)  # fmt: skip

#: Every purpose, by code.
PURPOSES: dict[str, Purpose] = {purpose.code: purpose for purpose in ALL}
_NAMES = {fold(name): p for p in ALL for name in (p.code, p.label, *p.names)}


def speaks_of(purpose: Purpose, text: str) -> bool:
    """Tell whether the object of a request is about a purpose.

    >>> speaks_of(PURPOSES["locaux"], "Un local pour la laverie"), speaks_of(PURPOSES["locaux"], "Formation")
    (True, False)
    """
    said = f" {fold(text)}"
    return any(f" {fold(word)}" in said for word in (purpose.code, purpose.label, *purpose.names, *purpose.words))


def purpose_named(text: str) -> Purpose:
    """Return the purpose people call by some usual name; raises `BadParameter` with the list.

    >>> purpose_named("Clauses").code
    'achats'
    """
    try:
        return _NAMES[fold(text)]
    except KeyError:
        known = ", ".join(purpose.label.lower() for purpose in ALL)
        raise BadParameter(f"But {quoted(text)} inconnu. Buts possibles : {known}.") from None
