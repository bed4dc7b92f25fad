"""What the pages of one document say together, before the register is asked."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from domain.classification import Classification
from domain.document import PageRun
from domain.fields import NameField
from domain.hanzi import simplify
from domain.taxonomy import FALLBACK_TYPE, Category, DocumentType, Taxonomy
from dossiers.paper_date import paper_date

_PEOPLE = frozenset({"owner", "applicant", "tenant"})
_OWNER_LABEL = re.compile(r"(?<![的位体致])(?:(?:业主|户主|产权人|房主|申请人)(?:姓名|名称|签名|签字|签章)?|姓名)[:：][ \t]*[^\s_.:：/—-]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """Class, title, date, names and phones of a document.

    `class_confidence` and `type_confidence` 0..1 are of category and document type; `model` tags the classifier, "" where no page was
    classified. `phones` are the keys by which the register finds telephone numbers; `owner_label`: something is written
    behind a label of the owner.
    """

    category: Category
    doc_type: DocumentType
    class_confidence: float
    type_confidence: float
    title: str
    date: date | None
    names: tuple[NameField, ...]
    phones: tuple[str, ...]
    owner_label: bool
    model: str

    @property
    def people(self) -> tuple[str, ...]:
        """Names of those the paper may belong to: owner, applicant, tenant."""
        return tuple(field.name for field in self.names if field.role in _PEOPLE)


def paper_of(run: PageRun, taxonomy: Taxonomy) -> Paper:
    """Gather the run's pages."""
    known = [page.classification for page in run.pages if page.classification is not None]
    category, doc_type, confidence = _document_class(known, taxonomy)
    return Paper(
        category=category,
        doc_type=doc_type,
        class_confidence=confidence,
        type_confidence=next((page.type_confidence for page in known if page.doc_type == doc_type.code), 0.0),
        title=next((item.title for item in known if item.title), ""),
        date=paper_date(run.pages),
        names=tuple(field for page in run.pages for field in page.fields.names),
        phones=tuple(field.key for page in run.pages for field in page.fields.numbers if field.key),
        owner_label=any(_OWNER_LABEL.search(simplify(page.text)) for page in run.pages),
        model=known[0].model if known else "",
    )


def _document_class(pages: Sequence[Classification], taxonomy: Taxonomy) -> tuple[Category, DocumentType, float]:
    """The first page's class (its title decides); later pages that agree take off some doubt, those that differ add some.

    Our rule: a page that agrees removes up to 30 % of the doubt, one that differs up to 10 % of the confidence; later pages are weaker
    witnesses, since a contract's last pages look like any other contract's.
    """
    if not pages:
        return Category.OTHER, taxonomy.type_of(FALLBACK_TYPE), 0.0
    first, *rest = pages
    confidence = first.confidence
    for page in rest:
        if page.category is first.category:
            confidence = 1.0 - (1.0 - confidence) * (1.0 - 0.3 * page.confidence)
        else:
            confidence *= 1.0 - 0.1 * page.confidence
    return first.category, taxonomy.type_of(first.doc_type), confidence
