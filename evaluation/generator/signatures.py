"""Signatures of two parties side by side, read row by row."""

from evaluation.generator.flow import Flow, advance, wrap
from evaluation.generator.job import Job


def two_columns(flow: Flow, job: Job) -> None:
    """The block as the house style has it: boxed, ruled to a grid, or in bare columns; often sealed on the right."""
    size, rng = flow.style.size, job.rng
    first, *middle, last = (job.slots.fill(row).split("|") for row in job.wording.bench["signers"])
    rows = [first, *(row for row in middle if rng.random() < 0.6), last]
    inner = size * 0.5
    column = (flow.right - flow.left) / 2
    cells = [[wrap(text, column - inner * 2, size) for text in row] for row in rows]
    talls = [size * (2.0 + 1.4 * (max(len(lines) for lines in row) - 1)) for row in cells]
    flow.need(sum(talls) + size * 2)
    flow.y += size
    top = flow.y
    for row, tall in zip(cells, talls, strict=True):
        for side, lines in enumerate(row):
            for number, line in enumerate(lines):
                flow.put(line, flow.left + side * column + inner, flow.y + size * (0.5 + 1.4 * number), size)
        flow.y += tall
        if flow.style.signatures == "grid":
            flow.rule(flow.left, flow.y, flow.right, flow.y)
    if flow.style.signatures != "columns":
        flow.box(flow.left, top, flow.right, flow.y)
        flow.rule(flow.left + column, top, flow.left + column, flow.y)
    if rng.random() < 0.75:
        flow.seal(job.spec.company, flow.left + column + advance(rows[0][1], size) * rng.uniform(0.5, 0.9), top + size * rng.uniform(1, 4))
    flow.y += size
