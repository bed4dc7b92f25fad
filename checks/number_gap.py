"""number_gap: a number is missing from a running series (档号断号)."""

from collections import defaultdict
from itertools import pairwise

from checks.linking import Links
from checks.records import CheckRecords
from checks.text_keys import serial_of
from checks.told import contrast
from domain.finding import Finding, FindingKind, Severity

_LEAST = 10
_MOST_MISSING = 0.2
"""A series with fewer numbers, or with more of its range missing, was not meant to run on."""


def number_gap(records: CheckRecords, links: Links) -> tuple[Finding, ...]:
    """One finding a run of missing numbers, in series of ten numbers or more of which at most a fifth of the range is missing.

    Numbers of catalogue and documents count alike: one that either side has is not missing. Numbers after the last are not known to be.
    """
    series: dict[tuple[str, str], dict[int, str]] = defaultdict(dict)
    for archive_no in records.numbers:
        if found := serial_of(archive_no):
            series[found.series][int(found.digits)] = found.digits
    gaps = []
    for (before, after), members in sorted(series.items()):
        ordered = sorted(members)
        span = ordered[-1] - ordered[0] + 1
        if len(ordered) < _LEAST or span - len(ordered) > _MOST_MISSING * span:
            continue
        gaps += [_of(before, after, (one, other), len(members[one])) for one, other in pairwise(ordered) if other - one > 1]
    return tuple(gaps)


def _of(before: str, after: str, around: tuple[int, int], width: int) -> Finding:
    def written(number: int) -> str:
        return f"{before}{number:0{width}d}{after}"

    first, last = around[0] + 1, around[1] - 1
    named = written(first) if first == last else f"{written(first)} 至 {written(last)}"
    return Finding(
        kind=FindingKind.NUMBER_GAP,
        severity=Severity.WARNING,
        archive_no=written(first),
        place=f"s:{before}|{after}",
        topic=f"{first}-{last}",
        detail=f"档号 {named} 空缺，前后的 {written(around[0])}、{written(around[1])} 都在。",
        mend="在盒内查找该号的原件；找到的补登目录并补扫，确属作废的号在目录中注明后豁免。",
        ours="扫描件",
        theirs="纸质目录",
        sides=(contrast("档号", "", ""), contrast("空缺数", last - first + 1, last - first + 1)),
        facts=f"{first}-{last}",
    )
