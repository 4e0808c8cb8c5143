"""What a server's refusals mean to people: one French sentence each, with what to do, and never a password."""

from __future__ import annotations

from neo4j.exceptions import (
    AuthError,
    ConfigurationError,
    DriverError,
    Neo4jError,
    ServiceUnavailable,
    SessionExpired,
)

from kb.errors import ServerAway, StoreUnusable
from kb.store.neo4j.address import PASSWORD, USER, Address


class ServerRefused(StoreUnusable):
    """Raised when the server answers, but will not do what is asked: credentials, rights, room, version."""

    code, status = "SERVER_REFUSED", 503


class ServerSlow(ServerRefused):
    """Raised when the server gives up what was asked within a limit of time."""


#: What the server answers when a limit of time is reached.
_SLOW = (
    "Neo.TransientError.Transaction.LockClientStopped", "Neo.ClientError.Transaction.TransactionTimedOut",
    "Neo.TransientError.Transaction.LockAcquisitionTimeout", "Neo.ClientError.Transaction.LockAcquisitionTimeout",
)  # fmt: skip

#: Beginnings of the server's codes, and what each means; the first that fits is told.
_MEANINGS = (
    (("Neo.ClientError.Security.AuthenticationRateLimit",),
     "Le serveur Neo4j {at} refuse d'autres essais pour l'instant : trop de mots de passe faux. Attendez quelques secondes."),
    (("Neo.ClientError.Security.CredentialsExpired",),
     "Le mot de passe du serveur Neo4j {at} doit être changé avant de servir : changez-le avec l'outil du serveur, puis "
     f"donnez le nouveau par {PASSWORD}."),
    (("Neo.ClientError.Security.Unauthorized", "Neo.ClientError.Security.TokenExpired"),
     f"Le serveur Neo4j {{at}} refuse ce nom ou ce mot de passe. Vérifiez {USER} et {PASSWORD} (ou {PASSWORD}_FILE)."),
    (("Neo.ClientError.Security",),
     "Le compte employé n'a pas le droit de faire cela sur le serveur Neo4j {at}. Demandez à son administrateur le droit "
     "de lire, d'écrire et de créer les index."),
    (("Neo.ClientError.Cluster.NotALeader", "Neo.ClientError.General.ForbiddenOnReadOnlyDatabase",
      "Neo.ClientError.General.WriteOnReadOnlyAccessDatabase", "Neo.ClientError.Statement.AccessMode"),
     "Le serveur Neo4j {at} est en lecture seule : rien n'a été écrit. Pour écrire, employez l'adresse du groupe de "
     "serveurs (neo4j://…), qui mène à celui qui écrit, ou faites lever la lecture seule."),
    (("Neo.ClientError.Database.DatabaseNotFound",),
     "Le serveur Neo4j {at} ne tient pas de base de ce nom. Vérifiez la fin de l'adresse, ou faites créer la base."),
    (("Neo.TransientError.General.MemoryPoolOutOfMemoryError", "Neo.TransientError.General.OutOfMemoryError",
      "Neo.TransientError.General.TransactionMemoryLimit", "Neo.ClientError.General.TransactionOutOfMemoryError"),
     "Le serveur Neo4j {at} n'a pas assez de mémoire pour cette écriture : rien n'a été écrit. Agrandissez sa mémoire "
     "(server.memory.heap.max_size), ou coupez le fichier en plusieurs."),
    (("Neo.TransientError.General.DatabaseUnavailable", "Neo.TransientError.Database"),
     "Le serveur Neo4j {at} répond, mais sa base n'est pas disponible : elle démarre encore, ou une panne l'a arrêtée (un "
     "disque plein, par exemple). Attendez quelques secondes ; sinon libérez de la place et relancez le serveur."),
    (("Neo.DatabaseError", "Neo.ClientError.Transaction.TransactionStartFailed"),
     "Le serveur Neo4j {at} n'a pas pu écrire : rien n'a été gardé. Son disque est peut-être plein : libérez de la place, "
     "relancez-le, et lisez son journal (neo4j.log)."),
)  # fmt: skip


def away(address: Address, *, unsure: bool = False) -> ServerAway:
    """Return what is said of a server that does not answer; `unsure` when a change may have reached it."""
    said = f"Le serveur Neo4j {address.shown} ne répond pas. "
    if unsure:
        return ServerAway(
            said
            + "Impossible de savoir si la dernière écriture lui est parvenue : quand il sera revenu, recommencez ; "
            "ce qui serait déjà écrit ne le sera pas deux fois."
        )
    # A server that speaks in clear hangs up on an encrypted greeting, which looks like silence.
    secret = " Une adresse en +s demande aussi qu'il accepte les connexions chiffrées." if address.encrypted else ""
    return ServerAway(
        f"{said}Vérifiez l'adresse et qu'il est lancé, puis recommencez : rien n'a été écrit à moitié.{secret}"
    )


def told(address: Address, error: Exception) -> StoreUnusable:
    """Return the French sentence for an error of the driver or of the server."""
    code = str(getattr(error, "code", None) or "")
    if code.startswith(_SLOW):
        return ServerSlow(f"La base {address.shown} est occupée par une autre écriture. Recommencez dans un instant.")
    for beginnings, sentence in _MEANINGS:
        if code.startswith(beginnings):
            return ServerRefused(sentence.format(at=address.shown))
    if isinstance(error, AuthError):
        return ServerRefused(_MEANINGS[2][1].format(at=address.shown))
    if isinstance(error, ServiceUnavailable | SessionExpired):
        return away(address)
    if isinstance(error, ConfigurationError | ValueError):
        return ServerRefused(f"L'adresse {address.shown} ne convient pas au serveur. Vérifiez-la, chiffrement compris.")
    return ServerRefused(
        f"Le serveur Neo4j {address.shown} a refusé ({code or type(error).__name__}) : rien n'a été écrit. "
        "Lancez « maillage check »."
    )


def may_pass(error: Exception) -> bool:
    """Tell whether the same thing may succeed if it is tried again: a lost connection, a server that changes roles."""
    code = str(getattr(error, "code", None) or "")
    if code.startswith("Neo.TransientError.General"):
        # Memory does not come back by itself in a few seconds.
        return code.startswith("Neo.TransientError.General.DatabaseUnavailable")
    return isinstance(error, DriverError | Neo4jError) and (
        error.is_retryable() or isinstance(error, ServiceUnavailable | SessionExpired)
    )
