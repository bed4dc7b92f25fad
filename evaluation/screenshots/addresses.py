"""The pages of the web application: a name, what it shows, and its address for given ids."""

from dataclasses import dataclass

import sqlalchemy as sa

from domain.document import DocumentState
from services.workplace import Workplace
from storage.tables import acceptance, batch, document, finding, page, sample
from storage.tables.people import account

SIZES = {"wide": (1366, 768), "tablet": (820, 1180)}


_PAGES = (
    ("status", "状态", "/"),
    ("queue", "复核队列", "/review"),
    ("desk", "复核台", "/review/{waiting}"),
    ("rescans", "重扫清单", "/rescans"),
    ("sample", "自动归档抽查", "/sample"),
    ("sample-one", "抽查一件", "/sample/{sample}"),
    ("acceptance", "批次验收", "/acceptance"),
    ("acceptance-batch", "开始验收", "/acceptance/batches/{batch}"),
    ("acceptance-one", "一次验收", "/acceptance/{acceptance}"),
    ("dossiers", "户档列表", "/dossiers"),
    ("dossier", "一户的户档", "/dossiers/{fullest}"),
    ("document", "文件与影像", "/documents/{shown}"),
    ("document-hit", "检索命中标在影像上", "/documents/{shown}?q={words}"),
    ("document-print", "打印页", "/documents/{shown}/print"),
    ("search", "检索", "/search?q={words}"),
    ("search-nothing", "检索无结果", "/search?q={words} 不存在的词"),
    ("findings", "不一致项", "/findings"),
    ("finding", "一条不一致项", "/findings/{finding}"),
    ("reports", "报表与标签", "/reports"),
    ("quarantine", "隔离区", "/quarantine"),
    ("batches", "批次", "/batches"),
    ("batch", "一个批次的交接", "/batches/{batch}"),
    ("catalogue", "纸质档案目录", "/catalogue"),
    ("required", "应归档目录", "/required"),
    ("boxes", "档案盒位置", "/boxes"),
    ("labels", "标签", "/labels"),
    ("access-log", "查阅登记表", "/access-log"),
    ("access-log-print", "打印查阅登记表", "/access-log/print"),
    ("people", "账号", "/people"),
    ("person", "一个账号", "/people/{person}"),
    ("person-new", "新增账号", "/people/new"),
    ("account", "本人账号", "/account"),
    ("purpose", "查阅目的", "/purpose"),
    ("interface", "接口说明", "/api"),
    ("refusal", "没有找到", "/dossiers/999999"),
)
"""Name, what is seen, and path with the ids of what it shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A page: `name` is its picture's file name, `title` says what is seen."""

    name: str
    title: str
    path: str


def addresses(place: Workplace, *, words: str) -> tuple[Address, ...]:
    """The main pages, of papers and records that the home holds; one of which it holds none is left out. `words`: a search that finds."""
    ids = _ids(place, words)
    listed = ((name, title, path.format_map(ids)) for name, title, path in _PAGES)
    return tuple(Address(name=name, title=title, path=path) for name, title, path in listed if not path.endswith("/None"))


def _ids(place: Workplace, words: str) -> dict[str, object]:
    with place.database.read() as tx:
        number = tx.connection.scalar
        several = sa.select(page.c.document_id).group_by(page.c.document_id).having(sa.func.count() > 1)
        telling = sa.select(page.c.document_id).where(page.c.text.contains(words))
        filed = sa.select(document.c.id).where(document.c.state == DocumentState.FILED)
        shown = number(filed.order_by(document.c.id.in_(telling).desc(), document.c.id.in_(several).desc(), document.c.id))
        waiting = number(sa.select(document.c.id).where(document.c.state == DocumentState.REVIEW).order_by(document.c.queue_rank))
        fullest = number(
            sa.select(document.c.dossier_id)
            .where(document.c.dossier_id.is_not(None))
            .group_by("dossier_id")
            .order_by(sa.func.count().desc())
        )
        return {
            "words": words,
            "waiting": waiting,
            "fullest": fullest,
            "shown": shown,
            "finding": number(sa.select(sa.func.min(finding.c.id))),
            "batch": number(sa.select(sa.func.min(batch.c.id))),
            "sample": number(sa.select(sa.func.min(sample.c.document_id))),
            "acceptance": number(sa.select(sa.func.max(acceptance.c.id))),
            "person": number(sa.select(sa.func.min(account.c.id))),
        }
