"""Is the promised error rate kept? Measure it by the sample, tighten where it is not, and tell the head."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from domain.errors import UsageError
from domain.ids import NoticeId
from domain.sampling import Verdict
from domain.taxonomy import CATEGORY_ZH, Category
from dossiers.sampling import TIGHTEST, Opportunity, tightened, weight
from measures.promise import Estimate, PromiseState, Seen, estimate
from publishing.workbook import write_workbook
from services.workplace import SamplingRules, Workplace
from storage.engine import Transaction
from storage.repositories import events, samples, tightenings
from storage.repositories.samples import DrawKind, Sampled, StoredDraw
from storage.repositories.tightenings import Cause, Change, StoredChange

STATE_ZH = {PromiseState.KEPT: "守住承诺", PromiseState.BROKEN: "未守住承诺", PromiseState.OPEN: "尚不能断定"}
HEADS = (
    *("范围", "类别", "自动归档", "已抽", "待查", "已查", "归错", "仅类型有误", "无法判断"),
    *("错误率", "95% 下限", "95% 上限", "承诺", "结论", "还需查（全部正确）", "门槛系数"),
)
WIDTHS = (12, 8, 10, 8, 8, 8, 8, 12, 10, 10, 10, 10, 8, 14, 18, 10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One category (None: all together).

    `filed`: documents the machine filed alone; `sampled` of them, of which `waiting` for a verdict, `unclear` to the person, and
    `slips`: a wrong type within the right category, which breaks no promise. `factor`: by what the promise is multiplied now.
    """

    category: Category | None
    filed: int
    sampled: int
    waiting: int
    unclear: int
    slips: int
    factor: float
    estimate: Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What the sample says: a line a category and the last line all together, under the thresholds in force.

    `ever`: the same over all that was ever filed alone, () while no threshold has changed. `changes`: of thresholds, first to last.
    """

    promise: float
    lines: tuple[Line, ...]
    ever: tuple[Line, ...]
    changes: tuple[StoredChange, ...]

    @property
    def untold(self) -> tuple[StoredChange, ...]:
        """The changes that nobody has acknowledged yet."""
        return tuple(each for each in self.changes if not each.acknowledged_by)


def measure(place: Workplace) -> Report:
    """Measure the true error rate of what the machine filed alone, by category and together."""
    with place.database.read() as tx:
        return _measure(tx, place.rules.sampling)


def untold(place: Workplace) -> tuple[StoredChange, ...]:
    """Return the notices that nobody has acknowledged yet, first to last."""
    with place.database.read() as tx:
        return tightenings.untold(tx)


def _measure(tx: Transaction, rules: SamplingRules) -> Report:
    in_force = tightenings.in_force(tx)
    since = {category: in_force[category].at if category in in_force else 0.0 for category in Category}
    factors = {category: in_force[category].change.factor if category in in_force else 1.0 for category in Category}
    return Report(
        promise=rules.promise,
        lines=_lines(tx, rules.promise, since, factors),
        ever=_lines(tx, rules.promise, dict.fromkeys(Category, 0.0), factors) if in_force else (),
        changes=tightenings.history(tx),
    )


def _lines(tx: Transaction, promise: float, since: Mapping[Category, float], factors: Mapping[Category, float]) -> tuple[Line, ...]:
    """A line a category of what was filed `since`, and one of all together."""
    chances = _chances(samples.draws(tx))
    kept = [one for one in samples.every(tx) if one.filed_at >= since[one.category]]
    lines = tuple(
        _line(
            category,
            [one for one in kept if one.category is category],
            chances,
            promise,
            filed=samples.filed_alone(tx, category, since[category]),
            factor=factors[category],
        )
        for category in Category
    )
    together = _line(None, kept, chances, promise, filed=sum(line.filed for line in lines), factor=min(factors.values()))
    return (*lines, together)


def _chances(draws: Sequence[StoredDraw]) -> tuple[Opportunity, ...]:
    """A draw takes from what was filed before it, a stream from what is filed until the next one."""
    streams = [each for each in draws if each.draw.kind is DrawKind.STREAM]
    ends = {one.id: after.at for one, after in pairwise(streams)}
    return tuple(
        Opportunity(
            draw=each.id,
            since=each.draw.since,
            until=ends.get(each.id, math.inf) if each.draw.kind is DrawKind.STREAM else each.at,
            category=each.draw.category,
            share=each.draw.share,
        )
        for each in draws
    )


def _line(
    category: Category | None,
    sampled: Sequence[Sampled],
    chances: Sequence[Opportunity],
    promise: float,
    *,
    filed: int,
    factor: float,
) -> Line:
    seen = [
        Seen(weight=weight(one.draw_id, one.filed_at, one.category, chances), wrong=one.wrong) for one in sampled if one.wrong is not None
    ]
    return Line(
        category=category,
        filed=filed,
        sampled=len(sampled),
        waiting=sum(one.verdict is None for one in sampled),
        unclear=sum(one.verdict is Verdict.UNCLEAR for one in sampled),
        slips=sum(one.verdict is Verdict.WRONG_TYPE and one.wrong is False for one in sampled),
        factor=factor,
        estimate=estimate(seen, promise),
    )


def judge(tx: Transaction, rules: SamplingRules) -> tuple[NoticeId, ...]:
    """Tighten every category whose sample now shows a broken promise; return the notices to the head.

    Where only all categories together show it, those with mistakes are tightened. A category's measuring begins anew with its new
    threshold, so one breach is answered once.
    """
    *lines, together = _measure(tx, rules).lines
    cause, broken = Cause.BROKEN, [line for line in lines if line.estimate.state is PromiseState.BROKEN]
    if not broken and together.estimate.state is PromiseState.BROKEN:
        cause, broken = Cause.TOGETHER, [line for line in lines if line.estimate.wrong]
    return tuple(_tighten(tx, line, cause, rules.promise) for line in broken)


def _tighten(tx: Transaction, line: Line, cause: Cause, promise: float) -> NoticeId:
    assert line.category is not None  # a line of one category
    measured = line.estimate
    change = Change(
        category=line.category,
        factor=tightened(line.factor),
        cause=cause,
        promise=promise,
        decided=measured.decided,
        wrong=measured.wrong,
        low=measured.low,
        high=measured.high,
        by="",
    )
    notice = tightenings.add(tx, change)
    events.record(
        tx,
        "promise.broken",
        "tightening",
        notice,
        detail=f"{change.category} {measured.wrong} of {measured.decided} wrong, factor {change.factor:g}",
    )
    return notice


def acknowledge(place: Workplace, notice: NoticeId, by: str) -> None:
    """Note that the head has taken notice; UsageError where nothing of that number waits."""
    with place.database.begin() as tx:
        if not tightenings.acknowledge(tx, notice, by):
            raise UsageError(
                f"There is no notice {notice} that waits to be acknowledged.", f"没有编号为 {notice} 的待确认通知（可能已由他人确认）。"
            )
        events.record(tx, "promise.acknowledged", "tightening", notice)


def relax(place: Workplace, category: Category, factor: float, by: str) -> None:
    """Make a category's threshold less strict again, by a person's command; UsageError where the factor would not do that."""
    with place.database.begin() as tx:
        samples.lock(tx)
        last = tightenings.in_force(tx).get(category)
        now = 1.0 if last is None else last.change.factor
        if not now < factor <= 1.0:
            raise UsageError(
                f"The factor of {category} is {now:g}; to relax it, give a greater one, up to 1.",
                f"“{CATEGORY_ZH[category]}”现在的系数为 {now:g}；放宽时须给出更大的系数，最大为 1。",
            )
        change = Change(
            category=category,
            factor=factor,
            cause=Cause.RELAXED,
            promise=place.rules.sampling.promise,
            decided=0,
            wrong=0,
            low=0.0,
            high=0.0,
            by=by,
        )
        notice = tightenings.add(tx, change)
        events.record(tx, "promise.relaxed", "tightening", notice, detail=f"{category} factor {factor:g}")


def notice_words(stored: StoredChange) -> tuple[str, str]:
    """What a notice says to the head, in English and Chinese: what was found, what was done, what to do."""
    change = stored.change
    zh = CATEGORY_ZH[change.category]
    found_en = f"{change.wrong} of {change.decided} checked were filed wrongly (95 % interval {percent(change.low)}–{percent(change.high)})"
    found_zh = f"抽查 {change.decided} 件，归错 {change.wrong} 件（95% 区间 {percent(change.low)}–{percent(change.high)}）"
    if change.cause is Cause.TOGETHER:
        why_en = f"over all categories together, more than the promised {percent(change.promise)} are wrong"
        why_zh = f"各类别合计，错误率超过承诺的 {percent(change.promise)}"
    else:
        why_en = f"more than the promised {percent(change.promise)} are wrong"
        why_zh = f"错误率超过承诺的 {percent(change.promise)}"
    if change.factor > TIGHTEST:
        done_en = (
            f"The threshold for {change.category} papers is stricter from now on (factor {change.factor:g}), so more of them wait in review"
        )
        done_zh = f"今后“{zh}”类的归档门槛已收紧（系数 {change.factor:g}），会有更多文件转人工复核"
    else:
        done_en = f"The threshold for {change.category} papers is as strict as it can be (factor {change.factor:g})"
        done_zh = f"“{zh}”类的归档门槛已收到最严（系数 {change.factor:g}）"
    return (
        f"{change.category}: {found_en}; {why_en}. {done_en}. What was filed before stays where it is: draw and "
        "check more of it, and look for the cause, such as a new form, poor scans or an old register.",
        f"{zh}：{found_zh}，{why_zh}。{done_zh}。此前已归档的文件保持不动，"
        "请加抽此类文件检查，并查找原因，例如新表格、扫描不清或名册过时。",
    )


def write_report(found: Report, path: Path) -> None:
    """Write the measure as an Excel workbook: under the thresholds in force, then all that was ever filed alone."""
    parts = (("现行门槛下", found.lines), ("历来全部", found.ever))
    rows = [_sheet_row(scope, line, found.promise) for scope, lines in parts for line in lines]
    write_workbook(path, sheet="自动归档抽查", heads=HEADS, widths=WIDTHS, rows=rows)


def _sheet_row(scope: str, line: Line, promise: float) -> tuple[object, ...]:
    measured, name = line.estimate, CATEGORY_ZH[line.category] if line.category else "合计"
    rate, low, high = ("" if measured.rate is None else f"{each:.3%}" for each in (measured.rate or 0.0, measured.low, measured.high))
    counts = (line.filed, line.sampled, line.waiting, measured.decided, measured.wrong, line.slips, line.unclear)
    return (scope, name, *counts, rate, low, high, percent(promise), STATE_ZH[measured.state], measured.needed, f"{line.factor:g}")


def percent(share: float) -> str:
    """A rate as people read it, two digits that count: 0.5%, 12%."""
    return f"{share * 100:.2g}%" if share < 0.1 else f"{share:.0%}"
