"""`hudang report` and `hudang labels` as the commands print them, and what labels say."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pypdfium2
import pytest
import zxingcpp

from domain.separator import SeparatorSheet
from services.workplace import Workplace
from tests.commands import Done, hudang
from tests.integration import report_home
from tests.integration.report_home import BAY, LAKE

Run = Callable[..., Done]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workplace]:
    made = report_home.build(tmp_path_factory.mktemp("home"))
    yield made
    made.close()


@pytest.fixture
def run(home: Workplace) -> Run:
    def command(*words: object, locale: str = "C.UTF-8") -> Done:
        return hudang(*words, "--home", home.home, locale=locale)

    return command


def test_reports_are_written_listed_and_signed(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "made" / "月报.xlsx"
    said = json.loads(run("report", "monthly", "--month", "2026-10", "--out", out, "--json").out)
    assert (said["file"], said["figures"]["filed"]) == (str(out), 1)
    assert openpyxl.load_workbook(out).sheetnames[0] == "本月概况"
    listed = [json.loads(line) for line in run("report", "--list", "--json").out.splitlines()]
    assert [row["report"] for row in listed][:3] == ["units", "tenants", "additions"]
    assert "2026-10" in next(row for row in listed if row["report"] == "monthly")["overdue"]
    assert "已逾期未签署" in run("report", "--list", locale="zh_CN.UTF-8").out
    done = run("report", "monthly", "--month", "2026-10", "--sign-by", "主任", "--comment", "已阅", locale="zh_CN.UTF-8")
    assert (done.code, done.out) == (0, "已签署：2026-10，主任。\n")
    after = [json.loads(line) for line in run("report", "--list", "--json").out.splitlines()]
    assert "2026-10" not in next(row for row in after if row["report"] == "monthly")["overdue"]
    pdf = run("report", "weekly", "--week", "2026-11-18", "--seed", "7", "--share", "0.5", "--out", tmp_path / "w.pdf")
    assert pdf.out.endswith("w.pdf.\n")


@pytest.mark.parametrize(
    ("words", "en", "zh"),
    [
        (("report",), "Name a report", "请给出报表名称"),
        (("report", "unit", "--out", "x.xlsx"), "There is no report 'unit'", "没有名为“unit”的报表"),
        (("report", "units"), "--out FILE.xlsx", "请用 --out"),
        (("report", "units", "--out", "x.txt"), "ends in .xlsx or .pdf", "应以 .xlsx 或 .pdf 结尾"),
        (("report", "units", "--sign-by", "主任"), "no periodic report", "不是定期检查"),
        (("labels", "spines"), "neither boxes nor bags", "请写 boxes"),
        (("labels", "bags", "--grid", "3"), "--grid 2x5", "请写成如"),
        (("labels", "bags", "--building", "77"), "nothing to label", "没有可打印的标签"),
        (("labels", "bags", "--out", "/nowhere/x.pdf"), "does not exist", "不存在"),
    ],
)
def test_errors_say_what_to_do(run: Run, words: tuple[str, ...], en: str, zh: str) -> None:
    for locale, sentence in (("C.UTF-8", en), ("zh_CN.UTF-8", zh)):
        done = run(*words, locale=locale)
        assert done.code == 2
        assert sentence in done.err


def codes(path: Path) -> list[SeparatorSheet]:
    """What the codes of all sheets say, in reading order."""
    found = []
    with pypdfium2.PdfDocument(path) as pdf:
        for page in pdf:
            read = zxingcpp.read_barcodes(page.render(scale=4).to_pil(), formats=zxingcpp.BarcodeFormat.QRCode)
            placed = sorted(read, key=lambda code: (round(code.position.top_left.y / 40), code.position.top_left.x))
            found += [SeparatorSheet.read(code.text) for code in placed]
    return found


def text_of(path: Path) -> str:
    with pypdfium2.PdfDocument(path) as pdf:
        return "".join(page.get_textpage().get_text_range() for page in pdf).replace("\r\n", "\n")


def test_bag_labels_stand_in_the_order_of_the_shelf_with_present_owners(run: Run, tmp_path: Path) -> None:
    said = json.loads(run("labels", "bags", "--out", tmp_path / "l.pdf", "--json").out)
    assert (said["labels"], said["sheets"], round(said["width"])) == (6, 1, 95)
    units = ["1|||301|room", "B||-1|6|parking", "2|1||201|room", "2|1||1001|room", "3|2||502|room", "10|1||101|room"]
    assert [sheet.unit for sheet in codes(tmp_path / "l.pdf")] == units
    assert [sheet.estate for sheet in codes(tmp_path / "l.pdf")] == [BAY, BAY, LAKE, LAKE, LAKE, LAKE]
    text = text_of(tmp_path / "l.pdf")
    assert "楼层号　负1\n房号　6车位\n业主姓名　郑成" in text
    assert "栋号　2\n单元号　1\n房号　1001\n业主姓名　李秀英、欧阳建华" in text
    assert "孙丽" in text
    assert "赵敏" not in text


def test_bags_of_a_building_and_of_a_box(run: Run, tmp_path: Path) -> None:
    run("labels", "bags", "--estate", LAKE, "--building", "2", "--out", tmp_path / "a.pdf")
    assert [sheet.unit for sheet in codes(tmp_path / "a.pdf")] == ["2|1||201|room", "2|1||1001|room"]
    run("labels", "bags", "--box", "1", "--out", tmp_path / "b.pdf")
    assert [sheet.unit for sheet in codes(tmp_path / "b.pdf")] == ["2|1||201|room"]


def test_box_labels_bear_company_centre_and_number(run: Run, tmp_path: Path) -> None:
    done = run("labels", "boxes", "--centre", "AVIC", "--grid", "2x7", "--out", tmp_path / "l.pdf", locale="zh_CN.UTF-8")
    assert "3 枚标签（95.0 × 39.6 毫米），1 页" in done.out
    assert [(sheet.box, sheet.estate) for sheet in codes(tmp_path / "l.pdf")] == [("盒01", LAKE), ("盒02", LAKE), ("盒10", LAKE)]
    text = text_of(tmp_path / "l.pdf")
    for words in ("CPM-AVIC-001", "CPM-AVIC-010", "业主档案", "2栋1单元1001室 至 10栋1单元101室", "2 户 1 件"):
        assert words in text
    run("labels", "boxes", "--box", "2", "--out", tmp_path / "one.pdf")
    assert f"CPM-{LAKE}-002" in text_of(tmp_path / "one.pdf")
