import hashlib
import os
from pathlib import Path

import pytest

from domain.failure import FailureCode
from ingest.fingerprint import fingerprint
from ingest.names import check_entry, check_name, shown_name


@pytest.mark.parametrize(
    "name", ["验收表 3栋.pdf", "📁👨‍👩‍👧.jpg", "-rf", " a ", "e\u0301.pdf", "x" * 254, "户" * 84, "$(x);'\".pdf", "a\u3000b", ".hidden"]
)
def test_odd_names_are_fine_and_shown_as_they_are(name: str) -> None:
    assert check_name(name) is None
    assert shown_name(name) == name


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("a\nb", "a\\x0ab"),
        ("\x1b[31m", "\\x1b[31m"),
        ("a\x7f", "a\\x7f"),
        ("a\x85", "a\\x85"),
        ("scan\udcff.pdf", "scan\\xff.pdf"),
        ("a\u202egpj.exe", "a\\u202egpj.exe"),
        ("a\u2028b", "a\\u2028b"),
    ],
)
def test_control_characters_and_undecodable_bytes_are_refused_and_shown_escaped(name: str, shown: str) -> None:
    failure = check_name(name)
    assert failure is not None
    assert failure.code is FailureCode.BAD_NAME
    assert shown_name(name) == shown
    shown.encode("utf-8")


@pytest.mark.parametrize("name", ["x" * 255, "户" * 85])
def test_names_of_255_bytes_are_refused(name: str) -> None:
    failure = check_name(name)
    assert failure is not None
    assert failure.code is FailureCode.BAD_NAME


def test_entries(tmp_path: Path) -> None:
    (tmp_path / "扫描.pdf").write_bytes(b"x")
    (tmp_path / "link.pdf").symlink_to(tmp_path / "扫描.pdf")
    (tmp_path / "gone.pdf").symlink_to(tmp_path / "nothing")
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "a\tb").write_bytes(b"x")
    found = {path.name: check_entry(path) for path in [*tmp_path.iterdir(), tmp_path, Path("/dev/null")]}
    codes = {name: failure.code if failure else None for name, failure in found.items()}
    assert codes == {
        "扫描.pdf": None,
        "link.pdf": FailureCode.LINK_OUTSIDE,
        "gone.pdf": FailureCode.LINK_OUTSIDE,
        "pipe": FailureCode.NOT_A_FILE,
        "a\tb": FailureCode.BAD_NAME,
        tmp_path.name: FailureCode.NOT_A_FILE,
        "null": FailureCode.NOT_A_FILE,
    }


def test_an_unreadable_entry_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "closed.pdf").write_bytes(b"x")
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    failure = check_entry(tmp_path / "closed.pdf")
    assert failure is not None
    assert failure.code is FailureCode.NO_PERMISSION


def test_fingerprint_is_the_sha256_of_the_bytes(tmp_path: Path) -> None:
    data = os.urandom(300_000)
    (tmp_path / "f").write_bytes(data)
    assert fingerprint(tmp_path / "f") == hashlib.sha256(data).hexdigest()
