"""Papers for showing that `hudang train` learns, as recognised text, and a home in which people have decided on them. All invented.

House papers are the generator's dev papers in the words of a company that calls things by names of its own: neither titles nor labels of
the shipped taxonomy are on them, so that the shipped model reads them badly. Pet papers are of a type that the program does not know.
"""

import hashlib
import random
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from domain.document import DocumentState, FilingDecision
from domain.fields import ExtractedFields
from domain.ids import BatchId, DocumentId, PageId, Sha256
from domain.page import PageKind, PageState, PageTransform, QualityFacts
from domain.reading import PageRecord
from domain.review import ReviewDecision, ReviewReason
from domain.scan import FileKind, ScanState
from domain.taxonomy import Category
from domain.text import Box, Line, OcrPage, Word
from domain.unit_number import UnitNumber
from evaluation.generator import Role, Script, Split, build_estate, lay_out, noise, plan_document, recognised
from services import importing, reviewing
from services.workplace import Workplace
from storage.engine import Transaction
from storage.mapping import pack_ocr_page
from storage.repositories import documents, pages, scans
from storage.repositories.documents import Origin
from storage.repositories.scans import NewScan

HOUSE_TITLES = {
    "repair_request": "工程服务联络单",
    "repair_record": "整治作业卡",
    "service_items": "特约委派卡",
    "complaint_form": "客户心声登记卡",
    "complaint_reply": "心声办理函告",
    "return_visit": "服务品质追踪卡",
    "renovation_application": "二次施工报备卡",
    "acceptance_form": "交接查核卡",
    "owner_information": "住户资料卡",
    "payment_notice": "费用函告",
}
_HOUSE_WORDS = (
    ("报修", "申告"), ("投诉", "心声"), ("维修", "整治"), ("装修", "二次施工"), ("回访", "追踪"), ("验收", "查核"), ("业主", "户主"),
    ("服务", "协助"), ("收费", "计酬"), ("费用", "款项"), ("缴费", "付款"), ("缴纳", "支付"), ("通知", "函告"),
)  # fmt: skip
PET_TYPE = "pet_registration"
PET_BLOCK = f"""
[[type]]
code = "{PET_TYPE}"
category = "other"
titles = ["犬只登记表", "养犬登记表"]
labels = ["犬名", "犬只品种", "免疫证号"]
"""
UNIT = UnitNumber(building="1", entrance="1", room="101")


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A document as recognised text, with its truth."""

    estate: str
    doc_type: str
    pages: tuple[OcrPage, ...]


def house_papers(seed: int, estates: Sequence[int], count: int, *, house: bool = True, types: Sequence[str] = ()) -> tuple[Paper, ...]:
    """`count` papers of these estates of the dev split, in the company's own words or (`house` False) as the generator words them."""
    rng = random.Random(f"house|{seed}|{estates}")
    places = [build_estate(seed, index, Split.DEV, Script.HANS) for index in estates]
    made: list[Paper] = []
    while len(made) < count:
        place = places[len(made) % len(places)]
        code = rng.choice(tuple(types or HOUSE_TITLES))
        plan = plan_document(place, f"{seed}|{rng.random()}", code)
        level = rng.choice(noise.LEVELS)
        read = [
            recognised(rng, d, level, n) for n, d in enumerate(lay_out(plan, place).pages, 1) if d.role not in {Role.BLANK, Role.SEPARATOR}
        ]
        kept = tuple(_housed(page, plan.title, code) if house else page for page in read if len(page.text) >= 4)
        if kept:
            made.append(Paper(estate=place.name, doc_type=code, pages=kept))
    return tuple(made)


def _housed(page: OcrPage, title: str, code: str) -> OcrPage:
    return replace(
        page, lines=tuple(replace(line, words=tuple(_own_words(word, title, code) for word in line.words)) for line in page.lines)
    )


def _own_words(word: Word, title: str, code: str) -> Word:
    text = word.text
    if title and text.replace(" ", "") == title.replace(" ", ""):
        text = HOUSE_TITLES[code]
    for trade, own in _HOUSE_WORDS:
        text = text.replace(trade, own)
    return replace(word, text=text)


def pet_papers(seed: int, estate: str, count: int, *, headed: bool) -> tuple[Paper, ...]:
    """`count` registrations of dogs, with or without the heading that the taxonomy knows."""
    rng = random.Random(f"pets|{seed}|{estate}|{headed}")
    return tuple(Paper(estate=estate, doc_type=PET_TYPE, pages=(_pet_page(rng, estate, headed=headed),)) for _ in range(count))


