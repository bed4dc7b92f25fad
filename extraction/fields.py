"""The stage: a recognised page to its fields, each with its box and confidence."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from domain.classification import Classification
from domain.fields import ExtractedFields, NameField, NumberField, UnitField
from domain.hanzi import close_gaps, fold
from domain.masking import phone_digits
from domain.text import Box, Line, OcrPage, Word
from domain.unit_number import UnitKind, UnitMention
from extraction.dates import find_dates
from extraction.label_parts import is_staff
from extraction.label_words import Label
from extraction.labels import LabelValue, label_values
from extraction.numbers import find_numbers, page_numbering
from extraction.page_dates import paper_dates
from extraction.parties import (
    PartyMention,
    address_names,
    address_strangers,
    labelled_parties,
    letter_parties,
    names_in,
    salutes,
    signature,
    unread_names,
)
from extraction.places import MENTION, around, box_at, union, within
from extraction.subjects import subjects
from extraction.unit_number import LONGEST_LINE, find_all_units, find_units
from extraction.unlabelled_people import ROLE, unlabelled_people
from extraction.weakest import weakest

_PARTIAL = 0.4
"""Confidence in a piece of a number, too low to part pages by."""
MOST_UNITS = 256
"""Units kept of one page; a list of a whole building's flats has fewer on a side of A4."""
BELONGS, NEUTRAL = "belongs", "neutral"
_TALKED_TO = re.compile(r"(?:已与|同|与|和|联系|告知|询问|走访|找到|约谈|劝阻|劝导|提醒|上门至|涉及|有关|查看|检查)(?:了)?$")
_CONTENT = re.compile(r"(?:诉求|内容|事项|描述|事由|结果|意见|备注|原因|经过|摘要|详情)[:\s]?")
_TALKED_OF = re.compile(
    r"^(?:的)?(?:住户|业主)?(?:代为|沟通|协商|联系|进行(?:沟通|协调|协商|劝)|并(?:张贴|要求|告知|提醒|劝)|噪音|装修噪|扰民|有关)"
)
_LOOSE_LABELS = frozenset({"地址", "单位", "房屋", "坐落", "座落", "住址", "维修地点", "服务地址"})
_OWN = re.compile(
    r"(?:敬?启者|本人|我|业主|[业住租客用]户|户主|房主|产权人|兹有|贵户|您|贵业主|尊敬的|致|仅供|仅限|兹供|影印件供|复印件供)[^,。;]{0,16}$|(?:关于|就)$"
)
_OWN_AFTER = re.compile(r"^[(),]?(?:[室房户]|的)?(?:[业住租客用]户|业主|户主|[房屋]主|住客|租客|产权人|先生|女士|小姐|太太)")
_OTHER_FLAT = re.compile(r"(?:楼上|楼下|隔壁|对门|对面|邻居|邻户|邻住户|相邻|上层|下层|被投诉)[^,。;]{0,10}$")
_ROW_SPLIT = (Label.BUILDING, Label.ENTRANCE, Label.FLOOR, Label.ROOM)
_ROOM_ALONE = re.compile(r"[A-Z]?[0-9]{1,5}[A-Z]?(?:室|房|号|户)?")
_LEVEL_END = re.compile(r"(?:号楼|栋|幢|座|#|单元|层|楼|号房|号|室|房)$")
_CLAUSE = re.compile(r"[(]?(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})[.、,)]")
"""How the next clause of a contract begins: no rest of a number in the line above."""
_LOST_EDGE = re.compile(r"\s*(?:号?[楼樓]|[栋棟幢座#]|单元|單元)(?=\s*[0-9])")
"""A value that begins with a level's word has lost the character before it (C座101 read as 座101)."""
_SIGNATURES = ("确认", "签字", "签名", "签章", "签收", "签认", "(签字)", "(签名)", "(签章)", "(盖章)")
_CLOSING = tuple("室房户號号戶位铺舖")


def extract(page: OcrPage, classification: Classification | None, *, today: date) -> ExtractedFields:
    """Units with roles, names, dates, numbers, subjects and the page number of one page, best first within each kind.

    The unit that the paper belongs to is the one beside the owner's or applicant's label, else the one that a letter calls its writer's;
    others are mentions. Dates after `today` are mentions at most. Of a line the first `LONGEST_LINE` characters are read, of units the
    best `MOST_UNITS` are kept, so that time stays linear in the page's text whatever it holds.
    """
    page = _bounded(page)
    values = label_values(page)
    doc_type = classification.doc_type if classification else ""
    lines = tuple(line.text for line in page.lines)
    addressed = tuple(_addressed(text, today) for text in lines)
    return ExtractedFields(
        units=_units(page, values, addressed),
        names=_names(page, values, doc_type, addressed),
        dates=paper_dates(page, values, today),
        numbers=tuple(_numbers(page)),
        numbering=page_numbering(lines),
        subjects=subjects(page, values, classification.category if classification else None),
    )


