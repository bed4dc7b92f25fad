"""Chinese numerals, capital amounts and dates as papers write them."""

import random
from datetime import date

DIGITS = "〇一二三四五六七八九"
CAPITALS = "零壹贰叁肆伍陆柒捌玖"


def digits(number: str) -> str:
    """Each digit on its own: 501 → 五〇一. Other characters stay."""
    return "".join(DIGITS[int(c)] if c.isdecimal() else c for c in number)


def counting(number: int) -> str:
    """The counting form of 1..99: 21 → 二十一."""
    tens, ones = divmod(number, 10)
    if not tens:
        return DIGITS[ones]
    return ("" if tens == 1 else DIGITS[tens]) + "十" + (DIGITS[ones] if ones else "")


def capital_amount(amount: int) -> str:
    """An amount in yuan in capital numerals, 0..99,999,999: 1205 → 壹仟贰佰零伍元整."""
    out, zero = "", False
    for position, digit in zip(range(len(str(amount)) - 1, -1, -1), str(amount), strict=True):
        if digit == "0":
            zero = True
        else:
            out += ("零" if zero and out else "") + CAPITALS[int(digit)] + ("", "拾", "佰", "仟")[position % 4]
            zero = False
        if position == 4:
            out += "万"
    return (out or "零") + "元整"


DATE_STYLES = ("cn", "cn", "cn", "cn_pad", "dot", "dash", "slash", "han", "han", "compact_cn")


def written_date(rng: random.Random, day: date, *, hant: bool, spaced: bool = False) -> str:
    """The date in one of the forms of the trade; Republic years only in Traditional papers, blanks around figures where `spaced`."""
    if hant and rng.random() < 0.35:
        year = day.year - 1911
        return (
            f"民國{year}年{day.month}月{day.day}日" if rng.random() < 0.6 else f"中華民國{counting_hundred(year)}年{day.month}月{day.day}日"
        )
    if spaced:
        return f"{day.year} 年 {day.month} 月 {day.day} 日"
    style = rng.choice(DATE_STYLES)
    if style == "han":
        return f"{digits(str(day.year))}年{counting(day.month)}月{counting(day.day)}日"
    forms = {
        "cn": f"{day.year}年{day.month}月{day.day}日",
        "cn_pad": f"{day.year}年{day.month:02d}月{day.day:02d}日",
        "dot": f"{day.year}.{day.month}.{day.day}",
        "dash": day.isoformat(),
        "slash": f"{day.year}/{day.month}/{day.day}",
        "compact_cn": f"{day.year % 100:02d}年{day.month}月{day.day}日" if rng.random() < 0.2 else f"{day.year}年{day.month}月{day.day}日",
    }
    return forms[style]


def counting_hundred(number: int) -> str:
    """The counting form of 1..199: 113 → 一百一十三."""
    if number < 100:
        return counting(number)
    rest = number - 100
    if not rest:
        return "一百"
    if rest < 10:
        return "一百零" + DIGITS[rest]
    return "一百" + ("一" if rest < 20 else "") + counting(rest)
