import random
from collections import Counter
from dataclasses import replace
from functools import lru_cache
from itertools import combinations

import numpy as np
import pytest

from evaluation.generator import Role, Script, Split, build_estate, lay_out, plan_document
from evaluation.generator.bench import back_of, dress, mark
from evaluation.generator.bench_wear import Mode, choose_bench_wear, deal_scanners, fitted
from evaluation.generator.corpus import Corpus, CorpusPlan, plan_corpus
from evaluation.generator.documents import SHAPES
from evaluation.generator.draw import choose_look, draw_page
from evaluation.generator.flow import Flow
from evaluation.generator.job import Job
from evaluation.generator.marks import box_stamp, pencil_note, seal_over
from evaluation.generator.paper import weather
from evaluation.generator.produce import scan_page
from evaluation.generator.ruled_sheet import RuledSheet
from evaluation.generator.sheet import PageDraft, Rule, Run
from evaluation.generator.slots import Slots
from evaluation.generator.styles import BENCH_STYLES_OF, STYLE_OF, STYLES
from evaluation.generator.truth import as_copied, segments
from evaluation.generator.wear import Profile, Wear
from evaluation.generator.wording import STANDS_ON, load

ESTATE = build_estate(5, 0, Split.DEV, Script.HANS)


@lru_cache(maxsize=1)
def _corpus() -> Corpus:
    return plan_corpus(CorpusPlan(seed=8, documents=150, split=Split.DEV, profile=Profile.HARSH, bench=True))


def _sheet(layout: str) -> tuple[Flow, RuledSheet]:
    spec = replace(plan_document(ESTATE, "sheet", "repair_request", hand_share=0.0), layout=layout)
    wording, rng = load(spec.split, spec.script), random.Random(1)
    job = Job(spec=spec, wording=wording, words=wording.types[spec.doc_type], slots=Slots(spec, ESTATE, wording, rng), rng=rng)
    flow = Flow(STYLE_OF[layout], rng)
    return flow, RuledSheet(flow, job)


def _words(flow: Flow) -> list[str]:
    return flow.finish()[0].text.split()


def test_a_value_that_wraps_is_read_with_its_label_before_the_next_cell() -> None:
    flow, sheet = _sheet("bd-order")
    sheet.row([("故障", "一二三四五六七八九十" * 2), ("房号", "3-501")])
    words = _words(flow)
    assert words[0] == "故障"
    assert words[-2:] == ["房号", "3-501"]
    assert len(words) > 4
    assert "".join(words[1:-2]) == "一二三四五六七八九十" * 2


@pytest.mark.parametrize("layout", ["bd-order", "bd-open", "be-bars"])
def test_a_label_that_spans_rows_is_read_before_them(layout: str) -> None:
    flow, sheet = _sheet(layout)
    sheet.span("报修内容", [("部位", "厨房"), ("现象", "滴水")])
    text = "".join(_words(flow)).replace("：", "")
    assert text == "报修内容部位厨房现象滴水"


def test_a_label_is_read_with_its_translation() -> None:
    flow, sheet = _sheet("bd-order")
    sheet.row([("业主\nName of Owner", "余耀"), ("日期\nDate", "今天")])
    assert "".join(_words(flow)) == "业主NameofOwner余耀日期Date今天"


def test_bench_shapes_lay_out_in_every_split_and_script() -> None:
    for split in Split:
        for script in (Script.HANS, Script.HANT):
            estate = build_estate(4, 0, split, script)
            for shape in SHAPES:
                doc_type = "id_copy" if shape in ("card", "copy") else "repair_record"
                for style in BENCH_STYLES_OF[split]:
                    spec = replace(plan_document(estate, f"{shape}{style.name}", doc_type), shape=shape, layout=style.name)
                    for page in lay_out(spec, estate).pages:
                        assert page.text
                        assert all("{" not in run.text and "\x01" not in run.text and "|" not in run.text for run in page.runs)
                        assert all(run.y >= 0 and run.y + run.height <= page.height for run in page.runs)
                        assert all(run.x >= 0 and run.x + run.width <= page.width for run in page.runs)


def test_splits_share_no_bench_wording_and_no_bench_style() -> None:
    def sentences(split: Split) -> set[str]:
        pools = load(split, Script.HANS).bench
        return {text for pool in ("remarks", "columns", "spans", "checks", "opinions", "bilingual", "signers") for text in pools[pool]}

    for one, other in combinations(Split, 2):
        assert STANDS_ON.get(other) is one or not sentences(one) & sentences(other)
        assert not {style.name for style in BENCH_STYLES_OF[one]} & {style.name for style in BENCH_STYLES_OF[other]}
    assert not {style.name for style in STYLES} & {style.name for split in Split for style in BENCH_STYLES_OF[split]}


