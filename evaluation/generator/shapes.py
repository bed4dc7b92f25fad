"""The shapes of paper: form, slip, table, letter, notice, contract, copy, receipt. Each lays a document out with its house style."""

from collections.abc import Callable

from evaluation.generator import numerals
from evaluation.generator.flow import A5_LANDSCAPE, Flow, advance, wrap
from evaluation.generator.job import Job, form_pairs, open_page, put_title, some
from evaluation.generator.sheet import PageDraft, Role
from evaluation.generator.slots import HAND, PRINT
from evaluation.generator.styles import LayoutStyle
from evaluation.generator.wording import TypeWording, vary


def _form(job: Job) -> tuple[PageDraft, ...]:
    flow = open_page(job)
    put_title(flow, job.spec.title)
    grid(flow, job, form_pairs(job))
    flow.y += 14
    for text in some(job, job.words.paras, 0, 2):
        flow.para(job.slots.fill(text), 0)
    if job.rng.random() < 0.5:
        flow.para(job.rng.choice(job.wording.common["lines"]), 0, 9)
    sign(flow, job)
    return flow.finish()


def _slip(job: Job) -> tuple[PageDraft, ...]:
    flow = open_page(job, A5_LANDSCAPE)
    put_title(flow, job.spec.title)
    grid(flow, job, form_pairs(job)[:8])
    sign(flow, job)
    return flow.finish()


def grid(flow: Flow, job: Job, pairs: list[tuple[str, str]]) -> None:
    """Label-value rows. A long value takes the whole width; with `cells` the unit is split into building, entrance and room."""
    style = flow.style
    top, height = flow.y, style.size * style.row_height * flow.stretch
    rows = _rows(job, pairs, style.pairs, style.cells)
    for row in rows:
        flow.need(height)
        column = (flow.right - flow.left) / len(row)
        lines = max(len(wrap(v, column - _label_width(style, label, column) - style.size * 0.7, style.size)) for label, v in row)
        if not style.loose:
            lines = max(lines, 1)
        tall = height + (lines - 1) * style.size * 1.4
        flow.need(tall)
        for index, (label, value) in enumerate(row):
            _cell(flow, (flow.left + index * column, column, tall), label, value)
        if style.grid == "lines":
            flow.rule(flow.left, flow.y + tall, flow.right, flow.y + tall)
        flow.y += tall
    if style.grid == "lines" and flow.y > top:
        flow.rule(flow.left, top, flow.right, top, 1.4)


def _rows(job: Job, pairs: list[tuple[str, str]], per_row: int, cells: bool) -> list[list[tuple[str, str]]]:
    rows: list[list[tuple[str, str]]] = [[]]
    unit = job.slots["unit"]
    for label, value in pairs:
        if cells and job.spec.cells and value == unit:
            names = [(n, v) for n, v in zip(job.wording.labels["cells"], job.spec.cells, strict=True) if v]
            rows += [[(n, f"{HAND}{v}{PRINT}" if HAND in unit else v) for n, v in names], []]
        elif len(value) > 16 or len(label) > 9:
            rows += [[(label, value)], []]
        else:
            if len(rows[-1]) == per_row:
                rows.append([])
            rows[-1].append((label, value))
    return [row for row in rows if row]


def _label_width(style: LayoutStyle, label: str, width: float) -> float:
    """How much of a cell of `width` points its label takes."""
    return min(max(style.label_em * style.size, advance(label + style.colon, style.size) + style.size * 0.6), width * 0.55)


