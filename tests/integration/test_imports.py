"""Imports and changes of ownership on SQLite and on a real PostgreSQL: written, told, logged, taken back; papers find their owner."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from domain.errors import UsageError
from domain.imports import ImportId, ImportState
from domain.unit_number import UnitNumber
from services import import_log, importing
from services.importing import ImportOptions
from services.transferring import Transfer, standings, transfer
from services.workplace import Workplace
from storage import read_models_web
from storage.repositories import catalogue, register
from storage.tables import catalogue_row, document, event, import_change, register_unit, tenure
from tests.homes import empty_home
from tests.integration.papers import ESTATE, UNIT, listed, read_paper

TODAY = date(2026, 1, 1)


@pytest.fixture
def place(tmp_path: Path, database_url: str) -> Iterator[Workplace]:
    made = replace(empty_home(tmp_path / "home", database_url), today=lambda: TODAY)
    yield made
    made.close()


def catalogued(tmp_path: Path, *rows: str, heads: str = "档号,盒号,题名,房号,页数") -> Path:
    return listed(tmp_path, *rows, heads=heads)


def everything(place: Workplace) -> dict[str, list[tuple[str, ...]]]:
    """All rows of register and catalogue, as stored."""
    with place.database.read() as tx:
        return {
            table.name: [tuple(map(str, row)) for row in tx.connection.execute(sa.select(table).order_by(table.c.id))]
            for table in (register_unit, tenure, catalogue_row)
        }


def tenures(place: Workplace) -> list[tuple[tuple[str, ...], date | None, date | None]]:
    with place.database.read() as tx:
        return [(t.owners, t.start, t.end) for unit in register.load(tx) if unit.unit == UNIT for t in unit.tenures]


def test_an_import_is_logged_with_its_file_and_taken_back_exactly(place: Workplace, tmp_path: Path) -> None:
    first = listed(tmp_path, f"{ESTATE},3,2,501,张三,23456781", f"{ESTATE},3,2,502,李四,23456782", f"{ESTATE},,,某处,王五,")
    importing.import_register(place, first, by="甲")
    before = everything(place)
    second = listed(tmp_path, f"{ESTATE},3,2,501,赵敏,23456789", f"{ESTATE},3,2,502,李四,23456783", f"{ESTATE},3,2,601,钱五,")
    done = importing.import_register(place, second, by="乙", options=ImportOptions(as_of=date(2024, 6, 1)))
    assert done.id is not None
    assert tenures(place) == [(("张三",), None, date(2024, 5, 31)), (("赵敏",), date(2024, 6, 1), None)]
    record = import_log.show(place, done.id).record
    assert (record.by, record.file_name, record.as_of) == ("乙", "名册.csv", date(2024, 6, 1))
    assert (record.counts.new, record.counts.changed, record.counts.owner, record.counts.bad) == (1, 1, 1, 0)
    assert record.sha256 == hashlib.sha256(second.read_bytes()).hexdigest()
    import_log.save_file(place, done.id, tmp_path / "again.csv")
    assert (tmp_path / "again.csv").read_bytes() == second.read_bytes()
    undone = import_log.undo(place, done.id, by="丙")
    assert (undone.state, undone.undone_by) == (ImportState.UNDONE, "丙")
    assert everything(place) == before
    import_log.undo(place, ImportId(1), by="丙")
    assert everything(place) == {"register_unit": [], "tenure": [], "catalogue_row": []}
    with pytest.raises(UsageError, match="already"):
        import_log.undo(place, done.id, by="丙")
    with place.database.read() as tx:
        actions = tx.connection.scalars(sa.select(event.c.action).order_by(event.c.id)).all()
    assert actions == ["register.imported", "register.imported", "register.undone", "register.undone"]


def test_a_dry_run_tells_the_same_and_writes_nothing(place: Workplace, tmp_path: Path) -> None:
    importing.import_register(place, listed(tmp_path, f"{ESTATE},3,2,501,张三,23456781", f"{ESTATE},3,2,502,李四,23456782"))
    before = everything(place)
    changed = listed(tmp_path, f"{ESTATE},3,2,501,赵敏,23456789", f"{ESTATE},,,某处,王五,")
    dry = importing.import_register(place, changed, dry_run=True)
    assert everything(place) == before
    assert len(import_log.latest(place, limit=9)) == 1
    wet = importing.import_register(place, changed)
    assert replace(wet, id=None) == dry
    assert [(d.kind.code, d.row, d.name) for d in dry.differences] == [
        ("ended", None, "张三"),
        ("owner", 2, "赵敏"),
        ("gone", None, "李四"),
    ]
    assert [bad.row for bad in dry.bad] == [3]


def test_a_list_of_one_building_says_nothing_of_the_others(place: Workplace, tmp_path: Path) -> None:
    importing.import_register(place, listed(tmp_path, f"{ESTATE},3,2,501,张三,", f"{ESTATE},4,1,101,李四,"))
    only = listed(tmp_path, f"{ESTATE},3,2,501,张三,")
    assert importing.import_register(place, only, options=ImportOptions(close_gone=True)).counts.closed == 0
    assert importing.import_register(place, only, dry_run=True, options=ImportOptions(whole=True)).counts.gone == 1
    assert importing.import_register(place, only, options=ImportOptions(whole=True, close_gone=True)).counts.closed == 1


def test_imports_are_taken_back_newest_first_where_they_touch_the_same(place: Workplace, tmp_path: Path) -> None:
    importing.import_register(place, listed(tmp_path, f"{ESTATE},3,2,501,张三,23456781"))
    importing.import_register(place, listed(tmp_path, f"{ESTATE},3,2,502,李四,23456781"))
    importing.import_register(place, listed(tmp_path, f"{ESTATE},3,2,501,张三,23456782"))
    with pytest.raises(UsageError, match="#3"):
        import_log.undo(place, ImportId(1), by="甲")
    import_log.undo(place, ImportId(2), by="甲")
    import_log.undo(place, ImportId(3), by="甲")
    import_log.undo(place, ImportId(1), by="甲")
    assert everything(place)["tenure"] == []


def test_an_import_under_filed_papers_stays(place: Workplace, tmp_path: Path) -> None:
    importing.import_register(place, listed(tmp_path, f"{ESTATE},3,2,501,张三,23456781"))
    assert read_paper(place, tmp_path, date(2020, 5, 1), "张三") == ("filed", "张三")
    before = everything(place)
    with place.database.read() as tx:
        number = tx.connection.scalar(sa.select(document.c.archive_no))
    with pytest.raises(UsageError, match=str(number)):
        import_log.undo(place, ImportId(1), by="甲")
    assert everything(place) == before


def test_a_change_of_ownership_parts_the_papers_of_two_owners(place: Workplace, tmp_path: Path) -> None:
    importing.import_register(place, listed(tmp_path, f"{ESTATE},3,2,501,张三,23456781"))
    assert read_paper(place, tmp_path, date(2020, 5, 1), "张三") == ("filed", "张三")
    assert read_paper(place, tmp_path, date(2024, 8, 1)) == ("filed", "张三")
    wanted = Transfer(unit=UnitNumber.parse("3|2||501|room"), estate="", owners=("赵敏",), phones=("23456782",), on=date(2024, 6, 1))
    dry = transfer(place, wanted, dry_run=True, by="甲")
    done = transfer(place, wanted, dry_run=False, by="甲")
    assert replace(done, id=None) == dry
    assert len(done.misplaced) == 1  # the paper of August lies in the former owner's dossier
    assert tenures(place) == [(("张三",), None, date(2024, 5, 31)), (("赵敏",), date(2024, 6, 1), None)]
    [old] = _volumes(place)
    assert (old.tenure.owners, old.closed_on, old.retain_until) == (("张三",), date(2024, 5, 31), date(2027, 5, 31))
    assert read_paper(place, tmp_path, date(2023, 1, 1)) == ("filed", "张三")
    assert read_paper(place, tmp_path, date(2025, 1, 1)) == ("filed", "赵敏")
    assert read_paper(place, tmp_path, date(2025, 1, 2), "张三")[0] == "review"
    _key, (before, after) = standings(place, UNIT, "")
    assert (before.volume is None, after.volume is None) == (False, False)
    old, new = _volumes(place)
    assert (new.tenure.owners, new.closed_on, new.retain_until) == (("赵敏",), None, None)
    with pytest.raises(UsageError):
        import_log.undo(place, ImportId(2), by="甲")


def test_a_transfer_taken_back_reopens_the_dossier(place: Workplace, tmp_path: Path) -> None:
    importing.import_register(place, listed(tmp_path, f"{ESTATE},3,2,501,张三,23456781"))
    read_paper(place, tmp_path, date(2020, 5, 1))
    wanted = Transfer(unit=UNIT, estate=ESTATE, owners=("赵敏",), phones=(), on=date(2024, 6, 1))
    done = transfer(place, wanted, dry_run=False, by="甲")
    assert done.id is not None
    import_log.undo(place, done.id, by="甲")
    [volume] = _volumes(place)
    assert (volume.tenure.end, volume.closed_on, volume.retain_until) == (None, None, None)


def test_a_term_may_be_for_good_and_stays_as_it_was_settled(place: Workplace, tmp_path: Path) -> None:
    good = replace(place, rules=replace(place.rules, retention_years=None))
    importing.import_register(good, listed(tmp_path, f"{ESTATE},3,2,501,张三,2024-06-01", heads="小区,楼栋,单元,房号,业主,产权止"))
    assert read_paper(good, tmp_path, date(2020, 5, 1)) == ("filed", "张三")
    read_paper(place, tmp_path, date(2021, 5, 1))
    [volume] = _volumes(place)
    assert (volume.closed_on, volume.retain_until) == (date(2024, 6, 1), None)


def _volumes(place: Workplace) -> tuple[read_models_web.Volume, ...]:
    with place.database.read() as tx:
        return read_models_web.volumes_of_unit(tx, ESTATE, UNIT)


@pytest.mark.parametrize(
    ("unit", "owners", "day", "word"),
    [
        ("9|9||999|room", ("赵敏",), date(2024, 6, 1), "no such unit"),
        ("3|2||501|room", ("张三",), date(2024, 6, 1), "present owner already"),
        ("3|2||501|room", ("赵敏",), date(2014, 6, 1), "after 2015-03-05"),
        ("3|2||501|room", (), date(2024, 6, 1), "--to"),
        ("4|1||101|room", ("赵敏",), date(2024, 6, 1), "several present owners"),
        ("5|1||101|room", ("赵敏",), date(2024, 6, 1), "--estate"),
    ],
)
def test_a_transfer_that_cannot_be(place: Workplace, tmp_path: Path, unit: str, owners: tuple[str, ...], day: date, word: str) -> None:
    rows = [
        "翠湖苑,3,2,501,张三,2015-03-05",
        "翠湖苑,4,1,101,张三,",
        "翠湖苑,4,1,101,李四,",
        "翠湖苑,5,1,101,王五,",
        "碧水湾,5,1,101,周六,",
    ]
    importing.import_register(place, listed(tmp_path, *rows, heads="小区,楼栋,单元,房号,业主,入伙日期"))
    before = everything(place)
    with pytest.raises(UsageError, match=word):
        transfer(place, Transfer(unit=UnitNumber.parse(unit), estate="", owners=owners, phones=(), on=day), dry_run=False, by="甲")
    assert everything(place) == before


def test_a_catalogue_imported_again_is_updated_told_and_taken_back(place: Workplace, tmp_path: Path) -> None:
    importing.import_catalogue(place, catalogued(tmp_path, "A1,H1,报修单,3-2-501,2", "A2,H1,合同,3-2-501,9", "A3,H2,合同,4-1-101,9"))
    before = everything(place)
    again = catalogued(tmp_path, "A9,H1,投诉单,3-2-501,1", "A1,H1,报修单,3-2-501,3", ",,,3-2-501,1")
    kept = importing.import_catalogue(place, again, dry_run=True)
    assert [(d.kind.code, d.name, d.row) for d in kept.differences] == [("new", "A9", 2), ("changed", "A1", 3), ("gone", "A2", None)]
    assert [(f.field, f.old, f.new) for f in kept.differences[1].fields] == [("pages", "2", "3")]
    done = importing.import_catalogue(place, again, options=ImportOptions(close_gone=True))
    assert (done.counts.closed, done.counts.bad) == (1, 1)
    with place.database.read() as tx:
        assert sorted(row.archive_no for row in catalogue.load(tx)) == ["A1", "A3", "A9"]
    assert importing.import_catalogue(place, again).counts.written == 0
    assert done.id is not None
    import_log.undo(place, done.id, by="甲")
    assert everything(place) == before


def test_a_catalogue_s_moved_rows_are_no_change_and_come_back(place: Workplace, tmp_path: Path) -> None:
    importing.import_catalogue(place, catalogued(tmp_path, "A1,H1,报修单,3-2-501,2", "A1,H1,报修单,3-2-501,5", "A2,H1,合同,3-2-501,9"))
    before = everything(place)
    done = importing.import_catalogue(
        place, catalogued(tmp_path, "A2,H1,合同,3-2-501,9", "A1,H1,报修单,3-2-501,5", "A1,H1,报修单,3-2-501,2")
    )
    assert (done.counts.written, done.counts.unchanged, done.differences) == (0, 3, ())
    assert done.id is not None
    import_log.undo(place, done.id, by="甲")
    assert everything(place) == before


def test_what_a_catalogue_has_no_column_for_stays(place: Workplace, tmp_path: Path) -> None:
    importing.import_catalogue(place, catalogued(tmp_path, "A1,H1,报修单,3-2-501,2"))
    done = importing.import_catalogue(place, catalogued(tmp_path, "A1,3", heads="档号,页数"))
    assert [(d.kind.code, [f.field for f in d.fields]) for d in done.differences] == [("changed", ["pages"])]


def test_events_hold_no_names(place: Workplace, tmp_path: Path) -> None:
    importing.import_register(place, listed(tmp_path, f"{ESTATE},3,2,501,张三,13800000001"))
    with place.database.read() as tx:
        details = tx.connection.scalars(sa.select(event.c.detail)).all()
        touched = tx.connection.scalar(sa.select(sa.func.count()).select_from(import_change))
    assert details == ["1 new, 0 changed, 0 new owners, 0 closed, 0 bad"]
    assert touched == 2


def test_jobs_see_the_register_change(place: Workplace, tmp_path: Path) -> None:
    with place.database.read() as tx:
        before = register.version(tx)
    importing.import_register(place, listed(tmp_path, f"{ESTATE},3,2,501,张三,23456781"))
    import_log.undo(place, ImportId(1), by="甲")
    with place.database.read() as tx:
        assert register.version(tx) == before + 2


def test_a_transfer_in_the_future_waits(place: Workplace, tmp_path: Path) -> None:
    importing.import_register(place, listed(tmp_path, f"{ESTATE},3,2,501,张三,23456781"))
    with pytest.raises(UsageError, match="future"):
        transfer(place, Transfer(unit=UNIT, estate="", owners=("赵敏",), phones=(), on=date(2026, 1, 2)), dry_run=True, by="甲")
