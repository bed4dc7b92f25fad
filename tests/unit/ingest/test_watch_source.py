import errno
import os
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from domain.errors import StorageFullError
from domain.failure import FailureCode
from domain.ids import Sha256
from domain.scan import Source, SourceKind
from ingest.stability import LOCAL_PATIENCE
from ingest.watch_scan import scan_folder
from ingest.watch_source import ClaimedFile, DeliveryOutcome, SourceState, SourceWatch, WatchEvent, WatchOptions

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\nstartxref\n9\n%%EOF\n"
TEXT = b"no scan, but long enough to be looked at"


class Rig:
    """A drop folder with a clock of its own and an intake that remembers what it was given."""

    def __init__(self, root: Path, kind: SourceKind = SourceKind.LOCAL) -> None:
        self.root = root
        self.now = 1000.0
        self.seen: list[ClaimedFile] = []
        self.bytes: list[bytes] = []
        self.events: list[WatchEvent] = []
        self.answer: Callable[[ClaimedFile], DeliveryOutcome] = lambda _: DeliveryOutcome(durable=True)
        self.source = Source(name="日常", path=str(root), kind=kind, estate="翠湖花园", priority=1)
        self.watch = self.fresh()

    def fresh(self, options: WatchOptions | None = None) -> SourceWatch:
        """A watch as after a restart."""
        self.watch = SourceWatch(self.source, self.deliver, clock=lambda: self.now, options=options, on_event=self.events.append)
        return self.watch

    def deliver(self, file: ClaimedFile) -> DeliveryOutcome:
        outcome = self.answer(file)
        self.seen.append(file)
        if file.refusal is None:
            self.bytes.append(file.path.read_bytes())
        return outcome

    def run(self, seconds: float, every: float = 1.0) -> list[str]:
        """Let time pass; the names delivered meanwhile."""
        before = len(self.seen)
        for _ in range(round(seconds / every)):
            self.watch.step()
            self.now += every
        return [file.name for file in self.seen[before:]]

    def put(self, name: str, data: bytes = PDF) -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab") as file:
            file.write(data)
        # Coarse file system clocks must not hide a change from a test that runs faster than they tick.
        stamp = round(self.now * 1e9) + len(data)
        os.utime(path, ns=(stamp, stamp))
        return path

    def actions(self) -> list[str]:
        return [event.action for event in self.events]


@pytest.fixture
def rig(tmp_path: Path) -> Rig:
    root = tmp_path / "drop"
    root.mkdir()
    return Rig(root)


def test_a_finished_file_is_taken_after_it_stood_still(rig: Rig) -> None:
    rig.put("3栋/扫描 1.pdf")
    assert rig.run(3) == []
    assert rig.run(1) == ["3栋/扫描 1.pdf"]
    assert rig.bytes == [PDF]
    assert (rig.seen[0].source.estate, rig.seen[0].source.priority) == ("翠湖花园", 1)
    assert not (rig.root / "3栋/扫描 1.pdf").exists()
    assert rig.run(30) == []
    assert [path.name for path in (rig.root / ".hudang").iterdir()] == ["lock"]


def test_the_same_rule_holds_at_the_start(rig: Rig) -> None:
    rig.put("old.pdf")
    os.utime(rig.root / "old.pdf", (1, 1))
    assert rig.run(2) == []
    assert rig.run(2) == ["old.pdf"]


def test_a_half_written_file_waits_and_its_end_is_handed_over_with_it(rig: Rig) -> None:
    rig.put("slow.pdf", PDF[:20])
    assert rig.run(40) == []
    rig.put("slow.pdf", PDF[20:])
    rig.run(100)
    assert rig.bytes == [PDF]


def test_a_file_created_empty_waits_for_its_bytes(rig: Rig) -> None:
    rig.put("a.pdf", b"")
    assert rig.run(300) == []
    rig.put("a.pdf")
    assert rig.run(5) == ["a.pdf"]


def test_an_empty_or_damaged_file_is_not_ignored_for_ever(rig: Rig) -> None:
    rig.put("empty.pdf", b"")
    rig.put("cut.pdf", PDF[:30])
    assert rig.run(119) == []
    assert rig.run(10) == ["cut.pdf"]
    assert rig.run(480) == ["empty.pdf"]


def test_a_tiff_appended_page_by_page_is_taken_once(rig: Rig) -> None:
    page = b"II*\0\x08\0\0\0" + b"\x01\0" + b"\x00\x01\x03\0\x01\0\0\0\x05\0\0\0" + bytes(4)
    rig.put("a.tif", page)
    for _ in range(4):
        assert rig.run(8) == []
        rig.put("a.tif", b"another page")
    assert rig.run(60) == ["a.tif"]
    assert len(rig.bytes[0]) == len(page) + 4 * 12


def test_a_rename_starts_the_wait_and_only_the_final_name_is_taken(rig: Rig) -> None:
    rig.put("a.pdf.part")
    assert rig.run(60) == []
    (rig.root / "a.pdf.part").rename(rig.root / "a.pdf")
    assert rig.run(2) == []
    assert rig.run(4) == ["a.pdf"]


