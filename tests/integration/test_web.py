"""The web application over a real server on the loopback address, on a small home with documents in every state."""

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

import httpx
import pytest
from PIL import Image

from domain.document import DocumentState
from domain.ids import DocumentId
from domain.people import Role
from review.app import PACE, SESSIONS
from review.feed import Pace
from services import findings, page_pictures
from services.flow import Flow
from services.signing_in import SessionRules
from services.standing import stand
from storage import read_models_web
from storage.repositories import documents
from tests.integration.people import account, enter
from tests.integration.web_home import ESTATE, HOSTILE, U101, U501, WebHome, build, lay_text
from tests.integration.web_server import served


@dataclass(frozen=True)
class Web:
    home: WebHome
    client: httpx.Client
    origin: str

    def get(self, path: str, **headers: str) -> httpx.Response:
        return self.client.get(path, headers=headers)

    def decide(self, number: int, *, headers: dict[str, str] | None = None, **entries: str) -> httpx.Response:
        sent = {"origin": self.origin} if headers is None else headers
        return self.client.post(f"/review/{number}", data={"action": "file", **entries}, headers=sent)

    def stored(self, number: DocumentId) -> documents.StoredDocument:
        with self.home.place.database.read() as tx:
            found = documents.get(tx, number)
        assert found is not None
        return found


REVIEWER = "档案员张"


@contextmanager
def serving(
    folder: Path, database_url: str = "", *, sessions: SessionRules = SESSIONS, proxies: str = "", pace: Pace = PACE
) -> Iterator[Web]:
    """A server for a home, and a client signed in as somebody who may do everything."""
    home = build(folder, database_url)
    try:
        with serve(home, sessions=sessions, proxies=proxies, pace=pace) as running:
            yield running
    finally:
        home.place.close()


@contextmanager
def serve(home: WebHome, *, sessions: SessionRules = SESSIONS, proxies: str = "", pace: Pace = PACE) -> Iterator[Web]:
    """A server for the home, and a client signed in as somebody who may do everything."""
    with served(home.place, sessions=sessions, proxies=proxies, pace=pace) as (client, origin):
        enter(home.place, account(home.place, REVIEWER, *Role), client)
        yield Web(home=home, client=client, origin=origin)


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    """A home that tests only read."""
    with serving(tmp_path_factory.mktemp("home")) as running:
        lay_text(running.home)
        yield running


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Web]:
    """A home that one test may change."""
    with serving(tmp_path) as running:
        yield running


def pages_of(home: WebHome) -> list[str]:
    return [
        "/",
        "/review",
        "/review?reason=unit_not_in_register",
        f"/review/{home.unsure}",
        f"/review/{home.two_owners}",
        f"/review/{home.hostile}",
        "/dossiers",
        "/dossiers?q=三栋二单元502",
        "/dossiers?q=nobody",
        "/dossiers/1",
        f"/documents/{home.filed}",
        f"/documents/{home.filed}?q=漏水",
        f"/documents/{home.filed}/print",
        f"/documents/{home.hostile}",
        "/search",
        "/search?q=漏水",
        "/search?q=证明",
        "/search?q=无此内容",
        "/search?q=赵敏 报修&year=2024&estate=翠湖苑&doc_type=repair_request",
        "/findings",
        "/findings?status=&kind=image_quality",
        "/quarantine",
        "/quarantine?reason=disguised_type&batch=1",
        "/batches",
        "/batches?q=drop&busy=true",
        "/batches/1",
        "/catalogue",
        "/catalogue?q=3-2-502&agrees=no",
        "/required",
        "/boxes?box=A-01",
        "/labels",
    ]


def test_every_page_renders_chinese_without_foreign_or_inline_parts(web: Web) -> None:
    for path in pages_of(web.home):
        answer = web.get(path)
        assert answer.status_code == 200, path
        assert '<html lang="zh-Hans">' in answer.text
        assert not re.search(r"(src|href|action)=\"(https?:)?//", answer.text), path
        assert not re.search(r"<script(?![^>]*src=)|\sstyle=|\son[a-z]+=\"", answer.text), path


