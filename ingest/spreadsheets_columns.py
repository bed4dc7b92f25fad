"""What the columns of a register or catalogue mean, from headers in any usual wording, order, script and number of rows."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from domain.hanzi import simplify
from domain.unit_number import UnitKind
from ingest.spreadsheets_cells import to_text
from ingest.spreadsheets_table import Cell, Row

_Wordings = dict[str, tuple[str, ...]]

_NO = "(号|数|号码|编号|名称|名|no|number)?"
_DAY = "(日期|时间|日)?"
_UNIT_COLUMNS: _Wordings = {
    "estate": (
        "(所属|所在)?(项目|小区|楼盘|社区|屋苑|物业项目|物业小区|住宅小区)(名称|名)?",
        "管理处|管理项目|物业名称",
        "estate|project|community",
    ),
    "phase": ("期|期数|期别|分期|组团|苑区|区域|片区", "phase|zone"),
    "building": (
        f"(所在|所属)?(楼栋|楼幢|栋|幢|楼座|座|栋座|楼宇|大楼|楼栋座){_NO}",
        "楼号|期栋",
        f"(building|bldg|block|tower){_NO}",
    ),
    "entrance": (f"(所在)?(单元|门栋|门洞|梯){_NO}", "门", f"(entrance|stair|staircase){_NO}"),
    "floor": ("(所在)?(楼层|层)(号|数|次)?", "所在层", f"(floor|level){_NO}"),
    "room": (
        "(业主|物业|单元)?房号",
        "房间号?|房间编号|房屋?号码|室|室号|房室号|户号|户室号?",
        "房屋(号|编号|编码|号码|名称|信息)?",
        "单位(号|编号|号码)?|房产(号|编号|名称)?|门牌(号|号码)?",
        "铺号|商铺号|铺位号?|店铺号|车位(号|编号|号码)?|车库号|储藏室号",
        f"(unit|room|flat|apartment|apt){_NO}",
        "(房屋|物业|房产|单位|楼宇|通讯|联系)?(地址|坐落|座落|位置)|住址|address",
    ),
    "kind": ("(房屋|物业|房产|户|单位|房间|产权)(类型|类别|性质|用途|种类)", "业态|用途", "propertytype|unittype"),
}
_REGISTER: _Wordings = _UNIT_COLUMNS | {
    "owner": (
        "(现|共有|共同)?(业主|户主|产权人|产权所有人|产权所有者)(姓名|名称|名字|名|单位)?",
        "(房屋所有权人|所有权人|权属人|权利人|房主|房产所有人)(姓名|名称|名字|名|单位)?",
        "业户(姓名|名称)?|(客户|买受人|购房人|买方|购房者)(姓名|名称)?",
        "姓名|名称|名字",
        "owners?(name)?s?|name",
    ),
    "resident": ("(住户|居住人)(姓名|名称)?", "resident"),
    "tenant": (
        "(现)?(租户|租客|承租人|承租方|承租户|租赁人|租住人|租赁户|使用人|租赁方)(姓名|名称|名字|单位)?",
        "tenants?(name)?",
    ),
    "phone": (
        "(业主|户主|产权人)?(联系|手机|移动)?(电话|手机|手提)(号码|号)?",
        "(租户|租客|承租人|使用人|客户|联系人|本人)?(联系)?(电话|手机|手提)(号码|号)?",
        "(家庭|住宅|办公|固定|移动|备用|紧急|紧急联系)?(联系)?(电话|手机|座机)(号码|号)?",
        "(业主|租户|租客)?(联系方式|联络电话|联络方式|移动电话)",
        f"(tel|telephone|phone|mobile|cell|contact){_NO}",
    ),
    "start": (
        f"产权(起|始|开始|起始|取得){_DAY}",
        "(起|起始|开始|持有起始?|取得|生效)(日期|时间|日)|起始",
        "(产权)?(登记|过户)(日期|时间)",
        f"(交房|交付|交楼|收楼|收房|接房|入伙|入住|迁入|进户){_DAY}",
        f"(购房|购买|买入|签约){_DAY}",
        "(start|movein|move-in|handover|hand-over)(date)?|from|since",
    ),
    "end": (
        f"产权(止|终|终止|结束|截止){_DAY}",
        "(止|终止|结束|截止|持有终?止|失效)(日期|时间|日)|终止",
        f"(迁出|搬出|转让|转出|卖出|出售|退房|搬离|注销){_DAY}",
        "(end|moveout|move-out)(date)?|to|until",
    ),
    "usage": (
        "(房屋|物业)?(居住|入住|使用|出租|租住|租赁|装修|住户|现|现时)(情况|状态|状况|现状|与否)",
        "(是否|有无|有否)(已)?(出租|装修|自住|租赁)|自住或?出租|自用或?出租|出租或?自住|(已)?装修否",
        "occupancy|(occupancy|usage|letting)(status)?",
    ),
    "span": ("(产权|持有|产权持有|拥有|业主)(期|期间|期限|起止|起止日期|起止时间|时间段?|年限)", "起止(日期|时间)?", "tenure|period"),
}
_CATALOGUE: _Wordings = _UNIT_COLUMNS | {
    "archive_no": (
        "档号|档案号|档案编号|档案号码|归档号|归档编号",
        "文件编号|文件号|编号|件号",
        f"(archive|file|reference|ref){_NO}",
    ),
    "box": ("(档案)?(盒|箱|袋|柜)(号|编号|号码)?|卷盒号", "案卷号|卷号|存放位置", f"box{_NO}"),
    "title": (
        "(文件|案卷|档案|卷内)?(题名|标题|名称)|文件题目|题目",
        "资料名称|材料名称|文件资料名称|内容|内容摘要|摘要",
        "title|name|description",
    ),
    "doc_type": (
        "(文件|资料|档案|材料|文档|文书)?(类型|类别|种类|分类)|文种",
        "(document|doc)?type|category",
    ),
    "owner": (
        "(业主|户主|产权人|所有权人|房主|客户|当事人)(姓名|名称|名)?",
        "姓名|业户(姓名|名称)?",
        "owner(name)?",
    ),
    "author": ("责任者",),
    "date": (
        "(文件|形成|成文|签订|签署|签约|签发|文书|发文|立卷)(日期|时间|年月日)|日期|时间",
        "形成年月|年月日|年月|年度",
        "归档(日期|时间)",
        "date|dated|year",
    ),
    "pages": ("(总|文件|实际|扫描)?(页数|张数|页|总页数|总张数|面数)", "pages?(count)?|(numberof|noof)pages"),
}
_PLACES: _Wordings = {
    "estate": _UNIT_COLUMNS["estate"],
    "box": (f"(档案)?(盒|箱|袋){_NO}|卷盒号|盒箱号", "案卷号|卷号", f"box{_NO}"),
    "cabinet": (f"(档案|文件|所在)?(柜|柜子|密集架|架|架位){_NO}", "存放(位置|地点)|位置", f"cabinet{_NO}|rack{_NO}"),
    "shelf": (f"(所在)?(层|格|隔|列|排|抽屉|层格|柜层|架层|层位|格位){_NO}|第几(层|格)", f"shelf{_NO}|tier{_NO}"),
}
_MEANINGS: Mapping[str, _Wordings] = {"register": _REGISTER, "catalogue": _CATALOGUE, "places": _PLACES}
_DECORATION = re.compile(r"\([^)]*\)|\[[^\]]*\]|【[^】]*】|[\s*:：_.。★☆#\"'“”?？]+")
_SERIAL = re.compile(r"(?<=[^\d])[\d一二三四]{1,2}$")
_KINDS = (
    (r"商铺|底商|店铺|铺|商业|门面|商用|shop|retail", UnitKind.SHOP),
    (r"车位|泊位|parking", UnitKind.PARKING),
    (r"车库|garage", UnitKind.GARAGE),
    (r"储藏|杂物|储物|storage", UnitKind.STORAGE),
    (r"地下室|basement", UnitKind.BASEMENT),
    (r"别墅|villa|独栋", UnitKind.VILLA),
)
_HEADER_ROWS = 60
"""How far down a header is looked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """Where a sheet's table begins and what its columns mean.

    `first` is the 0-based index of the first data row; `columns`: meaning → 0-based columns, best wording first; `labels` by column.
    """

    first: int
    columns: dict[str, tuple[int, ...]]
    labels: tuple[str, ...]

    def cells(self, row: Row, meaning: str) -> list[Cell]:
        """The row's cells with that meaning, best wording first; none where the row is too short."""
        return [row[column] for column in self.columns.get(meaning, ()) if column < len(row)]

    def text(self, row: Row, meaning: str) -> str:
        """The first of them that is not blank, as text."""
        return next((text for text in map(to_text, self.cells(row, meaning)) if text), "")


