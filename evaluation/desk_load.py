"""The bar of the review desk: how long from a key to the next document, with thousands waiting and many reviewers at once.

    python -m evaluation.desk_load [--waiting 5000] [--reviewers 20] [--think 5] [--decisions 60] [--pages 50000]

A home with that many waiting documents is made (300-dpi pictures in front of the queue) and `hudang web` serves it on a free loopback port.
One reviewer works in Chromium by key alone, the others by the same requests without a browser, pausing `--think` seconds at each document.
Prints one JSON row: milliseconds from key to the next document painted, of the others' requests, and of searches over `--pages` pages of
text. All people are invented.
"""

import argparse
import io
import json
import os
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import numpy as np
from PIL import Image, ImageDraw
from playwright.sync_api import sync_playwright

from domain.document import DocumentState, FilingDecision
from domain.fields import ExtractedFields
from domain.ids import GroupId, PageId
from domain.page import PageKind, PageState, PageTransform, QualityFacts
from domain.people import Role
from domain.reading import PageRecord
from domain.register import RegisterRow, RegisterTenure
from domain.review import ReviewReason, UnitProposal
from domain.scan import FileKind, ScanState
from domain.taxonomy import Category
from domain.unit_number import UnitKind, UnitNumber
from hudang.bootstrap import make_workplace
from hudang.cli.home import make_home
from hudang.settings import load
from publishing.thumbnail import thumbnail
from review.visiting import COOKIE
from services.workplace import Workplace
from storage.engine import Transaction
from storage.repositories import documents, pages, scans
from storage.repositories.documents import Origin
from tests.integration.people import account, enter
from tests.registers import save_register
from tests.servers import free_port

ESTATE = "翠湖苑"
FINE, FRONT = (2480, 3508), 80
"""A4 at 300 dpi for so many documents at the front of the queue; the others have small pictures, which nobody reaches."""
WORDS = (
    *("房屋", "漏水", "维修", "投诉", "噪声", "电梯", "管理费", "装修", "押金", "车位", "租赁", "合同", "签字"),
    *("日期", "业主", "物业", "公司", "通知", "验收", "钥匙", "水表", "电费", "楼道", "照明", "门禁"),
)

_CLOCK = """() => {
  window.taken = [];
  let pressed = 0;
  addEventListener("keydown", (event) => { if (event.key === "Enter") pressed = performance.now(); }, true);
  new MutationObserver(() => {
    if (!pressed) return;
    const at = pressed;
    pressed = 0;
    const image = document.querySelector(".paper img");
    const shown = () => requestAnimationFrame(() => requestAnimationFrame(() => {
      document.documentElement.dataset.taken = window.taken.push(performance.now() - at);
    }));
    image.complete ? shown() : image.addEventListener("load", shown);
  }).observe(document.querySelector("main"), { childList: true });
}"""


