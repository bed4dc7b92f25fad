"""The texts that our scripts show: each page brings them along in its reader's tongue."""

import re
from functools import cache
from importlib import resources

from review.catalogues import catalogue
from review.tongues import spoken

CALL = re.compile(r'\b_\("([^"]*)"')


@cache
def script_keys() -> frozenset[str]:
    """Every text that a script draws through `_`, in Simplified Chinese."""
    folder = resources.files("review").joinpath("static")
    scripts = (file.read_text(encoding="utf-8") for file in folder.iterdir() if file.name.endswith(".js"))
    return frozenset(key for script in scripts for key in CALL.findall(script))


def script_texts() -> dict[str, str]:
    """Them in the reader's tongue; none where they are shown as they stand."""
    texts = catalogue(spoken())
    return {key: texts[key] for key in sorted(script_keys()) if key in texts}
