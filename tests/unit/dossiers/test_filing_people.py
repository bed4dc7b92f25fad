"""Who is named on a paper, and what that says of the unit."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from domain.document import FilingDecision, PageRun, UnderstoodPage
from domain.review import ReviewReason as R
from domain.taxonomy import Taxonomy
from dossiers.filing import FilingOptions, weigh
from dossiers.register_index import RegisterIndex
from dossiers.signs import MAY_BE_ANOTHER, OWNER_SETTLES, UNIT_SIGNS

MakeUnderstood = Callable[..., UnderstoodPage]
Decide = Callable[..., FilingDecision]

DAY = date(2015, 6, 1)


@pytest.mark.parametrize(
    ("text", "unread"),
    [
        ("业主姓名：王小\n房号", True),
        ("業主：王小明", True),
        ("尊敬的业主：您好", False),
        ("业主签字：\n2015年6月1日", False),
        ("业主签名：____", False),
        ("本小区业主大会", False),
        ("姓名\n性别 女", True),
        ("我姓某某，家住本小区", True),
        ("立書人：某某", True),
        ("承諾人 某某 住本幢", True),
        ("同住人為住戶家屬", False),
        ("本人某某将钥匙存于前台", True),
        ("未经本人同意不得开门", False),
        ("本人同意将钥匙存于前台", False),
        ("收件人：李小姐", True),
        ("某大哥 敬上", True),
        ("某某 台鑒：", True),
        ("敬啟者", False),
        ("各位业主先生、女士", False),
        ("尊敬的业户台鉴：", False),
        ("如有疑问请联系王小姐", False),
    ],
)
def test_an_owner_who_is_named_but_not_read_may_contradict(filed: Decide, understood: MakeUnderstood, text: str, unread: bool) -> None:
    page = replace(understood(unit="9|||901|room", day=DAY), text=text)
    assert (R.OWNER_UNREAD in filed(page).reasons) is unread
    called = replace(understood(unit="9|||901|room", day=DAY, phone="138-0013-8000"), text=text)
    assert (R.OWNER_UNREAD in filed(called).reasons) is unread, "a telephone confirms the unit, not who owns it"
    named = replace(understood(unit="9|||901|room", names=(("owner", "周一鸣"),), day=DAY), text=text)
    assert R.OWNER_UNREAD not in filed(named).reasons


def test_an_owner_named_beside_no_label_we_know_confirms_the_unit(filed: Decide, understood: MakeUnderstood) -> None:
    bare = understood(unit="9|||901|room", unit_sure=0.8, day=DAY)
    nobody, named = filed(bare), filed(replace(bare, text="某某登记表\n立据者：周 一鸣 经手"))
    assert named.confidence > nobody.confidence
    assert named.reasons == ()


def test_somebody_named_whom_the_register_does_not_know_there_goes_to_a_person(filed: Decide, understood: MakeUnderstood) -> None:
    stranger = understood(unit="9|||901|room", names=(("person", "路人甲"),), day=DAY)
    assert R.OWNER_UNREAD in filed(stranger).reasons
    staff = understood(unit="9|||901|room", names=(("agent", "路人甲"),), day=DAY)
    assert R.OWNER_UNREAD not in filed(staff).reasons


def test_a_brothers_name_is_not_the_owners(filed: Decide, understood: MakeUnderstood) -> None:
    brother = filed(understood(unit="7|1||301|room", names=(("owner", "梁建军"),), day=DAY))
    assert R.OWNER_UNREAD in brother.reasons
    assert filed(understood(unit="7|1||301|room", names=(("owner", "梁建国"),), day=DAY)).reasons == ()


def test_the_owners_name_read_rightly_elsewhere_settles_one_misread_at_its_label(filed: Decide, understood: MakeUnderstood) -> None:
    misread = understood(unit="7|1||301|room", names=(("owner", "梁建"),), day=DAY)
    assert filed(replace(misread, text="业主 梁建\n主管签名：梁建国")).reasons == ()
    brother = understood(unit="7|1||301|room", names=(("owner", "梁建军"),), day=DAY)
    assert R.OWNER_UNREAD in filed(replace(brother, text="业主 梁建军\n本人签字：梁建军\n见证人：梁建国")).reasons
    assert R.OWNER_UNREAD in filed(replace(brother, text="业主 梁建军\n原业主：梁建国")).reasons
    other = understood(unit="7|1||301|room", names=(("owner", "何大海"),), day=DAY)
    assert R.OWNER_CONTRADICTS in filed(replace(other, text="业主 何大海\n原业主梁建国")).reasons


def test_a_firms_name_beside_it_makes_nobody_the_owner(filed: Decide, understood: MakeUnderstood) -> None:
    names = (("owner", "梁建军"), ("owner", "某某物业管理有限公司"))
    assert R.OWNER_UNREAD in filed(understood(unit="7|1||301|room", names=names, day=DAY)).reasons


def test_an_estates_name_is_nobodys(filed: Decide, understood: MakeUnderstood) -> None:
    assert filed(understood(unit="9|||901|room", names=(("person", "翠湖花"),), day=DAY)).reasons == ()


def test_an_owner_makes_up_for_a_number_read_in_doubt(index: RegisterIndex, taxonomy: Taxonomy, understood: MakeUnderstood) -> None:
    def signs(unit: str, sure: float, *names: tuple[str, str]) -> tuple[float, float]:
        run = PageRun(pages=(understood(unit=unit, unit_sure=sure, names=names, day=DAY),), boundary_confidence=1.0)
        found = weigh(run, index, taxonomy, FilingOptions(estate="翠湖花园")).signs
        by_name = dict(zip((sign.name for sign in UNIT_SIGNS), found.of_unit if found else (), strict=True))
        return by_name[OWNER_SETTLES], by_name[MAY_BE_ANOTHER]

    owner = ("owner", "周一鸣")
    assert signs("9|||901|room", 0.5, owner) == (4.0, 0.0)
    assert signs("9|||901|room", 0.99, owner) == signs("9|||901|room", 0.5) == (0.0, 0.0)
    assert signs("9|||907|room", 0.5, owner) == (0.0, 1.0), "another flat may bear the number"
    assert signs("9|||961|room", 0.5, owner) == (0.0, 0.0), "none can"


def test_beside_a_tenant_somebody_unknown_may_be_the_owner(filed: Decide, understood: MakeUnderstood) -> None:
    paper, tenant = {"unit": "3|2||502|room", "day": DAY}, ("tenant", "路人甲")
    assert R.OWNER_UNREAD in filed(understood("tenant_registration", names=(tenant, ("person", "梁建军")), **paper)).reasons
    assert R.OWNER_UNREAD not in filed(understood("tenant_registration", names=(tenant,), **paper)).reasons
    assert R.OWNER_UNREAD not in filed(understood("lease_contract", names=(tenant, ("applicant", "路人甲")), **paper)).reasons
    assert R.OWNER_UNREAD in filed(understood("lease_contract", names=(tenant, ("applicant", "范某某")), **paper)).reasons
