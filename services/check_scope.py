"""What a check of a part must look at, so that it finds for that part exactly what a check of everything would."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from checks.components import Standing, common_numbers, components
from checks.likeness import Kinds
from checks.records import MOST_MEETING
from checks.text_keys import box_key, number_key, serial_of
from domain.catalogue import CatalogueRow
from domain.taxonomy import Taxonomy
from domain.unit_match import loose_keys, plain_unit
from domain.unit_number import UnitNumber
from storage.engine import Transaction
from storage.repositories import check_facts
from storage.repositories.check_facts import Whereabouts


@dataclass(frozen=True, slots=True, kw_only=True)
class Touched:
    """Documents and catalogue rows that changed, and where things stand or stood whose change may matter to others."""

    documents: frozenset[int] = frozenset()
    rows: frozenset[int] = frozenset()
    standings: tuple[Standing, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """Everything in short, and the blocks in which records can have to do with one another.

    A block's members are positions: documents first, then rows, then the touched standings.
    """

    documents: tuple[Whereabouts, ...]
    rows: tuple[Whereabouts, ...]
    common: frozenset[str]
    blocks: tuple[tuple[int, ...], ...]
    block_of: Mapping[int, int] = field(repr=False)

    @property
    def numbers(self) -> tuple[str, ...]:
        """All archive numbers."""
        return tuple(each.archive_no for each in (*self.documents, *self.rows) if each.archive_no)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Documents and rows, by number."""

    documents: frozenset[int]
    rows: frozenset[int]

    def __or__(self, other: "Part") -> "Part":
        return Part(documents=self.documents | other.documents, rows=self.rows | other.rows)


def surroundings(tx: Transaction, touched: Touched = Touched()) -> Surroundings:
    """Look at where everything stands."""
    documents, rows = check_facts.document_whereabouts(tx), check_facts.row_whereabouts(tx)
    common = common_numbers(each.archive_no for each in (*documents, *rows) if each.archive_no)
    standings = [Standing(archive_no=each.archive_no, estate=each.estate, unit=each.unit) for each in (*documents, *rows)]
    blocks = components([*standings, *touched.standings], common)
    block_of = {at: number for number, members in enumerate(blocks) for at in members}
    return Surroundings(documents=documents, rows=rows, common=common, blocks=blocks, block_of=block_of)


def core(tx: Transaction, around: Surroundings, touched: Touched, taxonomy: Taxonomy) -> Part:
    """The blocks of what was touched, of likely scans of the same papers, and of rows that a paper in review may be.

    These are the documents and rows whose findings are settled anew.
    """
    wanted = touched.documents | _meeting(tx, touched.documents)
    same_paper = _rows_like(around, wanted, taxonomy)
    first_row, first_standing = len(around.documents), len(around.documents) + len(around.rows)
    seeds = [at for at, each in enumerate(around.documents) if each.id in wanted]
    seeds += [first_row + at for at, each in enumerate(around.rows) if each.id in touched.rows or each.id in same_paper]
    seeds += [first_standing + at for at in range(len(touched.standings))]
    return _part(around, seeds)


def context(tx: Transaction, around: Surroundings, of: Part, boxes: frozenset[str], taxonomy: Taxonomy) -> Part:
    """What the core's findings depend on besides: likely scans of the same papers, papers in review, and the boxes' own records."""
    first_row = len(around.documents)
    in_boxes = [at for at, each in enumerate(around.documents) if box_key(each.box) in boxes]
    in_boxes += [first_row + at for at, each in enumerate(around.rows) if box_key(each.box) in boxes]
    beside = Part(documents=_meeting(tx, of.documents) | _documents_like(around, of.rows, taxonomy), rows=frozenset())
    return beside | _part(around, in_boxes)


def register_part(register: Iterable[tuple[int, str, UnitNumber]], around: Surroundings, part: Part) -> frozenset[int]:
    """Numbers of the register's units that a document or row of the part may name."""
    units = {each.unit for each in around.documents if each.id in part.documents}
    units |= {each.unit for each in around.rows if each.id in part.rows}
    keys = {key for unit in units if unit is not None for key in loose_keys(plain_unit(unit))}
    return frozenset(n for n, _, unit in register if keys.intersection(loose_keys(plain_unit(unit))))


