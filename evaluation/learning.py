"""Show what `hudang train` learns from people's decisions, on text pages in homes of their own (no OCR).

    python -m evaluation.learning [--seed N]

Four homes: 50 corrected papers of a company with words of its own, judged on an estate nobody corrected anything of; the same with half
of the types given at random; the same with one type always filed as another; a new document type by ten examples.
"""

import argparse
import random
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from domain.taxonomy import Category, Taxonomy
from domain.text import OcrPage
from evaluation.learning_papers import HOUSE_TITLES, PET_BLOCK, PET_TYPE, Paper, file_by_person, first_pages, house_papers, pet_papers
from hudang import settings
from hudang.bootstrap import make_workplace
from hudang.cli.home import make_home
from services import training
from services.training import Outcome
from services.workplace import Workplace

SURE = 0.97


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Shares 0..1 of pages: right type, right category, category at least SURE, and of these in a wrong category; mean type confidence."""

    pages: int
    type_right: float
    category_right: float
    sure: float
    sure_but_wrong: float
    type_confidence: float


def figures(place: Workplace, papers: Sequence[tuple[str, OcrPage]]) -> Figures:
    """How the home's live model classes these pages."""
    classifier, taxonomy = place.classifier(), place.taxonomy
    found = [(code, classifier.classify(page)) for code, page in papers]
    wrong = [c.category is not _category(taxonomy, code) for code, c in found]
    sure = [c.confidence >= SURE for _, c in found]
    return Figures(
        pages=len(found),
        type_right=sum(c.doc_type == code for code, c in found) / len(found),
        category_right=1 - sum(wrong) / len(found),
        sure=sum(sure) / len(found),
        sure_but_wrong=sum(a and b for a, b in zip(sure, wrong, strict=True)) / len(found),
        type_confidence=sum(c.type_confidence for _, c in found) / len(found),
    )


def _category(taxonomy: Taxonomy, code: str) -> Category:
    return taxonomy.type_of(code).category


def half_at_random(papers: Sequence[Paper], seed: int = 1) -> tuple[Paper, ...]:
    """Every second paper (by lot) filed as another of the types that occur."""
    rng = random.Random(f"poison|{seed}")
    codes = sorted({paper.doc_type for paper in papers})
    return tuple(
        replace(paper, doc_type=rng.choice([code for code in codes if code != paper.doc_type])) if rng.random() < 0.5 else paper
        for paper in papers
    )


def always_mistaken(papers: Sequence[Paper], was: str, filed_as: str) -> tuple[Paper, ...]:
    """Every paper of the one type filed as the other."""
    return tuple(replace(paper, doc_type=filed_as) if paper.doc_type == was else paper for paper in papers)


def fresh_home(folder: Path, extra_types: str = "") -> Workplace:
    """A home with a taxonomy that has these types too."""
    make_home(folder)
    taxonomy = folder / "taxonomy.toml"
    taxonomy.write_text(taxonomy.read_text(encoding="utf-8") + extra_types, encoding="utf-8")
    return make_workplace(settings.load(folder))


def show(title: str, before: Figures, after: Figures) -> None:
    """One row before, one after."""
    print(f"  {title} ({before.pages} pages)")
    for name, value in (("before", before), ("after", after)):
        print(
            f"    {name:7}type right {value.type_right:6.1%}  category right {value.category_right:6.1%}  sure {value.sure:6.1%}  "
            f"sure but wrong {value.sure_but_wrong:5.1%}  mean type confidence {value.type_confidence:.3f}"
        )


def verdict(outcome: Outcome) -> None:
    """What became of the training."""
    print(f"  {'LIVE' if outcome.live else 'REFUSED'} {outcome.version}, learnt from {outcome.documents} papers")
    for reason in outcome.refusals:
        print(f"    {reason.code}: {reason.en}")


def run(root: Path, seed: int) -> None:
    """All four."""
    corrected = house_papers(seed, (0, 1), 50)
    elsewhere = tuple(first_pages(house_papers(seed, (2,), 150)))
    usual = tuple(first_pages(house_papers(seed, (3,), 150, house=False)))
    cases = (
        ("50 corrected papers of two estates", corrected),
        ("the same, half of the types at random", half_at_random(corrected)),
        ("the same, repair requests always filed as complaints", always_mistaken(corrected, "repair_request", "complaint_form")),
    )
    for number, (title, papers) in enumerate(cases):
        print(title)
        place = fresh_home(root / str(number))
        file_by_person(place, papers)
        before, plain = figures(place, elsewhere), figures(place, usual)
        verdict(training.train(place, by="demo"))
        show("another estate of the company", before, figures(place, elsewhere))
        show("papers as others word them", plain, figures(place, usual))
        place.close()
    _new_type(root / "new", seed, usual)


def _new_type(home: Path, seed: int, usual: Sequence[tuple[str, OcrPage]]) -> None:
    print("a new type by ten papers filed as it")
    place = fresh_home(home, PET_BLOCK)
    file_by_person(
        place, (*pet_papers(seed, "青枫苑", 10, headed=True), *house_papers(seed, (4,), 15, house=False, types=tuple(HOUSE_TITLES)))
    )
    headed, bare = (tuple(first_pages(pet_papers(seed + 1, "白鹭洲", 40, headed=headed))) for headed in (True, False))
    before = [figures(place, pages) for pages in (headed, bare, usual)]
    verdict(training.train(place, by="demo"))
    for title, pages, old in zip(
        (f"{PET_TYPE}, headed", f"{PET_TYPE}, heading lost", "the other types"), (headed, bare, usual), before, strict=True
    ):
        show(title, old, figures(place, pages))
    place.close()


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=5)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="hudang-learning-") as folder:
        run(Path(folder), options.seed)


if __name__ == "__main__":
    main()
