"""Structured logs: one JSON object a line with an action word and ids, never names, phones or page text."""

import json
import logging
from datetime import UTC, datetime
from logging.handlers import WatchedFileHandler
from pathlib import Path

_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class JsonFormatter(logging.Formatter):
    """A record as one line of JSON: time, level, logger, message, action and whatever ids came with it."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        entry: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "action": getattr(record, "action", "log"),
            "message": record.getMessage(),
            "pid": record.process,
        }
        entry |= {k: v for k, v in vars(record).items() if k not in _STANDARD and k != "action"}
        if record.exc_info and record.exc_info[1] is not None:
            # the trace without the message: an exception's text may quote what stood on a page
            entry["error"] = type(record.exc_info[1]).__name__
            entry["trace"] = _places(record)
        return json.dumps(entry, ensure_ascii=False, default=str)


def _places(record: logging.LogRecord) -> list[str]:
    trace = record.exc_info[2] if record.exc_info else None
    places = []
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(f"{Path(code.co_filename).name}:{trace.tb_lineno}:{code.co_name}")
        trace = trace.tb_next
    return places


def configure(home: Path, level: str, *, name: str) -> None:
    """Send all logs of this process to the home's logs folder, one file a kind of process, safe to rotate from outside."""
    folder = home / "logs"
    folder.mkdir(parents=True, exist_ok=True)
    handler = WatchedFileHandler(folder / f"{name}.jsonl", encoding="utf-8")
    handler.setFormatter(JsonFormatter())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for noisy in ("alembic", "celery", "watchfiles", "fontTools", "pikepdf", "PIL"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
