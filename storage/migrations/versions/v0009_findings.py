"""Findings show both sides and the mending step, keep their history, and are checked in scopes; papers have sketches."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0013"
branch_labels = None
depends_on = None


def _new_columns() -> tuple["sa.Column[object]", ...]:
    return (
        sa.Column("subject", sa.String(length=64), nullable=False, server_default=""),
        sa.Column("about", sa.String(length=600), nullable=False, server_default=""),
        sa.Column("box", sa.String(length=255), nullable=False, server_default=""),
        sa.Column("other", sa.String(length=64), nullable=False, server_default=""),
        sa.Column("row_id", sa.Integer(), nullable=True),
        sa.Column("mend", sa.Text(), nullable=False, server_default=""),
        sa.Column("ours", sa.Text(), nullable=False, server_default=""),
        sa.Column("theirs", sa.Text(), nullable=False, server_default=""),
        sa.Column("sides", sa.JSON(), nullable=False, server_default="[]"),
        sa.Column("assignee", sa.String(length=64), nullable=False, server_default=""),
        sa.Column("by", sa.String(length=64), nullable=False, server_default=""),
        sa.Column("note", sa.Text(), nullable=False, server_default=""),
        sa.Column("status_at", sa.Float(), nullable=False, server_default="0"),
        sa.Column("first_run", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("last_run", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("earlier_id", sa.Integer(), nullable=True),
    )


def upgrade() -> None:
    for column in _new_columns():
        op.add_column("finding", column)
    # earlier findings rest on facts written otherwise: the next full check finds them anew and marks these mended
    op.execute("UPDATE finding SET subject = fingerprint, status_at = last_at")
    op.create_index("ix_finding_about", "finding", ["about"])
    op.create_index("ix_finding_subject", "finding", ["subject"])
    op.create_index("ix_finding_status", "finding", ["status", "kind"])
    op.create_table(
        "finding_move",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("finding_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.Column("by", sa.String(length=64), nullable=False),
        sa.Column("before", sa.String(length=16), nullable=True),
        sa.Column("after", sa.String(length=16), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["finding_id"], ["finding.id"], name=op.f("fk_finding_move_finding_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding_move")),
    )
    op.create_index(op.f("ix_finding_move_finding_id"), "finding_move", ["finding_id"])
    op.create_table(
        "check_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.Column("scope", sa.String(length=16), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=True),
        sa.Column("found", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_run")),
    )
    op.create_index(op.f("ix_check_run_scope"), "check_run", ["scope", "subject_id"])
    op.create_table(
        "paper_sketch",
        sa.Column("document_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("key_all", sa.BigInteger(), nullable=True),
        sa.Column("key_low", sa.BigInteger(), nullable=True),
        sa.Column("key_high", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_paper_sketch")),
    )
    for key in ("key_all", "key_low", "key_high"):
        op.create_index(op.f(f"ix_paper_sketch_{key}"), "paper_sketch", [key])
