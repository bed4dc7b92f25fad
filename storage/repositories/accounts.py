"""Accounts and the tokens of their scripts; passwords and tokens come and go as hashes only."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from domain.ids import AccountId, TokenId
from domain.people import Estates, Role
from storage.engine import Transaction
from storage.tables import account, api_token
from storage.turns import Turn, take_turn


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One person's account. `password_until`: when a one-time password ends, None for one that the person chose; times since 1970."""

    id: AccountId
    name: str
    shown: str
    roles: tuple[Role, ...]
    estates: Estates
    must_change: bool
    password_until: float | None
    disabled: bool
    created_at: float
    created_by: str
    signed_in_at: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A script's token, without its secret."""

    id: TokenId
    account_id: AccountId
    label: str
    roles: tuple[Role, ...]
    estates: Estates
    created_at: float
    created_by: str
    expires_at: float
    revoked_at: float | None
    used_at: float | None


def add(tx: Transaction, new: Account, password_hash: str) -> AccountId:
    """Store an account; its `id`, `created_at` and `signed_in_at` are given here."""
    values = _written(new) | {"password_hash": password_hash, "created_at": tx.now, "created_by": new.created_by}
    return AccountId(tx.connection.execute(account.insert().values(**values).returning(account.c.id)).scalar_one())


def change(tx: Transaction, changed: Account) -> None:
    """Store name shown, roles, estates and whether it is disabled."""
    tx.connection.execute(account.update().where(account.c.id == changed.id).values(**_written(changed)))


def _written(value: Account) -> dict[str, Any]:
    return {
        "name": value.name,
        "shown": value.shown,
        "roles": [role.code for role in value.roles],
        "estates": None if value.estates is None else sorted(value.estates),
        "must_change": value.must_change,
        "password_until": value.password_until,
        "disabled": value.disabled,
    }


def set_password(tx: Transaction, account_id: AccountId, password_hash: str, *, until: float | None) -> None:
    """Store a password's hash; `until` is given for a one-time password, which must be changed."""
    values = {"password_hash": password_hash, "must_change": until is not None, "password_until": until}
    tx.connection.execute(account.update().where(account.c.id == account_id).values(**values))


def rehashed(tx: Transaction, account_id: AccountId, password_hash: str) -> None:
    """Store the same password's hash made with newer parameters."""
    tx.connection.execute(account.update().where(account.c.id == account_id).values(password_hash=password_hash))


def signed_in(tx: Transaction, account_id: AccountId) -> None:
    """Note the time."""
    tx.connection.execute(account.update().where(account.c.id == account_id).values(signed_in_at=tx.now))


def get(tx: Transaction, account_id: AccountId) -> Account | None:
    """Return one account."""
    row = tx.connection.execute(sa.select(account).where(account.c.id == account_id)).first()
    return None if row is None else _account(row)


def by_name(tx: Transaction, name: str) -> tuple[Account, str] | None:
    """Return the account of exactly that name and its password's hash."""
    row = tx.connection.execute(sa.select(account).where(account.c.name == name)).first()
    return None if row is None else (_account(row), row.password_hash)


def every(tx: Transaction) -> tuple[Account, ...]:
    """Return all accounts by name."""
    return tuple(_account(row) for row in tx.connection.execute(sa.select(account).order_by(account.c.disabled, account.c.name)))


def there_is_one(tx: Transaction) -> bool:
    """Whether any account exists."""
    return bool(tx.connection.scalar(sa.select(sa.exists().select_from(account))))


def lock(tx: Transaction) -> None:
    """Let nobody else change accounts until this transaction ends."""
    take_turn(tx, Turn.ACCOUNTS)


def _account(row: Any) -> Account:
    return Account(
        id=AccountId(row.id),
        name=row.name,
        shown=row.shown,
        roles=_roles(row.roles),
        estates=_estates(row.estates),
        must_change=row.must_change,
        password_until=row.password_until,
        disabled=row.disabled,
        created_at=row.created_at,
        created_by=row.created_by,
        signed_in_at=row.signed_in_at,
    )


def _roles(codes: Sequence[str]) -> tuple[Role, ...]:
    return tuple(role for role in Role if role.code in codes)


def _estates(names: Sequence[str] | None) -> Estates:
    return None if names is None else frozenset(names)


def add_token(tx: Transaction, new: Token, sha256: str) -> TokenId:
    """Store a token by the SHA-256 of its secret; its `id` and `created_at` are given here."""
    values = {
        "account_id": new.account_id,
        "label": new.label,
        "sha256": sha256,
        "roles": [role.code for role in new.roles],
        "estates": None if new.estates is None else sorted(new.estates),
        "created_at": tx.now,
        "created_by": new.created_by,
        "expires_at": new.expires_at,
    }
    return TokenId(tx.connection.execute(api_token.insert().values(**values).returning(api_token.c.id)).scalar_one())


def token_by_sha256(tx: Transaction, sha256: str) -> Token | None:
    """Return the token whose secret has that digest."""
    row = tx.connection.execute(sa.select(api_token).where(api_token.c.sha256 == sha256)).first()
    return None if row is None else _token(row)


def tokens(tx: Transaction, account_id: AccountId | None = None) -> tuple[Token, ...]:
    """Return the tokens of one account or of all, newest first."""
    query = sa.select(api_token).order_by(api_token.c.id.desc())
    if account_id is not None:
        query = query.where(api_token.c.account_id == account_id)
    return tuple(_token(row) for row in tx.connection.execute(query))


def revoke_token(tx: Transaction, token_id: TokenId) -> None:
    """End a token now; one that has ended stays as it was."""
    tx.connection.execute(api_token.update().where(api_token.c.id == token_id, api_token.c.revoked_at.is_(None)).values(revoked_at=tx.now))


def token_used(tx: Transaction, token_id: TokenId) -> None:
    """Note the time."""
    tx.connection.execute(api_token.update().where(api_token.c.id == token_id).values(used_at=tx.now))


def _token(row: Any) -> Token:
    return Token(
        id=TokenId(row.id),
        account_id=AccountId(row.account_id),
        label=row.label,
        roles=_roles(row.roles),
        estates=_estates(row.estates),
        created_at=row.created_at,
        created_by=row.created_by,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
        used_at=row.used_at,
    )
