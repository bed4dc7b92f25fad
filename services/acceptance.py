"""Accept a digitisation batch, or send it back (验收, DA/T 31): open, tick the sample, check again, close."""

import math
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from checks.acceptance import excused, figures, judge
from domain.acceptance import (
    LEAST_SHARE,
    AcceptanceId,
    AcceptanceState,
    Defect,
    Demand,
    Excuse,
    ItemVerdict,
    Judgement,
    Outcome,
    SampledItem,
    SampleFigures,
    Tally,
)
from domain.errors import UsageError
from domain.ids import BatchId, DocumentId
from dossiers import sampling
from dossiers.promise import upper_limit
from services.acceptance_checks import Tell, examine
from services.workplace import Workplace
from storage import read_models_acceptance
from storage.engine import Transaction
from storage.read_models_acceptance import BatchRow, ItemRow
from storage.repositories import acceptances, events, jobs
from storage.repositories.acceptances import Acceptance, Checked, Drawing, StoredVerdict

_LATER = {AcceptanceState.ACCEPTED: "accepted", AcceptanceState.SENT_BACK: "sent back", AcceptanceState.OPEN: "open"}


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenWanted:
    """What is to be accepted: `share` 0..1 of the filed documents is drawn, None for the settings' share; `seed` None for one by chance.

    `boxes`: the batch's boxes on the catalogue; () to tell them from the rows that its documents are linked to.
    """

    batch_id: BatchId
    by: str
    share: float | None = None
    seed: int | None = None
    boxes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One computer check: its tally, and how many of the failing items are excused."""

    tally: Tally
    excused: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Confidence:
    """What the sample says of the batch: the share wrong is at most `limit` (0..1) with 95 % sureness; `whole`: all were looked at."""

    limit: float
    whole: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """An acceptance with all that people and the report need.

    `outdated`: something that was checked has changed since (an open one must be checked again before it is closed); `confidence` is
    None until an item drawn by lot is ticked. `judgement` of a closed one is how it was closed.
    """

    acceptance: Acceptance
    batch: BatchRow
    lines: tuple[Line, ...]
    defects: tuple[Defect, ...]
    excuses: tuple[Excuse, ...]
    items: tuple[tuple[ItemRow, SampledItem], ...]
    verdicts: tuple[StoredVerdict, ...]
    sample: SampleFigures
    confidence: Confidence | None
    judgement: Judgement
    outdated: bool

    @property
    def catalogued(self) -> bool:
        """Whether the batch was held against a paper catalogue."""
        return any(line.tally.applies for line in self.lines if line.tally.check.demand is Demand.CATALOGUE)

    @property
    def next_waiting(self) -> DocumentId | None:
        """The first sampled document that waits for a person."""
        return next((item.document_id for _, item in self.items if item.verdict is None), None)

    def after(self, document_id: DocumentId) -> DocumentId | None:
        """The next one that waits after this, round the end; None where no other waits."""
        order = [item for _, item in self.items]
        place = next((n for n, item in enumerate(order) if item.document_id == document_id), 0)
        turned = (*order[place + 1 :], *order[:place])
        return next((item.document_id for item in turned if item.verdict is None), None)

    def excuse_of(self, defect: Defect) -> Excuse | None:
        """Why that failing item is good all the same; None where nobody said so."""
        return next((each for each in self.excuses if (each.check, each.subject) == (defect.check, defect.subject)), None)


def batches(place: Workplace) -> tuple[BatchRow, ...]:
    """Return every batch, newest first, with its last acceptance."""
    with place.database.read() as tx:
        return read_models_acceptance.batches(tx)


def open_number(place: Workplace) -> int:
    """How many acceptances wait to be closed."""
    with place.database.read() as tx:
        return read_models_acceptance.open_acceptances(tx)


def batch_id(place: Workplace, name: str) -> BatchId:
    """Find a batch by its name, else by its number; UsageError where there is none."""
    with place.database.read() as tx:
        found = read_models_acceptance.batch_named(tx, name)
        if found is None and name.isascii() and name.isdecimal() and read_models_acceptance.batch_row(tx, BatchId(int(name))):
            found = BatchId(int(name))
    if found is None:
        raise UsageError(
            f"There is no batch {name!r}. See: hudang acceptance list", f"没有名为 {name!r} 的批次，请用 hudang acceptance list 查看。"
        )
    return found


def _tell_nobody(_stage: str, _done: int, _total: int) -> None:
    return


def open_batch(place: Workplace, wanted: OpenWanted, *, tell: Tell = _tell_nobody) -> AcceptanceId:
    """Check every item, draw the sample and open the acceptance; what failed in the one before is looked at once more.

    UsageError where the batch is still in work, holds nothing that is filed, has an open acceptance or was accepted as it stands.
    """
    standard = place.rules.acceptance
    share = standard.share if wanted.share is None else wanted.share
    if not LEAST_SHARE <= share <= 1.0:
        raise UsageError("The share is 5 to 100 percent (DA/T 31).", "抽检比例须为 5 至 100（%）（DA/T 31）。")
    with place.database.read() as tx:
        _openable(tx, wanted.batch_id)
    checked = examine(place, wanted.batch_id, boxes=wanted.boxes, tell=tell)
    seed = str(secrets.randbelow(1 << 31) if wanted.seed is None else wanted.seed)
    with place.database.begin() as tx:
        acceptances.lock(tx)
        before = _openable(tx, wanted.batch_id)
        _unchanged(tx, wanted.batch_id, checked)
        population = read_models_acceptance.population(tx, wanted.batch_id)
        drawn = sampling.draw(seed, population, max(1, math.ceil(len(population) * share - 1e-9)))
        drawing = Drawing(
            batch_id=wanted.batch_id,
            follows=None if before is None else before.id,
            boxes=wanted.boxes,
            standard=standard,
            seed=seed,
            share=share,
            population=len(population),
            population_sha256=sampling.fingerprint(population),
            drawn=len(drawn),
            by=wanted.by,
        )
        made = acceptances.add(tx, drawing, checked)
        again = _failed_before(tx, before, population, drawn)
        acceptances.add_items(tx, made, drawn, again, checked)
        detail = f"batch {wanted.batch_id}, seed {seed}, {len(drawn)} of {len(population)}, {len(again)} again"
        events.record(tx, "acceptance.opened", "acceptance", made, detail=f"{detail}, population {drawing.population_sha256}")
        events.record(tx, "acceptance.checked", "acceptance", made, detail=_figures(checked))
    return made


def _openable(tx: Transaction, batch: BatchId) -> Acceptance | None:
    """Return the batch's acceptance before, if any; UsageError where it cannot be opened now."""
    if jobs.any_live(tx, batch):
        raise UsageError(
            "The batch is still in work. Wait until every page is read: hudang status",
            "本批仍在处理中，请待全部处理完后再验收（hudang status）。",
        )
    population = read_models_acceptance.population(tx, batch)
    if not population:
        raise UsageError("No document of the batch is filed: there is nothing to accept.", "本批没有已归档的文件，无可验收。")
    earlier = acceptances.of_batch(tx, batch)
    last = earlier[-1] if earlier else None
    if last is None or last.state is AcceptanceState.SENT_BACK:
        return last
    if last.state is AcceptanceState.OPEN:
        raise UsageError(
            f"Acceptance {last.id} of this batch is open. Close it first: hudang acceptance close {last.id}",
            f"本批的第 {last.id} 号验收尚未结束，请先结束：hudang acceptance close {last.id}",
        )
    if last.drawing.population_sha256 == sampling.fingerprint(population):
        raise UsageError(
            f"The batch was accepted (number {last.id}), and holds the same documents since.",
            f"本批已验收合格（第 {last.id} 号），其后文件没有增减。",
        )
    return last


