"""Fit the shipped filing model: how sure a decision is that category and unit are right, and from which confidence papers are filed.

    python -m evaluation.train_filing [CORPUS …] [--hold-out CORPUS …] [--corpora N] [--seed N] [--promise P] [--out FOLDER]

CORPUS is a folder with `home/` (filled by `hudang batch`) and `corpus/truth/`: its papers are understood anew from the stored readings.
The other papers are planned corpora of the generator's dev split and third probe, on whose pages the classifier's weights were not
fitted, read by a simulated engine. Corpora held out are only measured. Deterministic for the same arguments and homes. Writes filing.json
and README.md (its card in words) into the folder.
"""

import argparse
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from classifiers.classifier import Classifier
from classifiers.taxonomy import load_taxonomy
from dossiers.calibrate import Example, confidences, fit, prior_model
from dossiers.filing import FilingOptions, decide, filing_thresholds
from dossiers.filing_model import SIGNS, FilingModel, Part, Weights, load_filing_model, save_filing_model
from dossiers.promise import Threshold, upper_limit
from evaluation.filing_papers import DOCUMENTS, Papers, examples, replayed, simulated
from evaluation.generator.sheet import Split
from measures.calibration import Calibration, calibration
from measures.rate import Rate

NAME, VERSION = "filing", "1"
_SPLITS = (Split.DEV, Split.PROBE_C)
"""Whose papers are planned."""
_BINS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How the documents of one profile fared.

    `filing`: filed rightly, of all filed. `coverage`: filed rightly, of the documents of one paper whose unit is registered and that no
    person must see. `silent`: filed though a person must see them, of those that one must. `reliability` is of category and unit.
    """

    profile: str
    filing: Rate
    coverage: Rate
    silent: Rate
    reliability: Calibration


def outcomes(papers: Iterable[Papers], model: FilingModel, options: FilingOptions) -> tuple[Outcome, ...]:
    """Decide on every document and compare with its truth, profile by profile."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    judged: dict[str, list[tuple[float, bool]]] = defaultdict(list)
    for corpus in papers:
        for one in corpus.runs:
            truth = one.truth
            if truth is None:
                continue
            decision = decide(one.run, corpus.register, corpus.taxonomy, model, options)
            right = decision.category is truth.category and truth.placed(decision.estate, decision.unit)
            may, filed = truth.complete and truth.pure and not truth.for_a_person and truth.unit is not None, not decision.reasons
            judged[one.profile].append((decision.confidence, right))
            counts[one.profile].update(
                filed=filed, right=filed and right and may, fileable=may, must=truth.for_a_person, silent=filed and truth.for_a_person
            )
    return tuple(
        Outcome(
            profile=profile,
            filing=Rate(right=found["right"], total=found["filed"]),
            coverage=Rate(right=found["right"], total=found["fileable"]),
            silent=Rate(right=found["silent"], total=found["must"]),
            reliability=calibration(judged[profile]),
        )
        for profile, found in sorted(counts.items())
    )


def told(outcome: Outcome) -> str:
    """One line of figures; the errors with the upper limit of their rate at 0.95."""
    filing, coverage, silent = outcome.filing, outcome.coverage, outcome.silent
    wrong = filing.total - filing.right
    return (
        f"{outcome.profile:<8} filed {filing.total}, wrong {wrong} (rate at most {upper_limit(wrong, filing.total):.4f}), "
        f"coverage {coverage.right}/{coverage.total} = {coverage.share:.3f}, silent {silent.right}/{silent.total}, "
        f"ECE {outcome.reliability.ece or 0.0:.4f} of {outcome.reliability.documents}"
    )


def reliability_rows(found: Sequence[Example]) -> list[dict[str, float]]:
    """The reliability table of confidences that were given by weights fitted on other papers."""
    sure = confidences(found, prior_model())
    bins = calibration([(share, one.right) for share, one in zip(sure, found, strict=True)], bins=_BINS).bins
    return [{"papers": one.documents, "confidence": round(one.confidence, 4), "right": round(one.right, 4)} for one in bins]


