"""Files made for one answer and gone with it."""

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

from fastapi import Query
from starlette.background import BackgroundTask
from starlette.responses import FileResponse

from review.disposition import disposition

MEDIA = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".csv": "text/csv; charset=utf-8",
    ".pdf": "application/pdf",
}

TableForm = Annotated[str, Query(alias="form", pattern="^(xlsx|csv)$")]
"""In which form a table is wanted."""


def download(name: str, plain: str, suffix: str, write: Callable[[Path], object], *, kind: str = "attachment") -> FileResponse:
    """Let `write` make a file that ends in `suffix` and send it under `name`, or `plain` to clients that know ASCII only.

    `kind` "inline": browsers show it instead of saving it. It is made anew for each request, so it is sent whole and not kept.
    """
    with ExitStack() as kept:
        out = Path(kept.enter_context(TemporaryDirectory(prefix="hudang-made-"))) / f"made{suffix}"
        write(out)
        headers = {
            "content-disposition": disposition(kind, f"{name}{suffix}", f"{plain}{suffix}"),
            "accept-ranges": "none",
        }
        return FileResponse(out, media_type=MEDIA[suffix], headers=headers, background=BackgroundTask(kept.pop_all().close))
