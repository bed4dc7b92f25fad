"""A dossier through a change of ownership, by commands alone: late papers go to the owner of their date, the old dossier is kept."""

from pathlib import Path

from tests.acceptance.house import House, register_book, repair

UNIT = "3栋2单元501室"


def dropped(folder: Path, name: str, owner: str, day: str) -> None:
    folder.mkdir(exist_ok=True)
    repair(UNIT, owner, day=day).save(folder / f"{name}.png", dpi=(200, 200))


def test_the_old_dossier_stays_and_the_new_one_opens(home: House, tmp_path: Path) -> None:
    register_book(tmp_path / "register.xlsx", [("云栖苑", UNIT, "周立言"), ("云栖苑", "3栋2单元502室", "沈若溪")])
    home.json("register", "import", str(tmp_path / "register.xlsx"))
    home.run("required", "use", "11", "--estate", "云栖苑")
    dropped(tmp_path / "first", "1", "周立言", "2021年3月5日")
    home.json("batch", str(tmp_path / "first"), "--box", "A-7")
    home.run("place", "set", "A-7", "--cabinet", "3", "--shelf", "2")
    home.run("register", "transfer", UNIT, "--to", "顾明远", "--date", "2024-06-01")
    dropped(tmp_path / "later", "2", "周立言", "2023年1月8日")
    dropped(tmp_path / "later", "3", "顾明远", "2025年2月3日")
    home.json("batch", str(tmp_path / "later"))

    new = home.json("dossier", "show", UNIT)
    assert (new["owners"], new["closed"], [d["date"] for d in new["documents"]]) == (["顾明远"], False, ["2025-02-03"])
    before, after = new["dossiers_of_unit"]
    assert (before["owners"], before["to"], before["retain_until"]) == (["周立言"], "2024-05-31", "2027-05-31")
    assert after["dossier"] == new["dossier"]
    old = home.json("dossier", "show", UNIT, "--dossier", str(before["dossier"]))
    assert [(d["date"], d["box"], d["cabinet"], d["late"]) for d in old["documents"]] == [
        ("2021-03-05", "A-7", "3", False),
        ("2023-01-08", None, None, True),
    ]
    assert old["required"]["name"] == "用户档案目录（十一项）"
    home.run("check")
    missing = [row for row in home.rows("findings") if row["kind"] == "document_missing"]
    assert len(missing) == len(old["required"]["missing"]) + len(new["required"]["missing"]) == 14
