"""Reports: who has seen which."""

from sqlalchemy import JSON, Column, Float, Index, Integer, String, Table, Text

from storage.tables.core import metadata

# That somebody has seen a periodic report: which, of what estate ("" all), what its figures were, what was said. Every one is kept, the
# last one of a period and estate counts.
report_sign = Table(
    "report_sign",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("report", String(32), nullable=False),
    Column("period", String(32), nullable=False),
    Column("estate", String(255), nullable=False),
    Column("seed", String(64), nullable=False),
    Column("figures", JSON, nullable=False),
    Column("comment", Text, nullable=False),
    Column("by", String(64), nullable=False),
    Column("at", Float, nullable=False),
    Index("ix_report_sign_period", "report", "period"),
)
