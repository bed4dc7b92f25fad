"""Passwords and random secrets: hashed by argon2id, compared in constant time, never kept, logged or shown again."""

import hashlib
import secrets
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from domain.errors import UsageError

LEAST, MOST = 10, 128
_LEAST_DIFFERENT = 5
_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_HASHER = PasswordHasher()
"""RFC 9106's second recommendation: 64 MiB, three passes, four lanes."""
_AT_ONCE = BoundedSemaphore(2)
"""More at once would only take memory from those at work."""
_NOBODY = "$argon2id$v=19$m=65536,t=3,p=4$NeA8nwzfdPzL1FNgzZ+Jhw$NlQ/0DQkZ3V6Cs/vKHu3XeXKp0rq7jvm3Ab5fX2oVxs"
"""What an unknown account's password is compared with: of the same cost, and nobody's."""


def one_time() -> str:
    """A random password of 80 bits that can be read out and typed: four groups of four without look-alikes."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(4))


def secret() -> str:
    """256 random bits as text for a cookie or header."""
    return secrets.token_urlsafe(32)


def fingerprint(text: str) -> str:
    """What is stored of a random secret: its SHA-256; a password needs more, see `hashed`."""
    return hashlib.sha256(text.encode()).hexdigest()


def hashed(password: str) -> str:
    """The password's argon2id hash with its salt and parameters."""
    with _AT_ONCE:
        return _HASHER.hash(password)


def fits(password: str, password_hash: str | None) -> bool:
    """Whether the password is that of the hash; None, for an account that is not there, takes as long and fits nothing."""
    with _AT_ONCE:
        try:
            return _HASHER.verify(password_hash or _NOBODY, password) and password_hash is not None
        except (VerificationError, InvalidHashError):
            return False


def is_dated(password_hash: str) -> bool:
    """Whether it was made with older parameters than today's."""
    return _HASHER.check_needs_rehash(password_hash)


def refuse_weak(password: str, name: str) -> None:
    """UsageError where a chosen password is too short, too long, too uniform, or the account's own name."""
    folded = password.casefold()
    if len(password) < LEAST or len(password) > MOST:
        raise UsageError(f"A password has {LEAST} to {MOST} characters.", f"密码长度须为 {LEAST} 至 {MOST} 个字符。")
    if len(set(folded)) < _LEAST_DIFFERENT or (name and name.casefold() in folded):
        raise UsageError(
            f"The password is too easy: use at least {_LEAST_DIFFERENT} different characters and not the account's name.",
            f"密码过于简单：至少包含 {_LEAST_DIFFERENT} 个不同字符，且不得包含账号名。",
        )
