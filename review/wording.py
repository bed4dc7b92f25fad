"""How values read on the screen, in Chinese."""

import re
from datetime import datetime

from domain.acceptance import AcceptanceState
from domain.document import DocumentState
from domain.finding_words import KIND_ZH, SEVERITY_ZH, STATUS_ZH
from domain.household import HOUSEHOLD_ZH, KindSource
from domain.page import PageState
from domain.register import RegisterTenure
from domain.shelving import BoxPlace
from domain.unit_number import UnitNumber
from domain.unit_words import unit_words
from measures.promise import PromiseState
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


def brief(sentence: str) -> str:
    """What a reason says before what to do about it."""
    return _FIRST.split(sentence, maxsplit=1)[0]


def unit_text(unit: UnitNumber | str | None) -> str:
    """The unit as staff write it, such as 3栋2单元501室; a canonical string is read first, any other text stays; "" for None."""
    if unit is None:
        return ""
    if isinstance(unit, UnitNumber):
        return unit_words(unit)
    try:
        return unit_words(UnitNumber.parse(unit))
    except ValueError:
        return unit


def evidence_text(code: str) -> str:
    """What speaks for a proposal."""
    return _EVIDENCE.get(code, code)


def swapped(count: int, number: int) -> str:
    """The order of `count` pages with page `number` before the one above it, as numbers with colons between."""
    order = list(range(1, count + 1))
    order[number - 2 : number] = [number, number - 1]
    return ":".join(str(each) for each in order)


def decided_words(decided: DecidedLike) -> str:
    """What a decision led to."""
    first = decided.first
    where = f"文件 {first.document_id}"
    if first.state is DocumentState.FILED:
        said = f"{where}已归档：{first.archive_no}"
    elif first.state is DocumentState.REJECTED:
        said = f"{where}已退回，扫描件原样保留"
    else:
        said = f"{where}的意见已记录，待另一人复核"
    if decided.others:
        said += f"；同类文件 {len(decided.others)} 件同样处理"
    if decided.left:
        said += f"；另 {len(decided.left)} 件未能同样处理，仍在队列中"
    return said


def duration_text(seconds: float) -> str:
    """A length of time in the two largest units that fit."""
    total = round(seconds)
    days, hours, minutes = total // 86_400, total // 3_600 % 24, total // 60 % 60
    if days:
        return f"{days} 天 {hours} 小时"
    if hours:
        return f"{hours} 小时 {minutes} 分"
    return f"{minutes} 分 {total % 60} 秒" if minutes else f"{total} 秒"


def moment_text(seconds: float) -> str:
    """A time in seconds since 1970 by this machine's clock and zone."""
    return datetime.fromtimestamp(seconds).astimezone().strftime("%Y-%m-%d %H:%M")


def size_text(count: int) -> str:
    """A number of bytes."""
    if count < 1024:
        return f"{count} 字节"
    return f"{count / 1024:.0f} KB" if count < 1 << 20 else f"{count / (1 << 20):.1f} MB"


def retention_text(volume: Volume) -> str:
    """That a dossier is closed, until when it must be kept, and that it may be destroyed after; "" for an open one."""
    if not volume.closed:
        return ""
    if volume.retain_until is None:
        return "已封存，永久保管"
    if volume.expired:
        return f"已封存，保管期 {volume.retain_until} 已满，可申请销毁"
    return f"已封存，保管至 {volume.retain_until}，期满后可申请销毁"


def place_text(place: BoxPlace | None) -> str:
    """Where a paper lies, such as 3 柜 2 层 12 盒; "" where nothing is known."""
    if place is None:
        return ""
    parts = (_counted(place.cabinet, "柜"), _counted(place.shelf, "层"), _counted(place.box, "盒"))
    return " ".join(part for part in parts if part)


def _counted(value: str, word: str) -> str:
    """The value with its word, unless it ends in a word of its own (A柜, 第3格)."""
    return f"{value} {word}" if value and value[-1].isascii() else value


def tenure_text(tenure: RegisterTenure) -> str:
    """From when to when, 至今 where it has not ended."""
    if tenure.start is None and tenure.end is None:
        return "产权期未登记起止"
    return f"{tenure.start or '（未登记）'} 至 {tenure.end or '今'}"
