"""A session at the desk by key alone: twenty documents decided, each key and what it brought written down and shown as a moving picture."""

import io
import time
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont
from playwright.sync_api import Page

LEAST_MS, LAST_MS = 350, 2500
QUALITY = 34
WIDTH = 1024
FONT = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"


@dataclass(slots=True, kw_only=True)
class Session:
    """One person at the keyboard: no pointer is moved, nothing is clicked."""

    page: Page
    frames: list[tuple[Image.Image, int]] = field(default_factory=list)
    log: list[str] = field(default_factory=list)
    began: float = field(default_factory=time.monotonic)
    decided: int = 0

    def press(self, key: str, why: str) -> None:
        """Press a key, let the page answer, and keep what is seen."""
        self.page.keyboard.press(key)
        self._settled()
        self._keep(key, why)

    def type(self, text: str, why: str) -> None:
        """Type into the field that has the focus."""
        self.page.keyboard.type(text)
        self._settled()
        self._keep(text, why)

    def _settled(self) -> None:
        self.page.wait_for_timeout(150)
        self.page.locator("main:not([aria-busy=true])").wait_for()

    def _keep(self, key: str, why: str) -> None:
        at = time.monotonic() - self.began
        self.log.append(f"{at:7.2f} s  {key:<14} {why}")
        shot = Image.open(io.BytesIO(self.page.screenshot())).convert("RGB")
        shot = shot.resize((WIDTH, shot.height * WIDTH // shot.width), Image.Resampling.LANCZOS)
        _caption(shot, key, self.decided)
        self.frames.append((shot, round(at * 1000)))

    def save(self, folder: Path) -> None:
        """Write session.webp and session.txt."""
        pictures, at = zip(*self.frames, strict=True)
        lasting = [max(LEAST_MS, after - before) for before, after in pairwise(at)]
        first, *others = pictures
        first.save(
            folder / "session.webp", save_all=True, append_images=others, duration=[*lasting, LAST_MS], loop=0, quality=QUALITY, method=6
        )
        (folder / "session.txt").write_text("\n".join(self.log) + "\n", encoding="utf-8")


def _caption(shot: Image.Image, key: str, decided: int) -> None:
    """The key just pressed and how many are decided, in a corner of the picture."""
    words = f" {key.replace('Control', 'Ctrl')} · {decided}/20 "
    draw = ImageDraw.Draw(shot)
    font = ImageFont.truetype(FONT, 20)
    left, top, right, bottom = draw.textbbox((16, shot.height - 44), words, font=font)
    draw.rectangle((left - 6, top - 6, right + 6, bottom + 6), fill=(35, 41, 44))
    draw.text((16, shot.height - 44), words, font=font, fill=(255, 255, 255))


def work(page: Page, wanted: int) -> Session:
    """Decide that many documents of the queue, as a clerk would: the machine's unit, else its first proposal, else back to the scanner."""
    page.goto("/review/next")
    page.locator(".desk[data-ready]").wait_for()
    session = Session(page=page)
    session._keep("", "打开复核台")
    session.press("b", "看识别框")
    session.press("b", "收起识别框")
    session.press("+", "放大")
    session.press("0", "适合宽度")
    while session.decided < wanted:
        _decide(session)
    return session


def _decide(session: Session) -> None:
    page = session.page
    number = page.locator(".desk").get_attribute("data-document")
    page.locator(".desk[data-ready]").wait_for()
    chosen = page.locator('input[name="choice"]:checked')
    if page.locator(".tenures").count():
        owner = page.locator(".tenures .hint").last.get_attribute("data-owner") or ""
        session.press("o", "多任业主，写明哪一任")
        session.type(owner, "")
        key, why = "Control+Enter", "归档"
    elif chosen.count() and chosen.get_attribute("value") == "machine":
        key, why = "Enter", "机器读法无误，归档"
    elif page.locator('[data-key="1"]').count():
        session.press("1", "选第一个建议")
        key, why = "Enter", "归档"
    else:
        key, why = "s", "房号看不清，退回重扫"
    session.decided += 1
    session.press(key, f"文件 {number}：{why}")
