"""What a new list of owners means for one unit's tenures: who stays, who is new, and whose time has ended."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import partial

from domain.hanzi import simplify
from domain.imports import ChangeKind, ChangeNote, TenureStep
from domain.names import NameMatch, compare
from domain.register import BadRow, HeldTenure, RegisterRow, RegisterTenure
from domain.unit_number import UnitNumber

_DAY = timedelta(days=1)

Place = tuple[str, UnitNumber]
"""A unit of an estate."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateOptions:
    """How a list is taken.

    `as_of` is the day on which changes without a date happened. `stated`: the meanings the list has a column for; what it has none for
    stays as held. `corrections`: an owner's name that differs in one character was corrected, else it is another owner. `close_gone` ends
    present tenures that the list no longer names; `whole`: the list is all there is, else only the buildings that it names.
    """

    as_of: date
    stated: frozenset[str] = frozenset({"tenant", "phone"})
    corrections: bool = False
    close_gone: bool = False
    whole: bool = False


@dataclass(slots=True)
class _Slot:
    """A tenure while the list is laid over it."""

    held: HeldTenure | None
    tenure: RegisterTenure
    rows: list[RegisterRow] = field(default_factory=list)
    dated: bool = False
    ended: bool = False
    follows: bool = False
    note: ChangeNote | None = None

    @property
    def present(self) -> bool:
        return self.tenure.end is None and bool(self.tenure.owners)

    @property
    def left_out(self) -> bool:
        return self.held is not None and not self.rows


def plan_unit(
    place: Place, held: Sequence[HeldTenure], rows: Sequence[RegisterRow], options: UpdateOptions
) -> tuple[tuple[TenureStep, ...], tuple[BadRow, ...]]:
    """Lay the list's rows over the unit's tenures; rows that contradict what is held come back as bad.

    The same people continue their tenure, in whatever order and script they are written; others open one. A tenure is ended by the next
    one's beginning, or by `as_of` where the list names another present owner without a usable date.
    """
    slots = [_Slot(held=each, tenure=each.tenure) for each in held]
    named = [row for row in rows if row.tenure.owners]
    exact = [row for row in named if _take(slots, row, options, _is_exact)]
    for row in named:
        if row not in exact and not any(_take(slots, row, options, rule) for rule in _rules(options)):
            slots.append(_Slot(held=None, tenure=row.tenure, rows=[row], dated=row.tenure.start is not None))
    bad = _date_new_owners(slots, options)
    _end_followed(slots)
    for row in rows:
        if not row.tenure.owners:
            _take_ownerless(slots, row, options)
    _note(slots)
    return tuple(step for slot in slots for step in _steps(place, slot, options)), bad


_Rule = Callable[[_Slot, RegisterTenure], bool]


def _rules(options: UpdateOptions) -> tuple[_Rule, ...]:
    shared = (_is_exact, _continues, _fills_blank, _shares_owner)
    return (*shared, _is_corrected) if options.corrections else shared


def _take(slots: Sequence[_Slot], row: RegisterRow, options: UpdateOptions, rule: _Rule) -> bool:
    """Give the row to the best tenure that the rule finds for it: a present one before a former, a later one before an earlier."""
    fitting = [slot for slot in slots if rule(slot, row.tenure)]
    if not fitting:
        return False
    slot = max(fitting, key=lambda s: (s.tenure.end is None, s.tenure.start or date.min))
    slot.tenure = _merged(row.tenure, slot, slots, options)
    slot.rows.append(row)
    slot.dated = slot.dated or row.tenure.start is not None
    return True


def _take_ownerless(slots: list[_Slot], row: RegisterRow, options: UpdateOptions) -> None:
    """A row without owners never opens a tenure beside another, nor ends one: the cell was left blank."""
    if not slots:
        slots.append(_Slot(held=None, tenure=row.tenure, rows=[row]))
        return
    present = [slot for slot in slots if slot.tenure.end is None]
    slot = present[0] if len(present) == 1 else slots[-1]
    if len(present) == 1:
        start = slot.tenure.start if slot.tenure.owners else slot.tenure.start or row.tenure.start
        kept = replace(row.tenure, owners=slot.tenure.owners, start=start, end=None)
        slot.tenure = _merged(kept, slot, slots, options)
    slot.rows.append(row)


def _people(owners: Iterable[str]) -> frozenset[str]:
    return frozenset(simplify(name).replace(" ", "").lower() for name in owners)


