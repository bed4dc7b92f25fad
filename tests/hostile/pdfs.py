"""PDF files: how scanners, copiers and programs make pages, and broken ones."""

import io
import struct
import zlib
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pikepdf
from pikepdf import Dictionary, Name, Pdf
from PIL import Image

from domain.failure import FailureCode as Code
from tests.hostile.case import Folder
from tests.hostile.pictures import encoded, page

_WIDTH, _HEIGHT = 595, 842
_FULL = b"q 595 0 0 842 0 0 cm /P0 Do Q"
_TEXT = b"BT /F0 11 Tf 60 700 Td (Property management agreement, second party, clause four) Tj ET "


def picture_stream(pdf: Pdf, picture: Image.Image, coding: str = "dct") -> pikepdf.Stream:
    """The picture as an image object. `coding`: dct, flate, plain, predicted, g4, runs, jpx."""
    grey = picture.mode in {"1", "L", "P"}
    settings: dict[str, Any] = {
        "Type": Name.XObject,
        "Subtype": Name.Image,
        "Width": picture.width,
        "Height": picture.height,
        "ColorSpace": Name.DeviceGray if grey else Name.DeviceCMYK if picture.mode == "CMYK" else Name.DeviceRGB,
        "BitsPerComponent": 1 if picture.mode == "1" else 8,
    }
    raw = np.packbits(np.asarray(picture), axis=1).tobytes() if picture.mode == "1" else np.asarray(picture).tobytes()
    if coding == "dct":
        data, settings["Filter"] = encoded(picture, "JPEG", quality=80), Name.DCTDecode
        if picture.mode == "CMYK":  # Pillow writes them the way Adobe does, turned round
            settings["Decode"] = [1, 0] * 4
    elif coding == "jpx":
        data, settings["Filter"] = encoded(picture, "JPEG2000"), Name.JPXDecode
    elif coding == "flate":
        data, settings["Filter"] = zlib.compress(raw), Name.FlateDecode
    elif coding == "predicted":
        data, settings["Filter"] = _predicted(raw, picture), Name.FlateDecode
        colours = 1 if grey else 3
        settings["DecodeParms"] = Dictionary(
            Predictor=15, Colors=colours, Columns=picture.width, BitsPerComponent=settings["BitsPerComponent"]
        )
    elif coding == "g4":
        data, settings["Filter"] = group4(picture), Name.CCITTFaxDecode
        settings["DecodeParms"] = Dictionary(K=-1, Columns=picture.width, Rows=picture.height)
    elif coding == "jbig2":
        data, settings["Filter"] = _jbig2(picture), Name.JBIG2Decode
    else:
        data = raw
    return pdf.make_stream(data, **settings)


def group4(picture: Image.Image) -> bytes:
    """The bare group 4 data of a black and white picture."""
    inverse = picture.convert("L").point(lambda value: 255 - value).convert("1")  # Pillow codes noughts as white
    with Image.open(io.BytesIO(encoded(inverse, "TIFF", compression="group4", tiffinfo={278: picture.height}))) as tiff:
        start, length = tiff.tag_v2[273][0], tiff.tag_v2[279][0]
        stream = tiff.fp
        stream.seek(start)
        data: bytes = stream.read(length)
    return data


def _predicted(raw: bytes, picture: Image.Image) -> bytes:
    """Rows with PNG's "up" predictor, deflated."""
    rows = np.frombuffer(raw, np.uint8).reshape(picture.height, -1)
    shifted = np.vstack([np.zeros_like(rows[:1]), rows[:-1]])
    return zlib.compress(np.insert(rows - shifted, 0, 2, axis=1).tobytes())


def _jbig2(picture: Image.Image) -> bytes:
    """An embedded JBIG2 stream of one page with one MMR-coded generic region (ITU-T T.88 §7.2, §7.4.6, §7.4.8)."""
    size = struct.pack(">II", picture.width, picture.height)
    info = size + bytes(8) + b"\0" + bytes(2)
    region = size + bytes(8) + b"\0" + b"\1" + group4(picture)
    return b"".join(struct.pack(">IBBBI", n, kind, 0, 1, len(body)) + body for n, (kind, body) in enumerate([(48, info), (38, region)]))


