"""The written forms of unit numbers as one table: words of each level, kinds, labels, hyphen forms, confusions, decoys.

Everything here is matched against folded text without gaps (`domain.hanzi.close_gaps`): half width, Simplified, no blanks beside
Chinese characters. Patterns have bounded repeats only, so matching is linear in the text.
"""

import re
from enum import StrEnum

from domain.hanzi import NUMERALS
from domain.unit_number import UnitKind


class Level(StrEnum):
    """A step of the address. ESTATE words go to the estate; ZONE too, but for parking without a building; YARD and LANE are estates."""

    ESTATE = "estate"
    ZONE = "zone"
    BUILDING = "building"
    BLOCK = "block"
    NUMBER = "number"
    ENTRANCE = "entrance"
    FLOOR = "floor"
    ROOM = "room"


LEVEL_WORDS: dict[Level, tuple[str, ...]] = {
    Level.ESTATE: ("期", "组团", "号院", "号大院", "弄", "街坊"),
    Level.ZONE: ("区", "苑"),
    Level.BUILDING: ("号楼栋", "号楼", "楼栋", "号栋", "号幢", "栋楼", "幢楼", "栋", "幢", "#楼", "#栋", "#幢", "#", "号大厦"),
    Level.BLOCK: ("号座", "座楼", "座"),
    Level.ENTRANCE: ("号单元", "#单元", "单元门", "单元", "号门", "号梯", "门", "梯", "单"),
    Level.FLOOR: ("层楼", "楼层", "字楼", "层", "楼"),
    Level.ROOM: ("号房间", "号房屋", "号房", "号室", "房间", "房屋", "房号", "室", "房", "户"),
    Level.NUMBER: ("号",),
}
"""What follows a value and makes it a level; the first that fits is taken, so longer words stand first."""

CONFUSED_WORDS: dict[Level, tuple[str, ...]] = {
    Level.BUILDING: ("标", "村", "拣", "株", "冻", "悚", "练", "楝", "蛋", "由", "憧", "撞", "瞳", "和"),
    Level.BLOCK: ("痤", "坐"),
    Level.ENTRANCE: ("草元", "单无", "单兀", "草无", "单完", "早元", "军元", "革元", "甲元"),
    Level.ROOM: ("宣", "窒", "空", "宝", "窄", "至"),
    Level.NUMBER: ("呈", "唬", "另"),
}
"""What an OCR engine makes of the words; believed only between numbers that leave no other reading, at lower confidence."""

KIND_WORDS: dict[UnitKind, tuple[str, ...]] = {
    UnitKind.PARKING: (
        "地下停车位",
        "地下停车场",
        "地下停车库",
        "机动车位",
        "产权车位",
        "人防车位",
        "子母车位",
        "地下车位",
        "地下车库",
        "停车车位",
        "停车位",
        "停车场",
        "停车库",
        "泊车位",
        "车位",
        "泊位",
        "地库",
    ),
    UnitKind.GARAGE: ("独立车库", "私家车库", "车库", "车房"),
    UnitKind.STORAGE: ("储藏室", "储藏间", "储藏房", "储物间", "储物室", "杂物间", "杂物房", "杂物室", "自行车库", "自行车棚"),
    UnitKind.BASEMENT: ("地下室",),
    UnitKind.SHOP: (
        "沿街商铺",
        "临街商铺",
        "底层商铺",
        "一层商铺",
        "首层商铺",
        "商业用房",
        "商业门面",
        "底商商铺",
        "底商",
        "商铺",
        "商舖",
        "店铺",
        "铺位",
        "门面房",
        "门面",
        "门市房",
        "门市",
        "商服",
        "网点",
        "铺面",
        "铺",
    ),
    UnitKind.VILLA: ("独栋别墅", "联排别墅", "双拼别墅", "叠拼别墅", "花园别墅", "别墅", "独立屋", "联排", "双拼", "洋楼"),
}
"""Words that tell the kind, folded; they stand before or after the number."""

