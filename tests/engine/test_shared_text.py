"""Two people type into one text: both are kept, and no sentence changes its sense."""

import pytest
from engine.shared_text import addition


@pytest.mark.parametrize(
    ("stored", "seen", "mine", "added"),
    [
        ("", "", "Mine.", None),  # nobody wrote
        ("Seen.", "Seen.", "Mine.", None),  # nobody wrote meanwhile
        ("Mine.", "Seen.", "Mine.", None),  # both wrote the same
        ("Seen.", "", "Seen. And more.", None),  # what is stored is in it
        ("Theirs.", "", "Mine.", "Mine."),
        ("Seen. Theirs.", "Seen.", "Seen. Mine.", "Mine."),
        ("Seen\nTheirs", "Seen", "Seen\nMine", "Mine"),
        ("No pain", "", "No pain killers", "No pain killers"),  # not the same sentence
        ("Theirs.", "Seen.", "", ""),  # what is taken away is not taken from others
    ],
)
def test_both_are_kept(stored, seen, mine, added):
    assert addition(stored, seen, mine) == added