def _bounded(page: OcrPage) -> OcrPage:
    """The page with lines cut to `LONGEST_LINE` characters; the same page where none is longer."""
    if all(sum(len(word.text) + 1 for word in line.words) <= LONGEST_LINE for line in page.lines):
        return page
    return replace(page, lines=tuple(Line(words=_first_words(line)) for line in page.lines))


def _first_words(line: Line) -> tuple[Word, ...]:
    room, words = LONGEST_LINE, []
    for word in line.words:
        if room <= 0:
            break
        words.append(word if len(word.text) <= room else replace(word, text=word.text[:room], char_x=(), char_confidence=()))
        room -= len(word.text) + 1
    return tuple(words)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Addressed:
    """What a line says by itself: whether it names units, and the persons on it where it is nothing but an address or a signature.

    `strangers` may be persons on a line that is more than that. `salutes`: it is a salutation of nothing but units and words of courtesy.
    """

    names_unit: bool
    salutes: bool
    persons: tuple[str, ...]
    strangers: tuple[str, ...]


def _addressed(text: str, today: date) -> _Addressed:
    units = find_units(text)
    spans = _address_spans(text, units, today)
    return _Addressed(
        names_unit=bool(units), salutes=salutes(text, spans), persons=address_names(text, spans), strangers=address_strangers(text, spans)
    )


def _units(page: OcrPage, values: tuple[LabelValue, ...], addressed: tuple[_Addressed, ...]) -> tuple[UnitField, ...]:
    split = tuple(_split_units(values))
    cells = tuple(whole.box for whole in split if whole.box)
    running = (field for field in _running_units(page, addressed) if not (field.box and any(within(field.box, cell) for cell in cells)))
    found = [*split, *_labelled_units(values), *running]
    if not any(field.role == BELONGS for field in found):
        found = _only_one(found) if found else list(_partial_units(page, values))
    kept: list[UnitField] = []
    for field in sorted(found, key=lambda field: (field.role != BELONGS, -field.confidence)):
        if len(kept) == MOST_UNITS:
            break
        if not any(_covers(other, field) for other in kept):
            kept.append(replace(field, role=MENTION) if field.role == NEUTRAL else field)
    return tuple(replace(field, weakest=weakest(page, field)) for field in kept)


def _partial_units(page: OcrPage, values: tuple[LabelValue, ...]) -> Iterable[UnitField]:
    """Pieces of a unit's number on a page that names no whole one: at a unit label, or called the reader's own; never filed on."""
    for value in values:
        if value.label is Label.UNIT:
            for mention in find_all_units(value.value, labelled=True):
                yield _unit_field(mention, BELONGS, value.value, value.box, _PARTIAL)
    for line in page.lines:
        for mention in find_all_units(line.text):
            if _role_in_text(*around(line.text, mention.start, mention.end, len(line.text)))[0] == BELONGS:
                box = box_at(line, mention.start, mention.end)
                yield replace(_unit_field(mention, BELONGS, line.text, box, _PARTIAL), by="wording")


def _only_one(found: list[UnitField]) -> list[UnitField]:
    """Where neither label nor wording names the paper's own unit: the only one that no wording makes another's is its own."""
    neutral = [field for field in found if field.role == NEUTRAL]
    if len({field.unit for field in neutral}) != 1:
        return found
    return [replace(field, role=BELONGS, by="alone") if field.role == NEUTRAL else field for field in found]


def _quoted(before: str) -> bool:
    """True inside quotation marks that are still open: what somebody said, not the paper itself."""
    return any(before.count(first) > before.count(last) for first, last in ("“”", "「」", "『』", "‘’"))


def _covers(kept: UnitField, field: UnitField) -> bool:
    """True where a better field already names this unit, whole or by its room alone on the same page."""
    mine, other = field.unit, kept.unit
    if field.estate and kept.estate and field.estate != kept.estate:
        return False
    pairs = ((mine.building, other.building), (mine.entrance, other.entrance), (mine.floor, other.floor))
    return mine.room == other.room and mine.kind == other.kind and all(not part or part == whole for part, whole in pairs)


def _unit_field(mention: UnitMention, role: str, text: str, box: Box | None, confidence: float) -> UnitField:
    return UnitField(
        unit=mention.unit, estate=mention.estate, role=role, text=text[mention.start : mention.end], box=box, confidence=confidence
    )


