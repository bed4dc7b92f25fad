"""Batches on the web: counts at each hand-over, what does not agree shown, the scanner's count, lists to take along, estates."""

import csv
import io
from collections.abc import Iterator

import openpyxl
import pytest

from domain.hand_over import Step
from domain.ids import BatchId
from domain.people import Role
from services import batch_standing
from storage.tables import page, scan
from tests.integration.people import ELSEWHERE, add_estate, client_of
from tests.integration.test_web import Web, serving


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    with serving(tmp_path_factory.mktemp("home")) as running:
        add_estate(running.home.place)
        yield running


def wrong(web: Web) -> dict[Step, int | None]:
    found = batch_standing.show(web.home.place, BatchId(1))
    assert found is not None
    return {step.step: step.difference for step in found.standing.wrong}


def test_every_hand_over_of_a_batch_agrees(web: Web) -> None:
    found = batch_standing.show(web.home.place, BatchId(1))
    assert found is not None
    f = found.standing.batch.figures
    assert (f.scans, f.opened, f.refused, f.announced, f.pages, f.kept, f.joined) == (6, 5, 1, 5, 5, 5, 5)
    assert (f.documents, f.filed, f.review, f.shelved) == (4, 1, 3, 1)
    assert found.standing.wrong == ()
    text = web.get("/batches/1").text
    assert "各环节相符" in text
    assert 'href="/review?batch=1"' in text
    assert 'href="/quarantine?batch=1"' in text
    assert "drop 2026-11-21" in web.get("/batches?q=A-01&busy=true").text
    assert "没有符合条件的批次" in web.get("/batches?q=nothing").text


def test_a_page_that_is_nowhere_is_shown_in_red(web: Web) -> None:
    with web.home.place.database.begin() as tx:
        tx.connection.execute(scan.update().where(scan.c.id == 1).values(page_count=2))
        tx.connection.execute(page.update().where(page.c.id == 1).values(document_id=None))
    try:
        assert wrong(web) == {Step.PAGES: -1, Step.JOINED: -1}
        text = web.get("/batches/1").text
        assert text.count('class="wrong"') == 2
        assert "2 处有差异" in text
        assert "有差异" in web.get("/batches").text
    finally:
        with web.home.place.database.begin() as tx:
            tx.connection.execute(scan.update().where(scan.c.id == 1).values(page_count=1))
            tx.connection.execute(page.update().where(page.c.id == 1).values(document_id=1))


def test_the_scanners_count_is_entered_and_held_against_what_came(web: Web) -> None:
    with client_of(web.home.place, web.origin, "扫描员", Role.SCANNER) as client:
        assert client.post("/batches/1/count", data={"files": "六", "pages": ""}).status_code == 422
        assert client.post("/batches/1/count", data={"files": "7", "pages": "1,005"}).status_code == 303
        assert wrong(web) == {Step.SCANNER_FILES: -1, Step.SCANNER_PAGES: -1000}
        assert "扫描仪计数由 扫描员" in client.get("/batches/1").text
        assert client.post("/batches/1/count", data={"files": "", "pages": ""}).status_code == 303
    assert wrong(web) == {}


def test_lists_are_taken_along(web: Web) -> None:
    book = openpyxl.load_workbook(io.BytesIO(web.get("/batches/export").content))
    assert [cell.value for cell in book["批次"][4]][1:3] == ["drop 2026-11-21", "A-01"]
    answer = web.get("/batches/export?form=csv")
    assert answer.headers["content-disposition"].startswith('attachment; filename="batches.csv"')
    [line] = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert (line["接收文件"], line["待复核"], line["核对"]) == ("6", "3", "各环节数字相符")
    one = openpyxl.load_workbook(io.BytesIO(web.get("/batches/1/export").content))
    assert one.sheetnames == ["交接核对", "文件"]
    rows = list(csv.DictReader(io.StringIO(web.get("/batches/1/export?form=csv").content.decode("utf-8-sig"))))
    assert [row["状态"] for row in rows].count("隔离") == 1
    assert rows[-1]["原因或原件"].startswith("文件名与内容不符")
    assert web.get("/batches/99/export").status_code == 404


def test_a_batch_of_another_estate_is_not_there(web: Web) -> None:
    with client_of(web.home.place, web.origin, "外院", Role.ARCHIVIST, estates=frozenset({ELSEWHERE})) as client:
        assert "还没有批次" in client.get("/batches").text
        assert client.get("/batches/1").status_code == 404
