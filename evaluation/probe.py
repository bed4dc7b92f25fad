"""How papers of unseen offices are understood: planned corpora, read by the simulated engine, measured by the bars.

    python -m evaluation.probe [--split probe-a] [--corpora N] [--seed N] [--profile office] [--script hans|hant] [--cases REASON]
    python -m evaluation.probe --review-share 1 --corpora N

Classes, fields, grouping and filing are those of production; nothing is drawn, so that a thousand papers take a minute. What could have
been filed and was not is counted by reason; `--cases` prints such papers (of dev and the first and third probe alone: the others are only
counted). With `--review-share 1` a person ought to see every paper: none of thousands may be filed.
"""

import argparse
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from classifiers.classifier import Classifier
from classifiers.taxonomy import load_taxonomy
from domain.document import FilingDecision, PageRun
from domain.taxonomy import Taxonomy
from dossiers.filing import FilingOptions, decide
from dossiers.filing_model import FilingModel, load_filing_model
from evaluation.filing_papers import DOCUMENTS, ReadCorpus, read_corpus
from evaluation.generator.corpus import CorpusPlan
from evaluation.generator.documents import REVIEW_SHARE
from evaluation.generator.sheet import Role, Script, Split
from evaluation.generator.wear import Profile
from measures.figures import Figures, figures
from measures.matching import Matched, join, match
from measures.placing import filed_right, wrongly_filed
from measures.rows import DocumentRow, Key, PageRow, Rows

