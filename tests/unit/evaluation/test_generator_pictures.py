import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pikepdf
import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from evaluation.generator import Script, Split, build_estate, lay_out, plan_document
from evaluation.generator.born_digital import write_born_digital
from evaluation.generator.containers import ScannedPage, write_pdf, write_picture, write_tiff
from evaluation.generator.corpus import Batching, separator_sheet
from evaluation.generator.draw import choose_look, draw_page, look_of
from evaluation.generator.paper import weather
from evaluation.generator.wear import Profile, Wear, choose_wear

ESTATE = build_estate(5, 0, Split.TEST, Script.HANS)
LAID = lay_out(plan_document(ESTATE, "picture", "repair_request", hand_share=1.0), ESTATE)


def _clean() -> np.ndarray:
    return draw_page(LAID.pages[0], look_of(LAID.spec), 60)


def test_a_page_has_ink_where_its_runs_stand() -> None:
    pixels = _clean()
    assert pixels.dtype == np.uint8 and pixels.ndim == 3
    for run in LAID.pages[0].runs:
        scale = 60 / 72
        top, left = int(run.y * scale), int(run.x * scale)
        patch = pixels[max(0, top - 2) : int((run.y + run.size) * scale) + 3, left : int((run.x + run.width) * scale) + 1]
        assert patch.min() < 160


def test_drawing_is_decided_by_the_seed() -> None:
    assert np.array_equal(_clean(), _clean())
    wear = choose_wear(random.Random(3), Profile.HARSH)
    assert np.array_equal(weather(_clean(), wear, 60), weather(_clean(), wear, 60))


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_turning_clockwise_by_the_truth_sets_the_page_upright(rotation: int) -> None:
    wear = Wear(rotation=rotation)  # type: ignore[arg-type]  # parametrized with the literal's values
    assert np.array_equal(np.rot90(weather(_clean(), wear, 60), -rotation // 90), _clean())


def test_skew_is_counter_clockwise() -> None:
    page = np.full((200, 200, 3), 255, np.uint8)
    page[100:102, 20:180] = 0
    turned = weather(page, Wear(skew=5.0), 60)
    left, right = (int(np.argmin(turned[:, x, 0])) for x in (40, 160))
    assert left > right


def test_fax_has_two_levels_and_no_colour() -> None:
    fax = weather(_clean(), Wear(fax=True), 60)
    assert fax.ndim == 2 and set(np.unique(fax)) <= {0, 255}


@pytest.mark.parametrize(("batching", "payload"), [(Batching.QR, '{"hudang":"separator","batch":"1"}'), (Batching.BARCODE, "SEP-001-0002")])
def test_separator_codes_can_be_read(batching: Batching, payload: str) -> None:
    sheet = separator_sheet(random.Random(1), batching, payload, Script.HANS)
    pixels = draw_page(sheet, choose_look(Split.TEST, Script.HANS, "s"), 150)
    assert [code.text for code in zxingcpp.read_barcodes(pixels)] == [payload]


def test_containers_hold_the_pages_as_scanned(tmp_path: Path) -> None:
    grey = ScannedPage(pixels=weather(_clean(), Wear(grey=True), 60), dpi=60, quality=80, bilevel=False)
    fax = ScannedPage(pixels=weather(_clean(), Wear(fax=True), 60), dpi=60, quality=80, bilevel=True)
    write_pdf([grey, fax], tmp_path / "a.pdf")
    with pikepdf.open(tmp_path / "a.pdf") as pdf:
        filters = [str(next(iter(page.get_images().values())).Filter) for page in pdf.pages]
        assert filters == ["/DCTDecode", "/CCITTFaxDecode"]
        picture = pikepdf.PdfImage(next(iter(pdf.pages[1].get_images().values()))).as_pil_image().convert("L")
    assert np.array_equal(np.asarray(picture), fax.pixels)
    write_tiff([fax, fax], tmp_path / "b.tif")
    with Image.open(tmp_path / "b.tif") as tiff:
        assert (tiff.n_frames, tiff.info["compression"]) == (2, "group4")
    for ending in ("jpg", "png", "webp", "bmp"):
        write_picture(grey, tmp_path / f"c.{ending}")
        with Image.open(tmp_path / f"c.{ending}") as opened:
            assert opened.size == grey.pixels.shape[1::-1]


def test_born_digital_text_can_be_copied(tmp_path: Path) -> None:
    draft = replace(LAID.pages[0])
    write_born_digital([draft], Script.HANS, tmp_path / "v.pdf")
    document = pypdfium2.PdfDocument(tmp_path / "v.pdf")
    text = document[0].get_textpage().get_text_range()
    document.close()
    for run in draft.runs:
        assert run.text.split()[0] in text
