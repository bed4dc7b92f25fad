"""Which read page answers which true page, and which documents the machine formed out of which true ones.

Pages are matched by source and page number; a source of the export may have more folders in front than the truth's. Documents are
matched by their pages, so it does not matter how they are numbered.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from measures.rows import DocumentRow, Key, PageRow, Rows


@dataclass(frozen=True, slots=True, kw_only=True)
class PagePair:
    """A true page and its reading (None: the export lacks it). `opens`, `opened`: is, was taken for, the first page of a document."""

    corpus: str
    true: PageRow
    read: PageRow | None
    opens: bool
    opened: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Formed:
    """A document the machine formed, filed or not.

    `pages`: as the truth names them. `held`: the true documents of which it holds pages, the one with the most first. `profile` and
    `script`: of its first page.
    """

    corpus: str
    read: DocumentRow
    pages: tuple[Key, ...]
    held: tuple[DocumentRow, ...]
    profile: str
    script: str

    @property
    def true(self) -> DocumentRow | None:
        """The true document that most of its pages belong to; None where they belong to none."""
        return self.held[0] if self.held else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A true document. `parts`: the formed documents that hold pages of it, the one with the most of them first."""

    corpus: str
    true: DocumentRow
    parts: tuple[Formed, ...]
    profile: str
    script: str

    @property
    def read(self) -> DocumentRow | None:
        """The formed document that answers it; None where all its pages are lost, blank, or refused."""
        return self.parts[0].read if self.parts else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """A truth and a reading side by side; several may be joined."""

    pages: tuple[PagePair, ...]
    papers: tuple[Paper, ...]
    formed: tuple[Formed, ...]


def match(truth: Rows, export: Rows, *, corpus: str = "") -> Matched:
    """Put an export beside its truth; `corpus` names them in reports. Export rows of pages that the truth does not know are left out."""
    pages = {row.key: row for row in truth.pages}
    sources = {row.source for row in truth.pages}
    read = {(named(row.source, sources), row.page): row for row in export.pages}
    documents = {row.document: row for row in truth.documents}
    formed = tuple(_formed(row, corpus, sources, pages, documents) for row in export.documents if row.pages)
    opens = {row.pages[0] for row in truth.documents if row.pages}
    opened = {one.pages[0] for one in formed}
    return Matched(
        pages=tuple(
            PagePair(corpus=corpus, true=row, read=read.get(key), opens=key in opens, opened=key in opened) for key, row in pages.items()
        ),
        papers=_papers(truth.documents, formed, corpus, pages),
        formed=formed,
    )


def join(parts: Iterable[Matched]) -> Matched:
    """Several corpora as one."""
    every = tuple(parts)
    return Matched(
        pages=tuple(page for part in every for page in part.pages),
        papers=tuple(paper for part in every for paper in part.papers),
        formed=tuple(one for part in every for one in part.formed),
    )


def named(source: str, sources: Collection[str]) -> str:
    """The truth's name of an exported source: the longest tail of its path that the truth knows, else itself."""
    if source in sources:
        return source
    parts = source.split("/")
    tails = ("/".join(parts[start:]) for start in range(1, len(parts)))
    return next((tail for tail in tails if tail in sources), source)


def _formed(
    row: DocumentRow, corpus: str, sources: Collection[str], pages: dict[Key, PageRow], documents: dict[str, DocumentRow]
) -> Formed:
    keys = tuple((named(source, sources), page) for source, page in row.pages)
    counts = Counter(pages[key].document for key in keys if key in pages and pages[key].document in documents)
    held = tuple(documents[name] for name, _ in counts.most_common())
    first = pages.get(keys[0])
    return Formed(
        corpus=corpus,
        read=row,
        pages=keys,
        held=held,
        profile=first.profile if first else "",
        script=(held[0].script if held else "") or (first.script if first else ""),
    )


def _papers(documents: tuple[DocumentRow, ...], formed: tuple[Formed, ...], corpus: str, pages: dict[Key, PageRow]) -> tuple[Paper, ...]:
    parts: dict[str, list[Formed]] = defaultdict(list)
    for one in formed:
        for true in one.held:
            parts[true.document].append(one)
    out = []
    for row in documents:
        own = set(row.pages)
        most_first = sorted(parts[row.document], key=lambda one: -len(own.intersection(one.pages)))
        first = pages.get(row.pages[0]) if row.pages else None
        paper = Paper(corpus=corpus, true=row, parts=tuple(most_first), profile="", script=row.script)
        out.append(replace(paper, profile=first.profile, script=row.script or first.script) if first else paper)
    return tuple(out)
