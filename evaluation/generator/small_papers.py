"""Small papers, for measuring readers: till receipts on a narrow roll, and both sides of a card copied to one page."""

from collections.abc import Callable

from evaluation.generator.flow import Flow, advance, wrap
from evaluation.generator.job import Job, open_page
from evaluation.generator.sheet import PageDraft
from evaluation.generator.slots import HAND, PRINT

_ROLL_WIDTH = 227.0
"""An 80 mm roll in points."""
_CARD = (243.0, 153.0)
"""A card of 85.6 by 54 mm in points (ISO/IEC 7810 ID-1)."""


def _printed(text: str) -> str:
    """The text without the marks of handwriting."""
    return text.replace(HAND, "").replace(PRINT, "")


def _till(job: Job) -> tuple[PageDraft, ...]:
    """A receipt from a till: everything in one narrow column of small type."""
    size, margin = 8.6, 14.0
    items = [_printed(job.slots.fill(row)).split("|") for row in job.wording.bench["till"]]
    flow = Flow(job.style, job.rng, (_ROLL_WIDTH, 250.0 + 26 * len(items)))
    flow.left, flow.right, flow.y = margin, _ROLL_WIDTH - margin, 22.0
    for text, large in ((job.slots["company"], 10.0), (job.spec.title, 11.5)):
        if text:
            flow.centre(text, large, "body")
            flow.y -= large * 0.4
    _dashes(flow)
    for label, value in (("unit", "unit"), ("owner", "owner"), ("date", "date")):
        _line(flow, f"{job.say(label)}：", _printed(job.slots[value]), size)
    _dashes(flow)
    for name, amount in items:
        _line(flow, name, amount, size)
    _dashes(flow)
    _line(flow, job.say("total"), job.slots["bigcn"], size)
    _line(flow, job.say("docno"), job.slots["no"], size)
    flow.y += size
    flow.centre(job.slots["hotline"], size, "body")
    return flow.finish()


def _dashes(flow: Flow) -> None:
    flow.rule(flow.left, flow.y, flow.right, flow.y, 0.7, dashed=True)
    flow.y += 8


def _line(flow: Flow, label: str, value: str, size: float) -> None:
    """Label at the left, value at the right edge; below it where there is no room beside it."""
    flow.put(label, flow.left, flow.y, size)
    room = flow.right - flow.left
    if advance(label, size) + advance(value, size) > room - size:
        flow.y += size * 1.5
    for line in wrap(value, room, size) or [""]:
        flow.put(line, max(flow.left, flow.right - advance(line, size)), flow.y, size)
        flow.y += size * 1.5


def _card(job: Job) -> tuple[PageDraft, ...]:
    """Both sides of a card, one below or beside the other, and a remark with a signature."""
    flow = open_page(job)
    beside = flow.style.signatures == "grid"
    first = (flow.left, flow.y + job.rng.uniform(20, 120))
    second = (flow.left + _CARD[0] + 12, first[1]) if beside else (flow.left + job.rng.uniform(-4, 60), first[1] + _CARD[1] + 40)
    _front(flow, job, first)
    _back(flow, job, second)
    flow.y = second[1] + _CARD[1] + job.rng.uniform(30, 120)
    for text in job.words.paras:
        flow.para(job.slots.fill(text), 0)
    flow.put(job.slots["owner"], flow.right - 120, flow.y + 20, 14, "hand", flow.pen)
    return flow.finish()


def _outline(flow: Flow, corner: tuple[float, float], grey: int) -> None:
    flow.shade(corner[0], corner[1], corner[0] + _CARD[0], corner[1] + _CARD[1], grey)
    flow.box(corner[0], corner[1], corner[0] + _CARD[0], corner[1] + _CARD[1], 0.7)


def _front(flow: Flow, job: Job, corner: tuple[float, float]) -> None:
    _outline(flow, corner, job.rng.choice((238, 228)))
    x, y, size = corner[0] + 12, corner[1] + 12, 9.0
    flow.shade(corner[0] + _CARD[0] - 78, corner[1] + 20, corner[0] + _CARD[0] - 16, corner[1] + 98, 170)
    fields = job.words.fields
    for number, field in enumerate(fields):
        label, _, template = field.partition("=")
        room = _CARD[0] - (24 if number == len(fields) - 1 else 104)
        for line in wrap(f"{label}  {_printed(job.slots.fill(template))}", room, size):
            flow.put(line, x, y, size)
            y += min(size * 1.75, (_CARD[1] - 20) / (len(fields) + 1))


def _back(flow: Flow, job: Job, corner: tuple[float, float]) -> None:
    _outline(flow, corner, job.rng.choice((240, 230)))
    flow.shade(corner[0] + 14, corner[1] + 14, corner[0] + 50, corner[1] + 54, 150)
    for text, size, down in (("样例居民身份证明", 13.0, 30), *((line, 9.0, 98 + 20 * n) for n, line in enumerate(_back_lines(job)))):
        left = corner[0] + (62 if size > 9 else 30)
        flow.put(text, left, corner[1] + down, size)


def _back_lines(job: Job) -> list[str]:
    return [job.slots.fill(text) for text in job.wording.bench["card_back"]]


SHAPES: dict[str, Callable[[Job], tuple[PageDraft, ...]]] = {"till": _till, "card": _card}