def test_the_same_name_with_other_bytes_is_another_file(rig: Rig) -> None:
    rig.put("a.pdf")
    rig.run(5)
    rig.put("a.pdf", TEXT)
    rig.run(5)
    assert rig.bytes == [PDF, TEXT]
    assert len({file.claim_id for file in rig.seen}) == 2


def test_a_file_replaced_while_it_waits_starts_anew(rig: Rig) -> None:
    rig.put("a.pdf")
    rig.run(2)
    rig.put("b.tmp", TEXT).rename(rig.root / "a.pdf")
    assert rig.run(2) == []
    rig.run(3)
    assert rig.bytes == [TEXT]


def test_litter_is_left_alone_and_counted(rig: Rig) -> None:
    for name in ("Thumbs.db", "@eaDir/a.pdf", ".hidden.pdf", "~$a.pdf", "b.tmp"):
        rig.put(name)
    assert rig.run(700) == []
    assert rig.watch.status.ignored == 5
    assert (rig.root / "@eaDir/a.pdf").exists()


def test_nothing_is_created_in_a_folder_without_files(rig: Rig) -> None:
    rig.run(5)
    assert rig.watch.status.state is SourceState.WATCHING
    assert list(rig.root.iterdir()) == []


def test_a_file_held_open_by_its_writer_is_not_taken(rig: Rig) -> None:
    with (rig.root / "a.pdf").open("wb") as writer:
        writer.write(PDF)
        writer.flush()
        assert rig.run(60) == []
    assert rig.run(5) == ["a.pdf"]


def test_a_share_is_given_longer(tmp_path: Path) -> None:
    rig = Rig(tmp_path, SourceKind.SHARE)
    rig.put("a.pdf")
    assert rig.run(10) == []
    assert rig.run(1) == ["a.pdf"]