def crowded(tx: Transaction, documents: Iterable[int]) -> frozenset[int]:
    """Keys of these documents' sketches under which too many meet."""
    return frozenset(key for key, members in check_facts.meeting(tx, frozenset(documents)).items() if len(members) > MOST_MEETING)


def about(around: Surroundings, touched: Touched, of: Part, boxes: frozenset[str], series: frozenset[tuple[str, str]]) -> frozenset[str]:
    """What the findings of the core are about, in the form of `Finding.about`; of things that have gone since too."""
    documents = [each for each in around.documents if each.id in of.documents]
    rows = [each for each in around.rows if each.id in of.rows]
    names = {f"d:{n}" for n in of.documents | touched.documents} | {f"r:{n}" for n in of.rows | touched.rows}
    names |= {f"u:{each.estate}|{each.unit}" for each in (*documents, *rows) if each.unit is not None}
    names |= {f"u:{each.estate}|{each.unit}" for each in touched.standings if each.unit is not None}
    numbers = {number_key(each.archive_no) for each in (*documents, *rows)} - around.common
    numbers |= {number_key(each.archive_no) for each in touched.standings} - around.common
    return frozenset(names | {f"k:{key}" for key in numbers} | {f"b:{box}" for box in boxes} | {f"s:{a}|{b}" for a, b in series})


def numbers_of(around: Surroundings, series: frozenset[tuple[str, str]]) -> tuple[str, ...]:
    """All archive numbers of these series."""
    return tuple(number for number in around.numbers if (found := serial_of(number)) is not None and found.series in series)


def _part(around: Surroundings, seeds: Sequence[int]) -> Part:
    first_row, first_standing = len(around.documents), len(around.documents) + len(around.rows)
    members = [at for block in {around.block_of[at] for at in seeds} for at in around.blocks[block]]
    return Part(
        documents=frozenset(around.documents[at].id for at in members if at < first_row),
        rows=frozenset(around.rows[at - first_row].id for at in members if first_row <= at < first_standing),
    )


def _meeting(tx: Transaction, documents: Iterable[int]) -> frozenset[int]:
    """Documents that meet one of these under a key that is not crowded."""
    met = check_facts.meeting(tx, frozenset(documents)).values()
    return frozenset(n for members in met if len(members) <= MOST_MEETING for n in members)


def _rows_like(around: Surroundings, documents: frozenset[int], taxonomy: Taxonomy) -> frozenset[int]:
    """Rows that bear the date and type of one of these documents."""
    kinds = Kinds(taxonomy)
    wanted = {(each.date, each.doc_type) for each in around.documents if each.id in documents and each.date is not None}
    dates = {day for day, _ in wanted}
    return frozenset(each.id for each in around.rows if each.date in dates and (each.date, kinds.type_of(_as_row(each))) in wanted)


def _documents_like(around: Surroundings, rows: frozenset[int], taxonomy: Taxonomy) -> frozenset[int]:
    """Documents that bear the date and type of one of these rows."""
    kinds = Kinds(taxonomy)
    wanted = {(each.date, kinds.type_of(_as_row(each))) for each in around.rows if each.id in rows and each.date is not None}
    return frozenset(each.id for each in around.documents if (each.date, each.doc_type) in wanted)


def _as_row(each: Whereabouts) -> CatalogueRow:
    return CatalogueRow(
        row=0,
        archive_no=each.archive_no,
        box=each.box,
        title=each.title,
        doc_type=each.doc_type,
        estate=each.estate,
        unit=each.unit,
        owner="",
        date=each.date,
        page_count=None,
    )


def boxes_of(documents: Iterable[str], rows: Iterable[str]) -> frozenset[str]:
    """Boxes as compared, of documents and rows."""
    return frozenset(key for label in (*documents, *rows) if (key := box_key(label)))


def series_in(numbers: Iterable[str]) -> frozenset[tuple[str, str]]:
    """Series of these numbers."""
    return frozenset(found.series for number in numbers if (found := serial_of(number)) is not None)