_UNSEEN = frozenset({Split.TEST, Split.PROBE_B, Split.PROBE_D})
"""Splits of which no single case may be looked at, so that they go on standing for the unknown."""
_SIDES = {Role.BLANK: "blank", Role.SEPARATOR: "separator"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """Corpora matched with their truth, and the pages' text by key for showing cases."""

    matched: Matched
    texts: dict[tuple[str, Key], str]


def probe(seed: int, corpora: int, split: Split, profile: Profile, script: Script | None, review_share: float = REVIEW_SHARE) -> Probe:
    """Plan, read and decide; both scripts in turn where `script` is None. `review_share` 0..1 of the papers must be seen by a person."""
    taxonomy, model = load_taxonomy(), load_filing_model()
    classifier = Classifier.load(taxonomy)
    parts: list[Matched] = []
    texts: dict[tuple[str, Key], str] = {}
    for number in range(corpora):
        plan = CorpusPlan(
            seed=seed * 1000 + number,
            documents=DOCUMENTS,
            profile=profile,
            script=script or (Script.HANS, Script.HANT)[number % 2],
            split=split,
            estates=2,
            review_share=review_share,
            bench=number % 3 == 2,
        )
        read = read_corpus(plan, classifier)
        decisions = list(_decided(read, taxonomy, model))
        name = f"{split}-{number}"
        parts.append(match(_truth(read, profile), _export(read, decisions), corpus=name))
        texts |= {(name, read.keys[page.page_id]): page.text for run in read.runs for page in run.pages}
    return Probe(matched=join(parts), texts=texts)


def _decided(read: ReadCorpus, taxonomy: Taxonomy, model: FilingModel) -> Iterator[tuple[PageRun, FilingDecision]]:
    for run in read.runs:
        yield run, decide(run, read.register, taxonomy, model, FilingOptions())


def _truth(read: ReadCorpus, profile: Profile) -> Rows:
    pages, of = [], dict[int, list[Key]]()
    for page_id, draft in read.drafts.items():
        index = read.of[page_id]
        spec = read.corpus.documents[index].spec if index >= 0 else None
        if spec is not None:
            of.setdefault(index, []).append(read.keys[page_id])
        pages.append(
            PageRow(
                source=read.keys[page_id][0],
                page=read.keys[page_id][1],
                status=_status(spec.must_review) if spec else _SIDES.get(draft.role, "blank"),
                category=spec.category.value if spec else "",
                doc_type=spec.doc_type if spec else "",
                document=str(index) if spec else "",
                profile=profile.value,
                script=spec.script.value if spec else "",
            )
        )
    documents = []
    for index, keys in of.items():
        spec = read.corpus.documents[index].spec
        documents.append(
            DocumentRow(
                document=str(index),
                pages=tuple(keys),
                status=_status(spec.must_review),
                category=spec.category.value,
                doc_type=spec.doc_type,
                date=spec.date.isoformat() if read.corpus.documents[index].shows_date else "",
                unit=str(spec.unit) if spec.unit else "",
                estate=spec.estate,
                owner=spec.owner if read.corpus.documents[index].shows_owner else "",
                must_review=spec.must_review,
                script=spec.script.value,
            )
        )
    return Rows(pages=tuple(pages), documents=tuple(documents))


def _status(must_review: str) -> str:
    return "review" if must_review else "filed"


def _export(read: ReadCorpus, decisions: Sequence[tuple[PageRun, FilingDecision]]) -> Rows:
    pages, documents = [], []
    for number, (run, decision) in enumerate(decisions):
        keys = tuple(read.keys[page.page_id] for page in run.pages)
        status = "review" if decision.reasons else "filed"
        pages += [
            PageRow(
                source=key[0],
                page=key[1],
                status=status,
                category=decision.category.value,
                doc_type=decision.doc_type,
                document=str(number),
            )
            for key in keys
        ]
        documents.append(
            DocumentRow(
                document=str(number),
                pages=keys,
                status=status,
                category=decision.category.value,
                doc_type=decision.doc_type,
                date=decision.date.isoformat() if decision.date else "",
                unit=str(decision.unit) if decision.unit else "",
                estate=decision.estate,
                owner=decision.owner,
                confidence=decision.confidence,
                reasons=tuple(reason.code for reason in decision.reasons),
            )
        )
    return Rows(pages=tuple(pages), documents=tuple(documents))


def told(found: Figures) -> Iterator[str]:
    """The bars, a line each."""
    for name in ("unit_precision", "unit_recall", "filing", "coverage", "silent", "owner", "date"):
        share = getattr(found, name)
        yield f"{name:<18}{share.right}/{share.total} = {share.share if share.total else 0:.4f}"
    for name in ("page_category", "document_category", "page_type", "document_type"):
        classes = getattr(found, name)
        yield f"{name:<18}accuracy {classes.accuracy.share:.4f}, macro F1 {classes.macro_f1 or 0:.4f}"
    yield f"{'boundary F1':<18}{found.boundary_f1 or 0:.4f}"
    yield f"{'ECE':<18}{found.confidence.ece or 0:.4f}"


def missed(matched: Matched) -> Counter[str]:
    """Reasons of the papers that might have been filed and were not, most frequent first; several may speak of one paper."""
    left = [paper for paper in matched.papers if paper.true.status == "filed" and not filed_right(paper)]
    return Counter(reason for paper in left for reason in {code for part in paper.parts for code in part.read.reasons} or {"(lost)"})


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure a split and print the bars, the reasons and, where asked, cases."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--split", type=Split, choices=tuple(Split), default=Split.PROBE_A)
    parser.add_argument("--corpora", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--profile", type=Profile, choices=tuple(Profile), default=Profile.OFFICE)
    parser.add_argument("--script", type=Script, choices=(Script.HANS, Script.HANT))
    parser.add_argument("--review-share", type=float, default=REVIEW_SHARE, metavar="SHARE", help="of papers that a person must see")
    parser.add_argument(
        "--cases", default="", metavar="REASON", help="print papers left for this reason; unit: wrong units; wrong: misfiled"
    )
    parser.add_argument("--most", type=int, default=12)
    options = parser.parse_args(arguments)
    if options.cases and options.split in _UNSEEN:
        parser.error(f"{options.split} is only counted")
    found = probe(options.seed, options.corpora, options.split, options.profile, options.script, options.review_share)
    print("\n".join(told(figures(found.matched))))
    print("not filed:", ", ".join(f"{code} {count}" for code, count in missed(found.matched).most_common()))
    for part, why in wrongly_filed(found.matched.formed):
        print("wrongly filed:", why, "" if options.split in _UNSEEN else _shown(part.read))
    if options.cases:
        _show_cases(found, options.cases, options.most)


def _show_cases(found: Probe, reason: str, most: int) -> None:
    shown = 0
    for paper in found.matched.papers:
        parts = [part for part in paper.parts if reason in part.read.reasons or (reason == "unit" and part.read.unit != paper.true.unit)]
        if shown == most or not parts or paper.true.status != "filed" or filed_right(paper):
            continue
        shown += 1
        print("=" * 100, "\ntrue", _shown(paper.true))
        for part in parts[:2]:
            print("read", _shown(part.read), part.read.confidence, *part.read.reasons)
            for key in part.pages[:2]:
                print("-" * 40, key, "\n", found.texts.get((part.corpus, key), "")[:900])


def _shown(row: DocumentRow) -> str:
    return f"{row.doc_type} [{row.unit}] {row.estate} {row.owner} {row.date}"


if __name__ == "__main__":
    main()
