from pathlib import Path

import pytest

from classifiers.taxonomy import default_taxonomy_text, load_taxonomy, parse_taxonomy
from domain.errors import UsageError
from domain.taxonomy import Category, Taxonomy

FALLBACK = '[[type]]\ncode = "other_document"\ncategory = "other"\ntitles = ["其他"]\n'


def test_the_shipped_file_has_every_type_of_the_trade_and_both_required_sets(taxonomy: Taxonomy) -> None:
    by_category = {category: sum(t.category is category for t in taxonomy.types) for category in Category}
    assert by_category == {Category.CONTRACT: 10, Category.REPAIR: 3, Category.COMPLAINT: 4, Category.OTHER: 14}
    assert [len(found.items) for found in taxonomy.required_sets] == [17, 11]
    assert taxonomy.type_of("lease_contract").zh == "租赁合同"


def test_the_version_changes_with_the_text() -> None:
    text = default_taxonomy_text()
    assert parse_taxonomy(text, "a").version == load_taxonomy().version != parse_taxonomy(text + "\n# x", "a").version


def test_a_company_file_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    path = tmp_path / "分类.toml"
    path.write_text("\ufeff" + FALLBACK, encoding="utf-8")
    assert [t.code for t in load_taxonomy(path).types] == ["other_document"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[type]\n", "line 1"),
        (FALLBACK + "[[type]]\ncode = 'x'\ncategry = 'other'\ntitles = ['x']", "line 5, type[2].categry: unknown key"),
        (FALLBACK + "[[type]]\ncode = 'X y'\ncategory = 'other'\ntitles = ['x']", "type[2].code"),
        (FALLBACK + "[[type]]\ncode = 'x'\ncategory = 'others'\ntitles = ['x']", "type[2].category"),
        (FALLBACK + "[[type]]\ncode = 'x'\ncategory = 'other'\ntitles = []", "type[2].titles"),
        (FALLBACK + "[[type]]\ncode = 'x'\ncategory = 'other'\ntitles = ['*']", "type[2].titles"),
        (FALLBACK + "[[type]]\ncode = 'x'\ncategory = 'other'\ntitles = ['其他']", 'also a title of "other_document"'),
        (FALLBACK + FALLBACK, '"other_document" is given twice'),
        ("[[type]]\ncode = 'x'\ncategory = 'other'\ntitles = ['x']", '"other_document" is missing'),
        (
            FALLBACK + "[[required_set]]\nname = 'a'\nitem = [{name = 'b', types = ['nope']}]",
            'line 7, required_set[1].item[1].types: "nope"',
        ),
        (FALLBACK + "[[type]]\ncode = 'x'\ncategory = 'other'\ntitles = ['y']\ntenant = 'yes'", "type[2].tenant"),
        ("type = 3", "type: write it as [[type]] tables"),
        ("types = []", "types: unknown key"),
    ],
)
def test_a_wrong_file_is_refused_with_its_place(text: str, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_taxonomy(text, "t.toml")
    assert said in caught.value.en
    assert "t.toml" in caught.value.en


def test_a_file_that_is_no_text_is_a_usage_error(tmp_path: Path) -> None:
    path = tmp_path / "t.toml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UsageError):
        load_taxonomy(path)
