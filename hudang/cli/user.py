"""`user …`: accounts of the web application and tokens of scripts, without a browser. Passwords are made here, never taken as arguments."""

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from domain.access import Act
from domain.errors import UsageError
from domain.ids import TokenId
from domain.people import Estates, Role
from hudang.cli.console import dump, say, table, tell
from hudang.cli.options import AsJson, Home, workplace
from services import access_logging, accounts
from services.accounts import OneTime, Wanted
from services.workplace import Workplace
from storage.repositories.accounts import Account, Token

ALL = "all"
Name = Annotated[str, typer.Argument(help="The account's name. 账号名。")]
Roles = Annotated[
    list[str],
    typer.Option("--role", help=f"A role; again for more. 角色，可重复：{'、'.join(f'{r.code} {r.zh}' for r in Role)}。"),
]
EstatesWanted = Annotated[
    list[str] | None,
    typer.Option("--estate", help="An estate of the register; again for more; all for every one. 项目，可重复，all 为全部。"),
]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    people = typer.Typer(help="Accounts of the web application, tokens of scripts. 网页账号与接口令牌。", no_args_is_help=True)
    people.command("add")(add)
    people.command("list")(list_accounts)
    people.command("role")(role)
    people.command("estates")(estates)
    people.command("reset")(reset)
    people.command("disable")(disable)
    people.command("enable")(enable)
    people.command("token")(token)
    people.command("tokens")(list_tokens)
    people.command("revoke")(revoke)
    app.add_typer(people, name="user")


def add(
    name: Name,
    roles: Roles,
    shown: Annotated[str, typer.Option("--shown", help="The person's name as shown. 姓名。")] = "",
    estate: EstatesWanted = None,
    home: Home = None,
    json: AsJson = False,
) -> None:
    """Make an account with a one-time password, which is printed once. 新增账号，一次性密码只显示这一次。"""
    wanted = Wanted(name=name, shown=shown, roles=_roles(roles), estates=_estates(estate, otherwise=None))
    with _changing(home, name, "user add") as place:
        told = accounts.add(place, wanted, by=getpass.getuser())
    _tell(told, json=json)


def list_accounts(home: Home = None, json: AsJson = False) -> None:
    """List accounts. 列出账号。"""
    with workplace(home) as (_settings, place):
        people = accounts.every(place)
    if json:
        for each in people:
            dump(_data(each))
        return
    heads = [say("account", "账号"), say("name", "姓名"), say("roles", "角色"), say("estates", "项目"), say("state", "状态")]
    table(say("Accounts", "账号"), [*heads, say("last sign-in", "最近登录")], [_row(each) for each in people])


def role(name: Name, roles: Annotated[list[str], typer.Argument(help="The roles from now on. 今后的角色。")], home: Home = None) -> None:
    """Give an account these roles instead of its own. 设置角色。"""
    with _changing(home, name, f"user role {','.join(roles)}") as place:
        changed = accounts.change(place, name, roles=_roles(roles), keep_estates=True)
    tell(f"{changed.name}: {', '.join(r.code for r in changed.roles)}", f"{changed.name}：{'、'.join(r.zh for r in changed.roles)}")


def estates(
    name: Name,
    wanted: Annotated[list[str], typer.Argument(help="Estates from now on, or all. 今后可见的项目，all 为全部。")],
    home: Home = None,
) -> None:
    """Give an account these estates instead of its own. 设置可见项目。"""
    with (
        workplace(home) as (_settings, place),
        access_logging.noting(place, Act.CHANGE, subject="account", key=accounts.normal(name), detail=f"user estates {','.join(wanted)}"),
    ):
        changed = accounts.change(place, name, estates=_estates(wanted, otherwise=frozenset()))
    tell(f"{changed.name}: {_estates_text(changed.estates, en=True)}", f"{changed.name}：{_estates_text(changed.estates, en=False)}")


def reset(name: Name, home: Home = None, json: AsJson = False) -> None:
    """Give an account a new one-time password and end its sessions. 重置密码。"""
    with _changing(home, name, "user reset") as place:
        told = accounts.reset(place, name)
    _tell(told, json=json)


def disable(name: Name, home: Home = None) -> None:
    """Close an account and end its sessions; what it did stays on record. 停用账号。"""
    _close(name, home, disabled=True)


def enable(name: Name, home: Home = None) -> None:
    """Open a closed account again. 启用账号。"""
    _close(name, home, disabled=False)


