"""Fixtures shared by all tests: real servers, started once a session when first asked for."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from uuid import uuid4

import pytest
import redis
from hypothesis import settings

from storage import schema
from storage.engine import Database
from tests.servers import PostgresServer, RedisServer, postgres_server, redis_server

# A property holds or not, however slow the machine: an example's time is no matter of these tests.
settings.register_profile("hudang", deadline=None)
settings.load_profile("hudang")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--examples", type=int, default=2, help="requests of chance a route and role in tests/integration/test_web_fuzz.py")


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL server of the session."""
    with postgres_server() as server:
        yield server


@pytest.fixture(scope="session")
def postgres_url(postgres: PostgresServer) -> str:
    """SQLAlchemy address of the server's own database; tests that write take `fresh_postgres_database`."""
    return postgres.url()


@pytest.fixture(scope="session")
def migrated_template(postgres: PostgresServer) -> str:
    """Name of a database at the newest schema, for others to be copied from: migrating each anew takes ten times as long."""
    name = "migrated_template"
    with postgres.connect() as connection:
        connection.execute(f"CREATE DATABASE {name}")
    with closing(Database(postgres.url(name))) as database:
        schema.upgrade(database)
    return name


@pytest.fixture
def fresh_postgres_database(postgres: PostgresServer) -> Iterator[str]:
    """SQLAlchemy address of an empty database that is dropped after the test."""
    with _database(postgres, "template1") as url:
        yield url


@pytest.fixture
def postgres_database(postgres: PostgresServer, migrated_template: str) -> Iterator[str]:
    """SQLAlchemy address of a database at the newest schema, without rows, that is dropped after the test."""
    with _database(postgres, migrated_template) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Both forms in turn: "" for a home's own SQLite, the address of a fresh PostgreSQL database."""
    if request.param == "sqlite":
        return ""
    url: str = request.getfixturevalue("postgres_database")
    return url


@contextmanager
def _database(postgres: PostgresServer, template: str) -> Iterator[str]:
    name = f"test_{uuid4().hex}"
    with postgres.connect() as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    yield postgres.url(name)
    with postgres.connect() as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def redis_broker() -> Iterator[RedisServer]:
    """A Redis server of the session."""
    with redis_server() as server:
        yield server


@pytest.fixture
def redis_url(redis_broker: RedisServer) -> str:
    """Address of an emptied database of the server."""
    with redis.Redis(host="127.0.0.1", port=redis_broker.port) as client:
        client.flushall()
    return redis_broker.url()
