from collections.abc import Callable
from dataclasses import replace

from domain.classification import Classification
from domain.document import UnderstoodPage
from domain.taxonomy import Category, Taxonomy
from dossiers.paper_class import paper_class

MakeUnderstood = Callable[..., UnderstoodPage]


def _class(understood: MakeUnderstood, doc_type: str, sure: float, *others: tuple[str, float]) -> Classification:
    found = understood(doc_type, sure=sure).classification
    assert found is not None
    return replace(found, scores=((doc_type, sure), *others))


def test_no_page_is_the_fallback_without_confidence(taxonomy: Taxonomy) -> None:
    category, doc_type, confidence = paper_class([], taxonomy)
    assert (category, doc_type.code, confidence) == (Category.OTHER, "other_document", 0.0)


def test_a_page_alone_speaks_for_itself(understood: MakeUnderstood, taxonomy: Taxonomy) -> None:
    category, doc_type, confidence = paper_class([_class(understood, "repair_record", 0.9)], taxonomy)
    assert (category, doc_type.code, confidence) == (Category.REPAIR, "repair_record", 0.9)


def test_a_clear_first_page_is_not_overruled_by_its_annexes(understood: MakeUnderstood, taxonomy: Taxonomy) -> None:
    pages = [_class(understood, "lease_contract", 0.995), *[_class(understood, "acceptance_form", 0.9)] * 2]
    category, doc_type, confidence = paper_class(pages, taxonomy)
    assert (category, doc_type.code) == (Category.CONTRACT, "lease_contract")
    assert confidence < 0.995


def test_a_later_page_that_says_little_leaves_a_clear_first_page_clear(understood: MakeUnderstood, taxonomy: Taxonomy) -> None:
    first = _class(understood, "lease_contract", 0.995)
    unsure, sure = (paper_class([first, _class(understood, "acceptance_form", share)], taxonomy)[2] for share in (0.6, 0.95))
    assert 0.99 < unsure < 0.995
    assert sure < unsure


def test_a_first_page_that_says_little_gives_way_to_the_clauses_behind_it(understood: MakeUnderstood, taxonomy: Taxonomy) -> None:
    cover = _class(understood, "payment_notice", 0.3, ("lease_contract", 0.25))
    category, doc_type, confidence = paper_class([cover, *[_class(understood, "lease_contract", 0.95)] * 2], taxonomy)
    assert (category, doc_type.code) == (Category.CONTRACT, "lease_contract")
    assert confidence <= 0.85


def test_pages_that_agree_make_surer(understood: MakeUnderstood, taxonomy: Taxonomy) -> None:
    page = _class(understood, "lease_contract", 0.9)
    assert paper_class([page, page], taxonomy)[2] > paper_class([page], taxonomy)[2]
