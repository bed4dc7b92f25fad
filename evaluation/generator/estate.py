"""An invented estate: its company, units and the tenures of their owners, as the register will list them."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from domain.register import RegisteredUnit, RegisterTenure
from evaluation.generator import names
from evaluation.generator.script import traditional
from evaluation.generator.sheet import Script, Split
from evaluation.generator.units import FORMS, HANS_STYLES, HANT_STYLES, OTHER_FORMS, WrittenUnit, make_units, style_of, written

TODAY = date(2024, 12, 31)
"""The invented present: no paper and no tenure is younger, so that a seed gives the same estate in every year."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Estate:
    """One estate. `script` is hans or hant and rules all its names; `style` is the form table of its rooms; `lane` a 弄 number or ""."""

    split: Split
    script: Script
    name: str
    company: str
    developer: str
    address: str
    hotline: str
    style: str
    lane: str
    units: tuple[RegisteredUnit, ...]

    def write(self, rng: random.Random, registered: RegisteredUnit) -> WrittenUnit:
        """The unit as a paper of this estate might write it."""
        style = style_of(registered.unit, self.style)
        out = written(rng, registered.unit, style, self.lane, OTHER_FORMS if self.split.probes else FORMS)
        if self.script is Script.HANT:
            return WrittenUnit(text=traditional(out.text), cells=out.cells)
        return out


def build_estate(seed: int, index: int, split: Split, script: Script, unit_count: int = 80) -> Estate:
    """The estate number `index` of a seed. For `mixed`, even ones are Simplified and odd ones Traditional."""
    rng = random.Random(f"estate|{seed}|{index}|{split}")
    if script is Script.MIXED:
        script = Script.HANT if index % 2 else Script.HANS
    hant = script is Script.HANT
    pool = names.POOLS[split]
    order = random.Random(f"estates|{seed}|{split}").sample(pool.estates, len(pool.estates))
    styles = HANT_STYLES if hant else (*HANS_STYLES, "lane")
    style = styles[(seed + index) % len(styles)]
    say: Callable[[str], str] = traditional if hant else str
    name = order[index % len(order)] + ("" if index < len(order) else f"{index // len(order) + 1}期")
    brand = rng.choice(pool.brands)
    return Estate(
        split=split,
        script=script,
        name=say(name),
        company=say(f"{brand}物业管理有限公司"),
        developer=say(f"{brand}{rng.choice('晟宏鼎')}置业有限公司"),
        address=say(f"{rng.choice(pool.streets)}{rng.randint(2, 399)}号{brand}大厦{rng.randint(2, 20)}楼"),
        hotline=names.landline(rng),
        style=style,
        lane=str(rng.randint(100, 990)) if style == "lane" else "",
        units=tuple(
            RegisteredUnit(estate=say(name), unit=unit, tenures=_tenures(rng, split, say)) for unit in make_units(rng, style, unit_count)
        ),
    )


def _tenures(rng: random.Random, split: Split, say: Callable[[str], str]) -> tuple[RegisterTenure, ...]:
    start = date(rng.randint(1998, 2014), rng.randint(1, 12), rng.randint(1, 28))
    if rng.random() > 0.15:
        return (_tenure(rng, split, say, start, None),)
    end = start + timedelta(days=rng.randint(900, 3200))
    return (_tenure(rng, split, say, start, end), _tenure(rng, split, say, end + timedelta(days=1), None))


def _tenure(rng: random.Random, split: Split, say: Callable[[str], str], start: date, end: date | None) -> RegisterTenure:
    owners = tuple(say(names.person(rng, split)) for _ in range(2 if rng.random() < 0.14 else 1))
    tenants = (say(names.person(rng, split)),) if rng.random() < 0.2 else ()
    phones = tuple(names.mobile(rng) for _ in range(2 if rng.random() < 0.2 else 1))
    return RegisterTenure(owners=owners, tenants=tenants, phones=phones, start=start, end=end)
