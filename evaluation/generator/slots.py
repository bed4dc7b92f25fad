"""The values of one document's slots, each made when first asked for and then kept, so that a paper never contradicts itself."""

import random
from collections.abc import Callable
from datetime import date, timedelta

from evaluation.generator import names, numerals
from evaluation.generator.estate import Estate
from evaluation.generator.script import traditional
from evaluation.generator.sheet import DocumentSpec, Script
from evaluation.generator.wording import Wording, vary

HAND, PRINT = "\x01", "\x02"
"""Marks round a value that was filled in by hand."""
BY_HAND = frozenset({"unit", "owner", "tenant", "phone", "date", "date2", "amount", "n", "staff", "fault", "time", "id", "verdict", "area"})


class Slots(dict[str, str]):
    """Slot name → text for `str.format_map`. `asked` tells which slots the paper shows, `units` the unit numbers it writes."""

    def __init__(self, spec: DocumentSpec, estate: Estate, wording: Wording, rng: random.Random) -> None:
        super().__init__()
        self.asked: set[str] = set()
        self.units: set[str] = set()
        self._spec, self._estate, self._wording, self._rng = spec, estate, wording, rng
        self._hand = spec.handwritten
        self._say: Callable[[str], str] = traditional if spec.script is Script.HANT else str

    def __missing__(self, key: str) -> str:
        value = self._make(key)
        if self._hand and key in BY_HAND and value:
            value = f"{HAND}{value}{PRINT}"
        self[key] = value
        return value

    def __getitem__(self, key: str) -> str:
        self.asked.add(key)
        return super().__getitem__(key)

    def fill(self, template: str) -> str:
        """The template with its slots filled."""
        return vary(self._rng, template).format_map(self)

    def forget(self, *keys: str) -> None:
        """Let these slots be made anew, for the next row of a table."""
        for key in keys:
            self.pop(key, None)

    def _make(self, key: str) -> str:
        pool = self._wording.pools.get(key.rstrip("2"))
        if pool:
            return self.fill(self._rng.choice(pool)).replace(HAND, "").replace(PRINT, "")
        value = _MAKERS[key](self)
        if value and (key == "unit2" or (key == "unit" and self._spec.unit)):
            self.units.add(value)
        return value

    def _date(self, day: date) -> str:
        return numerals.written_date(self._rng, day, hant=self._spec.script is Script.HANT, spaced=self._rng.random() < 0.08)

    def _register(self, what: str) -> tuple[str, ...]:
        for registered in self._estate.units:
            if registered.unit == self._spec.unit:
                tenure = registered.tenures[-1]
                return tenure.phones if what == "phones" else tenure.tenants
        return ()

    def _neighbour(self) -> str:
        """Another flat: nobody complains of his own."""
        while True:
            other = self._rng.choice(self._estate.units)
            if other.unit != self._spec.unit and not any(self._spec.owner == "、".join(tenure.owners) for tenure in other.tenures):
                return self._estate.write(self._rng, other).text

    def _person(self) -> str:
        return self._say(names.person(self._rng, self._spec.split))

    def _name(self, field: str) -> str:
        pool: tuple[str, ...] = getattr(names.POOLS[self._spec.split], field)
        return self._say(self._rng.choice(pool))


def _short_date(slots: Slots) -> str:
    day = slots._spec.date + timedelta(days=slots._rng.randint(-300, 300))
    return f"{day.year}.{day.month}.{day.day}"


_MAKERS: dict[str, Callable[[Slots], str]] = {
    "unit": lambda s: s._spec.unit_text,
    "owner": lambda s: s._spec.owner_text,
    "estate": lambda s: s._spec.estate,
    "company": lambda s: s._spec.company,
    "developer": lambda s: s._estate.developer,
    "addr": lambda s: s._estate.address,
    "hotline": lambda s: s._estate.hotline,
    "date": lambda s: s._date(s._spec.date),
    "date2": lambda s: s._date(s._spec.date + timedelta(days=s._rng.randint(20, 700))),
    "sdate": _short_date,
    "unit2": lambda s: s._neighbour(),
    "owner2": lambda s: s._person(),
    "staff": lambda s: s._person(),
    "tenant": lambda s: (s._register("tenants") or (s._person(),))[0],
    "phone": lambda s: (s._register("phones") or (names.mobile(s._rng),))[0],
    "phone2": lambda s: names.mobile(s._rng),
    "amount": lambda s: f"{s._rng.randrange(100, 9000)}.{s._rng.choice(('00', '50', '20'))}",
    "amount2": lambda s: f"{s._rng.randrange(20, 3000)}.00",
    "bigcn": lambda s: s._say(numerals.capital_amount(s._rng.randrange(60, 1900000))),
    "price": lambda s: f"{s._rng.randrange(1, 60)}.{s._rng.randrange(10)}0",
    "area": lambda s: f"{s._rng.randrange(45, 220)}.{s._rng.randrange(100):02d}",
    "area2": lambda s: f"{s._rng.randrange(6, 44)}.{s._rng.randrange(100):02d}",
    "meter": lambda s: f"{s._rng.randrange(100000):05d}.{s._rng.randrange(10)}",
    "n": lambda s: str(s._rng.randint(2, 6)),
    "n2": lambda s: str(s._rng.randint(7, 60)),
    "i": lambda s: "1",
    "year": lambda s: str(s._spec.date.year),
    "no": lambda s: f"{s._rng.choice(('NO.', 'BX', 'WY-', ''))}{s._spec.date.year}{s._rng.randrange(10**4, 10**6)}",
    "certno": lambda s: f"{s._spec.date.year}{s._rng.randrange(10**6, 10**7)}",
    "account": lambda s: f"0000{s._rng.randrange(10**11, 10**12)}",
    "plate": lambda s: names.plate(s._rng),
    "id": lambda s: names.identity_number(s._rng),
    "time": lambda s: f"{s._date(s._spec.date)} {s._rng.randint(8, 20)}{s._say('时')}{s._rng.choice(('', '30分', '15分'))}",
    "bank": lambda s: s._name("banks"),
    "builder": lambda s: s._name("builders"),
    "street": lambda s: s._name("streets"),
    "workplace": lambda s: s._name("workplaces"),
}
