"""Simplified to Traditional, by OpenCC's phrase table, remembered per string."""

from functools import lru_cache

import opencc


@lru_cache(maxsize=1)
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("s2tw")


@lru_cache(maxsize=20000)
def traditional(text: str) -> str:
    """The text in Traditional characters; 〇 and Latin stay."""
    converted: str = _converter().convert(text)
    return converted
