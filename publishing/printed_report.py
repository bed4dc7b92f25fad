"""A report of text and tables as an A4 PDF to print, Chinese and English."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from fpdf import FPDF
from fpdf.enums import TableBordersLayout, WrapMode
from fpdf.fonts import FontFace

from publishing.fonts import chinese_font

_MARGIN = 12.0
_HEAD = FontFace(fill_color=(232, 238, 244))


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedTable:
    """One table under its title; `widths` are shares of the page's width."""

    title: str
    heads: Sequence[str]
    widths: Sequence[int]
    rows: Sequence[Sequence[str]]


def write_report(out: Path, *, title: str, lines: Sequence[str], tables: Sequence[PrintedTable]) -> None:
    """Write the report in landscape, with the page's number on every page; MissingPartError without a Chinese font."""
    pdf = FPDF(orientation="landscape", format="A4")
    pdf.set_margin(_MARGIN)
    pdf.set_auto_page_break(True, margin=_MARGIN + 6)
    pdf.add_font("chinese", fname=chinese_font(), collection_font_number=0)
    pdf.set_title(title)
    pdf.add_page()
    pdf.set_font("chinese", size=18)
    pdf.cell(0, 12, title, new_x="LMARGIN", new_y="NEXT", align="C")
    pdf.set_font("chinese", size=10)
    for line in lines:
        pdf.multi_cell(0, 6, line, wrapmode=WrapMode.CHAR, new_x="LMARGIN", new_y="NEXT")
    for table in tables:
        _write_table(pdf, table)
    part = out.with_name(out.name + ".part")
    pdf.output(part)
    part.replace(out)


def _write_table(pdf: FPDF, table: PrintedTable) -> None:
    pdf.ln(4)
    pdf.set_font("chinese", size=12)
    pdf.cell(0, 8, table.title, new_x="LMARGIN", new_y="NEXT")
    pdf.set_font("chinese", size=9)
    with pdf.table(
        col_widths=tuple(table.widths),
        borders_layout=TableBordersLayout.ALL,
        headings_style=_HEAD,
        line_height=5.0,
        text_align="LEFT",
        wrapmode=WrapMode.CHAR,
    ) as grid:
        for cells in (table.heads, *table.rows):
            row = grid.row()
            for cell in cells:
                row.cell(cell)
