"""Discrepancies put into a clean archive, each with the findings that it must raise, its side effects among them."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta

from domain.finding import FindingKind
from domain.register import RegisterTenure
from domain.taxonomy import Category
from evaluation.findings.injector import Injector, mark_of
from evaluation.findings.papers import ANSWERS, KEPT, Archive, Made, Paper, Row, again, new_paper
from evaluation.generator import wording

STRANGER = "欧阳甲乙"
PLAIN = frozenset({"id_copy", "title_copy", "ownership_list", "move_in_notice", "lease_contract", "owners_covenant", "acceptance_form"})
"""Types that no other paper has to follow or answer."""


def _numbered(_paper: Paper, row: Row) -> bool:
    return bool(row.archive_no)


def _quiet(paper: Paper, _row: Row) -> bool:
    return paper.doc_type in PLAIN


def scan_missing(to: Injector) -> None:
    """A paper is listed that was never scanned."""
    like, row = to.take()
    made = to.maker(like)
    lost = new_paper(made, like.doc_type, f"{like.key}|lost")
    to.rows[lost.key] = replace(
        row, key=lost.key, archive_no=to.number(like), unit=lost.unit, owner=lost.owner, date=lost.date, title=lost.title
    )
    to.expect(FindingKind.SCAN_MISSING, row=lost.key)


def paper_missing(to: Injector) -> None:
    """A scanned paper is not listed."""
    paper, row = to.take()
    del to.rows[row.key]
    to.expect(FindingKind.PAPER_MISSING, paper=paper.key)


def page_count_mismatch(to: Injector) -> None:
    """The list counts other pages."""
    paper, row = to.take()
    to.list_as(row, page_count=(row.page_count or 0) + to.rng.choice((1, 2, 3)))
    to.expect(FindingKind.PAGE_COUNT_MISMATCH, paper=paper.key)


def owner_mismatch(to: Injector) -> None:
    """The list, or the paper itself, names a stranger."""
    if to.rng.random() < 0.5:
        paper, row = to.take()
        to.list_as(row, owner=STRANGER)
    else:
        paper, _ = to.take(lambda paper, _row: bool(paper.read))
        to.file_as(paper, read=STRANGER)
    to.expect(FindingKind.OWNER_MISMATCH, paper=paper.key)


def date_mismatch(to: Injector) -> None:
    """The list bears another date: one figure wrong, or quite another day."""
    paper, row = to.take()
    if to.rng.random() < 0.5:
        day = date(paper.date.year - to.rng.choice((1, 2, 10)), paper.date.month, min(paper.date.day, 28))
    else:
        day = paper.date + timedelta(days=to.rng.choice((3, 17, 45, 400, -800)))
    to.list_as(row, date=day)
    to.expect(FindingKind.DATE_MISMATCH, paper=paper.key)


def category_mismatch(to: Injector) -> None:
    """The list names a type of another category."""
    paper, row = to.take()
    to.list_as(row, **_as_type(to, paper, same=False))
    to.expect(FindingKind.CATEGORY_MISMATCH, paper=paper.key)


def type_mismatch(to: Injector) -> None:
    """The list names another type of the same category."""
    paper, row = to.take(lambda paper, _row: paper.doc_type != "other_document")
    to.list_as(row, **_as_type(to, paper, same=True))
    to.expect(FindingKind.TYPE_MISMATCH, paper=paper.key)


def _as_type(to: Injector, paper: Paper, *, same: bool) -> Mapping[str, object]:
    categories: Mapping[str, Category] = wording.CATEGORY_OF
    others = [
        code
        for code, category in categories.items()
        if code not in ("other_document", paper.doc_type) and (category is paper.category) is same
    ]
    made = to.maker(paper)
    code = to.rng.choice(others)
    titles = [title for title in wording.load(made.estate.split, made.estate.script).types[code].titles if title]
    return {"doc_type": code, "title": to.rng.choice(titles) if titles else ""}


def unit_mismatch(to: Injector) -> None:
    """One number, another unit on the list."""
    paper, row = to.take(_numbered)
    to.list_as(row, unit=to.other_unit(paper)[0])
    to.expect(FindingKind.UNIT_MISMATCH, paper=paper.key)


def archive_no_mismatch(to: Injector) -> None:
    """The numbers of two rows are exchanged."""
    one, first = to.take(_numbered)
    other, second = to.take(lambda p, r: _numbered(p, r) and p.unit != one.unit and p.doc_type != one.doc_type and p.estate == one.estate)
    to.list_as(first, archive_no=second.archive_no)
    to.list_as(second, archive_no=first.archive_no)
    to.expect(FindingKind.ARCHIVE_NO_MISMATCH, paper=one.key)
    to.expect(FindingKind.ARCHIVE_NO_MISMATCH, paper=other.key)


def duplicate_archive_no(to: Injector) -> None:
    """One number stands on two rows."""
    one, first = to.take(_numbered)
    _, second = to.take(lambda paper, row: _numbered(paper, row) and paper.unit != one.unit)
    to.list_as(second, archive_no=first.archive_no)
    to.expect(FindingKind.DUPLICATE_ARCHIVE_NO, place=f"k:{first.archive_no}")


def unit_not_in_register(to: Injector) -> None:
    """A paper in review, and its row, name a unit that the register has not."""
    paper, row = to.take(_quiet)
    stranger = replace(paper.unit, building=f"{to.rng.randint(300, 900)}", room=f"{to.rng.randint(101, 999)}")
    to.file_as(paper, unit=stranger, filed=False)
    to.list_as(row, unit=stranger, archive_no="")
    to.expect(FindingKind.UNIT_NOT_IN_REGISTER, paper=paper.key)
    _gap(to, paper)


def document_missing(to: Injector) -> None:
    """A dossier's form is lost."""
    forms = [paper for paper in to.papers.values() if paper.key.endswith("|form") and _single(to, paper)]
    paper = to.rng.choice([form for form in forms if form.key in to.rows])
    to.drop(paper.key)
    to.expect(FindingKind.DOCUMENT_MISSING, place=f"u:{paper.estate}|{paper.unit}")
    _gap(to, paper)


