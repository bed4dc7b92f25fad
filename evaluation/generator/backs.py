"""What stands on the back of a form: printed terms with a heading that is no title, or notes that were written there later."""

import random

from evaluation.generator.flow import Flow
from evaluation.generator.job import Job
from evaluation.generator.sheet import PageDraft, Role
from evaluation.generator.slots import HAND, PRINT

SHAPES = frozenset({"form", "slip", "sheet", "table", "receipt", "bilingual"})
"""Papers whose backs are written on."""
SHARE = 0.08
_NOTE_SLOTS = ("sdate", "staff", "verdict")


def written_back(job: Job, front: PageDraft, rng: random.Random) -> PageDraft:
    """The other side of the page, of its size."""
    flow = Flow(job.style, rng, (front.width, front.height))
    flow.set_role(Role.BACK)
    backs = job.wording.backs
    if rng.random() < 0.5:
        flow.y += rng.uniform(0, 0.3) * flow.height
        for text in rng.sample(backs["notes"], rng.randint(1, len(backs["notes"]))):
            job.slots.forget(*_NOTE_SLOTS)
            note = job.slots.fill(text).replace(HAND, "").replace(PRINT, "")
            flow.para(f"{HAND}{note}{PRINT}", 0, 13)
            flow.y += 8
    else:
        if heading := rng.choice(backs["heads"]):
            flow.centre(heading, rng.choice((11, 13, 16)))
        for number, text in enumerate(rng.sample(backs["lines"], rng.randint(2, len(backs["lines"]))), 1):
            flow.para(f"{number}. {job.slots.fill(text)}", 0, 10)
    return flow.finish()[0]
