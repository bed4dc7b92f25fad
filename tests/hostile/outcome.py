"""Reading one case the way intake and the page stage do."""

from dataclasses import dataclass

from domain.errors import UnreadableError
from domain.failure import Failure
from ingest.limits import DecodeLimits
from ingest.names import check_entry
from ingest.probe import probe
from ingest.rasterize import rasterize
from ingest.sandbox import Sandbox
from tests.hostile.case import HostileCase

LIMITS = DecodeLimits(max_pages=100, memory_bytes=384 << 20, wall_seconds=120, cpu_seconds=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """`refusal` of the whole file, else a failure or None a page; `empty_pages` show nothing; `peak_bytes` is the dearest call's memory."""

    refusal: Failure | None = None
    pages: tuple[Failure | None, ...] = ()
    empty_pages: tuple[int, ...] = ()
    peak_bytes: int = 0

    @property
    def failures(self) -> tuple[Failure, ...]:
        """All refusals, of the file and of pages."""
        return tuple(failure for failure in (self.refusal, *self.pages) if failure is not None)


def read(case: HostileCase, sandbox: Sandbox) -> Outcome:
    """Check the entry, probe the file, read every page."""
    refusal = check_entry(case.path)
    if refusal is not None:
        return Outcome(refusal=refusal)
    try:
        probed = sandbox.call(probe, case.path, name=case.path.name, limits=sandbox.limits)
    except UnreadableError as error:
        return Outcome(refusal=error.failure, peak_bytes=sandbox.last_usage.peak_bytes)
    peak = sandbox.last_usage.peak_bytes
    pages: list[Failure | None] = []
    empty: list[int] = []
    for facts in probed.pages:
        try:
            page = sandbox.call(rasterize, case.path, facts.page_no, probed.kind, sandbox.limits)
        except UnreadableError as error:
            pages.append(error.failure)
        else:
            pages.append(None)
            if int(page.pixels.min()) > 200 or int(page.pixels.max()) < 60:
                empty.append(facts.page_no)
        peak = max(peak, sandbox.last_usage.peak_bytes)
    return Outcome(pages=tuple(pages), empty_pages=tuple(empty), peak_bytes=peak)


def complaint(case: HostileCase, found: Outcome) -> str:
    """What is wrong with the outcome, "" where it is as it must be."""
    strange = [failure for failure in found.failures if case.codes and failure.code not in case.codes]
    if strange:
        return f"{case.name}: refused as {strange}"
    if case.free:
        return f"{case.name}: cut short, yet read whole" if case.cut and not found.failures else ""
    if case.pages == 0:
        alone = len(found.pages) == 1 and found.pages[0] is not None
        return "" if found.refusal is not None or alone else f"{case.name}: not refused: {found}"
    failed = tuple(number for number, failure in enumerate(found.pages, start=1) if failure is not None)
    if len(found.pages) != case.pages or failed != case.bad_pages or found.empty_pages:
        return f"{case.name}: {found}"
    return ""
