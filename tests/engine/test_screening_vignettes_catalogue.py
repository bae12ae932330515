"""Stories of clients on the scopes of the catalogue, and on all that they write."""

from datetime import date

import pytest
from engine.screening import Item, Told, evaluate, timeline
from engine.screening_words import Term, fold, named
from real_catalogue import REQUIRES, real_catalogue
from test_screening_vignettes import (
    BOTH,
    ELECTRO,
    NEEDLES,
    ROLLER,
    SIGNED,
    Story,
    decided,
    history,
    no,
    paper,
    yes,
)

CATALOGUE = real_catalogue(Item, Term)
SHIPPED = real_catalogue(Item, Term, default_only=True)
STONE = {"gua_sha_cupping"}
LAMP = {"led"}
SERUM = {"topical"}
FACE = {"needling", "led", "topical", "gua_sha_cupping"}

STORIES = [
    # stone and cups alone: what was green without a word
    Story("cold sore, only gua sha: the stone would spread it",
          [history(yes("HERPES", on=SIGNED))], STONE, SIGNED,
          "red", "deferred", date(2026, 3, 16), STONE),
    Story("cold sore, eve of the last day",
          [history(yes("HERPES", on=SIGNED))], STONE, date(2026, 3, 15),
          "red", "deferred", date(2026, 3, 16), STONE),
    Story("cold sore, fourteen days later",
          [history(yes("HERPES", on=SIGNED))], STONE, date(2026, 3, 16),
          "green", "ok"),
    Story("impetigo, only cups",
          [history(yes("SKIN_INFECT"))], STONE, SIGNED, "red", "stop", None, STONE),
    Story("eczema in flare, only gua sha",
          [history(yes("ECZEMA"))], STONE, SIGNED, "red", "stop", None, STONE),
    Story("threads ten days old, only gua sha",
          [history(yes("THREADS", on=date(2026, 2, 20)))], STONE, SIGNED,
          "red", "deferred", date(2026, 5, 15), STONE),
    Story("toxin three days ago, only gua sha",
          [history(yes("BOTOX", on=date(2026, 2, 27)))], STONE, SIGNED,
          "red", "deferred", date(2026, 3, 13), STONE),
    Story("filler three days ago, only cups",
          [history(yes("FILLER", on=date(2026, 2, 27)))], STONE, SIGNED,
          "red", "deferred", date(2026, 3, 27), STONE),
    Story("haemophilia, only cups: the haematologist is asked",
          [history(yes("HAEMOPHILIA"))], STONE, SIGNED, "amber", "clearance"),
    Story("warfarin, only cups",
          [history(yes("ANTICOAG"))], STONE, SIGNED, "amber", "caution"),
    Story("lymphoedema, only cups",
          [history(yes("NODE_REMOVAL"))], STONE, SIGNED, "amber", "caution"),
    Story("cold sore in the full facial: only the lamp is left",
          [history(yes("HERPES", on=SIGNED))], FACE, SIGNED,
          "amber", "caution", None, FACE - LAMP),
    # the roller alone
    Story("haemophilia and a roller: no letter opens it",
          [history(yes("HAEMOPHILIA"), clearances=paper("HAEMOPHILIA"))],
          ROLLER, SIGNED, "red", "stop", None, ROLLER),
    Story("haemophilia, needles with a letter, the roller falls away",
          [history(yes("HAEMOPHILIA"), clearances=paper("HAEMOPHILIA"))],
          BOTH, SIGNED, "amber", "caution", None, ROLLER),
    Story("low platelets and a roller",
          [history(yes("THROMBOCYT"))], ROLLER, SIGNED, "amber", "clearance"),
    Story("afraid of needles, a roller is planned: it has needles",
          [history(yes("NEEDLE_PHOBIA"))], ROLLER, SIGNED, "amber", "clearance"),
    Story("heart valve and a roller",
          [history(yes("VALVE"))], ROLLER, SIGNED, "amber", "clearance"),
    Story("nickel and a roller of steel",
          [history(yes("NICKEL"))], ROLLER, SIGNED, "amber", "caution"),
    Story("faints easily, a roller is planned",
          [history(yes("FAINT"))], ROLLER, SIGNED, "amber", "caution"),
    Story("eye operation three weeks ago and a roller",
          [history(yes("EYE_SURG", on=date(2026, 2, 9)))], ROLLER, SIGNED,
          "red", "deferred", date(2026, 3, 23), ROLLER),
    Story("eye operation, six weeks over, no letter yet",
          [history(yes("EYE_SURG", on=date(2026, 2, 9)))], ROLLER,
          date(2026, 3, 23), "amber", "clearance"),
    Story("toxin a week ago and a roller",
          [history(yes("BOTOX", on=date(2026, 2, 23)))], ROLLER, SIGNED,
          "red", "deferred", date(2026, 3, 9), ROLLER),
    # two weights for one word
    Story("keloids and ordinary needles: a caution, not silence",
          [history(yes("KELOID"))], NEEDLES, SIGNED, "amber", "caution"),
    Story("keloids, noted for the needles: the roller stays shut",
          [history(yes("KELOID"), decisions=decided("KELOID_N", "accepted"))],
          BOTH, SIGNED, "amber", "caution", None, ROLLER),
    Story("light peel four weeks ago",
          [history(yes("PEEL", on=date(2026, 2, 2)))], NEEDLES, SIGNED,
          "green", "ok"),
    Story("deep peel four weeks ago",
          [history(yes("PEEL_DEEP", on=date(2026, 2, 2)))], NEEDLES, SIGNED,
          "red", "deferred", date(2026, 5, 3), NEEDLES),
    Story("deep peel, the day before the ninety days are over",
          [history(yes("PEEL_DEEP", on=date(2026, 2, 2)))], LAMP, date(2026, 5, 2),
          "red", "deferred", date(2026, 5, 3), LAMP),
    Story("quiet psoriasis: needles with care",
          [history(yes("PSORIASIS"))], NEEDLES, SIGNED, "amber", "caution"),
    Story("quiet psoriasis and a roller: the skin doctor is asked",
          [history(yes("PSORIASIS"))], ROLLER, SIGNED, "amber", "clearance"),
    Story("diabetes, well controlled",
          [history(yes("DIABETES"), decisions=decided("DIABETES", "accepted"))],
          NEEDLES, SIGNED, "green", "noted"),
    Story("diabetes, badly controlled",
          [history(yes("DIABETES", "DIABETES_POOR"),
                   decisions=decided("DIABETES", "accepted"))],
          NEEDLES, SIGNED, "amber", "clearance"),
    Story("pregnant, only a mask: care, no silence",
          [history(yes("PREG"))], SERUM, SIGNED, "amber", "caution"),
    Story("nuts: the gliding oil is looked at as well",
          [history(yes("NUT_OIL"))], STONE, SIGNED, "amber", "caution"),
    # what ships on
    Story("warfarin and a roller: the prescriber is asked",
          [history(yes("ANTICOAG"))], ROLLER, SIGNED, "amber", "clearance"),
    Story("doxycycline and a lamp",
          [history(yes("PHOTOSENS"))], LAMP, SIGNED, "amber", "caution"),
    Story("brows tattooed a week ago",
          [history(yes("WOUND", on=date(2026, 2, 23)))], FACE, SIGNED,
          "amber", "caution", None, FACE - LAMP),
    Story("own plasma ten days ago",
          [history(yes("BIOSTIM", on=date(2026, 2, 20)))], NEEDLES, SIGNED,
          "red", "deferred", date(2026, 4, 3), NEEDLES),
    Story("plates in the jaw and current",
          [history(yes("METAL_PLATE"))], ELECTRO, SIGNED, "amber", "caution"),
    Story("silicone in the lips, years ago",
          [history(yes("PERM_FILLER"))], NEEDLES, SIGNED, "amber", "clearance"),
    Story("five weeks after a birth",
          [history(yes("POSTPARTUM", on=date(2026, 1, 26)))], NEEDLES, SIGNED,
          "red", "deferred", date(2026, 3, 9), NEEDLES),
    # a no that something else contradicts
    Story("not pregnant, but the baby is due in June",
          [history(no("PREG"), due=date(2026, 6, 1))], NEEDLES, SIGNED,
          "amber", "review"),
    Story("not pregnant, due in June, only a roller is planned",
          [history(no("PREG"), due=date(2026, 6, 1))], ROLLER, SIGNED,
          "amber", "review"),
    Story("no birth lately, but the due date was a fortnight ago",
          [history(no("POSTPARTUM"), due=date(2026, 2, 16),
                   told={"PREG": Told(False)})], LAMP, SIGNED,
          "amber", "review"),
    Story("no nuts, but almond oil made her lips swell",
          [history(no("NUT_OIL"), allergies="Almond oil: swollen lips")],
          SERUM, SIGNED, "amber", "review"),
    Story("no nuts, but Haselnüsse",
          [history(no("NUT_OIL"), allergies="Haselnüsse, Gräser")],
          SERUM, SIGNED, "amber", "review"),
    Story("no honey, told of propolis among the medicines",
          [history(no("FRAGRANCE"), medicines="None. Allergic to propolis")],
          SERUM, SIGNED, "amber", "review"),
    Story("no plasters, but Jod",
          [history(no("ADHESIVE"), allergies="Jod")], LAMP, SIGNED,
          "amber", "review"),
    Story("no epilepsy, but Depakine stands under daily life",
          [history(no("EPILEPSY"), notes="Je prends Dépakine le soir")],
          LAMP, SIGNED, "amber", "review"),
    Story("no pacemaker, but he writes of his Herzschrittmacher",
          [history(no("PACEMAKER"), notes="Seit Mai Herzschrittmacher")],
          ELECTRO, SIGNED, "amber", "review"),
    Story("no medicine for the immune system, but metotrexato",
          [history(no("IMMUNOSUPP"), medicines="Metotrexato 10 mg los lunes")],
          NEEDLES, SIGNED, "amber", "review"),
    Story("latex told in the details of another allergy",
          [history(no("LATEX"), allergies="guanti in lattice")], NEEDLES, SIGNED,
          "amber", "review"),
    Story("everything denied, tea and sport: nothing is made of it",
          [history(no("ANTICOAG", "NUT_OIL", "PREG"), medicines="Assam tea",
                   allergies="grass pollen", notes="Yoga, asanas, eau Hépar")],
          FACE, SIGNED, "green", "ok"),
]  # fmt: skip


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.tale)
def test_story(story):
    result = evaluate(story.profiles, CATALOGUE, story.plan, REQUIRES, story.day)
    told = (result.light, result.code, result.not_before, set(result.blocked))
    expected = (story.light, story.code, story.not_before, set(story.blocked))
    assert told == expected, result.findings


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.tale)
def test_story_as_it_ships(story):
    """Nothing of this waits for a clinic to switch something on."""
    result = evaluate(story.profiles, SHIPPED, story.plan, REQUIRES, story.day)
    assert (result.light, result.code) == (story.light, story.code)


