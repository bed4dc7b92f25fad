"""The one table of permissions."""

import pytest

from domain.ids import AccountId
from domain.people import ALLOWED, PERMISSION_ZH, Actor, Permission, Role, narrowed, sees

P = Permission


def test_every_permission_is_named_and_somebody_has_it() -> None:
    assert set(PERMISSION_ZH) == set(Permission)
    assert set().union(*ALLOWED.values()) == set(Permission)
    assert set(ALLOWED) == set(Role)


@pytest.mark.parametrize("role", Role)
def test_everybody_keeps_the_own_account(role: Role) -> None:
    assert {P.OWN, P.INTERFACE} <= ALLOWED[role]
    assert Role.of(role.code) is role


def test_duties_are_apart() -> None:
    papers = {P.READ, P.PICTURE, P.DOWNLOAD, P.ORIGINAL, P.NUMBERS, P.REVIEW, P.EXPORT, P.REPORT}
    assert not ALLOWED[Role.ADMINISTRATOR] & papers
    assert not ALLOWED[Role.SCANNER] & papers
    assert not ALLOWED[Role.VIEWER] & {P.ORIGINAL, P.NUMBERS, P.UNASKED, P.REVIEW, P.ACCESS_LOG, P.STATUS, P.EXPORT}
    assert [role for role in Role if P.PEOPLE in ALLOWED[role]] == [Role.ADMINISTRATOR]


def test_several_roles_add_up() -> None:
    actor = Actor(account_id=AccountId(1), name="a", shown="甲", roles=(Role.SCANNER, Role.ADMINISTRATOR), estates=None)
    assert actor.may(P.PEOPLE)
    assert actor.may(P.LABEL)
    assert not actor.may(P.READ)


def test_estates() -> None:
    one, two = frozenset({"甲苑", "乙苑"}), frozenset({"乙苑"})
    assert (narrowed(None, one), narrowed(one, None), narrowed(one, two), narrowed(None, None)) == (one, one, two, None)
    assert sees(None, "")
    assert sees(one, "甲苑")
    assert not sees(two, "甲苑")
    assert not sees(one, "")
