"""The paper archive's list (纸质档案目录): filtered, and as a file to take along."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field
from starlette.responses import FileResponse, HTMLResponse

from domain.access import Act
from domain.people import Permission
from review.access import access
from review.downloads import TableForm, download
from review.forms import Asked, PageNo, clean, member
from review.screen import Screen
from review.visiting import here
from services import catalogue_list
from services.workplace import Workplace
from storage.read_models_catalogue import Agrees, PapersWanted


class CatalogueQuery(Asked):
    """What is wanted, as typed; "" does not narrow."""

    q: Annotated[str, Field(max_length=200)] = ""
    box: Annotated[str, Field(max_length=255)] = ""
    estate: Annotated[str, Field(max_length=255)] = ""
    doc_type: Annotated[str, Field(max_length=64)] = ""
    agrees: Annotated[str, Field(max_length=16)] = ""

    def wanted(self) -> PapersWanted:
        """The filter meant; NotFoundError for a standing that does not exist."""
        return catalogue_list.wanted(
            words=clean(self.q),
            box=clean(self.box),
            estate=clean(self.estate),
            doc_type=clean(self.doc_type),
            agrees=member(Agrees, self.agrees),
            estates=here().estates,
            masked=not here().numbers,
        )


class CatalogueFile(CatalogueQuery):
    """The same and the form of the file."""

    form: TableForm = "xlsx"


def routes(place: Workplace, screen: Screen) -> APIRouter:
    """Build the addresses."""
    router = APIRouter(include_in_schema=False)

    @router.get("/catalogue", dependencies=[access(Permission.READ)])
    def listing(query: Annotated[CatalogueQuery, Query()], page: PageNo = 1) -> HTMLResponse:
        return screen.show("catalogue.html", found=catalogue_list.listing(place, query.wanted(), page=page), query=query, page=page)

    @router.get("/catalogue/export", dependencies=[access(Permission.EXPORT, act=Act.EXPORT, what="纸质档案目录")])
    def export(query: Annotated[CatalogueFile, Query()]) -> FileResponse:
        wanted = query.wanted()
        return download(
            "纸质档案目录", "catalogue", f".{query.form}", lambda out: catalogue_list.write(place, wanted, out, now=datetime.now(UTC))
        )

    return router
