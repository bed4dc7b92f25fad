"""The phrase pools of one split and script, read from phrases/<split>.toml; _wide and _more files, where they exist, are added.

Alternatives stand in brackets, [业主|住户|]签名: one of them is drawn for each paper (`vary`).
"""

import random
import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from domain.taxonomy import Category
from evaluation.generator.script import traditional
from evaluation.generator.sheet import Script, Split

CATEGORIES: dict[Category, tuple[str, ...]] = {
    Category.CONTRACT: (
        "service_contract", "preliminary_service_agreement", "owners_covenant", "lease_contract", "purchase_contract",
        "renovation_agreement", "key_custody_authorization", "agency_authorization", "direct_debit_agreement", "safety_undertaking",
    ),
    Category.REPAIR: ("repair_request", "repair_record", "service_items"),
    Category.COMPLAINT: ("complaint_form", "complaint_reply", "owner_letter", "return_visit"),
    Category.OTHER: (
        "move_in_notice", "move_in_procedure", "move_in_receipt", "acceptance_form", "ownership_list", "lease_list", "title_copy",
        "id_copy", "owner_information", "tenant_registration", "payment_notice", "violation_notice", "renovation_application",
        "other_document",
    ),
}  # fmt: skip
CATEGORY_OF = {code: category for category, codes in CATEGORIES.items() for code in codes}


STANDS_ON = {Split.PROBE_C: Split.PROBE_A, Split.PROBE_D: Split.PROBE_B}
"""Splits whose tables, where they write none of their own, are another's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeWording:
    """How one document type is worded. Strings are templates with slots in braces; `fields` are "label=template" or a bare kind.

    `salute` is empty where the split's common ones serve; `extra` are rows of which some forms have some.
    """

    titles: tuple[str, ...]
    shapes: tuple[str, ...]
    fields: tuple[str, ...]
    paras: tuple[str, ...]
    columns: tuple[str, ...]
    rows: tuple[str, ...]
    parties: tuple[str, ...]
    salute: tuple[str, ...]
    extra: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """All pools of one split and script.

    `titling` has what stands before and after titles, `backs` what is on the backs of forms, `synonyms` other names of labels.
    """

    labels: dict[str, tuple[str, ...]]
    pools: dict[str, tuple[str, ...]]
    common: dict[str, tuple[str, ...]]
    types: dict[str, TypeWording]
    bench: dict[str, tuple[str, ...]]
    titling: dict[str, tuple[str, ...]]
    backs: dict[str, tuple[str, ...]]
    synonyms: dict[str, tuple[str, ...]]


@lru_cache(maxsize=8)
def load(split: Split, script: Script) -> Wording:
    """The pools of a split; Traditional ones are derived from the Simplified, but for those that are written in it (`_hant`)."""
    raw = _read(f"{STANDS_ON[split]}.toml") if split in STANDS_ON else {}
    raw |= _joined(_joined(_read(f"{split}.toml"), _read(f"{split}_wide.toml")), _read(f"{split}_more.toml"))
    hant = script is Script.HANT

    def texts(values: list[str]) -> tuple[str, ...]:
        return tuple(traditional(v) for v in values) if hant else tuple(values)

    def table(name: str) -> dict[str, tuple[str, ...]]:
        return {traditional(key) if hant else key: texts(value) for key, value in raw.get(name, {}).items()}

    def wording(values: dict[str, list[str]]) -> TypeWording:
        keys = ("titles", "fields", "paras", "columns", "rows", "parties", "salute", "extra")
        pools = {key: texts(values.get(key, [])) for key in keys}
        if hant:
            pools["titles"] += tuple(values.get("titles_hant", []))
        pools["titles"] = tuple(title for template in pools["titles"] for title in _some_of(template))
        return TypeWording(shapes=tuple(values["shapes"]), **pools)

    return Wording(
        **{name: table(name) for name in ("labels", "pools", "common", "bench", "titling", "backs", "synonyms")},
        types={code: wording(values) for code, values in raw["types"].items()},
    )


_CHOICE = re.compile(r"\[([^\[\]]*\|[^\[\]]*)\]")


_MOST_TITLES = 24
"""Titles that one template with alternatives stands for."""


def _some_of(template: str) -> list[str]:
    """Titles of a template: itself where it has no alternatives."""
    rng = random.Random(template)
    return sorted({vary(rng, template) for _ in range(_MOST_TITLES if "[" in template else 1)})


def vary(rng: random.Random, text: str) -> str:
    """The text with one of each bracket's alternatives, by lot; a text without any costs no lot."""
    return _CHOICE.sub(lambda found: rng.choice(found[1].split("|")), text) if "[" in text else text


def _read(name: str) -> dict[str, Any]:
    path = Path(__file__).parent / "phrases" / name
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def _joined(first: dict[str, Any], more: dict[str, Any]) -> dict[str, Any]:
    """Tables joined key by key, lists one after the other."""
    out = dict(first)
    for key, value in more.items():
        before = out.get(key)
        if isinstance(before, dict):
            out[key] = _joined(before, value)
        else:
            out[key] = [*before, *value] if isinstance(before, list) else value
    return out
