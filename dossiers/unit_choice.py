"""Which of the units that a document names is its own: by what stands beside it, by the register, by the owner's name and phone."""

from collections.abc import Iterable, Sequence

from domain.names import NameMatch
from domain.register import RegisteredUnit
from domain.review import ReviewReason
from domain.unit_match import is_part, plain_unit, same_unit
from domain.unit_number import UnitNumber
from dossiers.misreading import FAR, misreading
from dossiers.register_index import Match, RegisterIndex
from dossiers.tenure import best_match
from dossiers.unit_reading import ALONE, LABEL, WORDING, Resolved, UnitChoice, UnitReading

_SURELY_READ = 0.9
"""A number whose weakest character is surer than this has no misread character, though it may have lost one."""
_NEAR, _FARTHER = 0.75, 0.95
"""Cost of a misreading (misreading.py) that the owner's name or phone makes up for; the farther one where a character was read badly."""
_CLEAR = 0.3
"""How much nearer the one unit must lie than any other of the same people."""
_BADLY_READ = 0.8
_PART, _CUT_OFF = 0.2, 0.6
"""Cost of a number whose building is left out, and of one that was cut off within its room number."""
Option = tuple[UnitReading, Match]


def choose(
    resolved: Sequence[Resolved],
    confirmed: Sequence[RegisteredUnit],
    register: RegisterIndex | None = None,
    names: Sequence[str] = (),
) -> UnitChoice:
    """The one registered unit that the document belongs to.

    `confirmed` are the units whose owner or phone the paper names exactly, `names` the people it names; they settle between several, and
    only they let a unit that is merely mentioned count. Never an unregistered, partial or ambiguous one.
    """
    if not resolved:
        return UnitChoice(match=None, reading=None, reason=ReviewReason.UNIT_MISSING)
    strong = [item for item in resolved if item.reading.by in (LABEL, WORDING)]
    agreed = _agreed(_options(resolved), confirmed)
    if _options(strong):
        return _from_strong(strong, agreed)
    if strong and len(agreed) == 1 and _stands_for(strong, agreed[0]):
        misread = all(_is_misread(item.reading, agreed[0][1].unit) for item in strong)  # and rightly read elsewhere
        reason = None if misread else ReviewReason.UNIT_NOT_IN_REGISTER
        return UnitChoice(match=agreed[0][1], reading=agreed[0][0], reason=reason, contested=not misread)
    near = _near(strong or [item for item in resolved if not item.matches], confirmed)
    if near is not None:
        return UnitChoice(match=near[1], reading=near[0], reason=_why_near(*near, register))
    return _unregistered(strong[0].reading, register) if strong else _from_weak(resolved, agreed, names, register)


def _from_strong(strong: Sequence[Resolved], agreed: Sequence[Option]) -> UnitChoice:
    """Units at labels before those of the wording; a unit that only the wording names gives way to one that the owner confirms."""
    labelled = [item for item in strong if item.reading.by == LABEL]
    options = _options(labelled) or _options(strong)
    mine = [option for option in agreed if any(option[1].unit is match.unit for _, match in options)]
    if len(options) > 1 and len(mine) != 1:
        return UnitChoice(match=None, reading=options[0][0], reason=_why_ambiguous(options))
    reading, match = mine[0] if mine else options[0]
    if any(other.unit is not match.unit and _same_number(match, other) for _, other in options):
        # The people may settle which estate is meant, but the paper does not say it: a person looks.
        return UnitChoice(match=match, reading=reading, reason=ReviewReason.UNIT_ESTATE_AMBIGUOUS, contested=True)
    if not mine and not labelled and len(agreed) == 1:
        reading, match = agreed[0]
        return UnitChoice(match=match, reading=reading, reason=None, contested=True)
    unknown = [item.reading for item in strong if not item.matches and item.reading is not reading]
    others = len(options) > 1 or any(not (mine and _is_misread(other, match.unit)) for other in unknown)
    return UnitChoice(match=match, reading=reading, reason=None, contested=others)


def _from_weak(resolved: Sequence[Resolved], agreed: Sequence[Option], names: Sequence[str], register: RegisterIndex | None) -> UnitChoice:
    """No unit is stated as the paper's own: the one that the people confirm; one named alone on a paper that names nobody."""
    if len(agreed) == 1:
        reading, match = agreed[0]
        if any(_same_number(match, other) for _, other in _options(resolved)):
            return UnitChoice(match=match, reading=reading, reason=ReviewReason.UNIT_ESTATE_AMBIGUOUS, contested=True)
        others = any(all(other.unit is not match.unit for other in item.matches) for item in resolved)
        return UnitChoice(match=match, reading=reading, reason=None, contested=others)
    alone = [item for item in resolved if item.reading.by == ALONE]
    options = _options(alone)
    if len(options) == 1 and (not names or _resembles(options[0][1].unit, names)):
        return UnitChoice(match=options[0][1], reading=options[0][0], reason=None)
    if len(options) > 1:
        return UnitChoice(match=None, reading=options[0][0], reason=_why_ambiguous(options))
    if options or _options(resolved):
        return UnitChoice(match=None, reading=None, reason=ReviewReason.UNIT_AMBIGUOUS)
    return _unregistered(alone[0].reading, register) if alone else UnitChoice(match=None, reading=None, reason=ReviewReason.UNIT_MISSING)


