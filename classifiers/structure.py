"""What a page is like, whatever its sentences say: form labels as whole words, who is addressed, who signs, tables, clauses, length.

The signs are the model's second kind of feature beside n-grams: they are the trade's own, so they hold for companies whose sentences and
layouts the model never saw.
"""

import re
from collections.abc import Iterator, Sequence

from classifiers.lines import compact
from domain.hanzi import fold
from domain.text import OcrPage

_TO_COMPANY = re.compile(
    r"(?:公司|管理处|服务中心|服务处|物业|物管|客服部?|客户服务部|经理|主任|领导|负责人|负责同志|管理员|工作人员|同仁|诸位|委员会|管家)"
    r"(?:们|收|启|台鉴)?$"
)
_TO_OWNER = re.compile(
    r"(?:业主|住户|业户|租户|先生|女士|小姐|用户|客户|台鉴|台启|收|您好|你好|台端)(?:先生女士|先生|女士|您好|你好|们|们好)*$"
    r"|^尊敬的|^敬启者"
)
_COMPANY = re.compile(r"公司|管理处|服务中心|物业部|管委会|管理委员会|业主委员会")
_PARTY = re.compile(r"^(?:甲方|乙方|丙方|出租[人方]|承租[人方]|出卖人|买受人|买方|卖方|委托[人方]|受托[人方]|立契约书?人|立约人|房东|租客)")
_CLAUSE = re.compile(
    r"^(?:第[0-9一二三四五六七八九十百]{1,4}[条款章]|[一二三四五六七八九十]{1,3}[、.]|[(][0-9一二三四五六七八九十]{1,3}[)]"
    r"|[0-9]{1,2}[、.](?![0-9]))"
)
_MEMO = re.compile(r"^(?:(致|收件人|受文者|受文单位|抬头|To|TO)|(由|发件人|发文者|发文单位|From|FROM)):(.{2,40})$")
"""A memo's head: to whom and from whom."""
_FIRST_PERSON = re.compile(r"我[家们的是要在]|本人|本户|我单位")
_WE = re.compile(r"我司|我处|本公司|我公司|我部|本处|我们会|贵户|您户|台端")
_MONEY = re.compile(r"[0-9]{2,}[.][0-9]{2}|人民币|[0-9]{2,}元")
_IDENTITY = re.compile(r"[0-9]{17}[0-9xX]")
_REPLY = re.compile(r"^关于.{2,24}(?:回复|答复|复函)|来[信函电]|收悉|回复如下|答复如下|谨复|函复|复函")
_SIGN_LINES, _HEAD_LINES = 4, 5
_LONGEST_LABEL = 8


def signs(page: OcrPage) -> tuple[str, ...]:
    """The page's signs, each once, sorted: label:报修内容, to:company, clauses:2 and the like."""
    texts = [fold(line.text).replace(" ", "") for line in page.lines]
    texts = [text for text in texts if text]
    if not texts:
        return ()
    found = {*_labels(page), *_parties(texts), *_form(page, texts), *_voice("".join(texts))}
    return tuple(sorted(found))


def _labels(page: OcrPage) -> Iterator[str]:
    """Short words that stand where labels do: before a colon, or as one of several words on a line."""
    for line in page.lines:
        several = len(line.words) > 1
        for word in line.words:
            pieces = re.split(r"[:：;；]", word.text)
            for order, piece in enumerate(pieces):
                key = compact(piece)
                if 2 <= len(key) <= _LONGEST_LABEL and (several or order + 1 < len(pieces)) and not re.search(r"[0-9]", key):
                    yield f"label:{key}"


def _parties(texts: Sequence[str]) -> Iterator[str]:
    """Who is addressed in the first lines, who signs in the last ones, who makes a contract."""
    for text in texts[:_HEAD_LINES]:
        key = compact(text)
        greets = text.endswith((":", ";", ",")) or key.startswith(("致", "尊敬的", "敬启者"))
        if greets and 2 <= len(key) <= 30:
            if _TO_COMPANY.search(key):
                yield "to:company"
            elif _TO_OWNER.search(key):
                yield "to:owner"
    for text in texts[:_HEAD_LINES]:
        if found := _MEMO.match(text):
            to, whom = found[1] is not None, compact(found[3])
            company = _COMPANY.search(whom) is not None
            yield ("to:company" if company else "to:owner") if to else ("by:company" if company else "by:other")
    last = [compact(text) for text in texts[-_SIGN_LINES:]]
    if any(_COMPANY.search(key) and len(key) <= 24 for key in last):
        yield "by:company"
    parties = sum(bool(_PARTY.match(compact(text))) for text in texts)
    if parties:
        yield f"parties:{min(parties, 3)}"


def _form(page: OcrPage, texts: Sequence[str]) -> Iterator[str]:
    """The build of the page: clauses, columns, running text, length, shape of the sheet."""
    count = len(page.lines)
    clauses = sum(bool(_CLAUSE.match(text)) for text in texts)
    yield f"clauses:{min(clauses // 2, 4)}"
    wide = sum(len(line.words) >= 3 for line in page.lines) / count
    yield f"columns:{round(4 * wide)}"
    running = sum(len(compact(text)) >= 18 for text in texts) / len(texts)
    yield f"running:{round(4 * running)}"
    colons = sum(":" in text for text in texts) / len(texts)
    yield f"colons:{round(4 * colons)}"
    yield f"lines:{min(count // 6, 6)}"
    if page.width > 1.1 * page.height:
        yield "wide"


def _voice(text: str) -> Iterator[str]:
    for name, pattern in (("i", _FIRST_PERSON), ("we", _WE), ("reply", _REPLY)):
        if pattern.search(text):
            yield f"voice:{name}"
    for name, pattern in (("money", _MONEY), ("identity", _IDENTITY)):
        if number := len(pattern.findall(text)):
            yield f"{name}:{min(number, 4)}"
