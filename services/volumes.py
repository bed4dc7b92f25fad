"""Dossiers to look at: the list, and one with its papers, ticks and gaps, kinds of household, findings and history."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from checks.document_missing import missing_item
from domain.errors import UsageError
from domain.finding import FindingKind, FindingStatus
from domain.household import HouseholdKind, KindDecision
from domain.ids import DocumentId, DossierId
from domain.shelving import BoxPlace
from domain.taxonomy import Taxonomy
from domain.unit_number import UnitNumber
from dossiers.required_set import Tick, completeness
from extraction.unit_number import find_units
from services import ticking, timeline
from services.checking import dossier_record
from services.ticking import Ticked
from services.timeline import Happening
from services.transferring import Standing, registered
from services.workplace import Workplace
from storage import read_models_dossiers, read_models_web
from storage.engine import Transaction
from storage.read_models_dossiers import DossierCounts, DossierRow, Wanted
from storage.read_models_web import FindingRow, ShelfRow, Volume
from storage.repositories import box_places, household, required_versions
from storage.repositories.documents import StoredDocument
from storage.repositories.required_versions import UsedVersion

PAGE = 50
"""Dossiers on one page of the list."""
_STANDING = frozenset({FindingStatus.OPEN, FindingStatus.ACCEPTED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """What is asked of the list; "" or None is no condition. `text` is a unit in any form, an owner's name or an estate's."""

    estate: str = ""
    building: str = ""
    text: str = ""
    kind: HouseholdKind | None = None
    closed: bool | None = None
    complete: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedDossier:
    """A dossier in the list with the names of the items it lacks."""

    row: DossierRow
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """One page of dossiers and how many there are: `total` of the filter, `counts` whether closed or complete."""

    rows: tuple[ListedDossier, ...]
    total: int
    counts: DossierCounts
    estates: tuple[str, ...]
    buildings: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A filed document and where its paper lies. `late`: it was filed after the change of ownership was entered."""

    row: ShelfRow
    place: BoxPlace | None
    late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RequiredLine:
    """One line of the required set with the documents that tick it."""

    tick: Tick
    documents: tuple[ShelfRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierShown:
    """A dossier: its papers by type in the taxonomy's order, all tenures of the unit, the list it was held against, and the rest.

    `version` is the list as kept, None where its estate uses none; `said` what persons said of its kinds; `findings` are not done with.
    """

    volume: Volume
    standings: tuple[Standing, ...]
    shelf: tuple[tuple[str, tuple[Paper, ...]], ...]
    ticked: Ticked
    lines: tuple[RequiredLine, ...]
    version: UsedVersion | None
    said: tuple[KindDecision, ...]
    findings: tuple[FindingRow, ...]
    history: tuple[Happening, ...]

    @property
    def completeness(self) -> float:
        """Share 0..1 of the items that ought to be there and are."""
        return completeness(self.ticked.ticks)


def listing(place: Workplace, wanted: Filter, *, page: int, size: int = PAGE) -> Listing:
    """Return one page (from 1) of dossiers by estate and unit in the order of the shelf."""
    ticking.refresh(place)
    scope = Wanted(
        today=place.today(),
        estate=wanted.estate,
        building=wanted.building,
        units=tuple(mention.unit for mention in find_units(wanted.text, labelled=True)) if wanted.text else (),
        words=wanted.text,
        kind=wanted.kind,
    )
    narrow = replace(scope, closed=wanted.closed, complete=wanted.complete)
    with place.database.read() as tx:
        rows = read_models_dossiers.rows(tx, narrow, limit=size, offset=(page - 1) * size)
        counts = read_models_dossiers.counts(tx, scope)
        lacking = {one.dossier_id: one.missing for one in ticking.ticked(tx, place, [row.id for row in rows if row.gaps])}
        return Listing(
            rows=tuple(ListedDossier(row=row, missing=lacking.get(row.id, ())) for row in rows),
            total=counts.total if narrow == scope else read_models_dossiers.counts(tx, narrow).total,
            counts=counts,
            estates=read_models_web.register_estates(tx),
            buildings=read_models_dossiers.buildings(tx, wanted.estate) if wanted.estate else (),
        )


def show(place: Workplace, dossier_id: DossierId) -> DossierShown | None:
    """Return one dossier; None where there is none of that number."""
    ticking.refresh(place)
    with place.database.read() as tx:
        volume = read_models_web.volume(tx, dossier_id)
        if volume is None:
            return None
        shelf = read_models_web.shelf(tx, dossier_id)
        [one] = ticking.ticked(tx, place, [dossier_id])
        kept = read_models_dossiers.required_id(tx, dossier_id)
        touches = read_models_dossiers.imports_of(tx, volume.estate, volume.unit, volume.tenure_id)
        said = household.decisions(tx, dossier_id)
        found = _findings(tx, volume, one, shelf)
        return DossierShown(
            volume=volume,
            standings=tuple(
                Standing(tenure=tenure, volume=each) for tenure, each in read_models_dossiers.tenures(tx, volume.estate, volume.unit)
            ),
            shelf=_by_type(place.taxonomy, _papers(tx, volume.estate, shelf, timeline.closed_at(touches))),
            ticked=one,
            lines=tuple(RequiredLine(tick=t, documents=tuple(row for row in shelf if row.doc_type in t.item.types)) for t in one.ticks),
            version=None if kept is None else required_versions.get(tx, kept),
            said=said,
            findings=tuple(row for row in found if row.status in _STANDING),
            history=timeline.of_dossier(tx, volume, shelf, touches, said, found),
        )


def lies(place: Workplace, document: StoredDocument) -> BoxPlace | None:
    """Where a document's paper lies: its box, and the cabinet and shelf where the box stands; None where no box is known."""
    row = (document.id, document.box, document.archive_no or "")
    with place.database.read() as tx:
        return _boxes(tx, document.decided.estate, [row])[document.id]


def find(place: Workplace, unit: UnitNumber, estate: str, *, dossier: DossierId | None = None) -> Volume:
    """Return the unit's present dossier, else its last, or the one of a number; UsageError where it has none such, or several are meant."""
    with place.database.read() as tx:
        held = read_models_web.volumes_of_unit(tx, *registered(place.register.get(tx), unit, estate))
    if not held:
        raise UsageError("The unit has no dossier yet: no document was filed for it.", "该房号尚未建档：还没有文件归档。")
    if dossier is not None:
        held = tuple(volume for volume in held if volume.id == dossier)
        if not held:
            raise UsageError(f"The unit has no dossier {dossier}.", f"该房号没有编号为 {dossier} 的户档。")
    return next((volume for volume in reversed(held) if not volume.closed), held[-1])


def decide_kinds(place: Workplace, dossier_id: DossierId, decisions: Sequence[KindDecision]) -> None:
    """Keep a person's word on kinds of household; UsageError without a reason, or where there is no such dossier."""
    if not all(decision.why for decision in decisions):
        raise UsageError("Say why, so that the next person understands it.", "请写明理由，便于日后核对。")
    if not decisions:
        return
    with place.database.begin() as tx:
        if read_models_web.volume(tx, dossier_id) is None:
            raise UsageError(f"There is no dossier {dossier_id}.", f"没有编号为 {dossier_id} 的户档。")
        for decision in decisions:
            household.decide(tx, dossier_id, decision)


def _papers(tx: Transaction, estate: str, shelf: Sequence[ShelfRow], closed_at: float | None) -> tuple[Paper, ...]:
    places = _boxes(tx, estate, [(row.id, row.box, row.archive_no) for row in shelf])
    return tuple(Paper(row=row, place=places[row.id], late=closed_at is not None and row.filed_at > closed_at) for row in shelf)


def _boxes(tx: Transaction, estate: str, papers: Sequence[tuple[DocumentId, str, str]]) -> dict[DocumentId, BoxPlace | None]:
    """Where papers, each with the box it was scanned from and its archive number, lie; the catalogue's box where the scan names none."""
    listed = read_models_dossiers.catalogued_boxes(tx, [number for _, box, number in papers if number and not box])
    boxes = {paper: box or listed.get(number, "") for paper, box, number in papers}
    standing = box_places.of_boxes(tx, sorted(set(filter(None, boxes.values()))), estate)
    unknown = {box: BoxPlace(estate=estate, box=box, cabinet="", shelf="") for box in boxes.values() if box}
    return {paper: standing.get(box) or unknown.get(box) for paper, box in boxes.items()}


def _by_type(taxonomy: Taxonomy, papers: tuple[Paper, ...]) -> tuple[tuple[str, tuple[Paper, ...]], ...]:
    place = {doc_type.code: n for n, doc_type in enumerate(taxonomy.types)}
    codes = sorted({paper.row.doc_type for paper in papers}, key=lambda code: (place.get(code, len(place)), code))
    return tuple((code, tuple(paper for paper in papers if paper.row.doc_type == code)) for code in codes)


def _findings(tx: Transaction, volume: Volume, one: Ticked, shelf: Sequence[ShelfRow]) -> tuple[FindingRow, ...]:
    """The unit's findings but those on documents of its other dossiers, and on their gaps."""
    record = dossier_record(volume, one.label, one.missing)
    mine = {missing_item(record, line.item.name).fingerprint for line in one.ticks}
    held = {row.id for row in shelf}
    return tuple(
        row
        for key, row in read_models_dossiers.findings_of_unit(tx, volume.estate, volume.unit)
        if (row.document in held if row.document is not None else row.kind is not FindingKind.DOCUMENT_MISSING or key in mine)
    )
