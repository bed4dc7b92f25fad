"""Every acceptance test runs in both forms: embedded, and scaled with a real PostgreSQL and Redis."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.acceptance.house import House, house


@pytest.fixture(params=["embedded", "scaled"])
def home(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[House]:
    """A fresh home in each form."""
    if request.param == "embedded":
        with house(tmp_path, "embedded", "", None) as made:
            yield made
    else:
        url, broker = request.getfixturevalue("fresh_postgres_database"), request.getfixturevalue("redis_broker")
        with house(tmp_path, "scaled", url, broker) as made:
            yield made
