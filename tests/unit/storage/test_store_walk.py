"""The store as it lies on disk, and putting objects back."""

from pathlib import Path

import pytest

from domain.errors import DamagedStoreError
from storage.blobs import Blobs
from storage.store_walk import EntryKind, walk


def test_objects_come_in_the_order_of_their_digests_and_the_rest_is_foreign(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path)
    stored = sorted(blobs.put_bytes(bytes([n])) for n in range(20))
    first = blobs.path(stored[0])
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "a.txt").write_bytes(b"a")
    (tmp_path / "empty").mkdir()
    first.with_name("0" * 63).write_bytes(b"x")
    (first.parent / ("f" * 64)).write_bytes(b"in the wrong folder")
    first.with_name("link").symlink_to(first)
    found = list(walk(tmp_path))
    assert [each.sha256 for each in found if each.kind is EntryKind.OBJECT] == stored
    assert not any(each.writable for each in found if each.kind is EntryKind.OBJECT)
    foreign = {Path(each.name).name for each in found if each.kind is EntryKind.FOREIGN}
    assert foreign == {"a.txt", "empty", "0" * 63, "f" * 64}
    assert [Path(each.name).name for each in found if each.kind is EntryKind.LINK] == ["link"]


def test_an_object_is_put_back_only_from_its_own_bytes(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path / "objects")
    sha256 = blobs.put_bytes(b"scan")
    (tmp_path / "right").write_bytes(b"scan")
    (tmp_path / "wrong").write_bytes(b"scam")
    path = blobs.path(sha256)
    path.chmod(0o640)
    path.write_bytes(b"torn")
    with pytest.raises(DamagedStoreError):
        blobs.check(sha256)
    with pytest.raises(DamagedStoreError):
        blobs.restore(sha256, tmp_path / "wrong")
    assert path.read_bytes() == b"torn"
    blobs.restore(sha256, tmp_path / "right")
    assert blobs.check(sha256) == 4
    path.unlink()
    with pytest.raises(DamagedStoreError):
        blobs.check(sha256)
