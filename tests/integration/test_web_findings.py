"""The findings page: filters, both sides, one finding with its history, a person's decisions, the workbook."""

import io
import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import openpyxl
import pytest

from domain.finding import Contrast, Finding, FindingKind, FindingStatus, Severity
from services import findings
from storage.repositories import findings as repository
from tests.integration.test_web import REVIEWER, Web, serving
from tests.integration.web_home import ESTATE, HOSTILE, U501

PAGES = Finding(
    kind=FindingKind.PAGE_COUNT_MISMATCH,
    severity=Severity.ERROR,
    archive_no="CPM-0001",
    estate=ESTATE,
    unit=str(U501),
    box="盒03",
    document="1",
    detail=f"目录登记 3 页，扫描件 1 页。{HOSTILE}",
    mend="取出原件清点。",
    ours="文件 CPM-0001",
    theirs="纸质目录第 5 行",
    sides=(Contrast(field="页数", ours="1", theirs="3"),),
    facts="catalogue=3|scan=1",
)


@pytest.fixture
def web(tmp_path: Path) -> Iterator[Web]:
    with serving(tmp_path) as running:
        with running.home.place.database.begin() as tx:
            repository.save(tx, [PAGES], repository.CheckRun(read_at=tx.now, about=frozenset()))
        yield running


@pytest.fixture
def number(web: Web) -> int:
    kind = FindingKind.PAGE_COUNT_MISMATCH
    return findings.listing(web.home.place, repository.FindingFilter(kind=kind), limit=1).rows[0].id


def post(web: Web, number: int, **entries: str) -> httpx.Response:
    return web.client.post(f"/findings/{number}", data=entries, headers={"origin": web.origin})


def status(web: Web, number: int) -> FindingStatus:
    return findings.show(web.home.place, number).stored.status


def test_both_sides_stand_in_the_list(web: Web) -> None:
    text = web.get("/findings").text
    for words in ("文件 CPM-0001", "纸质目录第 5 行", "取出原件清点。", "<small>页数</small> 3", "<small>盒03</small>"):
        assert words in text
    assert HOSTILE not in text
    assert not re.search(r"<script(?![^>]*src=)|\sstyle=|\son[a-z]+=\"", text)


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("kind=page_count_mismatch", True),
        ("kind=owner_mismatch", False),
        ("severity=error&box=盒03", True),
        ("severity=note", False),
        ("unit=3栋2单元501", True),
        ("unit=3-2-502", False),
        (f"estate={ESTATE}", True),
        ("status=waived", False),
        ("status=", True),
    ],
)
def test_filters_narrow_the_list(web: Web, query: str, shown: bool) -> None:
    answer = web.get(f"/findings?{query}")
    assert answer.status_code == 200
    assert ("纸质目录第 5 行" in answer.text) is shown


def test_a_unit_that_cannot_be_read_is_told(web: Web) -> None:
    answer = web.get("/findings?unit=物业")
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text


@pytest.mark.parametrize(
    "path", ["/findings/999", "/findings?kind=nonsense", "/findings?status=nonsense", "/findings/export.xlsx?severity=x"]
)
def test_what_is_not_there_is_not_found(web: Web, path: str) -> None:
    assert web.get(path).status_code == 404


def test_a_person_waives_with_a_reason_and_it_is_kept(web: Web, number: int) -> None:
    refused = post(web, number, after="waived", by="王主任", back="status=open")
    assert refused.status_code == 422
    assert "请填写理由。" in refused.text
    assert status(web, number) is FindingStatus.OPEN
    done = post(web, number, after="waived", by="王主任", note=f"原件如此{HOSTILE}", back="status=open&kind=page_count_mismatch")
    assert done.status_code == 303
    assert done.headers["location"].startswith("/findings?kind=page_count_mismatch&status=open")
    assert status(web, number) is FindingStatus.WAIVED
    shown = web.get(f"/findings/{number}").text
    assert REVIEWER in shown
    assert HOSTILE not in shown
    assert "重新打开" in shown
    assert "豁免</button>" not in shown


def test_accepting_wants_who_is_to_mend_it(web: Web, number: int) -> None:
    assert post(web, number, after="accepted", by="陈静", note="漏扫").status_code == 422
    assert post(web, number, after="accepted", by="陈静", note="漏扫", assignee="李伟").status_code == 303
    assert findings.show(web.home.place, number).stored.assignee == "李伟"
    assert "责任人 李伟" in web.get("/findings?status=accepted").text
    assert post(web, number, after="nonsense", by="陈静").status_code == 404
    assert post(web, number, by="陈静").status_code == 422


def test_a_foreign_page_cannot_decide(web: Web, number: int) -> None:
    answer = web.client.post(f"/findings/{number}", data={"after": "mended", "by": "甲"}, headers={"origin": "https://evil.example"})
    assert answer.status_code == 403
    assert status(web, number) is FindingStatus.OPEN


def test_the_workbook_holds_what_the_filter_shows(web: Web) -> None:
    answer = web.get("/findings/export.xlsx?kind=page_count_mismatch")
    assert answer.headers["content-type"].startswith("application/vnd.openxmlformats")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames == ["汇总", "按盒汇总", "不一致项"]
    rows = list(book["不一致项"].iter_rows(min_row=4, values_only=True))
    assert [row[2] for row in rows] == ["页数不符"]
    assert "页数：1" in str(rows[0][7])
    assert "页数：3" in str(rows[0][8])
    assert [row[-1] for row in book["汇总"].iter_rows(min_row=4, values_only=True)] == [1, 1]
    assert next(iter(book["按盒汇总"].iter_rows(min_row=4, values_only=True)))[:2] == ("盒03", "页数不符")
