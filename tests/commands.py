"""`hudang` as an operator runs it, in a process of its own that finds the program loaded: loading it is most of a short command's time."""

import multiprocessing
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from hudang.cli.main import main

TIMEOUT = 240

_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(["hudang.cli.main", "tests.commands"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """A command that has ended; `code` is negative where it was killed."""

    code: int | None
    out: str
    err: str


def hudang(*words: object, env: Mapping[str, str] | None = None, locale: str = "C.UTF-8", stdin: str = "") -> Done:
    """Run a command to its end, TIMEOUT seconds at most; `env` is the whole environment, by default this process's in that locale."""
    with TemporaryDirectory() as folder:
        files = [Path(folder) / name for name in ("in", "out", "err")]
        files[0].write_text(stdin, encoding="utf-8")
        process = _FORKS.Process(target=_command, args=([str(word) for word in words], env or os.environ | {"LC_ALL": locale}, files))
        process.start()
        process.join(TIMEOUT)
        if process.is_alive():
            process.kill()
            process.join()
        out, err = (file.read_text(encoding="utf-8") if file.exists() else "" for file in files[1:])
        done = Done(code=process.exitcode, out=out, err=err)
        process.close()
    return done


def _command(arguments: Sequence[str], env: Mapping[str, str], files: Sequence[Path]) -> None:
    """What `hudang` does, in a process just forked; its standard streams are these files."""
    for number, file in enumerate(files):
        os.dup2(os.open(file, os.O_RDWR | os.O_CREAT), number)
    os.environ.clear()
    os.environ.update(env)
    sys.argv = ["hudang", *arguments]
    sys.stdin = os.fdopen(0, encoding="utf-8")
    main()
