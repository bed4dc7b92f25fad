"""Keep a log of imports that can be taken back, retired catalogue rows, and until when a closed dossier must be kept."""

from calendar import monthrange
from datetime import date

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

YEARS = 3
"""The default term: seed 002 keeps a former owner's dossier three years."""


def upgrade() -> None:
    op.create_table(
        "import_log",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.Column("by", sa.String(length=64), nullable=False),
        sa.Column("file_name", sa.String(length=255), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("estate", sa.String(length=255), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=True),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("undone_at", sa.Float(), nullable=True),
        sa.Column("undone_by", sa.String(length=64), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_log")),
    )
    op.create_table(
        "import_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=16), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=520), nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["import_id"], ["import_log.id"], name=op.f("fk_import_change_import_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_change")),
    )
    op.create_index(op.f("ix_import_change_import_id"), "import_change", ["import_id"])
    op.create_index(op.f("ix_import_change_key"), "import_change", ["key"])
    op.add_column("catalogue_row", sa.Column("retired", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.add_column("dossier", sa.Column("closed_on", sa.Date(), nullable=True))
    op.add_column("dossier", sa.Column("retain_until", sa.Date(), nullable=True))
    _close_dossiers_of_former_owners()


def _close_dossiers_of_former_owners() -> None:
    dossier = sa.table(
        "dossier", sa.column("id"), sa.column("tenure_id"), sa.column("closed_on", sa.Date), sa.column("retain_until", sa.Date)
    )
    tenure = sa.table("tenure", sa.column("id"), sa.column("end", sa.Date))
    connection = op.get_bind()
    ended = sa.select(dossier.c.id, tenure.c.end).join(tenure, tenure.c.id == dossier.c.tenure_id).where(tenure.c.end.is_not(None))
    for row in connection.execute(ended).all():
        closed = {"closed_on": row.end, "retain_until": _years_later(row.end)}
        connection.execute(sa.update(dossier).where(dossier.c.id == row.id).values(**closed))


def _years_later(day: date) -> date:
    year = day.year + YEARS
    return date(year, day.month, min(day.day, monthrange(year, day.month)[1]))
