"""Comparing people's and firms' names as read from paper with names in the register."""

import re
from enum import Enum

from domain.hanzi import simplify
from domain.surnames import SURNAMES

_CUT = re.compile(r"[、,;/&和与及|]|\s{2,}")
_TITLE = re.compile(r"(先生|女士|小姐|太太|业主|经理|等[0-9一二三四五两]?人?)$")
_ONE_PERSON = re.compile(r"[一-鿿]{2,3}(?<![生士姐太主理人与及和])(?<!某)")
_PLAIN = re.compile(r"[\W_]")
_MASK = re.compile(r"[*×○〇]|^\w[xX某]{1,3}$")


class NameMatch(Enum):
    """How well two names agree, best first; `strength` 0..1 is what the agreement is worth as evidence.

    FUZZY: one character of three or more misread (a surname only if what was read is none), or a firm's name cut short. Names of two
    characters must agree in both: 张三 and 张四 are two people. SURNAME: all that a masked name tells (张*).
    """

    EXACT = 1.0
    FUZZY = 0.6
    SURNAME = 0.25
    NONE = 0.0

    @property
    def strength(self) -> float:
        """Worth as evidence."""
        return self.value


def name_parts(name: str) -> tuple[str, ...]:
    """Joint owners apart, folded, without blanks and titles: "張三、李四先生" → ("张三", "李四")."""
    text = simplify(name)
    if _ONE_PERSON.fullmatch(text):
        return (text,)
    parts = (part.strip() if _MASK.search(part) else _PLAIN.sub("", _TITLE.sub("", part.strip())) for part in _CUT.split(text))
    return tuple(part for part in parts if part)


def mask_name(name: str) -> str:
    """The first character of each person and stars for the rest, for sentences that many may read: 张*、李**."""
    return "、".join(part[0] + "*" * (len(part) - 1) for part in name_parts(name))


def compare(read: str, registered: str) -> NameMatch:
    """The best agreement between any of the people in the two texts."""
    return max(
        (_one(a, b) for a in name_parts(read) for b in name_parts(registered)), key=lambda match: match.strength, default=NameMatch.NONE
    )


def nearly(read: str, registered: str) -> bool:
    """Whether what was read is the registered person's name but for one character misread, lost or added, names of two characters too."""
    pairs = [(a, b) for a in name_parts(read) for b in name_parts(registered)]
    return any(a != b and min(len(a), len(b)) > 1 and _one_character(a, b) for a, b in pairs)


def _one(read: str, registered: str) -> NameMatch:
    if read == registered:
        return NameMatch.EXACT
    if _MASK.search(read) or len(read) == 1:
        return NameMatch.SURNAME if read[0] == registered[0] and (len(read) == 1 or len(read) == len(registered)) else NameMatch.NONE
    if len(registered) >= 3 and _one_character(read, registered):
        return NameMatch.NONE if read[0] != registered[0] and read[0] in SURNAMES else NameMatch.FUZZY
    firm = min(len(read), len(registered)) >= 6
    return NameMatch.FUZZY if firm and (read in registered or registered in read) else NameMatch.NONE


def _one_character(read: str, registered: str) -> bool:
    """True where one character was misread, lost or added."""
    if len(read) == len(registered):
        return sum(a != b for a, b in zip(read, registered, strict=True)) == 1
    short, long = sorted((read, registered), key=len)
    return len(long) - len(short) == 1 and len(short) >= 2 and any(long[:i] + long[i + 1 :] == short for i in range(len(long)))
