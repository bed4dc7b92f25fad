import numpy as np
import pytest

from classifiers.combine import CombineSettings, PageEvidence, calibrated, combine, empty_combined
from domain.taxonomy import Category, Taxonomy


def _evidence(taxonomy: Taxonomy, **title: float) -> PageEvidence:
    count = len(taxonomy.types)
    scores = np.array([title.get(t.code, 0.0) for t in taxonomy.types])
    return PageEvidence(model=np.full(count, -np.log(count)), title=scores, label=np.zeros(count))


def test_the_category_is_the_sum_of_its_types(taxonomy: Taxonomy) -> None:
    result = combine(_evidence(taxonomy, repair_request=0.7, repair_record=0.7, complaint_form=0.75), taxonomy, CombineSettings())
    assert result.category is Category.REPAIR
    assert result.doc_type == "repair_record"


def test_a_heading_that_names_the_type_uses_its_own_curve(taxonomy: Taxonomy) -> None:
    settings = CombineSettings(category_curve=((0.0, 0.99), (1.0, 0.99)), bare_category_curve=((0.0, 0.5), (1.0, 0.5)))
    assert combine(_evidence(taxonomy, lease_contract=0.9), taxonomy, settings).confidence == 0.99
    assert combine(_evidence(taxonomy, lease_contract=0.4), taxonomy, settings).confidence == 0.5


def test_a_heading_names_a_category_alone_where_no_other_comes_near_it(taxonomy: Taxonomy) -> None:
    settings = CombineSettings(category_curve=((0.0, 0.99), (1.0, 0.99)), bare_category_curve=((0.0, 0.5), (1.0, 0.5)))
    beside = combine(_evidence(taxonomy, repair_request=0.7, repair_record=0.7), taxonomy, settings)
    rivalled = combine(_evidence(taxonomy, repair_request=0.7, complaint_form=0.6), taxonomy, settings)
    assert (beside.confidence, rivalled.confidence) == (0.99, 0.5)


def test_types_without_training_get_the_unseen_value(taxonomy: Taxonomy) -> None:
    evidence = _evidence(taxonomy)
    evidence.model[0] = np.nan
    assert combine(evidence, taxonomy, CombineSettings()).doc_type != taxonomy.types[0].code


@pytest.mark.parametrize(("raw", "value"), [(-1.0, 0.1), (0.0, 0.1), (0.5, 0.5), (1.0, 0.9), (2.0, 0.9)])
def test_calibration_is_linear_between_its_points(raw: float, value: float) -> None:
    assert calibrated(raw, ((0.0, 0.1), (1.0, 0.9))) == pytest.approx(value)


def test_an_empty_page_has_no_confidence(taxonomy: Taxonomy) -> None:
    assert empty_combined(taxonomy).confidence == 0.0
