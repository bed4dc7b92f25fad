"""Categories and document types. The company's own file may add to or change the list; this module only knows its shape."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.household import HouseholdKind


class Category(StrEnum):
    """The four categories of the trade."""

    CONTRACT = "contract"
    REPAIR = "repair"
    COMPLAINT = "complaint"
    OTHER = "other"


CATEGORY_ZH = {Category.CONTRACT: "合同", Category.REPAIR: "维修", Category.COMPLAINT: "投诉", Category.OTHER: "其他"}

FALLBACK_TYPE = "other_document"
"""The code of papers that are none of the other types; every taxonomy holds it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentType:
    """The fine class of a paper.

    `titles` are the names seen on paper, the first is the one shown; Simplified (compare after folding); a "*" in a later one stands for
    any characters. `labels` are the form labels that only papers of this type carry. `tenant_paper`: may name the tenant alone.
    `before_tenure`: is signed before the owner's tenure begins.
    """

    code: str
    category: Category
    titles: tuple[str, ...]
    labels: tuple[str, ...] = ()
    tenant_paper: bool = False
    before_tenure: bool = False

    @property
    def zh(self) -> str:
        """The name staff see."""
        return self.titles[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class RequiredItem:
    """One line of a required set (应归档目录): any of the types ticks it; an `optional` item is no gap where absent.

    `when` are the kinds of household that it is asked of (any one of them will do); empty: of all.
    """

    name: str
    types: tuple[str, ...]
    optional: bool = False
    when: tuple[HouseholdKind, ...] = ()


EVERY_ESTATE = "*"
"""In a required set's estates: every estate that no other set names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequiredSet:
    """One version of a list of documents that a dossier ought to hold.

    `since` is the first day on which it is asked, None: always was. `estates` are those that it is used in, none: it only lies ready.
    """

    name: str
    items: tuple[RequiredItem, ...]
    version: int = 1
    since: date | None = None
    estates: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """The name and version as staff read them."""
        return f"{self.name}第 {self.version} 版"

    @property
    def digest(self) -> str:
        """Short hash of what it asks for: two lists of one name and version with other digests are an edit that was not numbered."""
        asked = [[item.name, *item.types, item.optional, *item.when] for item in self.items]
        return hashlib.sha256(json.dumps(asked, ensure_ascii=False).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True, kw_only=True)
class Taxonomy:
    """All document types and required sets; `version` is a short hash of the file they came from."""

    types: tuple[DocumentType, ...]
    required_sets: tuple[RequiredSet, ...]
    version: str

    def type_of(self, code: str) -> DocumentType:
        """The type with that code; KeyError where the taxonomy has none."""
        for doc_type in self.types:
            if doc_type.code == code:
                return doc_type
        raise KeyError(code)

    def name_of(self, code: str) -> str:
        """The name staff see; the code itself where the taxonomy has lost the type since papers were filed as it."""
        return next((doc_type.zh for doc_type in self.types if doc_type.code == code), code)
