"""Sentences that were put together below the web and reach it in Chinese: recognised by their pattern, said in the reader's tongue.

A finding keeps its sentence in the database, an error carries it; both are written for Chinese records and the command line. What stands
between the words of a pattern is data and goes over unchanged.
"""

import re
from functools import cache, lru_cache

from review.catalogues import VALUE, catalogue, fill, sentences
from review.tongues import Tongue

Pattern = tuple[re.Pattern[str], str]


@lru_cache(maxsize=8192)
def retell(tongue: Tongue, sentence: str) -> str:
    """The sentence in that tongue; one that no pattern knows stays as it is."""
    if tongue is Tongue.HANS or not sentence:
        return sentence
    return _known(tongue, sentence) or _by_parts(tongue, sentence)


def _known(tongue: Tongue, sentence: str) -> str:
    """What a whole sentence or word says; "" where no pattern knows it."""
    said = sentences(tongue).get(sentence) or catalogue(tongue).get(sentence)
    if said:
        return said
    patterns = _patterns(tongue)
    for pattern, text in (*patterns.get(sentence[0], ()), *patterns.get("", ())):
        if found := pattern.fullmatch(sentence):
            return fill(text, found.groupdict(), lambda part: retell(tongue, part))
    return ""


def _by_parts(tongue: Tongue, sentence: str) -> str:
    """Sentences, clauses or words one after another, each for itself."""
    english = tongue is Tongue.EN
    first, _, rest = sentence.partition("。")
    if rest:
        return retell(tongue, first + "。") + (" " if english else "") + retell(tongue, rest)
    if first != sentence and (said := retell(tongue, first)) != first:
        return said + ("." if english else "。")
    for mark, written in (("；", "; "), ("、", ", ")):
        parts = [_known(tongue, part) for part in sentence.split(mark) if part]
        if len(parts) > 1 and all(parts):
            return (written if english else mark).join(parts)
    return sentence


@cache
def _patterns(tongue: Tongue) -> dict[str, tuple[Pattern, ...]]:
    """Patterns by the letter they begin with ("" where a value comes first); those that say most stand first."""
    found: dict[str, list[Pattern]] = {}
    for key, text in sorted(sentences(tongue).items(), key=lambda each: -len(VALUE.sub("", each[0]))):
        if VALUE.search(key):
            found.setdefault("" if key.startswith("%(") else key[0], []).append((_compiled(key), text))
    return {first: tuple(patterns) for first, patterns in found.items()}


def _compiled(key: str) -> re.Pattern[str]:
    """A pattern; a value lies within one sentence, and is the same wherever its name stands again."""
    words, *values = VALUE.split(key)  # words, then name, kind and the words behind it, again and again
    written, named = re.escape(words), set[str]()
    for name, behind in zip(values[::3], values[2::3], strict=True):
        written += (f"(?P={name})" if name in named else f"(?P<{name}>[^。]*?)") + re.escape(behind)
        named.add(name)
    return re.compile(written)
