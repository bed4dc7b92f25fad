"""Mask telephone and identity numbers in the fields of pages read before; their numbers are found again when a page is understood anew."""

import re
from typing import Any

import sqlalchemy as sa
from alembic import op

from domain.masking import mask_id, mask_phone

revision = "0006"
down_revision = "0004"
branch_labels = None
depends_on = None

_PAGE = sa.table("page", sa.column("id", sa.Integer), sa.column("fields", sa.JSON))
_BATCH = 500
_ID, _MOBILE = re.compile(r"(?<![0-9A-Za-z])[1-9][0-9]{16}[0-9Xx](?![0-9A-Za-z])"), re.compile(r"(?<![0-9])1[3-9][0-9]{9}(?![0-9])")


def upgrade() -> None:
    connection, last = op.get_bind(), 0
    while True:
        wanted = sa.select(_PAGE.c.id, _PAGE.c.fields).where(_PAGE.c.id > last).order_by(_PAGE.c.id).limit(_BATCH)
        rows = connection.execute(wanted).all()
        if not rows:
            return
        for row in rows:
            if row.fields and (masked := _masked(row.fields)) != row.fields:
                connection.execute(_PAGE.update().where(_PAGE.c.id == row.id).values(fields=masked))
        last = rows[-1].id


def _masked(fields: dict[str, Any]) -> dict[str, Any]:
    masks = {"phone": mask_phone, "id_number": mask_id}
    numbers = [number | {"value": masks.get(number["kind"], str)(number["value"])} for number in fields.get("numbers", [])]
    subjects = [subject | {"text": _without(subject["text"])} for subject in fields.get("subjects", [])]
    return fields | {"numbers": numbers, "subjects": subjects}


def _without(text: str) -> str:
    return _MOBILE.sub(lambda found: mask_phone(found.group()), _ID.sub(lambda found: mask_id(found.group()), text))
