"""Archive boxes: how their names are compared."""

import re

from domain.hanzi import simplify

_WORDS, _ZEROS = re.compile(r"[盒第号箱\s]"), re.compile(r"(^|[^0-9])0+(?=[0-9])")


def box_key(box: str) -> str:
    """A box's name as compared: 盒02, 第2盒 and 2 are one box."""
    return _ZEROS.sub(r"\1", _WORDS.sub("", simplify(box).upper()))
