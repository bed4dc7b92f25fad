"""The computer's part of an acceptance: every item of a batch looked at, bytes, files, pages, documents, pictures and catalogue."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from checks.acceptance import tallies
from checks.catalogue_match import CatalogueMatch, match_catalogue
from checks.image_defects import PicturedPage, image_defects
from domain.acceptance import Check, Defect
from domain.document import DocumentState
from domain.errors import DamagedStoreError
from domain.ids import BatchId, DocumentId
from domain.page import PageState
from domain.scan import ScanState
from domain.verification import Fault, FaultKind, Restored
from services.checking import records_to_link
from services.verifying_content import look_at_originals, look_at_pdfs
from services.workplace import Workplace
from storage import read_models_acceptance, read_models_verify
from storage.engine import Transaction
from storage.read_models_acceptance import BatchDocument, BatchPage, BatchScan
from storage.repositories.acceptances import Checked

Tell = Callable[[str, int, int], None]
"""Told how far it is: the stage's code (bytes, originals, pdfs), how many are done, of how many."""

_OF_FAULT = {
    FaultKind.OBJECT_CHANGED: Check.BYTES,
    FaultKind.OBJECT_MISSING: Check.BYTES,
    FaultKind.OBJECT_UNREADABLE: Check.BYTES,
    FaultKind.SIZE_DIFFERS: Check.BYTES,
    FaultKind.SECOND_READER: Check.READABLE,
    FaultKind.PAGES_DIFFER: Check.READABLE,
    FaultKind.SCAN_STATE: Check.STATES,
    FaultKind.PAGE_STATE: Check.STATES,
    FaultKind.STUCK: Check.STATES,
    FaultKind.PAGE_GAP: Check.NUMBERING,
    FaultKind.DOCUMENT_PAGES: Check.NUMBERING,
    FaultKind.NOT_IN_DOSSIER: Check.NUMBERING,
    FaultKind.PDF_MISSING: Check.PDF,
    FaultKind.PDF_UNREADABLE: Check.PDF,
    FaultKind.PDF_PAGES: Check.PDF,
    FaultKind.PDF_TEXT: Check.PDF,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """A batch's records as they stand."""

    scans: tuple[BatchScan, ...]
    pages: tuple[BatchPage, ...]
    documents: tuple[BatchDocument, ...]
    to_scan_again: tuple[tuple[DocumentId, str], ...]

    @property
    def filed(self) -> tuple[BatchDocument, ...]:
        """Those that are filed."""
        return tuple(document for document in self.documents if document.state is DocumentState.FILED)

    def papers(self) -> dict[str, str]:
        """What an operator knows each record by."""
        known = {f"scan {scan.id}": scan.source for scan in self.scans}
        known |= {f"page {page.id}": f"{page.source} [{page.page_no}]" for page in self.pages}
        return known | {f"document {each.id}": each.archive_no or each.source for each in self.documents}


@dataclass(slots=True)
class _Faults:
    """Collects what the verification finds."""

    kept: list[Fault] = field(default_factory=list)
    restored: list[Restored] = field(default_factory=list)

    def add(self, fault: Fault) -> None:
        self.kept.append(fault)


def examine(place: Workplace, batch_id: BatchId, *, boxes: Sequence[str], tell: Tell) -> Checked:
    """Check every item of the batch; reads only. Bytes and files are read again, which takes longest."""
    found = _Faults()
    with place.database.read() as tx:
        facts = read_models_acceptance.facts_sha256(tx, batch_id)
        holding = Holding(
            scans=read_models_acceptance.scans(tx, batch_id),
            pages=read_models_acceptance.pages(tx, batch_id),
            documents=read_models_acceptance.documents(tx, batch_id),
            to_scan_again=read_models_acceptance.to_scan_again(tx, batch_id),
        )
        papers = holding.papers()
        found.kept += [fault for fault in read_models_verify.contradictions(tx) if fault.record in papers]
        matched, waived = _match(tx, place, holding, boxes)
    objects = _look_at_bytes(place, holding, found, tell)
    originals = sum(scan.state is ScanState.DONE for scan in holding.scans)
    look_at_originals(place, found, originals, tell, batch_id=batch_id)
    look_at_pdfs(place, found, len(holding.filed), tell, batch_id=batch_id)
    refused = sum(scan.state is ScanState.QUARANTINED for scan in holding.scans)
    looked = (
        (Check.BYTES, objects),
        (Check.READABLE, originals),
        (Check.STATES, len(holding.pages) + refused + len(holding.to_scan_again)),
        (Check.DECIDED, len(holding.documents)),
        (Check.NUMBERING, len(holding.documents)),
        (Check.PDF, len(holding.filed)),
        *_pictures_looked_at(holding),
        *matched.looked,
    )
    contradicting = (defect for defect, finding in matched.content if finding.fingerprint not in waived)
    unlike = (replace(defect, paper=papers.get(defect.subject, defect.paper)) for defect in (*matched.defects, *contradicting))
    pictures = image_defects(_pictured(holding), place.rules.filing.quality)
    defects = (*_of_faults(found.kept, papers), *_of_states(holding), *pictures, *unlike)
    return Checked(
        facts_sha256=facts,
        tallies=tallies(looked, defects, catalogued=matched.catalogued),
        defects=defects,
        linked=tuple((DocumentId(int(document.document)), row) for row, document in matched.pairs),
    )


def _match(tx: Transaction, place: Workplace, holding: Holding, boxes: Sequence[str]) -> tuple[CatalogueMatch, frozenset[str]]:
    """The batch beside the catalogue, and which of the contradictions people have waived."""
    records = records_to_link(tx, place)
    sequences = [[str(each.id) for each in some] for _, some in groupby(holding.documents, key=lambda each: each.sequence)]
    own = {str(each.id) for each in holding.documents}
    matched = match_catalogue(records, batch=own, boxes=boxes, sequences=sequences)
    return matched, read_models_acceptance.waived(tx, [finding for _, finding in matched.content])


def _look_at_bytes(place: Workplace, holding: Holding, found: _Faults, tell: Tell) -> int:
    """Hash every original of the batch again, those of duplicates and refused files too; return how many there are."""
    first = {scan.sha256: scan for scan in reversed(holding.scans)}
    for done, (sha256, scan) in enumerate(sorted(first.items()), start=1):
        record = f"scan {scan.id}"
        try:
            place.blobs.check(sha256)
        except DamagedStoreError:
            kind = FaultKind.OBJECT_CHANGED if place.blobs.has(sha256) else FaultKind.OBJECT_MISSING
            found.add(Fault(kind=kind, subject=sha256, record=record))
        except OSError:
            found.add(Fault(kind=FaultKind.OBJECT_UNREADABLE, subject=sha256, record=record))
        tell("bytes", done, len(first))
    return len(first)


def _of_faults(faults: Sequence[Fault], papers: dict[str, str]) -> Iterator[Defect]:
    for fault in faults:
        check = _OF_FAULT.get(fault.kind)
        if check is not None:
            yield Defect(check=check, subject=fault.record, paper=papers.get(fault.record, ""), en=fault.kind.en, zh=fault.kind.zh)


def _of_states(holding: Holding) -> Iterator[Defect]:
    """Pages that wait or were refused, files refused whole, documents that nobody has decided."""
    for scan in holding.scans:
        if scan.state is ScanState.RECEIVED or (scan.state is ScanState.QUARANTINED and not scan.replaced):
            said = (f"{scan.state} {scan.reason}".strip(), "整个文件被隔离" if scan.state is ScanState.QUARANTINED else "尚未打开")
            yield Defect(check=Check.STATES, subject=f"scan {scan.id}", paper=scan.source, en=said[0], zh=said[1])
    for page in holding.pages:
        if page.state in {PageState.WAITING, PageState.QUARANTINED}:
            said = ("still waits", "尚未处理") if page.state is PageState.WAITING else (f"refused: {page.reason}", "页面无法读取，已隔离")
            yield Defect(check=Check.STATES, subject=f"page {page.id}", paper=f"{page.source} [{page.page_no}]", en=said[0], zh=said[1])
    for number, source in holding.to_scan_again:
        en, zh = "sent back to the scanner, not scanned again yet", "已退回重扫，尚未重新扫描"
        yield Defect(check=Check.STATES, subject=f"document {number}", paper=source, en=en, zh=zh)
    for document in holding.documents:
        if document.state is DocumentState.REVIEW:
            paper = document.archive_no or document.source
            yield Defect(check=Check.DECIDED, subject=f"document {document.id}", paper=paper, en="waits for review", zh="在复核队列中")


def _pictured(holding: Holding) -> Iterator[PicturedPage]:
    """Pages that were read, without separators and those of documents sent back."""
    for page in holding.pages:
        if page.read and not page.rejected and page.state in {PageState.FILED, PageState.REVIEW, PageState.BLANK}:
            yield PicturedPage(
                subject=f"page {page.id}",
                paper=f"{page.source} [{page.page_no}]",
                blank=page.state is PageState.BLANK,
                text=page.text,
                facts=page.facts,
            )


def _pictures_looked_at(holding: Holding) -> tuple[tuple[Check, int], ...]:
    pictured = tuple(_pictured(holding))
    kept = sum(not page.blank for page in pictured)
    return ((Check.BLANK, len(pictured)), *((check, kept) for check in (Check.RESOLUTION, Check.SKEW, Check.CLEAR, Check.EDGES)))
