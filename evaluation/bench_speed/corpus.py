"""The pages to digitise: generated papers as scanned PDF files, one a document and all in one, with the estate's register."""

from collections import defaultdict
from contextlib import ExitStack
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

import pikepdf

from evaluation.generator.corpus import Batching, Corpus, CorpusPlan, FilePlan, PagePlan, plan_corpus
from evaluation.generator.produce import produce
from evaluation.generator.sheet import Role, Script, Split
from evaluation.generator.wear import Profile

LONG_FILE = "long.pdf"
SINGLE_FILE = "single.pdf"


class Form(StrEnum):
    """How the pages come: a PDF file a document, the same in one file, or the first of them alone."""

    DOCUMENTS = "documents"
    LONG = "long"
    SINGLE = "single"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """The corpus on disk: `count` pages in each of the first two forms."""

    root: Path
    count: int

    @property
    def register(self) -> Path:
        """The estate's register."""
        return self.root / "register.xlsx"

    def folder(self, form: Form) -> Path:
        """The PDF files of a form."""
        return self.root / ("scans" if form is Form.DOCUMENTS else form)


def make_pages(root: Path, *, pages: int, seed: int, split: Split) -> Pages:
    """Write at least `pages` office pages of both scripts; blanks, separators and born-digital pages are left out, which no peer knows."""
    planned = plan_corpus(CorpusPlan(seed=seed, documents=pages, profile=Profile.OFFICE, script=Script.MIXED, split=split))
    corpus = _one_file_a_document(planned, pages)
    produce(corpus, root)
    made = Pages(root=root, count=sum(len(plan.pages) for plan in corpus.files))
    for form in (Form.LONG, Form.SINGLE):
        made.folder(form).mkdir()
    with pikepdf.new() as joined, pikepdf.new() as first, ExitStack() as opened:
        for path in sorted(made.folder(Form.DOCUMENTS).glob("*.pdf")):
            joined.pages.extend(opened.enter_context(pikepdf.open(path)).pages)
        first.pages.append(joined.pages[0])
        joined.save(made.folder(Form.LONG) / LONG_FILE, deterministic_id=True)
        first.save(made.folder(Form.SINGLE) / SINGLE_FILE, deterministic_id=True)
    return made


def _one_file_a_document(corpus: Corpus, pages: int) -> Corpus:
    """The first documents that make so many pages, each in a PDF file of its own at the resolution of the file it was planned for."""
    papers: dict[int, list[PagePlan]] = defaultdict(list)
    dpi: dict[int, int] = {}
    for plan in corpus.files:
        for page in plan.pages:
            if page.document >= 0 and page.draft.role is not Role.BLANK:
                papers[page.document].append(page)
                dpi[page.document] = plan.dpi
    files: list[FilePlan] = []
    for index in sorted(papers):
        if sum(len(file.pages) for file in files) >= pages:
            break
        files.append(
            FilePlan(source=f"{index + 1:05d}.pdf", batching=Batching.SINGLE, pages=tuple(papers[index]), dpi=dpi[index]),
        )
    return replace(corpus, documents=corpus.documents[: len(files)], files=tuple(files))
