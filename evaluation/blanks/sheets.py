"""Which sheets are dealt: blank sides, separators and papers that look like one of them, each with what a person would call it."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import cycle, islice

from domain.page import PageKind, Rotation
from domain.separator import SeparatorSheet
from evaluation.blanks.lookalikes import NEARLY_EMPTY, Paper, coded, empty, label
from evaluation.generator.bench_wear import Mode, Scanner, choose_bench_wear, deal_scanners, fitted
from evaluation.generator.corpus import Batching, CorpusPlan, PagePlan, plan_corpus, separator_sheet
from evaluation.generator.draw import look_of
from evaluation.generator.marks import pencil_note
from evaluation.generator.sheet import Fill, PageDraft, Role, Script, Split
from evaluation.generator.wear import Profile, Wear
from publishing.separator_sheets import PrintedSheet

MOST_SHINE = {Mode.COLOUR: 0.3, Mode.GREY: 0.3, Mode.CRISP: 0.14, Mode.FAX: 0.14}
"""How much of the other side's ink shows through a blank side at most; beyond some of it a 1-bit scan prints it in black."""

MARKED_SHINE = {Mode.COLOUR: 0.16, Mode.GREY: 0.16, Mode.CRISP: 0.09, Mode.FAX: 0.09}
"""The same where the side bears a mark of its own."""

COLOURED = ((250, 205, 210), (250, 240, 150), (205, 235, 205), (190, 215, 245), (235, 190, 120), (205, 180, 145))
"""Papers that separators are printed on, and envelopes."""

PATCHES = ((0.20, 0.08, 0.08, 0.20), (0.08, 0.20, 0.20, 0.08), (0.20, 0.08, 0.20, 0.08), (0.20, 0.20, 0.08, 0.08), (0.08, 0.08, 0.20, 0.20))
"""Widths in inches of the patches other than T, read from one side."""

_KINDS = {PageKind.BLANK: 4, PageKind.CONTENT: 5, PageKind.SEPARATOR: 3}
_PROFILES = (Profile.OFFICE, Profile.HARSH, Profile.CLEAN, Profile.HARSH)
_DOCUMENTS = 60

LIGHT = 200
"""Every other fine scan is drawn at so many dpi instead: half of the time to draw a deal went into the few fine ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One side to draw and to judge.

    `name` is unique in its deal and names the picture's file; `printed` is drawn in place of the plan's draft where it is one of our own
    separators; `blemishes` counts what is on the paper that nobody wrote.
    """

    name: str
    kind: PageKind
    variety: str
    profile: Profile
    mode: Mode
    dpi: int
    plan: PagePlan
    blemishes: int
    printed: PrintedSheet | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Front:
    """What is on the side; `shine` is 0..1 of the other side's ink, on paper of colour where `coloured`."""

    kind: PageKind
    variety: str
    draft: PageDraft
    shine: float = 0.0
    coloured: bool = False
    blemishes: int = 0
    printed: PrintedSheet | None = None


def deal(split: Split, seed: int, count: int) -> tuple[Sheet, ...]:
    """So many sheets, the same for the same arguments; every beginning of them is mixed."""
    rng = random.Random(f"blanks|{split}|{seed}")
    papers = _papers(split, seed)
    scanners = {profile: deal_scanners(rng, profile) for profile in Profile}
    sheets = []
    for number, (kind, profile) in enumerate(islice(zip(_kinds(rng), cycle(_PROFILES), strict=False), count), start=1):
        scanner, paper = next(scanners[profile]), rng.choice(papers)
        scanner = replace(scanner, dpi=min(scanner.dpi, LIGHT) if number % 2 else scanner.dpi)
        sheets.append(_sheet(rng, number, _front(rng, kind, paper, scanner.mode), paper, profile, scanner))
    return tuple(sheets)


def _kinds(rng: random.Random) -> Iterator[PageKind]:
    while True:
        deck = [kind for kind, weight in _KINDS.items() for _ in range(weight)]
        rng.shuffle(deck)
        yield from deck


def _papers(split: Split, seed: int) -> list[Paper]:
    plans = [CorpusPlan(seed=seed, documents=_DOCUMENTS, split=split, script=script, bench=True) for script in (Script.HANS, Script.HANT)]
    return [Paper(draft=draft, spec=laid.spec) for plan in plans for laid in plan_corpus(plan).documents for draft in laid.pages]


def _sheet(rng: random.Random, number: int, front: _Front, paper: Paper, profile: Profile, scanner: Scanner) -> Sheet:
    wear = choose_bench_wear(rng, profile, scanner.mode)
    wear = fitted(_as_wished(rng, wear, front, scanner.mode), front.draft)
    plan = PagePlan(draft=front.draft, look=look_of(paper.spec), wear=wear, document=-1, back=paper.draft)
    words = (f"{number:04d}", front.kind, front.variety.replace(" ", "_"), profile, scanner.mode, f"{scanner.dpi}dpi")
    return Sheet(
        name="-".join(words),
        kind=front.kind,
        variety=front.variety,
        profile=profile,
        mode=scanner.mode,
        dpi=scanner.dpi,
        plan=plan,
        blemishes=front.blemishes if profile is not Profile.CLEAN else 0,
        printed=front.printed,
    )