def _labelled_units(values: tuple[LabelValue, ...]) -> Iterable[UnitField]:
    """Units in the values of unit labels; the first of a value belongs, so do the rest of a list."""
    for value in values:
        if value.label not in (Label.UNIT, Label.ROOM, Label.BUILDING, Label.OWNER):
            continue
        text, mentions = _units_of(value)
        for mention in mentions:
            if value.label is Label.ROOM and not mention.unit.building and mention.unit.kind is UnitKind.ROOM:
                continue
            factor = 0.9 if value.word in _LOOSE_LABELS or value.label is Label.OWNER else 1.0
            yield _unit_field(mention, BELONGS, text, value.box, mention.confidence * value.confidence * factor)


def _units_of(value: LabelValue) -> tuple[str, tuple[UnitMention, ...]]:
    """The units of a label's value with the text they stand in; the next line of the cell is read too where it completes a number."""
    labelled = value.label in (Label.UNIT, Label.ROOM)
    mentions = find_units(value.value, labelled=labelled)
    if not mentions and labelled and (lost := _LOST_EDGE.match(value.value)):
        return value.value[lost.end() :], find_units(value.value[lost.end() :], labelled=True)
    if value.tail and not _CLAUSE.match(fold(value.tail)):
        text = f"{value.value}{value.tail}"
        whole = find_units(text, labelled=labelled)[:1]
        if whole and whole[0].start < len(value.value) < whole[0].end and _completes(text, len(value.value), whole[0].end):
            return text, whole
    return value.value, mentions


def _completes(text: str, seam: int, end: int) -> bool:
    """A closed number is whole; digits of two lines are one number only where a word closes it (50 | 1室)."""
    if text[seam - 1] in _CLOSING or not (text[seam].isalnum() or text[seam] in "-#"):
        return False
    return not (text[seam - 1].isdigit() and text[seam].isdigit()) or not text[end - 1].isdigit()


def _split_units(values: tuple[LabelValue, ...]) -> Iterable[UnitField]:
    """Units whose levels stand in cells of their own: 栋号 | 单元 | 房号."""
    row: dict[Label, LabelValue] = {}
    for value in values:
        if value.label in _ROW_SPLIT and value.label not in row:
            row[value.label] = value
    building, room = row.get(Label.BUILDING), row.get(Label.ROOM) or next(filter(_mere_room, values), None)
    if building is None or room is None:
        return
    row[Label.ROOM] = room
    marks = {Label.BUILDING: "栋", Label.ENTRANCE: "单元", Label.FLOOR: "层", Label.ROOM: "室"}
    cells = [(label, row[label]) for label in _ROW_SPLIT if label in row]
    text = "".join(f"{_LEVEL_END.sub('', close_gaps(cell.value).text.strip())}{marks[label]}" for label, cell in cells)
    for mention in find_units(text)[:1]:
        if mention.unit.building and mention.unit.room and mention.start == 0:
            confidence = min(cell.confidence for _, cell in cells) * mention.confidence
            yield replace(_unit_field(mention, BELONGS, text, room.box, confidence), box=union(cell.box for _, cell in cells))


def _mere_room(value: LabelValue) -> bool:
    """Beside a label of the whole unit nothing but a room's number (户室 | 1702): the other levels stand in their own cells."""
    return value.label is Label.UNIT and _ROOM_ALONE.fullmatch(close_gaps(value.value).text) is not None


def _running_units(page: OcrPage, addressed: tuple[_Addressed, ...]) -> Iterable[UnitField]:
    """Units in running text, also across a line's end; the writer's own flat belongs, another's is a mention."""
    for index, line in enumerate(page.lines):
        text = line.text
        tail = page.lines[index + 1].text[:24] if index + 1 < len(page.lines) else ""
        joined = f"{text}{_seam(text, tail)}{tail}" if len(text) > 12 and not re.search(r"[。;；:：]\s*$", text) else text
        for mention in _over_line_end(text, joined):
            if mention.start >= len(text):
                continue
            if addressed[index].persons or addressed[index].salutes:
                own = _unit_field(mention, BELONGS, joined, line.box, mention.confidence * 0.93 * line.confidence)
                yield replace(own, by="wording")
                continue
            role, factor = _role_in_text(*around(joined, mention.start, mention.end, len(text)))
            box = box_at(line, mention.start, min(mention.end, len(text)))
            yield replace(_unit_field(mention, role, joined, box, mention.confidence * factor * line.confidence), by="wording")


def _seam(text: str, tail: str) -> str:
    """What keeps two lines apart where joining them would make one word of a number and letters."""
    return " " if text[-1:].isascii() and text[-1:].isalnum() and tail[:1].isascii() and tail[:1].isalpha() else ""


