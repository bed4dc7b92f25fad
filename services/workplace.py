"""What a use case needs at hand: database, store, engines, rules.

Built once a process by hudang.bootstrap; heavy parts load at first use.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from threading import Lock
from typing import Generic, TypeVar

from classifiers.classifier import Classifier
from domain.acceptance import Standard
from domain.job import LeaseRules
from domain.taxonomy import Taxonomy
from dossiers.filing import FilingOptions
from dossiers.filing_model import FilingModel
from dossiers.register_index import RegisterIndex
from ingest.limits import DecodeLimits
from ingest.sandbox import Sandbox
from ocr.engine import OcrEngine
from services.company_lists import RequiredSets
from services.protecting import phone_key
from services.reading import ReadingOptions
from storage.blobs import Blobs
from storage.engine import Database, Transaction
from storage.repositories import models, register

T = TypeVar("T")

MODELS = "models"

Effects = Callable[[Transaction], None]
"""What a finished piece of work writes, run in the transaction that also finishes its job."""


class Lazy(Generic[T]):
    """A part that is built at first use and then kept: models must not load at import or in a parent process."""

    def __init__(self, build: Callable[[], T]) -> None:
        self._build = build
        self._lock = Lock()
        self._value: T | None = None

    def __call__(self) -> T:
        """Return the part, building it if this is the first call."""
        with self._lock:
            if self._value is None:
                self._value = self._build()
            return self._value

    @property
    def built(self) -> T | None:
        """The part if it has been built."""
        return self._value


class Live(Generic[T]):
    """A part of the models' live version: looked up at each call, loaded anew where another version has gone live meanwhile.

    Whoever works with it takes it once for a piece of work, so that no page is judged by two versions. MissingPartError where the live
    version is damaged: work then waits until it is mended, it never falls back by itself.
    """

    def __init__(self, database: Database, folder: Path, load: Callable[[Path | None], T]) -> None:
        self._database, self._folder, self._load = database, folder, load
        self._lock = Lock()
        self._held: tuple[str, T] | None = None

    def __call__(self) -> T:
        """Return the part as the live version has it."""
        with self._database.read() as tx:
            version = models.live(tx)
        with self._lock:
            if self._held is None or self._held[0] != version:
                self._held = (version, self._load(None if version == models.SHIPPED else self._folder / version))
            return self._held[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class SamplingRules:
    """`promise`: most wrong among documents filed alone, 0..1. `share`: of these, how many are put before a person as they are filed."""

    promise: float
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelRules:
    """Labels: the pattern of their number, the managing centre's code in it ("": the estate's name), and the words under it."""

    template: str
    centre: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DoubleReview:
    """Which documents two people judge unseen by each other: `kinds` (categories or types), and a `share` 0..1 of all others."""

    kinds: frozenset[str] = frozenset()
    share: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The company's choices that use cases follow. `batch_priority`: smaller is sooner; `retention_years` None: for good."""

    company: str
    archive_template: str
    required_set: str
    filing: FilingOptions
    sampling: SamplingRules
    acceptance: Standard
    reading: ReadingOptions
    limits: DecodeLimits
    leases: LeaseRules
    job_seconds: float
    batch_priority: int
    retention_years: int | None
    labels: LabelRules
    double_review: DoubleReview = DoubleReview()


class RegisterCache:
    """The register as an index in memory, rebuilt when an import has changed it; telephone numbers are found by the home's keyed hash."""

    def __init__(self, secret: Callable[[], bytes]) -> None:
        self._secret = secret
        self._version = -1
        self._index: RegisterIndex | None = None

    def get(self, tx: Transaction) -> RegisterIndex:
        """Return the index for the register as it stands in this transaction."""
        version = register.version(tx)
        if self._index is None or version != self._version:
            secret = self._secret()
            self._index = RegisterIndex.build(register.load(tx), lambda digits: phone_key(secret, digits))
            self._version = version
        return self._index


@dataclass(frozen=True, slots=True, kw_only=True)
class Workplace:
    """One process's tools. `home` is the folder that holds everything; `today` gives the date for plausibility of dates.

    `required_sets` gives the lists of documents as the company's file reads now. `secret` is the home's, under which telephone numbers are
    kept as keyed hashes. `spare_sandbox` decodes what nobody waits for.
    """

    home: Path
    database: Database
    blobs: Blobs
    rules: Rules
    taxonomy: Taxonomy
    required_sets: RequiredSets
    engine: Lazy[OcrEngine]
    classifier: Live[Classifier]
    filing_model: Live[FilingModel]
    sandbox: Lazy[Sandbox]
    spare_sandbox: Lazy[Sandbox]
    today: Callable[[], date]
    secret: Lazy[bytes]
    register: RegisterCache

    @property
    def models(self) -> Path:
        """The folder of the home's own model versions."""
        return self.home / MODELS

    def close(self) -> None:
        """Stop the sandboxes that run, and close the database."""
        for sandbox in (self.sandbox.built, self.spare_sandbox.built):
            if sandbox is not None:
                sandbox.close()
        self.database.close()
