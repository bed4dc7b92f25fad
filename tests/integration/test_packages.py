"""Packages: out of one home and into another without loss, and nothing damaged or foreign taken in."""

import csv
import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook

from domain.access import Act, Entry
from domain.errors import DamagedStoreError, UsageError
from domain.people import Role
from domain.unit_number import UnitNumber
from domain.verification import FaultKind
from hudang.bootstrap import make_workplace
from hudang.cli.home import make_home
from hudang.settings import Settings
from publishing.bag import check_bag
from services import access_logging, accounts, exporting, looking, signing_in
from services.looking import Filter
from services.publication import publish
from services.unpacking import import_package
from services.verifying import verify
from services.workplace import Workplace
from storage import records
from tests.integration import people, web_home
from tests.integration.web_home import U502, WebHome

HOME_FILES = ("taxonomy.toml", "secret.key", "access-log.anchors")


@pytest.fixture
def home(tmp_path: Path, database_url: str) -> Iterator[WebHome]:
    folder = tmp_path / "home"
    made = web_home.build(folder, database_url)
    (folder / "secret.key").write_text("00" * 32, encoding="ascii")
    web_home.file_more(made, 2)
    for document_id in (made.filed, made.unsure):
        effects = publish(made.place, document_id)
        with made.place.database.begin() as tx:
            effects(tx)
    yield made
    made.place.close()


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Workplace]:
    """An empty home, embedded: a package knows no difference."""
    make_home(tmp_path / "other")
    place = make_workplace(Settings(home=tmp_path / "other", company="CPM"))
    yield place
    place.close()


def package(place: Workplace, folder: Path) -> Path:
    home_files = tuple(name for name in HOME_FILES if (place.home / name).exists())
    exporting.export_everything(place, folder, home_files=home_files)
    return folder


def rows(place: Workplace) -> dict[str, list[str]]:
    with place.database.read() as tx:
        return {table: list(records.lines(tx, table)) for table in records.tables()}


def test_people_and_the_register_go_along_but_no_session(home: WebHome, other: Workplace, tmp_path: Path) -> None:
    mine = people.account(home.place, "李", Role.ARCHIVIST)
    with home.place.database.begin() as tx:
        signing_in.open_session(tx, mine, tx.now, "127.0.0.1")
    for n in range(3):
        access_logging.note(home.place, Entry(at=0.0, who="李", via="web", act=Act.CHANGE, key=str(n)))
    import_package(other, package(home.place, tmp_path / "sent"))
    assert accounts.get(other, "李").roles == (Role.ARCHIVIST,)
    assert signing_in.held_by(other, mine) == ()
    checked = access_logging.check(other)
    assert (checked.broken, checked.head.number) == ((), 3)
    access_logging.note(other, Entry(at=0.0, who="李", via="web", act=Act.CHANGE))
    assert access_logging.check(other).head.number == 4


def test_a_round_trip_loses_nothing(home: WebHome, other: Workplace, tmp_path: Path) -> None:
    sent = package(home.place, tmp_path / "sent")
    done = import_package(other, sent)
    assert rows(other) == rows(home.place)
    assert done.records == sum(map(len, rows(other).values()))
    source = verify(home.place, tell=lambda _stage, _done, _total: None)
    assert done.objects == source.objects - source.unreferenced == len(list(other.blobs.root.glob("??/??/*")))
    again = package(other, tmp_path / "again")
    manifest = (sent / "manifest-sha256.txt").read_text(encoding="utf-8")
    assert manifest == (again / "manifest-sha256.txt").read_text(encoding="utf-8")
    assert (other.home / "secret.key").read_text(encoding="ascii") == "00" * 32
    assert (other.home / "secret.key").stat().st_mode & 0o077 == 0
    assert verify(other, tell=lambda _stage, _done, _total: None).counts == source.counts == ((FaultKind.PDF_MISSING, 2),)


def test_an_imported_home_goes_on_working(home: WebHome, other: Workplace, tmp_path: Path) -> None:
    import_package(other, package(home.place, tmp_path / "sent"))
    assert {hit.document for hit in looking.search(other, "漏水", Filter(unit=U502))} == {home.filed}
    more = WebHome(**{name: getattr(home, name) for name in WebHome.__slots__} | {"place": other})
    [new] = web_home.file_more(more, 1)
    held = [json.loads(line) for line in rows(other)["document"]]
    assert sorted(row["id"] for row in held)[-1] == new
    numbers = sorted(row["archive_no"] for row in held if row["archive_no"])
    assert numbers[-1].endswith("-0004")


