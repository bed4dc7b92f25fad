"""A home to check in, and what its checks find."""

from pathlib import Path

from classifiers.taxonomy import default_taxonomy_text
from domain.finding import FindingKind, FindingStatus
from evaluation.findings.papers import KEPT
from evaluation.findings.scoring import Key
from hudang.bootstrap import make_workplace
from hudang.settings import Settings
from services import checking
from services.workplace import Workplace

REQUIRED = "评测目录"
_SET = f"""
[[required_set]]
name = "{REQUIRED}"
item = [{{ name = "业主信息表", types = ["{KEPT}"] }}]
"""


def open_home(folder: Path, database_url: str = "") -> Workplace:
    """Make an empty home whose required set is the evaluation's, its database there or at the address."""
    folder.mkdir(parents=True)
    (folder / "settings.toml").write_text("", encoding="utf-8")
    (folder / "taxonomy.toml").write_text(default_taxonomy_text() + _SET, encoding="utf-8")
    return make_workplace(Settings(home=folder, required_set=REQUIRED, database_url=database_url))


def checked(place: Workplace) -> tuple[Key, ...]:
    """Run a full check and return kind and about of every open finding; of a gap the first missing number."""
    checking.check(place)
    return tuple(
        (finding.kind, f"s:{finding.archive_no}" if finding.kind is FindingKind.NUMBER_GAP else finding.about)
        for finding, status in checking.statuses(place)
        if status is FindingStatus.OPEN
    )
