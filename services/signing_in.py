"""Sign in and out, know who asks, and limit tries: everything rests in the database, so that several web processes are one."""

from collections.abc import Callable
from dataclasses import dataclass

from domain.errors import UsageError
from domain.ids import AccountId
from domain.people import Actor, narrowed
from services import passwords
from services.accounts import normal
from services.workplace import Workplace
from storage.engine import Transaction
from storage.repositories import accounts, sessions
from storage.repositories.accounts import Account
from storage.repositories.sessions import Session

TOUCH_EVERY = 60.0
"""A session's last use is written down at most so often, in seconds."""
WINDOW = 900.0
MOST_OF_PAIR, MOST_OF_NAME, MOST_OF_ADDRESS = 5, 20, 60
"""Failed tries within WINDOW seconds after which no more are looked at: of one account from one address, of one account, from one address.

The second keeps a guesser with many addresses out, the third one with many names; an office behind one address has room.
"""
_KEPT = 30 * 86_400.0


def database_clock(tx: Transaction) -> float:
    """The time by the database's clock."""
    return tx.now


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRules:
    """How long a session lasts unused, how long at all, and how long a stated purpose counts, in seconds; `clock` tells the time."""

    idle: float
    longest: float
    purpose: float
    clock: Callable[[Transaction], float] = database_clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Present:
    """Who asks, by a session or by a script's token; `purpose` "" where none is stated or its time is over."""

    actor: Actor
    via: str
    must_change: bool
    purpose: str
    approved_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """A new session: what the browser is to hold, and whose it is."""

    secret: str
    account_id: AccountId
    name: str
    must_change: bool


class SignInError(UsageError):
    """Signing in was refused; the same words whether account or password is wrong."""

    zh = "登录被拒绝。"

    def __init__(self, wait: float = 0.0) -> None:
        self.wait = wait
        if wait:
            minutes = max(1, round(wait / 60))
            super().__init__(f"Too many tries failed. Wait {minutes} minutes.", f"失败次数过多，请约 {minutes} 分钟后再试。")
        else:
            super().__init__("Account or password is wrong.", "账号或密码不正确。")


def sign_in(place: Workplace, rules: SessionRules, name: str, password: str, *, address: str, before: str = "") -> SignedIn:
    """Open a session with a secret of its own, whatever the browser held `before`; SignInError where name or password is wrong.

    A try counts as failed before the password is looked at, so that many at once are not more than the limit either.
    """
    name = normal(name)[:64]
    with place.database.begin() as tx:
        accounts.lock(tx)
        now = rules.clock(tx)
        _refuse_many(sessions.failures(tx, name, address, since=now - WINDOW), now)
        tried = sessions.note_try(tx, name, address, now)
        sessions.forget_tries(tx, before=now - _KEPT)
        found = accounts.by_name(tx, name)
    if not _fits(found, password[: passwords.MOST + 1], now):
        raise SignInError
    assert found is not None
    account, password_hash = found
    fresh = passwords.hashed(password) if passwords.is_dated(password_hash) else ""
    with place.database.begin() as tx:
        sessions.succeeded(tx, tried)
        accounts.signed_in(tx, account.id)
        if fresh:
            accounts.rehashed(tx, account.id, fresh)
        sessions.end(tx, passwords.fingerprint(before))
        sessions.sweep(tx, idle_before=now - rules.idle, begun_before=now - rules.longest)
        secret = open_session(tx, account.id, now, address)
    return SignedIn(secret=secret, account_id=account.id, name=account.name, must_change=account.must_change)


def _refuse_many(failed: sessions.Failures, now: float) -> None:
    if failed.pair >= MOST_OF_PAIR or failed.name >= MOST_OF_NAME or failed.address >= MOST_OF_ADDRESS:
        raise SignInError(max(1.0, failed.oldest + WINDOW - now))


def _fits(found: tuple[Account, str] | None, password: str, now: float) -> bool:
    """The hash is computed whatever else is wrong, so that the time tells nothing."""
    right = passwords.fits(password, None if found is None else found[1])
    if found is None or not right:
        return False
    account = found[0]
    return not account.disabled and (account.password_until is None or now < account.password_until)


