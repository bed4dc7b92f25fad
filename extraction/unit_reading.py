"""Reading one unit number from tokens: levels as written, then what stands bare behind them by the table of hyphen forms."""

import re

from domain.unit_number import UnitKind
from extraction.unit_draft import UNDERGROUND_KINDS, Draft, shape
from extraction.unit_grammar import HYPHEN_FORMS, LETTER_MEASURES, MEASURES, STRICT_MEASURES, Level, Part
from extraction.unit_tokens import Sort, Token

_END = Token(Sort.OTHER, 0, 0, "")
_MEASURE, _STRICT, _LETTERED = re.compile(MEASURES), re.compile(STRICT_MEASURES), re.compile(LETTER_MEASURES)
_LETTERED_ROOM = re.compile("[A-Z]$")
_LETTER_FLAT = re.compile(r"[0-9]{1,2}[A-HJK]|[A-HJK][0-9]{2}")
_SMALL = 2
_PADDING = 32
_OWN_WORDS = {
    Level.BUILDING: (Level.BUILDING, Level.BLOCK, Level.NUMBER, Level.FLOOR),
    Level.ENTRANCE: (Level.ENTRANCE, Level.NUMBER),
    Level.FLOOR: (Level.FLOOR,),
    Level.ROOM: (Level.ROOM, Level.NUMBER),
}


