import ast

import pytest

from domain.errors import UsageError
from domain.people import Role
from review.saying import listed, refusal, said, say, told
from review.tongues import Tongue, asked_for, speaking, spoken
from scripts import found_texts, texts


def test_the_catalogues_hold_what_is_shown_and_nothing_else() -> None:
    assert texts.faults() == ()


@pytest.mark.parametrize(
    ("source", "bare"),
    [
        ('<h1 title="{{ _("题名") }}">{{ _("共 %(n)s 页", n=pages) }}</h1>', []),
        ("<h1>题名</h1>", ["<h1>题名</h1>"]),
        ('<input placeholder="盒号">', ['<input placeholder="盒号">']),
        ('{{ "是" if it else _("否") }}', ["是"]),
        ('{{ owners|join("、") }}', ["、"]),
        ('{{ _("%(who)s 打印", who="张") }}', ["张"]),
    ],
)
def test_a_bare_text_in_a_template_is_found(source: str, bare: list[str]) -> None:
    assert list(found_texts.bare_in_template(source)) == bare


@pytest.mark.parametrize(
    ("source", "bare"),
    [
        ('say(_("撤销")); // 撤销', []),
        ("// 说明\nconst a = 1;", []),
        ('say("撤销");', ['say("撤销");']),
        ("say(`文件 ${n}`);", ["say(`文件 ${n}`);"]),
    ],
)
def test_a_bare_text_in_a_script_is_found(source: str, bare: list[str]) -> None:
    assert list(found_texts.bare_in_script(source)) == bare


def test_a_text_put_together_is_found() -> None:
    assert list(found_texts.put_together(ast.parse('a = f"共 {n} 页"'))) == ["f'共 {n} 页'"]
    assert list(found_texts.put_together(ast.parse('raise UsageError(f"{n} pages", f"共 {n} 页")'))) == []


@pytest.mark.parametrize(
    ("languages", "tongue"),
    [
        ("", Tongue.HANS),
        ("zh-CN,zh;q=0.9,en;q=0.8", Tongue.HANS),
        ("zh-TW,zh;q=0.9,en-US;q=0.8", Tongue.HANT),
        ("zh-Hant-HK", Tongue.HANT),
        ("zh-MO;q=0.4, en;q=0.2", Tongue.HANT),
        ("en-GB,en;q=0.9,zh;q=0.8", Tongue.EN),
        ("fr, en;q=0.5", Tongue.EN),
        ("en;q=0, zh;q=0.1", Tongue.HANS),
        ("fr, de;q=0.5", Tongue.HANS),
        ("zh;q=lots, ;;, en;q=0.1", Tongue.EN),
    ],
)
def test_the_browser_says_what_it_likes(languages: str, tongue: Tongue) -> None:
    assert asked_for(languages) is tongue


@pytest.mark.parametrize(
    ("tongue", "one", "many"), [(Tongue.HANS, "1 页", "3 页"), (Tongue.HANT, "1 頁", "3 頁"), (Tongue.EN, "1 page", "3 pages")]
)
def test_a_number_chooses_its_word(tongue: Tongue, one: str, many: str) -> None:
    with speaking(tongue):
        assert [say("%(pages)s 页", pages=1), say("%(pages)s 页", pages=3)] == [one, many]
    assert spoken() is Tongue.HANS


def test_data_stays_as_it_is() -> None:
    with speaking(Tongue.HANT):
        assert say("张学军") == "张学军"
        assert say("读到业主 %(owner)s", owner="张学军") == "讀到業主 张学军"
    with speaking(Tongue.EN):
        assert say("读到业主 %(owner)s", owner="[n:a|b] 100%") == "owner read: [n:a|b] 100%"


def test_pairs_speak_each_tongue() -> None:
    shown = {}
    for tongue in Tongue:
        with speaking(tongue):
            shown[tongue] = (said(Role.SCANNER), refusal(UsageError("Choose a verdict.", "请选择检查结论。")), listed(["a", "b"]))
    assert shown[Tongue.HANS] == ("扫描员", "请选择检查结论。", "a、b")
    assert shown[Tongue.HANT][0] == "掃描員"
    assert shown[Tongue.EN] == ("scanner operator", "Choose a verdict.", "a, b")


@pytest.mark.parametrize(
    ("sentence", "english", "traditional"),
    [
        ("业主不符", "Owner differs", "業主不符"),
        ("目录登记 1 页，扫描件 2 页。", "1 page catalogued, 2 scanned.", "目錄登記 1 頁，掃描件 2 頁。"),
        (
            "目录类别为“合同”，归档类别为“维修”。",
            "Catalogued as “Contract”, filed as “Repair”.",
            "目錄類別為「合約」，歸檔類別為「維修」。",
        ),
        ("目录登记业主 张*，文件业主 发*。", "Owner in the catalogue 张*, on the document 发*.", "目錄登記業主 张*，文件業主 发*。"),
        (
            "目录第 7 行（档号 未填，维修记录）没有对应的扫描件。",
            "Catalogue row 7 (archive number none, 维修记录) has no scan.",
            "目錄第 7 行（檔號 未填，维修记录）沒有對應的掃描件。",
        ),
        (
            "第 1 页倾斜 3.2 度，请放正。第 2 页分辨率仅 150 dpi，请以 200 dpi 以上重新扫描。",
            "Page 1: leans 3.2 degrees; lay the paper straight. Page 2: only 150 dpi; scan again at 200 dpi or more.",
            "第 1 頁傾斜 3.2 度，請放正。第 2 頁解析度僅 150 dpi，請以 200 dpi 以上重新掃描。",
        ),
        (
            "请放正；请核对原件或重新扫描。",
            "lay the paper straight; compare with the paper or scan again.",
            "請放正；請核對原件或重新掃描。",
        ),
        (
            "与文件 A-1 几乎相同，但登记的日期、业主不同，其中一份有误。",
            "Almost the same as document A-1, but recorded differently (Date, Owner); one of them is wrong.",
            "與文件 A-1 幾乎相同，但登記的日期、業主不同，其中一份有誤。",
        ),
        ("这句话谁也不认识。", "这句话谁也不认识。", "这句话谁也不认识。"),
    ],
)
def test_sentences_are_told_anew(sentence: str, english: str, traditional: str) -> None:
    assert told(sentence) == sentence
    with speaking(Tongue.EN):
        assert told(sentence) == english
    with speaking(Tongue.HANT):
        assert told(sentence) == traditional
