"""Names and kinds of directory entries, before any byte is read."""

import os
import stat
import unicodedata
from pathlib import Path

from domain.failure import Failure, FailureCode

MAX_NAME_BYTES = 254
"""Longest name taken, in bytes: one byte below what common file systems hold, as copies and exports add to names."""

_DIRECTION_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Unicode direction controls: they make "scan<RLO>gpj.exe" look like a picture."""


def _is_control(character: str) -> bool:
    return unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"} or character in _DIRECTION_CONTROLS


def check_name(name: str) -> Failure | None:
    """Judge one path component as the operating system gave it (undecodable bytes as lone surrogates).

    Refused: control characters, direction controls, bytes that are no text, and names of 255 bytes or more. Chinese, emoji, spaces and
    leading dashes are fine; the name is never normalised.
    """
    if any(_is_control(character) for character in name):
        return Failure(code=FailureCode.BAD_NAME, detail="control character or undecodable byte in the name")
    size = len(os.fsencode(name))
    if size > MAX_NAME_BYTES:
        return Failure(code=FailureCode.BAD_NAME, detail=f"name of {size} bytes")
    return None


def shown_name(name: str) -> str:
    r"""The name as it may be stored and shown: every refused character becomes \xNN or \uNNNN, all others stay as they are."""
    return "".join(_escaped(character) if _is_control(character) else character for character in name)


def _escaped(character: str) -> str:
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:  # a byte that is no UTF-8, as os.fsdecode keeps it
        code -= 0xDC00
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def check_entry(path: Path) -> Failure | None:
    """Judge a directory entry without following or opening it: only a readable regular file with a fit name passes.

    Links are refused wherever they point (the folder is what people dropped, not what it refers to). OSError where the entry is gone.
    """
    mode = path.lstat().st_mode
    if stat.S_ISLNK(mode):
        return Failure(code=FailureCode.LINK_OUTSIDE, detail="symbolic link")
    if not stat.S_ISREG(mode):
        return Failure(code=FailureCode.NOT_A_FILE, detail=f"file type {stat.S_IFMT(mode):#o}")
    failure = check_name(path.name)
    if failure is None and not os.access(path, os.R_OK):
        failure = Failure(code=FailureCode.NO_PERMISSION)
    return failure
