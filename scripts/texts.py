"""Hold the catalogues of the web's texts against the texts that it shows; docs/texts.md tells how to add one.

python -m scripts.texts            say what is missing, no longer used, or asks for other values
python -m scripts.texts --draft    also write what is missing: a draft in Traditional Chinese, an empty English text to be filled in
"""

import argparse
import ast
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import opencc

from classifiers.taxonomy import load_taxonomy
from domain.acceptance import Check, Criterion
from domain.access import SUBJECT_ZH, VIA_ZH, Act
from domain.failure import FailureCode
from domain.finding_words import KIND_ZH, SEVERITY_ZH, STATUS_ZH
from domain.hand_over import PART_ZH, Step
from domain.household import HOUSEHOLD_ZH
from domain.people import PERMISSION_ZH, Role
from domain.review import ReviewReason
from domain.sampling import Verdict
from domain.taxonomy import CATEGORY_ZH
from review.catalogues import PLURAL, VALUE, catalogue, sentences
from review.script_texts import script_keys
from review.tongues import Tongue
from scripts import found_texts as found
from services.acceptance_report import VERDICT_WORDS
from services.batch_standing import SCAN_ZH
from services.promise import STATE_ZH
from services.reports.kinds import ReportKind

ROOT = Path(__file__).resolve().parent.parent
WEB = ROOT / "review"
_PAIRED = (ReviewReason, FailureCode, Role, Act, Verdict, Check, Criterion, ReportKind)
"""Words that carry their English themselves."""
_TELLING = (
    ("checks/*.py", "", None),
    ("domain/scan_quality.py", "", False),
    ("domain/taxonomy.py", "", False),
    ("domain/finding_words.py", "box_words", False),
    ("services/timeline_words.py", "", True),
    ("services/promise.py", "notice_words", True),
    ("services/acceptance_report.py", "confidence_line", True),
    ("services/acceptance_checks.py", "", True),
)
"""What below the web puts sentences together that it shows: modules, one function or all, and whether their English stands beside them
(None: where it stands there). A scan's faults have theirs, but a finding holds only their Chinese."""
_REFUSING = ("domain", "storage", "publishing", "dossiers", "services", "review")
"""Packages whose errors the web shows."""


def texts() -> frozenset[str]:
    """Every text that needs both its English and its Traditional Chinese."""
    templates = (text for source in _sources("review/templates/*.html") for text in found.drawn_in_template(source))
    own = (file for file in sorted(WEB.rglob("*.py")) if file.name != "tongues.py")  # what each tongue calls itself
    modules = (text for file in own for text in found.words_of(_parsed(file)))
    return frozenset((*templates, *script_keys(), *modules, *_of_the_trade()))


def paired() -> frozenset[str]:
    """Every text that has its English beside it and needs its Traditional Chinese only."""
    words = (member.zh for kind in _PAIRED for member in kind)
    codes = (zh for zh in SUBJECT_ZH.values() if zh)  # their code is English
    return frozenset((*words, *codes, *(check.mend_zh for check in Check))) - texts()


def told() -> dict[str, bool]:
    """Every sentence put together below the web, and whether its English stands beside it."""
    telling = {}
    for pattern, function, english in _TELLING:
        for file in sorted(each for each in ROOT.glob(pattern) if each.name != "sketch.py"):  # it writes dates to compare, not to show
            for key, beside in found.sentences_of(found.function_of(_parsed(file), function)):
                telling[key] = telling.get(key, True) and (beside if english is None else english)
    refusing = (text for room in _REFUSING for file in sorted((ROOT / room).rglob("*.py")) for text in found.errors_of(_parsed(file)))
    return dict.fromkeys(refusing, True) | telling


def _of_the_trade() -> Iterator[str]:
    tables = (KIND_ZH, SEVERITY_ZH, STATUS_ZH, HOUSEHOLD_ZH, CATEGORY_ZH, PERMISSION_ZH, VIA_ZH, STATE_ZH, PART_ZH, SCAN_ZH)
    yield from (word for table in tables for word in table.values() if word)
    yield from (word for step in Step for word in (step.gives, step.takes))
    yield from (criterion.hint_zh for criterion in Criterion if criterion.hint_zh)
    yield from (zh for _, zh in VERDICT_WORDS.values())
    taxonomy = load_taxonomy(None)
    yield from (doc_type.zh for doc_type in taxonomy.types)
    for required in taxonomy.required_sets:
        yield required.name
        yield from (item.name for item in required.items)


def _sources(pattern: str) -> Iterator[str]:
    yield from (file.read_text(encoding="utf-8") for file in sorted(ROOT.glob(pattern)))