def _single(to: Injector, paper: Paper) -> bool:
    """Whether the unit is in one hand only, and the form is the only one of it."""
    same = [each for each in to.papers.values() if (each.estate, each.unit) == (paper.estate, paper.unit)]
    return {each.tenure for each in same} == {paper.tenure} and sum(each.doc_type == KEPT for each in same) == 1


def _gap(to: Injector, paper: Paper) -> None:
    """The number that goes with the paper leaves a gap."""
    to.expect(FindingKind.NUMBER_GAP, place=f"s:{paper.archive_no}")


def duplicate_document(to: Injector) -> None:
    """A paper is scanned and filed twice."""
    _copy(to, FindingKind.DUPLICATE_DOCUMENT)


def near_duplicate_differs(to: Injector) -> None:
    """A paper is scanned twice, and the second time filed with another date."""
    _copy(to, FindingKind.NEAR_DUPLICATE_DIFFERS, days=1)


def duplicate_across_dossiers(to: Injector) -> None:
    """A paper is scanned twice and filed in two households."""
    _copy(to, FindingKind.DUPLICATE_ACROSS_DOSSIERS, moved=True)


def _copy(to: Injector, kind: FindingKind, *, days: int = 0, moved: bool = False) -> None:
    paper, _ = to.take(lambda paper, row: _quiet(paper, row) and _numbered(paper, row) and sum(map(len, paper.texts)) > 120)
    unit, tenure = to.other_unit(paper) if moved else (paper.unit, paper.tenure)
    owners = next(each.tenures[tenure].owners for each in to.register if (each.estate, each.unit) == (paper.estate, unit))
    empty = not any((each.estate, each.unit, each.tenure) == (paper.estate, unit, tenure) for each in to.papers.values())
    copy = replace(
        paper,
        key=f"{paper.key}|copy",
        archive_no=to.number(paper),
        unit=unit,
        tenure=tenure,
        owner="、".join(owners),
        date=paper.date + timedelta(days=days),
        read="" if moved else paper.read,
    )
    to.papers[copy.key] = copy
    to.expect(kind, paper=copy.key)
    to.expect(FindingKind.PAPER_MISSING, paper=copy.key)
    if empty:
        to.expect(FindingKind.DOCUMENT_MISSING, place=f"u:{copy.estate}|{unit}")


def image_quality(to: Injector) -> None:
    """A paper is scanned too coarse."""
    paper, _ = to.take()
    to.file_as(paper, dpi=120.0)
    to.expect(FindingKind.IMAGE_QUALITY, paper=paper.key)


def repair_without_return_visit(to: Injector) -> None:
    """The record of the visit after a repair is lost."""
    _unanswered(to, FindingKind.REPAIR_WITHOUT_RETURN_VISIT, ("repair_request", "repair_record"))


def complaint_without_reply(to: Injector) -> None:
    """The reply to a complaint is lost."""
    _unanswered(to, FindingKind.COMPLAINT_WITHOUT_REPLY, ("complaint_form",))


def _unanswered(to: Injector, kind: FindingKind, types: tuple[str, ...]) -> None:
    def alone(paper: Paper, _row: Row) -> bool:
        if paper.doc_type not in types or f"{paper.key}|answer" not in to.papers:
            return False
        near = [p for p in to.papers.values() if (p.estate, p.unit) == (paper.estate, paper.unit) and abs((p.date - paper.date).days) <= 62]
        wanted = {*ANSWERS, *ANSWERS.values()}
        return sum(p.doc_type in wanted for p in near) == 2

    paper, _ = to.take(alone)
    answer = to.papers[f"{paper.key}|answer"]
    to.drop(answer.key)
    to.expect(kind, paper=paper.key)
    _gap(to, answer)


def box_mismatch(to: Injector) -> None:
    """The paper was scanned out of another box."""
    paper, _ = to.take()
    to.file_as(paper, box=f"{paper.box[:-2]}{int(paper.box[-2:]) + 50}")
    to.expect(FindingKind.BOX_MISMATCH, paper=paper.key)


