"""Scans, pages, jobs, documents, register, catalogue, dossiers, findings, samples, events."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

LIVE = text("state = 'live'")
FIRST = text("duplicate_of IS NULL")

meta = Table("meta", metadata, Column("key", String(64), primary_key=True), Column("value", Text, nullable=False))

batch = Table(
    "batch",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(255), nullable=False, unique=True),
    Column("box", String(255), nullable=False, server_default=""),
    Column("created_at", Float, nullable=False),
    Column("sealed", Boolean, nullable=False, server_default=text("false")),
)

# Pages that follow one another on paper: a multi-page file, or the single-page images of one folder. Documents never cross a group.
page_group = Table(
    "page_group",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("batch_id", ForeignKey("batch.id"), nullable=False),
    Column("key", String(1024), nullable=False),
    Column("sealed", Boolean, nullable=False, server_default=text("false")),
    Column("assembled", Boolean, nullable=False, server_default=text("false")),
    UniqueConstraint("batch_id", "key"),
)

scan = Table(
    "scan",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("batch_id", ForeignKey("batch.id"), nullable=False),
    Column("group_id", ForeignKey("page_group.id"), index=True),
    Column("source", Text, nullable=False),
    Column("sha256", String(64), nullable=False, index=True),
    Column("size", BigInteger, nullable=False),
    Column("kind", String(8)),
    Column("state", String(16), nullable=False),
    Column("reason", String(32)),
    Column("detail", Text, nullable=False, server_default=""),
    Column("duplicate_of", ForeignKey("scan.id")),
    Column("priority", Integer, nullable=False),
    Column("estate", String(255), nullable=False, server_default=""),
    # the claim of a watched folder that delivered it, so that a repeated delivery is known and a repeated drop is a duplicate
    Column("claim", String(64), nullable=False, server_default=""),
    Column("page_count", Integer),
    Column("received_at", Float, nullable=False),
    UniqueConstraint("batch_id", "source", "sha256", "claim"),
    Index("ix_scan_batch_state", "batch_id", "state"),
    # the first scan of some bytes is unique whoever races; every later one points at it
    Index("uq_scan_first", "sha256", unique=True, sqlite_where=FIRST, postgresql_where=FIRST),
)

page = Table(
    "page",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("batch_id", ForeignKey("batch.id"), nullable=False),
    Column("scan_id", ForeignKey("scan.id"), nullable=False),
    Column("group_id", ForeignKey("page_group.id"), nullable=False),
    Column("page_no", Integer, nullable=False),
    Column("state", String(16), nullable=False),
    Column("read", Boolean, nullable=False, server_default=text("false")),
    Column("reason", String(32)),
    Column("detail", Text, nullable=False, server_default=""),
    Column("kind", String(16)),
    Column("scan_width", Integer),
    Column("scan_height", Integer),
    Column("scale", Float),
    Column("dpi", Float),
    Column("rotation", Integer),
    Column("skew", Float),
    Column("skew_known", Boolean),
    Column("blur", Float),
    Column("contrast", Float),
    Column("ink", Float),
    Column("rotation_known", Boolean),
    Column("clipped", Integer),
    Column("doubtful", Float),
    Column("type_height", Float),
    # a person's word on which way is up: degrees clockwise from the scan; the machine's own is not asked any more
    Column("turned", Integer),
    Column("separator", Text, nullable=False, server_default=""),
    Column("engine", String(255)),
    Column("text", Text, nullable=False, server_default=""),
    Column("text_confidence", Float),
    Column("ocr_sha256", String(64)),
    Column("thumbnail_sha256", String(64)),
    Column("classification", JSON),
    Column("fields", JSON),
    Column("timings", JSON),
    Column("document_id", ForeignKey("document.id"), index=True),
    Column("document_position", Integer),
    UniqueConstraint("scan_id", "page_no"),
    Index("ix_page_batch_state", "batch_id", "state"),
    Index("ix_page_group_read", "group_id", "read"),
    # the few refused among all pages, and how many there are of each state
    Index("ix_page_state", "state", "read"),
)

# The queue. A message on the broker is only a doorbell for a row here.
job = Table(
    "job",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String(24), nullable=False),
    Column("subject_id", Integer, nullable=False),
    Column("batch_id", Integer, nullable=False),
    Column("state", String(8), nullable=False, server_default="live"),
    Column("priority", Integer, nullable=False),
    Column("due", Float, nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("token", String(32)),
    Column("lease_until", Float),
    Column("worker", String(64)),
    Column("rung", Float),
    Column("error", Text, nullable=False, server_default=""),
    UniqueConstraint("kind", "subject_id"),
    Index("ix_job_live", "priority", "attempts", "due", "id", sqlite_where=LIVE, postgresql_where=LIVE),
    Index("ix_job_batch_live", "batch_id", sqlite_where=LIVE, postgresql_where=LIVE),
    Index("ix_job_due_live", "due", "id", sqlite_where=LIVE, postgresql_where=LIVE),
    Index("ix_job_rung_live", "rung", sqlite_where=LIVE, postgresql_where=LIVE),
)

document = Table(
    "document",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("batch_id", ForeignKey("batch.id"), nullable=False),
    Column("group_id", ForeignKey("page_group.id"), nullable=False),
    Column("first_page_id", Integer, nullable=False, unique=True),
    Column("state", String(16), nullable=False),
    Column("category", String(16), nullable=False),
    Column("doc_type", String(64), nullable=False),
    Column("title", Text, nullable=False, server_default=""),
    Column("date", Date),
    Column("estate", String(255), nullable=False, server_default=""),
    Column("unit", String(255)),
    Column("owner", Text, nullable=False, server_default=""),
    Column("confidence", Float, nullable=False),
    Column("reasons", JSON, nullable=False),
    Column("machine", JSON, nullable=False),
    # where the paper lies: the box and the batch that its separator sheet states, else the box of its batch
    Column("box", String(255), nullable=False, server_default=""),
    Column("batch_label", String(255), nullable=False, server_default=""),
    Column("archive_no", String(255), unique=True),
    Column("dossier_id", ForeignKey("dossier.id")),
    Column("pdf_sha256", String(64)),
    Column("created_at", Float, nullable=False),
    Column("filed_at", Float),
    # counts changes, so that nobody decides on what has changed under his hands; and the place in the review queue, least first
    Column("version", Integer, nullable=False, server_default="0"),
    Column("queue_rank", Float, nullable=False, server_default="0"),
    Index("ix_document_state", "state"),
    Index("ix_document_queue", "state", "queue_rank", "id"),
    # what lies next to a waiting paper in its batch
    Index("ix_document_neighbours", "batch_id", "state", "first_page_id"),
    Index("ix_document_unit", "estate", "unit"),
    # holds all that ticking a dossier reads of its papers
    Index("ix_document_dossier", "dossier_id", "state", "doc_type"),
)

decision = Table(
    "decision",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("document_id", ForeignKey("document.id"), nullable=False, index=True),
    Column("action", String(16), nullable=False),
    Column("by", String(64), nullable=False),
    Column("at", Float, nullable=False),
    Column("content", JSON, nullable=False),
)

register_unit = Table(
    "register_unit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("estate", String(255), nullable=False),
    Column("unit", String(255), nullable=False),
    Column("building", String(255), nullable=False, server_default=""),
    # sorts as the units stand on the shelf
    Column("shelf", Text, nullable=False, server_default=""),
    UniqueConstraint("estate", "unit"),
    Index("ix_register_unit_shelf", "estate", "shelf"),
)

tenure = Table(
    "tenure",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("unit_id", ForeignKey("register_unit.id"), nullable=False, index=True),
    Column("owners", JSON, nullable=False),
    Column("tenants", JSON, nullable=False),
    Column("phones", JSON, nullable=False),
    Column("start", Date),
    Column("end", Date),
    # what the register's own columns say of the kind of household, such as {"let": true}
    Column("household", JSON, nullable=False, server_default=text("'{}'")),
)

catalogue_row = Table(
    "catalogue_row",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("row", Integer, nullable=False),
    Column("archive_no", String(255), nullable=False),
    Column("box", String(255), nullable=False),
    Column("title", Text, nullable=False),
    Column("doc_type", String(64), nullable=False),
    Column("estate", String(255), nullable=False),
    Column("unit", String(255)),
    Column("owner", Text, nullable=False),
    Column("date", Date),
    Column("page_count", Integer),
    # taken off the list by an import; kept, so that the import can be taken back
    Column("retired", Boolean, nullable=False, server_default=text("false")),
)

dossier = Table(
    "dossier",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("unit_id", ForeignKey("register_unit.id"), nullable=False),
    Column("tenure_id", ForeignKey("tenure.id"), nullable=False),
    Column("opened_at", Float, nullable=False),
    # the last day of its owner's time, and the last day on which it must be kept: None of a closed one means for good
    Column("closed_on", Date),
    Column("retain_until", Date),
    # how it stands against its required set, worked out anew where stale: whether it was over then,
    # its kinds, the row of required_version (NULL: none), items needed and there
    Column("stale", Boolean, nullable=False, server_default=text("true")),
    Column("over", Boolean, nullable=False, server_default=text("false")),
    Column("kinds", String(64), nullable=False, server_default=""),
    Column("required_id", Integer),
    Column("needed", Integer, nullable=False, server_default="0"),
    Column("have", Integer, nullable=False, server_default="0"),
    UniqueConstraint("unit_id", "tenure_id"),
    Index("ix_dossier_stale", "id", sqlite_where=text("stale = 1"), postgresql_where=text("stale")),
    Index("ix_dossier_ending", "closed_on", sqlite_where=text("over = 0"), postgresql_where=text("NOT over")),
)

archive_serial = Table("archive_serial", metadata, Column("key", String(255), primary_key=True), Column("last", Integer, nullable=False))

# One way in which documents came into the sample: a draw by a person, or the share taken as documents are filed (kind stream). What it
# takes to repeat a draw is kept: seed, and the population's size and fingerprint.
sample_draw = Table(
    "sample_draw",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String(8), nullable=False),
    Column("seed", String(64), nullable=False),
    Column("category", String(16)),
    Column("since", Float, nullable=False),
    Column("share", Float, nullable=False),
    Column("population", Integer, nullable=False),
    Column("population_sha256", String(64), nullable=False),
    Column("drawn", Integer, nullable=False),
    Column("by", String(64), nullable=False),
    Column("at", Float, nullable=False),
)

# A document that the machine filed alone and a person is to look at. Category, dossier and time are those of the machine's filing, for
# good; the verdict is the last one given.
sample = Table(
    "sample",
    metadata,
    Column("document_id", ForeignKey("document.id"), primary_key=True, autoincrement=False),
    Column("draw_id", ForeignKey("sample_draw.id"), nullable=False),
    Column("category", String(16), nullable=False),
    Column("dossier_id", ForeignKey("dossier.id"), nullable=False),
    Column("filed_at", Float, nullable=False),
    # the place in the queue, by lot: whatever is decided first is a random sample too
    Column("turn", Float, nullable=False),
    Column("verdict", String(16)),
    Column("wrong", Boolean),
    Index("ix_sample_turn", "turn"),
)

sample_verdict = Table(
    "sample_verdict",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("document_id", ForeignKey("document.id"), nullable=False, index=True),
    Column("verdict", String(16), nullable=False),
    Column("wrong", Boolean),
    Column("by", String(64), nullable=False),
    Column("at", Float, nullable=False),
    Column("content", JSON, nullable=False),
)

# Every change of a category's factor, the last one in force.
tightening = Table(
    "tightening",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("category", String(16), nullable=False),
    Column("factor", Float, nullable=False),
    Column("cause", String(16), nullable=False),
    Column("promise", Float, nullable=False),
    Column("decided", Integer, nullable=False),
    Column("wrong", Integer, nullable=False),
    Column("low", Float, nullable=False),
    Column("high", Float, nullable=False),
    Column("by", String(64), nullable=False),
    Column("at", Float, nullable=False),
    Column("acknowledged_by", String(64)),
    Column("acknowledged_at", Float),
)

# What happened, in action words and ids; never names, phones or page text.
event = Table(
    "event",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Float, nullable=False),
    Column("action", String(40), nullable=False),
    Column("subject", String(16), nullable=False),
    Column("subject_id", Integer, nullable=False),
    Column("worker", String(64), nullable=False, server_default=""),
    Column("detail", Text, nullable=False, server_default=""),
    Index("ix_event_subject", "subject", "subject_id"),
    # what was done hour by hour, counted from the index alone
    Index("ix_event_flow", "subject", "at", "action"),
)

worker = Table(
    "worker",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("form", String(16), nullable=False),
    Column("host", String(255), nullable=False),
    Column("pid", Integer, nullable=False),
    Column("started_at", Float, nullable=False),
    Column("seen_at", Float, nullable=False),
    Column("job_id", Integer),
    Column("busy_since", Float),
)

source_state = Table(
    "source_state",
    metadata,
    Column("name", String(255), primary_key=True),
    Column("path", Text, nullable=False),
    Column("state", String(16), nullable=False),
    Column("waiting", Integer, nullable=False),
    Column("seen_at", Float, nullable=False),
    Column("estate", String(255), nullable=False, server_default=""),
)
