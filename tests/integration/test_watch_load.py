"""The bar of the watched folders in small: a burst into three folders while slow writers go on, over real time and threads."""

import os
import threading
from pathlib import Path

from domain.scan import Source
from evaluation.watch_load import Ledger, drop, start_slow_writers, wait_until
from ingest.stability import Patience
from ingest.watch import Watcher, WatchOptions


def test_a_burst_beside_slow_writers_is_claimed_once_none_early_none_missed(tmp_path: Path) -> None:
    folders = [tmp_path / f"drop{number}" for number in range(3)]
    for folder in folders:
        folder.mkdir()
    ledger, stop = Ledger(), threading.Event()
    options = WatchOptions(poll=0.2, turn=0.5, local=Patience(quiet=0.8, quiet_paged=1.5))
    watcher = Watcher([Source(name=folder.name, path=str(folder)) for folder in folders], ledger.deliver, options=options)
    thread = threading.Thread(target=watcher.run, args=(stop,))
    thread.start()
    writers = start_slow_writers(folders, 10, ledger, seed=5, longest=1.5)
    drop(folders, 500, ledger, seed=6)
    for writer in writers:
        writer.join()
    assert wait_until(lambda: sum(ledger.delivered.values()) >= len(ledger.written), 60)
    assert wait_until(lambda: all(status.claimed == status.waiting == 0 for status in watcher.status()), 30)
    stop.set()
    thread.join()
    assert ledger.row() == {"written": 510, "claimed": 510, "early": 0, "missed": 0, "doubled": 0}
    assert {name for _, _, files in os.walk(tmp_path) for name in files} == {"lock"}
    assert sum(status.delivered for status in watcher.status()) == 510