def _cell(flow: Flow, place: tuple[float, float, float], label: str, value: str) -> None:
    """One label and its value in a cell of (x, width, height) at the pen."""
    style, (x, width, height) = flow.style, place
    size = style.size
    label_width = _label_width(style, label, width)
    if style.grid == "full":
        if style.shade:
            flow.shade(x, flow.y, x + label_width, flow.y + height)
        flow.box(x, flow.y, x + label_width, flow.y + height)
        flow.box(x + label_width, flow.y, x + width, flow.y + height)
    label_size = min(size, size * (label_width - size * 0.4) / max(advance(label + style.colon, size), 1))
    flow.put(label + style.colon, x + size * 0.3, flow.y + (height - label_size) / 2, label_size)
    lines = wrap(value, width - label_width - size * 0.7, size)
    y = flow.y + (height - size * (1 + 1.4 * (len(lines) - 1))) / 2
    for line in lines:
        flow.put(line, x + label_width + size * 0.4, y, size)
        y += size * 1.4
    if style.grid in ("underline", "dotted"):
        base = flow.y + (height + size) / 2 + 3
        flow.rule(x + label_width, base, x + width - 8, base, 0.6, dashed=style.grid == "dotted")


def sign(flow: Flow, job: Job) -> None:
    """Signature, date and often a seal."""
    size = flow.style.size
    flow.need(size * 6)
    flow.y += size
    signature = job.say("sign")
    date = job.slots["date"]
    if flow.style.sign_at == "row":
        x = flow.put(signature, flow.left, flow.y, size)
        flow.put(job.slots["owner"], x, flow.y, size)
        flow.put(date, flow.right - advance(date, size), flow.y, size)
        flow.y += size * 2
        return
    x = flow.left if flow.style.sign_at == "left" else flow.right - size * 14
    end = flow.put(signature, x, flow.y, size)
    flow.put(job.slots["owner"], end, flow.y, size)
    flow.y += size * 2
    flow.put(date, x, flow.y, size)
    flow.y += size * 2


def _table(job: Job) -> tuple[PageDraft, ...]:
    """A list: a line of who and where, then a ruled table with a header row, on as many pages as it takes."""
    flow = open_page(job)
    put_title(flow, job.spec.title)
    size = flow.style.size
    head = f"{job.say('unit')}：{job.slots['unit']}    {job.say('owner')}：{job.slots['owner']}"
    flow.put(head, flow.left, flow.y, size)
    flow.y += size * 1.9
    count = job.rng.choice((3, 5, 6, 8, 10, 30)) if len(job.words.rows) > 1 else job.rng.randint(1, 3)
    ruled(flow, job, count)
    flow.y += 12
    for text in some(job, job.words.paras, 0, 1):
        flow.para(job.slots.fill(text), 0)
    sign(flow, job)
    return flow.finish(job.rng.choice(job.wording.labels["pageno"]) if count > 12 else "")


_ROW_SLOTS = ("i", "sdate", "part", "job", "staff", "price", "amount", "amount2", "paper", "room_part", "state", "verdict", "fault", "fee",
              "n", "n2", "area2", "certno")  # fmt: skip


def ruled(flow: Flow, job: Job, count: int, words: TypeWording | None = None) -> None:
    """A table of `count` rows with rules all round, worded as the document or as `words`."""
    words = words or job.words
    size = flow.style.size * 0.95
    height = size * flow.style.table_row
    above = height * 0.25 if flow.style.table_row > 1.5 else size * (flow.style.table_row - 1) / 2
    templates = words.rows
    first = job.rng.randrange(len(templates))
    rows = [[vary(job.rng, job.rng.choice((name, *job.wording.synonyms.get(name, ())))) for name in words.columns]]
    for number in range(1, count + 1):
        job.slots.forget(*_ROW_SLOTS)
        job.slots["i"] = str(number)
        rows.append(job.slots.fill(templates[(first + number) % len(templates)]).split("|"))
    columns = len(rows[0])
    shares = [max(advance(row[c] if c < len(row) else "", size) for row in rows[:8]) + size for c in range(columns)]
    scale = (flow.right - flow.left) / sum(shares)
    for index, row in enumerate(rows):
        cells = [wrap(text, shares[c] * scale - size * 0.5, size) or [""] for c, text in enumerate(row)]
        tall = height + (max(len(lines) for lines in cells) - 1) * size * 1.3
        flow.need(tall)
        x = flow.left
        for column, lines in enumerate(cells):
            width = shares[column] * scale
            flow.box(x, flow.y, x + width, flow.y + tall, 1.2 if index == 0 else 0.7)
            for k, line in enumerate(lines):
                flow.put(line, x + size * 0.3, flow.y + above + k * size * 1.3, size, "bold" if index == 0 else "body")
            x += width
        flow.y += tall