def test_a_bench_corpus_shows_what_readers_find_hard() -> None:
    corpus = _corpus()
    pages = [page for file in corpus.files for page in file.pages]
    assert {"sheet", "sparse", "red_head", "columns", "dense"} <= {laid.spec.shape for laid in corpus.documents}
    assert {file.dpi for file in corpus.files} == {150, 200, 300}
    assert not any(file.vector for file in corpus.files)
    turns = Counter(page.wear.rotation for page in pages)
    assert all(turns[turn] >= 0.1 * len(pages) for turn in (0, 90, 180, 270))
    assert max(abs(page.wear.skew) for page in pages) > 10
    assert {page.wear.colour for page in pages} == {"colour", "grey", "bilevel"}
    assert {page.wear.crisp for page in pages if page.wear.fax} == {True, False}
    assert any(page.wear.copied for page in pages) and any(page.wear.carbon for page in pages)
    assert any(page.wear.ink < 0.5 for page in pages)
    assert {page.draft.role for page in pages} >= {Role.BLANK, Role.SEPARATOR, Role.CONTINUATION}
    flags = {flag for page in pages for _, flags in segments(page.draft) for flag in flags}
    assert flags == set("hrsu")


def test_a_bench_corpus_is_decided_by_its_plan() -> None:
    plan = CorpusPlan(seed=8, documents=150, split=Split.DEV, profile=Profile.HARSH, bench=True)
    again = plan_corpus(plan)
    assert again == _corpus()
    page = next(page for file in again.files for page in file.pages if page.wear.copied)
    assert np.array_equal(scan_page(page, 50).pixels, scan_page(page, 50).pixels)
    assert plan_corpus(replace(plan, bench=False)) != again


def test_content_on_a_back_belongs_to_its_document() -> None:
    for file in _corpus().files:
        for page in file.pages:
            empty = not page.draft.runs and not page.draft.seals and not page.draft.codes
            assert empty == (page.draft.role is Role.BLANK)
            assert (page.document < 0) == (page.draft.role in (Role.BLANK, Role.SEPARATOR))


@pytest.mark.parametrize("seed", range(12))
def test_wear_loses_nothing_printed(seed: int) -> None:
    corners = [(46.0, 44.0), (549.0, 44.0), (46.0, 800.0), (549.0, 800.0)]
    dots = tuple(Rule(x0=x, y0=y, x1=x, y1=y + 5, weight=5) for x, y in corners)
    draft = PageDraft(width=595, height=842, role=Role.FIRST, rules=dots)
    rng = random.Random(seed)
    wear = Wear(
        skew=rng.uniform(-15, 15),
        lid=(250, 250, 250),
        crop=(rng.uniform(0, 20),) * 4,
        frame=(rng.uniform(0, 20),) * 4,
        holes=True,
        punched=rng.choice(("left", "top", "right")),
        punches=3,
        seed=seed,
    )
    fit = fitted(wear, draft)
    clean = draw_page(draft, choose_look(Split.DEV, Script.HANS, "dots"), 72)
    bare = weather(clean, replace(fit, frame=(0.0,) * 4, crop=(0.0,) * 4, holes=False), 72)
    worn = weather(clean, fit, 72)
    left, top = (round(side / 25.4 * 72) for side in fit.crop[:2])
    ink = np.argwhere(bare[..., 0] < 100) - (top, left)
    assert len(ink) > 60
    assert ink.min() >= 0
    assert (worn[ink[:, 0], ink[:, 1], 0] < 110).all()
    rows, columns = worn.shape[:2]
    assert ink[:, 0].max() < rows
    assert ink[:, 1].max() < columns


def test_a_fixed_threshold_gets_neither_faint_ink_nor_deep_shadow() -> None:
    rng = random.Random(2)
    for _ in range(200):
        wear = choose_bench_wear(rng, Profile.HARSH, Mode.FAX)
        assert wear.fax and not wear.crisp
        assert wear.ink == 1.0 and wear.carbon is None and wear.shadow <= 0.2


@pytest.mark.parametrize("profile", Profile)
def test_few_files_show_every_scanner_setting(profile: Profile) -> None:
    dealt = deal_scanners(random.Random(3), profile)
    scanners = [next(dealt) for _ in range(12)]
    assert {scanner.dpi for scanner in scanners} == {150, 200, 300}
    assert {scanner.mode for scanner in scanners} == set(Mode) - ({Mode.FAX} if profile is Profile.CLEAN else set())


