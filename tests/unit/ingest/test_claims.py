import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from domain.failure import FailureCode
from domain.ids import Sha256
from ingest.claims import ClaimFolder, held_for_writing, refuse, same_bytes, unchanged
from ingest.stability import sign_of


@pytest.fixture
def folder(tmp_path: Path) -> ClaimFolder:
    claims = ClaimFolder(tmp_path)
    assert claims.acquire()
    return claims


def test_a_claim_keeps_the_path_below_the_drop_folder(tmp_path: Path, folder: ClaimFolder) -> None:
    (tmp_path / "1栋").mkdir()
    (tmp_path / "1栋/a.pdf").write_bytes(b"bytes")
    claim = folder.take("1栋/a.pdf")
    assert claim.path == tmp_path / ".hudang" / claim.id / "1栋/a.pdf"
    assert claim.path.read_bytes() == b"bytes"
    assert not (tmp_path / "1栋/a.pdf").exists()


def test_claims_of_one_name_never_overwrite_each_other(tmp_path: Path, folder: ClaimFolder) -> None:
    claims = []
    for data in (b"first", b"second"):
        (tmp_path / "a.pdf").write_bytes(data)
        claims.append(folder.take("a.pdf"))
    assert [claim.path.read_bytes() for claim in claims] == [b"first", b"second"]


def test_who_comes_late_gets_nothing_and_leaves_nothing(tmp_path: Path, folder: ClaimFolder) -> None:
    with pytest.raises(FileNotFoundError):
        folder.take("gone.pdf")
    assert [path.name for path in (tmp_path / ".hudang").iterdir()] == ["lock"]


def test_a_folder_that_vanished_is_not_made_again(tmp_path: Path) -> None:
    claims = ClaimFolder(tmp_path / "gone")
    with pytest.raises(FileNotFoundError):
        claims.acquire()
    with pytest.raises(FileNotFoundError):
        claims.take("a.pdf")
    assert not (tmp_path / "gone").exists()


def test_claims_survive_and_are_listed_with_their_paths(tmp_path: Path, folder: ClaimFolder) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub/a.pdf").write_bytes(b"a")
    (tmp_path / "link").symlink_to("/etc")
    (tmp_path / "\udcff.pdf").write_bytes(b"b")
    taken = {folder.take(name) for name in ("sub/a.pdf", "link", "\udcff.pdf")}
    (tmp_path / ".hudang/aborted/sub").mkdir(parents=True)
    assert set(ClaimFolder(tmp_path).leftovers()) == taken
    assert not (tmp_path / ".hudang/aborted").exists()


def test_release_removes_the_file_and_its_folders(tmp_path: Path, folder: ClaimFolder) -> None:
    (tmp_path / "x/y").mkdir(parents=True)
    (tmp_path / "x/y/a.pdf").write_bytes(b"a")
    folder.release(folder.take("x/y/a.pdf"))
    assert [path.name for path in (tmp_path / ".hudang").iterdir()] == ["lock"]


def test_refused_entries_are_moved_aside_and_their_targets_untouched(tmp_path: Path, folder: ClaimFolder) -> None:
    target = tmp_path.parent / f"{tmp_path.name}-outside"
    target.write_bytes(b"keep")
    (tmp_path / "link.pdf").symlink_to(target)
    claim = folder.take("link.pdf")
    folder.set_aside(claim)
    assert (tmp_path / ".hudang/refused" / claim.id / "link.pdf").is_symlink()
    assert target.read_bytes() == b"keep"
    assert folder.leftovers() == ()


def test_a_second_watcher_has_to_wait_until_the_first_lets_go(tmp_path: Path, folder: ClaimFolder) -> None:
    second = ClaimFolder(tmp_path)
    assert not second.acquire()
    folder.let_go()
    assert second.acquire()


def test_a_path_too_deep_for_the_claim_folder_is_claimed_flat(tmp_path: Path, folder: ClaimFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    deep = "/".join(["d" * 200] * ((4060 - len(str(tmp_path))) // 201))
    here = tmp_path
    monkeypatch.chdir(tmp_path)
    for part in deep.split("/"):
        Path(part).mkdir()
        os.chdir(part)
        here = here / part
    name = "f" * (4090 - len(str(here)))
    Path(name).write_bytes(b"deep")
    os.chdir(tmp_path)
    claim = folder.take(f"{deep}/{name}")
    assert claim.relative == f"{deep}/{name}"
    assert claim.path == tmp_path / ".hudang" / claim.id / name
    assert claim.path.read_bytes() == b"deep"


def test_racing_claimers_win_each_file_once(tmp_path: Path) -> None:
    for number in range(60):
        (tmp_path / f"{number}.pdf").write_bytes(b"x")
    (tmp_path / ".hudang").mkdir()
    code = (
        "import sys, pathlib; from ingest.claims import ClaimFolder; f = ClaimFolder(pathlib.Path(sys.argv[1])); won = 0\n"
        "for n in range(60):\n"
        "    try: f.take(f'{n}.pdf'); won += 1\n"
        "    except FileNotFoundError: pass\n"
        "print(won)"
    )
    racers = [subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE) for _ in range(3)]
    assert sum(int(racer.communicate()[0]) for racer in racers) == 60
    assert len(ClaimFolder(tmp_path).leftovers()) == 60


def test_a_file_held_open_for_writing_is_known(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    with path.open("wb") as writer:
        writer.write(b"half")
        writer.flush()
        assert held_for_writing(path)
    assert not held_for_writing(path)
    with path.open("rb"):
        assert not held_for_writing(path)
    assert not held_for_writing(tmp_path / "absent")


def test_a_late_write_is_noticed(tmp_path: Path, folder: ClaimFolder) -> None:
    path = tmp_path / "a.pdf"
    with path.open("wb", buffering=0) as writer:
        writer.write(b"half")
        sign = sign_of(path.lstat())
        claim = folder.take("a.pdf")
        assert unchanged(claim.path, sign)
        writer.write(b" rest")
    assert not unchanged(claim.path, sign)
    assert not unchanged(path, sign)
    assert same_bytes(claim.path, Sha256(hashlib.sha256(b"half rest").hexdigest()))
    assert not same_bytes(claim.path, Sha256(hashlib.sha256(b"half").hexdigest()))


def test_what_is_refused(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("a")
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "a").write_bytes(b"a")

    def code(name: str, relative: str) -> FailureCode | None:
        failure = refuse(tmp_path / name, relative)
        return failure.code if failure else None

    assert code("link", "link") is FailureCode.LINK_OUTSIDE
    assert code("pipe", "pipe") is FailureCode.NOT_A_FILE
    assert code("a", "bad\x07folder/a") is FailureCode.BAD_NAME
    assert code("a", "\udcc0/a") is FailureCode.BAD_NAME
    assert code("a", "3栋/a") is None
