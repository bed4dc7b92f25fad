"""Titles: which type a page's heading names, tolerant to misread characters, blanks and what stands round the title."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from classifiers.lines import Heading, compact, headings
from classifiers.title_parts import WORTH, parts_scores
from domain.taxonomy import FALLBACK_TYPE, Taxonomy
from domain.text import OcrPage

_TAIL = re.compile(
    r"(?:[表单书函证]|样本|范本|示范文本|正本|副本|存根|.{2}联|[一二三四五0-9]联|第[一二三四五0-9]+联|复印件|影印本|[甲乙丙丁a-d]|[续试]行?"
    r"|[a-z]?[0-9]+|编号.*|no.*|日期.*|[0-9]{4}(?:年|版).*)?"
)
_FUZZY_FLOOR = 74.0
"""Least rapidfuzz partial ratio: one wrong character in four."""
_LEAST_WEIGHT = 0.15
_ISSUER = re.compile(r"(?:公司|管理处|中心|服务处|客服部|服务部|物业部|委员会|管委会|小区|社区|花园|苑|大厦|大楼|城|年度?)$")
"""What a title of two characters (收据, 通知) may have before it and still be the title."""
_SHORT_WORTH = 0.85
_NAMED, _BESIDE_SPELT = 0.6, 0.5
_LISTED = 0.8
"""A heading that a listed title fits so well is not taken apart."""
_COMMON_END = re.compile(
    r"(?:通知|登记|申请|申报|受理|处理|记录|纪录|验收|签收|情况|管理|服务|资料|信息|确认|授权|委托|责任|承诺|合同|协议|契约|合约|清单|审批)*"
    r"[书表单函信卡册证]?$"
)
"""Ends that titles of many types share: likeness in them alone says nothing."""
_FILLED = re.compile(r"[0-9]{5,}|[：:]")


@dataclass(frozen=True, slots=True, kw_only=True)
class TitleReading:
    """The page's title as read ("" where it has none) and how well it names each type: (code, 0..1), best first."""

    text: str
    scores: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class _Alias:
    """`own`: letters of which a heading must have some: those that the title does not share with titles of other types."""

    code: str
    key: str
    letters: frozenset[str]
    own: frozenset[str]
    pattern: re.Pattern[str] | None
    worth: float


class TitleMatcher:
    """Finds the types that a page's headings name; built once from the taxonomy."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self._aliases = tuple(
            _alias(doc_type.code, title)
            for doc_type in taxonomy.types
            for title in (doc_type.titles[1:] if doc_type.code == FALLBACK_TYPE else doc_type.titles)
        )
        self._category = {doc_type.code: doc_type.category for doc_type in taxonomy.types}
        self._by_letter: dict[str, list[int]] = defaultdict(list)
        for index, alias in enumerate(self._aliases):
            for letter in alias.own:
                self._by_letter[letter].append(index)

    def read(self, page: OcrPage) -> TitleReading:
        """The best heading by match and looks; a heading that names no type still gives the title's text."""
        candidates = headings(page)
        best: dict[str, tuple[float, str]] = {}
        for item in candidates:
            if item.weight < _LEAST_WEIGHT:
                continue
            for code, score in self.match(item.key):
                value = score * item.weight
                if value > best.get(code, (0.0, ""))[0]:
                    best[code] = (value, item.text)
        ranked = sorted(best.items(), key=lambda pair: (-pair[1][0], pair[0]))
        named = ranked[0][1] if ranked and ranked[0][1][0] >= 0.3 else None
        return TitleReading(
            text=named[1] if named else _plain_title(candidates),
            scores=tuple((code, round(value, 4)) for code, (value, _) in ranked),
        )

    def match(self, key: str) -> tuple[tuple[str, float], ...]:
        """How well a compact heading names each type, 0..1, types under 0.3 left out.

        Where a title is spelt out to the letter, one that merely resembles it is another paper's, unless it is the longer form of it.
        So is one of another category that merely resembles a heading whose words name a type (修缮申请表 and 装修申请表), or one for any
        paper (申请书) at its end.
        """
        parts = {code: score for code, score in parts_scores(key).items() if code in self._category}
        named = {self._category[code] for code, score in parts.items() if score == WORTH}
        letters = frozenset(key)
        near = sorted(set().union(*(self._by_letter.get(letter, ()) for letter in letters)))
        scored = [(alias, score) for alias in map(self._aliases.__getitem__, near) if (score := _similarity(alias, key, letters)) > 0.3]
        spelt = max(
            (alias.key for alias, score in scored if alias.pattern is None and score >= _NAMED and alias.key in key), key=len, default=""
        )
        best: dict[str, float] = {}
        for alias, score in scored:
            like = alias.pattern is None and alias.key not in key
            vague = like or (alias.code == FALLBACK_TYPE and alias.key != key)
            if vague and named and self._category[alias.code] not in named and key not in alias.key:
                continue
            resembles = like and spelt not in alias.key
            worth = min(score, _BESIDE_SPELT) if resembles or (spelt == key and score < 1.0) else score
            best[alias.code] = max(worth, best.get(alias.code, 0.0))
        sure = max(best.values(), default=0.0)
        for code, score in parts.items():
            if sure < _LISTED:
                best[code] = max(score, best.get(code, 0.0))
        return tuple(best.items())


