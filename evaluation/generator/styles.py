"""House styles: how the forms of one office look. The splits share none."""

from dataclasses import dataclass

from evaluation.generator.sheet import Split


@dataclass(frozen=True, slots=True, kw_only=True)
class LayoutStyle:
    """The looks of one house form. Sizes in points; `pairs` label-value pairs a row; `grid` full, lines, underline or dotted.

    `title_at` centre, left, boxed; `header` none, company, letterhead, number; `pageno_at` centre, right, top; `sign_at` right, left,
    row; `cells` splits the unit into building, entrance, room; `table_row` is a table's row height in em.

    Only ruled sheets and the papers of the bench heed the rest: `label_at` left, centre, right, spread; `span` says how a label that
    spans rows is written: across, down (one character below the other), bar (a heading row instead); `frame` the weight of the outer
    rule; `open_sides` leaves out the outer upright rules; `signatures` boxed, columns, grid; `loose` lets rows stretch to fill a page.
    """

    name: str
    split: Split
    size: float = 11.0
    lead: float = 1.7
    margin: float = 62.0
    title_size: float = 18.0
    title_at: str = "centre"
    header: str = "none"
    pairs: int = 2
    grid: str = "full"
    shade: bool = False
    label_em: float = 6.0
    row_height: float = 2.2
    colon: str = ""
    cells: bool = False
    pageno_at: str = "centre"
    sign_at: str = "right"
    cover: bool = False
    seal: str = "round"
    table_row: float = 1.9
    label_at: str = "left"
    span: str = "across"
    frame: float = 0.8
    open_sides: bool = False
    signatures: str = "columns"
    loose: bool = True


