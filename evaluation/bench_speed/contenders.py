"""Who is measured and with which command lines: all of it as data."""

import os
import shlex
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from evaluation.bench_speed.corpus import LONG_FILE, Form, Pages

ROOT = Path(__file__).resolve().parents[2]
PEER = ROOT / ".venv-peers" / "bin" / "ocrmypdf"
PEER_OPTIONS = ("-l", "chi_sim", "--rotate-pages", "--deskew", "--output-type", "pdf", "--quiet")
"""A plain PDF is what ours writes too; the peer's own default, PDF/A, costs it the same within a percent."""
MODES = ("accurate", "bulk")
"""Values of the setting `reading_mode`."""
WORKER_MARK = "--solo"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contender:
    """A program in one setting on one form.

    `mode` is our reading mode, "" for the peer; `prepare` runs before the clock starts; `mark` tells its worker processes.
    """

    name: str
    mode: str
    form: Form
    prepare: tuple[tuple[str, ...], ...]
    command: tuple[str, ...]
    env: Mapping[str, str]
    mark: str
    work: Path

    @property
    def ours(self) -> bool:
        """Whether this is the program whose benchmark this is."""
        return bool(self.mode)


def hudang(mode: str, form: Form, pages: Pages, work: Path, *, workers: int = 2) -> Contender:
    """Our program in that reading mode, in a fresh home with the estate's register."""
    program = (sys.executable, "-m", "hudang")
    own = {"HUDANG_HOME": str(work), "HUDANG_WORKERS": str(workers), "HUDANG_READING_MODE": mode, "OMP_NUM_THREADS": "1"}
    return Contender(
        name=f"hudang {mode}",
        mode=mode,
        form=form,
        prepare=((*program, "init"), (*program, "register", "import", str(pages.register))),
        command=(*program, "batch", str(pages.folder(form)), "--json"),
        env=_environment() | own,
        mark=WORKER_MARK,
        work=work,
    )


def ocrmypdf(form: Form, pages: Pages, work: Path) -> Contender:
    """The peer at its quickest on two cores: two files at once, one thread each; two jobs on a single long file."""
    options = shlex.join(PEER_OPTIONS)
    if form is Form.DOCUMENTS:
        each = f"{shlex.quote(str(PEER))} {options} --jobs 1 {{}} {shlex.quote(str(work))}/{{}}"
        script = f"cd {shlex.quote(str(pages.folder(form)))} && ls | xargs -P 2 -I {{}} {each}"
        command: tuple[str, ...] = ("sh", "-c", script)
    else:
        command = (str(PEER), *PEER_OPTIONS, "--jobs", "2", str(pages.folder(form) / LONG_FILE), str(work / LONG_FILE))
    return Contender(
        name="ocrmypdf",
        mode="",
        form=form,
        prepare=(),
        command=command,
        env=_environment() | {"OMP_THREAD_LIMIT": "1"},
        mark=str(PEER),
        work=work,
    )


def _environment() -> dict[str, str]:
    """Ours without the settings of whoever runs the benchmark."""
    return {name: value for name, value in os.environ.items() if not name.startswith("HUDANG_")}
