"""The label words of property forms, folded and without gaps; one word may stand on any estate's form."""

import re
from collections.abc import Iterator
from enum import StrEnum
from functools import cache


class Label(StrEnum):
    """What a label asks for."""

    UNIT = "unit"
    BUILDING = "building"
    ENTRANCE = "entrance"
    FLOOR = "floor"
    ROOM = "room"
    OWNER = "owner"
    TENANT = "tenant"
    APPLICANT = "applicant"
    AGENT = "agent"
    PARTY_A = "party_a"
    PARTY_B = "party_b"
    DATE = "date"
    OTHER_DATE = "other_date"
    PHONE = "phone"
    ID = "id"
    COMPLAINT_SUBJECT = "complaint_subject"
    REPAIR_SUBJECT = "repair_subject"
    SUBJECT = "subject"
    OTHER = "other"


_WORDS: dict[Label, tuple[str, ...]] = {
    Label.UNIT: (
        "单位房号 单位地址 报修单元 房屋单元 栋号单元房号 物业坐落 所住房号 业主单元 业主楼号 房屋信息",
        "房产 房产坐落 房产信息 收楼房号 入伙房号",
        "业主房号 住户房号 客户房号 房屋坐落 房屋座落 房屋地址 房屋位置 房屋编号 房产地址 物业地址",
        "单元地址 业主地址 业主住址 住宅地址 家庭住址 家庭地址 现住址 住址 详细地址 报修地址 报修房号",
        "报修地点 报修位置 维修地址 维修地点 维修房号 服务地址 服务房号 投诉地址 投诉房号 装修地址",
        "装修房号 装修地点 装修单元 装修房屋 施工地址 施工地点 申请房号 申请地址 楼栋房号 栋号房号",
        "栋/房号 栋房号 幢房号 楼号房号 楼房号 栋号及房号 栋号、房号 栋座房号 房号/单元 单元房号",
        "单元/房号 租赁房屋地址 租赁房屋 房屋 租赁物业 出租房屋 收楼单元 入伙单元 所在房号 所属房号",
        "单元号/房号 房间号码 门牌号码 门牌号 门牌 户室号 户室 户址 地址 坐落 座落 商铺号 铺位号",
        "铺号 车位号码 车位编号 车位号 物业单元 物业房号 单位号 楼座房号 栋号单元房号 楼栋号及房号",
        "楼宇单元 单位 房屋房号",
        "单位编号 单元编号 物业编号 楼宇单位 房屋号码 房屋名称 房屋所在 标的房屋 交易房屋 缴费房号 缴费地址 收费房号 收费地址 产权坐落",
        "不动产坐落 产权地址 房屋详址 现住房号 住户地址 客户地址 住户房屋 业主房屋 户别 房产位置 物业位置 物业座落 车位位置 商铺地址",
        "商铺位置 商铺编号",
        "铺面号 车库号 储藏室号 投诉单元 投诉地点 事发地址 回访地址 回访房号 来访房号 入住房号 交付房号 验收房号 收房房号 单元楼号",
        "栋/单元/房号",
        "栋-单元-房号 幢/单元/室 栋/单元/室 楼/单元/室 楼号/单元/房号 座/楼层/室 楼座/房号 大厦单位 座楼室 单位地址及房号",
        "Unit_No. Unit_No Unit_Number Flat_No. Flat_No Room_No. Room_No Flat/House Flat_/_House Flat_/_Unit Premises",
        "Address_of_Premises Property",
        "Property_Address",
    ),
    Label.BUILDING: ("楼栋号 楼栋 栋号 幢号 楼号 座号 栋座 座栋 栋别 楼座 楼幢 栋/座 座/栋 栋 幢 座",),
    Label.ENTRANCE: ("单元号 单元 门号 梯号 梯 单元/梯 单元门",),
    Label.FLOOR: ("楼层号 楼层 层数 层号 层",),
    Label.ROOM: ("房间号 房屋号 房号 室号 户号 房间 室 房",),
    Label.OWNER: (
        "买方 买受方 购买人 购房者 受让人 受让方 新业主",
        "报修业主 投诉业主 申请业主 缴费户 交费户 收费户 签署户 签约户 房东 房东姓名 屋主 付款户 缴款户 交款户 本人签字 本人签名",
        "本人签章 业主本人 业主(住户) 业主或使用人 业主/使用人",
        "业主/住户 责任人 住户签名 住户签字 户主签名 户主签字 客户签名 客户签字 用户签名 用户签字",
        "业主代表 承诺人 授权人 立约人",
        "业主姓名 业主名称 业主签名 业主签字 业主签章 业主签收 业主确认 业主(签名) 业主(签字)",
        "业主(签章) 业主(盖章) 业主姓名(签字) 产权人姓名 产权人 房屋所有权人 所有权人 权利人",
        "户主姓名 户主 房主姓名 房主 住户姓名 住户 客户姓名 客户名称 客户 业户姓名 业户名称 业户",
        "业主 买受人 购房人 出租方 出租人 委托人 委托方 委托人(业主) 收楼人 领取人 缴费人 交款人",
        "付款人 户名 用户姓名 用户",
        "业主(承租人) 业主/租户 业主(使用人) 户主(业主) 购房人姓名 买受人姓名 买受人(签章) 受委托业主 住户(签名) 住户(签字) 客户(签名)",
        "领房人 收房人 接房人 接楼人 交费人 缴款人 交款单位(人) 付款单位(人) 兹收到 今收到 收款自 授权方 声明人 具结人 保证人 署名",
        "业主(产权人) 产权所有人 房屋产权人 不动产权利人 共有人 房地产权利人 立书人 立协议人 承诺方 责任方",
        "Owner Name_of_Owner Owner's_Name Owner_Name Resident Name_of_Resident Customer Received_from Payer",
    ),
    Label.TENANT: (
        "承租户 租住户 现住户 租用人 实际使用人 租户签名 租户签字",
        "租户姓名 租户名称 租户 承租方 承租人 租客姓名 租客 租住人 使用人 承租方(乙方)",
        "乙方(承租方) 乙方(承租人)",
        "租赁人 承租者 入住人 使用人姓名 使用者 租户(签字) 租户(签名) 房客 房客姓名 Tenant Name_of_Tenant",
    ),
    Label.APPLICANT: (
        "回访对象 受访业主 访问对象 被访人 回访客户 报事人 申请业户",
        "申请人姓名 申请人签名 申请人签字 申请人 报修人姓名 报修人 投诉人姓名 投诉人 投诉者 来访人",
        "来电人 反映人 建议人 申报人 保修人 联系人 姓名 被回访人 受访人 验收人 签收人 申请人(签字)",
        "报修人(签字) 投诉人(签字)",
        "来信人 反应人 诉求人 表扬人 求助人 申诉人 提交人 填报人 登记人姓名 报障人 报修者 申请者 申请方 联络人 投诉客户 报修客户",
        "报修住户 投诉住户",
        "Applicant Name_of_Applicant Complainant Contact_Person",
    ),
    Label.AGENT: ("受托人 被委托人 代理人 代办人 经办人 委托代理人 代收人 装修负责人 施工负责人",),
    Label.PARTY_A: ("甲方(签字) 甲方(盖章) 甲方(签章) 甲方签字 甲方签章 甲方盖章 甲方 立约人甲",),
    Label.PARTY_B: ("乙方(签字) 乙方(盖章) 乙方(签章) 乙方签字 乙方签章 乙方盖章 乙方 立约人乙",),
    Label.DATE: (
        "签订日期 签订时间 签约日期 签署日期 签字日期 填表日期 填表时间 填写日期 填报日期 报修日期",
        "报修时间 投诉日期 投诉时间 受理日期 受理时间 申请日期 申请时间 申报日期 登记日期 登记时间",
        "通知日期 发出日期 发文日期 开具日期 开票日期 收款日期 缴费日期 交费日期 回访日期 回访时间",
        "验收日期 验收时间 收楼日期 入伙日期 入住日期 领取日期 签收日期 制表日期 记录日期 来电时间",
        "来访时间 接报时间 接单时间 委托日期 日期 时间 填单日期 维修日期 回复日期 发单日期 下单时间",
        "服务日期",
        "订立日期 立约日期 填单时间 制单日期 开单日期 开单时间 出单日期 送达日期 收件日期 投诉受理日期 报事时间 报事日期 接待日期",
        "接待时间 办理日期",
        "领取时间 签收时间 交接日期 查验日期 查验日 验房日期 收房日期 接房日期 缴款日期 交款日期 付款日期 收据日期 申报时间 委托时间",
        "承诺日期",
        "Date Date_of_Application Date_of_Issue",
    ),
    Label.OTHER_DATE: (
        "计划开工 计划完工 开工 完工 动工时间 竣工 租住起止 起止日期 起止时间 起租 止租 期望上门时间 上门时间 出生",
        "出生日期 出生年月 有效期限 有效期 起租日期 租赁期限 租期 合同期限 期限 完成日期 完成时间",
        "完工日期 完工时间 竣工日期 开工日期 预约时间 预约日期 预计完成时间 到场时间 到达时间 截止日期",
        "最后期限 限期 缴费期限 交付日期 交房日期 发证日期 签发日期 装修期限 施工期限 整改期限",
        "计费期间 费用期间 收费期间 打印日期 打印时间 维修时间 派工时间 派单时间 结束时间 开始时间",
        "审批日期 审核日期",
        "所属期 费用所属期 所属期间 计费周期 缴费周期 收费周期 账期 费用周期 起租日 止租日 起始日期 终止日期 到期日 到期日期 入职日期",
        "发现时间 整改时限",
        "完成期限 宽限期 约定时间 约定日期 免租期 下次缴费 生产日期 保修期 保修期限",
    ),
    Label.PHONE: (
        "联系电话 联系方式 电话号码 手机号码 手机号 业主电话 住户电话 电话 手机 移动电话 固定电话",
        "联络电话 传真",
        "手提电话 流动电话 住宅电话 家庭电话 办公电话 业主手机 联系手机 手机/电话 电话/手机 业主联系电话 Tel Tel. Tel_No. Telephone",
        "Mobile Phone",
    ),
    Label.ID: ("身份证号码 身份证号 证件号码 身份证 公民身份号码 证件号 身份证件号码 身份证统一编号 统一编号 香港身份证 身份证明文件号码",),
    Label.COMPLAINT_SUBJECT: (
        "投诉内容 投诉事项 投诉问题 投诉诉求 投诉事由 投诉主题 投诉详情 投诉描述 投诉情况 投诉原因 投诉要点",
        "反映问题 反映内容 反映事项 反映情况 反应问题 反应内容 反应情况 诉求内容 业主诉求 客户诉求 诉求",
        "投诉(建议)内容 投诉/建议内容 投诉建议内容 投诉及建议内容 意见内容 建议内容 来访内容 来电内容 来访事由",
    ),
    Label.REPAIR_SUBJECT: (
        "报修内容 报修项目 报修事项 报修问题 报修描述 报修事由 报修详情 报修原因 报修情况 维修内容 维修项目 维修事项",
        "维修要求 故障现象 故障描述 故障情况 故障内容 故障说明 损坏情况 报事内容 保修内容 保修项目",
    ),
    Label.SUBJECT: ("内容 事由 主题 事项 问题描述 情况描述 具体内容 详细内容 主要内容",),
    Label.OTHER: (
        "卖方 出卖人 出卖方 开发商 受托方 受托方办公地点 受托方盖章 委托方盖章",
        "建设单位 转让人 转让方 原业主",
        "职员签署 职员签名 职员签字 员工签名 主管签名 发放员 施工队伍 领队 拟装修内容 审核意见 同住人数 门禁卡 签收物品",
        "损坏部位 期望上门时间 经理签名 审核 复核 批准",
        "性别 年龄 民族 国籍 籍贯 职业 工作单位 建筑面积 套内面积 面积 户型 备注 编号 金额 合计",
        "大写 小写 投诉类别 投诉类型 处理结果",
        "处理意见 处理情况 回访结果 满意度 维修人员 维修人 维修员 维修工 接待人 受理人 记录人 填表人",
        "审核人 审批人 主管 经理 物业公司 物业服务企业 物业管理处 管理处 服务中心 施工单位 装修单位",
        "装修公司 施工队 开户行 账号 公司地址 办公地址 注册地址 通讯地址 通信地址 联系地址 邮编",
        "邮政编码 经手人 收款人 收费员 出纳 开票人 制表人 项目名称 项目 小区名称 小区 物业名称",
        "楼盘名称 法定代表人 负责人 身份 关系 材料 人工费 材料费 收款单位 付款方式 收费标准 单价",
        "数量 值班员 接单人 派工人 派单人 回访人 业主意见 客户意见 用户意见 签名 签字 盖章 序号",
        "标题 类别 类型 来源 客服 客服人员 工程部 工程人员 技工",
        "紧急联系人 紧急联络人 家庭成员 同住人 车牌号 车牌号码 建筑面积(㎡) 身份证复印件 民族 出生地 签发机关 住宅面积 计费面积",
        "收费项目 费用项目",
        "应缴金额 实缴金额 滞纳金 应收 实收 违章事实 整改要求 检查人 质检员 监督人 见证人 陪同人 陪同验房 发放人 经办部门 受理部门",
        "责任部门 主办人",
        "Handled_by Staff_signature Signature Particulars Item_to_be_repaired Inspection_result Remarks Amount",
    ),
}
LABEL_OF: dict[str, Label] = {word.replace("_", " "): label for label, rows in _WORDS.items() for row in rows for word in row.split()}
"""Label word → what it asks for. OTHER ones end a value and are read for nothing."""

