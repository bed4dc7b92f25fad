"""Categories and document types. The company's own file may add to or change the list; this module only knows its shape."""

from dataclasses import dataclass
from enum import StrEnum


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
    """One line of a required set (应归档目录): any of the types ticks it; an `optional` item is no gap where absent."""

    name: str
    types: tuple[str, ...]
    optional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RequiredSet:
    """The documents a dossier ought to hold."""

    name: str
    items: tuple[RequiredItem, ...]


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
