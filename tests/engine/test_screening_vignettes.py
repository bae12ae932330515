"""Stories of clients, told on the shipped catalogue: which light, until when, why."""

from datetime import date
from typing import NamedTuple

import pytest
from engine.screening import (
    Answer,
    Clearance,
    Decision,
    Item,
    Profile,
    evaluate,
)
from engine.screening_words import Term
from real_catalogue import REQUIRES, real_catalogue

CATALOGUE = real_catalogue(Item, Term)
SIGNED = date(2026, 3, 2)
NEEDLES = {"needling"}
ELECTRO = {"needling", "electroacupuncture"}
ROLLER = {"microneedling"}
BOTH = {"needling", "microneedling"}


def yes(*codes, on=None):
    return [Answer(code, "yes", on) for code in codes]


def no(*codes):
    return [Answer(code, "no") for code in codes]


def unsure(*codes):
    return [Answer(code, "unknown") for code in codes]


def history(answers=(), **facts):
    """Return a reviewed history of a healthy woman of 45, unless told otherwise."""
    healthy = {
        "birth": date(1980, 6, 1),
        "skin_type": 2,
        "medicines": "",
        "answered_on": SIGNED,
        "valid_until": date(2027, 3, 1),
        "reviewed": True,
    }
    return Profile(**{**healthy, **facts}, answers=tuple(answers))


class Story(NamedTuple):
    """What a client tells, what is planned, and what must come out on that day."""

    tale: str
    profiles: list
    plan: set
    day: date
    light: str
    code: str
    not_before: date | None = None
    blocked: set = frozenset()


def decided(code, kind, until=None):
    return {code: Decision(kind, until)}


def paper(code, start=SIGNED, end=None, techniques=()):
    return (Clearance(code, frozenset(techniques), start, end),)


