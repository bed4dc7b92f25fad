"""Peak memory of a worker with its decoder on hard inputs: `python -m evaluation.memory [--pages 600] [--megapixels 300]`.

Digitises a PDF of many pages and very large single pages with one worker, and prints the largest resident size of the worker and of
the worker together with its decoder, in MiB.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

import psutil
from PIL import Image, ImageDraw, ImageFont

from evaluation.chaos import FONT, make_pdf

EVERY = 0.1
MIB = 1 << 20


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


def measure(scans: Path, home: Path) -> Mapping[str, int]:
    """Digitise the folder with one worker; return the peaks in bytes."""
    env = {**os.environ, "HUDANG_HOME": str(home), "HUDANG_WORKERS": "1", "OMP_NUM_THREADS": "1"}
    subprocess.run([sys.executable, "-m", "hudang", "init"], env=env, check=True, stdout=subprocess.DEVNULL)
    batch = subprocess.Popen([sys.executable, "-m", "hudang", "batch", str(scans), "--json"], env=env)
    peaks = {"worker": 0, "decoder": 0, "together": 0}
    while batch.poll() is None:
        worker, decoder = _sizes(batch.pid)
        now = {"worker": worker, "decoder": decoder, "together": worker + decoder}
        peaks = {name: max(size, now[name]) for name, size in peaks.items()}
        time.sleep(EVERY)
    if batch.returncode:
        raise RuntimeError(f"batch ended with {batch.returncode}")
    return peaks


def _sizes(batch_pid: int) -> tuple[int, int]:
    """Resident bytes of the worker, and of its decoder's processes."""
    worker = decoder = 0
    try:
        for process in psutil.Process(batch_pid).children(recursive=True):
            with_solo = "--solo" in process.cmdline()
            size = process.memory_info().rss
            worker, decoder = (worker + size, decoder) if with_solo else (worker, decoder + size)
    except psutil.NoSuchProcess:
        return 0, 0
    return worker, decoder


def main() -> None:
    """Print a line for each input."""
    parser = argparse.ArgumentParser(description="Peak memory")
    parser.add_argument("--pages", type=int, default=600)
    parser.add_argument("--megapixels", type=int, default=300)
    arguments = parser.parse_args()
    for name in (f"{arguments.pages}-page PDF", f"{arguments.megapixels}-megapixel JPEG", f"{arguments.megapixels}-megapixel TIFF"):
        with tempfile.TemporaryDirectory(prefix="hudang-memory-") as folder:
            scans = Path(folder) / "scans"
            scans.mkdir()
            if name.endswith("PDF"):
                make_pdf(scans / "long.pdf", arguments.pages)
            else:
                big_page(scans / ("big.jpg" if name.endswith("JPEG") else "big.tif"), arguments.megapixels)
            started = time.monotonic()
            peaks = measure(scans, Path(folder) / "home")
            shown = ", ".join(f"{part} {size / MIB:.0f} MiB" for part, size in peaks.items())
            print(f"{name}: {shown}; {time.monotonic() - started:.0f} s", flush=True)


if __name__ == "__main__":
    main()
