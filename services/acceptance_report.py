"""The acceptance report of a batch (数字化成果验收报告): words and tables, a workbook, and a PDF to print and sign."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from domain.acceptance import AcceptanceState, Check, Criterion, Defect, Demand, ItemVerdict, Outcome
from domain.taxonomy import Taxonomy
from domain.unit_words import unit_words
from publishing.workbook import Sheet, write_sheets
from services.acceptance import Line, Shown

STATE = {
    AcceptanceState.OPEN: ("open", "验收中"),
    AcceptanceState.ACCEPTED: ("accepted", "验收合格"),
    AcceptanceState.SENT_BACK: ("sent back", "退回返工"),
}
_TITLES = {
    "title": ("Acceptance of a digitisation batch", "数字化成果验收报告"),
    "checks": ("Computer checks of every item", "计算机检查（100%）"),
    "criteria": ("The sample, criterion by criterion", "抽检情况"),
    "redo": ("To be redone", "返工清单"),
    "allowed": ("Failing items within what is allowed", "不合格项（在允许范围内）"),
    "sample": ("The sample, item by item", "抽检明细"),
    "excuses": ("Excused", "例外说明"),
}
_CHECK, _ITEM, _BY = ("check", "检查项目"), ("item", "对象"), ("by", "检查人")
_FAILING, _RIGHT = ("failing", "不合格"), ("right", "合格率")
_HEADS = {
    "checks": (_CHECK, ("demanded", "要求"), ("looked at", "检查数"), _FAILING, ("excused", "例外"), _RIGHT, ("verdict", "结论")),
    "criteria": (("criterion", "项目"), ("ticked", "已检"), _FAILING, _RIGHT),
    "redo": (_CHECK, _ITEM, ("what is wrong", "问题"), ("what to do", "处理")),
    "sample": (
        *(("no.", "序号"), ("archive number", "档号"), ("type", "类型"), ("unit", "房号")),
        *(("verdict", "结论"), ("remark", "备注"), _BY),
    ),
    "excuses": (_CHECK, _ITEM, ("reason", "理由"), ("by", "说明人")),
}
_WIDTHS = {
    "checks": (40, 12, 12, 12, 10, 12, 18),
    "criteria": (40, 12, 12, 12),
    "redo": (30, 44, 50, 50),
    "sample": (8, 44, 22, 28, 36, 44, 14),
    "excuses": (34, 44, 50, 14),
}
_MOST_PRINTED = 500
_SHEET_NAME = 31
"""Excel allows no longer ones."""
Rows = tuple[tuple[str, ...], ...]


def title(part: str, *, zh: bool) -> str:
    """The title of the report or of one of its tables."""
    return _TITLES[part][zh]


def heads(part: str, *, zh: bool) -> tuple[str, ...]:
    """The header cells of one of its tables."""
    return tuple(pair[zh] for pair in _HEADS[part])


def share(value: float) -> str:
    """A share 0..1 in per cent with two decimals, never rounded up to a hundred."""
    return f"{min(value, 0.9999) if value < 1.0 else 1.0:.2%}"


def summary_lines(shown: Shown, *, zh: bool) -> tuple[str, ...]:
    """Batch, draw, sample and what came of it, a line each."""
    pairs = (_batch_line(shown), _when_line(shown), _draw_line(shown))
    return (*(pair[zh] for pair in pairs), confidence_line(shown, zh=zh), *_conclusion(shown, zh=zh))


def _batch_line(shown: Shown) -> tuple[str, str]:
    batch, number, before = shown.batch, shown.acceptance.id, shown.acceptance.drawing.follows
    after = (f", after number {before}, which was sent back", f"，接第 {before} 号（退回）") if before else ("", "")
    return (
        f"Batch {batch.name}, {batch.pages} pages, {batch.documents} documents, {batch.filed} filed. Acceptance {number}{after[0]}.",
        f"批次：{batch.name}，共 {batch.pages} 页、{batch.documents} 件，已归档 {batch.filed} 件。第 {number} 号验收{after[1]}。",
    )


def _when_line(shown: Shown) -> tuple[str, str]:
    opened, checked, by = moment(shown.acceptance.opened_at), moment(shown.acceptance.checked_at), shown.acceptance.drawing.by
    held = _catalogue(shown)
    return (
        f"Opened {opened} by {by}; checked {checked}. {held[0]}",
        f"开始：{opened}，{by}；计算机检查：{checked}。{held[1]}",
    )


def _draw_line(shown: Shown) -> tuple[str, str]:
    drawing, again = shown.acceptance.drawing, shown.sample.again
    part, digest = share(drawing.drawn / drawing.population), drawing.population_sha256
    more = (f", {again} looked at once more", f"，另复检上次不合格的 {again} 件") if again else ("", "")
    return (
        f"Drawn by lot {drawing.drawn} of {drawing.population} documents ({part}){more[0]}; seed {drawing.seed}, population {digest}.",
        f"随机抽检：从 {drawing.population} 件中抽出 {drawing.drawn} 件（{part}）{more[1]}；种子 {drawing.seed}，总体校验 {digest}。",
    )


def _either(zh: bool, en: str, chinese: str) -> str:
    return chinese if zh else en


def _catalogue(shown: Shown) -> tuple[str, str]:
    if shown.catalogued:
        return "Held against the paper catalogue.", "已与纸质档案目录核对。"
    return (
        "The batch has no paper catalogue: matching with it was not judged; files, pages, pictures and the sample were.",
        "本批没有纸质档案目录：目录对应一项不适用，仅检查文件、页面、图像并抽检。",
    )


def confidence_line(shown: Shown, *, zh: bool) -> str:
    """What the sample says of the whole batch."""
    sample, said = shown.sample, shown.confidence
    if said is None or sample.rate is None:
        return _either(zh, "Nothing of the sample is ticked yet.", "样本尚未检查。")
    counted = _either(
        zh,
        f"Ticked {sample.ticked} of {sample.drawn}, {sample.failed} fail, {share(sample.rate)} are right.",
        f"已检 {sample.ticked} / {sample.drawn} 件，不合格 {sample.failed} 件，合格率 {share(sample.rate)}。",
    )
    if said.whole:
        return counted + _either(zh, " Every document was looked at.", "全部文件均已检查。")
    return counted + _either(
        zh,
        f" With 95 % sureness at most {share(said.limit)} of the batch's documents are wrong (Clopper-Pearson).",
        f"以 95% 的置信度，全批文件的不合格率不超过 {share(said.limit)}（Clopper-Pearson 单侧上限）。",
    )


def _conclusion(shown: Shown, *, zh: bool) -> tuple[str, ...]:
    closing, state = shown.acceptance.closing, STATE[shown.acceptance.state][zh]
    reasons = tuple((reason.zh if zh else reason.en) for reason in shown.judgement.reasons)
    if closing is None:
        return (_either(zh, f"Conclusion: {state}.", f"结论：{state}。"), *reasons)
    said = _either(zh, f"Conclusion: {state}, {moment(closing.at)}, {closing.by}.", f"结论：{state}，{moment(closing.at)}，{closing.by}。")
    remark = (_either(zh, f"Remark: {closing.remark}", f"备注：{closing.remark}"),) if closing.remark else ()
    return (said, *reasons, *remark)


def check_rows(shown: Shown, *, zh: bool) -> Rows:
    """One row a computer check."""
    return tuple(_check_row(line, shown.acceptance.drawing.standard.rate, zh=zh) for line in shown.lines)


def _check_row(line: Line, rate: float, *, zh: bool) -> tuple[str, ...]:
    tally, left = line.tally, line.tally.failed - line.excused
    name, verdict = tally.check.zh if zh else tally.check.en, line_verdict(line, rate)
    demanded = f"≥ {rate:.0%}" if tally.check.demand is Demand.SHARE else "100%"
    right = share(1.0 - left / tally.looked) if tally.looked else "—"
    return (name, demanded, str(tally.looked), str(tally.failed), str(line.excused), right, VERDICT_WORDS[verdict][zh])


VERDICT_WORDS = {"right": ("right", "合格"), "wrong": ("fails", "不合格"), "none": ("not applicable", "不适用")}


def line_verdict(line: Line, rate: float) -> str:
    """right, wrong, or none where the batch has nothing that the check is about."""
    left = line.tally.failed - line.excused
    if not line.tally.applies:
        return "none"
    if line.tally.check.demand is Demand.SHARE:
        return "wrong" if left > line.tally.looked * (1.0 - rate) + 1e-9 else "right"
    return "wrong" if left else "right"


def criterion_rows(shown: Shown, *, zh: bool) -> Rows:
    """One row a criterion, then all together; of the items drawn by lot and those looked at once more."""
    ticked = shown.sample.ticked + shown.sample.again_ticked

    def row(name: str, number: int, wrong: int) -> tuple[str, ...]:
        return (name, str(number), str(wrong), share(1.0 - wrong / number) if number else "—")

    rows = tuple(row(each.zh if zh else each.en, ticked, shown.sample.wrong(each)) for each in Criterion)
    drawn = row(_either(zh, "Items drawn by lot", "随机抽检合计（件）"), shown.sample.ticked, shown.sample.failed)
    again = row(_either(zh, "Items looked at once more", "复检合计（件）"), shown.sample.again_ticked, shown.sample.again_failed)
    return (*rows, drawn, again) if shown.sample.again else (*rows, drawn)


def redo_rows(shown: Shown, *, zh: bool) -> Rows:
    """What must be redone: failing items of the computer checks that nobody excused, then those of the sample."""
    checked = tuple(_defect_row(defect, zh=zh) for defect in shown.defects if not _forgiven(shown, defect))
    sampled = tuple(
        (
            _either(zh, "sample: ", "抽检：") + verdict_words(item.verdict, zh=zh),
            row.archive_no or f"#{row.document_id}",
            item.verdict.remark,
            _either(zh, "mend it, then open the acceptance anew", "更正或重新扫描后，重新开始验收"),
        )
        for row, item in shown.items
        if item.verdict is not None and item.verdict.wrong
    )
    return (*checked, *sampled)


def _defect_row(defect: Defect, *, zh: bool) -> tuple[str, ...]:
    check: Check = defect.check
    if zh:
        return (check.zh, defect.paper, defect.zh, check.mend_zh)
    return (check.en, defect.paper, defect.en, check.mend_en)


def _forgiven(shown: Shown, defect: Defect) -> bool:
    return defect.check.excusable and shown.excuse_of(defect) is not None


def verdict_words(verdict: ItemVerdict | None, *, zh: bool) -> str:
    """What a person found, in words."""
    if verdict is None:
        return _either(zh, "not ticked yet", "未检查")
    if not verdict.wrong:
        return _either(zh, "right", "合格")
    words = [criterion.zh if zh else criterion.en for criterion in verdict.wrong]
    return _either(zh, "fails: ", "未通过：") + ("、" if zh else ", ").join(words)


def sample_rows(shown: Shown, taxonomy: Taxonomy, *, zh: bool) -> Rows:
    """One row a sampled item, in the order of the draw."""
    mark = _either(zh, " (again)", "（复检）")
    return tuple(
        (
            f"{place}{mark if item.again else ''}",
            row.archive_no or f"#{row.document_id}",
            taxonomy.name_of(row.doc_type),
            f"{row.estate} {unit_words(row.unit) if row.unit else ''}".strip(),
            verdict_words(item.verdict, zh=zh),
            item.verdict.remark if item.verdict else "",
            item.verdict.by if item.verdict else "",
        )
        for place, (row, item) in enumerate(shown.items, start=1)
    )


def excuse_rows(shown: Shown, *, zh: bool) -> Rows:
    """One row an excused item that still fails its check."""
    return tuple(
        (defect.check.zh if zh else defect.check.en, defect.paper, given.why, given.by)
        for defect in shown.defects
        if (given := shown.excuse_of(defect)) is not None
    )


def moment(at: float) -> str:
    """A time in seconds since 1970 as local date and minute."""
    return datetime.fromtimestamp(at).astimezone().strftime("%Y-%m-%d %H:%M")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    title: str
    heads: tuple[str, ...]
    widths: tuple[int, ...]
    rows: Rows


def redo_title(shown: Shown, *, zh: bool) -> str:
    """The title of the failing items: what must be redone, or where the batch is good what was let pass."""
    return title("redo" if shown.judgement.outcome is Outcome.SEND_BACK else "allowed", zh=zh)


def _parts(shown: Shown, taxonomy: Taxonomy, *, zh: bool) -> Iterator[_Part]:
    def part(name: str, rows: Rows, called: str = "") -> _Part:
        return _Part(title=called or title(name, zh=zh), heads=heads(name, zh=zh), widths=_WIDTHS[name], rows=rows)

    yield part("checks", check_rows(shown, zh=zh))
    yield part("criteria", criterion_rows(shown, zh=zh))
    yield part("redo", redo_rows(shown, zh=zh), redo_title(shown, zh=zh))
    yield part("excuses", excuse_rows(shown, zh=zh))
    yield part("sample", sample_rows(shown, taxonomy, zh=zh))


def write_workbook_report(shown: Shown, taxonomy: Taxonomy, path: Path, *, zh: bool) -> None:
    """Write a sheet with the conclusion and one a table."""
    words = _either(zh, "Conclusion", "结论")
    lines = (*summary_lines(shown, zh=zh), *sign_lines(zh=zh))
    first = Sheet(name=words, heads=(title("title", zh=zh),), widths=(120,), rows=[(line,) for line in lines])
    tables = (
        Sheet(name=part.title[:_SHEET_NAME], heads=part.heads, widths=part.widths, rows=part.rows)
        for part in _parts(shown, taxonomy, zh=zh)
    )
    write_sheets(path, (first, *tables))


def write_printed_report(shown: Shown, taxonomy: Taxonomy, path: Path, *, zh: bool) -> None:
    """Write the same to print and sign; of very many rows the workbook has them all."""
    from publishing.printed_report import PrintedTable, write_report  # what prints takes half a second to load

    tables = [
        PrintedTable(title=part.title, heads=part.heads, widths=part.widths, rows=part.rows[:_MOST_PRINTED])
        for part in _parts(shown, taxonomy, zh=zh)
        if part.rows
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = (*summary_lines(shown, zh=zh), "", *sign_lines(zh=zh))
    write_report(path, title=title("title", zh=zh), lines=lines, tables=tables)


def sign_lines(*, zh: bool) -> tuple[str, ...]:
    """Where those who did the work and those who take it over sign."""
    if zh:
        return (
            "数字化承办方（签字）：________________    日期：____________",
            "档案管理员（签字）：________________    日期：____________",
            "验收负责人（签字）：________________    日期：____________",
        )
    return tuple(f"{who}: ________________    Date: ____________" for who in ("Digitised by", "Archivist", "Head of acceptance"))
