"""Scans of invented estates, read by the program as an office would have them read."""

from pathlib import Path

from evaluation.findings.scans import plan_scans, write_scans
from evaluation.generator.sheet import Script
from hudang.bootstrap import make_workplace
from hudang.cli.batch import run
from hudang.cli.home import init
from hudang.settings import load
from services import importing
from services.batches import BatchRequest

HOME, TRUTH = "home", Path("corpus") / "truth"


def read_scans(folder: Path, script: Script, *, seed: int, each: int, jobs: int = 1) -> tuple[Path, Path]:
    """Draw an estate's scans below `folder` and read them into a home there; both are kept, and what is there is not made again.

    Returns the home and the truth of its scans. Like `hudang batch` it goes on where it was stopped.
    """
    corpus, home, done = folder / "corpus", folder / HOME, folder / "read"
    if not (corpus / "truth").is_dir():
        part = folder / "corpus.part"
        write_scans(plan_scans(seed, script, each=each), part, jobs)
        part.rename(corpus)
    if not done.exists():
        if not home.exists():
            init(home)
        settings = load(home)
        place = make_workplace(settings)
        try:
            importing.import_register(place, corpus / "register.xlsx", estate="", dry_run=False)
            run(settings, place, BatchRequest(paths=(corpus / "scans",), name="findings"))
        finally:
            place.close()
        done.touch()
    return home, folder / TRUTH