def _letter(job: Job) -> tuple[PageDraft, ...]:
    flow = open_page(job)
    put_title(flow, job.spec.title)
    salute = job.words.salute or job.wording.labels["salute"]
    flow.para(job.slots.fill(job.rng.choice(salute)), 0)
    most = 2 if job.spec.doc_type == "other_document" else len(job.words.paras)
    for text in some(job, job.words.paras, min(3, most), most):
        flow.para(job.slots.fill(text))
    flow.y += flow.style.size
    by_owner = job.spec.doc_type in ("owner_letter", "key_custody_authorization", "agency_authorization", "safety_undertaking")
    if by_owner:
        signer = f"{job.slots['unit']} {job.slots['owner']}"
    else:
        signer = job.slots["company"]
        flow.para(job.slots.fill(job.rng.choice(job.wording.labels["ending"])))
    flow.need(flow.style.size * 5)
    x = flow.right - advance(signer, flow.style.size) - 10
    flow.put(signer, x, flow.y, flow.style.size)
    if not by_owner and job.rng.random() < 0.7:
        flow.seal(job.spec.company, x + 60, flow.y + 10)
    flow.y += flow.style.size * 2
    date = job.slots["date"]
    flow.put(date, flow.right - advance(date, flow.style.size) - 20, flow.y, flow.style.size)
    return flow.finish()


def _contract(job: Job) -> tuple[PageDraft, ...]:
    """Parties, numbered clauses over several pages, signatures, sometimes a cover and an annex table."""
    flow = open_page(job)
    slots, size = job.slots, flow.style.size
    if flow.style.cover and job.rng.random() < 0.6:
        _cover(flow, job)
    put_title(flow, job.spec.title)
    for text in job.words.parties or job.wording.labels["parties"]:
        flow.para(slots.fill(text), 0)
    flow.para(f"{job.say('unit')}：{slots['unit']}", 0)
    clauses = some(job, job.words.paras, 4, len(job.words.paras)) + some(job, job.wording.common["clauses"], 3, job.rng.choice((6, 12, 40)))
    pattern = job.rng.choice(job.wording.labels["numbering"])
    indent, gap = job.rng.choice((0, 2, 2)), job.rng.choice((0, 0.6, 1)) * size
    for number, text in enumerate(clauses, 1):
        flow.para(pattern.format(cn=numerals.counting(number), n=number) + slots.fill(text), indent)
        flow.y += gap
    _both_sign(flow, job)
    if job.rng.random() < 0.3:
        _annex(flow, job)
    if job.rng.random() < 0.12:
        flow.run_head(job.spec.title)
    return flow.finish("" if job.rng.random() < 0.3 else job.rng.choice(job.wording.labels["pageno"]))


_ANNEX_TABLES = ("acceptance_form", "service_items", "move_in_receipt", "payment_notice")


def _annex(flow: Flow, job: Job) -> None:
    """An annex on a page of its own: rows of label and value, or a table that might as well be another paper's."""
    flow.turn_page(Role.ANNEX)
    heading, size = job.say("annex"), job.rng.choice((11, 14, 16))
    if job.rng.random() < 0.7:
        flow.centre(heading, size)
    else:
        flow.put(heading, flow.left, flow.y, size, "title")
        flow.y += size * 1.9
    flow.y += 6
    if job.rng.random() < 0.5:
        ruled(flow, job, job.rng.randint(4, 18), job.wording.types[job.rng.choice(_ANNEX_TABLES)])
        return
    for label, value in form_pairs(job)[:6]:
        grid(flow, job, [(label, value)])