def _alias(code: str, title: str) -> _Alias:
    """Patterns that begin with * are loose (0.55 and a little more for what they spell out); others may have a company before them."""
    key = compact(title)
    if "*" not in title:
        return _Alias(code, key, frozenset(key), frozenset(_COMMON_END.sub("", key) or key), None, 1.0)
    parts = [re.escape(compact(part)) for part in title.split("*")]
    loose = not parts[0]
    pattern = re.compile((".*" if not loose and not key.startswith("致") else "") + ".*".join(parts))
    return _Alias(code, key, frozenset(key), frozenset(key), pattern, min(0.55 + 0.01 * len(key), 0.65) if loose else 0.9)


def _similarity(alias: _Alias, key: str, letters: frozenset[str]) -> float:
    """1 for the same text; less for what stands before it (company, estate), after it, and for each wrong character."""
    if alias.pattern is not None:
        return alias.worth if alias.pattern.fullmatch(key) else 0.0
    if key == alias.key:
        return 1.0
    if len(alias.key) <= 2:
        if alias.code == FALLBACK_TYPE:  # 某公司通告 is a letterhead as often as a title
            return 0.0
        return _SHORT_WORTH if key.endswith(alias.key) and _ISSUER.search(key[: -len(alias.key)]) else 0.0
    if alias.key in key:
        start = key.rfind(alias.key)
        return _framed(1.0, alias.key, key[:start], key[start + len(alias.key) :])
    unlike = len(alias.letters & letters) < 0.6 * len(alias.letters) or 2 * len(alias.own & letters) < len(alias.own)
    return 0.0 if unlike else _fuzzy(alias.key, key)


def _fuzzy(alias: str, key: str) -> float:
    """Misread or lost characters: one of three (with nothing round the title), about one of four in longer ones."""
    if len(alias) == 3:
        replaced = len(key) == 3 and sum(a != b for a, b in zip(alias, key, strict=True)) == 1
        lost = len(key) == 2 and any(alias[:i] + alias[i + 1 :] == key for i in range(3))
        return 0.5 if replaced else 0.4 if lost else 0.0
    if len(key) <= len(alias):
        return fuzz.ratio(alias, key, score_cutoff=_FUZZY_FLOOR) / 100 * 0.95
    found = fuzz.partial_ratio_alignment(alias, key, score_cutoff=_FUZZY_FLOOR)
    if found is None or found.score < _FUZZY_FLOOR:
        return 0.0
    return _framed(found.score / 100 * 0.95, alias, key[: found.dest_start], key[found.dest_end :])


def _framed(score: float, alias: str, before: str, after: str) -> float:
    """Longer names win over the shorter ones inside them; a tail that is no usual one makes it another word.

    One or two characters before it are no company or estate, rather a piece of a longer title (期物业服务协议).
    """
    covered = len(alias) / (len(alias) + 0.25 * len(before) + 0.5 * len(after)) * (0.8 if 1 <= len(before) <= 2 else 1.0)
    tail = 1.0 if _TAIL.fullmatch(after) else 0.45
    return score * covered * tail


def _plain_title(candidates: Sequence[Heading]) -> str:
    """The most prominent heading of a page whose title names no type; "" unless it clearly looks like one.

    A long number, a colon or several columns make it a row of a form.
    """
    plain = [item for item in candidates if not item.columns and not _FILLED.search(item.text)]
    best = max(plain, key=lambda item: (item.weight, len(item.key)), default=None)
    return best.text if best and best.weight >= 0.8 and len(best.key) >= 2 else ""
