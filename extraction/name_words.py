"""Words of the trade that stand where a name might stand (业主满意, 业主签收, 户名：已核实) and are no names; folded forms.

A surname is no proof: 满, 关, 查, 公, 向 are surnames, 满意, 关闭, 查看, 公约, 向我 are words. A word that could well be somebody's name
(安静, 温馨, 高兴, 文静) is left out: a missed word costs a doubt, a refused name an owner.
"""

import re

_STATES = (
    "满意 签收 签认 签章 属实 无误 知悉 知晓 认可 合格 自理 自行 自费 自住 自用 空置 在家 外出 在场 代签 代领 "
    "代办 配合 收讫 结清 不详 保密 一般 良好 完好 正常 "
)
_ACTS = (
    "反映 反应 反馈 来电 来访 来信 来函 致电 投诉 报修 报事 确认 同意 委托 申请 申报 签字 签名 要求 请求 希望 建议 "
    "表示 认为 提出 提供 发现 表扬 感谢 咨询 求助 报警 拒绝 接受 收到 领取 领走 验收 核实 核对 完成 处理 解决 "
    "回复 答复 回访 评价 告知 通知 联系 承诺 保证 缴费 交费 付费 欠费 欠缴 拖欠 缴纳 缴清 交纳 退款 办理 陪同 "
    "见证 入住 迁入 迁出 搬离 搬入 搬出 出租 承租 租住 转让 过户 更名 变更 审核 批准 归档 存档 补充 撤诉 撤销 "
    "取消 催缴 违反 违规 遵守 应遵 "
)
_THINGS = (
    "业主 住户 公约 意见 费用 资料 钥匙 车牌 车辆 车位 车库 面积 建筑 建面 产权 房产 房款 房租 房内 房门 房间 "
    "账户 账号 户名 信息 租期 派工 签署 单独 街道 门禁 水电 家属 家人 家庭 家中 家里 家住 家具 管道 管线 阳台 "
    "商铺 商议 商量 储物 储藏 项目 石材 马桶 马上 龙头 毛坯 水管 水表 燃气 印章 卫生 卫浴 余款 余额 钱款 金额 "
)
_PHRASES = (
    "楼宇 楼房 楼座 楼盘 楼层 楼上 楼下 楼道 楼面 "
    "关闭 关门 关注 查看 查验 查询 查收 查实 付款 付清 付讫 支付 支持 包括 包含 连续 连同 向我 向贵 向物 向社 "
    "向管 向你 向您 向开 向本 项办 应提 应予 应付 应交 应缴 应按 方便 方案 全额 全面 全都 权益 权利 权属 利益 "
    "严禁 严格 严重 原因 原有 任何 何故 何人 解释 强行 强烈 强制 强调 高度 高空 周围 周末 单方 单位 常年 常住 "
    "能否 万分 于是 温度 通过 修理 修复 公示 公摊 公用 居住 呼吁 呼叫 宁愿 谢绝 谈话 谈及 顾虑 成本 明确 别墅 "
    "路过 党员 幸好 元旦 危险 危房 季度 安排 安装 施工 文字 司机 余下 经常 经过 终于 宣传 从未 从来 都已 都有 "
    "陈情 代为 方代表 方负责 方联系 时常 时有 连夜 关机 卫生 台风 计费 洗衣 汤水 闭门 习惯 查封 沙发 尚未 尚有 解放 成立之 成立后 成立前 "
)
_WHOLE = frozenset(["管家", "管子", "齐全", "全家", "公安", "公安局", "居家", "任意", "成立", "成功"])
_WORDING = frozenset(["许可", "许可证", "方可", "白天", "查明", "尚可", "乐意", "万一"])
"""Names beside a label, words in running text."""
_NEVER_GIVEN = re.compile(
    "[签署阅改被把给需须请问叫投诉询访催缴付款费账欠拖收退赔偿拒绝违犯禁损坏破漏堵拆砸装卸换购买卖售租赁借押据栏码址号幢室层厅间厨厕梯匙证件物类别"
    "者员们每某该哪谁什么怎没也很最更只仅但且或并虽了过呢吗吧啊的地得所等对您你我他她它咱查检验核审批说再让使从单表页条款]"
)
"""Characters of acts, papers and buildings, and words of grammar: hardly anybody's given name is written with one (our rule)."""
_ADVERBS = (
    "非常|很|十分|比较|较|基本|均|也|都|又|再|曾|已经|已|未|没有|没|不|无|对此|表示|当场|现场|当面|亲自|均已|暂|暂未|尚未|未能|不能|不予"
)


def _either(*rows: str) -> str:
    words = {word for row in rows for word in row.split()}
    return "|".join(sorted(words, key=lambda word: (-len(word), word)))


_STARTS = re.compile(rf"(?:{_ADVERBS})*(?:{_either(_STATES, _ACTS, _THINGS, _PHRASES)})")
_NEGATED = re.compile(r"[已未无不没][\u4e00-\u9fff]{1,2}")
# Inside a name only words of acting that no given name is written with: 李某反映, 张某来电.
_INSIDE = re.compile(r"签收|签署|签字|签章|签名|盖章|反映|来电|来访|确认|自理|同意|投诉|委托|报修|验收|核实|回访|要求|拒绝|表示")


def is_word(text: str, *, running: bool = False) -> bool:
    """True where a folded run of Chinese characters is a word of the trade and no person's name; stricter in `running` text."""
    if text in _WHOLE or (running and text in _WORDING) or _NEVER_GIVEN.search(text, 1):
        return True
    return _STARTS.match(text) is not None or _NEGATED.fullmatch(text) is not None or _INSIDE.search(text) is not None