def _cover(flow: Flow, job: Job) -> None:
    flow.set_role(Role.COVER)
    flow.y = flow.height * 0.28
    flow.centre(job.spec.title, min(28.0, 0.8 * flow.width / advance(job.spec.title, 1)))
    flow.y += 60
    for text in job.rng.sample(job.wording.labels["cover_marks"], job.rng.randint(0, 2)):
        flow.centre(job.slots.fill(text), 14, "body")
    for label, value in (("owner", "owner"), ("unit", "unit"), ("date", "date")):
        text = f"{job.say(label)}：{job.slots[value]}"
        flow.put(text, flow.width * 0.3, flow.y, 14)
        flow.y += 34
    flow.turn_page(Role.CONTINUATION)


def _both_sign(flow: Flow, job: Job) -> None:
    size, slots = flow.style.size, job.slots
    flow.need(size * 8)
    flow.y += size * 2
    middle = (flow.left + flow.right) / 2
    left, right = job.wording.labels["both_sign"]
    x = flow.put(left, flow.left, flow.y, size)
    flow.put(slots["owner"], x, flow.y, size)
    if job.words.parties:
        x = flow.put(right, middle, flow.y, size)
        if "{tenant}" in "".join(job.words.parties):
            flow.put(slots["tenant"], x, flow.y, size)
    else:
        flow.put(right + job.spec.company, middle, flow.y, size)
        flow.seal(job.spec.company, middle + 120, flow.y + 20)
    flow.y += size * 2.4
    flow.put(slots["date"], flow.left, flow.y, size)
    flow.put(slots["date"], middle, flow.y, size)


def _copy(job: Job) -> tuple[PageDraft, ...]:
    """A photocopied card or certificate: a framed block of fields on an otherwise empty page."""
    flow = open_page(job)
    width = job.rng.uniform(260, 340)
    left = job.rng.uniform(60, 200)
    flow.y = job.rng.uniform(90, 260)
    top, size = flow.y, 10.5
    if job.spec.title:
        flow.y += 12
        flow.put(job.spec.title, left + (width - advance(job.spec.title, 14)) / 2, flow.y, 14, "title")
        flow.y += 26
    for field in job.words.fields:
        label, _, template = field.partition("=")
        for line in wrap(f"{label}  {job.slots.fill(template)}", width - 30, size):
            flow.put(line, left + 14, flow.y + 6, size)
            flow.y += size * 1.9
    flow.box(left, top, left + width, flow.y + 12, 1.2)
    flow.seal(job.say("office"), left + width - 40, flow.y - 30)
    flow.y += 60
    for text in job.words.paras:
        flow.para(job.slots.fill(text), 0)
    flow.put(job.slots["owner"], flow.right - 90, flow.y + 20, 13, "hand", flow.pen)
    return flow.finish()


def _receipt(job: Job) -> tuple[PageDraft, ...]:
    flow = open_page(job, A5_LANDSCAPE)
    put_title(flow, job.spec.title)
    head = f"{job.say('payer')}：{job.slots['unit']} {job.slots['owner']}"
    flow.put(head, flow.left, flow.y, flow.style.size)
    date = job.slots["date"]
    flow.put(date, flow.right - advance(date, 10), flow.y, 10)
    flow.y += 24
    ruled(flow, job, job.rng.randint(1, 3))
    flow.y += 12
    flow.para(f"{job.say('total')}：{job.slots['bigcn']}", 0)
    flow.put(job.slots["company"], flow.left, flow.y, 10)
    flow.seal(job.spec.company, flow.right - 90, flow.y - 20)
    return flow.finish()


SHAPES: dict[str, Callable[[Job], tuple[PageDraft, ...]]] = {
    "form": _form,
    "slip": _slip,
    "table": _table,
    "letter": _letter,
    "notice": _letter,
    "contract": _contract,
    "copy": _copy,
    "receipt": _receipt,
}
