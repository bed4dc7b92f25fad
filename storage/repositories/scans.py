"""Batches, page groups and scans."""

from dataclasses import dataclass
from itertools import count

import sqlalchemy as sa

from domain.failure import Failure, FailureCode
from domain.ids import BatchId, GroupId, ScanId, Sha256
from domain.scan import FileKind, Scan, ScanState
from storage.engine import Transaction
from storage.tables import batch, page_group, scan
from storage.upsert import insert_new


@dataclass(frozen=True, slots=True, kw_only=True)
class NewScan:
    """What intake knows of a stored file before it is opened. `group_key` "" means that the file is a group of its own."""

    batch_id: BatchId
    group_key: str
    source: str
    sha256: Sha256
    size: int
    priority: int
    estate: str
    claim: str = ""


def open_batch(tx: Transaction, name: str, *, box: str = "") -> BatchId:
    """Find the batch of that name or begin it; a sealed one is opened again."""
    insert_new(tx, batch, [{"name": name, "box": box, "created_at": tx.now, "sealed": False}])
    row = tx.connection.execute(batch.update().where(batch.c.name == name).values(sealed=False).returning(batch.c.id)).one()
    return BatchId(row.id)


def seal_batch(tx: Transaction, batch_id: BatchId) -> tuple[GroupId, ...]:
    """No more files come: seal the batch and its groups, and return the groups that wait to be put together."""
    tx.connection.execute(batch.update().where(batch.c.id == batch_id).values(sealed=True))
    tx.connection.execute(page_group.update().where(page_group.c.batch_id == batch_id).values(sealed=True))
    rows = tx.connection.scalars(
        sa.select(page_group.c.id).where(page_group.c.batch_id == batch_id, page_group.c.assembled.is_(False)).order_by(page_group.c.id)
    )
    return tuple(GroupId(i) for i in rows)


def known(tx: Transaction, new: NewScan) -> ScanId | None:
    """Return the scan already taken from this source (and claim) with these bytes in this batch: a repeated run adds nothing."""
    same = (scan.c.batch_id == new.batch_id, scan.c.source == new.source, scan.c.sha256 == new.sha256, scan.c.claim == new.claim)
    found = tx.connection.scalar(sa.select(scan.c.id).where(*same))
    return None if found is None else ScanId(found)


def first_of(tx: Transaction, sha256: Sha256) -> Scan | None:
    """Return the first scan ever seen with these bytes."""
    row = tx.connection.execute(sa.select(scan).where(scan.c.sha256 == sha256, scan.c.duplicate_of.is_(None))).first()
    return None if row is None else _scan(row)


def first_beginning(tx: Transaction, prefix: str) -> Scan | None:
    """Return the first scan of the only content whose digest begins so; None where there is none or more than one."""
    query = sa.select(scan).where(scan.c.sha256.startswith(prefix, autoescape=True), scan.c.duplicate_of.is_(None)).limit(2)
    rows = tx.connection.execute(query).all()
    return _scan(rows[0]) if len(rows) == 1 else None


def add(tx: Transaction, new: NewScan, *, state: ScanState, duplicate_of: ScanId | None, failure: Failure | None) -> ScanId:
    """Insert a scan; ConflictError where another process stored the same bytes as first meanwhile."""
    group_id = None if state in {ScanState.DUPLICATE, ScanState.QUARANTINED} else _group(tx, new)
    row = tx.connection.execute(
        scan.insert()
        .values(
            batch_id=new.batch_id,
            group_id=group_id,
            source=new.source,
            sha256=new.sha256,
            size=new.size,
            state=state,
            reason=failure.code.code if failure else None,
            detail=failure.detail if failure else "",
            duplicate_of=duplicate_of,
            priority=new.priority,
            estate=new.estate,
            claim=new.claim,
            received_at=tx.now,
        )
        .returning(scan.c.id)
    ).one()
    return ScanId(row.id)


