"""`dossier`: list dossiers, show one, say what kind of household it is."""

import getpass
from typing import Annotated

import typer

from domain.access import Act
from domain.errors import UsageError
from domain.household import HouseholdKind, KindDecision
from domain.ids import DossierId
from hudang.cli import dossier_data, dossier_words
from hudang.cli.console import dump, tell
from hudang.cli.options import AsJson, Home, unit_option, workplace
from services import access_logging, volumes
from services.volumes import DossierShown, Filter
from services.workplace import Workplace
from storage.read_models_web import Volume

Unit = Annotated[str, typer.Argument(help="The unit in any written form. 房号。")]
Estate = Annotated[str, typer.Option(help="Estate, where several have such a unit. 项目。")]
Number = Annotated[int, typer.Option("--dossier", help="Number of the dossier, for an earlier owner's. 户档编号（查原业主户档时用）。")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    dossiers = typer.Typer(help="Owner dossiers. 户档（一户一档）。", no_args_is_help=True)
    dossiers.command("list")(list_dossiers)
    dossiers.command("show")(show)
    dossiers.command("kind")(kind)
    app.add_typer(dossiers, name="dossier")


def list_dossiers(
    text: Annotated[str, typer.Argument(help="Unit, owner or estate. 房号、业主或项目。")] = "",
    estate: Annotated[str, typer.Option(help="Only this estate. 项目。")] = "",
    building: Annotated[str, typer.Option(help="Only this building. 楼栋。")] = "",
    kind: Annotated[HouseholdKind | None, typer.Option(help="Only this kind of household. 住户情况。")] = None,
    gaps: Annotated[bool | None, typer.Option("--gaps/--complete", help="Only those with gaps, or without. 仅缺件或仅齐全。")] = None,
    closed: Annotated[bool | None, typer.Option("--closed/--open", help="Only closed ones, or open. 仅已封存或仅在用。")] = None,
    page: Annotated[int, typer.Option(help="Page of the list. 第几页。", min=1)] = 1,
    size: Annotated[int, typer.Option(help="Dossiers on a page. 每页户数。", min=1, max=10_000)] = 50,
    home: Home = None,
    json: AsJson = False,
) -> None:
    """List dossiers in the order of the shelf, with what is missing. 列出户档。"""
    complete = None if gaps is None else not gaps
    wanted = Filter(estate=estate, building=building, text=text.strip(), kind=kind, closed=closed, complete=complete)
    with workplace(home) as (_settings, place):
        found = volumes.listing(place, wanted, page=page, size=size)
    if json:
        for each in found.rows:
            dump(dossier_data.listed(each))
        return
    dossier_words.print_list(found.rows)
    c, shown = found.counts, len(found.rows)
    tell(
        f"{shown} of {found.total}, page {page}. In all {c.total}: {c.gaps} with gaps, {c.complete} complete, {c.closed} closed.",
        f"显示 {shown} / {found.total} 户，第 {page} 页。共 {c.total} 户：缺件 {c.gaps}，齐全 {c.complete}，封存 {c.closed}。",
    )


def show(unit: Unit, estate: Estate = "", dossier: Number = 0, home: Home = None, json: AsJson = False) -> None:
    """Show a unit's present dossier, or with --dossier any: papers, ticks and gaps, findings, history, where the paper lies. 查看户档。"""
    with workplace(home) as (_settings, place), access_logging.noting(place, Act.VIEW, subject="dossier", paper=unit, estate=estate):
        found = _shown(place, _meant(place, unit, estate, dossier))
        if json:
            dump(dossier_data.shown(found, place.taxonomy))
        else:
            dossier_words.print_dossier(found, place.taxonomy)


def kind(
    unit: Unit,
    it_is: Annotated[list[HouseholdKind] | None, typer.Option("--is", help="It is of this kind. 属于。")] = None,
    it_is_not: Annotated[list[HouseholdKind] | None, typer.Option("--not", help="It is not of this kind. 不属于。")] = None,
    by_facts: Annotated[list[HouseholdKind] | None, typer.Option(help="Leave it to the facts again. 恢复按资料判断。")] = None,
    why: Annotated[str, typer.Option(help="Why. 理由。")] = "",
    by: Annotated[str, typer.Option(help="Who says so; default the user signed in. 经办人，默认为当前用户。")] = "",
    estate: Estate = "",
    dossier: Number = 0,
    home: Home = None,
    json: AsJson = False,
) -> None:
    """Show what kind of household it is and why, or say so yourself. 查看或认定住户情况。"""
    wanted = [(each, True) for each in it_is or ()] + [(each, False) for each in it_is_not or ()]
    decided: list[tuple[HouseholdKind, bool | None]] = [*wanted, *((each, None) for each in by_facts or ())]
    if len({each for each, _ in decided}) < len(decided):
        raise UsageError("One kind was named twice.", "同一住户情况写了两次。")
    with workplace(home) as (_settings, place):
        volume = _meant(place, unit, estate, dossier)
        who = by or getpass.getuser()
        decisions = [KindDecision(kind=each, holds=holds, by=who, why=why.strip()) for each, holds in decided]
        with access_logging.noting(
            place, Act.CHANGE, unless=not decisions, subject="dossier", key=str(volume.id), paper=unit, detail="dossier kind"
        ):
            volumes.decide_kinds(place, volume.id, decisions)
        found = _shown(place, volume)
    if json:
        dump([dossier_data.kind(fact) for fact in found.ticked.kinds])
    else:
        dossier_words.print_kinds(found)


def _meant(place: Workplace, text: str, estate: str, number: int) -> Volume:
    unit = unit_option(text)
    if unit is None:
        raise UsageError("Name the unit.", "请写明房号。")
    return volumes.find(place, unit, estate, dossier=DossierId(number) if number else None)


def _shown(place: Workplace, volume: Volume) -> DossierShown:
    found = volumes.show(place, volume.id)
    if found is None:  # dossiers are never deleted, so another program has meddled with the database
        raise UsageError(f"There is no dossier {volume.id} any more.", f"户档 {volume.id} 已不存在。")
    return found
