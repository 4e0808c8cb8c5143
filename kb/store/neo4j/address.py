"""Where a server is and who asks: its address, and a name and password that only the environment or a file may give."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from kb.errors import StoreUnusable
from kb.store.address import SCHEMES
from kb.words import quoted

USER, PASSWORD, PASSWORD_FILE = "MAILLAGE_NEO4J_USER", "MAILLAGE_NEO4J_PASSWORD", "MAILLAGE_NEO4J_PASSWORD_FILE"


@dataclass(frozen=True, slots=True)
class Address:
    """The address of a server's database, and the credentials, which no text of this object shows."""

    url: str
    database: str | None = None
    user: str = field(default="", repr=False)
    password: str | None = field(default=None, repr=False)

    @property
    def shown(self) -> str:
        """Return the address as messages show it."""
        return f"{self.url}/{self.database}" if self.database else self.url

    @property
    def encrypted(self) -> bool:
        """Tell whether the address asks for an encrypted connection."""
        return "+s" in self.url.partition(":")[0]


def read_address(url: str) -> Address:
    """Return the address of a base on a server, with the name and password found in the environment.

    The path, when there is one, names the database. Raises `StoreUnusable` when it cannot be an address, holds a
    password, or when the file that should give the password cannot be read.
    """
    parts = urlsplit(url)
    if "@" in parts.netloc:
        raise StoreUnusable(
            "Le nom et le mot de passe ne se mettent pas dans l'adresse, que d'autres pourraient lire : "
            f"donnez-les par {USER} et {PASSWORD} (ou {PASSWORD_FILE})."
        )
    try:
        host, _ = parts.hostname, parts.port
    except ValueError:
        host = None
    database = parts.path.strip("/")
    if parts.scheme not in SCHEMES or not host or "/" in database or parts.query or parts.fragment:
        raise StoreUnusable(
            f"Adresse de base illisible : {quoted(url)}. Écrivez par exemple neo4j://serveur:7687, "
            "ou neo4j://serveur:7687/base quand le serveur en tient plusieurs."
        )
    return Address(f"{parts.scheme}://{parts.netloc}", database or None, os.environ.get(USER) or "neo4j", _password())


def _password() -> str | None:
    path = os.environ.get(PASSWORD_FILE)
    if not path:
        return os.environ.get(PASSWORD)
    try:
        return Path(path).read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, ValueError):
        raise StoreUnusable(
            f"Le fichier nommé par {PASSWORD_FILE} ne peut pas être lu : vérifiez son chemin et vos droits."
        ) from None