def _group(tx: Transaction, new: NewScan) -> GroupId:
    own = not new.group_key
    key = f"file:{new.source}:{new.sha256}" if own else f"folder:{new.group_key}"
    for late in count():  # a folder's earlier pages may be documents already: what comes later starts a sequence of its own
        name = (f"{key}:{late}" if late else key)[-1024:]
        insert_new(tx, page_group, [{"batch_id": new.batch_id, "key": name, "sealed": own, "assembled": False}])
        found = tx.connection.execute(
            sa.select(page_group.c.id, page_group.c.assembled).where(page_group.c.batch_id == new.batch_id, page_group.c.key == name)
        ).one()
        if not found.assembled:
            return GroupId(found.id)
    raise AssertionError("count() never ends")


def get(tx: Transaction, scan_id: ScanId) -> Scan:
    """Return the scan; sqlalchemy.exc.NoResultFound where there is none."""
    return _scan(tx.connection.execute(sa.select(scan).where(scan.c.id == scan_id)).one())


def group_of(tx: Transaction, scan_id: ScanId) -> GroupId:
    """Return the page group of a readable scan."""
    return GroupId(tx.connection.execute(sa.select(scan.c.group_id).where(scan.c.id == scan_id)).scalar_one())


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupFacts:
    """What a group's documents inherit from their scans; `estate` is "" where the scans do not agree on one."""

    group_id: GroupId
    batch_id: BatchId
    estate: str
    priority: int


def group_facts(tx: Transaction, group_id: GroupId) -> GroupFacts:
    """Return the group's batch, its scans' common estate and their soonest priority."""
    rows = tx.connection.execute(sa.select(scan.c.batch_id, scan.c.estate, scan.c.priority).where(scan.c.group_id == group_id)).all()
    estates = {r.estate for r in rows}
    return GroupFacts(
        group_id=group_id,
        batch_id=BatchId(rows[0].batch_id),
        estate=estates.pop() if len(estates) == 1 else "",
        priority=min(r.priority for r in rows),
    )


def opened(tx: Transaction, scan_id: ScanId, kind: FileKind, page_count: int) -> None:
    """Note what the file is and how many pages it has."""
    tx.connection.execute(scan.update().where(scan.c.id == scan_id).values(kind=kind, page_count=page_count))


def quarantine(tx: Transaction, scan_id: ScanId, failure: Failure) -> None:
    """Refuse a file whole, and with it its copies: what cannot be read once cannot be read twice."""
    tx.connection.execute(
        scan.update()
        .where(sa.or_(scan.c.id == scan_id, scan.c.duplicate_of == scan_id))
        .values(state=ScanState.QUARANTINED, reason=failure.code.code, detail=failure.detail)
    )


def new_group(tx: Transaction, batch_id: BatchId, key: str) -> GroupId:
    """Make a sealed group for pages that are tried again: what was assembled before stays as it is."""
    values = {"batch_id": batch_id, "key": key[:1024], "sealed": True, "assembled": False}
    return GroupId(tx.connection.execute(page_group.insert().values(**values).returning(page_group.c.id)).scalar_one())


def reopen(tx: Transaction, scan_id: ScanId, group_id: GroupId) -> None:
    """Make a file that was refused whole wait to be opened again, in that group."""
    tx.connection.execute(
        scan.update()
        .where(scan.c.id == scan_id, scan.c.state == ScanState.QUARANTINED)
        .values(state=ScanState.RECEIVED, reason=None, detail="", page_count=None, group_id=group_id)
    )


def finish_group(tx: Transaction, group_id: GroupId) -> None:
    """All pages of the group have their final state: its scans are done."""
    tx.connection.execute(page_group.update().where(page_group.c.id == group_id).values(assembled=True))
    tx.connection.execute(scan.update().where(scan.c.group_id == group_id, scan.c.state == ScanState.RECEIVED).values(state=ScanState.DONE))


def _scan(row: sa.Row[tuple[object, ...]]) -> Scan:
    r = row._mapping
    return Scan(
        id=ScanId(r["id"]),
        batch_id=BatchId(r["batch_id"]),
        source=r["source"],
        sha256=Sha256(r["sha256"]),
        size=r["size"],
        kind=None if r["kind"] is None else FileKind(r["kind"]),
        state=ScanState(r["state"]),
        failure=None if r["reason"] is None else Failure(code=FailureCode.of(r["reason"]), detail=r["detail"]),
        duplicate_of=None if r["duplicate_of"] is None else ScanId(r["duplicate_of"]),
        priority=r["priority"],
        estate=r["estate"],
    )
