"""What a list of owners means for the tenures of one unit: a table of cases, and properties that hold for any list."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.ids import TenureId
from domain.imports import ChangeKind, ChangeNote
from domain.register import HeldTenure, RegisterRow, RegisterTenure
from domain.unit_number import UnitNumber
from dossiers.unit_update import UpdateOptions, plan_absent, plan_unit

UNIT = UnitNumber.parse("3|2||501|room")
PLACE = ("翠湖苑", UNIT)
AS_OF = date(2026, 1, 1)
EVE = date(2025, 12, 31)
OPTIONS = UpdateOptions(as_of=AS_OF)


def tenure(text: str) -> RegisterTenure:
    """Owners, start and end as 张三 2010-01-01 2015-06-30, joint owners parted by +, dates left out as -, nobody as -."""
    owners, start, end = [*text.split(), "-", "-"][:3]
    return RegisterTenure(
        owners=() if owners == "-" else tuple(owners.split("+")),
        start=None if start == "-" else date.fromisoformat(start),
        end=None if end == "-" else date.fromisoformat(end),
    )


def written(tenure: RegisterTenure) -> str:
    return " ".join(("+".join(tenure.owners) or "-", str(tenure.start or "-"), str(tenure.end or "-")))


def full(text: str) -> str:
    return written(tenure(text))


def held_of(*texts: str) -> tuple[HeldTenure, ...]:
    return tuple(HeldTenure(id=TenureId(n), tenure=tenure(text)) for n, text in enumerate(texts, start=1))


def rows_of(*texts: str) -> tuple[RegisterRow, ...]:
    return tuple(RegisterRow(row=n, estate=PLACE[0], unit=UNIT, tenure=tenure(text)) for n, text in enumerate(texts, start=2))


def after(
    held: Sequence[HeldTenure], rows: Sequence[RegisterRow], options: UpdateOptions = OPTIONS
) -> dict[int | None, list[RegisterTenure]]:
    """The unit's tenures once the steps are written: by id, new ones under None."""
    steps, _bad = plan_unit(PLACE, held, rows, options)
    found: dict[int | None, list[RegisterTenure]] = {each.id: [each.tenure] for each in held}
    for step in steps:
        if step.kind.written and step.held is not None:
            found[step.held] = [step.after]
        elif step.kind.written:
            found.setdefault(None, []).append(step.after)
    return found


