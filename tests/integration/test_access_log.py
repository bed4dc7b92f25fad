"""The access register in both databases: written by many at once, checked, searched, handed out; harm done to it is noticed."""

import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from domain.access import Act, Entry
from domain.errors import StorageFullError
from domain.people import Role
from domain.verification import FaultKind
from hudang.bootstrap import make_workplace
from hudang.cli.main import app
from hudang.settings import Settings
from services import access_logging
from services.verifying import verify
from services.workplace import Workplace
from storage import anchors
from storage.engine import Transaction
from storage.repositories.access_log import HEAD, LogFilter
from storage.tables import access_log, meta
from tests.integration import web_home
from tests.integration.people import client_of
from tests.integration.test_web import serving
from tests.integration.web_home import WebHome

WRITERS, ENTRIES = 4, 12
Harm = Callable[[Transaction], object]


@pytest.fixture
def home(tmp_path: Path, database_url: str) -> Iterator[WebHome]:
    folder = tmp_path / "home"
    made = web_home.build(folder, database_url)
    yield made
    made.place.close()


def entry(n: int, act: Act = Act.VIEW) -> Entry:
    return Entry(at=0.0, who=f"账号{n}", via="web", act=act, subject="document", key=str(n), paper=f"CPM-{n}", purpose="核对\x00业主")


def fill(place: Workplace, count: int = 5) -> None:
    for n in range(count):
        access_logging.note(place, entry(n))


