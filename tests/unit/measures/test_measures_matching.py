from measures.matching import join, match, named
from measures.rows import Rows
from tests.unit.measures.made import matched, page, paper

A1, A2, B1 = ("a.pdf", 1), ("a.pdf", 2), ("b.pdf", 1)


def test_an_exported_source_may_stand_in_more_folders() -> None:
    assert named("in/box/a.pdf", {"box/a.pdf", "a.pdf"}) == "box/a.pdf"
    assert named("a.pdf", {"a.pdf"}) == "a.pdf"
    assert named("x/c.pdf", {"a.pdf"}) == "x/c.pdf"


def test_a_merged_document_holds_both_papers() -> None:
    truth = (paper("T1", A1, A2), paper("T2", B1))
    found = matched(truth, (paper("D1", B1, A1, A2),))
    (one,) = found.formed
    assert [row.document for row in one.held] == ["T1", "T2"]
    assert one.true is truth[0]
    assert [part.read and part.read.document for part in found.papers] == ["D1", "D1"]
    assert [(pair.opens, pair.opened) for pair in found.pages] == [(True, False), (False, False), (True, True)]


def test_a_cut_paper_is_answered_by_its_largest_part() -> None:
    found = matched((paper("T1", A1, A2, B1),), (paper("D1", A1), paper("D2", A2, B1)))
    (true,) = found.papers
    assert [part.read.document for part in true.parts] == ["D2", "D1"]


def test_a_lost_page_has_no_reading() -> None:
    truth = Rows(pages=(page("a.pdf"),), documents=(paper("T1", A1),))
    found = match(truth, Rows(pages=(), documents=()))
    assert found.pages[0].read is None
    assert found.papers[0].read is None


def test_corpora_are_joined() -> None:
    one = matched((paper("T1", A1),), (paper("D1", A1),))
    both = join([one, one])
    assert (len(both.pages), len(both.papers), len(both.formed)) == (2, 2, 2)
