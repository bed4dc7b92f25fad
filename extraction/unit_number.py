"""Unit numbers (房号) in running text and in lines of lists: the grammar alone, no register."""

import json
import re
from dataclasses import dataclass, replace

from domain.hanzi import Compact, close_gaps
from domain.unit_number import UnitKind, UnitMention, UnitNumber
from extraction.unit_draft import Draft, shape
from extraction.unit_english import find_english
from extraction.unit_grammar import COUNT_WORDS, Level
from extraction.unit_place import inherits, is_authority_address, lane_road, name_before, tower_before
from extraction.unit_reading import Reader
from extraction.unit_tokens import DECOY_MARK, Sort, Token, mask, tokenize

_STARTS = frozenset({Sort.VALUE, Sort.FLOOR, Sort.KIND, Sort.LEVEL_LABEL})
_LEVELS = frozenset({Sort.VALUE, Sort.LEVEL, Sort.FLOOR})
_LEADS_ON = frozenset({Sort.LEVEL, Sort.DASH, Sort.KIND, Sort.SUB, Sort.LIST})
_ROOM_LABEL = re.compile(r"[房室户]|车位|铺|单元")
_LONGEST_LIST = 12
LONGEST_LINE = 4096
"""Characters of a line that are looked at; what lies behind is not read (our rule: no form, letter or list row is as long)."""
_CUT_MARGIN = 64  # a number that the cut may have gone through is left out
_SPACED_DIGITS = re.compile(
    r"(?<![0-9A-Za-z-])(?<![0-9A-Za-z-] )[0-9](?: [0-9]){1,4}(?=室|号|房|栋|幢|单元|层|座)|(?<=[0-9]-)[0-9](?: [0-9]){2,3}(?![0-9A-Za-z])"
)
_CIRCLE = re.compile(r"(?<=[0-9])〇(?=[0-9室号房])")
"""An engine's 〇 among Arabic digits (11〇4室) is their 0."""
_NOT_A_ROOM = re.compile(
    r"电梯|梯|门(?!店|面)|机|井|泵|表|线|桩|岗|出口|入口|通道|楼梯|管|消防|配电|路灯|停水|停电|之前|前(?!台)|晚|早|上午|下午"
)
_MERE_PLACE = re.compile(
    r"(?:的|处|靠)?(?:公共|走廊|走道|楼道|楼梯|电梯|平台|过道|大厅|大堂|架空|天台|屋面|外墙|消防|管井|弱电|强电|门口|至|到|窗)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitsRow:
    """One line and the room-level units in it, in order, each once."""

    text: str
    units: tuple[UnitMention, ...]

    def to_json(self) -> str:
        """The row of `hudang units`: {"text", "units": [{"estate","building","entrance","floor","room","kind","confidence"}]}."""
        units = [
            {
                "estate": mention.estate,
                "building": mention.unit.building,
                "entrance": mention.unit.entrance,
                "floor": mention.unit.floor,
                "room": mention.unit.room,
                "kind": mention.unit.kind.value,
                "confidence": round(mention.confidence, 3),
            }
            for mention in self.units
        ]
        return json.dumps({"text": self.text, "units": units}, ensure_ascii=False)


def units_row(text: str) -> UnitsRow:
    """The units of one line for `hudang units`. Never an exception on any text; a lone surrogate stays as it is."""
    return UnitsRow(text=text, units=find_units(text))


def find_units(text: str, *, labelled: bool = False) -> tuple[UnitMention, ...]:
    """Room-level units named in the text, in order, each once; `labelled` where the text stands beside a unit label on a form.

    Offsets are those of the text given. Line feeds separate. Time is linear in the text's length; of a line only the first
    `LONGEST_LINE` characters are read (a page of A4 holds some 2,000), so that no single line costs more than about 0.1 s.
    """
    return _find(text, labelled, partials=False)


def find_all_units(text: str, *, labelled: bool = False) -> tuple[UnitMention, ...]:
    """Like `find_units`, with partial units (only building or entrance) too: a reason for review, never filed on."""
    return _find(text, labelled, partials=True)


def _find(text: str, labelled: bool, *, partials: bool) -> tuple[UnitMention, ...]:
    found: list[UnitMention] = []
    start = 0
    for line in text.split("\n"):
        last = len(line) if len(line) <= LONGEST_LINE else LONGEST_LINE - _CUT_MARGIN
        mentions = _Scan(_join_digits(close_gaps(line[:LONGEST_LINE])), labelled, partials).run()
        found.extend(replace(mention, start=mention.start + start, end=mention.end + start) for mention in mentions if mention.end <= last)
        start += len(line) + 1
    return _once(found)


def _join_digits(compact: Compact) -> Compact:
    """The compact text with digits that the OCR engine spaced out before a level word (5 0 1室) joined."""
    spaces = {start for found in _SPACED_DIGITS.finditer(compact.text) for start in range(found.start() + 1, found.end(), 2)}
    if not spaces:
        return compact
    kept = [index for index in range(len(compact.text)) if index not in spaces]
    return Compact(
        text="".join(compact.text[index] for index in kept), offsets=(*(compact.offsets[index] for index in kept), compact.offsets[-1])
    )


def _once(found: list[UnitMention]) -> tuple[UnitMention, ...]:
    """A unit named twice counts once; a bare room is not named again beside its full number."""
    kept: list[UnitMention] = []
    for mention in found:
        twin = next((index for index, other in enumerate(kept[-64:], max(0, len(kept) - 64)) if _same(mention, other)), None)
        if twin is None:
            kept.append(mention)
        elif not kept[twin].estate and mention.estate:
            kept[twin] = replace(kept[twin], estate=mention.estate)
    return tuple(kept)


def _same(mention: UnitMention, other: UnitMention) -> bool:
    if mention.estate and other.estate and mention.estate != other.estate:
        return False
    unit = mention.unit
    bare = not (unit.building or unit.entrance or unit.floor) and bool(unit.room)
    return unit == other.unit or (bare and unit.room == other.unit.room and unit.kind is other.unit.kind)


class _Scan:
    """One line: reads drafts from left to right and judges them."""

    def __init__(self, compact: Compact, labelled: bool, partials: bool) -> None:
        self.partials = partials
        self.compact = compact
        self.text = _CIRCLE.sub("0", compact.text)
        self.labelled = labelled
        self.masked = mask(self.text)
        self.found: list[UnitMention] = []

    def run(self) -> list[UnitMention]:
        english = find_english(self.masked)
        for unit in english:
            if not is_authority_address(self.text, unit.start, unit.end):
                self._keep(unit.unit, name_before(self.text, unit.start), unit.start, unit.end, unit.confidence)
            length = unit.end - unit.start
            self.masked = self.masked[: unit.start] + DECOY_MARK * length + self.masked[unit.end :]
        self.tokens = tokenize(self.masked)
        self.reader = Reader(self.tokens, self.masked)
        index = 0
        while index < len(self.tokens):
            index = max(index + 1, self._unit_at(index)) if self.tokens[index].sort in _STARTS else index + 1
        return sorted(self.found, key=lambda mention: mention.start)

    def _keep(self, unit: UnitNumber, estate: str, start: int, end: int, confidence: float) -> UnitMention:
        first, last = self.compact.span(start, end)
        mention = UnitMention(unit=unit, estate=estate, start=first, end=last, confidence=min(max(confidence, 0.05), 0.99))
        self.found.append(mention)
        return mention

    def _label_before(self, index: int) -> Token | None:
        """The unit label right before a token; only spaces and 第 may stand between."""
        for back in range(index - 1, max(-1, index - 4), -1):
            token = self.tokens[back]
            if token.sort is Sort.LABEL or (token.sort is Sort.LEVEL_LABEL and token.level is Level.ROOM):
                return token
            if token.sort not in (Sort.SPACE, Sort.FILL, Sort.DASH):
                return None
        return None

    def _in_chain(self, index: int) -> bool:
        """True inside a chain whose beginning was no unit: 2024-3栋, 3.501."""
        before, first = self.reader.at(index - 1), self.reader.at(index - 2)
        joined = before.sort in (Sort.DASH, Sort.DOT) and first.sort in (Sort.VALUE, Sort.DECOY) and index > 1
        return joined or (
            before.sort is Sort.OTHER and before.end > 0 and before.value[-1:].isascii() and before.value[-1:] in "_/\\@+=<>~^"
        )

    def _unit_at(self, index: int) -> int:
        """Read a unit and the list behind it from token `index`; the index to go on from."""
        label = self._label_before(index)
        if self._in_chain(index) or (label is None and not self.labelled and self._leads_nowhere(index)):
            return index + 1
        labelled = label is not None or (self.labelled and index == 0)
        strong = (label is not None and _ROOM_LABEL.search(label.value) is not None) or (self.labelled and index == 0)
        if not labelled and (self._list_closes(index) or tower_before(self.masked, self.tokens[index].start)):
            labelled = strong = self.tokens[index].sort is Sort.VALUE
        draft = self.reader.read(index, strong or (labelled and self._is_chain(index)), kind=self._list_kind(index))
        if draft.next == index:
            return index + 1
        self._name_tower(draft, index)
        mention = self._judge(draft, index, labelled)
        return self._rest_of_list(draft, mention) if mention and not mention.unit.partial else draft.next

    def _leads_nowhere(self, index: int) -> bool:
        """A bare number, unlabelled, with nothing of the grammar behind it and no tower before it: most numbers of a text."""
        token, behind = self.tokens[index], self.reader.at(index + 1)
        if behind.sort is Sort.DASH and token.sort is Sort.VALUE:
            last, after = self.reader.at(index + 2), self.reader.at(index + 3)
            return last.sort is Sort.VALUE and after.sort in (Sort.SPACE, Sort.OTHER, Sort.DECOY) and sum(map(str.isdigit, last.value)) < 3
        return token.sort is Sort.VALUE and behind.sort not in _LEADS_ON and not tower_before(self.masked, token.start)

    def _is_chain(self, index: int) -> bool:
        return self.reader.at(index + 1).sort in (Sort.DASH, Sort.DOT, Sort.LIST)

    def _list_closes(self, index: int) -> bool:
        """True for 501、502室: numbers of one shape, the last one closed by 室."""
        at = self.reader.at
        if at(index).sort is not Sort.VALUE or sum(char.isdigit() for char in at(index).value) < 3:
            return False
        for _ in range(_LONGEST_LIST):
            if at(index + 1).sort is not Sort.LIST or at(index + 2).sort is not Sort.VALUE:
                break
            index += 2
        return at(index + 1).level is Level.ROOM and at(index + 1).sort is Sort.LEVEL and at(index + 1).value != "户"

    def _list_kind(self, index: int) -> UnitKind | None:
        """The kind that closes a list of numbers and holds for each of them (A12、A13号车位), None where none does."""
        at, last = self.reader.at, index + _LONGEST_LIST
        while index < last and at(index).sort in _LEVELS and at(index + 1).sort is not Sort.LIST:
            index += 1
        form, length = shape(at(index).value), 0
        while (
            at(index).sort is Sort.VALUE and shape(at(index).value) == form and at(index + 1).sort is Sort.LIST and length < _LONGEST_LIST
        ):
            index, length = index + 2, length + 1
        closing = at(index + 2) if at(index + 1).level is Level.NUMBER else at(index + 1)
        alike = length > 0 and at(index).sort is Sort.VALUE and shape(at(index).value) == form
        return closing.kind if alike and closing.sort is Sort.KIND else None

    def _name_tower(self, draft: Draft, index: int) -> None:
        if draft.building or draft.zone or not (draft.room or draft.floor):
            return
        name = tower_before(self.masked, self.tokens[index].start)
        if name and (draft.closed or draft.floor or draft.room[-1:].isalpha() or sum(char.isdigit() for char in draft.room) > 2):
            draft.building, draft.ground, draft.loose = name, draft.ground or "building", False

    def _judge(self, draft: Draft, index: int, labelled: bool) -> UnitMention | None:
        """Keep the draft as a mention if it is a unit; partial ones are kept too."""
        start, end = self.tokens[index].start, self.tokens[draft.next - 1].end
        unit = draft.unit()
        if self.found and not unit.building and unit.kind is UnitKind.ROOM and inherits(self.text, start):
            unit = _inherit(unit, self.found[-1].unit, draft)
        if unit.partial:
            holds = self.partials and bool(unit.building or unit.entrance)
        else:
            holds = self._is_unit(draft, unit, (start, end), labelled)
        if not holds or not _plausible(unit) or is_authority_address(self.text, start, end):
            return None
        return self._keep(unit, self._estate(draft, index, unit), start, end, _confidence(draft, unit, labelled))

    def _is_unit(self, draft: Draft, unit: UnitNumber, span: tuple[int, int], labelled: bool) -> bool:
        """Whether a room-level reading is a unit in its place: enough written, no quantity, no mere location."""
        start, end = span
        behind, before = self.masked[end : end + 6], self.masked[max(0, start - 1) : start]
        if unit.kind is UnitKind.VILLA:
            return before not in tuple(COUNT_WORDS)
        if not unit.room:
            return (draft.numbered or labelled) and not _MERE_PLACE.match(behind)
        last = self.masked[end - 1]
        if last == "号" and (_NOT_A_ROOM.match(behind) or (draft.loose and not labelled)):
            return False
        if last == "户" and unit.room[-1] != "户":
            return bool(draft.ground) and before not in tuple(COUNT_WORDS) and sum(char.isdigit() for char in unit.room) > 2
        return labelled or not draft.loose or self._bare_holds(draft, unit)

    @staticmethod
    def _bare_holds(draft: Draft, unit: UnitNumber) -> bool:
        """Without a label and a written level: 3-2-501, A-1203, 501室, never 3-5 or 3室."""
        digits = "".join(char for char in unit.room if char.isdigit())
        if draft.kind is not None:
            return True
        if draft.chain <= 1:
            return draft.closed and len(digits) + (len(unit.room) > len(digits)) >= 3
        if not unit.building or sum(char.isalpha() for char in unit.building) > 1:
            return False
        if draft.chain == 4:
            return len(digits) >= 1
        if draft.chain == 3 and len(digits) == 2 and len(unit.room) == 3:
            return True
        high = len(digits) in (3, 4) and 1 <= int(digits[-2:]) <= 60
        return high and (draft.closed or draft.chain > 2 or not 2013 <= int(digits) <= 2035)

    def _estate(self, draft: Draft, index: int, unit: UnitNumber) -> str:
        """The estate's name with 期, 区, 弄; a zone that became a parking place's building is not repeated."""
        first = self.tokens[index].start
        places = [place for place in draft.places if not (self.tokens[place + 1].level is Level.ZONE and unit.building == draft.zone)]
        tower = len(unit.building) if self.text.endswith(unit.building, 0, first) else 0
        name = name_before(self.text, first - tower)
        if not places or places[0] != index:
            return name
        text = "".join(self.text[self.tokens[place].start : self.tokens[place + 1].end] for place in places)
        if self.tokens[places[0] + 1].value == "弄":
            name = lane_road(self.text, first)
        return f"{name}{text}"

    def _is_closed_range(self, index: int) -> bool:
        """101室-105室: a hyphen between two rooms that are closed by a word is a list."""
        at = self.reader.at
        return (
            at(index).sort is Sort.DASH
            and at(index - 1).level is Level.ROOM
            and at(index + 1).sort is Sort.VALUE
            and at(index + 2).level is Level.ROOM
        )

    def _rest_of_list(self, draft: Draft, last: UnitMention) -> int:
        """Further units of a list (501、502室) inherit what stands left."""
        index = draft.next
        while True:
            follows = index + 1
            if self.reader.at(index).sort is not Sort.LIST and not self._is_closed_range(index):
                return index
            while self.reader.at(follows).sort in (Sort.SPACE, Sort.FILL, Sort.LABEL):
                follows += 1
            if self.reader.at(follows).sort not in _STARTS:
                return index
            after = self.reader.read(follows, False, last.unit.room)
            unit = _inherit(after.unit(), last.unit, after)
            end = self.tokens[after.next - 1].end
            if not after.room or unit.partial or not _plausible(unit) or (after.bare and after.chain > 1):
                return index
            if after.closed and self.masked[end - 1] == "号" and _NOT_A_ROOM.match(self.masked[end : end + 6]):
                return index
            start = self.tokens[follows].start
            if is_authority_address(self.text, start, end):
                return after.next
            estate = self._estate(after, follows, unit) or last.estate
            last = self._keep(unit, estate, start, end, _confidence(after, unit, True) * 0.98)
            index = after.next


def _inherit(unit: UnitNumber, left: UnitNumber, draft: Draft) -> UnitNumber:
    """Missing higher levels from the unit to the left; its floor only where the room does not speak against it."""
    if unit.building:
        same = draft.kind is None and draft.chain > 1 and not draft.closed
        return replace(unit, kind=left.kind) if same else unit
    floor = unit.floor
    if (
        not floor
        and left.floor
        and not (left.floor.isdigit() and unit.room.isdigit() and len(unit.room) > 2 and unit.room[:-2] != left.floor)
    ):
        floor = left.floor
    kind = left.kind if draft.kind is None else unit.kind
    return UnitNumber(building=left.building, entrance=unit.entrance or left.entrance, floor=floor, room=unit.room, kind=kind)


def _plausible(unit: UnitNumber) -> bool:
    """Bounds of real numbers: buildings to 9999, entrances to 99, floors to 199, rooms to 99999, none zero."""
    limits = ((unit.building, 4), (unit.entrance, 4), (unit.floor.lstrip("-"), 3), (unit.room, 5))
    for value, most in limits:
        digits = "".join(char for char in value.split("之")[0] if char.isdigit())
        if len(digits) > most or (digits and int(digits) == 0):
            return False
    return True


def _confidence(draft: Draft, unit: UnitNumber, labelled: bool) -> float:
    """How sure a reading is: 0.98 for a fully written number, less for each thing left open."""
    score = 0.98
    if draft.loose and not labelled:
        score = {0: 0.7, 1: 0.7, 2: 0.65}.get(draft.chain, 0.85) + (0.08 if draft.closed and draft.chain > 1 else 0.0)
    elif draft.loose:
        score = 0.94
    elif not draft.closed and unit.kind is not UnitKind.VILLA:
        score -= 0.03
    if not unit.building and not draft.loose:
        score -= 0.2 if unit.kind is UnitKind.ROOM else 0.08
    if not unit.room and unit.kind is not UnitKind.VILLA:
        score -= 0.15
    if unit.floor.isdigit() and unit.room.isdigit() and len(unit.room) > 2 and unit.room[:-2] != unit.floor:
        score -= 0.3
    return score * draft.doubt
