"""The tests' own servers answer, forget and come back."""

import psycopg
import pytest
import redis

from tests.servers import postgres_server, redis_server


def _plain(url: str) -> str:
    return url.replace("postgresql+psycopg", "postgresql")


def test_databases_are_fresh(fresh_postgres_database: str) -> None:
    with psycopg.connect(_plain(fresh_postgres_database)) as connection:
        connection.execute("CREATE TABLE 户 (n int)")
        assert connection.execute("SELECT count(*) FROM 户").fetchone() == (0,)


def test_postgres_keeps_commits_over_a_kill() -> None:
    with postgres_server() as server:
        with server.connect() as connection:
            connection.execute("CREATE TABLE kept (n int)")
        server.kill()
        with pytest.raises(psycopg.OperationalError):
            server.connect()
        server.start()
        with server.connect() as connection:
            assert connection.execute("SELECT count(*) FROM kept").fetchone() == (0,)


def test_redis_is_emptied_and_comes_back_empty() -> None:
    with redis_server() as server:
        with redis.Redis.from_url(server.url()) as client:
            client.set("a", "b")
        server.kill()
        server.start()
        with redis.Redis.from_url(server.url()) as client:
            assert client.get("a") is None