def add_page(pdf: Pdf, content: bytes, *pictures: pikepdf.Object, **settings: Any) -> None:
    """Append an A4 page with that drawing program; pictures are /P0, /P1 …"""
    pdf.add_blank_page(page_size=(_WIDTH, _HEIGHT))
    made = pdf.pages[-1]
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    objects = Dictionary({f"/P{number}": picture for number, picture in enumerate(pictures)})
    made.obj.Resources = Dictionary(XObject=objects, Font=Dictionary(F0=font))
    made.obj.Contents = pdf.make_stream(content)
    for key, value in settings.items():
        made.obj[f"/{key}"] = value


def saved(build: Callable[[Pdf], None], **options: Any) -> bytes:
    """The bytes of a PDF that the function fills."""
    stream = io.BytesIO()
    with Pdf.new() as pdf:
        build(pdf)
        pdf.save(stream, static_id=not options.get("encryption"), **options)
    return stream.getvalue()


def scan(seed: int, coding: str = "dct", mode: str = "RGB", **settings: Any) -> bytes:
    """A one-page scan."""
    return saved(lambda pdf: add_page(pdf, _FULL, picture_stream(pdf, page(seed, mode), coding), **settings))


def _scans(folder: Folder, seed: int) -> None:
    for coding, mode in (
        ("dct", "RGB"), ("dct", "L"), ("dct", "CMYK"), ("flate", "RGB"), ("flate", "L"), ("flate", "1"), ("flate", "CMYK"), ("plain", "L"),
        ("predicted", "RGB"), ("predicted", "1"), ("g4", "1"), ("jbig2", "1"), ("jpx", "RGB"), ("jpx", "L"),
    ):  # fmt: skip
        folder.good(f"scan-{coding}-{mode}.pdf", scan(seed, coding, mode))
    for turn in (90, 180, 270):
        folder.good(f"rotate-{turn}.pdf", scan(seed, Rotate=turn))
    folder.good("user-unit.pdf", scan(seed, UserUnit=3))
    folder.good("huge-paper.pdf", scan(seed, MediaBox=[0, 0, 14400, 14400]))
    folder.good("no-paper.pdf", scan(seed, MediaBox=[0, 0, 0, 0]))
    folder.good("crop.pdf", scan(seed, CropBox=[100, 100, 500, 700]))
    for name, content in (
        ("hidden-text", _FULL + b" BT 3 Tr /F0 11 Tf 60 700 Td (hidden) Tj ET"),
        ("turned-matrix", b"q 0 842 -595 0 595 0 cm /P0 Do Q"),
        ("upside-down", b"q -595 0 0 -842 595 842 cm /P0 Do Q"),
        ("skewed", b"q 590 20 -20 830 10 5 cm /P0 Do Q"),
        ("unbalanced", b"Q Q Q q q " + _FULL + b" q q"),
        ("stamped", _FULL + _TEXT),
        ("margins", b"q 480 0 0 700 50 60 cm /P0 Do Q"),
    ):
        folder.good(f"{name}.pdf", saved(lambda pdf, c=content: add_page(pdf, c, picture_stream(pdf, page(seed)))))


def _strips(pdf: Pdf, seed: int) -> None:
    whole = page(seed, "1", (600, 840))
    pieces = [picture_stream(pdf, whole.crop((0, top, 600, top + 120)), "g4") for top in range(0, 840, 120)]
    content = b" ".join(b"q 595 0 0 121 0 %d cm /P%d Do Q" % (842 - 120 * (n + 1), n) for n in range(7))
    add_page(pdf, content, *pieces)


def _layers(pdf: Pdf, seed: int) -> None:
    mask = picture_stream(pdf, page(seed, "1", (840, 1188)), "g4")
    del mask.ColorSpace
    mask.ImageMask = True
    ink = picture_stream(pdf, Image.new("RGB", (20, 28), (20, 20, 90)), "flate")
    ink.Mask = mask
    add_page(pdf, _FULL + b" q 595 0 0 842 0 0 cm /P1 Do Q", picture_stream(pdf, page(seed, size=(105, 148))), ink)


def _masked(pdf: Pdf, seed: int) -> None:
    picture = picture_stream(pdf, page(seed))
    picture.SMask = picture_stream(pdf, Image.new("L", (420, 594), 200), "flate")
    add_page(pdf, _FULL, picture)


