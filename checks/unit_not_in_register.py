"""unit_not_in_register: a document or a catalogue row names a unit that the register of owners has not."""

from collections.abc import Callable
from dataclasses import replace

from checks.linking import Links
from checks.records import CheckRecords, unit_text
from checks.text_keys import text_key
from checks.told import REGISTER, contrast, of_document, of_row
from domain.finding import Finding, FindingKind, Severity
from domain.unit_match import compatible, loose_keys, plain_unit
from domain.unit_number import UnitNumber

_MEND = "核对原件上的房号；写错的更正，房号无误的补登业主名册。"


def unit_not_in_register(records: CheckRecords, links: Links) -> tuple[Finding, ...]:
    """None where no register was imported. Floor or entrance stated otherwise than in the register is no disagreement."""
    if not records.registered:
        return ()
    missing = unregistered(records)
    linked = {held.id for held, _ in links.pairs}
    found = [
        replace(
            of_document(FindingKind.UNIT_NOT_IN_REGISTER, Severity.ERROR, document),
            theirs=REGISTER,
            detail="文件的房号不在业主名册中。",
            mend=_MEND,
            sides=(contrast("项目", document.estate, ""), contrast("房号", document.unit, "无此房号")),
            facts=f"estate={document.estate}|unit={unit_text(document.unit)}",
        )
        for document in records.documents
        if missing(document.estate, document.unit)
    ]
    found += [
        replace(
            of_row(FindingKind.UNIT_NOT_IN_REGISTER, Severity.ERROR, held),
            ours=REGISTER,
            detail=f"目录第 {held.paper.row} 行的房号不在业主名册中。",
            mend=_MEND,
            sides=(contrast("项目", "", held.paper.estate), contrast("房号", "无此房号", held.paper.unit)),
            facts=f"estate={held.paper.estate}|unit={unit_text(held.paper.unit)}",
        )
        for held in records.catalogue
        if held.id not in linked and missing(held.paper.estate, held.paper.unit)
    ]
    return tuple(found)


def unregistered(records: CheckRecords) -> Callable[[str, UnitNumber | None], bool]:
    """Make a function that tells whether a unit of an estate ("" for any) is not in the register; no unit is not missing."""
    known: dict[str, list[tuple[str, UnitNumber]]] = {}
    for unit in records.register:
        plain = plain_unit(unit.unit)
        for key in loose_keys(plain):
            known.setdefault(key, []).append((text_key(unit.estate), plain))

    def missing(estate: str, unit: UnitNumber | None) -> bool:
        if unit is None:
            return False
        plain, name = plain_unit(unit), text_key(estate)
        candidates = [other for key in loose_keys(plain) for place, other in known.get(key, ()) if not name or place == name]
        return not any(other == plain or compatible(plain, other) for other in candidates)

    return missing
