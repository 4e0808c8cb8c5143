"""What a public interface answers, kept in a file that its importer reads."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path

from api.files import write_whole
from api.options import options_of
from importers.base import IMPORTERS
from importers.remote import fetch
from kb.errors import BadParameter
from kb.ledger import canonical
from queries.words import counted, figured

#: A question that is only a number makes the interface forget the other filters, without a word.
_NUMBER = re.compile(r"\d{9}|\d{14}")


def fetch_to(
    name: str, words: Sequence[str], to: Path, most: int, address: str, tick: Callable[[str, int], None] | None
) -> str:
    """Fetch what the filters ask for into a file, written whole or not at all; returns what was done, in words.

    Raises `BadParameter` for wrong use, `RemoteUnavailable` when the interface does not answer.
    """
    known = {one.name: one.interface for one in IMPORTERS.values() if one.interface}
    interface = known.get(name)
    if interface is None:
        raise BadParameter(f"« {name} » n'a pas d'interface à interroger. Importeurs qui en ont une : {', '.join(known)}.")
    asked = dict(options_of(words, "Un filtre"))
    if len(asked) > 1 and _NUMBER.fullmatch(re.sub(r"\s", "", asked.get("q", ""))):
        raise BadParameter("Avec un SIREN ou un SIRET dans --q, l'interface ignore les autres filtres : donnez-le seul.")
    found = fetch(interface, asked, most=most, address=address, tick=(lambda n: tick("résultats", n)) if tick else None)
    write_whole(to, (canonical({"results": found.results, "total_results": found.total}) + "\n").encode())
    said = f"{figured(len(found.results), 'résultat écrit')} dans {to}."
    if found.left:
        said += f" {counted(found.left, 'personne physique laissée', 'personnes physiques laissées')} à la porte."
    if found.total > len(found.results) + found.left:
        said += f" L'interface en connaît {found.total} : affinez les filtres, ou montez --most."
    return f"{said} Pour les lire : maillage import {name} {to}"
