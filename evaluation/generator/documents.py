"""Plan a document of an estate, and lay it out."""

import random
import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

from domain.register import RegisteredUnit, RegisterTenure
from domain.unit_number import UnitKind
from evaluation.generator import backs, forms, letters, names, other_offices, shapes, small_papers, units, wording
from evaluation.generator.estate import TODAY, Estate
from evaluation.generator.job import Job
from evaluation.generator.script import traditional
from evaluation.generator.sheet import DocumentSpec, PageDraft, Script
from evaluation.generator.slots import Slots
from evaluation.generator.styles import STYLES_OF

REVIEW_SHARE = 0.12
"""Share of documents that no machine may file: unit unknown to the register, owner contradicting it, or no unit at all."""
_REVIEWS = ("unit_not_in_register", "owner_contradicts", "unit_missing")
SHAPES = {**shapes.SHAPES, **forms.SHAPES, **letters.SHAPES, **small_papers.SHAPES, **other_offices.SHAPES}
_SILENT = frozenset({"form", "slip", "table", "receipt", "contract", "copy", "stacked", "header_row", "inline", "id_note"})
"""Shapes that leave the unit out where none is named; the others speak of the whole estate."""
_EVERYDAY = {"other_document": 2, "payment_notice": 2, "repair_request": 3, "repair_record": 2, "complaint_form": 2, "owner_letter": 2}
_TYPE_WEIGHTS = {code: _EVERYDAY.get(code, 1) for code in wording.CATEGORY_OF}


@dataclass(frozen=True, slots=True, kw_only=True)
class LaidOut:
    """A document and its pages in their order; `spec` as the pages turned out (its `must_review` corrected to what they show).

    `scanned` is the order in which the pages lie on the scanner, as indices into `pages`.
    """

    spec: DocumentSpec
    pages: tuple[PageDraft, ...]
    shows_owner: bool
    shows_date: bool
    scanned: tuple[int, ...]


def any_type(rng: random.Random) -> str:
    """A document type, the everyday ones more often."""
    return rng.choices(tuple(_TYPE_WEIGHTS), tuple(_TYPE_WEIGHTS.values()))[0]


def type_deck(rng: random.Random, count: int) -> list[str]:
    """`count` document types that hold every type before any is dealt a second time more than its weight."""
    deck: list[str] = []
    while len(deck) < count:
        round_ = [code for code, weight in _TYPE_WEIGHTS.items() for _ in range(weight)]
        firsts = list(_TYPE_WEIGHTS)
        for code in firsts:
            round_.remove(code)
        rng.shuffle(firsts)
        rng.shuffle(round_)
        deck += firsts + round_
    deck = deck[:count]
    rng.shuffle(deck)
    return deck


def plan_document(
    estate: Estate,
    seed: str,
    doc_type: str = "",
    *,
    among: tuple[RegisteredUnit, ...] = (),
    review_share: float = REVIEW_SHARE,
    hand_share: float = 0.35,
) -> DocumentSpec:
    """A document of the estate decided by the seed alone.

    `doc_type` "" draws one; `among` narrows the units; `review_share` and `hand_share` are chances 0..1 that the paper may not be
    filed by a machine, and that its values are filled in by hand.
    """
    rng = random.Random(seed)
    words = wording.load(estate.split, estate.script).types[doc_type := doc_type or any_type(rng)]
    registered = rng.choice(among or estate.units)
    tenure = rng.choice(registered.tenures)
    owners = tenure.owners
    review = rng.choice(_REVIEWS) if rng.random() < review_share else ""
    shape = rng.choice(words.shapes)
    if review == "unit_not_in_register":
        registered = _stranger(rng, estate, registered)
    if review == "owner_contradicts":
        owners = (_another(rng, estate, registered),)
    written = estate.write(rng, registered)
    if review == "unit_missing":
        written = units.WrittenUnit(text="" if shape in _SILENT else _VAGUE[estate.script])
    return DocumentSpec(
        split=estate.split,
        script=estate.script,
        doc_type=doc_type,
        category=wording.CATEGORY_OF[doc_type],
        title=_titled(rng.choice(words.titles), estate, doc_type, seed),
        shape=shape,
        layout=rng.choice(STYLES_OF[estate.split]).name,
        estate=estate.name,
        company=estate.company,
        unit=None if review == "unit_missing" else registered.unit,
        unit_text=written.text,
        cells=written.cells,
        owner="、".join(owners),
        owner_text=rng.choice(("、", " ", "，", "/")).join(owners),
        date=_date_in(rng, tenure),
        handwritten=rng.random() < hand_share,
        must_review=review,
        archive_no="",
        seed=seed,
    )


