"""Hand the results out: rows for programs, a folder tree for people, one unit's dossier as a package with checksums."""

import hashlib
import json
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from domain.errors import UsageError
from domain.ids import Sha256
from domain.unit_number import UnitNumber
from extraction.unit_format import format_unit
from publishing.file_names import safe_name
from services.workplace import Workplace
from storage import read_models
from storage.read_models import FiledDocument
from storage.repositories import findings


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """How many rows or files were written."""

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
    """Write every filed document's PDF as estate/building/unit/owner/date_type_archive-number.pdf."""
    with place.database.read() as tx:
        filed = read_models.filed_documents(tx)
    files = sum(_copy_pdf(place, document, folder / _folder(document)) for document in filed)
    return Exported(files=files)


def _folder(document: FiledDocument) -> Path:
    unit = UnitNumber.parse(document.unit)
    return (
        Path(safe_name(document.estate or "未分项目"))
        / safe_name(unit.building or "无栋号")
        / safe_name(format_unit(unit))
        / safe_name(document.owner or "未登记业主")
    )


def _copy_pdf(place: Workplace, document: FiledDocument, folder: Path) -> int:
    if document.pdf_sha256 is None:
        return 0
    folder.mkdir(parents=True, exist_ok=True)
    kind = place.taxonomy.name_of(document.doc_type)
    name = safe_name(f"{document.date or '无日期'}_{kind}_{document.archive_no}") + ".pdf"
    shutil.copyfile(place.blobs.path(Sha256(document.pdf_sha256)), folder / name)
    return 1


def export_dossier(place: Workplace, folder: Path, *, unit: UnitNumber, estate: str) -> Exported:
    """Write one unit's dossiers: searchable PDFs, original scans, the list of documents, and a manifest with SHA-256 checksums.

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
    if folder.exists() and any(folder.iterdir()):
        raise UsageError(f"{folder} is not empty.", f"{folder} 不是空目录。")
    for document in filed:
        _copy_pdf(place, document, folder / "documents" / safe_name(document.owner or "未登记业主"))
        for source, sha256 in document.scans:
            originals = folder / "originals"
            originals.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(place.blobs.path(Sha256(sha256)), originals / safe_name(f"{sha256[:12]}_{source.rsplit('/', 1)[-1]}"))
    _write_rows(folder / "documents.jsonl", (_listed(place, document) for document in filed))
    return Exported(files=_write_manifest(folder), documents=len(filed))


def _listed(place: Workplace, document: FiledDocument) -> dict[str, Any]:
    return {
        "document": str(document.id),
        "archive_no": document.archive_no,
        "type": place.taxonomy.name_of(document.doc_type),
        "title": document.title,
        "date": document.date or None,
        "estate": document.estate,
        "unit": document.unit,
        "owner": document.owner,
        "pdf_sha256": document.pdf_sha256,
        "scans": [{"source": source, "sha256": sha256} for source, sha256 in document.scans],
    }


def _write_manifest(folder: Path) -> int:
    """Write manifest-sha256.txt in the form that sha256sum -c checks; return the number of files listed."""
    files = sorted(p for p in folder.rglob("*") if p.is_file())
    lines = []
    for path in files:
        with path.open("rb") as stream:
            lines.append(f"{hashlib.file_digest(stream, 'sha256').hexdigest()}  {path.relative_to(folder).as_posix()}\n")
    (folder / "manifest-sha256.txt").write_text("".join(lines), encoding="utf-8")
    return len(files)
