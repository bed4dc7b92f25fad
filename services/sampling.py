"""Draw the sample of what the machine filed alone, and show it to the person who is to look at it."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime

from domain.document import FilingDecision
from domain.errors import UsageError
from domain.ids import DocumentId, DrawId
from domain.people import Estates
from domain.taxonomy import Category
from dossiers import sampling
from services.workplace import Workplace
from storage import read_models_samples
from storage.engine import Transaction
from storage.read_models_samples import SampleRow
from storage.repositories import documents, events, samples, tightenings
from storage.repositories.documents import StoredDocument
from storage.repositories.samples import Draw, DrawKind, Sampled, StoredVerdict


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawWanted:
    """What is to be drawn: `count` documents, or where that is None the `share` (0..1) of the population.

    `since`: filed on that day or later; `category` None for any; `seed` None for one by chance.
    """

    by: str
    share: float = 0.02
    count: int | None = None
    since: date | None = None
    category: Category | None = None
    seed: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """What was drawn, with all that repeating it takes."""

    draw_id: DrawId
    draw: Draw


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A sampled document as it stands, what the machine decided, and the verdicts so far."""

    sampled: Sampled
    document: StoredDocument
    machine: FilingDecision
    verdicts: tuple[StoredVerdict, ...]


def note_filed(tx: Transaction, place: Workplace, document_id: DocumentId) -> None:
    """Take a document that the machine has just filed into the sample, if its lot says so."""
    share = place.rules.sampling.share
    stream, key = samples.stream(tx, share), samples.seed(tx)
    if sampling.chosen(key, document_id, share):
        samples.add(tx, stream, [(document_id, _turn(key, document_id))])
        events.record(tx, "sample.taken", "document", document_id, detail=f"draw {stream}")


def tightening(tx: Transaction) -> tuple[tuple[Category, float], ...]:
    """Return by how much each category's promise is tightened now (0 < factor < 1); those left out are not."""
    return tuple((category, each.change.factor) for category, each in tightenings.in_force(tx).items() if each.change.factor < 1.0)


def draw(place: Workplace, wanted: DrawWanted) -> Drawn:
    """Draw a simple random sample, without replacement, from what the machine filed, nobody has looked at and no draw has taken.

    UsageError where nothing is left to draw from.
    """
    since = datetime.combine(wanted.since, datetime.min.time()).timestamp() if wanted.since else 0.0
    seed = str(secrets.randbelow(1 << 31) if wanted.seed is None else wanted.seed)
    with place.database.begin() as tx:
        samples.lock(tx)
        population = samples.population(tx, wanted.category, since)
        if not population:
            raise UsageError(
                "Nothing to draw from: every document that the machine filed in that range is in the sample already, or there is none.",
                "没有可抽取的文件：该范围内没有机器自动归档的文件，或均已在抽查中。",
            )
        count = max(1, round(len(population) * wanted.share)) if wanted.count is None else wanted.count
        taken = sampling.draw(seed, population, count)
        noted = Draw(
            kind=DrawKind.DRAW,
            seed=seed,
            category=wanted.category,
            since=since,
            share=len(taken) / len(population),
            population=len(population),
            population_sha256=sampling.fingerprint(population),
            drawn=len(taken),
            by=wanted.by,
        )
        draw_id = samples.add_draw(tx, noted)
        key = samples.seed(tx)
        samples.add(tx, draw_id, [(each, _turn(key, each)) for each in taken])
        detail = f"seed {seed}, {len(taken)} of {len(population)}, population {noted.population_sha256}"
        events.record(tx, "sample.drawn", "draw", draw_id, detail=detail)
    return Drawn(draw_id=draw_id, draw=noted)


def _turn(key: str, document_id: DocumentId) -> float:
    """The place in the queue has a lot of its own: that of the drawing would put one draw before the other."""
    return sampling.lot(f"turn {key}", document_id)


def queue(place: Workplace, *, limit: int, offset: int = 0, estates: Estates = None) -> tuple[SampleRow, ...]:
    """Return sampled documents that wait for a verdict, in the order of their lots."""
    with place.database.read() as tx:
        return read_models_samples.waiting_rows(tx, limit=limit, offset=offset, estates=estates)


def waiting(place: Workplace, *, estates: Estates = None) -> int:
    """How many sampled documents wait for a verdict."""
    with place.database.read() as tx:
        return read_models_samples.waiting(tx, estates)


def next_waiting(place: Workplace, document_id: DocumentId, *, estates: Estates = None) -> DocumentId | None:
    """Return the next sampled document that waits after this one, round the end of the queue; None where no other waits."""
    with place.database.read() as tx:
        return read_models_samples.next_waiting(tx, document_id, estates)


def show(place: Workplace, document_id: DocumentId) -> Shown:
    """Return one sampled document; UsageError where it is not in the sample."""
    with place.database.read() as tx:
        return read(tx, document_id)


def read(tx: Transaction, document_id: DocumentId) -> Shown:
    """Read one sampled document; UsageError where it is not in the sample."""
    sampled, stored = samples.get(tx, document_id), documents.get(tx, document_id)
    if sampled is None or stored is None:
        raise UsageError(f"Document {document_id} is not in the sample.", f"文件 {document_id} 不在抽查样本中。")
    return Shown(
        sampled=sampled,
        document=stored,
        machine=documents.machine_decision(tx, document_id),
        verdicts=samples.verdicts(tx, document_id),
    )
