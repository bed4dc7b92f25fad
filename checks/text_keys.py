"""Forms in which texts of both sides are compared."""

import re
from dataclasses import dataclass
from functools import lru_cache

from domain.hanzi import simplify

_BOX_WORDS = re.compile(r"档案|文件|box|no|[盒箱第号码\W_]")
_LAST_RUN = re.compile(r"^(.*?)(\d{1,12})(\D*)$", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Serial:
    """A number taken apart: what stands before and after its last run of digits, and that run."""

    series: tuple[str, str]
    digits: str


@lru_cache(maxsize=65_536)
def text_key(text: str) -> str:
    """Folded, lower case, letters, digits and Chinese characters only."""
    return re.sub(r"[\W_]", "", simplify(text)).lower()


@lru_cache(maxsize=4_096)
def box_key(box: str) -> str:
    """A box's label without the words around its number and without leading zeros: 盒01, 第1盒 and 1 are one box."""
    parts = _BOX_WORDS.sub(" ", simplify(box).lower()).split()
    return "-".join(re.sub(r"(?<!\d)0+(?=\d)", "", part) for part in parts)


@lru_cache(maxsize=65_536)
def number_key(archive_no: str) -> str:
    """An archive number as compared: folded, upper case, without blanks."""
    return re.sub(r"\s", "", archive_no if archive_no.isascii() else simplify(archive_no)).upper()


@lru_cache(maxsize=65_536)
def serial_of(archive_no: str) -> Serial | None:
    """The series that a number belongs to and its place in it; None where it has no digits."""
    found = _LAST_RUN.match(number_key(archive_no))
    return Serial(series=(found[1], found[3]), digits=found[2]) if found else None
