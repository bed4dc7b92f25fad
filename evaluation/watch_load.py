"""The bar of the watched folders: thousands of files dropped at once while others are still being written slowly; then the idle cost.

    python -m evaluation.watch_load [--files 5000] [--slow 50] [--folders 3] [--idle 30]

Prints one JSON row: how many files were claimed, how many early (bytes not all there), missed or doubled, the seconds from the drop of
the last file to the delivery of the last, and the idle watch's share of one core in percent.
"""

import argparse
import hashlib
import json
import os
import random
import shutil
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from domain.ids import Sha256
from domain.scan import Source
from ingest.watch import ClaimedFile, DeliveryOutcome, Watcher, WatchOptions


def small_pdf(number: int, filler: int) -> bytes:
    """A minimal whole PDF of one empty page, told apart by its number; `filler` bytes of comment make it as long as wanted."""
    body = f"%PDF-1.4\n%{number:08d}\n".encode() + b"%" + b"x" * filler + b"\n"
    parts = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>"]
    offsets = []
    for index, part in enumerate(parts, start=1):
        offsets.append(len(body))
        body += f"{index} 0 obj\n".encode() + part + b"\nendobj\n"
    table = b"".join(f"{offset:010d} 00000 n \n".encode() for offset in offsets)
    return body + b"xref\n0 4\n0000000000 65535 f \n" + table + f"trailer<</Size 4/Root 1 0 R>>\nstartxref\n{len(body)}\n%%EOF\n".encode()


@dataclass(slots=True)
class Ledger:
    """What was written and what was delivered, by SHA-256."""

    written: dict[str, str] = field(default_factory=dict)
    delivered: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def expect(self, source: str, name: str, data: bytes) -> None:
        """Note a file before its first byte is written."""
        with self.lock:
            self.written[hashlib.sha256(data).hexdigest()] = f"{source}/{name}"

    def deliver(self, file: ClaimedFile) -> DeliveryOutcome:
        """Hash as intake does."""
        digest = hashlib.sha256(file.path.read_bytes()).hexdigest()
        with self.lock:
            self.delivered[digest] += 1
        return DeliveryOutcome(durable=True, sha256=Sha256(digest))

    def row(self) -> dict[str, int]:
        """Claimed, early (bytes that no finished file has), missed and doubled."""
        return {
            "written": len(self.written),
            "claimed": sum(self.delivered.values()),
            "early": sum(count for digest, count in self.delivered.items() if digest not in self.written),
            "missed": len(self.written.keys() - self.delivered.keys()),
            "doubled": sum(count - 1 for count in self.delivered.values()),
        }


def write_slowly(path: Path, data: bytes, pauses: list[float], keep_open: bool) -> None:
    """Write a file in pieces with pauses in seconds between them, through one open file or by appending anew each time."""
    size = -(-len(data) // (len(pauses) + 1))
    pieces = [data[start : start + size] for start in range(0, len(data), size)]
    path.touch()
    file = path.open("ab", buffering=0) if keep_open else None
    for piece, pause in zip(pieces, [0.0, *pauses], strict=False):
        time.sleep(pause)
        if file is None:
            with path.open("ab") as again:
                again.write(piece)
        else:
            file.write(piece)
    if file is not None:
        file.close()


def drop(folders: list[Path], count: int, ledger: Ledger, seed: int) -> None:
    """Write many files at once, spread over the folders and a subfolder of each."""
    draw = random.Random(seed)
    for folder in folders:
        (folder / "1栋").mkdir(exist_ok=True)
    for number in range(count):
        folder = folders[number % len(folders)]
        name = f"1栋/扫描{number:05d}.pdf" if number % 2 else f"扫描{number:05d}.pdf"
        data = small_pdf(number, draw.randrange(200, 4000))
        ledger.expect(folder.name, name, data)
        (folder / name).write_bytes(data)


def start_slow_writers(folders: list[Path], count: int, ledger: Ledger, seed: int, longest: float) -> list[threading.Thread]:
    """Writers that stall up to `longest` seconds between pieces, on their own threads."""
    draw = random.Random(seed)
    threads = []
    for number in range(count):
        folder = folders[number % len(folders)]
        data = small_pdf(900_000 + number, 3000)
        pauses = [draw.uniform(0.0, longest) for _ in range(5)]
        ledger.expect(folder.name, f"慢{number}.pdf", data)
        threads.append(threading.Thread(target=write_slowly, args=(folder / f"慢{number}.pdf", data, pauses, number % 2 == 0)))
    for thread in threads:
        thread.start()
    return threads


def wait_until(condition: Callable[[], bool], seconds: float) -> bool:
    """Wait for a condition, at most so many seconds; what it was at the end."""
    until = time.monotonic() + seconds
    while not condition() and time.monotonic() < until:
        time.sleep(0.2)
    return condition()


def measure_idle(seconds: float) -> float:
    """This process's share of one core over so many seconds, in percent."""
    before = time.process_time()
    time.sleep(seconds)
    return 100 * (time.process_time() - before) / seconds


def main() -> None:
    """Run the bar in a temporary folder and print its row."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=5000)
    parser.add_argument("--slow", type=int, default=50)
    parser.add_argument("--folders", type=int, default=3)
    parser.add_argument("--idle", type=float, default=30.0)
    parser.add_argument("--longest-pause", type=float, default=12.0)
    parser.add_argument("--litter", type=int, default=0, help="temporary files lying in each folder that must never be claimed")
    given = parser.parse_args()
    base = Path(tempfile.mkdtemp(prefix="watch-load-"))
    folders = [base / f"drop{number}" for number in range(given.folders)]
    for folder in folders:
        folder.mkdir()
        for number in range(given.litter):
            (folder / f"{number}.tmp").touch()
    ledger, stop = Ledger(), threading.Event()
    watcher = Watcher([Source(name=folder.name, path=str(folder)) for folder in folders], ledger.deliver, options=WatchOptions())
    thread = threading.Thread(target=watcher.run, args=(stop,))
    thread.start()
    writers = start_slow_writers(folders, given.slow, ledger, 1, given.longest_pause)
    drop(folders, given.files, ledger, 2)
    for writer in writers:
        writer.join()
    began = time.monotonic()
    wait_until(lambda: sum(ledger.delivered.values()) >= len(ledger.written), 300)
    seconds = time.monotonic() - began
    wait_until(lambda: all(status.claimed == status.waiting == 0 for status in watcher.status()), 30)
    time.sleep(2)
    idle = measure_idle(given.idle)
    stop.set()
    thread.join()
    left = sum(len(files) for _, _, files in os.walk(base) if files) - given.litter * given.folders - given.folders
    row = ledger.row() | {"left_in_folders": left, "seconds_after_last_byte": round(seconds, 1), "idle_percent_of_core": round(idle, 2)}
    print(json.dumps(row))
    shutil.rmtree(base)


if __name__ == "__main__":
    main()