def _pet_page(rng: random.Random, estate: str, *, headed: bool) -> OcrPage:
    level = rng.choice(noise.LEVELS)
    rows = [
        f"小区 {estate}|房号 {rng.randint(1, 30)}栋{rng.randint(101, 2804)}",
        f"饲养人 {rng.choice('赵钱孙李周吴郑王')}{rng.choice('明芳强丽')}|电话 139{rng.randrange(10**8):08d}",
        f"犬名 {rng.choice(('豆豆', '旺财', '雪球', '黑子'))}|犬只品种 {rng.choice(('柯基', '金毛', '泰迪', '边牧'))}",
        f"毛色 {rng.choice('黄白黑灰')}色|肩高 {rng.randint(20, 60)}厘米",
        f"免疫证号 {rng.randrange(10**8):08d}|犬证有效期至 20{rng.randint(24, 29)}年{rng.randint(1, 12)}月",
        rng.choice(("外出束犬链、清理犬便，不扰邻里。", "遛犬须由成年人牵领，犬只不得进入电梯高峰。")),
        rng.choice(("本户承诺按时为犬只注射狂犬疫苗。", "如犬只伤人，由饲养人承担责任。")),
        f"饲养人签字|20{rng.randint(15, 25)}年{rng.randint(1, 12)}月{rng.randint(1, 28)}日",
    ]
    lines = [_line(rng, rng.choice(("犬只登记表", "养犬登记表")), 700, 120, 44, level)] if headed else []
    lines += [_line(rng, row, 150, 260 + 70 * number, 30, level) for number, row in enumerate(rows)]
    return OcrPage(page_no=1, width=1654, height=2339, lines=tuple(line for line in lines if line.words), engine="generator")


def _line(rng: random.Random, text: str, left: float, top: float, size: float, level: noise.NoiseLevel) -> Line:
    words = []
    for cell in text.split("|"):
        right = left + size * len(cell)
        read = noise.misread(rng, cell, level)
        if read:
            words.append(Word(text=read, box=Box(left=left, top=top, right=right, bottom=top + size), confidence=0.97))
        left = right + 3 * size
    return Line(words=tuple(words))


def file_by_person(place: Workplace, papers: Iterable[Paper], *, by: str = "archivist") -> tuple[DocumentId, ...]:
    """Put the papers into the home as if read, and file each in review as the type it has: what people's decisions leave behind."""
    wanted = tuple(papers)
    _register(place, {paper.estate for paper in wanted})
    with place.database.begin() as tx:
        batch_id = scans.open_batch(tx, "learning")
        added = [_add(tx, place, batch_id, paper) for paper in wanted]
    for paper, document_id in zip(wanted, added, strict=True):
        decision = ReviewDecision(action="file", by=by, at=datetime.now(UTC), doc_type=paper.doc_type, estate=paper.estate, unit=UNIT)
        reviewing.decide(place, document_id, decision)
    return tuple(added)


def _register(place: Workplace, estates: Iterable[str]) -> None:
    """Each estate has one unit, of one owner: where a paper belongs is not what is shown here."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "register.csv"
        path.write_text(
            "\n".join(["项目,房号,业主姓名", *(f"{estate},1栋1单元101,林户主" for estate in sorted(estates))]), encoding="utf-8"
        )
        importing.import_register(place, path)


def _add(tx: Transaction, place: Workplace, batch_id: BatchId, paper: Paper) -> DocumentId:
    content = "".join(page.text for page in paper.pages).encode()
    digest = Sha256(hashlib.sha256(content).hexdigest())
    new = NewScan(
        batch_id=batch_id, group_key="", source=f"{digest}.tif", sha256=digest, size=len(content), priority=5, estate=paper.estate
    )
    scan_id = scans.add(tx, new, state=ScanState.DONE, duplicate_of=None, failure=None)
    scans.opened(tx, scan_id, FileKind.TIFF, len(paper.pages))
    group_id = scans.group_of(tx, scan_id)
    ids = pages.add(tx, scans.get(tx, scan_id), group_id, range(1, len(paper.pages) + 1))
    for page_id, page in zip(ids, paper.pages, strict=True):
        pages.save(tx, page_id, _record(place, page))
    scans.finish_group(tx, group_id)
    origin = Origin(batch_id=batch_id, group_id=group_id, first_page=ids[0])
    document_id = documents.add(tx, origin, decided=_undecided(paper), state=DocumentState.REVIEW)
    pages.join_document(tx, document_id, ids)
    pages.settle(tx, [PageId(i) for i in ids], PageState.REVIEW, reason=ReviewReason.CLASS_UNCERTAIN.code)
    return document_id


def _undecided(paper: Paper) -> FilingDecision:
    return FilingDecision(
        category=Category.OTHER,
        doc_type="other_document",
        title="",
        date=None,
        estate=paper.estate,
        unit=UNIT,
        owner="",
        tenure_index=None,
        confidence=0.3,
        reasons=(ReviewReason.CLASS_UNCERTAIN,),
        proposals=(),
        model="generator",
    )


def _record(place: Workplace, page: OcrPage) -> PageRecord:
    return PageRecord(
        kind=PageKind.CONTENT,
        transform=PageTransform(scan_width=page.width, scan_height=page.height, rotation=0, skew=0.0),
        scale=1.0,
        quality=QualityFacts(dpi=200.0, skew_known=True, blur=0.1, contrast=150.0, ink=0.05),
        separator="",
        engine=page.engine,
        text=page.text,
        text_confidence=0.97,
        doubtful=0.0,
        type_height=3.0,
        ocr_sha256=place.blobs.put_bytes(pack_ocr_page(page)),
        thumbnail_sha256=place.blobs.put_bytes(b"no picture"),
        classification=None,
        fields=ExtractedFields(),
        timings=(),
    )


def first_pages(papers: Iterable[Paper]) -> Iterator[tuple[str, OcrPage]]:
    """Type and first page of each paper."""
    for paper in papers:
        yield paper.doc_type, paper.pages[0]
