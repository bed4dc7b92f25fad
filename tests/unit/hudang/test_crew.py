"""The crew of a home while its database is away."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from domain.job import LeaseRules
from hudang import crew as crew_module
from hudang.crew import Crew
from hudang.settings import Settings
from storage.blobs import Blobs
from storage.engine import Database
from tests.servers import free_port
from workers.supervisor import HomeLock


def test_supervision_outlasts_a_database_that_is_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crew_module, "LOOK_EVERY", 0.0)
    away = Database(f"postgresql+psycopg://nobody@127.0.0.1:{free_port()}/none")
    place = SimpleNamespace(blobs=Blobs(tmp_path / "objects"), database=away, rules=SimpleNamespace(leases=LeaseRules(), job_seconds=60.0))
    other = HomeLock(tmp_path / "run" / "supervisor.lock")
    assert other.acquire()
    (tmp_path / "logs").mkdir()
    with Crew(Settings(home=tmp_path, workers=1), place) as crew:  # type: ignore[arg-type]
        other.release()
        crew.poll()
        assert crew.leading
        crew.poll()
    away.close()
