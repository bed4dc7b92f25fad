"""File system events that wake a watch before its next scan is due. They are a convenience: losing all of them loses no file."""

import logging
import threading
from pathlib import Path

from watchfiles import Change, watch
from watchfiles._rust_notify import WatchfilesRustInternalError

from ingest.claims import CLAIMS_FOLDER

_STEP_MS = 250
_GATHER_MS = 500
_REARM_MS = 300_000
_RETRY_SECONDS = 10.0


def wake_on_events(root: Path, wake: threading.Event, stop: threading.Event) -> None:
    """Set `wake` when something changes below `root`, until `stop`. A folder that is missing is tried again.

    Where the system has no more watches to give, the library polls instead; the long delay keeps that from costing anything.
    """
    # Its debug lines name files, and file names may name people.
    logging.getLogger("watchfiles").setLevel(logging.WARNING)
    while not stop.is_set():
        try:
            _wait(root, wake, stop)
        except (OSError, WatchfilesRustInternalError):
            # No events then: the scans go on, and say themselves that a folder is missing.
            stop.wait(_RETRY_SECONDS)


def _wait(root: Path, wake: threading.Event, stop: threading.Event) -> None:
    """Pass events on; returns after a long silence, as a folder that was replaced no longer sends any to us."""
    for changes in watch(
        root,
        watch_filter=_is_foreign,
        debounce=_GATHER_MS,
        step=_STEP_MS,
        stop_event=stop,
        rust_timeout=_REARM_MS,
        yield_on_timeout=True,
        raise_interrupt=False,
        force_polling=False,
        poll_delay_ms=60_000,
        ignore_permission_denied=True,
    ):
        if not changes:
            return
        wake.set()


def _is_foreign(_: Change, path: str) -> bool:
    """False for what we do ourselves in the claims folder."""
    return f"/{CLAIMS_FOLDER}/" not in path and not path.endswith(f"/{CLAIMS_FOLDER}")
