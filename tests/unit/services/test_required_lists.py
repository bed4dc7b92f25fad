"""Lists of the company's own file: mistakes told by line, templates put to use, everything else in the file left as it was."""

from datetime import date
from pathlib import Path

import pytest

from classifiers.taxonomy import default_taxonomy_text, load_taxonomy, mistakes_in
from domain.errors import UsageError
from domain.taxonomy import RequiredSet
from dossiers.required_set import in_force
from services.required_lists import pick, templates, use

TODAY = date(2026, 1, 1)
TYPES = '[[type]]\ncode = "other_document"\ncategory = "other"\ntitles = ["其他"]\n'
SEVENTEEN, ELEVEN = "权籍档案目录（十七项）", "用户档案目录（十一项）"


def a_list(name: str = "甲", *, head: str = "", items: str = '{ name = "杂件", types = ["other_document"] }') -> str:
    return f'[[required_set]]\nname = "{name}"\n{head}item = [\n  {items},\n]\n'


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "taxonomy.toml"
    path.write_text(default_taxonomy_text() + "# 本公司备注\n", encoding="utf-8")
    return path


def used(file: Path, estate: str) -> RequiredSet | None:
    return in_force(load_taxonomy(file).required_sets, estate, TODAY)


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        (a_list(head="version = 0\n"), 5, "从 1 起的整数"),
        (a_list(head='from = "明年"\n'), 5, "日期"),
        (a_list(head="form = 2\n"), 5, "键名"),
        (a_list(items='{ name = "杂件", types = ["nope"] }'), 8, "没有文件类型“nope”"),
        (a_list(items='{ name = "杂件", types = ["other_document"], when = ["空置"] }'), 8, "“空置”不是住户情况"),
        (a_list(items='{ name = "", types = ["other_document"] }'), 8, "须填写文字"),
        (a_list(items='{ name = "杂件", types = ["other_document"] },\n  { name = "杂件", types = ["other_document"] }'), 5, "出现 2 次"),
        (a_list() + a_list(), 10, "已有第 1 版"),
        (a_list() + a_list(head="version = 2\n"), 10, "须晚于第 1 版"),
        (a_list(head='estates = ["翠湖苑"]\n') + a_list("乙", head='estates = ["翠湖苑"]\n'), 11, "同日起已用于 翠湖苑"),
        ("[[required_set]\n", 5, "TOML"),
    ],
)
def test_a_mistake_is_told_with_line_and_reason(text: str, line: int, said: str) -> None:
    [mistake] = mistakes_in(TYPES + text, "t.toml")
    assert mistake.line == line
    assert said in mistake.said[1]
    assert f"第 {line} 行" in mistake.message_zh


def test_every_mistake_is_told_at_once() -> None:
    text = (
        TYPES
        + a_list(items='{ name = "杂件", types = ["nope"] },\n  { name = "旧件", typs = ["other_document"] }')
        + a_list("乙", head="version = 0\n")
    )
    assert [mistake.line for mistake in mistakes_in(text, "t.toml")] == [8, 9, 11]


def test_chinese_words_for_households_are_read(file: Path) -> None:
    file.write_text(TYPES + a_list(items='{ name = "杂件", types = ["other_document"], when = ["出租", "let", "装修"] }'), encoding="utf-8")
    assert load_taxonomy(file).required_sets[0].items[0].when == ("let", "decorated")


def test_nothing_is_used_until_somebody_chooses(file: Path) -> None:
    assert used(file, "翠湖苑") is None
    assert [len(each.items) for each in templates()] == [17, 11]


def test_a_list_is_put_to_use_for_all_and_for_one(file: Path) -> None:
    before = file.read_text(encoding="utf-8")
    assert use(file, "17", estate="").required is not None
    done = use(file, "十一项", estate="翠湖苑")
    assert (done.added, done.replaced) == (False, ())
    first, second = used(file, "翠湖苑"), used(file, "碧水湾")
    assert first is not None and second is not None
    assert (first.name, second.name) == (ELEVEN, SEVENTEEN)
    assert use(file, "17", estate="翠湖苑").replaced == (f"{ELEVEN}第 1 版",)
    again = used(file, "翠湖苑")
    assert again is not None and again.name == SEVENTEEN
    assert use(file, "none", estate="翠湖苑").required is None
    assert use(file, "none", estate="").replaced == (f"{SEVENTEEN}第 1 版",)
    assert file.read_text(encoding="utf-8") == before  # comments and all


