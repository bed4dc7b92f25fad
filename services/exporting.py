"""Hand the results out: rows for programs, a folder tree for people, one unit's dossiers as a package with checksums."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from domain.errors import UsageError
from domain.unit_number import UnitNumber
from services import packaging
from services.dossier_tree import FolderTarget, lay_out
from services.workplace import Workplace
from storage import read_models
from storage.repositories import findings
from storage.repositories.findings import FindingFilter


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """How many rows or files were written; 0 also where that was not counted."""

    pages: int = 0
    documents: int = 0
    findings: int = 0
    files: int = 0


def export_rows(place: Workplace, folder: Path) -> Exported:
    """Write pages.jsonl, documents.jsonl and findings.jsonl from one snapshot."""
    folder.mkdir(parents=True, exist_ok=True)
    with place.database.read() as tx:
        pages = _write_rows(folder / "pages.jsonl", read_models.page_rows(tx))
        documents = _write_rows(folder / "documents.jsonl", read_models.document_rows(tx))
        found = [
            {
                "kind": f.kind,
                "severity": f.severity,
                "archive_no": f.archive_no or None,
                "unit": f.unit or None,
                "document": f.document or None,
                "detail": f.detail,
                "status": status,
                "estate": f.estate or None,
                "box": f.box or None,
                "other_document": f.other or None,
                "mend": f.mend,
            }
            for f, status in findings.load(tx)
        ]
        rows = _write_rows(folder / "findings.jsonl", found)
    return Exported(pages=pages, documents=documents, findings=rows)


def _write_rows(path: Path, rows: Iterable[Mapping[str, Any]]) -> int:
    """Write beside the target and rename, so that nobody reads half a file."""
    temporary, number = path.with_suffix(".part"), 0
    with temporary.open("w", encoding="utf-8") as out:
        for row in rows:
            out.write(json.dumps(row, ensure_ascii=False) + "\n")
            number += 1
    temporary.replace(path)
    return number


def export_tree(place: Workplace, folder: Path) -> Exported:
    """Write every filed document's PDF as estate/building/unit/owner/date_type_archive-number.pdf, with each dossier's catalogue."""
    with place.database.read() as tx:
        filed = read_models.filed_documents(tx)
    target = FolderTarget(folder)
    lay_out(place, filed, target, originals=False)
    _write_manifest(folder, target.names)
    return Exported(documents=len(filed), files=len(target.names))


def export_dossier(place: Workplace, folder: Path, *, unit: UnitNumber, estate: str) -> Exported:
    """Write one unit's dossiers as a package: PDFs, originals, catalogue, all their records, and SHA-256 checksums.

    `unit` may leave out floor or entrance, or state a floor that the register leaves out.
    """
    with place.database.read() as tx:
        meant = [match.unit for match in place.register.get(tx).lookup(unit, (estate,) if estate else ())]
        filed = tuple(d for one in meant for d in read_models.filed_documents(tx, estate=one.estate, unit=str(one.unit)))
    if not filed:
        raise UsageError(f"There is no dossier for {unit}.", f"没有房号 {unit} 的户档。")
    if len({document.estate for document in filed}) > 1:
        raise UsageError("The unit exists in several estates; name one with --estate.", "该房号在多个项目中存在，请用 --estate 指定。")
    if len({document.unit for document in filed}) > 1:
        raise UsageError(f"{unit} may be several units; state the entrance too.", f"房号 {unit} 对应多个房产，请写明单元。")
    return Exported(files=packaging.package_dossiers(place, folder, filed), documents=len(filed))


def export_everything(place: Workplace, folder: Path, *, home_files: tuple[str, ...]) -> Exported:
    """Write all dossiers, scans and records as one package, which can be imported into an empty home."""
    with place.database.read() as tx:
        counts = read_models.counts(tx)
        found = sum(each.count for each in findings.box_counts(tx, FindingFilter()))
    files = packaging.package_all(place, folder, home_files=home_files)
    return Exported(pages=counts.pages, documents=counts.documents, findings=found, files=files)


def _write_manifest(folder: Path, names: Iterable[str]) -> None:
    """Write manifest-sha256.txt in the form that sha256sum -c checks."""
    lines = []
    for name in sorted(names):
        with (folder / name).open("rb") as stream:
            lines.append(f"{hashlib.file_digest(stream, 'sha256').hexdigest()}  {name}\n")
    (folder / "manifest-sha256.txt").write_text("".join(lines), encoding="utf-8")
