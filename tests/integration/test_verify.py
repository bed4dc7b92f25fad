"""`verify` on a small home: sound as built, then damaged in every way that the report knows."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from domain.errors import UsageError
from domain.ids import Sha256
from domain.verification import FaultKind, Property, VerifyReport
from services.publication import publish
from services.verifying import Backup, verify
from storage.tables import archive_serial, document, event, page, scan
from tests.integration import web_home
from tests.integration.web_home import WebHome


@pytest.fixture
def home(tmp_path: Path, database_url: str) -> Iterator[WebHome]:
    folder = tmp_path / "home"
    made = web_home.build(folder, database_url)
    effects = publish(made.place, made.filed)
    with made.place.database.begin() as tx:
        effects(tx)
    yield made
    made.place.close()


def look(home: WebHome, backup: Path | None = None) -> VerifyReport:
    return verify(home.place, tell=lambda _stage, _done, _total: None, backup=None if backup is None else Backup.at(backup))


def kinds(report: VerifyReport) -> dict[FaultKind, int]:
    return dict(report.counts)


def original(home: WebHome) -> Path:
    with home.place.database.read() as tx:
        sha256 = tx.connection.scalar(sa.select(scan.c.sha256).order_by(scan.c.id))
    return home.place.blobs.path(Sha256(str(sha256)))


def flip(path: Path) -> None:
    path.chmod(0o640)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    path.chmod(0o440)


def change(home: WebHome, statement: sa.Executable) -> None:
    with home.place.database.begin() as tx:
        tx.connection.execute(statement)


def test_a_sound_home_has_no_fault(home: WebHome) -> None:
    report = look(home)
    assert report.counts == ()
    assert not report.damaged
    looked = {(c.property, c.subject_en): c.number for c in report.checked}
    assert looked[Property.USABILITY, "originals opened by a second reader"] == 5
    assert looked[Property.USABILITY, "searchable PDFs opened"] == 1
    assert looked[Property.AUTHENTICITY, "objects hashed"] == report.objects


def test_a_flipped_byte_a_removed_and_a_foreign_file_are_each_named(home: WebHome) -> None:
    flipped, removed = original(home), home.place.blobs.path(home.refused)
    flip(flipped)
    removed.unlink()
    foreign = home.place.blobs.root / "ab" / "Thumbs.db"
    foreign.parent.mkdir(exist_ok=True)
    foreign.write_bytes(b"x")
    report = look(home)
    found = {f.kind: f.subject for f in report.faults if f.kind is not FaultKind.SECOND_READER}
    assert found == {
        FaultKind.OBJECT_CHANGED: flipped.name,
        FaultKind.OBJECT_MISSING: removed.name,
        FaultKind.FOREIGN_FILE: "objects/ab/Thumbs.db",
    }
    assert report.damaged
    papers = {f.kind: f.paper for f in report.faults}
    assert papers[FaultKind.OBJECT_CHANGED] == "2024年/3-2-502 报修单.png"
    assert papers[FaultKind.FOREIGN_FILE] == ""


def test_repair_restores_what_the_backup_proves_and_nothing_else(home: WebHome, tmp_path: Path) -> None:
    backup = tmp_path / "backup"
    shutil.copytree(home.place.blobs.root, backup / "objects")
    flipped, removed = original(home), home.place.blobs.path(home.refused)
    sound = flipped.read_bytes()
    flip(flipped)
    removed.unlink()
    flip(backup / "objects" / removed.relative_to(home.place.blobs.root))
    foreign = home.place.blobs.root / "readme.txt"
    foreign.write_bytes(b"x")
    report = look(home, backup)
    assert [(r.sha256, r.kind) for r in report.restored] == [(flipped.name, FaultKind.OBJECT_CHANGED)]
    assert flipped.read_bytes() == sound
    assert flipped.stat().st_mode & 0o777 == 0o440
    assert kinds(report) == {FaultKind.OBJECT_MISSING: 1, FaultKind.FOREIGN_FILE: 1}
    assert foreign.exists()


def test_a_folder_that_is_no_backup_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        Backup.at(tmp_path)


def test_what_does_not_belong_into_the_store_is_seen(home: WebHome) -> None:
    root = home.place.blobs.root
    (root / "link").symlink_to("/etc/passwd")
    (root / "tmp").mkdir(exist_ok=True)
    for name, age in (("old.tmp", 200_000), ("young.tmp", 0)):
        (root / "tmp" / name).write_bytes(b"half")
        written = (root / "tmp" / name).stat().st_mtime - age
        os.utime(root / "tmp" / name, (written, written))
    original(home).chmod(0o644)
    (home.place.home / "settings.toml").chmod(0o666)
    report = look(home)
    assert kinds(report) == {FaultKind.LINK: 1, FaultKind.WRITABLE: 2, FaultKind.LEFT_OVER: 1}
    assert {f.subject for f in report.faults} >= {"objects/link", "objects/tmp/old.tmp", "settings.toml"}


@pytest.mark.parametrize(
    ("kind", "statement"),
    [
        (FaultKind.SIZE_DIFFERS, scan.update().where(scan.c.id == 1).values(size=1)),
        (FaultKind.PAGES_DIFFER, scan.update().where(scan.c.id == 1).values(page_count=2)),
        (FaultKind.PAGE_GAP, page.update().where(page.c.id == 1).values(page_no=2)),
        (FaultKind.SCAN_STATE, scan.update().where(scan.c.state == "quarantined").values(reason=None)),
        (FaultKind.PAGE_STATE, page.update().where(page.c.id == 1).values(state="review")),
        (FaultKind.DOCUMENT_PAGES, page.update().where(page.c.id == 1).values(document_position=3)),
        (FaultKind.NOT_IN_DOSSIER, document.update().where(document.c.id == 1).values(dossier_id=None)),
        (FaultKind.SERIAL_GAP, archive_serial.update().values(last=2)),
        (FaultKind.PDF_MISSING, document.update().where(document.c.id == 1).values(pdf_sha256=None)),
        (FaultKind.NOT_LOGGED, event.delete().where(event.c.action == "document.filed")),
    ],
)
def test_records_that_contradict_one_another_are_found(home: WebHome, kind: FaultKind, statement: sa.Executable) -> None:
    change(home, statement)
    assert kind in kinds(look(home))


def test_a_pdf_without_the_text_that_was_read_is_found(home: WebHome) -> None:
    reading = home.place.blobs.put_bytes(b"reading")
    change(home, page.update().where(page.c.id == home.first_page).values(ocr_sha256=reading, text="厨房水管漏水"))
    assert kinds(look(home)) == {FaultKind.PDF_TEXT: 1}


def test_the_log_says_that_the_store_was_verified(home: WebHome) -> None:
    look(home)
    with home.place.database.read() as tx:
        [detail] = tx.connection.scalars(sa.select(event.c.detail).where(event.c.action == "store.verified"))
    assert detail == "sound restored=0"


def test_an_original_that_only_the_first_reader_opened_is_a_notice_but_a_page_refused_before_is_none(home: WebHome) -> None:
    torn = home.place.blobs.put_bytes(original(home).read_bytes()[:300])
    change(home, scan.update().where(scan.c.id == 1).values(sha256=torn, size=300))
    report = look(home)
    [fault] = [f for f in report.faults if f.kind is FaultKind.SECOND_READER]
    assert (fault.record, fault.paper, report.damaged) == ("scan 1", "2024年/3-2-502 报修单.png", False)
    change(home, page.update().where(page.c.scan_id == 1).values(state="quarantined", reason="page_unreadable", document_id=None))
    assert FaultKind.SECOND_READER not in kinds(look(home))
