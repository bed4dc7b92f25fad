"""Names of owners, tenants, applicants and agents: from labels, from the parties of a contract, from the wording of letters."""

import re
from dataclasses import dataclass

from domain.hanzi import close_gaps, fold
from domain.surnames import COMPOUND, SURNAMES
from extraction.label_parts import is_staff, label_for
from extraction.label_words import LABEL_OF, Label
from extraction.labels import LabelValue
from extraction.name_words import is_word

_NOT_NAMES = re.compile(
    "台鉴|您好|业主|亚主|业王|住户|租户|物业|公司|先生|女士|小姐|姓名|签名|签字|盖章|电话|日期|地址|身份|房号|房[呈唬另]|^.{3}[城苑园湾府]$|单元|[一二三四五六七八九十几本该每整全]栋|栋[号楼]|楼栋|室|本人|委托|代理|负责|管理|服务|中心|甲方|乙方|双方|申请|报修|投诉|同意|"
    "维修|装修|房屋|小区|花园|情况|内容|意见|以上|以下|如下|合同|协议|时间|确认|方向|方式|金额|全体|全部|平方|平米|安全|成员|国家|公共|文明|文件|万元|时候|关于|高层|何时|户号|座|核|整|办|[一二三四五六七八九十百千万两零壹贰叁肆伍陆柒捌玖拾佰仟]元|关系|应当|须知|应该|相关|华侨|简称|"
    "[年月日的是在及或与此等]|^[之本其]|周[一二三四五六日]|^(?:男|女)$|^.?[男女]$"
)
_TITLES = re.compile(r"(?:先生|女士|小姐|太太|同志|老师|阿姨|师傅)$")
_TRIM = re.compile(r"[(].{0,16}$|[:;,。、./\\|_*-]+$|(?:签名|签字|签章|盖章|手印|电话|联系|身份证|性别|日期|房号).*$|[0-9]{2}.*$")
_LEAD = re.compile(r"^[:;,。、._\s-]+|^(?:\([^)]{0,8}\))")
_COMPANY = re.compile(
    r"[\u4e00-\u9fffA-Za-z0-9()·]{2,40}?(?:有限责任公司|股份有限公司|有限公司|分公司|集团|公司|事务所|经营部|商行|超市|工作室|合作社|银行|酒店|餐厅|幼儿园|学校|医院|诊所|商店|便利店)"
)
_PROPERTY_FIRM = re.compile(r"物业|管理|置业|地产|房产|开发|服务|发展|建设|装饰|装修|银行")
_MANY = re.compile(r"[、,/和与及;]+")

