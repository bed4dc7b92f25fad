"""The files below the paths of a batch."""

import os
from pathlib import Path

import pytest

from ingest.walk import walk


def test_files_come_in_natural_order_without_litter_and_our_own_home(tmp_path: Path) -> None:
    for name in ("10.png", "2.png", "Thumbs.db", "sub/1.png", "home/objects/ab/abc", "home/drop/3.png"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    found = [Path(f.path).relative_to(tmp_path).as_posix() for f in walk([tmp_path], skip=tmp_path / "home")]
    assert found == ["2.png", "10.png", "sub/1.png"]
    assert [f.path for f in walk([tmp_path / "home" / "drop"], skip=tmp_path / "home")] == [tmp_path / "home" / "drop" / "3.png"]


def test_a_folder_that_may_not_be_read_is_yielded_to_be_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.png").touch()
    closed = tmp_path / "closed"
    closed.mkdir()
    scandir = os.scandir

    def guarded(path: Path) -> object:
        if Path(path) == closed:
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr("ingest.walk.os.scandir", guarded)
    assert [f.path for f in walk([tmp_path])] == [tmp_path / "a.png", closed]
