"""What people tried again out of quarantine, and what scanners say they counted."""

from sqlalchemy import Column, Float, ForeignKey, Integer, String, Table

from storage.tables.core import metadata

# A file that was refused whole (no page) or one page, put back to work; `reason` is what it had been refused for.
retry = Table(
    "retry",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("scan_id", ForeignKey("scan.id"), nullable=False, index=True),
    Column("page_id", ForeignKey("page.id")),
    Column("reason", String(32), nullable=False),
    Column("by", String(64), nullable=False),
    Column("at", Float, nullable=False),
)

# How many files and pages the scanner counted for a batch, as a person entered it; the last row counts, NULL where not known.
scanner_count = Table(
    "scanner_count",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("batch_id", ForeignKey("batch.id"), nullable=False, index=True),
    Column("files", Integer),
    Column("pages", Integer),
    Column("by", String(64), nullable=False),
    Column("at", Float, nullable=False),
)
