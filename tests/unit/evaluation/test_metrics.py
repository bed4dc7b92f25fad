import pytest

from evaluation.metrics import (
    SkewErrors,
    Tally,
    interval,
    order_bound,
    order_free,
    plain,
    segment_error,
    skew_errors,
    substring_distance,
    total,
    units_found,
)


def test_texts_are_compared_after_nfkc_without_blanks() -> None:
    assert plain("３栋 ５０１\n（甲方）\u3000㎡") == "3栋501(甲方)m2"


def test_tallies_add_up_by_count_not_by_rate() -> None:
    together = total([Tally(part=1, whole=2), Tally(part=0, whole=8)])
    assert together == Tally(part=1, whole=10)
    assert together.share == 0.1
    assert total([]).share is None


def test_an_interval_needs_pages_and_holds_the_rate() -> None:
    """Ten pages of 100 characters, one of them with 10 errors: it is drawn 0 to 3 times in 95 % of the draws, so 0..3 %."""
    pages = [Tally(part=10, whole=100), *[Tally(part=0, whole=100)] * 9]
    assert interval(pages) == (0.0, 3.0)
    assert interval([*pages[:9], Tally()]) is None


@pytest.mark.parametrize(
    ("truth", "read", "seal", "part", "whole"),
    [
        ("报修单 3栋501", "3栋501\n报修单", "", 0, 16),  # order does not count
        ("报修单", "报修", "", 1, 5),  # F1 = 2·2/5
        ("报修单", "报修单单", "", 1, 7),
        ("报修单", "报修章", "", 2, 6),  # one missing, one surplus
        ("报修单", "报修单物业章", "物业章", 0, 6),  # the seal is forgiven
        ("报修单", "报修单物业物业章", "物业章", 2, 8),  # once
        ("报修单", "报修", "单", 1, 5),  # a seal is no help for what is missing
        ("报修单", "", "", 3, 3),
        ("", "污点", "", 2, 2),
        ("", "", "", 0, 0),
    ],
)
def test_order_free_error(truth: str, read: str, seal: str, part: int, whole: int) -> None:
    assert order_free(truth, read, seal) == Tally(part=part, whole=whole)


@pytest.mark.parametrize(
    ("truth", "read", "seal", "part", "whole"),
    [
        ("报修单 3栋501", "报修单\n3栋501", "", 0, 8),
        ("报修单3栋501", "3栋501报修单", "", 6, 8),  # moved text: three deleted, three inserted
        ("报修单3栋501", "3栋501报修单", "报修单", 6, 8),  # also where the seal says the same
        ("报修单", "报休单", "", 1, 3),
        ("报修单", "报物业修单", "物业", 0, 3),
        ("报修单", "报物业修单", "", 2, 3),
        ("报修单", "物修单", "物业", 1, 3),  # a substitution is an error of the text
        ("单", "报修回单据", "", 4, 1),
        ("", "污", "", 1, 0),
    ],
)
def test_order_bound_error(truth: str, read: str, seal: str, part: int, whole: int) -> None:
    assert order_bound(truth, read, seal) == Tally(part=part, whole=whole)


@pytest.mark.parametrize(
    ("wanted", "text", "distance"),
    [
        ("厨房漏水", "报修内容厨房漏水请速派人", 0),
        ("厨房漏水", "报修内容厨房涌水请速派人", 1),
        ("厨房漏水", "厨房的漏水", 1),
        ("厨房漏水", "内容房漏水请", 1),
        ("厨房漏水", "完全别的字", 4),
        ("厨房漏水", "", 4),
        ("", "任何", 0),
    ],
)
def test_distance_to_the_nearest_substring(wanted: str, text: str, distance: int) -> None:
    assert substring_distance(wanted, text) == distance


def test_segment_error_is_of_characters() -> None:
    assert segment_error([("厨房 漏水", "h"), ("王芳", "h")], "王 方 厨房\n漏水") == Tally(part=1, whole=6)
    assert segment_error([], "什么").share is None


@pytest.mark.parametrize(
    ("units", "read", "found"),
    [
        (["3栋2单元501室"], "房号 3 栋2单元\n501室", 1),
        (["３－２－５０１"], "房号3-2-501", 1),
        (["2号楼301"], "12号楼301", 0),
        (["3-2-50"], "3-2-501", 0),
        (["A座1201"], "BA座1201", 0),
        (["八栋"], "第八栋", 1),
        (["3-2-501", "3-2-501"], "3-2-501", 1),
        (["3-2-501", "3-2-501"], "3-2-501 3-2-501", 2),
        (["3-2-501", "3-2-502"], "3-2-501", 1),
        (["C座101"], "座101", 0),
    ],
)
def test_units_are_found_whole_or_not_at_all(units: list[str], read: str, found: int) -> None:
    assert units_found(units, read) == Tally(part=found, whole=len(units))


def test_skew_errors_count_only_claims() -> None:
    got = skew_errors([(1.0, 1.1), (-2.0, -2.3), (0.0, None), (0.5, 0.5)])
    assert got.known == 3
    assert got.pages == 4
    assert got.mean == pytest.approx(0.4 / 3)
    assert got.p95 == pytest.approx(0.1 + 0.9 * 0.2)
    assert got.largest == pytest.approx(0.3)
    assert skew_errors([(1.0, None)]) == SkewErrors(known=0, pages=1, mean=None, p95=None, largest=None)
