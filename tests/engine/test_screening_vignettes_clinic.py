"""Stories from the waiting room: what clients write in their own words, and edges."""

from datetime import date

import pytest
from engine.screening import Decision, Item, Told, evaluate
from engine.screening_words import SLIP, Term, misspelt, named
from real_catalogue import REQUIRES, real_catalogue
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

SHIPPED = real_catalogue(Item, Term, default_only=True)
STONE = {"gua_sha_cupping"}
LAMP = {"led"}
SERUM = {"topical"}
FACE = {"needling", "led", "topical", "gua_sha_cupping"}
MEDICINES = sorted(
    {t for item in CATALOGUE for t in item.terms if t.kind == "medicine"},
    key=lambda term: term.name,
)
CODES = sorted({item.question for item in CATALOGUE})


def well(**facts):
    """Return the history of somebody who ticked no to everything."""
    return [history(no(*CODES), **facts)]


def said(code, on=None, **facts):
    """Return the history of somebody who said yes to one question, no to the rest."""
    others = no(*(each for each in CODES if each != code))
    return [history([*yes(code, on=on), *others], **facts)]


def asks(code, plan=NEEDLES, **facts):
    return well(**facts), plan, SIGNED, "amber", "review"


STORIES = [
    # medicines, as they are written on the back of an envelope
    Story("Spain: Aldocumar for the heart",
          *asks("ANTICOAG", medicines="Aldocumar 3mg, Omeprazol")),
    Story("Spain: Sintron, as everybody spells it",
          *asks("ANTICOAG", medicines="sintron")),
    Story("misspelt: Xeralto 20",
          *asks("ANTICOAG", medicines="Xeralto 20, Bisoprolol")),
    Story("misspelt: Eliquies", *asks("ANTICOAG", medicines="Eliquies 5")),
    Story("misspelt: warfrin", *asks("ANTICOAG", medicines="warfrin 4 mg")),
    Story("misspelt: Marcumer", *asks("ANTICOAG", medicines="Marcumer nach Plan")),
    Story("Germany: Thrombosespritzen after the knee",
          *asks("ANTICOAG", medicines="Thrombosespritzen bis Freitag")),
    Story("Italy: Vessel, a drop of heparin-like",
          *asks("ANTICOAG", medicines="Vessel due F (sulodexide)")),
    Story("misspelt: Methotrexat as Metothrexat",
          *asks("IMMUNOSUPP", medicines="Metothrexat 10mg dienstags")),
    Story("Crohn: 6-MP, Puri-Nethol",
          *asks("IMMUNOSUPP", medicines="Puri-Nethol (6-MP) 50")),
    Story("United States: Rituxan in spring",
          *asks("IMMUNOSUPP", medicines="Rituxan infusion, twice a year")),
    Story("kidney transplant told under daily life",
          *asks("IMMUNOSUPP", notes="Since my kidney transplant I walk a lot")),
    Story("France: Acnetrait and a roller",
          *asks("ISOTRET_N", ROLLER, medicines="Acnetrait 20")),
    Story("US: Amnesteem and a roller",
          *asks("ISOTRET_N", ROLLER, medicines="amnesteem")),
    Story("Germany: Vitamin-A-Säure in the evening, a serum is planned",
          *asks("RETINOID_TOP", SERUM, medicines="Vitamin-A-Säure Creme abends")),
    Story("Spain: ácido retinoico and a roller",
          *asks("RETINOID_TOP", ROLLER, medicines="ácido retinoico 0,05%")),
    Story("doxy for the skin, only a lamp",
          *asks("PHOTOSENS", LAMP, medicines="doxy 100mg 1x")),
    Story("Cotrim for the bladder, only a lamp",
          *asks("PHOTOSENS", LAMP, medicines="Cotrim forte")),
    Story("peacemaker, he writes",
          *asks("PACEMAKER", ELECTRO, notes="Peacemaker since 2021")),
    Story("neue Herzklappe", *asks("VALVE", notes="2018 neue Herzklappe")),
    Story("enceinte de 12 semaines: grossesse told under daily life",
          *asks("PREG", notes="Grossesse, 12 SA")),
    Story("12. SSW", *asks("PREG", notes="12. SSW, alles gut")),
    Story("the other answer holds a medicine: no, and Eliquis in the next line",
          *asks("ANTICOAG", medicines="no\nEliquis")),
    Story("no. Pregnant", *asks("PREG", notes="Smoker: no. Pregnant: 3rd month")),
    Story("no warfarin today, forgot it",
          *asks("ANTICOAG", medicines="no warfarin this morning, forgot it")),
    # healthy people who write harmless words
    Story("melasma since her pregnancies, years ago",
          well(notes="Melasma since my pregnancy in 2015"), FACE, SIGNED,
          "green", "ok"),
    Story("Flecken seit der Schwangerschaft",
          well(notes="Pigmentflecken nach der Schwangerschaft"), FACE, SIGNED,
          "green", "ok"),
    Story("masque de grossesse", well(notes="Masque de grossesse, depuis 10 ans"),
          FACE, SIGNED, "green", "ok"),
    Story("not pregnant, no diabetes, writes it to be helpful",
          well(notes="Not pregnant, no diabetes, no epilepsy"), FACE, SIGNED,
          "green", "ok"),
    Story("nicht schwanger, keine Epilepsie, kein Herzschrittmacher",
          well(notes="nicht schwanger, keine Epilepsie, kein Herzschrittmacher"),
          FACE, SIGNED, "green", "ok"),
    Story("pas enceinte, pas de diabète",
          well(notes="pas enceinte, pas de diabète"), FACE, SIGNED, "green", "ok"),
    Story("hair transplant: nothing of the immune system",
          well(notes="Hair transplant in Istanbul, 2020"), FACE, SIGNED,
          "green", "ok"),
    Story("no known allergies",
          well(allergies="No known allergies", medicines="none"), FACE, SIGNED,
          "green", "ok"),
    Story("willow and birch pollen, a serum is planned",
          well(allergies="birch and willow pollen, cats"), FACE, SIGNED,
          "green", "ok"),
    Story("not allergic to latex, nor to anything",
          well(allergies="Not allergic to latex"), FACE, SIGNED, "green", "ok"),
    Story("a healthy medicine list: thyroid, pill, pressure, cholesterol",
          well(medicines="L-Thyroxin 75, Yasmin, Candesartan 8 mg, Atorvastatin, "
               "Pantoprazol, Magnesium, Vitamin D3, Zink, B12, Inulin, Biotin"),
          FACE, SIGNED, "green", "ok"),
    Story("supplements: resveratrol, hyaluron, melatonin, inositol, iron",
          well(medicines="Resveratrol, Hyaluron, Melatonin, Inositol, Eisen, "
               "Spirulina, Ashwagandha, Kollagen, Evening primrose"),
          FACE, SIGNED, "green", "ok"),
    Story("an alternative to Botox is what she wants",
          well(notes="A natural alternative to Botox; smoother forehead"), FACE,
          SIGNED, "green", "ok"),
    Story("thrombophilia in the family is no lack of platelets",
          well(notes="Thrombophilie (Faktor V), keine Medikamente"), NEEDLES,
          SIGNED, "green", "ok"),
    # each technique alone
    Story("still on isotretinoin, only a stone: care",
          said("ISOTRET_N", date(2026, 1, 2)), STONE, SIGNED, "amber", "caution"),
    Story("breastfeeding, needles: noted only",
          said("PREG_TOPICAL"), NEEDLES, SIGNED, "green", "noted"),
    Story("breastfeeding, only a serum: care",
          said("PREG_TOPICAL"), SERUM, SIGNED, "amber", "caution"),
    Story("pregnant, only a roller: never", said("PREG"), ROLLER, SIGNED,
          "red", "stop", None, ROLLER),
    Story("epilepsy, only gua sha: care", said("EPILEPSY"), STONE, SIGNED,
          "amber", "caution"),
    Story("filler a week ago, only a lamp: nothing in the way",
          said("FILLER", date(2026, 2, 23)), LAMP, SIGNED, "green", "noted"),
    Story("threads 83 days ago, needles", said("THREADS", date(2025, 12, 9)),
          NEEDLES, SIGNED, "red", "deferred", date(2026, 3, 3), NEEDLES),
    Story("threads 84 days ago, needles", said("THREADS", date(2025, 12, 8)),
          NEEDLES, SIGNED, "green", "ok"),
    Story("waxed six days ago, only a serum",
          said("MICRODERM", date(2026, 2, 24)), SERUM, SIGNED,
          "red", "deferred", date(2026, 3, 3), SERUM),
    Story("waxed seven days ago, only a serum",
          said("MICRODERM", date(2026, 2, 23)), SERUM, SIGNED, "green", "ok"),
    Story("inflamed acne and a roller: it would spread it",
          said("ACNE_ACTIVE"), ROLLER, SIGNED, "red", "stop", None, ROLLER),
    Story("rosacea in flare and a roller",
          said("ROSACEA_FLARE"), ROLLER, SIGNED, "red", "stop", None, ROLLER),
    Story("retinol every evening, since 2019, only needles: none of our business",
          said("RETINOID_TOP"), NEEDLES, SIGNED, "green", "noted"),
    Story("keloids and cups: silence is right", said("KELOID"), STONE, SIGNED,
          "green", "noted"),
    # ongoing and stopped
    Story("stopped retinol yesterday, says the phone, serum in two days",
          said("RETINOID_TOP", told={"RETINOID_TOP": Told(True, date(2026, 3, 1))}),
          SERUM, SIGNED, "red", "deferred", date(2026, 3, 4), SERUM),
    Story("stopped warfarin in 2019, says no, the list still has it: settled",
          well(medicines="Marcumar bis 2019", told={"ANTICOAG": Told(False)}),
          BOTH, SIGNED, "green", "ok"),
    # due date
    Story("not sure, and a due date: one question",
          [history(unsure("PREG"), due=date(2026, 9, 1))], NEEDLES, SIGNED,
          "amber", "review"),
    Story("said yes with a due date: the midwife's letter is in hand",
          said("PREG", due=date(2026, 9, 1), clearances=paper("PREG")), NEEDLES,
          SIGNED, "green", "noted"),
    # merged
    Story("merged: Anna without, Ana with Eliquis in the list",
          [*well(), history(no("ANTICOAG"), medicines="Eliquis")], NEEDLES, SIGNED,
          "amber", "review"),
    Story("merged: caution accepted in one, open in the other",
          [history(yes("ANTICOAG"), decisions=decided("ANTICOAG", "accepted")),
           history(yes("ANTICOAG"))], NEEDLES, SIGNED, "amber", "caution"),
    Story("merged: a cold sore over in one, without a date in the other",
          [history(yes("HERPES", on=date(2026, 1, 1))), history(yes("HERPES"))],
          NEEDLES, SIGNED, "red", "stop", None, NEEDLES),
    Story("merged: one is expired",
          [history(), history(valid_until=date(2026, 3, 1))], NEEDLES, SIGNED,
          "amber", "expired"),
    # two findings on one item, two weights
    Story("warfarin accepted, only needles planned: the roller is no matter",
          [history(yes("ANTICOAG"), decisions=decided("ANTICOAG", "accepted"))],
          NEEDLES, SIGNED, "green", "noted"),
    Story("nuts: serum out, the stone's oil was changed",
          [history(yes("NUT_OIL"), decisions=decided("NUT_OIL_CARE", "accepted"))],
          FACE, SIGNED, "amber", "caution", None, SERUM),
]  # fmt: skip

