"""Packages in the BagIt form (RFC 8493, version 1.0): payload below data/, every file's SHA-256 in a manifest, tags beside it."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

from domain.errors import DamagedStoreError, UsageError

DATA = "data"
MANIFEST, TAG_MANIFEST, DECLARATION, INFO = "manifest-sha256.txt", "tagmanifest-sha256.txt", "bagit.txt", "bag-info.txt"
_DECLARED = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
_LINE = re.compile(r"([0-9a-fA-F]{64}) [ *](.+)")
_CHUNK = 1 << 20


class BagWriter:
    """A package being written into an empty folder; `close` makes it whole."""

    def __init__(self, folder: Path) -> None:
        if folder.exists() and any(folder.iterdir()):
            raise UsageError(f"{folder} is not empty.", f"{folder} 不是空目录。")
        self.folder = folder
        self._manifest: dict[str, str] = {}
        self._bytes = 0
        (folder / DATA).mkdir(parents=True, exist_ok=True)

    def __contains__(self, name: str) -> bool:
        return name in self._manifest

    def path(self, name: str) -> Path:
        """Where the payload file of that name (below data/, "/" as separator) is to be written; its folder is made."""
        path = self.folder / DATA / name
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def copy(self, source: Path, name: str) -> str:
        """Copy a file in and return the digest of what was written."""
        digest = hashlib.sha256()
        with source.open("rb") as stream, self.path(name).open("xb") as out:
            while chunk := stream.read(_CHUNK):
                digest.update(chunk)
                out.write(chunk)
                self._bytes += len(chunk)
        self._manifest[name] = digest.hexdigest()
        return self._manifest[name]

    def written(self, name: str) -> None:
        """Enter a payload file that was written at `path(name)`."""
        path = self.folder / DATA / name
        self._manifest[name] = _digest(path)
        self._bytes += path.stat().st_size

    def close(self, info: Mapping[str, str]) -> int:
        """Write manifests and tags and return the number of payload files; `info` goes into bag-info.txt, one line a value."""
        lines = "".join(f"{digest}  {DATA}/{_encoded(name)}\n" for name, digest in sorted(self._manifest.items()))
        (self.folder / MANIFEST).write_text(lines, encoding="utf-8")
        (self.folder / DECLARATION).write_text(_DECLARED, encoding="utf-8")
        facts = {**info, "Payload-Oxum": f"{self._bytes}.{len(self._manifest)}"}
        text = "".join(f"{key}: {' '.join(value.split())}\n" for key, value in facts.items())
        (self.folder / INFO).write_text(text, encoding="utf-8")
        tags = "".join(f"{_digest(self.folder / name)}  {name}\n" for name in (INFO, DECLARATION, MANIFEST))
        (self.folder / TAG_MANIFEST).write_text(tags, encoding="utf-8")
        return len(self._manifest)


def check_bag(folder: Path) -> dict[str, str]:
    """Hash every file of a package and return its bag-info.

    UsageError where the folder is no package, DamagedStoreError naming the first file that is missing, changed, added or a link.
    """
    if not all((folder / name).is_file() for name in (DECLARATION, INFO, MANIFEST, TAG_MANIFEST)):
        raise UsageError(
            f"{folder} is no whole package: {DECLARATION}, {INFO}, {MANIFEST} or {TAG_MANIFEST} is missing.",
            f"{folder} 不是完整的档案包：缺少 {DECLARATION}、{INFO}、{MANIFEST} 或 {TAG_MANIFEST}。",
        )
    for name, digest in _listed(folder / TAG_MANIFEST):
        _check(folder, name, digest)
    named = set()
    for name, digest in _listed(folder / MANIFEST):
        _check(folder, name, digest)
        named.add(name)
    for path in (folder / DATA).rglob("*"):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink() or (not path.is_dir() and name not in named):
            raise _damaged(name, "is not in the manifest", "不在清单中")
    return _info(folder)


def _listed(manifest: Path) -> Iterator[tuple[str, str]]:
    with manifest.open(encoding="utf-8") as lines:
        for line in lines:
            match = _LINE.fullmatch(line.rstrip("\r\n"))
            name = _decoded(match[2]) if match else ""
            if match is None or PurePosixPath(name).is_absolute() or ".." in PurePosixPath(name).parts:
                raise _damaged(manifest.name, "has a line that is no entry", "中有无效的行")
            yield name, match[1].lower()


def _check(folder: Path, name: str, digest: str) -> None:
    path = folder / name
    if path.is_symlink() or not path.is_file():
        raise _damaged(name, "is missing", "缺失")
    if _digest(path) != digest:
        raise _damaged(name, "was changed", "已被改动")


def _damaged(name: str, en: str, zh: str) -> DamagedStoreError:
    return DamagedStoreError(
        f"The package is damaged: {name} {en}. Copy it anew from where it comes from.", f"档案包已损坏：{name} {zh}，请重新复制。"
    )


def _info(folder: Path) -> dict[str, str]:
    with (folder / INFO).open(encoding="utf-8") as lines:
        pairs = (line.rstrip("\n").partition(": ") for line in lines)
        return {key: value for key, found, value in pairs if found}


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _encoded(name: str) -> str:
    """RFC 8493, 2.1.3: line ends and per cent signs of a name are percent-encoded."""
    return name.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _decoded(name: str) -> str:
    return name.replace("%0A", "\n").replace("%0D", "\r").replace("%25", "%")
