from collections.abc import Callable, Iterable
from dataclasses import replace

import pytest

from domain.document import PageRun, UnderstoodPage
from domain.fields import ExtractedFields, UnitField
from domain.register import RegisteredUnit
from domain.review import ReviewReason as R
from domain.unit_number import UnitNumber
from dossiers.register_index import RegisterIndex
from dossiers.unit_choice import choose
from dossiers.unit_reading import UnitChoice, resolve, unit_readings

MakeUnit = Callable[..., RegisteredUnit]


@pytest.fixture(scope="module")
def register(registered: MakeUnit) -> RegisterIndex:
    return RegisterIndex.build(
        [
            registered("3|2||501|room", ("王小明", "", "")),
            registered("3|2||601|room", ("钱五", "", "")),
            registered("21|4||1504|room", ("康永", "", "")),
            registered("C|||101|room", ("周七", "", "")),
            registered("12|||804|room", ("孙六", "", "")),
            registered("5|1||101|room", ("吴天", "", "")),
            registered("5|1||101|room", ("郑华", "", ""), estate="碧水湾"),
        ]
    )


@pytest.fixture
def chosen(register: RegisterIndex, understood: Callable[..., UnderstoodPage]) -> Callable[..., UnitChoice]:
    """The choice for a page with these (unit, what makes it the own one) readings, on which these people are named."""

    def run(
        units: Iterable[tuple[str, str]], *names: str, weakest: float = 1.0, estate: str = "", folder: str = "翠湖花园", text: str = ""
    ) -> UnitChoice:
        fields = ExtractedFields(
            units=tuple(
                UnitField(
                    unit=UnitNumber.parse(unit),
                    estate=estate,
                    role="belongs" if by else "mention",
                    text=unit,
                    box=None,
                    confidence=0.95,
                    weakest=weakest,
                    by=by or "label",
                )
                for unit, by in units
            )
        )
        page = replace(understood(), fields=fields, text=text)
        run_ = PageRun(pages=(page,), boundary_confidence=1.0)
        confirmed = [unit for name in names for unit in register.by_owner(name)]
        return choose(resolve(unit_readings(run_, register, folder), register), confirmed, register, names)

    return run


Choose = Callable[..., UnitChoice]


def _unit(choice: UnitChoice) -> str:
    return str(choice.match.unit.unit) if choice.match else ""


def test_a_label_goes_before_what_a_letter_says(chosen: Choose) -> None:
    choice = chosen([("3|2||501|room", "label"), ("3|2||601|room", "wording")], "路人")
    assert (_unit(choice), choice.reason) == ("3|2||501|room", None)


def test_wording_gives_way_to_the_unit_that_the_owner_confirms(chosen: Choose) -> None:
    choice = chosen([("3|2||601|room", "wording"), ("3|2||501|room", "")], "王小明")
    assert (_unit(choice), choice.contested) == ("3|2||501|room", True)
    labelled = chosen([("3|2||601|room", "label"), ("3|2||501|room", "")], "王小明")
    assert _unit(labelled) == "3|2||601|room"


def test_a_neighbours_unit_named_alone_is_not_taken_for_somebody_elses_paper(chosen: Choose) -> None:
    choice = chosen([("3|2||601|room", "alone")], "路人甲")
    assert (choice.match, choice.reading, choice.reason) == (None, None, R.UNIT_AMBIGUOUS)
    assert _unit(chosen([("3|2||601|room", "alone")])) == "3|2||601|room"
    assert _unit(chosen([("3|2||601|room", "alone")], "钱五")) == "3|2||601|room"


@pytest.mark.parametrize(
    ("read", "owner", "unit", "how"),
    [
        ("|||101|room", "周七", "C|||101|room", "part"),
        ("2|||804|room", "孙六", "12|||804|room", "near"),
        ("12|||84|room", "孙六", "12|||804|room", "near"),
        ("12|||80|room", "孙六", "12|||804|room", "near"),
    ],
)
def test_a_misread_number_is_completed_by_its_owner_but_never_filed_on(chosen: Choose, read: str, owner: str, unit: str, how: str) -> None:
    choice = chosen([(read, "label")], owner)
    assert (_unit(choice), choice.match.how if choice.match else "", choice.reason) == (unit, how, R.UNIT_NOT_IN_REGISTER)
    assert chosen([(read, "label")], "路人").match is None


