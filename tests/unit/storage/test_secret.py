import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from domain.errors import DamagedStoreError
from storage.secret import NAME, home_secret


def test_the_secret_is_made_once_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    first = home_secret(tmp_path)
    assert len(first) == 32
    assert home_secret(tmp_path) == first
    assert stat.S_IMODE((tmp_path / NAME).stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == [NAME]


def test_processes_that_begin_at_once_agree(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(home_secret, [tmp_path] * 32))) == 1


@pytest.mark.parametrize("content", ["", "abc", "zz" * 32])
def test_a_damaged_secret_is_said_not_replaced(tmp_path: Path, content: str) -> None:
    (tmp_path / NAME).write_text(content)
    with pytest.raises(DamagedStoreError):
        home_secret(tmp_path)
    assert (tmp_path / NAME).read_text() == content
