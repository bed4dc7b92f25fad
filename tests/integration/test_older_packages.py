"""Packages that older versions wrote come in as their homes would have been brought up."""

import hashlib
import json
import sqlite3
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.errors import DamagedStoreError, UsageError
from domain.verification import FaultKind
from hudang.bootstrap import make_workplace
from hudang.cli.home import make_home
from hudang.settings import Settings
from publishing.bag import BagWriter
from services import looking
from services.looking import Filter
from services.packaging import KIND, SCHEMA, WHOLE
from services.unpacking import import_package
from services.verifying import verify
from services.workplace import Workplace
from storage import records, schema
from storage.engine import Database
from tests.integration.web_home import U502

KEPT = Path(__file__).parent / "packages"
"""Packages as versions of Hudang wrote them; they stay importable for good."""
OLD = "0007"
SCAN = b"scan"
UNITS = ["10|1||101|room", "2|1||502|room"]


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Workplace]:
    make_home(tmp_path / "home")
    place = make_workplace(Settings(home=tmp_path / "home", company="CPM"))
    yield place
    place.close()


def kept(place: Workplace, table: str) -> list[dict[str, object]]:
    with place.database.read() as tx:
        return [json.loads(line) for line in records.lines(tx, table)]


def write_old(folder: Path, *, schema_name: str = OLD, harm: str = "") -> Path:
    """A package as the schema of that time had its records: two units, one with a dossier, a finding, a scan and the meta rows."""
    raw_file = folder.with_suffix(".db")
    database = Database(f"sqlite:///{raw_file}")
    schema.upgrade_to(database, OLD)
    database.close()
    bag = BagWriter(folder)
    bag.path("objects/scan").write_bytes(SCAN)
    bag.written("objects/scan")
    with sqlite3.connect(raw_file) as raw:
        raw.executemany("INSERT INTO register_unit(estate, unit) VALUES ('翠湖苑', ?)", [(unit,) for unit in UNITS])
        raw.execute("INSERT INTO tenure(unit_id, owners, tenants, phones, start) VALUES (1, '[\"赵敏\"]', '[]', '[]', '2001-02-03')")
        raw.execute("INSERT INTO dossier(unit_id, tenure_id, opened_at) VALUES (1, 1, 0)")
        raw.execute(
            "INSERT INTO finding(fingerprint, kind, severity, archive_no, estate, unit, document, detail, status, first_at, last_at) "
            "VALUES ('f', 'scan_missing', 'error', '', '翠湖苑', '', '', 'x', 'waived', 1, 2)"
        )
        raw.row_factory = sqlite3.Row
        names = [row[0] for row in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'page_fts%'")]
        for name in set(names) - {"alembic_version", "worker", "source_state", "sqlite_sequence"}:
            json_columns = {row[1] for row in raw.execute(f"PRAGMA table_info({name})") if row[2] == "JSON"}
            rows = [dict(row) for row in raw.execute(f"SELECT * FROM {name}")]
            plain = [{key: json.loads(value) if key in json_columns and value else value for key, value in row.items()} for row in rows]
            if harm == name:
                plain = [{key: value for key, value in row.items() if key != "estate"} for row in plain]
            bag.path(f"records/{name}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in plain), encoding="utf-8")
            bag.written(f"records/{name}.jsonl")
    raw.close()
    digest = hashlib.sha256(SCAN).hexdigest()
    bag.path("records/objects.jsonl").write_text(json.dumps({"sha256": digest, "name": "objects/scan"}) + "\n", encoding="utf-8")
    bag.written("records/objects.jsonl")
    bag.close({KIND: WHOLE, SCHEMA: schema_name})
    return folder


def test_records_of_an_older_schema_are_brought_up(empty: Workplace, tmp_path: Path) -> None:
    (empty.home / "import.part").mkdir()  # one before was cut off
    assert import_package(empty, write_old(tmp_path / "sent")).records > len(UNITS)
    assert [(row["unit"], row["building"]) for row in kept(empty, "register_unit")] == [(UNITS[0], "10"), (UNITS[1], "2")]
    [tenure] = kept(empty, "tenure")
    assert (tenure["owners"], tenure["start"], tenure["household"]) == (["赵敏"], "2001-02-03", {})
    [dossier] = kept(empty, "dossier")
    assert dossier["stale"] is True
    [finding] = kept(empty, "finding")
    assert (finding["subject"], finding["status_at"], finding["sides"]) == ("f", 2.0, [])
    assert "access_log.head" in {row["key"] for row in kept(empty, "meta")}
    assert not (empty.home / "import.part").exists()


@pytest.mark.parametrize("package", sorted(KEPT.glob("*.tar.xz")), ids=lambda path: path.name)
def test_what_a_version_exported_comes_in_for_good(empty: Workplace, tmp_path: Path, package: Path) -> None:
    with tarfile.open(package) as archive:
        archive.extractall(tmp_path, filter="data")
    done = import_package(empty, tmp_path / "sent")
    assert done.objects == len(list(empty.blobs.root.glob("??/??/*")))
    sent = (tmp_path / "sent" / "data" / "records" / "document.jsonl").read_text(encoding="utf-8").splitlines()
    assert [row["archive_no"] for row in kept(empty, "document")] == [json.loads(line)["archive_no"] for line in sent]
    assert looking.search(empty, "漏水", Filter(unit=U502))
    checked = verify(empty, tell=lambda _stage, _done, _total: None)
    assert {kind for kind, _count in checked.counts} <= {FaultKind.PDF_MISSING}


def test_a_newer_package_and_a_damaged_old_one_are_refused(empty: Workplace, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="newer version"):
        import_package(empty, write_old(tmp_path / "newer", schema_name="9999"))
    with pytest.raises(DamagedStoreError, match="records"):
        import_package(empty, write_old(tmp_path / "harmed", harm="register_unit"))
    assert kept(empty, "register_unit") == []