def _parsed(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


def _wanted() -> Iterator[tuple[Tongue, str, Callable[[Tongue], object], frozenset[str]]]:
    """Each catalogue: its tongue, the end of its name, what reads it, and the keys that it ought to hold."""
    both, beside, sentence = texts(), paired(), told()
    known = both | beside
    yield Tongue.EN, "", catalogue, both
    yield Tongue.HANT, "", catalogue, known
    yield Tongue.EN, ".sentences", sentences, _beyond(both, (key for key, has_english in sentence.items() if not has_english))
    yield Tongue.HANT, ".sentences", sentences, _beyond(known, sentence)


def _beyond(words: frozenset[str], keys: Iterable[str]) -> frozenset[str]:
    """Those keys that are no words already; a pattern must stand with its like, even where a text reads the same."""
    return frozenset(key for key in keys if key not in words or VALUE.search(key))


def faults() -> tuple[str, ...]:
    """What is wrong with the catalogues, a line each."""
    held = (fault for tongue, part, read, wanted in _wanted() for fault in _faults_of(tongue, f"{tongue.code}{part}", read(tongue), wanted))
    return (*held, *_bare())


def _faults_of(tongue: Tongue, name: str, held: object, wanted: frozenset[str]) -> Iterator[str]:
    assert isinstance(held, dict)
    yield from (f"{name}: missing: {key}" for key in sorted(wanted - held.keys()))
    yield from (f"{name}: no longer used: {key}" for key in sorted(held.keys() - wanted))
    for key, text in held.items():
        if not text:
            yield f"{name}: empty: {key}"
        elif values(key) != values(text):
            yield f"{name}: other values: {key}"
        elif tongue is Tongue.EN and found.WORD.search(text):
            yield f"{name}: still Chinese: {key}"


def values(text: str) -> frozenset[str]:
    """Names of the values that a text asks for."""
    return frozenset(match[1] for pattern in (VALUE, PLURAL) for match in pattern.finditer(text))


def _bare() -> Iterator[str]:
    """Chinese that goes round the catalogues."""
    for file in sorted(WEB.rglob("*")):
        if file.suffix == ".html":
            bare = found.bare_in_template(file.read_text(encoding="utf-8"))
        elif file.suffix == ".js":
            bare = found.bare_in_script(file.read_text(encoding="utf-8"))
        elif file.suffix == ".py":
            bare = found.put_together(_parsed(file))
        else:
            continue
        yield from (f"{file.name}: bare: {text.strip()}" for text in bare)


def draft() -> None:
    """Write the catalogues anew, in order, with what is missing and without what is no longer used."""
    for tongue, part, read, wanted in _wanted():
        held = read(tongue)
        assert isinstance(held, dict)
        drafted = {key: held.get(key) or (traditional(key) if tongue is Tongue.HANT else "") for key in sorted(wanted)}
        lines = [f"{json.dumps(key, ensure_ascii=False)} = {json.dumps(text, ensure_ascii=False)}\n" for key, text in drafted.items()]
        (WEB / "texts" / f"{tongue.code}{part}.toml").write_text("".join(lines), encoding="utf-8")


_OFFICE = opencc.OpenCC("s2twp")
_HOUSE_WORDS = (
    *(
        ("查詢原", "尋找原"),
        ("查詢投訴", "尋找投訴"),
        ("查詢回訪", "尋找回訪"),
        ("打勾的專案", "打勾的項目"),
        ("目錄文件", "目錄檔"),
        ("名冊文件", "名冊檔"),
        ("模型文件", "模型檔"),
        ("分類文件", "分類檔"),
    ),
    *(
        ("資料目錄", "資料夾"),
        ("空目錄", "空資料夾"),
        ("不是周", "不是週"),
        ("指定周", "指定週"),
        ("該周內", "該週內"),
        ("周檢", "週檢"),
        ("月份、周", "月份、週"),
    ),
    *(("賬", "帳"), ("許可權", "權限"), ("檢查專案", "檢查項目"), ("報修專案表", "報修項目表"), ("服務專案表", "服務項目表")),
    *(("專案", "社區"), ("稽核", "審核"), ("入夥", "入伙"), ("型別", "類型"), ("物件", "對象")),
    *(("程序號", "程序編號"), ("質量", "品質"), ("使用者", "用戶"), ("合同", "合約"), ("計算機", "電腦")),
    *(("程式碼", "代碼"), ("引數", "參數"), ("指令碼", "程式"), ("批准", "核准"), ("紙質", "紙本")),
    *(("當前", "目前"), ("銷燬", "銷毀"), ("退出登入", "登出"), ("退出全部登入", "全部登出"), ("退出其全部登入", "登出其所有裝置")),
    *(("影印件", "影本"), ("日誌", "記錄檔"), ("逐條連結", "逐筆相連"), ("鏈條檢查", "鏈結檢查"), ("訪問地址", "網址")),
    *(("訪問", "存取"), ("超時", "逾時"), ("崩潰", "當機"), ("識別", "辨識"), ("身份證", "身分證")),
    *(("整改責任人", "改善負責人"), ("責任人整改", "負責人改善"), ("整改", "改善"), ("責任人", "負責人"), ("返工清單", "重做清單")),
    *(("返工", "重做"), ("水電氣", "水電瓦斯"), ("介面令牌", "API 權杖"), ("介面說明", "API 說明"), ("令牌", "權杖")),
    *(("重置密碼", "重設密碼"), ("第%(number)s周", "第%(number)s週"), ("“", "「"), ("”", "」"), ("供程式讀取的地址", "供程式讀取的網址")),
    *(("這個地址", "這個網址"), ("本機地址", "本機網址"), ("登記此地址", "登記此網址"), ("地址或提交", "網址或提交"), ("提交", "送出")),
    *(
        ("線上工作程序", "運作中的工作程序"),
        ("沒有工作程序線上", "沒有運作中的工作程序"),
        ("還沒有", "尚無"),
        ("佔比", "比例"),
        ("檢視檔案", "檢視文件"),
    ),
)
"""What OpenCC writes, and what our readers say; a document (文件) is none of these and is left out before."""


def traditional(text: str) -> str:
    """A draft in Traditional Chinese, to be read by a person."""
    drafted = _OFFICE.convert(text.replace("文件", "\x01")).replace("\x01名", "檔名").replace("\x01", "文件")
    for written, said in _HOUSE_WORDS:
        drafted = drafted.replace(written, said)
    return drafted


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--draft", action="store_true")
    if parser.parse_args().draft:
        draft()
        catalogue.cache_clear()
        sentences.cache_clear()
    wrong = faults()
    print("\n".join(wrong) or "The catalogues hold what is shown.")
    sys.exit(bool(wrong))
