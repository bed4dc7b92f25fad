"""Findings end to end: homes that were really read, with discrepancies in their scans, catalogue, register and required set.

The catalogue is written from the corpus' truth as a paper archive would keep it: half of its papers under the number that the home gave
them, half under numbers of its own. What was read or filed otherwise than the truth has it is a discrepancy too: it is told from the
records alone and expected like the injected ones. Scored is what is raised about papers that were filed page for page as they are (of
papers scanned twice: both scans), and about papers of units that the register lacks, which are never filed; about the rest the truth
does not tell what the records ought to be, and what is raised about it is counted apart.
"""

import random
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from domain.finding import Finding, FindingKind
from evaluation.findings import expected
from evaluation.findings.clerk import slip
from evaluation.findings.expected import Truth
from evaluation.findings.home import REQUIRED
from evaluation.findings.office_inject import OfficeInjector, gaps, inject, write_register
from evaluation.findings.scanned import Held, Scanned, held, papers_of
from evaluation.findings.scoring import Key, plain
from evaluation.findings.store import write_rows
from evaluation.replay import replay
from hudang import settings
from hudang.bootstrap import make_workplace
from services import checking
from services.workplace import Workplace
from storage.tables import catalogue_row

_IN_SCANS = frozenset(
    {
        FindingKind.DUPLICATE_DOCUMENT,
        FindingKind.NEAR_DUPLICATE_DIFFERS,
        FindingKind.DUPLICATE_ACROSS_DOSSIERS,
        FindingKind.IMAGE_QUALITY,
        FindingKind.REPAIR_WITHOUT_RETURN_VISIT,
        FindingKind.COMPLAINT_WITHOUT_REPLY,
        FindingKind.DOCUMENT_MISSING,
    }
)
"""Kinds that rest on the papers themselves: the same whatever is put into catalogue and register."""
_OF_PAPER = frozenset(
    {
        FindingKind.PAPER_MISSING,
        FindingKind.DUPLICATE_DOCUMENT,
        FindingKind.NEAR_DUPLICATE_DIFFERS,
        FindingKind.DUPLICATE_ACROSS_DOSSIERS,
    }
)
"""Kinds of which it does not matter about which of a paper's two scans they are raised."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """Expected and raised keys of one home, how many were raised about things not scored, and how many papers are.

    With another seed `lasting` says which are the same.
    """

    expected: tuple[Key, ...]
    found: tuple[Key, ...]
    lasting: Callable[[Key], bool]
    beside: int
    filed: int


def run(home: Path, truth: Path, *, each: int, seeds: Sequence[int]) -> Iterator[Result]:
    """Once a seed: inject `each` discrepancies of every kind into a copy of the home, check it, and tell what was expected and raised."""
    papers = papers_of(truth)
    with tempfile.TemporaryDirectory(prefix="findings-") as folder:
        filed = _copy(home, Path(folder) / "filed")
        with (filed / "taxonomy.toml").open("a", encoding="utf-8") as file:
            file.write(_required_set())
        with _opened(filed) as place:
            replay(place)
        for seed in seeds:
            with _opened(_copy(filed, Path(folder) / f"{seed}")) as place:
                yield _result(place, papers, each=each, rng=random.Random(f"office|{seed}"))


@contextmanager
def _opened(home: Path) -> Iterator[Workplace]:
    place = make_workplace(settings.load(home))
    try:
        yield place
    finally:
        place.close()


def _copy(home: Path, copy: Path) -> Path:
    """A copy of the home's records; its objects are the home's."""
    copy.mkdir()
    for name in ("settings.toml", "taxonomy.toml", "hudang.db"):
        shutil.copyfile(home / name, copy / name)
    (copy / "objects").symlink_to((home / "objects").resolve())
    return copy


def _required_set() -> str:
    """The evaluation's list for every estate, as the company's file writes it."""
    items = ", ".join(f'{{ name = "{name}", types = {sorted(types)} }}' for name, types in expected.REQUIRED.items())
    return f'\n[[required_set]]\nname = "{REQUIRED}"\nestates = ["*"]\nitem = [{items}]\n'


def _result(place: Workplace, papers: Sequence[Scanned], *, each: int, rng: random.Random) -> Result:
    slip(place, _held(place, papers), rng)
    documents = _held(place, papers)
    filed = _scored(documents, papers)
    to = OfficeInjector(papers, filed, rng, skipped=each)
    inject(to, each)
    with place.database.begin() as tx:
        tx.connection.execute(sa.delete(catalogue_row))
        numbers = write_rows(tx.connection, to.rows.values())
        write_register(tx.connection, to)
    told = _told(papers, documents, filed)
    wanted = {*to.expected, *((FindingKind.NUMBER_GAP, f"s:{number}") for number in gaps(to.rows)), *told.wanted}
    wanted = {(kind, plain(about)) for kind, about in wanted}
    named = _Named(documents, numbers)
    raised = {named.key(finding) for finding in checking.check(place).found}
    own = _own(documents, filed, to, told)
    found = {key for key in raised if own(key)}
    return Result(
        expected=tuple(wanted),
        found=tuple(found),
        lasting=lambda key: key[0] in _IN_SCANS or key in told.wanted,
        beside=len(raised) - len(found),
        filed=len(filed),
    )


def _held(place: Workplace, papers: Sequence[Scanned]) -> tuple[Held, ...]:
    with place.database.read() as tx:
        return held(tx.connection, papers)


def _scored(documents: Sequence[Held], papers: Sequence[Scanned]) -> tuple[Held, ...]:
    """Filed documents, of papers scanned twice only where both scans are."""
    filed = {document.key for document in documents if document.filed}
    short = {paper.first for paper in papers if paper.first != paper.key and not {paper.key, paper.first} <= filed}
    return tuple(document for document in documents if document.filed and document.paper.first not in short)


def _told(papers: Sequence[Scanned], documents: Sequence[Held], filed: Sequence[Held]) -> Truth:
    """What the scans' truth alone asks for."""
    parts = (
        expected.scanned_badly(filed),
        expected.unanswered(papers, {document.key for document in filed}),
        expected.lacking(papers, documents),
        Truth(wanted=frozenset((*expected.doubled(filed), *expected.unregistered(documents))), open=frozenset()),
    )
    return Truth(wanted=frozenset().union(*(part.wanted for part in parts)), open=frozenset().union(*(part.open for part in parts)))


