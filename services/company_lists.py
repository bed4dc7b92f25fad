"""The required sets as the company's file reads now: a long-running process follows an edit without a restart."""

import logging
from pathlib import Path
from threading import Lock

from classifiers.taxonomy import load_taxonomy
from domain.errors import UsageError
from domain.taxonomy import RequiredSet

log = logging.getLogger(__name__)


class RequiredSets:
    """The sets of a taxonomy file, read again where the file has changed. While it has a mistake, the last good ones stay in force.

    Processes that read the file at different times would else undo each other's ticks for ever.
    """

    def __init__(self, path: Path, first: tuple[RequiredSet, ...]) -> None:
        self._path, self._sets = path, first
        self._lock = Lock()
        self._seen = self._state()

    @property
    def path(self) -> Path:
        """The company's file."""
        return self._path

    def __call__(self) -> tuple[RequiredSet, ...]:
        """Return the sets in force."""
        with self._lock:
            state = self._state()
            if state != self._seen:
                self._seen = state
                self._read()
            return self._sets

    def _read(self) -> None:
        try:
            self._sets = load_taxonomy(self._path).required_sets
        except UsageError:
            log.warning("The required sets have a mistake; those before stay in force", extra={"action": "required.mistake"})

    def _state(self) -> tuple[int, int]:
        if not self._path.is_file():
            return 0, 0
        found = self._path.stat()
        return found.st_mtime_ns, found.st_size
