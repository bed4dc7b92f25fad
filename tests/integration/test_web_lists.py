"""Catalogue and findings as tables to filter and take along; required sets, boxes and labels on the web."""

import csv
import io
from collections.abc import Iterator
from datetime import date
from functools import partial

import httpx
import openpyxl
import pytest

from domain.catalogue import CatalogueRow
from domain.imports import ChangeKind, PaperStep
from domain.people import Role
from domain.unit_number import UnitNumber
from services import checking, required_lists
from storage.repositories import catalogue
from tests.integration.people import ELSEWHERE, add_estate, client_of
from tests.integration.test_web import REVIEWER, Web, serving
from tests.integration.web_home import ESTATE, U101, U502

SEVENTEEN, ELEVEN = "权籍档案目录（十七项）", "用户档案目录（十一项）"


def paper(row: int, archive_no: str, title: str, unit: UnitNumber, owner: str, *, estate: str = ESTATE) -> PaperStep:
    made = CatalogueRow(
        row=row,
        archive_no=archive_no,
        box="A-01",
        title=title,
        doc_type="repair_request",
        estate=estate,
        unit=unit,
        owner=owner,
        date=date(2024, 3, 5),
        page_count=1,
    )
    return PaperStep(kind=ChangeKind.NEW, key=archive_no, held=None, before=None, after=made)


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    with serving(tmp_path_factory.mktemp("home")) as running:
        place = running.home.place
        add_estate(place)
        steps = (
            paper(2, "CPM-0001", "厨房漏水报修", U502, "赵敏"),
            paper(3, "CPM-0002", "=门锁维修", U101, "陈志强"),
            paper(4, "CPM-0003", "电梯报修 2024年 13987654321", UnitNumber.parse("9|||901|room"), "沈若溪", estate=ELSEWHERE),
        )
        with place.database.begin() as tx:
            assert len(list(catalogue.write(tx, steps))) == len(steps)
        checking.check(place)
        yield running


def listed(answer: httpx.Response) -> list[dict[str, str]]:
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"CPM-0001", "CPM-0002", "CPM-0003"}),
        ("q=漏水", {"CPM-0001"}),
        ("q=5栋1单元101", {"CPM-0002"}),
        ("q=赵敏", {"CPM-0001"}),
        ("estate=云栖苑", {"CPM-0003"}),
        ("box=A-01&doc_type=repair_request", {"CPM-0001", "CPM-0002", "CPM-0003"}),
        ("box=B-9", set()),
        ("agrees=unscanned", {"CPM-0002", "CPM-0003"}),
    ],
)
def test_the_catalogue_is_filtered_and_taken_along(web: Web, query: str, found: set[str]) -> None:
    text = web.get(f"/catalogue?{query}").text
    assert {f"CPM-000{n}" for n in (1, 2, 3) if f"CPM-000{n}" in text} == found
    assert {row["档号"] for row in listed(web.get(f"/catalogue/export?form=csv&{query}"))} == found


def test_the_catalogue_is_not_found_by_digits_of_masked_numbers(web: Web) -> None:
    with client_of(web.home.place, web.origin, "viewer", Role.VIEWER) as client:
        for query, seen in (("8765", False), ("13987", False), ("4321", True), ("2024年", True), ("CPM-0003", True)):
            assert "CPM-0003" in web.get(f"/catalogue?q={query}").text
            assert ("2024年 139****4321" in client.get(f"/catalogue?q={query}").text) == seen, query


def test_text_of_the_catalogue_is_no_formula(web: Web) -> None:
    assert [row["题名"] for row in listed(web.get("/catalogue/export?form=csv&q=CPM-0002"))] == ["'=门锁维修"]
    sheet = openpyxl.load_workbook(io.BytesIO(web.get("/catalogue/export?q=CPM-0002").content))["纸质档案目录"]
    assert (sheet["D4"].value, sheet["D4"].data_type, sheet["K4"].value) == ("=门锁维修", "s", "有目录无扫描件")


def test_findings_are_taken_along_as_csv_too(web: Web) -> None:
    rows = listed(web.get("/findings/export.csv?status=open&kind=scan_missing"))
    assert {row["档号"] for row in rows} >= {"CPM-0002", "CPM-0003"}
    assert web.get("/findings/export.csv?unit=nonsense").status_code == 303


