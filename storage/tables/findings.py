"""What the checks found, what people did about it, and the runs of the checks."""

from sqlalchemy import JSON, BigInteger, Column, Float, ForeignKey, Index, Integer, String, Table, Text

from storage.tables.core import metadata

# `subject` is what disagrees about what, whatever the facts; `fingerprint` that and the facts. `about` is the document, catalogue row,
# unit, box, series or number that it is about, by which a check of a part knows its own. `earlier_id`: waived or accepted on other facts.
finding = Table(
    "finding",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("fingerprint", String(64), nullable=False, unique=True),
    Column("subject", String(64), nullable=False, server_default=""),
    Column("about", String(600), nullable=False, server_default=""),
    Column("kind", String(40), nullable=False),
    Column("severity", String(16), nullable=False),
    Column("archive_no", String(255), nullable=False),
    Column("estate", String(255), nullable=False),
    Column("unit", String(255), nullable=False),
    Column("box", String(255), nullable=False, server_default=""),
    Column("document", String(64), nullable=False),
    Column("other", String(64), nullable=False, server_default=""),
    Column("row_id", Integer),
    Column("detail", Text, nullable=False),
    Column("mend", Text, nullable=False, server_default=""),
    Column("ours", Text, nullable=False, server_default=""),
    Column("theirs", Text, nullable=False, server_default=""),
    Column("sides", JSON, nullable=False, server_default="[]"),
    Column("status", String(16), nullable=False),
    Column("assignee", String(64), nullable=False, server_default=""),
    Column("by", String(64), nullable=False, server_default=""),
    Column("note", Text, nullable=False, server_default=""),
    Column("first_at", Float, nullable=False),
    Column("last_at", Float, nullable=False),
    Column("status_at", Float, nullable=False, server_default="0"),
    Column("first_run", Integer, nullable=False, server_default="0"),
    Column("last_run", Integer, nullable=False, server_default="0"),
    Column("earlier_id", Integer),
    Index("ix_finding_about", "about"),
    Index("ix_finding_subject", "subject"),
    Index("ix_finding_status", "status", "kind"),
)

# Every step in a finding's life; `before` is none at its first appearance, `by` "" where the checks took it.
finding_move = Table(
    "finding_move",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("finding_id", ForeignKey("finding.id"), nullable=False, index=True),
    Column("at", Float, nullable=False),
    Column("by", String(64), nullable=False),
    Column("before", String(16)),
    Column("after", String(16), nullable=False),
    Column("note", Text, nullable=False),
)

# Every run of the checks: over everything (scope all), or over what a batch or an import touched.
check_run = Table(
    "check_run",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Float, nullable=False),
    Column("scope", String(16), nullable=False),
    Column("subject_id", Integer),
    Column("found", Integer, nullable=False),
    Index("ix_check_run_scope", "scope", "subject_id"),
)

# The keys of what a document says, under which likely scans of one paper meet; made by the checks from the pages' text alone. No foreign
# key: they say nothing that must outlive their document.
paper_sketch = Table(
    "paper_sketch",
    metadata,
    Column("document_id", Integer, primary_key=True, autoincrement=False),
    Column("key_all", BigInteger, index=True),
    Column("key_low", BigInteger, index=True),
    Column("key_high", BigInteger, index=True),
)