def card_of(found: Sequence[Example], seed: int, sources: dict[str, int], least: Sequence[Threshold]) -> dict[str, Any]:
    """What the model was made of and how well it keeps its word."""
    return {
        "name": NAME,
        "version": VERSION,
        "seed": seed,
        "data": sources,
        "examples": {
            "papers": len(found),
            "category and unit right": sum(one.right for one in found),
            "kept for a person by a rule": sum(one.barred for one in found),
            "wrong if filed": sum(one.wrong and not one.barred for one in found),
        },
        "reliability": reliability_rows(found),
        "thresholds": {
            one.category: {"confidence": one.confidence, "papers": one.papers, "wrong": one.wrong, "limit": round(one.limit, 5)}
            for one in least
        },
    }


def report(model: FilingModel, card: dict[str, Any], least: Sequence[Threshold], measured: Sequence[str]) -> str:
    """The card as the model's README."""
    lines = [
        "# The shipped filing model",
        "",
        "Fitted by `python -m evaluation.train_filing`: signs weighed by logistic regression, calibrated (Platt) and counted on",
        "papers that the weights did not see (cross-fitting by estate). All papers are invented.",
        "",
        *(f"- {name}: {count}" for name, count in {**card["data"], **card["examples"]}.items()),
        "",
        "| category | filed from | promise | papers at least so sure | wrong | rate at most (0.95) |",
        "|---|---|---|---|---|---|",
        *(
            f"| {one.category} | {one.confidence or 'never'} | {one.promise} | {one.papers} | {one.wrong} | {one.limit:.4f} |"
            + (" (pooled)" if one.pooled else "")
            for one in least
        ),
        "",
        "| papers | mean confidence | right |",
        "|---|---|---|",
        *(f"| {row['papers']} | {row['confidence']} | {row['right']} |" for row in card["reliability"]),
        "",
        "| part | sign | weight in log-odds |",
        "|---|---|---|",
        *(f"| {part} | {name} | {weight} |" for part, name, weight in _weights(model)),
        "",
    ]
    return "\n".join([*lines, *(f"Measured, {line}" for line in measured), ""] if measured else lines)


def _weights(model: FilingModel) -> Iterable[tuple[Part, str, float]]:
    of: dict[Part, Weights] = {Part.CLASS: model.of_class, Part.UNIT: model.of_unit, Part.BOUNDARY: model.of_boundary}
    for part, weights in of.items():
        yield part, "(bias)", weights.bias
        yield from ((part, sign.name, weight) for sign, weight in zip(SIGNS[part], weights.signs, strict=True))


def _replayed(folders: Sequence[Path]) -> list[Papers]:
    return [replayed(folder / "home", folder / "corpus" / "truth", folder.name) for folder in folders]


def main(arguments: Sequence[str] | None = None) -> None:
    """Gather the papers, fit, derive thresholds, measure what was held out, write the model."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora_read", nargs="*", type=Path, metavar="CORPUS")
    parser.add_argument("--hold-out", nargs="*", type=Path, default=[], metavar="CORPUS")
    parser.add_argument("--corpora", type=int, default=100, help="planned corpora that are read by the simulated engine")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--promise", type=float, default=FilingOptions().promise)
    parser.add_argument("--out", type=Path, default=Path("dossiers/models"))
    options = parser.parse_args(arguments)
    taxonomy = load_taxonomy()
    filing = FilingOptions(promise=options.promise)
    found = [
        one
        for papers in simulated(options.seed, options.corpora, _SPLITS, Classifier.load(taxonomy), taxonomy)
        for one in examples(papers, filing)
    ]
    sources = {"simulated documents": options.corpora * DOCUMENTS}
    for papers, folder in zip(_replayed(options.corpora_read), options.corpora_read, strict=True):
        found += examples(papers, filing)
        sources[folder.name] = len(papers.runs)
    model = fit(found, prior_model())
    least = filing_thresholds(model, filing)
    card = card_of(found, options.seed, sources, least)
    save_filing_model(options.out, model, card)
    measured = [told(outcome) for outcome in outcomes(_replayed(options.hold_out), load_filing_model(options.out), filing)]
    text = report(model, card, least, measured)
    (options.out / "README.md").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
