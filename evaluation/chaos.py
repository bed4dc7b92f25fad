"""Kill test: digitise small scans while processes are killed at random moments, then prove that no page was lost, doubled or stuck.

    python -m evaluation.chaos --pages 300 --kills 200 [--form embedded|scaled] [--seed N]

The same batch command is run again whenever it was killed. Killed are the command itself (with its supervisor), its workers and their
decoders; in the scaled form Redis is emptied now and then as well.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import redis
import sqlalchemy as sa
from PIL import Image, ImageDraw, ImageFont

from tests.servers import postgres_server, redis_server

FONT = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"
FINAL = {"filed", "review", "blank", "separator", "quarantined"}
RESTART_LIMIT = 3000
COMMAND_SHARE = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What the run showed; `faults` is empty where all held."""

    pages: int
    kills: Mapping[str, int]
    statuses: Mapping[str, int]
    seconds: float
    faults: Sequence[str]


def make_scans(folder: Path, pages: int, rng: random.Random, *, first: int = 0) -> int:
    """Write small scans of one to four pages (TIFF) that hold `pages` pages in all, numbered from `first`; return the number of files."""
    folder.mkdir(parents=True)
    font, made, files = ImageFont.truetype(FONT, 34), 0, 0
    while made < pages:
        images = [_page(font, first + made + i, rng) for i in range(min(rng.randint(1, 4), pages - made))]
        images[0].save(folder / f"scan{files:04d}.tif", save_all=True, append_images=images[1:], dpi=(150, 150))
        made, files = made + len(images), files + 1
    return files


def make_pdf(path: Path, pages: int) -> None:
    """Write one PDF of so many small pages, one scan image a page."""
    font, rng = ImageFont.truetype(FONT, 34), random.Random(1)
    first, *rest = (_page(font, number, rng) for number in range(pages))
    first.save(path, save_all=True, append_images=rest, resolution=150)


def _page(font: ImageFont.FreeTypeFont, number: int, rng: random.Random) -> Image.Image:
    image = Image.new("L", (720, 460), 255)
    draw = ImageDraw.Draw(image)
    draw.text((280, 30), "报修单", font=font, fill=0)
    draw.text((40, 110), f"房号：{rng.randint(1, 9)}栋{rng.randint(1, 3)}单元{rng.randint(1, 18)}0{rng.randint(1, 4)}室", font=font, fill=0)
    draw.text((40, 180), f"编号：{number:05d}  日期：2024年3月5日", font=font, fill=0)
    draw.text((40, 250), "报修内容：厨房水管漏水，请安排维修。", font=font, fill=0)
    return image


def run(*, pages: int, kills: int, form: str, seed: int, slowest: float = 6.0) -> Outcome:
    """Do the whole test in a temporary folder; real servers are started for the scaled form."""
    rng = random.Random(seed)
    started = time.monotonic()
    with ExitStack() as stack:
        work = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="hudang-chaos-")))
        env = {**os.environ, "HUDANG_HOME": str(work / "home"), "HUDANG_LEASE_SECONDS": "3", "HUDANG_WORKERS": "2", "OMP_NUM_THREADS": "1"}
        env["HUDANG_MAX_ATTEMPTS"] = "25"  # the kills here are our doing, no page's
        broker = None
        if form == "scaled":
            env["HUDANG_DATABASE_URL"] = stack.enter_context(postgres_server()).url()
            env["HUDANG_BROKER_URL"] = broker = stack.enter_context(redis_server()).url()
        _hudang(env, "init")
        killed: Counter[str] = Counter()
        files = rounds = 0
        while killed.total() < kills:  # a batch that ends before the kills are used up is followed by another
            rounds += 1
            scans = work / f"scans{rounds}"
            files += make_scans(scans, pages, rng, first=pages * (rounds - 1))
            killed += _torment(env, str(scans), kills - killed.total(), rng, broker, slowest)
            _hudang(env, "batch", str(scans), "--json")
        _hudang(env, "export", str(work / "out"))
        rows = [json.loads(line) for line in (work / "out" / "pages.jsonl").read_text(encoding="utf-8").splitlines()]
        documents = [json.loads(line) for line in (work / "out" / "documents.jsonl").read_text(encoding="utf-8").splitlines()]
        url = env.get("HUDANG_DATABASE_URL", f"sqlite:///{work / 'home' / 'hudang.db'}")
        faults = _faults(rows, documents, url, pages=pages * rounds, files=files)
    return Outcome(
        pages=pages * rounds, kills=killed, statuses=Counter(r["status"] for r in rows), seconds=time.monotonic() - started, faults=faults
    )