STEMS = "甲乙丙丁戊己庚辛"
SIDES = ("东边户", "西边户", "东户", "西户", "中户", "南户", "北户", "东中户", "西中户", "中东户", "中西户", "中间户")

# A value: letters and digits in one run (A12, 501A, S1), or a Chinese or financial numeral with at most one letter behind.
ASCII_VALUE = "[A-Za-z0-9]{1,24}"
CHINESE_VALUE = f"[{NUMERALS}](?:[{NUMERALS}]|[0oO○](?=[{NUMERALS}])){{0,11}}(?:[A-Z](?![A-Za-z]))?"

UNIT_LABELS = (
    "房屋坐落地址|房屋坐落|房屋座落|房屋地址|房屋位置|房屋编号|房屋号|房产地址|物业地址|单位地址|单元地址|业主地址|业主房号|住户房号|客户房号|"
    "住宅地址|现住址|住址|住所|住房|室号|房间号码|房间号|房号|房间|门牌号码|门牌号|门牌|户号|户室号|户址|"
    "报修地址|报修房号|报修地点|报修位置|维修地址|维修地点|维修位置|维修房号|投诉地址|投诉房号|装修地址|装修房号|装修地点|装修单元|装修房屋|"
    "施工地址|施工地点|施工位置|申请房号|申请地址|"
    "租赁房屋|租赁物业|出租房屋|承租房屋|收楼单元|入伙单元|物业名称及房号|地址|单位|房产|坐落|座落|具体地址|铺位号|商铺号|车位号码|车位编号|车位号|"
    "所在房号|所属房号|所属单位|房屋"
)
"""Labels beside which a unit number stands; a value there is believed in shorter forms (3-501, 501)."""

JOINED_LABELS = "楼栋单元房号|栋号房号|栋/房号|栋房号|幢房号|楼栋房号|单元房号|楼号房号|楼房号|楼室号"
"""Unit labels that begin with a level's word: a label only where no value stands before it."""

LEVEL_LABELS: dict[Level, tuple[str, ...]] = {
    Level.BUILDING: (
        "楼栋号",
        "楼栋",
        "栋号",
        "幢号",
        "楼号",
        "座号",
        "栋数",
        "栋/座",
        "栋座",
        "座/栋",
        "楼幢",
        "楼座",
        "栋别",
        "栋",
        "幢",
        "座",
    ),
    Level.ENTRANCE: ("单元号", "单元", "门号", "梯号"),
    Level.FLOOR: ("楼层号", "楼层", "层数", "层号", "层"),
    Level.ROOM: ("房间号", "房号", "室号", "房屋号", "房间", "户号", "门牌号", "室"),
}
"""Labels of one level each: 栋号:3 单元:2 房号:501."""
PLAIN_LEVEL_LABELS = ("楼栋号", "栋号", "幢号", "楼号", "座号", "单元号", "楼层号", "房间号", "房号", "室号", "房屋号")
"""Those that are labels without a colon too."""


class Part(StrEnum):
    """What a part of a hyphen chain names."""

    B = "building"
    U = "entrance"
    F = "floor"
    R = "room"


# What was written before the chain → number of parts → what they are. SMALL: two parts of at most two digits each. BELOW: a floor below
# ground of a parking place or storage room, where the zone takes the building field (rule 4).
HYPHEN_FORMS: dict[tuple[str, int], tuple[Part, ...]] = {
    ("", 1): (Part.R,),
    ("", 2): (Part.B, Part.R),
    ("", 3): (Part.B, Part.U, Part.R),
    ("", 4): (Part.B, Part.U, Part.F, Part.R),
    ("building", 1): (Part.R,),
    ("building", 2): (Part.U, Part.R),
    ("building small", 2): (Part.F, Part.R),
    ("building", 3): (Part.U, Part.F, Part.R),
    ("entrance", 1): (Part.R,),
    ("entrance", 2): (Part.F, Part.R),
    ("entrance small", 2): (Part.F, Part.R),
    ("floor", 1): (Part.R,),
    ("below", 2): (Part.B, Part.R),
}

