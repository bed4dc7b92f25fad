"""How everything stands now: counts, workers, watched folders, and what was done lately."""

from dataclasses import dataclass

from domain.people import Estates
from services.flow import Flow, Recent
from services.looking import ALIVE_SECONDS, Folder
from services.workplace import Workplace
from storage import read_models, read_models_quarantine
from storage.read_models import Counts
from storage.repositories import workers
from storage.repositories.workers import WorkerRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How the papers of some estates stand, and who works. `now` is the database's clock in seconds since 1970.

    `quarantined` counts refused files and pages; `retried` those that people put back to work and that are not done yet.
    """

    counts: Counts
    quarantined: int
    retried: int
    workers: tuple[WorkerRow, ...]
    folders: tuple[Folder, ...]
    recent: Recent
    now: float


def stand(place: Workplace, flow: Flow, estates: Estates) -> Standing:
    """Look at how the papers of these estates stand; what is done lately comes from `flow`."""
    recent = flow.recent(estates)
    with place.database.read() as tx:
        return Standing(
            counts=read_models.counts(tx, estates=estates),
            quarantined=read_models_quarantine.total(tx, read_models_quarantine.Wanted(estates=estates)),
            retried=read_models_quarantine.under_way(tx, estates),
            workers=workers.living(tx, within=ALIVE_SECONDS),
            folders=tuple(Folder(name=n, path=p, state=s, waiting=w) for n, p, s, w in workers.sources(tx, estates)),
            recent=recent,
            now=tx.now,
        )
