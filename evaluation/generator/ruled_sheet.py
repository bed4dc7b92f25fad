"""A ruled sheet: rows of label and value with labels centred beside wrapped values, labels that span rows, ticks and opinions."""

from evaluation.generator.flow import Flow, advance, wrap
from evaluation.generator.job import Job
from evaluation.generator.sheet import DOWN_PITCH
from evaluation.generator.slots import HAND, PRINT

Cell = tuple[str, str]
"""Label and value. A line feed within the label parts it from its translation, which is printed smaller below."""
_LEADING = 1.35
_TRANSLATION = 0.78


class RuledSheet:
    """Rows laid at the flow's pen. Each piece is read label first, then all lines of its value. `close` rules the frame."""

    def __init__(self, flow: Flow, job: Job) -> None:
        self._flow, self._job, self._style = flow, job, flow.style
        self._size = flow.style.size
        self._height = self._size * flow.style.row_height * flow.stretch
        self._top = flow.y

    def close(self) -> None:
        """Rule the outer frame of what was laid on this page."""
        flow, weight = self._flow, self._style.frame
        if flow.y == self._top:
            return
        flow.rule(flow.left, self._top, flow.right, self._top, weight)
        flow.rule(flow.left, flow.y, flow.right, flow.y, weight)
        if not self._style.open_sides:
            flow.rule(flow.left, self._top, flow.left, flow.y, weight)
            flow.rule(flow.right, self._top, flow.right, flow.y, weight)

    def row(self, cells: list[Cell]) -> None:
        """Labels and values side by side over the whole width."""
        self._room(self._tall(cells, self._flow.left))
        self._draw_row(cells, self._flow.left)

    def span(self, label: str, rows: list[Cell]) -> None:
        """One label at the left for several rows, or a heading above them where the house style has it so."""
        flow, size = self._flow, self._size
        if self._style.span == "bar":
            self.heading(label)
            for cell in rows:
                self.row([cell])
            return
        down = self._style.span == "down" and all(char > "\u2e80" for char in label)
        width = size * (1.9 if down else 3.4)
        talls = [self._tall([cell], flow.left + width) for cell in rows]
        wanted = size * (len(label) * DOWN_PITCH + 0.8) if down else 0.0
        more = max(0.0, wanted - sum(talls)) / len(talls)
        total = sum(talls) + more * len(talls)
        self._room(total)
        if down:
            flow.down(label, flow.left + (width - size) / 2, flow.y + (total - size * DOWN_PITCH * len(label)) / 2, size)
        else:
            self._draw_label(label, (flow.left, width, total))
        flow.rule(flow.left, flow.y + total, flow.left + width, flow.y + total)
        flow.rule(flow.left + width, flow.y, flow.left + width, flow.y + total)
        for cell in rows:
            self._draw_row([cell], flow.left + width, more)

    def heading(self, text: str) -> None:
        """A row of the whole width that says what follows."""
        flow, tall = self._flow, self._height
        self._room(tall * 2)
        flow.shade(flow.left, flow.y, flow.right, flow.y + tall, 210)
        flow.put(text, flow.left + self._size * 0.4, flow.y + (tall - self._size) / 2, self._size, "bold")
        flow.y += tall
        flow.rule(flow.left, flow.y, flow.right, flow.y)

    def checks(self, label: str, options: list[str]) -> None:
        """A label and boxes, one of them ticked in print or by hand."""
        flow, size, rng = self._flow, self._size, self._job.rng
        chosen, by_hand = rng.randrange(len(options)), self._job.spec.handwritten
        start = flow.left + self._label_width(flow.right - flow.left) + size * 0.5
        gap, x, lines = size * rng.uniform(1.0, 2.0), start, 1
        places = []
        for option in options:
            width = advance("□" + option, size)
            if x + width > flow.right - size * 0.3 and x > start:
                x, lines = start, lines + 1
            places.append((x, lines - 1))
            x += width + gap
        tall = max(self._height + (lines - 1) * size * _LEADING, self._tall([(label, "")], flow.left))
        self._room(tall)
        self._draw_label(label, (flow.left, self._label_width(flow.right - flow.left), tall))
        top = flow.y + (tall - size * (1 + _LEADING * (lines - 1))) / 2
        for index, (option, (x, line)) in enumerate(zip(options, places, strict=True)):
            y = top + line * size * _LEADING
            ticked = index == chosen
            flow.put(("☑" if ticked else "□") + option, x, y, size, "ticked" if ticked and by_hand else "body")
        self._rules([flow.left, start - size * 0.5], tall)

    def opinion(self, label: str, text: str, signed: str) -> None:
        """A tall box: a few words at its top, a signature at its foot."""
        flow, size = self._flow, self._size
        across = self._label_width(flow.right - flow.left)
        lines = wrap(text, flow.right - flow.left - across - size, size)
        tall = size * (4.6 + _LEADING * len(lines))
        self._room(tall)
        self._draw_label(label, (flow.left, across, tall))
        for number, line in enumerate(lines):
            flow.put(line, flow.left + across + size * 0.5, flow.y + size * (0.5 + _LEADING * number), size)
        flow.put(signed, flow.right - advance(signed.replace(HAND, "").replace(PRINT, ""), size) - size, flow.y + tall - size * 1.6, size)
        self._rules([flow.left, flow.left + across], tall)

    def _room(self, tall: float) -> None:
        if self._flow.y + tall > self._flow.bottom and self._flow.y > self._top:
            self.close()
            self._flow.turn_page()
            self._top = self._flow.y

    def _label_width(self, width: float) -> float:
        """How much of a cell of `width` points its label takes."""
        return min(self._style.label_em * self._size, width * 0.45)

    def _value_lines(self, value: str, column: float) -> list[str]:
        return wrap(value, column - self._label_width(column) - self._size * 0.8, self._size)

    def _label_lines(self, label: str, width: float) -> list[tuple[str, float]]:
        """The lines of a label with their sizes; its translation is smaller."""
        own, _, translation = label.partition("\n")
        size = self._size
        if self._style.label_at == "spread" and len(own) in (2, 3) and not translation and all(char > "\u2e80" for char in own):
            return [(("\u3000" if len(own) == 2 else "").join(own), size)]
        *above, last = wrap(own, width - size * (0.5 + 0.55 * bool(self._style.colon)), size) or [""]
        lines = [(line, size) for line in (*above, last + self._style.colon)]
        words, small = "", size * _TRANSLATION
        for word in translation.split():
            if words and advance(f"{words} {word}", small) > width - size * 0.5:
                lines.append((words, small))
                words = word
            else:
                words = f"{words} {word}".strip()
        return [*lines, (words, small)] if words else lines

    def _tall(self, cells: list[Cell], left: float) -> float:
        column = (self._flow.right - left) / len(cells)
        most = 0.0
        for label, value in cells:
            labels = sum(size for _, size in self._label_lines(label, self._label_width(column)))
            values = self._size * max(len(self._value_lines(value, column)), 1)
            most = max(most, labels * _LEADING, values * _LEADING)
        return max(self._height, self._height - self._size * _LEADING + most)

    def _draw_row(self, cells: list[Cell], left: float, more: float = 0.0) -> None:
        flow, size = self._flow, self._size
        tall = self._tall(cells, left) + more
        column = (flow.right - left) / len(cells)
        uprights = []
        for index, (label, value) in enumerate(cells):
            x, across = left + index * column, self._label_width(column)
            if self._style.shade:
                flow.shade(x, flow.y, x + across, flow.y + tall)
            self._draw_label(label, (x, across, tall))
            lines = self._value_lines(value, column)
            y = flow.y + (tall - size * (1 + _LEADING * (len(lines) - 1))) / 2
            for line in lines:
                flow.put(line, x + across + size * 0.4, y, size)
                y += size * _LEADING
            uprights += [x, x + across]
        self._rules(uprights, tall)

    def _draw_label(self, label: str, place: tuple[float, float, float]) -> None:
        """A label in the middle of its cell of (x, width, height) at the pen."""
        flow, (x, width, tall) = self._flow, place
        lines = self._label_lines(label, width)
        y = flow.y + (tall - sum(size * _LEADING for _, size in lines) + self._size * (_LEADING - 1)) / 2
        for text, size in lines:
            loose = width - advance(text, size)
            shift = {"left": size * 0.3, "right": loose - size * 0.3}.get(self._style.label_at, loose / 2)
            flow.put(text, x + max(shift, 0.0), y, size)
            y += size * _LEADING

    def _rules(self, uprights: list[float], tall: float) -> None:
        """Rule the row's foot and its uprights but the frame's, and step below it."""
        flow = self._flow
        for x in uprights:
            if x > flow.left:
                flow.rule(x, flow.y, x, flow.y + tall)
        flow.y += tall
        flow.rule(uprights[0], flow.y, flow.right, flow.y)
