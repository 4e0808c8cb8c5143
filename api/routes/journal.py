"""The data of the base as programs read it: its sources, its batches and their undo, and where each value comes from."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path

from api.answered import BatchData, OriginData, SourceData, UndoneData
from api.batches import batch_as_dict
from api.deps import HouseDep, ViewDep
from api.errors import refusals
from api.undoing import undo_batch
from kb.errors import UnknownActor, UnknownBatch

router = APIRouter(prefix="/api", tags=["Données"])


@router.get(
    "/origines/{claim}",
    summary="D'où vient une valeur",
    description="La source, le fichier, la ligne, et les cellules comme elles ont été lues.",
    response_model=OriginData,
    responses=refusals(UnknownActor),
)
def read_origin_data(
    view: ViewDep,
    claim: Annotated[str, Path(description="Identifiant d'une ligne d'origine, lu dans `proofs`.", examples=["d:59c9bf94d6384223"])],
) -> dict[str, Any]:
    """Return where a claim comes from: source, file, line, and the cells as they were read."""
    origin = view.origin(claim)
    return {
        "claim": origin.claim,
        "source": origin.source,
        "title": origin.title,
        "file": origin.file,
        "sheet": origin.sheet,
        "line": origin.line,
        "since": origin.since,
        "raw": dict(origin.raw),
        "demo": origin.demo,
        "stated": origin.stated,
    }


@router.get("/sources", summary="Les sources de la base", description="Les sources dont quelque chose est en vigueur.", response_model=list[SourceData])
def list_sources(view: ViewDep) -> list[dict[str, Any]]:
    """Return the sources that have something in force."""
    return [
        {
            "id": s.id,
            "name": s.name,
            "owner": s.owner,
            "title": s.title,
            "rank": s.rank,
            "demo": s.demo,
            "claims": s.claims,
            "since": s.since,
            "last": s.last,
        }
        for s in view.sources()
    ]


@router.get("/lots", summary="Le journal des lots", description="Les derniers lots, le plus récent d'abord.", response_model=list[BatchData])
def list_batches(view: ViewDep) -> list[dict[str, Any]]:
    """Return the latest batches, newest first."""
    return [batch_as_dict(batch) for batch in view.batches()]


@router.delete(
    "/lots/{batch}",
    summary="Annuler un lot",
    description="Annule un lot ; ce qui est venu après lui reste.",
    response_model=UndoneData,
    responses=refusals(UnknownBatch),
)
def take_back(
    house: HouseDep,
    batch: Annotated[str, Path(description="Identifiant d'un lot, lu dans `/api/lots`.", examples=["lot-7-7814ae30"])],
) -> dict[str, Any]:
    """Undo one batch; whatever came after it stays. `warnings` says what it leaves without a name, and the merges that hold no more."""
    done = undo_batch(house.base, house.store, batch)
    return {"undone": batch, "batch": done.batch.id, "warnings": [done.warning] if done.warning else []}
