"""The schema: the newest revision is known without loading Alembic, and the migrations make exactly the tables declared."""

from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from storage import schema
from storage.engine import Database
from storage.tables import metadata


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
        assert compare_metadata(context, metadata) == []
    database.close()
