"""Open a stored scan: learn what it is and how many pages it has, and ask for each page to be read."""

from domain.failure import Failure
from domain.ids import ScanId
from domain.job import JobKind
from services.progress import group_moved
from services.workplace import Effects, Workplace
from storage.engine import Transaction
from storage.repositories import jobs, pages, scans


def open_scan(place: Workplace, scan_id: ScanId) -> Effects:
    """Probe the bytes in the sandbox; UnreadableError where the file is refused whole."""
    with place.database.read() as tx:
        scan = scans.get(tx, scan_id)
        group_id = scans.group_of(tx, scan_id)
    path, name = place.blobs.path(scan.sha256), scan.source.rsplit("/", 1)[-1]
    probed = place.sandbox().call("ingest.probe:probe", path, name=name, limits=place.rules.limits)

    def write(tx: Transaction) -> None:
        scans.opened(tx, scan_id, probed.kind, len(probed.pages))
        made = pages.add(tx, scan, group_id, [page.page_no for page in probed.pages])
        jobs.enqueue(tx, JobKind.READ_PAGE, made, batch_id=scan.batch_id, priority=scan.priority)

    return write


def give_up(scan_id: ScanId, failure: Failure) -> Effects:
    """Quarantine the scan whole."""

    def write(tx: Transaction) -> None:
        scan = scans.get(tx, scan_id)
        group_id = scans.group_of(tx, scan_id)
        scans.quarantine(tx, scan_id, failure)
        group_moved(tx, group_id, batch_id=scan.batch_id, priority=scan.priority)

    return write
