"""What a label says: of a box on the shelf, of a household's bag in it."""

from dataclasses import dataclass

from domain.separator import SeparatorSheet


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelLine:
    """One thing that a label states, under its word; `word` "" where the value speaks for itself, `main` for what is looked for."""

    word: str
    value: str
    main: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """One label: its lines from the top, and what its code says.

    The code is a separator sheet's, so that a labelled bag or box that is laid on the scanner states its unit or box as a sheet does.
    """

    lines: tuple[LabelLine, ...]
    code: SeparatorSheet