def _same_people(new: RegisterTenure, old: RegisterTenure) -> bool:
    """The same names in any order and script; a masked name (张*) is the full one held."""
    one, other = _people(new.owners), _people(old.owners)
    if one == other:
        return True
    masked = len(one) == len(other) and any(mark in name for name in one for mark in "*×")
    agree = (NameMatch.EXACT, NameMatch.SURNAME)
    return masked and all(any(compare(name, held) in agree for held in other) for name in one)


def _is_exact(slot: _Slot, new: RegisterTenure) -> bool:
    return slot.tenure.start == new.start and _same_people(new, slot.tenure) and not _apart(slot, new)


def _continues(slot: _Slot, new: RegisterTenure) -> bool:
    """The same people without a gap that makes it a second time: a start that was left out or moved."""
    if slot.dated and new.start not in {None, slot.tenure.start}:
        return False
    if slot.rows and new.end and slot.tenure.end not in {None, new.end}:
        return False
    return _same_people(new, slot.tenure) and not _apart(slot, new)


def _apart(slot: _Slot, new: RegisterTenure) -> bool:
    old = slot.tenure
    return bool((new.start and old.end and new.start > old.end) or (new.end and old.start and new.end < old.start))


def _fills_blank(slot: _Slot, new: RegisterTenure) -> bool:
    """A unit known without its owner gets one."""
    return not slot.tenure.owners and slot.tenure.end is None and not _apart(slot, new)


def _shares_owner(slot: _Slot, new: RegisterTenure) -> bool:
    """A joint owner was added or left while another stays: no new dossier."""
    return _free(slot, new) and bool(_people(new.owners) & _people(slot.tenure.owners))


def _is_corrected(slot: _Slot, new: RegisterTenure) -> bool:
    return _free(slot, new) and _similar(new, slot.tenure)


def _free(slot: _Slot, new: RegisterTenure) -> bool:
    """A present tenure that the list has not named yet, and no other date."""
    return slot.left_out and slot.present and new.end is None and new.start in {None, slot.tenure.start}


def _similar(new: RegisterTenure, old: RegisterTenure) -> bool:
    close = (NameMatch.EXACT, NameMatch.FUZZY)
    return len(new.owners) == len(old.owners) and all(any(compare(name, held) in close for held in old.owners) for name in new.owners)


def _merged(new: RegisterTenure, slot: _Slot, slots: Sequence[_Slot], options: UpdateOptions) -> RegisterTenure:
    """The tenure with what the list says laid over it: a blank date, and a column the list does not have, leave what is held."""
    old = slot.tenure
    masked = _same_people(new, old) and _people(new.owners) != _people(old.owners)
    owners = old.owners if masked or set(new.owners) == set(old.owners) else new.owners
    return replace(
        new,
        owners=owners,
        tenants=_listed(slot, old.tenants, new.tenants) if "tenant" in options.stated else old.tenants,
        phones=_listed(slot, old.phones, new.phones) if "phone" in options.stated else old.phones,
        start=_start(new, slot, slots),
        end=new.end or old.end,
        household=tuple(sorted({**dict(old.household), **dict(new.household)}.items())),
    )


def _listed(slot: _Slot, old: tuple[str, ...], new: tuple[str, ...]) -> tuple[str, ...]:
    """The list's in place of what is held; several rows of one tenure each give some of them, as where every tenant has a row."""
    return tuple(dict.fromkeys((*old, *new))) if slot.rows else new


def _start(new: RegisterTenure, slot: _Slot, slots: Sequence[_Slot]) -> date | None:
    """The list's date, unless another owner's time ended after it: many lists give the handover of the flat in every owner's row."""
    if new.start is None or slot.tenure.start is None or new.start >= slot.tenure.start:
        return new.start or slot.tenure.start
    others = (other.tenure.end for other in slots if other is not slot)
    return slot.tenure.start if any(end and end >= new.start for end in others) else new.start


