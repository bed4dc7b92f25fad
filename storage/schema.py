"""Bring a database to the newest schema."""

from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

import storage.migrations
from storage.engine import Database, Transaction

if TYPE_CHECKING:
    from alembic.config import Config

NEWEST = "0016"
"""The newest revision in storage/migrations/versions; a test holds it to be so."""


def upgrade(database: Database) -> None:
    """Run the migrations that the database has not seen; several processes at once are safe, one runs them and the rest wait."""
    if is_current(database):
        return
    from alembic import command  # takes longer to load than most commands take to run, and is hardly ever needed

    config = migration_config()
    with database.begin() as tx:
        if not tx.sqlite:  # SQLite's BEGIN IMMEDIATE is the lock already
            tx.connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7305486)")
        config.attributes["connection"] = tx.connection
        command.upgrade(config, "head")


def is_current(database: Database) -> bool:
    """Whether the database stands at the newest schema."""
    with database.read() as tx:
        return _revision(tx) == NEWEST


def migration_config() -> "Config":
    """Alembic's settings for our migrations."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(storage.migrations.__file__).parent))
    return config


def _revision(tx: Transaction) -> str | None:
    if not sa.inspect(tx.connection).has_table("alembic_version"):
        return None
    found = tx.connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
    return None if found is None else str(found)
