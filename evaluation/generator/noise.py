"""What an OCR engine does to a line: confusions of shared/DOMAIN.md section 3, blanks between characters, lost edges and lines."""

import random
from dataclasses import dataclass

CONFUSIONS: dict[str, tuple[str, ...]] = {
    "栋": ("标", "村", "拣", "株"), "棟": ("楝", "揀"), "幢": ("蛋", "由", "憧"), "室": ("宣", "窒", "空", "至"),
    "号": ("呈", "另"), "號": ("号", "唬"), "单": ("草", "単", "早"), "單": ("軍", "单"), "楼": ("机", "搂", "类"),
    "樓": ("楼", "摟"), "〇": ("O", "0", "○"), "0": ("O", "o", "〇"), "1": ("l", "I", "|"), "5": ("S",), "8": ("B", "3"),
    "6": ("b",), "一": ("-", "—"), "-": (".", "一", ""), "#": ("和", "井"), "：": ("；", ":", ""), "，": (",", "．"),
    "。": (".", "o"), "座": ("痤", "坐"), "元": ("无", "兀"), "修": ("俢", "悠"), "诉": ("拆", "诈"), "投": ("没", "設"),
    "报": ("招", "抿"), "业": ("亚", "並"), "主": ("王", "土"), "与": ("写", "为"), "日": ("曰", "目"), "月": ("用", "目"),
    "己": ("已",), "人": ("入", "八"), "未": ("末",), "同": ("周", "司"), "门": ("闩", "们"), "东": ("乐",), "租": ("祖",),
    "缴": ("激",), "费": ("贵",), "收": ("牧",), "据": ("掘",), "证": ("征",), "复": ("夏",), "交": ("文",), "期": ("朝",),
    "方": ("万",),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class NoiseLevel:
    """Chances 0..1: a confusable character is misread, a character is lost, a blank slips in, an edge character or a line is lost."""

    confuse: float
    drop: float
    space: float
    edge: float
    line: float


CLEAN = NoiseLevel(confuse=0.0, drop=0.0, space=0.0, edge=0.0, line=0.0)
LEVELS: tuple[NoiseLevel, ...] = (
    CLEAN,
    NoiseLevel(confuse=0.02, drop=0.003, space=0.0, edge=0.01, line=0.0),
    NoiseLevel(confuse=0.06, drop=0.01, space=0.02, edge=0.03, line=0.02),
    NoiseLevel(confuse=0.04, drop=0.01, space=0.85, edge=0.02, line=0.02),
    NoiseLevel(confuse=0.18, drop=0.05, space=0.1, edge=0.08, line=0.08),
)
"""From a clean read to a bad fax; the fourth is Tesseract's habit of a blank after every Chinese character."""


def misread(rng: random.Random, text: str, level: NoiseLevel) -> str:
    """The text as such an engine might read it; may be ""."""
    if level is CLEAN:
        return text
    if rng.random() < level.line:
        return ""
    if rng.random() < level.edge and len(text) > 2:
        text = text[1:] if rng.random() < 0.6 else text[:-1]
    out = []
    chance = rng.random
    for char in text:
        roll = chance()
        if roll < level.drop:
            continue
        out.append(rng.choice(CONFUSIONS[char]) if char in CONFUSIONS and roll < level.confuse else char)
        if char > "\u2e80" and chance() < level.space:
            out.append(" ")
    return "".join(out).rstrip()
