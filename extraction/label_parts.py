"""Form labels by the words that they are made of: 业户房号, 登记业主签名, 报障住户, 接件人员.

Every company words its forms in its own way, but the words are put together from the same few parts. What label_words.py lists goes before.
"""

import re
from functools import lru_cache

from extraction.label_words import LABEL_OF, Label

_HOLDER = (
    "业主|业户|住户|户主|客户|用户|房主|屋主|房东|户长|购房人|买受人|权属人|产权人|所有人|所有权人|业权人|权利人|不动产权利人|房屋所有人"
)
_RENTER = (
    "租户|租客|房客|住客|承租人|承租户|承租方|承租者|租赁人|租赁户|租用人|租住人"
    "|租住户|租住客户|现住户|现居住人|实际居住人|实际使用人|使用人"
)
_SIGNED = "姓名|名称|名字|签名|签字|签章|签收|签认|签署|亲签|亲笔签名|亲笔签字|盖章|确认|代表|本人"
_ASKING = (
    "报修|报事|报障|报单|请修|保修|投诉|申诉|陈情|举报|呈报|申请|申报|申办|来电|来访|来信|来函|反映|诉求|提出|建议|咨询|求助|受访|被访|被回访|填报|提交|"
    "委托|授权|领取|领用|签收|收楼|收房|交款|缴款|缴费|付款"
)
_ASKED = "回访|走访|访问|拜访|跟进|服务|受访|被访"
_WORK = (
    "受理|经办|承办|接待|接报|接单|接件|接诉|接访|记录|登记|填表|填单|制表|制单|录入|维修|修理|检修|抢修|施工|作业|工程|安装|派工|派单|回访|"
    "走访|访问|致电|跟进|跟办|收款|收费|开票|开单|发放|发匙|交付|移交|经收|经手|查验|验房|验楼|陪同|陪验|检查|检验|巡查|巡检|采集|审核|审批|"
    "批准|批核|签发|值班|当值|质检|监督|受诉|核实|核对|复核|复查|主管|工地|现场|技术|保管|客服|服务|办理|发现|处理|主办|协办|责任|监理|出纳"
)
_OF_UNIT = (
    "业主|业户|住户|客户|用户|户主|房主|租户|物业|房屋|房产|房间|楼宇|楼栋|楼座|栋座|楼幢|楼号|栋号|幢号|座号|单元号|单元|栋|幢|座|楼|层|梯|"
    "产权|坐落|座落|住宅|所在|所住|所属|居住|现居住|现居|现住|入住|入伙|标的|租赁|出租|承租|租住|报修|报事|报障|维修|修理|投诉|诉求|来访|来电|装修|施工|申请|申报|"
    "登记|收房|交房|收楼|交楼|验房|验楼|缴费|交费|收费|欠费|违章|违规|违例|回访|走访|服务|委托|授权|放行|本|原"
)
_UNIT = (
    "房号|房间号|房间号码|房室号|房室|室号|户号|户室|门牌|门牌号|门牌号码|铺号|铺位|铺位号|商铺号|车位号|房址|户址|住址|地址|坐落|座落|"
    "坐落地址|坐落位置|房产|物业|房屋|单元|居所|住所|房屋号|房屋编号|单元房号"
)
_OF_HOUSE = "住宅|所属|所在|居住|现居|现住|楼宇|楼座|栋座|业主|业户|住户|大厦|屋苑|出租|承租|租住"
_DONE = (
    "填表|申诉|诉求|陈情|请修|填单|填报|填写|呈报|报修|报事|报障|报单|受理|接报|接单|接件|接诉|来电|来访|来信|投诉|登记|记录|签订|签署|签约|签字|签名|签收|签发|"
    "签认|订立|立约|申请|申报|通知|发出|发文|发函|开具|开票|开单|收款|缴费|交费|付款|缴款|收据|回访|走访|致电|验收|验房|验楼|查验|收楼|收房|"
    "入伙|入住|交楼|领取|领用|制表|制单|编制|委托|授权|承诺|服务|回复|答复|办理|交接|移交|送达|采集|建档|提交|出单|受诉"
)


