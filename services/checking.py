"""Run the consistency checks, over everything or over what a batch or an import touched, and keep their findings."""

import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from checks.components import Standing
from checks.linking import Links, link
from checks.records import MOST_MEETING, CheckOptions, CheckRecords, DocumentRecord, DossierRecord, PageFault
from checks.run import run_linked
from checks.sketch import NO_SKETCH, sketch
from checks.text_keys import text_key
from domain.finding import Finding, FindingStatus, StoredFinding
from domain.ids import BatchId
from domain.imports import ImportId, Journal
from domain.names import NameMatch, compare
from domain.scan_quality import QualityLimits, scan_faults
from domain.unit_number import UnitNumber
from services import check_scope, ticking
from services.check_scope import Part, Surroundings, Touched
from services.workplace import Workplace
from storage import read_models_web
from storage.engine import Transaction
from storage.read_models_web import Volume
from storage.repositories import check_facts, events, findings, imports
from storage.repositories.check_facts import CheckedDocument
from storage.repositories.findings import CheckRun

_MOST_TOUCHED = 500
"""An import that touched more rows is left to the next full check, which then is hardly more work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A run of the checks: what it found, how many of it nobody has dealt with, and how many findings are open in all."""

    found: tuple[Finding, ...]
    still_open: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What a check of a part settled, in the form of `Finding.about`: all of it, and what belongs to the documents asked about."""

    about: frozenset[str]
    own: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckDue:
    """How many findings are open, and why a check of everything is due.

    `last_full` is when it ran last, 0 for never; `imports` how many since then touched too much for a check of their own; `decisions` how
    many documents people decided on since the checks ran last at all.
    """

    still_open: int
    last_full: float
    imports: int
    decisions: int

    @property
    def due(self) -> bool:
        """True where findings may lag behind the records."""
        return self.imports > 0 or self.decisions > 0


def check(place: Workplace) -> Checked:
    """Compare all documents, catalogue and register; findings not found any more are marked mended."""
    ticking.refresh(place)
    with place.database.read() as tx:
        around = check_scope.surroundings(tx)
        records = _records(tx, place, around, part=None)
        run = CheckRun(read_at=tx.now)
    found = run_linked(records, link(records))
    with place.database.begin() as tx:
        check_facts.save_sketches(tx, {int(d.document): d.sketch.keys for d in records.documents})
        findings.save(tx, found, run)
        events.record(tx, "checks.run", "findings", len(found))
        return Checked(found=found, still_open=findings.open_count(tx))


def check_batch(place: Workplace, batch_id: BatchId) -> tuple[StoredFinding, ...]:
    """Check what the documents of a batch touch, and what people decided since the checks ran last.

    Returns the findings of every status about the batch's own documents, their numbers, and the boxes and series that they belong to,
    with the catalogue rows of these boxes; those of the surroundings are settled too.
    """
    with place.database.read() as tx:
        own = frozenset(check_facts.of_batch(tx, batch_id))
        touched = Touched(documents=own | frozenset(check_facts.decided_since(tx, check_facts.last_run(tx, "all", "batch"))))
    settled = check_touched(place, touched, scope="batch", subject_id=batch_id, own=own)
    with place.database.read() as tx:
        return findings.about(tx, settled.own)


def check_import(place: Workplace, import_id: ImportId | None) -> None:
    """Check what an import, or taking it back, touched; where that is too much nothing is done, and `due` says so. None: none was made."""
    if import_id is None:
        return
    with place.database.read() as tx:
        if check_facts.changes(tx, import_id) > _MOST_TOUCHED:
            return
        journal = imports.journal(tx, import_id)
    rows = frozenset(entry.subject_id for entry in journal if entry.subject == "catalogue_row")
    touched = Touched(rows=rows, standings=tuple(dict.fromkeys(standing for entry in journal for standing in _standings(entry))))
    check_touched(place, touched, scope="import", subject_id=import_id)


def check_touched(
    place: Workplace, touched: Touched, *, scope: str, subject_id: int | None = None, own: frozenset[int] = frozenset()
) -> Settled:
    """Check a part as a full check would, and settle the findings about it alone.

    To the `own` documents belong their numbers, and the boxes and series that they are of, with the catalogue rows of these boxes.
    """
    _sketch_new(place, touched.documents)
    with place.database.read() as tx:
        around = check_scope.surroundings(tx, touched)
        core = check_scope.core(tx, around, touched, place.taxonomy)
        near = _records(tx, place, around, part=core)
        boxes, series = _places(link(near), near, touched)
        wide = core | check_scope.context(tx, around, core, boxes, place.taxonomy)
        records = _records(tx, place, around, part=wide, numbers=check_scope.numbers_of(around, series), known=near)
        read_at = tx.now
    about = check_scope.about(around, touched, core, boxes, series)
    found = [finding for finding in run_linked(records, link(records)) if finding.about in about]
    with place.database.begin() as tx:
        findings.save(tx, found, CheckRun(read_at=read_at, about=about, scope=scope, subject_id=subject_id))
    own_part = Part(documents=own, rows=frozenset(h.id for h in records.catalogue if check_scope.boxes_of((), (h.paper.box,)) & boxes))
    return Settled(about=about, own=check_scope.about(around, Touched(documents=own), own_part, boxes, series))


def records_to_link(tx: Transaction, place: Workplace) -> CheckRecords:
    """All documents and catalogue rows as linking compares them, without the register and without what duplicates are known by."""
    around = check_scope.surroundings(tx)
    quality = place.rules.filing.quality
    return CheckRecords(
        documents=tuple(_document(each, quality, sketched=False) for each in check_facts.documents(tx)),
        catalogue=check_facts.papers(tx),
        register=(),
        taxonomy=place.taxonomy,
        options=CheckOptions(today=place.today()),
        catalogued=frozenset(text_key(each.estate) for each in around.rows),
        registered=False,
        common=around.common,
    )


def due(place: Workplace) -> CheckDue:
    """Return whether a check of everything is due."""
    with place.database.read() as tx:
        decided = check_facts.decided_since(tx, check_facts.last_run(tx, "all", "batch"))
        return CheckDue(
            still_open=findings.open_count(tx),
            last_full=check_facts.last_run(tx, "all"),
            imports=check_facts.unchecked_imports(tx),
            decisions=len(decided),
        )


def statuses(place: Workplace) -> tuple[tuple[Finding, FindingStatus], ...]:
    """Return all findings with their status, the gravest first."""
    with place.database.read() as tx:
        return findings.load(tx)


def _places(links: Links, records: CheckRecords, touched: Touched) -> tuple[frozenset[str], frozenset[tuple[str, str]]]:
    """Boxes and series of the touched documents, of the rows that are their papers, and of the touched rows."""
    documents = [d for d in records.documents if int(d.document) in touched.documents]
    rows = [held for held in records.catalogue if held.id in touched.rows]
    rows += [held for held, document in links.pairs if int(document.document) in touched.documents]
    rows += [held for group in links.unsure for held in group.rows if touched.documents & {int(d.document) for d in group.documents}]
    boxes = check_scope.boxes_of((d.box for d in documents), (held.paper.box for held in rows))
    numbers = [d.archive_no for d in documents] + [held.paper.archive_no for held in rows] + [s.archive_no for s in touched.standings]
    return boxes, check_scope.series_in(numbers)


def _sketch_new(place: Workplace, touched: Collection[int]) -> None:
    """Sketch documents that the checks have not seen, and touched ones anew."""
    with place.database.read() as tx:
        wanted = frozenset(touched) | frozenset(check_facts.without_sketch(tx))
        keys = {int(each.id): sketch(each.text).keys for each in check_facts.documents(tx, wanted)}
    if keys:
        with place.database.begin() as tx:
            check_facts.save_sketches(tx, keys)


def _records(
    tx: Transaction,
    place: Workplace,
    around: Surroundings,
    *,
    part: Part | None,
    numbers: tuple[str, ...] | None = None,
    known: CheckRecords | None = None,
) -> CheckRecords:
    """Everything (`part` None), or a part, as the checks take it; what is `known` of the part is not read again."""
    held, listed = (known.documents, known.catalogue) if known is not None else ((), ())
    wanted = None if part is None else part.documents - {int(d.document) for d in held}
    rows = None if part is None else part.rows - {paper.id for paper in listed}
    read = (_document(each, place.rules.filing.quality) for each in check_facts.documents(tx, wanted))
    documents = tuple(sorted((*held, *read), key=lambda document: int(document.document)))
    units = check_facts.register_units(tx)
    return CheckRecords(
        documents=documents,
        catalogue=tuple(sorted((*listed, *check_facts.papers(tx, rows)), key=lambda paper: paper.id)),
        register=check_facts.registered(tx, None if part is None else check_scope.register_part(units, around, part)),
        taxonomy=place.taxonomy,
        options=CheckOptions(today=place.today()),
        catalogued=frozenset(text_key(each.estate) for each in around.rows),
        registered=bool(units),
        numbers=around.numbers if numbers is None else numbers,
        common=around.common,
        crowded=_crowded(documents) if part is None else check_scope.crowded(tx, part.documents),
        dossiers=_dossiers(tx, place, None if part is None else documents),
    )


def _crowded(documents: Iterable[DocumentRecord]) -> frozenset[int]:
    counts: dict[int, int] = {}
    for document in documents:
        for key in document.sketch.keys:
            counts[key] = counts.get(key, 0) + 1
    return frozenset(key for key, count in counts.items() if count > MOST_MEETING)


def _document(each: CheckedDocument, quality: QualityLimits, *, sketched: bool = True) -> DocumentRecord:
    faults = tuple(
        PageFault(page_no=n, fault=fault) for n, facts in enumerate(each.pages, start=1) for fault in scan_faults(facts, quality)
    )
    return DocumentRecord(
        document=str(each.id),
        archive_no=each.archive_no,
        estate=each.estate,
        unit=each.unit,
        owner=each.owner,
        owner_read=_owner_read(each),
        doc_type=each.doc_type,
        category=each.category,
        title=each.title,
        date=each.date,
        filed=each.filed,
        page_count=len(each.pages),
        box=each.box,
        dossier=each.dossier,
        tenure=each.tenure,
        units_read=each.units_read,
        faults=faults,
        sketch=sketch(each.text) if sketched else NO_SKETCH,
    )


def _owner_read(each: CheckedDocument) -> str:
    """The owner's name on the paper: of several the one that agrees with the dossier's, as in filing, else the first; "" for none.

    An applicant who exactly is the owner outweighs another name beside an owner's label (that of a neighbour, or misread).
    """
    owners = [name for role, name in each.names if role == "owner"]
    agreeing = [name for name in owners if each.owner and compare(name, each.owner) is not NameMatch.NONE]
    exact = [name for role, name in each.names if role == "applicant" and compare(name, each.owner) is NameMatch.EXACT]
    return next(iter([*agreeing, *exact, *owners]), "")


def _standings(entry: Journal) -> Iterator[Standing]:
    """Where a changed catalogue row stood and stands, or the unit whose tenures changed."""
    if entry.subject != "catalogue_row":
        estate, _, unit = entry.key.partition("|")
        yield Standing(archive_no="", estate=estate, unit=UnitNumber.parse(unit))
        return
    for plain in (entry.before, entry.after):
        if plain is not None:
            row = json.loads(plain)
            named = row["unit"]
            yield Standing(archive_no=row["archive_no"], estate=row["estate"], unit=UnitNumber.parse(named) if named else None)


def _dossiers(tx: Transaction, place: Workplace, documents: Collection[DocumentRecord] | None) -> tuple[DossierRecord, ...]:
    """Dossiers that lack something: all (`documents` None), or those of the units that these documents are of."""
    if documents is None:
        volumes = tuple(read_models_web.volumes(tx))
        ticked = ticking.all_ticked(tx, place)
    else:
        units = sorted({(d.estate, d.unit) for d in documents if d.unit is not None})
        volumes = tuple(volume for estate, unit in units for volume in read_models_web.volumes_of_unit(tx, estate, unit))
        ticked = iter(ticking.ticked(tx, place, sorted(volume.id for volume in volumes)))
    lacking = {one.dossier_id: (one.label, one.missing) for one in ticked if one.gaps and one.documents}
    return tuple(dossier_record(volume, *lacking[volume.id]) for volume in volumes if volume.id in lacking)


def dossier_record(volume: Volume, required: str, missing: tuple[str, ...]) -> DossierRecord:
    """A dossier, its list and what it lacks, as the checks see them."""
    tenure = volume.tenure
    return DossierRecord(
        dossier=str(volume.id),
        estate=volume.estate,
        unit=volume.unit,
        start=tenure.start,
        end=tenure.end,
        required=required,
        missing=missing,
    )
