"""What this machine has and lacks, each with the command that mends it."""

import importlib.metadata
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from domain.errors import HudangError, MissingPartError
from hudang.bootstrap import is_home, make_workplace, sources
from hudang.settings import Settings
from ocr.engine import load_engine
from publishing.fonts import chinese_font
from services import model_versions

LANGUAGES = ("chi_sim", "chi_tra", "eng", "osd")
LEAST_FREE_GIB = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """One part of the machine: whether it is well, what was seen in both languages, and the command that mends it ("" where well)."""

    part: str
    ok: bool
    en: str
    zh: str
    mend: str = ""


def diagnose(settings: Settings) -> tuple[Diagnosis, ...]:
    """Look at everything once; nothing is changed."""
    parts: tuple[Callable[[Settings], Iterator[Diagnosis]], ...] = (
        _programs,
        _languages,
        _font,
        _engines,
        _home,
        _model,
        _broker,
        _folders,
        _disk,
    )
    return tuple(found for part in parts for found in part(settings))


def _programs(_settings: Settings) -> Iterator[Diagnosis]:
    for program, package in (("pdftoppm", "poppler-utils"), ("pdfinfo", "poppler-utils"), ("tesseract", "tesseract-ocr")):
        path = shutil.which(program)
        yield Diagnosis(
            part=program,
            ok=path is not None,
            en=path or "program not found",
            zh=path or "未找到该程序",
            mend="" if path else f"apt-get install {package}",
        )


def _languages(_settings: Settings) -> Iterator[Diagnosis]:
    if shutil.which("tesseract") is None:
        return
    listed = subprocess.run(["tesseract", "--list-langs"], capture_output=True, text=True, check=False).stdout.split()
    for language in LANGUAGES:
        ok = language in listed
        yield Diagnosis(
            part=f"tesseract {language}",
            ok=ok,
            en="installed" if ok else "language data not found",
            zh="已安装" if ok else "未找到语言数据",
            mend="" if ok else f"apt-get install tesseract-ocr-{language.replace('_', '-')}",
        )


def _font(_settings: Settings) -> Iterator[Diagnosis]:
    try:
        path = chinese_font()
    except MissingPartError as error:
        yield Diagnosis(part="font", ok=False, en=error.en, zh=error.message_zh, mend="apt-get install fonts-wqy-microhei")
    else:
        yield Diagnosis(part="font", ok=True, en=str(path), zh=str(path))


def _engines(settings: Settings) -> Iterator[Diagnosis]:
    for name in dict.fromkeys((settings.engine, settings.engine_fallback)):
        if not name:
            continue
        try:
            tag = load_engine(name, fallback=None).tag
        except HudangError as error:
            yield Diagnosis(part=f"engine {name}", ok=False, en=error.en, zh=error.message_zh, mend="make setup")
        else:
            yield Diagnosis(part=f"engine {name}", ok=True, en=tag, zh=tag)
    for package in ("openvino", "onnxruntime"):
        version = importlib.metadata.version(package)
        yield Diagnosis(part=package, ok=True, en=version, zh=version)


def _home(settings: Settings) -> Iterator[Diagnosis]:
    if not is_home(settings.home):
        yield Diagnosis(
            part="home",
            ok=False,
            en=f"{settings.home} is not a home yet",
            zh=f"{settings.home} 尚未初始化",
            mend=f"hudang init --home {settings.home}",
        )
        return
    try:
        make_workplace(settings).close()
    except HudangError as error:
        yield Diagnosis(part="database", ok=False, en=error.en, zh=error.message_zh, mend="HUDANG_DATABASE_URL")
    else:
        kind = settings.effective_database_url.split(":", 1)[0]
        yield Diagnosis(part="database", ok=True, en=kind, zh=kind)


def _model(settings: Settings) -> Iterator[Diagnosis]:
    if not is_home(settings.home):
        return
    try:
        place = make_workplace(settings)
    except HudangError:
        return  # the database's own line says so
    try:
        now = model_versions.standing(place)
        lost = model_versions.vanished(place)
    finally:
        place.close()
    if now.trouble is not None:
        mend = "hudang train --rollback" if now.name else "make setup"
        yield Diagnosis(part="model", ok=False, en=now.trouble[0], zh=now.trouble[1], mend=mend)
        return
    en = f"{now.tag}{'; types no longer in the taxonomy: ' + ', '.join(lost) if lost else ''}"
    zh = f"{now.tag}{'；分类文件中已没有的类型：' + '、'.join(lost) if lost else ''}"
    yield Diagnosis(part="model", ok=True, en=en, zh=zh)


def _broker(settings: Settings) -> Iterator[Diagnosis]:
    if not settings.broker_url:
        yield Diagnosis(part="broker", ok=True, en="none needed (embedded)", zh="单机模式，无需消息服务")
        return
    from redis import Redis  # a command-line start should not pay for the client
    from redis.exceptions import RedisError

    try:
        with Redis.from_url(settings.broker_url, socket_connect_timeout=3) as client:
            client.ping()
    except RedisError as error:
        yield Diagnosis(
            part="broker",
            ok=False,
            en=f"not reached ({type(error).__name__})",
            zh=f"无法连接（{type(error).__name__}）",
            mend="systemctl start redis-server",
        )
    else:
        yield Diagnosis(part="broker", ok=True, en="answers", zh="连接正常")


def _folders(settings: Settings) -> Iterator[Diagnosis]:
    for source in sources(settings):
        path = Path(source.path)
        ok = path.is_dir() and os.access(path, os.R_OK | os.W_OK)
        yield Diagnosis(
            part=f"folder {source.name}",
            ok=ok,
            en=f"{path}" if ok else f"{path} is missing or may not be written",
            zh=f"{path}" if ok else f"{path} 不存在或无写入权限",
            mend="" if ok else f"mkdir -p {path}",
        )


def _disk(settings: Settings) -> Iterator[Diagnosis]:
    folder = settings.home if settings.home.exists() else settings.home.parent
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free / (1 << 30)
    yield Diagnosis(
        part="disk",
        ok=free >= LEAST_FREE_GIB,
        en=f"{free:.1f} GiB free",
        zh=f"剩余 {free:.1f} GiB",
        mend="" if free >= LEAST_FREE_GIB else f"df -h {folder}",
    )
