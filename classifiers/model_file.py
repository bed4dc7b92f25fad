"""Model files: weights in an .npz that executes nothing when loaded, and a JSON card beside it with its hash, settings and figures.

The shipped model lies in the package, each of a home's own in a folder of its own.
"""

import hashlib
import io
import json
import zipfile
from dataclasses import asdict, dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np

from classifiers.combine import CombineSettings
from classifiers.model import BUCKETS, Weights, page_features
from domain.errors import MissingPartError
from domain.text import Box, Line, OcrPage, Word

CARD = "classifier.json"
WEIGHTS = "classifier.npz"


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """Weights with the settings of combination that were fitted for them."""

    weights: Weights
    settings: CombineSettings


def load_model(folder: Path | None = None) -> Model:
    """Read a model folder; None reads the one shipped.

    Raises MissingPartError where a file is missing, the hash differs from the card's, the content has not the shape promised, or the
    model was trained on other features than this version of the program reads.
    """
    card_bytes, weight_bytes = _read(folder, CARD), _read(folder, WEIGHTS)
    try:
        card = json.loads(card_bytes)
        if hashlib.sha256(weight_bytes).hexdigest() != card["sha256"]:
            raise _damaged("its weights are not the ones its card names", folder)
        if card.get("features", feature_mark()) != feature_mark():
            raise _damaged("another version of the program trained it", folder)
        return _model(card, weight_bytes)
    except (AttributeError, KeyError, TypeError, ValueError, zipfile.BadZipFile) as error:
        raise _damaged("its card or weights are not of the form expected", folder) from error


def feature_mark() -> str:
    """A short hash of how a page becomes features: weights only fit the features they were trained on."""
    texts = ("物业服务中心报修单", "房号：3栋2单元501室", "第3条 甲方应当及时维修。", "业主签名：")
    rows = ((text, Box(left=100, top=100 + 60 * n, right=100 + 30 * len(text), bottom=130 + 60 * n)) for n, text in enumerate(texts))
    lines = tuple(Line(words=(Word(text=text, box=box, confidence=1.0),)) for text, box in rows)
    buckets, values = page_features(OcrPage(page_no=1, width=1000, height=1400, lines=lines, engine="mark"))
    return hashlib.sha256(repr([(int(b), round(float(v), 4)) for b, v in zip(buckets, values, strict=True)]).encode()).hexdigest()[:12]


def save_model(folder: Path, model: Model, card: dict[str, Any]) -> None:
    """Write weights (float16) and card; `card` is added to the settings and the hash, and must hold name and version."""
    buffer = io.BytesIO()
    np.savez_compressed(
        buffer,
        types=np.array(model.weights.types),
        matrix=model.weights.matrix.astype(np.float16),
        bias=model.weights.bias.astype(np.float32),
    )
    data = buffer.getvalue()
    folder.mkdir(parents=True, exist_ok=True)
    full = {**card, "sha256": hashlib.sha256(data).hexdigest(), "settings": asdict(model.settings)}
    (folder / WEIGHTS).write_bytes(data)
    (folder / CARD).write_text(json.dumps(full, ensure_ascii=False, indent=2, sort_keys=True) + "\n", encoding="utf-8")


def _model(card: dict[str, Any], data: bytes) -> Model:
    with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
        types = tuple(str(code) for code in arrays["types"])
        matrix, bias = arrays["matrix"], arrays["bias"]
    if matrix.shape != (len(types), BUCKETS) or bias.shape != (len(types),):
        raise ValueError("its weights have another shape than this version uses")
    tag = f"{card['name']}/{card['version']}/{card['sha256'][:12]}"
    weights = Weights(types=types, matrix=matrix.astype(np.float32), bias=bias.astype(np.float32), tag=tag)
    return Model(weights=weights, settings=CombineSettings.from_card(card["settings"]))


def _read(folder: Path | None, name: str) -> bytes:
    source = resources.files("classifiers") / "models" / name if folder is None else folder / name
    try:
        return source.read_bytes()
    except OSError as error:
        raise _unusable(f"its file {name} is missing", f"缺少文件 {name}", folder) from error


def _damaged(what: str, folder: Path | None) -> MissingPartError:
    return _unusable(what, "文件已损坏或版本不符", folder)


def _unusable(en: str, zh: str, folder: Path | None) -> MissingPartError:
    if folder is None:
        return MissingPartError(
            f"The classifier's model cannot be used: {en}. Install the program again.", f"分类模型无法使用：{zh}，请重新安装程序。"
        )
    return MissingPartError(
        f"The trained model {folder.name} cannot be used: {en}. Go back with: hudang train --rollback",
        f"训练所得模型 {folder.name} 无法使用：{zh}。请运行 hudang train --rollback 恢复上一个模型。",
    )
