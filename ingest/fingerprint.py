"""The fingerprint of a file: what makes two scans the same."""

import hashlib
from pathlib import Path

from domain.ids import Sha256


def fingerprint(path: Path) -> Sha256:
    """SHA-256 of the file's bytes, read in pieces; OSError where it cannot be read."""
    with path.open("rb") as stream:
        return Sha256(hashlib.file_digest(stream, "sha256").hexdigest())