def _as_wished(rng: random.Random, wear: Wear, front: _Front, mode: Mode) -> Wear:
    """The wear with what the front asks for: how it shines through, coloured paper, any turn of a separator."""
    shine = min(front.shine, wear.ink / 5) if front.kind is PageKind.CONTENT else front.shine
    wear = replace(wear, bleed=shine, lid=wear.lid if front.kind is not PageKind.BLANK else rng.choice((wear.lid, (250, 250, 250))))
    if front.coloured and mode is not Mode.FAX:
        wear = replace(wear, tint=rng.choice(COLOURED))
    if front.kind is PageKind.SEPARATOR:
        turn: Rotation = rng.choice((0, 90, 180, 270))
        wear = replace(wear, rotation=turn)
    return wear


def _front(rng: random.Random, kind: PageKind, paper: Paper, mode: Mode) -> _Front:
    return {PageKind.BLANK: _blank, PageKind.CONTENT: _content, PageKind.SEPARATOR: _separator}[kind](rng, paper, mode)


def _blank(rng: random.Random, paper: Paper, mode: Mode) -> _Front:
    """Half of them with the other side shining through, half with blemishes."""
    shine = rng.uniform(0.03, MOST_SHINE[mode]) if rng.random() < 0.6 else 0.0
    blemishes = rng.randint(1, 4) if rng.random() < 0.5 else 0
    names = [name for name, there in (("shine", shine > 0), ("blemishes", blemishes > 0)) if there]
    return _Front(
        kind=PageKind.BLANK,
        variety=" ".join(names) or "bare",
        draft=empty(paper, Role.BLANK),
        shine=shine,
        coloured=rng.random() < 0.12,
        blemishes=blemishes,
    )


def _content(rng: random.Random, paper: Paper, mode: Mode) -> _Front:
    variety = rng.choice((*NEARLY_EMPTY, *NEARLY_EMPTY, "page", "page", "coded", "coded", "label"))
    shine = rng.uniform(0.03, MARKED_SHINE[mode]) if rng.random() < 0.5 else 0.0
    draft = paper.draft if variety == "page" else {**NEARLY_EMPTY, "coded": coded, "label": label}[variety](rng, paper)
    return _Front(
        kind=PageKind.CONTENT,
        variety=variety + " on shine" * (shine > 0),
        draft=draft,
        shine=shine,
        coloured=rng.random() < 0.06,
        blemishes=rng.choice((0, 0, 1, 2)),
    )


def _separator(rng: random.Random, paper: Paper, mode: Mode) -> _Front:
    """The generator's sheets, other patches without a word, and our own; some shine through, some are written on."""
    variety = rng.choice(("patch", "patch", "qr", "qr", "code128", "code128", "other patch", "ours", "ours"))
    printed, draft = None, empty(paper, Role.SEPARATOR)
    if variety == "ours":
        printed, draft = _ours(rng, paper), replace(draft, width=595.0, height=842.0)
    elif variety == "other patch":
        draft = _bars(rng, rng.choice(PATCHES))
    else:
        draft = separator_sheet(rng, Batching(variety.replace("code128", "barcode")), _payload(rng, variety), paper.spec.script)
    if rng.random() < 0.12 and printed is None:
        draft = pencil_note(draft, rng, rng.choice((paper.spec.unit_text or "B012", "3-2-501")))
        variety += " with note"
    return _Front(
        kind=PageKind.SEPARATOR,
        variety=variety,
        draft=draft,
        shine=rng.uniform(0.03, MARKED_SHINE[mode]) if rng.random() < 0.15 else 0.0,
        coloured=rng.random() < 0.25,
        blemishes=rng.choice((0, 0, 0, 1, 2)),
        printed=printed,
    )


def _payload(rng: random.Random, variety: str) -> str:
    number = rng.randint(1, 9999)
    if variety == "patch":
        return ""
    if variety == "code128":
        return rng.choice((f"SEP-{number:04d}", f"HUDANG:B={number};X=12", "PATCH T", "SEPARATOR"))
    return rng.choice((f'{{"hudang":"separator","batch":"{number}","box":"7"}}', f"HUDANG:BATCH={number};BOX=3", "SEPARATOR"))


def _bars(rng: random.Random, widths: tuple[float, ...]) -> PageDraft:
    """A patch near the upper edge of an otherwise empty sheet."""
    y, left, fills = rng.uniform(30, 90), rng.uniform(100, 220), []
    length = rng.uniform(2.0, 4.0) * 72
    for wide in widths:
        fills.append(Fill(x0=left, y0=y, x1=left + length, y1=y + wide * 72, grey=20))
        y += (wide + 0.08) * 72
    return PageDraft(width=595.0, height=842.0, role=Role.SEPARATOR, fills=tuple(fills))


def _ours(rng: random.Random, paper: Paper) -> PrintedSheet:
    """A sheet as `hudang separators` prints it: plain, for a box, or for a unit."""
    spec = paper.spec
    batch, box = (f"2024-{rng.randint(1, 12):02d}", f"B{rng.randint(1, 300):03d}") if rng.random() < 0.8 else ("", "")
    if not spec.unit or rng.random() < 0.4:
        return PrintedSheet(sheet=SeparatorSheet(batch=batch, box=box))
    sheet = SeparatorSheet(batch=batch, box=box, unit=str(spec.unit))
    return PrintedSheet(sheet=sheet, unit_text=spec.unit_text, estate_text=spec.estate)
