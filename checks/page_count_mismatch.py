"""page_count_mismatch: the catalogue and the scan count different pages."""

from dataclasses import replace

from checks.linking import Links
from checks.records import CheckRecords
from checks.told import contrast, of_pair
from domain.finding import Finding, FindingKind, Severity

_FEWER = "取出原件清点；漏扫的页补扫，确为目录误记的更正目录页数。"
_MORE = "取出原件清点；多出的页若属另一份文件，请拆分后另行归档，确为目录误记（如空白背面计法不同）的更正目录页数。"


def page_count_mismatch(records: CheckRecords, links: Links) -> tuple[Finding, ...]:
    """An error where the scan has fewer pages than catalogued, a warning where it has more (a blank back may have been counted)."""
    found = []
    for held, document in links.pairs:
        listed, scanned = held.paper.page_count, document.page_count
        if not document.filed or listed is None or listed == scanned:
            continue
        fewer = scanned < listed
        found.append(
            replace(
                of_pair(FindingKind.PAGE_COUNT_MISMATCH, Severity.ERROR if fewer else Severity.WARNING, held, document),
                detail=f"目录登记 {listed} 页，扫描件 {scanned} 页。",
                mend=_FEWER if fewer else _MORE,
                sides=(contrast("页数", scanned, listed),),
                facts=f"catalogue={listed}|scan={scanned}",
            )
        )
    return tuple(found)
