"""The font that printed Chinese is set in."""

from pathlib import Path

from domain.errors import MissingPartError

_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts")
_FILE = "wqy-microhei.ttc"


def chinese_font() -> Path:
    """WenQuanYi Micro Hei (Apache-2.0): TrueType with Latin, Simplified and Traditional; MissingPartError where it is not installed.

    The file is a collection, and its first face is the proportional one.
    """
    found = (path for folder in _FOLDERS for path in sorted(Path(folder).rglob(_FILE)))
    for path in found:
        return path
    raise MissingPartError(
        "The font that Chinese is printed in is not installed. Run: apt-get install fonts-wqy-microhei",
        "未安装打印用的中文字体，请运行：apt-get install fonts-wqy-microhei",
    )
