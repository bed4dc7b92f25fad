"""Keep acceptances of digitisation batches: checks, sample, what people ticked, and how each was closed."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0008"
branch_labels = None
depends_on = None

OPEN = sa.text("state = 'open'")


def upgrade() -> None:
    op.create_table(
        "acceptance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("follows", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("boxes", sa.JSON(), nullable=False),
        sa.Column("standard", sa.JSON(), nullable=False),
        sa.Column("seed", sa.String(length=64), nullable=False),
        sa.Column("share", sa.Float(), nullable=False),
        sa.Column("population", sa.Integer(), nullable=False),
        sa.Column("population_sha256", sa.String(length=64), nullable=False),
        sa.Column("drawn", sa.Integer(), nullable=False),
        sa.Column("opened_by", sa.String(length=64), nullable=False),
        sa.Column("opened_at", sa.Float(), nullable=False),
        sa.Column("checked_at", sa.Float(), nullable=False),
        sa.Column("facts_sha256", sa.String(length=64), nullable=False),
        sa.Column("tallies", sa.JSON(), nullable=False),
        sa.Column("closed_by", sa.String(length=64), server_default="", nullable=False),
        sa.Column("closed_at", sa.Float(), nullable=True),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("remark", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_acceptance_batch_id")),
        sa.ForeignKeyConstraint(["follows"], ["acceptance.id"], name=op.f("fk_acceptance_follows")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acceptance")),
    )
    op.create_index(op.f("ix_acceptance_batch_id"), "acceptance", ["batch_id"])
    op.create_index("uq_acceptance_open", "acceptance", ["batch_id"], unique=True, sqlite_where=OPEN, postgresql_where=OPEN)
    op.create_table(
        "acceptance_defect",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("acceptance_id", sa.Integer(), nullable=False),
        sa.Column("check", sa.String(length=16), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("paper", sa.Text(), nullable=False),
        sa.Column("en", sa.Text(), nullable=False),
        sa.Column("zh", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["acceptance_id"], ["acceptance.id"], name=op.f("fk_acceptance_defect_acceptance_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acceptance_defect")),
    )
    op.create_index(op.f("ix_acceptance_defect_acceptance_id"), "acceptance_defect", ["acceptance_id"])
    op.create_table(
        "acceptance_excuse",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("acceptance_id", sa.Integer(), nullable=False),
        sa.Column("check", sa.String(length=16), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=64), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["acceptance_id"], ["acceptance.id"], name=op.f("fk_acceptance_excuse_acceptance_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acceptance_excuse")),
        sa.UniqueConstraint("acceptance_id", "check", "subject", name=op.f("uq_acceptance_excuse_acceptance_id_check_subject")),
    )
    op.create_table(
        "acceptance_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("acceptance_id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("again", sa.Boolean(), nullable=False),
        sa.Column("catalogue", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(["acceptance_id"], ["acceptance.id"], name=op.f("fk_acceptance_item_acceptance_id")),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_acceptance_item_document_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acceptance_item")),
        sa.UniqueConstraint("acceptance_id", "document_id", name=op.f("uq_acceptance_item_acceptance_id_document_id")),
    )
    op.create_table(
        "acceptance_verdict",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("wrong", sa.JSON(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=64), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["acceptance_item.id"], name=op.f("fk_acceptance_verdict_item_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acceptance_verdict")),
    )
    op.create_index(op.f("ix_acceptance_verdict_item_id"), "acceptance_verdict", ["item_id"])
