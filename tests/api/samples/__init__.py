"""One context a page, as the tests show it: made-up actors of a made-up territory."""

from __future__ import annotations

from tests.api.samples.data import APERCU, APERCU_LU, DONNEES, ORIGINE
from tests.api.samples.entry import CONFLIT, FIN_LIEN, LIEN, NOUVEAU, SAISIE
from tests.api.samples.home import ACCUEIL, AIDE, ERREUR, GUIDE
from tests.api.samples.lists import MOBILISER, MOBILISER_VIDE, PARTIES, PARTIES_VIDE
from tests.api.samples.network import INFOGRAPHIE, RESEAU
from tests.api.samples.overlaps import QUESTION, RECOUVREMENTS
from tests.api.samples.pairs import RAPPROCHEMENTS
from tests.api.samples.pieces import FRAME, Context
from tests.api.samples.sheet import FICHE, SEPARER

#: A context for each page; two when a page has a shape of its own while empty, told apart after the dashes.
PAGES: dict[str, Context] = {
    "accueil.html": ACCUEIL,
    "accueil--vide.html": {"title": "Bienvenue", "is_empty": True},
    "parties_prenantes.html": PARTIES,
    "parties_prenantes--vide.html": PARTIES_VIDE,
    "fiche.html": FICHE,
    "separer.html": SEPARER,
    "saisie.html": SAISIE,
    "conflit.html": CONFLIT,
    "nouveau.html": NOUVEAU,
    "lien.html": LIEN,
    "fin_lien.html": FIN_LIEN,
    "reseau.html": RESEAU,
    "recouvrements.html": RECOUVREMENTS,
    "rapprochements.html": RAPPROCHEMENTS,
    "question.html": QUESTION,
    "mobiliser.html": MOBILISER,
    "mobiliser--vide.html": MOBILISER_VIDE,
    "donnees.html": DONNEES,
    "import_apercu.html": APERCU,
    "import_apercu--lu.html": APERCU_LU,
    "origine.html": ORIGINE,
    "infographie.html": INFOGRAPHIE,
    "aide.html": AIDE,
    "guide.html": GUIDE,
    "erreur.html": ERREUR,
}

__all__ = ["FRAME", "PAGES", "Context"]
