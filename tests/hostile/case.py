"""What a hostile or odd input is, and what must come of it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from domain.failure import FailureCode as Code

DAMAGED = frozenset({Code.DAMAGED})
ANY_BREAKAGE = frozenset(
    {Code.DAMAGED, Code.NO_PAGES, Code.PAGE_UNREADABLE, Code.UNKNOWN_TYPE, Code.DISGUISED_TYPE, Code.TOO_LARGE, Code.ENCRYPTED}
    | {Code.DECODER_CRASHED, Code.DECODER_MEMORY, Code.DECODER_TIMEOUT, Code.EMPTY_FILE, Code.TOO_MANY_PAGES}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class HostileCase:
    """One input.

    `pages` is how many pages are listed, 0 where the file is refused whole (a file of one picture may also be refused when that picture is
    read). `bad_pages` fail alone. Whatever is refused carries one of `codes`. `free`: fuzzed, may be read or refused, but never crash the
    caller; `cut`: cut short, so at least one refusal must come of it.
    """

    name: str
    path: Path
    pages: int = 0
    bad_pages: tuple[int, ...] = ()
    codes: frozenset[Code] = frozenset()
    free: bool = False
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Folder:
    """Where cases are written, each in a folder of its own so that names stay as they are."""

    root: Path
    cases: list[HostileCase]

    def path(self, name: str) -> Path:
        """A place for a file of that name."""
        folder = self.root / f"{len(self.cases):03}"
        folder.mkdir(parents=True)
        return folder / name

    def good(self, name: str, data: bytes, pages: int = 1, file_name: str = "") -> None:
        """An odd but readable file."""
        path = self.path(file_name or name)
        path.write_bytes(data)
        self.cases.append(HostileCase(name=name, path=path, pages=pages))

    def bad(self, name: str, data: bytes, *codes: Code, file_name: str = "") -> None:
        """A file to be refused whole, with one of the codes (damaged where none is given)."""
        path = self.path(file_name or name)
        path.write_bytes(data)
        self.cases.append(HostileCase(name=name, path=path, codes=frozenset(codes) or DAMAGED))

    def partly(self, name: str, data: bytes, pages: int, bad_pages: tuple[int, ...], *codes: Code) -> None:
        """A file some of whose pages cannot be read."""
        path = self.path(name)
        path.write_bytes(data)
        allowed = frozenset(codes) or frozenset({Code.PAGE_UNREADABLE})
        self.cases.append(HostileCase(name=name, path=path, pages=pages, bad_pages=bad_pages, codes=allowed))

    def fuzzed(self, name: str, data: bytes, *, cut: bool) -> None:
        """A good file broken by chance."""
        path = self.path(name)
        path.write_bytes(data)
        self.cases.append(HostileCase(name=name, path=path, codes=ANY_BREAKAGE, free=True, cut=cut))

    def entry(self, name: str, file_name: str | bytes, code: Code, make: Callable[[Path], None]) -> None:
        """A directory entry that is refused before it is opened."""
        path = self.path(file_name if isinstance(file_name, str) else file_name.decode("utf-8", "surrogateescape"))
        make(path)
        self.cases.append(HostileCase(name=name, path=path, codes=frozenset({code})))
