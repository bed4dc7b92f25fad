"""owner_mismatch: catalogue, paper and register name different owners."""

import hashlib
from dataclasses import replace

from checks.linking import Links
from checks.records import CheckRecords, DocumentRecord
from checks.text_keys import text_key
from checks.told import REGISTER, contrast, names_apart, of_document, of_pair
from domain.catalogue import HeldPaper
from domain.finding import Finding, FindingKind, Severity
from domain.names import NameMatch, compare
from domain.register import RegisteredUnit
from domain.unit_match import plain_unit
from domain.unit_number import UnitNumber

_LISTED = "核对原件上的业主姓名，更正目录；若归错户档，经抽查更正移入正确的户档。"
_REGISTERED = "核对原件上的业主姓名；名册漏记过户或写错的更正名册，归错户档的经抽查更正移出。"


def owner_mismatch(records: CheckRecords, links: Links) -> tuple[Finding, ...]:
    """Catalogue against document for linked papers, and the name read against the register's owners at the paper's date.

    Filed documents only. A document gives one finding: catalogue and register often disagree with the same misread name.
    """
    found = {
        document.document: _against_catalogue(held, document)
        for held, document in links.pairs
        if document.filed and held.paper.owner and _contradicted(held.paper.owner, document)
    }
    units: dict[tuple[str, UnitNumber], RegisteredUnit] = {
        (text_key(unit.estate), plain_unit(unit.unit)): unit for unit in records.register
    }
    for document in records.documents:
        unit = units.get((text_key(document.estate), plain_unit(document.unit))) if document.unit else None
        if unit is None or not document.filed or not document.owner_read or document.document in found:
            continue
        owners = "、".join(_owners(unit, document, records.options.grace_days))
        if owners and compare(document.owner_read, owners) is NameMatch.NONE:
            found[document.document] = _against_register(document, owners)
    return tuple(found.values())


def _contradicted(listed: str, document: DocumentRecord) -> bool:
    """Whether the catalogue's owner is neither the one read nor the one filed under, and the document names any."""
    named = [name for name in (document.owner_read, document.owner) if name]
    return bool(named) and all(compare(listed, name) is NameMatch.NONE for name in named)


def _owners(unit: RegisteredUnit, document: DocumentRecord, grace_days: int) -> tuple[str, ...]:
    """Owners and tenants at the paper's date; of all times where it has none or lies outside all; of its dossier where that is off.

    A paper that names its dossier's owner and is dated in another's time is date_outside_tenure's matter.
    """
    held = [tenure for tenure in unit.tenures if document.date and tenure.holds(document.date, grace_days)]
    own = [document.tenure] if document.tenure is not None and document.tenure not in held else []
    return tuple(name for tenure in (*(held or unit.tenures), *own) for name in (*tenure.owners, *tenure.tenants))


def _against_catalogue(held: HeldPaper, document: DocumentRecord) -> Finding:
    named, listed = document.owner_read or document.owner, held.paper.owner
    ours, theirs = names_apart(named, listed)
    return replace(
        of_pair(FindingKind.OWNER_MISMATCH, Severity.ERROR, held, document),
        detail=f"目录登记业主 {theirs}，文件业主 {ours}。",
        mend=_LISTED,
        sides=(contrast("业主", ours, theirs),),
        facts=_facts(listed, named),
    )


def _against_register(document: DocumentRecord, owners: str) -> Finding:
    ours, theirs = names_apart(document.owner_read, owners)
    return replace(
        of_document(FindingKind.OWNER_MISMATCH, Severity.ERROR, document),
        theirs=REGISTER,
        detail=f"文件业主 {ours}，名册业主 {theirs}。",
        mend=_REGISTERED,
        sides=(contrast("业主", ours, theirs),),
        facts=_facts(document.owner_read, owners),
    )


def _facts(*names: str) -> str:
    return "names=" + hashlib.sha256("|".join(names).encode()).hexdigest()[:16]
