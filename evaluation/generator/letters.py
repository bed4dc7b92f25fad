"""More running text, for measuring readers: letters with a red head, notices in two columns, contracts in small type."""

from collections.abc import Callable

from evaluation.generator import numerals
from evaluation.generator.flow import Flow, advance, wrap
from evaluation.generator.job import Job, open_page, put_title, some
from evaluation.generator.sheet import PageDraft
from evaluation.generator.signatures import two_columns


def _salute(flow: Flow, job: Job) -> None:
    flow.para(job.slots.fill(job.rng.choice(job.words.salute or job.wording.labels["salute"])), 0)


def _close(flow: Flow, job: Job) -> None:
    """The company's name and the date at the right, under its seal."""
    size = flow.style.size
    flow.need(size * 6)
    flow.y += size
    company, date = job.slots["company"], job.slots["date"]
    x = flow.right - advance(company, size) - size
    flow.put(company, x, flow.y, size)
    flow.seal(job.spec.company, x + advance(company, size) * job.rng.uniform(0.3, 0.7), flow.y + size * job.rng.uniform(0, 3))
    flow.y += size * 2
    flow.put(date, flow.right - advance(date, size) - size * 2, flow.y, size)
    flow.y += size * 2


def _red_head(job: Job) -> tuple[PageDraft, ...]:
    """An official letter: a large red name over a red rule, its number, and black text below."""
    flow = Flow(job.style, job.rng)
    head = job.bench("headings")
    flow.y += 20
    size = min(34.0, (flow.right - flow.left) / advance(head, 1))
    flow.centre(head, size, "title", "red")
    mark = job.bench("docmarks")
    flow.y -= size * 0.4
    flow.put(mark, job.rng.choice(((flow.width - advance(mark, 11)) / 2, flow.right - advance(mark, 11))), flow.y, 11)
    flow.y += 18
    weight = job.rng.choice((1.2, 2.4))
    flow.rule(flow.left, flow.y, flow.right, flow.y, weight, ink="red")
    if job.rng.random() < 0.4:
        flow.rule(flow.left, flow.y + weight * 2, flow.right, flow.y + weight * 2, 0.6, ink="red")
    flow.y += 26
    put_title(flow, job.spec.title)
    _salute(flow, job)
    for text in some(job, job.words.paras, 2, 5):
        flow.para(job.slots.fill(text))
    _close(flow, job)
    return flow.finish()


def _columns(job: Job) -> tuple[PageDraft, ...]:
    """A notice whose text runs down a left and then a right column."""
    flow = open_page(job)
    put_title(flow, job.spec.title)
    _salute(flow, job)
    size, gap = flow.style.size, flow.style.size * job.rng.uniform(1.8, 3)
    width = (flow.right - flow.left - gap) / 2
    texts = [*some(job, job.words.paras, 2, 4), *some(job, job.wording.bench["columns"], 2, 6)]
    lines = [(line, indent) for text in texts for line, indent in _indented(job.slots.fill(text), width, size)]
    step = size * flow.style.lead
    fits = int((flow.bottom - flow.y - size * 7) / step)
    half = min((len(lines) + 1) // 2, fits)
    top = flow.y
    for side, part in enumerate((lines[:half], lines[half : half * 2])):
        for number, (line, indent) in enumerate(part):
            flow.put(line, flow.left + side * (width + gap) + indent, top + number * step, size)
    if job.rng.random() < 0.4:
        middle = flow.left + width + gap / 2
        flow.rule(middle, top, middle, top + half * step, 0.6)
    flow.y = top + half * step
    _close(flow, job)
    return flow.finish()


def _indented(text: str, width: float, size: float) -> list[tuple[str, float]]:
    """The lines of a paragraph with their indents in points."""
    return [(line, 0.0 if number else size * 2) for number, line in enumerate(wrap(text, width, size, 2))]


def _dense(job: Job) -> tuple[PageDraft, ...]:
    """A contract whose clauses fill the page in small type, with a signature block of two columns."""
    flow = open_page(job)
    put_title(flow, job.spec.title)
    slots = job.slots
    for text in job.words.parties or job.wording.labels["parties"]:
        flow.para(slots.fill(text), 0)
    flow.para(f"{job.say('unit')}：{slots['unit']}", 0)
    others = [text for words in job.wording.types.values() if "contract" in words.shapes and words != job.words for text in words.paras]
    more = [*job.wording.common["clauses"], *others, *job.wording.bench["columns"]]
    clauses = [*job.words.paras, *job.rng.sample(more, job.rng.randint(len(more) // 4, len(more)))]
    pattern = job.rng.choice(job.wording.labels["numbering"])
    number = 0
    while clauses:
        number += 1
        taken = job.rng.randint(1, 3)
        flow.para(pattern.format(cn=numerals.counting(number), n=number) + "".join(map(slots.fill, clauses[:taken])))
        clauses = clauses[taken:]
    two_columns(flow, job)
    if job.rng.random() < 0.12:
        flow.run_head(job.spec.title)
    return flow.finish("" if job.rng.random() < 0.3 else job.rng.choice(job.wording.labels["pageno"]))


SHAPES: dict[str, Callable[[Job], tuple[PageDraft, ...]]] = {"red_head": _red_head, "columns": _columns, "dense": _dense}
