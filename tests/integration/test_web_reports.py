"""Reports and labels on the web: the list, downloads, refusals, signing."""

import io
import re
from collections.abc import Iterator
from urllib.parse import quote

import openpyxl
import pytest

from services.reports.kinds import ReportKind
from tests.integration.test_web import REVIEWER, Web, serving


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    with serving(tmp_path_factory.mktemp("home")) as running:
        yield running


def test_the_page_lists_every_report_without_foreign_or_inline_parts(web: Web) -> None:
    answer = web.get("/reports")
    assert answer.status_code == 200
    assert not re.search(r"<script(?![^>]*src=)|\sstyle=|\son[a-z]+=\"", answer.text)
    for kind in ReportKind:
        assert kind.zh in answer.text
        assert f'action="/reports/{kind.code}"' in answer.text
    assert answer.text.count('/sign"') == 3
    assert 'aria-current="page">报表' in answer.text


@pytest.mark.parametrize("kind", [kind for kind in ReportKind if kind is not ReportKind.MISSING], ids=lambda kind: kind.code)
@pytest.mark.parametrize("form", ["xlsx", "pdf"])
def test_each_report_is_sent_in_both_forms(web: Web, kind: ReportKind, form: str) -> None:
    answer = web.get(f"/reports/{kind.code}?form={form}&estate=&month=&week=&first=&last=&seed=")
    assert answer.status_code == 200
    assert answer.headers["content-disposition"].startswith(f'attachment; filename="{kind.code}.{form}"')
    assert quote(kind.zh) in answer.headers["content-disposition"]
    assert answer.headers["cache-control"] == "no-store"
    assert answer.content.startswith(b"%PDF" if form == "pdf" else b"PK")


def test_options_reach_the_report(web: Web) -> None:
    answer = web.get("/reports/units?form=xlsx&building=5")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert [cell.value for cell in book.active["E"]][3:4] == ["陈志强"]
    assert quote("-5.xlsx") in answer.headers["content-disposition"]


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/reports/monthly?form=pdf&month=2026-13", "不是月份"),
        ("/reports/weekly?form=pdf&seed=x", "抽查种子须为整数"),
        ("/reports/units?form=xlsx&building=77", "没有符合条件的房号"),
        ("/reports/missing?form=xlsx", "尚未选定应归档目录"),
        ("/labels/bags?grid=99x99", "标签排不下"),
        ("/labels/bags?building=77", "没有可打印的标签"),
    ],
)
def test_what_cannot_be_made_is_said_on_the_page(web: Web, path: str, said: str) -> None:
    answer = web.get(path)
    assert answer.status_code == 422
    assert said in answer.text
    assert f"<h1>{'标签' if path.startswith('/labels') else '报表'}</h1>" in answer.text


def test_unknown_names_are_not_found(web: Web) -> None:
    for path in ("/reports/nothing?form=pdf", "/labels/nothing"):
        assert web.get(path).status_code == 404
    assert web.get("/reports/units?form=exe").status_code == 400


def test_labels_are_sent(web: Web) -> None:
    for name in ("bags?grid=2x6&margin=10x10&gap=0x0", "boxes?centre=AVIC"):
        answer = web.get(f"/labels/{name}")
        assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")


def test_a_check_is_signed_and_shown_as_signed(web: Web) -> None:
    answer = web.client.post("/reports/monthly/sign", data={"comment": "<b>已阅</b>"}, headers={"origin": web.origin})
    assert answer.status_code == 303
    after = web.get(answer.headers["location"]).text
    assert "已签署：档案管理月报" in after
    assert f"{REVIEWER} 已签署" in after
    assert "评语：&lt;b&gt;已阅&lt;/b&gt;" in after
    refused = web.client.post("/reports/units/sign", headers={"origin": web.origin})
    assert refused.status_code == 422
    assert "无需签署" in refused.text
    assert web.client.post("/reports/monthly/sign", headers={"origin": "http://evil.invalid"}).status_code == 403
