"""Lots: repeatable, unforeseeable without the key, and each document's probability known."""

import hashlib
import hmac

import pytest

from domain.ids import DocumentId, DrawId
from domain.taxonomy import Category
from dossiers.sampling import TIGHTEST, Opportunity, chosen, draw, fingerprint, lot, tightened, weight

PAPERS = tuple(DocumentId(n) for n in range(1, 2001))


def opportunity(number: int, share: float, *, since: float = 0.0, until: float = 100.0, category: Category | None = None) -> Opportunity:
    return Opportunity(draw=DrawId(number), since=since, until=until, category=category, share=share)


def test_a_lot_is_the_keyed_hash_of_the_number() -> None:
    digest = hmac.new(b"key", b"7", hashlib.sha256).digest()
    assert lot("key", DocumentId(7)) == int.from_bytes(digest[:8], "big") / 2**64


def test_the_same_seed_and_population_draw_the_same_in_whatever_order() -> None:
    first = draw("7", PAPERS, 20)
    assert draw("7", reversed(PAPERS), 20) == first
    assert fingerprint(reversed(PAPERS)) == fingerprint(PAPERS)
    assert draw("8", PAPERS, 20) != first
    assert fingerprint(PAPERS[1:]) != fingerprint(PAPERS)
    assert draw("7", PAPERS, 50)[:20] == first
    assert len(set(first)) == 20


def test_a_draw_of_more_than_there_are_takes_all() -> None:
    assert set(draw("7", PAPERS[:5], 9)) == set(PAPERS[:5])


def test_a_share_takes_about_that_many_and_a_greater_one_takes_those_too() -> None:
    few = {each for each in PAPERS if chosen("key", each, 0.05)}
    many = {each for each in PAPERS if chosen("key", each, 0.2)}
    assert 70 <= len(few) <= 130
    assert few < many
    assert not any(chosen("key", each, 0.0) for each in PAPERS)
    assert all(chosen("key", each, 1.0) for each in PAPERS)


def test_every_document_is_drawn_equally_often() -> None:
    times = dict.fromkeys(PAPERS[:20], 0)
    for seed in range(2000):
        for each in draw(str(seed), PAPERS[:20], 5):
            times[each] += 1
    assert all(430 <= n <= 570 for n in times.values())  # 500 expected, standard deviation 19


def test_a_weight_is_one_over_the_probability_of_any_chance() -> None:
    chances = (opportunity(1, 0.1, until=50.0), opportunity(2, 0.5, category=Category.REPAIR), opportunity(3, 0.25, since=60.0))
    assert weight(DrawId(1), 10.0, Category.OTHER, chances) == pytest.approx(1 / 0.1)
    assert weight(DrawId(1), 10.0, Category.REPAIR, chances) == pytest.approx(1 / (1 - 0.9 * 0.5))
    assert weight(DrawId(2), 10.0, Category.REPAIR, chances) == pytest.approx(1 / (1 - 0.9 * 0.5))
    assert weight(DrawId(3), 60.0, Category.OTHER, chances) == pytest.approx(1 / 0.25)
    assert weight(DrawId(1), 55.0, Category.OTHER, chances) == pytest.approx(1 / 0.1)  # its own draw counts, whatever the clocks say


def test_tightening_halves_down_to_the_tightest() -> None:
    factor, steps = 1.0, []
    for _ in range(6):
        factor = tightened(factor)
        steps.append(factor)
    assert steps == [0.5, 0.25, 0.125, 0.0625, 0.0625, 0.0625]
    assert steps[-1] == TIGHTEST
