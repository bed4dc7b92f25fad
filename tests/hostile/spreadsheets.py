"""Registers and catalogues as ugly as companies keep them: what each file is, and what must come out. All people are invented."""

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from tests.hostile.xls import xls

Grid = Sequence[Sequence[object]]
Make = Callable[[Path], Path]
SERIAL = 42068
"""2015-03-05 as Excel counts days."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetCase:
    """One file. `rows` as "3-2-501 张三 2015-03-05" (register) or "A1 3-2-501 2015-03-05 2" (catalogue: pages last), "-" where blank;
    `bad` the numbers of rows told as bad; `refused`: the whole file, with a sentence."""

    name: str
    make: Make
    rows: tuple[str, ...] = ()
    bad: tuple[int, ...] = ()
    catalogue: bool = False
    refused: bool = False


def book(*sheets: Grid, names: Sequence[str] = (), edit: Callable[[list[Worksheet]], None] = lambda _: None) -> Make:
    """An .xlsx of these sheets; `edit` merges, hides and formats."""

    def make(folder: Path) -> Path:
        workbook = openpyxl.Workbook()
        workbook.remove(workbook.worksheets[0])
        for n, grid in enumerate(sheets):
            sheet = workbook.create_sheet(names[n] if names else f"Sheet{n + 1}")
            for row in grid:
                sheet.append(list(row))
        edit(workbook.worksheets)
        path = folder / "表.xlsx"
        workbook.save(path)
        return path

    return make


def old_book(*sheets: tuple[str, Grid], hidden: Sequence[str] = (), merged: Sequence[tuple[int, int, int, int]] = ()) -> Make:
    """An .xls of these sheets."""
    return raw(xls(sheets, hidden=hidden, merged=merged), "表.xls")


def text(grid: Grid, encoding: str, *, delimiter: str = ",", mark: bytes = b"") -> Make:
    """A CSV file."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(grid)
    return raw(mark + out.getvalue().encode(encoding), "表.csv")


def raw(data: bytes, name: str) -> Make:
    """A file of these bytes."""

    def make(folder: Path) -> Path:
        path = folder / name
        path.write_bytes(data)
        return path

    return make


def merge(*spans: str) -> Callable[[list[Worksheet]], None]:
    """Merge these spans on the first sheet."""

    def edit(sheets: list[Worksheet]) -> None:
        for span in spans:
            sheets[0].merge_cells(span)

    return edit


def hide_sheet(number: int, state: str = "hidden") -> Callable[[list[Worksheet]], None]:
    """Hide a sheet."""

    def edit(sheets: list[Worksheet]) -> None:
        sheets[number].sheet_state = state

    return edit


def hide_rows(sheets: list[Worksheet]) -> None:
    """A filter left on hides rows, and a column is hidden."""
    sheets[0].row_dimensions[3].hidden = True
    sheets[0].column_dimensions["B"].hidden = True


HEAD = ["楼栋", "单元", "房号", "业主", "入伙日期"]
ONE = ["房号", "业主姓名", "收楼日期"]
PAPERS = ["档号", "题名", "房号", "日期", "页数"]
TWO_ROWS = ("3-2-501 张三 -", "3-2-502 李四 -")


def register_cases() -> list[SheetCase]:
    """Registers (业户情况一览表)."""
    return [*_layouts(), *_headers(), *_units(), *_dates(), *_several_sheets(), *_leavings()]


def _case(name: str, make: Make, *rows: str, bad: tuple[int, ...] = (), catalogue: bool = False) -> SheetCase:
    return SheetCase(name=name, make=make, rows=rows, bad=bad, catalogue=catalogue)


