import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from fpdf import FPDF

from domain.errors import MissingPartError
from publishing import fonts
from publishing.measured import Measured, chinese_text
from publishing.printed_report import PrintedTable, print_report, write_report
from publishing.report import CellKind, Chart, ChartKind, Column, Report, Table

NOW = datetime(2026, 11, 29, 18, 50, tzinfo=UTC)
COLUMNS = (
    Column(head="序号", width=7, kind=CellKind.NUMBER),
    Column(head="房号", width=20),
    Column(head="归档日期", width=12, kind=CellKind.DATE),
    Column(head="说明", width=40),
)
LONG = "HD-松涛名苑-E-1502-move_in_procedure-0001，缺少：入伙通知书、业主信息表、房屋验收表、权证复印件；请于月底前补齐。"


def printed(path: Path, *tables: Table) -> list[str]:
    """The text of each page, without what breaking and drawing put in."""
    print_report(path, Report(title="业主档案明细表", lines=("项目：全部", "=1+1"), tables=tables), created=NOW)
    with pypdfium2.PdfDocument(path) as pdf:
        return [re.sub(r"\s", "", page.get_textpage().get_text_range()) for page in pdf]


def table(rows: int, text: str = LONG) -> Table:
    cells = [(number, f"{number}栋501室", date(2026, 10, 1 + number % 28), text) for number in range(1, rows + 1)]
    return Table(name="明细", columns=COLUMNS, rows=cells, comment="评语", signs=("经办人", "复核人", "日期"))


def test_every_page_has_the_header_and_its_number_and_nothing_is_lost(tmp_path: Path) -> None:
    pages = printed(tmp_path / "a.pdf", table(120))
    assert len(pages) > 2
    for number, text in enumerate(pages, start=1):
        assert f"第{number}页，共{len(pages)}页" in text
    for text in pages[:-1]:
        assert text.count("归档日期") == 1
    whole = "".join(pages)
    assert whole.count("业主档案明细表") == 1
    for number in (1, 60, 120):
        assert f"{number}栋501室" in whole
    assert whole.count("请于月底前补齐。") == 120
    assert "经办人：" in pages[-1]
    assert "评语：" in pages[-1]
    assert "=1+1" in pages[0]


def test_dates_and_numbers_stay_in_one_piece(tmp_path: Path) -> None:
    print_report(tmp_path / "a.pdf", Report(title="表", lines=(), tables=(table(40),)), created=NOW)
    with pypdfium2.PdfDocument(tmp_path / "a.pdf") as pdf:
        text = "".join(page.get_textpage().get_text_range() for page in pdf)
    assert text.count("2026-10-") == 40
    assert len(re.findall(r"2026-10-\d\d", text)) == 40


def test_a_row_longer_than_a_page_goes_on_overleaf(tmp_path: Path) -> None:
    text = "".join(f"第{number}句。" for number in range(3000))
    whole = "".join(printed(tmp_path / "a.pdf", table(1, text)))
    for number in (0, 1500, 2999):
        assert f"第{number}句。" in whole


def test_a_wide_table_is_set_smaller_and_lying(tmp_path: Path) -> None:
    wide = Table(name="宽", columns=tuple(Column(head=f"列{n}", width=14) for n in range(14)), rows=[tuple("松涛名苑" for _ in range(14))])
    printed(tmp_path / "a.pdf", wide)
    printed(tmp_path / "b.pdf", table(1))
    sizes = []
    for name in ("a", "b"):
        with pypdfium2.PdfDocument(tmp_path / f"{name}.pdf") as pdf:
            sizes.append([round(side) for side in pdf[0].get_size()])
    assert sizes == [[842, 595], [595, 842]]


def test_charts_are_drawn_with_their_words(tmp_path: Path) -> None:
    columns = (Column(head="年度", width=10), *(Column(head=head, width=8, kind=CellKind.NUMBER) for head in ("合同", "维修")))
    charts = (
        Chart(title="各年度文件", kind=ChartKind.COLUMN, labels=0, values=(1, 2)),
        Chart(title="合同文件", kind=ChartKind.BAR, labels=0, values=(1,)),
    )
    rows = (("2023", 1234, 17), ("2024", 0, None))
    counted = Table(name="统计", columns=columns, rows=rows, totals=(("合计", 1234, 17),), charts=charts)
    whole = "".join(printed(tmp_path / "a.pdf", counted))
    for words in ("各年度文件", "合同文件", "1,251", "1,500"):
        assert words in whole
    empty = Table(name="统计", columns=columns, rows=(), charts=charts)
    assert "各年度文件" not in "".join(printed(tmp_path / "b.pdf", empty))
    assert "（无记录）" in "".join(printed(tmp_path / "b.pdf", empty))


def test_the_font_is_embedded_as_a_subset_and_the_bytes_are_the_same_again(tmp_path: Path) -> None:
    for name in ("a", "b"):
        printed(tmp_path / f"{name}.pdf", table(30))
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()
    assert (tmp_path / "a.pdf").stat().st_size < 100_000
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.pdf", "b.pdf"]
    with pikepdf.open(tmp_path / "a.pdf") as pdf:
        (font,) = pdf.pages[0].Resources.Font.values()
        assert "/FontFile2" in font.DescendantFonts[0].FontDescriptor


def test_plain_tables_are_printed_as_before(tmp_path: Path) -> None:
    plain = PrintedTable(title="检测结论", heads=("性质", "结论"), widths=(10, 40), rows=[("真实性", "合格")])
    write_report(tmp_path / "a.pdf", title="四性检测报告", lines=("检测人：____",), tables=(plain,))
    with pypdfium2.PdfDocument(tmp_path / "a.pdf") as pdf:
        text = pdf[0].get_textpage().get_text_range()
        assert pdf[0].get_width() > pdf[0].get_height()
    for words in ("四性检测报告", "检测结论", "真实性", "检测人", "第 1 页，共 1 页"):
        assert words in text


def test_a_missing_font_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(fonts, "_FOLDERS", (str(tmp_path),))
    with pytest.raises(MissingPartError, match="apt-get install fonts-wqy-microhei"):
        printed(tmp_path / "a.pdf", table(1))


@pytest.fixture(scope="module")
def measured() -> Iterator[Measured]:
    pdf = FPDF()
    with chinese_text(pdf):
        pdf.set_font("chinese", size=10)
        yield Measured(pdf, 10)


@pytest.mark.parametrize("room", [8.0, 15.0, 40.0, 90.0])
@pytest.mark.parametrize("text", [LONG, "", "a" * 200, "，" * 9, "第一行\n\n第三行 and some words", "2026-10-01至2026-10-31", "𠮷野家"])
def test_broken_text_is_whole_and_no_line_is_too_wide(measured: Measured, text: str, room: float) -> None:
    lines = measured.broken(text, room)
    assert "".join(lines) == text.replace("\n", "")
    assert all(measured.of(line) <= room for line in lines)


def test_a_line_begins_with_no_comma_and_breaks_no_word(measured: Measured) -> None:
    lines = measured.broken(LONG, 30.0)
    assert not any(line.startswith(("，", "、", "；", "。")) for line in lines)
    assert any(line.endswith("-") for line in lines[:2])
