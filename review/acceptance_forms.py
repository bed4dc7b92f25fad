"""What comes in from the forms of an acceptance."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from domain.acceptance import LEAST_SHARE, Check, Criterion, Excuse, ItemVerdict
from domain.errors import UsageError
from domain.ids import BatchId
from review.forms import UNNAMED, clean
from services.acceptance import OpenWanted

By = Annotated[str, Field(max_length=32)]


class SignedForm(BaseModel):
    """A form that somebody signs; its other entries are those of its kind."""

    model_config = ConfigDict(frozen=True)

    by: By = ""

    @property
    def name(self) -> str:
        """The name typed, else that of the web application."""
        return clean(self.by) or UNNAMED


class OpenForm(SignedForm):
    """How a batch is to be accepted, as typed: `share` in per cent; `boxes` apart by blanks or commas."""

    share: Annotated[float, Field(ge=100 * LEAST_SHARE, le=100)] = 100 * LEAST_SHARE
    seed: Annotated[str, Field(max_length=12, pattern="^[0-9]*$")] = ""
    boxes: Annotated[str, Field(max_length=500)] = ""

    def wanted(self, batch_id: BatchId) -> OpenWanted:
        """Read the entries."""
        return OpenWanted(
            batch_id=batch_id,
            by=self.name,
            share=self.share / 100,
            seed=int(self.seed) if self.seed else None,
            boxes=tuple(clean(self.boxes).replace("，", " ").replace("、", " ").replace(",", " ").split()),
        )


class TickForm(SignedForm):
    """A sampled item as ticked: the codes of what is right."""

    right: Annotated[list[Annotated[str, Field(max_length=16)]], Field(max_length=20)] = []
    remark: Annotated[str, Field(max_length=1000)] = ""

    @property
    def verdict(self) -> ItemVerdict:
        """What is not ticked is wrong."""
        wrong = tuple(criterion for criterion in Criterion if criterion.code not in self.right)
        return ItemVerdict(wrong=wrong, remark=clean(self.remark), by=self.name)


class ExcuseForm(SignedForm):
    """Why a failing item is good all the same."""

    check: Annotated[str, Field(max_length=16)]
    subject: Annotated[str, Field(max_length=64)]
    why: Annotated[str, Field(max_length=500)] = ""

    def excuse(self) -> Excuse:
        """Read the entries; UsageError for a check that there is not."""
        try:
            check = Check.of(self.check)
        except KeyError as error:
            raise UsageError("There is no such check.", "没有这个检查项目。") from error
        return Excuse(check=check, subject=clean(self.subject), why=clean(self.why), by=self.name)


class CloseForm(SignedForm):
    """Who closes it, with a remark."""

    remark: Annotated[str, Field(max_length=1000)] = ""

    @property
    def words(self) -> str:
        """The remark without control characters."""
        return clean(self.remark)
