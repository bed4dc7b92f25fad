"""CSV that a spreadsheet opens as it is meant."""

from datetime import date
from pathlib import Path

from publishing.comma_table import write_table
from publishing.report import Column, Table


def test_text_is_never_a_formula_and_numbers_stay_numbers(tmp_path: Path) -> None:
    columns = tuple(Column(head=head, width=8) for head in ("题名", "页数", "日期", "备注"))
    rows = [('=HYPERLINK("x")', -3, date(2024, 3, 5), None), ('含"引号"，逗号', 1200, None, "+86")]
    write_table(tmp_path / "t.csv", Table(name="t", columns=columns, rows=rows))
    data = (tmp_path / "t.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.decode("utf-8-sig").splitlines() == [
        "题名,页数,日期,备注",
        '"\'=HYPERLINK(""x"")",-3,2024-03-05,',
        '"含""引号""，逗号",1200,,\'+86',
    ]
