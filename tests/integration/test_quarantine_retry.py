"""Trying again what could not be read: outcome, count, and the original kept whatever comes of it; on the web, by reason and by command."""

import io
import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa
from PIL import Image

from domain.failure import Failure, FailureCode
from domain.ids import Sha256
from domain.job import JobKind
from domain.people import Role
from domain.scan import ScanState
from services import access_logging, retrying
from services import jobs as job_service
from services.workplace import Workplace
from storage.read_models_quarantine import Wanted
from storage.repositories import scans
from storage.repositories.access_log import LogFilter
from storage.tables import job, retry
from tests.commands import Done, hudang
from tests.homes import empty_home
from tests.integration.people import ELSEWHERE, add_estate, client_of
from tests.integration.test_web import Web, serving


@pytest.fixture
def web(tmp_path: Path) -> Iterator[Web]:
    with serving(tmp_path) as running:
        add_estate(running.home.place)
        yield running


def refuse(place: Workplace, name: str, content: bytes, code: FailureCode) -> Sha256:
    """A file in quarantine."""
    sha256 = place.blobs.put_bytes(content)
    with place.database.begin() as tx:
        batch = scans.open_batch(tx, "drop 2026-11-21")
        new = scans.NewScan(batch_id=batch, group_key="", source=name, sha256=sha256, size=len(content), priority=3, estate="")
        scans.add(tx, new, state=ScanState.QUARANTINED, duplicate_of=None, failure=Failure(code=code))
    return sha256


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("L", (600, 800), 255).save(out, "PNG")
    return out.getvalue()


def work(place: Workplace, kind: JobKind = JobKind.OPEN_SCAN) -> None:
    """Do what waits, as a worker does."""
    with place.database.read() as tx:
        waiting = list(tx.connection.scalars(sa.select(job.c.id).where(job.c.kind == kind, job.c.state == "live")))
    for job_id in waiting:
        assert job_service.run(place, job_id, "w")


def shown(place: Workplace) -> retrying.Quarantine:
    return retrying.quarantine(place, Wanted(), page=1)


def test_a_file_that_fails_again_is_in_quarantine_again_with_a_count(web: Web) -> None:
    place, path = web.home.place, f"/quarantine/{web.home.refused}"
    for time in (1, 2):
        answer = web.client.post(f"{path}/retry", headers={"origin": web.origin})
        assert answer.status_code == 303
        assert "1 项已重新排队" in web.get(answer.headers["location"]).text
        assert (shown(place).total, shown(place).retried[0].under_way) == (0, True)
        assert web.get("/api/status").json()["figures"]["retried"] == "1"
        work(place)
        outcome = shown(place).retried[0]
        assert (outcome.state, outcome.tries, outcome.code) == (ScanState.QUARANTINED, time, FailureCode.DISGUISED_TYPE)
        assert f"已重试 {time} 次，仍未读出" in web.get("/quarantine").text
        assert web.get(path).content == b"MZ not a scan"
    entry = access_logging.register(place, LogFilter(words="隔离区重试")).links[0].entry
    assert (entry.subject, entry.key, entry.who) == ("scan", web.home.refused, "档案员张")


def test_a_file_that_can_be_read_now_leaves_quarantine(web: Web) -> None:
    place = web.home.place
    sha256 = refuse(place, "旧/登记表.png", picture(), FailureCode.DECODER_TIMEOUT)
    assert retrying.retry(place, sha256[:16], by="扫描员") == 1
    assert retrying.retry(place, sha256, by="扫描员") == 0  # it is under way
    work(place)
    with place.database.read() as tx:
        scan = scans.first_of(tx, sha256)
    assert scan is not None
    assert (scan.state, scan.failure) == (ScanState.RECEIVED, None)  # opened, its page waits to be read
    assert place.blobs.read(sha256) == picture()


