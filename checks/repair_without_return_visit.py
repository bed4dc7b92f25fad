"""repair_without_return_visit: a repair that nobody asked the owner about afterwards."""

from collections import defaultdict
from datetime import timedelta

from checks.linking import Links
from checks.records import CheckRecords, days_text, unit_text
from domain.finding import Finding, FindingKind, Severity

_REPAIRS = frozenset({"repair_request", "repair_record"})
_VISIT = "return_visit"


def repair_without_return_visit(records: CheckRecords, links: Links) -> tuple[Finding, ...]:
    """Dated repairs with no return visit in the unit between the repair and the term after it, once the term has passed.

    A request and its record within the term of each other are one repair and give one finding, on the latest of them.
    """
    term = timedelta(days=records.options.return_visit_days)
    repairs, visits = defaultdict(list), defaultdict(list)
    for document in records.documents:
        if document.unit is None or document.date is None:
            continue
        place = document.estate, document.unit
        if document.doc_type in _REPAIRS:
            repairs[place].append((document.date, document.document, document))
        elif document.doc_type == _VISIT:
            visits[place].append(document.date)
    found = []
    for place, done in repairs.items():
        ordered = sorted(done, key=lambda item: item[:2])
        for index, (day, _, document) in enumerate(ordered):
            later = index + 1 < len(ordered) and ordered[index + 1][0] - day <= term
            visited = any(day <= visit <= day + term for visit in visits[place])
            if later or visited or day + term > records.options.today:
                continue
            found.append(
                Finding(
                    kind=FindingKind.REPAIR_WITHOUT_RETURN_VISIT,
                    severity=Severity.NOTE,
                    archive_no=document.archive_no,
                    estate=document.estate,
                    unit=unit_text(document.unit),
                    document=document.document,
                    detail=f"{day} 的维修在 {term.days} 天内没有回访记录。",
                    facts=days_text((day,)),
                )
            )
    return tuple(found)
