"""Take pictures of every page at two sizes, and of a session by key alone, into docs/screenshots.

    python -m evaluation.screenshots [--home DIR] [--out DIR]

Without --home the invented home is made in build/screenshots-home, which is kept for the next time. A given one is only copied.
"""

import argparse
import io
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from domain.people import Role
from evaluation.screenshots.addresses import SIZES, Address, addresses
from evaluation.screenshots.home import BY, dress, make
from evaluation.screenshots.session import work
from hudang.bootstrap import make_workplace
from hudang.settings import load
from review.visiting import COOKIE
from tests.integration.people import account, enter
from tests.integration.web_server import served

COLOURS = 48
DESIGN = ("#1f5f5b", "#e5f0ee", "#27653a", "#e5f1e8", "#7d5200", "#fbf0d9", "#96301f", "#fae8e4", "#ffe9a8")
WORDS = "物业"
GATE = Address(name="sign-in", title="登录", path="/sign-in")
ITEMS = 20
HEAD = """# 页面图 · Screenshots

Written by `python -m evaluation.screenshots` from an invented home; every person, unit and paper in it is made up.
Left at 1366 × 768, right on a tablet at 820 × 1180.

## 只用键盘复核二十件 · Twenty decisions by key alone

No mouse is touched; each key and its time stand in [session.txt](session.txt).

![Twenty decisions by key alone](session.webp)

## 各页面 · The pages
"""


def main() -> None:
    """Make or copy the home, serve it, take the pictures, write the page that shows them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", type=Path, default=None)
    parser.add_argument("--out", type=Path, default=Path("docs/screenshots"))
    asked = parser.parse_args()
    source = asked.home or Path("build/screenshots-home")
    if asked.home is None and not source.exists():
        make(source)
    asked.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="hudang-shots-") as folder:
        home = Path(shutil.copytree(source, Path(folder) / "home"))
        dress(home)
        _take(home, asked.out)
    total = sum(path.stat().st_size for path in asked.out.iterdir())
    print(f"{asked.out}: {len(list(asked.out.iterdir()))} files, {total / (1 << 20):.1f} MB")


def _take(home: Path, out: Path) -> None:
    place = make_workplace(load(home))
    with served(place) as (client, origin), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_chromium(), args=["--no-sandbox"])
        secret = enter(place, account(place, BY, *Role), client)
        shown = addresses(place, words=WORDS)
        for name, size in SIZES.items():
            with _window(browser, origin, size, "") as page:
                _picture(page, GATE, out / f"{GATE.name}-{name}.png")
            with _window(browser, origin, size, secret) as page:
                for each in shown:
                    _picture(page, each, out / f"{each.name}-{name}.png")
        with _window(browser, origin, SIZES["wide"], secret) as page:
            work(page, ITEMS).save(out)
        browser.close()
    place.close()
    (out / "README.md").write_text(HEAD + "".join(_row(each) for each in (GATE, *shown)), encoding="utf-8")


@contextmanager
def _window(browser: Browser, origin: str, size: tuple[int, int], secret: str) -> Iterator[Page]:
    context = browser.new_context(base_url=origin, viewport={"width": size[0], "height": size[1]}, locale="zh-CN")
    if secret:
        context.add_cookies([{"name": COOKIE, "value": secret, "url": origin}])
    yield context.new_page()
    context.close()


def _picture(page: Page, each: Address, file: Path) -> None:
    """Take one picture once everything is there, in few colours."""
    page.goto(each.path)
    page.wait_for_load_state("networkidle")
    shot = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    shot.quantize(palette=_palette(shot), dither=Image.Dither.NONE).save(file, optimize=True)


def _palette(shot: Image.Image) -> Image.Image:
    """The picture's own colours, those of the design sheet among them however little of them is seen."""
    swatch = Image.new("RGB", (shot.width, shot.height + 24 * len(DESIGN)))
    swatch.paste(shot)
    for number, colour in enumerate(DESIGN):
        swatch.paste(colour, (0, shot.height + 24 * number, shot.width, shot.height + 24 * (number + 1)))
    return swatch.quantize(COLOURS, dither=Image.Dither.NONE)


def _row(each: Address) -> str:
    pictures = " ".join(
        f'<img src="{each.name}-{name}.png" alt="{each.title} {name}" width="{width}">' for name, width in (("wide", 560), ("tablet", 240))
    )
    return f"\n### {each.title}\n\n{pictures}\n"


def _chromium() -> str:
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        raise SystemExit("Chromium is missing: run python3 scripts/setup.py --tests")
    return program


if __name__ == "__main__":
    main()
