"""The home's model versions: folders that are written once, and which of them is at work."""

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from classifiers.model_file import CARD, load_model
from domain.errors import MissingPartError
from dossiers.filing_model import load_filing_model
from services.workplace import Workplace
from storage.engine import Transaction
from storage.repositories import events, models

HELD_OUT = "held_out.json"
CARD_TEXT = "card.md"


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A trained version; `figures` are those of its card, `trouble` (English, Chinese) why it cannot be used, None where it can."""

    name: str
    live: bool
    made_at: str
    by: str
    documents: int
    figures: Mapping[str, Any]
    refusals: tuple[tuple[str, str], ...]
    trouble: tuple[str, str] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The version at work (`name` "" for the shipped one), its tag, and why it cannot be used, None where it can."""

    name: str
    tag: str
    trouble: tuple[str, str] | None


def standing(place: Workplace) -> Standing:
    """How the version at work stands; a damaged one is reported, not raised."""
    with place.database.read() as tx:
        name = models.live(tx)
    folder = None if name == models.SHIPPED else place.models / name
    try:
        tag = load_model(folder).weights.tag
        load_filing_model(folder)
    except MissingPartError as error:
        return Standing(name=name, tag="", trouble=(error.en, error.message_zh))
    return Standing(name=name, tag=tag, trouble=None)


def vanished(place: Workplace) -> tuple[str, ...]:
    """Types that the model at work knows and the taxonomy has no longer: no page is given them. Empty for a damaged model."""
    with place.database.read() as tx:
        name = models.live(tx)
    known = {doc_type.code for doc_type in place.taxonomy.types}
    try:
        trained = load_model(None if name == models.SHIPPED else place.models / name).weights.types
    except MissingPartError:
        return ()
    return tuple(code for code in trained if code not in known)


def versions(place: Workplace) -> tuple[Version, ...]:
    """Every version in the home, oldest first."""
    with place.database.read() as tx:
        live = models.live(tx)
    return tuple(_version(place.models / name, live=name == live) for name in _names(place.models))


def _names(folder: Path) -> tuple[str, ...]:
    numbers = sorted(int(path.name[1:]) for path in folder.glob("v*") if path.name[1:].isdecimal())
    return tuple(f"v{number}" for number in numbers)


def _version(folder: Path, *, live: bool) -> Version:
    card, trouble = _card(folder)
    try:
        load_model(folder)
    except MissingPartError as error:
        trouble = (error.en, error.message_zh)
    return Version(
        name=folder.name,
        live=live,
        made_at=str(card.get("made_at", "")),
        by=str(card.get("by", "")),
        documents=int(card.get("documents", 0)),
        figures=card.get("figures", {}),
        refusals=tuple((reason["en"], reason["zh"]) for reason in card.get("refusals", ())),
        trouble=trouble,
    )


def _card(folder: Path) -> tuple[Mapping[str, Any], tuple[str, str] | None]:
    try:
        card = json.loads((folder / CARD).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}, ("Its card cannot be read.", "模型说明文件无法读取。")
    return (card, None) if isinstance(card, dict) else ({}, ("Its card is not of the form expected.", "模型说明文件格式不符。"))


def held_out(folder: Path) -> Mapping[str, Any]:
    """The version's held-out answers by page key; MissingPartError where they are missing or changed."""
    card, trouble = _card(folder)
    try:
        content = (folder / HELD_OUT).read_bytes()
    except OSError:
        content = b""
    if trouble or hashlib.sha256(content).hexdigest() != card.get("held_out_sha256"):
        raise MissingPartError(
            f"The trained model {folder.name} lacks its held-out answers. Go back with: hudang train --rollback",
            f"训练所得模型 {folder.name} 的留出检验记录缺失或已损坏，请运行 hudang train --rollback 恢复上一个模型。",
        )
    answers: Mapping[str, Any] = json.loads(content)
    return answers


def add(place: Workplace, write: Callable[[Path, str], None]) -> str:
    """Let `write` fill a new version's folder, which appears whole or not at all; return its name."""
    place.models.mkdir(exist_ok=True)
    number = int((_names(place.models) or ("v0",))[-1][1:]) + 1
    name = f"v{number}"
    fresh = place.models / f".{name}.new"
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir()
    write(fresh, str(number))
    for path in (*fresh.iterdir(), fresh):
        _flush(path)
    fresh.rename(place.models / name)
    _flush(place.models)
    return name


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def note(tx: Transaction, action: str, name: str, detail: str = "") -> None:
    """Record what was done to a version (model.trained, model.live, model.refused, model.rolled_back); the shipped one is number 0."""
    events.record(tx, f"model.{action}", "model", int(name[1:] or 0), detail=detail)


def roll_back(place: Workplace) -> tuple[str, str]:
    """Let the version before the one at work do so again; return (from, to), the same where the shipped one is at work already."""
    with place.database.begin() as tx:
        before = models.live(tx)
        after = models.roll_back(tx)
        if before != after:
            note(tx, "rolled_back", before, detail=f"to {after or 'shipped'}")
    return before, after
