"""Logs carry action words and ids, and never what an exception quotes."""

import json
import logging
import sys

from hudang.logs import JsonFormatter


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