def test_links_pipes_and_bad_names_are_handed_over_for_refusal(rig: Rig, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.pdf").write_bytes(PDF)
    (rig.root / "link.pdf").symlink_to(outside / "secret.pdf")
    (rig.root / "folder").symlink_to(outside)
    os.mkfifo(rig.root / "pipe.pdf")
    rig.put("bad\x07name.pdf")
    rig.put(os.fsdecode(b"\xb5\xa5.pdf"))
    rig.put("n" * 255)
    rig.run(6)
    codes = {file.name: file.refusal.code for file in rig.seen if file.refusal}
    assert codes == {
        "link.pdf": FailureCode.LINK_OUTSIDE,
        "folder": FailureCode.LINK_OUTSIDE,
        "pipe.pdf": FailureCode.NOT_A_FILE,
        "bad\\x07name.pdf": FailureCode.BAD_NAME,
        "\\xb5\\xa5.pdf": FailureCode.BAD_NAME,
        "n" * 255: FailureCode.BAD_NAME,
    }
    assert [path.name for path in rig.root.iterdir()] == [".hudang"]
    assert len(list((rig.root / ".hudang/refused").iterdir())) == 3
    assert (outside / "secret.pdf").exists()


def test_a_full_store_loses_nothing_and_goes_on_by_itself(rig: Rig) -> None:
    def full(_: ClaimedFile) -> DeliveryOutcome:
        raise StorageFullError("full", "满")

    for number in range(5):
        rig.put(f"{number}.pdf", PDF + b"%d" % number)
    rig.answer = full
    rig.run(60)
    assert rig.seen == []
    assert rig.watch.status.claimed + rig.watch.status.waiting == 5
    rig.answer = lambda _: DeliveryOutcome(durable=True)
    rig.run(130)
    assert len(set(rig.bytes)) == len(rig.bytes) == 5


def test_pauses_after_failures_grow_to_the_longest(rig: Rig) -> None:
    tried: list[float] = []

    def refuse(_: ClaimedFile) -> DeliveryOutcome:
        tried.append(rig.now)
        raise OSError(errno.ENOSPC, "no space")

    rig.put("a.pdf")
    rig.answer = refuse
    rig.run(400)
    gaps = [later - earlier for earlier, later in pairwise(tried)]
    assert gaps[:6] == [2, 4, 8, 16, 32, 60]
    assert set(gaps[5:]) == {60}


def test_one_file_that_always_fails_does_not_hold_up_the_others(rig: Rig) -> None:
    def picky(file: ClaimedFile) -> DeliveryOutcome:
        return DeliveryOutcome(durable=file.name != "0.pdf")

    for number in range(6):
        rig.put(f"{number}.pdf")
    rig.answer = picky
    rig.run(12)
    assert {file.name for file in rig.seen} == {f"{number}.pdf" for number in range(6)}
    assert rig.watch.status.delivered == 5


def test_a_defect_is_not_swallowed_and_the_claim_stays(rig: Rig) -> None:
    def broken(_: ClaimedFile) -> DeliveryOutcome:
        raise ZeroDivisionError

    rig.put("a.pdf")
    rig.answer = broken
    with pytest.raises(ZeroDivisionError):
        rig.run(5)
    rig.watch.close()
    rig.answer = lambda _: DeliveryOutcome(durable=True)
    rig.fresh()
    assert rig.run(5) == ["a.pdf"]


def test_claims_of_a_killed_run_are_delivered_first_with_their_path_and_id(rig: Rig) -> None:
    rig.put("3栋/a.pdf", PDF)
    rig.answer = lambda _: DeliveryOutcome(durable=False)
    rig.run(6)
    first = rig.seen[0].claim_id
    rig.watch.close()
    rig.answer = lambda _: DeliveryOutcome(durable=True)
    rig.put("b.pdf")
    rig.fresh()
    assert rig.run(5) == ["3栋/a.pdf", "b.pdf"]
    assert rig.seen[-2].claim_id == first


def test_a_late_writer_gets_its_file_delivered_again_whole(rig: Rig) -> None:
    def write_late(file: ClaimedFile) -> DeliveryOutcome:
        if len(rig.seen) == 0:
            with file.path.open("ab") as late:
                late.write(b"% a late page\n%%EOF\n")
            os.utime(file.path, ns=(1, 1))
        return DeliveryOutcome(durable=True)

    rig.put("a.pdf")
    rig.answer = write_late
    assert rig.run(30) == ["a.pdf", "a.pdf"]
    assert rig.bytes[-1] == PDF + b"% a late page\n%%EOF\n"
    assert "claim_changed" in rig.actions()
    assert rig.watch.status.claimed == 0


def test_a_share_s_claim_is_hashed_again_before_it_goes(tmp_path: Path) -> None:
    rig = Rig(tmp_path, SourceKind.SHARE)
    rig.put("a.pdf")
    rig.answer = lambda _: DeliveryOutcome(durable=True, sha256=Sha256("0" * 64))
    rig.run(12)
    assert rig.watch.status.claimed == 1
    assert rig.seen[0].path.exists()


def test_a_folder_that_vanishes_is_shown_and_waited_for(rig: Rig) -> None:
    rig.put("a.pdf")
    rig.run(2)
    away = rig.root.with_name("away")
    rig.root.rename(away)
    rig.run(20)
    assert (rig.watch.status.state, rig.watch.status.detail) == (SourceState.MISSING, "ENOENT")
    assert not rig.root.exists()
    away.rename(rig.root)
    assert rig.run(3) == []
    assert rig.run(2) == ["a.pdf"]
    assert rig.watch.status.state is SourceState.WATCHING
    assert rig.actions().count("source_missing") == 1


def test_a_folder_watched_by_another_process_is_left_to_it(rig: Rig) -> None:
    rig.put("a.pdf")
    other = SourceWatch(rig.source, rig.deliver, clock=lambda: rig.now)
    other.step()
    assert rig.run(20) == []
    assert rig.watch.status.state is SourceState.TAKEN
    other.close()
    assert rig.run(5) == ["a.pdf"]


def test_a_source_inside_another_keeps_its_files(tmp_path: Path) -> None:
    (tmp_path / "outer/inner").mkdir(parents=True)
    (tmp_path / "outer/inner/a.pdf").write_bytes(PDF)
    (tmp_path / "outer/b.pdf").write_bytes(PDF)
    assert set(scan_folder(tmp_path / "outer", frozenset({str(tmp_path / "outer/inner")})).entries) == {"b.pdf"}


def test_a_turn_ends_so_that_the_folder_is_scanned_again(rig: Rig) -> None:
    def slow(_: ClaimedFile) -> DeliveryOutcome:
        rig.now += 1.0
        return DeliveryOutcome(durable=True)

    for number in range(10):
        rig.put(f"{number}.pdf")
    rig.answer = slow
    rig.run(4)
    assert len(rig.seen) == 2
    assert rig.watch.step() == 0.0


def test_files_go_in_the_order_in_which_they_were_written(rig: Rig) -> None:
    for number in (3, 1, 2):
        rig.now += 1
        rig.put(f"{number}.pdf")
    assert rig.run(5) == ["3.pdf", "1.pdf", "2.pdf"]


def test_stopping_ends_a_turn_between_two_files(rig: Rig) -> None:
    for number in range(5):
        rig.put(f"{number}.pdf")
    rig.run(3)
    rig.watch.step(lambda: len(rig.seen) >= 2)
    assert len(rig.seen) == 2


def test_events_name_no_file(rig: Rig) -> None:
    rig.put("张三.pdf")
    rig.run(6)
    assert rig.actions() == ["source_watching", "claimed", "delivered"]
    assert not [event for event in rig.events if "张三" in repr(event)]


def test_readiness_times_are_options(rig: Rig) -> None:
    rig.fresh(WatchOptions(local=replace(LOCAL_PATIENCE, quiet=30.0)))
    rig.put("a.pdf")
    assert rig.run(30) == []
    assert rig.run(2) == ["a.pdf"]
