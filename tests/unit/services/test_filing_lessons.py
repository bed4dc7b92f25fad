"""The filing model fitted to what people decided of stored papers."""

import hashlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from domain.classification import Classification
from domain.document import DocumentState, FilingDecision
from domain.fields import ExtractedFields, NameField, UnitField
from domain.ids import BatchId, DocumentId, Sha256
from domain.page import PageKind, PageState, PageTransform, QualityFacts
from domain.reading import PageRecord
from domain.register import RegisterRow, RegisterTenure
from domain.review import ReviewDecision, ReviewReason
from domain.sampling import SampleVerdict, Verdict
from domain.scan import FileKind, ScanState
from domain.taxonomy import Category
from domain.unit_number import UnitNumber
from dossiers.filing_model import FilingModel, judge, load_filing_model
from evaluation.learning_papers import file_by_person, house_papers
from hudang import settings
from hudang.bootstrap import make_workplace
from hudang.cli.home import make_home
from services import filing, filing_lessons, model_versions, reviewing, sample_verdicts, training
from services.filing_lessons import State
from services.workplace import Workplace
from storage.engine import Transaction
from storage.repositories import documents, pages, reviewed, samples, scans
from storage.repositories.documents import Origin
from tests.registers import save_register

ESTATES = ("青枫苑", "白鹭洲")
UNITS = tuple(UnitNumber.parse(f"{building}|1||{floor}01|room") for building in range(1, 5) for floor in range(1, 11))
MADE = {"name": "home", "version": "7"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A paper as read and as it is: `verdict` of the sample, None for one decided in review under `truth`."""

    estate: str
    read: UnitNumber
    truth: UnitNumber
    verdict: Verdict | None = None
    owner: str = ""
    sure: float = 0.99


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workplace]:
    monkeypatch.delenv("HUDANG_DATABASE_URL", raising=False)
    make_home(tmp_path / "home")
    with closing(make_workplace(settings.load(tmp_path / "home"))) as made:
        with made.database.begin() as tx:
            tenure = {unit: RegisterTenure(owners=(owner_of(unit),), start=date(2001, 1, 1)) for unit in UNITS}
            rows = [(estate, unit) for estate in ESTATES for unit in UNITS]
            save_register(
                tx, tuple(RegisterRow(row=n, estate=estate, unit=unit, tenure=tenure[unit]) for n, (estate, unit) in enumerate(rows, 2))
            )
        yield made


def owner_of(unit: UnitNumber) -> str:
    return "赵钱孙李周吴郑王冯陈"[int(unit.room) // 100 - 1] + "甲乙丙丁"[int(unit.building) - 1] + "明"


def other(unit: UnitNumber) -> UnitNumber:
    return UNITS[(UNITS.index(unit) + 13) % len(UNITS)]


def decide(place: Workplace, cases: list[Case]) -> tuple[DocumentId, ...]:
    """Store the papers as the machine would, and let a person decide each."""
    made = []
    for number, case in enumerate(cases):
        with place.database.begin() as tx:
            made.append(store(tx, place, scans.open_batch(tx, "箱 1"), case, number))
        if case.verdict is not None:
            sample_verdicts.decide(place, made[-1], SampleVerdict(verdict=case.verdict, by="周"))
        else:
            decision = ReviewDecision(action="file", by="周", at=datetime.now(UTC), unit=case.truth, estate=case.estate)
            reviewing.decide(place, made[-1], decision)
    return tuple(made)


def store(tx: Transaction, place: Workplace, batch: BatchId, case: Case, number: int) -> DocumentId:
    digest = Sha256(hashlib.sha256(f"{number}".encode()).hexdigest())
    new = scans.NewScan(batch_id=batch, group_key="", source=f"{number}.tif", sha256=digest, size=9, priority=5, estate=case.estate)
    scan_id = scans.add(tx, new, state=ScanState.RECEIVED, duplicate_of=None, failure=None)
    scans.opened(tx, scan_id, FileKind.TIFF, 1)
    group_id = scans.group_of(tx, scan_id)
    ids = pages.add(tx, scans.get(tx, scan_id), group_id, [1])
    pages.save(tx, ids[0], record(case, digest))
    decided = machine(case)
    state = DocumentState.REVIEW if decided.reasons else DocumentState.FILED
    document_id = documents.add(tx, Origin(batch_id=batch, group_id=group_id, first_page=ids[0]), decided=decided, state=state)
    pages.join_document(tx, document_id, ids)
    if state is DocumentState.FILED:
        shelf = filing.find_place(tx, decided)
        assert shelf is not None
        filing.file_away(tx, place, document_id, decided, shelf)
        samples.add(tx, samples.stream(tx, 1.0), [(document_id, 0.5)])
    pages.settle(tx, ids, PageState.REVIEW if decided.reasons else PageState.FILED)
    scans.finish_group(tx, group_id)
    return document_id


def machine(case: Case) -> FilingDecision:
    return FilingDecision(
        category=Category.REPAIR,
        doc_type="repair_request",
        title="报修单",
        date=date(2020, 5, 1),
        estate=case.estate,
        unit=case.read,
        owner=owner_of(case.read),
        tenure_index=0,
        confidence=0.9,
        reasons=() if case.verdict else (ReviewReason.LOW_CONFIDENCE,),
        proposals=(),
        model="test/1",
    )


def record(case: Case, digest: Sha256) -> PageRecord:
    text = f"报修单 {case.estate} 厨房水管漏水，请尽快安排维修。" * 8
    unit = UnitField(unit=case.read, estate=case.estate, role="belongs", text="", box=None, confidence=case.sure, weakest=case.sure)
    people = (NameField(name=case.owner, role="owner", box=None, confidence=0.99),) if case.owner else ()
    return PageRecord(
        kind=PageKind.CONTENT,
        transform=PageTransform(scan_width=1654, scan_height=2339, rotation=0, skew=0.0),
        scale=1.0,
        quality=QualityFacts(dpi=200.0, skew_known=True, blur=0.1, contrast=150.0, ink=0.05),
        separator="",
        engine="test",
        text=text,
        text_confidence=0.99,
        doubtful=0.0,
        type_height=3.0,
        ocr_sha256=None,
        thumbnail_sha256=digest,
        classification=Classification(
            category=Category.REPAIR,
            doc_type="repair_request",
            confidence=0.999,
            type_confidence=0.999,
            scores=(("repair_request", 0.999),),
            title="报修单",
            starts_document=0.99,
            evidence=(),
            model="test/1",
        ),
        fields=ExtractedFields(units=(unit,), names=people),
        timings=(),
    )


def sampled(count: int, verdict: Verdict = Verdict.RIGHT) -> list[Case]:
    """Papers that name their owner, filed by the machine."""
    some = [(ESTATES[n % 2], UNITS[n % len(UNITS)]) for n in range(count)]
    return [Case(estate=estate, read=unit, truth=unit, verdict=verdict, owner=owner_of(unit)) for estate, unit in some]


def unnamed(count: int, wrong: float, estates: tuple[str, ...] = ESTATES, sure: float = 0.99) -> list[Case]:
    """Papers that name nobody, of which a share belongs to another unit than read."""
    some = [(estates[n % len(estates)], UNITS[n % len(UNITS)], n % 10 < 10 * wrong) for n in range(count)]
    return [Case(estate=estate, read=unit, truth=other(unit) if astray else unit, sure=sure) for estate, unit, astray in some]


def confidence(place: Workplace, model: FilingModel, document: DocumentId) -> float:
    [lesson] = [one for one in filing_lessons.gather(place, model) if one.document == document]
    return judge(model, lesson.example.signs).confidence


def test_too_few_papers_change_nothing(place: Workplace, tmp_path: Path) -> None:
    decide(place, [*sampled(filing_lessons.FEWEST_SAMPLED - 1), *unnamed(filing_lessons.FEWEST, 0.5)])
    made = filing_lessons.recalibrate(place, None)
    assert (made.figures.state, made.figures.sampled, made.model) == (State.TOO_FEW, 19, None)
    assert made.figures.papers == 119
    filing_lessons.write(tmp_path, made, MADE)
    assert not (tmp_path / "filing.json").exists()


@pytest.mark.parametrize(("wrong", "sense"), [(0.0, 1), (0.4, -1)], ids=["doubts that were none", "doubts that were right"])
def test_enough_papers_move_the_confidence_to_what_they_say(place: Workplace, tmp_path: Path, wrong: float, sense: int) -> None:
    *_, last = decide(place, [*sampled(60), *unnamed(80, wrong, sure=0.5)])
    shipped = load_filing_model()
    made = filing_lessons.recalibrate(place, None)
    figures = made.figures
    assert (figures.state, figures.papers, figures.sampled) == (State.REFITTED, 140, 60)
    assert figures.loss_before is not None and figures.loss_after is not None and figures.loss_after < figures.loss_before
    filing_lessons.write(tmp_path, made, MADE)
    fitted = load_filing_model(tmp_path)
    assert fitted.tag.startswith("home/7/")
    assert (confidence(place, fitted, last) - confidence(place, shipped, last)) * sense > 0.03
    before, after = dict(shipped.counts)[Category.REPAIR], dict(fitted.counts)[Category.REPAIR]
    assert after.accepted[-1] == before.accepted[-1] + 60  # the queue's papers are not counted
    assert after.wrong == before.wrong
    again = filing_lessons.recalibrate(place, tmp_path)  # the same papers: as good as what was said before they were learnt
    assert again.figures.loss_before == pytest.approx(figures.loss_after, abs=1e-4)


def test_a_queue_of_wrong_papers_does_not_pull_down_those_that_are_filed_alone(place: Workplace) -> None:
    decide(place, [*sampled(20), *unnamed(80, 0.8, sure=0.6)])
    figures = filing_lessons.recalibrate(place, None).figures
    assert figures.state is State.WORSE
    assert figures.loss_before is not None and figures.loss_after is not None and figures.loss_after < figures.loss_before
    assert figures.sample_loss_before is not None and figures.sample_loss_after is not None
    assert figures.sample_loss_after > figures.sample_loss_before + filing_lessons.MOST_LOST


def test_what_judges_held_out_papers_worse_is_not_taken(place: Workplace) -> None:
    decide(place, [*sampled(20), *unnamed(80, 1.0, ESTATES[:1]), *unnamed(80, 0.0, ESTATES[1:])])
    made = filing_lessons.recalibrate(place, None)
    assert (made.figures.state, made.model) == (State.WORSE, None)
    assert made.figures.loss_before is not None and made.figures.loss_after is not None
    assert made.figures.loss_after > made.figures.loss_before


def test_verdicts_say_what_was_right(place: Workplace) -> None:
    verdicts = (Verdict.RIGHT, Verdict.WRONG_PAGES, Verdict.WRONG_UNIT, Verdict.UNCLEAR)
    decide(place, [*sampled(1), *(Case(estate=ESTATES[0], read=UNITS[n], truth=UNITS[n], verdict=v) for n, v in enumerate(verdicts[1:]))])
    lessons = [one.example for one in filing_lessons.gather(place, load_filing_model())]
    assert [(one.whole, one.unit_right, one.wrong) for one in lessons] == [
        (True, True, False),
        (False, True, True),
        (None, False, True),
    ]


def test_a_document_that_is_no_longer_formed_so_teaches_nothing(place: Workplace) -> None:
    first, second = decide(place, sampled(2))
    with place.database.begin() as tx:
        [moved] = next(one.pages for one in reviewed.documents(tx, limit=9) if one.document_id == second)
        pages.join_document(tx, first, [moved])
    assert filing_lessons.gather(place, load_filing_model()) == ()


def test_a_training_brings_the_fit_with_its_version_and_a_rollback_takes_it_back(place: Workplace) -> None:
    shipped = place.filing_model().tag
    file_by_person(place, house_papers(5, (0, 1), 50)[:25])
    decide(place, [*sampled(60), *unnamed(80, 0.0, sure=0.5)])
    outcome = training.train(place, by="archivist")
    assert outcome.live and outcome.filing is not None
    assert (outcome.version, outcome.filing.state, outcome.filing.sampled) == ("v1", State.REFITTED, 60)
    assert place.filing_model().tag.startswith("home/1/")
    card = (place.models / "v1" / "card.md").read_text(encoding="utf-8")
    assert "归档把握已重新校准" in card and "其中抽查 60" in card
    assert model_versions.roll_back(place) == ("v1", "")
    assert place.filing_model().tag == shipped
