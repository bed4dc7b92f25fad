"""The required sets of the company's own file: what is in it, templates, putting one to use, edits since it was used."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from threading import Lock

from classifiers.required_sets import block_text, with_estates, with_first_day, with_version
from classifiers.taxonomy import default_taxonomy_text, load_taxonomy, parse_taxonomy
from domain.errors import UsageError
from domain.people import Estates, sees
from domain.taxonomy import EVERY_ESTATE, RequiredSet
from dossiers.required_set import in_force
from services import ticking
from services.workplace import Workplace
from storage import read_models_web
from storage.repositories import required_versions
from storage.repositories.required_versions import UsedVersion

NONE = "none"
_WRITING = Lock()
"""Two people of one process must not write the file at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What `use` did: the set (None: no set), whether its template was added to the file, and the sets it took the place of."""

    required: RequiredSet | None
    added: bool
    replaced: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """Where the file stands beside what was used.

    `used` are all lists ever used; `unnumbered` those of the file that read otherwise than when last used, under the same version number;
    `strange` estates that it names and the register has not; `default` the set that the settings name.
    """

    sets: tuple[RequiredSet, ...]
    used: tuple[UsedVersion, ...]
    unnumbered: tuple[RequiredSet, ...]
    strange: tuple[str, ...]
    default: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EstateList:
    """What an estate (EVERY_ESTATE: all that have no list of their own) uses now, None for nothing, and what it will use later.

    `own`: the list names the estate itself.
    """

    estate: str
    now: RequiredSet | None
    own: bool
    later: tuple[RequiredSet, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class InUse:
    """Which lists are in force where, those of the file, those that ship and are not in it, and every list ever used.

    `unnumbered` as in Overview; lists name only estates that may be seen.
    """

    estates: tuple[EstateList, ...]
    sets: tuple[RequiredSet, ...]
    templates: tuple[RequiredSet, ...]
    used: tuple[UsedVersion, ...]
    unnumbered: tuple[RequiredSet, ...]


def templates() -> tuple[RequiredSet, ...]:
    """The sets that ship with the program."""
    return load_taxonomy().required_sets


def pick(sets: Sequence[RequiredSet], wanted: str) -> tuple[RequiredSet, ...]:
    """The versions, first to last, of the set meant by its name, a part of it, or its number of items; UsageError where it is not one."""
    names = {each.name for each in sets}
    found = [name for name in names if name == wanted] or [name for name in names if wanted and wanted in name]
    found = found or sorted({each.name for each in sets if wanted == str(len(each.items))})
    if len(found) != 1:
        known = "、".join(sorted(names)) or "-"
        raise UsageError(
            f"There is no single required set {wanted!r}. There are: {known}.", f"没有（或不止一个）名为 {wanted!r} 的目录。现有：{known}。"
        )
    return tuple(sorted((each for each in sets if each.name == found[0]), key=lambda each: each.version))


def overview(place: Workplace) -> Overview:
    """Return the lists of the file beside those that were used."""
    ticking.refresh(place)
    sets = place.required_sets()
    with place.database.read() as tx:
        used = required_versions.load(tx)
        estates = read_models_web.register_estates(tx)
    repeated = {each.required.name: each.required.version for each in used if each.revision > 1}
    named = {estate for each in sets for estate in each.estates} - {EVERY_ESTATE}
    return Overview(
        sets=sets,
        used=used,
        unnumbered=tuple(each for each in sets if repeated.get(each.name) == each.version),
        strange=tuple(sorted(named - set(estates))) if estates else (),
        default=place.rules.required_set,
    )


def in_use(place: Workplace, estates: Estates) -> InUse:
    """Return how the lists stand today, for somebody who may see these estates."""
    found, today = overview(place), place.today()
    with place.database.read() as tx:
        known = read_models_web.register_estates(tx, estates)

    def of(estate: str) -> EstateList:
        now = in_force(found.sets, estate, today, default=found.default)
        later = (each for each in found.sets if estate in each.estates and each.since is not None and each.since > today)
        own = now is not None and estate in now.estates
        return EstateList(estate=estate, now=now, own=own, later=tuple(sorted(later, key=lambda each: each.since or today)))

    names = {each.name for each in found.sets}
    return InUse(
        estates=tuple(map(of, (*known, EVERY_ESTATE))),
        sets=tuple(replace(each, estates=tuple(e for e in each.estates if e == EVERY_ESTATE or sees(estates, e))) for each in found.sets),
        templates=tuple(each for each in templates() if each.name not in names),
        used=found.used,
        unnumbered=found.unnumbered,
    )


def put_to_use(place: Workplace, wanted: str, *, estate: str, since: date | None, estates: Estates) -> Chosen:
    """Have an estate of these, or ("") all without a list of their own, use a list, and hold every dossier against it anew.

    UsageError as for `use`, and where somebody may not speak for the estate.
    """
    if not wanted:
        raise UsageError("Choose a list.", "请选择目录。")
    if not (estates is None if not estate else sees(estates, estate)):
        raise UsageError("Choose one of your account's estates.", "请选择您账号范围内的项目。")
    if estate:
        known_estate(place, estate)
    with _WRITING:
        done = use(place.required_sets.path, wanted, estate=estate, since=since)
    ticking.refresh(place)
    return done


def known_estate(place: Workplace, estate: str) -> None:
    """UsageError where the register has estates and this is none of them."""
    with place.database.read() as tx:
        estates = read_models_web.register_estates(tx)
    if estates and estate not in estates:
        named = "、".join(estates)
        raise UsageError(f"The register has no estate {estate!r}. It has: {named}.", f"业主名册中没有项目“{estate}”。现有：{named}。")


def use(path: Path, wanted: str, *, estate: str, since: date | None = None) -> Chosen:
    """Have an estate, or ("") every estate without a list of its own, use a set: of the file, else a template, which is then added to it.

    From `since` on, with what was used before in force until then; None: from ever on, in the place of whatever was used. A set that
    others use from another day gets a version of its own. `wanted` "none" has it use none. The file keeps its comments and whatever else
    stands in it. UsageError where it cannot be changed so.
    """
    text = path.read_text(encoding="utf-8-sig")
    sets = parse_taxonomy(text, path.name).required_sets
    who = estate or EVERY_ESTATE
    chosen, added = None, False
    if wanted != NONE:
        try:
            chosen = pick(sets, wanted)[-1]
        except UsageError:
            chosen, text, added = _with_template(text, sets, wanted)
            sets = (*sets, chosen)
        if since is not None:
            chosen, sets, text = _beginning(text, sets, chosen, since)
    elif since is not None:
        raise UsageError("Using no list begins at once; name no day.", "停用目录立即生效，请不要填写日期。")
    kept = () if since is None else tuple(each for each in sets if each.since != since)  # in force until that day, or from a later one
    after = tuple(each if each in kept else _used_by(each, who, chosen) for each in sets)
    for number, (old, new) in enumerate(zip(sets, after, strict=True)):
        if old.estates != new.estates:
            text = with_estates(text, number, new.estates)
    if parse_taxonomy(text, path.name).required_sets != after:
        raise UsageError(
            f"{path.name} is written in a way that cannot be changed safely. Write estates = [...] into its sets by hand.",
            f"{path.name} 的写法无法由程序安全改动，请在其中的目录段落里手工填写 estates = [...]。",
        )
    _write(path, text)
    replaced = tuple(old.label for old, new in zip(sets, after, strict=True) if who in old.estates and who not in new.estates)
    return Chosen(required=None if chosen is None else next(each for each in after if _same(each, chosen)), added=added, replaced=replaced)


def _with_template(text: str, held: Sequence[RequiredSet], wanted: str) -> tuple[RequiredSet, str, bool]:
    """The template and the text with it; where the file has none and no template fits, the file's own sets are named in the error."""
    shipped = templates()
    try:
        chosen = pick(shipped, wanted)[-1]
    except UsageError:
        chosen = pick((*held, *shipped), wanted)[-1]
    block = block_text(default_taxonomy_text(), shipped.index(chosen))
    return chosen, f"{text.rstrip()}\n\n{block}", True


