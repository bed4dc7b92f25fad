"""Wiring: from settings to a workplace. The only place where the parts meet."""

from datetime import date
from pathlib import Path

from classifiers.classifier import Classifier
from classifiers.taxonomy import load_taxonomy
from domain.acceptance import Standard
from domain.errors import UsageError
from domain.job import LeaseRules
from domain.scan import Source
from domain.scan_quality import QualityLimits
from domain.taxonomy import Category, Taxonomy
from dossiers.filing import FilingOptions
from dossiers.filing_model import load_filing_model
from hudang.settings import Settings
from ingest.limits import DecodeLimits
from ingest.sandbox import Sandbox
from ocr.engine import EngineOptions, load_engine
from services.company_lists import RequiredSets
from services.label_number import check_template
from services.reading import ReadingOptions
from services.workplace import MODELS, DoubleReview, LabelRules, Lazy, Live, RegisterCache, Rules, SamplingRules, Workplace
from storage import schema
from storage.blobs import Blobs
from storage.engine import Database
from storage.secret import home_secret
from workers.options import WorkerOptions

MIB = 1 << 20


def make_rules(settings: Settings, taxonomy: Taxonomy) -> Rules:
    """Turn settings into the values that use cases take; UsageError where `always_review` names what the taxonomy has not."""
    return Rules(
        company=settings.company,
        archive_template=settings.archive_template,
        required_set=settings.required_set,
        filing=FilingOptions(
            promise=settings.promised_error,
            threshold=settings.file_threshold,
            always_review=_known_kinds("always_review", settings.always_review, taxonomy),
            quality=QualityLimits(least_dpi=settings.least_dpi, most_skew=settings.most_skew),
        ),
        sampling=SamplingRules(promise=settings.promised_error, share=settings.sample_share),
        acceptance=Standard(
            share=settings.acceptance_share, rate=settings.acceptance_rate, needs_catalogue=settings.acceptance_needs_catalogue
        ),
        reading=ReadingOptions(),
        limits=DecodeLimits(
            max_file_bytes=settings.max_file_mib * MIB,
            max_pages=settings.max_pages,
            max_page_pixels=settings.max_page_megapixels * 1_000_000,
            render_pixels=settings.render_megapixels * 1_000_000,
            memory_bytes=settings.decode_memory_mib * MIB,
            wall_seconds=settings.decode_seconds,
        ),
        leases=LeaseRules(lease_seconds=settings.lease_seconds, max_attempts=settings.max_attempts),
        job_seconds=settings.job_seconds,
        batch_priority=settings.batch_priority,
        double_review=DoubleReview(
            kinds=_known_kinds("double_review", settings.double_review, taxonomy), share=settings.double_review_share
        ),
        retention_years=None if settings.retention_years == "permanent" else settings.retention_years,
        labels=LabelRules(template=check_template(settings.label_template), centre=settings.label_centre, title=settings.label_title),
    )


def _known_kinds(setting: str, codes: tuple[str, ...], taxonomy: Taxonomy) -> frozenset[str]:
    known = [*Category, *(doc_type.code for doc_type in taxonomy.types)]
    unknown = ", ".join(code for code in codes if code not in known)
    if unknown:
        raise UsageError(
            f"{setting} names {unknown}, which is neither a category nor a document type. Known: {', '.join(known)}.",
            f"{setting} 中的 {unknown} 既不是类别也不是文件类型，可选：{'、'.join(known)}。",
        )
    return frozenset(codes)


def engine_options(settings: Settings) -> EngineOptions:
    """How the engine of these settings works."""
    return EngineOptions(threads=settings.engine_threads, bulk=settings.reading_mode == "bulk")


def make_workplace(settings: Settings) -> Workplace:
    """Open the home; models and decoders load at first use. UsageError where there is no home yet."""
    if not is_home(settings.home):
        raise UsageError(
            f"{settings.home} is not a Hudang home yet. Run: hudang init --home {settings.home}",
            f"{settings.home} 还不是户档数据目录，请先运行：hudang init --home {settings.home}",
        )
    taxonomy = load_taxonomy(settings.home / settings.taxonomy)
    rules = make_rules(settings, taxonomy)
    database = Database(settings.effective_database_url)
    schema.upgrade(database)
    secret = Lazy(lambda: home_secret(settings.home))
    return Workplace(
        home=settings.home,
        database=database,
        blobs=Blobs(settings.home / "objects"),
        rules=rules,
        taxonomy=taxonomy,
        required_sets=RequiredSets(settings.home / settings.taxonomy, taxonomy.required_sets),
        engine=Lazy(lambda: load_engine(settings.engine, engine_options(settings), fallback=settings.engine_fallback or None)),
        classifier=Live(database, settings.home / MODELS, lambda folder: Classifier.load(taxonomy, folder)),
        filing_model=Live(database, settings.home / MODELS, load_filing_model),
        sandbox=Lazy(lambda: Sandbox(rules.limits)),
        spare_sandbox=Lazy(lambda: Sandbox(rules.limits)),
        today=date.today,
        secret=secret,
        register=RegisterCache(secret),
    )


def is_home(folder: Path) -> bool:
    """Whether `hudang init` has made this folder a home."""
    return (folder / "settings.toml").is_file()


def worker_options(settings: Settings) -> WorkerOptions:
    """How this home's workers run."""
    return WorkerOptions(
        broker_url=settings.broker_url,
        slots=settings.slots,
        job_seconds=settings.job_seconds,
        memory_mib=settings.worker_memory_mib,
        jobs_per_process=settings.worker_jobs,
    )


def sources(settings: Settings) -> tuple[Source, ...]:
    """Return the drop folders with absolute paths."""
    return tuple(
        Source(name=s.name, path=str(settings.home / s.path), kind=s.kind, estate=s.estate, priority=s.priority) for s in settings.sources
    )
