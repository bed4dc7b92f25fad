"""What could not be read, why, and what to do next."""

from fastapi import APIRouter
from starlette.responses import FileResponse, HTMLResponse

from domain.access import Act
from domain.ids import Sha256
from domain.people import Permission
from review.access import access
from review.errors import NotFoundError
from review.forms import PageNo
from review.routes.files import Digest, saved
from review.screen import Screen
from review.visiting import here
from services import browsing, originals
from services.reaching import Subject
from services.workplace import Workplace


def routes(place: Workplace, screen: Screen) -> APIRouter:
    """Build the addresses."""
    router = APIRouter(include_in_schema=False)

    @router.get("/quarantine", dependencies=[access(Permission.QUARANTINE)])
    def listing(page: PageNo = 1) -> HTMLResponse:
        return screen.show("quarantine.html", found=browsing.quarantine(place, page=page, estates=here().estates), page=page)

    @router.get("/quarantine/{sha256}", dependencies=[access(Permission.QUARANTINE, of=Subject.SCAN, act=Act.DOWNLOAD)])
    def original(sha256: Digest) -> FileResponse:
        if not originals.refused(place, Sha256(sha256)):
            raise NotFoundError
        return saved(place, sha256)

    return router
