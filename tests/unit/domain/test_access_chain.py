"""The access register's chain: whatever is done to it afterwards is noticed."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from domain.access import FIRST, Act, Breach, Entry, Head, Link, broken, digest, linked

TEXTS = st.text(alphabet=st.characters(exclude_categories=("Cs",)), max_size=12)
ENTRIES = st.builds(
    Entry,
    at=st.floats(0, 4e9).map(lambda at: round(at, 3)),
    who=TEXTS,
    via=st.sampled_from(("web", "token", "command")),
    act=st.sampled_from(Act),
    subject=TEXTS,
    key=TEXTS,
    paper=TEXTS,
    estate=TEXTS,
    purpose=TEXTS,
    approved_by=TEXTS,
    address=TEXTS,
    detail=TEXTS,
)
CHAINS = st.lists(ENTRIES, min_size=3, max_size=8)
NOWHERE = Head(number=0, digest=FIRST)


def chain(entries: list[Entry], start: Head = NOWHERE) -> tuple[list[Link], Head]:
    links, head = [], start
    for entry in entries:
        links.append(linked(head, entry))
        head = Head(number=links[-1].number, digest=links[-1].digest)
    return links, head


@given(CHAINS, st.data())
def test_a_whole_chain_holds(entries: list[Entry], data: st.DataObject) -> None:
    links, head = chain(entries)
    anchors = [Head(number=links[n].number, digest=links[n].digest) for n in data.draw(st.sets(st.integers(0, len(links) - 1)))]
    assert list(broken(links, head, anchors)) == []


@given(CHAINS, st.data())
def test_a_changed_entry_is_noticed(entries: list[Entry], data: st.DataObject) -> None:
    links, head = chain(entries)
    n = data.draw(st.integers(0, len(links) - 1))
    links[n] = replace(links[n], entry=replace(links[n].entry, who=links[n].entry.who + "x"))
    assert [(b.breach, b.number) for b in broken(links, head, [])] == [(Breach.CHANGED, n + 1)]


@given(CHAINS, st.data())
def test_a_changed_entry_with_a_new_digest_breaks_the_next_link(entries: list[Entry], data: st.DataObject) -> None:
    links, head = chain(entries)
    n = data.draw(st.integers(0, len(links) - 1))
    entry = replace(links[n].entry, key=links[n].entry.key + "x")
    links[n] = replace(links[n], entry=entry, digest=digest(links[n].number, links[n].previous, entry))
    expected = Breach.GAP if n + 1 < len(links) else Breach.CUT
    assert [b.breach for b in broken(links, head, [])] == [expected]


@given(CHAINS, st.data())
def test_deleted_and_swapped_entries_are_noticed(entries: list[Entry], data: st.DataObject) -> None:
    links, head = chain(entries)
    n = data.draw(st.integers(0, len(links) - 2))
    without = links[:n] + links[n + 1 :]
    assert Breach.GAP in {b.breach for b in broken(without, head, [])}
    swapped = [*links[:n], links[n + 1], links[n], *links[n + 2 :]]
    assert Breach.GAP in {b.breach for b in broken(swapped, head, [])}


@given(CHAINS, st.integers(1, 3))
def test_a_cut_tail_is_noticed_by_the_head_and_by_an_anchor(entries: list[Entry], gone: int) -> None:
    links, head = chain(entries)
    left = links[:-gone]
    assert [b.breach for b in broken(left, head, [])] == [Breach.CUT]
    end = Head(number=left[-1].number, digest=left[-1].digest) if left else NOWHERE
    assert list(broken(left, end, [])) == []  # a forger who moves the head too …
    assert [b.breach for b in broken(left, end, [head])] == [Breach.CUT]  # … is caught by the anchor outside


@given(CHAINS, st.data())
def test_a_chain_forged_anew_is_noticed_by_an_anchor(entries: list[Entry], data: st.DataObject) -> None:
    links, head = chain(entries)
    n = data.draw(st.integers(0, len(links) - 1))
    entries[n] = replace(entries[n], who=entries[n].who + "x")
    forged, end = chain(entries)
    assert list(broken(forged, end, [])) == []
    assert Breach.CHANGED in {b.breach for b in broken(forged, end, [head])}


def test_fields_do_not_run_into_one_another() -> None:
    one = Entry(at=1.0, who="ab", via="web", act=Act.VIEW, subject="c")
    assert digest(1, FIRST, one) != digest(1, FIRST, replace(one, who="a", subject="bc"))