def _failed_before(
    tx: Transaction, before: Acceptance | None, population: Sequence[DocumentId], drawn: Sequence[DocumentId]
) -> tuple[DocumentId, ...]:
    """What people found wrong the last time and the batch still holds, less what the lot has drawn anyway."""
    if before is None:
        return ()
    wrong = [item.document_id for item in acceptances.items(tx, before.id) if item.verdict and item.verdict.wrong]
    return tuple(document for document in wrong if document in set(population) - set(drawn))


def _unchanged(tx: Transaction, batch: BatchId, checked: Checked) -> None:
    if read_models_acceptance.facts_sha256(tx, batch) != checked.facts_sha256:
        raise UsageError(
            "Something of the batch has changed while it was checked. Try again when nobody works on it.",
            "检查期间本批内容有变动，请在无人处理本批时重试。",
        )


def check_again(place: Workplace, acceptance_id: AcceptanceId, *, tell: Tell = _tell_nobody) -> None:
    """Let the computer check every item of an open acceptance anew; the sample and what was ticked stay."""
    with place.database.read() as tx:
        held = _open(tx, acceptance_id)
    checked = examine(place, held.drawing.batch_id, boxes=held.drawing.boxes, tell=tell)
    with place.database.begin() as tx:
        acceptances.lock(tx)
        _open(tx, acceptance_id)
        _unchanged(tx, held.drawing.batch_id, checked)
        acceptances.check_again(tx, acceptance_id, checked)
        events.record(tx, "acceptance.checked", "acceptance", acceptance_id, detail=_figures(checked))


