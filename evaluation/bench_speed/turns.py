"""The contenders in turns, each in a fresh folder, several times over."""

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from evaluation.bench_speed.contenders import Contender
from evaluation.bench_speed.delivered import Delivered, in_files, in_home
from evaluation.bench_speed.measured import Usage, measure


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One contender's run in one turn (from 1); `load` is the machine's load average of the last minute when it began."""

    contender: Contender
    turn: int
    load: float
    usage: Usage
    delivered: Delivered


def take_turns(contenders: Sequence[Contender], turns: int) -> Iterator[Run]:
    """Every contender once a turn, in the order given in odd turns and the other way round in even ones."""
    for turn in range(1, turns + 1):
        for contender in contenders if turn % 2 else reversed(contenders):
            yield run(contender, turn)


def run(contender: Contender, turn: int) -> Run:
    """One run from nothing: its folder is emptied first. CommandFailedError where the program fails."""
    work = contender.work
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    for command in contender.prepare:
        subprocess.run(command, env=dict(contender.env), check=True, stdout=subprocess.DEVNULL)
    load = os.getloadavg()[0]
    usage = measure(contender.command, env=contender.env, output=work.with_suffix(".out"), marker=contender.mark)
    delivered = in_home(work) if contender.ours else in_files(sorted(work.glob("*.pdf")))
    return Run(contender=contender, turn=turn, load=load, usage=usage, delivered=delivered)