def box_without_scans(to: Injector) -> None:
    """A box is listed of which nothing was scanned."""
    like, row = to.take()
    made, box = to.maker(like), f"{mark_of(like.key)}盒{to.rng.randint(500, 99999)}"
    for n in range(3):
        lost = new_paper(made, to.rng.choice(sorted(PLAIN)), f"{like.key}|box{n}")
        to.rows[lost.key] = replace(
            row,
            key=lost.key,
            archive_no=to.number(like),
            box=box,
            unit=lost.unit,
            owner=lost.owner,
            date=lost.date,
            title=lost.title,
            doc_type=lost.doc_type,
        )
        to.expect(FindingKind.SCAN_MISSING, row=lost.key)
    to.expect(FindingKind.BOX_WITHOUT_SCANS, place=f"b:{box}")


def number_gap(to: Injector) -> None:
    """A paper and its row are lost, and its number is missing."""
    paper, _ = to.take(lambda paper, row: _quiet(paper, row) and bool(row.archive_no))
    to.drop(paper.key)
    _gap(to, paper)


def date_outside_tenure(to: Injector) -> None:
    """A paper, and its row, are dated long after its owner sold."""

    def sold(paper: Paper, _row: Row) -> bool:
        tenures = _tenures(to, paper)
        return paper.doc_type in PLAIN and paper.tenure == 0 and len(tenures) == 2

    try:
        paper, row = to.take(sold)
    except SystemExit:
        paper, row = _of_seller(to)
    end = _tenures(to, paper)[0].end or paper.date
    day = end + timedelta(days=to.rng.randint(200, 900))
    to.file_as(paper, date=day)
    to.list_as(row, date=day)
    to.expect(FindingKind.DATE_OUTSIDE_TENURE, paper=paper.key)


def _of_seller(to: Injector) -> tuple[Paper, Row]:
    """A fresh paper of a household that sold, shelved and listed."""
    like = next(p for p in to.papers.values() if p.tenure == 0 and len(_tenures(to, p)) == 2 and p.filed and "|sold" not in p.key)
    made = to.maker(like)
    paper = again(made, like, to.rng.choice(sorted(PLAIN)), like.date, f"{like.key}|sold{to.rng.random()}")
    paper = replace(paper, archive_no=to.number(like), box=like.box)
    row = replace(to.rows.get(like.key) or next(iter(to.rows.values())), key=paper.key, archive_no=paper.archive_no, box=paper.box)
    row = replace(row, estate=paper.estate, unit=paper.unit, owner=paper.owner, title=paper.title, doc_type=paper.doc_type)
    row = replace(row, page_count=len(paper.texts))
    to.papers[paper.key], to.rows[row.key] = paper, row
    return paper, row


def _tenures(to: Injector, paper: Paper) -> tuple[RegisterTenure, ...]:
    return next(unit.tenures for unit in to.register if (unit.estate, unit.unit) == (paper.estate, paper.unit))


INJECTIONS: dict[FindingKind, Callable[[Injector], None]] = {
    FindingKind(make.__name__): make
    for make in (
        scan_missing,
        paper_missing,
        page_count_mismatch,
        owner_mismatch,
        date_mismatch,
        category_mismatch,
        type_mismatch,
        unit_mismatch,
        archive_no_mismatch,
        duplicate_archive_no,
        unit_not_in_register,
        document_missing,
        duplicate_document,
        near_duplicate_differs,
        duplicate_across_dossiers,
        image_quality,
        repair_without_return_visit,
        complaint_without_reply,
        box_mismatch,
        box_without_scans,
        number_gap,
        date_outside_tenure,
    )
}


def inject(archive: Archive, makers: tuple[Made, ...], *, each: int, seed: int) -> Injector:
    """Put `each` discrepancies of every kind into the archive."""
    to = Injector(archive, makers, seed)
    rare_first = sorted(INJECTIONS.items(), key=lambda item: item[0] not in _RARE)
    for kind, make in rare_first:
        while sum(expected.kind is kind for expected in to.expected) < each:
            make(to)
    gone = {each.place for each in to.expected if each.kind is FindingKind.NUMBER_GAP}
    to.expected = [each for each in to.expected if each.kind is not FindingKind.NUMBER_GAP or _before(each.place) not in gone]
    return to


def _before(place: str) -> str:
    """The number before; of numbers missing one after the other the first stands for all."""
    return f"{place[:-5]}{int(place[-5:]) - 1:05d}"


_RARE = (
    FindingKind.REPAIR_WITHOUT_RETURN_VISIT,
    FindingKind.COMPLAINT_WITHOUT_REPLY,
    FindingKind.DATE_OUTSIDE_TENURE,
    FindingKind.DUPLICATE_DOCUMENT,
    FindingKind.NEAR_DUPLICATE_DIFFERS,
    FindingKind.DUPLICATE_ACROSS_DOSSIERS,
    FindingKind.UNIT_NOT_IN_REGISTER,
)
"""Kinds that only some types of paper can have: they choose first."""
