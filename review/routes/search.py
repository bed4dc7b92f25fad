"""Full text search."""

from fastapi import APIRouter
from starlette.responses import HTMLResponse

from domain.access import Act
from domain.masking import mask_in_text
from domain.people import Permission
from domain.taxonomy import Category
from review.access import access
from review.forms import Code, PageNo, Words, clean, member
from review.screen import Screen
from review.visiting import here
from services import browsing
from services.workplace import Workplace


def routes(place: Workplace, screen: Screen) -> APIRouter:
    """Build the addresses."""
    router = APIRouter(include_in_schema=False)

    @router.get("/search", dependencies=[access(Permission.READ, act=Act.SEARCH)])
    def search(q: Words = "", category: Code = "", page: PageNo = 1) -> HTMLResponse:
        wanted, of_category = clean(q), member(Category, category)
        by_number = not here().may(Permission.NUMBERS) and mask_in_text(wanted) != wanted  # else hits would tell a masked number
        asked = bool(wanted) and not by_number
        results = (
            browsing.search(place, wanted, category=of_category, page=page, see=here().seen, estates=here().estates) if asked else None
        )
        return screen.show(
            "search.html",
            wanted=wanted,
            category=of_category,
            results=results,
            by_number=by_number,
            page=page,
            categories=tuple(Category),
        )

    return router
