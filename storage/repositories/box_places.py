"""The position record: where every box stands and stood."""

from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from domain.shelving import BoxPlace, PlaceRecord
from storage.engine import Transaction
from storage.repositories import events
from storage.tables import box_place


def current(tx: Transaction) -> tuple[PlaceRecord, ...]:
    """Return where every box stands, those taken away left out, in the order of the record."""
    newest = sa.select(sa.func.max(box_place.c.id)).group_by(box_place.c.estate, box_place.c.box)
    query = sa.select(box_place).where(box_place.c.id.in_(newest), box_place.c.cabinet != "").order_by(box_place.c.id)
    return tuple(map(_record, tx.connection.execute(query)))


def history(tx: Transaction, box: str) -> tuple[PlaceRecord, ...]:
    """Return every entry of the boxes of that number, first to last."""
    return tuple(map(_record, tx.connection.execute(sa.select(box_place).where(box_place.c.box == box).order_by(box_place.c.id))))


def add(tx: Transaction, places: Sequence[BoxPlace], *, by: str, file_name: str = "") -> None:
    """Enter where boxes stand from now on."""
    shared = {"by": by, "at": tx.now, "file_name": file_name[:255]}
    rows = [{"estate": p.estate, "box": p.box, "cabinet": p.cabinet, "shelf": p.shelf, **shared} for p in places]
    if rows:
        tx.connection.execute(box_place.insert(), rows)
        events.record(tx, "boxes.placed", "box_place", len(rows), detail=f"{len(rows)} boxes")


def of_boxes(tx: Transaction, boxes: Sequence[str], estate: str) -> Mapping[str, BoxPlace]:
    """Where these boxes stand, by box; an entry for the estate goes before one for boxes of any estate."""
    found: dict[tuple[str, str], BoxPlace] = {}
    query = sa.select(box_place).where(box_place.c.box.in_(boxes), box_place.c.estate.in_((estate, ""))).order_by(box_place.c.id)
    for record in map(_record, tx.connection.execute(query)):
        found[record.place.estate, record.place.box] = record.place
    standing = {key: place for key, place in found.items() if place.cabinet}
    chosen = {box: standing.get((estate, box)) or standing.get(("", box)) for box in boxes}
    return {box: place for box, place in chosen.items() if place is not None}


def _record(row: sa.Row[tuple[object, ...]]) -> PlaceRecord:
    r = row._mapping
    place = BoxPlace(estate=r["estate"], box=r["box"], cabinet=r["cabinet"], shelf=r["shelf"])
    return PlaceRecord(place=place, by=r["by"], at=r["at"], file_name=r["file_name"])