def _layouts() -> list[SheetCase]:
    rows = [["3", "2", "501", "张三"], ["3", "2", "502", "李四"]]
    title = [["翠湖苑物业服务中心"], ["业户情况一览表"], ["截至2020年12月", "", "", "单位：户"], []]
    shifted = [["", "", *line] for line in [HEAD[:4], *rows]]
    return [
        _case("titles above the header", book([*title, HEAD[:4], *rows]), *TWO_ROWS),
        _case("a merged title", book([["业主名册"], HEAD[:4], *rows], edit=merge("A1:E1")), *TWO_ROWS),
        _case("the table begins at C5", book([[], [], [], [], *shifted]), *TWO_ROWS),
        _case("blank rows between", book([HEAD[:4], [], rows[0], [], [], rows[1]]), *TWO_ROWS),
        _case("columns in another order", book([["业主", "房号", "栋号", "备注", "单元"], ["张三", "501", "3", "x", "2"]]), TWO_ROWS[0]),
        _case(
            "merged buildings and entrances",
            book([HEAD[:4], rows[0], ["", "", "502", "李四"], ["", "1", "101", "王五"]], edit=merge("A2:A4", "B2:B3")),
            *TWO_ROWS,
            "3-1-101 王五 -",
        ),
        _case("buildings written once", book([HEAD[:4], rows[0], ["", "", "502", "李四"]]), *TWO_ROWS),
        _case(
            "a merged owner of two units",
            book([HEAD[:4], rows[0], ["3", "2", "502", ""]], edit=merge("D2:D3")),
            "3-2-501 张三 -",
            "3-2-502 张三 -",
        ),
        _case(
            "a header of two rows",
            book(
                [
                    ["房号", "", "", "业主", "", "入住日期"],
                    ["栋", "单元", "室", "姓名", "电话", ""],
                    ["3", "2", "501", "张三", "138", SERIAL],
                ],
                edit=merge("A1:C1", "D1:E1", "F1:F2"),
            ),
            "3-2-501 张三 2015-03-05",
        ),
        _case(
            "a header of two rows that are not merged",
            book([["业主", "房屋", ""], ["姓名", "楼栋", "房号"], ["张三", "3", "501"]]),
            "3--501 张三 -",
        ),
        _case("a header repeated on each page", book([HEAD[:4], rows[0], HEAD[:4], rows[1]]), *TWO_ROWS),
        _case("sums within and below", book([HEAD[:4], rows[0], ["小计", "", "1户", ""], rows[1], ["合计", "", "2户", ""]]), *TWO_ROWS),
        _case("a sum with gaps in its word", book([HEAD[:4], *rows, ["合  计", "", "", "2"], ["总计：2户"]]), *TWO_ROWS),
        _case(
            "notes below",
            book([HEAD[:4], *rows, [], ["制表：物业部", "", "审核：某某"], ["备注：以上资料请保密"], ["说明：1、本表…"]]),
            *TWO_ROWS,
        ),
        _case("section rows name the building", book([ONE, ["3栋2单元"], ["501", "张三"], ["502", "李四"]]), *TWO_ROWS),
        _case("a row number column with sums in it", book([["序号", *HEAD[:4]], [1, *rows[0]], [2, *rows[1]], ["合计", 2]]), *TWO_ROWS),
        _case("the same row twice", book([HEAD[:4], *rows, rows[0]]), *TWO_ROWS, bad=(4,)),
        _case("a row without unit", book([HEAD[:4], rows[0], ["", "", "", "王五"], rows[1]]), *TWO_ROWS, bad=(3,)),
        _case("cells full of blanks", book([HEAD[:4], ["  3 ", "　2　", " 501 ", " 张三 "], rows[1]]), *TWO_ROWS),
        _case(
            "a line break within cells",
            book([["楼\n栋", "单元", "房 号", "业主\n姓名"], ["3", "2", "501\n", "张三\n"], rows[1]]),
            *TWO_ROWS,
        ),
        _case("hidden rows and columns of a filter", book([HEAD[:4], *rows], edit=hide_rows), *TWO_ROWS),
        _case("an estate without end", book([["小区", *HEAD[:4]], ["长" * 300, *rows[0]], ["翠湖苑", *rows[1]]]), TWO_ROWS[1], bad=(2,)),
        _case("a very long remark", book([[*HEAD[:4], "备注"], [*rows[0], "长" * 30_000], rows[1]]), *TWO_ROWS),
    ]


def _headers() -> list[SheetCase]:
    wordings = (
        ("栋号", "单元号", "室号", "产权人"),
        ("幢号", "门", "房间号", "户主姓名"),
        ("楼号", "梯号", "房号*", "业主（必填）"),
        ("樓棟", "單元", "房號", "業主姓名"),
        ("楼幢", "单 元", "房　号", "买受人"),
        ("楼座", "门栋", "户号", "权利人"),
        ("所属楼栋", "所在单元", "房屋编号", "房屋所有权人"),
        ("Building", "Entrance", "Room No.", "Owner Name"),
    )
    row = ["3", "2", "501", "张三"]
    return [_case(f"headers {words[0]} {words[2]} {words[3]}", book([words, row]), "3-2-501 张三 -") for words in wordings]


