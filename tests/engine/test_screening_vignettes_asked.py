"""Stories of what nobody knew at first: when it was, whether it goes on, if at all."""

from datetime import date

import pytest
from engine.screening import Answer, Decision, Told, evaluate
from real_catalogue import REQUIRES
from test_screening_vignettes import (
    BOTH,
    CATALOGUE,
    ELECTRO,
    NEEDLES,
    ROLLER,
    SIGNED,
    Story,
    decided,
    history,
    no,
    paper,
    unsure,
    yes,
)

FAR = date(2036, 1, 1)
LASTS = {"valid_until": None}


def dated(code, on):
    return {code: Told(True, on)}


def ongoing(code):
    return {code: Told(True, ongoing=True)}


def applies(code):
    return {code: Told(True)}


def denied(code):
    return {code: Told(False)}


def lapsed(code):
    return {code: Told(True, lapsed=True)}


STORIES = [
    # undated is not over
    Story("filler, no date: still not over ten years later",
          [history(yes("FILLER"), **LASTS)], NEEDLES, FAR, "amber", "review"),
    Story("filler, no date: accepting it does not end it",
          [history(yes("FILLER"), decisions=decided("FILLER", "accepted"), **LASTS)],
          NEEDLES, FAR, "amber", "review"),
    Story("filler, the date came by phone: the day before the wait ends",
          [history(yes("FILLER"), told=dated("FILLER", SIGNED))], NEEDLES,
          date(2026, 3, 29), "red", "deferred", date(2026, 3, 30), NEEDLES),
    Story("filler, the date came by phone: the day it ends",
          [history(yes("FILLER"), told=dated("FILLER", SIGNED))], NEEDLES,
          date(2026, 3, 30), "green", "ok"),
    Story("toxin dated by herself, later by the phone: the later day counts",
          [history(yes("BOTOX", on=date(2026, 2, 1)),
                   told=dated("BOTOX", date(2026, 2, 25)))], NEEDLES, SIGNED,
          "red", "deferred", date(2026, 3, 11), NEEDLES),
    Story("toxin dated by herself, earlier by the phone: nothing is shortened",
          [history(yes("BOTOX", on=date(2026, 2, 25)),
                   told=dated("BOTOX", date(2026, 1, 1)))], NEEDLES, SIGNED,
          "red", "deferred", date(2026, 3, 11), NEEDLES),
    Story("a cold sore without a date: closed until somebody asks",
          [history(yes("HERPES"), **LASTS)], BOTH, FAR, "red", "stop", None, BOTH),
    Story("a cold sore without a date cannot be put off to a day",
          [history(yes("HERPES"), decisions=decided("HERPES", "deferred",
                                                    date(2026, 4, 1)), **LASTS)],
          BOTH, FAR, "red", "stop", None, BOTH),
    Story("the cold sore is gone since Sunday: thirteenth day",
          [history(yes("HERPES"), told=dated("HERPES", date(2026, 3, 1)))], BOTH,
          date(2026, 3, 14), "red", "deferred", date(2026, 3, 15), BOTH),
    Story("the cold sore is gone since Sunday: fourteenth day",
          [history(yes("HERPES"), told=dated("HERPES", date(2026, 3, 1)))], BOTH,
          date(2026, 3, 15), "green", "ok"),
    Story("a facelift, letter in hand, nobody knows when: the letter is no date",
          [history(yes("SURGERY"), clearances=paper("SURGERY"), **LASTS)],
          NEEDLES, FAR, "amber", "review"),
    Story("a facelift, dated and over: the letter is still missing",
          [history(yes("SURGERY"), told=dated("SURGERY", date(2025, 6, 1)))],
          NEEDLES, SIGNED, "amber", "clearance"),
    Story("a stroke without a date, deferred four weeks: closed meanwhile",
          [history(yes("STROKE"), decisions=decided("STROKE", "deferred",
                                                    date(2026, 3, 30)))],
          NEEDLES, date(2026, 3, 29), "red", "deferred", date(2026, 3, 30), NEEDLES),
    Story("a stroke without a date, the four weeks are over: asked again",
          [history(yes("STROKE"), decisions=decided("STROKE", "deferred",
                                                    date(2026, 3, 30)))],
          NEEDLES, date(2026, 3, 30), "amber", "review"),
    Story("fish oil without a date is a note all the same",
          [history(yes("NSAID_SUPP"), **LASTS)], NEEDLES, FAR, "green", "noted"),
    Story("a glass within 24 hours is dated by the question",
          [history(yes("ALCOHOL"))], NEEDLES, date(2026, 3, 3), "green", "ok"),
    # ongoing
    Story("still takes isotretinoin: no roller, ten years later neither",
          [history(yes("ISOTRET_N"), told=ongoing("ISOTRET_N"), **LASTS)],
          ROLLER, FAR, "red", "stop", None, ROLLER),
    Story("isotretinoin, nobody said since when: half a year does not end it",
          [history(yes("ISOTRET_N"), **LASTS)], ROLLER, FAR, "amber", "review"),
    Story("stopped isotretinoin: the last day of half a year",
          [history(yes("ISOTRET_N"), told=dated("ISOTRET_N", date(2025, 9, 4)))],
          ROLLER, SIGNED, "red", "deferred", date(2026, 3, 3), ROLLER),
    Story("stopped isotretinoin: half a year is over",
          [history(yes("ISOTRET_N"), told=dated("ISOTRET_N", date(2025, 9, 4)))],
          ROLLER, date(2026, 3, 3), "green", "noted"),
    Story("the sunburn is still red: closed without an end",
          [history(yes("SUNBURN", on=date(2026, 2, 1)), told=ongoing("SUNBURN"),
                   **LASTS)],
          NEEDLES, FAR, "red", "stop", None, NEEDLES),
    Story("retinol every evening: roller and serum are closed, needles are not",
          [history(yes("RETINOID_TOP"), told=ongoing("RETINOID_TOP"), **LASTS)],
          BOTH, FAR, "amber", "caution", None, ROLLER),
    Story("took it last time, says no today: when did it end?",
          [history(no("ISOTRET_N"), told=lapsed("ISOTRET_N"))],
          ROLLER, SIGNED, "amber", "review"),
    Story("took it last time, the new form has the day it ended",
          [history(yes("ISOTRET_N", on=date(2026, 1, 1)), told=lapsed("ISOTRET_N"))],
          ROLLER, SIGNED, "red", "deferred", date(2026, 6, 30), ROLLER),
    Story("took isotretinoin yesterday: she may still take it, so somebody asks",
          [history(yes("ISOTRET_N", on=date(2026, 3, 1)), **LASTS)],
          ROLLER, FAR, "amber", "review"),
    Story("took isotretinoin yesterday: closed meanwhile, for half a year at least",
          [history(yes("ISOTRET_N", on=date(2026, 3, 1)))],
          ROLLER, SIGNED, "red", "deferred", date(2026, 8, 28), ROLLER),
    Story("took isotretinoin eight days ago: her word counts",
          [history(yes("ISOTRET_N", on=date(2026, 2, 22)))],
          ROLLER, SIGNED, "red", "deferred", date(2026, 8, 21), ROLLER),
    Story("took it yesterday, for the last time, says the phone",
          [history(yes("ISOTRET_N", on=date(2026, 3, 1)),
                   told=dated("ISOTRET_N", date(2026, 3, 1)))],
          ROLLER, SIGNED, "red", "deferred", date(2026, 8, 28), ROLLER),
    # unknown: answered first
    Story("not sure about a pacemaker, current planned: accepted is not answered",
          [history(unsure("PACEMAKER"),
                   decisions=decided("PACEMAKER_EA", "accepted"))],
          ELECTRO, SIGNED, "amber", "review"),
    Story("not sure about a pacemaker: a letter is no answer either",
          [history(unsure("PACEMAKER"), clearances=paper("PACEMAKER_EA"),
                   decisions=decided("PACEMAKER_EA", "clearance"))],
          ELECTRO, SIGNED, "amber", "review"),
    Story("the device card says no pacemaker",
          [history(unsure("PACEMAKER"), told=denied("PACEMAKER"))],
          ELECTRO, SIGNED, "green", "ok"),
    Story("it is a pacemaker: current falls away, needles are a caution",
          [history(unsure("PACEMAKER"), told=applies("PACEMAKER"))],
          ELECTRO, SIGNED, "amber", "caution", None, {"electroacupuncture"}),
    Story("not sure, then pregnant: now the midwife's letter is missing",
          [history(unsure("PREG"), told=applies("PREG"))],
          NEEDLES, SIGNED, "amber", "clearance"),
    Story("not sure, a letter was asked for and came",
          [history(unsure("PREG"), decisions=decided("PREG", "clearance"),
                   clearances=paper("PREG"))],
          NEEDLES, SIGNED, "green", "noted"),
    Story("not sure, an old letter lies in the drawer: nobody asked yet",
          [history(unsure("PREG"), clearances=paper("PREG"))],
          NEEDLES, SIGNED, "amber", "review"),
    Story("a negative test, seen",
          [history(unsure("PREG"), told=denied("PREG"))],
          NEEDLES, SIGNED, "green", "ok"),
    Story("not sure about a cold sore, then yes, last week",
          [history(unsure("HERPES"), told=dated("HERPES", date(2026, 2, 25)))],
          NEEDLES, SIGNED, "red", "deferred", date(2026, 3, 11), NEEDLES),
    Story("something for the blood: it applies, and is still to be accepted",
          [history(unsure("ANTICOAG"), told=applies("ANTICOAG"))],
          NEEDLES, SIGNED, "amber", "caution"),
    Story("something for the blood: it applies and is accepted, so it is noted",
          [history(unsure("ANTICOAG"), told=applies("ANTICOAG"),
                   decisions=decided("ANTICOAG", "accepted"))],
          NEEDLES, SIGNED, "green", "noted"),
    # contradiction
    Story("no to medicines for the immune system, but lists methotrexate",
          [history(no("IMMUNOSUPP"), medicines="Methotrexate 15 mg on Mondays",
                   decisions=decided("IMMUNOSUPP", "accepted"))],
          NEEDLES, SIGNED, "amber", "review"),
    Story("methotrexate: she does take it, the letter is missing",
          [history(no("IMMUNOSUPP"), medicines="Methotrexate 15 mg on Mondays",
                   told=applies("IMMUNOSUPP"))],
          NEEDLES, SIGNED, "amber", "clearance"),
    Story("methotrexate ended years ago, the doctor writes",
          [history(no("IMMUNOSUPP"), medicines="Methotrexate until 2019",
                   told=denied("IMMUNOSUPP"))],
          NEEDLES, SIGNED, "green", "ok"),
    Story("says yes, somebody writes down a no: the yes stays",
          [history(yes("PREG"), told=denied("PREG"))],
          BOTH, SIGNED, "amber", "clearance", None, ROLLER),
    Story("sixteen by date of birth: no word makes her older",
          [history(no("MINOR"), birth=date(2009, 6, 1), told=denied("MINOR"))],
          NEEDLES, SIGNED, "amber", "review"),
    # noted
    Story("pregnant, only light is planned: no obstacle, and never unmentioned",
          [history(yes("PREG"))], {"led"}, SIGNED, "green", "noted"),
    Story("wait over, nothing else told: nothing to note",
          [history(yes("BOTOX", on=date(2026, 1, 1)))], NEEDLES, SIGNED,
          "green", "ok"),
]  # fmt: skip


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.tale)
def test_story(story):
    result = evaluate(story.profiles, CATALOGUE, story.plan, REQUIRES, story.day)
    told = (result.light, result.code, result.not_before, set(result.blocked))
    expected = (story.light, story.code, story.not_before, set(story.blocked))
    assert told == expected, result.findings


