"""How values read on the screen, in the reader's tongue; the tables hold Simplified Chinese, which templates translate."""

import re
from collections.abc import Iterable
from datetime import datetime

from domain.acceptance import AcceptanceState
from domain.access import SUBJECT_ZH, Act, Entry
from domain.document import DocumentState
from domain.finding import Finding
from domain.finding_words import KIND_ZH, SEVERITY_ZH, STATUS_ZH, box_words
from domain.household import HOUSEHOLD_ZH, KindSource
from domain.page import PageState
from domain.period import Cycle, Period
from domain.register import RegisterTenure
from domain.shelving import BoxPlace
from domain.taxonomy import RequiredSet
from domain.unit_number import UnitNumber
from domain.unit_words import SIMPLIFIED, TRADITIONAL, unit_words
from measures.promise import PromiseState
from review.saying import listed, say, told
from review.tongues import Tongue, spoken
from services.desk_view import Asks
from services.reviewing import DecidedLike
from storage.read_models_web import Volume

DOCUMENT_STATE = {DocumentState.FILED: "已归档", DocumentState.REVIEW: "待复核", DocumentState.REJECTED: "已退回"}
PAGE_STATE = {
    PageState.WAITING: "等待处理",
    PageState.FILED: "已归档",
    PageState.REVIEW: "待复核",
    PageState.BLANK: "空白页",
    PageState.SEPARATOR: "分隔页",
    PageState.DUPLICATE: "重复",
    PageState.QUARANTINED: "隔离",
}
FINDING_KIND = KIND_ZH
FINDING_STATUS = STATUS_ZH
SEVERITY = SEVERITY_ZH
FOLDER_STATE = {
    "starting": "启动中",
    "watching": "监视中",
    "missing": "目录不在",
    "taken": "由其他进程监视",
    "blocked": "无读写权限",
}
ACTION = {
    "file": "归档",
    "reject": "退回",
    "rescan": "退回重扫",
    "undo": "撤销决定",
    "correct": "抽查更正",
    "return": "抽查发现有误，退回复核",
}
ACCEPTANCE_STATE = {AcceptanceState.OPEN: "验收中", AcceptanceState.ACCEPTED: "验收合格", AcceptanceState.SENT_BACK: "退回返工"}
ACCEPTANCE_TONE = {AcceptanceState.OPEN: "warn", AcceptanceState.ACCEPTED: "good", AcceptanceState.SENT_BACK: "bad"}
PROMISE_TONE = {PromiseState.KEPT: "good", PromiseState.BROKEN: "bad", PromiseState.OPEN: "warn"}
_EVIDENCE = {
    "exact": "房号一致",
    "otherwise": "房号一致（楼层或单元写法不同）",
    "edit:1": "房号相差一个字符",
    "near": "房号相近（按识别易混字形）",
    "owner": "业主姓名一致",
    "phone": "电话一致",
    "separator": "分隔页写明",
    "estate": "项目一致",
}
_MOMENT = {Tongue.HANS: "%Y-%m-%d %H:%M", Tongue.HANT: "%Y/%m/%d %H:%M", Tongue.EN: "%d %b %Y, %H:%M"}
_DATA_FIELDS = frozenset({"题名", "业主", "项目", "档号", "同号文件"})
HOUSEHOLD = HOUSEHOLD_ZH
KIND_SOURCE = {
    KindSource.PERSON: "人工认定",
    KindSource.TENURE: "产权期",
    KindSource.COLUMN: "名册栏目",
    KindSource.TENANTS: "名册租户",
    KindSource.PAPERS: "在档文件",
    KindSource.ASSUMED: "无其他记载",
}
KIND_WORD = {True: "属于", False: "不属于", None: "按资料判断"}
_FIRST = re.compile(r"[，。]|[.,] |[.]$")
FIELD = {
    "unit": "房号",
    "unit_named": "提到的房号",
    "owner": "业主",
    "tenant": "租户",
    "applicant": "申请人",
    "agent": "代理人",
    "person": "姓名",
    "date": "日期",
    "date_named": "提到的日期",
    "phone": "电话",
    "id_number": "证件号",
    "contract_no": "合同编号",
    "form_no": "单号",
    "amount": "金额",
    "subject": "事由",
}
ASKS = {
    Asks.TWO: "双重审核：您的决定先作为第一人意见，须另一人独立复核一致后才生效。",
    Asks.SECOND: "双重审核：第一人已给出意见（不显示），请独立判断。",
    Asks.THIRD: "双重审核：前两人意见不一致，由您最后决定。",
}
CHANGE = {"split": "拆分", "join": "合并", "reorder": "调整页序", "blank": "标为空白页"}


def headline(sentence: str) -> str:
    """What a reason says before what to do about it."""
    return _FIRST.split(sentence, maxsplit=1)[0]


def unit_text(unit: UnitNumber | str | None) -> str:
    """The unit as staff write it, such as 3栋2单元501室, also for readers of English, who type it and find it on paper so.

    A canonical string is read first, any other text stays; "" for None.
    """
    words = TRADITIONAL if spoken() is Tongue.HANT else SIMPLIFIED
    if unit is None:
        return ""
    if isinstance(unit, UnitNumber):
        return unit_words(unit, words)
    try:
        return unit_words(UnitNumber.parse(unit), words)
    except ValueError:
        return unit


def where_text(finding: Finding) -> str:
    """Estate and unit of a finding; "" where it is of neither."""
    return f"{finding.estate} {unit_text(finding.unit) if finding.unit else ''}".strip()


