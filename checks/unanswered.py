"""repair_without_return_visit and complaint_without_reply: a paper that another one ought to have followed within a term."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from checks.linking import Links
from checks.records import CheckRecords, DocumentRecord, days_text
from checks.told import contrast, of_document
from domain.finding import Finding, FindingKind, Severity
from domain.unit_number import UnitNumber


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rule:
    """`asking` types want one of the `answering` types within the term. `once`: several that follow within the term are one matter."""

    kind: FindingKind
    asking: frozenset[str]
    answering: frozenset[str]
    once: bool
    what: str
    answer: str
    mend: str


_REPAIR = _Rule(
    kind=FindingKind.REPAIR_WITHOUT_RETURN_VISIT,
    asking=frozenset({"repair_request", "repair_record"}),
    answering=frozenset({"return_visit"}),
    once=True,
    what="维修",
    answer="回访记录",
    mend="查找回访记录并补扫归档；未回访的，联系业主补做回访并登记。",
)
_COMPLAINT = _Rule(
    kind=FindingKind.COMPLAINT_WITHOUT_REPLY,
    asking=frozenset({"complaint_form"}),
    answering=frozenset({"complaint_reply", "return_visit"}),
    once=False,
    what="投诉",
    answer="处理回复或回访记录",
    mend="查找投诉处理回复并补扫归档；未答复的，督促责任部门答复业主并登记。",
)


def repair_without_return_visit(records: CheckRecords, links: Links) -> tuple[Finding, ...]:
    """Dated repairs with no return visit in the unit between the repair and the term after it, once the term has passed.

    A request and its record within the term of each other are one repair and give one finding, on the latest of them.
    """
    return tuple(_unanswered(records, _REPAIR, records.options.return_visit_days))


def complaint_without_reply(records: CheckRecords, links: Links) -> tuple[Finding, ...]:
    """Dated complaint forms with neither a reply nor a return visit in the unit within the term after it, once the term has passed."""
    return tuple(_unanswered(records, _COMPLAINT, records.options.reply_days))


def _unanswered(records: CheckRecords, rule: _Rule, days: int) -> Iterator[Finding]:
    term = timedelta(days=days)
    asked: dict[tuple[str, UnitNumber], list[tuple[date, str, DocumentRecord]]] = defaultdict(list)
    answered: dict[tuple[str, UnitNumber], list[date]] = defaultdict(list)
    for document in records.documents:
        if document.unit is None or document.date is None:
            continue
        if document.doc_type in rule.asking:
            asked[document.estate, document.unit].append((document.date, document.document, document))
        elif document.doc_type in rule.answering:
            answered[document.estate, document.unit].append(document.date)
    for place, papers in asked.items():
        ordered = sorted(papers, key=lambda item: item[:2])
        for index, (day, _, document) in enumerate(ordered):
            followed = rule.once and index + 1 < len(ordered) and ordered[index + 1][0] - day <= term
            met = any(day <= other <= day + term for other in answered[place])
            if not followed and not met and day + term <= records.options.today:
                yield _of(document, day, rule, days)


def _of(document: DocumentRecord, day: date, rule: _Rule, days: int) -> Finding:
    return replace(
        of_document(rule.kind, Severity.NOTE, document),
        theirs="户档",
        detail=f"{day} 的{rule.what}在 {days} 天内没有{rule.answer}。",
        mend=rule.mend,
        sides=(contrast(f"{rule.what}日期", day, ""), contrast(rule.answer, "", "无")),
        facts=days_text((day,)),
    )
