"""What a separator sheet states, as fields: the unit in its code, in canonical form or as anyone may write it."""

from domain.fields import ExtractedFields, UnitField
from domain.separator import SeparatorSheet
from domain.unit_number import UnitNumber
from extraction.unit_number import find_units

STATED = "stated"


def extract_sheet(payload: str) -> ExtractedFields:
    """The one room-level unit that the payload names, with its estate; no field where it names none, several or only a part of one."""
    sheet = SeparatorSheet.read(payload)
    found = _canonical(sheet.unit) or _written(sheet.unit)
    if found is None:
        return ExtractedFields()
    unit, estate = found
    field = UnitField(unit=unit, estate=sheet.estate or estate, role=STATED, text=sheet.unit, box=None, confidence=1.0)
    return ExtractedFields(units=(field,))


def _canonical(text: str) -> tuple[UnitNumber, str] | None:
    try:
        unit = UnitNumber.parse(text)
    except ValueError:
        return None
    return None if unit.partial else (unit, "")


def _written(text: str) -> tuple[UnitNumber, str] | None:
    found = {(mention.unit, mention.estate) for mention in find_units(text, labelled=True)}
    return found.pop() if len(found) == 1 else None
