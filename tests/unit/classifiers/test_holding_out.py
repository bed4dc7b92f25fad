from collections import defaultdict

from classifiers.holding_out import deal, parts
from classifiers.train import Example, feature_matrix
from domain.taxonomy import Category
from tests.unit.classifiers.conftest import MakePage

WORDS = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏"


def _rows(make_page: MakePage, papers: list[tuple[str, str, str]]) -> list[Example]:
    """Papers as (estate, type, text), two pages each."""
    return [
        Example(
            page=make_page("", [text + str(number)]), doc_type=code, category=Category.OTHER, starts=not number, cut=False,
            document=document, estate=estate,
        )
        for document, (estate, code, text) in enumerate(papers)
        for number in range(2)
    ]  # fmt: skip


def _fold_of(rows: list[Example]) -> dict[int, set[int]]:
    folds: dict[int, set[int]] = defaultdict(set)
    for row, fold in zip(rows, deal(rows, feature_matrix(rows)), strict=True):
        folds[row.document].add(fold)
    return folds


def test_all_pages_of_a_document_stay_together(make_page: MakePage) -> None:
    folds = _fold_of(_rows(make_page, [("", "a", WORDS[i : i + 12]) for i in range(0, 36, 3)]))
    assert all(len(found) == 1 for found in folds.values())
    assert len(set.union(*folds.values())) == 5


def test_estates_are_held_out_whole(make_page: MakePage) -> None:
    rows = _rows(make_page, [(estate, "a", WORDS[i : i + 12]) for i, estate in enumerate(["东苑", "西苑", "南苑"] * 4)])
    by_estate: dict[str, set[int]] = defaultdict(set)
    for row, fold in zip(rows, deal(rows, feature_matrix(rows)), strict=True):
        by_estate[row.estate].add(fold)
    assert sorted(by_estate.values(), key=min) == [{0}, {1}, {2}]


def test_a_type_of_one_estate_is_held_out_by_documents(make_page: MakePage) -> None:
    papers = [("东苑", "a", WORDS[i : i + 9]) for i in range(3)] + [("西苑", "a", WORDS[i : i + 9]) for i in range(10, 13)]
    papers += [("东苑", "only_east", WORDS[i : i + 9]) for i in range(20, 26)]
    rows = _rows(make_page, papers)
    folds = {fold for row, fold in zip(rows, deal(rows, feature_matrix(rows)), strict=True) if row.doc_type == "only_east"}
    assert folds == {0, 1}


def test_a_paper_scanned_twice_is_one_paper(make_page: MakePage) -> None:
    papers = [("", "a", WORDS[i : i + 12]) for i in range(0, 30, 3)]
    folds = _fold_of(_rows(make_page, [*papers, papers[0]]))
    assert folds[0] == folds[len(papers)]


def test_parts_hold_each_page_out_once() -> None:
    found = parts((0, 1, 0, 2))
    assert found == (((1, 3), (0, 2)), ((0, 2, 3), (1,)), ((0, 1, 2), (3,)))
    assert parts(()) == ()
