"""`train`: learn from what people decided; versions, and the way back."""

import getpass
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from domain.errors import UsageError
from hudang.cli.console import dump, say, table, tell, warn
from hudang.cli.options import AsJson, Home, workplace
from services import model_versions
from services.model_versions import Version
from services.workplace import Workplace
from workers.supervisor import HomeLock

if TYPE_CHECKING:
    from classifiers.comparison import Comparison
    from services.filing_lessons import FilingFigures
    from services.training import Outcome


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(train)


def train(
    examples: Annotated[
        list[str] | None,
        typer.Option(help="CODE=FOLDER: learn the type CODE from the scans in FOLDER too; repeatable. 类型代码=示例扫描目录，可多次使用。"),
    ] = None,
    rollback: Annotated[bool, typer.Option("--rollback", help="Go back to the model before the one at work. 恢复上一个模型。")] = False,
    list_all: Annotated[bool, typer.Option("--list", help="List the trained models. 列出训练过的模型。")] = False,
    by: Annotated[str, typer.Option(help="Who trains; default the user signed in. 操作人。")] = "",
    home: Home = None,
    json: AsJson = False,
) -> None:
    """Train the classifier from reviewed pages; it goes live only if not worse on held-out pages. 用复核结果训练分类模型。"""
    if sum((bool(examples), rollback, list_all)) > 1:
        raise UsageError("--examples, --rollback and --list each stand alone.", "--examples、--rollback、--list 不能同时使用。")
    with workplace(home, name="train") as (settings, place):
        if list_all:
            _list(place, json=json)
            return
        lock = HomeLock(settings.home / "run" / "train.lock")
        if not lock.acquire():
            raise UsageError("A training runs already in this home.", "该数据目录正在训练，请稍后再试。")
        try:
            if rollback:
                _roll_back(place, json=json)
            else:
                _train(place, examples or [], by or getpass.getuser(), json=json)
        finally:
            lock.release()


def _train(place: Workplace, examples: list[str], by: str, *, json: bool) -> None:
    from services import learning_examples, training

    for given in examples:
        code, equals, folder = given.partition("=")
        if not equals or not folder:
            raise UsageError(f"{given!r} is not CODE=FOLDER.", f"{given!r} 不是“类型代码=目录”的形式。")
        taken = learning_examples.take_examples(place, code, Path(folder))
        for name in taken.unreadable:
            warn(f"{name} could not be read and is left out.", f"{name} 无法读取，未采用。")
        if not json:
            tell(f"{taken.papers} example papers of {code} read.", f"已读取 {code} 的示例文件 {taken.papers} 份。")
    outcome = training.train(place, by=by)
    if json:
        dump(_row(outcome))
    else:
        _show(place, outcome)


def _row(outcome: "Outcome") -> dict[str, Any]:
    return {
        "version": outcome.version or None,
        "live": outcome.live,
        "documents": outcome.documents,
        "refusals": [asdict(reason) for reason in outcome.refusals],
        "held_out": asdict(outcome.held_out) if outcome.held_out else None,
        "guard": asdict(outcome.guard) if outcome.guard else None,
        "contradicted": [{"document": d or None, "label": label, "named": named} for d, label, named in outcome.contradicted],
        "vanished_types": dict(outcome.vanished),
        "too_few": dict(outcome.too_few),
        "filing": asdict(outcome.filing) if outcome.filing else None,
    }


def _show(place: Workplace, outcome: "Outcome") -> None:
    for code, count in outcome.vanished:
        warn(
            f"{count} documents are of the type {code}, which the taxonomy no longer has; they are left out.",
            f"有 {count} 份文件的类型 {code} 已不在分类文件中，未用于训练。",
        )
    for code, count in outcome.too_few:
        warn(
            f"The new type {code} has only {count} papers; five are the least.",
            f"新类型 {code} 只有 {count} 份文件，至少需要 5 份。",
        )
    if outcome.held_out and outcome.guard:
        table(
            say(f"Model {outcome.version}, from {outcome.documents} papers", f"模型 {outcome.version}，来自 {outcome.documents} 份文件"),
            ["", say("pages", "页数"), say("type right", "类型正确"), say("category right", "类别正确"), say("loss", "损失")],
            [
                _figures(say("held-out papers", "留出的文件"), outcome.held_out),
                _figures(say("shipped guard pages", "程序自带检验页"), outcome.guard),
            ],
        )
    for document, label, named in outcome.contradicted:
        tell(
            f"Left out: document {document or say('(example)', '（示例）')} is filed as {label}, its heading names {named}.",
            f"未采用：文件 {document or '（示例）'} 归为 {label}，但标题为 {named}。",
        )
    if outcome.filing:
        _tell_filing(outcome.filing)
    for reason in outcome.refusals:
        warn(reason.en, reason.zh)
    _conclude(place, outcome)


