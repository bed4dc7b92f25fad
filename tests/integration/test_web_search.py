"""Search on the web: words, units, numbers, filters, marks, and what an empty result says."""

import re
from collections.abc import Iterator

import pytest

from services import desk_view, searching
from tests.integration.test_web import Web, serving
from tests.integration.web_home import lay_text


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    """A home whose lines lie on their pages; tests only read."""
    with serving(tmp_path_factory.mktemp("home")) as running:
        lay_text(running.home)
        yield running


@pytest.mark.parametrize("query", ["报修内容", "報修內容", "厨房水管"])
def test_search_marks_what_it_found(web: Web, query: str) -> None:
    marked = re.findall("<mark>(.*?)</mark>", web.get(f"/search?q={query}").text)
    assert [text.replace(" ", "") for text in marked] == [query.replace("報", "报").replace("內", "内")]


def found(web: Web, query: str, **narrowed: object) -> set[str]:
    return set(re.findall(r'href="/documents/([0-9]+)\?', web.client.get("/search", params={"q": query, **narrowed}).text))


def test_search_knows_units_owners_types_numbers_and_narrows(web: Web) -> None:
    filed = {str(web.home.filed)}
    assert found(web, "三棟二單元五〇二") == filed
    assert found(web, "趙敏") == filed
    assert found(web, "赵敏 维修申请单") == filed
    assert found(web, "repair_request-0001") == filed
    assert found(web, "赵敏 漏水", year=2024, category="repair", estate="翠湖苑", doc_type="repair_request") == filed
    for narrowed in ({"year": 2023}, {"category": "contract"}, {"estate": "云栖苑"}, {"doc_type": "id_copy"}):
        assert found(web, "赵敏 漏水", **narrowed) == set()
    assert found(web, "赵*敏") == found(web, "[!x]敏") == set()


def test_a_search_that_finds_nothing_says_what_would(web: Web) -> None:
    assert "取消筛选，可找到 1 页" in web.client.get("/search", params={"q": "漏水", "year": 2023}).text
    apart = web.client.get("/search", params={"q": "漏水 火星"}).text
    assert "漏水 <b>1 页</b>" in apart
    assert "火星 <b>0 页</b>" in apart
    assert "翠湖苑 3栋2单元501室" in web.client.get("/search", params={"q": "3-2-507"}).text


def test_a_search_that_lists_only_the_newest_says_so(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "MOST_HITS", 1)
    assert "“翠湖苑” 超过 1 页：只列出最新的 1 页（1 件），更早的没有列出" in web.get("/search?q=翠湖苑").text
    assert "翠湖苑 <b>1+ 页</b>" in web.client.get("/search", params={"q": "翠湖苑 火星"}).text


def test_lines_are_marked_as_whoever_asks_may_see_them(web: Web) -> None:
    shown = desk_view.lines(web.home.place, web.home.first_page, query="漏水", see=lambda text: text.replace("厨房", "**"))
    assert shown is not None
    assert [(line.text, [line.text[start:end] for start, end in line.hits]) for line in shown] == [
        ("报修单", []),
        ("房号：3栋2单元502室", []),
        ("报 修 内 容：**水管漏水，请尽快安排维修", ["漏水"]),
    ]


def test_search_leads_to_a_unit_and_an_archive_number(web: Web) -> None:
    assert "/dossiers/1" in web.get("/search?q=3栋2单元502室").text
    archive_no = web.stored(web.home.filed).archive_no
    assert f"/documents/{web.home.filed}" in web.client.get("/search", params={"q": archive_no}).text
