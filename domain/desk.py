"""Working on waiting documents: whose hands are on one, and what may have changed meanwhile."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Hand:
    """Who acts on a document, and what of it he has seen.

    `token` tells one person's window from another's ("" for a command, which holds no lock); `version` is the version he looked at,
    None where he acts whatever has changed.
    """

    by: str
    token: str = ""
    version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """A waiting document that is kept for one window until `until`, seconds since 1970 by the database's clock."""

    holder: str
    token: str
    until: float
