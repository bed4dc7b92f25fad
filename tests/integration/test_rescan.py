"""A page too bad to be trusted waits for a person, who is told which page, what is wrong and what to do."""

from pathlib import Path

import httpx
import pytest
from PIL import ImageFilter

from domain.people import Role
from domain.scan_quality import FaultKind
from review.app import make_app
from services import reviewing
from tests.acceptance.house import house, register_book, repair
from tests.integration import web_home
from tests.integration.people import account, enter


def test_a_blurred_page_is_not_filed(tmp_path: Path) -> None:
    (tmp_path / "scans").mkdir()
    for name, unit, owner, sigma in (("sharp", "3栋2单元501室", "周立言", 0.0), ("blurred", "5栋1单元302室", "韩子衿", 2.5)):
        page = repair(unit, owner, what=f"厨房水管漏水，请安排维修。{name}")
        page.filter(ImageFilter.GaussianBlur(sigma)).save(tmp_path / "scans" / f"{name}.png", dpi=(150, 150))
    register_book(tmp_path / "register.xlsx", [("云栖苑", "3栋2单元501室", "周立言"), ("云栖苑", "5栋1单元302室", "韩子衿")])
    with house(tmp_path, "embedded", "", None) as home:
        home.json("register", "import", str(tmp_path / "register.xlsx"))
        home.json("batch", str(tmp_path / "scans"))
        bad, good = sorted(home.rows("documents"), key=lambda row: row["pages"])
        assert (good["status"], good["reasons"]) == ("filed", [])
        assert bad["status"] == "review"
        assert "image_quality" in bad["reasons"]
        [blurred] = [fault for fault in home.json("review", "show", bad["document"])["scan_faults"] if fault["fault"] == "blurred"]
        assert blurred["page"] == 1
        shown = home.run("review", "show", bad["document"])
        assert "Page 1: blurred" in shown
        assert "scan again" in shown
        home.run("check")
        found = {row["document"]: row for row in home.rows("findings") if row["kind"] == "image_quality"}
        assert found[bad["document"]]["severity"] == "error"
        assert "重新扫描" in found[bad["document"]]["detail"]


@pytest.mark.anyio
async def test_the_web_application_says_so_too(tmp_path: Path) -> None:
    home = web_home.build(tmp_path)
    try:
        faults = reviewing.show_faults(home.place, home.unsure)
        assert [(page, fault.kind) for page, fault in faults] == [(1, FaultKind.COARSE), (2, FaultKind.COARSE)]
        transport = httpx.ASGITransport(app=make_app(home.place))
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            enter(home.place, account(home.place, "li", Role.REVIEWER), client)
            shown = await client.get(f"/review/{home.unsure}")
        assert "第 2 页分辨率仅 75 dpi，请以 200 dpi 以上重新扫描。" in shown.text
    finally:
        home.place.close()