# what a client writes, and the questions it speaks for
MEDICINES = {
    # en, de, fr, es, nl, it: substance or brand
    "ANTICOAG": "warfarine; Marcoumar 3 mg; Sintrom; acenocumarol; fenprocoumon; "
    "eparina; Clexane; Xarelto; apixabán; Lixiana 60; Blutverdünner; bloedverdunners; "
    "anticoagulante; Préviscan; INR 2.4; trombosedienst; DOAC",
    "ANTIPLATELET": "Aspirin 100; ASS 100; acide acétylsalicylique; Kardégic 75; "
    "Adiro; carbasalaatcalcium; Cardioaspirin; clopidogrel; Plavix; Brilique; "
    "Plättchenhemmer",
    "IMMUNOSUPP": "Methotrexat; MTX; méthotrexate; metotrexato; "
    "azathioprine; Imurek; azatioprina; ciclosporine; Humira; Stelara; Dupixent; "
    "MabThera; micofenolato; immunosuppresseur; inmunosupresor",
    "ISOTRET_N": "Isotrétinoïne; isotretinoina; Roaccutan; Aknenormin; Curacné; "
    "Mayesta; Aisoskin; acitretine",
    "RETINOID_TOP": "tretinoin cream; trétinoïne; Adapalene; Differin; "
    "retinol serum; Retin-A; acide glycolique; Salicylsäure",
    "PHOTOSENS": "doxycycline; Doxiciclina; Minocyclin; Johanniskraut; millepertuis; "
    "hipérico; iperico; sint-janskruid; St John's wort; amiodarone; Plaquenil; "
    "hidroclorotiazida; HCT; ciprofloxacino",
    "EPILEPSY": "Valproat; acide valproïque; valproato; Dépakine; levetiracetam; "
    "Keppra; lamotrigina; carbamazépine; Tegretol; fenitoina; Phénytoïne; "
    "fenobarbital; Topamax; Lyrica; Rivotril; antiepilepticum",
    "STEROID": "Kortison; prednisolon; cortisone; Decortin; idrocortisone",
    "HAEMOPHILIA": "Faktor VIII; Hemlibra",
}
ALLERGIES = {
    "NUT_OIL": "almond oil; Mandeln; amandes; almendras; amandelen; mandorle; "
    "Haselnuss; noisettes; avellanas; nocciole; walnoten; noix; cacahuètes; pinda's; "
    "sesame; nuts; argan; frutos secos",
    "LATEX": "Latex gloves; Gummi; caoutchouc; lattice; Kondome",
    "NICKEL": "Nickel; nikkel; níquel; nichel; earrings; Ohrringe; métaux; Kobalt",
    "ADHESIVE": "plasters; Pflaster; sparadrap; tiritas; pleisters; cerotti; "
    "chlorhexidine; clorexidina; Jod; iode; yodo; Betadine; Desinfektionsmittel",
    "FRAGRANCE": "perfume; Parfüm; profumo; Duftstoffe; ätherische Öle; huiles "
    "essentielles; Lavendel; tea tree; arnica; Kamille; manzanilla; honey; miele; "
    "bee stings; Propolis; abeilles",
    "ASPIRIN_ALLERGY": "aspirin; ASS; salicylates; acido acetilsalicilico",
    "MARINE": "fish; Fisch; poisson; pescado; pesce; vis; shellfish; crevettes; "
    "Garnelen; mariscos; gamberi; collagen",
}
# begins alike, or stands in another place: nothing is asked
FRIENDS = {
    "ANTICOAG": ["eau Hépar", "wharf", "marcus", "hepatitis vaccine"],
    "ANTIPLATELET": ["Assam tea", "asanas every morning", "aspirateur", "massage"],
    "IMMUNOSUPP": ["organic, biologique", "aravis", "immune booster"],
    "RETINOID_TOP": ["retinal check", "polyethylene glycol", "retina"],
    "PHOTOSENS": ["ciproterona", "Layla", "san juan"],
    "EPILEPSY": ["luminous", "epilation", "lyrics", "valerian"],
    "STEROID": ["DEXA scan", "bone density"],
    "HAEMOPHILIA": ["Bluterguss am Knie", "factor 50 sun cream"],
    "DIABETES": ["Insulinresistenz", "diabetes insipidus"],
    "PREG": ["Schwangerschaftsstreifen", "un momento embarazoso"],
    "CHEMO": ["chemosis of the eye", "chemist"],
}
HARMLESS_ALLERGIES = {
    "NUT_OIL": [
        "Mandelentzündung als Kind",
        "nutrition",
        "sesamoid",
        "noix de muscade",
    ],
    "LATEX": ["Gummibärchen", "late"],
    "ADHESIVE": ["Klebereiweiß", "tapestry"],
    "FRAGRANCE": ["honeydew melon", "beef", "apples"],
    "NICKEL": ["nick names", "chromosome"],
    "MARINE": ["visit", "code"],
}
TERMS = {item.code: item.terms for item in CATALOGUE}


