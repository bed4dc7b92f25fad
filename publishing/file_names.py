"""Names of folders and files that people browse: readable Chinese, safe on every file system."""

import re
import unicodedata

_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]')
_RESERVED = frozenset({"CON", "PRN", "AUX", "NUL", *(f"{p}{n}" for p in ("COM", "LPT") for n in range(1, 10))})
MAX_BYTES = 120


def safe_name(text: str, *, otherwise: str = "_") -> str:
    """Return the text as one path component: no separators or control characters, no dots or blanks at the ends, at most 120 bytes."""
    name = _FORBIDDEN.sub("_", unicodedata.normalize("NFC", text)).strip(" .")
    while len(name.encode()) > MAX_BYTES:
        name = name[:-1]
    name = name.rstrip(" .") or otherwise
    return f"_{name}" if name.split(".")[0].upper() in _RESERVED else name
