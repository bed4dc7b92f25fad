"""Bring a database to the newest schema."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

import storage.migrations
from storage.engine import Database


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(storage.migrations.__file__).parent))
    return config


def upgrade(database: Database) -> None:
    """Run the migrations that the database has not seen; several processes at once are safe, one runs them and the rest wait."""
    if is_current(database):
        return
    config = _config()
    with database.begin() as tx:
        if not tx.sqlite:  # SQLite's BEGIN IMMEDIATE is the lock already
            tx.connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7305486)")
        config.attributes["connection"] = tx.connection
        command.upgrade(config, "head")


def is_current(database: Database) -> bool:
    """Whether the database stands at the newest schema."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    with database.read() as tx:
        return MigrationContext.configure(tx.connection).get_current_revision() == head
