"""What records name of the store, in the order of digests, held in a file: memory stays small and no transaction stays open for hours."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from domain.ids import Sha256
from storage import read_models_verify
from storage.engine import Transaction
from storage.read_models_verify import Reference, ReferenceKind
from storage.records import Only


class NamedObjects:
    """References written to a file and read back."""

    def __init__(self, held: IO[str]) -> None:
        self._held = held

    def note(self, tx: Transaction, only: Only | None = None) -> None:
        """Write down every naming of an object in this transaction; with `only` those of these rows."""
        for each in read_models_verify.references(tx, only):
            self._held.write(f"{each.sha256} {each.kind.name} {each.id} {each.size}\n")

    def grouped(self) -> Iterator[tuple[Reference, ...]]:
        """Yield them again, all of one object together."""
        self._held.seek(0)
        group: list[Reference] = []
        for line in self._held:
            sha256, kind, number, size = line.split()
            each = Reference(sha256=Sha256(sha256), kind=ReferenceKind[kind], id=int(number), size=int(size))
            if group and group[0].sha256 != each.sha256:
                yield tuple(group)
                group = []
            group.append(each)
        if group:
            yield tuple(group)


@contextmanager
def named_objects() -> Iterator[NamedObjects]:
    """An empty file of references, gone when it is left."""
    with tempfile.TemporaryFile("w+", encoding="ascii", prefix="hudang-objects-") as held:
        yield NamedObjects(held)
