from collections.abc import Callable
from datetime import date
from itertools import count

import pytest

from classifiers.taxonomy import load_taxonomy
from domain.classification import Classification
from domain.document import FilingDecision, PageRun, UnderstoodPage
from domain.fields import DateField, ExtractedFields, NameField, NumberField, PageNumbering, UnitField
from domain.frame import NO_FRAME, PageFrame
from domain.ids import PageId
from domain.masking import phone_digits
from domain.page import PageKind
from domain.register import RegisteredUnit, RegisterTenure
from domain.taxonomy import Taxonomy
from domain.unit_number import UnitNumber
from dossiers.filing import FilingOptions, decide
from dossiers.filing_model import FilingModel, load_filing_model
from dossiers.register_index import RegisterIndex

MakeUnderstood = Callable[..., UnderstoodPage]
MakeUnit = Callable[..., RegisteredUnit]
Decide = Callable[..., FilingDecision]


@pytest.fixture(scope="session")
def taxonomy() -> Taxonomy:
    return load_taxonomy()


@pytest.fixture(scope="session")
def model() -> FilingModel:
    """The model as shipped."""
    return load_filing_model()


@pytest.fixture
def understood(taxonomy: Taxonomy) -> MakeUnderstood:
    """A content page; `unit` and `mentions` are canonical strings, `names` pairs of role and name."""
    numbers = count(1)

    def build(  # noqa: PLR0913 - one keyword a fact of the page
        doc_type: str = "repair_request",
        *,
        title: str = "标题",
        starts: float = 0.98,
        sure: float = 0.995,
        unit: str = "",
        unit_sure: float = 0.99,
        estate: str = "",
        mentions: tuple[str, ...] = (),
        names: tuple[tuple[str, str], ...] = (),
        day: date | None = None,
        phone: str = "",
        number: tuple[int, int | None] | None = None,
        new_file: bool = False,
        readable: bool = True,
        kind: PageKind = PageKind.CONTENT,
        text_length: int = 200,
        frame: PageFrame = NO_FRAME,
    ) -> UnderstoodPage:
        units = [(unit, "belongs")] if unit else []
        units += [(text, "mention") for text in mentions]
        content = kind is PageKind.CONTENT and readable
        classification = Classification(
            category=taxonomy.type_of(doc_type).category,
            doc_type=doc_type,
            confidence=sure,
            type_confidence=sure,
            scores=((doc_type, sure),),
            title=title,
            starts_document=starts,
            evidence=(),
            model="test",
            frame=frame,
        )
        return UnderstoodPage(
            page_id=PageId(next(numbers)),
            kind=kind,
            readable=readable,
            new_file=new_file,
            classification=classification if content else None,
            fields=ExtractedFields(
                units=tuple(
                    UnitField(
                        unit=UnitNumber.parse(text), estate=estate, role=role, text=text, box=None, confidence=unit_sure, weakest=unit_sure
                    )
                    for text, role in units
                ),
                names=tuple(NameField(name=name, role=role, box=None, confidence=0.98) for role, name in names),
                dates=(DateField(value=day, role="document", box=None, confidence=0.9),) if day else (),
                numbers=(NumberField(kind="phone", value=phone, box=None, confidence=0.9, key=phone_digits(phone)),) if phone else (),
                numbering=PageNumbering(number=number[0], total=number[1]) if number else None,
            ),
            text_length=text_length,
            confidence=0.98,
        )

    return build


@pytest.fixture(scope="session")
def registered() -> MakeUnit:
    """A registered unit with one tenure a (owner, start, end) triple; start and end are ISO dates or ""."""

    def build(
        unit: str,
        *tenures: tuple[str, str, str],
        estate: str = "翠湖花园",
        tenants: tuple[str, ...] = (),
        phones: tuple[str, ...] = (),
    ) -> RegisteredUnit:
        return RegisteredUnit(
            estate=estate,
            unit=UnitNumber.parse(unit),
            tenures=tuple(
                RegisterTenure(
                    owners=tuple(owner.split("、")) if owner else (),
                    tenants=tenants,
                    phones=phones,
                    start=date.fromisoformat(start) if start else None,
                    end=date.fromisoformat(end) if end else None,
                )
                for owner, start, end in tenures
            ),
        )

    return build


@pytest.fixture(scope="module")
def index(registered: MakeUnit) -> RegisterIndex:
    return RegisterIndex.build(
        [
            registered("3|2||501|room", ("王小明", "2010-01-01", "2018-12-31"), ("何大海", "2019-01-01", ""), tenants=("冯租客",)),
            registered("3|2||502|room", ("李四海、赵敏", "2012-05-01", "")),
            registered("3|2||601|room", ("钱多多", "2012-05-01", "")),
            registered("3|3||601|room", ("孙立人", "2012-05-01", "")),
            registered("9|||901|room", ("周一鸣", "2012-05-01", ""), phones=("13800138000",)),
            registered("5|1||101|room", ("吴天", "2012-05-01", "")),
            registered("5|1||101|room", ("郑华", "2012-05-01", ""), estate="碧水湾"),
            registered("8|1||201|room", ("同名人", "2012-05-01", "")),
            registered("8|1||202|room", ("同名人", "2012-05-01", "")),
            registered("7|1||301|room", ("梁建国", "2012-05-01", "")),
        ]
    )


@pytest.fixture
def filed(index: RegisterIndex, taxonomy: Taxonomy, model: FilingModel) -> Decide:
    def run(*pages: UnderstoodPage, boundary: float = 1.0, register: RegisterIndex = index, estate: str = "翠湖花园") -> FilingDecision:
        return decide(PageRun(pages=pages, boundary_confidence=boundary), register, taxonomy, model, FilingOptions(estate=estate))

    return run
