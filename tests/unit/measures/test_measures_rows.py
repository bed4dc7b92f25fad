import pytest

from measures.rows import documents_of, pages_of


def test_absent_and_null_are_the_same() -> None:
    (row,) = pages_of('{"source": "a.pdf", "page": null, "status": "quarantined", "category": null, "skew": 1}\n\n')
    assert (row.key, row.category, row.doc_type, row.skew, row.rotation) == (("a.pdf", None), "", "", 1.0, None)
    (document,) = documents_of('{"document": 7, "pages": [["a.pdf", 2]], "unit": null, "reasons": ["unit_missing"]}')
    assert (document.document, document.pages, document.unit, document.confidence) == ("7", (("a.pdf", 2),), "", None)
    assert document.reasons == ("unit_missing",)


@pytest.mark.parametrize("line", ["[]", "{", "{}", '{"document": "1", "pages": null}', '{"document": "1", "pages": [], "reasons": "no"}'])
def test_what_is_no_row_is_said_so(line: str) -> None:
    with pytest.raises(ValueError):
        documents_of(line)
    with pytest.raises(ValueError):
        pages_of(line)