_MISREAD: tuple[tuple[str, str], ...] = (
    ("[呈唬亏]", "号"),
    ("[亚並]主|业[王土]|[亚並][王土]", "业主"),
    ("户[王土](?=[姓名签:(]|$)", "户主"),
    ("[草军早単][元无兀]|单[无兀]", "单元"),
    ("[招抿][修悠俢]|报[悠俢]", "报修"),
    ("[没設]诉|投[拆诈]", "投诉"),
    ("姓[各石]", "姓名"),
    ("[曰目]期(?=[:]|$)|[日曰目]朝", "日期"),
    ("[標拣楝标村](?=号)", "栋"),
    ("[机搂类](?=号|栋)", "楼"),
    ("[祖租]户", "租户"),
    ("[闩们]牌", "门牌"),
    ("承[祖]", "承租"),
)
_MENDING = re.compile("|".join(f"(?P<m{number}>{pattern})" for number, (pattern, _) in enumerate(_MISREAD)))


def mended(text: str) -> str:
    """A folded text with the label words as they are written where an engine misread them (房呈, 亚主, 草元); same length."""
    return _MENDING.sub(lambda found: _MISREAD[int(str(found.lastgroup)[1:])][1], text)


_SHORTEST = 3
_CHINESE = re.compile("[\u4e00-\u9fff]+")


def _gaps(word: str) -> Iterator[str]:
    return (f"{word[:place]}\0{word[place + 1 :]}" for place in range(len(word)))


@cache
def _patterns() -> dict[str, frozenset[Label]]:
    """Label words with one character left open, or (of four and more) lost → the labels they can be."""
    found: dict[str, set[Label]] = {}
    for word, label in LABEL_OF.items():
        if len(word) >= _SHORTEST and _CHINESE.fullmatch(word):
            lost = (f"{word[:place]}{word[place + 1 :]}" for place in range(len(word))) if len(word) > _SHORTEST else ()
            for pattern in (*_gaps(word), *lost):
                found.setdefault(pattern, set()).add(label)
    return {pattern: frozenset(labels) for pattern, labels in found.items()}


def label_like(text: str) -> Label | None:
    """The label that a folded Chinese text of three and more characters is but for one that was misread or lost; None where unsure."""
    if len(text) < _SHORTEST or text in LABEL_OF or not _CHINESE.fullmatch(text):
        return None
    labels = {label for pattern in (text, *_gaps(text)) for label in _patterns().get(pattern, ())}
    return labels.pop() if len(labels) == 1 else None
