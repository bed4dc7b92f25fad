"""Draw a page draft with given looks: print, pen, rules, seals and codes. Gives clean RGB pixels, upright."""

import math
import random
from dataclasses import dataclass, replace

import numpy as np
import segno
import zxingcpp
from PIL import Image, ImageChops, ImageDraw

from domain.page import Pixels
from evaluation.generator import fonts
from evaluation.generator.sheet import DOWN_PITCH, Code, DocumentSpec, PageDraft, Rule, Run, Script, Seal, Split

INKS = {"black": (22, 22, 26), "blue": (38, 52, 148), "red": (205, 38, 34), "grey": (120, 120, 120)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """The fonts of one document and the hand that filled it; `seed` decides jitter."""

    body: fonts.FontFile
    title: fonts.FontFile
    hand: fonts.FontFile
    spare: tuple[fonts.FontFile, ...]
    hand_scale: float
    hand_jitter: float
    seed: str
    script: Script


def choose_look(split: Split, script: Script, seed: str) -> Look:
    """Looks for one document of a split."""
    rng = random.Random(seed + "|look")
    hand = rng.choice(fonts.hand_faces(split, script))
    written = hand.path.parent == fonts.HAND_FOLDER
    return Look(
        body=rng.choice(fonts.body_faces(split, script)),
        title=rng.choice(fonts.title_faces(split, script)),
        hand=hand,
        spare=fonts.last_resort(script),
        hand_scale=rng.uniform(1.15, 1.35) if written else rng.uniform(1.05, 1.2),
        hand_jitter=rng.uniform(0.4, 1.0) if written else rng.uniform(0.8, 1.6),
        seed=seed,
        script=script,
    )


def look_of(spec: DocumentSpec) -> Look:
    """The looks of a planned document."""
    return choose_look(spec.split, spec.script, spec.seed)


def draw_page(draft: PageDraft, look: Look, dpi: int) -> Pixels:
    """The page at `dpi`: RGB, shape (height, width, 3)."""
    scale = dpi / 72
    image = Image.new("RGB", (round(draft.width * scale), round(draft.height * scale)), "white")
    pen = ImageDraw.Draw(image)
    for fill in draft.fills:
        pen.rectangle((fill.x0 * scale, fill.y0 * scale, fill.x1 * scale, fill.y1 * scale), fill=(fill.grey,) * 3)
    for rule in draft.rules:
        _rule(pen, rule, scale)
    rng = random.Random(look.seed + "|pen")
    for run in draft.runs:
        if run.face == "hand":
            _write(image, run, look, scale, rng)
        elif run.tilt:
            _print_tilted(image, run, look, scale)
        else:
            _print(pen, run, look, scale)
    for seal in draft.seals:
        image = _stamp(image, seal, look, scale, rng)
    for code in draft.codes:
        _code(image, pen, code, scale)
    return np.ascontiguousarray(image)


def _rule(pen: ImageDraw.ImageDraw, rule: Rule, scale: float) -> None:
    weight, ink = max(1, round(rule.weight * scale)), INKS[rule.ink]
    x0, y0, x1, y1 = (value * scale for value in (rule.x0, rule.y0, rule.x1, rule.y1))
    if not rule.dashed:
        pen.line((x0, y0, x1, y1), fill=ink, width=weight)
        return
    step = weight * 4
    for x in np.arange(x0, x1, step):
        pen.line((x, y0, x + step / 2, y0), fill=ink, width=weight)


def _segments(text: str, first: fonts.FontFile, spare: tuple[fonts.FontFile, ...]) -> list[tuple[str, fonts.FontFile]]:
    """The text cut where the first font lacks a character and a spare one has it."""
    known = fonts.characters(first)
    if all(ord(c) in known for c in text):
        return [(text, first)]
    out: list[tuple[str, fonts.FontFile]] = []
    for char in text:
        file = next((f for f in (first, *spare) if ord(char) in fonts.characters(f)), first)
        if out and out[-1][1] == file:
            out[-1] = (out[-1][0] + char, file)
        else:
            out.append((char, file))
    return out


def _print(pen: ImageDraw.ImageDraw, run: Run, look: Look, scale: float) -> None:
    """A run in print. No font here has a ticked box: it is a box with a tick in it."""
    first = look.title if run.face in ("title", "bold", "stamp") else look.body
    x, base = run.x * scale, (run.y + run.size * 0.88) * scale
    pixels = max(6, round(run.size * scale))
    for text, file in _segments(run.text.replace("☑", "□"), first, look.spare):
        font = fonts.sized(file, pixels)
        if run.down:
            for char in text:
                pen.text((run.x * scale + pixels / 2, base), char, font=font, fill=INKS[run.ink], anchor="ms")
                base += run.size * DOWN_PITCH * scale
            continue
        pen.text((x, base), text, font=font, fill=INKS[run.ink], anchor="ls")
        x += font.getlength(text)
    if "☑" in run.text:
        _tick(pen, run, _segments("□" + run.text.split("☑", 1)[0], first, look.spare), look, pixels)


def _tick(pen: ImageDraw.ImageDraw, run: Run, before: list[tuple[str, fonts.FontFile]], look: Look, pixels: int) -> None:
    """The tick in the run's box, which ends what stands `before`; by hand it is larger and blue."""
    by_hand = run.face == "ticked"
    scale = pixels / run.size
    _, file = _segments("√", look.hand if by_hand else look.body, look.spare)[0]
    x = run.x * scale + sum(fonts.sized(font, pixels).getlength(text) for text, font in before)
    font = fonts.sized(file, round(pixels * (1.3 if by_hand else 0.9)))
    pen.text(
        (x + pixels * 0.15 * by_hand, run.y * scale + pixels * 0.88), "√", font=font, fill=INKS["blue" if by_hand else run.ink], anchor="rs"
    )


def _print_tilted(image: Image.Image, run: Run, look: Look, scale: float) -> None:
    """A run in print on a slant, as stamped."""
    pad = run.size
    size = (round((run.width * 1.2 + 2 * pad) * scale), round((run.size + 2 * pad) * scale))
    layer = Image.new("RGB", size, "white")
    _print(ImageDraw.Draw(layer), replace(run, x=pad, y=pad, tilt=0.0), look, scale)
    pivot = (pad * scale, (pad + run.size / 2) * scale)
    layer = layer.rotate(run.tilt, resample=Image.Resampling.BICUBIC, center=pivot, fillcolor="white")
    corner = (round((run.x - pad) * scale), round((run.y - pad) * scale))
    under = image.crop((*corner, corner[0] + size[0], corner[1] + size[1]))
    image.paste(ImageChops.multiply(under, layer), corner)


def _write(image: Image.Image, run: Run, look: Look, scale: float, rng: random.Random) -> None:
    """A run by hand: each character on its own, shaken, on a line that is not quite straight; squeezed to the printed room."""
    known = fonts.characters(look.hand)
    files = [look.hand if ord(c) in known else next((f for f in look.spare if ord(c) in fonts.characters(f)), look.hand) for c in run.text]
    pixels = max(8, round(run.size * scale * look.hand_scale))
    length = sum(fonts.sized(f, pixels).getlength(c) for c, f in zip(run.text, files, strict=True))
    squeeze = min(1.0, run.width * scale * 1.12 / max(length, 1.0))
    x = start = run.x * scale
    slope = rng.gauss(0, 0.012) * look.hand_jitter
    for char, file in zip(run.text, files, strict=True):
        size = max(8, round(pixels * max(squeeze, 0.82) * rng.uniform(0.94, 1.06)))
        font = fonts.sized(file, size)
        stamp = Image.new("L", (size * 2, size * 2), 0)
        ImageDraw.Draw(stamp).text((size / 2, size * 1.4), char, font=font, fill=rng.randint(190, 255), anchor="ls")
        stamp = stamp.rotate(rng.gauss(0, 3.0) * look.hand_jitter, resample=Image.Resampling.BICUBIC, center=(size, size))
        top = (run.y + run.size * 0.92) * scale - size * 1.4 + (x - start) * slope + rng.gauss(0, 0.03) * size * look.hand_jitter
        image.paste(INKS[run.ink], (round(x - size / 2), round(top)), stamp)
        x += fonts.sized(file, pixels).getlength(char) * squeeze * rng.uniform(0.95, 1.05)


def _stamp(image: Image.Image, seal: Seal, look: Look, scale: float, rng: random.Random) -> Image.Image:
    """A red seal multiplied over the page, unevenly inked and turned a little."""
    side = round(seal.radius * 2.2 * scale)
    mask = Image.new("L", (side, side), 0)
    pen = ImageDraw.Draw(mask)
    radius, centre = seal.radius * scale, side / 2
    weight = max(2, round(radius * 0.055))
    if seal.shape == "box":
        half = radius * 0.55
        pen.rectangle((centre - radius, centre - half, centre + radius, centre + half), outline=255, width=weight)
        _seal_lines(pen, seal.text, look, centre, radius)
    else:
        flat = 0.72 if seal.shape == "oval" else 1.0
        pen.ellipse((centre - radius, centre - radius * flat, centre + radius, centre + radius * flat), outline=255, width=weight)
        _seal_ring(mask, seal.text, look, radius, flat)
        pen = ImageDraw.Draw(mask)
        _star(pen, centre, radius * 0.27)
    mask = mask.rotate(rng.gauss(0, 9), resample=Image.Resampling.BICUBIC)
    patchy = Image.effect_noise((max(2, side // 12),) * 2, 70).resize((side, side), Image.Resampling.BICUBIC)
    strength = rng.uniform(0.6, 0.9)
    mask = ImageChops.multiply(mask, patchy.point(lambda v: min(255, int((v + 90) * strength))))
    layer = Image.new("RGB", image.size, "white")
    layer.paste((214, 34, 30), (round(seal.x * scale - side / 2), round(seal.y * scale - side / 2)), mask)
    return ImageChops.multiply(image, layer)


def _seal_lines(pen: ImageDraw.ImageDraw, text: str, look: Look, centre: float, radius: float) -> None:
    half = (len(text) + 1) // 2
    size = max(8, int(min(radius * 0.4, radius * 1.8 / half)))
    font = fonts.sized(look.title, size)
    for index, part in enumerate((text[:half], text[half:])):
        pen.text((centre, centre + (index - 0.5) * size * 1.15), part, font=font, fill=255, anchor="mm")


def _seal_ring(mask: Image.Image, text: str, look: Look, radius: float, flat: float) -> None:
    """The text round the upper rim."""
    size = max(8, int(min(radius * 0.3, radius * 4.0 / max(len(text), 1))))
    font = fonts.sized(look.title, size)
    centre = mask.size[0] / 2
    spread = min(1.55 * math.pi, len(text) * size * 1.15 / (radius * 0.78))
    for index, char in enumerate(text):
        angle = -math.pi / 2 + spread * ((index + 0.5) / len(text) - 0.5)
        glyph = Image.new("L", (size * 2, size * 2), 0)
        ImageDraw.Draw(glyph).text((size, size), char, font=font, fill=255, anchor="mm")
        glyph = glyph.rotate(-math.degrees(angle) - 90, resample=Image.Resampling.BICUBIC)
        x = centre + radius * 0.78 * math.cos(angle)
        y = centre + radius * 0.78 * flat * math.sin(angle)
        mask.paste(255, (round(x - size), round(y - size)), glyph)


def _star(pen: ImageDraw.ImageDraw, centre: float, radius: float) -> None:
    points = []
    for k in range(10):
        reach = radius if k % 2 == 0 else radius * 0.4
        angle = -math.pi / 2 + k * math.pi / 5
        points.append((centre + reach * math.cos(angle), centre + reach * math.sin(angle)))
    pen.polygon(points, fill=255)


def _code(image: Image.Image, pen: ImageDraw.ImageDraw, code: Code, scale: float) -> None:
    x, y, size = code.x * scale, code.y * scale, code.size * scale
    if code.kind == "patch":
        _patch_t(pen, x, y, scale)
        return
    if code.kind == "qr":
        matrix = np.array([list(row) for row in segno.make(code.payload, error="m", micro=False).matrix], dtype=np.uint8)
        picture = Image.fromarray(np.where(matrix > 0, 0, 255).astype(np.uint8))
        image.paste(picture.resize((round(size), round(size)), Image.Resampling.NEAREST), (round(x), round(y)))
        return
    barcode = zxingcpp.create_barcode(code.payload, zxingcpp.BarcodeFormat.Code128)
    picture = Image.fromarray(np.array(barcode.to_image(scale=1)))
    image.paste(picture.resize((round(size), round(size * 0.22)), Image.Resampling.NEAREST), (round(x), round(y)))


def _patch_t(pen: ImageDraw.ImageDraw, x: float, y: float, scale: float) -> None:
    """Patch T: bars narrow, wide, narrow, wide of 0.08 and 0.20 inch, 0.08 inch apart, 2.5 inches long."""
    inch = 72 * scale
    for thick in (0.08, 0.20, 0.08, 0.20):
        pen.rectangle((x, y, x + 2.5 * inch, y + thick * inch), fill="black")
        y += (thick + 0.08) * inch
