from dataclasses import replace

import pytest

from ingest.stability import LOCAL_PATIENCE, SHARE_PATIENCE, Content, FileSign, Patience, Sighting, is_litter, is_ready, sight

WHOLE = Content(whole=True)
PAGED = Content(whole=True, paged=True)
CUT = Content(whole=False)


def sign(size: int = 100, mtime: int = 1, inode: int = 7) -> FileSign:
    return FileSign(size=size, mtime_ns=mtime, inode=inode)


def decide(
    stood: float, *, size: int = 100, scans: int = 9, content: Content = WHOLE, held: bool = False, patience: Patience = LOCAL_PATIENCE
) -> bool:
    return is_ready(Sighting(sign=sign(size), since=0.0, scans=scans), stood, patience, lambda: content, lambda: held)


@pytest.mark.parametrize(
    ("stood", "case", "ready"),
    [
        (2.9, {}, False),
        (3.0, {}, True),
        (500.0, {"scans": 1}, False),
        (9.9, {"patience": SHARE_PATIENCE}, False),
        (10.0, {"patience": SHARE_PATIENCE}, True),
        (9.9, {"content": PAGED}, False),
        (10.0, {"content": PAGED}, True),
        (29.0, {"content": PAGED, "patience": SHARE_PATIENCE}, False),
        (119.0, {"content": CUT}, False),
        (120.0, {"content": CUT}, True),
        (599.0, {"size": 0}, False),
        (600.0, {"size": 0}, True),
        (599.0, {"held": True}, False),
        (600.0, {"held": True}, True),
    ],
)
def test_readiness_table(stood: float, case: dict[str, object], ready: bool) -> None:
    assert decide(stood, **case) is ready


def test_a_file_is_opened_only_once_it_stood_still() -> None:
    def opened() -> Content:
        raise AssertionError

    assert not is_ready(Sighting(sign=sign(), since=0.0, scans=5), 2.0, LOCAL_PATIENCE, opened, lambda: False)


@pytest.mark.parametrize("changed", [sign(size=101), sign(mtime=2), sign(inode=8)])
def test_any_change_starts_the_standstill_again(changed: FileSign) -> None:
    seen = sight(sight(None, sign(), 0.0), changed, 2.0)
    assert (seen.sign, seen.since) == (changed, 2.0)
    assert not is_ready(replace(seen, scans=2), 4.0, LOCAL_PATIENCE, lambda: WHOLE, lambda: False)


def test_unchanged_scans_are_counted_from_the_first() -> None:
    seen = sight(sight(sight(None, sign(), 5.0), sign(), 6.0), sign(), 8.0)
    assert (seen.since, seen.scans, seen.pause) == (5.0, 3, 0.0)


def test_a_writer_known_to_pause_is_given_twice_its_longest_pause() -> None:
    seen = sight(sight(None, sign(size=10), 0.0), sign(size=20), 8.0)
    seen = sight(sight(seen, sign(size=30), 10.0), sign(size=30), 11.0)
    assert seen.pause == 8.0
    assert not is_ready(seen, 25.9, LOCAL_PATIENCE, lambda: WHOLE, lambda: False)
    assert is_ready(seen, 26.0, LOCAL_PATIENCE, lambda: WHOLE, lambda: False)


def test_the_learnt_pause_is_bounded_by_the_grace_of_incomplete_files() -> None:
    seen = Sighting(sign=sign(), since=0.0, scans=2, pause=3600.0)
    assert is_ready(seen, 120.0, LOCAL_PATIENCE, lambda: WHOLE, lambda: False)


def test_waiting_for_the_first_byte_is_no_pause() -> None:
    assert sight(sight(None, sign(size=0), 0.0), sign(size=20), 300.0).pause == 0.0


def test_another_file_under_the_same_name_learns_nothing_from_the_first() -> None:
    first = sight(sight(None, sign(size=10), 0.0), sign(size=20), 50.0)
    assert sight(first, sign(inode=99), 60.0).pause == 0.0


@pytest.mark.parametrize(
    "name",
    [
        "a.pdf.part",
        "A.TMP",
        "~$名册.xlsx",
        "~scan.pdf",
        "a.pdf~",
        "x.crdownload",
        "Thumbs.db",
        ".DS_Store",
        "._a.pdf",
        ".nfs0001",
        "@eaDir",
        "#recycle",
        "$RECYCLE.BIN",
        ".hudang",
        "SYNOINDEX_MEDIA_INFO",
        "a.jpg@SynoResource",
        "desktop.ini",
        "扫描.pdf.filepart",
        "lost+found",
    ],
)
def test_temporary_and_litter_names(name: str) -> None:
    assert is_litter(name)


@pytest.mark.parametrize(
    "name", ["a.pdf", "part.pdf", "3栋2单元501.tif", "tmp", "-rf.pdf", "#12.jpg", "IMG~1.JPG", "a b.tmp.pdf", "no extension", "@.png"]
)
def test_names_of_scans(name: str) -> None:
    assert not is_litter(name)
