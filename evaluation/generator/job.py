"""What every shape of paper starts from: the document to lay out, its heading, and its rows of label and value."""

import random
from dataclasses import dataclass

from evaluation.generator.flow import A4, Flow, advance
from evaluation.generator.sheet import DocumentSpec
from evaluation.generator.slots import HAND, PRINT, Slots
from evaluation.generator.styles import STYLE_OF, LayoutStyle
from evaluation.generator.wording import TypeWording, Wording


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What a shape needs: the document, its wording, its slots and its own chance."""

    spec: DocumentSpec
    wording: Wording
    words: TypeWording
    slots: Slots
    rng: random.Random

    @property
    def style(self) -> LayoutStyle:
        """The house style."""
        return STYLE_OF[self.spec.layout]

    def say(self, pool: str) -> str:
        """One filled phrase of a label pool."""
        return self.slots.fill(self.rng.choice(self.wording.labels[pool]))

    def bench(self, pool: str) -> str:
        """One filled phrase of a pool that only papers of the bench use."""
        return self.slots.fill(self.rng.choice(self.wording.bench[pool]))


def open_page(job: Job, paper: tuple[float, float] = A4) -> Flow:
    """A first page with the header of the house style."""
    flow = Flow(job.style, job.rng, paper)
    style, spec = flow.style, job.spec
    if style.header == "company":
        flow.put(job.slots["company"], flow.left, flow.y, 9.5)
        flow.y += 20
    elif style.header == "letterhead":
        flow.centre(spec.company, 17, "title", "red")
        flow.rule(flow.left, flow.y - 8, flow.right, flow.y - 8, 1.6)
        flow.y += 4
    elif style.header == "number":
        text = job.say("docno") + job.slots["no"]
        flow.put(text, flow.right - advance(text, 9.5), flow.y, 9.5)
        flow.y += 20
    return flow


def put_title(flow: Flow, title: str) -> None:
    """The title where the house style has it; none for ""."""
    if not title:
        return
    size = min(flow.style.title_size, 0.9 * (flow.right - flow.left) / advance(title, 1))
    width = advance(title, size)
    if flow.style.title_at == "left":
        flow.put(title, flow.left, flow.y, size, "title")
        flow.y += size * 1.9
        return
    if flow.style.title_at == "boxed":
        x = (flow.width - width) / 2
        flow.box(x - 14, flow.y - 6, x + width + 14, flow.y + size + 8, 1.2)
    spread = title if len(title) > 6 or flow.rng.random() < 0.75 else " ".join(title)
    flow.centre(spread, size)
    flow.y += 4


def form_pairs(job: Job) -> list[tuple[str, str]]:
    """The form's rows as (label, value); generic kinds get a label of the split and keep the register's fields on every form."""
    fields = list(job.words.fields) or ["owner", "unit", "phone", "date"]
    if job.words.extra:
        fields += job.rng.sample(job.words.extra, job.rng.randint(0, min(4, len(job.words.extra))))
    if len(fields) > 6 and job.rng.random() < 0.4:
        droppable = [f for f in fields[2:] if f.split("=")[-1] not in ("unit", "owner", "date", "{owner}", "{unit}")]
        fields.remove(job.rng.choice(droppable)) if droppable else None
    if job.rng.random() < 0.25:
        head = fields[:3]
        job.rng.shuffle(head)
        fields[:3] = head
    out = []
    for field in fields:
        label, _, template = field.partition("=")
        kind = label if not template else ""
        if kind:
            label = job.say(kind)
            template = "{owner}" if kind == "applicant" else "{" + kind + "}"
        elif others := job.wording.synonyms.get(label):
            label = job.rng.choice((label, *others))
        label, value = job.slots.fill(label), job.slots.fill(template)
        if job.spec.handwritten and HAND not in value and job.rng.random() < 0.8:
            value = f"{HAND}{value}{PRINT}"
        if job.rng.random() < 0.06 and "{unit}" not in template and "{owner}" not in template:
            value = ""
        out.append((label, value))
    return out


def some(job: Job, texts: tuple[str, ...], low: int, high: int) -> list[str]:
    """Between low and high of the texts, in their order."""
    count = job.rng.randint(min(low, len(texts)), min(high, len(texts)))
    return [texts[i] for i in sorted(job.rng.sample(range(len(texts)), count))]
