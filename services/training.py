"""Train the models from what people decided; the result goes live only if it is not worse on papers it never saw."""

import hashlib
import json
import logging
import shutil
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from classifiers.comparison import Answer, Comparison
from classifiers.model_file import feature_mark, load_model, save_model
from classifiers.retraining import Retrained, Retrainer
from classifiers.sample import load_sample
from classifiers.verdict import refusals
from domain.taxonomy import Category
from domain.training import Refusal
from dossiers.filing_model import FILE
from services import filing_lessons, learning_examples, model_card, model_versions
from services.filing_lessons import FilingFigures, FilingFit
from services.learning_examples import Lesson, Lessons
from services.model_versions import CARD_TEXT, HELD_OUT
from services.workplace import Workplace
from storage.repositories import models

log = logging.getLogger(__name__)

NAME = "home"
FEWEST = 5
"""Documents under which nothing is trained."""
_OVERTAKEN = Refusal(
    code="overtaken",
    en="Another model went live while this one was trained. Train again.",
    zh="训练期间现用模型已更换，请重新训练。",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a training led to.

    `version` is "" where there was too little to learn from, `live` whether it works now. `contradicted` are documents left out because
    their heading names another type (document, or "" for an example; filed as; named), `vanished` and `too_few` types that were left out
    with their documents. `filing` is what became of the filing model, None where nothing was trained.
    """

    version: str
    live: bool
    documents: int
    refusals: tuple[Refusal, ...]
    held_out: Comparison | None = None
    guard: Comparison | None = None
    contradicted: tuple[tuple[str, str, str], ...] = ()
    vanished: tuple[tuple[str, int], ...] = ()
    too_few: tuple[tuple[str, int], ...] = ()
    filing: FilingFigures | None = None


def train(place: Workplace, *, by: str) -> Outcome:
    """Learn from all reviewed papers and examples, keep the version with its card, and let it work if nothing speaks against it.

    The new version learns from the shipped weights and everything reviewed so far, not from the version at work: so papers that were held
    out were never seen by any part of it, and what is no longer believed is no longer learnt.
    """
    gathered = learning_examples.gather(place)
    rows = [lesson.example for lesson in gathered.lessons]
    with place.database.read() as tx:
        live = models.live(tx)
    folder = None if live == models.SHIPPED else place.models / live
    shipped, at_work = load_model(), load_model(folder)
    retrainer = Retrainer(place.taxonomy, shipped, at_work, load_sample(place.taxonomy))
    learnable, too_few = retrainer.learnable(rows)
    documents = len({row.document for row in learnable})
    if documents < FEWEST:
        return _nothing(gathered, documents, too_few)
    trained = retrainer.retrain(rows, _known(folder, gathered.lessons))
    reasons = refusals(trained, place.taxonomy)
    filing = filing_lessons.recalibrate(place, folder)
    outcome = Outcome(
        version="",
        live=not reasons,
        documents=documents,
        refusals=reasons,
        held_out=trained.held_out,
        guard=trained.guard,
        contradicted=tuple((str(d.document) if d.document > 0 else "", d.label, d.named) for d in trained.doubts.contradicted),
        vanished=gathered.vanished,
        too_few=tuple(too_few.items()),
        filing=filing.figures,
    )
    card = _card(outcome, trained, shipped.weights.tag, by)
    keys = {id(lesson.example): lesson.key for lesson in gathered.lessons}

    def write(fresh: Path, number: str) -> None:
        _write(fresh, {**card, "version": number}, trained, keys)
        _write_filing(fresh, {key: {**card, "version": number}[key] for key in ("name", "version", "made_at", "by")}, filing, folder)

    name = model_versions.add(place, write)
    return _decide(place, name, outcome, live)


def _nothing(gathered: Lessons, documents: int, too_few: Mapping[str, int]) -> Outcome:
    reason = Refusal(
        code="too_few_documents",
        en=f"Only {documents} papers decided by people can be learnt from; {FEWEST} are the least.",
        zh=f"可供学习的人工决定文件只有 {documents} 份，至少需要 {FEWEST} 份。",
    )
    return Outcome(
        version="", live=False, documents=documents, refusals=(reason,), vanished=gathered.vanished, too_few=tuple(too_few.items())
    )


def _known(folder: Path | None, lessons: Sequence[Lesson]) -> dict[int, Answer]:
    """The held-out answers of the version at work to the pages it was itself fitted on, by position."""
    if folder is None:
        return {}
    kept = model_versions.held_out(folder)
    return {i: _answer(kept[lesson.key]) for i, lesson in enumerate(lessons) if lesson.key in kept}


def _answer(row: Mapping[str, Any]) -> Answer:
    scores = tuple((str(code), float(share)) for code, share in row["scores"])
    return Answer(category=Category(row["category"]), doc_type=row["doc_type"], confidence=row["confidence"], scores=scores)


def _write(fresh: Path, card: Mapping[str, Any], trained: Retrained, keys: Mapping[int, str]) -> None:
    answers = {keys[id(row)]: asdict(answer) for row, answer in zip(trained.rows, trained.answers, strict=True)}
    held = json.dumps(answers, ensure_ascii=False, separators=(",", ":")).encode()
    (fresh / HELD_OUT).write_bytes(held)
    save_model(fresh, trained.model, {**card, "held_out_sha256": hashlib.sha256(held).hexdigest()})
    (fresh / CARD_TEXT).write_text(model_card.text(card), encoding="utf-8")


def _write_filing(fresh: Path, card: Mapping[str, Any], made: FilingFit, live: Path | None) -> None:
    """Write the filing model fitted anew; where there is none, that of the version at work goes on."""
    if made.model is not None:
        filing_lessons.write(fresh, made, card)
    elif live is not None and (live / FILE).is_file():
        shutil.copyfile(live / FILE, fresh / FILE)


def _card(outcome: Outcome, trained: Retrained, shipped: str, by: str) -> dict[str, Any]:
    counts = Counter(code for code, _ in {(row.doc_type, row.document) for row in trained.rows})
    return {
        "name": NAME,
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "by": by,
        "base": shipped,
        "features": feature_mark(),
        "documents": outcome.documents,
        "counts": dict(sorted(counts.items())),
        "estates": len({row.estate for row in trained.rows}),
        "figures": {"held_out": asdict(trained.held_out), "guard": asdict(trained.guard)},
        "labels": {"clear": trained.doubts.clear, "doubted": trained.doubts.doubted, "left_out": len(trained.doubts.contradicted)},
        "refusals": [asdict(reason) for reason in outcome.refusals],
        "filing": asdict(outcome.filing) if outcome.filing else None,
    }


def _decide(place: Workplace, name: str, outcome: Outcome, before: str) -> Outcome:
    """Go live or not, and say so in the record of events."""
    with place.database.begin() as tx:
        model_versions.note(tx, "trained", name, detail=f"{outcome.documents} documents")
        if outcome.live and models.live(tx) != before:
            outcome = replace(outcome, live=False, refusals=(_OVERTAKEN,))
        if outcome.live:
            models.go_live(tx, name)
            model_versions.note(tx, "live", name, detail=f"before {before or 'shipped'}")
        else:
            model_versions.note(tx, "refused", name, detail=",".join(reason.code for reason in outcome.refusals))
    log.info("Model trained", extra={"action": "model.live" if outcome.live else "model.refused", "version": name})
    return replace(outcome, version=name)
