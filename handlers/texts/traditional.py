"""The traditional catalog out of the simplified one: OpenCC, and what it cannot know."""

from functools import cache
from pathlib import Path

import opencc

FOLDER = Path(__file__).parent
SIMPLIFIED, TRADITIONAL = FOLDER / "zh-Hans.toml", FOLDER / "zh-Hant.toml"
FOLDERS = (FOLDER, FOLDER.parents[1] / "bot" / "web" / "desk" / "texts")
"""The bot's catalogs, and the web desk's."""
_NOTE = "# 由 zh-Hans.toml 生成，請勿手改；用字在 traditional.py 裡改，再執行 python -m handlers.texts。\n"

_CORRECTIONS = {
    "“": "「",
    "”": "」",
    "以後用簡體中文": "以後用繁體中文",
    # Words that are wrong here, too technical, or cut in the wrong place.
    "稽核": "審核",
    "開啟": "打開",
    "並聯系": "並聯絡",
    "工作日里": "工作日裡",
    "回避": "迴避",
    "掛賬": "掛帳",
}
"""After OpenCC has turned characters and everyday words (视频 影片, 文件 檔案, 链接 連結)."""


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("s2twp")


def to_traditional(catalog: str) -> str:
    """The text of the traditional catalog; template code is ASCII and passes through unchanged."""
    lines = catalog.splitlines(keepends=True)
    body = "".join(line for line in lines if not line.startswith("#"))
    converted: str = _converter().convert(body)
    for wrong, right in _CORRECTIONS.items():
        converted = converted.replace(wrong, right)
    return _NOTE + converted


def write(folder: Path = FOLDER) -> bool:
    """Bring a folder's zh-Hant.toml up to date; whether it had to be changed."""
    traditional = folder / TRADITIONAL.name
    fresh = to_traditional((folder / SIMPLIFIED.name).read_text(encoding="utf-8"))
    if traditional.exists() and traditional.read_text(encoding="utf-8") == fresh:
        return False
    traditional.write_text(fresh, encoding="utf-8")
    return True
