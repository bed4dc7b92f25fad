"""The bar of the checks: 100,000 documents against 100,000 catalogue rows, in full, again, and for one batch.

    python -m evaluation.check_load [--documents 100000]

Prints one JSON row a step: its seconds of processor time and on the clock, and the most memory (MiB) that a process of its own needed for
it, beside what an idle process of the program needs. Ten papers a household, two pages each; one row in fifty disagrees, half of the boxes
are listed without archive numbers, and of every ten thousand papers three hundred are of one household and type. All people are invented.
"""

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from domain.ids import BatchId
from domain.register import RegisteredUnit, RegisterTenure
from domain.taxonomy import Category
from domain.unit_number import UnitNumber
from evaluation.findings.home import open_home
from evaluation.findings.papers import Archive, Paper, Row
from evaluation.findings.store import store
from hudang.bootstrap import make_workplace
from hudang.settings import Settings
from services import checking
from services.workplace import Workplace

ESTATE = "翠湖苑"
TYPES = (
    ("owner_information", Category.OTHER, "业主信息表"),
    ("move_in_notice", Category.OTHER, "入伙通知书"),
    ("lease_contract", Category.CONTRACT, "房屋租赁合同"),
    ("owners_covenant", Category.CONTRACT, "业主公约"),
    ("payment_notice", Category.OTHER, "缴费通知单"),
    ("acceptance_form", Category.OTHER, "房屋验收表"),
    ("id_copy", Category.OTHER, "身份证复印件"),
    ("renovation_agreement", Category.CONTRACT, "装修管理协议"),
    ("service_items", Category.REPAIR, "有偿服务单"),
    ("violation_notice", Category.OTHER, "违章处理通知书"),
)
A_HOUSEHOLD = len(TYPES)
MANY = 300
WORDS = "物业管理服务业主房屋维修装修协议应当按照规定办理手续缴纳费用并配合检查公共部位设施安全责任通知如下事项请于收到后及时处理"
BATCH = 3
MAKE = "make"


def archive(documents: int) -> Archive:
    """The records, by lot from one seed."""
    rng = random.Random(1)
    units = [_unit(n) for n in range(documents // A_HOUSEHOLD)]
    register = tuple(
        RegisteredUnit(estate=ESTATE, unit=unit, tenures=(RegisterTenure(owners=(_name(rng),), start=date(2001, 1, 1)),)) for unit in units
    )
    papers = tuple(_papers(rng, register, documents))
    rows = tuple(_row(rng, n, paper) for n, paper in enumerate(papers))
    return Archive(papers=papers, rows=rows, register=register)


def _unit(n: int) -> UnitNumber:
    building, rest = divmod(n, 400)
    return UnitNumber(building=f"{building + 1}", entrance=f"{rest // 100 + 1}", room=f"{rest % 100 // 4 + 1}0{rest % 4 + 1}")


def _name(rng: random.Random) -> str:
    return rng.choice("王李张刘陈杨赵黄周吴") + rng.choice("伟芳娜敏静强磊军洋勇") + rng.choice("艳杰娟涛明超秀兰霞平")


def _papers(rng: random.Random, register: Sequence[RegisteredUnit], documents: int) -> Iterator[Paper]:
    for n in range(documents):
        crowd = n % 10_000 < MANY
        unit = register[n // 10_000 if crowd else n // A_HOUSEHOLD % len(register)]
        code, category, title = TYPES[4] if crowd else TYPES[n % A_HOUSEHOLD]
        day = date(2002, 1, 1) + timedelta(days=rng.randrange(8_000))
        owner = unit.tenures[0].owners[0]
        where = f"{unit.unit.building}栋{unit.unit.entrance}单元{unit.unit.room}室"
        head = f"{title}\n{ESTATE}{where} 业主{owner} 电话138{rng.randrange(10**8):08d}\n"
        head += f"日期{day.year}年{day.month}月{day.day}日 编号{rng.randrange(10**7)} 金额{rng.randrange(100, 99999)}元\n"
        texts = (head + "".join(rng.choices(WORDS, k=250)), "".join(rng.choices(WORDS, k=250)))
        yield Paper(
            key=f"{n}",
            archive_no=f"CPM-{n:06d}",
            box=f"H{n // 200:04d}",
            title=title,
            doc_type=code,
            category=category,
            estate=ESTATE,
            unit=unit.unit,
            owner=owner,
            read=owner,
            tenure=0,
            date=day,
            texts=texts,
        )


def _row(rng: random.Random, n: int, paper: Paper) -> Row:
    row = Row(
        key=paper.key,
        archive_no=paper.archive_no if n // 200 % 2 else "",
        box=paper.box,
        title=paper.title,
        doc_type=paper.doc_type,
        estate=paper.estate,
        unit=paper.unit,
        owner=paper.owner,
        date=paper.date if n % 7 else None,
        page_count=2,
    )
    return replace(row, page_count=3) if rng.random() < 0.02 else row


def _full(place: Workplace) -> object:
    return {"found": len(checking.check(place).found)}


STEPS: dict[str, Callable[[Workplace], object]] = {
    "nothing": lambda _place: None,
    "full check, first": _full,
    "full check, again": _full,
    "check of one batch": lambda place: {"about": len(checking.check_batch(place, BatchId(BATCH)))},
}


def run_step(name: str, home: Path) -> None:
    """One step in this process, and its row."""
    place = make_workplace(Settings(home=home))
    began, clock = time.process_time(), time.monotonic()
    outcome = STEPS[name](place)
    row = {"step": name, "cpu_seconds": round(time.process_time() - began, 1), "seconds": round(time.monotonic() - clock, 1)}
    place.close()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps(row | {"mib": round(memory), "outcome": outcome}, ensure_ascii=False), flush=True)


def make(home: Path, documents: int) -> None:
    """Write the home."""
    place = open_home(home)
    store(place, archive(documents))
    place.close()


def main() -> None:
    """Write the home and run each step, each in a process of its own: a process counts the memory of the one that started it."""
    parser = argparse.ArgumentParser(prog="python -m evaluation.check_load", description="Time and memory of the checks.")
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--step", choices=(*STEPS, MAKE), help=argparse.SUPPRESS)
    parser.add_argument("--home", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.step == MAKE:
        make(given.home, given.documents)
        return
    if given.step:
        run_step(given.step, given.home)
        return
    with tempfile.TemporaryDirectory(prefix="check-load-") as name:
        for step in (MAKE, *STEPS):
            program = [sys.executable, "-m", "evaluation.check_load", "--documents", str(given.documents), "--step", step]
            subprocess.run([*program, "--home", str(Path(name) / "home")], check=True)


if __name__ == "__main__":
    main()
