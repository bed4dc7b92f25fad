from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from domain.document import FilingDecision, PageRun, UnderstoodPage
from domain.review import ReviewReason as R
from domain.scan_quality import UNMEASURED
from domain.taxonomy import Category, Taxonomy
from dossiers.filing import FilingOptions, decide, doubts, filing_thresholds, weigh
from dossiers.filing_model import FilingModel, Part, Sureness
from dossiers.register_index import RegisterIndex
from dossiers.signs import UNIT_SIGNS

MakeUnderstood = Callable[..., UnderstoodPage]
Decide = Callable[..., FilingDecision]

WANG = (("owner", "王小明"),)
DAY = date(2015, 6, 1)


def test_a_clear_paper_is_filed(filed: Decide, understood: MakeUnderstood) -> None:
    decision = filed(understood(unit="3|2||501|room", names=WANG, day=DAY, title="报修单"))
    assert decision.reasons == ()
    assert (decision.category, decision.doc_type, decision.title, decision.date) == (Category.REPAIR, "repair_request", "报修单", DAY)
    assert (decision.estate, str(decision.unit), decision.owner, decision.tenure_index) == ("翠湖花园", "3|2||501|room", "王小明", 0)
    assert decision.confidence >= 0.97
    assert decision.proposals[0].evidence == ("exact", "owner")


@pytest.mark.parametrize(
    ("unit", "name", "doubt"),
    [
        ("3|2||501|room", "王小明", False),
        ("3|2||501|room", "", True),
        ("8|1||201|room", "同名人", True),
    ],
)
def test_who_lives_here_and_not_next_door_rules_the_flats_next_door_out(
    index: RegisterIndex, taxonomy: Taxonomy, understood: MakeUnderstood, unit: str, name: str, doubt: bool
) -> None:
    page = understood(unit=unit, names=((("owner", name),) if name else ()), day=DAY)
    signs = weigh(PageRun(pages=(page,), boundary_confidence=1.0), index, taxonomy, FilingOptions(estate="翠湖花园")).signs
    assert signs is not None
    named = dict(zip((sign.name for sign in UNIT_SIGNS), signs.of_unit, strict=True))
    assert (named["neighbours"] > 0) == doubt


def test_a_unit_that_is_merely_named_needs_somebody_who_confirms_it(
    index: RegisterIndex, taxonomy: Taxonomy, understood: MakeUnderstood
) -> None:
    def barred(**known: object) -> frozenset[R]:
        page = understood(unit="9|||901|room", day=DAY, **known)
        alone = tuple(replace(field, by="alone") for field in page.fields.units)
        page = replace(page, fields=replace(page.fields, units=alone))
        return weigh(PageRun(pages=(page,), boundary_confidence=1.0), index, taxonomy, FilingOptions(estate="翠湖花园")).barred

    assert R.UNIT_UNCERTAIN in barred()
    assert R.UNIT_UNCERTAIN not in barred(names=(("owner", "周一鸣"),))
    assert R.UNIT_UNCERTAIN not in barred(phone="13800138000")