def tick(place: Workplace, acceptance_id: AcceptanceId, document_id: DocumentId, verdict: ItemVerdict) -> None:
    """Keep the form that a person has ticked; of several for one item the last counts, all are kept."""
    if verdict.wrong and not verdict.remark:
        raise UsageError(
            "Say in the remark what is wrong where a tick is missing: the list of what to redo is made from it.",
            "有未打勾的项目时，请在备注中写明问题，返工清单据此生成。",
        )
    with place.database.begin() as tx:
        acceptances.lock(tx)
        _open(tx, acceptance_id)
        try:
            acceptances.add_verdict(tx, acceptance_id, document_id, verdict)
        except LookupError as error:
            raise UsageError(
                f"Document {document_id} is not in the sample of acceptance {acceptance_id}.",
                f"文件 {document_id} 不在第 {acceptance_id} 号验收的样本中。",
            ) from error
        detail = f"document {document_id}: {','.join(criterion.code for criterion in verdict.wrong) or 'right'}"
        events.record(tx, "acceptance.ticked", "acceptance", acceptance_id, detail=detail)


def excuse(place: Workplace, acceptance_id: AcceptanceId, given: Excuse) -> None:
    """Keep why a failing item is good all the same; UsageError for a check that allows none and for an item that does not fail it."""
    if not given.check.excusable:
        raise UsageError(
            f"Items that fail “{given.check.en}” cannot be excused: {given.check.mend_en}.",
            f"“{given.check.zh}”不合格的不能作例外处理：{given.check.mend_zh}。",
        )
    if not given.why:
        raise UsageError("Say why the item is good all the same.", "请写明作例外处理的理由。")
    with place.database.begin() as tx:
        acceptances.lock(tx)
        _open(tx, acceptance_id)
        if not any((each.check, each.subject) == (given.check, given.subject) for each in acceptances.defects(tx, acceptance_id)):
            raise UsageError(f"{given.subject} does not fail that check.", f"{given.subject} 没有该项不合格。")
        acceptances.excuse(tx, acceptance_id, given)
        detail = f"{given.check.code} {given.subject}"
        events.record(tx, "acceptance.excused", "acceptance", acceptance_id, detail=detail)


