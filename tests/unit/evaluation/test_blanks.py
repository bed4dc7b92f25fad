import random
from collections import Counter
from pathlib import Path

import numpy as np

from domain.page import PageKind
from evaluation.blanks.blemishes import blemished
from evaluation.blanks.cases import dealt
from evaluation.blanks.drawing import draw_all, load, scan
from evaluation.blanks.judged import Judged, figures, mistakes
from evaluation.blanks.sheets import deal
from evaluation.generator.sheet import Split

SHEETS = deal(Split.DEV, 5, 96)


def test_the_same_deal_is_dealt_again_and_every_beginning_is_mixed() -> None:
    assert deal(Split.DEV, 5, 24) == SHEETS[:24]
    assert deal(Split.DEV, 6, 24) != SHEETS[:24]
    assert Counter(sheet.kind for sheet in SHEETS[:12]) == {PageKind.BLANK: 4, PageKind.CONTENT: 5, PageKind.SEPARATOR: 3}
    assert len({sheet.name for sheet in SHEETS}) == len(SHEETS)


def test_what_a_sheet_is_stands_on_it() -> None:
    for sheet in SHEETS:
        draft = sheet.plan.draft
        inked = bool(draft.runs or draft.rules or draft.seals or draft.codes or draft.fills or sheet.printed)
        assert inked is (sheet.kind is not PageKind.BLANK), sheet.name
        if sheet.kind is PageKind.CONTENT:
            assert sheet.plan.wear.bleed <= sheet.plan.wear.ink / 5


def test_pictures_are_drawn_once_and_read_as_the_scanner_was_set(tmp_path: Path) -> None:
    few = sorted(SHEETS, key=lambda sheet: (sheet.dpi, sheet.plan.draft.width * sheet.plan.draft.height))[:3]
    draw_all(few, tmp_path, 1)
    kept = {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    draw_all(few, tmp_path, 1)
    assert {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()} == kept
    for sheet in few:
        pixels = load(sheet, tmp_path).pixels
        assert (pixels.ndim == 3) is (sheet.plan.wear.colour == "colour")
        assert pixels.shape == scan(sheet).shape
        if sheet.plan.wear.fax:
            assert set(np.unique(pixels)) <= {0, 255}


def test_blemishes_differ_and_leave_most_of_the_paper() -> None:
    clean = np.full((877, 620, 3), 255, np.uint8)
    dirty = [blemished(clean, random.Random(seed), 3, 75, bilevel=False) for seed in range(4)]
    assert all(page.shape == clean.shape and 0.5 < (page > 200).mean() < 1.0 for page in dirty)
    assert len({page.tobytes() for page in dirty}) == len(dirty)


def test_a_lost_paper_is_counted_apart_and_named_first() -> None:
    chosen = {kind: next(sheet for sheet in SHEETS if sheet.kind is kind) for kind in PageKind}
    taken = [(PageKind.BLANK, PageKind.CONTENT), (PageKind.CONTENT, PageKind.BLANK), (PageKind.SEPARATOR, PageKind.SEPARATOR)]
    judged = [Judged(case=dealt([chosen[kind]], Path())[0], kind=said, cpu_seconds=0.1) for kind, said in taken]
    head, row = figures(judged)[:2]
    values = dict(zip(head, row, strict=True))
    assert [values[name] for name in ("n", "papers lost", "blanks kept", "blank F1", "separator F1")] == [
        "3",
        "1 of 1",
        "1",
        "0.000",
        "1.000",
    ]
    assert [line[:2] for line in mistakes(judged)[1:]] == [["content", "blank"], ["blank", "content"]]
