"""A dossier from its first paper through a change of ownership, by commands and by the web page, on SQLite and on a real PostgreSQL."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from domain.people import Role
from hudang import logs
from hudang.bootstrap import make_workplace
from hudang.cli.home import make_home
from hudang.cli.main import app
from hudang.settings import load
from services import ticking
from services.workplace import Workplace
from storage import read_models_dossiers, read_models_web
from storage.repositories import required_versions
from tests.integration.papers import listed, read_paper
from tests.integration.people import account, enter
from tests.integration.web_server import served

RUN = CliRunner()
UNIT, ESTATE = "3栋2单元501室", "翠湖苑"
LIST = """
[[required_set]]
name = "本公司目录"
estates = ["翠湖苑"]
item = [
  { name = "报修项目表", types = ["repair_request"] },
  { name = "权证复印件", types = ["title_copy"] },
  { name = "租赁清单", types = ["lease_list"], when = ["出租"] },
  { name = "回访记录", types = ["return_visit"], optional = true },
]
"""


@pytest.fixture
def home(tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    if database_url:
        monkeypatch.setenv("HUDANG_DATABASE_URL", database_url)
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    monkeypatch.setattr(logs, "configure", lambda *_given, **_named: None)  # commands of one process would leave their logs open
    folder = tmp_path / "home"
    make_home(folder)
    return folder


@pytest.fixture
def place(home: Path) -> Iterator[Workplace]:
    made = make_workplace(load(home))
    yield made
    made.close()


def run(home: Path, *words: str | Path) -> str:
    done = RUN.invoke(app, [*map(str, words), "--home", str(home)], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def shown(home: Path, *words: str) -> dict[str, object]:
    return json.loads(run(home, "dossier", "show", UNIT, *words, "--json"))


def use_list(home: Path, text: str = LIST) -> None:
    file = home / "taxonomy.toml"
    file.write_text(file.read_text(encoding="utf-8") + text, encoding="utf-8")


def transferred(home: Path, place: Workplace, tmp_path: Path) -> None:
    """Two papers of the first owner, the change of ownership, then a late paper of his and one of the new owner."""
    run(home, "register", "import", listed(tmp_path, f"{ESTATE},3,2,501,张三,租客甲", heads="小区,楼栋,单元,房号,业主,租户"), "--by", "甲")
    assert read_paper(place, tmp_path, date(2020, 5, 1)) == ("filed", "张三")
    assert read_paper(place, tmp_path, date(2021, 6, 1)) == ("filed", "张三")
    run(home, "register", "transfer", UNIT, "--to", "赵敏", "--date", "2024-06-01", "--by", "乙")
    assert read_paper(place, tmp_path, date(2022, 7, 1)) == ("filed", "张三")
    assert read_paper(place, tmp_path, date(2025, 1, 1)) == ("filed", "赵敏")


def test_the_old_dossier_is_kept_apart_and_late_papers_find_it(home: Path, place: Workplace, tmp_path: Path) -> None:
    use_list(home)
    transferred(home, place, tmp_path)
    new = shown(home)
    assert (new["owners"], new["closed"], [d["date"] for d in new["documents"]]) == (["赵敏"], False, ["2025-01-01"])
    [before, after] = new["dossiers_of_unit"]
    assert (before["owners"], before["closed"], before["retain_until"], before["to"]) == (["张三"], True, "2027-05-31", "2024-05-31")
    assert (after["owners"], after["dossier"]) == (["赵敏"], new["dossier"])
    old = shown(home, "--dossier", str(before["dossier"]))
    assert [(d["date"], d["late"]) for d in old["documents"]] == [("2020-05-01", False), ("2021-06-01", False), ("2022-07-01", True)]
    assert old["dossiers_of_unit"] == new["dossiers_of_unit"]
    happened = [(each["what"], each.get("by", "")) for each in reversed(old["history"]) if each["what"] != "found"]  # checked at once
    assert happened == [("registered", "甲"), ("opened", ""), ("filed", ""), ("filed", ""), ("transferred", "乙"), ("filed", "")]
    told = run(home, "dossier", "show", UNIT, "--dossier", str(before["dossier"]))
    assert "已封存，保管至 2027-05-31，期满后可申请销毁" in told
    assert "迟到补归" in told


def test_each_tenure_has_ticks_kinds_and_findings_of_its_own(home: Path, place: Workplace, tmp_path: Path) -> None:
    use_list(home)
    transferred(home, place, tmp_path)
    run(home, "check")
    new, old = shown(home), shown(home, "--dossier", "1")
    assert old["required"]["missing"] == ["权证复印件", "租赁清单"]
    assert new["required"]["missing"] == ["权证复印件"]
    assert (new["required"]["name"], new["required"]["version"], new["required"]["completeness"]) == ("本公司目录", 1, 0.5)
    assert {k["kind"] for k in old["kinds"] if k["holds"]} == {"let", "sold"}
    missing = [[f["detail"] for f in one["findings"] if f["kind"] == "document_missing"] for one in (old, new)]
    assert [len(each) for each in missing] == [2, 1]
    assert "2024-06-01 起" in missing[1][0]
    run(home, "dossier", "kind", UNIT, "--dossier", "1", "--not", "let", "--why", "租客已于过户前搬离", "--by", "丙")
    told = shown(home, "--dossier", "1")
    assert told["required"]["missing"] == ["权证复印件"]
    assert (told["history"][0]["by"], told["history"][0]["note"]) == ("丙", "租客已于过户前搬离")
    run(home, "check")
    after = shown(home, "--dossier", "1")
    assert len([f for f in after["findings"] if f["kind"] == "document_missing"]) == 1
    found = [(h["finding"], h["status"]) for h in after["history"] if h["what"] == "found" and h["finding"] == "document_missing"]
    assert sorted(found) == [("document_missing", "mended"), ("document_missing", "open")]
    run(home, "dossier", "kind", UNIT, "--dossier", "1", "--by-facts", "let", "--why", "误填", "--by", "丙")
    assert "租赁清单" in shown(home, "--dossier", "1")["required"]["missing"]
    refused = RUN.invoke(app, ["dossier", "kind", UNIT, "--is", "let", "--home", str(home)])
    assert "理由" in str(refused.exception.message_zh)


def test_the_list_of_dossiers_narrows_counts_and_names_what_is_missing(home: Path, place: Workplace, tmp_path: Path) -> None:
    use_list(home)
    transferred(home, place, tmp_path)

    def rows(*words: str) -> list[tuple[list[str], list[str]]]:
        lines = run(home, "dossier", "list", *words, "--json").splitlines()
        return [(row["owners"], row["missing"]) for row in map(json.loads, lines)]

    old, new = (["张三"], ["权证复印件", "租赁清单"]), (["赵敏"], ["权证复印件"])
    assert rows() == [old, new]
    assert rows("--closed") == rows("张三") == rows("--kind", "sold") == [old]
    assert rows("--open", "--gaps") == rows("--kind", "owner_occupied") == [new]
    assert rows("--complete") == rows("3栋2单元502室") == rows("--building", "4", "--estate", ESTATE) == []
    assert rows("三栋二单元501", "--size", "1", "--page", "2") == [new]
    assert "缺件 2，齐全 0，封存 1" in run(home, "dossier", "list")


def test_boxes_and_cabinets_are_shown_with_each_paper(home: Path, place: Workplace, tmp_path: Path) -> None:
    transferred(home, place, tmp_path)
    number = shown(home, "--dossier", "1")["documents"][0]["archive_no"]
    run(home, "catalogue", "import", listed(tmp_path, f"{number},A-7", heads="档号,盒号"))
    record = tmp_path / "位置.csv"
    record.write_text("档案存放位置登记表\n盒号,柜号,层\nA-7,3,2\nB-1,,1\nA-7,4,1\n", encoding="utf-8")
    dry = json.loads(run(home, "place", "import", str(record), "--dry-run", "--json"))
    assert (dry["new"], [bad["row"] for bad in dry["bad"]]) == (1, [4, 5])
    assert run(home, "place", "list", "--json") == ""
    run(home, "place", "import", str(record), "--by", "甲")

    def where() -> tuple[object, ...]:
        paper = shown(home, "--dossier", "1")["documents"][0]
        return paper["box"], paper["cabinet"], paper["shelf"]

    assert where() == ("A-7", "3", "2")
    run(home, "place", "set", "A-7", "--cabinet", "5", "--estate", "碧水湾", "--by", "乙")  # another estate's box of that number
    assert where() == ("A-7", "3", "2")
    run(home, "place", "set", "A-7", "--cabinet", "9", "--shelf", "1", "--estate", ESTATE, "--by", "乙")
    assert where() == ("A-7", "9", "1")
    run(home, "place", "remove", "A-7", "--estate", ESTATE)
    assert where() == ("A-7", "3", "2")
    history = [json.loads(line)["cabinet"] for line in run(home, "place", "show", "A-7", "--json").splitlines()]
    assert history == ["3", "5", "9", ""]


def test_a_dossier_states_the_version_and_an_unnumbered_edit_is_on_record(home: Path, place: Workplace, tmp_path: Path) -> None:
    use_list(home)
    transferred(home, place, tmp_path)
    assert shown(home)["required"]["revision"] == 1
    file = home / "taxonomy.toml"
    now = LIST.replace("权证复印件", "房产证")
    file.write_text(file.read_text(encoding="utf-8").replace(LIST, now), encoding="utf-8")
    edited = shown(home)["required"]
    assert (edited["version"], edited["revision"], "房产证" in edited["missing"]) == (1, 2, True)
    checked = RUN.invoke(app, ["required", "check", "--home", str(home)])
    assert "使用后被改动" in checked.stderr
    old, new = (json.loads(line) for line in run(home, "required", "history", "--json").splitlines() if "本公司" in line)
    assert [new["item"][1]["name"], old["item"][1]["name"]] == ["房产证", "权证复印件"]
    use_list(home, LIST.replace("estates", "version = 2\nfrom = 2025-06-01\nestates").replace("权证复印件", "不动产权证"))
    assert shown(home)["required"]["version"] == 2
    closed = shown(home, "--dossier", "1")["required"]  # sealed in 2024: held against the list of its day
    assert (closed["version"], closed["revision"]) == (1, 2)


def test_kept_outcomes_follow_every_change(home: Path, place: Workplace, tmp_path: Path) -> None:
    use_list(home)
    run(home, "register", "import", listed(tmp_path, f"{ESTATE},3,2,501,张三,", heads="小区,楼栋,单元,房号,业主,居住情况"))
    read_paper(place, tmp_path, date(2020, 5, 1))

    def kept() -> tuple[str, int, int]:
        ticking.refresh(place)
        with place.database.read() as tx:
            [row] = read_models_dossiers.rows(tx, read_models_dossiers.Wanted(today=place.today()), limit=9, offset=0)
        return ",".join(sorted(row.kinds)), row.needed, row.have

    assert kept() == ("owner_occupied", 2, 1)
    assert ticking.refresh(place) == 0
    run(home, "register", "import", listed(tmp_path, f"{ESTATE},3,2,501,张三,出租", heads="小区,楼栋,单元,房号,业主,居住情况"))
    assert kept() == ("let", 3, 1)
    run(home, "imports", "undo", "2")
    assert kept() == ("owner_occupied", 2, 1)
    run(home, "register", "transfer", UNIT, "--to", "赵敏", "--date", "2024-06-01")
    assert kept() == ("owner_occupied,sold", 2, 1)
    file = home / "taxonomy.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace('"repair_request"] }', '"nope"] }'), encoding="utf-8")  # a mistake: the last good list stays in force
    assert kept() == ("owner_occupied,sold", 2, 1)
    mended = LIST.replace('types = ["repair_request"]', 'types = ["repair_request"], optional = true')
    file.write_text(text.replace(LIST, mended), encoding="utf-8")
    assert kept() == ("owner_occupied,sold", 1, 0)
    with place.database.read() as tx:
        assert [each.required.name for each in required_versions.load(tx)] == ["本公司目录"] * 2
        assert read_models_web.volume(tx, 1) is not None


def test_the_web_page_shows_both_dossiers_and_takes_a_person_s_word(home: Path, place: Workplace, tmp_path: Path) -> None:
    use_list(home)
    transferred(home, place, tmp_path)
    with served(place) as (client, address):
        enter(place, account(place, "丁", Role.ARCHIVIST), client)
        old, new = client.get("/dossiers/1").text, client.get("/dossiers/2").text
        assert "已封存，保管至 2027-05-31，期满后可申请销毁" in old
        assert "过户后补归" in old
        assert "过户后补归" not in new
        assert 'href="/dossiers/2"' in old
        assert 'href="/dossiers/1"' in new
        assert "按封存时适用的目录核对" in old
        assert "本公司目录第 1 版" in new
        assert "登记过户" in old
        listing = client.get("/dossiers", params={"estate": ESTATE, "state": "closed", "building": "3", "kind": "let"}).text
        assert "张三" in listing
        assert "赵敏" not in listing
        assert client.get("/dossiers", params={"state": "nonsense"}).status_code == 404
        origin = {"origin": address}
        entries = {"kind": "let", "holds": "no", "why": "", "by": "丁"}
        refused = client.post("/dossiers/1/kind", data=entries, headers=origin)
        assert (refused.status_code, "请写明理由" in refused.text) == (422, True)
        client.post("/dossiers/1/kind", data=entries | {"why": "<b>电话</b>核实"}, headers=origin)
        after = client.get("/dossiers/1").text
        assert "&lt;b&gt;电话&lt;/b&gt;核实" in after
        assert "租赁清单" in after
        assert shown(home, "--dossier", "1")["required"]["missing"] == ["权证复印件"]
        assert "未登记" in client.get("/documents/1").text
        number = shown(home, "--dossier", "1")["documents"][0]["archive_no"]
        run(home, "catalogue", "import", listed(tmp_path, f"{number},7", heads="档号,盒号"))
        run(home, "place", "set", "7", "--cabinet", "3", "--shelf", "2")
        assert "3 柜 2 层 7 盒" in client.get("/documents/1").text
        assert "3 柜 2 层 7 盒" in client.get("/dossiers/1").text