_COURTESY = re.compile(
    "业户|客户|用户|租户|惠鉴|各位|诸位|尊敬的|敬启者|敬爱的|亲爱的|业主|住户|户主|先生|女士|小姐|您好|你好|台鉴|台启|钧鉴|敬启|亲启|大鉴|惠鉴|启|致|第|本小区|本社区|本户|(?:收件人|受文者|抬头|致送|收信人):?|单位|(?:兹?收到|付款人|付款户|姓名):?"
)
_ADDRESSEE = re.compile("(?:致|收件人|受文者|抬头|致送|收信人):?")
_LONGEST_NAME = 4
_LONGEST_ADDRESS, _SHORTEST_STRANGER = 14, 2
"""Characters beside the unit on a line that is an address; a word of no more is too often no name."""
_TWO_NAMES = re.compile("[\u4e00-\u9fff]{5,6}")
_CHINESE = re.compile("[\u4e00-\u9fff]+")
_SHAPE = re.compile("[\u4e00-\u9fff]{2,3}")
_LETTER: tuple[tuple[str, re.Pattern[str], float], ...] = (
    (
        "owner",
        re.compile(
            r"^(?:.{0,24}(?:业主|住户|户主|[0-9]室?|[室号、,/]))?([\u4e00-\u9fff]{2,4}?)(?:业主|住户|户主)?(?:先生|女士|小姐)?(?:/女士|/小姐)?(?:您好|你好|台[鉴启]|[钧惠大]鉴|[敬亲]启|[亲]收$|收启$)"
        ),
        0.85,
    ),
    (
        "owner",
        re.compile(
            r"(?:^|[兹,。]|证明|兹有)([\u4e00-\u9fff]{2,3})(?:现住|现居|居住于|居住在|居于|现居住|现居于|系我|系本|为我|为本|是我|是本)"
        ),
        0.75,
    ),
    ("owner", re.compile(r"^致[:]?.{0,24}?([\u4e00-\u9fff]{2,3})(?:业主|住户)?(?:先生|女士|小姐)"), 0.8),
    ("owner", re.compile(r"尊敬的(?:业主)?([\u4e00-\u9fff·]{2,4}?)(?:先生|女士|小姐|业主|/)"), 0.85),
    (
        "owner",
        re.compile(
            r"(?:业主|户主|房主|房东|产权人|权利人|住户|业户|[委承授声具][托诺权明结]人|立[约书]人|购房人)[(:]?([\u4e00-\u9fff·]{2,4}?)(?:先生|女士|小姐|[,。;:)(、/\s]|$|联系|电话|身份|房|系|于|因|向|反映|反应|反馈|投诉|来电|来访|致电|报修|同意|确认|签收|"
            r"要求|表示|认为|称|提出|委托|承诺|郑重|声明|搬|携|住|现住|现将|申请|居住|确系|拟|需|准予|与|的)"
        ),
        0.7,
    ),
    ("owner", re.compile(r"本人(?:姓名)?[:(]?([\u4e00-\u9fff·]{2,4}?)[,)(:]?(?:系|是|为|乃|身份证|,)"), 0.75),
    ("owner", re.compile(r"本[户人]([\u4e00-\u9fff·]{2,4}?)(?:现?[将住]|现因|[兹愿自][将愿]|[因携拟谨])"), 0.75),
    ("owner", re.compile(r"(?:证明|准予|同意)([\u4e00-\u9fff·]{2,4}?)(?:确?系|居住|现住|住在|携|搬|[,(])"), 0.6),
    ("owner", re.compile(r"(?:名叫|我[叫姓]|本人姓名|姓名为|业主姓名)[:]?([\u4e00-\u9fff·]{2,4}?)(?:[,。;(]|$)"), 0.8),
    ("owner", re.compile(r"(?:^|[,。;])(?:业主|住户|户主)?[:]?([\u4e00-\u9fff]{2,3}?)(?:敬上|谨上|谨启|敬启|拜上|敬呈|谨呈)$"), 0.8),
    ("owner", re.compile(r"委托人[(:]?([\u4e00-\u9fff·]{2,4}?)[,)(:](?:系|是|身份证)"), 0.8),
    ("owner", re.compile(r"(?:^|[,。;])致[:]?([\u4e00-\u9fff·]{2,4}?)(?:先生|女士|业主)"), 0.7),
    ("tenant", re.compile(r"(?:租户|承租人|租客)[(:]?([\u4e00-\u9fff·]{2,4}?)(?:先生|女士|小姐|[,。;:)(\s]|$)"), 0.6),
    ("agent", re.compile(r"委托([\u4e00-\u9fff·]{2,4}?)(?:先生|女士|[,(](?:身份证|男|女)|代为|代本人|作为|为本人|办理)"), 0.7),
)
_MISREAD_OWNER = re.compile(r"[亚並]主|业[王土](?=[:您你台先女])")
_LEASES = frozenset({"lease_contract", "lease_list", "tenant_registration"})


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyMention:
    """A name with its role (owner, tenant, applicant, agent) and the label or wording's confidence; `source` is the value it came from."""

    name: str
    role: str
    confidence: float
    source: LabelValue | None


