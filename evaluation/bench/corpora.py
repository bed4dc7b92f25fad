"""Fresh corpora: one folder a cell of profile × script."""

from collections.abc import Iterable
from itertools import product
from pathlib import Path

from evaluation.generator.corpus import CorpusPlan, plan_corpus
from evaluation.generator.produce import produce
from evaluation.generator.sheet import Script, Split
from evaluation.generator.wear import Profile

SCRIPTS = (Script.HANS, Script.HANT)


def generate(
    out: Path, *, split: Split, seed: int, documents: int, profiles: Iterable[Profile], scripts: Iterable[Script], jobs: int
) -> tuple[Path, ...]:
    """Write OUT/PROFILE-SCRIPT-SPLIT for each cell, so many documents each; the same arguments give the same pages."""
    folders = []
    for profile, script in product(profiles, scripts):
        folder = out / f"{profile}-{script}-{split}"
        plan = CorpusPlan(seed=seed, documents=documents, profile=profile, script=script, split=split, bench=True)
        produce(plan_corpus(plan), folder, jobs)
        folders.append(folder)
    return tuple(folders)
