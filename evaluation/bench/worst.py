"""The pages with most errors, with truth and reading side by side."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from evaluation.bench.summary import PageScore
from evaluation.metrics import plain, segment_error, units_found

CONTEXT = 6
"""Equal characters shown on each side of a difference."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A stretch of truth and reading: `true` and `read` are the same where `same`."""

    true: str
    read: str
    same: bool


def differences(truth: str, read: str) -> tuple[Difference, ...]:
    """Truth and reading as they are compared, cut into stretches that are alike and stretches that are not."""
    true, got = plain(truth), plain(read)
    stretches: list[Difference] = []
    for op in Levenshtein.opcodes(true, got):
        same, here, there = op.tag == "equal", true[op.src_start : op.src_end], got[op.dest_start : op.dest_end]
        if stretches and not same and not stretches[-1].same:
            last = stretches.pop()
            stretches.append(Difference(true=last.true + here, read=last.read + there, same=False))
        else:
            stretches.append(Difference(true=here, read=there, same=same))
    return tuple(stretches)


RANKS: dict[str, Callable[[PageScore], int]] = {
    "bound": lambda score: score.bound.part,
    "free": lambda score: score.free.part,
    "units": lambda score: (score.units_printed.whole + score.units_hand.whole) - (score.units_printed.part + score.units_hand.part),
}
"""What "worst" goes by → how many errors of that sort a page has."""


def worst(scores: Sequence[PageScore], by: str, count: int) -> list[PageScore]:
    """The pages with most errors, at least one each."""
    rank = RANKS[by]
    return [score for score in sorted(scores, key=rank, reverse=True)[:count] if rank(score) > 0]


def described(score: PageScore) -> Iterator[str]:
    """A page's errors as lines of text: its traits, what was not read, and the differences as [-true-]{+read+}."""
    page, reading = score.page, score.outcome.reading
    yield f"{page.name}  {page.profile} {page.script} {page.colour} {page.dpi} dpi, turned {page.rotation}, skew {page.skew}"
    if reading is None:
        yield f"  FAILED: {score.outcome.failure}"
        return
    yield f"  read as {reading.kind or '-'}, turned {reading.rotation}, skew {reading.skew}; {reading.cpu_seconds:.2f} s"
    yield f"  order-bound {score.bound.part}, order-free {score.free.part} of {score.bound.whole} characters"
    for text, flags in page.segments:
        missed = "u" in flags and not units_found([text], reading.text).part
        if missed or segment_error([(text, flags)], reading.text).part:
            yield f"  not read: {text}" + (f"  [{flags}]" if flags else "")
    yield "  " + "".join(map(_marked, differences(page.text, reading.text)))


def _marked(part: Difference) -> str:
    if part.same:
        return part.true if len(part.true) <= 2 * CONTEXT + 1 else f"{part.true[:CONTEXT]}…{part.true[-CONTEXT:]}"
    return (f"[-{part.true}-]" if part.true else "") + (f"{{+{part.read}+}}" if part.read else "")
