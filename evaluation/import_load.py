"""The bar of the imports: a register and a catalogue of 100,000 rows, read, compared, written, changed and taken back.

    python -m evaluation.import_load [--rows 100000] [--one-cell]

Prints one JSON row a step: its seconds of processor time and the most memory (MiB) that a process of its own needed for it, beside what
an idle process of the program needs. `--one-cell` writes the unit in one cell, which the grammar must read, else in three. All people are
invented.
"""

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path

import xlsxwriter

from domain.imports import ImportId
from hudang.bootstrap import make_workplace
from hudang.cli.home import make_home
from hudang.settings import load
from services import import_log, importing
from services.importing import Imported
from services.workplace import Workplace

SURNAMES, GIVEN = "王李张刘陈杨赵黄周吴", "伟芳娜敏静强磊军洋勇艳杰娟涛明超秀兰霞平"
SOLD = 50
"""In the changed register every so many-th unit has another owner."""


def write_register(path: Path, rows: int, *, one_cell: bool, changed: bool) -> None:
    """A register with titles above its header; the changed one differs in every fiftieth owner and leaves the last hundred rows out."""
    rng = random.Random(1)
    unit_heads = ["房号"] if one_cell else ["楼栋", "单元", "房号"]
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet("名册")
        sheet.write_row(0, 0, ["翠湖苑业户情况一览表"])
        sheet.write_row(1, 0, ["序号", "小区", *unit_heads, "业主姓名", "联系电话", "租户", "备注"])
        for n in range(rows - 100 if changed else rows):
            building, rest = divmod(n, 400)
            entrance, rest = divmod(rest, 100)
            room = f"{rest // 4 + 1}0{rest % 4 + 1}"
            unit = [f"{building + 1}栋{entrance + 1}单元{room}室"] if one_cell else [f"{building + 1}栋", entrance + 1, room]
            name = rng.choice(SURNAMES) + rng.choice(GIVEN) + rng.choice(GIVEN)
            owner = "欧阳新" if changed and n % SOLD == 0 else name
            sheet.write_row(n + 2, 0, [n + 1, "翠湖苑", *unit, owner, f"138{n:08d}", "", ""])


def write_catalogue(path: Path, rows: int, *, changed: bool) -> None:
    """A catalogue, ten papers a household; the changed one differs in every fiftieth number of pages."""
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet("目录")
        sheet.write_row(0, 0, ["序号", "档号", "盒号", "题名", "楼栋", "单元", "房号", "日期", "页数"])
        for n in range(rows):
            unit = n // 10
            pages = 1 + n % 7 + int(changed and n % SOLD == 0)
            where = [f"{unit // 400 + 1}栋", unit // 100 % 4 + 1, f"{unit % 100 // 4 + 1}0{unit % 4 + 1}"]
            sheet.write_row(n + 1, 0, [n + 1, f"CPM-{n:06d}", f"H-{n // 200:04d}", "报修单", *where, "2015-03-05", pages])


def _register(file: str, *, dry_run: bool = False) -> Callable[[Workplace, Path], object]:
    return lambda place, folder: _told(importing.import_register(place, folder / file, dry_run=dry_run))


def _catalogue(file: str) -> Callable[[Workplace, Path], object]:
    return lambda place, folder: _told(importing.import_catalogue(place, folder / file))


def _undo(number: int) -> Callable[[Workplace, Path], object]:
    return lambda place, _folder: import_log.undo(place, ImportId(number), by="load").state


def _told(done: Imported) -> dict[str, int]:
    return {name: n for name, n in asdict(done.counts).items() if n}


STEPS: dict[str, Callable[[Workplace, Path], object]] = {
    "nothing": lambda _place, _folder: None,
    "register, dry run": _register("register.xlsx", dry_run=True),
    "register, first import": _register("register.xlsx"),
    "register, the same again": _register("register.xlsx"),
    "register, changed": _register("changed.xlsx"),
    "register, the change taken back": _undo(3),
    "register, all taken back": _undo(1),
    "catalogue, first import": _catalogue("catalogue.xlsx"),
    "catalogue, changed": _catalogue("catalogue2.xlsx"),
    "catalogue, the change taken back": _undo(5),
    "catalogue, all taken back": _undo(4),
}


def run_step(name: str, folder: Path) -> None:
    """One step in this process, and its row."""
    place = make_workplace(load(folder / "home"))
    began = time.process_time()
    outcome = STEPS[name](place, folder)
    seconds = time.process_time() - began
    place.close()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"step": name, "seconds": round(seconds, 1), "mib": round(memory), "outcome": outcome}, ensure_ascii=False))


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the files, then run each step in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--one-cell", action="store_true")
    parser.add_argument("--step", choices=STEPS, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    if given.step:
        run_step(given.step, given.folder)
        return
    with tempfile.TemporaryDirectory(prefix="import-load-") as name:
        folder = Path(name)
        make_home(folder / "home")
        for file, changed in (("register.xlsx", False), ("changed.xlsx", True)):
            write_register(folder / file, given.rows, one_cell=given.one_cell, changed=changed)
        for file, changed in (("catalogue.xlsx", False), ("catalogue2.xlsx", True)):
            write_catalogue(folder / file, given.rows, changed=changed)
        for step in STEPS:
            subprocess.run([sys.executable, "-m", "evaluation.import_load", "--step", step, "--folder", name], check=True)


if __name__ == "__main__":
    main()
