"""The invented home of the pictures: the shipped samples and an estate of the generator, read, checked, sampled, half accepted."""

import contextlib
import tempfile
from pathlib import Path

from domain.acceptance import ItemVerdict
from domain.people import Role
from evaluation.generator.corpus import CorpusPlan, plan_corpus
from evaluation.generator.produce import produce
from evaluation.generator.sheet import Split
from hudang.bootstrap import make_workplace
from hudang.cli.batch import run
from hudang.cli.home import init
from hudang.settings import Settings, load
from services import acceptance, accounts, checking, importing, required_lists, sampling
from services.acceptance import OpenWanted
from services.accounts import Wanted
from services.batches import BatchRequest
from services.sampling import DrawWanted
from services.workplace import Workplace

SAMPLES = Path("samples/demo")
BY = "档案员林"
PLAN = CorpusPlan(seed=29, documents=60, split=Split.TRAIN, review_share=0.45, bad_files=True, light=True)
PEOPLE = (
    ("复核员安", (Role.REVIEWER,)),
    ("扫描员柏", (Role.SCANNER,)),
    ("窗口陈", (Role.VIEWER,)),
    ("主任丁", (Role.HEAD, Role.ARCHIVIST)),
)


def make(home: Path) -> None:
    """Make the home in an absent folder; reads some 120 pages, a few minutes."""
    init(home)
    settings = load(home)
    place = make_workplace(settings)
    try:
        with tempfile.TemporaryDirectory(prefix="hudang-shots-") as folder:
            corpus = Path(folder) / "corpus"
            produce(plan_corpus(PLAN), corpus, 2)
            for source, name in ((SAMPLES, "一期旧档"), (corpus, "二期旧档")):
                importing.import_register(place, source / "register.xlsx", estate="", dry_run=False)
                importing.import_catalogue(place, source / "catalogue.xlsx", estate="", dry_run=False)
                _digitise(settings, place, source / "scans", name)
    finally:
        place.close()


def _digitise(settings: Settings, place: Workplace, scans: Path, name: str) -> None:
    """Read a folder's scans under names that tell nothing of where it lies."""
    with contextlib.chdir(scans):
        run(settings, place, BatchRequest(paths=tuple(sorted(Path().iterdir())), name=name))


def dress(home: Path) -> None:
    """Choose a list of required documents, check everything, draw a sample and begin an acceptance."""
    required_lists.use(home / "taxonomy.toml", "17", estate="")
    place = make_workplace(load(home))
    try:
        checking.check(place)
        sampling.draw(place, DrawWanted(by=BY, count=12))
        oldest = acceptance.batches(place)[-1]
        begun = acceptance.open_batch(place, OpenWanted(batch_id=oldest.id, by=BY, share=0.2))
        _item, first = acceptance.show(place, begun).items[0]
        acceptance.tick(place, begun, first.document_id, ItemVerdict(wrong=(), remark="", by=BY))
        for name, roles in PEOPLE:
            accounts.add(place, Wanted(name=name, shown=name, roles=roles, estates=None), by=BY)
    finally:
        place.close()