def _over_line_end(text: str, joined: str) -> tuple[UnitMention, ...]:
    """Units of a line that may go on in the next.

    One that is closed by the line's last word, or that the next line's digits would swallow, is taken as the line has it.
    """
    mentions = find_units(joined)
    end = len(text)
    crossing = any(mention.start < end < mention.end for mention in mentions)
    swallowing = text[-1:].isdigit() and joined[end : end + 1].isdigit()
    if not swallowing and not (crossing and text[-1:] in _CLOSING):
        return mentions
    whole = [mention for mention in find_units(text) if mention.end == end]
    kept = (mention for mention in mentions if not any(mention.start <= other.start < mention.end for other in whole))
    return (*(mention for mention in kept if mention.end <= end or not whole), *whole)


def _role_in_text(before: str, after: str) -> tuple[str, float]:
    if _OTHER_FLAT.search(before) or _TALKED_TO.search(before) or _quoted(before) or _TALKED_OF.match(after):
        return MENTION, 0.9
    if _OWN.search(before) or _OWN_AFTER.match(after):
        return BELONGS, 0.85
    return (MENTION, 0.9) if _CONTENT.search(before) else (NEUTRAL, 0.8)


def _address_spans(text: str, units: tuple[UnitMention, ...], today: date) -> tuple[tuple[int, int], ...]:
    """Where units and dates stand in a line, in order, overlaps left out."""
    spans = sorted(
        [(_with_estate(text, unit), unit.end) for unit in units] + [(day.start, day.end) for day in find_dates(text, today=today)]
        if units
        else []
    )
    return tuple(span for index, span in enumerate(spans) if not index or span[0] >= spans[index - 1][1])


def _with_estate(text: str, unit: UnitMention) -> int:
    """Where the unit begins with its estate's name before it."""
    before = fold(text[: unit.start])
    place = before.rfind(unit.estate) if unit.estate else -1
    return place if place >= 0 and len(before) - place <= len(unit.estate) + 4 else unit.start


def _names(page: OcrPage, values: tuple[LabelValue, ...], doc_type: str, addressed: tuple[_Addressed, ...]) -> tuple[NameField, ...]:
    lines = tuple(line.text for line in page.lines)
    parties: list[tuple[PartyMention, Box | None]] = [
        (party, party.source.box if party.source else None) for party in labelled_parties(values, doc_type)
    ]
    for line, own_words in zip(page.lines, addressed, strict=True):
        parties.extend((party, line.box) for party in letter_parties(line.text))
        sure = 0.85 if own_words.names_unit else 0.7
        parties.extend((PartyMention(name=name, role="owner", confidence=sure, source=None), line.box) for name in own_words.persons)
    staff = {name for value in values if is_staff(value.word) for name in names_in(value.value)}
    own = signature(lines)
    if own is not None and close_gaps(lines[own].strip()).text not in staff:
        sign = PartyMention(name=close_gaps(lines[own].strip()).text, role="applicant", confidence=0.5, source=None)
        parties.append((sign, page.lines[own].box))
    best: dict[tuple[str, str], NameField] = {}
    for party, box in parties:
        role = ROLE if party.name in staff and _signed(party) else party.role
        field = NameField(name=party.name, role=role, box=box, confidence=party.confidence)
        known = best.get((party.name, party.role))
        if known is None or known.confidence < field.confidence:
            best[(party.name, party.role)] = field
    named = sorted(best.values(), key=lambda field: -field.confidence)
    given = staff.union(field.name for field in named)
    strangers = {
        name: NameField(name=name, role=ROLE, box=line.box, confidence=0.4 * line.confidence)
        for line, own_words in zip(page.lines, addressed, strict=True)
        for name in own_words.strangers
        if name not in given
    }
    for name, value in unread_names(values):
        if name not in given:
            strangers.setdefault(name, NameField(name=name, role=ROLE, box=value.box, confidence=0.4 * value.confidence))
    theirs = tuple(value.box for value in values if is_staff(value.word))
    return (*named, *strangers.values(), *unlabelled_people(page, {field.name for field in named}.union(strangers), theirs))


def _signed(party: PartyMention) -> bool:
    """Whether the name stands where somebody signs: there the clerk of other labels may have signed for the owner."""
    return party.source is not None and party.source.word.endswith(_SIGNATURES)


def _numbers(page: OcrPage) -> Iterable[NumberField]:
    seen: set[tuple[str, str]] = set()
    for line in page.lines:
        for mention in find_numbers(line.text):
            if (mention.kind, mention.value) in seen:
                continue
            seen.add((mention.kind, mention.value))
            box = box_at(line, mention.start, mention.end)
            key = phone_digits(mention.value) if mention.kind == "phone" else ""
            yield NumberField(kind=mention.kind, value=mention.value, box=box, confidence=mention.confidence * line.confidence, key=key)


def belonging_unit(fields: ExtractedFields) -> UnitField | None:
    """The unit that the page belongs to by its labels or wording, None where it names none as its own."""
    return next((field for field in fields.units if field.role == BELONGS), None)