def close(place: Workplace, acceptance_id: AcceptanceId, *, by: str, remark: str = "") -> Judgement:
    """Accept the batch or send it back, as checks and sample have it.

    UsageError, and nothing has changed, where the sample must be ticked first or what was checked has changed since.
    """
    with place.database.begin() as tx:
        acceptances.lock(tx)
        shown = _read(tx, _open(tx, acceptance_id))
        judged = shown.judgement
        if shown.outdated:
            raise UsageError(
                f"Something of the batch has changed since it was checked. Check again: hudang acceptance check {acceptance_id}",
                f"检查之后本批内容有变动，请重新检查：hudang acceptance check {acceptance_id}",
            )
        if judged.outcome is Outcome.WAIT:
            raise UsageError(judged.reasons[0].en, judged.reasons[0].zh)
        state = AcceptanceState.ACCEPTED if judged.outcome is Outcome.ACCEPT else AcceptanceState.SENT_BACK
        acceptances.close(tx, acceptance_id, state, by=by, reasons=judged.reasons, remark=remark)
        sample = shown.sample
        detail = f"batch {shown.batch.id}, {len(judged.reasons)} reasons, sample {sample.failed} wrong of {sample.ticked}"
        events.record(tx, f"acceptance.{state}", "acceptance", acceptance_id, detail=detail)
    return judged


def show(place: Workplace, acceptance_id: AcceptanceId) -> Shown:
    """Return one acceptance; UsageError where there is none of that number."""
    with place.database.read() as tx:
        return _read(tx, _held(tx, acceptance_id))


def history(place: Workplace, batch: BatchId) -> tuple[Acceptance, ...]:
    """Return all acceptances of the batch, first to last."""
    with place.database.read() as tx:
        return acceptances.of_batch(tx, batch)


def _held(tx: Transaction, acceptance_id: AcceptanceId) -> Acceptance:
    held = acceptances.get(tx, acceptance_id)
    if held is None:
        raise UsageError(f"There is no acceptance {acceptance_id}.", f"没有第 {acceptance_id} 号验收。")
    return held


def _open(tx: Transaction, acceptance_id: AcceptanceId) -> Acceptance:
    held = _held(tx, acceptance_id)
    if held.state is not AcceptanceState.OPEN:
        raise UsageError(
            f"Acceptance {acceptance_id} is closed ({_LATER[held.state]}); open the batch anew.",
            f"第 {acceptance_id} 号验收已结束，请重新开始验收。",
        )
    return held


def _read(tx: Transaction, held: Acceptance) -> Shown:
    batch = read_models_acceptance.batch_row(tx, held.drawing.batch_id)
    if batch is None:
        raise LookupError(f"batch {held.drawing.batch_id}")
    items, excuses, defects = acceptances.items(tx, held.id), acceptances.excuses(tx, held.id), acceptances.defects(tx, held.id)
    lines = tuple(Line(tally=tally, excused=excused(tally, defects, excuses)) for tally in held.tallies)
    sample = figures(items)
    same = sampling.fingerprint(read_models_acceptance.population(tx, batch.id)) == held.drawing.population_sha256
    outdated = read_models_acceptance.facts_sha256(tx, batch.id) != held.facts_sha256
    judged = judge(held.drawing.standard, [(line.tally, line.excused) for line in lines], sample, same_population=same)
    if held.closing is not None:
        outcome = Outcome.ACCEPT if held.state is AcceptanceState.ACCEPTED else Outcome.SEND_BACK
        judged = Judgement(outcome=outcome, reasons=held.closing.reasons)
    return Shown(
        acceptance=held,
        batch=batch,
        lines=lines,
        defects=defects,
        excuses=excuses,
        items=tuple(zip(read_models_acceptance.item_rows(tx, held.id), items, strict=True)),
        verdicts=acceptances.verdicts(tx, held.id),
        sample=sample,
        confidence=_confidence(sample, held.drawing.population),
        judgement=judged,
        outdated=outdated,
    )


def _confidence(sample: SampleFigures, population: int) -> Confidence | None:
    """What the items drawn by lot say of all; those looked at once more were not drawn and say nothing."""
    if not sample.ticked:
        return None
    if sample.ticked == population:
        return Confidence(limit=sample.failed / population, whole=True)
    return Confidence(limit=upper_limit(sample.failed, sample.ticked), whole=False)


def _figures(checked: Checked) -> str:
    """Failing of looked at, check by check; those that nothing fails are left out."""
    return ", ".join(f"{t.check.code} {t.failed}/{t.looked}" for t in checked.tallies if t.failed) or "nothing fails"
