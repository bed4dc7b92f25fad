"""The request at hand: who makes it, what it may do, its form token, and what is to be written into the access register about it."""

import hmac
from contextvars import ContextVar

from domain.access import Entry
from domain.masking import mask_in_text
from domain.people import Actor, Estates, Permission
from services.signing_in import Present

COOKIE = "hudang"
"""The session's cookie; over TLS its name begins with __Host-, so that no neighbour can set it."""
FIELD, HEADER = "form_token", "x-form-token"
"""Where a form and a script of ours carry the form token."""
_FORM = b"hudang form"


class Visit:
    """One request. It is made before anything else looks at the request, and filled in by the route's own `access` declaration."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.present: Present | None = None
        self.secret = ""
        self.entry: Entry | None = None

    @property
    def actor(self) -> Actor:
        """Who asks; only routes that are open to everybody have nobody."""
        assert self.present is not None
        return self.present.actor

    @property
    def estates(self) -> Estates:
        """The estates that may be shown."""
        return self.actor.estates

    @property
    def name(self) -> str:
        """The account's name, as decisions record it."""
        return self.actor.name

    def may(self, permission: str) -> bool:
        """Whether whoever asks has the permission of that code; for templates."""
        return self.present is not None and self.present.actor.may(Permission(permission))

    @property
    def looks(self) -> bool:
        """Whether pictures of pages open at once: the right to them, and a purpose where one is asked for."""
        return self.may(Permission.PICTURE) and self.has_purpose

    @property
    def numbers(self) -> bool:
        """Whether whole numbers of persons are shown: the right to them, and a purpose where one is asked for."""
        return self.may(Permission.NUMBERS) and self.has_purpose

    @property
    def has_purpose(self) -> bool:
        """Whether it is known for what whoever asks looks: by the role, or stated."""
        return self.may(Permission.UNASKED) or bool(self.present and self.present.purpose)

    def seen(self, text: str) -> str:
        """The text as whoever asks may see it: numbers that may not be seen are masked."""
        return text if self.numbers else mask_in_text(text)

    @property
    def form_token(self) -> str:
        """What every form must carry: bound to the session, and of no use for finding it out."""
        return form_token(self.secret) if self.secret else ""

    def forget(self) -> None:
        """Nothing was done after all: nothing is to be written down."""
        self.entry = None


def form_token(secret: str) -> str:
    """The form token of the session with that secret."""
    return hmac.digest(secret.encode(), _FORM, "sha256").hex()


_AT_HAND: ContextVar[Visit] = ContextVar("visit")


def begin(address: str) -> Visit:
    """Open the visit of a request to that page; called once, in the request's own task."""
    visit = Visit(address)
    _AT_HAND.set(visit)
    return visit


def here() -> Visit:
    """The visit of the request at hand."""
    return _AT_HAND.get()
