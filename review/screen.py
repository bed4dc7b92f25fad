"""Turn a template and its values into an answer: one environment, everything escaped, unknown names an error."""

import hashlib
from collections.abc import Mapping
from importlib import resources
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse

from domain.finding_words import box_words, where
from domain.taxonomy import CATEGORY_ZH, Category
from review import wording
from services import acceptance, browsing, promise, sampling
from services.timeline_words import sentence
from services.workplace import Workplace


class Screen:
    """Draws pages for one workplace."""

    def __init__(self, place: Workplace) -> None:
        self._place = place
        self._environment = Environment(
            loader=PackageLoader("review"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
        )
        names = {t.code: t.zh for t in place.taxonomy.types}
        self._environment.filters.update(
            unit=wording.unit_text,
            evidence=wording.evidence_text,
            duration=wording.duration_text,
            moment=wording.moment_text,
            size=wording.size_text,
            tenure=wording.tenure_text,
            retention=wording.retention_text,
            place=wording.place_text,
            happening=lambda each: sentence(each, place.taxonomy)[1],
            type_name=lambda code: names.get(code, code),
            category_name=lambda code: CATEGORY_ZH[Category(code)],
            percent=lambda share: f"{share:.0%}",
            rate=promise.percent,
            promise_state=promise.STATE_ZH.__getitem__,
            place_of=where,
            box=box_words,
            notice=lambda change: promise.notice_words(change)[1],
        )
        self._environment.globals.update(wording=wording, asset=assets().__getitem__)

    def show(self, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
        """Draw a page of the application; the menu shows how much waits for review and to be checked."""
        waiting = {
            "review": browsing.waiting(self._place),
            "sample": sampling.waiting(self._place),
            "acceptance": acceptance.open_number(self._place),
        }
        page = self._environment.get_template(template).render(waiting=waiting, **values)
        return HTMLResponse(page, status_code=status)

    def refuse(self, status: int, what: str, next_step: str) -> HTMLResponse:
        """Draw the page that says what happened and what to do next; needs nothing but the template."""
        page = self._environment.get_template("refusal.html").render(status=status, what=what, next_step=next_step)
        return HTMLResponse(page, status_code=status)


def assets() -> Mapping[str, str]:
    """Address of each static file, with a digest of its bytes so that browsers may keep it for good."""
    folder = resources.files("review").joinpath("static")
    return {file.name: f"/static/{file.name}?v={hashlib.sha256(file.read_bytes()).hexdigest()[:12]}" for file in folder.iterdir()}
