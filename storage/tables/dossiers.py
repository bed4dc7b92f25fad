"""What dossiers ought to hold, what persons said of their households, and where their boxes stand."""

from sqlalchemy import JSON, Boolean, Column, Date, Float, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from storage.tables.core import metadata

# Every list that dossiers were held against, with what it asked for: an edit without a new version number is a revision of its own.
required_version = Table(
    "required_version",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(255), nullable=False),
    Column("version", Integer, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("digest", String(16), nullable=False),
    Column("since", Date),
    Column("items", JSON, nullable=False),
    Column("at", Float, nullable=False),
    UniqueConstraint("name", "version", "revision"),
)

# What persons said of a dossier's kind of household; the last word on each kind counts, NULL leaves it to the facts again.
household_decision = Table(
    "household_decision",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("dossier_id", ForeignKey("dossier.id"), nullable=False, index=True),
    Column("kind", String(16), nullable=False),
    Column("holds", Boolean),
    Column("by", String(64), nullable=False),
    Column("why", Text, nullable=False),
    Column("at", Float, nullable=False),
)

# Where boxes stand; the last row of a box counts, earlier ones say where it stood before. An empty cabinet: taken away.
box_place = Table(
    "box_place",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("estate", String(255), nullable=False),
    Column("box", String(255), nullable=False),
    Column("cabinet", String(64), nullable=False),
    Column("shelf", String(64), nullable=False),
    Column("by", String(64), nullable=False),
    Column("at", Float, nullable=False),
    Column("file_name", String(255), nullable=False, server_default=""),
    Index("ix_box_place_box", "box", "estate"),
)
