"""Full text search."""

from fastapi import APIRouter
from starlette.responses import HTMLResponse

from domain.taxonomy import Category
from review.forms import Code, PageNo, Words, clean, member
from review.screen import Screen
from services import browsing
from services.workplace import Workplace


def routes(place: Workplace, screen: Screen) -> APIRouter:
    """Build the addresses."""
    router = APIRouter(include_in_schema=False)

    @router.get("/search")
    def search(q: Words = "", category: Code = "", page: PageNo = 1) -> HTMLResponse:
        wanted, of_category = clean(q), member(Category, category)
        results = browsing.search(place, wanted, category=of_category, page=page) if wanted else None
        return screen.show("search.html", wanted=wanted, category=of_category, results=results, page=page, categories=tuple(Category))

    return router
