"""Legal units that a register tells to be natural persons: what it said of them is ended, and what it says again stays outside.

Its files may be sent under several names of source: a word holds for each source of a register, and ends what the same kind of
file said under any. A file of establishments does not tell whose they are; that of legal units does. Its word is a claim that holds no actor: the
unit's number as a digest, so that no list of people can be read in the base, and the reason. Undoing the import takes it back.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from kb.ids import digest, slot_id
from kb.ledger import ActorRecord, Assertion, Claim, Rank, Source
from kb.problems import Problem
from kb.said import RowSays
from kb.store import Store
from kb.words import agree, number

#: How the row key of such a word begins.
_KEY = "retrait:"
_REASON = "Unité légale d'une personne physique : elle et ses établissements n'entrent pas."
_NUMBERED = ("siret:", "siren:")


@dataclass(slots=True)
class Withdrawn:
    """What a file withdraws: the words that say so, whether any is new, and the slots that they end.

    `left` counts the rows left outside, `early` the persons told while the base has no establishment yet.
    """

    claims: list[Claim] = field(default_factory=list)
    new: bool = False
    ended: list[str] = field(default_factory=list)
    left: int = 0
    early: int = 0

    def assertions(self, day: str, file: str) -> list[Assertion]:
        """Return what is to be written of them."""
        return [*(Assertion.of(claim, day, file) for claim in self.claims), *(Assertion(slot, None, day) for slot in self.ended)]

    def told(self, file: str) -> list[Problem]:
        """Return what is said of what is withdrawn, and of what stays outside."""
        found = []
        if count := len(self.ended):
            said = f"{number(count)} {agree(count, 'ligne')} de ce registre {agree(count, 'retirée')} : {agree(count, 'celle', 'celles')} de personnes physiques, que ce fichier fait connaître. Annuler l'import les rend."
            found.append(Problem("PERSONS_WITHDRAWN", said, file))
        if self.left:
            said = f"{number(self.left)} {agree(self.left, 'ligne')} de personnes physiques : ni {agree(self.left, 'lue')}, ni {agree(self.left, 'gardée')}."
            found.append(Problem("ROWS_OUTSIDE", said, file))
        if self.early:
            said = f"{number(self.early)} {agree(self.early, 'personne')} {agree(self.early, 'physique')} dans ce fichier, et aucun établissement dans la base : les leurs entreraient ensuite. Importez le fichier des établissements, puis renvoyez celui-ci."
            found.append(Problem("PERSONS_EARLY", said, file))
        return found


def is_word(claim: Claim) -> bool:
    """Tell whether a claim is such a word: it holds no actor and is in force all the same."""
    return claim.key.startswith(_KEY)


def withdraw_persons(store: Store, source: Source, scope: str, said: list[RowSays], persons: Collection[str]) -> tuple[list[RowSays], Withdrawn]:
    """Return the rows that are of no natural person, and what is withdrawn; `persons` are the SIREN that the file tells to be theirs.

    `scope` begins the keys of the rows of such files, whatever the source they were sent under.
    """
    found = Withdrawn()
    if source.rank != Rank.REGISTER:
        return said, found
    registers = _registers(store, source)
    known = {slot_id(register, _key(unit)): unit for unit in {unit for row in said for unit in _units(row.actors, row.shared)} for register in registers}
    told = {known[slot] for slot in store.held(list(known))} if known else set()
    kept = [row for row in said if not (told | set(persons)).intersection(_units(row.actors, row.shared))]
    found.left = sum(1 + row.repeats for row in said) - sum(1 + row.repeats for row in kept)
    if persons:
        _end(store, source, scope, registers, persons, found)
    return kept, found


def _registers(store: Store, source: Source) -> list[str]:
    """Return the sources of the base that are registers, the one that is being imported among them."""
    with store.view() as view:
        return sorted({source.id, *(known.id for known in view.sources() if known.rank == Rank.REGISTER.value)})


def _end(store: Store, source: Source, scope: str, registers: Iterable[str], persons: Collection[str], found: Withdrawn) -> None:
    """End what such files said of some units, and say why of those alone of which they said something."""
    words, spoken, places = set(), set(), False
    for register in registers:
        for slot, key in sorted(store.slots_of_source(register).items()):
            identity = key.partition("|")[2].removeprefix("acteur:")
            if register == source.id and key.startswith(_KEY):
                words.add(key)
            if not key.startswith(f"{scope}|"):
                continue
            places = places or identity.startswith("siret:")
            if (unit := _unit(identity)) in persons:
                spoken.add(unit)
                found.ended.append(slot)
    for unit in sorted(persons):
        if unit in spoken or _key(unit) in words:
            found.claims.append(Claim(source.id, _key(unit), raw={"Retrait": _REASON}))
    found.new = bool(spoken)
    found.early = 0 if places else len(persons)


def _units(*records: Iterable[ActorRecord]) -> set[str]:
    return {unit for some in records for record in some if (unit := _unit(record.identity))}


def _unit(identity: str) -> str:
    """Return the SIREN that an identity tells, nothing when it tells none."""
    return identity[6:15] if identity.startswith(_NUMBERED) else ""


def _key(unit: str) -> str:
    return f"{_KEY}{digest('siren', unit)}"

