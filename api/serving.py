"""How the pages are opened on this machine, and how the command is called from where a person stands."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import sys
from pathlib import Path

from api.french import say
from kb.errors import KbError

#: Addresses on which pages may be served while accounts do not exist.
LOOPBACK = {"127.0.0.1", "localhost", "::1"}


class NotLoopback(KbError):
    """Raised when pages are asked for on another address than this machine's own."""

    code, status = "HOST_REFUSED", 403


class PortTaken(KbError):
    """Raised when the pages cannot be opened on a port: another program has it, or it is kept for the system."""

    code, status = "PORT_TAKEN", 409


def serve_pages(base: str, host: str, port: int) -> None:
    """Serve the pages until interrupted; raises `NotLoopback` or `PortTaken` before anything is opened."""
    if host not in LOOPBACK:
        raise NotLoopback("Sans comptes, les pages ne sont servies que sur cette machine : --host 127.0.0.1.")
    import uvicorn

    from api.app import make_app

    with opened_port(host, port) as door:
        app = make_app(base)
        store = app.state.house.store
        if not store.answers():
            say(
                f"Le serveur de la base {base} ne répond pas : vérifiez l'adresse et qu'il est lancé. Les pages le diront "
                "jusque-là, et s'en serviront dès qu'il répondra.",
                err=True,
            )
        elif not store.is_there():
            # A path typed wrong looks the same: it is said before the pages show an empty base.
            say(f"La base {base} n'existe pas encore : elle sera créée au premier import, ou à la première saisie.", err=True)
        say(f"Maillage est ouvert sur http://{'[::1]' if host == '::1' else host}:{port} (Ctrl+C pour fermer).")
        settings = uvicorn.Config(
            app, log_level="warning", server_header=False, timeout_keep_alive=15, limit_concurrency=200
        )
        with contextlib.suppress(KeyboardInterrupt):
            uvicorn.Server(settings).run(sockets=[door])


def opened_port(host: str, port: int) -> socket.socket:
    """Return the socket the pages are served on; raises `PortTaken` with what to do."""
    family = socket.AF_INET6 if host == "::1" else socket.AF_INET
    door = socket.socket(family, socket.SOCK_STREAM)
    # Elsewhere than on Windows this only lets a port that was just left be taken again; there it would share it.
    door.setsockopt(
        socket.SOL_SOCKET, getattr(socket, "SO_EXCLUSIVEADDRUSE", 0) if os.name == "nt" else socket.SO_REUSEADDR, 1
    )
    try:
        door.bind((host, port))
    except OSError as error:
        door.close()
        why = "est réservé au système" if isinstance(error, PermissionError) else "est déjà pris"
        more = "" if isinstance(error, PermissionError) else " (peut-être par Maillage, ouvert dans une autre fenêtre)"
        other = 8000 if port < 1024 else port + 1 if port < 65535 else 8000
        raise PortTaken(f"Le port {port} {why}{more} : choisissez-en un autre, par exemple --port {other}.") from error
    return door


def own_command() -> str:
    """Return how the command is called from the present folder: its name when it is on the PATH, else its place."""
    name = "maillage.exe" if os.name == "nt" else "maillage"
    here = Path(sys.executable).parent / name
    if not here.exists():
        return f"{_typed(Path(sys.executable))} -m api.cli"
    found = shutil.which("maillage")
    return "maillage" if found and Path(found).samefile(here) else _typed(here)


def _typed(path: Path) -> str:
    """Return a path as a person types it: short when it lies below the present folder, quoted when it holds blanks."""
    here = Path.cwd()
    text = str(path.relative_to(here)) if path.is_relative_to(here) else str(path)
    text = text if os.sep in text else f".{os.sep}{text}"
    return f'"{text}"' if " " in text else text
