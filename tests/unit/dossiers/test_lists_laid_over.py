"""Registers and catalogues laid over what is held: what is in scope, what is told, what is matched."""

from datetime import date

import pytest

from domain.catalogue import CatalogueRow, HeldPaper
from domain.ids import TenureId
from domain.imports import ChangeKind, ChangeNote
from domain.register import HeldTenure, RegisterRow, RegisterTenure
from domain.unit_number import UnitNumber
from dossiers.catalogue_update import CatalogueOptions, plan_catalogue
from dossiers.register_update import plan_register
from dossiers.unit_update import UpdateOptions

ALL = frozenset({"archive_no", "box", "title", "room", "date", "pages"})
OPTIONS = UpdateOptions(as_of=date(2026, 1, 1))
OWNER = RegisterTenure(owners=("张三",))


def register_row(unit: str, estate: str = "翠湖苑", number: int = 2) -> RegisterRow:
    return RegisterRow(row=number, estate=estate, unit=UnitNumber.parse(unit), tenure=OWNER)


def held(*units: str, estate: str = "翠湖苑") -> dict[tuple[str, UnitNumber], tuple[HeldTenure, ...]]:
    return {(estate, UnitNumber.parse(unit)): (HeldTenure(id=TenureId(n), tenure=OWNER),) for n, unit in enumerate(units, start=1)}


@pytest.mark.parametrize(("known", "alike"), [("3|2||501|room", True), ("3|2||502|room", False), ("4|2||501|room", False)])
def test_a_new_unit_written_almost_like_a_registered_one_is_told(known: str, alike: bool) -> None:
    plan = plan_register(held(known), [register_row("3|||501|room")], OPTIONS)
    assert [step.note is ChangeNote.LIKE_UNIT for step in plan.steps if step.kind is ChangeKind.NEW] == [alike]


def test_what_another_building_or_estate_has_is_not_gone() -> None:
    stored = held("3|2||501|room", "4|1||101|room") | held("3|2||501|room", estate="碧水湾")
    plan = plan_register(stored, [register_row("3|2||502|room")], OPTIONS)
    assert [(step.kind.code, step.estate, str(step.unit)) for step in plan.steps] == [
        ("new", "翠湖苑", "3|2||502|room"),
        ("gone", "翠湖苑", "3|2||501|room"),
    ]


def paper(archive_no: str = "A1", *, row: int = 2, title: str = "报修单", box: str = "H1", pages: int | None = 2) -> CatalogueRow:
    return CatalogueRow(
        row=row, archive_no=archive_no, box=box, title=title, doc_type="", estate="", unit=None, owner="", date=None, page_count=pages
    )


def kinds(stored: list[CatalogueRow], listed: list[CatalogueRow], options: CatalogueOptions) -> list[tuple[str, int | None]]:
    plan = plan_catalogue([HeldPaper(id=n, paper=each) for n, each in enumerate(stored, start=1)], listed, options)
    return [(step.kind.code, step.held) for step in plan.steps if not step.moved]


def test_the_same_number_twice_is_matched_by_content_first() -> None:
    stored = [paper(pages=2), paper(pages=5)]
    assert kinds(stored, [paper(pages=5), paper(pages=2)], CatalogueOptions(stated=ALL)) == []
    assert kinds(stored, [paper(pages=5), paper(pages=3)], CatalogueOptions(stated=ALL)) == [("changed", 1)]
    assert kinds(stored, [paper(pages=5)], CatalogueOptions(stated=ALL)) == [("gone", 1)]


def test_papers_without_number_are_known_by_title_and_box() -> None:
    stored = [paper("", title="合同"), paper("", title="报修单")]
    assert kinds(stored, [paper("", title="报修单", pages=9)], CatalogueOptions(stated=ALL)) == [("changed", 2), ("gone", 1)]


def test_a_number_in_another_script_or_width_is_the_same() -> None:
    assert kinds([paper("檔A-1")], [paper("档Ａ－1")], CatalogueOptions(stated=ALL)) == [("changed", 1)]


def test_other_boxes_are_out_of_scope_unless_the_list_is_the_whole() -> None:
    stored = [paper("A1"), paper("B1", box="H2")]
    assert kinds(stored, [paper("A1")], CatalogueOptions(stated=ALL)) == []
    assert kinds(stored, [paper("A1")], CatalogueOptions(stated=ALL, whole=True)) == [("gone", 2)]
    assert kinds(stored, [paper("A1")], CatalogueOptions(stated=ALL, whole=True, retire_gone=True)) == [("closed", 2)]
