"""Bring a database to the newest schema."""

from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

import storage.migrations
from storage.engine import Database, Transaction
from storage.turns import Turn, take_turn

if TYPE_CHECKING:
    from alembic.config import Config

NEWEST = "0019"
"""The newest revision in storage/migrations/versions; a test holds it to be so."""


def upgrade(database: Database) -> None:
    """Run the migrations that the database has not seen; several processes at once are safe, one runs them and the rest wait."""
    if not is_current(database):
        upgrade_to(database, "head")


def upgrade_to(database: Database, revision: str) -> None:
    """Run the migrations up to that revision."""
    from alembic import command  # takes longer to load than most commands take to run, and is hardly ever needed

    config = migration_config()
    with database.begin() as tx:
        take_turn(tx, Turn.SCHEMA)
        config.attributes["connection"] = tx.connection
        command.upgrade(config, revision)


def is_older(revision: str) -> bool:
    """Whether the revision is one that this program's schema grew out of, or the newest itself."""
    from alembic.script import ScriptDirectory

    return any(script.revision == revision for script in ScriptDirectory.from_config(migration_config()).walk_revisions())


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
