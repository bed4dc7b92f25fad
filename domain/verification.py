"""What a verification finds: faults of four properties (DA/T 70-2018), as data."""

from dataclasses import dataclass
from enum import Enum, StrEnum


class Property(Enum):
    """The four properties of DA/T 70-2018: stable code, English, Chinese."""

    AUTHENTICITY = ("authenticity", "Authenticity", "真实性")
    COMPLETENESS = ("completeness", "Completeness", "完整性")
    USABILITY = ("usability", "Usability", "可用性")
    SECURITY = ("security", "Security", "安全性")

    def __init__(self, code: str, en: str, zh: str) -> None:
        self.code = code
        self.en = en
        self.zh = zh


class Gravity(StrEnum):
    """`damage`: the store or its records are damaged. `notice`: nothing is lost, somebody should look."""

    DAMAGE = "damage"
    NOTICE = "notice"


_A, _C, _U, _S = Property.AUTHENTICITY, Property.COMPLETENESS, Property.USABILITY, Property.SECURITY
_DAMAGE, _NOTICE = Gravity.DAMAGE, Gravity.NOTICE


class FaultKind(Enum):
    """Everything that can be wrong: code, property, gravity, then what it is and what to do in English and Chinese."""

    OBJECT_CHANGED = (
        "object_changed",
        _A,
        _DAMAGE,
        "The stored bytes are not those that were stored. Run: hudang verify --repair --from BACKUP",
        "存储内容已被改动，请运行：hudang verify --repair --from 备份目录",
    )
    OBJECT_UNREADABLE = (
        "object_unreadable",
        _A,
        _DAMAGE,
        "The disk does not give the stored bytes back. Check disk and permissions, then verify again.",
        "磁盘无法读出存储内容，请检查磁盘和权限后重新检测。",
    )
    SIZE_DIFFERS = (
        "size_differs",
        _A,
        _DAMAGE,
        "The size in the database is not the file's. Restore the database from a backup.",
        "数据库记录的大小与文件不符，请从备份恢复数据库。",
    )
    PAGES_DIFFER = (
        "pages_differ",
        _A,
        _DAMAGE,
        "The number of pages in the database is not the file's. Restore the database from a backup.",
        "数据库记录的页数与文件不符，请从备份恢复数据库。",
    )
    OBJECT_MISSING = (
        "object_missing",
        _C,
        _DAMAGE,
        "The database names an object that is not in the store. Run: hudang verify --repair --from BACKUP",
        "数据库所列对象在存储中缺失，请运行：hudang verify --repair --from 备份目录",
    )
    SCAN_STATE = (
        "scan_state",
        _C,
        _DAMAGE,
        "The scan's state and its records contradict each other. Restore the database from a backup.",
        "扫描件的状态与其记录矛盾，请从备份恢复数据库。",
    )
    PAGE_GAP = (
        "page_gap",
        _C,
        _DAMAGE,
        "The scan's pages are not numbered from 1 to their count. Restore the database from a backup.",
        "扫描件的页号不连续或与页数不符，请从备份恢复数据库。",
    )
    PAGE_STATE = (
        "page_state",
        _C,
        _DAMAGE,
        "The page's state and its document contradict each other. Restore the database from a backup.",
        "页的状态与所属文件矛盾，请从备份恢复数据库。",
    )
    DOCUMENT_PAGES = (
        "document_pages",
        _C,
        _DAMAGE,
        "The document has no pages, or they are not in an order from 1. Restore the database from a backup.",
        "文件没有页，或页序不连续，请从备份恢复数据库。",
    )
    NOT_IN_DOSSIER = (
        "not_in_dossier",
        _C,
        _DAMAGE,
        "A filed document is in no dossier or has no archive number. Restore the database from a backup.",
        "已归档文件不在任何户档中或没有档号，请从备份恢复数据库。",
    )
    SERIAL_GAP = (
        "serial_gap",
        _C,
        _DAMAGE,
        "A running number was given and no document has it. Look for the document in a backup of the database.",
        "流水号已发出，却没有对应的文件，请在数据库备份中查找该文件。",
    )
    PDF_MISSING = (
        "pdf_missing",
        _C,
        _NOTICE,
        "A filed document has no searchable PDF; its scan is whole. Look at its scan.",
        "已归档文件没有可检索 PDF，其原件完好，请查看原件。",
    )
    STUCK = (
        "stuck",
        _C,
        _NOTICE,
        "Something waits for work and no job is there for it. Restart the workers; if it stays, retry it from quarantine.",
        "有待处理项却没有对应任务，请重新启动处理程序。",
    )
    SECOND_READER = (
        "second_reader",
        _U,
        _NOTICE,
        "The bytes are those that came, but a second reader cannot open them. Keep the paper, and scan it again.",
        "内容与接收时一致，但第二种读取程序无法打开，请保留纸质原件并重新扫描。",
    )
    PDF_UNREADABLE = (
        "pdf_unreadable",
        _U,
        _DAMAGE,
        "The searchable PDF cannot be opened. Its scan is the record; restore the PDF from a backup.",
        "可检索 PDF 无法打开；原件为准，请从备份恢复该 PDF。",
    )
    PDF_PAGES = (
        "pdf_pages",
        _U,
        _DAMAGE,
        "The searchable PDF has not as many pages as its document. Its scan is the record.",
        "可检索 PDF 的页数与文件不符，以原件为准。",
    )
    PDF_TEXT = (
        "pdf_text",
        _U,
        _DAMAGE,
        "The text that was read is not in the searchable PDF. Its scan and the recognised text are the record.",
        "可检索 PDF 中缺少已识别的文字，以原件和识别文字为准。",
    )
    PICTURE_UNREADABLE = (
        "picture_unreadable",
        _U,
        _NOTICE,
        "The small picture or the recognised text of a page cannot be opened. Its scan is the record.",
        "页面的缩略图或识别结果无法打开，以原件为准。",
    )
    FOREIGN_FILE = (
        "foreign_file",
        _S,
        _DAMAGE,
        "A file lies in the store that is none of its objects. Find out who put it there and take it away.",
        "存储中有外来文件，请查明来源并移走。",
    )
    LINK = (
        "link",
        _S,
        _DAMAGE,
        "A link or device lies in the store. Find out who put it there and take it away.",
        "存储中有链接或设备文件，请查明来源并移走。",
    )
    WRITABLE = (
        "writable",
        _S,
        _NOTICE,
        "Others may change this. Take the permission away: chmod o-w, objects 0440.",
        "其他用户可改动此处，请收回权限（chmod o-w，对象文件为 0440）。",
    )
    LEFT_OVER = (
        "left_over",
        _S,
        _NOTICE,
        "A temporary file of an interrupted write is left over; the next start of the workers removes it.",
        "有中断写入遗留的临时文件，处理程序下次启动时会清除。",
    )
    NOT_LOGGED = (
        "not_logged", _S, _DAMAGE,
        "A filed document has no entry in the log of what happened. Restore the database from a backup.",
        "已归档文件在操作日志中没有归档记录，请从备份恢复数据库。",
    )  # fmt: skip

    ACCESS_LOG_CHANGED = (
        "access_log_changed", _S, _DAMAGE,
        "An entry of the access register was changed. Restore the database from a backup and find out who reaches it.",
        "查阅登记表中的记录被改动，请从备份恢复数据库并查明何人可访问。",
    )  # fmt: skip
    ACCESS_LOG_GAP = (
        "access_log_gap", _S, _DAMAGE,
        "Entries of the access register were taken out or put in another order. Restore the database from a backup.",
        "查阅登记表中有记录被删除或调换次序，请从备份恢复数据库。",
    )  # fmt: skip
    ACCESS_LOG_CUT = (
        "access_log_cut", _S, _DAMAGE,
        "The access register's last entries are gone. Restore the database from a backup.",
        "查阅登记表末尾的记录缺失，请从备份恢复数据库。",
    )  # fmt: skip

    def __init__(self, code: str, prop: Property, gravity: Gravity, en: str, zh: str) -> None:
        self.code = code
        self.property = prop
        self.gravity = gravity
        self.en = en
        self.zh = zh


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing that is wrong.

    `subject` is an id, a digest or a path within the home, `record` the record that it is of ("scan 4", "page 7", "document 2"; "" for
    none), `paper` what an operator knows that record by: the scan's source with its page, the archive number. `detail` is technical.
    """

    kind: FaultKind
    subject: str
    record: str = ""
    paper: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """A missing or damaged object that was put back from a backup, its digest proven."""

    sha256: str
    kind: FaultKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """How many of what were looked at for one property."""

    property: Property
    subject_en: str
    subject_zh: str
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyReport:
    """The whole report. `faults` holds at most a bounded number of each kind, `counts` how many there were of each."""

    began_at: float
    seconds: float
    objects: int
    size: int
    unreferenced: int
    checked: tuple[Checked, ...]
    faults: tuple[Fault, ...]
    counts: tuple[tuple[FaultKind, int], ...]
    restored: tuple[Restored, ...] = ()

    @property
    def damaged(self) -> bool:
        """Whether anything of the gravity `damage` is left."""
        return any(kind.gravity is Gravity.DAMAGE and number for kind, number in self.counts)

    def number(self, prop: Property) -> int:
        """How many faults of that property there are."""
        return sum(number for kind, number in self.counts if kind.property is prop)
