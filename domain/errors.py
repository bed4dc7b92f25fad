"""The one error tree.

Each class's docstring is the operator's sentence in English; `zh` is the same in Chinese; `exit_code` is the command line's.
"""

from typing import ClassVar

from domain.failure import Failure


class HudangError(Exception):
    """Something went wrong."""

    exit_code: ClassVar[int] = 1
    zh: ClassVar[str] = "出现错误。"

    def __init__(self, en: str, zh: str) -> None:
        super().__init__(en)
        self.en = en
        self.message_zh = zh


class UsageError(HudangError):
    """The command or its input cannot be used as given."""

    exit_code = 2
    zh = "命令或输入有误。"


class MissingPartError(HudangError):
    """This machine lacks something; `hudang doctor` says what and how to mend it."""

    exit_code = 3
    zh = "本机缺少必要的组件，请运行 hudang doctor 查看。"


class DamagedStoreError(HudangError):
    """The store or a backup is damaged."""

    exit_code = 5
    zh = "存储或备份已损坏。"


class StorageFullError(HudangError):
    """The disk is full: work pauses, no page is blamed, and goes on when there is room."""

    exit_code = 3
    zh = "磁盘已满：工作暂停，不影响任何页面，腾出空间后自动继续。"


class StoreBusyError(HudangError):
    """The database does not answer in time; what was to be written is tried again."""

    exit_code = 3
    zh = "数据库繁忙，稍后自动重试。"


class UnreadableError(HudangError):
    """A scan or page cannot be read; carries the failure that goes to quarantine."""

    zh = "文件或页面无法读取。"

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.code.en, failure.code.zh)
        self.failure = failure
