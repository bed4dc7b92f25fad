"""Content-addressed objects: temp file in the same folder, fsync, rename, fsync the folder. An object is never changed once it stands."""

import hashlib
import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from domain.errors import DamagedStoreError
from domain.ids import Sha256
from storage.engine import disk_full, is_full

CHUNK = 1 << 20


class Blobs:
    """A folder of objects under two levels of their SHA-256."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def path(self, sha256: Sha256) -> Path:
        """Where the object lies; it need not exist."""
        return self.root / sha256[:2] / sha256[2:4] / sha256

    def has(self, sha256: Sha256) -> bool:
        """Whether the object stands in the store."""
        return self.path(sha256).is_file()

    def put_file(self, source: Path) -> tuple[Sha256, int]:
        """Copy a file in and return its digest and size in bytes; on return the bytes are on disk."""
        with source.open("rb") as stream:
            return self.put_stream(stream)

    def put_bytes(self, content: bytes) -> Sha256:
        """Store bytes and return their digest."""
        sha256 = Sha256(hashlib.sha256(content).hexdigest())
        if not self.has(sha256):
            with self._temporary() as (temp, out):
                out.write(content)
                self._settle(temp, out, sha256)
        return sha256

    def put_stream(self, stream: BinaryIO) -> tuple[Sha256, int]:
        """Copy a stream in, hashing what is written, so that the digest is of the stored bytes even while the source still grows."""
        digest, size = hashlib.sha256(), 0
        with self._temporary() as (temp, out):
            while chunk := stream.read(CHUNK):
                digest.update(chunk)
                size += len(chunk)
                out.write(chunk)
            sha256 = Sha256(digest.hexdigest())
            self._settle(temp, out, sha256)
        return sha256, size

    def read(self, sha256: Sha256) -> bytes:
        """Return the object's bytes after checking them against the digest; DamagedStoreError where missing or changed."""
        try:
            content = self.path(sha256).read_bytes()
        except FileNotFoundError as error:
            raise _missing(sha256) from error
        if hashlib.sha256(content).hexdigest() != sha256:
            raise _changed(sha256)
        return content

    def check(self, sha256: Sha256) -> int:
        """Return the object's size in bytes after hashing it as a stream; DamagedStoreError where it is missing or changed."""
        digest, size = hashlib.sha256(), 0
        try:
            with self.path(sha256).open("rb") as stream:
                while chunk := stream.read(CHUNK):
                    digest.update(chunk)
                    size += len(chunk)
        except FileNotFoundError as error:
            raise _missing(sha256) from error
        if digest.hexdigest() != sha256:
            raise _changed(sha256)
        return size

    def restore(self, sha256: Sha256, source: Path) -> None:
        """Put `source` in the place of a missing or damaged object; DamagedStoreError where its bytes are not the object's."""
        with source.open("rb") as stream, self._temporary() as (temp, out):
            digest = hashlib.sha256()
            while chunk := stream.read(CHUNK):
                digest.update(chunk)
                out.write(chunk)
            if digest.hexdigest() != sha256:
                raise _changed(sha256)
            self._place(temp, out, sha256)

    def sweep(self, older_than: float) -> int:
        """Remove temp files left by a crash, last written before `older_than` (seconds since 1970); return how many."""
        removed = 0
        for path in (self.root / "tmp").glob("*.tmp"):
            try:
                if path.stat().st_mtime < older_than:
                    path.unlink()
                    removed += 1
            except FileNotFoundError:  # its writer has finished meanwhile
                continue
        return removed

    @contextmanager
    def _temporary(self) -> Iterator[tuple[Path, BinaryIO]]:
        folder = self.root / "tmp"
        temp = folder / f"{uuid.uuid4().hex}.tmp"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with temp.open("xb") as out:
                yield temp, out
        except OSError as error:
            if is_full(error):
                raise disk_full(error) from error
            raise
        finally:
            temp.unlink(missing_ok=True)

    def _settle(self, temp: Path, out: BinaryIO, sha256: Sha256) -> None:
        target = self.path(sha256)
        if target.exists():
            _sync_folder(target.parent)  # whoever put it there may not have come so far yet
            return
        self._place(temp, out, sha256)

    def _place(self, temp: Path, out: BinaryIO, sha256: Sha256) -> None:
        target = self.path(sha256)
        out.flush()
        os.fsync(out.fileno())
        os.fchmod(out.fileno(), 0o440)
        _make_folders(target.parent, self.root)
        temp.replace(target)
        _sync_folder(target.parent)


def _missing(sha256: Sha256) -> DamagedStoreError:
    return DamagedStoreError(
        f"Object {sha256} is missing from the store. Restore it from a backup.", f"存储中缺少对象 {sha256}，请从备份恢复。"
    )


def _changed(sha256: Sha256) -> DamagedStoreError:
    return DamagedStoreError(f"Object {sha256} was changed. Restore it from a backup.", f"对象 {sha256} 已被改动，请从备份恢复。")


def _make_folders(folder: Path, root: Path) -> None:
    """Make the two fan-out levels and put their names on disk."""
    if folder.is_dir():
        return
    folder.mkdir(parents=True, exist_ok=True)
    _sync_folder(folder.parent)
    _sync_folder(root)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
