"""Options that every command shares, and opening the home they name."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from hudang import logs, settings
from hudang.bootstrap import make_workplace
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