def test_lists_are_of_ones_own_estates(web: Web) -> None:
    with client_of(web.home.place, web.origin, "外院", Role.ARCHIVIST, estates=frozenset({ELSEWHERE})) as client:
        assert [row["档号"] for row in listed(client.get("/catalogue/export?form=csv"))] == ["CPM-0003"]
        boxes = client.get("/boxes").text
        assert ELSEWHERE in boxes
        assert ESTATE not in boxes
        for path, sent in (("/boxes", {"boxes": "A-01", "cabinet": "3"}), ("/required", {"name": SEVENTEEN})):
            for estate in ("", ESTATE):
                answer = client.post(path, data=sent | {"estate": estate})
                assert answer.status_code == 422, (path, estate)
                assert "请选择您账号范围内的项目" in answer.text


def test_boxes_are_placed_moved_and_taken_off(web: Web) -> None:
    post = partial(web.client.post, headers={"origin": web.origin})
    assert "未登记位置" in web.get("/boxes?unplaced=true").text
    assert (
        post("/boxes", data={"boxes": "A-01，A-02", "cabinet": "3", "shelf": "2", "estate": ESTATE}).headers["location"] == "/boxes?done=2"
    )
    assert post("/boxes", data={"boxes": "A-02", "cabinet": "4", "estate": ESTATE}).status_code == 303
    rows = {row["盒号"]: row for row in listed(web.get("/boxes/export?form=csv")) if row["项目"] == ESTATE}
    assert [(rows[box]["柜号"], rows[box]["层"], rows[box]["经办人"]) for box in ("A-01", "A-02")] == [
        ("3", "2", REVIEWER),
        ("4", "", REVIEWER),
    ]
    history = web.get("/boxes?box=A-02").text
    assert "3 柜 2 层 A-02" in history
    assert "4 柜 A-02" in history
    assert post("/boxes/remove", data={"box": "A-02", "estate": ESTATE}).status_code == 303
    assert "没有该项目的 A-02 号盒" in post("/boxes/remove", data={"box": "A-02", "estate": ESTATE}).text
    assert post("/boxes", data={"boxes": " ", "cabinet": "3"}).status_code == 422
    assert post("/boxes", data={"boxes": "1", "cabinet": "3", "estate": "没有的项目"}).status_code == 422


def test_a_template_is_put_in_force_for_an_estate_from_its_day(web: Web) -> None:
    post = partial(web.client.post, "/required", headers={"origin": web.origin})
    assert post(data={"name": ELEVEN, "estate": ESTATE}).status_code == 303
    assert post(data={"name": SEVENTEEN, "estate": ESTATE, "day": "2099-01-01"}).headers["location"] == "/required?done=1"
    mine, *others = required_lists.in_use(web.home.place, frozenset({ESTATE})).estates
    assert mine.now is not None
    assert (mine.now.name, mine.own, [each.since for each in mine.later]) == (ELEVEN, True, [date(2099, 1, 1)])
    assert [each.now for each in others] == [None]
    text = web.get("/required").text
    assert "2099-01-01 起" in text
    assert ELEVEN in web.get("/dossiers/1").text
    for sent, said in (
        ({"name": ""}, "请选择目录"),
        ({"name": ELEVEN, "day": "昨天"}, "日期无法识别"),
        ({"name": "乱"}, "没有（或不止一个）"),
    ):
        answer = post(data=sent)
        assert answer.status_code == 422
        assert said in answer.text


def test_who_may_print_labels_finds_the_form(web: Web) -> None:
    with client_of(web.home.place, web.origin, "扫描员", Role.SCANNER) as client:
        assert 'href="/labels"' in client.get("/").text
        assert 'action="/labels/bags"' in client.get("/labels").text
        answer = client.get("/labels/boxes?estate=翠湖苑")
        assert answer.headers["content-type"] == "application/pdf"
        assert answer.content.startswith(b"%PDF")
        wrong = client.get("/labels/boxes?grid=99x99")
        assert wrong.status_code == 422
        assert 'value="99x99"' in wrong.text