def test_the_same_on_postgresql(tmp_path: Path, postgres_database: str) -> None:
    with serving(tmp_path, postgres_database) as scaled:
        for path in [*pages_of(scaled.home), "/search?q=%00漏水&category=repair", "/review?reason=low_confidence", "/api/status"]:
            assert scaled.get(path).status_code == 200, path
        all_of_them = scaled.client.post("/quarantine/retry", data={"reason": "every"}, headers={"origin": scaled.origin})
        assert all_of_them.headers["location"] == "/quarantine?queued=1"
        retried = scaled.client.post(f"/quarantine/{scaled.home.refused}/retry", headers={"origin": scaled.origin})
        assert "等待处理" in scaled.get(retried.headers["location"]).text
        standing = stand(scaled.home.place, Flow(scaled.home.place), frozenset({ESTATE}))
        assert (standing.counts.documents, standing.retried, standing.recent.days[-1].done.filed) == (2, 0, 1)
        assert scaled.decide(scaled.home.unsure, choice="0", note="\x00").status_code == 303
        assert scaled.stored(scaled.home.unsure).state is DocumentState.FILED


def test_hostile_names_and_texts_are_inert(web: Web) -> None:
    seen = 0
    for path in pages_of(web.home):
        text = web.get(path).text
        assert "<script>alert" not in text, path
        assert "<b>.pdf" not in text, path
        seen += "&lt;script&gt;alert" in text
    assert seen >= 5
    assert "{{7*7}}" in web.get(f"/documents/{web.home.hostile}").text
    echoed = web.client.get("/search", params={"q": HOSTILE}).text
    assert "<script>alert" not in echoed
    assert "&lt;script&gt;" in echoed


def test_every_answer_carries_the_security_headers(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: object, **_named: object) -> None:
        raise RuntimeError("secret detail of the inside")

    monkeypatch.setattr(findings, "listing", broken)
    picture, refused = f"/pages/{web.home.first_page}/picture", f"/originals/{web.home.refused}"
    expected = {"/": 200, "/static/app.css": 200, "/healthz": 200, picture: 200, refused: 200, "/nowhere": 404, "/findings": 500}
    for path, status in expected.items():
        answer = web.get(path)
        assert answer.status_code == status, path
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
        assert answer.headers["referrer-policy"] == "same-origin"
        assert answer.headers["x-frame-options"] == "DENY"
    assert "immutable" in web.get("/static/app.css?v=0").headers["cache-control"]
    assert web.get("/static/units.js").headers["cache-control"] == "no-cache"  # another script imports it by its bare name
    assert web.get("/").headers["cache-control"] == "no-store"
    defect = web.get("/findings").text
    assert "系统内部出错" in defect
    assert "secret" not in defect
    assert "Traceback" not in defect


@pytest.mark.parametrize(
    ("host", "status"), [("evil.example", 400), ("127.0.0.1.evil.example", 400), ("", 400), ("localhost:8080", 200), ("[::1]:8080", 200)]
)
def test_only_known_hosts_are_answered(web: Web, host: str, status: int) -> None:
    assert web.get("/", host=host).status_code == status


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "none"},
        {"sec-fetch-site": "same-site", "origin": "http://127.0.0.1"},
    ],
)
def test_a_decision_from_elsewhere_is_refused(web: Web, headers: dict[str, str]) -> None:
    answer = web.decide(web.home.unsure, headers=headers, choice="0")
    assert answer.status_code == 403
    assert "已拒绝" in answer.text
    assert web.stored(web.home.unsure).state is DocumentState.REVIEW


def test_a_chosen_proposal_files_the_document_and_leads_to_the_next(own: Web) -> None:
    answer = own.decide(own.home.unsure, choice="0", doc_type="complaint_form", by="somebody else", note="按业主姓名核对")
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/review/{own.home.two_owners}?done={own.home.unsure}"
    stored = own.stored(own.home.unsure)
    assert stored.state is DocumentState.FILED
    assert stored.decided.unit == U101
    assert stored.archive_no is not None
    with own.home.place.database.read() as tx:
        decided = read_models_web.decisions(tx, own.home.unsure)
    assert [(d.decision.by, d.decision.note) for d in decided] == [(REVIEWER, "按业主姓名核对")]
    after = own.get(answer.headers["location"])
    assert stored.archive_no in after.text
    again = own.decide(own.home.unsure, choice="1")
    assert again.headers["location"] == f"/documents/{own.home.unsure}?late=1"
    assert own.stored(own.home.unsure).decided.unit == U101
    assert "由他人处理" in own.get(again.headers["location"]).text


