"""Compare an export with the truth: `python -m evaluation.score TRUTH_DIR EXPORT_DIR [--json]`, or `score(truth_dir, export_dir)`.

Both folders hold pages.jsonl and documents.jsonl with the export rows of the command contract. Pages are matched by source and page
number; a source of the export may have more folders in front than the truth's. Documents are matched by their pages.
"""

import argparse
import dataclasses
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import opencc

Row = dict[str, object]
Key = tuple[str, int | None]
"""A page: source as in the truth, page number (None for a file refused whole)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """`right` of `total`."""

    right: int
    total: int

    @property
    def share(self) -> float:
        """Right / total, 0..1; 1 where nothing was asked."""
        return self.right / self.total if self.total else 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongFiling:
    """A document filed where it does not belong. `why`: unit, estate, category, mixed (pages of several papers) or a review reason."""

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


_NO_DOCUMENT: Row = dict.fromkeys(("document", "unit", "estate", "owner", "date", "category")) | {"reasons": ["no_document"]}
"""Stands in where a filed document holds no page of a true one: filing it is wrong whatever it says."""


def score(truth_dir: Path, export_dir: Path) -> Score:
    """Measure the export against the truth. OSError where a file is missing, ValueError where a line is no JSON."""
    truth = {_key(row): row for row in _read(truth_dir / "pages.jsonl")}
    sources = {source for source, _ in truth}
    export = {_key(row, sources): row for row in _read(export_dir / "pages.jsonl")}
    truth_documents = {str(row["document"]): row for row in _read(truth_dir / "documents.jsonl")}
    filings = [_matched(row, sources, truth) for row in _read(export_dir / "documents.jsonl") if row["pages"]]
    pairs = [(row, export.get(key, {})) for key, row in truth.items()]
    content = [(row, got) for row, got in pairs if row["status"] in ("filed", "review")]
    wrong = tuple(found for filing in filings if filing.row["status"] == "filed" and (found := _wrong(filing, truth_documents)))
    filed = [filing for filing in filings if filing.row["status"] == "filed"]
    fileable = [row for row in truth_documents.values() if row["status"] == "filed"]
    known = [(truth_documents.get(f.truth_id, _NO_DOCUMENT), f.row) for f in filed]
    placed = {str(row["document"]) for row, got in known if not _misplaced(got, row)}
    return Score(
        statuses=_statuses(pairs),
        pages=_rate(pairs, lambda row, got: bool(got)),
        category=_rate(content, lambda row, got: row["category"] == got.get("category")),
        doc_type=_rate(content, lambda row, got: row["doc_type"] == got.get("doc_type")),
        rotation=_rate(content, lambda row, got: row["rotation"] == got.get("rotation")),
        blanks=_status_rate(pairs, "blank"),
        separators=_status_rate(pairs, "separator"),
        quarantined=_status_rate(pairs, "quarantined"),
        duplicates=_status_rate(pairs, "duplicate"),
        skew_error=_skew_error(content),
        cer=_order_free_cer(content),
        documents=len(truth_documents),
        fileable=len(fileable),
        filed=len(filed),
        review=sum(f.row["status"] == "review" for f in filings),
        unit_precision=_rate(known, lambda row, got: not _misplaced(got, row)),
        unit_recall=Rate(right=sum(str(row["document"]) in placed for row in fileable), total=len(fileable)),
        owner=_rate([(row, got) for row, got in known if row["owner"]], lambda row, got: bool(_names(row["owner"]) & _names(got["owner"]))),
        date=_rate([(row, got) for row, got in known if row["date"]], lambda row, got: row["date"] == got.get("date")),
        boundary_f1=_boundary_f1(truth_documents, filings),
        whole_documents=_whole(truth_documents, filings),
        wrongly_filed=wrong,
        types=_types(truth_documents, filings, wrong),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Filing:
    """An exported document, its pages as truth keys and the true document most of them belong to."""

    row: Row
    pages: tuple[Key, ...]
    truth_id: str
    owners: frozenset[str]


def _read(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def _key(row: Row, sources: Iterable[str] = ()) -> Key:
    page = row["page"]
    return _source(str(row["source"]), sources), page if isinstance(page, int) else None


def _source(name: str, sources: Iterable[str]) -> str:
    """The truth's name of an exported source."""
    if not sources or name in sources:
        return name
    parts = name.split("/")
    tails = ("/".join(parts[start:]) for start in range(1, len(parts)))
    return next((tail for tail in tails if tail in sources), name)


def _matched(row: Row, sources: set[str], truth: dict[Key, Row]) -> _Filing:
    listed = row["pages"]
    assert isinstance(listed, list)
    pages = tuple((_source(source, sources), page) for source, page in listed)
    owners = Counter(str(truth[page]["document"]) for page in pages if page in truth and truth[page]["document"])
    best = owners.most_common(1)[0][0] if owners else ""
    return _Filing(row=row, pages=pages, truth_id=best, owners=frozenset(owners))


