"""How quickly a large register is searched: time and memory of the index, processor time of each kind of look-up.

    python -m evaluation.register_speed [--units N] [--lookups N] [--seed N]

The register is invented (ten estates of houses with entrances, towers and parking places). Readings are half right, half with one
character misread or lost. Times are processor time of this process, so that neighbours on the machine count less.
"""

import argparse
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from time import process_time

import psutil

from domain.register import RegisteredUnit, RegisterTenure
from domain.unit_number import UnitKind, UnitNumber
from dossiers.register_index import RegisterIndex
from evaluation.generator import Split
from evaluation.generator.names import mobile, person
from services.protecting import phone_key

ESTATES = 10
MIB = 1 << 20
_FLATS = 4
_FLOORS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Seconds and MiB; `worst` is the 99th percentile."""

    what: str
    mean_ms: float
    worst_ms: float


def invented_units(count: int, seed: int) -> Iterator[RegisteredUnit]:
    """`count` units of ten estates, one in ten a parking place; each with one or two owners and a telephone."""
    rng = random.Random(seed)
    for number in range(count):
        estate, place = number % ESTATES, number // ESTATES
        owners = tuple(person(rng, Split.TRAIN) for _ in range(1 + (rng.random() < 0.2)))
        tenure = RegisterTenure(owners=owners, phones=(mobile(rng),), start=date(2010, 1, 1))
        yield RegisteredUnit(estate=f"样例{'甲乙丙丁戊己庚辛壬癸'[estate]}苑", unit=_unit(place), tenures=(tenure,))


def _unit(place: int) -> UnitNumber:
    if place % 10 == 0:
        return UnitNumber(floor="-1", room=str(place // 10 + 1), kind=UnitKind.PARKING)
    flat, rest = place % _FLATS + 1, place // _FLATS
    floor, rest = rest % _FLOORS + 1, rest // _FLOORS
    return UnitNumber(building=str(rest // 3 + 1), entrance=str(rest % 3 + 1), room=f"{floor}{flat:02d}")


def _readings(units: Sequence[RegisteredUnit], count: int, seed: int) -> list[UnitNumber]:
    rng = random.Random(seed)
    return [unit if rng.random() < 0.5 else _misread(rng, unit) for unit in (rng.choice(units).unit for _ in range(count))]


def _misread(rng: random.Random, unit: UnitNumber) -> UnitNumber:
    place = rng.randrange(len(unit.room))
    return replace(unit, room=(unit.room[:place] + rng.choice(("", *"0123456789")) + unit.room[place + 1 :]) or "1")


def measure(what: str, calls: Sequence[Callable[[], object]]) -> Measured:
    """Run each call once and take its processor time."""
    times = []
    for call in calls:
        start = process_time()
        call()
        times.append((process_time() - start) * 1000)
    times.sort()
    return Measured(what=what, mean_ms=sum(times) / len(times), worst_ms=times[int(len(times) * 0.99)])


def main() -> None:
    """Print what was measured."""
    parser = argparse.ArgumentParser(prog="python -m evaluation.register_speed", description="Time the search of a large register.")
    parser.add_argument("--units", type=int, default=100_000)
    parser.add_argument("--lookups", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    units = tuple(invented_units(arguments.units, arguments.seed))
    memory = psutil.Process().memory_info().rss
    start = process_time()
    index = RegisterIndex.build(units, lambda digits: phone_key(b"measured", digits))
    built = process_time() - start
    grown = (psutil.Process().memory_info().rss - memory) / MIB
    print(f"{len(units)} units: index built in {built:.2f} CPU-s, {grown:.0f} MiB beside the units")
    read = _readings(units, arguments.lookups, arguments.seed)
    people = [units[number % len(units)].tenures[0] for number in range(0, arguments.lookups * 97, 97)]
    for one in (
        measure("look-up, any estate", [lambda unit=unit: index.lookup(unit) for unit in read]),
        measure("near, one estate", [lambda unit=unit: index.near(unit, ("样例甲苑",)) for unit in read]),
        measure("near, any estate", [lambda unit=unit: index.near(unit) for unit in read]),
        measure("owner", [lambda held=held: index.by_owner(held.owners[0]) for held in people]),
        measure("phone", [lambda held=held: index.by_phone(phone_key(b"measured", held.phones[0])) for held in people]),
    ):
        print(f"{one.what:24} {one.mean_ms:7.3f} ms mean {one.worst_ms:7.3f} ms 99th percentile")


if __name__ == "__main__":
    main()