def _hudang(env: Mapping[str, str], *arguments: str) -> None:
    subprocess.run([sys.executable, "-m", "hudang", *arguments], env=env, check=True, stdout=subprocess.DEVNULL)


def _torment(env: Mapping[str, str], path: str, kills: int, rng: random.Random, broker: str | None, slowest: float) -> Counter[str]:
    """Run the batch again and again while killing its processes, until the kills are used up or the batch has ended by itself."""
    killed: Counter[str] = Counter()
    for _start in range(RESTART_LIMIT):
        batch = subprocess.Popen(
            [sys.executable, "-m", "hudang", "batch", path, "--json"], env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        while batch.poll() is None and killed.total() < kills:
            time.sleep(rng.uniform(0.05, slowest))
            for _together in range(rng.choice((1, 1, 2, 3))):
                killed.update(_kill_one(batch.pid, rng, broker))
        if killed.total() >= kills or batch.returncode == 0:
            batch.kill()
            batch.wait()
            return killed
    raise RuntimeError("the batch never came to an end")


def _kill_one(batch_pid: int, rng: random.Random, broker: str | None) -> list[str]:
    if broker and rng.random() < 0.05:
        with redis.Redis.from_url(broker) as client:
            client.flushall()
        return []
    try:
        batch = psutil.Process(batch_pid)
        everyone = [batch, *batch.children(recursive=True)]
        if len(everyone) == 1 and rng.random() < 0.8:  # still starting: most kills shall hit work
            return []
        victim = batch if rng.random() < COMMAND_SHARE else rng.choice(everyone[1:] or everyone)
        kind = "command" if victim.pid == batch_pid else "decoder" if "sandbox" in " ".join(victim.cmdline()) else "worker"
        victim.kill()
        return [kind]
    except psutil.NoSuchProcess:
        return []


def _faults(rows: Sequence[Mapping[str, object]], documents: Sequence[Mapping[str, Any]], url: str, *, pages: int, files: int) -> list[str]:
    faults = []
    seen = Counter((r["source"], r["page"]) for r in rows)
    if len(seen) != pages:
        faults.append(f"{pages - len(seen)} pages lost of {pages}")
    faults += [f"page {key} stands {n} times" for key, n in seen.items() if n > 1]
    faults += [f"page {r['source']} {r['page']} is stuck in {r['status']}" for r in rows if r["status"] not in FINAL]
    if len({r["source"] for r in rows}) != files:
        faults.append("a file is missing")
    placed = Counter(tuple(p) for d in documents for p in d["pages"])
    faults += [f"page {p} is in {n} documents" for p, n in placed.items() if n > 1]
    in_documents = {(r["source"], r["page"]) for r in rows if r["status"] in {"filed", "review"}}
    if set(placed) != in_documents:
        faults.append(f"{len(in_documents ^ set(placed))} pages differ between page rows and documents")
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        finished = connection.execute(
            sa.text("SELECT subject_id, count(*) FROM event WHERE action LIKE 'read_page.%' GROUP BY subject_id")
        ).all()
        live = connection.scalar(sa.text("SELECT count(*) FROM job WHERE state = 'live'"))
    engine.dispose()
    faults += [f"page id {page} was finished {n} times" for page, n in finished if n != 1]
    if len(finished) != pages:
        faults.append(f"{len(finished)} of {pages} pages have an effect")
    if live:
        faults.append(f"{live} jobs are still live")
    return faults


def main() -> int:
    """Run from the command line; exit 1 where anything was lost, doubled or stuck."""
    parser = argparse.ArgumentParser(description="Kill test")
    parser.add_argument("--pages", type=int, default=300)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--form", choices=("embedded", "scaled"), default="embedded")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    outcome = run(pages=arguments.pages, kills=arguments.kills, form=arguments.form, seed=arguments.seed)
    print(f"{arguments.form}: {outcome.pages} pages, kills {dict(outcome.kills)}, {outcome.seconds:.0f} s, {dict(outcome.statuses)}")
    print(f"lost, doubled or stuck: {len(outcome.faults)}")
    for fault in outcome.faults[:20]:
        print(" ", fault)
    return 1 if outcome.faults else 0


if __name__ == "__main__":
    sys.exit(main())
