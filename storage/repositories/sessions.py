"""Sessions of signed-in people, by the digest of what their browser holds; and the tries to sign in, which limit more of them."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from domain.ids import AccountId
from storage.engine import Transaction
from storage.tables import session, sign_in


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A session; `purpose` counts until `purpose_until`. Times in seconds since 1970."""

    id: str
    account_id: AccountId
    created_at: float
    seen_at: float
    address: str
    purpose: str
    approved_by: str
    purpose_until: float | None


def add(tx: Transaction, session_id: str, account_id: AccountId, *, at: float, address: str) -> None:
    """Store a new session."""
    values = {"id": session_id, "account_id": account_id, "created_at": at, "seen_at": at, "address": address}
    tx.connection.execute(session.insert().values(**values))


def get(tx: Transaction, session_id: str) -> Session | None:
    """Return one session."""
    row = tx.connection.execute(sa.select(session).where(session.c.id == session_id)).first()
    return None if row is None else _session(row)


def of_account(tx: Transaction, account_id: AccountId) -> tuple[Session, ...]:
    """Return an account's sessions, last seen first."""
    query = sa.select(session).where(session.c.account_id == account_id).order_by(session.c.seen_at.desc())
    return tuple(_session(row) for row in tx.connection.execute(query))


def touch(tx: Transaction, session_id: str, at: float) -> None:
    """Note that the session is in use."""
    tx.connection.execute(session.update().where(session.c.id == session_id).values(seen_at=at))


def state_purpose(tx: Transaction, session_id: str, purpose: str, approved_by: str, until: float) -> None:
    """Remember for what papers are looked at."""
    values = {"purpose": purpose, "approved_by": approved_by, "purpose_until": until}
    tx.connection.execute(session.update().where(session.c.id == session_id).values(**values))


def end(tx: Transaction, session_id: str) -> None:
    """Forget one session."""
    tx.connection.execute(session.delete().where(session.c.id == session_id))


def end_of_account(tx: Transaction, account_id: AccountId, *, but: str = "") -> None:
    """Forget all sessions of an account except `but`."""
    tx.connection.execute(session.delete().where(session.c.account_id == account_id, session.c.id != but))


def sweep(tx: Transaction, *, idle_before: float, begun_before: float) -> None:
    """Forget sessions not seen since, or begun before, those times."""
    tx.connection.execute(session.delete().where(sa.or_(session.c.seen_at < idle_before, session.c.created_at < begun_before)))


def _session(row: Any) -> Session:
    return Session(
        id=row.id,
        account_id=AccountId(row.account_id),
        created_at=row.created_at,
        seen_at=row.seen_at,
        address=row.address,
        purpose=row.purpose,
        approved_by=row.approved_by,
        purpose_until=row.purpose_until,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Failures:
    """Tries to sign in that failed lately: for the name from this address, for the name, from the address; and the oldest one's time."""

    pair: int
    name: int
    address: int
    oldest: float


def failures(tx: Transaction, name: str, address: str, *, since: float) -> Failures:
    """Count failed tries after `since`; those being made count as failed until they have succeeded."""
    mine, here = sign_in.c.name == name, sign_in.c.address == address
    number = sa.func.count()
    query = sa.select(
        number.filter(sa.and_(mine, here)).label("pair"),
        number.filter(mine).label("name"),
        number.filter(here).label("address"),
        sa.func.min(sign_in.c.at).label("oldest"),
    ).where(sa.or_(mine, here), sign_in.c.at > since, sign_in.c.succeeded.is_(False))
    row = tx.connection.execute(query).one()
    return Failures(pair=row.pair, name=row.name, address=row.address, oldest=row.oldest or since)


def note_try(tx: Transaction, name: str, address: str, at: float) -> int:
    """Note a try as failed, before the password is looked at, and return its id; tries of one name are told one after another."""
    values = {"name": name, "address": address, "at": at, "succeeded": False}
    return int(tx.connection.execute(sign_in.insert().values(**values).returning(sign_in.c.id)).scalar_one())


def succeeded(tx: Transaction, try_id: int) -> None:
    """Note that the try was no failure."""
    tx.connection.execute(sign_in.update().where(sign_in.c.id == try_id).values(succeeded=True))


def forgive(tx: Transaction, name: str) -> None:
    """Let an account's failed tries count no more, after somebody set its password anew."""
    tx.connection.execute(sign_in.update().where(sign_in.c.name == name).values(succeeded=True))


def forget_tries(tx: Transaction, *, before: float) -> None:
    """Forget tries older than that."""
    tx.connection.execute(sign_in.delete().where(sign_in.c.at < before))
