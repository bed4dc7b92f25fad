"""The commands about imports: what they print, write and refuse."""

import json
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from domain.errors import UsageError
from hudang import logs
from hudang.cli.home import make_home
from hudang.cli.main import app

RUN = CliRunner()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    monkeypatch.setattr(logs, "configure", lambda *_given, **_named: None)  # commands of one process would leave their logs open
    folder = tmp_path / "home"
    make_home(folder)
    return folder


def run(home: Path, *words: str) -> str:
    done = RUN.invoke(app, [*words, "--home", str(home)], catch_exceptions=False)
    assert done.exit_code == 0
    return done.output


def listed(tmp_path: Path, *rows: str) -> str:
    path = tmp_path / "名册.csv"
    path.write_text("\n".join(["小区,楼栋,单元,房号,业主,电话", *rows]) + "\n", encoding="utf-8")
    return str(path)


def test_a_dry_run_with_its_report(home: Path, tmp_path: Path) -> None:
    run(home, "register", "import", listed(tmp_path, "翠湖苑,3,2,501,张三,", "翠湖苑,3,2,502,李四,"), "--by", "甲")
    file, report = listed(tmp_path, "翠湖苑,3,2,501,赵敏,", "翠湖苑,,,某处,王五,"), tmp_path / "差异.xlsx"
    told = run(home, "register", "import", file, "--dry-run", "--as-of", "2024-06-01", "--report", str(report))
    assert "将新增 1 行" in told
    assert "过户 1 户" in told
    assert "3栋2单元501室" in told
    book = openpyxl.load_workbook(report)
    assert book.sheetnames == ["汇总", "差异", "有误的行"]
    lines = [tuple(cell or "" for cell in row) for row in book["差异"].iter_rows(min_row=2, values_only=True)]
    assert ("", "原业主产权期结束", "翠湖苑", "3栋2单元501室", "张三", "产权止", "", "2024-05-31", "") in lines
    assert [row[0] for row in book["有误的行"].iter_rows(min_row=2, values_only=True)] == ["3"]
    data = json.loads(run(home, "register", "import", file, "--dry-run", "--as-of", "2024-06-01", "--json"))
    assert (data["dry_run"], data["import"], data["added"], data["owner_changes"], data["gone"]) == (True, None, 1, 1, 1)
    assert data["differences"][1]["fields"]["start"] == {"old": "", "new": "2024-06-01"}
    assert data["differences"][1]["note"] == "as_of"


def test_the_log_and_taking_back(home: Path, tmp_path: Path) -> None:
    run(home, "register", "import", listed(tmp_path, "翠湖苑,3,2,501,张三,"), "--by", "甲")
    run(home, "register", "transfer", "3栋2单元501室", "--to", "赵敏、钱五", "--date", "2024-06-01", "--by", "乙")
    entries = [json.loads(line) for line in run(home, "imports", "list", "--json").splitlines()]
    assert [(e["import"], e["kind"], e["by"], e["file"]) for e in entries] == [
        (2, "transfer", "乙", None),
        (1, "register", "甲", "名册.csv"),
    ]
    shown = json.loads(run(home, "imports", "show", "2", "--json"))
    assert [(c["table"], c["before"] and c["before"]["end"], c["after"]["end"]) for c in shown["changes"]] == [
        ("tenure", None, None),
        ("tenure", None, "2024-05-31"),
    ]
    [old, new] = json.loads(run(home, "register", "show", "3-2-501", "--json"))["tenures"]
    assert (old["owners"], old["to"], new["owners"], new["from"]) == ("张三", "2024-05-31", "赵敏、钱五", "2024-06-01")
    assert "已撤销" in run(home, "imports", "undo", "2")
    assert json.loads(run(home, "imports", "undo", "1", "--json"))["state"] == "undone"


@pytest.mark.parametrize(
    "words",
    [
        ("imports", "undo", "9"),
        ("imports", "show", "9"),
        ("register", "import", "没有.xlsx"),
        ("register", "transfer", "某处", "--to", "赵敏", "--date", "2024-06-01"),
        ("register", "transfer", "3-2-501", "--to", "赵敏", "--date", "昨天"),
    ],
)
def test_what_cannot_be_is_one_sentence(home: Path, words: tuple[str, ...]) -> None:
    with pytest.raises(UsageError) as refused:
        RUN.invoke(app, [*words, "--home", str(home)], catch_exceptions=False, standalone_mode=False)
    assert refused.value.message_zh
