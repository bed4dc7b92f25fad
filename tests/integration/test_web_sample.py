"""The sample on the web: the list and its figures, one document's verdict, a draw, and the notice to the head."""

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from domain.document import DocumentState
from services import promise, sampling
from services.sampling import DrawWanted
from storage.repositories import samples
from tests.integration.test_web import REVIEWER, Web, serving
from tests.integration.web_home import U101, file_more


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Web]:
    with serving(tmp_path) as running:
        yield running


@pytest.fixture
def sampled(own: Web) -> Web:
    """The home with its one filed document in the sample."""
    sampling.draw(own.home.place, DrawWanted(by="主任", share=1.0))
    return own


def post(web: Web, path: str, **entries: str) -> httpx.Response:
    return web.client.post(path, data=entries, headers={"origin": web.origin})


def test_the_pages_render_without_foreign_or_inline_parts(sampled: Web) -> None:
    for path in ("/", "/sample", "/sample?page=2", "/sample?category=repair", f"/sample/{sampled.home.filed}"):
        answer = sampled.get(path)
        assert answer.status_code == 200, path
        assert not re.search(r"<script(?![^>]*src=)|\sstyle=|\son[a-z]+=\"", answer.text), path
        assert '抽查 <span class="count">1</span>' in answer.text
    assert "赵敏" in sampled.get("/sample").text
    assert sampled.get(f"/sample/{sampled.home.unsure}").status_code == 404


def test_the_same_on_postgresql(tmp_path: Path, postgres_database: str) -> None:
    with serving(tmp_path, postgres_database) as scaled:
        file_more(scaled.home, 2)
        assert post(scaled, "/sample/draw", count="5").headers["location"] == "/sample?drawn=3"
        assert post(scaled, f"/sample/{scaled.home.filed}", verdict="right", note="\x00").status_code == 303
        for path in ("/", "/sample", f"/sample/{scaled.home.filed}"):
            assert scaled.get(path).status_code == 200, path


def test_a_verdict_is_kept_and_leads_to_the_next(sampled: Web) -> None:
    file_more(sampled.home, 1)
    assert post(sampled, "/sample/draw", count="1").headers["location"] == "/sample?drawn=1"
    first, second = (row.id for row in sampling.queue(sampled.home.place, limit=9))
    answer = post(sampled, f"/sample/{first}", verdict="right", unit_text="5-1-101")
    assert answer.headers["location"] == f"/sample/{second}?done={first}"
    after = sampled.get(answer.headers["location"]).text
    assert "归档正确" in after
    assert REVIEWER in sampled.get(f"/sample/{first}").text
    assert post(sampled, f"/sample/{second}", verdict="unclear").headers["location"] == f"/sample?done={second}"
    assert "无法判断" in sampled.get("/sample").text


def test_a_correction_moves_the_document_under_its_old_number(sampled: Web) -> None:
    number = sampled.stored(sampled.home.filed).archive_no
    sent = {"unit_text": "五栋一单元101", "doc_type": "lease_contract"}
    assert post(sampled, f"/sample/{sampled.home.filed}", verdict="wrong_both", **sent).status_code == 303
    after = sampled.stored(sampled.home.filed)
    assert (after.decided.unit, after.decided.doc_type, after.archive_no) == (U101, "lease_contract", number)
    assert "抽查更正" in sampled.get(f"/documents/{sampled.home.filed}").text


@pytest.mark.parametrize(
    ("entries", "sentence"),
    [
        ({}, "请选择检查结论"),
        ({"verdict": "nonsense"}, "请选择检查结论"),
        ({"verdict": "wrong_type"}, "请选择正确的文件类型"),
        ({"verdict": "wrong_unit", "unit_text": "没有房号"}, "没有读出房号"),
        ({"verdict": "wrong_unit", "unit_text": "3-2-502"}, "正是机器归入的户档"),
    ],
)
def test_a_wrong_entry_is_explained_and_nothing_changes(sampled: Web, entries: dict[str, str], sentence: str) -> None:
    answer = post(sampled, f"/sample/{sampled.home.filed}", note="保留这句", **entries)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "保留这句" in answer.text
    with sampled.home.place.database.read() as tx:
        assert samples.verdicts(tx, sampled.home.filed) == ()


def test_a_draw_from_nothing_is_explained(sampled: Web) -> None:
    answer = post(sampled, "/sample/draw", count="5")
    assert answer.status_code == 422
    assert "没有可抽取的文件" in answer.text
    assert post(sampled, "/sample/draw", count="5", category="nonsense").status_code == 404
    assert post(sampled, "/sample/draw", count="5", day="三月").status_code == 422


def test_the_head_is_told_until_somebody_takes_notice(sampled: Web) -> None:
    assert "归档错误率超出承诺" not in sampled.get("/").text
    assert post(sampled, f"/sample/{sampled.home.filed}", verdict="wrong_unit").status_code == 303
    assert sampled.stored(sampled.home.filed).state is DocumentState.REVIEW
    back = sampled.get(f"/review/{sampled.home.filed}").text
    assert "抽查发现归档有误" in back
    told = sampled.get("/").text
    assert "归档错误率超出承诺" in told
    assert "维修：抽查 1 件，归错 1 件" in told
    [notice] = promise.untold(sampled.home.place)
    assert sampled.client.post(f"/sample/notices/{notice.id}", headers={}).status_code == 403
    assert post(sampled, f"/sample/notices/{notice.id}").headers["location"] == "/"
    assert "归档错误率超出承诺" not in sampled.get("/").text
    assert post(sampled, f"/sample/notices/{notice.id}").status_code == 400


def test_a_rejected_document_that_has_a_number_is_said_to_be_rejected(sampled: Web) -> None:
    post(sampled, f"/sample/{sampled.home.filed}", verdict="wrong_unit")
    answer = sampled.decide(sampled.home.filed, action="reject")
    assert "已退回文件" in sampled.get(answer.headers["location"]).text
