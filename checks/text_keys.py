"""Forms in which texts of both sides are compared."""

import re
from functools import lru_cache

from domain.hanzi import simplify

_BOX_WORDS = re.compile(r"档案|文件|box|no|[盒箱第号码\W_]")


@lru_cache(maxsize=65_536)
def text_key(text: str) -> str:
    """Folded, lower case, letters, digits and Chinese characters only."""
    return re.sub(r"[\W_]", "", simplify(text)).lower()


@lru_cache(maxsize=4_096)
def box_key(box: str) -> str:
    """A box's label without the words around its number and without leading zeros: 盒01, 第1盒 and 1 are one box."""
    parts = _BOX_WORDS.sub(" ", simplify(box).lower()).split()
    return "-".join(re.sub(r"(?<!\d)0+(?=\d)", "", part) for part in parts)


def number_key(archive_no: str) -> str:
    """An archive number as compared: folded, upper case, without blanks."""
    return re.sub(r"\s", "", archive_no if archive_no.isascii() else simplify(archive_no)).upper()
