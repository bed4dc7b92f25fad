"""Keep with each document the box and the batch that its separator sheet states."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("document", sa.Column("box", sa.String(length=255), server_default="", nullable=False))
    op.add_column("document", sa.Column("batch_label", sa.String(length=255), server_default="", nullable=False))
    op.execute("UPDATE document SET box = (SELECT batch.box FROM batch WHERE batch.id = document.batch_id)")