def fill(place: Workplace, waiting: int, texts: int) -> None:
    """Put waiting documents of one page each into the home, and pages of text that are only searched."""
    rng = random.Random(1)
    units = [UnitNumber(building=str(n // 20 + 1), entrance="1", floor="", room=f"{n % 20 + 1}01", kind=UnitKind.ROOM) for n in range(200)]
    with place.database.begin() as tx:
        tenure = RegisterTenure(owners=("王建国",), start=date(2010, 1, 1))
        save_register(tx, tuple(RegisterRow(row=n, estate=ESTATE, unit=unit, tenure=tenure) for n, unit in enumerate(units, 2)))
    for first in range(0, waiting, 500):
        with place.database.begin() as tx:
            for n in range(first, min(first + 500, waiting)):
                _waiting(tx, place, n, units[n % len(units)], rng)
    for first in range(0, max(0, texts - waiting), 1000):
        with place.database.begin() as tx:
            _text(tx, place, first, min(1000, texts - waiting - first), rng)


def _waiting(tx: Transaction, place: Workplace, number: int, unit: UnitNumber, rng: random.Random) -> None:
    proposal = UnitProposal(estate=ESTATE, unit=unit, owner="王建国", score=0.8, evidence=("exact",))
    decided = FilingDecision(
        category=Category.COMPLAINT,
        doc_type="complaint_form",
        title="投诉受理登记表",
        date=date(2024, 3, 5),
        estate=ESTATE,
        unit=unit,
        owner="",
        tenure_index=None,
        confidence=0.7,
        reasons=(ReviewReason.LOW_CONFIDENCE,),
        proposals=(proposal,),
        model="load/1",
    )
    content, picture = _sheet(number, rng)
    [page_id], group = _pages(tx, place, f"load/{number}.png", content, FileKind.PNG, 1)
    pages.save(tx, page_id, _record(place, picture, _words(rng)))
    origin = Origin(batch_id=scans.open_batch(tx, "load 2026-11-29"), group_id=group, first_page=page_id)
    document_id = documents.add(tx, origin, decided=decided, state=DocumentState.REVIEW)
    pages.join_document(tx, document_id, [page_id])
    pages.settle(tx, [page_id], PageState.REVIEW, reason="low_confidence")


def _text(tx: Transaction, place: Workplace, first: int, count: int, rng: random.Random) -> None:
    made, _group = _pages(tx, place, f"text/{first}.tif", f"text {first}".encode(), FileKind.TIFF, count)
    record = _record(place, Image.new("L", (60, 84), 255), "")
    for page_id in made:
        pages.save(tx, page_id, replace(record, text=_words(rng)))
    pages.settle(tx, made, PageState.BLANK)


def _pages(
    tx: Transaction, place: Workplace, source: str, content: bytes, kind: FileKind, count: int
) -> tuple[tuple[PageId, ...], GroupId]:
    batch = scans.open_batch(tx, "load 2026-11-29")
    sha256 = place.blobs.put_bytes(content)
    new = scans.NewScan(batch_id=batch, group_key="", source=source, sha256=sha256, size=len(content), priority=3, estate="")
    scan_id = scans.add(tx, new, state=ScanState.RECEIVED, duplicate_of=None, failure=None)
    scans.opened(tx, scan_id, kind, count)
    group = scans.group_of(tx, scan_id)
    made = pages.add(tx, scans.get(tx, scan_id), group, range(1, count + 1))
    scans.finish_group(tx, group)
    return made, group


def _sheet(number: int, rng: random.Random) -> tuple[bytes, Image.Image]:
    size = FINE if number < FRONT else (60, 84)
    picture = Image.fromarray(np.random.default_rng(number).integers(244, 252, size=(size[1], size[0]), dtype=np.uint8))
    draw = ImageDraw.Draw(picture)
    for row in range(size[1] // 12, size[1], size[1] // 24):
        draw.line((size[0] // 10, row, rng.randint(size[0] // 3, size[0] * 9 // 10), row), fill=40, width=max(1, size[0] // 200))
    out = io.BytesIO()
    picture.save(out, "PNG", compress_level=1)
    return out.getvalue(), picture


def _record(place: Workplace, picture: Image.Image, text: str) -> PageRecord:
    small = np.asarray(picture.convert("RGB").resize((205, 290)))
    return PageRecord(
        kind=PageKind.CONTENT,
        transform=PageTransform(scan_width=picture.width, scan_height=picture.height, rotation=0, skew=0.2),
        scale=1.0,
        quality=QualityFacts(dpi=300.0, skew_known=True, blur=0.1, contrast=180.0, ink=0.05),
        separator="",
        engine="load/1",
        text=text,
        text_confidence=0.95,
        doubtful=0.0,
        type_height=3.7,
        ocr_sha256=None,
        thumbnail_sha256=place.blobs.put_bytes(thumbnail(small)),
        classification=None,
        fields=ExtractedFields(),
        timings=(),
    )


def _words(rng: random.Random) -> str:
    return "\n".join("".join(rng.choices(WORDS, k=12)) for _ in range(20))


class Reviewer(threading.Thread):
    """One person's requests without a browser: fetch an item, keep it, think, decide, fetch the next."""

    def __init__(self, client: httpx.Client, number: int, think: float, stop: threading.Event) -> None:
        super().__init__(daemon=True)
        self.client, self.number, self.think, self.stop = client, number, think, stop
        self.milliseconds: list[float] = []
        self.refused = 0

    def run(self) -> None:
        """Work until told to stop."""
        self.client.get("/review")
        rng = random.Random(self.number)
        time.sleep(rng.uniform(0, self.think))
        while not self.stop.is_set():
            item = self._timed("GET", "/review/next?category=complaint")
            number = re.search(r"/review/([0-9]+)", str(item.url))
            if number is None:
                return
            self._timed("POST", f"/review/{number[1]}/hold")
            self.stop.wait(rng.uniform(0.5, 1.5) * self.think)
            sent = {"action": "file", "choice": "machine", "doc_type": "complaint_form"}
            answer = self._timed("POST", f"/review/{number[1]}", data=sent, headers={"accept": "application/json"})
            self.refused += answer.status_code != 200

    def _timed(self, method: str, path: str, **sent: Any) -> httpx.Response:
        started = time.perf_counter()
        answer = self.client.request(method, path, follow_redirects=True, **sent)
        self.milliseconds.append((time.perf_counter() - started) * 1000)
        return answer


def at_the_keys(client: httpx.Client, decisions: int) -> list[float]:
    """Milliseconds from Enter to the next document painted, one a decision, in Chromium."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        raise SystemExit("Chromium is missing: run python3 scripts/setup.py --tests")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        context = browser.new_context(base_url=str(client.base_url), viewport={"width": 1366, "height": 768})
        context.add_cookies([{"name": COOKIE, "value": client.cookies[COOKIE], "url": str(client.base_url)}])
        page = context.new_page()
        page.goto("/review/next")
        page.wait_for_selector(".desk[data-ready]")
        page.evaluate(_CLOCK)
        for n in range(decisions):
            page.wait_for_selector(".desk[data-ahead]")
            page.wait_for_timeout(400)  # nobody decides sooner
            page.keyboard.press("1")
            page.keyboard.press("Enter")
            page.wait_for_selector(f'html[data-taken="{n + 1}"]', state="attached")  # the page's policy forbids what wait_for_function does
        taken = [float(each) for each in page.evaluate("window.taken")]
        browser.close()
    return taken


def searches(client: httpx.Client) -> list[float]:
    """Milliseconds of searches of one to three words."""
    rng = random.Random(2)
    taken = []
    for n in range(60):
        words = " ".join(rng.sample(WORDS, 1 + n % 3))
        started = time.perf_counter()
        client.get("/search", params={"q": words}).raise_for_status()
        taken.append((time.perf_counter() - started) * 1000)
    return taken


def spread(values: Sequence[float]) -> dict[str, float]:
    """Median, 95th percentile and largest, rounded."""
    ordered = sorted(values)
    ends = ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]
    return {"n": len(ordered), "median": round(statistics.median(ordered), 1), "p95": round(ends, 1), "max": round(ordered[-1], 1)}


def main(arguments: Sequence[str] | None = None) -> None:
    """Make the home, serve it, work on it, print the times."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, default in (("waiting", 5000), ("reviewers", 20), ("decisions", 60), ("pages", 50_000)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--think", type=float, default=5.0)
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="hudang-desk-") as folder:
        home = Path(folder) / "home"
        make_home(home)
        place = make_workplace(load(home))
        fill(place, asked.waiting, asked.pages)
        port = free_port()
        origin = f"http://127.0.0.1:{port}"
        clients = [_signed_in(place, origin, number) for number in range(asked.reviewers)]
        place.close()
        with (Path(folder) / "web.log").open("wb") as log:
            command = [sys.executable, "-m", "hudang", "web", "--home", str(home)]
            served = subprocess.Popen(command, stdout=log, stderr=log, env=os.environ | {"HUDANG_WEB_PORT": str(port)})
            try:
                print(json.dumps(_work(served, clients, asked)))
            finally:
                served.terminate()
                served.wait(30)


def _signed_in(place: Workplace, origin: str, number: int) -> httpx.Client:
    client = httpx.Client(base_url=origin, headers={"origin": origin}, timeout=60)
    enter(place, account(place, f"reviewer{number}", Role.REVIEWER), client)
    return client


def _work(served: "subprocess.Popen[bytes]", clients: Sequence[httpx.Client], asked: argparse.Namespace) -> dict[str, object]:
    me, *others = clients
    while served.poll() is None:
        try:
            me.get("/review").raise_for_status()
            break
        except httpx.ConnectError:
            time.sleep(0.2)
    row: dict[str, object] = {"waiting": asked.waiting, "alone": spread(at_the_keys(me, asked.decisions))}
    row["search"] = {"pages": asked.pages, **spread(searches(me))}
    stop = threading.Event()
    crew = [Reviewer(client, n, asked.think, stop) for n, client in enumerate(others)]
    for each in crew:
        each.start()
    row["among"] = {"reviewers": asked.reviewers, **spread(at_the_keys(me, asked.decisions))}
    stop.set()
    for each in crew:
        each.join()
    row["requests of the others"] = spread([taken for each in crew for taken in each.milliseconds])
    row["refused"] = sum(each.refused for each in crew)
    return row


if __name__ == "__main__":
    main()