def find_header(rows: Sequence[Row], table: str, needed: Sequence[frozenset[str]]) -> Header | None:
    """Find the header of a list, by its kind: the row with most known labels that holds one meaning of each needed set.

    `table` is "register", "catalogue" or "places". A second row below it may divide its groups (业主 over 姓名 and 电话).
    """
    best: Header | None = None
    for index, row in enumerate(rows[:_HEADER_ROWS]):
        following = rows[index + 1] if index + 1 < len(rows) else []
        for labels, used in ((_join(row, following, table), 2), (_labels(row), 1)):
            columns = _columns(labels, table)
            if not labels or not all(columns.keys() & choice for choice in needed) or _distinct(labels) < 2:
                continue
            if best is None or _width(columns) > _width(best.columns):
                best = Header(first=index + used, columns=columns, labels=labels)
    return best


def kind_of(text: str) -> UnitKind | None:
    """The kind of unit that a column's header or a cell of a type column names; None where it says nothing but rooms."""
    folded = simplify(text).lower()
    return next((kind for pattern, kind in _KINDS if re.search(pattern, folded)), None)


@lru_cache(maxsize=4096)
def meaning_of(label: str, table: str) -> tuple[str, int] | None:
    """The meaning of one header and how good its wording is (0 best), or None. Two wordings joined by / or 或 are tried one by one."""
    folded = _DECORATION.sub("", simplify(label)).lower()
    for name in dict.fromkeys((folded, _SERIAL.sub("", folded), *re.split(r"[/、或,|]", folded))):
        for meaning, wordings in _MEANINGS[table].items():
            for rank, wording in enumerate(wordings):
                if name and re.fullmatch(wording, name):
                    return meaning, rank
    return None