def test_the_register_gives_the_unit_its_full_form(filed: Decide, understood: MakeUnderstood) -> None:
    decision = filed(understood(unit="3||5|501|room", names=WANG, day=DAY))
    assert (str(decision.unit), decision.reasons) == ("3|2||501|room", ())


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        ({}, R.UNIT_MISSING),
        ({"unit": "3|2|||room"}, R.UNIT_PARTIAL),
        ({"unit": "3|2||509|room"}, R.UNIT_NOT_IN_REGISTER),
        ({"unit": "3|||601|room"}, R.UNIT_AMBIGUOUS),
        ({"unit": "3|2||501|room", "sure": 0.7}, R.CLASS_UNCERTAIN),
        ({"unit": "3|2||501|room", "names": (("owner", "陈生人"),), "day": DAY}, R.OWNER_CONTRADICTS),
        ({"unit": "3|2||501|room", "names": (("owner", "何大海"),), "day": DAY}, R.OWNER_CONTRADICTS),
        ({"unit": "3|2||501|room", "names": WANG, "day": date(2005, 1, 1)}, R.DATE_OUTSIDE_TENURE),
        ({"unit": "3|2||501|room"}, R.TENURE_UNKNOWN),
        ({"unit": "3|2||502|room", "unit_sure": 0.8}, R.UNIT_UNCERTAIN),
        ({"text_length": 0}, R.NO_TEXT),
        ({"unit": "3|2||501|room", "names": WANG, "day": DAY, "number": (1, 2)}, R.PAGE_MISSING),
    ],
)
def test_what_is_wrong_is_named(filed: Decide, understood: MakeUnderstood, page: dict[str, object], reason: R) -> None:
    decision = filed(understood(**page))
    assert reason in decision.reasons
    assert len(decision.proposals) <= 5


def test_a_wrong_digit_that_names_a_real_unit_does_not_pass_without_the_owner(filed: Decide, understood: MakeUnderstood) -> None:
    alone = filed(understood(unit="3|2||502|room", unit_sure=0.8, day=DAY))
    assert alone.reasons == (R.UNIT_UNCERTAIN, R.LOW_CONFIDENCE)
    misread = filed(understood(unit="3|2||502|room", unit_sure=0.96, names=WANG, day=DAY))
    assert R.OWNER_CONTRADICTS in misread.reasons
    assert "3|2||501|room" in [str(proposal.unit) for proposal in misread.proposals[:2]]


def test_the_owners_name_or_phone_confirms_a_doubtful_reading(filed: Decide, understood: MakeUnderstood) -> None:
    by_name = filed(understood(unit="3|2||502|room", unit_sure=0.9, names=(("owner", "趙敏"),), day=DAY))
    assert by_name.reasons == ()
    by_phone = filed(understood(unit="9|||901|room", unit_sure=0.9, phone="138-0013-8000", day=DAY))
    assert by_phone.reasons == ()


def test_an_owner_of_the_unit_next_door_too_confirms_little(filed: Decide, understood: MakeUnderstood) -> None:
    shared = filed(understood(unit="8|1||201|room", unit_sure=0.8, names=(("owner", "同名人"),), day=DAY))
    nobody = filed(understood(unit="8|1||201|room", unit_sure=0.8, day=DAY))
    assert shared.confidence <= nobody.confidence
    assert R.LOW_CONFIDENCE in shared.reasons


def test_a_name_with_one_wrong_character_is_neither_contradiction_nor_proof(filed: Decide, understood: MakeUnderstood) -> None:
    decision = filed(understood(unit="3|2||601|room", unit_sure=0.94, names=(("owner", "钱多夕"),), day=DAY))
    assert R.OWNER_CONTRADICTS not in decision.reasons
    sure = filed(understood(unit="3|2||601|room", unit_sure=0.94, names=(("owner", "钱多多"),), day=DAY))
    assert decision.confidence < sure.confidence


def test_a_unit_of_two_estates_needs_the_estate_or_the_owner(filed: Decide, understood: MakeUnderstood) -> None:
    assert R.UNIT_ESTATE_AMBIGUOUS in filed(understood(unit="5|1||101|room", day=DAY), estate="").reasons
    named = filed(understood(unit="5|1||101|room", estate="碧水灣小區", names=(("owner", "郑华"),), day=DAY), estate="")
    assert (named.estate, named.reasons) == ("碧水湾", ())
    owned = filed(understood(unit="5|1||101|room", names=(("owner", "吴天"),), day=DAY), estate="")
    assert owned.estate == "翠湖花园"


def test_of_several_units_the_labelled_one_counts(filed: Decide, understood: MakeUnderstood) -> None:
    page = understood("complaint_form", unit="3|2||501|room", mentions=("3|2||601|room",), names=WANG, day=DAY)
    assert (str(filed(page).unit), filed(page).reasons) == ("3|2||501|room", ())


