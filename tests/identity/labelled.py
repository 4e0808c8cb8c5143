"""A labelled set made from a public list of structures: what offices' sheets do to names and addresses, done on purpose.

Each row is one structure of the register, rewritten as a sheet would hold it, with the reference it stands for; or one
that the reference does not hold (label empty). The seed decides everything: the same seed gives the same rows. A third of
the structures are only ever used to report, never to tune.
"""

from __future__ import annotations

import json
import random
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

REGISTER = Path(__file__).resolve().parents[3] / "shared" / "data" / "le-marche" / "01_siaes.json"

Cells = dict[str, str]


@dataclass(frozen=True)
class Labelled:
    """References, messy rows, and for each row the ids of the reference it stands for (none when it is absent)."""

    references: list[Cells]
    rows: list[Cells]
    truth: dict[str, frozenset[str]]
    siblings: dict[str, frozenset[str]]


def make_labelled(seed: int, rows: int = 3_000, part: str = "tune", register: Path = REGISTER) -> Labelled:
    """Return a labelled set of a part (tune or report) of the register's structures."""
    draw = random.Random(seed)
    known = _structures(register)
    held_out = {siren for siren in {k["siret"][:9] for k in known} if _third(siren) == (part == "report")}
    absent_sirens = {k["siret"][:9] for k in known if random.Random(k["siret"][:9] + str(seed)).random() < 0.09}
    references, absent = [], []
    for cells in known:
        left_out = cells["siret"][:9] in absent_sirens or draw.random() < 0.03
        (absent if left_out else references).append(cells)
    pool = [cells for cells in references if cells["siret"][:9] in held_out]
    away = [cells for cells in absent if cells["siret"][:9] in held_out]
    by_siret: dict[str, set[str]] = {}
    by_siren: dict[str, set[str]] = {}
    for cells in references:
        by_siret.setdefault(cells["siret"], set()).add(cells["id"])
        by_siren.setdefault(cells["siret"][:9], set()).add(cells["id"])
    made, truth, siblings = [], {}, {}
    for number in range(rows):
        cells = draw.choice(away) if away and draw.random() < 0.22 else draw.choice(pool)
        row = messy(cells, draw)
        row["row"] = f"L{number + 1}"
        made.append(row)
        truth[row["row"]] = frozenset(by_siret.get(cells["siret"], ()))
        siblings[row["row"]] = frozenset(by_siren.get(cells["siret"][:9], ()))
    return Labelled(references, made, truth, siblings)


def _third(siren: str) -> bool:
    return random.Random(siren).random() < 1 / 3


def _structures(register: Path) -> list[Cells]:
    listed = [(item["pk"], item["fields"]) for item in json.loads(register.read_text(encoding="utf-8"))]
    names = ("name", "brand", "address", "post_code", "city", "siret", "naf", "kind")
    return [{"id": f"R{pk}", **{name: str(cells.get(name) or "") for name in names}} for pk, cells in listed]


# -- what sheets do -------------------------------------------------------------------------------------------------------


def messy(cells: Cells, draw: random.Random) -> Cells:
    """Return a structure as a sheet would hold it."""
    return {
        "name": _name(cells, draw),
        **_address(cells, draw),
        "siret": _siret(cells["siret"], draw),
        "naf": _naf(cells["naf"], draw),
    }


_LONG = {
    "ASSOC": "Association", "ASS": "Association", "CTRE": "Centre", "COM": "communal", "INTERM": "intermédiaire",
    "SERV": "services", "INSERT": "insertion", "ENTR": "entreprise", "ENT": "entreprise", "DOM": "domicile",
    "FORM": "formation", "DEV": "développement", "FED": "fédération", "GEST": "gestion", "REINSER": "réinsertion",
}  # fmt: skip
_FORMS = ("ASSOC ", "ASS ", "ASSOCIATION ", "SARL ", "SAS ", "SA ", "EURL ", "SCOP ", "SNC ")