def is_person(name: str) -> bool:
    """True for two to four Chinese characters that begin with a surname, those of four with two, and hold no word of the trade."""
    folded = close_gaps(name).text.replace("·", "")
    shaped = 2 <= len(folded) <= _LONGEST_NAME and re.fullmatch("[\u4e00-\u9fff]+", folded)
    if not shaped or _NOT_NAMES.search(folded) or is_word(folded):
        return False
    both = folded[0] in SURNAMES and folded[1] in SURNAMES  # 陈李丽珍: a husband's surname before the own
    return folded.startswith(COMPOUND) or (both if len(folded) == _LONGEST_NAME else folded[0] in SURNAMES)


def is_company(name: str) -> bool:
    """True for a firm's or institution's name."""
    return _COMPANY.fullmatch(close_gaps(name).text) is not None


def names_in(value: str) -> tuple[str, ...]:
    """The persons or the firm that a form value names, without titles, notes and phone numbers; none where nothing is plausible.

    Names may be divided by marks or blanks; blanks inside one name (an engine's gaps) are closed.
    """
    compact = close_gaps(value).text
    firm = _COMPANY.match(compact)
    if firm:
        return (firm.group(),)
    parts = fold(value).strip().split()
    if len(parts) > 1 and all(is_person(part) for part in parts):
        return tuple(dict.fromkeys(parts))
    return _persons(compact) or _joined_names(compact) or tuple(dict.fromkeys(name for part in parts for name in _persons(part)))


def _joined_names(text: str) -> tuple[str, ...]:
    """Two names of joint owners whose dividing mark or blank was lost (邵曦珊万耀永): five or six characters that part only one way."""
    if not _TWO_NAMES.fullmatch(text):
        return ()
    ways = [(text[:at], text[at:]) for at in (2, 3) if is_person(text[:at]) and is_person(text[at:]) and len(text) - at <= 3]
    return ways[0] if len(ways) == 1 else ()


def _persons(text: str, *, known: bool = True) -> tuple[str, ...]:
    """Plausible names in marks; with `known` False a surname need not be a usual one."""
    names: list[str] = []
    for part in _MANY.split(_LEAD.sub("", close_gaps(text).text)):
        name = _TITLES.sub("", _TRIM.sub("", _LEAD.sub("", part)))
        if label_for(name) is not None:
            continue
        if (
            is_person(name) or (not known and _SHAPE.fullmatch(name) and not _NOT_NAMES.search(name) and not is_word(name))
        ) and name not in names:
            names.append(name)
    return tuple(names)


def address_names(text: str, spans: tuple[tuple[int, int], ...]) -> tuple[str, ...]:
    """The persons on a line that is only an address or a signature: unit, name, 业主, 您好, 台鉴, date; none on any other line.

    `spans` are the places of units and dates in the text, in order.
    """
    rest = _beside_spans(text, spans)
    if len(close_gaps(rest).text) > _LONGEST_ADDRESS or (not spans and rest == fold(text).strip(" :,。()")):
        return ()
    names = tuple(name for name in names_in(rest) if is_person(name))
    return names if sum(map(len, names)) == len(re.sub(r"[\s、,/和与及;·]", "", rest)) else ()


def address_strangers(text: str, spans: tuple[tuple[int, int], ...]) -> tuple[str, ...]:
    """Words on a short line with a unit that may be somebody's name, though more stands there than an address has.

    On the line that says to whom a paper goes the surname may be misread too.
    """
    rest = _beside_spans(text, spans)
    if not spans or len(close_gaps(rest).text) > _LONGEST_ADDRESS:
        return ()
    addressed = _ADDRESSEE.match(fold(text).strip()) is not None
    words = re.findall("[\u4e00-\u9fff]+", rest)
    return tuple(word for word in words if (len(word) > _SHORTEST_STRANGER and is_person(word)) or (addressed and _may_name(word)))


def _may_name(word: str) -> bool:
    return 1 < len(word) <= _LONGEST_NAME and not _NOT_NAMES.search(word) and not is_word(word)