def _tell_filing(found: "FilingFigures") -> None:
    from services.filing_lessons import FEWEST, FEWEST_SAMPLED

    papers = f"{found.papers} papers decided by people, {found.sampled} of them from the sample"
    zh = f"人工决定的文件 {found.papers} 份，其中抽查 {found.sampled} 份"
    if found.state == "too_few":
        tell(
            f"How sure a filing is stays as it was: too few papers ({papers}; {FEWEST} and {FEWEST_SAMPLED} are the least).",
            f"归档把握未重新校准：可用文件太少（{zh}；至少需要 {FEWEST} 份和 {FEWEST_SAMPLED} 份）。",
        )
        return
    loss = f"{_loss(found.loss_before)} → {_loss(found.loss_after)}"
    drawn = f"{_loss(found.sample_loss_before)} → {_loss(found.sample_loss_after)}"
    wrong = f"{found.surely_wrong_before} → {found.surely_wrong_after}"
    if found.state == "refitted":
        tell(
            f"How sure a filing is was fitted anew ({papers}). Held-out loss {loss} (sample {drawn}), wrong though sure {wrong}.",
            f"归档把握已重新校准（{zh}）。留出损失 {loss}（抽查 {drawn}），高把握错误 {wrong} 份。",
        )
    else:
        tell(
            f"How sure a filing is stays as it was: fitted anew ({papers}), it judged held-out papers worse. "
            f"Loss {loss} (sample {drawn}), wrong though sure {wrong}.",
            f"归档把握保持不变：重新校准后留出检验变差（{zh}）。损失 {loss}（抽查 {drawn}），高把握错误 {wrong} 份。",
        )


def _loss(value: float | None) -> str:
    return "" if value is None else f"{value:.4f}"


def _figures(name: str, found: "Comparison") -> tuple[object, ...]:
    before, after = found.before, found.after
    return (
        name,
        found.pages,
        f"{before.type_right:.1%} → {after.type_right:.1%}",
        f"{before.category_right:.1%} → {after.category_right:.1%}",
        f"{before.loss:.3f} → {after.loss:.3f} ({found.change:+.3f}, {found.low:+.3f}…{found.high:+.3f})",
    )


def _conclude(place: Workplace, outcome: "Outcome") -> None:
    if outcome.live:
        tell(
            f"{outcome.version} is live: the next page is judged by it. Back with: hudang train --rollback",
            f"{outcome.version} 已启用，从下一页开始使用。如需恢复：hudang train --rollback",
        )
    elif outcome.version:
        tell(
            f"{outcome.version} was refused; the model at work stays. It is kept with its card: {place.models / outcome.version}",
            f"{outcome.version} 未启用，现用模型不变。该模型及说明保存在 {place.models / outcome.version}",
        )
    else:
        tell("Nothing was trained.", "未进行训练。")


def _roll_back(place: Workplace, *, json: bool) -> None:
    before, after = model_versions.roll_back(place)
    if json:
        dump({"from": before or None, "to": after or None})
        return
    if not before:
        tell("The shipped model is at work already.", "当前使用的已是程序自带模型。")
        return
    tell(f"{before} is out of work; {_name(after)} is live.", f"已停用 {before}，当前使用 {_name(after)}。")


def _name(version: str) -> str:
    return version or say("the shipped model", "程序自带模型")


def _list(place: Workplace, *, json: bool) -> None:
    known, now = model_versions.versions(place), model_versions.standing(place)
    if json:
        dump({"live": now.name or None, "tag": now.tag or None, "versions": [_listed(version) for version in known]})
        return
    heads = [say("model", "模型"), say("state", "状态"), say("made", "时间"), say("by", "操作人"), say("papers", "文件数")]
    heads += [say("held-out type right", "留出类型正确"), say("guard type right", "检验页类型正确")]
    first = (say("shipped", "程序自带"), "" if now.name else say("live", "使用中"), "", "", "", "", "")
    table(say("Models", "模型"), heads, [first, *(_line(version) for version in known)])
    for version in known:
        if version.trouble:
            warn(*version.trouble)


def _line(version: Version) -> tuple[object, ...]:
    state = say("live", "使用中") if version.live else say("refused", "未启用") if version.refusals else ""
    state = say("damaged", "已损坏") if version.trouble else state
    shares = (_share(version, "held_out"), _share(version, "guard"))
    return (version.name, state, version.made_at, version.by, version.documents, *shares)


def _share(version: Version, part: str) -> str:
    found = version.figures.get(part)
    return f"{found['before']['type_right']:.1%} → {found['after']['type_right']:.1%}" if found else ""


def _listed(version: Version) -> dict[str, Any]:
    return {
        "version": version.name,
        "live": version.live,
        "made_at": version.made_at,
        "by": version.by,
        "documents": version.documents,
        "figures": version.figures,
        "refusals": [{"en": en, "zh": zh} for en, zh in version.refusals],
        "damaged": version.trouble is not None,
    }