def test_into_the_scaled_form_new_rows_are_numbered_on(tmp_path: Path, postgres_database: str) -> None:
    (tmp_path / "home").mkdir()
    made = web_home.build(tmp_path / "home")
    sent = package(made.place, tmp_path / "sent")
    made.place.close()
    make_home(tmp_path / "other")
    place = make_workplace(Settings(home=tmp_path / "other", company="CPM", database_url=postgres_database))
    import_package(place, sent)
    more = WebHome(**{name: getattr(made, name) for name in WebHome.__slots__} | {"place": place})
    [new] = web_home.file_more(more, 1)
    assert new == 1 + max(made.filed, made.unsure, made.two_owners, made.hostile)
    place.close()


@pytest.mark.parametrize("harm", ["flip", "remove", "add"])
def test_a_damaged_package_is_refused_and_the_file_named(home: WebHome, other: Workplace, tmp_path: Path, harm: str) -> None:
    sent = package(home.place, tmp_path / "sent")
    victim = sent / "data" / "records" / "page.jsonl"
    if harm == "flip":
        victim.write_bytes(victim.read_bytes().replace(b"1", b"2", 1))
    elif harm == "remove":
        victim.unlink()
    else:
        victim = victim.with_name("more.jsonl")
        victim.write_bytes(b"{}")
    with pytest.raises(DamagedStoreError, match=victim.name):
        import_package(other, sent)
    assert rows(other)["scan"] == []


def test_an_unempty_home_and_a_single_dossier_are_refused(home: WebHome, other: Workplace, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="holds records"):
        import_package(home.place, package(home.place, tmp_path / "sent"))
    exporting.export_dossier(home.place, tmp_path / "one", unit=U502, estate="")
    with pytest.raises(UsageError, match="single dossiers"):
        import_package(other, tmp_path / "one")


def test_nothing_is_exported_from_a_damaged_store(home: WebHome, tmp_path: Path) -> None:
    home.place.blobs.path(home.refused).unlink()
    with pytest.raises(DamagedStoreError, match=home.refused):
        package(home.place, tmp_path / "sent")


def test_a_dossier_holds_its_own_records_and_nobody_elses(home: WebHome, tmp_path: Path) -> None:
    out = tmp_path / "one"
    exporting.export_dossier(home.place, out, unit=U502, estate="")
    check_bag(out)
    subprocess.run(["sha256sum", "-c", "manifest-sha256.txt"], cwd=out, check=True, stdout=subprocess.DEVNULL)
    held = {path.stem: [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] for path in out.rglob("*.jsonl")}
    assert {row["unit"] for row in held["document"]} == {str(U502)}
    assert {row["document_id"] for row in held["page"]} == {row["id"] for row in held["document"]}
    assert [row["owners"] for row in held["tenure"]] == [["赵敏"]]
    assert {row["unit"] for row in held["finding"]} == {str(U502)}
    logged = {"document.filed", "dossier.opened", "dossier.received"}
    assert logged <= {row["action"] for row in held["event"]} <= logged | {"sample.taken"}
    named = {row["sha256"] for row in held["scan"]} | {row["thumbnail_sha256"] for row in held["page"]}
    named |= {row["pdf_sha256"] for row in held["document"] if row["pdf_sha256"]}
    assert {row["sha256"] for row in held["objects"]} == named
    assert "陈志强" not in "".join(path.read_text(encoding="utf-8") for path in out.rglob("*.jsonl"))


def test_the_tree_is_for_people(home: WebHome, tmp_path: Path) -> None:
    out = tmp_path / "tree"
    exporting.export_tree(home.place, out)
    exporting.export_tree(home.place, out)
    folder = out / "翠湖苑" / "3" / "3栋2单元502室" / "赵敏"
    [pdf] = folder.glob("*.pdf")
    assert pdf.name.startswith("2024-03-05_报修单_CPM")
    subprocess.run(["sha256sum", "-c", "manifest-sha256.txt"], cwd=out, check=True, stdout=subprocess.DEVNULL)
    with (folder / "目录.csv").open(encoding="utf-8-sig", newline="") as stream:
        listed = list(csv.reader(stream))
    assert listed[0] == ["序号", "档号", "文号", "责任者", "题名", "日期", "密级", "页数", "备注"]
    assert listed[1] == ["1", "CPM-翠湖苑-3-2-502-repair_request-0001", "", "赵敏", "报修单", "20240305", "", "1", "盒 A-01"]
    assert len(listed) == 4
    [sheet] = load_workbook(folder / "目录.xlsx").worksheets
    assert [[cell or "" for cell in row] for row in sheet.iter_rows(values_only=True)] == listed


def test_a_unit_without_a_dossier_is_said_so(home: WebHome, tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        exporting.export_dossier(home.place, tmp_path / "one", unit=UnitNumber.parse("5|1||101|room"), estate="")