# what healthy people take, suffer from and write: none of it speaks for any item
HARMLESS = (
    "levothyroxin thyroxine euthyrox eltroxin liothyronine carbimazol thiamazol "
    "propylthiouracil ramipril lisinopril enalapril perindopril candesartan "
    "losartan valsartan olmesartan irbesartan telmisartan amlodipin lercanidipin "
    "nifedipin felodipin bisoprolol metoprolol nebivolol atenolol propranolol "
    "carvedilol sotalol doxazosin moxonidin spironolacton eplerenon atorvastatin "
    "simvastatin rosuvastatin pravastatin ezetimib fenofibrat omeprazol pantoprazol "
    "esomeprazol lansoprazol rabeprazol famotidin ranitidin domperidon "
    "metoclopramid ondansetron loperamid macrogol lactulose paracetamol "
    "acetaminophen metamizol novalgin tramadol tilidin codein oxycodon morphin "
    "fentanyl buprenorphin citalopram escitalopram sertralin fluoxetin paroxetin "
    "venlafaxin duloxetin mirtazapin trazodon bupropion amitriptylin nortriptylin "
    "agomelatin opipramol quetiapin olanzapin risperidon aripiprazol lithium "
    "diazepam lorazepam oxazepam alprazolam bromazepam zopiclon zolpidem melatonin "
    "methylphenidat elvanse concerta strattera cetirizin levocetirizin loratadin "
    "desloratadin fexofenadin ebastin bilastin montelukast salbutamol formoterol "
    "salmeterol beclometason fluticason budesonid symbicort seretide foster viani "
    "amoxicillin penicillin clarithromycin azithromycin cefuroxim clindamycin "
    "metronidazol nitrofurantoin fosfomycin fluconazol terbinafin ethinylestradiol "
    "levonorgestrel drospirenon dienogest yasmin yaz maxim valette microgynon "
    "desogestrel cerazette mirena kyleena nuvaring estradiol progesteron utrogest "
    "gynokadin oestrogel tibolon raloxifen alendronat risedronat ibandronat "
    "denosumab prolia zoledronat allopurinol febuxostat colchicin tamsulosin "
    "finasterid dutasterid minoxidil sildenafil tadalafil solifenacin mirabegron "
    "levodopa pramipexol ropinirol donepezil memantin betahistin cinnarizin "
    "flunarizin vitamin d3 b12 folsaure ferritin eisen ferro magnesium calcium "
    "kalium zink selen biotin coenzym resveratrol inositol inulin probiotika "
    "ashwagandha rhodiola maca spirulina chlorella collagen hyaluron glucosamin "
    "chondroitin msm creatin whey protein cranberry evening primrose nachtkerze "
    "mariendistel brennnessel baldrian hopfen passiflora lavendel valeriana "
    "camomila alga ferrum arnica traumeel globuli bachbluten schuessler evolocumab "
    "alirocumab repatha praluent entresto sacubitril ivabradin digoxin digitoxin "
    "nitroglycerin molsidomin pentoxifyllin hypercholesterolemia hyperthyreose "
    "hypothyreose hypertonie hypertension hyperaktiv hyperhidrosis hypotonie "
    "hashimoto gastritis reflux sodbrennen asthma allergie rhinitis migrane "
    "arthrose arthritis osteoporose endometriose pcos menopause klimakterium "
    "hypercholesterolemie hipercolesterolemia ipercolesterolemia ipertensione "
    "hipertension hipotiroidismo hypothyroidie ipotiroidismo schilddruse "
    "cholesterin cholesterol blutdruck bloeddruk tension presion pressione "
    "contraceptivo pille pilule pildora pil anticonceptivo antikonzeption "
    "antibiotic antibiotique antidepressant antidepressivum antihistamine "
    "antihistaminikum antazid heuschnupfen hayfever nasenspray augentropfen "
    "eyedrops hormone hormonersatz hrt ersatztherapie depression anxiety insomnia "
    "constipation nothing keine nessuno ninguno aucun geen tabletten tablets "
    "comprimes pastillas compresse tabletten daily taglich monthly weekly mornings "
    "evening breakfast prescription doctor physician hausarzt herz coeur corazon "
    "hart cuore lisdexamfetamin vortioxetin brintellix cipralex zoloft prozac "
    "seroxat effexor efexor cymbalta remeron wellbutrin elontril seroquel zyprexa "
    "xanax temesta lexotan stilnox imovane ritalin medikinet telfast aerius "
    "clarityn zyrtec xyzall singulair ventolin pulmicort nasonex avamys flixonase "
    "dymista augmentin zithromax klacid diflucan concor beloc tenormin inderal "
    "norvasc zestril tritace delix atacand cozaar diovan micardis blopress sortis "
    "lipitor crestor zocor nexium pantozol losec antra omep imodium motilium "
    "paspertin dulcolax tylenol panadol dafalgan doliprane efferalgan ben-u-ron "
    "tachipirina gelocatil novalgina buscopan spasfon "
).split()
# words that begin almost like a medicine
ALMOST = (
    "different programme fragment advantage contract decorated hearing biologia "
    "insulting bactrian radiowerbung Tristan contraceptive carbimazol inulin cortisol"
).split()


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


