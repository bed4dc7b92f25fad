"""Page pictures of the documents that come next in the queue, drawn before anybody asks for them."""

import logging
from collections import OrderedDict
from dataclasses import replace
from itertools import takewhile
from threading import Lock
from time import monotonic

from domain.errors import HudangError
from domain.ids import PageId
from services.page_pictures import page_picture
from services.workplace import Workplace
from storage import read_models_queue
from storage.read_models_queue import QueueFilter

log = logging.getLogger(__name__)

DOCUMENTS = 32
"""So many documents ahead: each of some twenty people has one before him and one fetched ahead, which nobody else is given."""
PAGES = 2
"""Of each so many pages: a reader comes to the others later than a decoder."""
LONGEST = 5.0
"""Seconds after which no other page is begun until somebody asks again: a server that is told to stop waits for this."""
_REMEMBERED = 2_000


class PicturesAhead:
    """Draws into the cache, which is bounded, with a decoder of its own: nobody's picture waits for one that nobody asked for yet.

    Safe between threads; one draws at a time, whoever comes meanwhile leaves it to that one.
    """

    def __init__(self, place: Workplace) -> None:
        self._place = replace(place, sandbox=place.spare_sandbox)
        self._lock = Lock()
        self._drawn: OrderedDict[PageId, None] = OrderedDict()

    def draw(self, wanted: QueueFilter) -> int:
        """Draw what is missing of the documents that whoever asks for these would be given next; returns how many pages were looked at."""
        if not self._lock.acquire(blocking=False):
            return 0
        until, looked = monotonic() + LONGEST, 0
        try:
            with self._place.database.read() as tx:
                found = read_models_queue.next_pages(tx, replace(wanted, token=""), documents=DOCUMENTS, pages=PAGES)
            missing = (page_id for page_id in found if page_id not in self._drawn)
            for page_id in takewhile(lambda _page: monotonic() < until, missing):
                self._draw(page_id)
                looked += 1
        except HudangError as error:  # the answer has gone out: nobody waits for this
            log.info("No pictures drawn ahead: %s", error.en, extra={"action": "picture.not_ahead"})
        finally:
            self._lock.release()
        return looked

    def _draw(self, page_id: PageId) -> None:
        try:
            page_picture(self._place, page_id)
        except HudangError as error:  # whoever opens the page is told
            log.info("Picture not drawn ahead: %s", error.en, extra={"action": "picture.not_ahead", "page": page_id})
        self._drawn[page_id] = None
        if len(self._drawn) > _REMEMBERED:
            self._drawn.popitem(last=False)
