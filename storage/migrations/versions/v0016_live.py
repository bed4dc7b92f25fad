"""Keep what was tried again and what scanners say they counted; find what happened by time; a watched folder says its estate."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "retry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scan_id", sa.Integer(), nullable=False),
        sa.Column("page_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=32), nullable=False),
        sa.Column("by", sa.String(length=64), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["scan_id"], ["scan.id"], name=op.f("fk_retry_scan_id")),
        sa.ForeignKeyConstraint(["page_id"], ["page.id"], name=op.f("fk_retry_page_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retry")),
    )
    op.create_index("ix_retry_scan_id", "retry", ["scan_id"])
    op.create_table(
        "scanner_count",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("files", sa.Integer(), nullable=True),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("by", sa.String(length=64), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_scanner_count_batch_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scanner_count")),
    )
    op.create_index("ix_scanner_count_batch_id", "scanner_count", ["batch_id"])
    op.create_index("ix_event_flow", "event", ["subject", "at", "action"])
    op.add_column("source_state", sa.Column("estate", sa.String(length=255), nullable=False, server_default=""))
