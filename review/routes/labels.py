"""Labels for boxes and bags: the forms, and the sheets to print."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import FileResponse, HTMLResponse

from domain.access import Act
from domain.errors import HudangError
from domain.people import Permission
from publishing.labels import LabelGrid
from review.access import access
from review.downloads import download
from review.errors import NotFoundError
from review.forms import clean
from review.saying import refusal
from review.screen import Screen
from services import browsing
from services.labels import GRIDS, LabelKind, LabelsWanted, print_labels
from services.reaching import Subject
from services.workplace import Workplace

PRINTS = access(Permission.LABEL, of=Subject.REPORT, act=Act.PRINT, whole=True)
NAMES = {LabelKind.BOXES: "盒标签", LabelKind.BAGS: "袋标签"}


class LabelQuery(BaseModel):
    """Which labels and how they stand on the sheet, as typed."""

    model_config = ConfigDict(frozen=True)

    estate: Annotated[str, Field(max_length=255)] = ""
    building: Annotated[str, Field(max_length=64)] = ""
    box: Annotated[str, Field(max_length=255)] = ""
    centre: Annotated[str, Field(max_length=64)] = ""
    grid: Annotated[str, Field(max_length=16)] = ""
    margin: Annotated[str, Field(max_length=16)] = "10x10"
    gap: Annotated[str, Field(max_length=16)] = "0x0"


def routes(place: Workplace, screen: Screen) -> APIRouter:
    """Build the addresses."""
    router = APIRouter(include_in_schema=False)

    @router.get("/labels", dependencies=[access(Permission.LABEL, whole=True)])
    def forms() -> HTMLResponse:
        return _forms(place, screen)

    @router.get("/labels/{name}", response_model=None, dependencies=[PRINTS])
    def labels(name: str, query: Annotated[LabelQuery, Query()]) -> HTMLResponse | FileResponse:
        try:
            kind = LabelKind(name)
        except ValueError as error:
            raise NotFoundError from error
        try:
            return _labels(place, kind, query)
        except HudangError as error:
            return _forms(place, screen, of=kind, typed=query, error=refusal(error))

    return router


def _forms(
    place: Workplace, screen: Screen, *, of: LabelKind | None = None, typed: LabelQuery | None = None, error: str = ""
) -> HTMLResponse:
    forms = [(kind, name, typed if typed and kind is of else LabelQuery(grid=GRIDS[kind])) for kind, name in NAMES.items()]
    return screen.show("labels.html", status=422 if error else 200, forms=forms, estates=browsing.estates(place), error=error)


def _labels(place: Workplace, kind: LabelKind, query: LabelQuery) -> FileResponse:
    grid = LabelGrid.read(clean(query.grid) or GRIDS[kind], clean(query.margin), clean(query.gap))
    wanted = LabelsWanted(
        kind=kind,
        estate=clean(query.estate),
        building=clean(query.building),
        box=clean(query.box),
        centre=clean(query.centre),
    )
    return download(NAMES[kind], f"labels-{kind}", ".pdf", lambda out: print_labels(place, wanted, out, grid, now=datetime.now(UTC)))
