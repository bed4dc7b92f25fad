"""Which of the dates on a document's pages is the document's own."""

from collections.abc import Sequence
from datetime import date

from domain.document import UnderstoodPage

_FIRST = 0.1
"""The first page's date counts this much more: heads and labels stand there, but a contract is dated beside its signatures."""


def paper_date(pages: Sequence[UnderstoodPage]) -> date | None:
    """The surest of the dates that each page takes for the paper's own, None where no page has one."""
    found = [
        (field.confidence + (_FIRST if number == 0 else 0.0), field.value)
        for number, page in enumerate(pages)
        for field in page.fields.dates
        if field.role == "document"
    ]
    return max(found, key=lambda entry: entry[0])[1] if found else None