def _beginning(
    text: str, sets: tuple[RequiredSet, ...], chosen: RequiredSet, since: date
) -> tuple[RequiredSet, tuple[RequiredSet, ...], str]:
    """The set with that first day: itself where it has it or nobody uses it yet, else a copy of it as the next version."""
    if chosen.since == since:
        return chosen, sets, text
    number = sets.index(chosen)
    if not chosen.estates:
        begun = replace(chosen, since=since)
        return begun, (*sets[:number], begun, *sets[number + 1 :]), with_first_day(text, number, since)
    if chosen.since is not None and since < chosen.since:
        raise UsageError(
            f"{chosen.name}, version {chosen.version}, begins on {chosen.since}; name that day or a later one.",
            f"“{chosen.label}”自 {chosen.since} 起用，请填写该日或更晚的日期。",
        )
    begun = replace(chosen, since=since, version=chosen.version + 1, estates=())
    text = f"{text.rstrip()}\n\n{block_text(text, number)}"
    last = len(sets)
    text = with_estates(with_version(with_first_day(text, last, since), last, begun.version), last, ())
    return begun, (*sets, begun), text


def _used_by(each: RequiredSet, who: str, chosen: RequiredSet | None) -> RequiredSet:
    others = tuple(name for name in each.estates if name != who)
    if chosen is not None and each.name == chosen.name:
        kept = each.estates if who in each.estates else (*each.estates, who)
        return replace(each, estates=kept) if _same(each, chosen) else each
    return replace(each, estates=others)


def _same(each: RequiredSet, other: RequiredSet) -> bool:
    return (each.name, each.version) == (other.name, other.version)


def _write(path: Path, text: str) -> None:
    """Put the new file in the old one's place in one step."""
    temporary = path.with_suffix(".new")
    temporary.write_text(text, encoding="utf-8")
    temporary.chmod(path.stat().st_mode)
    temporary.replace(path)
