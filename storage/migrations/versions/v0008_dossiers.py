"""Keep how each dossier stands against its required set, kinds of household, where boxes stand, and the order of units on the shelf."""

import sqlalchemy as sa
from alembic import op

from domain.unit_number import UnitNumber

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "required_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=16), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_required_version")),
        sa.UniqueConstraint("name", "version", "revision", name=op.f("uq_required_version_name_version_revision")),
    )
    op.create_table(
        "household_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dossier_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("holds", sa.Boolean(), nullable=True),
        sa.Column("by", sa.String(length=64), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_household_decision_dossier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_household_decision")),
    )
    op.create_index(op.f("ix_household_decision_dossier_id"), "household_decision", ["dossier_id"])
    op.create_table(
        "box_place",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("estate", sa.String(length=255), nullable=False),
        sa.Column("box", sa.String(length=255), nullable=False),
        sa.Column("cabinet", sa.String(length=64), nullable=False),
        sa.Column("shelf", sa.String(length=64), nullable=False),
        sa.Column("by", sa.String(length=64), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.Column("file_name", sa.String(length=255), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_box_place")),
    )
    op.create_index("ix_box_place_box", "box_place", ["box", "estate"])
    _more_columns()
    _shelve()


def _more_columns() -> None:
    op.add_column("tenure", sa.Column("household", sa.JSON(), server_default=sa.text("'{}'"), nullable=False))
    op.add_column("dossier", sa.Column("stale", sa.Boolean(), server_default=sa.text("true"), nullable=False))
    op.add_column("dossier", sa.Column("over", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.add_column("dossier", sa.Column("kinds", sa.String(length=64), server_default="", nullable=False))
    op.add_column("dossier", sa.Column("required_id", sa.Integer(), nullable=True))
    op.add_column("dossier", sa.Column("needed", sa.Integer(), server_default="0", nullable=False))
    op.add_column("dossier", sa.Column("have", sa.Integer(), server_default="0", nullable=False))
    stale, ending = (sa.text("stale = 1"), sa.text("stale")), (sa.text("over = 0"), sa.text("NOT over"))
    op.create_index("ix_dossier_stale", "dossier", ["id"], sqlite_where=stale[0], postgresql_where=stale[1])
    op.create_index("ix_dossier_ending", "dossier", ["closed_on"], sqlite_where=ending[0], postgresql_where=ending[1])
    op.create_index("ix_document_dossier", "document", ["dossier_id", "state", "doc_type"])
    op.drop_index("ix_document_dossier_id", "document")
    op.add_column("register_unit", sa.Column("building", sa.String(length=255), server_default="", nullable=False))
    op.add_column("register_unit", sa.Column("shelf", sa.Text(), server_default="", nullable=False))
    op.create_index("ix_register_unit_shelf", "register_unit", ["estate", "shelf"])


def _shelve() -> None:
    """Give the units that are there their building and their place in the order."""
    unit = sa.table("register_unit", sa.column("id"), sa.column("unit"), sa.column("building"), sa.column("shelf"))
    rows = op.get_bind().execute(sa.select(unit.c.id, unit.c.unit)).all()
    read = [(row.id, UnitNumber.parse(row.unit)) for row in rows]
    values = [{"held": held, "building": each.building, "shelf": each.shelf_key} for held, each in read]
    if values:
        op.get_bind().execute(sa.update(unit).where(unit.c.id == sa.bindparam("held")), values)