def _units() -> list[SheetCase]:
    def one(*cells: object) -> Make:
        return book([ONE, *[[cell, "张三"] for cell in cells]])

    return [
        _case("the unit in one cell", one("3栋2单元501室", "3-2-502", "3幢2单元503"), *[f"3-2-50{n} 张三 -" for n in (1, 2, 3)]),
        _case("hash and hyphen", one("3#2-501", "3#楼2单元502"), "3-2-501 张三 -", "3-2-502 张三 -"),
        _case("Chinese numerals", one("三栋二单元五〇一室", "叁栋贰单元伍零贰室"), "3-2-501 张三 -", "3-2-502 张三 -"),
        _case("full width", book([HEAD[:4], ["３栋", "２", "０５０１", "张三"]]), "3-2-501 张三 -"),
        _case("floats of Excel", book([HEAD[:4], [3.0, 2.0, 501.0, "张三"]]), "3-2-501 张三 -"),
        _case("floats as text", book([HEAD[:4], ["3.0", "2.0", "501.0", "张三"]]), "3-2-501 张三 -"),
        _case("numbers kept as text with an apostrophe", book([HEAD[:4], ["'3", "'2", "'0501", "张三"]]), "3-2-501 张三 -"),
        _case(
            "levels with their words",
            book([HEAD[:4], ["第3栋", "2单元", "501室", "张三"], ["3号楼", "二单元", "502房", "李四"]]),
            *TWO_ROWS,
        ),
        _case("letters", book([HEAD[:4], ["A座", "", "12b", "张三"]]), "A--12B 张三 -"),
        _case("rooms that Excel took for dates", one(date(2024, 3, 2), "3-2-501"), "3-2-501 张三 -", bad=(2,)),
        _case("no room at all", one("3栋", "门卫室旁", "3-2-501"), "3-2-501 张三 -", bad=(2, 3)),
        _case(
            "errors of formulas", book([HEAD[:4], ["#REF!", "#REF!", "#REF!", "张三"], ["3", "2", "501", "#N/A"]]), "3-2-501 - -", bad=(2,)
        ),
    ]


def _dates() -> list[SheetCase]:
    cells: tuple[object, ...] = (
        SERIAL,
        str(SERIAL),
        float(SERIAL) + 0.5,
        datetime.combine(date(2015, 3, 5), time(8, 30)),
        "2015-03-05",
        "2015.3.5",
        "2015/3/5",
        "2015年3月5日",
        "２０１５．３．５",
        "20150305",
        20150305,
        "二〇一五年三月五日",
        "二零一五年三月五日",
        "民國104年3月5日",
        "民国一百零四年三月五日",
        "104年3月5日",
        "2015-3-5 00:00:00",
        "104/3/5",
        "2015。3。5",
        "２０１５年０３月０５日",
    )
    dated = [_case(f"date {cell!r}", book([HEAD, ["3", "2", "501", "张三", cell]]), "3-2-501 张三 2015-03-05") for cell in cells]
    months = [
        _case(f"month {cell}", book([HEAD, ["3", "2", "501", "张三", cell]]), "3-2-501 张三 2015-03-01")
        for cell in ("2015/3", "二〇一五年三月", "2015年3月")
    ]
    wrong = [["3", "2", str(501 + n), "张三", cell] for n, cell in enumerate(("2015-02-30", "昨天", 5, "三月", "1/3", "15.3.5"))]
    return [
        *dated,
        *months,
        _case("dates that are none", book([HEAD, *wrong, ["3", "2", "600", "李四", "未交房"]]), "3-2-600 李四 -", bad=(2, 3, 4, 5, 6, 7)),
    ]


def _several_sheets() -> list[SheetCase]:
    grid = [ONE, ["501", "张三"], ["502", "李四"]]
    both = ("1--501 张三 -", "1--502 李四 -", "2--501 张三 -", "2--502 李四 -")
    return [
        _case("a sheet a building", book(grid, grid, names=["1栋", "2号楼"]), *both),
        _case("a hidden sheet", book([ONE, ["3-2-501", "张三"]], [ONE, ["9-9-999", "旧"]], edit=hide_sheet(1)), "3-2-501 张三 -"),
        _case(
            "a very hidden sheet",
            book([ONE, ["3-2-501", "张三"]], [ONE, ["9-9-999", "旧"]], edit=hide_sheet(1, "veryHidden")),
            "3-2-501 张三 -",
        ),
        _case("a cover and an empty sheet", book([["封面"], ["机密"]], [ONE, ["3-2-501", "张三"]], []), "3-2-501 张三 -"),
        _case(
            "sheets with other headers",
            book([ONE, ["3-2-501", "张三"]], [["户主", "栋", "房号"], ["李四", "4", "101"]]),
            "3-2-501 张三 -",
            "4--101 李四 -",
        ),
        _case(
            "an old workbook",
            old_book(("名册", [HEAD, [3, 2, 501, "张三", SERIAL], [3, 2, "502", "李四", "2015.3.5"]])),
            "3-2-501 张三 2015-03-05",
            "3-2-502 李四 2015-03-05",
        ),
        _case(
            "an old workbook, a building a sheet, one hidden", old_book(("1栋", grid), ("2号楼", grid), ("旧", grid), hidden=["旧"]), *both
        ),
        _case(
            "an old workbook with merged cells",
            old_book(("名册", [HEAD[:4], ["3", "2", 501, "张三"], ["", "", 502, "李四"]]), merged=[(1, 2, 0, 0), (1, 2, 1, 1)]),
            *TWO_ROWS,
        ),
    ]


