"""When two readings are of one paper: by the text, by the numbers, and by numbers that only one of them has."""

import pytest

from checks.sketch import same_paper, sketch

NOTICE = (
    "翠湖苑物业服务中心 缴费通知单 尊敬的业主赵敏 房号 3栋2单元502室 您的物业管理费共计 1280.50元 请于收到本通知后尽快到服务中心缴纳 "
    "联系电话 57880123 缴费编号 880417 逾期将按合同约定收取违约金 特此通知 {date}"
)
BLOTTED = NOTICE.format(date="")
DATED = NOTICE.format(date="2015年3月4日")


@pytest.mark.parametrize(
    ("other", "same_day", "same"),
    [
        (DATED, False, True),
        (BLOTTED, False, True),  # the date was not legible
        (NOTICE.format(date="二〇一五年三月四日"), False, True),
        (NOTICE.format(date="民國104年3月4日"), False, True),
        (NOTICE.format(date="2015年4月4日"), False, False),  # the next month's
        (NOTICE.format(date="二〇一五年四月四日"), False, False),
        (NOTICE.format(date="民國104年4月4日"), False, False),
        (BLOTTED.replace("您的物业管理费", "关于楼道堆放杂物一事经多次劝告仍未清理您应缴的清理费用"), False, False),  # filled in anew
        (DATED.replace("880417", "880471"), True, True),  # one number of five misread
        (DATED.replace("880417", "880471"), False, False),
        (DATED.replace("880417", "990003").replace("1280", "2560"), True, False),  # another notice of that day
    ],
)
def test_readings_of_one_paper_are_told_from_papers_on_one_form(other: str, same_day: bool, same: bool) -> None:
    assert same_paper(sketch(DATED), sketch(other), same_day=same_day) is same
    assert same_paper(sketch(other), sketch(DATED), same_day=same_day) is same


def test_a_short_text_much_misread_is_known_by_its_day_and_numbers() -> None:
    text = "违章整改通知书 3栋2单元502室 业主赵敏 阳台封闭越出外墙三十厘米 限期拆除 罚款 600元 签发 2013年7月30日"
    misread = text.replace("违章", "连章").replace("封闭", "封闲").replace("限期", "眼期").replace("外墙", "外培")
    assert same_paper(sketch(text), sketch(misread), same_day=True)
    assert not same_paper(sketch(text), sketch(misread))


def test_papers_with_one_number_meet_under_it() -> None:
    one = sketch("收楼委托书 业主赵敏 3栋2单元502室 委托办理收房查验并签收资料缴清首期费用 与本人签字效力一致 联系电话 57880123")
    other = sketch("收楼委托书 业主赵敏 3栋2单元502室 委托办理收房查验并签收资料缴清首期费用 与本人签字效力一致 57880123")
    assert set(one.keys) & set(other.keys)
    assert sketch("短").keys == ()
