"""docker-compose.yml: valid by the compose specification, safe, and running commands that exist."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from compose_spec import PyCompose
from pydantic import TypeAdapter
from typer.main import get_group

from hudang.cli.main import app
from hudang.settings import Settings, SourceSetting

ROOT = Path(__file__).parents[2]
_VARIABLE = re.compile(r"\$\{(?P<name>\w+)(?::-(?P<default>[^}]*)|:\?[^}]*)?\}")
OWN = ("init", "web", "watch", "worker")


def _interpolated(environment: dict[str, str]) -> dict[str, Any]:
    """The file as docker compose reads it with that environment: `${NAME:-default}` and `${NAME:?message}`."""
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    filled = _VARIABLE.sub(lambda match: environment.get(match["name"]) or match["default"] or f"<{match['name']}>", text)
    loaded: dict[str, Any] = yaml.safe_load(filled)
    return loaded


@pytest.fixture
def services() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = _interpolated({"HUDANG_DB_PASSWORD": "secret"})["services"]
    return found


def test_the_file_follows_the_specification() -> None:
    parsed = PyCompose.from_json(json.dumps(_interpolated({"HUDANG_DB_PASSWORD": "secret"})))
    parsed.validate()
    assert set(parsed.service_names()) == {*OWN, "redis", "postgres"}


def test_one_number_scales_the_workers() -> None:
    assert _interpolated({"HUDANG_WORKERS": "7"})["services"]["worker"]["deploy"]["replicas"] == 7


@pytest.mark.parametrize("name", OWN)
def test_each_command_exists(services: dict[str, dict[str, Any]], name: str) -> None:
    program, command = services[name]["command"]
    assert program == "hudang"
    assert command in get_group(app).commands


def test_health_checks_and_waiting(services: dict[str, dict[str, Any]]) -> None:
    assert {name for name, service in services.items() if "healthcheck" not in service} == {"init"}
    for name in ("web", "watch", "worker"):
        assert services[name]["depends_on"]["init"]["condition"] == "service_completed_successfully"


def test_nothing_is_open_beyond_this_machine(services: dict[str, dict[str, Any]]) -> None:
    ports = [port for service in services.values() for port in service.get("ports", ())]
    assert ports == ["127.0.0.1:8080:8080"]


def test_no_password_is_written_down() -> None:
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    assert re.findall(r"(?i)password:\s+(?!\$)\S+", text) == []


@pytest.mark.parametrize("name", OWN)
def test_each_variable_is_a_setting(services: dict[str, dict[str, Any]], name: str) -> None:
    settings = {"HUDANG_" + field.upper() for field in Settings.model_fields}
    assert set(services[name]["environment"]) <= settings


def test_the_watched_folder_is_the_one_mounted(services: dict[str, dict[str, Any]]) -> None:
    sources = TypeAdapter(tuple[SourceSetting, ...]).validate_json(services["watch"]["environment"]["HUDANG_SOURCES"])
    assert [str(source.path) for source in sources] == [volume.split(":")[1] for volume in services["watch"]["volumes"][1:]]


def test_the_image_runs_as_a_plain_user() -> None:
    steps = (ROOT / "Dockerfile").read_text(encoding="utf-8").splitlines()
    assert [step for step in steps if step.startswith("USER ")] == ["USER hudang"]
    assert steps.index("USER hudang") < next(index for index, step in enumerate(steps) if step.startswith("CMD "))
