"""Dossiers printed for people."""

from collections.abc import Collection

from domain.household import HOUSEHOLD_EN, HOUSEHOLD_ZH, HouseholdKind, KindSource, kinds_held
from domain.taxonomy import RequiredItem, Taxonomy
from extraction.unit_format import format_unit
from hudang.cli.console import chinese, moment, out, say, table, tell
from services.timeline_words import sentence
from services.transferring import Standing
from services.volumes import DossierShown, ListedDossier, Paper
from storage.read_models_web import Volume

_SOURCES = {
    KindSource.PERSON: ("said by a person", "人工认定"),
    KindSource.TENURE: ("tenure", "产权期"),
    KindSource.COLUMN: ("register", "名册栏目"),
    KindSource.TENANTS: ("tenants in the register", "名册租户"),
    KindSource.PAPERS: ("papers filed", "在档文件"),
    KindSource.ASSUMED: ("nothing says otherwise", "无其他记载"),
}


def kinds_text(kinds: Collection[HouseholdKind]) -> str:
    """Kinds of household in the operator's language."""
    named = [kind for kind in HouseholdKind if kind in kinds]
    return "、".join(HOUSEHOLD_ZH[kind] for kind in named) if chinese() else ", ".join(HOUSEHOLD_EN[kind] for kind in named)


def asked_text(item: RequiredItem) -> str:
    """Whom an item is asked of."""
    return say("where there is one", "如有") if item.optional else kinds_text(item.when) or say("all", "全部")


def print_list(rows: tuple[ListedDossier, ...]) -> None:
    """The list as a table."""
    heads = [say("no.", "编号"), say("estate", "项目"), say("unit", "房号"), say("owner", "业主"), say("kinds", "住户情况")]
    heads += [say("documents", "文件"), say("there", "齐全"), say("missing", "缺"), say("state", "状态")]
    table(say("Dossiers", "户档"), heads, [_listed(each) for each in rows])


def print_kinds(found: DossierShown) -> None:
    """Every kind of household, what it is known from, and what persons said."""
    yes, no = say("yes", "是"), say("no", "否")
    rows = [(say(HOUSEHOLD_EN[f.kind], HOUSEHOLD_ZH[f.kind]), yes if f.holds else no, say(*_SOURCES[f.source])) for f in found.ticked.kinds]
    table(_title(found.volume), [say("kind", "住户情况"), "", say("by", "依据")], rows)
    for each in found.said:
        said = {True: yes, False: no, None: say("by facts", "按资料")}[each.holds]
        named = say(HOUSEHOLD_EN[each.kind], HOUSEHOLD_ZH[each.kind])
        out.print(f"{moment(each.at)} {each.by}: {named} {said}  {each.why}", markup=False)


def print_dossier(found: DossierShown, taxonomy: Taxonomy) -> None:
    """One dossier whole."""
    heads = [say("dossier", "户档"), say("owner", "业主"), say("tenants", "租户"), say("from", "起"), say("to", "止"), say("state", "状态")]
    table(_title(found.volume), heads, [_standing(each, found.volume) for each in found.standings])
    kinds = kinds_text(kinds_held(found.ticked.kinds)) or "-"
    tell(f"Kinds: {kinds}", f"住户情况：{kinds}")
    _print_papers(found, taxonomy)
    _print_ticks(found)
    if found.findings:
        heads = [say("severity", "程度"), say("kind", "种类"), say("what", "说明"), say("status", "状态")]
        table(say("Findings", "不一致项"), heads, [(f.severity, f.kind, f.detail, f.status) for f in found.findings])
    heads = [say("when", "时间"), say("what", "事项"), say("by", "经办"), say("note", "备注")]
    rows = [(moment(each.at), say(*sentence(each, taxonomy)), each.by, each.note) for each in found.history]
    table(say("History", "经过"), heads, rows)


def _print_papers(found: DossierShown, taxonomy: Taxonomy) -> None:
    heads = [say("type", "类型"), say("date", "日期"), say("title", "题名"), say("archive no", "档号"), say("pages", "页数")]
    heads += [say("box", "盒"), say("cabinet", "柜"), say("shelf", "层"), ""]
    papers = [paper for _, group in found.shelf for paper in group]
    table(say(f"Documents: {len(papers)}", f"文件 {len(papers)} 件"), heads, [_paper(each, taxonomy) for each in papers])


def _print_ticks(found: DossierShown) -> None:
    if found.version is None:
        tell("This estate uses no list; choose one with: hudang required use", "该项目未选用应归档目录，可用 hudang required use 选用。")
        return
    edit = found.version.revision - 1
    edited = say(f" (edit {edit}, {moment(found.version.at)})", f"（第 {edit} 次改动，{moment(found.version.at)}）") if edit else ""
    missing = say("MISSING", "缺")
    rows = [("√" if t.ticked else missing if t.gap else "-", t.item.name, t.count or "", asked_text(t.item)) for t in found.ticked.ticks]
    heads = ["", say("item", "项目"), say("documents", "件数"), say("asked of", "要求对象")]
    table(f"{found.version.required.label}{edited}  {found.completeness:.0%}", heads, rows)


def _title(volume: Volume) -> str:
    return f"{volume.estate} {format_unit(volume.unit)} · {say('dossier', '户档')} {volume.id}"


def _listed(each: ListedDossier) -> tuple[object, ...]:
    row = each.row
    state = say("closed", "已封存") if row.closed else say("open", "在用")
    share = f"{row.have}/{row.needed}" if row.held else "-"
    names = row.estate, format_unit(row.unit), "、".join(row.owners), kinds_text(row.kinds)
    return row.id, *names, row.documents, share, "、".join(each.missing), state


def _paper(paper: Paper, taxonomy: Taxonomy) -> tuple[object, ...]:
    row, place = paper.row, paper.place
    where = (place.box, place.cabinet, place.shelf) if place else ("", "", "")
    late = say("late", "迟到补归") if paper.late else ""
    return taxonomy.name_of(row.doc_type), row.date or "", row.title, row.archive_no, row.pages, *where, late


def _standing(each: Standing, shown: Volume) -> tuple[object, ...]:
    tenure, volume = each.tenure, each.volume
    number = "-" if volume is None else f"{volume.id}{' *' if volume.id == shown.id else ''}"
    return number, "、".join(tenure.owners), "、".join(tenure.tenants), tenure.start or "", tenure.end or "", _state(volume)


def _state(volume: Volume | None) -> str:
    if volume is None:
        return say("no papers yet", "尚无文件")
    if not volume.closed:
        return say("open", "在用")
    until = volume.retain_until
    if until is None:
        return say("closed, kept for good", "已封存，永久保管")
    if volume.expired:
        return say(f"closed, kept until {until}; may be destroyed", f"已封存，保管期 {until} 已满，可申请销毁")
    return say(f"closed, kept until {until}; may be destroyed after", f"已封存，保管至 {until}，期满后可申请销毁")