def _labels(row: Row) -> tuple[str, ...]:
    return tuple(to_text(cell) for cell in row)


def _join(top: Row, bottom: Row, table: str) -> tuple[str, ...]:
    """The labels of a header of two rows; () where the lower row is no header of its own."""
    upper, lower = _labels(top), _labels(bottom)
    width = max(len(upper), len(lower))
    pairs = [(upper[i] if i < len(upper) else "", lower[i] if i < len(lower) else "") for i in range(width)]
    new = [(a, b) for a, b in pairs if b and b != a]
    known = [b for _, b in new if meaning_of(b, table)]
    if not new or 2 * len(known) < len(new):
        return ()
    return tuple(_best(a, b, table) for a, b in pairs)


def _best(upper: str, lower: str, table: str) -> str:
    """The first of joined, lower and upper label that means something."""
    if lower in {"", upper}:
        return upper
    return next((label for label in (upper + lower, lower) if label and meaning_of(label, table)), upper)


def _columns(labels: Sequence[str], table: str) -> dict[str, tuple[int, ...]]:
    found: dict[str, list[tuple[int, int]]] = {}
    for column, label in enumerate(labels):
        known = meaning_of(label, table) if label else None
        if known is not None:
            found.setdefault(known[0], []).append((known[1], column))
    if "resident" in found:
        found.setdefault("tenant" if "owner" in found else "owner", []).extend(found.pop("resident"))
    if "author" in found:
        # who wrote a paper (DA/T 22) is its owner where no column names owners, else mostly the company
        author = found.pop("author")
        found.setdefault("owner", author)
    if "entrance" in found and "room" not in found:
        # Where no column names rooms, 单元 is the flat, as in the south.
        found["room"] = found.pop("entrance")
    return {meaning: tuple(column for _, column in sorted(columns)) for meaning, columns in found.items()}


def _distinct(labels: Sequence[str]) -> int:
    return len({label for label in labels if label})


def _width(columns: dict[str, tuple[int, ...]]) -> int:
    return sum(map(len, columns.values()))