def _of(first: str, second: str, last: str = "") -> str:
    tail = f"(?:{_longest_first(last)})?" if last else ""
    return f"(?:{_longest_first(first)}){{1,3}}(?:{_longest_first(second)}){tail}"


def _longest_first(words: str) -> str:
    return "|".join(sorted(set(words.split("|")), key=lambda word: (-len(word), word)))


_FORMS: tuple[tuple[Label, str], ...] = (
    (Label.OTHER, _of(_WORK, "人|人员|员|职员|员工|工|技工|师傅|负责人|负责|主管|主任|经理|管家|部门|单位", _SIGNED)),
    (Label.UNIT, _of(_OF_UNIT, _UNIT)),
    (Label.BUILDING, "(?:楼栋|栋楼|楼幢|楼座|栋座|楼宇|楼|栋|幢|座)(?:别|号|编号|次)"),
    (Label.ENTRANCE, "单元(?:别|号|编号|次)"),
    (Label.FLOOR, "楼?层(?:别|号|次)"),
    (Label.ROOM, "(?:房间|房屋|房|室|户)(?:别|号|编号|次)"),
    (Label.UNIT, _of(_OF_HOUSE, "单位|单位号|单位编号")),
    (Label.APPLICANT, _of(_ASKING, f"人|者|方|人士|对象|{_HOLDER}", _SIGNED)),
    (Label.APPLICANT, _of(_ASKED, f"对象|{_HOLDER}", _SIGNED)),
    (Label.TENANT, rf"(?:{_longest_first(_RENTER)})(?:{_longest_first(_SIGNED)})?"),
    (
        Label.OWNER,
        rf"(?:登记|房屋|房产|物业|现|新|本户|单位|产权)?(?:{_longest_first(_HOLDER)})"
        rf"(?:[/或](?:{_longest_first(_HOLDER + '|' + _RENTER)}))?(?:{_longest_first(_SIGNED)})?",
    ),
    (Label.DATE, _of(_DONE, "日期|时间|日")),
    (
        Label.PHONE,
        r"(?:业主|业户|住户|客户|用户|联系|联络|通讯|日间|夜间|办公|移动|手提|固定|常用|备用|住宅|家庭){1,2}"
        r"(?:电话|手机|手提|方式)(?:号码|号)?",
    ),
    (Label.ID, r"(?:有效|身份|本人|业主|居民)?(?:身份)?证件?(?:号码|编号|字号|号)"),
)
COMPOSED = "|".join(pattern for _, pattern in _FORMS)
"""All of them as one pattern of folded text."""
_COMPILED = tuple((label, re.compile(pattern)) for label, pattern in _FORMS)
_STAFF = re.compile(
    f"{_FORMS[0][1]}|(?:职员|员工|工作人员)(?:签名|签字|签署|签章)?|(?:经手|经办|受理|接待|记录|填表|审核|审批|制表|收款|开票|派工|派单|接单|回访|值班|检查|维修|发放)(?:人|员)|"
    r"(?:主管|经理|工长|技工|客服|出纳|收费员|领队|质检员|监督人|见证人|陪同人|发放员)(?:签名|签字)?"
)


@lru_cache(maxsize=4096)
def label_for(word: str) -> Label | None:
    """What a folded label word asks for: as listed, else by its parts; None where it is no label."""
    listed = LABEL_OF.get(word)
    if listed is not None:
        return listed
    return next((label for label, pattern in _COMPILED if pattern.fullmatch(word)), None)


def is_staff(word: str) -> bool:
    """Whether a label word asks for one who works for the company: 受理人, 维修人员签名."""
    return _STAFF.fullmatch(word) is not None