def test_two_labelled_units_are_ambiguous_unless_the_owner_settles_it(filed: Decide, understood: MakeUnderstood) -> None:
    both = [understood(unit="3|2||501|room", day=DAY), understood(unit="3|2||502|room", title="")]
    assert R.UNIT_AMBIGUOUS in filed(*both).reasons
    settled = filed(understood(unit="3|2||501|room", names=WANG, day=DAY), understood(unit="3|2||502|room", title=""))
    assert str(settled.unit) == "3|2||501|room"


def test_a_unit_only_mentioned_is_not_filed_without_the_owner(filed: Decide, understood: MakeUnderstood) -> None:
    alone = filed(understood(mentions=("3|2||502|room",), day=DAY))
    assert alone.unit is None
    assert R.UNIT_AMBIGUOUS in alone.reasons
    confirmed = filed(understood(mentions=("3|2||502|room",), names=(("owner", "赵敏"),), day=DAY))
    assert str(confirmed.unit) == "3|2||502|room"
    assert R.UNIT_UNCERTAIN not in confirmed.reasons


def test_a_tenant_may_sign_a_tenants_paper(filed: Decide, understood: MakeUnderstood) -> None:
    tenant = (("applicant", "冯租客"),)
    assert filed(understood("repair_request", unit="3|2||501|room", names=tenant, day=DAY)).reasons == ()
    unknown = filed(understood("repair_request", unit="3|2||501|room", names=(("tenant", "路人甲"),), day=DAY))
    assert R.OWNER_CONTRADICTS not in unknown.reasons
    stranger = filed(understood("owner_information", unit="3|2||501|room", names=(("applicant", "路人甲"),), day=DAY))
    assert R.OWNER_CONTRADICTS in stranger.reasons


def test_papers_signed_before_the_tenure_belong_to_it(filed: Decide, understood: MakeUnderstood) -> None:
    early = filed(understood("purchase_contract", unit="3|2||501|room", names=WANG, day=date(2008, 3, 1)))
    assert (early.tenure_index, early.reasons) == (0, ())


def test_without_a_register_everything_waits(filed: Decide, understood: MakeUnderstood) -> None:
    decision = filed(understood(unit="3|2||501|room", names=WANG, day=DAY), register=RegisterIndex.build([]))
    assert R.REGISTER_EMPTY in decision.reasons
    assert R.UNIT_NOT_IN_REGISTER not in decision.reasons


def test_a_paper_of_an_unknown_estate_waits_unless_the_owner_or_the_phone_agrees(filed: Decide, understood: MakeUnderstood) -> None:
    assert R.ESTATE_UNKNOWN in filed(understood(unit="9|||901|room", estate="金色家园", day=DAY)).reasons
    by_phone = filed(understood(unit="9|||901|room", estate="金色家园", phone="138-0013-8000", day=DAY))
    assert R.ESTATE_UNKNOWN not in by_phone.reasons
    by_name = filed(understood(unit="3|2||502|room", estate="金色家园", names=(("owner", "趙敏"),), day=DAY))
    assert R.ESTATE_UNKNOWN not in by_name.reasons


def test_a_doubtful_boundary_is_named(filed: Decide, understood: MakeUnderstood) -> None:
    assert R.BOUNDARY_UNCERTAIN in filed(understood(unit="3|2||501|room", names=WANG, day=DAY), boundary=0.6).reasons


def test_an_unreadable_page_in_the_run_is_named(filed: Decide, understood: MakeUnderstood) -> None:
    run = (understood(unit="3|2||501|room", names=WANG, day=DAY), understood(readable=False))
    assert R.PAGE_MISSING in filed(*run).reasons


