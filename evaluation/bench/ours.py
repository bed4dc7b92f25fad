"""Ours, along the path of production: decoding in the sandbox, then services.reading with what bootstrap wires."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from classifiers.taxonomy import load_taxonomy
from domain.page import PageImage, PageKind
from evaluation.bench.pages import Scanned
from evaluation.bench.readers import Meter, Reading
from hudang.bootstrap import engine_options, make_rules
from hudang.settings import Settings
from ingest.probe import detect
from ingest.sandbox import Sandbox
from ocr.engine import EngineOptions, load_engine
from services.reading import ReadingOptions, read_page


class Ours:
    """Reads as a worker does. `reading` and `engine` change the options of production, `picture` the decoded page."""

    batch = 1

    def __init__(
        self,
        *,
        reading: Callable[[ReadingOptions], ReadingOptions] = lambda same: same,
        engine: Callable[[EngineOptions], EngineOptions] = lambda same: same,
        picture: Callable[[PageImage], PageImage] = lambda same: same,
    ) -> None:
        settings = Settings()
        rules = make_rules(settings, load_taxonomy())
        self._limits = rules.limits
        self._options = reading(rules.reading)
        self._picture = picture
        self._engine = load_engine(settings.engine, engine(engine_options(settings)), fallback=None)
        self._sandbox = Sandbox(rules.limits)

    @property
    def tag(self) -> str:
        """The engine's."""
        return self._engine.tag

    def read(self, scans: Sequence[Scanned]) -> list[Reading]:
        """Each page by itself."""
        return [self._read(scan) for scan in scans]

    def _read(self, scan: Scanned) -> Reading:
        kind = detect(scan.path, name=scan.path.name)
        meter = Meter()
        with meter.running():
            image = self._sandbox.call("ingest.rasterize:rasterize", scan.path, scan.page_no, kind, self._limits)
            page = read_page(self._picture(image), self._engine, self._options)
        prepared = page.prepared
        content = prepared.kind is PageKind.CONTENT
        return Reading(
            text=page.ocr.text,
            kind=prepared.kind,
            rotation=prepared.transform.rotation,
            skew=prepared.transform.skew if content and prepared.quality.skew_known else None,
            cpu_seconds=meter.cpu_seconds + self._sandbox.last_usage.cpu_seconds,
            wall_seconds=meter.wall_seconds,
        )

    def close(self) -> None:
        """End the sandbox."""
        self._sandbox.close()


def accurate() -> Ours:
    """The default of production."""
    return Ours(engine=lambda options: replace(options, bulk=False))


def bulk() -> Ours:
    """The quicker way for backlogs."""
    return Ours(engine=lambda options: replace(options, bulk=True))
