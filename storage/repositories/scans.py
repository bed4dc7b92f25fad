"""Batches, page groups and scans."""

from dataclasses import dataclass
from itertools import count

import sqlalchemy as sa

from domain.failure import Failure, FailureCode
from domain.ids import BatchId, GroupId, ScanId, Sha256
from domain.scan import FileKind, Scan, ScanState
from storage.engine import Transaction
from storage.tables import batch, page, page_group, scan
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


def batch_names(tx: Transaction) -> tuple[str, ...]:
    """Return the names of all batches, oldest first."""
    return tuple(tx.connection.scalars(sa.select(batch.c.name).order_by(batch.c.id)))


def seal_batch(tx: Transaction, batch_id: BatchId) -> tuple[GroupId, ...]:
    """No more files come: seal the batch and its open groups, and return those; groups sealed before move by themselves."""
    tx.connection.execute(batch.update().where(batch.c.id == batch_id).values(sealed=True))
    seal = page_group.update().where(page_group.c.batch_id == batch_id, page_group.c.sealed.is_(False)).values(sealed=True)
    return tuple(GroupId(i) for i in sorted(tx.connection.scalars(seal.returning(page_group.c.id))))


def known(tx: Transaction, new: NewScan) -> ScanId | None:
    """Return the scan already taken from this source with these bytes: a repeated run of a batch or delivery of a claim adds nothing.

    A claim is known whatever its batch: it may be delivered again on the next day, into that day's batch.
    """
    query = sa.select(scan.c.id).where(scan.c.sha256 == new.sha256, scan.c.claim == new.claim)
    found = tx.connection.scalar(query if new.claim else query.where(scan.c.batch_id == new.batch_id, scan.c.source == new.source))
    return None if found is None else ScanId(found)


def first_of(tx: Transaction, sha256: Sha256, *, hold: bool = False) -> Scan | None:
    """Return the first scan ever seen with these bytes; `hold` keeps its state as it is until this transaction ends."""
    query = sa.select(scan).where(scan.c.sha256 == sha256, scan.c.duplicate_of.is_(None))
    row = tx.connection.execute(query.with_for_update(key_share=True) if hold and not tx.sqlite else query).first()
    return None if row is None else _scan(row)


def step_back(tx: Transaction, scan_id: ScanId) -> None:
    """Let a refused scan be the first of its bytes no longer; `follow` must come in the same transaction."""
    tx.connection.execute(scan.update().where(scan.c.id == scan_id).values(duplicate_of=scan_id))


def follow(tx: Transaction, scan_id: ScanId, first: ScanId) -> None:
    """Point the scan that stepped back, and all that pointed at it, to the new first."""
    tx.connection.execute(scan.update().where(scan.c.duplicate_of == scan_id).values(duplicate_of=first))


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
    for late in count():  # a folder once taken in whole may be documents any moment: what comes later starts a sequence of its own
        name = (f"{key}:{late}" if late else key)[-1024:]
        insert_new(tx, page_group, [{"batch_id": new.batch_id, "key": name, "sealed": own, "assembled": False}])
        query = sa.select(page_group.c.id, page_group.c.sealed).where(page_group.c.batch_id == new.batch_id, page_group.c.key == name)
        found = tx.connection.execute(query if tx.sqlite else query.with_for_update(key_share=True)).one()
        if own or not found.sealed:
            return GroupId(found.id)
    raise AssertionError("count() never ends")


def get(tx: Transaction, scan_id: ScanId) -> Scan:
    """Return the scan; sqlalchemy.exc.NoResultFound where there is none."""
    return _scan(tx.connection.execute(sa.select(scan).where(scan.c.id == scan_id)).one())


def lock(tx: Transaction, scan_id: ScanId) -> None:
    """Let nobody else change the scan until this transaction ends."""
    if not tx.sqlite:  # there every writing transaction is alone
        tx.connection.execute(sa.select(scan.c.id).where(scan.c.id == scan_id).with_for_update())


def group_of(tx: Transaction, scan_id: ScanId) -> GroupId:
    """Return the page group of a readable scan."""
    return GroupId(tx.connection.execute(sa.select(scan.c.group_id).where(scan.c.id == scan_id)).scalar_one())


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupFacts:
    """What a group's documents inherit from their batch and scans; `estate` is "" where the scans do not agree on one."""

    group_id: GroupId
    batch_id: BatchId
    box: str
    estate: str
    priority: int


def group_facts(tx: Transaction, group_id: GroupId) -> GroupFacts:
    """Return the group's batch and box, its scans' common estate and their soonest priority."""
    facts = sa.select(scan.c.batch_id, batch.c.box, scan.c.estate, scan.c.priority).join(batch, batch.c.id == scan.c.batch_id)
    of_pages = facts.join(page, page.c.scan_id == scan.c.id).where(page.c.group_id == group_id)  # pages tried again have left their scan's
    rows = tx.connection.execute(facts.where(scan.c.group_id == group_id).union(of_pages)).all()
    estates = {r.estate for r in rows}
    return GroupFacts(
        group_id=group_id,
        batch_id=BatchId(rows[0].batch_id),
        box=rows[0].box,
        estate=estates.pop() if len(estates) == 1 else "",
        priority=min(r.priority for r in rows),
    )


def opened(tx: Transaction, scan_id: ScanId, kind: FileKind, page_count: int) -> None:
    """Note what the file is and how many pages it has."""
    tx.connection.execute(scan.update().where(scan.c.id == scan_id).values(kind=kind, page_count=page_count))


def quarantine(tx: Transaction, scan_id: ScanId, failure: Failure) -> None:
    """Refuse a file whole, and with it its copies: what cannot be read once cannot be read twice."""
    if not tx.sqlite:  # a copy that is just being taken in holds this row; once it is there, the update below sees it
        tx.connection.execute(sa.select(scan.c.id).where(scan.c.id == scan_id).with_for_update(key_share=True))
    copies = sa.and_(scan.c.duplicate_of == scan_id, scan.c.state == ScanState.DUPLICATE)
    tx.connection.execute(
        scan.update()
        .where(sa.or_(scan.c.id == scan_id, copies))
        .values(state=ScanState.QUARANTINED, reason=failure.code.code, detail=failure.detail)
    )


def new_group(tx: Transaction, batch_id: BatchId, key: str) -> GroupId:
    """Make a sealed group for pages that are tried again: what was assembled before stays as it is."""
    values = {"batch_id": batch_id, "key": key[:1024], "sealed": True, "assembled": False}
    return GroupId(tx.connection.execute(page_group.insert().values(**values).returning(page_group.c.id)).scalar_one())


def reopen(tx: Transaction, scan_id: ScanId, group_id: GroupId) -> None:
    """Make a file that was refused whole wait to be opened again, in that group; its copies are duplicates again."""
    reason = sa.select(scan.c.reason).where(scan.c.id == scan_id).scalar_subquery()
    tx.connection.execute(
        scan.update()
        .where(scan.c.duplicate_of == scan_id, scan.c.state == ScanState.QUARANTINED, scan.c.reason == reason)
        .values(state=ScanState.DUPLICATE, reason=None, detail="")
    )
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
