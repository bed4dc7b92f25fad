"""Full text search."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import HTMLResponse

from domain.access import Act
from domain.masking import asks_for_number
from domain.people import Permission
from domain.taxonomy import Category
from review.access import access
from review.forms import SearchQuery
from review.screen import Screen
from review.visiting import here
from services import searching
from services.workplace import Workplace


def routes(place: Workplace, screen: Screen) -> APIRouter:
    """Build the addresses."""
    router = APIRouter(include_in_schema=False)

    @router.get("/search", dependencies=[access(Permission.READ, act=Act.SEARCH)])
    def search(query: Annotated[SearchQuery, Query()]) -> HTMLResponse:
        words, wanted = query.words, query.wanted(estates=here().estates)
        masked = not here().numbers
        by_number = masked and asks_for_number(words)
        results = advice = None
        if words and not by_number:
            results = searching.search(place, words, wanted, page=query.page or 1, masked=masked)
            advice = None if results.total else searching.advice(place, words, wanted, masked=masked)
        return screen.show(
            "search.html",
            query=query,
            results=results,
            advice=advice,
            by_number=by_number,
            most=searching.MOST_HITS,
            choices=searching.choices(place, estates=here().estates),
            categories=tuple(Category),
            types=place.taxonomy.types,
        )

    return router