def open_session(tx: Transaction, account_id: AccountId, now: float, address: str) -> str:
    """Open a session and return what the browser is to hold."""
    secret = passwords.secret()
    sessions.add(tx, passwords.fingerprint(secret), account_id, at=now, address=address[:64])
    return secret


def whose(place: Workplace, rules: SessionRules, secret: str, *, use: bool = True) -> Present | None:
    """Who holds that session; None where it is none, over or its account closed. `use` False: it does not count as being in use."""
    session_id = passwords.fingerprint(secret)
    with place.database.read() as tx:
        now = rules.clock(tx)
        held = sessions.get(tx, session_id)
        if held is None or now - held.seen_at > rules.idle or now - held.created_at > rules.longest:
            return None
        account = accounts.get(tx, held.account_id)
    if account is None or account.disabled:
        return None
    if use and now - held.seen_at > TOUCH_EVERY:
        with place.database.begin() as tx:
            sessions.touch(tx, session_id, now)
    stated = held.purpose_until is not None and now < held.purpose_until
    return Present(
        actor=_actor(account),
        via="web",
        must_change=account.must_change,
        purpose=held.purpose if stated else "",
        approved_by=held.approved_by if stated else "",
    )


def by_token(place: Workplace, rules: SessionRules, text: str) -> Present | None:
    """Whose script holds that token; None where it is none, over, revoked, or its account closed or not yet in its owner's hands."""
    with place.database.read() as tx:
        now = rules.clock(tx)
        token = accounts.token_by_sha256(tx, passwords.fingerprint(text))
        account = None if token is None else accounts.get(tx, token.account_id)
    if token is None or account is None or account.disabled or token.revoked_at is not None or now >= token.expires_at:
        return None
    if token.used_at is None or now - token.used_at > TOUCH_EVERY:
        with place.database.begin() as tx:
            accounts.token_used(tx, token.id)
    actor = Actor(
        account_id=account.id,
        name=account.name,
        shown=account.shown,
        roles=tuple(role for role in token.roles if role in account.roles),
        estates=narrowed(token.estates, account.estates),
    )
    return Present(actor=actor, via="token", must_change=False, purpose=token.label, approved_by="")


def _actor(account: Account) -> Actor:
    return Actor(account_id=account.id, name=account.name, shown=account.shown, roles=account.roles, estates=account.estates)


def sign_out(place: Workplace, secret: str) -> None:
    """End that session."""
    with place.database.begin() as tx:
        sessions.end(tx, passwords.fingerprint(secret))


def sign_out_everywhere(place: Workplace, account_id: AccountId) -> None:
    """End all sessions of the account."""
    with place.database.begin() as tx:
        sessions.end_of_account(tx, account_id)


def held_by(place: Workplace, account_id: AccountId) -> tuple[Session, ...]:
    """Return the account's sessions, last seen first."""
    with place.database.read() as tx:
        return sessions.of_account(tx, account_id)


def change_password(place: Workplace, rules: SessionRules, account_id: AccountId, old: str, new: str, *, address: str) -> str:
    """Store a new password, end all the account's sessions and open one anew; UsageError where the old one is wrong or the new one weak."""
    with place.database.read() as tx:
        account = accounts.get(tx, account_id)
        found = None if account is None else accounts.by_name(tx, account.name)
    assert account is not None and found is not None
    if not passwords.fits(old[: passwords.MOST + 1], found[1]):
        raise UsageError("The present password is wrong.", "当前密码不正确。")
    passwords.refuse_weak(new, account.name)
    if new == old:
        raise UsageError("The new password is the old one.", "新密码不能与当前密码相同。")
    password_hash = passwords.hashed(new)
    with place.database.begin() as tx:
        accounts.set_password(tx, account_id, password_hash, until=None)
        sessions.end_of_account(tx, account_id)
        return open_session(tx, account_id, rules.clock(tx), address)


def state_purpose(place: Workplace, rules: SessionRules, secret: str, purpose: str, approved_by: str) -> None:
    """Remember for the session for what papers are looked at; UsageError where nothing is said."""
    if len(purpose.strip()) < 2:
        raise UsageError("Say for what you look at the papers.", "请填写查阅目的（至少两个字）。")
    with place.database.begin() as tx:
        until = rules.clock(tx) + rules.purpose
        sessions.state_purpose(tx, passwords.fingerprint(secret), purpose.strip()[:200], approved_by.strip()[:64], until)
