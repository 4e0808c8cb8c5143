"""The application: the base opened once, the guard outside, the routes inside."""

from __future__ import annotations

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from tempfile import TemporaryDirectory

from fastapi import Depends, FastAPI

from api.declared import refuse_undeclared
from api.deps import House
from api.errors import install
from api.guard import Guard
from api.openapi import Application, told
from api.positions import PositionBook
from kb.store import beside, open_late

DESCRIPTION = """Les parties prenantes et les partenariats des territoires zéro chômeur de longue durée.

Chaque valeur mène à la ligne d'où elle vient : `proofs` donne, à côté de chaque ligne, les identifiants à demander à
`/api/origines/{claim}`."""


def make_app(base: str) -> FastAPI:
    """Return the application over a base, which the first thing written makes where there is none.

    Raises `StoreUnusable` when the base cannot be opened, or when none could be made there.
    """
    from api.routes import (
        actors,
        ask,
        data,
        entry,
        home,
        imports,
        infographic,
        journal,
        mobilise,
        network,
        noting,
        overlaps,
        products,
        questions,
        reconcile,
        separating,
        sheet,
        static,
        tying,
    )

    store = open_late(base)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        # What is computed once for each state of the base lives long: walking through all of it to look for garbage costs
        # a tenth of a second at 10,000 actors, several times a minute with Python's own settings.
        gc.set_threshold(50_000, 25, 100)
        yield
        app.state.house.store.close()
        app.state.house.uploads.cleanup()

    app = Application(
        title="Maillage",
        version="0.1.0",
        description=DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
        lifespan=lifespan,
        dependencies=[Depends(refuse_undeclared)],
    )
    book = PositionBook(beside(base, "positions.json"))
    app.state.house = House(base, store, TemporaryDirectory(prefix="maillage-"), book)
    for module in (
        static, questions, products, journal, data, imports, home, ask, mobilise, network, infographic, overlaps, reconcile, entry, tying, noting, separating,
        actors, sheet,
    ):  # fmt: skip
        app.include_router(told(module.router))
    install(app)
    app.add_middleware(Guard)
    return app