def test_a_page_that_cannot_be_trusted_is_not_filed(filed: Decide, understood: MakeUnderstood) -> None:
    good = understood(unit="3|2||501|room", names=WANG, day=DAY)
    lost = replace(understood(title="", starts=0.02), facts=replace(UNMEASURED, doubtful=0.5))
    decision = filed(good, lost)
    assert (decision.reasons, str(decision.unit)) == ((R.IMAGE_QUALITY,), "3|2||501|room")
    assert filed(good, replace(lost, facts=replace(UNMEASURED, skew=9.0))).reasons == ()


def test_a_faint_note_on_a_back_keeps_no_paper(filed: Decide, understood: MakeUnderstood) -> None:
    good = understood(unit="3|2||501|room", names=WANG, day=DAY)
    note = replace(understood(title="", starts=0.02), text_length=4, facts=replace(UNMEASURED, doubtful=0.5))
    assert filed(good, note).reasons == ()
    full = replace(note, facts=replace(note.facts, quality=replace(note.facts.quality, ink=0.05)))
    assert filed(good, full).reasons == (R.IMAGE_QUALITY,)
    assert R.IMAGE_QUALITY in filed(replace(good, text_length=4, facts=note.facts)).reasons


def test_nothing_is_filed_without_a_registered_unit(filed: Decide, understood: MakeUnderstood, index: RegisterIndex) -> None:
    known = {"3|2||501|room", "3|2||502|room", "3|2||601|room", "3|3||601|room", "9|||901|room", "8|1||201|room", "8|1||202|room"}
    for building in ("3", "5", "8", "9", ""):
        for entrance in ("", "1", "2"):
            for room in ("501", "601", "901", "999", ""):
                text = f"{building}|{entrance}||{room}|room"
                decision = filed(understood(unit=text, names=WANG, day=DAY), estate="")
                assert decision.reasons or str(decision.unit) in known


@pytest.fixture
def chosen(index: RegisterIndex, taxonomy: Taxonomy, model: FilingModel) -> Callable[..., FilingDecision]:
    """The decision on one page under other options or by another model."""

    def run(page: UnderstoodPage, options: FilingOptions, by: FilingModel = model) -> FilingDecision:
        return decide(PageRun(pages=(page,), boundary_confidence=1.0), index, taxonomy, by, replace(options, estate="翠湖花园"))

    return run


@pytest.mark.parametrize(
    ("codes", "kept"), [({"repair"}, True), ({"repair_request"}, True), ({"contract", "id_copy"}, False), (set(), False)]
)
def test_kinds_that_a_person_always_decides(
    chosen: Callable[..., FilingDecision], understood: MakeUnderstood, codes: set[str], kept: bool
) -> None:
    decision = chosen(understood(unit="3|2||501|room", names=WANG, day=DAY), FilingOptions(always_review=frozenset(codes)))
    assert decision.reasons == ((R.ALWAYS_REVIEW,) if kept else ())


def test_a_fixed_threshold_stands_whatever_is_promised(chosen: Callable[..., FilingDecision], understood: MakeUnderstood) -> None:
    page = understood(unit="3|2||501|room", unit_sure=0.9, names=WANG, day=DAY)
    assert chosen(page, FilingOptions(threshold=0.5, promise=1e-9)).reasons == ()
    assert R.LOW_CONFIDENCE in chosen(page, FilingOptions(threshold=0.9999)).reasons


def test_a_promise_that_nothing_can_keep_files_nothing(chosen: Callable[..., FilingDecision], understood: MakeUnderstood) -> None:
    page = understood(unit="3|2||501|room", names=WANG, day=DAY)
    assert R.LOW_CONFIDENCE in chosen(page, FilingOptions(promise=1e-9)).reasons
    tightened = FilingOptions(tightening=((Category.REPAIR, 1e-6),))
    assert R.LOW_CONFIDENCE in chosen(page, tightened).reasons
    assert chosen(understood("lease_contract", unit="3|2||501|room", names=WANG, day=DAY), tightened).reasons == ()


