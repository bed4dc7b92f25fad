"""The bar of the review desk: how long from a key to the next document, with thousands waiting and many reviewers at once.

    python -m evaluation.desk_load [--waiting 5000] [--reviewers 20] [--think 5] [--decisions 60] [--pages 50000] [--home DIR] [--postgres]

`hudang web` serves a home with that many waiting documents (evaluation.desk_home; with --home it is kept, and used again when it is there)
on a free loopback port, over SQLite or a PostgreSQL server of the run's own. One reviewer works in Chromium by key alone, pressing
`--pause` seconds after each document stands there; the others send the same requests without a browser (item, lock, picture, decision)
and pause `--think` seconds at each document. Prints one JSON row: milliseconds from key to the next document painted, of the others, and of
searches of sixteen kinds over `--pages` pages of text; for each part the processor time of
server, browser and clients, and the load average.
"""

import argparse
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
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import httpx
import psutil
from playwright.sync_api import sync_playwright

from domain.people import Role
from evaluation.desk_home import ESTATE, OWNER, RARE, WORDS, Size, again, fill
from hudang.bootstrap import is_home, make_workplace
from hudang.cli.home import make_home
from hudang.settings import load
from review.visiting import COOKIE
from services import accounts
from services.workplace import Workplace
from storage.repositories import accounts as stored
from tests.integration.people import account, enter
from tests.servers import free_port, postgres_server

_CLOCK = """() => {
  window.taken = [];
  let pressed = 0;
  addEventListener("keydown", (event) => { if (event.key === "Enter") pressed = performance.now(); }, true);
  new MutationObserver(() => {
    if (!pressed) return;
    const at = pressed;
    pressed = 0;
    const image = document.querySelector(".paper img");
    const swapped = performance.now() - at;
    const shown = () => requestAnimationFrame(() => requestAnimationFrame(() => {
      document.documentElement.dataset.taken = window.taken.push([performance.now() - at, swapped]);
    }));
    image.complete ? shown() : image.addEventListener("load", shown);
  }).observe(document.querySelector("main"), { childList: true });
}"""

AT_EACH = 8
"""Searches of each kind."""


class Reviewer(threading.Thread):
    """One person's requests without a browser: fetch an item and its picture, keep it, think, decide, fetch the next."""

    def __init__(self, client: httpx.Client, number: int, think: float, stop: threading.Event) -> None:
        super().__init__(daemon=True)
        self.client, self.number, self.think, self.stop = client, number, think, stop
        self.milliseconds: dict[str, list[float]] = {}
        self.refused = 0

    def run(self) -> None:
        """Work until told to stop."""
        self.client.get("/review")
        rng = random.Random(self.number)
        self.stop.wait(rng.uniform(0, self.think))
        while not self.stop.is_set():
            item = self._timed("item", "GET", "/review/next?category=complaint")
            number = re.search(r"/review/([0-9]+)", str(item.url))
            picture = re.search(r'src="(/pages/[0-9]+/picture[^"]*)"', item.text)
            if number is None or picture is None:
                return
            self._timed("lock", "POST", f"/review/{number[1]}/hold")
            self._timed("picture", "GET", picture[1])
            self.stop.wait(rng.uniform(0.5, 1.5) * self.think)
            sent = {"action": "file", "choice": "machine", "doc_type": "complaint_form"}
            answer = self._timed("decision", "POST", f"/review/{number[1]}", data=sent, headers={"accept": "application/json"})
            self.refused += answer.status_code != 200

    def _timed(self, kind: str, method: str, path: str, **sent: Any) -> httpx.Response:
        started = time.perf_counter()
        answer = self.client.request(method, path, follow_redirects=True, **sent)
        self.milliseconds.setdefault(kind, []).append((time.perf_counter() - started) * 1000)
        return answer


