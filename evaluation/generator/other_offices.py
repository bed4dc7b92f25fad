"""Papers as other offices lay them out: labels above their values, one row of headers, labels in running lines, memos, noted copies."""

from collections.abc import Callable

from evaluation.generator.flow import Flow, advance, wrap
from evaluation.generator.job import Job, form_pairs, open_page, put_title, some
from evaluation.generator.shapes import sign
from evaluation.generator.sheet import PageDraft
from evaluation.generator.slots import HAND, PRINT

_PER_ROW = (2, 3, 4)


def _stacked(job: Job) -> tuple[PageDraft, ...]:
    """Cells with a small label at their top and the value below it."""
    flow = open_page(job)
    put_title(flow, job.spec.title)
    pairs, size, per_row = form_pairs(job), flow.style.size, job.rng.choice(_PER_ROW)
    small = size * 0.78
    while pairs:
        row, pairs = pairs[:per_row], pairs[per_row:]
        width = (flow.right - flow.left) / len(row)
        cells = [(label, wrap(value, width - size, size) or [""]) for label, value in row]
        tall = small * 1.6 + max(len(lines) for _, lines in cells) * size * 1.4 + size * 0.6
        flow.need(tall)
        for index, (label, lines) in enumerate(cells):
            x = flow.left + index * width
            flow.box(x, flow.y, x + width, flow.y + tall)
            flow.put(label, x + size * 0.3, flow.y + size * 0.2, small)
            for number, line in enumerate(lines):
                flow.put(line, x + size * 0.5, flow.y + small * 1.6 + number * size * 1.4, size)
        flow.y += tall
    _end(flow, job)
    return flow.finish()


def _header_row(job: Job) -> tuple[PageDraft, ...]:
    """Tables of one row each: labels in the header row, values in the row below."""
    flow = open_page(job)
    put_title(flow, job.spec.title)
    pairs, size = form_pairs(job), flow.style.size * 0.95
    while pairs:
        row, pairs = pairs[:4], pairs[4:]
        shares = [max(advance(label, size), min(advance(value, size), 150)) + size for label, value in row]
        scale = (flow.right - flow.left) / sum(shares)
        for texts in ([label for label, _ in row], [value for _, value in row]):
            cells = [wrap(text, share * scale - size * 0.6, size) or [""] for text, share in zip(texts, shares, strict=True)]
            tall = size * 0.9 + max(map(len, cells)) * size * 1.35
            flow.need(tall)
            x = flow.left
            for lines, share in zip(cells, shares, strict=True):
                flow.box(x, flow.y, x + share * scale, flow.y + tall)
                for number, line in enumerate(lines):
                    flow.put(line, x + size * 0.3, flow.y + size * 0.45 + number * size * 1.35, size)
                x += share * scale
            flow.y += tall
        flow.y += job.rng.choice((0, 6))
    _end(flow, job)
    return flow.finish()


def _inline(job: Job) -> tuple[PageDraft, ...]:
    """Labels and values one after the other in lines of text, without any grid."""
    flow = open_page(job)
    put_title(flow, job.spec.title)
    size, gap = flow.style.size, job.rng.choice((1.0, 2.0, 3.0))
    mark = job.rng.choice(("：", ":", "： "))
    x = flow.left
    for label, value in form_pairs(job):
        text = f"{label}{mark}{value}"
        if x > flow.left and x + advance(text, size) > flow.right:
            x, flow.y = flow.left, flow.y + size * 2
        flow.need(size * 2)
        if advance(text, size) > flow.right - flow.left:
            flow.para(text, 0)
            continue
        x = flow.put(text, x, flow.y, size) + size * gap
    flow.y += size * 2
    _end(flow, job)
    return flow.finish()


def _end(flow: Flow, job: Job) -> None:
    flow.y += flow.style.size
    for text in some(job, job.words.paras, 0, 2):
        flow.para(job.slots.fill(text), 0)
    sign(flow, job)


_MEMO = ((("致", "由", "日期", "事由"), 3), (("收件人", "发件人", "日期", "主题"), 2), (("受文者", "发文者", "日期", "主旨"), 2))


def _memo(job: Job) -> tuple[PageDraft, ...]:
    """A letter with a head of lines: to whom, from whom, when, about what."""
    flow = open_page(job)
    size = flow.style.size
    (to, by, when, about), weight = job.rng.choice(_MEMO)
    say = job.slots._say
    subject = job.spec.title or say("往来事项")
    head = ((to, f"{job.slots['unit']} {job.slots['owner']}"), (by, job.slots["company"]), (when, job.slots["date"]), (about, subject))
    for label, value in head:
        flow.put(f"{say(label)}：", flow.left, flow.y, size)
        flow.put(value, flow.left + size * (weight + 3), flow.y, size, "title" if value == subject else "body")
        flow.y += size * 2
    flow.rule(flow.left, flow.y, flow.right, flow.y)
    flow.y += size
    for text in some(job, job.words.paras, 2, 5):
        flow.para(job.slots.fill(text))
    flow.para(job.say("ending"))
    company = job.slots["company"]
    flow.need(size * 4)
    flow.put(company, flow.right - advance(company, size) - size, flow.y + size, size)
    flow.seal(job.spec.company, flow.right - 70, flow.y + size * 2)
    return flow.finish()


def _id_note(job: Job) -> tuple[PageDraft, ...]:
    """A card's copy with a note of the clerk in a corner: unit, name, what for."""
    flow = open_page(job)
    size = 10.0
    left, width = job.rng.uniform(60, 180), job.rng.uniform(250, 330)
    flow.y = job.rng.uniform(110, 240)
    top = flow.y
    for field in job.words.fields:
        label, _, template = field.partition("=")
        for line in wrap(f"{label}{job.rng.choice((' ', '  '))}{job.slots.fill(template)}", width - 24, size):
            flow.put(line, left + 12, flow.y + 8, size)
            flow.y += size * 1.9
    flow.box(left, top, left + width, flow.y + 14, 1.0)
    flow.y += job.rng.uniform(60, 160)
    notes = [("unit", "owner"), ("unit",), ("unit", "phone"), ("owner", "unit")]
    text = " ".join(job.slots[key].replace(HAND, "").replace(PRINT, "") for key in job.rng.choice(notes))
    flow.put(f"{HAND}{text}{PRINT}", job.rng.choice((flow.left, flow.width / 2)), flow.y, 14)
    flow.y += 40
    for line in some(job, job.words.paras, 0, 1):
        flow.para(job.slots.fill(line), 0)
    return flow.finish()


SHAPES: dict[str, Callable[[Job], tuple[PageDraft, ...]]] = {
    "stacked": _stacked,
    "header_row": _header_row,
    "inline": _inline,
    "memo": _memo,
    "id_note": _id_note,
}