def spoken_for(code, text, place):
    told = history(no(code), **{place: text})
    found = evaluate([told], CATALOGUE, FACE | BOTH, REQUIRES, SIGNED).findings
    return code in {each.code for each in found if each.effect in ("unclear", "info")}


def each(table):
    return [
        (code, word)
        for code, words in table.items()
        for word in (words if isinstance(words, list) else words.split("; "))
    ]


@pytest.mark.parametrize(("code", "word"), each(MEDICINES))
def test_medicines_by_brand_stem_and_language(code, word):
    assert spoken_for(code, f"Vitamin D, {word.upper()}, twice a day", "medicines")
    assert spoken_for(code, word, "notes")
    assert not spoken_for(code, word, "allergies")


@pytest.mark.parametrize(("code", "word"), each(ALLERGIES))
def test_allergies_by_name_and_language(code, word):
    assert spoken_for(code, word, "allergies")
    assert spoken_for(code, f"I am allergic to {word}", "notes")
    assert not spoken_for(code, word, "notes")


@pytest.mark.parametrize(("code", "word"), each(FRIENDS))
def test_false_friends_ask_nothing(code, word):
    assert not spoken_for(code, word, "medicines")
    assert not spoken_for(code, word, "notes")


@pytest.mark.parametrize(("code", "word"), each(HARMLESS_ALLERGIES))
def test_harmless_words_among_allergies_ask_nothing(code, word):
    assert not spoken_for(code, word, "allergies")


