"""Where boxes of paper stand (位置记录): cabinet and shelf."""

from dataclasses import dataclass

from domain.natural import natural_order


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxPlace:
    """A box and where it stands; `estate` "" for a box of any estate, `cabinet` "" where it was taken away, `shelf` "" where unknown."""

    estate: str
    box: str
    cabinet: str
    shelf: str

    @property
    def order(self) -> tuple[tuple[tuple[int, int, str], ...], ...]:
        """Sort key: cabinet, shelf, box, estate, numbers by value."""
        return tuple(map(natural_order, (self.cabinet, self.shelf, self.box, self.estate)))


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceRecord:
    """An entry of the position record: who put the box there and when, in seconds since 1970; `file_name` "" for one entered by hand."""

    place: BoxPlace
    by: str
    at: float
    file_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceRow:
    """One good row of a list of places; `row` is the row's number in the sheet, from 1."""

    row: int
    place: BoxPlace