class Costs:
    """What a part of the run costs: processor seconds of the server, the browser and the clients, and how many requests were answered."""

    def __init__(self, served: int) -> None:
        self._served = psutil.Process(served)
        self._before = self._now()
        self._began = time.monotonic()

    def row(self, **each: int) -> dict[str, float]:
        """Processor milliseconds in all and for `each` of so many; seconds by the clock; the load average of the last minute."""
        names = ("server", "browser", "clients")
        spent = {name: 1000 * (after - before) for name, before, after in zip(names, self._before, self._now(), strict=True)}
        shares = {f"{name} CPU-ms a {of}": round(ms / count, 1) for of, count in each.items() for name, ms in spent.items() if count}
        return shares | {"seconds": round(time.monotonic() - self._began, 1), "load": round(os.getloadavg()[0], 1)}

    def _now(self) -> tuple[float, float, float]:
        own, served = psutil.Process(), self._served.pid
        browser = sum(_processor_seconds(each) for each in own.children() if each.pid != served)
        return _processor_seconds(self._served), browser, sum(own.cpu_times()[:2])


def _processor_seconds(process: psutil.Process) -> float:
    """Of the process, its living children and those that have ended."""
    total = 0.0
    for each in (process, *process.children(recursive=True)):
        try:
            total += sum(each.cpu_times()[:4])
        except psutil.NoSuchProcess:
            continue  # ended meanwhile: its parent's times hold it from now on
    return total


@contextmanager
def at_a_desk(client: httpx.Client) -> Iterator[Any]:
    """A Chromium window before the first waiting document."""
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
        yield page
        browser.close()


def work(page: Any, decisions: int, pause: float) -> dict[str, object]:
    """Decide so many documents by key; times from Enter to the next one in the page and painted; how often it had been fetched ahead."""
    ahead = 0
    page.wait_for_timeout(2000)  # the first document is read before a window is in its stride
    for n in range(decisions):
        page.wait_for_timeout(1000 * pause)
        ahead += page.locator(".desk[data-ahead]").count()
        page.keyboard.press("1")
        page.keyboard.press("Enter")
        page.wait_for_selector(f'html[data-taken="{n + 1}"]', state="attached")  # the page's policy forbids what wait_for_function does
    taken = page.evaluate("window.taken")
    return {"painted": spread([each for each, _ in taken]), "in the page": spread([each for _, each in taken]), "ahead": ahead}


def queries(rng: random.Random) -> Iterator[tuple[str, dict[str, str | int]]]:
    """What is searched for, by kind: words on nearly every page, rare ones, phrases, numbers, names, fields, and all of it narrowed."""
    for n in range(AT_EACH):
        words = rng.sample(WORDS, 3)
        yield "a common word", {"q": words[0]}
        yield "two common words", {"q": " ".join(words[:2])}
        yield "three common words", {"q": " ".join(words)}
        yield "a rare word", {"q": RARE[n % len(RARE)]}
        yield "a rare and a common word", {"q": f"{RARE[n % len(RARE)]} {words[0]}"}
        yield "a phrase", {"q": "".join(words)}
        yield "a word that is nowhere", {"q": f"{words[0][0]}鱻"}
        yield "a single character", {"q": words[0][0]}
        yield "a unit", {"q": f"{n + 1}-1-{n + 1}01"}
        yield "a unit written out", {"q": f"{n + 1}栋1单元{n + 1}01室 {words[0]}"}
        yield "an owner", {"q": f"{OWNER} {words[0]}"}
        yield "an estate and a rare word", {"q": f"{ESTATE} {RARE[n % len(RARE)]}"}
        yield "a title", {"q": "投诉受理登记表"}
        yield "a common word, one category", {"q": words[0], "category": "complaint"}
        yield "a common word, a category without papers", {"q": words[0], "category": "repair"}
        yield "two common words, estate and year", {"q": " ".join(words[:2]), "estate": ESTATE, "year": 2024}


