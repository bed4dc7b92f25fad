"""Titles by the words that they are made of: 客户维修需求单 asks for a repair though no list of titles holds it.

What the paper is about stands before what it does, and what it does stands last (投诉处理回复 is a reply, 投诉处理单 a form), so of
several readings the one whose act ends last is meant.
"""

import re

_MOVE_IN = "入住|入伙|进户|迁入|交房|收房|收楼|交楼|交付|交屋|收屋|领房|接房|接楼|移交|点交"
_REPAIR = "维修|检修|修理|修缮|房修|抢修|保养"
_RENOVATION = "装修|装潢|装璜|装饰|家装|施工|改造"
_CONTRACT = "合同|合约|协议|契约|约定"
_RECORD = "记录|纪录"
_LIST = "清单|一览|明细|清册|登记册|登记簿|名册|名簿|名单"
_MEANINGS: tuple[tuple[str, str, str], ...] = (
    ("service_contract", "物业|大厦|屋苑|社区|小区|楼宇|管理服务", _CONTRACT),
    ("preliminary_service_agreement", "前期|(?:入住|交付|成立)之?前", _CONTRACT),
    ("owners_covenant", "", "公约|规约|公契|(?:住户|业主|用户|居民)(?:管理)?守则|公共契约"),
    ("lease_contract", "租|赁", f"{_CONTRACT}|租约"),
    ("purchase_contract", "购房|买卖|购销|销售|认购|预售|转让", f"{_CONTRACT}|认购书"),
    ("purchase_contract", "", "[定订]购书"),
    ("renovation_agreement", _RENOVATION, f"{_CONTRACT}|责任|承诺|切结|保证书|守则"),
    ("key_custody_authorization", "钥匙|锁匙|门匙|存匙|留匙|房匙", f"委托|授权|托管|保管|代管|寄存|存放|代存|同意|{_CONTRACT}"),
    ("agency_authorization", "业主|收房|收楼|交房|交屋|代理|代办|个人|代为|委托|授权", "委托书|授权书|委任书|委托函|授权函|授权委托|声明"),
    (
        "direct_debit_agreement",
        "银行|代扣|托收|划扣|划款|转账|扣款|扣账|扣缴|代收|代缴|代付|自动缴|自动付|自动扣|直接付款|缴费|缴款|付款",
        f"{_CONTRACT}|授权|委托|同意|代扣|扣款|转账(?:缴费|付款|缴款)",
    ),
    ("safety_undertaking", "安全|消防|防火|治安|综治|用电|用气", "责任|承诺|切结|保证书|守则"),
    ("repair_request", f"{_REPAIR}|故障", "申请|需求|要求|申报|报告单|预约|受理|联系单|委托单|通知单"),
    ("repair_request", "", "(?:报修|报事|报障|急修|请修|叫修)(?:受理|登记|申请|记录|纪录|联系|接待)?"),
    (
        "repair_record",
        f"{_REPAIR}|报修|派工|技工",
        f"{_RECORD}|作业|反馈|处理|结果|完成|完工|派工|台账|回执|工作单|维修工单|维修单|检修单|报告|登记|记事|验收|确认|任务单|回单",
    ),
    ("repair_record", "", "(?:完工|竣工|修复|派工|派单)(?:确认|验收|回执|回单|通知)|派工单|派工修理"),
    (
        "service_items",
        "有偿|便民|特约|家政|付费|代客|代办|入户|上门|家居|增值",
        "服务|收费|结算|账单|报价|价目",
    ),
    ("service_items", "", "收费服务|服务收费"),
    ("service_items", f"服务|{_REPAIR}", "价目|结算|收费|服务项目"),
    (
        "complaint_form",
        "投诉|诉求|客诉|意见|不满|陈情|申诉|异议|来访|信访|纠纷|反映",
        f"登记|受理|{_RECORD}|个案|事项|处理|接待|调查|投诉|诉求|客诉|陈情|申诉",
    ),
    (
        "complaint_reply",
        "投诉|诉求|意见|反映|来信|来访|来函|来电|客诉|陈情|申诉|异议",
        "回复|答复|复函|回函|函复|处理结果告知|致歉|道歉|解释|反馈函",
    ),
    (
        "owner_letter",
        "业主|住户|致|给|物业|管理|小区",
        "来信|来函|建议|建议信|意见书|意见信|表扬|感谢|陈情[书信函]|求助|的信|信件|一封信|致管理处函",
    ),
    ("complaint_reply", "", "回复信函|答复信函"),
    ("owner_letter", "", "情况反映|反映情况|举报信|请愿书|公开信"),
    (
        "return_visit",
        "",
        f"(?:回访|走访|拜访)(?:登记|{_RECORD})?|满意度调查|(?:跟进|追踪)(?:电话)?(?:{_RECORD}|[单表卡])|访问(?:{_RECORD})|意见征询|家访|访谈|满意度(?:问卷|测评|反馈)",
    ),
    ("move_in_notice", _MOVE_IN, "通知|告知|邀请|函|须知|安排"),
    ("move_in_procedure", _MOVE_IN, "手续|流程|会签|会办|流转|程序|联办|办理单|办理表"),
    ("move_in_receipt", f"{_MOVE_IN}|资料|物品|钥匙|锁匙|门匙|文件|物料|用品", "签收|领取|领用|收条|收据|交接"),
    ("move_in_receipt", "", "点交清[册单]"),
    (
        "acceptance_form",
        "房屋|住宅|收房|收楼|交房|交楼|交屋|单位|单元|分户|户内|室内|业主|实地|楼宇",
        f"验收|查验|验房|验楼|验屋|点交|点检|核验|交验|检查|验收{_RECORD}|(?:房屋|住宅)交接",
    ),
    ("acceptance_form", "", "验房|验楼|验屋"),
    ("ownership_list", "产权|权属|业权|所有权人", f"{_LIST}|登记表|{_RECORD}"),
    ("lease_list", "租赁|出租|租约|租户|承租|租客", f"{_LIST}|台账|{_RECORD}"),
    (
        "title_copy",
        "产权|所有权|不动产|房地产|业权|土地|建物|房产|房屋|权证|房本",
        "权证|房本|证书|产证|誊本|权状|登记证明|查册|业权证明|所有权证",
    ),
    ("id_copy", "身份证|身分证|证件|护照|执照|户口|居住证", "复印|影印|影本|副本|正反面"),
    ("owner_information", "业主|住户|业户|客户|用户|住客|户主|居民|产权人|家庭|家户", "信息|资料|档案|情况|登记卡|登录表|采集"),
    (
        "tenant_registration",
        "租户|租客|承租|租住|租赁户|租赁住户|出租房屋|出租屋|流动人口|暂住|同住人",
        "登记|信息|资料|备案|情况|居住人",
    ),
    (
        "payment_notice",
        "费|欠|缴|款|催|租金",
        "催缴|催费|缴费|缴纳|缴款|交费|催收|催款|欠费|账单|结单|收据|凭证|凭单|缴付|付费通知|收费通知",
    ),
    ("payment_notice", "", "对账单|收讫|欠缴"),
    (
        "violation_notice",
        "违章|违规|违例|违约|违建|违反|隐患|限期|整改|停工|还原|责令|改善|纠正",
        "改善|改正|纠正|处罚|劝导|通知|告知|警告|劝告|整改|停工|还原|恢复|停工令|处理",
    ),
    ("renovation_application", _RENOVATION, "申请|申报|报备|报批|报审|审批|审核|核准|备案|登记|手续|许可|开工|延期"),
    ("other_document", "停水|停电|停气|停暖|停梯|消杀|检修|清洗|节日", "通知|公告|通告|告示|告知|提示"),
    (
        "other_document",
        "",
        "放行|搬运[纸条证]|出门[条证]|出入[条证]|会议纪要|会议记录|会议纪录|会议签到|会议通知|居住证明|在住证明|入住证明|工作联系[函单]",
    ),
    ("other_document", "活动|联欢|征集", "通知|通告|邀请"),
    ("other_document", "车辆|车位|停车|门禁", "登记|证明|租用|办理|申请"),
)
"""Type, what its titles are about ("" for anything), what they do: words of the trade, folded."""
_COMPILED = tuple((code, re.compile(topic), re.compile(f"(?:{act})")) for code, topic, act in _MEANINGS)
_LONGEST, _TAIL = 20, 4
"""Characters of a title without company and estate, and of what may follow its act (登记表, 单, 书)."""
WORTH = 0.62
"""Score of a title that its parts name: less than one that is listed, as much as one that a loose pattern of the taxonomy fits."""
_EARLIER = 0.5
"""What is left of a reading whose act another's follows."""


_ISSUER = re.compile(r"^.*(?:公司|管理处|服务中心|客服中心|管理中心|客服部|服务部|物业部|工程部)(?=.{3})")
"""Whose form it is, before its title: the words of a company's name say nothing of the paper."""


def parts_scores(key: str) -> dict[str, float]:
    """How well the words of a compact heading name each type, 0..1; empty where they name none."""
    key = _ISSUER.sub("", key)[-_LONGEST:]
    ends: dict[str, int] = {}
    for code, topic, act in _COMPILED:
        end = max((found.end() for found in act.finditer(key)), default=0)
        if end and len(key) - end <= _TAIL and topic.search(key):
            ends[code] = max(end, ends.get(code, 0))
    last = max(ends.values(), default=0)
    return {code: WORTH if end == last else WORTH * _EARLIER for code, end in ends.items()}
