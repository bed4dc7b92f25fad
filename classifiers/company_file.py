"""Reading a company's own TOML file: each value checked, each mistake with the key, the line and the reason."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from domain.errors import UsageError

_ITEM = re.compile(r"\s*(item\s*=\s*\[\s*)?\{|\s*\[\[\s*required_set\.item\s*\]\]")


class MistakeError(UsageError):
    """Something in the company's file is wrong. `line` counts from 1, 0 where unknown; `said` is the reason, English and Chinese."""

    def __init__(self, name: str, line: int, key: str, said: tuple[str, str]) -> None:
        self.line, self.key, self.said = line, key, said
        where, place = (f"line {line}, ", f"第 {line} 行 ") if line else ("", "")
        label = f"{key}: " if key else ""
        super().__init__(f"The taxonomy file {name} is wrong: {where}{label}{said[0]}.", f"分类文件 {name} 有误：{place}{label}{said[1]}。")


class Checker:
    """Reads values out of the parsed file; each error names the key and the line of its table, or of its item."""

    def __init__(self, name: str, text: str) -> None:
        self._name = name
        self._lines = text.splitlines()

    def error(self, key: str, en: str, zh: str) -> MistakeError:
        """The error for a key such as type[3].category or required_set[1].item[2].types."""
        found = re.match(r"(type|required_set)\[(\d+)\](?:\.item\[(\d+)\])?", key)
        line = self._line(found[1], int(found[2]), int(found[3] or 0)) if found else 0
        return MistakeError(self._name, line, key, (en, zh))

    def _line(self, table: str, number: int, item: int) -> int:
        heads = self._heads(table)
        if number > len(heads):
            return 0
        head = heads[number - 1]
        if not item:
            return head
        end = min((other for other in (*self._heads("type"), *self._heads("required_set")) if other > head), default=len(self._lines) + 1)
        items = [line for line in range(head, end) if _ITEM.match(self._lines[line - 1])]
        return items[item - 1] if item <= len(items) else head

    def _heads(self, table: str) -> list[int]:
        return [i for i, text in enumerate(self._lines, start=1) if re.match(rf"\s*\[\[\s*{table}\s*\]\]", text)]

    def known_keys(self, row: Mapping[str, Any], known: set[str], where: str) -> None:
        """Refuse misspelt keys."""
        for key in row:
            if key not in known:
                raise self.error(f"{where}{key}", "unknown key", "没有这个键名，请检查拼写")

    def tables(self, row: Mapping[str, Any], key: str, where: str) -> list[Mapping[str, Any]]:
        """A list of tables, empty where absent."""
        value = row.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise self.error(f"{where}{key}", f"write it as [[{key}]] tables", f"请写成 [[{key}]] 段落")
        return value

    def text(self, row: Mapping[str, Any], key: str, where: str) -> str:
        """A text that is not blank."""
        value = row.get(key)
        if not isinstance(value, str) or not value.strip():
            raise self.error(f"{where}{key}", "a text is needed", "此处须填写文字")
        return value.strip()

    def texts(self, row: Mapping[str, Any], key: str, where: str, *, needed: bool) -> tuple[str, ...]:
        """A list of texts; empty where absent and not needed."""
        value = row.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value) or (needed and not value):
            raise self.error(f"{where}{key}", "a list of texts is needed", '此处须为文字列表，如 ["…", "…"]')
        return tuple(item.strip() for item in value)

    def flag(self, row: Mapping[str, Any], key: str, where: str) -> bool:
        """True or false; false where absent."""
        value = row.get(key, False)
        if not isinstance(value, bool):
            raise self.error(f"{where}{key}", "true or false is needed", "请写 true 或 false")
        return value

    def count(self, row: Mapping[str, Any], key: str, where: str) -> int:
        """A whole number from 1; 1 where absent."""
        value = row.get(key, 1)
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            raise self.error(f"{where}{key}", "a whole number from 1 is needed", "请写从 1 起的整数")
        return value

    def day(self, row: Mapping[str, Any], key: str, where: str) -> date | None:
        """A day as 2026-01-01, in quotes or not; None where absent."""
        value = row.get(key)
        if value is None or (isinstance(value, date) and not isinstance(value, datetime)):
            return value
        try:
            return date.fromisoformat(str(value).strip())
        except ValueError as error:
            raise self.error(f"{where}{key}", "a day like 2026-01-01 is needed", "请写日期，如 2026-01-01") from error
