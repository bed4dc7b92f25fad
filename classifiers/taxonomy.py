"""The company's own list of document types and required sets, read from one TOML file and checked."""

import hashlib
import re
import tomllib
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Any

from classifiers.company_file import Checker, MistakeError
from classifiers.required_sets import read_sets
from domain.errors import UsageError
from domain.taxonomy import FALLBACK_TYPE, Category, DocumentType, Taxonomy

_CODE = re.compile(r"[a-z][a-z0-9_]{0,63}")
_TYPE_KEYS = {"code", "category", "titles", "labels", "tenant", "before_tenure"}


def load_taxonomy(path: Path | None = None) -> Taxonomy:
    """Read a taxonomy file; None reads the one shipped.

    Raises UsageError naming the line or the key where the file cannot be read, is no TOML, misses or misspells a key, repeats a code,
    or names an unknown category or type.
    """
    return parse_taxonomy(_read(path), path.name if path else "taxonomy_default.toml")


def default_taxonomy_text() -> str:
    """The shipped file's text, for `init` to place in a new home."""
    return resources.files("classifiers").joinpath("taxonomy_default.toml").read_text(encoding="utf-8")


def parse_taxonomy(text: str, name: str) -> Taxonomy:
    """Check a taxonomy's text; `name` is shown in the MistakeError (a UsageError) raised for the first mistake."""
    taxonomy, mistakes = _parse(text, name)
    if mistakes:
        raise mistakes[0]
    return taxonomy


def mistakes_in(text: str, name: str) -> tuple[MistakeError, ...]:
    """Every mistake of a file's required sets in its order; the first one only where types or the file as a whole are wrong."""
    try:
        return _parse(text, name)[1]
    except MistakeError as mistake:
        return (mistake,)


def _parse(text: str, name: str) -> tuple[Taxonomy, tuple[MistakeError, ...]]:
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        raise MistakeError(name, int(line[1]) if line else 0, "", (str(error), f"不符合 TOML 格式（{error}）")) from error
    checker = Checker(name, text)
    checker.known_keys(data, {"type", "required_set"}, "")
    types = tuple(_document_type(checker, row, index) for index, row in enumerate(checker.tables(data, "type", "")))
    codes = frozenset(doc_type.code for doc_type in types)
    _no_repeats(checker, types)
    if FALLBACK_TYPE not in codes:
        raise checker.error("type", f'the type "{FALLBACK_TYPE}" is missing', f"缺少文件类型“{FALLBACK_TYPE}”")
    sets, mistakes = read_sets(checker, data, codes)
    return Taxonomy(types=types, required_sets=sets, version=hashlib.sha256(text.encode()).hexdigest()[:12]), mistakes


def _read(path: Path | None) -> str:
    if path is None:
        return default_taxonomy_text()
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            f"The taxonomy file {path.name} cannot be read as UTF-8 text.", f"分类文件 {path.name} 无法按 UTF-8 文本读取。"
        ) from error


def _document_type(checker: Checker, row: Mapping[str, Any], index: int) -> DocumentType:
    where = f"type[{index + 1}]."
    checker.known_keys(row, _TYPE_KEYS, where)
    code = checker.text(row, "code", where)
    if not _CODE.fullmatch(code):
        raise checker.error(
            f"{where}code", "use lower-case letters, digits and underscore, a letter first", "代码用小写字母、数字、下划线，字母开头"
        )
    category = checker.text(row, "category", where)
    if category not in set(Category):
        raise checker.error(f"{where}category", "use one of " + ", ".join(Category), "可用：" + "、".join(Category))
    titles = checker.texts(row, "titles", where, needed=True)
    if "*" in titles[0] or any(not title.replace("*", "") for title in titles):
        raise checker.error(
            f"{where}titles", "the first title is shown and has no *, and no title is * alone", "第一个标题不含 *，且任何标题不能只有 *"
        )
    return DocumentType(
        code=code,
        category=Category(category),
        titles=titles,
        labels=checker.texts(row, "labels", where, needed=False),
        tenant_paper=checker.flag(row, "tenant", where),
        before_tenure=checker.flag(row, "before_tenure", where),
    )


def _no_repeats(checker: Checker, types: tuple[DocumentType, ...]) -> None:
    """A code names one type, and so does a title."""
    codes: set[str] = set()
    titles: dict[str, str] = {}
    for index, doc_type in enumerate(types, start=1):
        if doc_type.code in codes:
            raise checker.error(f"type[{index}].code", f'"{doc_type.code}" is given twice', f"“{doc_type.code}”重复")
        codes.add(doc_type.code)
        for title in doc_type.titles:
            if titles.setdefault(title, doc_type.code) != doc_type.code:
                other = titles[title]
                raise checker.error(f"type[{index}].titles", f'"{title}" is also a title of "{other}"', f"“{title}”已是“{other}”的标题")
