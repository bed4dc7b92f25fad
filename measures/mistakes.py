"""What went wrong, page by page, worst first: for a person to look at."""

from dataclasses import dataclass

from measures.matching import Formed, Matched, PagePair
from measures.placing import why_review, wrongly_filed
from measures.rows import CONTENT, DocumentRow, Key, PageRow

WRONG_FILING = "filing"
WRONG_CATEGORY = "category"
WRONG_TYPE = "type"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """A page with a wrong class, or the first page of a document that was filed wrongly.

    `kinds`: filing, category, type. `why`: what is wrong with the filing, see placing.why_wrong. `silent`: a person had to see it.
    `true`, `read`: the page; `paper`, `formed`: the true and the formed document it belongs to, where it does.
    """

    corpus: str
    true: PageRow
    read: PageRow | None
    kinds: tuple[str, ...]
    why: str
    silent: bool
    paper: DocumentRow | None
    formed: DocumentRow | None


def mistakes(matched: Matched) -> tuple[Mistake, ...]:
    """All of them: papers filed though a person had to see them, other wrong filings, wrong categories, wrong types."""
    wrong = {(one.corpus, one.pages[0]): (one, why) for one, why in wrongly_filed(matched.formed)}
    held: dict[tuple[str, Key], Formed] = {(one.corpus, page): one for one in matched.formed for page in one.pages}
    papers = {(paper.corpus, page): paper.true for paper in matched.papers for page in paper.true.pages}
    found = []
    for pair in matched.pages:
        key = (pair.corpus, pair.true.key)
        _, why = wrong.get(key, (None, ""))
        kinds = ((WRONG_FILING,) if why else ()) + _class_mistakes(pair)
        if not kinds:
            continue
        formed, paper = held.get(key), papers.get(key)
        silent = bool(why and formed and formed.true and why_review(formed.true))
        found.append(
            Mistake(
                corpus=pair.corpus,
                true=pair.true,
                read=pair.read,
                kinds=kinds,
                why=why,
                silent=silent,
                paper=paper,
                formed=formed.read if formed else None,
            )
        )
    return tuple(sorted(found, key=lambda m: (not m.silent, WRONG_FILING not in m.kinds, WRONG_CATEGORY not in m.kinds)))


def _class_mistakes(pair: PagePair) -> tuple[str, ...]:
    if pair.true.status not in CONTENT:
        return ()
    category, doc_type = (pair.read.category, pair.read.doc_type) if pair.read else ("", "")
    wrong = ((WRONG_CATEGORY, category != pair.true.category), (WRONG_TYPE, doc_type != pair.true.doc_type))
    return tuple(kind for kind, is_wrong in wrong if is_wrong)
