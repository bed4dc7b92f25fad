"""From a scanned page to a prepared one: known as content, blank or separator; upright; straight; measured."""

from dataclasses import dataclass, field

from domain.page import PageImage, PageKind, PageTransform, Pixels, PreparedPage, Rotation
from domain.text import Quads
from imaging.blank import is_blank
from imaging.deskew import UNKNOWN, estimate_skew
from imaging.geometry import quads_to_prepared, turn
from imaging.orientation import UNTURNED, Upright, Votes, estimate_rotation, turn_quads
from imaging.quality import box_contrasts, measure
from imaging.separator import find_separator
from imaging.shining import own_boxes


@dataclass(frozen=True, slots=True, kw_only=True)
class PrepareOptions:
    """Which steps are wanted; all of them by default. `rotation`: a person's word on which way is up, which is not asked for then."""

    turn: bool = True
    rotation: Rotation | None = None
    deskew: bool = True
    find_blank: bool = True
    find_separators: bool = True
    drop_shine: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """The prepared page with what recognition needs: a grey picture to read, and the boxes in pixels of the straightened page.

    The picture is upright but not straightened: cutting lines out of it straightens them.
    """

    page: PreparedPage
    grey: Pixels = field(repr=False)
    quads: Quads = field(repr=False)


def prepare(image: PageImage, grey: Pixels, quads: Quads, votes: Votes, options: PrepareOptions) -> Prepared:
    """Decide what the page is, turn it upright, leave out what shines through from the other side, straighten it, measure it.

    `grey` is the image's reading channel (`imaging.channels`), `quads` the text boxes found on it. Blank sides and separators are
    neither turned nor straightened.
    """
    contrasts = box_contrasts(grey, quads)
    separator = find_separator(grey, quads, contrasts) if options.find_separators else None
    if separator is not None:
        return _as_scanned(image, grey, quads, PageKind.SEPARATOR, separator)
    if options.find_blank and is_blank(image, grey, quads, contrasts, votes.legibility, votes.detect):
        return _as_scanned(image, grey, quads, PageKind.BLANK, "")
    way = _way(grey, quads, votes, options)
    upright, quads = turn(grey, way.rotation), turn_quads(quads, grey.shape[1], grey.shape[0], way.rotation)
    if options.drop_shine:
        quads = quads[own_boxes(upright, quads, contrasts, votes.legibility)]
    skew = estimate_skew(upright, quads) if options.deskew else UNKNOWN
    quality = measure(upright, quads, image.dpi, skew_known=skew.known, rotation_known=way.known)
    page = PreparedPage(
        page_no=image.page_no, kind=PageKind.CONTENT, transform=_transform(image, way.rotation, skew.degrees), quality=quality
    )
    return Prepared(page=page, grey=upright, quads=quads_to_prepared(quads, upright, skew.degrees))


def _way(grey: Pixels, quads: Quads, votes: Votes, options: PrepareOptions) -> Upright:
    if options.rotation is not None:
        return Upright(rotation=options.rotation, known=True)
    return estimate_rotation(grey, quads, votes) if options.turn else UNTURNED


def _as_scanned(image: PageImage, grey: Pixels, quads: Quads, kind: PageKind, separator: str) -> Prepared:
    page = PreparedPage(
        page_no=image.page_no,
        kind=kind,
        transform=_transform(image, 0, 0.0),
        quality=measure(grey, quads, image.dpi, skew_known=False, rotation_known=False),
        separator=separator,
    )
    return Prepared(page=page, grey=grey, quads=quads)


def _transform(image: PageImage, rotation: Rotation, skew: float) -> PageTransform:
    height, width = image.pixels.shape[:2]
    return PageTransform(scan_width=width, scan_height=height, rotation=rotation, skew=skew)
