"""Every text that clients read: no promise, no absolute, no figure without a source."""

import ast
import re
from pathlib import Path

from lxml import etree

from odoo.tests import BaseCase, tagged

ADDON = Path(__file__).resolve().parents[1] / "acupuncture_cosmetic"

# Files with templates: every text in them is read by clients or their doctor.
PAGES = (
    *sorted((ADDON / "views/pages").glob("*.xml")),
    *(
        ADDON / f"report/{name}.xml"
        for name in (
            "aftercare",
            "clearance_letter",
            "consent",
            "course_end",
            "treatment_plan",
        )
    ),
)
# Data: the fields of a record that reach a client.
SHOWN = {
    "acupuncture.consent.template": {"name"},
    "acupuncture.consent.clause": {"name", "body", "tick_text"},
    "acupuncture.technique": {"name", "client_text"},
    "acupuncture.concern": {"client_name", "honest_text"},
    "acupuncture.contraindication": {
        "question",
        "question_help",
        "date_label",
        "detail_label",
    },
    "acupuncture.protocol": {"aftercare", "maintenance_note"},
    "acupuncture.outcome.scale": {"question"},
    "acupuncture.outcome.level": {"name"},
    "acupuncture.refund.policy": {"name", "note"},
    "mail.template": {"subject", "body_html"},
}
# Code whose sentences are printed for clients.
SENTENCES = (
    "models/plan/plan_making.py",
    "models/plan/plan_sheet_mixin.py",
    "models/chart/aftercare_mixin.py",
    "models/protocol/needle_count_mixin.py",
    "models/consent/consent_document.py",
    "models/consent/res_company.py",
)

# What a regulator of advertising or a lawyer of a client would underline.
BOLD = re.compile(
    r"\b(never|always|guarante\w*|painless|pain-free|harmless|safe|safely|risk-free"
    r"|no risks?|cures?|cured|proven|permanent(ly)?|for ever|certainly|definitely"
    r"|will (improve|soften|lift|tighten|reduce|disappear)|works? for everybody"
    r"|rejuvenat\w*|younger|anti-ag\w*|miracle|best|rare|rarely|erased)\b",
    re.IGNORECASE,
)
# The whole phrase, and why it may stand.
MAY_STAND = {
    "always burns, never tans": "a skin type as the client describes it",
    "never burns": "a skin type as the client describes it",
    "rarely burns, tans well": "a skin type as the client describes it",
    "very rarely burns": "a skin type as the client describes it",
    "please never stop a prescribed medicine": "an instruction, no claim",
    "help us to treat you safely": "what the questions are for",
    "no waiting time is proven safe": "says what is not known",
    "no interval has been proven safe": "says what is not known",
    "the best single study": "names the strongest study and its limits",
    "have erased what we need not keep": "a right",
    "your best guess": "no claim",
    "a permanent filler": "the name of a product",
    "fits best": "no claim",
    "to the best of": "what the client knows",
    "at best they soften a little": "says how little is known",
    "an added effect is not proven": "says what is not known",
}
FIGURE = re.compile(
    r"\d[\d.,]*\s?%|\bin (?:a )?(?:100|1,000|10,000|million)\b|\bper [\d,]{3,}"
    r"|\bin three women\b"
)
SOURCE = re.compile(r"\b(?:19|20)\d\d\b|ZORA|trial|study|studies|review")


def shown_fields(path):
    """Yield the texts of a data file that clients read."""
    for record in etree.parse(path).iter("record"):
        for field in record.iter("field"):
            if field.get("name") in SHOWN.get(record.get("model"), ()):
                yield field


def words_of(node):
    return " ".join(" ".join(node.itertext()).split())


def read_texts():
    """Yield where a text stands, and the text."""
    for path in PAGES:
        for template in etree.parse(path).iter("template"):
            yield path.name, words_of(template)
    for path in sorted((ADDON / "data").rglob("*.xml")):
        for field in shown_fields(path):
            yield path.name, words_of(field)
    for name in SENTENCES:
        tree = ast.parse((ADDON / name).read_text("utf-8"))
        for call in ast.walk(tree):
            if isinstance(call, ast.Call) and getattr(call.func, "attr", "") == "_":
                yield name, call.args[0].value


@tagged("post_install", "-at_install")
class TestWordsRead(BaseCase):
    def test_there_is_something_to_read(self):
        places = {place for place, _text in read_texts()}
        for place in (
            "forms_sign.xml",
            "treatment_plan.xml",
            "consent_treatment.xml",
            "mail_templates.xml",
            "concerns.xml",
            "fr12.xml",
            *SENTENCES,
        ):
            with self.subTest(place):
                self.assertIn(place, places)

    def test_nothing_is_promised(self):
        for place, text in read_texts():
            left = text.lower()
            for phrase in MAY_STAND:
                left = left.replace(phrase, "")
            found = BOLD.search(left)
            with self.subTest(place, text=text[:80]):
                self.assertFalse(found, f"{place}: “{found and found[0]}” in {text}")

    def test_every_exception_is_needed(self):
        everything = " ".join(text for _place, text in read_texts()).lower()
        for phrase in MAY_STAND:
            with self.subTest(phrase):
                self.assertIn(phrase, everything)
                self.assertTrue(BOLD.search(phrase))

    def test_no_figure_without_its_source(self):
        for path in sorted((ADDON / "data").rglob("*.xml")):
            for field in shown_fields(path):
                self.check_rows(path.name, field)
        for place, text in self.outside_tables():
            for sentence in re.split(r"(?<=[.!?])\s", text):
                if FIGURE.search(sentence):
                    with self.subTest(place):
                        self.assertRegex(sentence, SOURCE)

    def check_rows(self, place, field):
        for row in field.iter("tr"):
            cells = [words_of(cell) for cell in row]
            if row.find("th") is None:
                with self.subTest(place, row=cells[0]):
                    self.assertRegex(cells[-1], SOURCE, "its source stands beside it")

    def outside_tables(self):
        for path in sorted((ADDON / "data").rglob("*.xml")):
            for field in shown_fields(path):
                for table in list(field.iter("table")):
                    table.getparent().remove(table)
                yield path.name, words_of(field)
        for path in PAGES:
            for template in etree.parse(path).iter("template"):
                yield path.name, words_of(template)

    def test_clauses_are_not_called_by_letters(self):
        for path in sorted((ADDON / "data/consent").glob("consent_*.xml")):
            for field in shown_fields(path):
                text = words_of(field)
                with self.subTest(path.name):
                    self.assertNotRegex(text, r"\b(?:[Pp]art|[Ss]ection) [A-J]\b")
                    self.assertNotRegex(text, r"^[A-J]\.\s")

    def test_no_template_says_what_every_plan_is_not(self):
        plan = (ADDON / "report/treatment_plan.xml").read_text("utf-8")
        self.assertNotIn("no medical treatment", plan)
        self.assertNotIn("protocol.goal", plan)