def test_a_template_is_added_to_a_file_without_it(file: Path) -> None:
    types = default_taxonomy_text().partition("[[required_set]]")[0]
    file.write_text(types + a_list(head='estates = ["*"]  # 旧目录\n'), encoding="utf-8")
    done = use(file, "17", estate="")
    assert done.added
    assert done.replaced == ("甲第 1 版",)
    assert [each.name for each in load_taxonomy(file).required_sets] == ["甲", SEVENTEEN]


def test_the_newest_version_is_put_to_use_and_earlier_ones_keep_their_days(file: Path) -> None:
    file.write_text(TYPES + a_list(head='estates = ["*"]\n') + a_list(head="version = 2\nfrom = 2026-07-01\n"), encoding="utf-8")
    use(file, "甲", estate="")
    assert [each.estates for each in load_taxonomy(file).required_sets] == [("*",), ("*",)]
    found = used(file, "翠湖苑")
    assert found is not None and found.version == 1  # the second has not begun


def test_an_unsafe_place_is_left_alone(file: Path) -> None:
    odd = TYPES + '[[required_set]]\nname = "甲"\nestates = [\n  "翠湖苑",\n]\nitem = []\n'
    file.write_text(odd, encoding="utf-8")
    with pytest.raises(UsageError):
        use(file, "甲", estate="碧水湾")
    assert file.read_text(encoding="utf-8") == odd


@pytest.mark.parametrize("wanted", ["", "目录", "99", "no such"])
def test_a_set_that_is_not_one_is_refused(wanted: str) -> None:
    with pytest.raises(UsageError):
        pick(templates(), wanted)


def test_a_template_in_force_from_a_day_leaves_the_list_before_it_until_then(file: Path) -> None:
    use(file, ELEVEN, estate="翠湖苑")
    done = use(file, SEVENTEEN, estate="翠湖苑", since=date(2026, 2, 1))
    assert done.replaced == ()
    sets = load_taxonomy(file).required_sets
    assert [in_force(sets, "翠湖苑", day) for day in (date(2026, 1, 31), date(2026, 2, 1))] == [
        next(each for each in sets if each.name == name) for name in (ELEVEN, SEVENTEEN)
    ]
    assert "# 本公司备注" in file.read_text(encoding="utf-8")


def test_a_list_that_others_use_begins_elsewhere_as_a_version_of_its_own(file: Path) -> None:
    use(file, SEVENTEEN, estate="翠湖苑")
    done = use(file, SEVENTEEN, estate="云栖苑", since=date(2026, 2, 1))
    assert done.required is not None
    assert (done.required.version, done.required.since, done.required.estates) == (2, date(2026, 2, 1), ("云栖苑",))
    later = load_taxonomy(file).required_sets
    here, there = (in_force(later, estate, date(2026, 3, 1)) for estate in ("翠湖苑", "云栖苑"))
    assert here is not None
    assert there is not None
    assert (here.version, there.version, here.digest) == (1, 2, there.digest)
    with pytest.raises(UsageError, match="begins on"):
        use(file, SEVENTEEN, estate="听涛苑", since=date(2026, 1, 1))


def test_of_two_lists_from_one_day_the_last_chosen_counts(file: Path) -> None:
    day = date(2026, 2, 1)
    use(file, ELEVEN, estate="翠湖苑", since=day)
    done = use(file, SEVENTEEN, estate="翠湖苑", since=day)
    assert done.replaced == (f"{ELEVEN}第 1 版",)
    with pytest.raises(UsageError, match="name no day"):
        use(file, "none", estate="翠湖苑", since=day)
