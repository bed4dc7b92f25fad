"""document_missing: a dossier lacks a document of its required set (应归档目录)."""

from checks.linking import Links
from checks.records import CheckRecords, DossierRecord, unit_text
from domain.finding import Contrast, Finding, FindingKind, Severity


def document_missing(records: CheckRecords, links: Links) -> tuple[Finding, ...]:
    """For every dossier that holds a document: one finding an item that its list asks of its kinds of household and nothing ticks."""
    return tuple(missing_item(dossier, item) for dossier in records.dossiers for item in dossier.missing)


def missing_item(dossier: DossierRecord, item: str) -> Finding:
    """The finding that a dossier lacks an item.

    Its facts are the dossier and the item alone: a waived gap does not come back because the list was given a new version.
    """
    begun = f"{dossier.start} 起" if dossier.start else f"至 {dossier.end}" if dossier.end else ""
    whose = f"（产权期 {begun}）" if begun else ""  # its beginning alone: the end may come later, and the sentence stays
    return Finding(
        kind=FindingKind.DOCUMENT_MISSING,
        severity=Severity.NOTE,
        estate=dossier.estate,
        unit=unit_text(dossier.unit),
        detail=f"户档{whose}缺少“{item}”（{dossier.required}）。",
        mend="查找原件补扫归档；本户确无此件的予以豁免，户别登记有误的更正户别。",
        ours="户档",
        theirs=dossier.required,
        sides=(Contrast(field="应归档文件", ours="", theirs=item),),
        facts=f"dossier={dossier.dossier}|item={item}",
    )