# After a bare room number these make it a quantity, a time, a measure: not a room.
MEASURES = (
    "年|月|日|元|万|角|分|米|平|㎡|m2|m²|立方|吨|度|公斤|千克|kg|KG|个|台|部|人|名|位|盏|套|间|条|次|件|把|份|张|块|只|"
    "%|‰|℃|°|岁|周|天|小时|时|秒|点|页|户型|层高|号线|路|国道|医院|胶|弄|巷|街|期|届|章|款|项|级|倍|扇|根|组|处|家|栋|幢|座|单元|层|楼|梯|户(?=[数共])"
)

LETTER_MEASURES = "型|款|类|级|景区|空气|空开|开关|断路器|漏电|插座|电池|电源|充电|电流|信号|网络|基站|纸|座|栋|楼"
"""After a number and a letter (5A, 5G, 12C) these make it a thing's size or grade: 5A空气开关, 5G信号, 5A景区."""

STRICT_MEASURES = (
    "元|万元|㎡|m2|m²|平方|平米|立方|吨|%|℃|年|月|个|人(?![\u4e00-\u9fff])|套|次|天|小时|户型|层|楼|栋|幢|座|单元|户(?=[数共])"
)
"""The same after a written building: fewer, for a name may follow the room (703周宁, 501张三)."""

LIST_WORDS = ("以及", "、", ",", ";", "/", "和", "及", "与", "或", "&", "·", "至", "~")
INHERIT_WORDS = ("楼上", "楼下", "隔壁", "对门", "对面", "邻居", "邻户", "相邻", "同单元", "同楼", "本栋", "本楼", "同栋")
COUNT_WORDS = "共有计建含约达设"

