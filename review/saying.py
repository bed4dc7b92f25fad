"""Every text that the web shows, by its Simplified Chinese; docs/texts.md tells how to add one."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources
from typing import Protocol, cast

from domain.errors import HudangError
from review.tongues import Tongue, spoken

_PLURAL = re.compile(r"\[(\w+):([^|\]]*)\|([^\]]*)\]")


class Paired(Protocol):
    """What carries its words in two tongues."""

    @property
    def en(self) -> str:
        """English."""

    @property
    def zh(self) -> str:
        """Simplified Chinese."""


@cache
def catalogue(tongue: Tongue) -> Mapping[str, str]:
    """The texts of a tongue by their Simplified Chinese."""
    if tongue is Tongue.HANS:
        return {}
    file = resources.files("review").joinpath("texts", f"{tongue.code}.toml")
    return cast("Mapping[str, str]", tomllib.loads(file.read_text(encoding="utf-8")))


def say(text: str, **values: object) -> str:
    """The text in the reader's tongue, values put in by name; one that no catalogue holds is data and stays as it is.

    "%(n)s [n:page|pages]" chooses the word by the number.
    """
    found = catalogue(spoken()).get(text, text)
    if not values:
        return found
    return _PLURAL.sub(lambda plural: plural[2 if str(values[plural[1]]) == "1" else 3], found) % values


def said(words: Paired) -> str:
    """What a reason, role, verdict … says, in the reader's tongue."""
    english = getattr(words, "en", "") if spoken() is Tongue.EN else ""
    return english or told(words.zh)


def told(sentence: str) -> str:
    """A sentence that was put together elsewhere, in the reader's tongue."""
    return say(sentence)


def refusal(error: HudangError) -> str:
    """What an error says, in the reader's tongue."""
    return error.en if spoken() is Tongue.EN else told(error.message_zh)


def chinese() -> bool:
    """Whether the reader's tongue is Chinese; what is put together elsewhere in two tongues asks so."""
    return spoken() is not Tongue.EN


def listed(words: Iterable[str]) -> str:
    """Words one after another as the reader's tongue parts them."""
    return (", " if spoken() is Tongue.EN else "、").join(words)
