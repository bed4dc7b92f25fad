"""Accounts of the people who use the web application, kept by an administrator or from the command line."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from domain.errors import UsageError
from domain.ids import AccountId, TokenId
from domain.people import Estates, Role
from services import passwords
from services.workplace import Workplace
from storage import read_models_web
from storage.engine import ConflictError, Transaction
from storage.repositories import accounts, sessions
from storage.repositories.accounts import Account, Token

FIRST_NAME = "admin"
FIRST_ROLES = (Role.ARCHIVIST, Role.ADMINISTRATOR)
"""The first account keeps the accounts and can work at once; where duties are apart, its role as archivist is taken away."""
ONE_TIME_SECONDS = 72 * 3600.0
DAY = 86_400.0
_NAME = re.compile(r"[\w.@-]{1,32}")
_MOST_SHOWN, _MOST_DAYS = 32, 3650


@dataclass(frozen=True, slots=True, kw_only=True)
class OneTime:
    """An account's name and its one-time password, to be told once and then forgotten."""

    name: str
    password: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What an account is to be; `name` as typed, `estates` None: all."""

    name: str
    shown: str
    roles: tuple[Role, ...]
    estates: Estates


def normal(name: str) -> str:
    """An account's name as it is kept and compared: NFKC, lower case, without outer blanks."""
    return unicodedata.normalize("NFKC", name).strip().casefold()


def first_administrator(place: Workplace) -> OneTime | None:
    """Make the first account where there is none and return its one-time password; None where there is one, or another was faster."""
    with place.database.read() as tx:
        if accounts.there_is_one(tx):
            return None
    wanted = Wanted(name=FIRST_NAME, shown="系统管理员", roles=FIRST_ROLES, estates=None)
    try:
        return add(place, wanted, by="hudang", first=True)
    except ConflictError:
        return None


def add(place: Workplace, wanted: Wanted, *, by: str, first: bool = False) -> OneTime:
    """Make an account with a one-time password; UsageError for a name that cannot be or is taken. `first`: only where there is none."""
    name, password = normal(wanted.name), passwords.one_time()
    if not _NAME.fullmatch(name):
        raise UsageError(
            "An account's name has at most 32 letters, digits, Chinese characters or . _ - @.",
            "账号名最多 32 个字符，可用汉字、字母、数字及 . _ - @。",
        )
    password_hash = passwords.hashed(password)
    with place.database.begin() as tx:
        accounts.lock(tx)
        if accounts.by_name(tx, name) is not None or (first and accounts.there_is_one(tx)):
            if first:
                raise ConflictError(name)
            raise UsageError(f"There is an account {name} already.", f"账号 {name} 已存在。")
        new = Account(
            id=AccountId(0),
            name=name,
            shown=_shown(wanted.shown or name),
            roles=_roles(wanted.roles),
            estates=_estates(tx, wanted.estates),
            must_change=True,
            password_until=tx.now + ONE_TIME_SECONDS,
            disabled=False,
            created_at=0.0,
            created_by=by,
            signed_in_at=None,
        )
        accounts.add(tx, new, password_hash)
    return OneTime(name=name, password=password)


def every(place: Workplace) -> tuple[Account, ...]:
    """Return all accounts by name."""
    with place.database.read() as tx:
        return accounts.every(tx)


def get(place: Workplace, name: str) -> Account:
    """Return the account of that name; UsageError where there is none."""
    with place.database.read() as tx:
        return _named(tx, name)


def known(place: Workplace, name: str) -> str:
    """Return the name as it is kept where there is such an account, else ""."""
    with place.database.read() as tx:
        found = accounts.by_name(tx, normal(name)[:64])
    return "" if found is None else found[0].name


def by_id(place: Workplace, account_id: AccountId) -> Account | None:
    """Return one account; None where there is none of that number."""
    with place.database.read() as tx:
        return accounts.get(tx, account_id)


def change(
    place: Workplace,
    name: str,
    *,
    shown: str | None = None,
    roles: Sequence[Role] | None = None,
    estates: Estates = None,
    keep_estates: bool = False,
    disabled: bool | None = None,
) -> Account:
    """Change an account and return it; None leaves what it has, of `estates` (None: all) only with `keep_estates`.

    What is signed in goes on with the new roles at once; a disabled account's sessions end.
    """

    def changed(tx: Transaction, account: Account) -> Account:
        return replace(
            account,
            shown=account.shown if shown is None else _shown(shown or account.name),
            roles=account.roles if roles is None else _roles(roles),
            estates=account.estates if keep_estates else _estates(tx, estates),
            disabled=account.disabled if disabled is None else disabled,
        )

    return _change(place, name, changed)