_PLATE = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_CN = "〇零一二三四五六七八九十两"
DECOYS: tuple[tuple[str, str], ...] = (
    ("url or mail", r"(?:https?://|www\.)[\w./?=&%#:-]{1,200}|[\w.+-]{1,64}@[\w-]{1,64}\.[\w.]{2,20}"),
    (
        "phone label",
        r"(?:电话|手机|热线|传真|Tel|TEL|Fax|Phone|tel|微信|QQ)(?:号码|号)?(?:为|是)?[.:;]{0,2}\+?[0-9][0-9()-]{5,20}(?:[/、,][0-9][0-9()-]{5,20}){0,3}|转[0-9]{2,5}(?![0-9室栋号-])",
    ),
    ("mobile", r"(?<![0-9A-Za-z])(?:\+?86-?)?1[3-9][0-9][- ]?[0-9*]{4}[- ]?[0-9]{4}(?![0-9])"),
    ("land line", r"(?<![0-9A-Za-z])\(?0[0-9]{2,3}\)?[- ]?[2-9][0-9]{2,3}[- ]?[0-9]{4}(?:-[0-9]{1,5})?(?![0-9])"),
    ("cut land line", r"(?<![0-9A-Za-z-])0[0-9]{3}-[2-9][0-9]{2,7}(?![0-9])"),
    ("service line", r"(?<![0-9A-Za-z])[48]00-?[0-9]{3,4}-?[0-9]{3,4}(?![0-9])"),
    ("short phone", r"(?<![0-9A-Za-z-])(?:\+?852-?)?[2-9][0-9]{3}[- ][0-9]{4}(?![0-9-])"),
    ("long number", r"[0-9]{7,64}[Xx]?|[0-9*]{4,10}\*{2,12}[0-9Xx]{0,8}"),
    ("plate", rf"[{_PLATE}][A-Z][·.-]?[A-Z0-9]{{5,6}}(?![A-Z0-9])"),
    (
        "date",
        r"(?:19|20)[0-9]{2}(?:-(?:0?[1-9]|1[0-2])(?![0-9])|[./年](?:0?[1-9]|1[0-2])(?![0-9])|年)(?:[-./月](?:[12][0-9]|3[01]|0?[1-9])(?![0-9]))?[日号月]?",
    ),
    ("short date", r"(?<![0-9A-Za-z./-])[0-9]{2}[./](?:0?[1-9]|1[0-2])[./](?:[12][0-9]|3[01]|0?[1-9])(?![0-9])"),
    ("month day", r"(?<![0-9])(?:1[0-2]|0?[1-9])月(?:[12][0-9]|3[01]|0?[1-9])[日号]?"),
    (
        "chinese date",
        rf"[{_CN}]{{2,5}}年(?:[{_CN}]{{1,3}}月(?:[{_CN}]{{1,3}}[日号])?)?|[{_CN}]{{1,3}}月[{_CN}]{{1,3}}[日号]|民国[{_CN}0-9]{{1,4}}年",
    ),
    ("clock", r"(?<![0-9])(?:[01]?[0-9]|2[0-4]):[0-5][0-9](?::[0-5][0-9])?(?![0-9])"),
    (
        "amount",
        r"[¥$￥][0-9][0-9,.]{0,20}|(?<![0-9A-Za-z#-])[0-9]{1,3}(?:,[0-9]{3}){1,4}(?:\.[0-9]+)?(?=元|\.)|[0-9]+(?:\.[0-9]{1,4})?(?:万?元|万(?=[元多余的]|左右|以[上下]|平[方米]|[^\u4e00-\u9fff]|$)|亿|角)",
    ),
    ("amount words", r"[零壹贰叁肆伍陆柒捌玖拾佰仟万亿]{1,24}[元圆][零壹贰叁肆伍陆柒捌玖拾角分整正]{0,12}"),
    ("percent", r"[0-9]+(?:\.[0-9]+)?[%‰]"),
    ("area", r"[0-9]+(?:\.[0-9]+)?(?:平方米|平米|平方|㎡|m2|m²|M2|立方米|立方|m3|公里|千米|毫米|厘米|mm|cm|MM)"),
    (
        "layout",
        rf"(?<![0-9A-Za-z])[0-9{_CN}]\+?[0-9]?[室房](?:[0-9{_CN}][厅卫厨阳台]{{1,2}}){{1,4}}|(?<![0-9A-Za-z])[0-9{_CN}](?:居室|居|室户)",
    ),
    (
        "count",
        rf"(?:共有?|总计|总共|合计|共计|一共|计有|建有|包括|设有|现有|约|等)[0-9{_CN}]{{1,5}}[栋幢座个间户套层单室梯车辆处人](?:元|位|楼)?(?![0-9A-Za-z{_CN}])",
    ),
    (
        "count of",
        rf"[0-9{_CN}]{{1,5}}(?:个单元|栋楼房|栋住宅|栋高层|栋多层|梯[0-9{_CN}]户|余户|多户|户业主|户居民|户人家|户住户|层高|层建筑|层住宅)",
    ),
    (
        "meter",
        r"(?:水|电|气|热)表(?:号|读数|底数|底|码|编号)?[:是为]?[A-Z]{0,3}[0-9][0-9.-]{0,15}(?![0-9栋幢号座单#-])"
        r"|(?:读数|示数|止度|起度|行度|止码|起码|用量)[:是为]?[0-9][0-9.-]{0,15}",
    ),
    (
        "document number",
        r"(?:合同|协议|档案|文件|单据|受理|登记|凭证|收据|发票|票据|工单|派工|报修|维修|投诉|申请|表单|流水|许可证|通知|证件|证书|产权证|房产证|不动产权|权证|记录|备案)"
        r"(?:编号|号码|单号|证号|号)(?:No\.?)?[:;.]{0,2}[A-Za-z0-9字第()\[\]〔〕-]{2,40}号?"
        r"|(?<![房屋间户铺位元室])(?:编号|档号|单号|工单号|案号|字号|批号|图号|图纸|工号|型号|规格|代码|账号|帐号|卡号|户名|开户行|税号)[:;.]{0,2}[A-Za-z0-9字第()\[\]〔〕-]{2,40}号?"
        r"|(?<![A-Za-z] )(?<![A-Za-z])N[oO][.:°]{0,2}[A-Z]{0,6}[0-9-]{3,30}",
    ),
    (
        "official number",
        r"[\u4e00-\u9fff]{1,4}字?[(\[〔【][0-9]{4}[)\]〕】](?:第)?[0-9]{1,5}号|[\u4e00-\u9fff]{1,6}字第[0-9-]{1,16}号|第[0-9]{1,5}号令",
    ),
    ("code", r"[A-Z]{2,8}(?:-[A-Z0-9]{1,10}){1,5}(?![A-Za-z0-9])|[A-Z]{2,3}/?T? ?[0-9]{2,6}(?:\.[0-9])?-(?:19|20)[0-9]{2}"),
    ("clause", rf"第[0-9{_CN}]{{1,4}}(?:-[0-9{_CN}]{{1,4}})?(?:条|款|项|章|节|页|次|届|天|日|年|月|季度|周|部分|版)"),
    ("page", r"(?i:page)[0-9 ]{1,6}(?:of|/)[ 0-9]{1,6}|共[0-9]{1,4}页"),
    ("decimal", r"(?<![0-9A-Za-z.])[0-9]{1,6}\.[0-9]{1,4}(?![0-9.])"),
    (
        "range of",
        rf"(?<![0-9A-Za-z-])[0-9{_CN}]{{1,4}}[-~至][0-9{_CN}]{{1,4}}(?:层|楼|栋|幢|座|号楼|岁|元|天|日|月|年|个|米|人|次|时|点|分|页|条|%)(?![0-9])",
    ),
    ("size", r"[0-9]{1,5}(?:[×xX*][0-9]{1,5}){1,2}(?:mm|cm|m|MM)?(?![0-9A-Za-z])"),
)
"""Numbers that are no units (rule 10), in the order they are taken out. Each is masked before the forms are looked for."""

