"""Fonts of the three splits, by file; handwriting fonts are used where installed, else a jittered kai.

Printed faces come from Debian's fonts-noto-cjk, fonts-wqy-*, fonts-arphic-*. The handwriting fonts (Open Font License) are installed,
if wanted, below this folder, which git ignores:
    npm install --prefix evaluation/generator/fonts --no-save @fontsource/ma-shan-zheng @fontsource/long-cang @fontsource/zhi-mang-xing
"""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from fontTools.ttLib import TTFont
from PIL import ImageFont

from evaluation.generator.sheet import Script, Split

HAND_FOLDER = Path(__file__).parent / "fonts"
SYSTEM_FOLDERS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".fonts")


@dataclass(frozen=True, slots=True, kw_only=True)
class FontFile:
    """A font file and its index within a collection."""

    path: Path
    index: int = 0


# (file name, index for Simplified, index for Traditional; -1: has none of that script)
_FACES: dict[str, tuple[str, int, int]] = {
    "serif": ("NotoSerifCJK-Regular.ttc", 2, 3),
    "serif-bold": ("NotoSerifCJK-Bold.ttc", 2, 3),
    "sans": ("NotoSansCJK-Regular.ttc", 2, 3),
    "sans-bold": ("NotoSansCJK-Bold.ttc", 2, 3),
    "microhei": ("wqy-microhei.ttc", 0, 0),
    "zenhei": ("wqy-zenhei.ttc", 0, 0),
    "uming": ("uming.ttc", 0, 2),
    "ukai": ("ukai.ttc", 0, 2),
    "sung-gb": ("gbsn00lp.ttf", 0, -1),
    "sung-big5": ("bsmi00lp.ttf", -1, 0),
    "kai-gb": ("gkai00mp.ttf", 0, -1),
    "kai-big5": ("bkai00mp.ttf", -1, 0),
}
_BODY = {
    Split.TRAIN: ("serif", "serif", "microhei", "kai-gb", "kai-big5"),
    Split.DEV: ("sans", "sung-gb", "sung-big5"),
    Split.TEST: ("zenhei", "uming", "uming"),
    Split.PROBE_A: ("sans", "kai-gb", "kai-big5"),
    Split.PROBE_B: ("microhei", "sung-gb", "sung-big5"),
    Split.PROBE_C: ("serif", "kai-gb", "kai-big5"),
    Split.PROBE_D: ("sans", "sung-gb", "sung-big5"),
}
_TITLE = {
    Split.TRAIN: ("serif-bold", "microhei"), Split.DEV: ("sans-bold",), Split.TEST: ("zenhei", "ukai"),
    Split.PROBE_A: ("serif-bold",), Split.PROBE_B: ("microhei",), Split.PROBE_C: ("sans-bold",), Split.PROBE_D: ("serif-bold",),
}  # fmt: skip
_KAI = {
    Split.TRAIN: ("kai-gb", "kai-big5"), Split.DEV: ("sung-gb", "sung-big5"), Split.TEST: ("ukai",),
    Split.PROBE_A: ("kai-gb", "kai-big5"), Split.PROBE_B: ("sung-gb", "sung-big5"),
    Split.PROBE_C: ("kai-gb", "kai-big5"), Split.PROBE_D: ("sung-gb", "sung-big5"),
}  # fmt: skip
_HAND = {
    Split.TRAIN: ("ma-shan-zheng",), Split.DEV: ("long-cang",), Split.TEST: ("zhi-mang-xing", "liu-jian-mao-cao"),
    Split.PROBE_A: ("long-cang",), Split.PROBE_B: ("ma-shan-zheng",), Split.PROBE_C: ("ma-shan-zheng",), Split.PROBE_D: ("long-cang",),
}  # fmt: skip
_LAST_RESORT = ("serif", "sans", "zenhei", "microhei", "uming")


@lru_cache(maxsize=1)
def _system_files() -> dict[str, Path]:
    return {
        path.name: path
        for folder in SYSTEM_FOLDERS
        if folder.is_dir()
        for path in sorted(folder.rglob("*.tt?"))
    }  # fmt: skip


def face(name: str, script: Script) -> FontFile | None:
    """The font file of a face, or None where the machine or the face lacks the script."""
    file_name, hans, hant = _FACES[name]
    index = hant if script is Script.HANT else hans
    path = _system_files().get(file_name)
    return FontFile(path=path, index=index) if path and index >= 0 else None


def _faces(names: tuple[str, ...], script: Script) -> tuple[FontFile, ...]:
    return tuple(found for name in names if (found := face(name, script)))


def body_faces(split: Split, script: Script) -> tuple[FontFile, ...]:
    """The split's text faces that this machine has.

    Raises FileNotFoundError naming the packages where it has no Chinese font at all.
    """
    found = _faces(_BODY[split], script) or _faces(_LAST_RESORT, script)
    if not found:
        raise FileNotFoundError(
            "no Chinese font: apt-get install fonts-noto-cjk fonts-wqy-zenhei fonts-wqy-microhei fonts-arphic-uming fonts-arphic-ukai"
        )
    return found


def title_faces(split: Split, script: Script) -> tuple[FontFile, ...]:
    """The split's title faces."""
    return _faces(_TITLE[split], script) or body_faces(split, script)


def hand_faces(split: Split, script: Script) -> tuple[FontFile, ...]:
    """The split's handwriting fonts where installed and the script is Simplified (they have no Traditional), else its kai."""
    written = () if script is Script.HANT else tuple(file for name in _HAND[split] if (file := _handwriting(name)))
    return written or _faces(_KAI[split], script) or body_faces(split, script)


def last_resort(script: Script) -> tuple[FontFile, ...]:
    """Faces for characters that the chosen one lacks."""
    return _faces(_LAST_RESORT, script)


@lru_cache(maxsize=8)
def _handwriting(name: str) -> FontFile | None:
    """The font unpacked from its web form on first use."""
    source = HAND_FOLDER / "node_modules" / "@fontsource" / name / "files" / f"{name}-chinese-simplified-400-normal.woff2"
    target = HAND_FOLDER / f"{name}.ttf"
    if not target.is_file():
        if not source.is_file():
            return None
        font = TTFont(source)
        font.flavor = None
        font.save(target)
    return FontFile(path=target)


@lru_cache(maxsize=64)
def characters(file: FontFile) -> frozenset[int]:
    """The code points that the font can draw."""
    with TTFont(file.path, fontNumber=file.index, lazy=True) as font:
        return frozenset(font.getBestCmap())


@lru_cache(maxsize=512)
def sized(file: FontFile, pixels: int) -> ImageFont.FreeTypeFont:
    """The font at a size in pixels."""
    return ImageFont.truetype(str(file.path), pixels, index=file.index)
