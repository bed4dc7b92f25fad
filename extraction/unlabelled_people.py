"""Words that look like a person's name where no label that we know tells whose.

They name nobody the paper could be filed by; they warn that it names somebody, who may be another than the register's owner.
"""

from collections.abc import Collection, Iterator

from domain.fields import NameField
from domain.hanzi import close_gaps
from domain.text import Box, Line, OcrPage
from extraction.label_parts import is_staff
from extraction.parties import is_person
from extraction.places import within

ROLE = "person"
_CONFIDENCE = 0.4
_BY_ITSELF = 3
"""Characters of a name that stands by itself; shorter words count only behind a colon, since too many of them are no names."""


def unlabelled_people(page: OcrPage, known: Collection[str], staff: Collection[Box] = ()) -> tuple[NameField, ...]:
    """Names beside unknown labels or alone in their cell; `known` are those that a label or wording has given a role.

    `staff` are the places of values beside labels of those who work for the company. Their names elsewhere are found: a clerk may sign
    beside the owner's name, whose label was not read.
    """
    found: dict[str, NameField] = {}
    for line in page.lines:
        for name, at in _candidates(line):
            box = line.words[at].box
            if is_person(name) and name not in known and not any(within(box, place) for place in staff):
                found.setdefault(name, NameField(name=name, role=ROLE, box=box, confidence=_CONFIDENCE * line.words[at].confidence))
    return tuple(found.values())


def _candidates(line: Line) -> Iterator[tuple[str, int]]:
    """Names with the position of their word: what stands behind a word's last colon or a blank, or a word of three characters and more."""
    behind_colon = False
    for at, word in enumerate(line.words):
        label, colon, value = close_gaps(word.text).text.rpartition(":")
        if colon and not value:
            behind_colon = bool(label) and not is_staff(label)
            continue
        if (colon or behind_colon or len(value) >= _BY_ITSELF) and not is_staff(label):
            yield value, at
        yield from ((part, at) for part in word.text.split()[1:] if not colon and len(part) >= _BY_ITSELF)
        behind_colon = False