_T, _D, _E = Split.TRAIN, Split.DEV, Split.TEST
_A, _B, _C, _F = Split.PROBE_A, Split.PROBE_B, Split.PROBE_C, Split.PROBE_D
STYLES: tuple[LayoutStyle, ...] = (
    LayoutStyle(name="t-grid2", split=_T),
    LayoutStyle(name="t-grid1-shaded", split=_T, pairs=1, shade=True, label_em=8, header="company"),
    LayoutStyle(name="t-cells", split=_T, cells=True, size=10.5, margin=50, header="number"),
    LayoutStyle(name="t-underline", split=_T, grid="underline", colon="：", pairs=2, header="company", sign_at="left"),
    LayoutStyle(name="t-dotted", split=_T, grid="dotted", colon="：", pairs=1, title_at="left", size=12),
    LayoutStyle(name="t-grid3", split=_T, pairs=3, size=9.5, margin=40, label_em=4.6, title_size=16, sign_at="row"),
    LayoutStyle(name="t-letterhead", split=_T, header="letterhead", grid="lines", pairs=2, title_size=20, cover=True, pageno_at="right"),
    LayoutStyle(name="t-wide", split=_T, size=12.5, lead=2.0, margin=80, title_size=22, row_height=2.6, cover=True, seal="oval"),
    LayoutStyle(name="d-boxed", split=_D, title_at="boxed", grid="full", pairs=2, label_em=7, row_height=1.9, size=10.8, margin=55),
    LayoutStyle(
        name="d-lines", split=_D, grid="lines", pairs=1, colon=":", label_em=9, header="letterhead", pageno_at="top", sign_at="left"
    ),
    LayoutStyle(
        name="d-cells3", split=_D, cells=True, pairs=3, size=10, margin=46, label_em=4.8, shade=True, header="company", seal="oval"
    ),
    LayoutStyle(name="d-plain", split=_D, grid="dotted", colon="：", pairs=2, size=11.6, lead=1.9, margin=70, title_size=19, cover=True),
    LayoutStyle(
        name="e-tall", split=_E, grid="full", pairs=1, label_em=5.5, row_height=3.0, size=12.2, margin=66, header="number", title_size=21
    ),
    LayoutStyle(
        name="e-dense", split=_E, grid="full", pairs=2, size=9.2, lead=1.5, margin=44, row_height=1.8, label_em=7.5, pageno_at="right"
    ),
    LayoutStyle(
        name="e-cells", split=_E, cells=True, pairs=2, label_em=5, shade=True, header="letterhead", sign_at="row", seal="box", size=11.4
    ),
    LayoutStyle(
        name="e-under-left",
        split=_E,
        grid="underline",
        pairs=1,
        colon=":",
        title_at="left",
        header="company",
        size=11.8,
        lead=1.8,
        cover=True,
    ),
    LayoutStyle(
        name="e-boxed", split=_E, title_at="boxed", grid="lines", pairs=3, size=10.2, margin=52, label_em=5.2, colon="：", pageno_at="top"
    ),
    LayoutStyle(name="pa-cells1", split=_A, cells=True, pairs=1, label_em=7, size=11.2, margin=72, header="letterhead", seal="oval"),
    LayoutStyle(name="pa-lines3", split=_A, grid="lines", pairs=3, size=9.8, margin=42, label_em=5, colon="", header="number", cover=True),
    LayoutStyle(name="pa-dots", split=_A, grid="dotted", pairs=2, colon=" ", size=12, title_at="left", header="company", pageno_at="top"),
    LayoutStyle(name="pa-four", split=_A, pairs=4, size=8.8, margin=38, label_em=4.4, row_height=1.7, shade=True, sign_at="row"),
    LayoutStyle(name="pb-air", split=_B, grid="underline", pairs=2, colon=" :", size=12.4, lead=2.1, margin=78, header="letterhead"),
    LayoutStyle(name="pb-cells", split=_B, cells=True, pairs=3, size=9.6, margin=44, label_em=5, title_at="left", header="number"),
    LayoutStyle(name="pb-shade", split=_B, pairs=2, shade=True, size=10.6, row_height=2.7, label_em=6.4, title_at="boxed", cover=True),
    LayoutStyle(name="pb-bare", split=_B, grid="lines", pairs=1, colon="：", size=11, label_em=7, sign_at="left", pageno_at="right"),
    LayoutStyle(name="pc-ledger", split=_C, cells=True, pairs=2, size=10.2, label_em=6, margin=50, row_height=2.2, header="number"),
    LayoutStyle(name="pc-slack", split=_C, grid="underline", pairs=1, colon="　", size=12.6, lead=2.0, margin=80, sign_at="left"),
    LayoutStyle(name="pc-tight", split=_C, grid="lines", pairs=3, colon=":", size=9.2, margin=40, label_em=5, title_at="left", shade=True),
    LayoutStyle(name="pd-plain", split=_F, pairs=2, size=10.4, row_height=2.0, label_em=5.4, header="company", pageno_at="right"),
    LayoutStyle(name="pd-dots", split=_F, grid="dotted", pairs=2, colon="：", size=11.4, title_at="boxed", cover=True, seal="oval"),
    LayoutStyle(name="pd-rows", split=_F, cells=True, pairs=1, size=11, label_em=8, margin=64, header="letterhead", sign_at="row"),
)
BENCH_STYLES: tuple[LayoutStyle, ...] = (
    LayoutStyle(name="bt-work", split=_T, span="down", label_at="centre", signatures="columns", size=10.5, label_em=5, margin=56),
    LayoutStyle(
        name="bt-narrow", split=_T, row_height=1.35, table_row=1.35, loose=False, size=9.6, margin=48, label_em=5, header="letterhead"
    ),
    LayoutStyle(name="bt-fine", split=_T, size=8.6, lead=1.4, margin=52, grid="lines", colon="：", pageno_at="right", signatures="boxed"),
    LayoutStyle(name="bd-order", split=_D, span="down", label_at="centre", signatures="boxed", size=10.5, label_em=5.2, margin=50),
    LayoutStyle(
        name="bd-tight",
        split=_D,
        pairs=3,
        size=9,
        row_height=1.28,
        table_row=1.28,
        loose=False,
        margin=46,
        label_em=4.8,
        label_at="spread",
        header="company",
        sign_at="row",
    ),
    LayoutStyle(
        name="bd-open",
        split=_D,
        open_sides=True,
        label_at="right",
        colon="：",
        size=11.6,
        margin=64,
        label_em=6.5,
        header="letterhead",
        title_size=20,
        frame=1.6,
        seal="oval",
    ),
    LayoutStyle(name="bd-dense", split=_D, size=8.4, lead=1.34, margin=47, pageno_at="top", header="number", signatures="boxed"),
    LayoutStyle(
        name="be-bars", split=_E, span="bar", size=10, label_em=6, margin=54, shade=True, row_height=2.0, signatures="grid", title_at="left"
    ),
    LayoutStyle(
        name="be-thick", split=_E, span="down", frame=2.2, label_at="left", row_height=2.5, label_em=4.8, size=11.2, margin=60, seal="box"
    ),
    LayoutStyle(
        name="be-crowd",
        split=_E,
        pairs=4,
        size=8.6,
        row_height=1.22,
        table_row=1.22,
        loose=False,
        margin=47,
        label_em=4.2,
        label_at="centre",
        header="number",
        signatures="columns",
    ),
    LayoutStyle(
        name="be-fine", split=_E, size=8.8, lead=1.28, margin=50, grid="lines", colon=":", label_at="spread", header="company",
        signatures="grid", pageno_at="centre", cover=True,
    ),
    LayoutStyle(name="bpa-down", split=_A, span="down", pairs=3, size=9.7, label_em=4.6, margin=44, label_at="spread", header="company"),
    LayoutStyle(name="bpa-small", split=_A, size=8.5, lead=1.45, margin=46, grid="lines", colon=":", signatures="grid", loose=False),
    LayoutStyle(name="bpb-bars", split=_B, span="bar", size=10.8, label_em=7, margin=66, open_sides=True, label_at="right", frame=1.8),
    LayoutStyle(name="bpb-small", split=_B, size=8.7, lead=1.3, margin=50, pageno_at="top", header="number", signatures="boxed"),
    LayoutStyle(name="bpc-bars", split=_C, span="bar", size=9.9, label_em=6, margin=52, label_at="left", signatures="columns"),
    LayoutStyle(name="bpc-small", split=_C, size=8.6, lead=1.4, margin=48, grid="lines", colon="：", signatures="boxed"),
    LayoutStyle(name="bpd-small", split=_F, size=8.8, lead=1.35, margin=47, header="company", signatures="grid", loose=False),
    LayoutStyle(name="bpd-down", split=_F, span="down", pairs=2, size=10.5, label_em=5, margin=58, label_at="centre", signatures="grid"),
)  # fmt: skip
STYLE_OF = {style.name: style for style in (*STYLES, *BENCH_STYLES)}
STYLES_OF = {split: tuple(style for style in STYLES if style.split is split) for split in Split}
BENCH_STYLES_OF = {split: tuple(style for style in BENCH_STYLES if style.split is split) for split in Split}
