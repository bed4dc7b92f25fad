"""Whether a trained model may work: it must not be worse on held-out papers, nor forget what the shipped model knows."""

from collections.abc import Iterator

from scipy.stats import binomtest

from classifiers.comparison import SURE, Comparison, Moved
from classifiers.label_doubts import LabelDoubts
from classifiers.retraining import Retrained
from domain.taxonomy import CATEGORY_ZH, Taxonomy
from domain.training import Refusal

CHANCE, CHANCE_OF_A_TYPE = 0.05, 0.01
"""A loss that chance explains less often than this is no noise; for one of some thirty types the bar is higher."""
LEARNABLE = 0.7
"""Share of held-out papers that a model learnt from sound labels gets right at least."""
LOSS = 0.05
"""Nats that the mean loss may rise: the probability of the truth falls by a twentieth, which no decision feels."""

SHARE = 0.05
"""Of a category's guard pages, how many more may be lost than gained: half of them are shown without heading, so that they are harder than
papers are."""


def refusals(trained: Retrained, taxonomy: Taxonomy) -> tuple[Refusal, ...]:
    """Every reason against the model; none where it may go live."""
    return (*_labels(trained.doubts, taxonomy), *_learnable(trained), *_held_out(trained.held_out), *_guard(trained.guard, taxonomy))


def _labels(doubts: LabelDoubts, taxonomy: Taxonomy) -> Iterator[Refusal]:
    if doubts.worst:
        label, named, count, clear = doubts.worst
        label_zh, named_zh = taxonomy.type_of(label).zh, taxonomy.type_of(named).zh
        yield Refusal(
            code="labels_systematic",
            en=f"{count} of {clear} papers that clearly are {named} were filed as something else, mostly {label}. If that is meant, "
            "change the titles in the taxonomy; otherwise correct these documents.",
            zh=f"明显属于“{named_zh}”的 {clear} 份文件中有 {count} 份被归为其他类型（多为“{label_zh}”）。"
            "若属有意，请修改分类文件中的标题；否则请更正这些文件。",
        )
    elif doubts.systematic:
        yield Refusal(
            code="labels_contradict_papers",
            en=f"{doubts.doubted} of {doubts.clear} papers of a clear type were filed as another. Look at the decisions.",
            zh=f"{doubts.clear} 份类型清楚的文件中有 {doubts.doubted} 份被归为其他类型，请检查这些决定。",
        )
    if doubts.random:
        yield Refusal(
            code="labels_differ_among_alike",
            en=f"{doubts.differing} of {doubts.alike} papers bear another type than the paper most like them. Look at the decisions.",
            zh=f"{doubts.alike} 份文件中有 {doubts.differing} 份与最相似的文件类型不同，请检查这些决定。",
        )


def _learnable(trained: Retrained) -> Iterator[Refusal]:
    firsts = [(row, answer) for row, answer in zip(trained.rows, trained.answers, strict=True) if row.starts]
    right = sum(answer.doc_type == row.doc_type for row, answer in firsts)
    if firsts and binomtest(right, len(firsts), LEARNABLE, alternative="less").pvalue < CHANCE:
        yield Refusal(
            code="labels_not_learnable",
            en=f"Held out, only {right} of {len(firsts)} papers are given the type that people gave them: the decisions do not fit "
            "together, or too few papers of each kind were reviewed.",
            zh=f"留出检验中 {len(firsts)} 份文件只有 {right} 份与人工决定一致：决定之间不一致，或每类已复核的文件太少。",
        )


def _held_out(found: Comparison) -> Iterator[Refusal]:
    if found.change > LOSS:
        yield Refusal(
            code="held_out_loss",
            en=f"On held-out papers it is worse than the live model (loss {found.change:+.3f}).",
            zh=f"在留出的文件上不如现用模型（损失 {found.change:+.3f}）。",
        )
    yield from _moves(found, "held_out", "held-out papers", "留出的文件", tolerated=0.0)


def _guard(found: Comparison, taxonomy: Taxonomy) -> Iterator[Refusal]:
    if found.low > 0 and found.change > LOSS:
        yield Refusal(
            code="guard_loss",
            en=f"It is worse on the shipped guard pages (loss {found.change:+.3f}, at least {found.low:+.3f}).",
            zh=f"在程序自带的检验页上变差（损失 {found.change:+.3f}，至少 {found.low:+.3f}）。",
        )
    yield from _moves(found, "guard", "the shipped guard pages", "程序自带的检验页", tolerated=SHARE)
    for code, moved in sorted(found.types.items()):
        if moved.worse(CHANCE_OF_A_TYPE):
            yield _lost(moved, "guard_one_type", f"{code} on the shipped guard pages", f"程序自带检验页中的“{taxonomy.type_of(code).zh}”")


def _moves(found: Comparison, code: str, en: str, zh: str, *, tolerated: float) -> Iterator[Refusal]:
    if found.doc_type.worse(CHANCE):
        yield _lost(found.doc_type, f"{code}_type", en, zh)
    for category, moved in sorted(found.categories.items()):
        if moved.worse(CHANCE) and moved.lost - moved.gained > tolerated * moved.of:
            yield _lost(moved, f"{code}_category", f"{category} papers among {en}", f"{zh}中的{CATEGORY_ZH[category]}类")
    wrong, sure = found.after.confidently_wrong, found.after.sure
    if found.confident.worse(CHANCE) and binomtest(wrong, sure, 1.0 - SURE, alternative="greater").pvalue < CHANCE:
        yield Refusal(
            code=f"{code}_confidently_wrong",
            en=f"On {en} its confidence does not keep its word: {wrong} of {sure} pages with at least {SURE} are wrong.",
            zh=f"在{zh}上把握不可信：把握不低于 {SURE} 的 {sure} 页中有 {wrong} 页错误。",
        )


def _lost(moved: Moved, code: str, en: str, zh: str) -> Refusal:
    return Refusal(
        code=code,
        en=f"On {en} {moved.lost} pages become wrong and only {moved.gained} right.",
        zh=f"在{zh}上有 {moved.lost} 页变错，仅 {moved.gained} 页变对。",
    )
