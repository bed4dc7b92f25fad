"""Settings: file, environment, defaults, and errors that name the entry."""

import tomllib
from pathlib import Path

import pytest

from domain.errors import UsageError
from hudang import settings


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in settings.Settings.model_fields:
        monkeypatch.delenv(f"HUDANG_{name.upper()}", raising=False)


def write(folder: Path, text: str) -> None:
    (folder / settings.FILE).write_text(text, encoding="utf-8")


def test_the_template_is_read_back_as_the_defaults(tmp_path: Path) -> None:
    write(tmp_path, settings.template())
    loaded = settings.load(tmp_path)
    fresh = settings.Settings(home=tmp_path)
    assert loaded.model_dump(exclude={"sources"}) == fresh.model_dump(exclude={"sources"})
    assert [s.name for s in loaded.sources] == ["drop"]


def test_every_setting_stands_in_the_template_with_its_default() -> None:
    bare = "\n".join(line.removeprefix("# ") for line in settings.template().splitlines() if " = " in line)
    values = tomllib.loads(bare)
    for name in set(settings.Settings.model_fields) - {"home", "sources"}:
        default = settings.Settings.model_fields[name].default
        assert values[name] == (list(default) if isinstance(default, tuple) else default)


def test_the_environment_wins_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "workers = 3\ncompany = 'AB'\n")
    monkeypatch.setenv("HUDANG_WORKERS", "5")
    loaded = settings.load(tmp_path)
    assert (loaded.workers, loaded.company) == (5, "AB")


WRONG = ("workers = 'many'", "wrokers = 2", "workers = [", "file_threshold = 1.5", "trusted_proxies = ['proxy.example']")


@pytest.mark.parametrize("text", WRONG)
def test_a_wrong_entry_is_a_usage_error_that_names_the_file(tmp_path: Path, text: str) -> None:
    write(tmp_path, text)
    with pytest.raises(UsageError, match=settings.FILE):
        settings.load(tmp_path)


def test_the_home_is_the_argument_then_the_variable_then_the_default(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert settings.load(None).home == tmp_path / "hudang-home"
    monkeypatch.setenv("HUDANG_HOME", str(tmp_path / "other"))
    assert settings.load(None).home == tmp_path / "other"
    assert settings.load(tmp_path / "third").home == tmp_path / "third"


@pytest.mark.parametrize(("written", "read"), [("5", 5), ("permanent", "permanent")])
def test_closed_dossiers_are_kept_for_years_or_for_good(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, written: str, read: object
) -> None:
    monkeypatch.setenv("HUDANG_RETENTION_YEARS", written)
    assert settings.load(tmp_path).retention_years == read


def test_a_term_of_no_years_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUDANG_RETENTION_YEARS", "0")
    with pytest.raises(UsageError, match="retention_years"):
        settings.load(tmp_path)
