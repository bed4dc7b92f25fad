"""What the command line says and how: language by locale, tables for people, JSON for programs."""

import json
import os
import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from rich.console import Console
from rich.table import Table

_WIDE = None if sys.stdout.isatty() else 220
"""In a pipe or file a table is as wide as its content, so that numbers stay in one piece."""

out = Console(highlight=False, soft_wrap=True, width=_WIDE)
err = Console(stderr=True, highlight=False, soft_wrap=True)


def chinese() -> bool:
    """Whether the locale asks for Chinese (LC_ALL, LC_MESSAGES, LANG in that order)."""
    return _locale().startswith("zh")


def traditional() -> bool:
    """Whether the locale asks for Traditional Chinese."""
    return _locale().replace("-", "_").startswith(("zh_tw", "zh_hk", "zh_mo", "zh_hant"))


def _locale() -> str:
    return next((value for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := os.environ.get(name))), "").lower()


def say(en: str, zh: str) -> str:
    """Choose the sentence for the operator's language."""
    return zh if chinese() else en


def tell(en: str, zh: str) -> None:
    """Print one sentence."""
    out.print(say(en, zh), markup=False)


def warn(en: str, zh: str) -> None:
    """Print one sentence to the error stream."""
    err.print(say(en, zh), markup=False, style="yellow")


def moment(seconds: float) -> str:
    """A time in seconds since 1970 by this machine's clock and zone."""
    return datetime.fromtimestamp(seconds, UTC).astimezone().strftime("%Y-%m-%d %H:%M")


def dump(value: Any) -> None:
    """Print one JSON value on one line."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, default=str) + "\n")
    sys.stdout.flush()


def table(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print a table; every cell is plain text, whatever it holds."""
    grid = Table(title=title, title_justify="left", header_style="bold", expand=False)
    for column in columns:
        grid.add_column(column, overflow="fold")
    for row in rows:
        grid.add_row(*(_plain(cell) for cell in row))
    out.print(grid)


def _plain(cell: object) -> str:
    return ("" if cell is None else str(cell)).replace("[", "\\[")
