"""Fields made fit to be kept: telephone and identity numbers masked, telephone numbers findable by a keyed hash (ADR 0015)."""

import hmac
import re
from dataclasses import replace

from domain.fields import ExtractedFields, NumberField, SubjectField
from domain.masking import mask_id, mask_phone

_KEY_LENGTH = 32
_IN_TEXT = re.compile(r"(?<![0-9A-Za-z])(?:([1-9][0-9]{16}[0-9Xx])|(1[3-9][0-9]{9}))(?![0-9A-Za-z])")


def phone_key(secret: bytes, digits: str) -> str:
    """What a home keeps to recognise a telephone number: HMAC-SHA256 of its digits under the home's secret, 128 bits as hex."""
    return hmac.digest(secret, b"phone:" + digits.encode(), "sha256").hex()[:_KEY_LENGTH]


def protect(fields: ExtractedFields, secret: bytes) -> ExtractedFields:
    """The fields as they are stored, shown, searched and exported; the recognised text itself stays as read, being the record."""
    return replace(
        fields,
        numbers=tuple(_number(field, secret) for field in fields.numbers),
        subjects=tuple(_subject(field) for field in fields.subjects),
    )


def _number(field: NumberField, secret: bytes) -> NumberField:
    if field.kind == "phone":
        return replace(field, value=mask_phone(field.value), key=phone_key(secret, field.key) if field.key else "")
    return replace(field, value=mask_id(field.value)) if field.kind == "id_number" else field


def _subject(field: SubjectField) -> SubjectField:
    return replace(field, text=_IN_TEXT.sub(lambda found: mask_id(found[1]) if found[1] else mask_phone(found[2]), field.text))
