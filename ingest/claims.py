"""Claiming a file of a drop folder: one rename into `<drop>/.hudang/<claim>/<path below the drop folder>`.

The rename is atomic, so of several claimers exactly one wins; the claim's own folder is new, so nothing is overwritten; the path kept
below it lets a restart recover where the file came from without a note beside it.
"""

import errno
import fcntl
import hashlib
import os
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from domain.failure import Failure
from domain.ids import Sha256
from domain.scan import Source
from ingest.names import check_entry, check_name
from ingest.stability import FileSign, sign_of

CLAIMS_FOLDER = ".hudang"
_ASIDE = "refused"
_LOCK = "lock"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimedFile:
    """A file that is ours to store.

    `claim_id` is the same each time the same claim is delivered, also after a restart; `path` is where it lies now; `name` is the
    path below the drop folder with "/", made printable; `refusal` is set where the entry must not be read as a scan: a link, pipe or
    device (`path` must not be opened), an unreadable file, or a file with a bad name (its bytes may be kept).
    """

    claim_id: str
    path: Path
    source: Source
    name: str
    sign: FileSign
    refusal: Failure | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryOutcome:
    """What became of a delivery.

    `durable`: bytes on disk and the row committed (or the refusal recorded), so the claim may go; False: keep it and try later.
    `sha256` of what was stored lets a share's claim be hashed once more before it is deleted.
    """

    durable: bool
    sha256: Sha256 | None = None


def refuse(path: Path, relative: str) -> Failure | None:
    """A failure where a claimed entry is no readable plain file, or a folder of its path below the drop folder has a bad name."""
    parts = (check_name(part) for part in relative.split("/"))
    return check_entry(path) or next((failure for failure in parts if failure is not None), None)


def held_for_writing(path: Path) -> bool:
    """True where a program on this machine has the file open for writing.

    Asks the kernel for a read lease, which it grants only where nobody writes. False also where that cannot be told (other
    systems, network shares, files of other users): the standstill rule then decides alone.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return False
    try:
        # A writer that opens meanwhile makes the kernel signal us; the default signal for that would end the process.
        fcntl.fcntl(descriptor, fcntl.F_SETSIG, signal.SIGURG)
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    except BlockingIOError:
        return True
    except OSError:
        return False
    finally:
        os.close(descriptor)
    return False


def unchanged(path: Path, sign: FileSign) -> bool:
    """True while size, change time and inode are those of `sign`; False also where the file is gone."""
    try:
        return sign_of(path.lstat()) == sign
    except FileNotFoundError:
        return False


def same_bytes(path: Path, sha256: Sha256) -> bool:
    """Hash the file again: True where it is still what was stored."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == sha256


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A file in our claim folder: `relative` is its path below the drop folder, "/" as separator."""

    id: str
    path: Path
    relative: str


class ClaimFolder:
    """The claims of one drop folder. Nothing is created in the drop folder before the first claim."""

    def __init__(self, drop: Path) -> None:
        self._drop = drop
        self._folder = drop / CLAIMS_FOLDER
        self._lock: int | None = None

    def exists(self) -> bool:
        """True once something was claimed here."""
        return self._folder.is_dir()

    def acquire(self) -> bool:
        """Become the folder's only watcher; False while another process is it. OSError where the folder cannot be written."""
        if self._lock is not None:
            return True
        self._folder.mkdir(exist_ok=True)
        descriptor = os.open(self._folder / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o644)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return False
        except OSError as error:
            # Some shares know no locks; two watchers on one of them still never claim the same file.
            if error.errno not in {errno.ENOLCK, errno.ENOTSUP, errno.ENOSYS, errno.EINVAL}:
                os.close(descriptor)
                raise
        self._lock = descriptor
        return True

    def let_go(self) -> None:
        """Stop being the folder's watcher; claims stay for whoever is next."""
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def take(self, relative: str) -> Claim:
        """Claim the entry at a path below the drop folder; FileNotFoundError where somebody else was quicker, OSError otherwise."""
        claim_id = uuid4().hex
        target = self._folder / claim_id / relative
        try:
            (self._folder / claim_id).mkdir()
            target.parent.mkdir(parents=True, exist_ok=True)
            (self._drop / relative).rename(target)
        except OSError as error:
            self._remove_empty(self._folder / claim_id)
            if error.errno == errno.ENAMETOOLONG and "/" in relative:
                return self._take_flat(relative, claim_id)
            raise
        return Claim(id=claim_id, path=target, relative=relative)

    def _take_flat(self, relative: str, claim_id: str) -> Claim:
        """Claim from a path too deep to be kept below the claim's folder."""
        target = self._folder / claim_id / relative.rsplit("/", 1)[1]
        target.parent.mkdir()
        (self._drop / relative).rename(target)
        return Claim(id=claim_id, path=target, relative=relative)

    def leftovers(self) -> tuple[Claim, ...]:
        """Claims that an earlier run did not finish, in a steady order; empty claim folders are removed on the way."""
        found: list[Claim] = []
        if not self.exists():
            return ()
        for folder in sorted(self._folder.iterdir()):
            if folder.name in {_ASIDE, _LOCK} or folder.is_symlink() or not folder.is_dir():
                continue
            entries = sorted(_entries(folder))
            found.extend(Claim(id=folder.name, path=entry, relative=entry.relative_to(folder).as_posix()) for entry in entries)
            if not entries:
                self._remove_empty(folder)
        return tuple(found)

    def release(self, claim: Claim) -> None:
        """Delete a claim that is stored durably, with its folder. The caller has made sure that it is unchanged."""
        claim.path.unlink(missing_ok=True)
        self._remove_empty(self._folder / claim.id)

    def set_aside(self, claim: Claim) -> None:
        """Move an entry that is refused and not stored to `.hudang/refused/<claim>/`, so that nothing is deleted and nothing read."""
        aside = self._folder / _ASIDE
        aside.mkdir(exist_ok=True)
        (self._folder / claim.id).rename(aside / claim.id)

    def _remove_empty(self, folder: Path) -> None:
        """Remove a claim's folders as far as they are empty."""
        for path, _, _ in os.walk(folder, topdown=False):
            try:
                Path(path).rmdir()
            except OSError as error:
                if error.errno not in {errno.ENOTEMPTY, errno.ENOENT}:
                    raise


def _entries(folder: Path) -> Iterator[Path]:
    """Everything below a folder that is no folder, links not followed."""
    for path, folders, files in os.walk(folder):
        for name in folders:
            if (Path(path) / name).is_symlink():
                yield Path(path) / name
        for name in files:
            yield Path(path) / name