@pytest.mark.parametrize(
    ("read", "owner", "unit"),
    [
        ("21|||41504|room", "康永", "21|4||1504|room"),
        ("12|||864|room", "孙六", "12|||804|room"),
        ("12|||80|room", "孙六", ""),
        ("12|||869|room", "孙六", ""),
        ("12|||8040|room", "孙六", ""),
    ],
)
def test_a_number_that_no_flat_can_bear_is_its_owners_misread(chosen: Choose, read: str, owner: str, unit: str) -> None:
    choice = chosen([(read, "label")], owner, weakest=0.6)
    assert (_unit(choice) if choice.reason is None else "", choice.contested) == (unit, False)
    assert chosen([(read, "label")], "路人", weakest=0.6).match is None


def test_a_misread_label_gives_way_to_the_same_number_read_rightly_elsewhere(chosen: Choose) -> None:
    twice = [("12|||884|room", "label"), ("12|||804|room", "")]
    choice = chosen(twice, "孙六", weakest=0.6)
    assert (_unit(choice), choice.reason, choice.contested) == ("12|||804|room", None, False)
    assert chosen(twice, "路人", weakest=0.6).match is None
    sure = chosen([("12|||504|room", "label"), ("12|||804|room", "")], "孙六")
    assert (sure.match, sure.reason) == (None, R.UNIT_NOT_IN_REGISTER)


def test_a_clearly_read_number_is_not_bent_to_the_owners(chosen: Choose) -> None:
    read = [("12|||304|room", "label")]
    assert chosen(read, "孙六").match is None
    blurred = chosen(read, "孙六", weakest=0.6)
    assert _unit(blurred) == "12|||804|room"


def test_a_piece_of_a_number_names_no_unit_but_the_owner_may_complete_it(chosen: Choose) -> None:
    choice = chosen([("3|2|||room", "label")], "王小明")
    assert (_unit(choice), choice.reason) == ("3|2||501|room", R.UNIT_PARTIAL)
    alone = chosen([("3|2|||room", "label")])
    assert (alone.match, alone.reading, alone.reason) == (None, None, R.UNIT_PARTIAL)
    bare = chosen([("|||777|room", "label")])
    assert (bare.match, bare.reading, bare.reason) == (None, None, R.UNIT_PARTIAL)


def test_one_number_in_two_estates_waits_for_a_person_whoever_owns_it(chosen: Choose) -> None:
    choice = chosen([("5|1||101|room", "label")], "郑华", folder="")
    assert (choice.match.unit.estate if choice.match else "", choice.reason) == ("碧水湾", R.UNIT_ESTATE_AMBIGUOUS)


def test_an_estate_named_anywhere_on_the_paper_tells_which_is_meant(chosen: Choose) -> None:
    choice = chosen([("5|1||101|room", "label")], folder="", text="碧水灣物業服務中心\n報修單")
    assert (choice.match.unit.estate if choice.match else "", choice.reason) == ("碧水湾", None)
    both = chosen([("5|1||101|room", "label")], folder="", text="碧水湾与翠湖花园")
    assert both.reason is R.UNIT_ESTATE_AMBIGUOUS


def test_a_lane_is_no_unknown_estate(chosen: Choose) -> None:
    choice = chosen([("3|2||501|room", "label")], estate="553弄", folder="")
    assert choice.reading is not None
    assert not choice.reading.estate_unknown
    other = chosen([("3|2||501|room", "label")], estate="金色家园", folder="")
    assert other.reading is not None
    assert other.reading.estate_unknown


def test_a_number_read_twice_with_a_misread_estate_is_one(chosen: Choose) -> None:
    choice = chosen([("3|2||501|room", "label"), ("3|2||501|room", "wording")], estate="S53弄")
    assert (_unit(choice), choice.reason) == ("3|2||501|room", None)


def test_nothing_read_is_missing(chosen: Choose) -> None:
    assert chosen([]).reason is R.UNIT_MISSING
    assert chosen([("9|9||999|room", "")]).reason is R.UNIT_MISSING
    assert chosen([("9|9||999|room", "label")]).reason is R.UNIT_NOT_IN_REGISTER