@pytest.mark.parametrize("written", ["5-1-101", "五栋一单元一〇一室", "５号楼１单元１０１"])
def test_a_unit_may_be_typed_in_any_written_form(own: Web, written: str) -> None:
    assert own.decide(own.home.hostile, unit_text=written, estate="翠湖苑").status_code == 303
    assert own.stored(own.home.hostile).decided.unit == U101


@pytest.mark.parametrize(
    ("entries", "sentence"),
    [
        ({"unit_text": "9-9-999"}, "不在业主名册中"),
        ({"unit_text": "没有房号"}, "没有读出房号"),
        ({"unit_text": "3-2-501和3-2-502"}, "多个房号"),
        ({"choice": "typed"}, "请填写房号"),
        ({"choice": "0", "day": "三月五日"}, "日期无法识别"),
        ({"choice": "0", "doc_type": "no_such_type"}, "没有名为"),
        ({}, "不在业主名册中"),
    ],
)
def test_a_wrong_entry_is_explained_and_nothing_changes(web: Web, entries: dict[str, str], sentence: str) -> None:
    answer = web.decide(web.home.unsure, note="保留这句", **entries)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "保留这句" in answer.text
    assert web.stored(web.home.unsure).state is DocumentState.REVIEW


def test_the_owner_tells_which_tenure(own: Web) -> None:
    refused = own.decide(own.home.two_owners, choice="machine")
    assert refused.status_code == 422
    assert "李秀英、周伟" in refused.text
    assert own.decide(own.home.two_owners, choice="machine", owner="王建国").status_code == 303
    stored = own.stored(own.home.two_owners)
    assert stored.decided.unit == U501
    assert stored.decided.owner == "王建国"
    volume = own.get(f"/dossiers/{stored.dossier_id}").text
    assert "2005-03-01 至 2015-06-30" in volume


def test_a_rejected_document_is_kept(own: Web) -> None:
    assert own.decide(own.home.hostile, action="reject", unit_text="nonsense").status_code == 303
    assert own.stored(own.home.hostile).state is DocumentState.REJECTED
    assert "已退回" in own.get(f"/documents/{own.home.hostile}").text


def test_the_pdf_opens_under_a_chinese_name(web: Web) -> None:
    answer = web.get(f"/documents/{web.home.filed}/pdf")
    assert answer.content == web.home.pdf
    assert answer.headers["content-type"] == "application/pdf"
    kind, plain, name = answer.headers["content-disposition"].split("; ")
    assert (kind, plain) == ("inline", f'filename="document-{web.home.filed}.pdf"')
    archive_no = web.stored(web.home.filed).archive_no
    assert unquote(name.removeprefix("filename*=UTF-8''")) == f"{archive_no}_报修单_2024-03-05.pdf"
    assert web.get(f"/documents/{web.home.filed}/pdf", range="bytes=0-4").content == b"%PDF-"
    assert web.get(f"/documents/{web.home.unsure}/pdf").status_code == 404


def test_pictures_stand_upright_and_are_kept(web: Web) -> None:
    path = f"/pages/{web.home.first_page}/picture"
    answer = web.get(path)
    picture = Image.open(io.BytesIO(answer.content))
    assert (picture.format, picture.size) == ("JPEG", (627, 882))  # 620 x 877 straightened by 0.4 degrees
    assert len(list((web.home.place.home / "cache" / "pages").glob("*.jpg"))) >= 1
    assert web.get(path).content == answer.content
    assert web.get(path, **{"if-none-match": answer.headers["etag"]}).status_code == 304
    small = web.get(f"/pages/{web.home.first_page}/thumbnail")
    assert small.headers["content-type"] == "image/webp"
    assert max(Image.open(io.BytesIO(small.content)).size) == 320
    assert web.get("/pages/999/picture").status_code == 404


