"""OCRmyPDF as a peer: `-l chi_sim --rotate-pages --deskew`, text from its sidecar, rotation and skew from its log.

It has an environment of its own, .venv-peers. Pages come as one PDF a batch, so that its start is shared by several pages; pictures are put
into the PDF by its own img2pdf, byte for byte, which is not counted as its time. No PDF is written (`--output-type none`): here it is
compared as a reader; for the same deliverable see evaluation.bench_speed.
"""

import re
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pikepdf
from PIL import Image

from domain.errors import MissingPartError
from domain.scan import FileKind
from evaluation.bench.pages import Scanned
from evaluation.bench.readers import Meter, Reading
from ingest.probe import detect

PROGRAMS = Path(__file__).parents[2] / ".venv-peers" / "bin"
ARGUMENTS = ("-l", "chi_sim", "--rotate-pages", "--deskew", "--jobs", "1", "--output-type", "none", "--verbose", "1")
PAGES_AT_ONCE = 8

_ROTATED = re.compile(r"^\s*(\d+) .*page is facing (.), confidence [\d.]+ - (.*)$", re.MULTILINE)
_DESKEWED = re.compile(r"^\s*(\d+) Deskew angle: (-?[\d.]+)", re.MULTILINE)
_CLOCKWISE = {"⇧": 0, "⇨": 270, "⇩": 180, "⇦": 90}
"""Which way a page's head points → degrees clockwise to upright."""


class FailedError(Exception):
    """The program ended with an error; its last line says which."""


class OcrMyPdf:
    """Runs the program once a batch."""

    batch = PAGES_AT_ONCE

    def __init__(self, programs: Path = PROGRAMS) -> None:
        if not (programs / "ocrmypdf").is_file():
            raise MissingPartError(
                "OCRmyPDF is not installed for comparison. Run: make setup-bench",
                "未安装用于对比的 OCRmyPDF，请执行：make setup-bench",
            )
        self._programs = programs
        told = subprocess.run([str(programs / "ocrmypdf"), "--version"], capture_output=True, text=True, check=True)
        self.tag = f"ocrmypdf {told.stdout.strip()}"

    def read(self, scans: Sequence[Scanned]) -> list[Reading]:
        """All pages in one run; its time is shared equally."""
        with tempfile.TemporaryDirectory(prefix="hudang-bench-") as name:
            folder = Path(name)
            self._assemble(scans, folder)
            command = [str(self._programs / "ocrmypdf"), *ARGUMENTS, "--sidecar", "text.txt", "in.pdf", "-"]
            meter = Meter()
            with meter.running():
                done = subprocess.run(command, cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False)
            if done.returncode:
                raise FailedError(f"exit {done.returncode}: {done.stderr.strip().rsplit(chr(10), 1)[-1]}")
            texts = (folder / "text.txt").read_text(encoding="utf-8").split("\f")
        share = replace(
            Reading(text="", cpu_seconds=0.0, wall_seconds=0.0),
            cpu_seconds=meter.cpu_seconds / len(scans),
            wall_seconds=meter.wall_seconds / len(scans),
        )
        return said(texts[: len(scans)], done.stderr, share)

    def _assemble(self, scans: Sequence[Scanned], folder: Path) -> None:
        """Write in.pdf with these pages, their pictures untouched."""
        with pikepdf.new() as whole:
            for number, scan in enumerate(scans):
                path = scan.path
                if detect(path, name=path.name) is not FileKind.PDF:
                    path = self._as_pdf(path, folder / f"{number}.pdf")
                with pikepdf.open(path) as pdf:
                    whole.pages.append(pdf.pages[scan.page_no - 1])
            whole.save(folder / "in.pdf")

    def _as_pdf(self, picture: Path, target: Path) -> Path:
        if detect(picture, name=picture.name) is FileKind.WEBP:  # unknown to img2pdf
            with Image.open(picture) as image:
                picture = target.with_suffix(".png")
                image.save(picture, dpi=image.info.get("dpi", (200, 200)))
        subprocess.run([str(self._programs / "img2pdf"), str(picture), "--output", str(target)], check=True, capture_output=True)
        return target

    def close(self) -> None:
        """Nothing is left running."""


def said(texts: Sequence[str], log: str, costs: Reading) -> list[Reading]:
    """One reading a page from the pages' texts and the verbose log; `costs` gives each page's."""
    turns = {int(page): _CLOCKWISE.get(facing, 0) if "will rotate" in action else 0 for page, facing, action in _ROTATED.findall(log)}
    # It logs the angle to turn the picture counter-clockwise by, which is clockwise content.
    skews = {int(page): -float(angle) for page, angle in _DESKEWED.findall(log)}
    return [replace(costs, text=text, rotation=turns.get(page), skew=skews.get(page)) for page, text in enumerate(texts, start=1)]
