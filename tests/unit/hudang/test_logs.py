"""Logs carry action words and ids, and never what an exception quotes."""

import json
import logging
import subprocess
import sys
from pathlib import Path

from hudang.logs import JsonFormatter

TALK = """
import logging, pathlib, sys
from hudang.logs import configure
configure(pathlib.Path(sys.argv[1]), "INFO", name="worker")
logging.getLogger("celery.app.trace").info("succeeded")
logging.getLogger("services.jobs").info("Job finished")
"""


def test_a_line_has_action_and_ids_but_no_exception_text() -> None:
    try:
        raise ValueError("张三 13800000000")
    except ValueError:
        record = logging.LogRecord("x", logging.ERROR, __file__, 1, "Job failed", None, sys.exc_info())
    record.action = "job.failed"
    record.job = 7
    line = JsonFormatter().format(record)
    entry = json.loads(line)
    assert entry["action"] == "job.failed"
    assert entry["job"] == 7
    assert entry["error"] == "ValueError"
    assert "张三" not in line
    assert "13800000000" not in line


def test_celery_says_nothing_beside_our_own_line_for_a_job(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-c", TALK, str(tmp_path)], check=True)
    [line] = (tmp_path / "logs" / "worker.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["message"] == "Job finished"
