"""The scans' bytes as they came."""

from domain.ids import Sha256
from services.workplace import Workplace
from storage import read_models_quarantine, read_models_web
from storage.read_models_web import Original


def refused(place: Workplace, sha256: Sha256) -> bool:
    """Whether a file or page in quarantine has these bytes."""
    with place.database.read() as tx:
        return read_models_quarantine.is_refused(tx, sha256)


def is_read(place: Workplace, sha256: Sha256) -> bool:
    """Whether any page of these bytes was read, so that people's numbers may be seen on it."""
    with place.database.read() as tx:
        return read_models_quarantine.is_read(tx, sha256)


def original(place: Workplace, sha256: Sha256) -> Original | None:
    """Return what is known of a scan's bytes; None where no scan had them or the store has them no longer."""
    with place.database.read() as tx:
        found = read_models_web.original(tx, sha256)
    return found if found is not None and place.blobs.has(sha256) else None
