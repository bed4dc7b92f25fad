"""Packages: dossiers with everything that is known of them, in the BagIt form; a package of all can be imported into an empty home.

data/dossiers/…    what people open: PDFs, originals, catalogues
data/records/…     every record, a line of JSON each; objects.jsonl says where in the package each object lies
data/objects/…     the objects that do not lie in a dossier: readings, small pictures, scans in review or quarantine
data/home/…        the home's own files that records rest on (whole packages only)
"""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from domain.ids import DossierId
from publishing import pdfa
from publishing.bag import BagWriter
from services.dossier_tree import LaidOut, lay_out, put
from services.named_objects import NamedObjects, named_objects
from services.workplace import Workplace
from storage import read_models, records, schema
from storage.engine import Transaction
from storage.read_models import FiledDocument
from storage.records import Only

RECORDS, OBJECTS, HOME, DOSSIERS = "records", "objects", "home", "dossiers"
OBJECT_LIST = f"{RECORDS}/objects.jsonl"
WHOLE, PART = "whole", "dossiers"
KIND, SCHEMA = "Hudang-Package", "Hudang-Schema"


def package_all(place: Workplace, folder: Path, *, home_files: Sequence[str]) -> int:
    """Write everything into an empty folder and return the number of files.

    `home_files` are files and folders of the home that go along where they are. DamagedStoreError where an object is missing or changed.
    """
    bag = BagWriter(folder)
    with named_objects() as named:
        with place.database.read() as tx:
            filed = read_models.filed_documents(tx)
            _write_records(tx, bag, None)
            named.note(tx)
        _write_files(place, bag, filed, named)
    for name in home_files:
        _copy_home(place.home, name, bag)
    return _close(place, bag, WHOLE, filed)


def package_dossiers(place: Workplace, folder: Path, filed: Sequence[FiledDocument]) -> int:
    """Write the dossiers of these documents into an empty folder and return the number of files."""
    bag = BagWriter(folder)
    only = records.of_dossiers(DossierId(n) for n in sorted({document.dossier_id for document in filed}))
    with named_objects() as named:
        with place.database.read() as tx:
            _write_records(tx, bag, only)
            named.note(tx, only)
        _write_files(place, bag, filed, named)
    return _close(place, bag, PART, filed)


def _write_records(tx: Transaction, bag: BagWriter, only: Only | None) -> None:
    for table in records.tables():
        if only is None or table in only:
            _write_lines(bag, f"{RECORDS}/{table}.jsonl", records.lines(tx, table, only))


def _write_lines(bag: BagWriter, name: str, lines: Iterable[str]) -> None:
    with bag.path(name).open("w", encoding="utf-8") as out:
        out.writelines(f"{line}\n" for line in lines)
    bag.written(name)


def _write_files(place: Workplace, bag: BagWriter, filed: Sequence[FiledDocument], named: NamedObjects) -> None:
    """Lay the dossiers out, then every named object that does not lie there yet, and write down where each lies."""
    laid = lay_out(place, filed, bag, below=f"{DOSSIERS}/", originals=True)
    where = {bytes.fromhex(each.sha256): each.name for each in reversed(laid)}
    with bag.path(OBJECT_LIST).open("w", encoding="utf-8") as out:
        for group in named.grouped():
            sha256 = group[0].sha256
            at = where.get(bytes.fromhex(sha256))
            each = LaidOut(sha256=sha256, name=at) if at else put(place, sha256, f"{OBJECTS}/{sha256[:2]}/{sha256}", bag)
            out.write(json.dumps({"sha256": each.sha256, "name": each.name}, ensure_ascii=False) + "\n")
    bag.written(OBJECT_LIST)


def _copy_home(home: Path, name: str, bag: BagWriter) -> None:
    at = home / name
    for path in sorted(at.rglob("*")) if at.is_dir() else [at]:
        if path.is_file():
            bag.copy(path, f"{HOME}/{path.relative_to(home).as_posix()}")


def _close(place: Workplace, bag: BagWriter, kind: str, filed: Sequence[FiledDocument]) -> int:
    published = [place.blobs.root / d.pdf_sha256[:2] / d.pdf_sha256[2:4] / d.pdf_sha256 for d in filed if d.pdf_sha256]
    archival = sum(pdfa.claimed(path) for path in published)
    return bag.close(
        {
            "Source-Organization": place.rules.company,
            "Bagging-Date": place.today().isoformat(),
            "External-Description": "Owner dossiers (业主档案) exported by Hudang",
            KIND: kind,
            SCHEMA: schema.NEWEST,
            "Hudang-Documents": str(len(filed)),
            "Hudang-PDF": f"{archival} of {len(published)} state PDF/A-2",
        }
    )
