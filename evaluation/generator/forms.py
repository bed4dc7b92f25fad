"""More forms, for measuring readers: ruled sheets with spans and ticks, bilingual forms, and forms with hardly a word on them."""

from collections.abc import Callable

from evaluation.generator.flow import A4, A5_LANDSCAPE
from evaluation.generator.job import Job, form_pairs, open_page, put_title, some
from evaluation.generator.ruled_sheet import Cell, RuledSheet
from evaluation.generator.shapes import sign
from evaluation.generator.sheet import PageDraft
from evaluation.generator.signatures import two_columns
from evaluation.generator.slots import HAND, PRINT

LONG = (12, 18, 26)
"""From how many characters on a value takes the whole width of a sheet, by lot; shorter ones wrap within their cell."""
_A6_LANDSCAPE = (420.0, 298.0)


def _by_hand(job: Job, value: str) -> str:
    """The value in handwriting where the paper was filled in so."""
    if not job.spec.handwritten or HAND in value or job.rng.random() > 0.8:
        return value
    return f"{HAND}{value}{PRINT}"


def _sheet(job: Job) -> tuple[PageDraft, ...]:
    flow = open_page(job)
    put_title(flow, job.spec.title)
    sheet = RuledSheet(flow, job)
    for row in _rows(form_pairs(job), flow.style.pairs, job.rng.choice(LONG)):
        sheet.row(row)
    blocks = [_lay_span, _lay_checks, _lay_remark, _lay_opinion]
    for lay in sorted(job.rng.sample(blocks, job.rng.randint(2, 4)), key=blocks.index):
        lay(job, sheet)
    sheet.close()
    flow.y += flow.style.size
    if job.rng.random() < 0.4:
        flow.para(job.rng.choice(job.wording.common["lines"]), 0, 9)
    if job.rng.random() < 0.5:
        two_columns(flow, job)
    elif job.rng.random() < 0.7:
        sign(flow, job)
    return flow.finish()


def _rows(cells: list[Cell], per_row: int, most: int) -> list[list[Cell]]:
    """The cells in their order, so many a row; one whose value has more than `most` characters stands alone."""
    rows: list[list[Cell]] = [[]]
    for label, value in cells:
        alone = len(value.strip(HAND + PRINT)) > most
        if rows[-1] and (alone or len(rows[-1]) == per_row):
            rows.append([])
        rows[-1].append((label, value))
        if alone:
            rows.append([])
    return [row for row in rows if row]


def _lay_span(job: Job, sheet: RuledSheet) -> None:
    for text in some(job, job.wording.bench["spans"], 1, 2):
        heading, *rows = job.slots.fill(text).split("|")
        pairs = (row.partition("=") for row in rows)
        sheet.span(heading, [(label, _by_hand(job, value)) for label, _, value in pairs])


def _lay_checks(job: Job, sheet: RuledSheet) -> None:
    label, *options = job.bench("checks").split("|")
    sheet.checks(label, options)


def _lay_remark(job: Job, sheet: RuledSheet) -> None:
    texts = job.rng.sample(job.wording.bench["remarks"], job.rng.choice((1, 2, 2, 3)))
    sheet.row([(job.bench("remark_labels"), _by_hand(job, "".join(map(job.slots.fill, texts))))])


def _lay_opinion(job: Job, sheet: RuledSheet) -> None:
    label, text = job.bench("opinions").split("|")
    sheet.opinion(label, _by_hand(job, text), f"{job.say('sign')}{job.slots['staff']} {job.slots['date']}")


def _bilingual(job: Job) -> tuple[PageDraft, ...]:
    """Every label with its English below or beside it."""
    flow = open_page(job)
    put_title(flow, job.spec.title)
    sheet = RuledSheet(flow, job)
    rows = [job.slots.fill(row).split("=") for row in job.wording.bench["bilingual"]]
    cells = [(f"{own}\n{english}", _by_hand(job, value)) for own, english, value in rows]
    for row in _rows(cells, 2, job.rng.choice(LONG)):
        sheet.row(row)
    sheet.close()
    flow.y += flow.style.size
    for text in some(job, job.words.paras, 0, 2):
        flow.para(job.slots.fill(text), 0)
    sign(flow, job)
    return flow.finish()


def _sparse(job: Job) -> tuple[PageDraft, ...]:
    """A pass or a tag: a title and up to four short values on much white."""
    flow = open_page(job, job.rng.choice((A4, A5_LANDSCAPE, _A6_LANDSCAPE)))
    flow.y += flow.height * job.rng.uniform(0.0, 0.12)
    put_title(flow, job.spec.title)
    size = flow.style.size * job.rng.choice((1.0, 1.2, 1.5))
    for kind in ("unit", "owner", *job.rng.sample(("date", "phone"), job.rng.randint(0, 2))):
        end = flow.put(f"{job.say(kind)}：", flow.left, flow.y, size)
        flow.put(job.slots[kind], end, flow.y, size)
        if job.rng.random() < 0.5:
            flow.rule(end, flow.y + size * 1.15, flow.right - size, flow.y + size * 1.15)
        flow.y += size * 2
    return flow.finish()


SHAPES: dict[str, Callable[[Job], tuple[PageDraft, ...]]] = {"sheet": _sheet, "bilingual": _bilingual, "sparse": _sparse}
