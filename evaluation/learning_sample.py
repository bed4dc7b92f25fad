"""Write the compact sample of invented pages that `hudang train` keeps the shipped knowledge with.

    python -m evaluation.learning_sample [--seed N] [--out FILE]

Three parts, every shipped type in each: replay (train split: each fit goes on seeing them), weigh (dev split: combination and calibration
are fitted on them) and guard (dev split, other documents: no fit ever sees them). Deterministic for the same arguments.
"""

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path

from classifiers.sample import Part, SamplePage, pack_sample
from classifiers.taxonomy import load_taxonomy
from classifiers.train import Example
from evaluation.generator import PageText, Role, Split, iter_page_texts

PAGES = {Part.REPLAY: 16, Part.WEIGH: 10, Part.GUARD: 12}
"""Pages a type."""
NO_PAPER = frozenset({Role.BLANK, Role.SEPARATOR})
LEFT_OUT = {Part.REPLAY: NO_PAPER, Part.WEIGH: NO_PAPER, Part.GUARD: NO_PAPER | {Role.ANNEX}}
"""An annex may be the very table that another type is: learnt from, but no page to hold a model to, for only its neighbours tell."""
SPLITS = {Part.REPLAY: Split.TRAIN, Part.WEIGH: Split.DEV, Part.GUARD: Split.DEV}


def sample_pages(seed: int) -> Iterator[SamplePage]:
    """All pages in order of part and type; documents are numbered through."""
    document = 0
    for number, part in enumerate(Part):
        for doc_type in load_taxonomy().types:
            last = 0
            for item in _pages(seed + number, part, doc_type.code):
                document += item.document != last
                last = item.document
                example = Example(
                    page=item.page,
                    doc_type=item.doc_type,
                    category=item.category,
                    starts=item.starts_document,
                    cut=False,
                    document=document,
                )
                yield SamplePage(part=part, example=example)


def _pages(seed: int, part: Part, doc_type: str) -> Iterator[PageText]:
    found = 0
    for item in iter_page_texts(seed, 4 * PAGES[part], SPLITS[part], doc_type=doc_type):
        if item.role in LEFT_OUT[part] or len(item.page.text) < 4:
            continue
        found += 1
        if found > PAGES[part]:
            return
        yield item


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the file and say how large it is."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=4001)
    parser.add_argument("--out", type=Path, default=Path("classifiers/models/sample.jsonl.xz"))
    options = parser.parse_args(arguments)
    pages = list(sample_pages(options.seed))
    options.out.write_bytes(pack_sample(pages))
    print(f"{options.out}: {len(pages)} pages, {options.out.stat().st_size} bytes")


if __name__ == "__main__":
    main()
