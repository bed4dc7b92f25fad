"""The order in which people number things."""

import re

_RUN = re.compile(r"([0-9]+)")


def natural_order(name: str) -> tuple[tuple[int, int, str], ...]:
    """Sort key that puts 页2 before 页10: runs of digits compare as numbers, before text."""
    return tuple((0, int(run), run) if run[0] in "0123456789" else (1, 0, run) for run in _RUN.split(name) if run)
