"""The checks in full, for a batch and after an import, and what they store, on SQLite and on a real PostgreSQL."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from domain.finding import FindingStatus
from domain.ids import BatchId
from evaluation.findings.home import open_home
from evaluation.findings.store import store
from services import checking, findings
from services.findings import Move
from services.workplace import Workplace
from storage.repositories.findings import FindingFilter
from storage.tables import catalogue_row
from tests.unit.services.test_checking_in_scopes import small_archive, standing


@pytest.fixture
def place(tmp_path: Path, database_url: str) -> Iterator[Workplace]:
    made = replace(open_home(tmp_path / "home", database_url), today=lambda: date(2020, 1, 1))
    store(made, small_archive(5))
    yield made
    made.close()


def test_both_databases_keep_the_same_findings(place: Workplace, tmp_path: Path) -> None:
    assert checking.check(place).still_open == len(standing(place))
    beside = replace(open_home(tmp_path / "beside"), today=place.today)
    store(beside, small_archive(5))
    checking.check(beside)
    assert standing(place) == standing(beside)
    beside.close()


def test_a_finding_goes_through_its_life(place: Workplace) -> None:
    checking.check(place)
    first = findings.listing(place, FindingFilter(), limit=1).rows[0]
    findings.move(place, first.id, Move(after=FindingStatus.WAIVED, by="王主任", note="原件如此"))
    checking.check(place)
    assert findings.show(place, first.id).stored.status is FindingStatus.WAIVED
    with place.database.begin() as tx:
        tx.connection.execute(catalogue_row.update().values(retired=True))
    checking.check(place)
    still = findings.listing(place, FindingFilter(status=FindingStatus.OPEN), limit=1_000).rows
    assert all(row.finding.row is None for row in still)
    assert findings.listing(place, FindingFilter(status=FindingStatus.MENDED), limit=1).total > 0


def test_a_batch_returns_what_is_about_it(place: Workplace) -> None:
    returned = checking.check_batch(place, BatchId(1))
    whole = {(kind, about, detail) for kind, about, _, detail in standing(place)}
    assert {(each.finding.kind, each.finding.about, each.finding.detail) for each in returned} <= whole
    with place.database.read() as tx:
        assert tx.connection.scalar(sa.select(sa.func.count()).select_from(catalogue_row)) == 50
