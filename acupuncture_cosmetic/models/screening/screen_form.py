"""One screen of the health history, as somebody sent it: read and judged."""

from datetime import date

from odoo.tools import email_normalize

from .intake_answer import VALUES

SCREENS = (
    "about",
    "concerns",
    "skin",
    "heart_nerves",
    "medicines",
    "allergies",
    "pregnancy",
    "procedures",
    "lifestyle",
)
SCREEN_OF_TOPIC = {"today": "lifestyle"}
SCREEN_FIELDS = {
    "about": (
        "birth_date",
        "emergency_name",
        "emergency_phone",
        "guardian_name",
        "guardian_relation",
        "guardian_email",
        "guardian_phone",
    ),
    "concerns": ("goals",),
    "skin": ("skin_type",),
    "medicines": ("medicines",),
    "allergies": ("allergies",),
    "pregnancy": ("pregnancy_due_date", "needle_comfort"),
    "lifestyle": ("lifestyle",),
}
REQUIRED = {"about": "birth_date", "skin": "skin_type", "pregnancy": "needle_comfort"}
LONGEST = {"text": 20_000, "char": 200}
_NOTHING = (None, False, "")


class ScreenForm:
    """What was sent for one screen, cleaned; ``errors`` says what is wrong with it.

    :param questions: the screening items asked on this screen
    """

    def __init__(self, intake, screen, questions, values):
        self.intake, self.env = intake, intake.env
        self.screen, self.questions = screen, questions
        self.values = values if isinstance(values, dict) else {}
        self.errors = {}
        self._refuse_unknown()
        self.fields = {
            name: self._field(name) for name in SCREEN_FIELDS.get(screen, ())
        }
        self.concerns = self._concerns()
        self.answers = self._answers()
        self._judge()

    def _refuse_unknown(self):
        known = {*SCREEN_FIELDS.get(self.screen, ())}
        if self.questions:
            known |= {"items", "none"}
        if self.screen == "concerns":
            known |= {"concerns", "none"}
        if self.values.keys() - known:
            self._refuse("screen")

    def _refuse(self, key):
        self.errors[key] = self.env._(
            "This does not belong to the form. Reload the page and try again."
        )

    def _field(self, name):
        """Return the clean value of a field, and note what is wrong with it."""
        field = self.intake._fields[name]
        text = self._text(name, self.values.get(name), LONGEST.get(field.type, 200))
        if field.type == "date":
            return self._day(name, text)
        if text and field.type == "selection" and text not in dict(field.selection):
            self._refuse(name)
            return False
        return text or False

    def _text(self, key, value, longest):
        if value in _NOTHING:
            return ""
        if isinstance(value, date):
            value = value.isoformat()
        if not isinstance(value, str):
            self._refuse(key)
            return ""
        if len(value) > longest:
            self.errors[key] = self.env._(
                "This text is too long: please keep it under %(count)d characters.",
                count=longest,
            )
            return ""
        return value.replace("\x00", "").strip()

    def _day(self, key, text):
        if not text:
            return False
        try:
            return date.fromisoformat(text)
        except ValueError:
            self.errors[key] = self.env._(
                "This day does not exist. Please check the date."
            )
            return False

    def _concerns(self):
        """Return the concerns chosen, in the client's order."""
        concerns = self.env["acupuncture.concern"]
        codes = self.values.get("concerns") or []
        if self.screen != "concerns" or not codes:
            return concerns
        known = {each.code: each for each in concerns.search([])}
        if not isinstance(codes, list | tuple) or not all(
            isinstance(code, str) and code in known for code in codes
        ):
            self._refuse("concerns")
            return concerns
        return concerns.concat(*(known[code] for code in dict.fromkeys(codes)))

    def _answers(self):
        """Return item -> values of its answer; what is not named is no."""
        items = self.values.get("items") or {}
        asked = {item.code: item for item in self.questions}
        if not isinstance(items, dict) or items.keys() - asked.keys():
            self._refuse("items")
            return {}
        said = {code: self._answer(asked[code], items[code]) for code in items}
        said = {code: answer for code, answer in said.items() if answer}
        self._judge_none(said)
        rest = {"value": "no", "on_date": False, "detail": False}
        return {item: said.get(code, rest) for code, item in asked.items()}

    def _answer(self, item, sent):
        """Return the values of one answer, or None when it is left open."""
        if not isinstance(sent, dict) or sent.keys() - {"value", "on", "detail"}:
            return self._refuse(item.code)
        value = sent.get("value")
        if value in _NOTHING:
            return None
        if not isinstance(value, str) or value not in dict(VALUES):
            return self._refuse(item.code)
        on_key, detail_key = f"{item.code}.on", f"{item.code}.detail"
        day = self._day(on_key, self._text(on_key, sent.get("on"), 10))
        detail = self._text(detail_key, sent.get("detail"), 300)
        if day and (problem := self.intake._past_day_problem(day)):
            self.errors[on_key] = problem
        if (day and not item.ask_date) or (detail and not item.ask_detail):
            self._refuse(item.code)
        if value == "no":
            day = detail = False
        return {"value": value, "on_date": day, "detail": detail or False}

    def _judge_none(self, said):
        none = bool(self.values.get("none"))
        told = any(answer["value"] != "no" for answer in said.values())
        if none and told:
            self.errors["none"] = self.env._(
                "You chose “none of these” and an answer as well. Which one is right?"
            )
        elif self.questions and not none and not said:
            self.errors["none"] = self.env._(
                "Please choose what is true for you, or “none of these”."
            )

    def _judge(self):
        """Note what is missing or cannot be, field by field."""
        name = REQUIRED.get(self.screen)
        if name and not self.fields[name] and name not in self.errors:
            self.errors[name] = self._required_message(name)
        if self.screen == "about" and not self.errors.keys() & {"birth_date"}:
            self._judge_about()
        due = self.fields.get("pregnancy_due_date")
        if due and (problem := self.intake._due_date_problem(due)):
            self.errors["pregnancy_due_date"] = problem
        if self.screen == "concerns":
            self._judge_concerns()

    def _judge_about(self):
        birth = self.fields["birth_date"]
        if problem := self.intake._birth_date_problem(birth):
            self.errors["birth_date"] = problem
        elif self.intake._is_minor(birth):
            self._need_both("guardian_name", "guardian_relation", always=True)
            self._judge_guardian()
        self._need_both("emergency_name", "emergency_phone")

    def _judge_guardian(self):
        """A parent or guardian is reached elsewhere than the client."""
        email = email_normalize(self.fields["guardian_email"] or "")
        client = self.intake.client_id
        if self.fields["guardian_email"] and not email:
            self.errors["guardian_email"] = self.env._(
                "Please check the e-mail address of your parent or guardian."
            )
        elif email and email == client.email_normalized:
            self.errors["guardian_email"] = self.env._(
                "This is your own e-mail address. Your parent or guardian reads and "
                "signs separately: please give theirs."
            )
        elif not email and not self.fields["guardian_phone"]:
            self.errors["guardian_email"] = self.env._(
                "Please tell us how we can reach your parent or guardian: e-mail or "
                "phone."
            )

    def _need_both(self, *names, always=False):
        if always or any(self.fields[name] for name in names):
            for name in names:
                if not self.fields[name] and name not in self.errors:
                    self.errors[name] = self._required_message(name)

    def _judge_concerns(self):
        told = self.concerns or self.fields["goals"]
        if not self.errors and not told and not self.values.get("none"):
            self.errors["none"] = self.env._(
                "Please choose what you would like to change, write it in your own "
                "words, or choose “nothing in particular”."
            )

    def _required_message(self, name):
        return {
            "birth_date": self.env._("Please enter the date of birth."),
            "skin_type": self.env._("Please choose what fits your skin best."),
            "needle_comfort": self.env._("Please tell us how you feel about needles."),
            "guardian_name": self.env._(
                "Under 18 we need the name of a parent or guardian."
            ),
            "guardian_relation": self.env._(
                "Please tell us who this is: mother, father, guardian..."
            ),
            "emergency_name": self.env._("Please add the name to this number."),
            "emergency_phone": self.env._("Please add a phone number to this name."),
        }[name]