def box_text(box: str) -> str:
    """A box as staff call it: 盒02 as it is, 02 as 盒 02; "" for none."""
    return box if box_words(box) == box else say("盒 %(number)s", number=box)


def side_text(value: str, field: str) -> str:
    """What one side of a finding states in a field; a title or name stays as it is written."""
    return value if field in _DATA_FIELDS else told(value)


def evidence_text(code: str) -> str:
    """What speaks for a proposal."""
    return say(_EVIDENCE.get(code, code))


def swapped(count: int, number: int) -> str:
    """The order of `count` pages with page `number` before the one above it, as numbers with colons between."""
    order = list(range(1, count + 1))
    order[number - 2 : number] = [number, number - 1]
    return ":".join(str(each) for each in order)


def decided_words(decided: DecidedLike) -> str:
    """What a decision led to."""
    first = decided.first
    if first.state is DocumentState.FILED:
        said = say("文件 %(id)s 已归档：%(archive_no)s", id=first.document_id, archive_no=first.archive_no)
    elif first.state is DocumentState.REJECTED:
        said = say("已退回文件 %(id)s，不归档，扫描件原样保留", id=first.document_id)
    else:
        said = say("文件 %(id)s 的意见已记录，待另一人复核", id=first.document_id)
    if decided.others:
        said += say("；同类文件 %(n)s 件同样处理", n=len(decided.others))
    if decided.left:
        said += say("；另 %(n)s 件未能同样处理，仍在队列中", n=len(decided.left))
    return said


def duration_text(seconds: float) -> str:
    """A length of time in the two largest units that fit."""
    total = round(seconds)
    days, hours, minutes = total // 86_400, total // 3_600 % 24, total // 60 % 60
    if days:
        return say("%(days)s 天 %(hours)s 小时", days=days, hours=hours)
    if hours:
        return say("%(hours)s 小时 %(minutes)s 分", hours=hours, minutes=minutes)
    seconds_left = total % 60
    if minutes:
        return say("%(minutes)s 分 %(seconds)s 秒", minutes=minutes, seconds=seconds_left)
    return say("%(seconds)s 秒", seconds=seconds_left)


def moment_text(seconds: float) -> str:
    """A time in seconds since 1970 by this machine's clock and zone."""
    return datetime.fromtimestamp(seconds).astimezone().strftime(_MOMENT[spoken()])


def size_text(count: int) -> str:
    """A number of bytes."""
    if count < 1024:
        return say("%(n)s 字节", n=count)
    return f"{count / 1024:.0f} KB" if count < 1 << 20 else f"{count / (1 << 20):.1f} MB"


def retention_text(volume: Volume) -> str:
    """That a dossier is closed, until when it must be kept, and that it may be destroyed after; "" for an open one."""
    if not volume.closed:
        return ""
    if volume.retain_until is None:
        return say("已封存，永久保管")
    if volume.expired:
        return say("已封存，保管期 %(until)s 已满，可申请销毁", until=volume.retain_until)
    return say("已封存，保管至 %(until)s，期满后可申请销毁", until=volume.retain_until)


def place_text(place: BoxPlace | None) -> str:
    """Where a paper lies, such as 3 柜 2 层 12 盒; "" where nothing is known."""
    if place is None:
        return ""
    parts = ((place.cabinet, "%(number)s 柜"), (place.shelf, "%(number)s 层"), (place.box, "%(number)s 盒"))
    return " ".join(_counted(value, words) for value, words in parts if value)


def _counted(value: str, words: str) -> str:
    """The value with its word, unless it ends in a word of its own (A柜, 第3格)."""
    return say(words, number=value) if value[-1].isascii() else value


def tenure_text(tenure: RegisterTenure) -> str:
    """From when to when, 至今 where it has not ended."""
    if tenure.start is None and tenure.end is None:
        return say("产权期未登记起止")
    start = tenure.start or say("（未登记）")
    return say("%(start)s 至 %(end)s", start=start, end=tenure.end or say("今"))


def holders_text(tenures: Iterable[RegisterTenure]) -> str:
    """The owners of each tenure and when it was."""
    return say("；").join(say("%(owners)s（%(tenure)s）", owners=listed(each.owners), tenure=tenure_text(each)) for each in tenures)


def required_text(required: RequiredSet) -> str:
    """A list of required documents by name and version."""
    return say("%(name)s第 %(version)s 版", name=say(required.name), version=required.version)


def subject_text(code: str) -> str:
    """What an act was about; its code is plain English."""
    return code if spoken() is Tongue.EN else say(SUBJECT_ZH.get(code, code))


def detail_text(entry: Entry) -> str:
    """The words beside an act in the access register; what was searched for stands as it was typed."""
    return entry.detail if entry.act is Act.SEARCH else say(entry.detail)


def period_text(period: Period, cycle: Cycle) -> str:
    """Which week, month or half-year."""
    facts = {"year": period.first.isocalendar().year, "first": period.first, "last": period.last}
    if cycle is Cycle.WEEK:
        return say("%(year)s年第%(number)s周（%(first)s 至 %(last)s）", number=period.first.isocalendar().week, **facts)
    if cycle is Cycle.MONTH:
        return say("%(year)s年%(month)s月", year=period.first.year, month=period.first.month)
    year, month = period.key.split("-")
    return say("%(year)s年%(month)s月检查（%(first)s 至 %(last)s）", year=year, month=int(month), first=period.first, last=period.last)
