"""Put a decided document into its owner's dossier under a permanent archive number."""

from dataclasses import dataclass

from domain.document import FilingDecision
from domain.ids import DocumentId, DossierId, TenureId, UnitId
from dossiers.shelf import ShelfFacts, ShelfTemplate
from services.workplace import Workplace
from storage.engine import Transaction
from storage.repositories import documents, dossier_terms, events, register


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a document goes: the registered unit and the tenure of its owner."""

    unit_id: UnitId
    tenure_id: TenureId


def find_place(tx: Transaction, decided: FilingDecision) -> Place | None:
    """Look the unit and tenure up in the register as it stands now; None where it has them no longer."""
    if decided.unit is None or decided.tenure_index is None:
        return None
    unit_id = register.unit_id(tx, decided.estate, decided.unit)
    if unit_id is None:
        return None
    tenures = register.tenure_ids(tx, unit_id)
    return Place(unit_id=unit_id, tenure_id=tenures[decided.tenure_index]) if decided.tenure_index < len(tenures) else None


def file_away(tx: Transaction, workplace: Workplace, document_id: DocumentId, decided: FilingDecision, place: Place) -> DossierId:
    """Open the dossier if need be, add the document and give it its archive number; one that has a number keeps it, wherever it goes."""
    dossier_id = documents.open_dossier(tx, place.unit_id, place.tenure_id)
    documents.put_into(tx, document_id, dossier_id)
    rules = workplace.rules
    dossier_terms.settle_terms(tx, [place.tenure_id], years=rules.retention_years)
    if not documents.is_numbered(tx, document_id):
        assert decided.unit is not None  # find_place has looked it up
        facts = ShelfFacts.of(decided, decided.unit, rules.company)
        number = _free_number(tx, ShelfTemplate.parse(rules.archive_template), facts)
        documents.set_archive_no(tx, document_id, number)
    events.record(tx, "document.filed", "document", document_id, detail=f"dossier {dossier_id}")
    return dossier_id


def _free_number(tx: Transaction, template: ShelfTemplate, facts: ShelfFacts) -> str:
    """Take the next serial of everything in the number but the serial; a number in use from an earlier template is passed over."""
    while True:
        number = template.archive_no(facts, documents.next_serial(tx, template.archive_no(facts, 1)))
        if not documents.archive_no_taken(tx, number):
            return number
