"""What the classifier may learn from: pages of papers that people decided on, and example papers given by folder."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from classifiers.train import Example
from domain.errors import UnreadableError, UsageError
from domain.page import PageKind
from domain.taxonomy import Taxonomy
from domain.text import OcrPage
from services.looking import readings
from services.workplace import Workplace
from storage.mapping import pack_ocr_page, unpack_ocr_page
from storage.repositories import reviewed

MOST_PAGES = 2000
"""Pages learnt from, those of the newest documents: fitting takes their square in memory."""
EXAMPLES = "examples"
_READ = ".page"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """A page to learn from; `key` names it for good."""

    key: str
    example: Example


@dataclass(frozen=True, slots=True, kw_only=True)
class Lessons:
    """All pages to learn from, and the types that the taxonomy has no longer with their documents."""

    lessons: tuple[Lesson, ...]
    vanished: tuple[tuple[str, int], ...]


def gather(place: Workplace) -> Lessons:
    """Pages of papers that people filed or corrected, and of the examples given so far."""
    with place.database.read() as tx:
        rows = reviewed.pages(tx, limit=MOST_PAGES)
    known = {doc_type.code for doc_type in place.taxonomy.types}
    lost = sorted({(row.doc_type, row.document_id) for row in rows if row.doc_type not in known})
    decided = [_lesson(place, row) for row in rows if row.doc_type in known]
    vanished = tuple((code, sum(c == code for c, _ in lost)) for code in dict.fromkeys(c for c, _ in lost))
    return Lessons(lessons=(*decided, *_examples(place)), vanished=vanished)


def _lesson(place: Workplace, row: reviewed.ReviewedPage) -> Lesson:
    return Lesson(
        key=f"page {row.page_id}",
        example=Example(
            page=unpack_ocr_page(place.blobs.read(row.ocr_sha256)),
            doc_type=row.doc_type,
            category=place.taxonomy.type_of(row.doc_type).category,
            starts=row.position == 1,
            cut=False,
            document=row.document_id,
            estate=row.estate,
        ),
    )


def _examples(place: Workplace) -> Iterator[Lesson]:
    """Examples are numbered downwards from −1, apart from documents."""
    numbers: dict[str, int] = {}
    for path in sorted((place.models / EXAMPLES).glob(f"*/*{_READ}")):
        code, paper = path.parent.name, path.name.split("-")[0]
        if code not in {doc_type.code for doc_type in place.taxonomy.types}:
            continue
        first = paper not in numbers
        document = numbers.setdefault(paper, -1 - len(numbers))
        yield Lesson(
            key=f"example {path.stem}",
            example=Example(
                page=unpack_ocr_page(path.read_bytes()),
                doc_type=code,
                category=place.taxonomy.type_of(code).category,
                starts=first,
                cut=False,
                document=document,
            ),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What became of a folder of examples: papers read, and files that could not be read."""

    papers: int
    unreadable: tuple[str, ...]


def take_examples(place: Workplace, code: str, folder: Path) -> Taken:
    """Read every file of a folder as a paper of that type and keep what was read; the same file again changes nothing.

    UsageError where the taxonomy has no such type, or there is no such folder.
    """
    _check(place.taxonomy, code, folder)
    kept = place.models / EXAMPLES / code
    kept.mkdir(parents=True, exist_ok=True)
    papers, unreadable = 0, []
    for path in sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith(".")):
        try:
            pages = tuple(_pages(place, path))
        except (UnreadableError, UsageError):
            pages = ()
        if not pages:
            unreadable.append(path.name)
            continue
        papers += 1
        digest = hashlib.sha256(path.read_bytes()).hexdigest()[:32]
        for page in pages:
            temporary = kept / f".{digest}"
            temporary.write_bytes(pack_ocr_page(page))
            temporary.replace(kept / f"{digest}-{page.page_no:04d}{_READ}")
    return Taken(papers=papers, unreadable=tuple(unreadable))


def _check(taxonomy: Taxonomy, code: str, folder: Path) -> None:
    if code not in {doc_type.code for doc_type in taxonomy.types}:
        raise UsageError(
            f"The taxonomy has no document type {code!r}. Add a [[type]] block for it to the taxonomy file first.",
            f"分类文件中没有类型 {code!r}，请先在其中添加一段 [[type]]。",
        )
    if not folder.is_dir():
        raise UsageError(f"{folder} is not a folder.", f"{folder} 不是目录。")


def _pages(place: Workplace, path: Path) -> Iterator[OcrPage]:
    """The pages with text; UsageError where the file is none that can be read, UnreadableError where a page cannot."""
    for _, reading in readings(place, path):
        if isinstance(reading, UnreadableError):
            raise reading
        if reading.prepared.kind is PageKind.CONTENT and reading.ocr.lines:
            yield reading.ocr
