"""A unit stated by a separator sheet: heard, checked, never silently against the paper."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from domain.document import FilingDecision, UnderstoodPage
from domain.page import PageKind
from domain.register import RegisteredUnit
from domain.review import ReviewReason as R
from domain.separator import SeparatorSheet
from domain.taxonomy import Taxonomy
from dossiers.filing import FilingOptions, decide
from dossiers.filing_model import FilingModel
from dossiers.grouping import GroupingOptions, group
from dossiers.register_index import RegisterIndex
from extraction.separator_sheet import extract_sheet

MakeUnderstood = Callable[..., UnderstoodPage]
MakeUnit = Callable[..., RegisteredUnit]
Behind = Callable[..., FilingDecision]

DAY = date(2015, 6, 1)
U501, U502 = "3|2||501|room", "3|2||502|room"


@pytest.fixture(scope="module")
def index(registered: MakeUnit) -> RegisterIndex:
    return RegisterIndex.build(
        [
            registered(U501, ("王小明", "2010-01-01", "")),
            registered(U502, ("李四海", "2012-05-01", "")),
            registered("5|1||101|room", ("吴天", "2012-05-01", "")),
            registered("5|1||101|room", ("郑华", "2012-05-01", ""), estate="碧水湾"),
        ]
    )


@pytest.fixture
def sheet(understood: MakeUnderstood) -> Callable[..., UnderstoodPage]:
    def build(**stated: str) -> UnderstoodPage:
        payload = SeparatorSheet.stating(**stated).qr_payload
        return replace(understood(kind=PageKind.SEPARATOR), separator=payload, fields=extract_sheet(payload))

    return build


@pytest.fixture
def behind(sheet: Callable[..., UnderstoodPage], index: RegisterIndex, taxonomy: Taxonomy, model: FilingModel) -> Behind:
    """The decision on a one-page paper behind a sheet that states `unit` of `stated_estate`."""

    def run(
        unit: str, page: UnderstoodPage, *, stated_estate: str = "", estate: str = "翠湖花园", register: RegisterIndex = index
    ) -> FilingDecision:
        [only] = group([sheet(unit=unit, estate=stated_estate), page], GroupingOptions())
        return decide(only, register, taxonomy, model, FilingOptions(estate=estate))

    return run


def test_a_paper_without_a_unit_is_filed_by_its_sheet(behind: Behind, understood: MakeUnderstood) -> None:
    decision = behind(U502, understood(day=DAY))
    assert (str(decision.unit), decision.owner, decision.reasons) == (U502, "李四海", ())
    assert decision.confidence >= 0.97
    assert decision.proposals[0].evidence == ("separator",)


@pytest.mark.parametrize("unit", ["3栋2单元502室", "3-2-502", U502, "3|2||502"])
def test_the_sheet_may_write_the_unit_in_any_form(behind: Behind, understood: MakeUnderstood, unit: str) -> None:
    assert (str(behind(unit, understood(day=DAY)).unit), behind(unit, understood(day=DAY)).reasons) == (U502, ())


def test_the_sheet_confirms_what_the_paper_says(behind: Behind, understood: MakeUnderstood) -> None:
    doubtful = {"unit": U502, "unit_sure": 0.8, "day": DAY}
    assert behind(U502, understood(**doubtful)).reasons == ()
    assert behind(U502, understood(mentions=(U502,), day=DAY)).reasons == ()
    assert behind(U502, understood(unit="|||502|room", day=DAY)).reasons == ()
    assert behind(U502, understood(unit="3||||room", day=DAY)).reasons == ()


def test_the_sheet_settles_between_units_that_the_paper_names(behind: Behind, understood: MakeUnderstood) -> None:
    pages = understood(unit=U501, mentions=(), day=DAY)
    both = replace(pages, fields=replace(pages.fields, units=(*pages.fields.units, *understood(unit=U502).fields.units)))
    decision = behind(U502, both)
    assert (str(decision.unit), R.UNIT_AMBIGUOUS in decision.reasons, R.SEPARATOR_CONTRADICTS in decision.reasons) == (U502, False, False)


@pytest.mark.parametrize(
    "page",
    [
        {"unit": U501, "names": (("owner", "王小明"),)},
        {"unit": "3|2||509|room"},
        {"mentions": (U501,)},
        {"unit": "|||501|room"},
        {"unit": "5||||room"},
        {"unit": U502, "estate": "碧水湾"},
    ],
)
def test_a_paper_that_says_otherwise_goes_to_a_person(behind: Behind, understood: MakeUnderstood, page: dict[str, object]) -> None:
    decision = behind(U502, understood(day=DAY, **page))
    assert R.SEPARATOR_CONTRADICTS in decision.reasons
    assert U502 in [str(proposal.unit) for proposal in decision.proposals]


def test_the_owner_named_speaks_against_a_sheet_at_the_wrong_place(behind: Behind, understood: MakeUnderstood) -> None:
    assert R.OWNER_CONTRADICTS in behind(U502, understood(day=DAY, names=(("owner", "王小明"),))).reasons


@pytest.mark.parametrize(
    ("stated", "reason"),
    [
        ("3|2||909|room", R.UNIT_NOT_IN_REGISTER),
        ("物业办公用房", R.SEPARATOR_CONTRADICTS),
        ("3栋", R.SEPARATOR_CONTRADICTS),
        ("3-2-501、3-2-502", R.SEPARATOR_CONTRADICTS),
    ],
)
def test_a_sheet_that_states_no_registered_unit_files_nothing(behind: Behind, understood: MakeUnderstood, stated: str, reason: R) -> None:
    assert reason in behind(stated, understood(day=DAY)).reasons
    assert R.SEPARATOR_CONTRADICTS in behind(stated, understood(unit=U502, names=(("owner", "李四海"),), day=DAY)).reasons


def test_the_same_unregistered_unit_on_both_is_no_contradiction(behind: Behind, understood: MakeUnderstood) -> None:
    decision = behind("3|2||909|room", understood(unit="3|2||909|room", day=DAY))
    assert R.UNIT_NOT_IN_REGISTER in decision.reasons
    assert R.SEPARATOR_CONTRADICTS not in decision.reasons


def test_a_unit_of_two_estates_needs_one_of_them_stated(behind: Behind, understood: MakeUnderstood) -> None:
    unit = "5|1||101|room"
    assert R.UNIT_ESTATE_AMBIGUOUS in behind(unit, understood(day=DAY), estate="").reasons
    assert behind(unit, understood(unit=unit, names=(("owner", "郑华"),), day=DAY), estate="").estate == "碧水湾"
    stated = behind(unit, understood(day=DAY), stated_estate="碧水灣小區", estate="")
    assert (stated.estate, stated.reasons) == ("碧水湾", ())
    assert behind(unit, understood(day=DAY), estate="翠湖花园").estate == "翠湖花园"
    assert R.UNIT_NOT_IN_REGISTER in behind(unit, understood(day=DAY), stated_estate="金色家园", estate="").reasons


def test_without_a_register_the_sheet_files_nothing(behind: Behind, understood: MakeUnderstood) -> None:
    assert R.REGISTER_EMPTY in behind(U502, understood(day=DAY), register=RegisterIndex.build([])).reasons


def test_a_sheet_holds_until_the_next_one(understood: MakeUnderstood, sheet: Callable[..., UnderstoodPage]) -> None:
    blank = understood(kind=PageKind.BLANK)
    pages = [
        understood(),
        sheet(batch="2024", box="7", unit=U501),
        blank,
        understood(),
        understood(number=(1, 2)),
        understood(title="", starts=0.02, number=(2, 2)),
        sheet(unit=U501),
        sheet(unit=U502, box="8"),
        understood(new_file=True),
        sheet(),
        understood(),
    ]
    runs = group(pages, GroupingOptions())
    said = [(s.unit and str(s.unit.unit), s.sheet.batch, s.sheet.box) for s in (run.statement for run in runs)]
    assert said == [(None, "", ""), (U501, "2024", "7"), (U501, "2024", "7"), (U502, "2024", "8"), (None, "2024", "8")]
    assert [len(run.pages) for run in runs] == [1, 1, 2, 1, 1]