def test_crisp_scans_drop_shading_and_keep_faint_ink() -> None:
    draft = PageDraft(width=300, height=200, role=Role.FIRST, rules=(Rule(x0=60, y0=100, x1=240, y1=100, weight=2),))
    clean = draw_page(draft, choose_look(Split.DEV, Script.HANS, "line"), 150)
    scan = weather(clean, Wear(ink=0.3, tint=(225, 215, 190), shadows=(0.3, 0.0, 0.0, 0.0), fax=True, crisp=True), 150)
    assert set(np.unique(scan)) == {0, 255}
    line = scan[round(100 / 72 * 150), round(70 / 72 * 150) : round(230 / 72 * 150)]
    assert (line == 0).mean() > 0.95
    assert (scan == 0).mean() < 0.05


def test_a_photocopy_has_no_colour() -> None:
    draft = PageDraft(width=300, height=200, role=Role.FIRST, runs=(Run(text="红头", x=60, y=60, size=30, width=60, ink="red"),))
    clean = draw_page(draft, choose_look(Split.DEV, Script.HANS, "copy"), 72)
    scan = weather(clean, Wear(copied=True), 72)
    assert (scan[..., 0] == scan[..., 2]).all()
    assert segments(as_copied(draft)) == [("红头", "")]


def test_a_ticked_box_is_a_box_with_a_tick() -> None:
    look = choose_look(Split.DEV, Script.HANS, "tick")

    def ink(text: str, face: str = "body") -> int:
        run = Run(text=text, x=20, y=20, size=30, width=30, face=face)
        return int((draw_page(PageDraft(width=100, height=80, role=Role.FIRST, runs=(run,)), look, 72) < 128).sum())

    assert ink("☑", "ticked") > ink("☑") > ink("□") > 0


def test_print_that_goes_down_stands_in_one_column() -> None:
    run = Run(text="报修内容", x=40, y=20, size=20, width=20, down=True)
    pixels = draw_page(PageDraft(width=200, height=200, role=Role.FIRST, runs=(run,)), choose_look(Split.DEV, Script.HANS, "down"), 72)
    rows, columns, _ = np.nonzero(pixels < 128)
    assert columns.min() >= 38 and columns.max() <= 62
    assert rows.max() - rows.min() > 3 * 20
    assert rows.max() <= run.y + run.height


def _lines() -> PageDraft:
    runs = tuple(Run(text="门厅灯具更换", x=60, y=100 + 60 * n, size=11, width=66) for n in range(6))
    return PageDraft(width=595, height=842, role=Role.FIRST, runs=runs, units=("门厅灯具",))


@pytest.mark.parametrize("seed", range(6))
def test_stamps_and_notes_stay_clear_of_the_text_and_are_read_where_they_stand(seed: int) -> None:
    page = _lines()
    for changed in (
        box_stamp(page, random.Random(seed), "收讫", "2024.3.5"),
        pencil_note(page, random.Random(seed), "下周再约"),
    ):
        added = [run for run in changed.runs if run not in page.runs]
        assert added
        for run in added:
            assert all(abs(run.y - other.y) > 11 or run.x > other.x + other.width for other in page.runs)
        tops = [run.y for run in changed.runs if run not in added[1:]]
        assert tops == sorted(tops)


def test_a_stamp_is_red_and_aslant_inside_its_box() -> None:
    stamped = box_stamp(_lines(), random.Random(1), "收讫", "2024.3.5")
    assert [flags for text, flags in segments(stamped) if text in ("收讫", "2024.3.5")] == ["r", "r"]
    frame = [rule for rule in stamped.rules if rule.ink == "red"]
    for run in stamped.runs:
        if run.ink == "red":
            assert min(rule.x0 for rule in frame) < run.x < max(rule.x0 for rule in frame)
            assert min(rule.y0 for rule in frame) < run.y < max(rule.y0 for rule in frame)


def test_an_added_seal_covers_a_unit_number() -> None:
    sealed = seal_over(_lines(), random.Random(4), "样例公司", "round")
    assert any("u" in flags and "s" in flags for _, flags in segments(sealed))


def test_backs_are_blank_or_bear_one_mark() -> None:
    spec = plan_document(ESTATE, "back", "repair_request")
    front = lay_out(spec, ESTATE).pages[0]
    backs = [back_of(spec, front, random.Random(seed)) for seed in range(80)]
    assert not any(run.tilt for back in backs for run in back.runs)
    kinds = Counter((bool(back.runs), bool(back.seals)) for back in backs)
    assert set(kinds) == {(False, False), (True, False), (False, True)}
    assert kinds[False, False] > 40


def test_dressing_keeps_what_the_paper_is_about() -> None:
    for index in range(60):
        spec = plan_document(ESTATE, f"dress{index}")
        dressed = dress(spec, random.Random(index))
        assert replace(dressed, shape=spec.shape, layout=spec.layout) == spec
        laid = lay_out(dressed, ESTATE)
        assert [page.units for page in mark(laid, random.Random(index)).pages] == [page.units for page in laid.pages]
