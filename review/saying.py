"""Say a text, a pair, an error or a sentence in the reader's tongue."""

from collections.abc import Iterable
from typing import Protocol

from domain.errors import HudangError
from review.catalogues import catalogue, fill
from review.retelling import retell
from review.tongues import Tongue, spoken


class Paired(Protocol):
    """What carries its words in two tongues."""

    @property
    def en(self) -> str:
        """English."""

    @property
    def zh(self) -> str:
        """Simplified Chinese."""


def say(text: str, **values: object) -> str:
    """The text in the reader's tongue, values put in by name; one that no catalogue holds is data and stays as it is.

    "%(n)s [n:page|pages]" chooses the word by the number.
    """
    found = catalogue(spoken()).get(text, text)
    return fill(found, values) if values else found


def said(words: Paired) -> str:
    """What a reason, role, verdict … says, in the reader's tongue."""
    english = getattr(words, "en", "") if spoken() is Tongue.EN else ""
    return english or told(words.zh)


def told(sentence: str) -> str:
    """A sentence that was put together elsewhere, in the reader's tongue."""
    return retell(spoken(), sentence)


def refusal(error: HudangError) -> str:
    """What an error says, in the reader's tongue."""
    return either(error.en, error.message_zh)


def either(en: str, zh: str) -> str:
    """What was put together in English and in Chinese, in the reader's tongue."""
    return en if spoken() is Tongue.EN else told(zh)


def listed(words: Iterable[str]) -> str:
    """Words one after another as the reader's tongue parts them."""
    return (", " if spoken() is Tongue.EN else "、").join(words)
