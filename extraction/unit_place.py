"""What stands round a unit number: the estate before it, a named tower, an authority whose address it is."""

import re

from extraction.unit_grammar import AUTHORITY_AFTER, AUTHORITY_BEFORE, INHERIT_WORDS

_REACH = 40
_RUN = re.compile(r"[\u4e00-\u9fffA-Za-z0-9·]{2,40}")
_SUFFIX = (
    "花园|花苑|小区|社区|公寓|大厦|广场|中心|山庄|公馆|家园|国际|新村|新城|名邸|官邸|御府|世家|天下|时代|名都|大楼|别院|学府|水岸|名苑|嘉园|华庭|华府|雅居|雅苑|"
    "园|苑|府|城|湾|庭|居|邸|里|村|坊|轩|台|郡|庄|邨|院|岸|都|境|墅|峰|景|洲|岛|馆|郦|筑|舍|阁|榭|寓|厦|家|堡|谷|泊|滩|港|海|江南|名门|半岛"
)
_ESTATE_END = re.compile(rf"(?:{_SUFFIX})$")
_ESTATE_LAST = frozenset(word[-1] for word in _SUFFIX.split("|"))
_WEAK_LAST = frozenset("居里村坊台庄岸都峰景洲岛馆筑舍家谷泊海港滩境轩阁堡宁")
_TOWER_LAST = frozenset("阁轩塔斋榭楼座")
_STRONG = re.compile(r"花园|花苑|小区|公寓|大厦|广场|山庄|家园|国际|新村|苑|府|城|湾|庭|园|居")
_CUTS = re.compile(
    r"[0-9]+号|(?<![城都])市(?!场)|[\u4e00-\u9fff]省|自治区|新区|[\u4e00-\u9fff]{2}区(?=[\u4e00-\u9fff]{3})|[\u4e00-\u9fff]{2}县|街道|大道|(?<=[\u4e00-\u9fff])路(?=[\u4e00-\u9fff]{2})|"
    r"本人系|本人是|我系|我是|我们是|系|(?<!国)是|居住在|居住于|居住|现住|家住|住在|住|位于|坐落于|坐落|座落于|座落|购买|购得|租赁|承租|出租|租用|租住|装修|的|将|在|为|"
    r"本人|姓名|业主|住户|住址|地址|房屋|关于|兹有|兹|于|受|收到|前往|至|到|把|其|名下"
)
_HEAD = re.compile(r"^(?:本|我|贵|该|此|及|和|与|并|对|由|给|从|向|自|这|某|位|请)+")
_TOWER = re.compile(r"([\u4e00-\u9fff]{1,3}(?:[阁轩塔斋榭]|(?<![本该此大高小号整栋幢层公写商综教学合住主裙副单])[楼座]))$")
_LANE = re.compile(r"([\u4e00-\u9fff]{1,8}(?:路|街|道|巷))$")


def lane_road(text: str, start: int) -> str:
    """The road written right before a lane number (延安路 of 延安路123弄), "" where none is."""
    found = _LANE.search(text, max(0, start - 10), start)
    return _trim(found.group(1)) if found else ""


def name_before(text: str, start: int) -> str:
    """The estate's name that ends at `start`, without town, road and words that lead to it; "" where none is certain."""
    if text[max(0, start - 1) : start] not in _ESTATE_LAST:
        return ""
    run = _run_before(text, start)
    name = _trim(run) if _ESTATE_END.search(run) else ""
    if len(name) < 4 and name[-1:] in _WEAK_LAST:
        return ""
    return name if 2 <= len(name) <= 12 and _ESTATE_END.search(name) else ""


def _trim(run: str) -> str:
    """What stands behind the last cut that leaves at least two characters."""
    cut = 0
    for found in _CUTS.finditer(run):
        if len(run) - found.end() >= 2:
            cut = found.end()
    return _HEAD.sub("", run[cut:])


def _run_before(text: str, start: int) -> str:
    """The run of name characters, at most 40, that ends at `start`."""
    runs = _RUN.findall(text[max(0, start - _REACH) : start])
    return runs[-1] if runs and text.endswith(runs[-1], 0, start) else ""


def tower_before(text: str, start: int) -> str:
    """The named tower that ends at `start` (紫荆阁, 东塔), "" where none."""
    if text[max(0, start - 1) : start] not in _TOWER_LAST:
        return ""
    run = _trim(_run_before(text, start))
    ends = [match.end() for match in _STRONG.finditer(run) if match.end() < len(run)]
    named = _TOWER.search(run[ends[-1] :] if ends else run)
    return named.group(1) if named and (ends or named.start() == 0) else ""


def is_authority_address(text: str, start: int, end: int) -> bool:
    """True where the place start..end is a company's or an authority's by the words round it (rule 10)."""
    return (
        AUTHORITY_BEFORE.search(text[max(0, start - _REACH) : start]) is not None
        or AUTHORITY_AFTER.match(text[end : end + _REACH]) is not None
    )


def inherits(text: str, start: int) -> bool:
    """True where a word right before `start` refers to the same building (楼上, 隔壁, 对面)."""
    return any(word in text[max(0, start - 6) : start] for word in INHERIT_WORDS)
