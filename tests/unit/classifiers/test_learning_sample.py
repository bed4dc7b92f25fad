from dataclasses import replace

import pytest

from classifiers.sample import Part, SamplePage, load_sample, pack_sample, unpack_sample, without_heading
from classifiers.train import Example
from domain.errors import MissingPartError
from domain.taxonomy import Category, Taxonomy
from tests.unit.classifiers.conftest import MakePage


def _example(make_page: MakePage, document: int = 1) -> Example:
    page = make_page("报修单", [f"第{n}行" for n in range(8)])
    return Example(page=page, doc_type="repair_request", category=Category.REPAIR, starts=True, cut=False, document=document)


def test_a_packed_page_comes_back(make_page: MakePage) -> None:
    page = SamplePage(part=Part.GUARD, example=_example(make_page))
    (back,) = unpack_sample(pack_sample([page]))
    assert (back.part, back.example.doc_type, back.example.starts, back.example.document) == (Part.GUARD, "repair_request", True, 1)
    assert back.example.page.text == page.example.page.text
    assert [line.box for line in back.example.page.lines] == [line.box for line in page.example.page.lines]


@pytest.mark.parametrize("data", [b"", b"no sample", pack_sample([])[:-4]])
def test_a_damaged_sample_is_refused(data: bytes) -> None:
    with pytest.raises(MissingPartError):
        unpack_sample(data)


def test_the_shipped_sample_has_every_type_in_every_part(taxonomy: Taxonomy) -> None:
    sample = load_sample(taxonomy)
    for part in (sample.replay, sample.weigh, sample.guard):
        assert {row.doc_type for row in part} == {doc_type.code for doc_type in taxonomy.types}
        assert any(row.cut for row in part)
    numbers = [{row.document for row in part} for part in (sample.replay, sample.weigh, sample.guard)]
    assert not (numbers[0] & numbers[1] | numbers[1] & numbers[2] | numbers[0] & numbers[2])


def test_types_that_the_taxonomy_lacks_are_left_out(taxonomy: Taxonomy) -> None:
    few = replace(taxonomy, types=tuple(doc_type for doc_type in taxonomy.types if doc_type.code != "repair_request"))
    assert all(row.doc_type != "repair_request" for row in load_sample(few).guard)


def test_a_short_page_is_never_shown_without_its_heading(make_page: MakePage) -> None:
    short = replace(_example(make_page), page=make_page("报修单", ["一行"]))
    cut = list(without_heading([_example(make_page), short]))
    assert [len(row.page.lines) for row in cut] == [6]
    assert cut[0].cut