@pytest.mark.parametrize("item", CATALOGUE, ids=lambda item: item.code)
def test_no_item_of_the_catalogue_is_waved_through(item):
    """Nothing unknown, nothing without a date turns green by acceptance or by time."""
    plan = item.techniques or NEEDLES
    alone = [each for each in CATALOGUE if each.code == item.code]
    accepted = decided(item.code, "accepted")
    for answer, waits in (("unknown", True), ("yes", item.needs_date)):
        told = history([Answer(item.question, answer)], decisions=accepted, **LASTS)
        result = evaluate([told], alone, plan, REQUIRES, FAR)
        if item.severity == "info" or not waits:
            continue
        assert result.light != "green", answer
        assert {each.asks for each in result.findings} == {
            "answer" if answer == "unknown" else "date"
        }


def test_the_second_question_is_named():
    told = history([*unsure("PREG"), *yes("BOTOX")])
    findings = evaluate([told], CATALOGUE, NEEDLES, REQUIRES, SIGNED).findings
    assert {each.code: each.asks for each in findings} == {
        "PREG": "answer",
        "BOTOX": "date",
    }
    declined = history(unsure("PREG"), decisions={"PREG": Decision("declined")})
    (finding,) = evaluate([declined], CATALOGUE, NEEDLES, REQUIRES, SIGNED).findings
    assert (finding.effect, finding.asks) == ("stop", "")
