from functools import lru_cache

from domain.page import PageKind
from evaluation.generator import BatchText, Parting, Role, Script, Split, build_estate, iter_batch_texts, lay_out, plan_document
from evaluation.generator.backs import SHAPES
from evaluation.generator.corpus import CorpusPlan, plan_corpus
from evaluation.generator.disorder import disorder


@lru_cache(maxsize=1)
def _batches() -> tuple[BatchText, ...]:
    return tuple(iter_batch_texts(5, 250, Split.TRAIN))


def test_batches_hold_every_page_of_their_documents_once() -> None:
    for batch in _batches():
        shown = [(page.document, page.place) for page in batch.pages if page.document >= 0]
        fronts = [(index, place) for index, laid in enumerate(batch.documents) for place in laid.scanned if laid.pages[place].text]
        assert set(shown) <= set(fronts)
        assert len(shown) - len(set(shown)) <= sum(page.page is not None and len(page.page.text) < 60 for page in batch.pages)
        assert {index for index, _ in shown} <= set(range(len(batch.documents)))
        assert [index for index, _ in shown] == sorted(index for index, _ in shown)


def test_batches_are_parted_in_every_way_and_decided_by_the_seed() -> None:
    assert {batch.parting for batch in _batches()} == set(Parting)
    assert any(page.kind is PageKind.BLANK for batch in _batches() for page in batch.pages)
    assert tuple(iter_batch_texts(5, 3, Split.TRAIN)) == _batches()[:3]


def test_pages_out_of_order_and_missing_are_for_a_person_and_the_numbers_show_them() -> None:
    documents = [laid for batch in _batches() for laid in batch.documents]
    shuffled = [laid for laid in documents if laid.spec.must_review == "pages_out_of_order"]
    lost = [laid for laid in documents if laid.spec.must_review == "page_missing"]
    assert shuffled
    assert lost
    for laid in shuffled:
        numbers = [laid.pages[place].number for place in laid.scanned if laid.pages[place].number]
        assert numbers != sorted(numbers)
        assert sorted(laid.scanned) == list(range(len(laid.pages)))
    for laid in lost:
        numbers = [page.number for page in laid.pages if page.number]
        promised = max([*numbers, *(page.total for page in laid.pages)])
        assert len(numbers) < promised - (laid.pages[0].role is Role.COVER) or numbers[0] > 1


def test_a_single_page_is_never_out_of_order() -> None:
    estate = build_estate(5, 0, Split.TRAIN, Script.HANS)
    laid = lay_out(plan_document(estate, "one", "id_copy"), estate)
    assert all(disorder(laid, str(seed)) == laid for seed in range(50))


def test_the_truth_lists_pages_in_their_own_order_wherever_they_lie() -> None:
    corpus = plan_corpus(CorpusPlan(seed=12, documents=400, split=Split.TRAIN))
    mixed = [index for index, laid in enumerate(corpus.documents) if list(laid.scanned) != sorted(laid.scanned)]
    assert mixed
    for index in mixed:
        pages = [page for file in corpus.files for page in file.pages if page.document == index]
        assert [page.place for page in pages] == list(corpus.documents[index].scanned)
        numbers = [page.draft.number for page in sorted(pages, key=lambda page: page.place) if page.draft.number]
        assert numbers == sorted(numbers)


def test_some_forms_are_written_on_their_backs() -> None:
    estate = build_estate(5, 0, Split.DEV, Script.HANS)
    laid = [lay_out(plan_document(estate, f"back{index}", "repair_request"), estate) for index in range(120)]
    backs = [page for one in laid for page in one.pages if page.role is Role.BACK]
    assert backs
    assert all(page.text for page in backs)
    assert all(len(one.pages) == 1 or one.spec.shape in SHAPES for one in laid)
