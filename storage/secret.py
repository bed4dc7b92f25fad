"""The home's secret: 32 random bytes in a file that only its owner may read, made at first use."""

import os
import secrets
from pathlib import Path

from domain.errors import DamagedStoreError

NAME = "secret.key"
_BYTES = 32


def home_secret(home: Path) -> bytes:
    """Read the secret, making it where there is none; of several processes that begin at once one makes it.

    DamagedStoreError where the file holds something else: with another secret no telephone number would be found again.
    """
    path = home / NAME
    if not path.exists():
        _make(path)
    try:
        secret = bytes.fromhex(path.read_text("ascii"))
    except ValueError:
        secret = b""
    if len(secret) != _BYTES:
        raise DamagedStoreError(
            f"{path} does not hold the home's secret. Restore it from the backup.", f"{path} 不是本数据目录的密钥，请从备份恢复。"
        )
    return secret


def _make(path: Path) -> None:
    """Written aside and linked into place, so that nobody reads half of it and the first one wins."""
    temporary = path.with_name(f"{NAME}.{secrets.token_hex(8)}")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as out:
            out.write(secrets.token_hex(_BYTES))
            out.flush()
            os.fsync(out.fileno())
        path.hardlink_to(temporary)
    except FileExistsError:
        pass
    finally:
        temporary.unlink()
