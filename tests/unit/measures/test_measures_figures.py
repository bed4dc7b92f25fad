import pytest

from measures.figures import figures, slices
from measures.mistakes import mistakes
from measures.rate import Rate
from tests.unit.measures.made import matched, paper

A1, A2, B1, C1 = ("a.pdf", 1), ("a.pdf", 2), ("b.pdf", 1), ("c.pdf", 1)
TRUTH = (
    paper("T1", A1, A2, script="hans"),
    paper("T2", B1, script="hant", owner=""),
    paper("T3", C1, script="hant", status="review", must_review="unit_missing", unit=""),
)
TRAITS = {"a.pdf": {"profile": "clean"}, "b.pdf": {"profile": "harsh"}, "c.pdf": {"profile": "harsh", "status": "review"}}


def test_all_figures_by_hand() -> None:
    read = (
        paper("D1", A1, confidence=0.99),
        paper("D2", A2, confidence=0.5, status="review", unit=""),
        paper("D3", B1, confidence=0.9, unit="9|||9|room", date="2024-03-06"),
        paper("D4", C1, confidence=0.8, category="other"),
    )
    measured = figures(matched(TRUTH, read, **TRAITS))
    assert (measured.pages, measured.documents, measured.fileable, measured.filed) == (4, 3, 2, 3)
    assert measured.unit_precision == Rate(right=1, total=3)
    assert measured.unit_recall == Rate(right=1, total=2)
    assert measured.filed_unit == Rate(right=1, total=3)
    assert measured.owner == Rate(right=2, total=2)
    assert measured.date == Rate(right=2, total=3)
    assert measured.boundary_f1 == pytest.approx(6 / 7)
    assert measured.filing == Rate(right=1, total=3)
    assert measured.coverage == Rate(right=0, total=2)  # T1 is filed but for its second page
    assert measured.silent == Rate(right=1, total=1)
    assert measured.document_category.accuracy == Rate(right=2, total=3)
    assert measured.document_category.confusion == (("repair", "repair", 2), ("repair", "other", 1))
    assert measured.page_category.accuracy == Rate(right=4, total=4)
    assert measured.confidence.documents == 4
    assert measured.risk.points[0].risk == 0.0


def test_slices_are_of_profile_script_and_both() -> None:
    measured = slices(matched(TRUTH, tuple(paper(f"D{row.document}", *row.pages) for row in TRUTH), **TRAITS))
    named = [(one.profile, one.script, one.figures.documents) for one in measured]
    assert named == [
        ("", "", 3),
        ("clean", "", 1),
        ("harsh", "", 2),
        ("", "hans", 1),
        ("", "hant", 2),
        ("clean", "hans", 1),
        ("harsh", "hant", 2),
    ]


def test_one_profile_and_script_is_one_slice() -> None:
    assert len(slices(matched(TRUTH[:1], TRUTH[:1], **TRAITS))) == 1
    assert len(slices(matched((), ()))) == 1


def test_mistakes_come_worst_first() -> None:
    truth = (*TRUTH, paper("T4", ("d.pdf", 1)))
    read = (
        paper("D1", A1, A2),
        paper("D2", B1, unit="9|||9|room"),
        paper("D3", C1),
        paper("D4", ("d.pdf", 1)),
    )
    found = matched(truth, read, **TRAITS, **{"d.pdf": {"doc_type": "repair_record"}})
    assert [(one.true.source, one.kinds, one.why, one.silent) for one in mistakes(found)] == [
        ("c.pdf", ("filing",), "unit_missing", True),
        ("b.pdf", ("filing",), "unit", False),
        ("d.pdf", ("type",), "", False),
    ]