STORIES = [
    # nothing in the way
    Story("healthy, nothing to tell",
          [history()], NEEDLES, SIGNED, "green", "ok"),
    Story("tells freely that she lives with HIV: noted, never refused",
          [history(yes("BBV"))], ELECTRO, SIGNED, "green", "noted"),
    Story("fish oil this week: bruises are possible, nothing else",
          [history(yes("NSAID_SUPP"))], NEEDLES, SIGNED, "green", "noted"),
    Story("nobody has looked at the history yet",
          [history(reviewed=False)], NEEDLES, SIGNED, "amber", "review"),
    Story("no history at all",
          [], NEEDLES, SIGNED, "amber", "no_history"),
    Story("last day of a history of twelve months",
          [history()], NEEDLES, date(2027, 3, 1), "green", "ok"),
    Story("the day after, it is out of date",
          [history()], NEEDLES, date(2027, 3, 2), "amber", "expired"),
    # waiting times and their edges
    Story("Botox on the signing day: fourteen days",
          [history(yes("BOTOX", on=SIGNED))], NEEDLES, SIGNED,
          "red", "deferred", date(2026, 3, 16), NEEDLES),
    Story("Botox, thirteenth day",
          [history(yes("BOTOX", on=SIGNED))], NEEDLES, date(2026, 3, 15),
          "red", "deferred", date(2026, 3, 16), NEEDLES),
    Story("Botox, fourteenth day",
          [history(yes("BOTOX", on=SIGNED))], NEEDLES, date(2026, 3, 16),
          "green", "ok"),
    Story("Botox, no idea when: waits until somebody gives the date",
          [history(yes("BOTOX"))], NEEDLES, date(2026, 3, 15), "amber", "review"),
    Story("Botox and filler the same day: the longer wait counts",
          [history(yes("BOTOX", "FILLER", on=SIGNED))], NEEDLES, SIGNED,
          "red", "deferred", date(2026, 3, 30), NEEDLES),
    Story("filler, but only a mask and light are planned",
          [history(yes("FILLER", on=SIGNED))], {"topical", "led"}, SIGNED,
          "green", "noted"),
    Story("Botox: needles wait, the mask goes on",
          [history(yes("BOTOX", on=SIGNED))], {"needling", "topical"}, SIGNED,
          "amber", "caution", None, NEEDLES),
    Story("facelift: after half a year the surgeon must still agree",
          [history(yes("SURGERY", on=date(2025, 12, 1)))], NEEDLES, date(2026, 5, 30),
          "amber", "clearance"),
    Story("facelift, the day before the half year is over, letter in hand",
          [history(yes("SURGERY", on=date(2025, 12, 1)), clearances=paper("SURGERY"))],
          NEEDLES, date(2026, 5, 29), "red", "deferred", date(2026, 5, 30), NEEDLES),
    Story("facelift, half a year over, letter in hand",
          [history(yes("SURGERY", on=date(2025, 12, 1)), clearances=paper("SURGERY"))],
          NEEDLES, date(2026, 5, 30), "green", "noted"),
    Story("cold sore: a stop that ends by itself",
          [history(yes("HERPES", on=SIGNED))], BOTH, date(2026, 3, 15),
          "red", "deferred", date(2026, 3, 16), BOTH),
    Story("a glass of wine last night: tomorrow",
          [history(yes("ALCOHOL"))], NEEDLES, SIGNED,
          "red", "deferred", date(2026, 3, 3), NEEDLES),
    Story("came hungry: a snack, and it is over the next day",
          [history(yes("FASTING"))], NEEDLES, SIGNED, "amber", "caution"),
    Story("sunburn eight days after fillers: the later of both ends",
          [history([*yes("FILLER", on=date(2026, 2, 20)),
                    *yes("SUNBURN", on=date(2026, 2, 28))])],
          NEEDLES, SIGNED, "red", "deferred", date(2026, 3, 20), NEEDLES),
    # stops without end
    Story("a mole that changes: nothing until a new history",
          [history(yes("SKIN_LESION"))], ELECTRO, SIGNED,
          "red", "stop", None, ELECTRO),
    Story("a mole that changes cannot be accepted away",
          [history(yes("SKIN_LESION"), decisions=decided("SKIN_LESION", "accepted"))],
          NEEDLES, SIGNED, "red", "stop", None, NEEDLES),
    Story("the practitioner declines to treat somebody in deep distress",
          [history(yes("PSYCH_ACUTE"), decisions=decided("PSYCH_ACUTE", "declined"))],
          NEEDLES, SIGNED, "red", "stop", None, NEEDLES),
    # techniques, not clients
    Story("pacemaker, needles and current planned: the current falls away",
          [history(yes("PACEMAKER"), decisions=decided("PACEMAKER", "accepted"))],
          ELECTRO, SIGNED, "amber", "caution", None, {"electroacupuncture"}),
    Story("pacemaker, needles alone, caution noted",
          [history(yes("PACEMAKER"), decisions=decided("PACEMAKER", "accepted"))],
          NEEDLES, SIGNED, "green", "noted"),
    Story("pacemaker, only current planned",
          [history(yes("PACEMAKER"), decisions=decided("PACEMAKER", "accepted"))],
          {"electroacupuncture"}, SIGNED, "red", "stop", None, {"electroacupuncture"}),
    Story("eczema closes needles, so the current that needs them falls too",
          [history(yes("ECZEMA"))], {"electroacupuncture", "led"}, SIGNED,
          "amber", "caution", None, ELECTRO),
    Story("keloids: no roller",
          [history(yes("KELOID"))], ROLLER, SIGNED, "red", "stop", None, ROLLER),
    Story("nut allergy: the oil stays in the bottle",
          [history(yes("NUT_OIL"))], {"needling", "topical"}, SIGNED,
          "amber", "caution", None, {"topical"}),
    Story("pregnant: the roller is closed, needles wait for the midwife",
          [history(yes("PREG"))], BOTH, SIGNED, "amber", "clearance", None, ROLLER),
    Story("epilepsy: no flashing light",
          [history(yes("EPILEPSY"))], {"led"}, SIGNED, "red", "stop", None, {"led"}),
    # unknown is never no
    Story("does not know whether she is pregnant",
          [history(unsure("PREG"))], NEEDLES, SIGNED, "amber", "review"),
    Story("does not know: nobody can accept that",
          [history(unsure("PREG"), decisions=decided("PREG", "accepted"))],
          NEEDLES, SIGNED, "amber", "review"),
    Story("no blood thinner, but the list names Eliquis",
          [history(no("ANTICOAG"), medicines="Eliquis 5 mg twice a day")],
          NEEDLES, SIGNED, "amber", "review"),
    Story("no epilepsy, but the list names valproate: no light until it is clear",
          [history(no("EPILEPSY"), medicines="sodium VALPROATE")],
          {"led"}, SIGNED, "amber", "review"),
    Story("says she is of age, the date of birth says sixteen",
          [history(no("MINOR"), birth=date(2009, 6, 1))],
          NEEDLES, SIGNED, "amber", "review"),
    Story("the date of birth is missing",
          [history(birth=None)], NEEDLES, SIGNED, "amber", "review"),
    # clearances: scope and end
    Story("sixteen years old",
          [history(birth=date(2009, 6, 1))], NEEDLES, SIGNED, "amber", "clearance"),
    Story("comes of age tomorrow",
          [history(birth=date(2008, 3, 3))], NEEDLES, SIGNED, "amber", "clearance"),
    Story("comes of age that day",
          [history(birth=date(2008, 3, 2))], NEEDLES, SIGNED, "green", "ok"),
    Story("haemophilia, haematology agrees",
          [history(yes("HAEMOPHILIA"), clearances=paper("HAEMOPHILIA"))],
          NEEDLES, SIGNED, "green", "noted"),
    Story("the agreement ended yesterday",
          [history(yes("HAEMOPHILIA"),
                   clearances=paper("HAEMOPHILIA", end=date(2026, 6, 30)))],
          NEEDLES, date(2026, 7, 1), "amber", "clearance"),
    Story("on biologics, the letter names needles only, a roller is planned too",
          [history(yes("IMMUNOSUPP"),
                   clearances=paper("IMMUNOSUPP", techniques=NEEDLES))],
          BOTH, SIGNED, "amber", "clearance"),
    Story("warfarin: caution accepted, the roller waits for the prescriber",
          [history(yes("ANTICOAG"), decisions=decided("ANTICOAG", "accepted"))],
          BOTH, SIGNED, "amber", "clearance"),
    Story("asked a doctor about a caution: waits for the letter",
          [history(yes("MIGRAINE"), decisions=decided("MIGRAINE", "clearance"))],
          NEEDLES, SIGNED, "amber", "clearance"),
    Story("a stroke three months ago, the neurologist agrees: still half a year",
          [history(yes("STROKE", on=date(2025, 12, 2)), clearances=paper("STROKE"))],
          NEEDLES, SIGNED, "red", "deferred", date(2026, 5, 31), NEEDLES),
    Story("the practitioner defers a fainter until after her exams",
          [history(yes("FAINT"), decisions=decided("FAINT", "deferred",
                                                   date(2026, 4, 1)))],
          NEEDLES, date(2026, 3, 31), "red", "deferred", date(2026, 4, 1), NEEDLES),
    Story("after the exams the caution is still to be looked at",
          [history(yes("FAINT"), decisions=decided("FAINT", "deferred",
                                                   date(2026, 4, 1)))],
          NEEDLES, date(2026, 4, 1), "amber", "caution"),
    # age, skin, two histories
    Story("turns 76: frail by date of birth",
          [history(birth=date(1950, 3, 2))], NEEDLES, SIGNED, "amber", "caution"),
    Story("turns 76 tomorrow: not yet over 75",
          [history(birth=date(1950, 3, 3))], NEEDLES, SIGNED, "green", "ok"),
    Story("skin type IV is the first that marks",
          [history(skin_type=4)], NEEDLES, SIGNED, "amber", "caution"),
    Story("skin type III: no remark",
          [history(skin_type=3)], NEEDLES, SIGNED, "green", "ok"),
    Story("skin type V: marks after bruises are possible",
          [history(skin_type=5)], NEEDLES, SIGNED, "amber", "caution"),
    Story("two merged histories, one of them pregnant: the stricter counts",
          [history(no("PREG")), history(yes("PREG"))], NEEDLES, SIGNED,
          "amber", "clearance"),
    Story("two merged histories, Botox dates differ: the later counts",
          [history(yes("BOTOX", on=date(2026, 2, 20))),
           history(yes("BOTOX", on=date(2026, 2, 25)))], NEEDLES, SIGNED,
          "red", "deferred", date(2026, 3, 11), NEEDLES),
    Story("much at once: fever, warfarin, diabetes, last year's filler",
          [history([*yes("FEVER", "ANTICOAG", "DIABETES"),
                    *yes("FILLER", on=date(2025, 2, 1))])],
          NEEDLES, SIGNED, "red", "deferred", date(2026, 3, 9), NEEDLES),
]  # fmt: skip


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.tale)
def test_story(story):
    result = evaluate(story.profiles, CATALOGUE, story.plan, REQUIRES, story.day)
    told = (result.light, result.code, result.not_before, set(result.blocked))
    expected = (story.light, story.code, story.not_before, set(story.blocked))
    assert told == expected, result.findings


def test_a_finding_explains_itself():
    told = history(no("ANTICOAG"), medicines="Xarelto")
    finding = evaluate([told], CATALOGUE, NEEDLES, REQUIRES, SIGNED).findings[0]
    assert (finding.code, finding.effect) == ("ANTICOAG", "unclear")
    assert finding.reason == "The medicines name xarelto"
    assert finding.guidance.startswith("Never advise stopping")
    assert "Hsieh 2023" in finding.source
    assert finding.techniques == NEEDLES


def test_the_worst_finding_stands_on_top():
    told = history(
        [*yes("BBV", "SKIN_LESION", "MIGRAINE", "CANCER"), *yes("BOTOX", on=SIGNED)]
    )
    findings = evaluate([told], CATALOGUE, NEEDLES, REQUIRES, SIGNED).findings
    effects = [finding.effect for finding in findings]
    assert effects == ["stop", "defer", "clearance", "caution", "info"]