def _name(cells: Cells, draw: random.Random) -> str:
    name = cells["brand"] if cells["brand"] and draw.random() < 0.45 else cells["name"]
    for change in draw.sample(_NAME_CHANGES, k=draw.choices((0, 1, 2, 3, 4), weights=(8, 30, 32, 20, 10))[0]):
        name = change(name, cells, draw) or name
    return _cased(name, draw)


def _no_form(name: str, cells: Cells, draw: random.Random) -> str:
    return next((name[len(form) :] for form in _FORMS if name.upper().startswith(form)), name)


def _spelled_out(name: str, cells: Cells, draw: random.Random) -> str:
    return " ".join(_LONG.get(word.upper(), word) for word in name.split())


def _typo(name: str, cells: Cells, draw: random.Random) -> str:
    if len(name) < 6:
        return name
    place = draw.randrange(1, len(name) - 1)
    kind = draw.randrange(4)
    if kind == 0:
        return name[:place] + name[place + 1 :]
    if kind == 1:
        return name[:place] + draw.choice("aeiourstln") + name[place:]
    if kind == 2:
        return name[:place] + name[place + 1] + name[place] + name[place + 2 :]
    return name[:place] + name[place] + name[place:]


def _shortened(name: str, cells: Cells, draw: random.Random) -> str:
    return name[: draw.choice((16, 20, 24, 30))]


def _dropped(name: str, cells: Cells, draw: random.Random) -> str:
    words = name.split()
    if len(words) < 3:
        return name
    words.pop(draw.randrange(len(words)))
    return " ".join(words)


def _swapped(name: str, cells: Cells, draw: random.Random) -> str:
    words = name.split()
    if len(words) < 2:
        return name
    cut = draw.randrange(1, len(words))
    return " ".join(words[cut:] + words[:cut])


def _with_town(name: str, cells: Cells, draw: random.Random) -> str:
    return draw.choice(("{} {}", "{} - {}", "{} ({})", "{} de {}")).format(name, cells["city"])


def _with_kind(name: str, cells: Cells, draw: random.Random) -> str:
    return draw.choice(("{1} {0}", "{0} ({1})", "{0} - {1}")).format(name, cells["kind"])


def _acronym(name: str, cells: Cells, draw: random.Random) -> str:
    words = [w for w in re.split(r"[\s'’-]+", cells["name"]) if w and w.upper() not in {"DE", "DU", "DES", "LA", "LE", "LES", "L", "D", "ET", "A", "EN", "SARL", "SAS"}]
    if len(words) > 2 and words[0].upper() in {"ASSOC", "ASS"} and draw.random() < 0.4:
        words = words[1:]
    short = "".join(word[0] for word in words)
    if not 3 <= len(short) <= 7:
        return name
    return draw.choice((short, ".".join(short) + ".", f"{short} {cells['city']}", f"{name} ({short})", f"{short} - {name}"))


def _ampersand(name: str, cells: Cells, draw: random.Random) -> str:
    return re.sub(r"\bET\b", "&", name, flags=re.IGNORECASE)


def _mojibake(name: str, cells: Cells, draw: random.Random) -> str:
    return name.encode().decode("cp1252", "replace") if any(ord(c) > 127 for c in name) else name


def _glued(name: str, cells: Cells, draw: random.Random) -> str:
    words = name.split()
    if len(words) < 2:
        return name
    place = draw.randrange(len(words) - 1)
    return " ".join([*words[:place], words[place] + words[place + 1], *words[place + 2 :]])


_NAME_CHANGES: tuple[Callable[[str, Cells, random.Random], str], ...] = (
    _no_form, _no_form, _spelled_out, _spelled_out, _typo, _typo, _shortened, _dropped, _dropped, _swapped, _with_town,
    _with_kind, _acronym, _acronym, _ampersand, _mojibake, _glued,
)  # fmt: skip