def _stencil(pdf: Pdf, seed: int, colour: bytes = b"") -> None:
    picture = picture_stream(pdf, page(seed, "1"), "g4")
    del picture.ColorSpace
    picture.ImageMask = True
    add_page(pdf, colour + _FULL, picture)


def _indexed(pdf: Pdf, seed: int) -> None:
    picture = picture_stream(pdf, page(seed, "P"), "flate")
    table = bytes(page(seed, "P").getpalette("RGB") or b"")
    picture.ColorSpace = pikepdf.Array([Name.Indexed, Name.DeviceRGB, len(table) // 3 - 1, pikepdf.String(table)])
    add_page(pdf, _FULL, picture)


def _inverse(pdf: Pdf, seed: int) -> None:
    picture = picture_stream(pdf, page(seed, "1"), "g4")
    picture.Decode = [1, 0]
    picture.DecodeParms.BlackIs1 = True
    add_page(pdf, _FULL, picture)


def _inline(pdf: Pdf, seed: int) -> None:
    rows = np.asarray(page(seed, "L", (60, 84))).tobytes()
    add_page(pdf, b"q 595 0 0 842 0 0 cm BI /W 60 /H 84 /CS /G /BPC 8 ID " + rows + b" EI Q")


def _form(pdf: Pdf, seed: int) -> None:
    inner = pdf.make_stream(_FULL, Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 595, 842])
    inner.Resources = Dictionary(XObject=Dictionary(P0=picture_stream(pdf, page(seed))))
    add_page(pdf, b"/P0 Do", inner)


def _itself(pdf: Pdf, _seed: int) -> None:
    inner = pdf.make_stream(b"/P0 Do " + _TEXT, Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 595, 842])
    inner.Resources = Dictionary(XObject=Dictionary(P0=inner))
    add_page(pdf, _TEXT + b"/P0 Do", inner)


def _mixed(pdf: Pdf, seed: int) -> None:
    add_page(pdf, _TEXT * 3)
    add_page(pdf, _FULL, picture_stream(pdf, page(seed)))
    add_page(pdf, _TEXT + b"q 100 0 0 100 60 60 cm /P0 Do Q", picture_stream(pdf, page(seed, size=(90, 90))))


def _composed(folder: Folder, seed: int) -> None:
    """Pages of several pieces."""
    for build in (_strips, _layers, _masked, _stencil, _indexed, _inverse, _inline, _form, _itself):
        folder.good(f"{build.__name__[1:]}.pdf", saved(lambda pdf, b=build: b(pdf, seed)))
    folder.good("red-stencil.pdf", saved(partial(_stencil, seed=seed, colour=b"0.8 0 0 rg ")))
    folder.good("mixed.pdf", saved(partial(_mixed, seed=seed)), pages=3)
    folder.good("born.pdf", saved(lambda pdf: add_page(pdf, _TEXT)))


def _wrappings(folder: Folder, seed: int) -> None:
    """Odd and protected containers."""
    plain = scan(seed)

    def build(pdf: Pdf) -> None:
        add_page(pdf, _FULL, picture_stream(pdf, page(seed)))

    folder.good("object-streams.pdf", saved(build, object_stream_mode=pikepdf.ObjectStreamMode.generate))
    folder.good("linear.pdf", saved(build, linearize=True))
    for strength in (3, 4, 6):
        weak = strength == 3
        free = pikepdf.Encryption(owner="owner", user="", R=strength, aes=not weak, metadata=not weak)
        folder.good(f"owner-only-{strength}.pdf", saved(build, encryption=free))
        closed = pikepdf.Encryption(owner="owner", user="user", R=strength, aes=not weak, metadata=not weak)
        folder.bad(f"password-{strength}.pdf", saved(build, encryption=closed), Code.ENCRYPTED)
    folder.good("junk-before.pdf", b"\xef\xbb\xbfprinter preamble\n" * 5 + plain)
    folder.good("nul-tail.pdf", plain + bytes(5000))
    folder.good("wrong-startxref.pdf", plain.replace(b"startxref\n", b"startxref\n9"))
    folder.good("wrong-length.pdf", plain.replace(b"/Length ", b"/Length 1", 1))
    for share in (0.02, 0.3, 0.6, 0.95):
        folder.bad(f"cut-{share}.pdf", plain[: int(len(plain) * share)])
    folder.bad("header-only.pdf", b"%PDF-1.7\n")
    folder.bad("end-only.pdf", b"%PDF-1.7\n%%EOF\n")
    folder.bad("update-cut.pdf", plain + b"9 0 obj << /Type /Page " + b"x" * 2000)
    folder.bad("no-pages.pdf", saved(lambda pdf: None), Code.NO_PAGES)
    folder.bad("noise.pdf", b"%PDF-1.4\n" + np.random.default_rng(seed).bytes(20000) + b"\n%%EOF\n")


