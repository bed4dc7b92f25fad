"""`hudang up`: files dropped, also slowly, end in dossiers; the source is gone only when the bytes are safe; stop and start again."""

import os
import re
import signal
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.acceptance.house import House, house, register_book, repair
from tests.servers import free_port

PATIENCE = 150.0


def wait_for(condition: Callable[[], bool], what: str, trouble: Callable[[], str]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, f"waited in vain for {what}\n{trouble()}"
        time.sleep(0.5)


@contextmanager
def up(made: House) -> Iterator[None]:
    process = made.start("up")
    try:
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=60) == 130


def test_dropped_files_are_taken_when_whole(tmp_path: Path) -> None:
    port = free_port()
    with house(tmp_path, "embedded", "", None, web_port=str(port)) as made:
        register_book(tmp_path / "register.xlsx", [("云栖苑", "3栋2单元501室", "周立言"), ("云栖苑", "3栋2单元502室", "沈若溪")])
        made.run("register", "import", str(tmp_path / "register.xlsx"))
        drop = made.home / "drop"
        repair("3栋2单元501室", "周立言").save(tmp_path / "a.pdf", resolution=150)
        repair("3栋2单元502室", "沈若溪").save(tmp_path / "b.pdf", resolution=150)
        with up(made):
            (drop / "a.pdf").write_bytes((tmp_path / "a.pdf").read_bytes())
            content = (tmp_path / "b.pdf").read_bytes()
            with (drop / "b.pdf").open("wb") as slow:  # a scanner that writes page by page, with pauses longer than the rule's
                for part in range(4):
                    slow.write(content[part * len(content) // 4 : (part + 1) * len(content) // 4])
                    slow.flush()
                    os.fsync(slow.fileno())
                    assert (drop / "b.pdf").exists()
                    time.sleep(1.5)
            wait_for(lambda: made.json("status")["filed"] == 2, "two filed pages", made.trouble)
            wait_for(lambda: not any(p.is_file() for p in drop.glob("*.pdf")), "an empty drop folder", made.trouble)
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=10) as answer:
                assert answer.status == 200
        console = (tmp_path / "started.out").read_text(encoding="utf-8")
        told = re.findall(r"account admin  one-time password ([A-Z2-9-]{19})", console)
        assert len(told) == 1
        logged = b"".join(path.read_bytes() for path in (made.home / "logs").iterdir())
        assert told[0].encode() not in logged
        rows = made.rows("pages")
        assert {(r["source"], r["status"], r["unit"]) for r in rows} == {
            ("a.pdf", "filed", "3|2||501|room"),
            ("b.pdf", "filed", "3|2||502|room"),
        }
        (drop / "again.pdf").write_bytes((tmp_path / "a.pdf").read_bytes())
        with up(made):
            wait_for(lambda: made.json("status")["duplicates"] == 1, "the duplicate", made.trouble)
        assert (tmp_path / "started.out").read_text(encoding="utf-8").count("one-time password") == 1
        assert made.json("status")["workers"] == 0
