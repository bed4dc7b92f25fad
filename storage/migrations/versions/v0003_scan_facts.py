"""Keep more facts of a page's scan; blur and contrast are measured anew in other units, so what was measured before is forgotten."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("page", sa.Column("rotation_known", sa.Boolean(), nullable=True))
    op.add_column("page", sa.Column("clipped", sa.Integer(), nullable=True))
    op.add_column("page", sa.Column("doubtful", sa.Float(), nullable=True))
    op.add_column("page", sa.Column("type_height", sa.Float(), nullable=True))
    op.execute("UPDATE page SET blur = NULL, contrast = NULL")
