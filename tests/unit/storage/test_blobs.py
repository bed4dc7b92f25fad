"""The object store's leftovers."""

import os
from pathlib import Path

from storage.blobs import Blobs


def test_what_a_crash_left_half_written_is_swept_and_objects_stay(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path)
    sha256 = blobs.put_bytes(b"scan")
    old, new = tmp_path / "tmp" / "a.tmp", tmp_path / "tmp" / "b.tmp"
    for path in (old, new):
        path.write_bytes(b"half")
    os.utime(old, (1000, 1000))
    assert blobs.sweep(2000) == 1
    assert not old.exists()
    assert new.exists()
    assert blobs.read(sha256) == b"scan"