def _date_new_owners(slots: list[_Slot], options: UpdateOptions) -> tuple[BadRow, ...]:
    """Give new present owners whose beginning is not stated, or is no later than that of the owner they follow, a beginning."""
    former = [slot for slot in slots if slot.left_out and slot.present]
    fresh = [slot for slot in slots if slot.held is None and slot.present]
    bad: list[BadRow] = []
    for slot in fresh:
        since = slot.tenure.start
        followed = [old for old in former if since is None or (old.tenure.start is not None and since <= old.tenure.start)]
        if any(old.tenure.start is not None and old.tenure.start >= options.as_of for old in followed):
            bad += [_too_early(row) for row in slot.rows]
            slots.remove(slot)
        elif followed:
            similar = any(_similar(slot.tenure, old.tenure) for old in followed)
            slot.tenure = replace(slot.tenure, start=options.as_of)
            slot.note = ChangeNote.SIMILAR_NAME if similar else ChangeNote.AS_OF
        elif since is None:
            _begin_after_former(slot, slots)
    return tuple(bad)


def _too_early(row: RegisterRow) -> BadRow:
    return BadRow(
        row=row.row,
        column="",
        en="Another owner, but the present one's time begins on or after the date of change. Give a later date with --as-of.",
        zh="业主已变更，但现业主产权期的起始日期不早于过户日期，请用 --as-of 指定更晚的日期。",
    )


def _begin_after_former(slot: _Slot, slots: Sequence[_Slot]) -> None:
    others = [other for other in slots if other is not slot and other.tenure.owners]
    ends = [other.tenure.end for other in others if other.tenure.end is not None]
    if others and len(ends) == len(others):
        slot.tenure = replace(slot.tenure, start=max(ends) + _DAY)
        slot.note = ChangeNote.AFTER_FORMER


def _end_followed(slots: Sequence[_Slot]) -> None:
    """End each open tenure on the day before the next one begins; one without a beginning only by a new present owner."""
    dated = sorted((slot for slot in slots if slot.tenure.start and slot.tenure.owners), key=lambda s: s.tenure.start or date.min)
    for slot in slots:
        if not slot.present:
            continue
        if slot.tenure.start is not None:
            begun = slot.tenure.start
            following = [other for other in dated if other.tenure.start and other.tenure.start > begun]
        else:
            following = [other for other in dated if slot.left_out and other.held is None and other.present]
        if following and following[0].tenure.start is not None:
            slot.tenure = replace(slot.tenure, end=following[0].tenure.start - _DAY)
            slot.ended = True
            following[0].follows = following[0].follows or slot.held is not None
            slot.note = ChangeNote.BEFORE_NEXT if slot.held is None else slot.note


def _note(slots: Sequence[_Slot]) -> None:
    present = [slot for slot in slots if slot.present]
    for slot in present:
        if len(present) > 1 and slot.held is None and slot.note is None:
            slot.note = ChangeNote.SEVERAL
    open_ended = [slot for slot in slots if any(row.tenure.end is None for row in slot.rows) and slot.tenure.owners]
    if not any(slot.tenure.end is None for slot in open_ended):
        for slot in open_ended:
            if slot.held is not None and slot.held.tenure.end is not None:
                slot.note = ChangeNote.FORMER


def _steps(place: Place, slot: _Slot, options: UpdateOptions) -> Iterable[TenureStep]:
    row = slot.rows[0].row if slot.rows else None
    step = partial(TenureStep, estate=place[0], unit=place[1], row=row, after=slot.tenure)
    if slot.held is None:
        kind = ChangeKind.OWNER if slot.follows else ChangeKind.NEW
        yield step(kind=kind, held=None, before=None, note=slot.note)
        return
    before = slot.held.tenure
    if slot.tenure != before:
        kind = ChangeKind.ENDED if slot.ended else ChangeKind.CHANGED
        yield step(kind=kind, held=slot.held.id, before=before)
    elif slot.left_out and slot.present:
        yield _gone(place, slot.held, options)
    if slot.note is not None:
        yield step(kind=ChangeKind.UNCLEAR, held=slot.held.id, before=slot.tenure, note=slot.note)


def _gone(place: Place, held: HeldTenure, options: UpdateOptions) -> TenureStep:
    can_close = options.close_gone and (held.tenure.start is None or held.tenure.start <= options.as_of)
    return TenureStep(
        estate=place[0],
        unit=place[1],
        kind=ChangeKind.CLOSED if can_close else ChangeKind.GONE,
        row=None,
        held=held.id,
        before=held.tenure,
        after=replace(held.tenure, end=options.as_of) if can_close else held.tenure,
    )


def plan_absent(place: Place, held: Sequence[HeldTenure], options: UpdateOptions) -> tuple[TenureStep, ...]:
    """A unit that the list does not name: its present tenures are gone."""
    return tuple(_gone(place, each, options) for each in held if each.tenure.end is None)
