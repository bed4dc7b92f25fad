"""The acceptance of batches on the web: list, batch, one acceptance, the ticking form, closing, reports."""

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.integration.acceptance_home import ReadyBatch, list_papers, ready, rows_of
from tests.integration.test_web import REVIEWER, Web, serve
from tests.integration.web_home import HOSTILE

CODES = ("whole", "upright", "legible", "pages", "type", "unit", "title", "date", "catalogue")


@pytest.fixture
def batch(tmp_path: Path) -> Iterator[ReadyBatch]:
    made = ready(tmp_path, 3)
    yield made
    made.home.place.close()


@pytest.fixture
def web(batch: ReadyBatch) -> Iterator[Web]:
    with serve(batch.home) as running:
        yield running


def post(web: Web, path: str, **entries: object) -> httpx.Response:
    return web.client.post(path, data=entries, headers={"origin": web.origin})


def walk(web: Web, batch: ReadyBatch) -> None:
    """From the list to an accepted batch."""
    address = f"/acceptance/batches/{batch.batch}"
    assert address in web.get("/acceptance").text
    assert "检查全部内容并抽样" in web.get(address).text
    assert post(web, address, share="100", seed="7", by="李").headers["location"] == "/acceptance/1"
    assert '验收 <span class="count">1</span>' in web.get("/acceptance/1").text
    assert "抽检完成后才能结束" in web.get("/acceptance/1").text
    assert post(web, "/acceptance/1/close").status_code == 422
    first = re.findall(r"/acceptance/1/items/\d+", web.get("/acceptance/1").text)[0]
    refused = post(web, first, right=["whole"], by="王")
    assert (refused.status_code, "请在备注中写明问题" in refused.text) == (422, True)
    assert refused.text.count(" checked") == 1
    seen = set()
    while "/items/" in first:
        seen.add(first.partition("?")[0])
        first = post(web, first.partition("?")[0], right=CODES, by="王").headers["location"]
        assert web.get(first).status_code == 200
    assert (len(seen), first) == (3, "/acceptance/1#sample")
    assert "现在结束：本批验收合格" in web.get("/acceptance/1").text
    assert post(web, "/acceptance/1/close", by="主任", remark="\x00首批").status_code == 303
    after = web.get("/acceptance/1").text
    assert f"{REVIEWER} 结束" in after
    assert "备注：首批" in after
    assert "验收合格" in web.get("/acceptance").text
    assert web.get("/acceptance/1/report.pdf").content.startswith(b"%PDF")
    assert web.get("/acceptance/1/report.xlsx").content.startswith(b"PK")


def test_from_the_list_to_an_accepted_batch(web: Web, batch: ReadyBatch) -> None:
    list_papers(batch, rows_of(batch))
    walk(web, batch)


def test_the_same_on_postgresql(tmp_path: Path, postgres_database: str) -> None:
    made = ready(tmp_path, 3, postgres_database)
    with serve(made.home) as scaled:
        walk(scaled, made)
    made.home.place.close()


def test_a_failing_batch_says_what_closing_would_do_and_lists_what_fails(web: Web, batch: ReadyBatch) -> None:
    list_papers(batch, rows_of(batch)[1:])
    post(web, f"/acceptance/batches/{batch.batch}", share="50")
    shown = web.get("/acceptance/1").text
    assert "现在结束：本批将被退回返工，因为" in shown
    assert "已扫描，但目录中没有登记" in shown
    assert f"/documents/{batch.filed[0]}" in shown
    list_papers(batch, rows_of(batch))
    assert "结束验收前须重新检查" in web.get("/acceptance/1").text
    assert post(web, "/acceptance/1/close").status_code == 422
    assert post(web, "/acceptance/1/check").status_code == 303
    assert "已扫描，但目录中没有登记" not in web.get("/acceptance/1").text
    item = re.findall(r"/acceptance/1/items/\d+", web.get("/acceptance/1").text)[0]
    assert "第 2 行" in web.get(item).text or "第 3 行" in web.get(item).text or "第 4 行" in web.get(item).text


def test_what_people_write_is_inert_and_nothing_is_inline(web: Web, batch: ReadyBatch) -> None:
    post(web, f"/acceptance/batches/{batch.batch}", share="100", by=HOSTILE[:32])
    item = f"/acceptance/1/items/{batch.filed[0]}"
    assert post(web, item, right=["whole"], remark=HOSTILE, by=HOSTILE[:32]).status_code == 303
    post(web, "/acceptance/1/close", remark=HOSTILE)
    for path in ("/acceptance", f"/acceptance/batches/{batch.batch}", "/acceptance/1", item):
        text = web.get(path).text
        assert "<script>alert" not in text, path
        assert not re.search(r"<script(?![^>]*src=)|\sstyle=|\son[a-z]+=\"", text), path
    assert "{{7*7}}" in web.get("/acceptance/1").text


def test_what_there_is_not_is_not_found_and_bad_entries_are_refused(web: Web, batch: ReadyBatch) -> None:
    for path in ("/acceptance/9", "/acceptance/batches/99", "/acceptance/9/report.pdf", "/acceptance/9/items/1"):
        assert web.get(path).status_code == 404, path
    assert post(web, f"/acceptance/batches/{batch.batch}", share="4").status_code == 400
    assert post(web, f"/acceptance/batches/{batch.batch}", seed="x").status_code == 400
    assert post(web, f"/acceptance/batches/{batch.batch}").status_code == 303
    assert web.get(f"/acceptance/1/items/{batch.home.unsure}").status_code == 404
    refused = post(web, "/acceptance/1/excuse", check="nonsense", subject="page 1", why="x")
    assert (refused.status_code, "没有这个检查项目" in refused.text) == (422, True)
    refused = post(web, "/acceptance/1/excuse", check="bytes", subject="scan 1", why="x")
    assert (refused.status_code, "不能作例外处理" in refused.text) == (422, True)