def salutes(text: str, spans: tuple[tuple[int, int], ...]) -> bool:
    """Whether a line with units is a salutation that names nobody: 敬启者(3-2-501):, 翠湖花园3栋2单元501室业户:."""
    folded = fold(text).rstrip()
    return bool(spans) and folded.endswith(":") and not re.sub(r"[\s(),:室房户]", "", _beside_spans(text, spans))


def _beside_spans(text: str, spans: tuple[tuple[int, int], ...]) -> str:
    """What a line holds beside the spans and the words of courtesy."""
    for start, end in reversed(spans):
        text = f"{text[:start]} {text[end:]}"
    return _COURTESY.sub(" ", fold(text)).strip(" :,。()")


def labelled_parties(values: tuple[LabelValue, ...], doc_type: str) -> tuple[PartyMention, ...]:
    """Names beside labels; 甲方 and 乙方 by the kind of contract (lease: owner and tenant; service: firm and owner)."""
    found: list[PartyMention] = []
    for value in values:
        role, confidence = _role(value, doc_type)
        if not role:
            continue
        names = names_in(value.value)
        if not names and value.label is Label.OWNER and value.word in LABEL_OF:
            whole = close_gaps(value.value).text.strip()
            names, confidence = (_persons(whole, known=False) if _SHAPE.fullmatch(whole) else ()), confidence * 0.75
        for name in names:
            if (
                value.label in (Label.PARTY_A, Label.PARTY_B)
                and is_company(name)
                and _PROPERTY_FIRM.search(name)
                and doc_type not in _LEASES
            ):
                continue
            found.append(PartyMention(name=name, role=role, confidence=confidence * value.confidence, source=value))
    return tuple(found)


def unread_names(values: tuple[LabelValue, ...]) -> tuple[tuple[str, LabelValue], ...]:
    """What stands beside a label of owner or applicant and may be a name, of which none was recognised: a surname misread or lost."""
    found = [(close_gaps(value.value).text.strip(), value) for value in values if value.label in (Label.OWNER, Label.APPLICANT)]
    return tuple((word, value) for word, value in found if _CHINESE.fullmatch(word) and _may_name(word) and not names_in(word))


def _role(value: LabelValue, doc_type: str) -> tuple[str, float]:
    """The role a label gives, and its confidence."""
    lease = doc_type in _LEASES
    if value.label in (Label.PARTY_A, Label.PARTY_B):
        if lease:
            return ("owner", 0.9) if value.label is Label.PARTY_A else ("tenant", 0.9)
        return "owner", 0.88
    roles = {
        Label.OWNER: ("owner", 0.97),
        Label.TENANT: ("tenant", 0.96),
        Label.APPLICANT: ("applicant", 0.93),
        Label.AGENT: ("agent", 0.9),
    }
    return roles.get(value.label, ("", 0.0))


def letter_parties(text: str) -> tuple[PartyMention, ...]:
    """Names in the wording of letters and notices: 尊敬的张三先生, 本人张三系, 业主张三. `text` is one paragraph or line."""
    compact = _MISREAD_OWNER.sub("业主", close_gaps(text).text)
    found: list[PartyMention] = []
    for role, pattern, confidence in _LETTER:
        for match in pattern.finditer(compact):
            if is_person(match.group(1)) and not is_word(match.group(1), running=True):
                found.append(PartyMention(name=match.group(1), role=role, confidence=confidence, source=None))
    return tuple(found)


def signature(lines: tuple[str, ...]) -> int | None:
    """The index of the line that is nothing but a person's name in the last third of a letter, None where there is none.

    A name below a label of those who work for the company signs for it.
    """
    for index in range(len(lines) - 1, max(-1, len(lines) * 2 // 3 - 1), -1):
        if is_person(lines[index].strip()):
            above = next((close_gaps(line.strip()).text for line in lines[index - 1 :: -1] if not line.isascii()), "") if index else ""
            return None if is_staff(above.rstrip(":;")) else index
    return None
