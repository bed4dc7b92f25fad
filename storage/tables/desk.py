"""The review desk: whose hands are on a document, what several people said, changed pages, papers to scan again."""

from sqlalchemy import JSON, Boolean, Column, Float, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from storage.tables.core import metadata

# Who has a waiting document before him, until when. No foreign key: a lock says nothing that must outlive its document.
review_lock = Table(
    "review_lock",
    metadata,
    Column("document_id", Integer, primary_key=True, autoincrement=False),
    Column("holder", String(64), nullable=False),
    Column("token", String(64), nullable=False),
    Column("until", Float, nullable=False),
    Index("ix_review_lock_token", "token"),
)

# What each of several people said of a document that more than one must judge; `round` counts the times it came into review.
opinion = Table(
    "opinion",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("document_id", ForeignKey("document.id"), nullable=False, index=True),
    Column("round", Integer, nullable=False),
    Column("by", String(64), nullable=False),
    Column("at", Float, nullable=False),
    Column("content", JSON, nullable=False),
    Column("outcome", JSON, nullable=False),
    Column("reasons", JSON, nullable=False),
    Column("agrees", Boolean),
    UniqueConstraint("document_id", "round", "by"),
)

# A person's change of the pages of waiting documents, with all that it takes to put them back.
arrangement = Table(
    "arrangement",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("document_id", Integer, nullable=False, index=True),
    Column("kind", String(16), nullable=False),
    Column("by", String(64), nullable=False),
    Column("at", Float, nullable=False),
    Column("before", JSON, nullable=False),
    Column("versions", JSON, nullable=False),
    Column("undone_at", Float),
)

# Pages that a person sent back to the scanner, until somebody says that they have been scanned again.
rescan = Table(
    "rescan",
    metadata,
    Column("document_id", ForeignKey("document.id"), primary_key=True, autoincrement=False),
    Column("by", String(64), nullable=False),
    Column("at", Float, nullable=False),
    Column("note", Text, nullable=False, server_default=""),
    Column("done_by", String(64), nullable=False, server_default=""),
    Column("done_at", Float),
)