def _rate(pairs: list[tuple[Row, Row]], right: Callable[[Row, Row], bool]) -> Rate:
    return Rate(right=sum(right(row, got) for row, got in pairs), total=len(pairs))


def _status_rate(pairs: list[tuple[Row, Row]], status: str) -> Rate:
    """Pages of a true status that the export gave the same."""
    return _rate([pair for pair in pairs if pair[0]["status"] == status], lambda row, got: got.get("status") == status)


def _statuses(pairs: list[tuple[Row, Row]]) -> tuple[tuple[str, str, int], ...]:
    counts = Counter((str(row["status"]), str(got.get("status", ""))) for row, got in pairs)
    return tuple((true, got, number) for (true, got), number in sorted(counts.items()))


def _misplaced(got: Row, row: Row) -> str:
    """What is wrong with the place: unit, estate, or "" where it is right."""
    if got["unit"] != row["unit"]:
        return "unit"
    if row["estate"] and got["estate"] and fold(str(row["estate"])) != fold(str(got["estate"])):
        return "estate"
    return ""


def _wrong(filing: _Filing, documents: dict[str, Row]) -> WrongFiling | None:
    source, page = filing.pages[0]
    row = documents.get(filing.truth_id, _NO_DOCUMENT)
    reasons = row["reasons"]
    assert isinstance(reasons, list)
    why = reasons[0] if reasons else _misplaced(filing.row, row)
    why = why or ("category" if filing.row["category"] != row["category"] else "") or ("mixed" if len(filing.owners) > 1 else "")
    if not why:
        return None
    expected, got = (" ".join(str(side[key]) for key in ("estate", "unit", "category")) for side in (row, filing.row))
    return WrongFiling(source=source, page=page or 0, document=str(filing.row["document"]), why=str(why), expected=expected, got=got)


def _skew_error(content: list[tuple[Row, Row]]) -> float:
    turned_right = [(row["skew"], got.get("skew")) for row, got in content if row["rotation"] == got.get("rotation")]
    errors = [abs(true - read) for true, read in turned_right if isinstance(true, float) and isinstance(read, float | int)]
    return sum(errors) / len(errors) if errors else 0.0


def _order_free_cer(content: list[tuple[Row, Row]]) -> float:
    errors = total = 0
    for row, got in content:
        true, read = characters(row["text"]), characters(got.get("text"))
        missing = (true - read).total()
        surplus = (read - true - characters(row.get("seal_text"))).total()
        errors += max(missing, surplus)
        total += true.total()
    return errors / total if total else 0.0


def characters(text: object) -> Counter[str]:
    """How often each character stands in a text, after NFKC and without spaces."""
    return Counter("".join(unicodedata.normalize("NFKC", str(text or "")).split()))


@lru_cache(maxsize=1)
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


@lru_cache(maxsize=10000)
def fold(text: str) -> str:
    """NFKC, Simplified, without spaces: for comparing names."""
    folded: str = _converter().convert(unicodedata.normalize("NFKC", text))
    return "".join(folded.split())


def _names(owners: object) -> set[str]:
    return {fold(name) for name in re.split(r"[、,，/;；\s]+", str(owners or "")) if name}


def _boundary_f1(documents: dict[str, Row], filings: list[_Filing]) -> float:
    """F1 of the pages that open a document."""
    true = {tuple(row["pages"][0]) for row in documents.values() if isinstance(row["pages"], list)}
    found = {filing.pages[0] for filing in filings}
    return 2 * len(true & found) / (len(true) + len(found)) if true or found else 1.0


def _whole(documents: dict[str, Row], filings: list[_Filing]) -> Rate:
    """True documents whose pages the export holds together exactly, in order."""
    found = {filing.pages for filing in filings}
    wholes = [tuple(tuple(page) for page in row["pages"]) for row in documents.values() if isinstance(row["pages"], list)]
    return Rate(right=sum(pages in found for pages in wholes), total=len(wholes))


def _types(documents: dict[str, Row], filings: list[_Filing], wrong: tuple[WrongFiling, ...]) -> tuple[TypeScore, ...]:
    bad = {filing.document for filing in wrong}
    status = {filing.truth_id: str(filing.row["status"]) for filing in filings}
    good = {f.truth_id for f in filings if f.row["status"] == "filed" and str(f.row["document"]) not in bad}
    out = []
    for doc_type in sorted({str(row["doc_type"]) for row in documents.values()}):
        ids = [key for key, row in documents.items() if row["doc_type"] == doc_type]
        counts = Counter(status.get(key, "") for key in ids)
        right = sum(key in good for key in ids)
        out.append(TypeScore(doc_type=doc_type, documents=len(ids), filed=counts["filed"], review=counts["review"], right=right))
    return tuple(out)


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
