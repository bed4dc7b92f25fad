"""The rules of DOMAIN.md §3 as a table of written forms and decoys; the expected units come from the rules, line by line."""

from pathlib import Path

import pytest

from extraction.unit_number import find_units

_TABLE = (Path(__file__).parent / "unit_rules.txt").read_text(encoding="utf-8").splitlines()
ROWS = [tuple(line.split(" => ")) for line in _TABLE if line and not line.startswith("# ")]


def test_the_table_is_large_and_says_each_thing_once() -> None:
    assert len(ROWS) >= 400
    assert sum(expected == "-" for _, expected in ROWS) >= 150
    assert len({text for text, _ in ROWS}) == len(ROWS)


@pytest.mark.parametrize(("text", "expected"), ROWS, ids=[text for text, _ in ROWS])
def test_rule(text: str, expected: str) -> None:
    units, _, estate = expected.partition(" @")
    found = find_units(text)
    assert [str(mention.unit) for mention in found] == ([] if units == "-" else units.split(" ; "))
    if estate:
        assert found[0].estate == estate
