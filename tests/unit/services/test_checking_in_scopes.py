"""A check of a part finds for that part what a check of everything would, and leaves the rest alone."""

import random
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from checks.components import Standing
from domain.finding import Finding, FindingKind, FindingStatus, Severity
from domain.ids import BatchId
from domain.register import RegisteredUnit, RegisterTenure
from domain.taxonomy import Category
from domain.unit_number import UnitNumber
from evaluation.findings.home import open_home
from evaluation.findings.papers import Archive, Paper, Row
from evaluation.findings.store import store
from services.check_scope import Touched
from services.checking import check, check_batch, check_touched, due
from services.workplace import Workplace
from storage.repositories import findings
from storage.repositories.findings import CheckRun, FindingFilter
from storage.tables import catalogue_row, decision, document, finding

ESTATES = ("翠湖苑", "云栖里")
TYPES = (
    ("repair_request", Category.REPAIR, "报修单"),
    ("return_visit", Category.COMPLAINT, "回访记录"),
    ("lease_contract", Category.CONTRACT, "房屋租赁合同"),
    ("owner_information", Category.OTHER, "业主信息表"),
)
WORDS = "物业管理服务业主房屋维修装修协议应当按照规定办理手续缴纳费用并配合检查公共部位设施安全责任"


def small_archive(seed: int) -> Archive:
    """A muddled archive: a dozen units, everything that may disagree does somewhere."""
    rng = random.Random(seed)
    units = [UnitNumber(building=f"{b}", entrance="1", room=f"{r}01") for b in range(1, 9) for r in (1, 2)]
    register = tuple(
        RegisteredUnit(estate=estate, unit=unit, tenures=(RegisterTenure(owners=(rng.choice(("王小明", "李四海")),)),))
        for estate in ESTATES
        for unit in units
    )
    papers = [_paper(rng, n, rng.choice(register)) for n in range(50)]
    copies = [replace(rng.choice(papers), key=f"copy{n}", archive_no=f"A-{n + 50:03d}", unit=rng.choice(units)) for n in range(4)]
    papers += [replace(copy, estate=papers[0].estate) if rng.random() < 0.3 else copy for copy in copies]
    rows = [_row(rng, n, rng.choice(papers)) for n in range(50)]
    return Archive(papers=tuple(papers), rows=tuple(rows), register=register)


def _paper(rng: random.Random, n: int, of: RegisteredUnit) -> Paper:
    code, category, title = rng.choice(TYPES)
    text = "".join(rng.choices(WORDS, k=120)) + f" 编号{rng.randrange(10**7)} 电话{rng.randrange(10**8)}"
    return Paper(
        key=f"{n}",
        archive_no=f"A-{n:03d}",
        box=f"{rng.randint(1, 9)}",
        title=title,
        doc_type=code,
        category=category,
        estate=of.estate,
        unit=of.unit,
        owner=of.tenures[0].owners[0],
        read=rng.choice(("王小明", "李四海", "")),
        tenure=0,
        date=date(2015, 1, 1) + timedelta(days=rng.randrange(60)),
        texts=(text,) * rng.randint(1, 2),
        names=of.unit if rng.random() < 0.5 else None,
        filed=rng.random() < 0.85,
        dpi=rng.choice((120.0, 300.0)),
    )


def _row(rng: random.Random, n: int, like: Paper) -> Row:
    return Row(
        key=f"row{n}",
        archive_no=rng.choice((like.archive_no,) * 5 + ("", "", "无", f"A-{rng.randrange(50):03d}")),
        box=f"{rng.randint(1, 12)}",
        title=like.title,
        doc_type=rng.choice((like.doc_type, "")),
        estate=like.estate if rng.random() < 0.9 else "",
        unit=rng.choice((like.unit,) * 9 + (UnitNumber(building="99", room="101"),)),
        owner=rng.choice((like.owner, "")),
        date=rng.choice((like.date, None, like.date + timedelta(days=10))),
        page_count=rng.choice((1, 2, None)),
    )