AUTHORITY = (
    r"物业(?:公司|服务|管理|客服|办公|中心|部)|管理处|服务处|客服中心|服务中心|客户服务|管理中心|居委会|居民委员会|社区(?:服务|工作)|街道办|派出所|公安|法院|"
    r"住建|房管|房产局|城管|消防(?:队|站|大队|支队|救援)|政府|业委会|业主委员会|监控室|值班室|门岗|办公室|财务室|会所|售楼|营销中心|银行|有限公司|律师|仲裁|"
    r"供电局|自来水|燃气公司|居民小组|党群|开发商|本公司|我司|我处|乙方地址|公司"
)
"""Words of a company or an authority: an address that is theirs names no unit (rule 10)."""

AUTHORITY_BEFORE = re.compile(
    rf"(?:{AUTHORITY})[)）]?[,]?[\u4e00-\u9fff]{{0,6}}(?:地址|地点|位于|设在|设于|地处|住所|住所地|坐落|处所|就在)[:;]?[^,。;\n:]{{0,24}}$"
    rf"|(?:{AUTHORITY})[)）]?:(?:(?![请到业住户报修投,。;\n:]).){{0,24}}$"
    r"|(?:管理处|服务处|中心|居委会|街道办|派出所|办公室|会所|值班室|监控室)\([^,。;\n:)]{0,12}$"
    r"|(?:公司地址|办公地址|办公地点|办公场所|注册地址|注册地|受理地点|受理地址|缴费地点|缴费地址|交费地点|办理地点|办理地址|领取地点|"
    r"领钥匙地点|收楼地点|服务地址|服务地点|开庭地点|送达地址|会议地点|活动地点|集合地点|经营地址|交纳地点)[:;为是]{0,2}[^,。;\n:]{0,24}$"
)
AUTHORITY_AFTER = re.compile(
    r"^[的]?[(（]?(?:一楼|大堂|旁|大厅|小区|本|我)?[\u4e00-\u9fff]{0,8}?(?:物业(?:服务|管理|客服|公司|办公)|管理处|服务处|客服中心|服务中心|管理中心|居委会|居民委员会|"
    r"街道办|派出所|业委会|业主委员会|监控室|值班室|办公室|财务室|会所|售楼|营销中心|消防控制室|前台|收费处|法庭)"
)
