"""Peak memory of a worker with its decoder on hard inputs: `python -m evaluation.memory [--inputs pdf] [--pages 600] [--megapixels 300]`.

Digitises a PDF of many pages and very large single pages with one worker each, and prints in MiB the largest resident size of any one
process, of the worker together with its decoder, and of all processes of the batch.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from evaluation.bench_speed.contenders import WORKER_MARK
from evaluation.bench_speed.measured import Usage, measure
from evaluation.chaos import FONT, make_pdf

MIB = 1 << 20
INPUTS = ("pdf", "jpeg", "tiff")


def big_page(path: Path, megapixels: int) -> None:
    """Write a colour page of so many megapixels in the proportions of A4 with a few lines of text."""
    height = int((megapixels * 1e6 * 1.414) ** 0.5)
    image = Image.new("RGB", (int(height / 1.414), height), (250, 248, 240))
    font = ImageFont.truetype(FONT, height // 60)
    draw = ImageDraw.Draw(image)
    for line in range(12):
        draw.text(
            (height // 20, height // 20 * (line + 1)), "房号：3栋2单元501室 业主姓名 报修内容 厨房水管漏水", font=font, fill=(20, 20, 20)
        )
    Image.MAX_IMAGE_PIXELS = None
    image.save(path, **({"compression": "tiff_lzw"} if path.suffix == ".tif" else {}), dpi=(1200, 1200))


def digitise(scans: Path, folder: Path) -> Usage:
    """Digitise the scans with one worker in a fresh home below the folder."""
    env = {**os.environ, "HUDANG_HOME": str(folder / "home"), "HUDANG_WORKERS": "1", "OMP_NUM_THREADS": "1"}
    program = (sys.executable, "-m", "hudang")
    subprocess.run([*program, "init"], env=env, check=True, stdout=subprocess.DEVNULL)
    return measure([*program, "batch", str(scans), "--json"], env=env, output=folder / "batch.out", marker=WORKER_MARK)


def main() -> None:
    """Print a line for each input."""
    parser = argparse.ArgumentParser(description="Peak memory")
    parser.add_argument("--inputs", nargs="+", choices=INPUTS, default=list(INPUTS))
    parser.add_argument("--pages", type=int, default=600, help="pages of the PDF")
    parser.add_argument("--megapixels", type=int, default=300, help="size of the pictures")
    arguments = parser.parse_args()
    for kind in arguments.inputs:
        name = f"{arguments.pages}-page PDF" if kind == "pdf" else f"{arguments.megapixels}-megapixel {kind.upper()}"
        with tempfile.TemporaryDirectory(prefix="hudang-memory-") as work:
            folder = Path(work)
            scans = folder / "scans"
            scans.mkdir()
            if kind == "pdf":
                make_pdf(scans / "long.pdf", arguments.pages)
            else:
                big_page(scans / {"jpeg": "big.jpg", "tiff": "big.tif"}[kind], arguments.megapixels)
            used = digitise(scans, folder)
            sizes = {"one process": used.process_bytes, "worker with its decoder": used.worker_bytes, "together": used.together_bytes}
            shown = ", ".join(f"{part} {size / MIB:.0f} MiB" for part, size in sizes.items())
            print(f"{name}: {shown}; {used.seconds:.0f} s, {used.cpu_seconds:.0f} CPU-s", flush=True)


if __name__ == "__main__":
    main()