CASES: list[tuple[str, tuple[str, ...], tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = [
    # name, held, list, tenures afterwards, steps
    ("the same again", ("张三",), ("张三",), ("张三",), ()),
    ("the first list", (), ("张三",), ("张三",), ("new",)),
    ("a unit without owner", (), ("-",), ("-",), ("new",)),
    ("a blank owner leaves the owner", ("张三",), ("-",), ("张三",), ()),
    ("an owner learnt for a unit without", ("-",), ("张三",), ("张三",), ("changed",)),
    ("another script", ("陳大文",), ("陈大文",), ("陈大文",), ("changed",)),
    ("a masked name is the full one held", ("张三丰",), ("张**",), ("张三丰",), ()),
    ("another owner, no dates", ("张三",), ("李四",), (f"张三 - {EVE}", f"李四 {AS_OF}"), ("ended", "owner")),
    (
        "another owner with date",
        ("张三 2010-01-01",),
        ("李四 2020-03-01",),
        ("张三 2010-01-01 2020-02-29", "李四 2020-03-01"),
        ("ended", "owner"),
    ),
    (
        "another owner with date, former undated",
        ("张三",),
        ("李四 2020-03-01",),
        ("张三 - 2020-02-29", "李四 2020-03-01"),
        ("ended", "owner"),
    ),
    (
        "another owner, the list repeats the flat's handover",
        ("张三 2010-01-01",),
        ("李四 2010-01-01",),
        (f"张三 2010-01-01 {EVE}", f"李四 {AS_OF}"),
        ("ended", "owner"),
    ),
    (
        "and the month after it does so again",
        (f"张三 2010-01-01 {EVE}", f"李四 {AS_OF}"),
        ("李四 2010-01-01",),
        (f"张三 2010-01-01 {EVE}", f"李四 {AS_OF}"),
        (),
    ),
    (
        "both owners in the list with dates",
        (),
        ("张三 2010-01-01", "李四 2020-03-01"),
        ("张三 2010-01-01 2020-02-29", "李四 2020-03-01"),
        ("new", "new"),
    ),
    ("former with end, present without date", (), ("张三 - 2015-06-30", "李四"), ("张三 - 2015-06-30", "李四 2015-07-01"), ("new", "new")),
    ("two present owners in rows of their own", (), ("张三", "李四"), ("张三", "李四"), ("new", "new")),
    ("a second present owner beside the first", ("张三",), ("张三", "李四"), ("张三", "李四"), ("new",)),
    (
        "joint owners with one date are not one after the other",
        (),
        ("张三 2010-01-01", "李四 2010-01-01"),
        ("张三 2010-01-01", "李四 2010-01-01"),
        ("new", "new"),
    ),
    ("a joint owner is added", ("张三",), ("张三+李四",), ("张三+李四",), ("changed",)),
    ("a joint owner leaves", ("张三+李四",), ("李四",), ("李四",), ("changed",)),
    ("a date moved", ("张三 2010-01-01",), ("张三 2010-10-01",), ("张三 2010-10-01",), ("changed",)),
    ("an end learnt", ("张三 2010-01-01",), ("张三 2010-01-01 2020-01-01",), ("张三 2010-01-01 2020-01-01",), ("changed",)),
    (
        "an old list names the owner before the transfer",
        ("张三 - 2025-05-31", "李四 2025-06-01"),
        ("张三",),
        ("张三 - 2025-05-31", "李四 2025-06-01"),
        ("unclear", "gone"),
    ),
    (
        "the former owner bought it back",
        ("张三 2010-01-01 2015-06-30", "李四 2015-07-01"),
        ("张三 2020-01-01",),
        ("张三 2010-01-01 2015-06-30", "李四 2015-07-01 2019-12-31", "张三 2020-01-01"),
        ("ended", "owner"),
    ),
    (
        "an earlier owner is added to the history",
        ("李四 2015-07-01",),
        ("张三 2010-01-01", "李四 2015-07-01"),
        ("张三 2010-01-01 2015-06-30", "李四 2015-07-01"),
        ("new",),
    ),
    (
        "a history listed again without ends",
        ("张三 2010-01-01 2020-02-29", "李四 2020-03-01"),
        ("张三 2010-01-01", "李四 2020-03-01"),
        ("张三 2010-01-01 2020-02-29", "李四 2020-03-01"),
        (),
    ),
    ("two left open by an older version, the list names one", ("张三", "李四"), ("李四",), ("张三", "李四"), ("gone",)),
]


@pytest.mark.parametrize(("held", "listed", "expected", "kinds"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_a_list_laid_over_a_unit(held: tuple[str, ...], listed: tuple[str, ...], expected: tuple[str, ...], kinds: tuple[str, ...]) -> None:
    steps, bad = plan_unit(PLACE, held_of(*held), rows_of(*listed), OPTIONS)
    assert not bad
    assert sorted(step.kind.code for step in steps) == sorted(kinds)
    found = [written(each) for some in after(held_of(*held), rows_of(*listed)).values() for each in some]
    assert sorted(found) == sorted(full(text) for text in expected)


def notes(held: tuple[str, ...], listed: tuple[str, ...], options: UpdateOptions = OPTIONS) -> set[ChangeNote | None]:
    steps, _bad = plan_unit(PLACE, held_of(*held), rows_of(*listed), options)
    return {step.note for step in steps} - {None}


def test_what_a_person_must_confirm_is_said() -> None:
    assert notes(("张三",), ("李四",)) == {ChangeNote.AS_OF}
    assert notes(("王建国",), ("王健国",)) == {ChangeNote.SIMILAR_NAME}
    assert notes(("张三 - 2025-05-31", "李四 2025-06-01"), ("张三",)) == {ChangeNote.FORMER}
    assert notes((), ("张三", "李四")) == {ChangeNote.SEVERAL}
    assert notes((), ("张三 - 2015-06-30", "李四")) == {ChangeNote.AFTER_FORMER}
    assert notes((), ("张三 2010-01-01", "李四 2020-03-01")) == {ChangeNote.BEFORE_NEXT}
    assert notes(("张三 2010-01-01",), ("李四 2020-03-01",)) == set()


def test_a_corrected_name_is_the_same_owner_only_where_the_person_says_so() -> None:
    corrected = replace(OPTIONS, corrections=True)
    assert after(held_of("王建国"), rows_of("王健国"), corrected) == {1: [tenure("王健国")]}
    assert notes(("王建国",), ("王健国",), corrected) == set()
    assert len(after(held_of("王建国"), rows_of("李四"), corrected)) == 2


def test_a_change_before_the_present_owner_began_is_refused() -> None:
    steps, bad = plan_unit(PLACE, held_of("张三 2026-05-01"), rows_of("李四"), OPTIONS)
    assert [(each.row, bool(each.en), bool(each.zh)) for each in bad] == [(2, True, True)]
    assert [step.kind for step in steps] == [ChangeKind.GONE]


def test_what_the_list_has_no_column_for_stays() -> None:
    old = replace(tenure("张三"), phones=("13800000001",), tenants=("李四",))
    held = (HeldTenure(id=TenureId(1), tenure=old),)
    assert plan_unit(PLACE, held, rows_of("张三"), replace(OPTIONS, stated=frozenset())) == ((), ())
    [step], _bad = plan_unit(PLACE, held, rows_of("张三"), OPTIONS)
    assert (step.after.phones, step.after.tenants) == ((), ())


def test_a_row_for_every_tenant_of_one_owner() -> None:
    first, second = rows_of("张三", "张三")
    rows = [replace(row, tenure=replace(row.tenure, tenants=(name,))) for row, name in ((first, "李四"), (second, "王五"))]
    [new] = after((), rows)[None]
    assert new.tenants == ("李四", "王五")
    assert plan_unit(PLACE, (HeldTenure(id=TenureId(1), tenure=new),), rows, OPTIONS) == ((), ())


def test_a_blank_owner_brings_a_new_telephone() -> None:
    [row] = rows_of("-")
    [step], _bad = plan_unit(PLACE, held_of("张三"), [replace(row, tenure=replace(row.tenure, phones=("13800000001",)))], OPTIONS)
    assert (step.after.owners, step.after.phones) == (("张三",), ("13800000001",))


def test_owners_no_longer_listed_are_ended_only_on_request() -> None:
    [step] = plan_absent(PLACE, held_of("王五 2001-01-01 2009-12-31", "张三 2010-01-01"), OPTIONS)
    assert (step.kind, step.after.end) == (ChangeKind.GONE, None)
    [step] = plan_absent(PLACE, held_of("张三 2010-01-01"), replace(OPTIONS, close_gone=True))
    assert (step.kind, step.after.end) == (ChangeKind.CLOSED, AS_OF)
    [step] = plan_absent(PLACE, held_of("张三 2027-01-01"), replace(OPTIONS, close_gone=True))
    assert step.kind is ChangeKind.GONE


_days = st.none() | st.dates(date(2000, 1, 1), date(2025, 1, 1))


@st.composite
def _tenures(draw: st.DrawFn) -> RegisterTenure:
    owners = tuple(draw(st.lists(st.sampled_from(["张三", "李四", "王建国", "王健国", "陳大文", "张*"]), max_size=2, unique=True)))
    start, length = draw(_days), draw(st.none() | st.integers(0, 4000))
    end = None if length is None else (start or date(2010, 1, 1)) + timedelta(days=length)
    return RegisterTenure(owners=owners, start=start, end=end)


_lists = st.lists(_tenures(), max_size=4).map(
    lambda some: tuple(RegisterRow(row=n, estate=PLACE[0], unit=UNIT, tenure=each) for n, each in enumerate(some, start=2))
)


_plain_lists = _lists.filter(lambda rows: len({frozenset(row.tenure.owners) for row in rows}) == len(rows))
"""Lists that name each owner once, as those of present owners do."""


@given(_lists, _plain_lists)
def test_a_list_laid_over_twice_changes_nothing_the_second_time(first: tuple[RegisterRow, ...], second: tuple[RegisterRow, ...]) -> None:
    held: tuple[HeldTenure, ...] = ()
    for rows in (first, second, second):
        before = held
        held = _numbered(after(held, rows))
    assert held == before


def _numbered(tenures: dict[int | None, list[RegisterTenure]]) -> tuple[HeldTenure, ...]:
    known = [HeldTenure(id=TenureId(n), tenure=some[0]) for n, some in tenures.items() if n is not None]
    new = [HeldTenure(id=TenureId(len(known) + n), tenure=each) for n, each in enumerate(tenures.get(None, ()), start=1)]
    return tuple(sorted([*known, *new], key=lambda each: (each.tenure.start is not None, each.tenure.start or date.min, each.id)))


@given(_lists, _lists)
def test_no_tenure_is_lost_and_none_ends_before_it_begins(first: tuple[RegisterRow, ...], second: tuple[RegisterRow, ...]) -> None:
    held = _numbered(after((), first))
    found = after(held, second)
    assert {each.id for each in held} <= found.keys()
    assert all(each.start is None or each.end is None or each.start <= each.end for some in found.values() for each in some)