def test_a_tightened_category_halves_the_doubt_that_a_fixed_threshold_leaves(model: FilingModel) -> None:
    options = FilingOptions(threshold=0.9, tightening=((Category.REPAIR, 0.5),))
    found = {one.category: one.confidence for one in filing_thresholds(model, options)}
    assert found[Category.REPAIR] == pytest.approx(0.95)
    assert found[Category.OTHER] == 0.9


@pytest.mark.parametrize(
    ("shares", "ends", "named"),
    [
        ((0.9, 0.99), 0.99, {R.CLASS_UNCERTAIN}),
        ((0.94, 0.5), 0.9, {R.CLASS_UNCERTAIN, R.UNIT_UNCERTAIN, R.BOUNDARY_UNCERTAIN}),
        ((0.99, 0.98), 0.96, {R.UNIT_UNCERTAIN}),
    ],
)
def test_the_doubt_that_weighs_most_is_named(shares: tuple[float, float], ends: float, named: set[R]) -> None:
    sure = Sureness(confidence=0.9, ends=ends, parts=tuple(zip((Part.CLASS, Part.UNIT), shares, strict=True)))
    assert doubts(sure, 0.96, 0.95) == {R.LOW_CONFIDENCE, *named}
    assert doubts(sure, None, 0.95) >= {R.LOW_CONFIDENCE}
    assert doubts(sure, 0.9, 0.95) == ({R.BOUNDARY_UNCERTAIN} if ends < 0.95 else frozenset())


def test_the_decision_names_the_models_that_made_it(filed: Decide, understood: MakeUnderstood, model: FilingModel) -> None:
    assert filed(understood()).model == f"filing/4+{model.tag}+test"


def test_a_unit_of_several_estates_settled_by_the_owner_alone_is_proposed_not_filed(filed: Decide, understood: MakeUnderstood) -> None:
    decision = filed(understood(unit="5|1||101|room", names=(("owner", "吴天"),), day=DAY), estate="")
    assert (decision.estate, decision.reasons[0]) == ("翠湖花园", R.UNIT_ESTATE_AMBIGUOUS)
    assert filed(understood(unit="5|1||101|room", names=(("owner", "吴天"),), day=DAY)).reasons == ()


def test_a_type_that_the_taxonomy_has_no_longer_is_for_a_person(
    index: RegisterIndex, taxonomy: Taxonomy, model: FilingModel, understood: MakeUnderstood
) -> None:
    less = replace(taxonomy, types=tuple(one for one in taxonomy.types if one.code != "repair_request"))
    page = understood("repair_request", unit="3|2||501|room", names=WANG, day=DAY)
    decision = decide(PageRun(pages=(page,), boundary_confidence=1.0), index, less, model, FilingOptions(estate="翠湖花园"))
    assert (decision.doc_type, R.CLASS_UNCERTAIN in decision.reasons) == ("other_document", True)


@pytest.mark.parametrize(("sure", "said"), [(0.995, "3|2||509|room"), (0.9, "None")])
def test_a_number_that_is_not_registered_is_named_only_where_it_was_surely_read(
    filed: Decide, understood: MakeUnderstood, sure: float, said: str
) -> None:
    decision = filed(understood(unit="3|2||509|room", unit_sure=sure, day=DAY))
    assert (str(decision.unit), R.UNIT_NOT_IN_REGISTER in decision.reasons, decision.confidence) == (said, True, 0.0)


def test_a_unit_in_doubt_is_proposed_and_not_named(filed: Decide, understood: MakeUnderstood) -> None:
    doubtful = understood(unit="3|2||601|room", unit_sure=0.4, names=(("owner", "路人甲"),), day=DAY)
    decision = filed(doubtful)
    assert (decision.unit, decision.tenure_index, decision.confidence) == (None, None, 0.0)
    assert R.UNIT_UNCERTAIN in decision.reasons
    assert str(decision.proposals[0].unit) == "3|2||601|room"
