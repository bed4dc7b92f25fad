"""Where a query's words stand in a text, as the index compares them: folded, and across the gaps that OCR leaves between characters."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from domain.hanzi import NUMERALS, fold
from domain.unit_match import same_unit
from domain.unit_number import UnitNumber
from extraction.unit_number import find_units

_HAN = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_RUN = re.compile(f"[{_HAN}]+|[0-9a-z]+", re.IGNORECASE)
_NUMERAL = re.compile(f"[0-9{NUMERALS}]")
_BETWEEN = f"[^0-9a-z{_HAN}\n]*"
AROUND = 36
"""Characters shown on either side of what was found."""
MOST_SNIPPETS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A run of text; `hit` where it is what was looked for."""

    text: str
    hit: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sought:
    """What a query looks for: its groups as one pattern (None where it has none), and the units it names."""

    pattern: re.Pattern[str] | None
    units: tuple[UnitNumber, ...]


@lru_cache(maxsize=64)
def _sought(query: str) -> _Sought:
    """One page of results asks for the same query hundreds of times."""
    patterns = [pattern for group in query.split() if (pattern := _pattern(group))]
    together = re.compile("|".join(sorted(patterns, key=len, reverse=True)), re.IGNORECASE) if patterns else None
    return _Sought(pattern=together, units=tuple(mention.unit for mention in find_units(query)) if patterns else ())


def spans(text: str, query: str) -> tuple[tuple[int, int], ...]:
    """Character ranges of the text that one of the query's groups or a unit it names covers, in order, none overlapping."""
    sought = _sought(query)
    if sought.pattern is None:
        return ()
    folded = fold(text)
    return _apart([match.span() for match in sought.pattern.finditer(folded)] + list(_unit_spans(text, folded, sought.units)))


def marked(text: str, query: str) -> tuple[Piece, ...]:
    """The whole text in pieces, those marked that the query covers."""
    pieces, at = [], 0
    for start, end in spans(text, query):
        pieces += [Piece(text=text[at:start], hit=False), Piece(text=text[start:end], hit=True)]
        at = end
    return tuple(piece for piece in (*pieces, Piece(text=text[at:], hit=False)) if piece.text)


def _unit_spans(text: str, folded: str, wanted: Sequence[UnitNumber]) -> Iterator[tuple[int, int]]:
    """Where the text names one of the units, however it is written."""
    if not wanted:
        return
    numbered = all(_NUMERAL.search(str(unit)) for unit in wanted)
    start = 0
    for line in text.split("\n"):  # each by itself: in a whole text a unit is found once only
        end = start + len(line)
        if not numbered or _NUMERAL.search(folded, start, end):  # most lines name no number, and reading a line for units takes long
            for mention in find_units(line):
                if any(same_unit(unit, mention.unit) for unit in wanted):
                    yield start + mention.start, start + mention.end
        start = end + 1


def _apart(ranges: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """The ranges in order, those that overlap made one."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)


def snippets(text: str, query: str) -> tuple[tuple[Piece, ...], ...]:
    """At most three short passages round the hits; the beginning of the text where nothing is found in it."""
    hits = spans(text, query)
    if not hits:
        return ((Piece(text=_flat(text[: 2 * AROUND]), hit=False),),) if text.strip() else ()
    passages: list[list[tuple[int, int]]] = []
    for hit in hits:
        if passages and hit[0] - passages[-1][-1][1] <= 2 * AROUND:
            passages[-1].append(hit)
        elif len(passages) == MOST_SNIPPETS:
            break
        else:
            passages.append([hit])
    return tuple(tuple(_pieces(text, passage[:12])) for passage in passages)


def _pattern(group: str) -> str:
    runs = _RUN.findall(fold(group))
    return _BETWEEN.join("[ \t]*".join(run) if not run[0].isascii() else re.escape(run) for run in runs)


def _pieces(text: str, passage: list[tuple[int, int]]) -> Iterator[Piece]:
    at = max(0, passage[0][0] - AROUND)
    if at:
        yield Piece(text="…", hit=False)
    for start, end in passage:
        yield Piece(text=_flat(text[at:start]), hit=False)
        yield Piece(text=_flat(text[start:end]), hit=True)
        at = end
    last = min(len(text), at + AROUND)
    yield Piece(text=_flat(text[at:last]) + ("…" if last < len(text) else ""), hit=False)


def _flat(text: str) -> str:
    return re.sub(r"\s+", " ", text)
