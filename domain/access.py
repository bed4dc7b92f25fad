"""The access register (查阅登记表): one entry a view, download, print, export or change, chained by SHA-256."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass
from enum import Enum

FIRST = "0" * 64
"""What the first entry names as the digest before it."""


class Act(Enum):
    """What was done: code, English, Chinese, and for how many seconds the same by the same person on the same paper is one entry."""

    VIEW = ("view", "view", "查阅", 600)
    SEARCH = ("search", "search", "检索", 600)
    DOWNLOAD = ("download", "download", "下载", 60)
    PRINT = ("print", "print", "打印", 0)
    EXPORT = ("export", "export", "导出", 0)
    CHANGE = ("change", "change", "变更", 0)
    SIGN_IN = ("sign_in", "sign-in", "登录", 0)
    SIGN_OUT = ("sign_out", "sign-out", "退出", 0)
    REFUSED = ("refused", "sign-in refused", "登录被拒", 0)

    def __init__(self, code: str, en: str, zh: str, together: int) -> None:
        self.code = code
        self.en = en
        self.zh = zh
        self.together = together

    @classmethod
    def of(cls, code: str) -> "Act":
        """The member with that stable code; KeyError for an unknown one."""
        return _ACTS[code]


_ACTS = {act.code: act for act in Act}

SUBJECT_ZH = {
    "": "",
    "document": "文件",
    "page": "页面影像",
    "dossier": "户档",
    "scan": "原扫描件",
    "finding": "不一致项",
    "batch": "批次",
    "account": "账号",
    "log": "查阅登记表",
    "notice": "错误率通知",
    "acceptance": "批次验收",
    "report": "报表与标签",
    "token": "接口令牌",
    "estate": "项目",
    "archive": "全部档案",
}
VIA_ZH = {"web": "网页", "token": "接口令牌", "command": "命令行"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What one row says.

    `who`: account name, or for `via` command the operating system's user. `subject` and `key` name what was touched, `paper` how people
    know it (archive number, unit), `estate` "" where unknown. `at`: seconds since 1970 with three decimals, given by the database's clock.
    """

    at: float
    who: str
    via: str
    act: Act
    subject: str = ""
    key: str = ""
    paper: str = ""
    estate: str = ""
    purpose: str = ""
    approved_by: str = ""
    address: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An entry as it stands in the chain: its number from 1 without gaps, the digest before it, and its own."""

    number: int
    entry: Entry
    previous: str
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The end of the chain at some time: the last number (0: empty) and its digest."""

    number: int
    digest: str


class Breach(Enum):
    """How a chain can be broken: code."""

    CHANGED = "changed"
    GAP = "gap"
    CUT = "cut"


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """A place where the chain does not hold: the entry's number, and what was expected and found there."""

    breach: Breach
    number: int
    detail: str


def digest(number: int, previous: str, entry: Entry) -> str:
    """SHA-256 over the canonical content: a JSON list of number, digest before, and every field in order, UTF-8, without blanks."""
    fields = [value.code if isinstance(value, Act) else value for value in astuple(entry)]
    content = json.dumps([number, previous, *fields], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(content.encode()).hexdigest()


def linked(head: Head, entry: Entry) -> Link:
    """The entry as the next link after `head`."""
    number = head.number + 1
    return Link(number=number, entry=entry, previous=head.digest, digest=digest(number, head.digest, entry))


def broken(links: Iterable[Link], head: Head, anchors: Iterable[Head]) -> Iterator[Broken]:
    """Yield every place where the chain does not hold; `links` in the order of their numbers.

    `head` is the end kept outside the table, `anchors` are earlier ends kept outside the database: so a tail that was cut off, and a
    chain that was forged whole from some entry on, are noticed too.
    """
    wanted = {anchor.number: anchor.digest for anchor in anchors if anchor.number}
    last = Head(number=0, digest=FIRST)
    for link in links:
        if link.number != last.number + 1 or link.previous != last.digest:
            yield Broken(breach=Breach.GAP, number=link.number, detail=f"follows {last.number}")
        if link.digest != digest(link.number, link.previous, link.entry):
            yield Broken(breach=Breach.CHANGED, number=link.number, detail="content and digest differ")
        elif wanted.get(link.number, link.digest) != link.digest:
            yield Broken(breach=Breach.CHANGED, number=link.number, detail="differs from the anchor")
        last = Head(number=link.number, digest=link.digest)
    if last != head:
        yield Broken(breach=Breach.CUT, number=last.number, detail=f"the head says {head.number}")
    if beyond := [number for number in wanted if number > last.number]:
        yield Broken(breach=Breach.CUT, number=last.number, detail=f"an anchor says {max(beyond)}")
