"""What labels speak of: boxes with what lies in them, and the dossiers whose papers lie in a box. Reading only."""

from collections import Counter
from dataclasses import dataclass

import sqlalchemy as sa

from domain.box import box_key
from domain.document import DocumentState
from domain.ids import DossierId
from domain.unit_number import UnitNumber
from storage.engine import Transaction
from storage.read_models_web import register_estates
from storage.tables import catalogue_row, document

_STREAMED = {"yield_per": 500}


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxHolding:
    """A box of an estate, named as the catalogue names it: the units of its papers, and how many papers.

    Papers are counted by the catalogue where it names the box, else by the scans.
    """

    estate: str
    box: str
    units: frozenset[UnitNumber]
    papers: int


def boxes(tx: Transaction) -> tuple[BoxHolding, ...]:
    """Return every box that the catalogue names or scans lie in, in no particular order.

    A paper that names no estate belongs to the only one there is, or to whichever has a box of that name.
    """
    number = sa.func.count().label("number")
    listed = sa.select(catalogue_row.c.estate, catalogue_row.c.box, catalogue_row.c.unit, number).where(
        catalogue_row.c.box != "", ~catalogue_row.c.retired
    )
    scanned = sa.select(document.c.estate, document.c.box, document.c.unit, number).where(
        document.c.box != "", document.c.state != DocumentState.REJECTED
    )
    known = register_estates(tx)
    only = known[0] if len(known) == 1 else ""
    names: dict[tuple[str, str], str] = {}
    units: dict[tuple[str, str], set[UnitNumber]] = {}
    counts: tuple[Counter[tuple[str, str]], Counter[tuple[str, str]]] = (Counter(), Counter())
    for count, query in zip(counts, (listed, scanned), strict=True):
        table = query.selected_columns
        for row in tx.connection.execute(query.group_by(table.estate, table.box, table.unit), execution_options=_STREAMED):
            key = (row.estate or only, box_key(row.box))
            names.setdefault(key, row.box)
            count[key] += row.number
            if row.unit is not None:
                units.setdefault(key, set()).add(UnitNumber.parse(row.unit))
    return tuple(
        BoxHolding(estate=key[0], box=name, units=frozenset(units.get(key, ())), papers=counts[0][key] or counts[1][key])
        for key, name in names.items()
        if key[0] or not any(estate and box == key[1] for estate, box in names)
    )


def dossiers_in(tx: Transaction, key: str) -> frozenset[DossierId]:
    """Return the dossiers of which filed papers lie in the box of that key."""
    query = sa.select(document.c.box, document.c.dossier_id).where(
        document.c.state == DocumentState.FILED, document.c.box != "", document.c.dossier_id.is_not(None)
    )
    rows = tx.connection.execute(query.distinct(), execution_options=_STREAMED)
    return frozenset(DossierId(row.dossier_id) for row in rows if box_key(row.box) == key)
