"""The words of a text as the index knows them: one analyser for pages and queries, so both databases answer alike."""

import re
from collections.abc import Callable, Sequence

from domain.hanzi import fold

_CJK = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_RUN = re.compile(f"[{_CJK}]+|[0-9a-z]+")
_GAP = re.compile(f"(?<=[{_CJK}])[ \t]+(?=[{_CJK}])")


def tokens(text: str) -> list[str]:
    """Folded text as tokens: Chinese runs as overlapping bigrams and their last single character, digits and Latin runs whole.

    The last character alone lets a search for a single character work as a prefix search.
    """
    found: list[str] = []
    for match in _RUN.finditer(_joined(text)):
        run = match.group()
        if run[0].isascii():
            found.append(run)
        else:
            found += [run[i : i + 2] for i in range(len(run) - 1)]
            found.append(run[-1])
    return found


def _joined(text: str) -> str:
    """Fold, and close the gaps that OCR leaves between Chinese characters."""
    return _GAP.sub("", fold(text).lower())


def phrases(query: str) -> list[tuple[list[str], bool]]:
    """Each blank-free group of the query is one phrase: its tokens in order, and whether the last is a prefix (a lone character)."""
    result = []
    for group in query.split():
        found = tokens(group)
        if not found:
            continue
        last = _RUN.findall(_joined(group))[-1]
        single = len(last) == 1 and not last.isascii()
        result.append((found if single or last.isascii() else found[:-1], single))
    return result


def holds(text: str, query: str) -> bool:
    """Whether the text holds every phrase of the query, as the index would say; True where it has none."""
    words = tokens(text)
    return all(_stands_in(words, *phrase) for phrase in phrases(query))


def in_pattern(text: str, spelt: Callable[[str], str], any_one: str) -> str:
    """A pattern for the text within a field: each character as `spelt` has it, `any_one` for each sign."""
    return "".join(spelt(char) if _RUN.fullmatch(char) else any_one for char in _joined(text))


def _stands_in(words: Sequence[str], phrase: Sequence[str], prefix: bool) -> bool:
    *first, last = phrase
    for at, word in enumerate(words[len(first) :]):
        if (word.startswith(last) if prefix else word == last) and words[at : at + len(first)] == first:
            return True
    return False
