"""The company's own list of document types and required sets, read from one TOML file and checked."""

import hashlib
import re
import tomllib
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Any

from domain.errors import UsageError
from domain.taxonomy import FALLBACK_TYPE, Category, DocumentType, RequiredItem, RequiredSet, Taxonomy

_CODE = re.compile(r"[a-z][a-z0-9_]{0,63}")
_TYPE_KEYS = {"code", "category", "titles", "labels", "tenant", "before_tenure"}
_SET_KEYS = {"name", "item"}
_ITEM_KEYS = {"name", "types", "optional"}


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
    """Check a taxonomy's text; `name` is shown in the UsageError."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _bad(name, str(error)) from error
    checker = _Checker(name, text)
    checker.known_keys(data, {"type", "required_set"}, "")
    types = tuple(_document_type(checker, row, index) for index, row in enumerate(checker.tables(data, "type", "")))
    codes = [doc_type.code for doc_type in types]
    _no_repeats(checker, types)
    if FALLBACK_TYPE not in codes:
        raise checker.error("type", f'the type "{FALLBACK_TYPE}" is missing')
    sets = tuple(_required_set(checker, row, index, frozenset(codes)) for index, row in enumerate(checker.tables(data, "required_set", "")))
    return Taxonomy(types=types, required_sets=sets, version=hashlib.sha256(text.encode()).hexdigest()[:12])


def _read(path: Path | None) -> str:
    if path is None:
        return default_taxonomy_text()
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            f"The taxonomy file {path.name} cannot be read as UTF-8 text.", f"分类文件 {path.name} 无法按 UTF-8 文本读取。"
        ) from error


def _bad(name: str, what: str) -> UsageError:
    return UsageError(f"The taxonomy file {name} is wrong: {what}.", f"分类文件 {name} 有误：{what}。")


class _Checker:
    """Reads values out of the parsed file; each error names the key and the line of its table."""

    def __init__(self, name: str, text: str) -> None:
        self._name = name
        self._lines = text.splitlines()

    def error(self, key: str, what: str) -> UsageError:
        """The error for a key such as type[3].category."""
        found = re.match(r"(type|required_set)\[(\d+)\]", key)
        line = self._line(found[1], int(found[2])) if found else 0
        return _bad(self._name, f"line {line}, {key}: {what}" if line else f"{key}: {what}")

    def _line(self, table: str, number: int) -> int:
        heads = [i for i, text in enumerate(self._lines, start=1) if re.match(rf"\s*\[\[\s*{table}\s*\]\]", text)]
        return heads[number - 1] if number <= len(heads) else 0

    def known_keys(self, row: Mapping[str, Any], known: set[str], where: str) -> None:
        """Refuse misspelt keys."""
        for key in row:
            if key not in known:
                raise self.error(f"{where}{key}", "unknown key")

    def tables(self, row: Mapping[str, Any], key: str, where: str) -> list[Mapping[str, Any]]:
        """A list of tables, empty where absent."""
        value = row.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise self.error(f"{where}{key}", f"write it as [[{key}]] tables")
        return value

    def text(self, row: Mapping[str, Any], key: str, where: str) -> str:
        """A text that is not blank."""
        value = row.get(key)
        if not isinstance(value, str) or not value.strip():
            raise self.error(f"{where}{key}", "a text is needed")
        return value.strip()

    def texts(self, row: Mapping[str, Any], key: str, where: str, *, needed: bool) -> tuple[str, ...]:
        """A list of texts; empty where absent and not needed."""
        value = row.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value) or (needed and not value):
            raise self.error(f"{where}{key}", "a list of texts is needed")
        return tuple(item.strip() for item in value)

    def flag(self, row: Mapping[str, Any], key: str, where: str) -> bool:
        """True or false; false where absent."""
        value = row.get(key, False)
        if not isinstance(value, bool):
            raise self.error(f"{where}{key}", "true or false is needed")
        return value


def _document_type(checker: _Checker, row: Mapping[str, Any], index: int) -> DocumentType:
    where = f"type[{index + 1}]."
    checker.known_keys(row, _TYPE_KEYS, where)
    code = checker.text(row, "code", where)
    if not _CODE.fullmatch(code):
        raise checker.error(f"{where}code", "use lower-case letters, digits and underscore, a letter first")
    category = checker.text(row, "category", where)
    if category not in set(Category):
        raise checker.error(f"{where}category", "use one of " + ", ".join(Category))
    titles = checker.texts(row, "titles", where, needed=True)
    if "*" in titles[0] or any(not title.replace("*", "") for title in titles):
        raise checker.error(f"{where}titles", "the first title is shown and has no *, and no title is * alone")
    return DocumentType(
        code=code,
        category=Category(category),
        titles=titles,
        labels=checker.texts(row, "labels", where, needed=False),
        tenant_paper=checker.flag(row, "tenant", where),
        before_tenure=checker.flag(row, "before_tenure", where),
    )


def _no_repeats(checker: _Checker, types: tuple[DocumentType, ...]) -> None:
    """A code names one type, and so does a title."""
    codes: set[str] = set()
    titles: dict[str, str] = {}
    for index, doc_type in enumerate(types, start=1):
        if doc_type.code in codes:
            raise checker.error(f"type[{index}].code", f'"{doc_type.code}" is given twice')
        codes.add(doc_type.code)
        for title in doc_type.titles:
            if titles.setdefault(title, doc_type.code) != doc_type.code:
                raise checker.error(f"type[{index}].titles", f'"{title}" is also a title of "{titles[title]}"')


def _required_set(checker: _Checker, row: Mapping[str, Any], index: int, codes: frozenset[str]) -> RequiredSet:
    where = f"required_set[{index + 1}]."
    checker.known_keys(row, _SET_KEYS, where)
    items = []
    for number, item in enumerate(checker.tables(row, "item", where), start=1):
        here = f"{where}item[{number}]."
        checker.known_keys(item, _ITEM_KEYS, here)
        types = checker.texts(item, "types", here, needed=True)
        for code in types:
            if code not in codes:
                raise checker.error(f"{here}types", f'"{code}" is no type of this file')
        items.append(RequiredItem(name=checker.text(item, "name", here), types=types, optional=checker.flag(item, "optional", here)))
    return RequiredSet(name=checker.text(row, "name", where), items=tuple(items))
