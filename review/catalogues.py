"""The catalogues: what the web shows, by its Simplified Chinese; docs/texts.md tells how to add a text."""

import re
import tomllib
from collections.abc import Callable, Mapping
from functools import cache
from importlib import resources
from typing import cast

from review.tongues import Tongue

VALUE = re.compile(r"%\((\w+)\)([st])")
"""A value put in by name; one that ends in t is a word or sentence itself and is said in the reader's tongue."""
PLURAL = re.compile(r"\[(\w+):([^|\]]*)\|([^\]]*)\]")
"""A word for one and a word for more, chosen by the value of that name."""


@cache
def catalogue(tongue: Tongue) -> Mapping[str, str]:
    """The texts of a tongue by their Simplified Chinese; none for that itself."""
    return _read(tongue, "")


@cache
def sentences(tongue: Tongue) -> Mapping[str, str]:
    """What is put together below the web, values by name, by its Simplified Chinese."""
    return _read(tongue, ".sentences")


def fill(text: str, values: Mapping[str, object], told: Callable[[str], str] = str) -> str:
    """Put the values in; KeyError where the text asks for one that is not there. `told` says those that are words themselves."""
    chosen = PLURAL.sub(lambda plural: plural[2 if str(values[plural[1]]) == "1" else 3], text)
    return VALUE.sub(lambda found: told(str(values[found[1]])) if found[2] == "t" else str(values[found[1]]), chosen)


def _read(tongue: Tongue, part: str) -> Mapping[str, str]:
    if tongue is Tongue.HANS:
        return {}
    file = resources.files("review").joinpath("texts", f"{tongue.code}{part}.toml")
    return cast("Mapping[str, str]", tomllib.loads(file.read_text(encoding="utf-8")))