def test_all_of_one_reason_are_tried_and_no_others(web: Web) -> None:
    place = web.home.place
    for n in range(3):
        refuse(place, f"慢/{n}.png", picture() + bytes([n]), FailureCode.DECODER_TIMEOUT)
    refuse(place, "link", b"/elsewhere", FailureCode.LINK_OUTSIDE)
    text = web.get("/quarantine?reason=decoder_timeout").text
    assert "重试此原因的全部 3 项" in text
    answer = web.client.post("/quarantine/retry", data={"reason": "decoder_timeout"}, headers={"origin": web.origin})
    assert answer.headers["location"] == "/quarantine?reason=decoder_timeout&queued=3"
    told = web.get(answer.headers["location"]).text  # the files themselves stay as they are until a worker comes to them
    assert "3 个文件已排队重试" in told
    assert (told.count(">已排队重试<"), told.count(">等待处理<")) == (3, 3)
    assert "仍未读出" not in told
    assert {(row.code, row.queued) for row in shown(place).rows if row.queued} == {(FailureCode.DECODER_TIMEOUT, True)}
    twice = web.client.post("/quarantine/retry", data={"reason": "decoder_timeout"}, headers={"origin": web.origin})
    assert "没有可重试的内容" in web.get(twice.headers["location"]).text
    assert web.get("/api/status").json()["figures"]["retried"] == "3"
    work(place, JobKind.RETRY_SCAN)
    assert "排队等待重试" not in web.get("/quarantine").text
    assert {(row.code, row.retries) for row in shown(place).rows} == {(FailureCode.DISGUISED_TYPE, 0), (FailureCode.LINK_OUTSIDE, 0)}
    refused = web.client.post("/quarantine/retry", data={"reason": "link_outside"}, headers={"origin": web.origin})
    assert refused.status_code == 422
    assert "没有内容可存" in refused.text
    again = web.client.post("/quarantine/retry", data={"reason": "decoder_timeout"}, headers={"origin": web.origin})
    assert "没有可重试的内容" in web.get(again.headers["location"]).text
    answer = web.client.post("/quarantine/retry", data={"reason": "every"}, headers={"origin": web.origin})
    assert answer.headers["location"] == "/quarantine?queued=1"  # what holds nothing is passed over
    work(place, JobKind.RETRY_SCAN)
    assert [row.code for row in shown(place).rows] == [FailureCode.LINK_OUTSIDE]


def test_two_who_try_all_at_once_count_each_file_once(tmp_path: Path, database_url: str) -> None:
    with closing(empty_home(tmp_path, database_url)) as place:
        for n in range(40):
            refuse(place, f"慢/{n}.png", picture() + bytes([n]), FailureCode.DECODER_TIMEOUT)
        together = threading.Barrier(3)

        def try_all(who: str) -> int:
            together.wait()
            return retrying.retry_all(place, Wanted(), by=who)

        with ThreadPoolExecutor(3) as people:
            counts = list(people.map(try_all, ("甲", "乙", "丙")))
        assert sorted(counts) == [0, 0, 40]
        with place.database.read() as tx:
            assert tx.connection.scalar(sa.select(sa.func.count()).select_from(retry)) == 40


def test_another_estates_files_are_neither_shown_nor_tried(web: Web) -> None:
    place = web.home.place
    with client_of(place, web.origin, "外院", Role.SCANNER, estates=frozenset({ELSEWHERE})) as client:
        assert client.post(f"/quarantine/{web.home.refused}/retry").status_code == 404
        assert client.post("/quarantine/retry", data={"reason": "every"}).headers["location"] == "/quarantine?nothing=1"
        assert "合同" not in client.get("/quarantine").text
    assert shown(place).total == 1


def test_the_command_tries_all_of_a_reason(web: Web) -> None:
    place = web.home.place

    def command(*words: str) -> Done:
        return hudang("quarantine", *words, "--home", place.home)

    assert command("--retry-reason", "disguised_type").code == 0
    work(place, JobKind.RETRY_SCAN)
    work(place)
    row = json.loads(command("--json").out)
    assert (row["reason"], row["retries"], row["batch"]) == ("disguised_type", 1, "drop 2026-11-21")
    assert command("--retry-reason", "nonsense").code == 2
