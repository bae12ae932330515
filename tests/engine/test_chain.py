"""A chain shows every edit, gap, fork and cut, wherever it is."""

import pytest
from engine import chain
from hypothesis import given
from hypothesis import strategies as st


def chained(count):
    links, last = [], chain.START
    for no in range(1, count + 1):
        found = chain.link(no, last, f"content {no}")
        links.append(chain.Link(f"CS{no}", no, last, found, f"content {no}"))
        last = found
    return links, chain.head(count, last) if count else None


@pytest.mark.parametrize("count", [0, 1, 7])
def test_an_untouched_chain_holds(count):
    assert chain.find_breaks(*chained(count)) == []


@given(
    st.integers(1, 12).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n - 1)))
)
def test_any_edit_is_found(case):
    count, place = case
    links, noted = chained(count)
    links[place] = links[place]._replace(content="other")
    assert ("changed", f"CS{place + 1}") in chain.find_breaks(links, noted)


@given(
    st.integers(1, 12).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n - 1)))
)
def test_any_deletion_is_found(case):
    count, place = case
    links, noted = chained(count)
    del links[place]
    codes = {found.code for found in chain.find_breaks(links, noted)}
    assert codes == ({"cut"} if place == count - 1 else {"gap"})


def test_a_fork_is_found():
    links, noted = chained(3)
    other = chain.link(2, chain.START, "content 2")
    links[1] = chain.Link("CS2", 2, chain.START, other, "content 2")
    assert chain.find_breaks(links, noted) == [("fork", "CS2"), ("fork", "CS3")]


def test_a_rewritten_chain_does_not_end_where_it_was_noted():
    _links, noted = chained(4)
    assert chain.find_breaks(chained(3)[0], noted) == [("cut", "CS3")]
    assert chain.find_breaks([], noted) == [("cut", "")]


def test_without_a_noted_end_nothing_is_proven():
    links, _noted = chained(2)
    assert chain.find_breaks(links, None) == [("no_head", "CS2")]


def test_the_digest_ignores_the_order_of_keys():
    assert chain.digest({"a": 1, "b": "é"}) == chain.digest({"b": "é", "a": 1})
    assert chain.digest(["a", "b"]) != chain.digest(["b", "a"])


def test_a_digest_stays_what_it_was_when_it_was_written():
    """Both ways of writing are in databases: a change here would break every seal."""
    content = {"b": ["é", 1], "a": None}
    texts = {False: '{"a":null,"b":["é",1]}', True: '{"a": null, "b": ["é", 1]}'}
    for spaced, text in texts.items():
        written = chain.file_digest(text.encode())
        assert chain.digest(content, spaced=spaced) == written
    assert chain.file_digest(None) == chain.file_digest(b"")
