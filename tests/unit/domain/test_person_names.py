import pytest

from domain.names import NameMatch, compare, mask_name, name_parts


@pytest.mark.parametrize(
    ("read", "registered", "match"),
    [
        ("王小明", "王小明", NameMatch.EXACT),
        ("王 小 明", "王小明", NameMatch.EXACT),
        ("張偉", "张伟", NameMatch.EXACT),
        ("王小明先生", "王小明", NameMatch.EXACT),
        ("赵敏", "李四海、赵敏", NameMatch.EXACT),
        ("李四海,赵敏", "赵敏", NameMatch.EXACT),
        ("王小朋", "王小明", NameMatch.FUZZY),
        ("王明", "王小明", NameMatch.FUZZY),
        ("欧阳小明明", "欧阳小明", NameMatch.FUZZY),
        ("某某市晨光商贸有限公司", "晨光商贸有限公司", NameMatch.FUZZY),
        ("王**", "王小明", NameMatch.SURNAME),
        ("王某某", "王小明", NameMatch.SURNAME),
        ("Max Chan", "Max Chan", NameMatch.EXACT),
        ("王先生", "王小明", NameMatch.SURNAME),
        ("李**", "王小明", NameMatch.NONE),
        ("张四", "张三", NameMatch.NONE),
        ("李四海", "王小明", NameMatch.NONE),
        ("", "王小明", NameMatch.NONE),
        ("王小明", "", NameMatch.NONE),
    ],
)
def test_names_as_read_against_names_registered(read: str, registered: str, match: NameMatch) -> None:
    assert compare(read, registered) is match


def test_joint_owners_come_apart_and_are_masked() -> None:
    assert name_parts("張三、李四光 先生") == ("张三", "李四光")
    assert mask_name("张三、李四光") == "张*、李**"


def test_another_surname_is_another_person_unless_it_is_none() -> None:
    assert compare("沈小明", "王小明") is NameMatch.NONE
    assert compare("玉小明", "王小明") is NameMatch.NONE
    assert compare("主小明", "王小明") is NameMatch.FUZZY
