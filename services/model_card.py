"""A model's card for people: what it learnt from, how it did on papers it never saw, and whether it may work."""

from collections.abc import Iterator, Mapping
from typing import Any

_SIDES = (
    ("type right 类型正确", "type_right", "{:.1%}"),
    ("category right 类别正确", "category_right", "{:.1%}"),
    ("loss 损失", "loss", "{:.3f}"),
    ("confidently wrong 高把握错误（页）", "confidently_wrong", "{}"),
    ("calibration error 校准误差", "calibration_error", "{:.3f}"),
)


def text(card: Mapping[str, Any]) -> str:
    """The card's figures as Markdown, in both languages."""
    return "\n".join(_lines(card)) + "\n"


def _lines(card: Mapping[str, Any]) -> Iterator[str]:
    yield f"# Model v{card['version']} 模型"
    yield ""
    yield f"Trained {card['made_at']} by {card['by']} from {card['documents']} papers of {card['estates']} estates, near {card['base']}."
    yield f"由 {card['by']} 于 {card['made_at']} 用 {card['estates']} 个项目的 {card['documents']} 份文件训练，以 {card['base']} 为基础。"
    yield ""
    yield from _verdict(card)
    if card.get("filing"):
        yield from _filing(card["filing"])
    for name, title in (("held_out", "Held-out papers 留出的文件"), ("guard", "Shipped guard pages 程序自带的检验页")):
        yield from _comparison(title, card["figures"][name])
    yield "## Papers by type 各类型文件数"
    yield ""
    yield "| type | papers |"
    yield "|---|---|"
    yield from (f"| {code} | {count} |" for code, count in card["counts"].items())


def _verdict(card: Mapping[str, Any]) -> Iterator[str]:
    if not card["refusals"]:
        yield "Nothing speaks against it. 未发现变差，可以启用。"
    for reason in card["refusals"]:
        yield f"- Refused 未启用: {reason['en']} {reason['zh']}"
    labels = card["labels"]
    yield ""
    yield f"Clear papers filed as another type 类型清楚却归为他类: {labels['doubted']} / {labels['clear']}; "
    yield f"left out, by their heading 因标题不符而未采用: {labels['left_out']}."
    yield ""


def _filing(found: Mapping[str, Any]) -> Iterator[str]:
    said = {
        "refitted": "How sure a filing is was fitted anew. 归档把握已重新校准。",
        "too_few": "How sure a filing is stays as it was: too few papers. 可用文件太少，归档把握未重新校准。",
        "worse": "How sure a filing is stays as it was: fitted anew, it judged held-out papers worse. "
        "重新校准后留出检验变差，归档把握保持不变。",
    }
    yield "## Filing 归档把握"
    yield ""
    yield said[found["state"]]
    yield f"Papers decided by people 人工决定的文件 {found['papers']}, from the sample 其中抽查 {found['sampled']}. "
    if found["loss_before"] is not None:
        yield f"Loss on held-out papers 留出损失 {found['loss_before']:.4f} → {found['loss_after']:.4f}, "
        yield f"on the sample 抽查 {found['sample_loss_before']:.4f} → {found['sample_loss_after']:.4f}; "
        yield f"wrong though sure 高把握错误（份） {found['surely_wrong_before']} → {found['surely_wrong_after']}."
    yield ""


def _comparison(title: str, found: Mapping[str, Any]) -> Iterator[str]:
    yield f"## {title}"
    yield ""
    yield f"{found['pages']} pages of {found['documents']} papers 页/份. Change of loss 损失变化 {found['change']:+.3f} "
    yield f"({found['low']:+.3f} … {found['high']:+.3f}, 95 %)."
    yield ""
    yield "| | before 之前 | after 之后 |"
    yield "|---|---|---|"
    for label, key, form in _SIDES:
        yield f"| {label} | {form.format(found['before'][key])} | {form.format(found['after'][key])} |"
    yield ""
    yield "| pages 页 | mean confidence 平均把握 | right 正确 |"
    yield "|---|---|---|"
    yield from (f"| {count} | {confidence:.3f} | {right:.3f} |" for count, confidence, right in found["reliability"])
    yield ""