def _three(seed: int, spoil: Callable[[Pdf], None], middle: bytes = _FULL, coding: str = "dct", mode: str = "RGB") -> bytes:
    """Three scans, then something done to the file."""

    def build(pdf: Pdf) -> None:
        for number in range(3):
            add_page(pdf, middle if number == 1 else _FULL, picture_stream(pdf, page(seed + number, mode), coding))
        spoil(pdf)

    return saved(build, stream_decode_level=pikepdf.StreamDecodeLevel.none, compress_streams=False)


def _rewrite_second(pdf: Pdf, change: Callable[[bytes], bytes]) -> None:
    picture = pdf.pages[1].Resources.XObject.P0
    picture.write(change(picture.read_raw_bytes()), filter=picture.Filter, decode_parms=picture.get("/DecodeParms"))


def _hole(pdf: Pdf) -> None:
    _rewrite_second(pdf, lambda data: data[: len(data) // 3] + bytes(len(data) // 3) + data[len(data) // 3 * 2 :])


def _short(pdf: Pdf) -> None:
    _rewrite_second(pdf, lambda data: data[:-900])


def _huge(pdf: Pdf, number: int = 1) -> None:
    picture = pdf.pages[number].Resources.XObject.P0
    picture.Width = picture.Height = 90_000


def _flood(pdf: Pdf) -> None:
    content = pdf.make_stream(b"")
    content.write(zlib.compress(bytes(512 << 20), 1), filter=Name.FlateDecode)
    pdf.pages[1].obj.Contents = content


def _crowd(pdf: Pdf) -> None:
    for _ in range(120):
        pdf.add_blank_page()


def _broken(folder: Folder, seed: int) -> None:
    """Broken pages among good ones, loops and bombs."""
    for coding, mode in (("dct", "RGB"), ("flate", "RGB"), ("predicted", "L"), ("g4", "1"), ("jpx", "RGB"), ("jbig2", "1")):
        if coding != "jpx":  # nothing in its code tells noughts from picture
            folder.partly(f"hole-{coding}.pdf", _three(seed, _hole, coding=coding, mode=mode), 3, (2,))
        folder.partly(f"short-{coding}.pdf", _three(seed, _short, coding=coding, mode=mode), 3, (2,))
    folder.partly("hole-in-strip.pdf", _three(seed, _hole, b"q 595 0 0 400 0 0 cm /P0 Do Q"), 3, (2,))
    folder.partly("one-bomb.pdf", _three(seed, _huge, coding="flate"), 3, (2,), Code.TOO_LARGE)
    folder.partly("content-flood.pdf", _three(seed, _flood), 3, (2,), Code.PAGE_UNREADABLE, Code.DECODER_MEMORY)

    def all_bombs(pdf: Pdf) -> None:
        add_page(pdf, _FULL, picture_stream(pdf, page(seed), "flate"))
        _huge(pdf, 0)

    def ring(pdf: Pdf) -> None:
        add_page(pdf, _FULL, picture_stream(pdf, page(seed)))
        pdf.Root.Pages.Kids.append(pdf.Root.Pages)

    folder.bad("bomb.pdf", saved(all_bombs), Code.TOO_LARGE)
    folder.bad("crowd.pdf", saved(_crowd), Code.TOO_MANY_PAGES)
    folder.bad("page-ring.pdf", saved(ring))


def pdfs(folder: Folder, seed: int) -> None:
    """All PDF cases."""
    _scans(folder, seed)
    _composed(folder, seed)
    _wrappings(folder, seed)
    _broken(folder, seed)
