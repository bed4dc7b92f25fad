"""Imports and changes of ownership, and what each of them touched."""

from sqlalchemy import JSON, Column, Date, Float, ForeignKey, Integer, String, Table, Text

from storage.tables.core import metadata

# Imports of register and catalogue and changes of ownership, and every row that each of them touched.
import_log = Table(
    "import_log",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("state", String(8), nullable=False),
    Column("at", Float, nullable=False),
    Column("by", String(64), nullable=False),
    Column("file_name", String(255), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("estate", String(255), nullable=False),
    Column("as_of", Date),
    Column("counts", JSON, nullable=False),
    Column("undone_at", Float),
    Column("undone_by", String(64), nullable=False, server_default=""),
)

import_change = Table(
    "import_change",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("import_id", ForeignKey("import_log.id"), nullable=False, index=True),
    Column("subject", String(16), nullable=False),
    Column("subject_id", Integer, nullable=False),
    Column("key", String(520), nullable=False, index=True),
    Column("before", Text),
    Column("after", Text, nullable=False),
)
