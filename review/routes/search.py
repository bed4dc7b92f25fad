"""Full text search."""

from fastapi import APIRouter
from starlette.responses import HTMLResponse

from domain.taxonomy import Category
from review.errors import NotFoundError
from review.forms import Code, PageNo, Words, clean
from review.screen import Screen
from services import browsing
from services.workplace import Workplace


def routes(place: Workplace, screen: Screen) -> APIRouter:
    """Build the addresses."""
    router = APIRouter(include_in_schema=False)

    @router.get("/search")
    def search(q: Words = "", category: Code = "", page: PageNo = 1) -> HTMLResponse:
        if category and category not in set(Category):
            raise NotFoundError
        wanted = clean(q)
        results = browsing.search(place, wanted, category=category, page=page) if wanted else None
        return screen.show("search.html", wanted=wanted, category=category, results=results, page=page, categories=tuple(Category))

    return router