def _same_number(one: Match, other: Match) -> bool:
    return one.unit.estate != other.unit.estate and same_unit(one.unit.unit, other.unit.unit)


def _unregistered(reading: UnitReading, register: RegisterIndex | None) -> UnitChoice:
    """A number such as the register has, though not this one; else a piece of one, which names no unit."""
    if not reading.unit.partial and (register is None or register.states(reading.unit)):
        return UnitChoice(match=None, reading=reading, reason=ReviewReason.UNIT_NOT_IN_REGISTER)
    return UnitChoice(match=None, reading=None, reason=ReviewReason.UNIT_PARTIAL)


def _options(items: Iterable[Resolved]) -> list[Option]:
    """Each registered unit that can be meant, once, with the first reading that leads to it."""
    found: dict[int, Option] = {}
    for item in items:
        for match in item.matches:
            found.setdefault(id(match.unit), (item.reading, match))
    return list(found.values())


def _agreed(options: Sequence[Option], confirmed: Sequence[RegisteredUnit]) -> list[Option]:
    return [option for option in options if any(option[1].unit is unit for unit in confirmed)]


def _resembles(unit: RegisteredUnit, names: Sequence[str]) -> bool:
    known = (name for tenure in unit.tenures for name in (*tenure.owners, *tenure.tenants))
    return best_match(names, known) is not NameMatch.NONE


def _stands_for(strong: Sequence[Resolved], option: Option) -> bool:
    """Whether a confirmed unit mentioned elsewhere is what an unregistered number at a label or in the wording was meant to be."""
    return any(item.reading.by == WORDING or misreading(item.reading.unit, option[1].unit.unit) <= _FARTHER for item in strong)


def _near(items: Sequence[Resolved], confirmed: Sequence[RegisteredUnit]) -> Option | None:
    """The one unit of the paper's people from which what was read can come by misreading, None where there is none or several."""
    ranked = sorted(
        ((*_slip(item.reading, unit), item.reading, unit) for item in items for unit in _distinct(confirmed)), key=lambda entry: entry[0]
    )
    if not ranked:
        return None
    cost, how, reading, unit = ranked[0]
    rival = next((entry[0] for entry in ranked[1:] if entry[3] is not unit), cost + 1.0)
    most = _FARTHER if reading.weakest < _BADLY_READ else _NEAR
    return (reading, Match(unit=unit, how=how, score=round(1.0 - cost / 2, 3))) if cost <= most and rival - cost >= _CLEAR else None


def _is_misread(reading: UnitReading, unit: RegisteredUnit) -> bool:
    """Whether a number that is not registered and was read in doubt can be that unit misread."""
    return reading.weakest <= _SURELY_READ and _slip(reading, unit)[0] <= _FARTHER


def _why_near(reading: UnitReading, match: Match, register: RegisterIndex | None) -> ReviewReason | None:
    """Why a person must see a number that is merely near a unit of the paper's people; None where no flat of the estate can bear it.

    A number that lost a character (160 for 1603) may as well have been the flat's next door (1604); so may one with two misread.
    """
    if reading.unit.partial:
        return ReviewReason.UNIT_PARTIAL
    read, known = _joined(reading.unit), _joined(match.unit.unit)
    one = match.how == "near" and len(read) == len(known) and sum(a != b for a, b in zip(read, known, strict=True)) <= 1
    impossible = one and register is not None and register.beyond(reading.unit, reading.estates)
    return None if impossible else ReviewReason.UNIT_NOT_IN_REGISTER


def _slip(reading: UnitReading, unit: RegisteredUnit) -> tuple[float, str]:
    """What it costs to take the reading for the unit, and how they differ."""
    if reading.estates and unit.estate not in reading.estates:
        return FAR, "near"
    read, known = plain_unit(reading.unit), plain_unit(unit.unit)
    if read.partial:
        return (_PART if read.building == known.building and is_part(read, known) else FAR), "part"
    if read.kind is known.kind and read.room == known.room and not read.building and is_part(read, known):
        return _PART, "part"
    if read.building == known.building and read.kind is known.kind and len(read.room) > 1 and known.room.startswith(read.room):
        return _CUT_OFF, "near"
    cost = misreading(read, known)
    one, other = _joined(read), _joined(known)
    surely = reading.weakest > _SURELY_READ and one != other and len(one) == len(other)
    return cost + 1.0 if surely else cost, "near"


def _joined(number: UnitNumber) -> str:
    plain = plain_unit(number)
    return "".join((plain.building, plain.entrance, plain.floor, plain.room))


def _distinct(units: Iterable[RegisteredUnit]) -> list[RegisteredUnit]:
    return list({id(unit): unit for unit in units}.values())


def _why_ambiguous(options: Sequence[Option]) -> ReviewReason:
    one_reading = all(reading is options[0][0] for reading, _ in options)
    estates = {match.unit.estate for _, match in options}
    return ReviewReason.UNIT_ESTATE_AMBIGUOUS if one_reading and len(estates) > 1 else ReviewReason.UNIT_AMBIGUOUS
