"""Who is expected around the table of a territory and on its CLE: the list that absences are read against."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kb.text import fold


@dataclass(frozen=True, slots=True)
class Expected:
    """One expected partner: the roles that fill it, the words of a name or college that do, and what to do without it.

    `seat` tells that the place is a seat at the CLE; otherwise any presence on the territory fills it.
    """

    code: str
    label: str
    kinds: tuple[str, ...]
    words: tuple[str, ...] = ()
    seat: bool = False
    none: str = ""
    action: str = ""

    def filled_by(self, roles: Iterable[str], said: str) -> bool:
        """Tell whether an actor of these roles, with this name and college, fills the place."""
        text = f" {fold(said)} "
        worded = any(f" {fold(word)} " in text for word in self.words)
        return worded if self.words and not self.kinds else worded or bool(set(self.kinds) & set(roles))


#: Words by which a role or a college tells who comes to a CLE and has no seat.
_GUESTS = frozenset({"invite", "invitee", "invites", "invitees", "observateur", "observatrice", "observateurs", "observatrices"})
_VOICELESS = ("sans voix", "voix consultative")


def is_guest(role: str, college: str) -> bool:
    """Tell whether a role or a college is of somebody who comes to a CLE without a seat that fills it.

    >>> is_guest("Invité permanent", "Entreprises"), is_guest("membre", "Élus"), is_guest("sans voix délibérative", "")
    (True, False, True)
    """
    told = f"{fold(role)} {fold(college)}"
    return not _GUESTS.isdisjoint(told.split()) or any(words in told for words in _VOICELESS)


#: Partners a territory cannot do without, whatever the tie.
PARTNERS = (
    Expected("employment", "Partenaire de l'emploi", ("employment",), none="aucun partenaire de l'emploi",
             action="prendre contact avec France Travail et la mission locale"),
    Expected("funder", "Financeur", ("funder", "national"), none="aucun financeur",
             action="préparer une demande commune"),
    Expected("authority", "Collectivité", ("authority",), ("metropole", "ville", "commune", "mairie"),
             none="aucune collectivité", action="noter la collectivité porteuse"),
    Expected("siae", "SIAE", ("siae",), none="aucune SIAE", action="recenser les SIAE du territoire"),
    Expected("federation", "Fédération de l'IAE", ("federation",), none="aucune fédération de l'IAE",
             action="demander à la fédération qui suit le territoire"),
    Expected("company", "Entreprise", ("company",), none="aucune entreprise",
             action="chercher parmi celles des voisins"),
    Expected("support", "Structure d'appui", ("support",), none="aucune structure d'appui",
             action="proposer l'interface avec l'appui à la création"),
    Expected("training", "Organisme de formation", ("training",), none="aucun organisme de formation",
             action="rejoindre le programme commun de formation"),
)  # fmt: skip


def _seat(code: str, label: str, kinds: tuple[str, ...], words: tuple[str, ...], action: str) -> Expected:
    return Expected(code, label, kinds, words, seat=True, action=action)


#: Seats that the decree of 2021 gives at a CLE.
SEATS = (
    _seat("carrier", "Collectivité porteuse", (), ("ville", "commune", "mairie", "collectivite", "porteuse"),
          "inscrire la collectivité au CLE"),
    _seat("department", "Département ou Métropole", (), ("metropole", "departement"),
          "demander à la Métropole qui siège"),
    _seat("state", "Préfecture ou services de l'État", (), ("prefecture", "prefet", "ddets", "dreets", "etat"),
          "écrire à la préfecture"),
    _seat("france_travail", "France Travail", (), ("france travail", "pole emploi"), "demander à l'agence qui siège"),
    _seat("ebe", "EBE, direction et salariés", ("ebe",), ("ebe",), "inscrire l'EBE au CLE"),
    _seat("economy", "Acteurs économiques locaux", ("company",),
          ("entreprise", "entreprises", "economique", "artisans", "commercants", "cma", "cci"),
          "inviter une entreprise du territoire"),
    _seat("people", "Personnes privées durablement d'emploi", (),
          ("ppde", "habitants", "volontaires", "personnes privees durablement d emploi"),
          "noter le collège, sans aucun nom"),
    _seat("fund", "Fonds d'expérimentation", (), ("fonds", "etcld"), "demander au Fonds qui suit le territoire"),
)  # fmt: skip
