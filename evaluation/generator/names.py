"""Invented names of people, estates, firms and streets. Estates and firms differ between the splits."""

import random
from dataclasses import dataclass

from evaluation.generator.sheet import Split

SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余"
    "潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
DOUBLE_SURNAMES = ("欧阳", "司马", "上官", "诸葛", "东方")
GIVEN = {
    Split.TRAIN: "伟芳娜敏静秀丽强磊军洋勇艳杰娟涛明超霞平刚桂英华建国志文辉红春玉兰梅",
    Split.DEV: "晨曦思远嘉宁浩然雅琴佩珊永康立新淑贞仁德耀庭婉清子墨景行",
    Split.PROBE_A: "广田松柏春来福生桂香海燕冬梅宏达振东利民素芬国栋",
    Split.PROBE_B: "咏仪子健嘉慧伟伦淑芳志豪敏仪国雄惠玲卓然乐瑶天佑",
    Split.PROBE_C: "建军秀荣凤英文彬少华美玲翠萍世昌晓峰雪莲丹阳汉卿仲",
    Split.PROBE_D: "宇轩欣怡俊杰梓桐博文雨泽佳琪海涛丽君光明爱民跃进卫",
    Split.TEST: "启航若彤书瑶瑞霖正阳美凤家豪慧君凯旋俊彦诗涵鸿飞碧云守信",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class NamePool:
    """The invented proper names of one split."""

    estates: tuple[str, ...]
    brands: tuple[str, ...]
    streets: tuple[str, ...]
    banks: tuple[str, ...]
    builders: tuple[str, ...]
    workplaces: tuple[str, ...]


POOLS = {
    Split.TRAIN: NamePool(
        estates=(
            "锦绣江南花园",
            "翠湖雅苑",
            "金桂苑",
            "阳光新城",
            "碧水湾小区",
            "东篱佳苑",
            "望江名邸",
            "枫林绿洲",
            "宝华广场",
            "南湖春晓",
        ),
        brands=("安居", "恒信", "绿园", "诚达", "百合"),
        streets=("望江路", "翠竹街", "解放南街", "学府大道", "东湖巷"),
        banks=("虚构商业银行望江支行", "示例农商银行城南支行"),
        builders=("巧匠装饰工程有限公司", "新居装潢工程部", "鼎丰装饰有限公司"),
        workplaces=("示例机械厂", "第三小学", "虚构贸易有限公司", "市民医院", "自由职业"),
    ),
    Split.DEV: NamePool(
        estates=("梧桐里", "云栖别院", "松涛名苑", "香樟公馆", "御景台", "沁园新村"),
        brands=("和润", "瑞景", "尚善"),
        streets=("梧桐大街", "云栖路", "沿河西路"),
        banks=("样例城市银行云栖支行", "样例合作银行营业部"),
        builders=("雅筑空间设计工程公司", "宏图装修队"),
        workplaces=("样例设计院", "云栖中学", "个体户"),
    ),
    Split.PROBE_A: NamePool(
        estates=("学士里", "都会轩", "北苑家园", "金域蓝岸", "铁西新村", "槐荫里小区"),
        brands=("宜家安", "众信", "新康"),
        streets=("槐荫路", "铁西二街", "学士胡同"),
        banks=("测试银行槐荫支行", "测试信用社铁西分社"),
        builders=("众合家装公司", "老李装修队", "精工装饰部"),
        workplaces=("测试机床厂", "铁西二中", "退休在家"),
    ),
    Split.PROBE_B: NamePool(
        estates=("丽景湾畔", "紫荆阁", "翠拥华庭", "海怡居", "星河明居", "半山名都"),
        brands=("怡居", "港联行", "兴业嘉"),
        streets=("丽景道", "紫荆大道", "海怡街"),
        banks=("演示银行丽景分行", "演示储蓄银行"),
        builders=("永固装修工程公司", "美居设计工程", "联合装修"),
        workplaces=("演示贸易行", "海怡小学", "家务"),
    ),
    Split.PROBE_C: NamePool(
        estates=("敦化名第", "柳浪闻莺苑", "机关二宿舍", "望湖新邨", "汇贤阁", "长乐坊小区"),
        brands=("敦睦", "大众", "永和"),
        streets=("敦化路", "柳浪街", "长乐坊"),
        banks=("样本储蓄所敦化分处", "样本银行柳浪支行"),
        builders=("永兴室内装修行", "大成营造", "匠心装潢社"),
        workplaces=("样本印刷厂", "机关二处", "自营"),
    ),
    Split.PROBE_D: NamePool(
        estates=("天鹅堡", "矿业家属院", "创业新城", "绿地国际花都", "科学城公寓", "滨江一号"),
        brands=("天泽", "新港", "嘉和"),
        streets=("创业大道", "科学城路", "滨江东路"),
        banks=("示范银行创业支行", "示范农信社滨江分社"),
        builders=("兄弟装修队", "红星装饰公司", "居美装修"),
        workplaces=("示范矿业公司", "创业园", "自由职业者"),
    ),
    Split.TEST: NamePool(
        estates=("澜山府", "听雨轩", "海棠湾", "观澜国际公寓", "銀杏嘉園", "曦城半岛"),
        brands=("美嘉", "中寓", "泰宁"),
        streets=("滨海三路", "听雨街", "观澜大道"),
        banks=("假想银行滨海支行", "假想储蓄银行观澜分理处"),
        builders=("匠心家装有限责任公司", "佳境装饰设计部"),
        workplaces=("假想电子公司", "滨海幼儿园", "无业"),
    ),
}


def person(rng: random.Random, split: Split) -> str:
    """An invented person's name of two to four characters, Simplified."""
    surname = rng.choice(DOUBLE_SURNAMES) if rng.random() < 0.02 else rng.choice(SURNAMES)
    given = GIVEN[split]
    return surname + rng.choice(given) + (rng.choice(given) if rng.random() < 0.75 else "")


def mobile(rng: random.Random) -> str:
    """A mobile number of the never assigned 160 range."""
    return f"160{rng.randrange(10**8):08d}"


def landline(rng: random.Random) -> str:
    """A landline with the unassigned area code 0300."""
    return f"0300-{rng.randrange(2 * 10**6, 9 * 10**6)}"


def identity_number(rng: random.Random) -> str:
    """An 18-character identity number of region 990000, which no region has."""
    born = f"{rng.randint(1950, 2002)}{rng.randint(1, 12):02d}{rng.randint(1, 28):02d}"
    return f"990000{born}{rng.randrange(1000):03d}{rng.choice('0123456789X')}"


def plate(rng: random.Random) -> str:
    """A number plate with a province sign that no plate has."""
    return f"示{rng.choice('ABCDE')}·{''.join(rng.choices('ABCDEFGHJK0123456789', k=5))}"