@pytest.mark.parametrize("word", [*HARMLESS, *ALMOST])
def test_a_healthy_client_is_asked_nothing(word):
    for place in ("medicines", "notes"):
        result = evaluate(
            well(**{place: f"{word} 1x"}), CATALOGUE, FACE, REQUIRES, SIGNED
        )
        assert result.code == "ok", result.findings


@pytest.mark.parametrize("term", MEDICINES, ids=lambda term: term.name)
def test_one_slip_of_the_pen_is_read_over(term):
    """A letter left out, doubled, wrong, or two swapped, in every long name."""
    for start in (each for each in term.starts if len(each) >= SLIP):
        if " " in start:
            continue
        middle = len(start) // 2
        a, b = start[:middle], start[middle:]
        for slip in (
            a + b[1:],
            f"{a}{b[0]}{b}",
            f"{a}q{b[1:]}",
            a + b[1] + b[0] + b[2:],
        ):
            assert named(term, f" {slip} ") or misspelt(term, f" {slip} "), slip


def test_a_scope_that_grew_is_accepted_anew():
    accepted = {"ANTICOAG": Decision("accepted", None, frozenset(NEEDLES))}
    told = [history(yes("ANTICOAG"), decisions=accepted)]
    lights = [
        evaluate(told, CATALOGUE, plan, REQUIRES, SIGNED).code
        for plan in (NEEDLES, STONE, FACE)
    ]
    assert lights == ["noted", "caution", "caution"]