def test_every_term_finds_itself_and_is_written_folded():
    for terms in TERMS.values():
        for term in terms:
            words = (*term.starts, *term.whole, *term.but_not)
            assert all(fold(word).strip() == word for word in words), term
            assert all(len(start) > 2 for start in term.starts), term
            assert all(
                named(term, fold(word)) for word in words[: -len(term.but_not) or None]
            )
            assert not any(named(term, fold(word)) for word in term.but_not)


def test_what_shares_a_question_shares_its_words():
    told = history(no("ANTICOAG"), medicines="Eliquis")
    found = evaluate([told], CATALOGUE, BOTH, REQUIRES, SIGNED).findings
    assert {finding.code for finding in found} == {"ANTICOAG", "ANTICOAG_MN"}


def test_a_contradiction_never_closes_anything():
    everything = "; ".join([*MEDICINES.values(), *ALLERGIES.values()])
    told = history(medicines=everything, allergies=everything, notes=everything)
    result = evaluate([told], CATALOGUE, FACE | ELECTRO | BOTH, REQUIRES, SIGNED)
    assert not result.blocked
    assert (result.light, result.code) == ("amber", "review")


def test_the_due_date_turns_the_timeline():
    born = {"due": date(2026, 4, 1), "told": {"PREG": Told(False)}}
    told = history(no("POSTPARTUM"), **born)
    assert timeline([told], CATALOGUE, LAMP, REQUIRES, SIGNED)[:3] == [
        (SIGNED, "green", "ok"),
        (date(2026, 4, 1), "amber", "review"),
        (date(2026, 5, 13), "green", "ok"),
    ]


def test_a_yes_needs_no_words():
    told = history(yes("ANTICOAG"), medicines="Eliquis")
    (finding,) = evaluate([told], CATALOGUE, NEEDLES, REQUIRES, SIGNED).findings
    assert finding.effect == "caution"
