"""Fit the weights of dossiers/boundary.py on generated batches, and measure how well batches come apart.

    python -m evaluation.fit_boundaries [--batches N] [--seed N] [--model DIR] [--measure train|dev|test]

Fits on the train split and prints the table of weights to be written into dossiers/boundary.py; with --measure it changes nothing but
prints how well the shipped weights do on batches of that split. Deterministic for the same arguments.
"""

import argparse
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

from classifiers.classifier import Classifier
from classifiers.taxonomy import load_taxonomy
from domain.document import PageRun, UnderstoodPage
from domain.fields import ExtractedFields
from domain.ids import PageId
from domain.page import PageKind
from dossiers import boundary
from dossiers.boundary import NAMES, PRIOR, Seam, signs
from dossiers.filing import FilingOptions
from dossiers.grouping import GroupingOptions, duplex_sides, group
from dossiers.sequence import pages_missing
from evaluation.generator import BatchText, Split, iter_batch_texts
from evaluation.generator.estate import TODAY
from extraction.fields import extract
from measures.rate import f1

_PRIOR_STRENGTH = 0.6
"""How firmly the weights are held to PRIOR: as many seams as speak for them, about."""

_FLOOR = FilingOptions().boundary_floor


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """A batch as grouping sees it; page ids are indices into the batch's pages."""

    batch: BatchText
    pages: tuple[UnderstoodPage, ...]


def understood(batch: BatchText, classifier: Classifier) -> Understood:
    """Classify and extract every page of the batch."""
    pages = []
    for number, page in enumerate(batch.pages):
        empty = UnderstoodPage(
            page_id=PageId(number),
            kind=page.kind,
            readable=True,
            new_file=page.new_file,
            classification=None,
            fields=ExtractedFields(),
            text_length=0,
            confidence=0.0,
        )
        if page.page is None:
            pages.append(empty)
            continue
        found = classifier.classify(page.page)
        fields = extract(page.page, found, today=TODAY)
        pages.append(replace(empty, classification=found, fields=fields, text_length=len(page.page.text), confidence=0.95))
    return Understood(batch=batch, pages=tuple(pages))


def seams(item: Understood) -> Iterator[tuple[Seam, bool]]:
    """Every place between two content pages, with the true run before it, and whether a document ends there.

    Places before and within papers that were mixed up are left out: they are rarer than here, such pages may well come apart, and
    dossiers/sequence.py brings them together.
    """
    mixed = {index for index, laid in enumerate(item.batch.documents) if laid.spec.must_review == "pages_out_of_order"}
    run: list[UnderstoodPage] = []
    document, blanks, new_file = -1, 0, False
    back = False
    for page, true, duplex in zip(item.pages, item.batch.pages, duplex_sides(item.pages), strict=True):
        new_file |= page.new_file
        if page.kind is not PageKind.CONTENT:
            blanks += 1
            continue
        back = duplex and not back and not (new_file or blanks) and bool(run)
        if run and true.document not in mixed:
            seam = Seam(run=tuple(run), page=page, new_file=new_file, blanks=blanks - duplex, back=back)
            yield seam, true.document != document
        run = [page] if true.document != document else [*run, page]
        document, blanks, new_file = true.document, 0, False


def fit(cases: Sequence[tuple[Seam, bool]]) -> tuple[float, ...]:
    """Logistic regression of where documents end, each weight held near its prior."""
    matrix = np.array([signs(seam) for seam, _ in cases])
    truth = np.array([ends for _, ends in cases], dtype=float)
    centre = np.array(PRIOR)

    def loss(weights: np.ndarray) -> float:
        odds = matrix @ weights
        return float(np.sum(np.logaddexp(0, odds) - truth * odds) + _PRIOR_STRENGTH * np.sum((weights - centre) ** 2))

    return tuple(round(float(weight), 2) for weight in minimize(loss, centre, method="L-BFGS-B").x)


def measure(items: Sequence[Understood]) -> dict[str, object]:
    """Boundary F1, documents formed exactly, doubtful runs, and how order and gaps are noticed."""
    opens: list[tuple[bool, bool]] = []
    counts: Counter[str] = Counter()
    for item in items:
        runs = group(item.pages, GroupingOptions())
        true = _true_documents(item.batch)
        found = {tuple(int(page.page_id) for page in run.pages): run for run in runs}
        firsts, opened = {pages[0] for pages in true.values()}, {pages[0] for pages in found}
        content = [number for number, page in enumerate(item.pages) if page.kind is PageKind.CONTENT]
        opens += [(number in firsts, number in opened) for number in content]
        for index, pages in true.items():
            counts += _document_counts(item.batch, index, found.get(pages))
        wrong = [run for pages, run in found.items() if pages not in set(true.values())]
        counts["wrong"] += len(wrong)
        silent = [run for run in wrong if run.boundary_confidence >= _FLOOR and not run.out_of_order and not pages_missing(run.pages)]
        counts["wrong_silently"] += len(silent)
        counts["merged_silently"] += sum(len({item.batch.pages[int(p.page_id)].document for p in run.pages}) > 1 for run in silent)
        counts["runs"] += len(runs)
    return {"boundary_f1": round(f1(opens) or 0.0, 4), **dict(sorted(counts.items()))}


def _true_documents(batch: BatchText) -> dict[int, tuple[int, ...]]:
    """Each document's pages in its own order."""
    places: dict[int, list[tuple[int, int]]] = {}
    for number, page in enumerate(batch.pages):
        if page.document >= 0:
            places.setdefault(page.document, []).append((page.place, number))
    return {index: tuple(number for _, number in sorted(found)) for index, found in places.items()}


def _document_counts(batch: BatchText, index: int, run: PageRun | None) -> Counter[str]:
    spec = batch.documents[index].spec
    counts = Counter({"documents": 1, "exact": run is not None})
    for reason, noticed in (
        ("pages_out_of_order", run is not None and run.out_of_order),
        ("page_missing", run is not None and pages_missing(run.pages)),
    ):
        if spec.must_review == reason:
            counts[reason] += 1
            counts[f"{reason}_noticed"] += noticed
        elif noticed:
            counts[f"{reason}_false"] += 1
    return counts


def _reliability(items: Sequence[Understood]) -> str:
    """Mean probability and true share of boundaries, over ten bins of the probability."""
    cases = [(boundary.boundary_probability(seam), ends) for item in items for seam, ends in seams(item)]
    lines = []
    for low in np.arange(0, 1, 0.1):
        part = [(share, ends) for share, ends in cases if low <= share < low + 0.1 or (low > 0.85 and share == 1.0)]
        if part:
            lines.append(f"{low:.1f}  {len(part):6d}  {np.mean([p for p, _ in part]):.3f}  {np.mean([e for _, e in part]):.3f}")
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> None:
    """Fit and print, or measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--batches", type=int, default=800)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--measure", type=Split, default=None, choices=list(Split), help="measure the shipped weights on this split")
    parser.add_argument("--model", type=Path, default=None, help="folder of a classifier's model; the shipped one if not given")
    options = parser.parse_args(arguments)
    classifier = Classifier.load(load_taxonomy(), options.model)
    batches = iter_batch_texts(options.seed, options.batches, options.measure or Split.TRAIN)
    items = [understood(batch, classifier) for batch in batches]
    if options.measure:
        print(measure(items))
        print("probability  seams  mean  true\n" + _reliability(items))
        return
    weights = fit([case for item in items for case in seams(item)])
    for name, prior, weight in zip(NAMES, PRIOR, weights, strict=True):
        print(f'    ("{name}", {prior}, {weight}),')


if __name__ == "__main__":
    main()