class _Named:
    """Names findings as the truth names things: papers and rows by key."""

    def __init__(self, documents: Sequence[Held], rows: Mapping[str, int]) -> None:
        self._documents = {f"d:{document.id}": document for document in documents}
        self._rows = {f"r:{number}": key for key, number in rows.items()}

    def key(self, finding: Finding) -> Key:
        """The kind and what it is about."""
        return finding.kind, self._about(finding)

    def _about(self, finding: Finding) -> str:
        if finding.kind is FindingKind.DOCUMENT_MISSING:
            return finding.facts
        if finding.kind is FindingKind.NUMBER_GAP:
            return plain(f"s:{finding.archive_no}")
        document = self._documents.get(finding.about)
        if document is not None:
            return document.paper.first if finding.kind in _OF_PAPER else document.key
        return self._rows.get(finding.about, plain(finding.about))


def _own(documents: Sequence[Held], filed: Sequence[Held], to: OfficeInjector, told: Truth) -> Callable[[Key], bool]:
    """Tells whether the truth says what must be found about a thing: about places always."""
    known = {document.key for document in filed} | set(to.added)
    strangers = {key for _, key in expected.unregistered(documents)}
    dossiers = {document.dossier for document in documents if document.filed}

    def own(key: Key) -> bool:
        kind, about = key
        if key in told.open:
            return False
        if kind is FindingKind.DOCUMENT_MISSING:
            return int(about.split("|")[0].removeprefix("dossier=")) in dossiers
        return about[:2] in ("b:", "k:", "s:") or about in known or (kind is FindingKind.UNIT_NOT_IN_REGISTER and about in strangers)

    return own
