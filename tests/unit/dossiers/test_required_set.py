from domain.taxonomy import RequiredItem, RequiredSet
from dossiers.required_set import completeness, tick

WANTED = RequiredSet(
    name="目录",
    items=(
        RequiredItem(name="购房合同", types=("purchase_contract", "service_contract")),
        RequiredItem(name="房屋验收表", types=("acceptance_form",)),
        RequiredItem(name="装修申报表", types=("renovation_application",), optional=True),
    ),
)


def test_ticks_gaps_and_what_is_optional() -> None:
    ticks = tick(WANTED, ["service_contract", "purchase_contract", "repair_request"])
    assert [line.count for line in ticks] == [2, 0, 0]
    assert [line.ticked for line in ticks] == [True, False, False]
    assert [line.gap for line in ticks] == [False, True, False]
    assert completeness(ticks) == 0.5


def test_a_set_without_needs_is_complete() -> None:
    assert completeness(tick(RequiredSet(name="空", items=()), [])) == 1.0
