"""Registered people found in a paper's text."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from domain.document import UnderstoodPage
from domain.register import RegisteredUnit
from dossiers.named_people import people_named


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("立据者：周一鸣", [("周一鸣", "applicant")]),
        ("立據者： 周 一 鳴 ", [("周一鸣", "applicant")]),
        ("周一\n鸣", []),
        ("本人王伟系业主", [("王伟", "applicant")]),
        ("王伟", [("王伟", "applicant")]),
        ("王伟明先生", []),
        ("现由冯租客使用", [("冯租客", "tenant")]),
        ("", []),
    ],
)
def test_a_registered_name_is_found_whatever_stands_beside_it(
    understood: Callable[..., UnderstoodPage], registered: Callable[..., RegisteredUnit], text: str, found: list[tuple[str, str]]
) -> None:
    unit = registered("3|2||501|room", ("周一鸣、王伟", "", ""), tenants=("冯租客",))
    names = people_named((replace(understood(), text=text),), [unit])
    assert [(field.name, field.role) for field in names] == found


def test_names_of_one_character_and_masked_ones_are_not_looked_for(
    understood: Callable[..., UnderstoodPage], registered: Callable[..., RegisteredUnit]
) -> None:
    unit = registered("3|2||501|room", ("张*、李", "", ""))
    assert people_named((replace(understood(), text="张* 李"),), [unit]) == ()
