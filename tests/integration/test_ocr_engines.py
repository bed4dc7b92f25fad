"""Both real engines on drawn pages: turned, askew, Traditional, empty, sealed."""

from functools import cache

import cv2
import numpy as np
import pytest
import segno
from PIL import Image, ImageDraw, ImageFont

from domain.page import PageImage, PageKind, Pixels
from ocr.engine import OcrEngine, load_engine
from services.reading import PageReading, ReadingOptions, read_page

SERIF = "/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc"
CHINA, TAIWAN = 2, 3
"""Faces of the collection; the first is Japanese and draws 门 in a form that no Chinese paper has."""
SIMPLIFIED = (
    "业主报修登记表",
    "房号：3栋2单元501室",
    "业主姓名：王小明",
    "报修内容：厨房水管漏水，请尽快派人维修。",
    "受理人：李建国",
    "日期：2024年3月5日",
)
TRADITIONAL = ("業主報修登記表", "單位：第3座12樓B室", "維修內容：廚房水喉漏水，請盡快處理。", "業主聯絡電話及簽署")


@cache
def engine(name: str) -> OcrEngine:
    return load_engine(name, fallback=None)


def draw(rows: tuple[str, ...], *, skew: float = 0.0, rotation: int = 0, colour: tuple[int, int, int] = (25, 25, 25)) -> Pixels:
    """An A5 page at 150 dpi; see the imaging tests for the meaning of skew and rotation."""
    image = Image.new("RGB", (874, 1240), (252, 250, 244))
    pen = ImageDraw.Draw(image)
    for number, row in enumerate(rows):
        face = TAIWAN if rows == TRADITIONAL else CHINA
        pen.text((110, 130 + 85 * number), row, font=ImageFont.truetype(SERIF, 30, index=face), fill=colour)
    if skew:
        image = image.rotate(skew, resample=Image.Resampling.BICUBIC, fillcolor=(252, 250, 244))
    return np.ascontiguousarray(np.rot90(np.array(image), rotation // 90))


def read(pixels: Pixels, name: str = "ppocr") -> PageReading:
    return read_page(PageImage(page_no=1, pixels=pixels, dpi=150.0), engine(name), ReadingOptions())


@pytest.mark.parametrize(("rotation", "skew"), [(0, 0.0), (90, 3.0), (180, -6.5), (270, 11.0)])
def test_ppocr_reads_turned_and_leaning_pages(rotation: int, skew: float) -> None:
    reading = read(draw(SIMPLIFIED, skew=skew, rotation=rotation))
    transform = reading.prepared.transform
    assert (reading.prepared.kind, transform.rotation) == (PageKind.CONTENT, rotation)
    assert transform.skew == pytest.approx(skew, abs=0.3)
    assert reading.ocr.text.splitlines() == list(SIMPLIFIED)
    assert reading.ocr.engine.startswith("ppocr/PP-OCRv6-small/")
    assert [name for name, _ in reading.timings] == ["detect", "prepare", "recognize", "red", "rules", "layout"]


@pytest.mark.parametrize("unit", ["3栋2单元501室", "12幢1门804号", "8棟C座101室", "中林村1标101", "木本术未末米1栋"])
@pytest.mark.parametrize("size", [22, 30, 44])
def test_upright_strokes_are_no_ruled_lines(unit: str, size: int) -> None:
    image = Image.new("L", (700, 500), 252)
    for row in range(3):
        ImageDraw.Draw(image).text((60, 60 + 120 * row), unit, font=ImageFont.truetype(SERIF, size, index=CHINA), fill=25)
    grey = np.array(image)
    words = engine("ppocr").recognize(grey, engine("ppocr").detect(grey), 150.0)
    assert [word.text.replace(" ", "") for word in words] == [unit] * 3


def test_words_lie_where_they_are_drawn() -> None:
    line = read(draw(SIMPLIFIED)).ocr.lines[1]
    (word,) = line.words
    assert (word.box.left, word.box.top) == pytest.approx((110, 215), abs=18)
    assert len(word.char_x) == len(word.text)
    # 房 is the first em, 室 the last; digits are half as wide
    assert word.char_x[0] == pytest.approx(125, abs=12)
    assert list(word.char_x) == sorted(word.char_x)
    assert word.box.left < word.char_x[0] < word.char_x[-1] < word.box.right
    assert 0.9 < word.confidence <= 1.0


def test_ppocr_reads_traditional() -> None:
    assert read(draw(TRADITIONAL)).ocr.text.splitlines() == list(TRADITIONAL)


def test_red_text_is_read_apart() -> None:
    reading = read(np.minimum(draw(SIMPLIFIED), draw(("", "", "", "", "", "", "", "平安物业管理有限公司文件"), colour=(215, 35, 40))))
    assert "平安物业管理有限公司文件" in reading.ocr.text
    assert "3栋2单元501室" in reading.ocr.text


@pytest.mark.parametrize("name", ["ppocr", "tesseract", "null"])
def test_an_empty_side_is_blank_and_not_read(name: str) -> None:
    noise = np.random.default_rng(3).normal(0, 3, (1240, 874, 1))
    reading = read(np.clip(draw(()) + noise, 0, 255).astype(np.uint8), name)
    assert (reading.prepared.kind, reading.ocr.lines) == (PageKind.BLANK, ())


def test_the_other_side_shining_through_is_blank() -> None:
    back = draw(SIMPLIFIED)[:, ::-1].astype(np.float32)
    reading = read(np.clip(252 - (252 - cv2.GaussianBlur(back, (0, 0), 1.5)) * 0.13, 0, 255).astype(np.uint8))
    assert reading.prepared.kind is PageKind.BLANK


def test_a_faint_page_is_read() -> None:
    faint = np.clip(252 - (252 - draw(SIMPLIFIED).astype(np.float32)) * 0.15, 0, 255).astype(np.uint8)
    assert "3栋2单元501室" in read(faint).ocr.text


@pytest.mark.parametrize("name", ["ppocr", "null"])
def test_a_seal_alone_is_content(name: str) -> None:
    image = Image.fromarray(draw(()))
    ImageDraw.Draw(image).ellipse((500, 800, 720, 1020), outline=(210, 40, 40), width=9)
    assert read(np.array(image), name).prepared.kind is PageKind.CONTENT


@pytest.mark.parametrize("name", ["ppocr", "null"])
def test_a_separator_sheet_is_known(name: str) -> None:
    page = draw(("分隔页", "请放在两份文件之间")).copy()
    code = np.array([[0 if cell else 255 for cell in row] for row in segno.make("HUDANG:BATCH=12", micro=False).matrix], np.uint8)
    big = np.kron(code, np.ones((9, 9), np.uint8))
    page[500 : 500 + len(big), 300 : 300 + len(big)] = big[:, :, None]
    reading = read(page, name)
    assert (reading.prepared.kind, reading.prepared.separator, reading.ocr.lines) == (PageKind.SEPARATOR, "HUDANG:BATCH=12", ())


@pytest.mark.parametrize(("rotation", "skew"), [(0, 2.0), (90, 0.0), (180, 0.0)])
def test_tesseract_reads_what_is_turned_and_straightened_for_it(rotation: int, skew: float) -> None:
    reading = read(draw(SIMPLIFIED, skew=skew, rotation=rotation), "tesseract")
    assert reading.prepared.transform.rotation == rotation
    assert reading.prepared.transform.skew == pytest.approx(skew, abs=0.4)
    text = reading.ocr.text.replace(" ", "")
    assert "501室" in text
    assert "王小明" in text
    assert reading.ocr.engine.startswith("tesseract/")


def test_debug_is_shown_each_stage() -> None:
    seen: dict[str, Pixels] = {}
    page = PageImage(page_no=1, pixels=draw(SIMPLIFIED, rotation=90), dpi=150.0)
    read_page(page, engine("ppocr"), ReadingOptions(), debug=seen.__setitem__)
    assert list(seen) == ["scan", "reading-channel", "boxes", "turned", "straightened", "ruled-lines", "words-in-order"]
    assert seen["turned"].shape == seen["straightened"].shape == seen["words-in-order"].shape == (1240, 874, 3)
