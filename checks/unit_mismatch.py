"""unit_mismatch: one archive number, but the catalogue places the paper in another unit than the scan was filed under."""

from dataclasses import replace

from checks.likeness import units_agree
from checks.linking import Links
from checks.records import CheckRecords, unit_text
from checks.told import contrast, of_pair
from checks.unit_not_in_register import unregistered
from domain.finding import Finding, FindingKind, Severity


def unit_mismatch(records: CheckRecords, links: Links) -> tuple[Finding, ...]:
    """Linked papers, both with a unit, whose units or estates differ: nothing is graver than a paper in a stranger's dossier.

    A document whose unit is not in the register is unit_not_in_register's matter.
    """
    unknown = unregistered(records) if records.registered else lambda _estate, _unit: False
    return tuple(
        replace(
            of_pair(FindingKind.UNIT_MISMATCH, Severity.ERROR, held, document),
            detail="目录与归档的房号不同，文件可能归入了别户的户档。",
            mend="立即核对原件上的房号；归错的文件经抽查更正移入正确的户档，目录写错的更正目录。",
            sides=(contrast("项目", document.estate, held.paper.estate), contrast("房号", document.unit, held.paper.unit)),
            facts=f"catalogue={held.paper.estate}/{unit_text(held.paper.unit)}|document={document.estate}/{unit_text(document.unit)}",
        )
        for held, document in links.pairs
        if document.filed and held.paper.unit is not None and document.unit is not None
        if not units_agree(held.paper, document) and not unknown(document.estate, document.unit)
    )