def searches(client: httpx.Client) -> dict[str, list[float]]:
    """Milliseconds of searches, by kind."""
    taken: dict[str, list[float]] = {}
    client.get("/search", params={"q": ESTATE}).raise_for_status()  # the first reads the templates and the register
    for kind, asked in queries(random.Random(2)):
        started = time.perf_counter()
        client.get("/search", params=asked).raise_for_status()
        taken.setdefault(kind, []).append((time.perf_counter() - started) * 1000)
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
    parser.add_argument("--pause", type=float, default=1.0)
    parser.add_argument("--home", type=Path, default=None)
    parser.add_argument("--postgres", action="store_true")
    asked = parser.parse_args(arguments)
    with ExitStack() as kept:
        folder = Path(kept.enter_context(tempfile.TemporaryDirectory(prefix="hudang-desk-")))
        if asked.postgres:
            os.environ["HUDANG_DATABASE_URL"] = kept.enter_context(postgres_server()).url()
        home = asked.home or folder / "home"
        port = free_port()
        origin = f"http://127.0.0.1:{port}"
        started = time.monotonic()
        place = _place(home, asked)
        clients = [_signed_in(place, origin, number) for number in range(asked.reviewers)]
        place.close()
        made = round(time.monotonic() - started, 1)
        log = kept.enter_context((folder / "web.log").open("wb"))
        command = [sys.executable, "-m", "hudang", "web", "--home", str(home)]
        served = subprocess.Popen(command, stdout=log, stderr=log, env=os.environ | {"HUDANG_WEB_PORT": str(port)})
        try:
            database = "PostgreSQL" if asked.postgres else "SQLite"
            print(json.dumps({"database": database, "waiting": asked.waiting, "home ready in": made} | _measure(served, clients, asked)))
        finally:
            served.terminate()
            served.wait(30)


def _place(home: Path, asked: argparse.Namespace) -> Workplace:
    """The home's workplace: made, or all of it waiting again."""
    if is_home(home):
        place = make_workplace(load(home))
        again(place)
        return place
    make_home(home)
    place = make_workplace(load(home))
    front = 4 * asked.decisions + 30 * asked.reviewers  # nobody comes behind these
    fill(place, Size(waiting=asked.waiting, front=front, pages=asked.pages))
    return place


def _signed_in(place: Workplace, origin: str, number: int) -> httpx.Client:
    client = httpx.Client(base_url=origin, headers={"origin": origin}, timeout=60)
    name = f"reviewer{number}"
    with place.database.read() as tx:
        found = stored.by_name(tx, accounts.normal(name))
    enter(place, account(place, name, Role.REVIEWER, Role.VIEWER) if found is None else found[0].id, client)
    return client


def _measure(served: "subprocess.Popen[bytes]", clients: Sequence[httpx.Client], asked: argparse.Namespace) -> dict[str, object]:
    me, *others = clients
    while served.poll() is None:
        try:
            me.get("/review").raise_for_status()
            break
        except httpx.ConnectError:
            time.sleep(0.2)
    costs = Costs(served.pid)
    taken = searches(me)
    every = [each for kind in taken.values() for each in kind]
    row: dict[str, object] = {"search": {"pages": asked.pages, **spread(every), **costs.row(search=len(every))}}
    row["searches"] = {kind: spread(each) for kind, each in taken.items()}
    with at_a_desk(me) as page:
        costs = Costs(served.pid)
        row["alone"] = work(page, asked.decisions, asked.pause) | costs.row(decision=asked.decisions)
    stop = threading.Event()
    crew = [Reviewer(client, n, asked.think, stop) for n, client in enumerate(others)]
    with at_a_desk(me) as page:
        for each in crew:
            each.start()
        costs = Costs(served.pid)
        row["among"] = {"reviewers": asked.reviewers, **work(page, asked.decisions, asked.pause)}
        stop.set()
        decided = asked.decisions + sum(len(each.milliseconds.get("decision", ())) for each in crew)
        row["among"] |= {"decisions of all": decided, **costs.row(decision=decided)}
    for each in crew:
        each.join()
    kinds = ("item", "picture", "lock", "decision")
    row["the others"] = {kind: spread([ms for each in crew for ms in each.milliseconds.get(kind, ())] or [0.0]) for kind in kinds}
    row["refused"] = sum(each.refused for each in crew)
    return row


if __name__ == "__main__":
    main()