def _shows_unit(spec: DocumentSpec, pages: tuple[PageDraft, ...]) -> bool:
    """Whether the unit stands on the pages: a paragraph that names it may have found no room."""
    text = re.sub(r"\s", "", "".join(run.text for page in pages for run in page.runs))
    if re.sub(r"\s", "", spec.unit_text) in text:
        return True
    return bool(spec.cells) and all(any(run.text.strip() == cell for page in pages for run in page.runs) for cell in spec.cells if cell)


TITLED_SHARE = 0.3
"""Share of titles with something before or after them: the company's or estate's name, the copy, the year of the form."""
_PLAIN_TITLES = frozenset({"id_copy", "title_copy"})
_LONGEST_TITLE = 26


def _titled(title: str, estate: Estate, doc_type: str, seed: str) -> str:
    rng = random.Random(seed + "|title")
    title = wording.vary(rng, title)
    if not title or doc_type in _PLAIN_TITLES or rng.random() > TITLED_SHARE:
        return title
    titling = wording.load(estate.split, estate.script).titling
    where = rng.choice(("before", "before", "after"))
    added = wording.vary(rng, rng.choice(titling[where])).format(
        estate=estate.name, company=estate.company, year=rng.randint(1999, 2024), n=rng.randint(1, 5), n2=rng.randint(7, 60)
    )
    whole = added + title if where == "before" else title + added
    return whole if len(whole) <= _LONGEST_TITLE else title


_VAGUE = {Script.HANS: "本小区", Script.HANT: "本社區"}


def _date_in(rng: random.Random, tenure: RegisterTenure) -> date:
    start = tenure.start or date(2000, 1, 1)
    end = tenure.end or TODAY
    return start + timedelta(days=rng.randrange(max((end - start).days, 1)))


def _another(rng: random.Random, estate: Estate, registered: RegisteredUnit) -> str:
    """Somebody who never held the unit."""
    known = {name for tenure in registered.tenures for name in tenure.owners}
    while True:
        person = names.person(rng, estate.split)
        person = traditional(person) if estate.script is Script.HANT else person
        if person not in known:
            return person


def _stranger(rng: random.Random, estate: Estate, near: RegisteredUnit) -> RegisteredUnit:
    """A unit as the estate writes them that its register does not know: mostly another room beside a real one."""
    known = {registered.unit for registered in estate.units}
    while True:
        old = near.unit
        if old.kind is UnitKind.VILLA or not old.room.isdecimal():
            unit = replace(old, building=str(rng.randint(61, 99)))
        else:
            unit = replace(old, room=str(max(1, int(old.room) + rng.choice((1, 2, 3, 5, 100, 200, 400)))))
        if unit not in known:
            return RegisteredUnit(estate=estate.name, unit=unit, tenures=near.tenures)
        near = RegisteredUnit(estate=estate.name, unit=unit, tenures=near.tenures)


def lay_out(spec: DocumentSpec, estate: Estate) -> LaidOut:
    """The pages of a planned document, and the plan corrected where the paper cannot show what was planned.

    A type without the owner's name cannot contradict the register; one that never shows its unit must go to review.
    """
    words = wording.load(spec.split, spec.script)
    rng = random.Random(spec.seed + "|layout")
    slots = Slots(spec, estate, words, rng)
    job = Job(spec=spec, wording=words, words=words.types[spec.doc_type], slots=slots, rng=rng)
    drafts = SHAPES[spec.shape](job)
    chance = random.Random(spec.seed + "|back")
    if spec.shape in backs.SHAPES and len(drafts) == 1 and chance.random() < backs.SHARE:
        drafts += (backs.written_back(job, drafts[0], chance),)
    pages = tuple(replace(draft, units=tuple(sorted(slots.units))) for draft in drafts)
    if not spec.must_review and not _shows_unit(spec, pages):
        spec = replace(spec, must_review="unit_missing", unit=None)
    elif spec.must_review == "owner_contradicts" and "owner" not in slots.asked:
        spec = replace(spec, must_review="")
    return LaidOut(
        spec=spec,
        pages=pages,
        shows_owner="owner" in slots.asked,
        shows_date="date" in slots.asked,
        scanned=tuple(range(len(pages))),
    )
