"""What routes are handed: the base, a view of it for whoever asks, and the frame of a page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, cast

from fastapi import Depends, Query, Request

from api.errors import refusing
from api.positions import PositionBook
from kb.clock import read_moment
from kb.errors import BadParameter, ServerAway, StoreUnusable
from kb.privacy import LOCAL
from kb.store import Store
from kb.view import View
from kb.words import quoted


@dataclass
class House:
    """What the application keeps between requests: the base's address, the store, and a folder for uploads."""

    base: str
    store: Store
    uploads: TemporaryDirectory[str]
    positions: PositionBook

    @property
    def upload_folder(self) -> Path:
        """Return the folder where uploaded files wait for their confirmation; it goes with the process."""
        return Path(self.uploads.name)


@refusing(StoreUnusable, ServerAway)
def house_of(request: Request) -> House:
    """Return what the application keeps."""
    return cast(House, request.app.state.house)


HouseDep = Annotated[House, Depends(house_of)]


@refusing(BadParameter)
def view_of(
    house: HouseDep,
    au: Annotated[
        str, Query(description="Date à laquelle regarder le graphe (AAAA-MM-JJ), aujourd'hui par défaut.")
    ] = "",
    cru_au: Annotated[str, Query(description="Moment auquel la base est lue telle qu'elle était.")] = "",
) -> Iterator[View]:
    """Give a view of the base for the person at this machine, at the date and moment the address says."""
    with house.store.view(LOCAL, day_of(au), moment_of(cru_au)) as view:
        yield view


ViewDep = Annotated[View, Depends(view_of)]


def day_of(text: str) -> dt.date | None:
    """Return a day written YYYY-MM-DD, None when empty; raises `BadParameter`."""
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError as error:
        raise BadParameter(f"La date {quoted(text)} n'existe pas, ou n'est pas écrite comme 2026-12-31.") from error


def moment_of(text: str) -> str | None:
    """Return a moment as the ledger writes it: a day stands for its end; raises `BadParameter`."""
    try:
        return read_moment(text) if text else None
    except (ValueError, OverflowError) as error:
        raise BadParameter(f"Le moment {quoted(text)} n'existe pas, ou n'est pas écrit comme 2026-12-31 ou 2026-12-31T10:00:00Z.") from error
