"""Who may do what: roles, permissions, and the one table that joins them."""

from dataclasses import dataclass
from enum import Enum, StrEnum

from domain.ids import AccountId

Estates = frozenset[str] | None
"""The estates that somebody may see; None: all, also papers whose estate is not known."""


class Role(Enum):
    """What somebody is in the office: stable code, English, Chinese."""

    SCANNER = ("scanner", "scanner operator", "扫描员")
    REVIEWER = ("reviewer", "reviewer", "复核员")
    ARCHIVIST = ("archivist", "archivist", "档案管理员")
    HEAD = ("head", "head", "负责人")
    VIEWER = ("viewer", "viewer", "查阅人")
    ADMINISTRATOR = ("administrator", "administrator", "系统管理员")

    def __init__(self, code: str, en: str, zh: str) -> None:
        self.code = code
        self.en = en
        self.zh = zh

    @classmethod
    def of(cls, code: str) -> "Role":
        """The member with that stable code; KeyError for an unknown one."""
        return _ROLES[code]


_ROLES = {role.code: role for role in Role}


class Permission(StrEnum):
    """What a route asks for; `PERMISSION_ZH` names each for people."""

    STATUS = "status"
    QUARANTINE = "quarantine"
    RETRY = "retry"
    BATCHES = "batches"
    COUNT = "count"
    REVIEW = "review"
    SAMPLE = "sample"
    DRAW = "draw"
    NOTICE = "notice"
    REGISTER = "register"
    READ = "read"
    PICTURE = "picture"
    DOWNLOAD = "download"
    ORIGINAL = "original"
    NUMBERS = "numbers"
    UNASKED = "unasked"
    FINDINGS = "findings"
    SETTLE = "settle"
    REPORT = "report"
    EXPORT = "export"
    LABEL = "label"
    REQUIRED = "required"
    PLACE = "place"
    ACCEPTANCE = "acceptance"
    ACCEPT = "accept"
    TICK = "tick"
    RESCAN = "rescan"
    HOUSEHOLD = "household"
    TRANSFER = "transfer"
    ACCESS_LOG = "access_log"
    PEOPLE = "people"
    INTERFACE = "interface"
    OWN = "own"


_P = Permission
PERMISSION_ZH = {
    _P.STATUS: "查看运行状态",
    _P.QUARANTINE: "查看隔离区并取回文件",
    _P.RETRY: "重试隔离区中的文件",
    _P.BATCHES: "查看批次与交接数字",
    _P.COUNT: "登记扫描仪计数",
    _P.REVIEW: "复核文件",
    _P.SAMPLE: "抽查自动归档",
    _P.DRAW: "加抽样本",
    _P.NOTICE: "确认错误率通知",
    _P.REGISTER: "查询业主名册",
    _P.READ: "查阅与检索户档",
    _P.PICTURE: "查看页面影像",
    _P.DOWNLOAD: "下载与打印文件",
    _P.ORIGINAL: "下载原扫描件",
    _P.NUMBERS: "显示完整证件号与电话（文字、影像与 PDF）",
    _P.UNASKED: "查看影像与下载无需另行说明目的",
    _P.FINDINGS: "查看不一致项",
    _P.SETTLE: "处理不一致项",
    _P.REPORT: "查看与打印报表",
    _P.EXPORT: "导出数据",
    _P.LABEL: "打印标签",
    _P.REQUIRED: "选用应归档目录",
    _P.PLACE: "登记档案盒位置",
    _P.ACCEPTANCE: "查看批次验收",
    _P.ACCEPT: "验收批次",
    _P.TICK: "验收抽检",
    _P.RESCAN: "查看与销账重扫清单",
    _P.HOUSEHOLD: "认定住户情况",
    _P.TRANSFER: "登记过户",
    _P.ACCESS_LOG: "查看查阅登记表",
    _P.PEOPLE: "管理账号",
    _P.INTERFACE: "查看接口说明",
    _P.OWN: "管理本人账号",
}

EVERYBODY = frozenset({_P.OWN, _P.INTERFACE})
"""What belongs to every account."""
_AT_PAPERS = frozenset(
    {_P.STATUS, _P.READ, _P.PICTURE, _P.DOWNLOAD, _P.ORIGINAL, _P.NUMBERS, _P.UNASKED, _P.REGISTER, _P.FINDINGS, _P.SAMPLE}
)

ALLOWED: dict[Role, frozenset[Permission]] = {
    Role.SCANNER: EVERYBODY | {_P.STATUS, _P.QUARANTINE, _P.RETRY, _P.BATCHES, _P.COUNT, _P.LABEL, _P.ACCEPTANCE, _P.RESCAN},
    Role.REVIEWER: EVERYBODY
    | _AT_PAPERS
    | {_P.REVIEW, _P.QUARANTINE, _P.RETRY, _P.BATCHES, _P.SETTLE, _P.ACCEPTANCE, _P.TICK, _P.RESCAN, _P.HOUSEHOLD},
    Role.ARCHIVIST: EVERYBODY
    | _AT_PAPERS
    | {_P.REVIEW, _P.QUARANTINE, _P.SETTLE, _P.DRAW, _P.NOTICE, _P.REPORT, _P.EXPORT, _P.LABEL, _P.ACCEPTANCE, _P.ACCEPT}
    | {_P.TICK, _P.RESCAN, _P.HOUSEHOLD, _P.TRANSFER, _P.ACCESS_LOG, _P.RETRY, _P.BATCHES, _P.COUNT, _P.REQUIRED, _P.PLACE},
    Role.HEAD: EVERYBODY
    | _AT_PAPERS
    | {_P.QUARANTINE, _P.BATCHES, _P.DRAW, _P.NOTICE, _P.REPORT, _P.EXPORT, _P.ACCEPTANCE, _P.ACCEPT, _P.ACCESS_LOG}
    | {_P.REQUIRED, _P.PLACE},
    Role.VIEWER: EVERYBODY | {_P.READ, _P.PICTURE, _P.DOWNLOAD},
    Role.ADMINISTRATOR: EVERYBODY | {_P.STATUS, _P.ACCESS_LOG, _P.PEOPLE},
}
"""The table. An administrator keeps accounts and sees no papers; somebody who does both has both roles."""


def narrowed(first: Estates, second: Estates) -> Estates:
    """The estates in both."""
    if first is None or second is None:
        return second if first is None else first
    return first & second


def sees(estates: Estates, estate: str) -> bool:
    """Whether somebody with these estates may see what belongs to `estate` ("" where that is not known)."""
    return estates is None or estate in estates


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who acts: an account by its unique name and the name shown, what it may do, and in which estates."""

    account_id: AccountId
    name: str
    shown: str
    roles: tuple[Role, ...]
    estates: Estates

    def may(self, permission: Permission) -> bool:
        """Whether any role allows it."""
        return any(permission in ALLOWED[role] for role in self.roles)
