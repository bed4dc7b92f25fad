"""The schema: the newest revision is known without loading Alembic, and the migrations make exactly the tables declared."""

import json
import sqlite3
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from storage import schema, tables
from storage.engine import Database


def test_the_newest_revision_is_the_head_of_the_migrations() -> None:
    assert ScriptDirectory.from_config(schema.migration_config()).get_current_head() == schema.NEWEST


def test_migrations_make_the_declared_tables(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'x.db'}")
    assert not schema.is_current(database)
    schema.upgrade(database)
    assert schema.is_current(database)
    with database.read() as tx:
        context = MigrationContext.configure(
            tx.connection, opts={"include_name": lambda name, kind, _parents: not (kind == "table" and str(name).startswith("page_fts"))}
        )
        assert compare_metadata(context, tables.metadata) == []
    database.close()


def test_numbers_of_persons_kept_by_an_older_version_are_masked(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    database = Database(f"sqlite:///{path}")
    config = schema.migration_config()
    with database.begin() as tx:
        config.attributes["connection"] = tx.connection
        command.upgrade(config, "0003")
    database.close()
    fields = {
        "numbers": [{"kind": "phone", "value": "13800005678"}, {"kind": "amount", "value": "100.00"}],
        "subjects": [{"text": "请致电13800005678", "kind": "repair"}],
        "units": [],
    }
    with sqlite3.connect(path) as raw:
        wanted = "INSERT INTO page(batch_id, scan_id, group_id, page_no, state, read, fields) VALUES (1, 1, 1, ?, 'waiting', 1, ?)"
        raw.executemany(wanted, [(1, json.dumps(fields)), (2, None)])
    raw.close()
    schema.upgrade(database)
    with sqlite3.connect(path) as raw:
        kept = [row[0] for row in raw.execute("SELECT fields FROM page ORDER BY page_no")]
    raw.close()
    database.close()
    first = json.loads(kept[0])
    assert [number["value"] for number in first["numbers"]] == ["138****5678", "100.00"]
    assert first["subjects"][0]["text"] == "请致电138****5678"
    assert kept[1] is None


def test_units_kept_by_an_older_version_are_shelved_and_their_dossiers_ticked_anew(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    database = Database(f"sqlite:///{path}")
    config = schema.migration_config()
    with database.begin() as tx:
        config.attributes["connection"] = tx.connection
        command.upgrade(config, "0007")
    database.close()
    units = ["10|1||101|room", "2|||车库|garage", "2|1||502|room", "2|1||1501|room"]
    with sqlite3.connect(path) as raw:
        raw.executemany("INSERT INTO register_unit(estate, unit) VALUES ('翠湖苑', ?)", [(unit,) for unit in units])
        raw.execute("INSERT INTO tenure(unit_id, owners, tenants, phones) VALUES (1, '[]', '[]', '[]')")
        raw.execute("INSERT INTO dossier(unit_id, tenure_id, opened_at) VALUES (1, 1, 0)")
    raw.close()
    schema.upgrade(database)
    with sqlite3.connect(path) as raw:
        shelved = raw.execute("SELECT unit, building FROM register_unit ORDER BY shelf").fetchall()
        [(stale, household)] = raw.execute("SELECT d.stale, t.household FROM dossier d JOIN tenure t ON t.id = d.tenure_id").fetchall()
    raw.close()
    database.close()
    assert shelved == [("2|1||502|room", "2"), ("2|1||1501|room", "2"), ("2|||车库|garage", "2"), ("10|1||101|room", "10")]
    assert (bool(stale), json.loads(household)) == (True, {})
