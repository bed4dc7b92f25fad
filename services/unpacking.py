"""Import a package of everything into an empty home: the same records, the same bytes."""

import json
import logging
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from domain.errors import DamagedStoreError, UsageError
from publishing.bag import DATA, check_bag
from services.packaging import HOME, KIND, OBJECT_LIST, RECORDS, SCHEMA, WHOLE
from services.workplace import Workplace
from storage import records, schema
from storage.engine import ConflictError, Transaction

log = logging.getLogger(__name__)

_PRIVATE, _PRIVATE_FOLDER = 0o600, 0o700


@dataclass(frozen=True, slots=True, kw_only=True)
class Unpacked:
    """How many records and objects came in."""

    records: int
    objects: int


def import_package(place: Workplace, folder: Path) -> Unpacked:
    """Check every file of the package, store its objects, then all records in one transaction; cut off, it is simply run again.

    Records of an older version are brought up as those of a home are. DamagedStoreError naming the file where the package is damaged;
    UsageError where it holds no whole archive, was made by a newer version, or the home is not empty. The import adds no record of its
    own, so that what comes in is what went out; the log tells of it.
    """
    info = check_bag(folder)
    if info.get(KIND) != WHOLE:
        raise UsageError(
            "This package holds single dossiers, for people to read. Only a package of everything can be imported: "
            "hudang export DIR --what dossier --all",
            "此档案包仅含部分户档，供查阅使用。只有整库导出的档案包才能导入：hudang export 目录 --what dossier --all",
        )
    made_by = info.get(SCHEMA, "")
    if not schema.is_older(made_by):
        raise UsageError(
            f"The package was made by a newer version of Hudang (records {made_by}, here {schema.NEWEST}). "
            "Update Hudang on this machine, then import it again.",
            f"此档案包由较新版本的户档导出（记录版本 {made_by}，本机为 {schema.NEWEST}），请先升级本机的户档，再重新导入。",
        )
    _refuse_unempty(place)
    data = folder / DATA
    objects = _store_objects(place, data)
    _restore_home(place.home, data / HOME)
    with _workroom(place.home) as work:
        number = _insert(place, _records(data / RECORDS, made_by, work))
    log.info("Package imported", extra={"action": "package.imported", "records": number, "objects": objects})
    return Unpacked(records=number, objects=objects)


@contextmanager
def _workroom(home: Path) -> Iterator[Path]:
    """An empty folder in the home for as long as it takes; what an import that was cut off left there goes first."""
    work = home / "import.part"
    if work.exists():
        shutil.rmtree(work)
    work.mkdir(mode=_PRIVATE_FOLDER)
    try:
        yield work
    finally:
        shutil.rmtree(work)


def _records(folder: Path, made_by: str, work: Path) -> Path:
    """Where the package's records lie as this version writes them."""
    if made_by == schema.NEWEST:
        return folder
    try:
        return records.brought_up(folder, made_by, work)
    except (KeyError, ValueError, ConflictError) as error:
        raise _unfit(folder.name) from error


def _insert(place: Workplace, folder: Path) -> int:
    with place.database.begin() as tx:
        if not records.is_empty(tx):
            raise _unempty(place)
        number = sum(_load(tx, table, folder) for table in records.tables())
        records.settle(tx)
    return number


def _load(tx: Transaction, table: str, folder: Path) -> int:
    name = f"{table}.jsonl"
    try:
        return records.load(tx, table, folder / name)
    except (KeyError, ValueError, FileNotFoundError) as error:
        raise _unfit(f"{RECORDS}/{name}") from error


def _unfit(name: str) -> DamagedStoreError:
    return DamagedStoreError(
        f"The package is damaged: {name} does not hold the records it should. Export it again.",
        f"档案包已损坏：{name} 的内容不符合要求，请重新导出。",
    )


def _refuse_unempty(place: Workplace) -> None:
    with place.database.read() as tx:
        if not records.is_empty(tx):
            raise _unempty(place)


def _unempty(place: Workplace) -> UsageError:
    return UsageError(
        f"{place.home} holds records already. A package is imported into an empty home: hudang import PACKAGE --home NEW",
        f"{place.home} 中已有数据。档案包只能导入空的数据目录：hudang import 档案包 --home 新目录",
    )


def _store_objects(place: Workplace, data: Path) -> int:
    stored = 0
    with (data / OBJECT_LIST).open(encoding="utf-8") as listed:
        for line in listed:
            each = json.loads(line)
            sha256, _size = place.blobs.put_file(_inside(data, each["name"]))
            if sha256 != each["sha256"]:
                raise DamagedStoreError(
                    f"The package is damaged: {each['name']} is not the object it stands for.",
                    f"档案包已损坏：{each['name']} 与其所代表的对象不符。",
                )
            stored += 1
    return stored


def _inside(data: Path, name: str) -> Path:
    """The payload file of that name; the manifest has been checked, but a name must not lead out of the package."""
    if PurePosixPath(name).is_absolute() or ".." in PurePosixPath(name).parts or not (data / name).is_file():
        raise DamagedStoreError(f"The package is damaged: {name} is not in it.", f"档案包已损坏：其中没有 {name}。")
    return data / name


def _restore_home(home: Path, carried: Path) -> None:
    """The home's own files in the place of those that a new home began with, readable by its owner alone."""
    for path in sorted(carried.rglob("*")) if carried.is_dir() else ():
        if path.is_file():
            target = home / path.relative_to(carried)
            target.parent.mkdir(parents=True, exist_ok=True)
            temporary = target.with_name(f"{target.name}.new")
            handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _PRIVATE)
            with os.fdopen(handle, "wb") as out:
                out.write(path.read_bytes())
                out.flush()
                os.fsync(out.fileno())
            temporary.replace(target)