def token(
    name: Name,
    label: Annotated[str, typer.Option(help="What it is for; stands in the access register as purpose. 用途，作为查阅目的登记。")],
    roles: Annotated[list[str] | None, typer.Option("--role", help="Only these of the account's roles. 仅用其中这些角色。")] = None,
    estate: EstatesWanted = None,
    days: Annotated[int, typer.Option(help="Days until it ends. 有效天数。")] = 90,
    home: Home = None,
    json: AsJson = False,
) -> None:
    """Make a token for a script, which is printed once. 生成接口令牌，只显示这一次。"""
    chosen, within = _roles(roles or []), _estates(estate, otherwise=None)
    with _changing(home, name, f"user token {label}") as place:
        made = accounts.add_token(place, name, label=label, roles=chosen, estates=within, days=days, by=getpass.getuser())
    if json:
        dump({"token": made.token_id, "secret": made.secret})
    else:
        tell(f"Token {made.token_id}, shown this once: {made.secret}", f"令牌 {made.token_id}（仅显示这一次）：{made.secret}")


def list_tokens(home: Home = None, json: AsJson = False) -> None:
    """List tokens. 列出接口令牌。"""
    with workplace(home) as (_settings, place):
        names = {each.id: each.name for each in accounts.every(place)}
        held = accounts.tokens(place)
    if json:
        for each in held:
            dump(_token_data(each, names[each.account_id]))
        return
    heads = ["#", say("account", "账号"), say("label", "用途"), say("roles", "角色"), say("ends", "有效期至"), say("revoked", "撤销于")]
    rows = [(t.id, names[t.account_id], t.label, ",".join(r.code for r in t.roles), _when(t.expires_at), _when(t.revoked_at)) for t in held]
    table(say("Tokens", "接口令牌"), heads, rows)


def revoke(number: Annotated[int, typer.Argument(help="Number of the token. 令牌编号。")], home: Home = None) -> None:
    """End a token now. 撤销接口令牌。"""
    with _changing(home, "", f"user revoke {number}") as place:
        accounts.revoke_token(place, TokenId(number))
    tell(f"Token {number} is revoked.", f"令牌 {number} 已撤销。")


@contextmanager
def _changing(home: Path | None, name: str, detail: str) -> Iterator[Workplace]:
    """Open the home for a change of that account, which is written into the access register."""
    key = accounts.normal(name)
    with workplace(home) as (_settings, place), access_logging.noting(place, Act.CHANGE, subject="account", key=key, detail=detail):
        yield place


def _close(name: str, home: Path | None, *, disabled: bool) -> None:
    word = "disable" if disabled else "enable"
    with _changing(home, name, f"user {word}") as place:
        changed = accounts.change(place, name, keep_estates=True, disabled=disabled)
    tell(f"{changed.name}: {word}d", f"{changed.name} 已{'停用' if disabled else '启用'}")


def _roles(codes: list[str]) -> tuple[Role, ...]:
    try:
        return tuple(Role.of(code) for code in codes)
    except KeyError as error:
        known = ", ".join(role.code for role in Role)
        raise UsageError(f"There is no role {error}. Known: {known}.", f"没有角色 {error}，可选：{known}。") from error


def _estates(names: list[str] | None, *, otherwise: Estates) -> Estates:
    if not names:
        return otherwise
    return None if ALL in names else frozenset(names)


def _estates_text(value: Estates, *, en: bool) -> str:
    return ("all estates" if en else "全部项目") if value is None else (", " if en else "、").join(sorted(value)) or "-"


def _tell(told: OneTime, *, json: bool) -> None:
    if json:
        dump({"account": told.name, "one_time_password": told.password})
    else:
        tell(
            f"Account {told.name}, one-time password shown this once: {told.password} (to be changed at sign-in, ends in 72 hours)",
            f"账号 {told.name}，一次性密码（仅显示这一次）：{told.password}（登录后须修改，72 小时内有效）",
        )


def _when(seconds: float | None) -> str:
    return "" if seconds is None else datetime.fromtimestamp(seconds, UTC).astimezone().strftime("%Y-%m-%d %H:%M")


def _row(each: Account) -> tuple[object, ...]:
    state = say("closed", "已停用") if each.disabled else say("to sign in", "待首次登录") if each.must_change else say("open", "正常")
    roles = "、".join(say(r.en, r.zh) for r in each.roles)
    return (
        each.name,
        each.shown,
        roles,
        say(_estates_text(each.estates, en=True), _estates_text(each.estates, en=False)),
        state,
        _when(each.signed_in_at),
    )


def _data(each: Account) -> dict[str, Any]:
    return {
        "account": each.name,
        "shown": each.shown,
        "roles": [r.code for r in each.roles],
        "estates": None if each.estates is None else sorted(each.estates),
        "disabled": each.disabled,
        "must_change": each.must_change,
        "created_by": each.created_by,
        "signed_in_at": _when(each.signed_in_at) or None,
    }


def _token_data(each: Token, name: str) -> dict[str, Any]:
    return {
        "token": each.id,
        "account": name,
        "label": each.label,
        "roles": [r.code for r in each.roles],
        "estates": None if each.estates is None else sorted(each.estates),
        "expires_at": _when(each.expires_at),
        "revoked_at": _when(each.revoked_at) or None,
    }
