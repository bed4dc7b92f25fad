"""Order the review queue, lock what someone works on, keep several people's opinions, and let changes of pages be taken back."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("page", sa.Column("turned", sa.Integer(), nullable=True))
    op.add_column("document", sa.Column("version", sa.Integer(), server_default="0", nullable=False))
    op.add_column("document", sa.Column("queue_rank", sa.Float(), server_default="0", nullable=False))
    op.execute("UPDATE document SET queue_rank = created_at")
    op.create_index("ix_document_queue", "document", ["state", "queue_rank", "id"])
    op.create_table(
        "review_lock",
        sa.Column("document_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("holder", sa.String(length=64), nullable=False),
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("until", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_review_lock")),
    )
    op.create_index("ix_review_lock_token", "review_lock", ["token"])
    op.create_table(
        "opinion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(length=64), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("outcome", sa.JSON(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("agrees", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_opinion_document_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opinion")),
        sa.UniqueConstraint("document_id", "round", "by", name=op.f("uq_opinion_document_id_round_by")),
    )
    op.create_index(op.f("ix_opinion_document_id"), "opinion", ["document_id"])
    op.create_table(
        "arrangement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("by", sa.String(length=64), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("versions", sa.JSON(), nullable=False),
        sa.Column("undone_at", sa.Float(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_arrangement")),
    )
    op.create_index(op.f("ix_arrangement_document_id"), "arrangement", ["document_id"])
    op.create_table(
        "rescan",
        sa.Column("document_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("by", sa.String(length=64), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("done_by", sa.String(length=64), server_default="", nullable=False),
        sa.Column("done_at", sa.Float(), nullable=True),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_rescan_document_id")),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_rescan")),
    )
