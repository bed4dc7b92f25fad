"""Compare an export with the truth: `python -m evaluation.score TRUTH_DIR EXPORT_DIR [--json]`, or `score(truth_dir, export_dir)`.

Both folders hold pages.jsonl and documents.jsonl with the export rows of the command contract. Pages are matched by source and page
number; a source of the export may have more folders in front than the truth's. Documents are matched by their pages.
"""

import argparse
import dataclasses
import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from evaluation.metrics import plain
from measures.matching import Formed, Matched, PagePair, Paper, match
from measures.placing import misplaced, same_owner, wrongly_filed
from measures.rate import Rate, f1, rate
from measures.rows import CONTENT, PageRow, Rows, documents_of, pages_of


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongFiling:
    """A document filed where it does not belong. `why`: see measures.placing.why_wrong."""

    source: str
    page: int
    document: str
    why: str
    expected: str
    got: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeScore:
    """How the papers of one true document type fared; `documents` = filed right + filed wrong + review + lost."""

    doc_type: str
    documents: int
    filed: int
    review: int
    right: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """All measures of one export.

    `statuses`: (true status, exported status, pages), "" for a page that the export lacks. `category` and `doc_type`: content pages with
    the right class. `unit_precision`: filed documents under the right estate and unit; `unit_recall`: fileable documents so filed.
    `owner`, `date`: of filed documents whose truth states them. `boundary_f1`: harmonic mean of precision and recall of pages that open
    a document. `cer`: order-free character error rate: max(missing, surplus) characters / true characters, spaces apart and seal
    text allowed, over content pages. `skew_error`: mean absolute degrees. `fileable`: documents that a machine may file.
    """

    statuses: tuple[tuple[str, str, int], ...]
    pages: Rate
    category: Rate
    doc_type: Rate
    rotation: Rate
    blanks: Rate
    separators: Rate
    quarantined: Rate
    duplicates: Rate
    skew_error: float
    cer: float
    documents: int
    fileable: int
    filed: int
    review: int
    unit_precision: Rate
    unit_recall: Rate
    owner: Rate
    date: Rate
    boundary_f1: float
    whole_documents: Rate
    wrongly_filed: tuple[WrongFiling, ...]
    types: tuple[TypeScore, ...]


def read_rows(folder: Path) -> Rows:
    """Read a truth or export folder. OSError where a file is missing, ValueError where a line is no row."""
    pages, documents = ((folder / f"{name}.jsonl").read_text(encoding="utf-8") for name in ("pages", "documents"))
    return Rows(pages=pages_of(pages), documents=documents_of(documents))


def score(truth_dir: Path, export_dir: Path) -> Score:
    """Measure the export against the truth. OSError where a file is missing, ValueError where a line is no row."""
    matched = match(read_rows(truth_dir), read_rows(export_dir))
    pairs = matched.pages
    content = [pair for pair in pairs if pair.true.status in CONTENT]
    filed = [one for one in matched.formed if one.read.status == "filed"]
    fileable = [paper for paper in matched.papers if paper.true.status == "filed"]
    placed = {one.true.document for one in filed if one.true and _placed(one)}
    known = [(one.true, one.read) for one in filed if one.true]
    opening = f1((pair.opens, pair.opened) for pair in pairs)
    return Score(
        statuses=_statuses(pairs),
        pages=rate(pairs, lambda pair: pair.read is not None),
        category=_same(content, lambda row: row.category),
        doc_type=_same(content, lambda row: row.doc_type),
        rotation=_same(content, lambda row: row.rotation),
        blanks=_status_rate(pairs, "blank"),
        separators=_status_rate(pairs, "separator"),
        quarantined=_status_rate(pairs, "quarantined"),
        duplicates=_status_rate(pairs, "duplicate"),
        skew_error=_skew_error(content),
        cer=_order_free_cer(content),
        documents=len(matched.papers),
        fileable=len(fileable),
        filed=len(filed),
        review=sum(one.read.status == "review" for one in matched.formed),
        unit_precision=rate(filed, _placed),
        unit_recall=rate(fileable, lambda paper: paper.true.document in placed),
        owner=rate(((true, read) for true, read in known if true.owner), lambda both: same_owner(both[0].owner, both[1].owner)),
        date=rate(((true, read) for true, read in known if true.date), lambda both: both[0].date == both[1].date),
        boundary_f1=1.0 if opening is None else opening,
        whole_documents=rate(matched.papers, lambda paper: any(part.pages == paper.true.pages for part in paper.parts)),
        wrongly_filed=tuple(_wrong(one, why) for one, why in wrongly_filed(filed)),
        types=_types(matched),
    )


