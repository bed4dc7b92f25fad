"""What an invented estate holds: papers as filed, catalogue rows as listed, the register."""

import random
from dataclasses import dataclass, replace
from datetime import date, timedelta

from domain.register import RegisteredUnit, RegisterTenure
from domain.taxonomy import Category
from domain.unit_number import UnitNumber
from evaluation.generator.documents import lay_out, plan_document, type_deck
from evaluation.generator.estate import Estate, build_estate
from evaluation.generator.sheet import DocumentSpec, Script, Split

ANSWERS = {"repair_request": "return_visit", "repair_record": "return_visit", "complaint_form": "complaint_reply"}
"""Types that a clean estate follows up, and with what."""
IN_A_BOX = 40
KEPT = "owner_information"
"""The type that every clean dossier holds: the required set of the evaluation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A catalogue row as listed."""

    key: str
    archive_no: str
    box: str
    title: str
    doc_type: str
    estate: str
    unit: UnitNumber | None
    owner: str
    date: date | None
    page_count: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A paper as filed; `tenure` is the position of its owner's in the register, `read` the owner and `names` the unit on the paper."""

    key: str
    archive_no: str
    box: str
    title: str
    doc_type: str
    category: Category
    estate: str
    unit: UnitNumber
    owner: str
    read: str
    tenure: int
    date: date
    texts: tuple[str, ...]
    names: UnitNumber | None = None
    filed: bool = True
    dpi: float = 300.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive:
    """All estates' papers, rows and registered units."""

    papers: tuple[Paper, ...]
    rows: tuple[Row, ...]
    register: tuple[RegisteredUnit, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """Where papers come from: an estate, its own chance and its short name."""

    estate: Estate
    rng: random.Random
    mark: str


def clean_archive(estates: int, papers: int, *, seed: int, split: Split = Split.DEV) -> tuple[Archive, tuple[Made, ...]]:
    """Estates of which nothing disagrees: every paper is listed, repairs and complaints are followed up, every dossier has its form."""
    makers = []
    held: list[Paper] = []
    rows: list[Row] = []
    for index in range(estates):
        estate = build_estate(seed, index, split, (Script.HANS, Script.HANT)[index % 2])
        made = Made(estate=estate, rng=random.Random(f"findings|{seed}|{index}"), mark=f"E{index + 1}")
        makers.append(made)
        for paper in _papers(made, papers):
            held.append(paper)
            rows.append(listed(paper, made.rng, numbered=int(paper.archive_no[-5:]) // IN_A_BOX % 2 == 0))
    register = tuple(unit for made in makers for unit in made.estate.units)
    return Archive(papers=tuple(held), rows=tuple(rows), register=register), tuple(makers)


def _papers(made: Made, count: int) -> list[Paper]:
    plain: list[Paper] = []
    for number, doc_type in enumerate(type_deck(made.rng, count)):
        paper = new_paper(made, doc_type, f"{made.mark}|{number}")
        plain.append(paper)
        if answer := ANSWERS.get(doc_type):
            plain.append(again(made, paper, answer, paper.date + timedelta(days=made.rng.randint(1, 20)), f"{paper.key}|answer"))
    dossiers = {(paper.unit, paper.tenure): paper for paper in plain}
    have = {(paper.unit, paper.tenure) for paper in plain if paper.doc_type == KEPT}
    lacking = [paper for place, paper in dossiers.items() if place not in have]
    plain += [again(made, paper, KEPT, paper.date, f"{paper.key}|form") for paper in lacking]
    return [shelved(made, paper, number) for number, paper in enumerate(plain, 1)]


def shelved(made: Made, paper: Paper, number: int) -> Paper:
    """The paper under a running number of its estate, forty to a box."""
    return replace(paper, archive_no=f"DA-{made.mark}-{number:05d}", box=f"{made.mark}盒{(number - 1) // IN_A_BOX + 1:02d}")


def new_paper(made: Made, doc_type: str, key: str) -> Paper:
    """A paper of any unit and tenure of the estate, not shelved yet."""
    spec = plan_document(made.estate, f"{made.rng.random()}|{key}", doc_type, review_share=0.0)
    unit = next(unit for unit in made.estate.units if unit.unit == spec.unit)
    tenure = next(n for n, each in enumerate(unit.tenures) if "、".join(each.owners) == spec.owner)
    return _paper(made, spec, unit.tenures[tenure], tenure, key)


def again(made: Made, like: Paper, doc_type: str, day: date, key: str) -> Paper:
    """Another paper of the same household."""
    unit = next(unit for unit in made.estate.units if unit.unit == like.unit)
    spec = plan_document(made.estate, f"{made.rng.random()}|{key}", doc_type, among=(unit,), review_share=0.0)
    tenure = unit.tenures[like.tenure]
    owner = "、".join(tenure.owners)
    return _paper(made, replace(spec, owner=owner, owner_text=owner, date=day), tenure, like.tenure, key)


def _paper(made: Made, spec: DocumentSpec, tenure: RegisterTenure, index: int, key: str) -> Paper:
    laid = lay_out(spec, made.estate)
    assert spec.unit is not None
    return Paper(
        key=key,
        archive_no="",
        box="",
        title=spec.title,
        doc_type=spec.doc_type,
        category=spec.category,
        estate=spec.estate,
        unit=spec.unit,
        owner=spec.owner,
        read=tenure.owners[0] if laid.shows_owner else "",
        tenure=index,
        date=spec.date,
        texts=tuple(draft.text for draft in laid.pages),
        names=laid.spec.unit,
    )


def listed(paper: Paper, rng: random.Random, *, numbered: bool) -> Row:
    """The paper's catalogue row: half of the boxes are listed with numbers, half without; some titles slip, some cells are empty."""
    title = paper.title
    if len(title) > 4 and rng.random() < 0.1:
        at = rng.randrange(len(title))
        title = title[:at] + rng.choice("口日曰目一") + title[at + 1 :]
    return Row(
        key=paper.key,
        archive_no=paper.archive_no if numbered else "",
        box=paper.box,
        title=title,
        doc_type=paper.doc_type,
        estate=paper.estate,
        unit=paper.unit,
        owner=paper.owner,
        date=paper.date,
        page_count=len(paper.texts),
    )
