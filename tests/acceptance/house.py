"""A Hudang installation for a test: its own home, in the embedded or the scaled form, driven by the command line alone."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import redis
from openpyxl import Workbook
from PIL import Image, ImageDraw, ImageFont

from tests.commands import hudang
from tests.servers import RedisServer

FONT = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"

PAGES_FIELDS = {
    "source", "source_sha256", "page", "status", "reason", "category", "doc_type", "confidence", "unit", "estate", "owner", "rotation",
    "skew", "document", "text",
}  # fmt: skip
DOCUMENT_FIELDS = {
    "document", "archive_no", "pages", "category", "doc_type", "title", "date", "confidence", "unit", "estate", "owner", "dossier",
    "status", "reasons", "batch", "box",
}  # fmt: skip


@dataclass(frozen=True)
class House:
    """A home with its environment."""

    home: Path
    env: dict[str, str]

    def run(self, *arguments: str, code: int = 0, stdin: str = "") -> str:
        """Run a command, check its exit code, return what it printed."""
        done = hudang(*arguments, env=self.env, stdin=stdin)
        assert done.code == code, f"{arguments}: exit {done.code}\n{done.out}\n{done.err}\n{self.trouble()}"
        return done.out

    def start(self, *arguments: str) -> "subprocess.Popen[bytes]":
        """Start a command and leave it running; its output goes to a file in the home."""
        with (self.home.parent / "started.out").open("ab") as out:
            return subprocess.Popen([sys.executable, "-m", "hudang", *arguments], env=self.env, stdout=out, stderr=out)

    def json(self, *arguments: str) -> Any:
        """Run a command with --json and return its only line."""
        return json.loads(self.run(*arguments, "--json"))

    def rows(self, name: str) -> list[dict[str, Any]]:
        """Export and return the rows of pages, documents or findings."""
        folder = self.home.parent / "export"
        self.run("export", str(folder))
        return [json.loads(line) for line in (folder / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]

    def trouble(self) -> str:
        """The log's errors, for a failing test."""
        lines = [line for log in self.home.glob("logs/*.jsonl") for line in log.read_text(encoding="utf-8").splitlines()]
        return "\n".join(line for line in lines if '"ERROR"' in line or '"WARNING"' in line)[-4000:]


@contextmanager
def house(folder: Path, form: str, database_url: str, redis_broker: RedisServer | None, **settings: str) -> Iterator[House]:
    """Make a home in that form."""
    env = {k: v for k, v in os.environ.items() if not k.startswith("HUDANG_")}
    env |= {"HUDANG_HOME": str(folder / "home"), "HUDANG_WORKERS": "2", "OMP_NUM_THREADS": "1", "LC_ALL": "C.UTF-8"}
    env |= {f"HUDANG_{k.upper()}": v for k, v in settings.items()}
    if form == "scaled":
        assert redis_broker is not None
        with redis.Redis.from_url(redis_broker.url()) as client:
            client.flushall()
        env |= {"HUDANG_DATABASE_URL": database_url, "HUDANG_BROKER_URL": redis_broker.url()}
    made = House(home=folder / "home", env=env)
    made.run("init")
    yield made


def paper(*lines: str, size: tuple[int, int] = (1000, 700)) -> Image.Image:
    """A small clean page: the first line is its title, the others stand below at the left."""
    image = Image.new("L", size, 255)
    draw = ImageDraw.Draw(image)
    title, text = ImageFont.truetype(FONT, 46), ImageFont.truetype(FONT, 32)
    draw.text((size[0] / 2 - 23 * len(lines[0]), 40), lines[0], font=title, fill=0)
    for number, line in enumerate(lines[1:]):
        draw.text((60, 150 + 62 * number), line, font=text, fill=0)
    return image


def repair(unit: str, owner: str, *, day: str = "2024年3月5日", what: str = "厨房水管漏水，请安排维修。") -> Image.Image:
    """A repair request of an invented owner."""
    return paper("报修单", f"房号：{unit}", f"业主姓名：{owner}", f"报修日期：{day}", f"报修内容：{what}")


def register_book(path: Path, rows: list[tuple[str, str, str]]) -> None:
    """A register with estate, unit and owner."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["项目", "房号", "业主姓名"])
    for row in rows:
        sheet.append(row)
    book.save(path)
