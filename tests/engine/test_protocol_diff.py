"""Differences of two revisions: all of them, and no more."""

from engine.protocol_diff import Change, compare
from hypothesis import given
from hypothesis import strategies as st

rows = st.lists(
    st.tuples(
        st.sampled_from("abcd"),
        st.dictionaries(st.sampled_from("xyz"), st.sampled_from(["", "1", "2"])),
    ),
    max_size=6,
)
revisions = st.dictionaries(st.sampled_from(["Head", "Steps"]), rows)


def as_lists(section, name, revision):
    """Return how often each key stands in a section."""
    keys = [key for key, _row in revision.get(section, ())]
    return keys.count(name)


def plainly(change):
    """Return a change as a text that does not depend on the order of labels."""
    before, after = sorted(change.before.items()), sorted(change.after.items())
    return repr((change.section, change.kind, change.key, before, after))


def test_it_reads_like_a_list_of_changes():
    old = {
        "Head": [("Retention", {"": "20"}), ("Style", {"": "TCM"})],
        "Points": [("ST6", {"depth": "8", "side": "both"}), ("LI4", {"depth": "13"})],
    }
    new = {
        "Head": [("Retention", {"": "25"}), ("Style", {"": "TCM"})],
        "Points": [("ST6", {"depth": "6", "side": "both"}), ("GB14", {"depth": "5"})],
    }
    assert compare(old, new) == [
        Change("Head", "changed", "Retention", {"": "20"}, {"": "25"}),
        Change("Points", "changed", "ST6", {"depth": "8"}, {"depth": "6"}),
        Change("Points", "added", "GB14", {}, {"depth": "5"}),
        Change("Points", "removed", "LI4", {"depth": "13"}, {}),
    ]


def test_a_moved_row_is_told_where_order_counts():
    old = {"Steps": [(key, {}) for key in "abcd"]}
    new = {"Steps": [(key, {}) for key in "bcda"]}
    assert compare(old, new) == []
    moved = compare(old, new, frozenset({"Steps"}))
    assert [(change.kind, change.key) for change in moved] == [("moved", "a")]


def test_a_section_that_is_gone_is_told():
    assert compare({"Old": [("a", {"x": "1"})]}, {}) == [
        Change("Old", "removed", "a", {"x": "1"}, {})
    ]


@given(revisions)
def test_the_same_has_no_differences(revision):
    assert compare(revision, revision, frozenset({"Head", "Steps"})) == []


@given(revisions, revisions)
def test_swapped_it_tells_the_opposite(old, new):
    there, back = compare(old, new), compare(new, old)
    opposite = {"added": "removed", "removed": "added", "changed": "changed"}
    turned = [
        Change(c.section, opposite[c.kind], c.key, c.after, c.before) for c in back
    ]
    assert sorted(map(plainly, there)) == sorted(map(plainly, turned))


@given(revisions, revisions)
def test_rows_are_conserved(old, new):
    """What was, plus what came, less what went, is what is."""
    changes = compare(old, new)
    for section in {*old, *new}:
        for key in "abcd":
            balance = as_lists(section, key, old)
            for change in changes:
                if (change.section, change.key) == (section, key):
                    balance += {"added": 1, "removed": -1}.get(change.kind, 0)
            assert balance == as_lists(section, key, new)


@given(st.permutations("abcdef"))
def test_moving_what_is_named_restores_the_order(order):
    """The rows that are not called moved stand in their old order."""
    old = {"Steps": [(key, {}) for key in "abcdef"]}
    new = {"Steps": [(key, {}) for key in order]}
    moved = {change.key for change in compare(old, new, frozenset({"Steps"}))}
    kept = [key for key in order if key not in moved]
    assert kept == sorted(kept)
    assert kept
