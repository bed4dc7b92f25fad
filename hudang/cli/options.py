"""Options that every command shares, and opening the home they name."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from domain.errors import UsageError
from domain.unit_number import UnitNumber
from hudang import logs, settings
from hudang.bootstrap import make_workplace
from services.importing import parse_unit
from services.workplace import Workplace

Home = Annotated[
    Path | None, typer.Option("--home", help="The home folder (or HUDANG_HOME; default ./hudang-home). 数据目录。", show_default=False)
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of tables. 以 JSON 输出。")]


@contextmanager
def workplace(home: Path | None, *, name: str = "command") -> Iterator[tuple[settings.Settings, Workplace]]:
    """Open the home for one command and close it afterwards."""
    chosen = settings.load(home)
    place = make_workplace(chosen)
    logs.configure(chosen.home, chosen.log_level, name=name)
    try:
        yield chosen, place
    finally:
        place.close()


def unit_option(text: str) -> UnitNumber | None:
    """Read a unit in any written form or as the canonical string; None for "", UsageError where it is not one unit."""
    if not text:
        return None
    found = UnitNumber.parse(text) if text.count("|") == 4 else parse_unit(text)
    if found is None:
        raise UsageError(f"{text!r} is not one unit number.", f"{text!r} 不是一个明确的房号。")
    return found