def test_a_page_that_cannot_be_drawn_says_so(own: Web) -> None:
    with own.home.place.database.read() as tx:
        file = read_models_web.page_file(tx, own.home.first_page)
    assert file is not None
    stored = own.home.place.blobs.path(file.scan_sha256)
    stored.chmod(0o640)
    stored.write_bytes(stored.read_bytes()[:60])
    answer = own.get(f"/pages/{own.home.first_page}/picture")
    assert answer.status_code == 422
    assert "请" in answer.text


def test_the_picture_cache_is_bounded(tmp_path: Path) -> None:
    for n in range(5):
        (tmp_path / f"{n}.jpg").write_bytes(b"0" * 100)
    page_pictures.trim(tmp_path, 250)
    assert len(list(tmp_path.iterdir())) == 2


def test_originals_are_only_ever_saved(web: Web) -> None:
    answer = web.get(f"/originals/{web.home.refused}")
    assert answer.content == b"MZ not a scan"
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-disposition"].startswith("attachment; ")
    assert "\n" not in unquote(answer.headers["content-disposition"])
    assert "sandbox" in answer.headers["content-security-policy"]
    for bad in ("0" * 64, "..%2f..%2fsettings.toml", web.home.refused.upper(), "x"):
        assert web.get(f"/originals/{bad}").status_code in {400, 404}


@pytest.mark.parametrize(
    "path",
    [
        "/review/0",
        "/review/99999999999999999999",
        "/review/abc",
        "/review?page=0",
        "/review?reason=%3Cscript%3E",
        "/dossiers/4711",
        "/documents/4711",
        "/findings?kind=nonsense",
        "/search?category=nonsense&q=x",
        f"/search?q={'长' * 300}",
        "/static/../app.py",
        "/static/%2e%2e/app.py",
    ],
)
def test_odd_addresses_get_a_chinese_page(web: Web, path: str) -> None:
    answer = web.get(path)
    assert answer.status_code in {400, 404}
    assert "户档" in answer.text
    assert "Traceback" not in answer.text


@pytest.mark.parametrize(
    "query", ["%00", "%00漏水", "%ff%fe", "*", '"', "'", "AND OR NOT", "(", ":", "tokens:漏水", "漏%0a水", "%F0%9F%98%80"]
)
def test_odd_queries_are_only_words(web: Web, query: str) -> None:
    for path in (f"/search?q={query}", f"/dossiers?q={query}", f"/api/units?q={query}"):
        assert web.get(path).status_code == 200, path


def test_a_long_body_and_a_wrong_method_are_refused(web: Web) -> None:
    assert web.decide(web.home.unsure, note="长" * 40_000).status_code == 413
    assert web.decide(web.home.unsure, note="长" * 2_000).status_code == 400
    assert web.client.post("/dossiers", headers={"origin": web.origin}).status_code == 405


def test_the_status_is_live(web: Web) -> None:
    view = web.get("/api/status").json()
    assert view["figures"] | {"scans": "6", "filed": "1", "review": "4", "quarantined": "1", "workers": "1"} == view["figures"]
    assert [row[2]["text"] for row in view["folders"]] == ["监视中", "目录不在"]
    assert web.get("/healthz").json() == {"status": "ok"}


def test_units_are_proposed_while_typing(web: Web) -> None:
    near = web.client.get("/api/units", params={"q": "5-1-10l"}).json()
    assert near[0]["text"] == "5栋1单元101室"
    assert near[0]["owners"] == [{"name": "陈志强", "period": "2010-05-01 至 今"}]
    by_name = web.client.get("/api/units", params={"q": "赵敏"}).json()
    assert [found["unit"] for found in by_name] == ["3|2||502|room"]


def test_the_quarantine_says_what_to_do_next(web: Web) -> None:
    text = web.get("/quarantine").text
    assert "文件名与内容不符，内容不是扫描件，请核实来源。" in text
    assert f"/quarantine/{web.home.refused}" in text
    assert web.get(f"/quarantine/{web.home.refused}").content == b"MZ not a scan"
    with web.home.place.database.read() as tx:
        file = read_models_web.page_file(tx, web.home.first_page)
    assert file is not None
    assert web.get(f"/quarantine/{file.scan_sha256}").status_code == 404  # not in quarantine