def _change(place: Workplace, name: str, how: Callable[[Transaction, Account], Account]) -> Account:
    with place.database.begin() as tx:
        accounts.lock(tx)
        changed = how(tx, _named(tx, name))
        accounts.change(tx, changed)
        if not any(Role.ADMINISTRATOR in each.roles and not each.disabled for each in accounts.every(tx)):
            raise UsageError(
                "That would leave no administrator. Make another account administrator first.",
                "这样将没有可用的系统管理员，请先让另一账号担任系统管理员。",
            )
        if changed.disabled:
            sessions.end_of_account(tx, changed.id)
        return changed


def reset(place: Workplace, name: str) -> OneTime:
    """Give an account a new one-time password; its sessions end and its failed tries are forgiven."""
    password = passwords.one_time()
    password_hash = passwords.hashed(password)
    with place.database.begin() as tx:
        account = _named(tx, name)
        accounts.set_password(tx, account.id, password_hash, until=tx.now + ONE_TIME_SECONDS)
        sessions.end_of_account(tx, account.id)
        sessions.forgive(tx, account.name)
    return OneTime(name=account.name, password=password)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewToken:
    """A token of a script and its secret, to be told once and then forgotten."""

    token_id: TokenId
    secret: str


def add_token(place: Workplace, name: str, *, label: str, roles: Sequence[Role], estates: Estates, days: int, by: str) -> NewToken:
    """Make a token for scripts: it may do at most what both the account and these roles allow; UsageError where that is nothing."""
    if not 1 <= days <= _MOST_DAYS:
        raise UsageError(f"A token lives 1 to {_MOST_DAYS} days.", f"令牌有效期须为 1 至 {_MOST_DAYS} 天。")
    text = f"hd_{passwords.secret()}"
    with place.database.begin() as tx:
        account = _named(tx, name)
        chosen = tuple(role for role in account.roles if not roles or role in roles)
        if not chosen or (roles and len(chosen) < len(set(roles))):
            raise UsageError("A token can only have roles that its account has.", "令牌只能使用该账号已有的角色。")
        new = Token(
            id=TokenId(0),
            account_id=account.id,
            label=_shown(label or "script"),
            roles=chosen,
            estates=_estates(tx, estates),
            created_at=0.0,
            created_by=by,
            expires_at=tx.now + days * DAY,
            revoked_at=None,
            used_at=None,
        )
        return NewToken(token_id=accounts.add_token(tx, new, passwords.fingerprint(text)), secret=text)


def tokens(place: Workplace, account_id: AccountId | None = None) -> tuple[Token, ...]:
    """Return the tokens of one account or of all, newest first."""
    with place.database.read() as tx:
        return accounts.tokens(tx, account_id)


def revoke_token(place: Workplace, token_id: TokenId, *, of: AccountId | None = None) -> None:
    """End a token now; UsageError where there is none of that number (`of` that account)."""
    with place.database.begin() as tx:
        if token_id not in {token.id for token in accounts.tokens(tx, of)}:
            raise UsageError(f"There is no token {token_id}.", f"没有编号为 {token_id} 的令牌。")
        accounts.revoke_token(tx, token_id)


def known_estates(place: Workplace) -> tuple[str, ...]:
    """Return the names of the register's estates."""
    with place.database.read() as tx:
        return read_models_web.register_estates(tx)


def _named(tx: Transaction, name: str) -> Account:
    found = accounts.by_name(tx, normal(name))
    if found is None:
        raise UsageError(f"There is no account {name!r}.", f"没有名为 {name!r} 的账号。")
    return found[0]


def _shown(text: str) -> str:
    shown = " ".join(text.split())
    if not shown or len(shown) > _MOST_SHOWN or not shown.isprintable():
        raise UsageError(f"A name has 1 to {_MOST_SHOWN} characters.", f"名称须为 1 至 {_MOST_SHOWN} 个字符。")
    return shown


def _roles(roles: Sequence[Role]) -> tuple[Role, ...]:
    if not roles:
        raise UsageError("An account has at least one role.", "账号至少要有一个角色。")
    return tuple(role for role in Role if role in roles)


def _estates(tx: Transaction, estates: Estates) -> Estates:
    known = read_models_web.register_estates(tx)
    unknown = sorted((estates or frozenset()) - set(known))
    if unknown:
        raise UsageError(
            f"The register has no estate {', '.join(unknown)}. Known: {', '.join(known) or 'none, import the register first'}.",
            f"业主名册中没有项目 {'、'.join(unknown)}，可选：{'、'.join(known) or '无，请先导入名册'}。",
        )
    return estates
