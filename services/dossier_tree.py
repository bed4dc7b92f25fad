"""Dossiers as folders for people: estate/building/unit/owner with every document's PDF and the catalogue, with or without the originals."""

import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import Protocol

from domain.errors import DamagedStoreError
from domain.ids import Sha256
from domain.natural import natural_order
from domain.unit_number import UnitNumber
from extraction.unit_format import format_unit
from publishing.comma_table import write_rows
from publishing.file_names import safe_name
from publishing.workbook import Sheet, write_sheets
from services.workplace import Workplace
from storage.read_models import FiledDocument

ORIGINALS = "原件"
CATALOGUE = "目录"
HEADS = ("序号", "档号", "文号", "责任者", "题名", "日期", "密级", "页数", "备注")
"""The columns of DA/T 22-2015."""
_WIDTHS = (6, 36, 16, 18, 36, 12, 8, 8, 40)
_NO_DAY = datetime(2000, 1, 1, tzinfo=UTC)
"""Stated in every catalogue, so that the same dossier gives the same bytes."""


class Target(Protocol):
    """Where files go; names are paths with "/" as separator."""

    def __contains__(self, name: str) -> bool:
        """Whether the name is taken."""

    def path(self, name: str) -> Path:
        """Where to write the file of that name."""

    def copy(self, source: Path, name: str) -> str:
        """Copy a file in; return the SHA-256 of what was written."""

    def written(self, name: str) -> None:
        """Enter a file that was written at `path(name)`."""


class FolderTarget:
    """A folder that people browse: files of an earlier export are overwritten."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.names: dict[str, None] = {}

    def __contains__(self, name: str) -> bool:
        return name in self.names

    def path(self, name: str) -> Path:
        """Where to write the file of that name; its folder is made."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def copy(self, source: Path, name: str) -> str:
        """Copy a store's object, whose name is its digest."""
        shutil.copyfile(source, self.path(name))
        self.names[name] = None
        return source.name

    def written(self, name: str) -> None:
        """Enter a file that was written."""
        self.names[name] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LaidOut:
    """An object that now lies in the tree, and where."""

    sha256: Sha256
    name: str


def lay_out(place: Workplace, filed: Iterable[FiledDocument], target: Target, *, below: str = "", originals: bool) -> tuple[LaidOut, ...]:
    """Write the documents' PDFs and catalogues, each owner's in a folder of its own; with `originals` the scans they come from too.

    DamagedStoreError where an object is missing or not what it was.
    """
    laid: list[LaidOut] = []
    ordered = sorted(filed, key=lambda d: (folder_of(d), natural_order(d.archive_no)))
    for folder, documents in groupby(ordered, key=folder_of):
        name = f"{below}{folder}"
        some = tuple(documents)
        for document in some:
            laid += _documents_files(place, document, name, target, originals=originals)
        _write_catalogue(place, some, name, target)
    return tuple(laid)


def folder_of(document: FiledDocument) -> str:
    """The dossier's folder: estate/building/unit/owner."""
    unit = UnitNumber.parse(document.unit)
    parts = (document.estate or "未分项目", unit.building or "无栋号", format_unit(unit), document.owner or "未登记业主")
    return "/".join(_name(part) for part in parts)


def _name(text: str) -> str:
    """A name that manifests state as it is: they write a per cent sign otherwise."""
    return safe_name(text.replace("%", "％"))


def _documents_files(place: Workplace, document: FiledDocument, folder: str, target: Target, *, originals: bool) -> list[LaidOut]:
    laid = []
    if document.pdf_sha256 is not None:
        kind = place.taxonomy.name_of(document.doc_type)
        name = _name(f"{document.date or '无日期'}_{kind}_{document.archive_no}")
        laid.append(put(place, Sha256(document.pdf_sha256), f"{folder}/{name}.pdf", target))
    for source, sha256 in document.scans if originals else ():
        name = f"{folder}/{ORIGINALS}/{_name(sha256[:12] + '_' + source.rsplit('/', 1)[-1])}"
        if name not in target:
            laid.append(put(place, Sha256(sha256), name, target))
    return laid


def put(place: Workplace, sha256: Sha256, name: str, target: Target) -> LaidOut:
    """Copy an object out under that name, or one like it where it is taken; DamagedStoreError where it is missing or changed."""
    stem, dot, suffix = name.rpartition(".")
    number = 1
    while name in target:
        number += 1
        name = f"{stem}_{number}{dot}{suffix}"
    try:
        copied = target.copy(place.blobs.path(sha256), name)
    except FileNotFoundError as error:
        raise _damaged(sha256) from error
    if copied != sha256:
        raise _damaged(sha256)
    return LaidOut(sha256=sha256, name=name)


def _damaged(sha256: Sha256) -> DamagedStoreError:
    return DamagedStoreError(
        f"Object {sha256} is missing or was changed, so nothing whole can be exported. Run: hudang verify",
        f"对象 {sha256} 缺失或已被改动，无法完整导出，请运行：hudang verify",
    )


def _write_catalogue(place: Workplace, documents: Sequence[FiledDocument], folder: str, target: Target) -> None:
    """The dossier's own list as a workbook and as CSV (UTF-8 with its mark, as Excel wants it)."""
    rows = [_row(place, number, document) for number, document in enumerate(documents, start=1)]
    book, table = f"{folder}/{CATALOGUE}.xlsx", f"{folder}/{CATALOGUE}.csv"
    write_sheets(target.path(book), (Sheet(name=CATALOGUE, heads=HEADS, widths=_WIDTHS, rows=rows),), created=_NO_DAY)
    target.written(book)
    write_rows(target.path(table), HEADS, rows)
    target.written(table)


def _row(place: Workplace, number: int, document: FiledDocument) -> tuple[str, ...]:
    """序号 档号 文号 责任者 题名 日期 密级 页数 备注. Number and secrecy of a paper are nothing that we know."""
    kind = place.taxonomy.name_of(document.doc_type)
    title = document.title if kind in document.title else f"{document.title}（{kind}）" if document.title else kind
    remarks = [f"盒 {document.box}"] if document.box else []
    remarks += [] if document.pdf_sha256 else ["无可检索 PDF，见原件"]
    day = document.date.replace("-", "")
    return (str(number), document.archive_no, "", document.owner, title, day, "", str(document.pages), "；".join(remarks))
