"""Turn a template and its values into an answer: one environment, everything escaped, unknown names an error."""

import hashlib
import re
from collections.abc import Callable, Mapping
from importlib import resources
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from jinja2.ext import Extension
from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, JSONResponse
from starlette.types import Receive, Scope, Send

from domain.people import Permission
from domain.taxonomy import CATEGORY_ZH, Category
from review import wording
from review.saying import either, listed, said, say, told
from review.script_texts import script_texts
from review.tongues import Tongue, spoken
from review.visiting import FIELD, here
from services import acceptance, browsing, promise, sampling
from services.highlighting import marked, snippets
from services.timeline_words import sentence
from services.workplace import Workplace

_FORM = re.compile(r"<form\b[^>]*\bmethod=\"post\"[^>]*>")


class FormTokens(Extension):
    """Puts the form token into every form of every template, so that none can be forgotten."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """Return the template's text with a hidden field after each <form … method="post" …>."""
        del name, filename
        return _FORM.sub(lambda form: f'{form[0]}<input type="hidden" name="{FIELD}" value="{{{{ visit.form_token }}}}">', source)


class Screen:
    """Draws pages for one workplace."""

    def __init__(self, place: Workplace) -> None:
        self._place = place
        self._environment = Environment(
            loader=PackageLoader("review"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            extensions=[FormTokens],
        )
        self._environment.filters.update(_filters(place))
        self._environment.globals.update(
            wording=wording, asset=assets().__getitem__, _=say, tongue=spoken, tongues=tuple(Tongue), script_texts=script_texts
        )

    def show(self, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
        """Draw a page of the application for whoever asks; the menu shows how much waits for review and to be checked."""
        visit, waiting = here(), {}
        if visit.may(Permission.REVIEW):
            waiting["review"] = browsing.waiting(self._place, estates=visit.estates)
        if visit.may(Permission.SAMPLE):
            waiting["sample"] = sampling.waiting(self._place, estates=visit.estates)
        if visit.may(Permission.ACCEPTANCE):
            waiting["acceptance"] = acceptance.open_number(self._place)
        page = self._environment.get_template(template).render(visit=visit, waiting=waiting, **values)
        return HTMLResponse(page, status_code=status)

    def refuse(self, status: int, what: str, next_step: str) -> "Refusal":
        """Draw the page that says what happened and what to do next; needs nothing but the template.

        Both are Simplified Chinese that the catalogues hold, or already in the reader's tongue.
        """
        words = {"error": say(what), "next": say(next_step)}
        page = self._environment.get_template("refusal.html").render(status=status, what=words["error"], next_step=words["next"])
        return Refusal(page, status, words)


class Refusal(HTMLResponse):
    """A refusal: a page for people, JSON for scripts, which ask for JSON or for an address below /api/."""

    def __init__(self, page: str, status: int, told: Mapping[str, str]) -> None:
        super().__init__(page, status_code=status)
        self._told = JSONResponse(dict(told), status_code=status)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the one or the other, with the same headers."""
        asks = Headers(scope=scope).get("accept", "")
        if "application/json" not in asks and not ("text/html" not in asks and scope["path"].startswith("/api/")):
            await super().__call__(scope, receive, send)
            return
        for name, value in self.headers.items():
            self._told.headers.setdefault(name, value)
        await self._told(scope, receive, send)


def assets() -> Mapping[str, str]:
    """Address of each static file, with a digest of its bytes so that browsers may keep it for good."""
    folder = resources.files("review").joinpath("static")
    return {file.name: f"/static/{file.name}?v={hashlib.sha256(file.read_bytes()).hexdigest()[:12]}" for file in folder.iterdir()}


def _filters(place: Workplace) -> dict[str, Callable[..., object]]:
    """What templates put after a bar."""
    return {
        **_WORDS,
        "type_name": lambda code: say(place.taxonomy.name_of(code)),
        "happening": lambda each: either(*sentence(each, place.taxonomy)),
    }


_WORDS: dict[str, Callable[..., object]] = {
    "word": say,
    "said": said,
    "told": told,
    "listed": listed,
    "together": "、".join,  # as a form takes them, in any tongue
    "brief": lambda words: said(words).rstrip("。."),
    "mend": lambda words: either(words.mend_en, words.mend_zh),
    "unit": wording.unit_text,
    "evidence": wording.evidence_text,
    "duration": wording.duration_text,
    "moment": wording.moment_text,
    "size": wording.size_text,
    "tenure": wording.tenure_text,
    "holders": wording.holders_text,
    "retention": wording.retention_text,
    "place": wording.place_text,
    "household": lambda kind: say(wording.HOUSEHOLD[kind]),
    "required_label": wording.required_text,
    "subject": wording.subject_text,
    "entry_detail": wording.detail_text,
    "period": wording.period_text,
    "category_name": lambda code: say(CATEGORY_ZH[Category(code)]),
    "percent": lambda share: f"{share:.0%}",
    "rate": promise.percent,
    "promise_state": lambda state: say(promise.STATE_ZH[state]),
    "place_of": wording.where_text,
    "headline": lambda words: wording.headline(said(words)),
    "box": wording.box_text,
    "side": wording.side_text,
    "notice": lambda change: either(*promise.notice_words(change)),
    "seen": lambda text: here().seen(text),
    "marked": marked,
    "passages": snippets,
}
