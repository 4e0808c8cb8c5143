"""How the base lies on a server: the labels and the types of the closed vocabulary, constraints, indexes, versions.

| on the server | what it is |
|---|---|
| `Actor` and one label for each of its roles | the actors; between them, one type of relationship for each kind of tie |
| `Slot`, with `Claim`, `Judgement` or `Source` | the places of the ledger, with what is in force and every version |
| `Batch`, `Part` | the journal, and which slots each batch filled |
| `Record`, `Holder`, `TieRecord` | what claims say of actors and ties, by the keys they are met by |
| `Change` | the change log |
| `Base`, `Gate`, `Pen` | the state of the base, whether a commit is appearing, and the lock of the one writer |
"""

from __future__ import annotations

from functools import cache

from kb.ids import digest
from kb.kinds import KINDS, TIES

#: Kept in the base; a newer one is refused with a sentence.
VERSION = 1
#: The oldest server whose Cypher is the one that is written here.
OLDEST = (5, 26)
#: The longest text an index takes whole: a server's index refuses keys above some 8 kB.
LONGEST = 500
#: By how many letters of their name actors are sorted from the index; whole names and ids then settle equals.
HEAD_LETTERS = 60

_ACRONYMS = frozenset({"cle", "ebe", "siae"})


@cache
def label_of(kind: str) -> str:
    """Return the label of a kind of actor, from the closed vocabulary alone; raises `KeyError` for another.

    >>> label_of("siae"), label_of("company")
    ('SIAE', 'Company')
    """
    return (
        KINDS[kind].code.upper() if kind in _ACRONYMS else "".join(w.capitalize() for w in KINDS[kind].code.split("_"))
    )


@cache
def type_of(kind: str) -> str:
    """Return the type of relationship of a kind of tie, from the closed vocabulary alone; raises `KeyError` for another.

    >>> type_of("present_in")
    'PRESENT_IN'
    """
    return TIES[kind].code.upper()


#: Every label of actors, in the order they are declared, and every type of tie.
LABELS = tuple(label_of(kind) for kind in KINDS)
TYPES = tuple(type_of(kind) for kind in TIES)
KIND_OF_TYPE = {type_of(kind): kind for kind in TIES}


def short(key: str) -> str:
    """Return a key as an index can hold it: long ones end with their digest.

    >>> short("siret:13002526500013"), len(short("a" * 10_000)) <= LONGEST
    ('siret:13002526500013', True)
    """
    return key if len(key) <= LONGEST else f"{key[: LONGEST - 20]}…{digest(key)}"


#: Uniqueness, which every edition of the server has.
_UNIQUE = {
    "Actor": "id", "Slot": "id", "Batch": "rev", "Record": "id", "TieRecord": "id", "Change": "seq", "Base": "id",
    "Gate": "id", "Pen": "id",
}  # fmt: skip
_INDEXES = (
    ("Batch", "txn"), ("Batch", "id"), ("Part", "rev"), ("Slot", "source"), ("Judgement", "a"), ("Judgement", "b"),
    ("Record", "slot"), ("Record", "identity"), ("Record", "named"), ("Record", "bare"), ("Holder", "key"),
    ("Holder", "record"), ("TieRecord", "slot"), ("TieRecord", "start_key"), ("TieRecord", "end_key"), ("Change", "last"),
    ("Actor", "head"),
)  # fmt: skip
#: Words are already folded and separated by one blank: nothing else has to be known of any language.
WORDS = "acteurs_mots"


def _made(what: str, name: str, on: str) -> str:
    return f"CREATE {what} {name} IF NOT EXISTS FOR {on}"


SCHEMA = (
    *(_made("CONSTRAINT", f"{label.lower()}_{prop}", f"(n:{label}) REQUIRE n.{prop} IS UNIQUE")
      for label, prop in _UNIQUE.items()),
    *(_made("INDEX", f"{label.lower()}_{prop}", f"(n:{label}) ON (n.{prop})") for label, prop in _INDEXES),
    _made("FULLTEXT INDEX", WORDS, "(n:Actor) ON EACH [n.search] OPTIONS {indexConfig: {`fulltext.analyzer`: 'whitespace'}}"),
)  # fmt: skip
#: How many constraints and indexes of ours a whole base has.
INDEX_COUNT = len(SCHEMA)

#: The three nodes that hold the state of the base, made once.
FIRST_NODES = (
    "MERGE (b:Base {id: 'base'}) ON CREATE SET b.name = 'Maillage', b.version = $version, b.rev = 0, b.seq = 0 "
    "MERGE (g:Gate {id: 'porte'}) ON CREATE SET g.name = 'Porte : une écriture apparaît-elle ?' "
    "MERGE (p:Pen {id: 'plume'}) ON CREATE SET p.name = 'Plume : une seule écriture à la fois', p.taken = 0"
)