class Reader:
    """Reads drafts from a token tuple; `text` is the compact, masked text they came from."""

    def __init__(self, tokens: tuple[Token, ...], text: str) -> None:
        self.tokens = tokens
        self.text = text
        self._padded = (*tokens, *(_END,) * _PADDING)

    def at(self, index: int) -> Token:
        """The token at an index; an empty OTHER up to 32 outside (behind, and before by wrapping round)."""
        return self._padded[index]

    def read(self, index: int, labelled: bool, like: str = "", kind: UnitKind | None = None) -> Draft:
        """The draft that starts at token `index`; it may be empty (nothing read).

        `like` is a room whose shape a bare number may repeat, `kind` what the end of a list says of all its numbers.
        """
        draft = Draft(next=index, kind=kind)
        while not draft.done:
            start = self._skip_glue(draft.next, draft) if draft.next > index else index
            if not self._step(draft, start, labelled, like):
                break
        self._trailing_kind(draft)
        return draft

    def _skip_glue(self, index: int, draft: Draft | None = None) -> int:
        """Past at most two hyphens, brackets, 第 or spaces between levels; a space only behind a level, not between numbers."""
        for _ in range(2):
            spaced = self.at(index).sort is Sort.SPACE and self.at(index - 1).sort is not Sort.VALUE
            if spaced or self.at(index).sort in (Sort.DASH, Sort.FILL):
                index += 1
        if self.at(index).value in (",", "/") and draft is not None and draft.ground and self.at(index + 1).sort is Sort.VALUE:
            lower = self.at(index + 2)
            index += (
                lower.sort is Sort.LEVEL
                and lower.level in (Level.ENTRANCE, Level.FLOOR, Level.ROOM)
                and (lower.level is Level.ROOM or not draft.entrance)
            )
        return index

    def _step(self, draft: Draft, index: int, labelled: bool, like: str) -> bool:
        """Read one more piece at `index`; False where nothing fits."""
        token = self.at(index)
        match token.sort:
            case Sort.FLOOR:
                taken = self._take_floor(draft, token.value, index + 1)
                draft.kind = draft.kind or (token.kind if taken else None)
            case Sort.KIND:
                taken = self._take_kind(draft, token, index)
            case Sort.SIDE if draft.ground:
                draft.room, draft.closed, draft.done, draft.next = token.value, True, True, index + 1
                taken = True
            case Sort.LEVEL_LABEL:
                taken = self._take_level_label(draft, token, index)
            case Sort.SUB if draft.ground == "floor" and self.at(index + 1).sort is Sort.VALUE:
                taken = self._take_room(draft, index + 1)
            case Sort.VALUE:
                taken = self._take_value(draft, index, labelled, like)
            case _:
                taken = False
        return taken

    def _take_floor(self, draft: Draft, value: str, after: int) -> bool:
        if draft.floor:
            return False
        draft.floor, draft.ground, draft.next = value, "floor", after
        return True

    def _take_kind(self, draft: Draft, token: Token, index: int) -> bool:
        if draft.kind is not None and draft.kind is not token.kind:
            return False
        draft.kind, draft.next = token.kind, index + 1
        if self.at(index + 1).level is Level.ZONE and self.at(index + 1).sort is Sort.LEVEL:
            draft.next += 1
        if token.kind is UnitKind.VILLA and draft.building:
            draft.done = True
        return True

    def _take_level_label(self, draft: Draft, token: Token, index: int) -> bool:
        """栋号:3 — the value behind a label of one level, with or without the level's word behind it."""
        value = self.at(index + 1)
        if value.sort is not Sort.VALUE or token.level is None:
            return False
        after = index + 2
        if len(self._chain(index + 1, True)[0]) > 1:
            return False
        taken = {Level.BUILDING: draft.building, Level.ENTRANCE: draft.entrance, Level.FLOOR: draft.floor, Level.ROOM: draft.room}
        if taken[token.level]:
            return False
        own = self.at(after)
        if own.sort is Sort.LEVEL and own.level not in _OWN_WORDS[token.level]:
            return False
        after += own.sort is Sort.LEVEL
        self._set(draft, token.level, value)
        while self.at(after).sort in (Sort.LIST, Sort.SPACE) and self.at(after + 1).sort in (Sort.LEVEL_LABEL, Sort.SPACE):
            after += 1
        draft.next = after
        draft.closed = draft.closed or token.level is Level.ROOM
        draft.done = token.level is Level.ROOM and bool(draft.building)
        return True

    def _set(self, draft: Draft, level: Level, token: Token) -> None:
        draft.doubt *= token.doubt
        if level is Level.BUILDING:
            draft.building = token.value
        elif level is Level.ENTRANCE:
            draft.entrance = token.value
        elif level is Level.FLOOR:
            draft.floor = token.value
        else:
            draft.room = token.value
        if level is not Level.ROOM:
            draft.ground = level.value

    def _take_room(self, draft: Draft, index: int) -> bool:
        """The value at `index` as the room, with its closing word if it has one."""
        draft.loose = draft.bare
        self._set(draft, Level.ROOM, self.at(index))
        draft.next, draft.done = index + 1, True
        self._close(draft)
        return True

    def _close(self, draft: Draft) -> None:
        """Take the word that ends a room: 室, 号 or a kind."""
        token = self.at(draft.next)
        if token.sort is Sort.LEVEL and token.level in (Level.ROOM, Level.NUMBER):
            draft.closed, draft.doubt, draft.next = True, draft.doubt * token.doubt, draft.next + 1
            token = self.at(draft.next)
        if token.sort is Sort.KIND and draft.kind in (None, token.kind) and self._ends_with_kind(draft, token):
            draft.kind, draft.closed, draft.next = token.kind, True, draft.next + 1

    def _ends_with_kind(self, draft: Draft, token: Token) -> bool:
        """A kind behind 室 is another room's (501室储藏间), but a shop's is its own."""
        before = self.at(draft.next - 1)
        return token.kind is UnitKind.SHOP or before.sort is Sort.VALUE or before.level is Level.NUMBER

    def _trailing_kind(self, draft: Draft) -> None:
        if draft.done and draft.room and draft.kind is None:
            self._close(draft)

    def _take_value(self, draft: Draft, index: int, labelled: bool, like: str) -> bool:
        parts, after = self._chain(index, labelled)
        if len(parts) > 1:
            return self._take_chain(draft, parts, after, labelled)
        token, behind = self.at(index), self.at(index + 1)
        if behind.sort is Sort.SUB:
            return self._take_sub_number(draft, index)
        if behind.sort is Sort.KIND:
            return self._take_value_kind(draft, index)
        if behind.sort is Sort.LEVEL and behind.level is not None:
            return self._take_level(draft, index, token, behind)
        return self._take_bare(draft, index, labelled, like)

    def _take_sub_number(self, draft: Draft, index: int) -> bool:
        """Taiwan: 123之4號 is one street number."""
        sub, word = self.at(index + 2), self.at(index + 3)
        if sub.sort is not Sort.VALUE or word.level is not Level.NUMBER or draft.building:
            return False
        draft.building, draft.ground, draft.numbered, draft.next = f"{self.at(index).value}之{sub.value}", "building", True, index + 4
        return True

    def _take_value_kind(self, draft: Draft, index: int) -> bool:
        kind = self.at(index + 1).kind
        if draft.kind not in (None, kind):
            return False
        if kind is UnitKind.VILLA:
            draft.building, draft.ground = self.at(index).value, "building"
        else:
            self._set(draft, Level.ROOM, self.at(index))
        draft.kind, draft.closed, draft.done, draft.next = kind, True, True, index + 2
        return True

    def _take_level(self, draft: Draft, index: int, token: Token, word: Token) -> bool:
        follows = self.at(self._skip_glue(index + 2))
        match word.level:
            case Level.NUMBER if self._is_sub_number(draft, index + 2):
                draft.building, draft.ground, draft.numbered = f"{token.value}之{self.at(index + 3).value}", "building", True
                draft.next = index + 4
                return True
            case Level.NUMBER:
                return self._take_number(draft, index, token, word, follows)
            case Level.BUILDING if word.value == "#" and self._numbers_a_kind(draft, index + 2):
                return self._take_number(draft, index, token, word, follows)
            case Level.ROOM:
                return self._take_room(draft, index)
            case Level.ESTATE | Level.ZONE:
                return self._take_estate(draft, index, token, word)
            case Level.FLOOR if not (word.value == "楼" and self._is_building_before_entrance(draft, index + 2)):
                taken = self._take_floor(draft, token.value, index + 2)
            case Level.ENTRANCE:
                taken = self._take_entrance(draft, token, word, follows)
            case _:
                taken = self._take_building(draft, token, word)
        if taken:
            draft.doubt *= token.doubt * word.doubt
            draft.next = index + 2
        return taken

    def _is_sub_number(self, draft: Draft, index: int) -> bool:
        """Taiwan's other order: 12號之3 before a floor (五樓) is the street number 12之3."""
        floor = self.at(index + 2).sort is Sort.FLOOR or (self.at(index + 2).sort is Sort.VALUE and self.at(index + 3).level is Level.FLOOR)
        return self.at(index).sort is Sort.SUB and self.at(index + 1).sort is Sort.VALUE and not draft.ground and floor

    @staticmethod
    def _take_entrance(draft: Draft, token: Token, word: Token, follows: Token) -> bool:
        """单元; 门, 梯 and 单 only where more of the number follows (3号门 alone is a gate)."""
        loose = word.value in ("门", "梯", "单", "号门", "号梯")
        if draft.entrance or (loose and follows.sort not in (Sort.VALUE, Sort.FLOOR, Sort.SIDE)):
            return False
        draft.entrance, draft.ground = token.value, "entrance"
        return True

    def _take_building(self, draft: Draft, token: Token, word: Token) -> bool:
        """A 栋 replaces a street number as the building; a 座 inside a 栋 belongs to the entrance."""
        if draft.entrance or (draft.floor and not draft.floor.startswith("-")):
            return False
        if word.level is Level.BLOCK and draft.building and not draft.numbered:
            if draft.block:
                return False
            draft.block, draft.ground = token.value, "building"
            return True
        if draft.building and not draft.numbered:
            return False
        draft.building, draft.numbered, draft.ground = token.value, False, "building"
        return True

    def _is_building_before_entrance(self, draft: Draft, index: int) -> bool:
        """北京's 3楼2单元 and 17楼904室: a 楼 before an entrance, or before a room of another floor, is a building."""
        start = self._skip_glue(index)
        value = self.at(start)
        if draft.building or value.sort is not Sort.VALUE:
            return False
        number = self.at(index - 2).value
        room = _LETTERED_ROOM.sub("", value.value)
        elsewhere = room.isdigit() and len(room) in (3, 4) and number.isdigit() and room[:-2] != number
        return self.at(start + 1).level is Level.ENTRANCE or (elsewhere and self.at(start + 1).level is Level.ROOM)

    def _take_estate(self, draft: Draft, index: int, token: Token, word: Token) -> bool:
        if draft.ground and word.level is Level.ESTATE:
            return False
        if word.level is Level.ZONE:
            if draft.zone:
                return False
            draft.zone = token.value
        if not draft.ground or word.level is Level.ESTATE:
            draft.places.append(index)
        draft.next = index + 2
        return True

    def _take_number(self, draft: Draft, index: int, token: Token, word: Token, follows: Token) -> bool:
        """号: a parking place's or shop's number, a room's where a building stands, else a house whose room follows."""
        draft.doubt *= token.doubt * word.doubt
        draft.next = index + 2
        if follows.sort is Sort.KIND and draft.kind in (None, follows.kind):
            draft.next = self._skip_glue(index + 2)
            if follows.kind is UnitKind.VILLA and not draft.building:
                draft.building, draft.ground = token.value, "building"
            elif not draft.ground and self._kind_leads_on(draft.next):
                draft.building, draft.ground, draft.numbered = token.value, "building", True
                return True
            else:
                draft.room = token.value
            draft.kind, draft.closed, draft.done, draft.next = follows.kind, True, True, draft.next + 1
            return True
        opens = follows.sort in (Sort.VALUE, Sort.FLOOR, Sort.SIDE)
        if draft.kind is UnitKind.VILLA and draft.building and not draft.numbered:
            draft.room, draft.closed, draft.done = token.value, True, True
        elif draft.kind is UnitKind.VILLA:
            draft.building, draft.ground, draft.done = token.value, "building", True
        elif not draft.ground and opens and draft.kind is None:
            draft.building, draft.ground, draft.numbered = token.value, "building", True
        elif draft.ground == "building" and opens and not draft.numbered and not draft.entrance:
            draft.entrance, draft.ground = token.value, "entrance"
        else:
            draft.loose = draft.bare
            draft.room, draft.closed, draft.done = token.value, True, True
        return True

    def _numbers_a_kind(self, draft: Draft, index: int) -> bool:
        """12#商铺 is shop 12, but 1#商铺102 shop 102 of building 1."""
        kind = self.at(index)
        return (
            kind.sort is Sort.KIND
            and kind.kind is not UnitKind.VILLA
            and (draft.kind is None)
            and self.at(index + 1).sort is not Sort.VALUE
        )

    def _kind_leads_on(self, index: int) -> bool:
        """5号地下车库128号: the kind's own number follows, so the first number is a house."""
        return self.at(index + 1).sort is Sort.VALUE and self.at(index + 2).sort in (Sort.LEVEL, Sort.KIND)

    def _chain(self, index: int, labelled: bool) -> tuple[tuple[Token, ...], int]:
        """Values joined by hyphens from `index` (dots and slashes too where labelled), and the token behind them."""
        parts = [self.at(index)]
        index += 1
        while len(parts) < 8 and self.at(index + 1).sort is Sort.VALUE and self._joins(index, parts, labelled):
            parts.append(self.at(index + 1))
            index += 2
        return tuple(parts), index

    def _joins(self, index: int, parts: list[Token], labelled: bool) -> bool:
        token = self.at(index)
        if token.sort is Sort.DASH:
            return True
        first = parts[0].value
        return labelled and (token.sort is Sort.DOT or (token.value in "/·" and token.sort is Sort.LIST)) and len(first) <= _SMALL

    def _take_chain(self, draft: Draft, parts: tuple[Token, ...], after: int, labelled: bool) -> bool:
        behind = self.at(after)
        if behind.sort is Sort.LEVEL and behind.level is Level.ENTRANCE and len(parts) == 2 and not draft.building and not draft.entrance:
            draft.building, draft.ground, draft.next = parts[0].value, "building", after - 1
            return True
        draft.next, draft.done = after, True
        if behind.sort is Sort.LEVEL and behind.level not in (Level.ROOM, Level.NUMBER):
            return True
        small = " small" if len(parts) == 2 and self._small(parts) else ""
        ground = "below" if self._is_below(draft, after) else draft.ground
        fields = HYPHEN_FORMS.get((f"{ground}{small}", len(parts))) or HYPHEN_FORMS.get((ground, len(parts)))
        strict = len(parts[-1].value) > _SMALL
        if fields is None or (draft.kind is None and behind.sort is not Sort.LEVEL and self._measured(after, strict)):
            return True
        draft.loose = draft.bare
        for part, token in zip(fields, parts, strict=True):
            self._set(draft, {Part.B: Level.BUILDING, Part.U: Level.ENTRANCE, Part.F: Level.FLOOR, Part.R: Level.ROOM}[part], token)
        draft.chain = len(parts)
        self._close(draft)
        return True

    def _is_below(self, draft: Draft, after: int) -> bool:
        """True on a floor below ground, without a building, where a parking place or storage room is named before or behind."""
        behind = self.at(after + 1) if self.at(after).level is Level.NUMBER else self.at(after)
        kind = draft.kind or (behind.kind if behind.sort is Sort.KIND else None)
        return draft.ground == "floor" and draft.floor.startswith(("-", "B")) and not draft.building and kind in UNDERGROUND_KINDS

    @staticmethod
    def _small(parts: tuple[Token, ...]) -> bool:
        """Two numbers of at most two digits, or a number and a flat's letter: floor and room."""
        first, second = parts
        number = second.value.isdigit() and second.end - second.start <= _SMALL
        return first.value.isdigit() and len(first.value) <= _SMALL and (number or (len(second.value) == 1 and second.value.isalpha()))

    def _measured(self, after: int, strict: bool = False, *, pattern: re.Pattern[str] | None = None) -> bool:
        """True where the text behind a bare number makes it a quantity."""
        start = self.tokens[after].start if after < len(self.tokens) else len(self.text)
        return (pattern or (_STRICT if strict else _MEASURE)).match(self.text, start) is not None

    def _take_bare(self, draft: Draft, index: int, labelled: bool, like: str) -> bool:
        """A number without a word behind it: a room where enough stands before it, or where it repeats the shape of the one before."""
        value = self.at(index).value
        strict = draft.ground in ("building", "entrance") and len(value) > _SMALL
        # Only as written: a small letter behind a bare number is mostly a misread digit (2b for 26).
        lettered = _LETTER_FLAT.fullmatch(self.text, self.at(index).start, self.at(index).end) is not None
        if self._measured(index + 1, strict or lettered) or (lettered and self._measured(index + 1, pattern=_LETTERED)):
            return False
        # 14樓-4: what a hyphen joins to the floor of a numbered house is its flat.
        joined = draft.ground == "floor" and bool(draft.building) and value.isdigit() and self.at(index - 1).sort is Sort.DASH
        if not joined and not self._bare_is_room(draft, value, labelled, like, lettered=lettered):
            return False
        draft.chain = 1
        return self._take_room(draft, index)

    @staticmethod
    def _bare_is_room(draft: Draft, value: str, labelled: bool, like: str, *, lettered: bool) -> bool:
        digits = sum(char.isdigit() for char in value)
        if draft.kind is not None:
            return digits > 0
        if like and draft.bare:
            return shape(value) == shape(like)
        if draft.ground == "floor":
            return len(value) <= 4 and (digits > 1 or value.isalpha() or labelled)
        if draft.ground:
            return lettered or 3 <= digits <= 4 or (labelled and digits > 0 and draft.ground == "entrance")
        # Behind 弄, 期 or 区 a small number is a house, not a room.
        return labelled and (lettered or (3 if draft.places else 2) <= digits <= 5)
