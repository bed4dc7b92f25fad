import pytest

from domain.text import Legible
from imaging.sides import Evidence, Side


def evidence(plain: tuple[float, int], mirrored: tuple[float, int], slenderness: float = 6.0) -> Evidence:
    return Evidence(plain=Legible(*plain), mirrored=Legible(*mirrored), slenderness=slenderness)


@pytest.mark.parametrize(
    ("plain", "mirrored", "side"),
    [
        ((0.95, 6), (0.6, 6), Side.THIS),
        ((0.6, 6), (0.95, 6), Side.OTHER),
        ((0.9, 6), (0.88, 6), Side.EITHER),
        ((0.3, 6), (0.4, 6), Side.UNCLEAR),
        ((0.986, 3), (1.0, 6), Side.OTHER),  # 物業服務合同 from behind: 同, 合, 業 are their own mirror images
        ((0.967, 1), (0.94, 7), Side.OTHER),
        ((0.9, 6), (1.0, 2), Side.THIS),
        ((0.98, 3), (0.8, 7), Side.THIS),  # many letters, but not surely
    ],
)
def test_the_side_that_reads_surely_and_has_more_letters(plain: tuple[float, int], mirrored: tuple[float, int], side: Side) -> None:
    assert evidence(plain, mirrored).side(dark=False) is side


def test_one_character_alone_is_not_called_the_other_sides() -> None:
    assert evidence((0.779, 1), (1.0, 1), 1.2).side(dark=False) is Side.EITHER
    assert evidence((0.779, 1), (1.0, 2), 1.8).side(dark=False) is Side.OTHER


def test_dark_text_that_reads_from_behind_is_not_called_so_for_its_letters() -> None:
    assert evidence((0.986, 3), (0.97, 6)).side(dark=True) is Side.THIS
