"""Whether an object may be reached by somebody, and what people know it by."""

from domain.people import Estates
from services.workplace import Workplace
from storage import reach as lookup
from storage.reach import OF_ALL_ESTATES, Reached, Subject

__all__ = ["OF_ALL_ESTATES", "Reached", "Subject", "reach"]


def reach(place: Workplace, subject: Subject, key: str, estates: Estates) -> Reached | None:
    """Return the object's names; None where there is none of that id, or it is of an estate not among these."""
    with place.database.read() as tx:
        return lookup.reach(tx, subject, key, estates)
