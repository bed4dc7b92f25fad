"""What happened to a dossier, as one sentence in English and Chinese, without time and person."""

from domain.finding import FindingStatus
from domain.household import HOUSEHOLD_EN, HOUSEHOLD_ZH
from domain.taxonomy import Taxonomy
from services.timeline import Happening, What

_ACTIONS = {
    "file": ("filed by a person", "人工归档"),
    "reject": ("rejected", "退回"),
    "rescan": ("to be scanned again", "退回重扫"),
    "undo": ("decision taken back", "撤销决定"),
    "correct": ("corrected after a sample", "抽查更正"),
    "return": ("sent back to review", "退回复核"),
}
_SENTENCES = {
    What.OPENED: ("Dossier opened", "建档"),
    What.FILED: ("Filed: {paper}", "归档：{paper}"),
    What.MOVED_IN: ("Moved here from dossier {other}: {paper}", "自户档 {other} 移入：{paper}"),
    What.MOVED_OUT: ("Moved to dossier {other}: {paper}", "移入户档 {other}：{paper}"),
    What.RETURNED: ("Sent back to review: {paper}", "退回复核：{paper}"),
    What.DECIDED: ("Decided: {paper}", "人工决定：{paper}"),
    What.REGISTERED: ("Owner entered with the register", "名册登记业主"),
    What.CHANGED: ("Register changed", "名册变更"),
    What.TRANSFERRED: ("Change of ownership entered", "登记过户"),
    What.UNDONE: ("Import or change of ownership taken back", "撤销导入或过户"),
    What.FOUND: ("Findings: {count}", "检查发现 {count} 项不一致"),
}
_ACTED = (" ({en})", "（{zh}）")
_BECAME = (", now {en}", "，现{zh}")
_STATUSES = {
    FindingStatus.OPEN: ("open", "未处理"),
    FindingStatus.ACCEPTED: ("accepted", "已确认"),
    FindingStatus.MENDED: ("mended", "已整改"),
    FindingStatus.WAIVED: ("waived", "已豁免"),
}
_KINDS = {
    True: ("Set to {en}", "标为{zh}"),
    False: ("Set to not {en}", "标为非{zh}"),
    None: ("By the facts again: {en}", "{zh}恢复按资料判断"),
}


def sentence(each: Happening, taxonomy: Taxonomy) -> tuple[str, str]:
    """The sentence; a paper is named by its archive number and title."""
    if each.kind is not None:
        en, zh = _KINDS[each.holds]
        return en.format(en=HOUSEHOLD_EN[each.kind]), zh.format(zh=HOUSEHOLD_ZH[each.kind])
    title = each.title or (taxonomy.name_of(each.doc_type) if each.doc_type else "")
    paper = f"{each.archive_no or f'#{each.document}'} {title}".strip()
    en, zh = (words.format(paper=paper, other=each.other, count=each.count) for words in _SENTENCES[each.what])
    if each.what in {What.FILED, What.DECIDED} and each.action:
        return _with((en, zh), _ACTED, _ACTIONS.get(each.action, (each.action, each.action)))
    return _with((en, zh), _BECAME, _STATUSES[each.status]) if each.what is What.FOUND and each.status else (en, zh)


def _with(said: tuple[str, str], ends: tuple[str, str], words: tuple[str, str]) -> tuple[str, str]:
    return said[0] + ends[0].format(en=words[0]), said[1] + ends[1].format(zh=words[1])
