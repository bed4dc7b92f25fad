import re

import pytest
from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from domain.errors import UsageError
from services import passwords


def test_a_password_fits_only_its_own_hash() -> None:
    stored = passwords.hashed("correct horse battery")
    assert stored.startswith("$argon2id$")
    assert passwords.fits("correct horse battery", stored)
    assert not passwords.fits("correct horse batter", stored)
    assert not passwords.fits("anything", "no hash at all")
    assert not passwords.is_dated(stored)


def test_an_unknown_account_costs_the_same_and_fits_nothing() -> None:
    """The stand-in is a real hash of today's cost, so that as much is computed for it: it mismatches, it is not refused unseen."""
    assert not passwords.fits("anything", None)
    assert not passwords.is_dated(passwords._NOBODY)
    with pytest.raises(VerifyMismatchError):
        PasswordHasher().verify(passwords._NOBODY, "anything")


def test_one_time_passwords_are_random_and_legible() -> None:
    made = {passwords.one_time() for _ in range(50)}
    assert len(made) == 50
    assert all(re.fullmatch(r"([A-HJ-NP-Z2-9]{4}-){3}[A-HJ-NP-Z2-9]{4}", each) for each in made)


@pytest.mark.parametrize("weak", ["", "short", "aaaaaaaaaaaa", "x" * 129, "zhangmin12345", "12121212121212"])
def test_weak_passwords_are_refused(weak: str) -> None:
    with pytest.raises(UsageError):
        passwords.refuse_weak(weak, "zhangmin")


def test_a_long_sentence_is_good() -> None:
    passwords.refuse_weak("春眠不觉晓处处闻啼鸟", "zhangmin")
