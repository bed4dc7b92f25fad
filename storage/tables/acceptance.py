"""The tables of acceptances of digitisation batches."""

from sqlalchemy import JSON, Boolean, Column, Float, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint, text

from storage.tables.core import metadata

OPEN = text("state = 'open'")

# One acceptance of a batch (DA/T 31): how its sample was drawn, what the last computer check found, and how it was closed. `follows` is the
# earlier one of the same batch that was sent back.
acceptance = Table(
    "acceptance",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("batch_id", ForeignKey("batch.id"), nullable=False, index=True),
    Column("follows", ForeignKey("acceptance.id")),
    Column("state", String(16), nullable=False),
    Column("boxes", JSON, nullable=False),
    Column("standard", JSON, nullable=False),
    Column("seed", String(64), nullable=False),
    Column("share", Float, nullable=False),
    Column("population", Integer, nullable=False),
    Column("population_sha256", String(64), nullable=False),
    Column("drawn", Integer, nullable=False),
    Column("opened_by", String(64), nullable=False),
    Column("opened_at", Float, nullable=False),
    # a digest of all records that were judged: closing is refused where they have changed since
    Column("checked_at", Float, nullable=False),
    Column("facts_sha256", String(64), nullable=False),
    Column("tallies", JSON, nullable=False),
    Column("closed_by", String(64), nullable=False, server_default=""),
    Column("closed_at", Float),
    Column("reasons", JSON, nullable=False),
    Column("remark", Text, nullable=False, server_default=""),
    Index("uq_acceptance_open", "batch_id", unique=True, sqlite_where=OPEN, postgresql_where=OPEN),
)

# An item that fails a computer check, as the last check of that acceptance found it.
acceptance_defect = Table(
    "acceptance_defect",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("acceptance_id", ForeignKey("acceptance.id"), nullable=False, index=True),
    Column("check", String(16), nullable=False),
    Column("subject", String(64), nullable=False),
    Column("paper", Text, nullable=False),
    Column("en", Text, nullable=False),
    Column("zh", Text, nullable=False),
)

acceptance_excuse = Table(
    "acceptance_excuse",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("acceptance_id", ForeignKey("acceptance.id"), nullable=False),
    Column("check", String(16), nullable=False),
    Column("subject", String(64), nullable=False),
    Column("why", Text, nullable=False),
    Column("by", String(64), nullable=False),
    Column("at", Float, nullable=False),
    UniqueConstraint("acceptance_id", "check", "subject"),
)

# A sampled document; `position` is its place in the draw. `again`: not drawn, it failed in the acceptance before.
acceptance_item = Table(
    "acceptance_item",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("acceptance_id", ForeignKey("acceptance.id"), nullable=False),
    Column("document_id", ForeignKey("document.id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("again", Boolean, nullable=False),
    # the catalogue row that it is linked to, as it stood at the last check
    Column("catalogue", JSON),
    UniqueConstraint("acceptance_id", "document_id"),
)

# Every form that was ticked; of several for one item the last counts.
acceptance_verdict = Table(
    "acceptance_verdict",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("item_id", ForeignKey("acceptance_item.id"), nullable=False, index=True),
    Column("wrong", JSON, nullable=False),
    Column("remark", Text, nullable=False),
    Column("by", String(64), nullable=False),
    Column("at", Float, nullable=False),
)
