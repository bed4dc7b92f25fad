"""The phrase pools of one split and script, read from phrases/<split>.toml."""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

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


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeWording:
    """How one document type is worded. Strings are templates with slots in braces; `fields` are "label=template" or a bare kind."""

    titles: tuple[str, ...]
    shapes: tuple[str, ...]
    fields: tuple[str, ...]
    paras: tuple[str, ...]
    columns: tuple[str, ...]
    rows: tuple[str, ...]
    parties: tuple[str, ...]
    salute: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """All pools of one split and script."""

    labels: dict[str, tuple[str, ...]]
    pools: dict[str, tuple[str, ...]]
    common: dict[str, tuple[str, ...]]
    types: dict[str, TypeWording]
    bench: dict[str, tuple[str, ...]]


@lru_cache(maxsize=8)
def load(split: Split, script: Script) -> Wording:
    """The pools of a split; Traditional ones are derived from the Simplified."""
    raw = tomllib.loads((Path(__file__).parent / "phrases" / f"{split}.toml").read_text(encoding="utf-8"))

    def texts(values: list[str]) -> tuple[str, ...]:
        return tuple(traditional(v) for v in values) if script is Script.HANT else tuple(values)

    def table(values: dict[str, list[str]]) -> dict[str, tuple[str, ...]]:
        return {key: texts(value) for key, value in values.items()}

    def wording(values: dict[str, list[str]]) -> TypeWording:
        keys = ("titles", "fields", "paras", "columns", "rows", "parties", "salute")
        return TypeWording(shapes=tuple(values["shapes"]), **{key: texts(values.get(key, [])) for key in keys})

    return Wording(
        labels=table(raw["labels"]),
        pools=table(raw["pools"]),
        common=table(raw["common"]),
        bench=table(raw["bench"]),
        types={code: wording(values) for code, values in raw["types"].items()},
    )
