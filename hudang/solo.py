"""One worker of a crew: `python -m hudang.solo HOME --solo WORD`, without the command line, which takes half a second to load."""

import sys
from pathlib import Path

from hudang import logs, settings
from hudang.bootstrap import make_workplace, worker_options
from hudang.cli.guard import guarded
from workers.process import run_embedded


def work(home: Path, word: str) -> None:
    """Work in that home as the worker of that id until told to stop."""
    found = settings.load(home)
    logs.configure(found.home, found.log_level, name="worker")
    run_embedded(lambda: make_workplace(found), worker_options(found), worker_id=word)


if __name__ == "__main__":
    sys.exit(guarded(lambda: work(Path(sys.argv[1]), sys.argv[3])))