def _leavings() -> list[SheetCase]:
    rows = [HEAD[:4], ["3", "2", "501", "张三"], ["3", "2", "502", "李四"]]
    hant = [["樓棟", "單元", "房號", "業主姓名"], ["3", "2", "501", "陳大文"]]
    cases = [_case(f"CSV {encoding}", text(rows, encoding), *TWO_ROWS) for encoding in ("utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16")]
    cases += [_case(f"CSV {name}", text(rows, "utf-8", delimiter=mark), *TWO_ROWS) for name, mark in (("tab", "\t"), ("semicolon", ";"))]
    cases += [
        _case("CSV Big5", text(hant, "big5"), "3-2-501 陳大文 -"),
        _case("CSV Big5 of Hong Kong", text(hant, "big5hkscs"), "3-2-501 陳大文 -"),
    ]
    ragged = "楼栋,单元,房号,业主\r\n3,2,501,张三,多余,,\r\n3,2\r\n\r\n3,2,502,李四\n".encode()
    cases += [_case("CSV of ragged lines", raw(ragged, "表.csv"), *TWO_ROWS, bad=(3,))]
    cases += [_case("Excel that is called CSV", _renamed(book(rows), "表.csv"), *TWO_ROWS)]
    bad = {
        "nothing": b"",
        "noise": bytes(range(256)) * 20,
        "a picture": b"\x89PNG\r\n\x1a\n" + bytes(400),
        "half an xlsx": b"PK\x03\x04" + bytes(500),
        "half an xls": xls([("名册", rows)])[:1500],
        "no header": "张三,李四\n1,2\n".encode(),
        "a web page": "<html><table><tr><td>房号</td></tr></table></html>".encode(),
    }
    return cases + [SheetCase(name=f"refused: {name}", make=raw(data, "表.xlsx"), refused=True) for name, data in bad.items()]


def _renamed(make: Make, name: str) -> Make:
    return lambda folder: make(folder).rename(folder / name)


def catalogue_cases() -> list[SheetCase]:
    """Paper catalogues (纸质档案目录)."""
    row = ["A1", "报修单", "3-2-501", "2015.3.5", "2"]
    came = "A1 3-2-501 2015-03-05 2"

    def paper(name: str, make: Make, *rows: str, bad: tuple[int, ...] = ()) -> SheetCase:
        return _case(f"catalogue: {name}", make, *rows, bad=bad, catalogue=True)

    return [
        paper("plain", book([["纸质档案目录"], ["序号", *PAPERS], [1, *row], ["合计", "", "", "", "", 2]]), came),
        paper(
            "columns apart",
            book([["件号", "文件名称", "栋", "单元", "室", "形成日期", "张数"], ["A1", "报修单", 3, 2, 501.0, SERIAL, 2.0]]),
            came,
        ),
        paper(
            "traditional", book([["檔號", "題名", "房號", "日期", "頁數"], ["A1", "報修單", "3棟2單元501", "民國104年3月5日", "二"]]), came
        ),
        paper("pages in words", book([PAPERS, [*row[:4], "共2页"], ["A2", *row[1:4], "3張"]]), came, "A2 3-2-501 2015-03-05 3"),
        paper("pages that are none", book([PAPERS, [*row[:4], "若干"], row]), came, bad=(2,)),
        paper("the same number twice stays twice", book([PAPERS, row, row]), came, came),
        paper(
            "merged boxes",
            book([["盒号", *PAPERS], ["H1", *row], ["", "A2", *row[1:]]], edit=merge("A2:A3")),
            came,
            "A2 3-2-501 2015-03-05 2",
        ),
        paper("a number without end", book([PAPERS, ["9" * 300, *row[1:]], row]), came, bad=(2,)),
        paper(
            "papers of the whole estate",
            book([PAPERS, *[[f"A{n}", "通知", where, "", 1] for n, where in enumerate(("本小区", "全体业主", "公共区域", "本社區"), 1)]]),
            *[f"A{n} - - 1" for n in (1, 2, 3, 4)],
        ),
        paper("no numbers", book([["题名", "房号", "页数"], ["合同", "3-2-501", 4]]), "- 3-2-501 - 4"),
        paper("neither number nor title", book([PAPERS, ["", "", "3-2-501", "", 2], row]), came, bad=(2,)),
        paper(
            "units in titles", book([["档号", "题名"], ["A1", "3栋2单元501室装修申请表"], ["A2", "管理规约"]]), "A1 3-2-501 - -", "A2 - - -"
        ),
        paper("an old workbook", old_book(("目录", [PAPERS, row])), came),
        paper("Big5", text([["檔號", "題名", "房號", "日期", "頁數"], ["A1", "報修單", "3-2-501", "2015/3/5", "2"]], "big5"), came),
    ]