def _cased(name: str, draw: random.Random) -> str:
    way = draw.randrange(5)
    if way == 0:
        return name.title()
    if way == 1:
        return name.lower().capitalize()
    if way == 2:
        return "".join(c for c in unicodedata.normalize("NFKD", name.upper()) if not unicodedata.combining(c))
    return name


_SHORT_WAYS = {"Rue": "r.", "Avenue": "av.", "Boulevard": "bd", "Place": "pl.", "Chemin": "ch.", "Route": "rte", "Saint": "St", "Impasse": "imp.", "Allée": "all."}  # fmt: skip


def _address(cells: Cells, draw: random.Random) -> Cells:
    address, code, town = cells["address"], cells["post_code"], cells["city"]
    moved = draw.random() < 0.06
    if moved:
        address = f"{draw.randrange(1, 180)} {draw.choice(('rue', 'avenue', 'boulevard'))} {draw.choice(('Jean Jaurès', 'de la République', 'Victor Hugo', 'Pasteur', 'des Lilas', 'du Stade'))}"
    if draw.random() < 0.4:
        address = ""
    elif draw.random() < 0.4:
        address = " ".join(_SHORT_WAYS.get(word, word) for word in address.split())
    if address and draw.random() < 0.12:
        address = re.sub(r"^\d+\s*", "", address)
    if address and draw.random() < 0.08:
        address += draw.choice((" BP 123", " CS 40012", " - bâtiment B", " (1er étage)"))
    if address and draw.random() < 0.1:
        address = address.upper()
    if address and draw.random() < 0.06:
        address = f"{address}, {code} {town}"
    return {"address": address, "post_code": _postcode(code, draw), "city": _town(town, draw)}


def _postcode(code: str, draw: random.Random) -> str:
    chance = draw.random()
    if chance < 0.25:
        return ""
    if chance < 0.29:
        return code[:2] + str(draw.randrange(10)) + code[3:]
    if chance < 0.33:
        return code[:3] + draw.choice(("00", "05", "60"))
    if chance < 0.37:
        return code.lstrip("0")
    return code


def _town(town: str, draw: random.Random) -> str:
    chance = draw.random()
    if chance < 0.12:
        return ""
    if chance < 0.25:
        return town.upper()
    if chance < 0.35:
        plain = "".join(c for c in unicodedata.normalize("NFKD", town) if not unicodedata.combining(c))
        return plain.upper().replace("-", " ").replace("SAINTE ", "STE ").replace("SAINT ", "ST ")
    if chance < 0.39:
        return f"{town} Cedex"
    if chance < 0.42:
        return _typo(town, {}, draw)
    if chance < 0.45:
        return draw.choice(("Lyon", "Lille", "Nantes", "Rennes", "Dijon", "Saint-Denis"))
    return town


def _siret(siret: str, draw: random.Random) -> str:
    chance = draw.random()
    if chance < 0.56:
        return ""
    if chance < 0.66:
        return siret
    if chance < 0.72:
        return f"{siret[:3]} {siret[3:6]} {siret[6:9]} {siret[9:]}"
    if chance < 0.79:
        return siret[:9]
    if chance < 0.86:
        return f"{siret[0]},{siret[1:6]}E+13" if draw.random() < 0.7 else siret[:9] + "00000"
    if chance < 0.92:
        place = draw.randrange(14)
        return siret[:place] + str((int(siret[place]) + draw.randrange(1, 10)) % 10) + siret[place + 1 :]
    if chance < 0.95:
        return siret[1:] if siret[0] == "0" else siret[:13]
    return siret[:9] + f"{(int(siret[9:13]) + draw.randrange(1, 4)):04d}" + str(draw.randrange(10))


def _naf(naf: str, draw: random.Random) -> str:
    chance = draw.random()
    if chance < 0.6 or not naf:
        return ""
    if chance < 0.66:
        return draw.choice(("8899B", "9499Z", "8130Z", "3811Z", "5610A"))
    return f"{naf[:2]}.{naf[2:]}" if chance < 0.8 else naf
