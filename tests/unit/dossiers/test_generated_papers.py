"""From text to decision on papers of companies that no part was fitted on: what is filed is right, documents come apart."""

from datetime import date

import pytest

from classifiers.classifier import Classifier
from domain.document import PageRun, UnderstoodPage
from domain.ids import PageId
from domain.page import PageKind
from domain.taxonomy import Taxonomy
from dossiers.filing import FilingOptions, decide
from dossiers.filing_model import FilingModel
from dossiers.grouping import GroupingOptions, group
from dossiers.register_index import RegisterIndex
from evaluation.generator import PageText, Role, Script, Split, build_estate, iter_page_texts
from evaluation.generator.page_texts import ESTATES
from extraction.fields import extract

SEED = 23
KINDS = {Role.BLANK: PageKind.BLANK, Role.SEPARATOR: PageKind.SEPARATOR}


@pytest.fixture(scope="module")
def papers() -> tuple[PageText, ...]:
    return tuple(iter_page_texts(SEED, 100, Split.DEV))


@pytest.fixture(scope="module")
def pages(papers: tuple[PageText, ...], taxonomy: Taxonomy) -> tuple[UnderstoodPage, ...]:
    classifier = Classifier.load(taxonomy)
    return tuple(_understood(number, paper, classifier) for number, paper in enumerate(papers))


def _understood(number: int, paper: PageText, classifier: Classifier) -> UnderstoodPage:
    kind = KINDS.get(paper.role, PageKind.CONTENT)
    classification = classifier.classify(paper.page) if kind is PageKind.CONTENT else None
    return UnderstoodPage(
        page_id=PageId(number),
        kind=kind,
        readable=True,
        new_file=False,
        classification=classification,
        fields=extract(paper.page, classification, today=date(2026, 1, 1)),
        text_length=len(paper.text),
        confidence=0.98,
    )


@pytest.fixture(scope="module")
def runs(pages: tuple[UnderstoodPage, ...]) -> tuple[PageRun, ...]:
    return group(pages, GroupingOptions())


def test_documents_come_apart_where_they_end(papers: tuple[PageText, ...], runs: tuple[PageRun, ...]) -> None:
    documents: dict[int, list[int]] = {}
    for number, paper in enumerate(papers):
        if paper.role not in KINDS:
            documents.setdefault(paper.document, []).append(number)
    found = {tuple(page.page_id for page in run.pages) for run in runs}
    right = sum(tuple(numbers) in found for numbers in documents.values())
    assert right >= 0.95 * len(documents)
    joined = [run for run in runs if len({papers[page.page_id].document for page in run.pages}) > 1]
    assert all(run.boundary_confidence < 0.97 for run in joined)


def test_what_is_filed_is_right(papers: tuple[PageText, ...], runs: tuple[PageRun, ...], taxonomy: Taxonomy, model: FilingModel) -> None:
    estates = [build_estate(SEED, index, Split.DEV, Script.MIXED) for index in range(ESTATES)]
    register = RegisterIndex.build(unit for estate in estates for unit in estate.units)
    filed = 0
    for run in runs:
        truth = papers[run.pages[0].page_id]
        decision = decide(run, register, taxonomy, model, FilingOptions())
        if not decision.reasons:
            filed += 1
            assert (decision.category, str(decision.unit)) == (truth.category, truth.unit)
    assert filed >= 0.3 * len(runs)