def opened(folder: Path, seed: int) -> Workplace:
    place = replace(open_home(folder / f"home{seed}"), today=lambda: date(2020, 1, 1))
    store(place, small_archive(seed))
    return place


def standing(place: Workplace, about: frozenset[str] | None = None) -> set[tuple[str, str, str, str]]:
    """Open findings by kind, what they are about, fingerprint and sentence; of some things only."""
    with place.database.read() as tx:
        rows = tx.connection.execute(sa.select(finding).where(finding.c.status == FindingStatus.OPEN)).all()
    return {(r.kind, r.about, r.fingerprint, r.detail) for r in rows if about is None or r.about in about}


@pytest.mark.parametrize("seed", range(12))
def test_a_part_is_checked_as_the_whole_is(tmp_path: Path, seed: int) -> None:
    place = opened(tmp_path, seed)
    check(place)
    whole = standing(place)
    with place.database.begin() as tx:  # a finding that is none, about everything that a finding may be about
        names = [f"d:{n}" for n in range(1, 56)] + [f"r:{n}" for n in range(1, 51)] + sorted({about for _, about, _, _ in whole})
        stale = [
            Finding(kind=FindingKind.DOCUMENT_MISSING, severity=Severity.NOTE, place=name, detail="没有这回事。", facts=name)
            for name in dict.fromkeys(names)
        ]
        findings.save(tx, stale, CheckRun(read_at=tx.now, about=frozenset(), scope="import"))
    check_touched(place, Touched(documents=frozenset({1, 2}), rows=frozenset({3})), scope="batch")
    with place.database.read() as tx:
        mended = {row.finding.about for row in findings.select(tx, FindingFilter(status=FindingStatus.MENDED))}
    after = standing(place)
    assert {each for each in after if each[3] != "没有这回事。"} == whole
    assert {"d:1", "d:2", "r:3"} <= mended
    place.close()


@pytest.mark.parametrize("seed", range(12))
def test_what_changed_is_found_by_its_part_alone(tmp_path: Path, seed: int) -> None:
    place = opened(tmp_path, seed)
    check(place)
    rng = random.Random(seed)
    chosen = rng.randint(1, 30)
    row = small_archive(seed).rows[chosen - 1]
    before = Standing(archive_no=row.archive_no, estate=row.estate, unit=row.unit)
    with place.database.begin() as tx:
        change = {"date": date(2014, 5, 6), "doc_type": "lease_contract", "category": "contract"}
        tx.connection.execute(document.update().where(document.c.id == chosen).values(**change))
        tx.connection.execute(catalogue_row.update().where(catalogue_row.c.id == chosen).values(page_count=9, archive_no=""))
    touched = Touched(documents=frozenset({chosen}), rows=frozenset({chosen}), standings=(before,))
    settled = check_touched(place, touched, scope="batch").about
    part = standing(place)
    check(place)
    whole = standing(place)
    everything = {about for _, about, _, _ in part | whole}
    assert {f"d:{chosen}", f"r:{chosen}"} <= settled
    assert everything - settled
    assert {each for each in part if each[1] in settled} == {each for each in whole if each[1] in settled}
    place.close()


def test_a_batch_is_checked_and_its_findings_are_returned(tmp_path: Path) -> None:
    place = opened(tmp_path, 1)
    returned = check_batch(place, BatchId(1))
    assert returned
    assert {"d", "r"} <= {each.finding.about[0] for each in returned}
    check(place)
    whole = {(kind, about, detail) for kind, about, _, detail in standing(place)}
    assert {(each.finding.kind, each.finding.about, each.finding.detail) for each in returned} <= whole
    place.close()


def test_decisions_and_imports_since_make_a_check_due(tmp_path: Path) -> None:
    place = opened(tmp_path, 2)
    check(place)
    assert not due(place).due
    with place.database.begin() as tx:
        told = {"document_id": 1, "action": "file", "by": "甲", "at": tx.now + 1, "content": {}}
        tx.connection.execute(decision.insert().values(**told))
    assert due(place).decisions == 1
    place.close()