def test_many_writers_make_one_chain(home: WebHome) -> None:
    """Each writer has a database of its own, as processes have."""
    place, failed = home.place, []

    def write(writer: int) -> None:
        mine = make_workplace(Settings(home=place.home, database_url=place.database.url))
        try:
            for n in range(ENTRIES):
                access_logging.note(mine, entry(writer * ENTRIES + n, Act.CHANGE))
        except Exception as error:
            failed.append(error)
        finally:
            mine.close()

    threads = [threading.Thread(target=write, args=(n,)) for n in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    checked = access_logging.check(place)
    assert checked.broken == ()
    assert checked.head.number == WRITERS * ENTRIES


def c(number: int) -> object:
    return access_log.c.number == number


HARMS: dict[str, tuple[Harm, FaultKind]] = {
    "changed": (lambda tx: tx.connection.execute(access_log.update().where(c(2)).values(who="x")), FaultKind.ACCESS_LOG_CHANGED),
    "deleted": (lambda tx: tx.connection.execute(access_log.delete().where(c(2))), FaultKind.ACCESS_LOG_GAP),
    "cut": (lambda tx: tx.connection.execute(access_log.delete().where(access_log.c.number > 3)), FaultKind.ACCESS_LOG_CUT),
    "emptied": (lambda tx: tx.connection.execute(access_log.delete()), FaultKind.ACCESS_LOG_CUT),
    "head forgotten": (lambda tx: tx.connection.execute(meta.delete().where(meta.c.key == HEAD)), FaultKind.ACCESS_LOG_CUT),
}


@pytest.mark.parametrize("how", HARMS)
def test_what_is_done_to_it_is_found_by_verify(home: WebHome, how: str) -> None:
    fill(home.place)
    sound = verify(home.place, tell=lambda *_: None)
    assert sound.number(FaultKind.ACCESS_LOG_CUT.property) == 0
    harm, kind = HARMS[how]
    with home.place.database.begin() as tx:
        harm(tx)
    found = verify(home.place, tell=lambda *_: None)
    assert dict(found.counts)[kind] >= 1
    assert found.damaged


def test_entries_that_changed_places_are_found(home: WebHome) -> None:
    fill(home.place)
    with home.place.database.begin() as tx:
        for old, new in ((2, 99), (3, 2), (99, 3)):
            tx.connection.execute(access_log.update().where(c(old)).values(number=new))
    assert {each.breach.value for each in access_logging.check(home.place).broken} >= {"gap"}


def test_a_tail_cut_off_together_with_its_head_is_told_by_the_anchor(home: WebHome) -> None:
    fill(home.place)
    assert access_logging.check(home.place).broken == ()  # writes the end down
    with home.place.database.begin() as tx:
        kept = tx.connection.scalar(access_log.select().with_only_columns(access_log.c.digest).where(c(3)))
        tx.connection.execute(access_log.delete().where(access_log.c.number > 3))
        tx.connection.execute(meta.update().where(meta.c.key == HEAD).values(value=f"3:{kept}"))
    assert [each.breach.value for each in access_logging.check(home.place).broken] == ["cut"]
    anchor = home.place.home / anchors.NAME
    assert anchor.stat().st_mode & 0o077 == 0
    anchor.write_text("nonsense\n", encoding="ascii")
    assert access_logging.check(home.place).broken != ()


def test_the_same_by_the_same_person_is_one_entry(home: WebHome) -> None:
    for _ in range(3):
        access_logging.note(home.place, entry(1))
    access_logging.note(home.place, entry(2))
    for _ in range(2):
        access_logging.note(home.place, entry(1, Act.CHANGE))
    assert [link.entry.act for link in access_logging.register(home.place, LogFilter()).links] == [*[Act.CHANGE] * 2, *[Act.VIEW] * 2]


def test_it_is_searched(home: WebHome) -> None:
    fill(home.place)
    found = access_logging.register(home.place, LogFilter(words="CPM-3"))
    assert [link.entry.who for link in found.links] == ["账号3"]
    assert found.people == tuple(f"账号{n}" for n in range(5))
    assert found.links[0].entry.purpose == "核对 业主"
    assert access_logging.register(home.place, LogFilter(words="%")).total == 0
    assert access_logging.register(home.place, LogFilter(who="账号1", since=0.0)).total == 1
    assert access_logging.register(home.place, LogFilter(until=1.0)).total == 0
    assert access_logging.register(home.place, LogFilter(estates=frozenset({"翠湖苑"}))).total == 0


def test_looking_and_deciding_are_noted_refusals_are_not(tmp_path: Path) -> None:
    with serving(tmp_path) as own, client_of(own.home.place, own.origin, "李", Role.ARCHIVIST) as client:
        place = own.home.place

        def noted() -> list[tuple[str, str, str]]:
            links = access_logging.register(place, LogFilter(who="李")).links
            return [(link.entry.act.code, link.entry.subject, link.entry.key) for link in reversed(links)]

        client.get(f"/documents/{own.home.filed}")
        client.get(f"/documents/{own.home.filed}")
        client.get("/documents/4711")
        client.get(f"/pages/{own.home.first_page}/thumbnail")
        client.get(f"/pages/{own.home.first_page}/picture")
        client.post(f"/review/{own.home.unsure}", data={"action": "file", "unit_text": "9-9-999"})
        assert noted() == [("view", "document", "1"), ("view", "page", "1")]
        client.post(f"/review/{own.home.unsure}", data={"action": "reject"})
        late = client.post(f"/review/{own.home.unsure}", data={"action": "reject"})
        assert "late=1" in late.headers["location"]
        assert noted()[2:] == [("change", "document", str(own.home.unsure))]
        client.get("/search?q=漏水 13800005678")
        entry = access_logging.register(place, LogFilter(who="李")).links[0].entry
        assert (entry.act, entry.detail) == (Act.SEARCH, "漏水 138****5678")


def test_nothing_is_shown_that_cannot_be_written_down(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(tmp_path) as own:

        def full(*_: object) -> None:
            raise StorageFullError("The disk is full.", "磁盘已满。")

        monkeypatch.setattr(access_logging, "note", full)
        answer = own.get(f"/documents/{own.home.filed}")
        assert answer.status_code == 503
        assert "未能写入查阅登记" in answer.text
        assert "赵敏" not in answer.text
        assert own.get("/dossiers").status_code == 200


def test_the_pages_of_the_register(tmp_path: Path) -> None:
    with serving(tmp_path) as own:
        own.get(f"/documents/{own.home.filed}")
        number = str(own.stored(own.home.filed).archive_no)
        for path in ("/access-log", f"/access-log?words={number}&who=档案员张&act=view&since=2020-01-01", "/access-log/print"):
            answer = own.get(path)
            assert answer.status_code == 200, path
            assert number in answer.text, path
        assert number not in own.get("/access-log?until=2020-01-01").text
        assert own.get("/access-log?since=x").status_code == 422
        assert own.get("/access-log?act=nonsense").status_code == 404
        assert "链条检查：完好" in own.get("/access-log/print").text
        (tmp_path / "a.xlsx").write_bytes(own.get("/access-log/workbook").content)
        sheet = load_workbook(tmp_path / "a.xlsx").active
        assert sheet is not None
        rows = list(sheet.iter_rows(values_only=True))
        assert rows[0][:3] == ("序号", "时间", "查阅人")
        assert rows[1][4] == "打印"  # newest first; the export itself is noted when it goes out
        assert {row[4] for row in rows[1:]} == {"查阅", "打印"}


COMMANDS = {
    "register import FOLDER/名册.csv": "change",
    "register transfer 5-1-102 --to 吴清 --date 2026-01-01": "change",
    "imports undo 2": "change",
    "register show 5-1-102": "view",
    "search 漏水": "search",
    "dossier show 3-2-502": "view",
    "dossier kind 3-2-502 --is let --why 租约": "change",
    "review show 2": "view",
    "findings show 1": "view",
    "findings accept 1 --why 属实 --assignee 王芳": "change",
    "sample draw --share 1": "change",
    "labels bags --out FOLDER/labels.pdf": "print",
    "check --report FOLDER/findings.xlsx": "export",
}
"""Commands that show, change or hand out papers, and the act that stands in the register."""


def test_the_commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = web_home.build(tmp_path)
    made.place.close()
    monkeypatch.setenv("HUDANG_HOME", str(tmp_path))
    monkeypatch.setattr("hudang.logs.configure", lambda *_args, **_named: None)  # the handlers of this process are pytest's
    run = CliRunner()

    def call(*arguments: str, code: int = 0) -> str:
        done = run.invoke(app, list(arguments))
        assert done.exit_code == code, (arguments, done.output, done.exception)
        return done.output

    one = json.loads(call("user", "add", "张敏", "--role", "viewer", "--estate", "翠湖苑", "--json"))
    assert set(one) == {"account", "one_time_password"}
    call("user", "add", "gao", "--role", "administrator")
    call("user", "role", "张敏", "reviewer", "viewer")
    call("user", "estates", "张敏", "all")
    assert "张敏" in call("user", "list")
    token = json.loads(call("user", "token", "张敏", "--label", "对账", "--role", "viewer", "--json"))
    assert json.loads(call("user", "tokens", "--json"))["roles"] == ["viewer"]
    call("user", "revoke", str(token["token"]))
    call("user", "reset", "张敏")
    call("user", "disable", "张敏")
    call("user", "enable", "张敏")
    changed = len(call("access-log", "list", "--limit", "500", "--json").splitlines())
    owners = tmp_path / "名册.csv"
    owners.write_text("小区,楼栋,单元,房号,业主\n翠湖苑,5,1,102,周宁\n", encoding="utf-8")
    call("register", "import", str(owners), "--dry-run")
    assert len(call("access-log", "list", "--limit", "500", "--json").splitlines()) == changed
    for command in COMMANDS:
        call(*command.replace("FOLDER", str(tmp_path)).split())
    noted = [json.loads(line) for line in call("access-log", "list", "--limit", str(len(COMMANDS)), "--json").splitlines()]
    assert [row["act"] for row in reversed(noted)] == list(COMMANDS.values())
    assert {row["via"] for row in noted} == {"command"}
    call("export", str(tmp_path / "out"))
    shown = json.loads(call("access-log", "list", "--act", "export", "--limit", "1", "--json"))
    assert (shown["via"], shown["subject"]) == ("command", "archive")
    log = call("access-log", "list", "--limit", "100", "--json")
    assert one["one_time_password"] not in log
    assert token["secret"] not in log
    call("access-log", "export", str(tmp_path / "log.xlsx"))
    assert (tmp_path / "log.xlsx").stat().st_size > 0
    checked = json.loads(call("access-log", "verify", "--json"))
    assert checked["broken"] == []
    assert checked["entries"] == len(log.splitlines()) + 1
