import random
from itertools import combinations, pairwise

import pytest

from domain.unit_number import UnitKind, UnitNumber
from evaluation.generator import Script, Split, build_estate, iter_page_texts, lay_out, numerals, plan_document
from evaluation.generator.corpus import CorpusPlan, plan_corpus
from evaluation.generator.estate import TODAY
from evaluation.generator.flow import wrap
from evaluation.generator.names import POOLS
from evaluation.generator.styles import STYLES_OF
from evaluation.generator.units import FORMS, make_units, written_as
from evaluation.generator.wording import CATEGORY_OF, STANDS_ON, load


@pytest.mark.parametrize("split", Split)
@pytest.mark.parametrize("script", [Script.HANS, Script.HANT])
def test_every_type_lays_out_in_every_split_and_script(split: Split, script: Script) -> None:
    estate = build_estate(4, 0, split, script)
    for doc_type in CATEGORY_OF:
        for index in range(4):
            laid = lay_out(plan_document(estate, f"{doc_type}{index}", doc_type), estate)
            assert laid.pages[0].text
            assert laid.spec.category is CATEGORY_OF[doc_type]
            assert all("{" not in page.text and "\x01" not in page.text for page in laid.pages)


def test_splits_share_no_sentences_layouts_or_estates() -> None:
    def paras(split: Split) -> set[str]:
        return {text for words in load(split, Script.HANS).types.values() for text in words.paras}

    def sentences(split: Split) -> set[str]:
        wording = load(split, Script.HANS)
        return paras(split) | {text for pool in (*wording.pools.values(), wording.common["clauses"]) for text in pool}

    for one, other in combinations(Split, 2):
        told = paras if STANDS_ON.get(other) is one else sentences
        assert not told(one) & told(other)
        assert not set(STYLES_OF[one]) & set(STYLES_OF[other])
        assert not set(POOLS[one].estates) & set(POOLS[other].estates)


def test_the_truth_holds_what_the_paper_says() -> None:
    corpus = plan_corpus(CorpusPlan(seed=2, documents=90, estates=2, script=Script.MIXED, split=Split.DEV))
    registered = {(estate.name, unit.unit): unit for estate in corpus.estates for unit in estate.units}
    reasons = set()
    for laid in corpus.documents:
        spec = laid.spec
        text = "\n".join(page.text for page in laid.pages).replace(" ", "")
        reasons.add(spec.must_review)
        if spec.must_review in ("", "owner_contradicts"):
            tenures = registered[(spec.estate, spec.unit)].tenures  # type: ignore[index]  # a fileable paper has a unit
            names = spec.owner.split("、")
            assert any(names == list(t.owners) for t in tenures) is (spec.must_review == "")
            plain = spec.unit_text.replace(" ", "") in text.replace("\n", "")
            assert plain or all(cell in text for cell in spec.cells)
            assert spec.date <= TODAY
        elif spec.must_review == "unit_not_in_register":
            assert (spec.estate, spec.unit) not in registered
        elif spec.must_review == "unit_missing":
            assert spec.unit is None
    assert {"", "owner_contradicts", "unit_not_in_register", "unit_missing"} <= reasons


def test_a_plan_is_decided_by_its_seed() -> None:
    plan = CorpusPlan(seed=9, documents=20, script=Script.MIXED, estates=2)
    assert plan_corpus(plan) == plan_corpus(plan)
    assert plan_corpus(plan) != plan_corpus(CorpusPlan(seed=10, documents=20, script=Script.MIXED, estates=2))


def test_a_corpus_deals_every_type_and_every_page_once() -> None:
    corpus = plan_corpus(CorpusPlan(seed=3, documents=70))
    assert {laid.spec.doc_type for laid in corpus.documents} == set(CATEGORY_OF)
    shown = [page.document for file in corpus.files for page in file.pages if page.document >= 0]
    assert shown == sorted(shown)
    assert [shown.count(i) for i in range(70)] == [len(laid.pages) for laid in corpus.documents]


def test_page_texts_are_labelled_whole_documents_in_order() -> None:
    pages = list(iter_page_texts(5, 400, Split.TRAIN))
    assert len(pages) == 400
    assert {page.category for page in pages} == set(CATEGORY_OF.values())
    for before, page in pairwise(pages):
        assert page.starts_document == (page.document != before.document)
        if not page.starts_document:
            assert page.page_no == before.page_no + 1
    assert [page.text for page in pages[:40]] == [page.text for page in iter_page_texts(5, 40, Split.TRAIN)]
    assert any(page.page_count > 1 for page in pages)


@pytest.mark.parametrize(
    ("style", "unit", "texts"),
    [
        ("entrance", UnitNumber(building="3", entrance="2", room="501"), {"3栋2单元501室", "3-2-501", "三栋二单元五〇一室", "03-02-0501"}),
        ("tower", UnitNumber(building="A", room="1203"), {"A座1203", "A-1203"}),
        ("hk", UnitNumber(building="3", floor="12", room="B"), {"3座12樓B室", "Flat B, 12/F, Block 3", "3座十二樓B室"}),
        ("tw", UnitNumber(building="12", floor="5", room="2"), {"12號5樓之2"}),
        ("parking_deep", UnitNumber(floor="-2", room="135", kind=UnitKind.PARKING), {"负二层135号车位", "B2-135号车位"}),
        ("villa", UnitNumber(building="18", kind=UnitKind.VILLA), {"18号别墅"}),
    ],
)
def test_written_forms(style: str, unit: UnitNumber, texts: set[str]) -> None:
    assert texts <= {written_as(form, unit) for form in FORMS[style]}


def test_units_are_distinct() -> None:
    units = make_units(random.Random(1), "entrance", 200)
    assert len(set(units)) == len(units) == 200
    assert not any(unit.partial for unit in units)


@pytest.mark.parametrize(("number", "text"), [(1, "一"), (10, "十"), (21, "二十一"), (30, "三十"), (99, "九十九")])
def test_counting(number: int, text: str) -> None:
    assert numerals.counting(number) == text


@pytest.mark.parametrize(("number", "text"), [(100, "一百"), (103, "一百零三"), (113, "一百一十三"), (120, "一百二十")])
def test_counting_beyond_a_hundred(number: int, text: str) -> None:
    assert numerals.counting_hundred(number) == text


@pytest.mark.parametrize(
    ("amount", "text"), [(1205, "壹仟贰佰零伍元整"), (60, "陆拾元整"), (10000, "壹万元整"), (1100023, "壹佰壹拾万零贰拾叁元整")]
)
def test_capital_amounts(amount: int, text: str) -> None:
    assert numerals.capital_amount(amount) == text


def test_wrapping_keeps_every_character() -> None:
    text = "甲方应于每季度首月十五日前交纳，逾期按日加收违约金。Tel 0300-1234567"
    assert "".join(wrap(text, 120, 11, 2)) == text
