"""Words that stand where a name might stand are no names, in both scripts; names stay."""

from collections.abc import Callable
from datetime import date

import pytest

from domain.text import OcrPage
from extraction.fields import extract
from extraction.parties import is_person, letter_parties

PageMaker = Callable[[str], OcrPage]
TODAY = date(2026, 11, 1)

_WORDS = (
    "满意 滿意 很满意 非常满意 基本滿意 不满意 已满意 签收 簽收 已签收 反映 反應 来电 來電 确认 確認 已确认 "
    "已確認 自理 自行解决 同意 委托 委託 投诉 投訴 建议 来信 评价 公约 公約 查看 查看现场 查驗 关闭 關閉 关门 "
    "付款 付清 向我司 向物业 應提前 方案 包括 权益 权利 权属 嚴禁 严格遵守 严重 原因 任何 何人 解释 解釋 高空 "
    "周围 单方 单独 常年 于是 通过 修复 公示 公共 居住 呼吁 谢绝 成立 明确 路过 安排 安裝 施工 习惯 家中 家屬 "
    "管道 管家 管線 商议 项目 马桶 龙头 毛坯 水管 印章 卫生间 余款 余額 钱款 金额 车位 車牌号 房产 房款 户名 "
    "建筑面 租期 属实 無異議 无异议 未见 已处理 已处理好 不同意 没有 現場确认 在家 外出 代领 领取 验收 完成 缴费 "
    "方签署 代为 查阅 修改 陈情人 陈诉 方收取 从该房 欠费 拖欠 承诺 保證 配合 入住 搬离 "
)
WORDS = _WORDS.split()

_NAMES = (
    "满江红 滿文軍 关心妍 關之琳 查良镛 查理 向阳 向前 付强 包青天 方可欣 许可馨 许可 白天宇 管子涵 全智贤 权志龙 "
    "严明 安静 温馨 高兴 文静 成龙 成方圆 何炅 单田芳 万一诺 于谦 公孙胜 公孙瓒 居文沛 乐嘉 谢文 明道 路遥 安心 "
    "施展 商鞅 项羽 马可 龙飞 毛宁 燕青 卫青 余秋雨 钱多多 金星 石磊 车晓 包惠僧 陈本华 王其明 "
)
NAMES = _NAMES.split()


@pytest.mark.parametrize("word", WORDS)
def test_words_are_no_names(word: str) -> None:
    assert not is_person(word)


@pytest.mark.parametrize("name", NAMES)
def test_names_stay(name: str) -> None:
    assert is_person(name)


@pytest.mark.parametrize("before", ["业主", "業主", "户主", "产权人：", "业主:"])
@pytest.mark.parametrize(
    "word",
    [
        "满意",
        "滿意",
        "方可",
        "许可",
        "白天",
        "查明",
        "签收",
        "方签署",
        "方簽章",
        "方代表",
        "储物间",
        "確認",
        "來電",
        "反映",
        "自理",
        "公约",
        "管家",
    ],
)
@pytest.mark.parametrize("after", ["", "。", "，", " ", "向我处", "的"])
def test_what_an_owner_does_is_not_the_owner(before: str, word: str, after: str) -> None:
    assert letter_parties(f"{before}{word}{after}") == ()


@pytest.mark.parametrize(
    "text",
    [
        "业主赵一凡确认",
        "業主趙一凡確認無誤",
        "业主赵一凡签收",
        "业主赵一凡来访",
        "业主赵一凡要求更换",
        "业主赵一凡表示满意",
        "业主赵一凡认为",
    ],
)
def test_the_name_before_such_a_word_is_read(text: str) -> None:
    assert [party.name.replace("趙", "赵") for party in letter_parties(text)] == ["赵一凡"]


@pytest.mark.parametrize(
    "text",
    [
        "回访结果：业主满意",
        "業主簽收：已確認",
        "业主意见：满意",
        "业主签字 | 同意",
        "业主确认：属实",
        "户名：已核实",
        "业主：自理",
        "业主 | 来电\n方式 | 电话",
        "处理结果：已修好，业主满意。",
        "客户签名：满意",
        "住户：反映",
    ],
)
def test_a_satisfied_owner_makes_no_owner_of_the_page(page_of: PageMaker, text: str) -> None:
    assert [field.name for field in extract(page_of(text), None, today=TODAY).names] == []


def test_the_owner_beside_the_words_is_the_only_one(page_of: PageMaker) -> None:
    page = page_of("回访记录\n业主姓名：赵一凡 | 房号：3栋2单元501室\n回访结果：业主满意\n业主签收：已确认")
    assert [field.name for field in extract(page, None, today=TODAY).names] == ["赵一凡"]
