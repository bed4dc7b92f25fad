"""What must be found in a home by the truth of its scans: nothing here asks the checks or their records."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from domain.finding import FindingKind
from domain.scan_quality import DOUBT, USUAL
from evaluation.findings.scanned import Held, Scanned
from evaluation.findings.scans import TERM, Twice

Wanted = tuple[FindingKind, str]
"""A kind and the paper, row or place that it is about."""

_REPAIRS, _VISITS = frozenset({"repair_request", "repair_record"}), frozenset({"return_visit"})
_COMPLAINTS, _REPLIES = frozenset({"complaint_form"}), frozenset({"complaint_reply", "return_visit"})
REQUIRED: Mapping[str, frozenset[str]] = {
    "合同协议": frozenset(
        {
            *("service_contract", "preliminary_service_agreement", "owners_covenant", "lease_contract"),
            *("purchase_contract", "renovation_agreement"),
        }
    ),
    "入伙资料": frozenset({"move_in_notice", "move_in_procedure", "move_in_receipt", "acceptance_form", "owner_information"}),
}
"""The required set of the evaluation: each item and the types that tick it."""
_MISREAD = USUAL.most_doubtful * (1 - DOUBT)
"""Share of a page's characters, misread, from which it is right to say that its text is in doubt: so many are wrong where as many are in
doubt as are let pass and each is right as often as it says at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """What must be found, and of which kinds and things the truth does not tell."""

    wanted: frozenset[Wanted]
    open: frozenset[Wanted]


def doubled(filed: Sequence[Held]) -> Iterator[Wanted]:
    """Of papers scanned and filed twice one scan is not listed, and the second is a duplicate of the kind that it was made or read as."""
    by_key = {document.key: document for document in filed}
    for second in filed:
        if second.paper.first == second.key:
            continue
        first = by_key[second.paper.first]
        yield FindingKind.PAPER_MISSING, first.key
        yield _kind_of(first, second), first.key
        if second.paper.twice is Twice.MISFILED and second.paper.shows_owner:
            yield FindingKind.OWNER_MISMATCH, second.key


def _kind_of(first: Held, second: Held) -> FindingKind:
    if first.dossier != second.dossier:
        return FindingKind.DUPLICATE_ACROSS_DOSSIERS
    read_alike = (first.date, first.doc_type) == (second.date, second.doc_type)
    alike = second.paper.twice is Twice.SAME and read_alike
    return FindingKind.DUPLICATE_DOCUMENT if alike else FindingKind.NEAR_DUPLICATE_DIFFERS


def scanned_badly(filed: Iterable[Held]) -> Truth:
    """Papers scanned beyond the limits; open where the scan is good and the text was misread all the same, as handwriting is."""
    judged = [(document, document.paper.faulty or (None if document.misread >= _MISREAD else document.paper.faulty)) for document in filed]
    kind = FindingKind.IMAGE_QUALITY
    return Truth(
        wanted=frozenset((kind, document.key) for document, bad in judged if bad),
        open=frozenset((kind, document.key) for document, bad in judged if bad is None),
    )


def unregistered(held: Iterable[Held]) -> Iterator[Wanted]:
    """Papers made for units that the register has never had."""
    yield from ((FindingKind.UNIT_NOT_IN_REGISTER, each.key) for each in held if each.paper.must_review == "unit_not_in_register")


def unanswered(papers: Iterable[Scanned], filed: Collection[str]) -> Truth:
    """Repairs without a return visit and complaints without a reply, by all papers of the corpus.

    Open where a paper of the unit that asks or answers was not `filed` (keys), or does not show its date.
    """
    wanted, unclear = set(), set()
    units = defaultdict(list)
    for paper in papers:
        units[paper.estate, paper.unit].append(paper)
    for kind, asking, answering in (
        (FindingKind.REPAIR_WITHOUT_RETURN_VISIT, _REPAIRS, _VISITS),
        (FindingKind.COMPLAINT_WITHOUT_REPLY, _COMPLAINTS, _REPLIES),
    ):
        for some in units.values():
            matter = [paper for paper in some if paper.doc_type in asking | answering]
            asked = [paper for paper in matter if paper.doc_type in asking]
            if all(paper.key in filed and paper.date is not None for paper in matter):
                wanted |= {
                    (kind, paper.key) for paper in _left(asked, matter, answering, once=kind is FindingKind.REPAIR_WITHOUT_RETURN_VISIT)
                }
            else:
                unclear |= {(kind, paper.key) for paper in asked}
    return Truth(wanted=frozenset(wanted), open=frozenset(unclear))


def _left(asked: Sequence[Scanned], matter: Sequence[Scanned], answering: frozenset[str], *, once: bool) -> Iterator[Scanned]:
    """The papers that nothing answers within the term; `once`: nor another that asks, for the two are one matter."""
    for paper in asked:
        assert paper.date is not None
        end = paper.date + timedelta(days=TERM)
        later = [each for each in matter if each.date and paper.date <= each.date <= end and each.key != paper.key]
        answered = any(each.doc_type in answering for each in later)
        if not answered and not (once and any(each.doc_type not in answering for each in later)):
            yield paper


def lacking(papers: Iterable[Scanned], held: Iterable[Held]) -> Truth:
    """Dossiers that lack an item of the required set, by what their papers truly are.

    Open where the dossier holds a paper wrongly parted, or where one of the unit that would tick the item was not filed.
    """
    dossiers, filed = defaultdict(list), set()
    for document in held:
        if document.dossier is not None and document.filed:
            dossiers[document.dossier].append(document)
            filed.add(document.key)
    waiting = defaultdict(set)
    for paper in papers:
        if paper.key not in filed:
            waiting[paper.estate, str(paper.unit)].add(paper.doc_type)
    wanted, unclear = set(), set()
    for dossier, documents in dossiers.items():
        have = {document.paper.doc_type for document in documents}
        might = waiting[documents[0].estate, documents[0].unit]
        for item, types in REQUIRED.items():
            if have & types:
                continue
            key = (FindingKind.DOCUMENT_MISSING, f"dossier={dossier}|item={item}")
            (unclear if might & types else wanted).add(key)
    return Truth(wanted=frozenset(wanted), open=frozenset(unclear))
