"""Groups, copies and retries keep every page on its way to one final state, on SQLite and on a real PostgreSQL."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from PIL import Image

from domain.errors import HudangError, StorageFullError
from domain.failure import Failure, FailureCode
from domain.fields import ExtractedFields
from domain.ids import BatchId, GroupId, JobId, PageId, ScanId, Sha256
from domain.job import JobKind
from domain.page import PageKind, PageState, PageTransform, QualityFacts
from domain.reading import PageRecord
from domain.scan import FileKind, ScanState
from services import assembling, batch_end, batches, looking, opening, retrying
from services import jobs as job_service
from services.intake import Arrival, Received, receive
from services.progress import group_moved
from services.workplace import Workplace
from storage import read_models
from storage.engine import Transaction
from storage.repositories import jobs, pages, register, scans
from storage.tables import check_run, job, page
from tests.homes import empty_home

RECORD = PageRecord(
    kind=PageKind.CONTENT,
    transform=PageTransform(scan_width=10, scan_height=10, rotation=0, skew=0.0),
    scale=1.0,
    quality=QualityFacts(dpi=75.0, skew_known=True, blur=0.2, contrast=180.0, ink=0.05),
    separator="patch\x00T",
    engine="null",
    text="报修单\x00",
    text_confidence=0.9,
    doubtful=0.0,
    type_height=3.7,
    ocr_sha256=None,
    thumbnail_sha256=Sha256("0" * 64),
    classification=None,
    fields=ExtractedFields(),
    timings=(),
)
UNREADABLE = Failure(code=FailureCode.PAGE_UNREADABLE)


@pytest.fixture
def place(tmp_path: Path, database_url: str) -> Iterator[Workplace]:
    made = empty_home(tmp_path / "home", database_url)
    yield made
    made.close()


def begin(place: Workplace) -> BatchId:
    with place.database.begin() as tx:
        return scans.open_batch(tx, "batch")


def take(place: Workplace, path: Path, content: bytes, *, folder: str = "", claim: str = "") -> ScanId:
    path.write_bytes(content)
    arrival = Arrival(path=path, source=path.name, batch_id=begin(place), group_key=folder, priority=5, claim=claim)
    return receive(place, arrival).scan_id


def opened(place: Workplace, scan_id: ScanId, count: int = 1) -> tuple[PageId, ...]:
    """The scan opened, as its job would."""
    with place.database.begin() as tx:
        scans.opened(tx, scan_id, FileKind.PNG, count)
        group = scans.group_of(tx, scan_id)
        made = pages.add(tx, scans.get(tx, scan_id), group, range(1, count + 1))
        jobs.enqueue(tx, JobKind.READ_PAGE, made, batch_id=BatchId(1), priority=5)
        return made


def read(place: Workplace, page_id: PageId, *, refuse: bool = False) -> None:
    """The page read, as its job would."""
    with place.database.begin() as tx:
        work = pages.work(tx, page_id)
        if refuse:
            pages.quarantine(tx, page_id, UNREADABLE)
        else:
            pages.save(tx, page_id, RECORD)
        group_moved(tx, work.group_id, batch_id=work.batch_id, priority=5)


def assemble(place: Workplace) -> int:
    """All assemblies that are due, done as their jobs would; how many."""
    with place.database.read() as tx:
        waiting = tx.connection.execute(sa.select(job.c.id).where(job.c.kind == JobKind.ASSEMBLE_GROUP, job.c.state == "live")).scalars()
        ids = list(waiting)
    for job_id in ids:
        assert job_service.run(place, job_id, "w")
    return len(ids)


def states(place: Workplace) -> Counter[str]:
    with place.database.read() as tx:
        return Counter(tx.connection.scalars(sa.select(page.c.state)))


def state_of(place: Workplace, scan_id: ScanId) -> ScanState:
    with place.database.read() as tx:
        return scans.get(tx, scan_id).state


def rows(place: Workplace) -> list[tuple[str, int | None, str]]:
    with place.database.read() as tx:
        return [(r["source"], r["page"], r["status"]) for r in read_models.page_rows(tx)]


def test_a_quarantined_page_that_is_retried_becomes_a_document(place: Workplace, tmp_path: Path) -> None:
    scan_id = take(place, tmp_path / "a.png", b"a")
    first, second = opened(place, scan_id, 2)
    read(place, first)
    read(place, second, refuse=True)
    assert assemble(place) == 1
    assert states(place) == {"review": 1, "quarantined": 1}
    with place.database.read() as tx:
        sha256 = scans.get(tx, scan_id).sha256
    assert retrying.retry(place, sha256, by="test") == 1
    read(place, second)
    assert assemble(place) == 1
    assert states(place) == {"review": 2}


def test_a_retry_of_nothing_leaves_nothing_behind(place: Workplace, tmp_path: Path) -> None:
    scan_id = take(place, tmp_path / "a.png", b"a")
    read(place, *opened(place, scan_id))
    assemble(place)
    with place.database.read() as tx:
        sha256 = scans.get(tx, scan_id).sha256
    assert retrying.retry(place, sha256, by="test") == 0
    batches.seal(place, BatchId(1))
    assert assemble(place) == 0


def test_a_file_that_comes_after_its_folder_was_sealed_is_not_lost(place: Workplace, tmp_path: Path) -> None:
    """Its folder may just be put together; it must not slip in between."""
    early = take(place, tmp_path / "1.png", b"1", folder="f")
    read(place, *opened(place, early))
    batches.seal(place, BatchId(1))
    with place.database.read() as tx:
        group = scans.group_of(tx, early)
    effects = assembling.assemble(place, group)
    late = take(place, tmp_path / "2.png", b"2", folder="f")
    with place.database.begin() as tx:
        effects(tx)
    read(place, *opened(place, late))
    batches.seal(place, BatchId(1))
    with place.database.read() as tx:
        waiting = tx.connection.scalars(sa.select(job.c.subject_id).where(job.c.kind == JobKind.ASSEMBLE_GROUP)).all()
    for other in waiting:
        if other != group:
            written = assembling.assemble(place, GroupId(other))
            with place.database.begin() as tx:
                written(tx)
    assert states(place) == {"review": 2}
    assert state_of(place, late) is ScanState.DONE


def test_the_same_bytes_under_a_fit_name_are_read(place: Workplace, tmp_path: Path) -> None:
    refused = take(place, tmp_path / "a\x01.png", b"a")
    copy = take(place, tmp_path / "b\x02.png", b"a")
    fit = take(place, tmp_path / "a.png", b"a")
    again = take(place, tmp_path / "c.png", b"a")
    for page_id in opened(place, fit, 2):
        read(place, page_id)
    assemble(place)
    assert [state_of(place, s) for s in (refused, copy, fit, again)] == ["quarantined", "quarantined", "done", "duplicate"]
    assert rows(place) == [
        ("a\\x01.png", None, "quarantined"),
        ("b\\x02.png", None, "quarantined"),
        ("a.png", 1, "review"),
        ("a.png", 2, "review"),
        ("c.png", 1, "duplicate"),
        ("c.png", 2, "duplicate"),
    ]


def test_copies_share_the_fate_of_the_first(place: Workplace, tmp_path: Path) -> None:
    first = take(place, tmp_path / "a.png", b"a")
    copy = take(place, tmp_path / "b.png", b"a")
    named = take(place, tmp_path / "b\x02.png", b"a")
    with place.database.begin() as tx:
        opening.give_up(first, Failure(code=FailureCode.DAMAGED))(tx)
        assert scans.get(tx, copy).failure == Failure(code=FailureCode.DAMAGED)
        refusal = scans.get(tx, named).failure
        assert refusal is not None
        assert refusal.code is FailureCode.BAD_NAME
        sha256 = scans.get(tx, first).sha256
    assert retrying.retry(place, sha256, by="test") == 1
    assert [state_of(place, s) for s in (first, copy, named)] == ["received", "duplicate", "quarantined"]


def test_a_claim_delivered_again_the_next_day_is_known(place: Workplace, tmp_path: Path) -> None:
    scan_id = take(place, tmp_path / "a.png", b"a", claim="c1")
    with place.database.begin() as tx:
        tomorrow = scans.open_batch(tx, "tomorrow")
    again = receive(place, Arrival(path=tmp_path / "a.png", source="a.png", batch_id=tomorrow, priority=5, claim="c1"))
    assert again.known
    assert again.scan_id == scan_id


def test_a_register_that_changes_while_a_group_is_decided_is_looked_at_again(place: Workplace, tmp_path: Path) -> None:
    read(place, *opened(place, take(place, tmp_path / "a.png", b"a")))
    effects = assembling.assemble(place, GroupId(1))
    with place.database.begin() as tx:
        register.count_change(tx)
    with pytest.raises(assembling.RegisterChangedError), place.database.begin() as tx:
        effects(tx)
    assert states(place) == {PageState.WAITING: 1}
    assert assemble(place) == 1
    assert states(place) == {"review": 1}


def test_an_export_is_one_snapshot(place: Workplace, tmp_path: Path) -> None:
    take(place, tmp_path / "a.png", b"a")
    with place.database.read() as tx:
        before = read_models.counts(tx)
        take(place, tmp_path / "b.png", b"b")
        assert replace(read_models.counts(tx), oldest_wait=before.oldest_wait) == before


def test_an_error_of_the_database_shows_no_text_of_a_page(place: Workplace) -> None:
    with pytest.raises(sa.exc.DBAPIError) as raised, place.database.begin() as tx:
        tx.connection.execute(sa.text("SELECT :text FROM nowhere"), {"text": "张伟"})
    assert "张伟" not in str(raised.value)


def test_a_file_taken_away_while_a_batch_is_taken_in_costs_nothing(place: Workplace, tmp_path: Path) -> None:
    folder = tmp_path / "scans"
    folder.mkdir()
    for name in ("1.png", "2.png", "3.png"):
        (folder / name).write_bytes(name.encode())
    request = batches.BatchRequest(paths=(folder,))
    arriving = batches.take_in(place, begin(place), request)
    next(arriving)
    (folder / "2.png").unlink()
    assert len(list(arriving)) == 1


def test_a_folder_spelled_another_way_is_the_same_folder(place: Workplace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "scans"
    folder.mkdir()
    (folder / "1.png").write_bytes(b"1")
    monkeypatch.chdir(tmp_path)
    batch_id = begin(place)
    [first] = batches.take_in(place, batch_id, batches.BatchRequest(paths=(folder,)))
    [again] = batches.take_in(place, batch_id, batches.BatchRequest(paths=(Path("scans"),)))
    assert (first.known, again.known, again.scan_id) == (False, True, first.scan_id)


def test_a_full_disk_is_waited_out_while_a_batch_is_taken_in(place: Workplace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "1.png").write_bytes(b"1")
    full = StorageFullError("full", "满")
    answers: list[StorageFullError | None] = [full, full, None]

    def sometimes_full(where: Workplace, arrival: Arrival) -> Received:
        if (trouble := answers.pop(0)) is not None:
            raise trouble
        return receive(where, arrival)

    monkeypatch.setattr(batches, "receive", sometimes_full)
    monkeypatch.setattr(batches, "WAIT_SECONDS", 0.0)
    told: list[HudangError] = []
    request = batches.BatchRequest(paths=(tmp_path / "1.png",))
    assert len(list(batches.take_in(place, begin(place), request, waiting=told.append))) == 1
    assert told == [full, full]


def test_a_batch_cut_off_is_named_until_it_is_sealed(place: Workplace, tmp_path: Path) -> None:
    folder = tmp_path / "scans"
    folder.mkdir()
    Image.new("L", (40, 30), 255).save(folder / "1.png")
    batch_id = begin(place)
    list(batches.take_in(place, batch_id, batches.BatchRequest(paths=(folder,))))
    assert len(looking.staff(place).unfinished_batches) == 1
    batches.seal(place, batch_id)
    assert looking.staff(place).unfinished_batches == ()


def check_jobs(place: Workplace) -> list[tuple[int, str, bool]]:
    """Number and state of the checks that wait, and whether they are due."""
    with place.database.read() as tx:
        found = tx.connection.execute(sa.select(job).where(job.c.kind == JobKind.CHECK_BATCH)).all()
        return [(row.id, row.state, row.due <= tx.now) for row in found]


def runs(place: Workplace) -> list[tuple[str, int | None]]:
    with place.database.read() as tx:
        return [(row.scope, row.subject_id) for row in tx.connection.execute(sa.select(check_run).order_by(check_run.c.id))]


def test_a_batch_is_checked_when_nothing_else_of_it_is_left(place: Workplace, tmp_path: Path) -> None:
    scan_id = take(place, tmp_path / "a.png", b"a")
    for page_id in opened(place, scan_id):
        read(place, page_id)
    assert check_jobs(place) == []
    assert assemble(place) == 1
    [(check_id, _, due)] = check_jobs(place)
    assert not due
    with place.database.begin() as tx:
        jobs.hasten(tx, JobKind.CHECK_BATCH, BatchId(1))
    assert job_service.run(place, JobId(check_id), "w")  # the reading is not done yet: it is put off
    assert check_jobs(place) == [(check_id, "live", False)]
    assert runs(place) == []
    with place.database.begin() as tx:
        others = job.c.kind.not_in([JobKind.CHECK_BATCH, JobKind.PUBLISH_DOCUMENT])
        tx.connection.execute(job.update().where(others).values(state="done"))
        publish = tx.connection.scalar(sa.select(job.c.id).where(job.c.kind == JobKind.PUBLISH_DOCUMENT))
        lease = jobs.claim(tx, JobId(publish), "w", place.rules.leases)
        assert lease is not None
        assert jobs.finish(tx, lease)
        batch_end.moved(tx, lease)
    assert check_jobs(place) == [(check_id, "live", True)]
    assert job_service.run(place, JobId(check_id), "w")
    assert check_jobs(place)[0][1] == "done"
    assert runs(place) == [("batch", 1)]


def test_documents_formed_while_a_batch_is_checked_let_it_be_checked_anew(place: Workplace, tmp_path: Path) -> None:
    scan_id = take(place, tmp_path / "a.png", b"a")
    for page_id in opened(place, scan_id):
        read(place, page_id)
    assemble(place)
    with place.database.begin() as tx:
        jobs.hasten(tx, JobKind.CHECK_BATCH, BatchId(1))
        lease = jobs.claim(tx, JobId(check_jobs_of(tx)), "w", place.rules.leases)
        assert lease is not None
        batch_end.wanted(tx, BatchId(1))
    with place.database.begin() as tx:
        assert not jobs.finish(tx, lease)


def check_jobs_of(tx: Transaction) -> int:
    return int(tx.connection.scalar(sa.select(job.c.id).where(job.c.kind == JobKind.CHECK_BATCH)) or 0)
