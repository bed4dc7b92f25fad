"""The rules of the house that no single tool checks."""

import ast
import re
import subprocess
import tomllib
from fnmatch import fnmatch
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
NOT_PACKAGED = {"tests", "evaluation", "scripts", "docs"}
LONGEST_MODULE, LONGEST_FUNCTION = 400, 50
KEPT_IN = {
    "sqlalchemy": {"storage"},
    "alembic": {"storage"},
    "argon2": {"services"},
    "celery": {"workers"},
    "pdf2image": {"ingest"},
    "pytesseract": {"ocr"},
    "openvino": {"ocr"},
    "onnxruntime": {"ocr"},
    "cv2": {"imaging", "ocr"},
    "fpdf": {"publishing"},
    "fastapi": {"review"},
    "starlette": {"review"},
}
"""Third-party modules and the only rooms that may import them."""


@cache
def _tracked() -> list[PurePosixPath]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT, capture_output=True, check=True
    )
    names = [PurePosixPath(name) for name in listed.stdout.decode().split("\0") if name]
    return [name for name in names if (ROOT / name).is_file()]


@cache
def _packages() -> set[str]:
    return {name.parts[0] for name in _tracked() if len(name.parts) == 2 and name.name == "__init__.py"} - NOT_PACKAGED


@cache
def _modules() -> list[PurePosixPath]:
    """Python modules except migrations, which are as long as the tables they make."""
    code = _packages() | {"evaluation", "scripts"}
    return [name for name in _tracked() if name.suffix == ".py" and name.parts[0] in code and "migrations" not in name.parts]


@pytest.fixture(scope="module")
def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def test_every_package_is_in_the_import_contract(project: dict[str, Any]) -> None:
    contract = project["tool"]["importlinter"]
    floors = next(rule for rule in contract["contracts"] if rule["id"] == "floors")
    assert set(contract["root_packages"]) == _packages()
    assert {room.strip() for floor in floors["layers"] for room in floor.split("|")} == _packages()


def test_every_package_is_typed_and_installed(project: dict[str, Any]) -> None:
    assert set(project["tool"]["mypy"]["packages"]) == _packages()
    include = project["tool"]["setuptools"]["packages"]["find"]["include"]
    assert set(include) == {pattern for package in _packages() for pattern in (package, f"{package}.*")}


def test_every_data_file_of_a_package_is_installed(project: dict[str, Any]) -> None:
    patterns = project["tool"]["setuptools"]["package-data"]["*"]
    data = [name for name in _tracked() if name.parts[0] in _packages() and name.suffix != ".py"]
    assert [str(name) for name in data if not any(fnmatch(name.name, pattern.split("/")[-1]) for pattern in patterns)] == []


def test_modules_and_functions_are_short() -> None:
    long: list[str] = []
    for name in _modules():
        lines = len((ROOT / name).read_text(encoding="utf-8").splitlines())
        if lines > LONGEST_MODULE:
            long.append(f"{name}: {lines} lines")
        for node in ast.walk(_tree(ROOT / name)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and (node.end_lineno or 0) - node.lineno >= LONGEST_FUNCTION:
                long.append(f"{name}: {node.name} is longer than {LONGEST_FUNCTION} lines")
    assert long == []


@pytest.mark.parametrize(("module", "rooms"), KEPT_IN.items())
def test_a_module_of_others_stays_in_its_rooms(project: dict[str, Any], module: str, rooms: set[str]) -> None:
    """Import-linter holds the rule for plain imports; a module loaded by name is invisible to it and is looked for here."""
    plain = {name.parts[0] for name in _modules() if module in _imports(ROOT / name)}
    by_name = {name.parts[0] for name in _modules() if module in _loaded_by_name(ROOT / name)}
    assert (plain | by_name) & _packages() <= rooms
    assert plain | by_name, f"{module} is used nowhere: drop it here"
    if plain & _packages():
        rules = {rule["id"]: rule for rule in project["tool"]["importlinter"]["contracts"] if rule["type"] == "protected"}
        assert rules[f"{module}-room"]["protected_modules"] == [module]
        assert set(rules[f"{module}-room"]["allowed_importers"]) == rooms


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.Import):
            found.update(alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found


def _loaded_by_name(path: Path) -> set[str]:
    """First parts of the names given to importlib.import_module or __import__."""
    calls = (node for node in ast.walk(_tree(path)) if isinstance(node, ast.Call) and node.args)
    named = (call.args[0] for call in calls if ast.unparse(call.func).endswith(("import_module", "__import__")))
    return {str(name.value).split(".")[0] for name in named if isinstance(name, ast.Constant)}


def test_nothing_tracked_names_this_machine_or_a_registry() -> None:
    """A path of somebody's machine or the host of a package index works nowhere else."""
    places = re.compile(r"(?<![\w.$}])/(?:root|work|home/\w+|Users/\w+)/|pypi[.]org|python[h]osted|npm[j]s[.]|deb[.]debian")
    found: list[str] = []
    for name in _tracked():
        data = (ROOT / name).read_bytes()
        if b"\0" in data[:8192]:
            continue
        lines = data.decode("utf-8", "replace").splitlines()
        found += [f"{name}:{number}" for number, line in enumerate(lines, start=1) if places.search(line) and str(name) != ".gitignore"]
    assert found == []


def test_test_files_have_names_of_their_own() -> None:
    names = [name.name for name in _tracked() if name.parts[0] == "tests" and name.name.startswith("test_")]
    assert sorted(names) == sorted(set(names))
