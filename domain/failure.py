"""Why a scan or page could not be read: data kept beside it in quarantine, never an exception that stops the rest."""

from dataclasses import dataclass
from enum import Enum


class FailureCode(Enum):
    """Quarantine reasons: stable code, then the operator's sentence in English and Chinese (what happened, what to do next)."""

    EMPTY_FILE = ("empty_file", "The file has zero bytes. Scan the paper again.", "文件为空（0 字节），请重新扫描。")
    NO_PAGES = ("no_pages", "The file holds no page. Scan the paper again.", "文件中没有任何页面，请重新扫描。")
    ENCRYPTED = (
        "encrypted",
        "The PDF is protected by a password. Save it without a password and drop it again.",
        "PDF 设有密码，请去除密码后重新放入。",
    )
    DAMAGED = ("damaged", "The file is damaged or cut short. Scan the paper again.", "文件已损坏或不完整，请重新扫描。")
    UNKNOWN_TYPE = (
        "unknown_type",
        "The file is no scan of a known type. Drop PDF, TIFF, JPEG, PNG, BMP, WebP or HEIC.",
        "不是可识别的扫描文件，请放入 PDF、TIFF、JPEG、PNG、BMP、WebP 或 HEIC。",
    )
    DISGUISED_TYPE = (
        "disguised_type",
        "The name says one type and the content is another that is no scan. Check where the file comes from.",
        "文件名与内容不符，内容不是扫描件，请核实来源。",
    )
    TOO_LARGE = (
        "too_large",
        "The page is larger than the limit set. Scan at a lower resolution, or raise the limit in the settings.",
        "页面尺寸超过限制，请降低扫描分辨率，或在设置中调高限制。",
    )
    TOO_MANY_PAGES = (
        "too_many_pages",
        "The file has more pages than the limit set. Split it, or raise the limit in the settings.",
        "页数超过限制，请拆分文件，或在设置中调高限制。",
    )
    FILE_TOO_LARGE = (
        "file_too_large",
        "The file is larger than the limit set. Split it, or raise the limit in the settings.",
        "文件大小超过限制，请拆分文件，或在设置中调高限制。",
    )
    LINK_OUTSIDE = (
        "link_outside",
        "The entry is a link, not a file. Copy the file itself into the folder.",
        "这是链接而非文件，请将文件本身复制到目录中。",
    )
    NOT_A_FILE = (
        "not_a_file",
        "The entry is a device or pipe, not a file. Remove it from the folder.",
        "这不是普通文件，请从目录中移除。",
    )
    BAD_NAME = (
        "bad_name",
        "The file name holds control characters or is not valid text. Rename the file and drop it again.",
        "文件名含有控制字符或无效字符，请改名后重新放入。",
    )
    NO_PERMISSION = (
        "no_permission",
        "The file may not be read. Give the service permission to read it.",
        "没有读取权限，请授予读取权限。",
    )
    PAGE_UNREADABLE = (
        "page_unreadable",
        "This page of the file cannot be read; the other pages go on. Scan this page again.",
        "此页无法读取，其余页面不受影响，请重新扫描此页。",
    )
    DECODER_CRASHED = (
        "decoder_crashed",
        "The reader of this file type broke down on it. Scan the paper again; keep the file for the maker.",
        "读取该文件时解码程序崩溃，请重新扫描，并保留原文件备查。",
    )
    DECODER_TIMEOUT = (
        "decoder_timeout",
        "Reading took longer than the limit set. Scan the paper again.",
        "读取超时，请重新扫描。",
    )
    DECODER_MEMORY = (
        "decoder_memory",
        "Reading needed more memory than the limit set. Scan at a lower resolution.",
        "读取所需内存超过限制，请降低扫描分辨率。",
    )
    WORKER_LOST = (
        "worker_lost",
        "The worker died on this page several times. Scan the page again; keep the file for the maker.",
        "处理此页时程序多次中断，请重新扫描，并保留原文件备查。",
    )
    STAGE_FAILED = (
        "stage_failed",
        "A processing step failed on this page several times. Retry it from quarantine, or scan the page again.",
        "此页多次处理失败，可在隔离区重试，或重新扫描。",
    )

    def __init__(self, code: str, en: str, zh: str) -> None:
        self.code = code
        self.en = en
        self.zh = zh

    @classmethod
    def of(cls, code: str) -> "FailureCode":
        """The member with that stable code; KeyError for an unknown one."""
        return _BY_CODE[code]


_BY_CODE = {member.code: member for member in FailureCode}


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """One refusal. `page_no` is None where the whole file is refused; `detail` is technical and holds no personal data."""

    code: FailureCode
    page_no: int | None = None
    detail: str = ""
