"""A point is found however its name is written."""

import unicodedata

from engine import point_names
from hypothesis import given
from hypothesis import strategies as st

JIACHE = point_names.search_text(
    "ST6", "Jiache", ["Jiáchē", "颊车", "頰車", "Jaw Bone", "S 6", "Stomach 6"]
)
GV29 = point_names.search_text("EX-HN3", "Yintang", ["Yìntáng", "印堂", "GV29"])


def test_spelling_does_not_matter():
    for spelling in ("ST6", "ST 6", "st6", "ST-6", "St.6", "st 06", "ＳＴ６", "s6"):  # noqa: RUF001
        assert point_names.rank(JIACHE, spelling) == point_names.EXACT, spelling
    for spelling in ("jiache", "Jiáchē", "jia che", "JIA-CHE", "jia2che1", "jia2 che1"):
        assert point_names.rank(JIACHE, spelling) == point_names.EXACT, spelling
    for spelling in (
        "颊车",
        "頰車",
        "颊 车",
        "jaw bone",
        "Jaw-bone",
        "stomach 6",
        "bone",
    ):
        assert point_names.rank(JIACHE, spelling) == point_names.EXACT, spelling


def test_it_is_found_as_it_is_shown():
    shown = f"{point_names.spoken_code('ST6')} Jiache"
    assert shown == "ST 6 Jiache"
    assert point_names.rank(JIACHE, shown) == point_names.EXACT


def test_better_matches_rank_first():
    ranks = [
        point_names.rank(JIACHE, asked)
        for asked in ("st6", "jia", "iache", "車", "bone jaw", "cheek")
    ]
    assert ranks == sorted(ranks)
    assert ranks[0] == point_names.EXACT
    assert ranks[1] == point_names.BEGINS
    assert ranks[2] == point_names.WITHIN
    assert ranks[-1] == point_names.NOT
    assert point_names.rank(JIACHE, "车 stomach6 jaw") == point_names.WORDS


def test_a_code_is_not_the_longer_code():
    longer = point_names.search_text("CV22", "Tiantu", [])
    shorter = point_names.search_text("CV2", "Qugu", [])
    assert point_names.rank(shorter, "cv2") == point_names.EXACT
    assert point_names.rank(longer, "cv2") == point_names.BEGINS
    assert point_names.rank(shorter, "cv22") == point_names.NOT
    assert point_names.rank(longer, "CV-22") == point_names.EXACT


def test_extra_points_have_their_own_numbers():
    for spelling in ("EX-HN3", "ex hn 3", "EX-HN-3", "exhn03", "GV 29", "yin tang"):
        assert point_names.rank(GV29, spelling) == point_names.EXACT, spelling
    assert point_names.spoken_code("EX-HN3") == "EX-HN 3"
    assert point_names.spoken_code("M-HN-18") == "M-HN-18"


def test_the_sound_of_ue_is_typed_as_u_ue_or_v():
    text = point_names.search_text("BL29", "Zhonglushu", ["Zhōnglǚshū"])
    for spelling in ("zhonglushu", "zhong lü shu", "zhonglvshu", "Zhōnglǚshū"):
        assert point_names.rank(text, spelling) == point_names.EXACT, spelling


def test_channels_have_other_names():
    names = point_names.channel_codes("BL1", "BL", ["UB", "Bladder"])
    assert names == ["UB 1", "Bladder 1"]
    assert point_names.channel_codes("EX-HN3", "EX", ["Extra"]) == []
    assert point_names.channel_codes("BL1", "LU", ["Lung"]) == []


def test_old_glyphs_are_new_ones():
    assert point_names.key("肺兪") == point_names.key("肺俞")


def test_nothing_asked_finds_nothing():
    for asked in ("", "  ", "-.", "%", "_"):
        assert point_names.query_keys(asked) == []
        assert point_names.rank(JIACHE, asked) == point_names.NOT


@given(st.text())
def test_a_key_is_its_own_key(text):
    key = point_names.key(text)
    assert point_names.key(key) == key
    assert all(letter.isalnum() for letter in key)


@given(st.text(), st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"]))
def test_composed_or_not_is_the_same(text, form):
    assert point_names.key(unicodedata.normalize(form, text)) == point_names.key(text)


@given(st.from_regex(r"[A-Z]{2}[1-9][0-9]?", fullmatch=True), st.text(min_size=1))
def test_every_name_finds_its_point_exactly(code, name):
    text = point_names.search_text(code, "Pinyin", [name])
    assert point_names.rank(text, code) == point_names.EXACT
    if point_names.key(name):
        assert point_names.rank(text, name) == point_names.EXACT


@given(st.text(), st.text())
def test_any_question_has_an_answer(name, asked):
    text = point_names.search_text("ST6", name, [name])
    assert point_names.rank(text, asked) in range(5)