def _placed(one: Formed) -> bool:
    return one.true is not None and not misplaced(one.read, one.true)


def _same(pairs: Sequence[PagePair], value: Callable[[PageRow], object]) -> Rate:
    return rate(pairs, lambda pair: pair.read is not None and value(pair.true) == value(pair.read))


def _status_rate(pairs: Sequence[PagePair], status: str) -> Rate:
    """Pages of a true status that the export gave the same."""
    return _same([pair for pair in pairs if pair.true.status == status], lambda row: row.status)


def _statuses(pairs: Sequence[PagePair]) -> tuple[tuple[str, str, int], ...]:
    counts = Counter((pair.true.status, pair.read.status if pair.read else "") for pair in pairs)
    return tuple((true, got, number) for (true, got), number in sorted(counts.items()))


def _wrong(one: Formed, why: str) -> WrongFiling:
    source, page = one.pages[0]
    sides = (one.true, one.read)
    expected, got = (" ".join((side.estate, side.unit, side.category)) if side else "" for side in sides)
    return WrongFiling(source=source, page=page or 0, document=one.read.document, why=why, expected=expected, got=got)


def _skew_error(content: Sequence[PagePair]) -> float:
    turned_right = [(pair.true.skew, pair.read.skew) for pair in content if pair.read and pair.true.rotation == pair.read.rotation]
    errors = [abs(true - read) for true, read in turned_right if true is not None and read is not None]
    return sum(errors) / len(errors) if errors else 0.0


def _order_free_cer(content: Sequence[PagePair]) -> float:
    errors = total = 0
    for pair in content:
        true, read = Counter(plain(pair.true.text)), Counter(plain(pair.read.text if pair.read else ""))
        missing = (true - read).total()
        surplus = (read - true - Counter(plain(pair.true.seal_text))).total()
        errors += max(missing, surplus)
        total += true.total()
    return errors / total if total else 0.0


def _types(matched: Matched) -> tuple[TypeScore, ...]:
    bad = {id(one) for one, _ in wrongly_filed(matched.formed)}
    return tuple(
        _type_score(doc_type, [paper for paper in matched.papers if paper.true.doc_type == doc_type], bad)
        for doc_type in sorted({paper.true.doc_type for paper in matched.papers})
    )


def _type_score(doc_type: str, papers: Sequence[Paper], bad: set[int]) -> TypeScore:
    """`bad`: ids of the formed documents that were filed wrongly."""
    answers = [[part for part in paper.parts if part.true is paper.true] for paper in papers]
    counts = Counter(parts[-1].read.status if parts else "" for parts in answers)
    right = sum(any(part.read.status == "filed" and id(part) not in bad for part in parts) for parts in answers)
    return TypeScore(doc_type=doc_type, documents=len(papers), filed=counts["filed"], review=counts["review"], right=right)


def lines(result: Score) -> Iterable[str]:
    """The score as a person reads it."""
    for name in ("pages", "category", "doc_type", "rotation", "blanks", "separators", "quarantined", "duplicates"):
        yield _line(name, getattr(result, name))
    yield f"{'skew error':<18}{result.skew_error:.2f} degrees"
    yield f"{'CER, order-free':<18}{result.cer:.2%}"
    yield f"{'documents':<18}{result.documents} ({result.fileable} fileable): {result.filed} filed, {result.review} in review"
    for name in ("unit_precision", "unit_recall", "owner", "date", "whole_documents"):
        yield _line(name, getattr(result, name))
    yield f"{'boundary F1':<18}{result.boundary_f1:.3f}"
    yield f"{'wrongly filed':<18}{len(result.wrongly_filed)}"
    for wrong in result.wrongly_filed:
        yield f"  {wrong.source} p.{wrong.page} [{wrong.why}] expected {wrong.expected}, got {wrong.got}"
    yield "true status → exported status: pages"
    for true, got, number in result.statuses:
        yield f"  {true:<12}→ {got or '(lost)':<12}{number:>6}"


def _line(name: str, rate: Rate) -> str:
    return f"{name.replace('_', ' '):<18}{rate.share:7.2%}  {rate.right}/{rate.total}"


def main() -> None:
    """Print the score, as a table or as JSON."""
    parser = argparse.ArgumentParser(prog="python -m evaluation.score", description="Compare an export with the truth.")
    parser.add_argument("truth", type=Path)
    parser.add_argument("export", type=Path)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    result = score(args.truth, args.export)
    print(json.dumps(dataclasses.asdict(result), ensure_ascii=False, indent=1) if args.json else "\n".join(lines(result)))


if __name__ == "__main__":
    main()
