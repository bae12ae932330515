"""The setup page: what a new clinic has to do, step by step. A registry of steps.

To add a step, a room writes two methods in its own folder, on this model:

    class Setup(models.AbstractModel):
        \"\"\"Somebody has cleaned the rooms.\"\"\"

        _inherit = "acupuncture.setup"

        @setup_step(
            "clean",
            order=35,
            verb="_open_clean",
            label=_lt("Clean rooms"),
            why=_lt("Clients lie down in them."),
            without=_lt("Without clean rooms nobody comes again."),
            button=_lt("Say Who Cleans"),
        )
        def _step_clean(self, step):
            return step._replace(done=..., told=("Every evening, by Anna",))

        def _open_clean(self):
            return dialog(self.env["acupuncture.setup.clean"], self.env._("Who cleans"))

Whether a step is done is worked out from what there is, each time. The verb opens what
does the step above the page.
"""

from collections.abc import Callable
from inspect import getmembers
from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools.translate import LazyGettext, LazyTranslate

from .groups import MANAGER
from .windows import dialog, window

_lt = LazyTranslate(__name__)

Text = str | LazyGettext
# As Odoo names a company nobody has named.
UNNAMED = frozenset({"My Company", "YourCompany"})
NAMED = 3  # of what there is already


class Step(NamedTuple):
    """One step of the way from an empty Odoo to a clinic.

    :param without: what happens where it is left out
    :param again: what the button says once the step is done
    :param told: what there is already, a line each
    :param lacks: what is missing although something is there
    """

    code: str
    order: int
    verb: str
    label: Text = ""
    why: Text = ""
    without: Text = ""
    button: Text = ""
    again: Text = _lt("Change")
    done: bool = False
    told: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()


def setup_step(code: str, *, order: int, verb: str, **said) -> Callable:
    """Declare a step on the method that looks whether it is done.

    The method gets the step as declared and returns it with what it found.

    :param verb: the method that returns the action which does the step
    :param said: further fields of ``Step``, texts as ``_lt(...)``
    """

    def declare(method):
        method._setup_step = Step(code, order, verb, **said)
        return method

    return declare


class Setup(models.AbstractModel):
    """The registry of steps, and the first of them: who the clinic is."""

    _name = "acupuncture.setup"
    _description = "Setup of a Clinic"

    @api.model
    def overview(self):
        """Return the steps of the user's clinic, in order, as the page shows them.

        :raises AccessError: for whoever does not manage the clinic
        """
        self._refuse_others()
        company = self.env.company
        named = company.name not in UNNAMED
        return {
            "clinic": company.name if named else self.env._("your clinic"),
            "put_away": company.acupuncture_setup_put_away,
            "steps": [self._spoken(step) for step in self._steps()],
        }

    @api.model
    def open_step(self, code):
        """Return the action that does this step.

        :raises AccessError: for whoever does not manage the clinic
        """
        self._refuse_others()
        verbs = {step.code: step.verb for step, _look in self._declared()}
        return getattr(self, verbs[code])()

    @api.model
    def put_away(self, away=True):
        """Open the app with the week from now on; the page stays in the menu."""
        self._refuse_others()
        # sudo: a manager need not be an administrator; this one field
        self.env.company.sudo().acupuncture_setup_put_away = away

    @api.model
    def _landing(self):
        """Return what the app opens with.

        For a manager the setup while it is open, then the week; for others the first
        window that they see.
        """
        if self.env.user.has_group(MANAGER):
            opened = "setup_action" if self._is_open() else "week_action"
            return window(self.env, opened)
        return self._first_menu()

    @api.model
    def _is_open(self):
        return not self.env.company.acupuncture_setup_put_away and not all(
            step.done for step in self._steps()
        )

    @api.model
    def _first_menu(self):
        """Return the first window of the app that this user sees."""
        menus = self.env["ir.ui.menu"]
        visible = menus.browse(menus._visible_menu_ids())
        menu = self.env.ref("acupuncture_cosmetic.menu_root")
        while children := visible.filtered(lambda one, top=menu: one.parent_id == top):
            menu = children.sorted("sequence")[0]
        return menu.action._get_action_dict()

    @api.model
    def _steps(self):
        return [look(step) for step, look in self._declared()]

    @api.model
    def _declared(self):
        """Return (step, method that looks) of every step, in their order."""
        methods = getmembers(type(self), lambda member: hasattr(member, "_setup_step"))
        declared = [(each._setup_step, getattr(self, name)) for name, each in methods]
        return sorted(declared, key=lambda each: each[0].order)

    @api.model
    def _spoken(self, step):
        """Return a step as a dictionary, in the words of who reads it."""
        return {
            name: self.env._(value) if isinstance(value, LazyGettext) else value
            for name, value in step._asdict().items()
            if name not in ("order", "verb")
        }

    @api.model
    def _shortened(self, names):
        """Return the first names, and how many more there are."""
        if len(names) <= NAMED:
            return tuple(names)
        more = self.env._("and %(count)s more", count=len(names) - NAMED)
        return (*names[:NAMED], more)

    @api.model
    def _refuse_others(self):
        if not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("The clinic is set up by its manager."))

    # ------------------------------------------------------------------
    # The clinic
    # ------------------------------------------------------------------

    @setup_step(
        "clinic",
        order=10,
        verb="_open_clinic",
        label=_lt("Your clinic"),
        why=_lt("Name, telephone, time zone and currency, as clients read them."),
        without=_lt("Without a telephone number no forms are sent."),
        button=_lt("Introduce Your Clinic"),
    )
    def _step_clinic(self, step):
        company = self.env.company
        named = company.name not in UNNAMED
        lacks = [
            text
            for missing, text in (
                (not named, self.env._("The clinic has no name yet.")),
                (
                    not company.phone,
                    self.env._("No telephone number yet: no forms are sent."),
                ),
                (not company.country_id, self.env._("The country is missing.")),
            )
            if missing
        ]
        facts = (company.phone, company._clinic_tz().zone, company.currency_id.name)
        told = (company.name, " · ".join(filter(None, facts)))
        return step._replace(
            done=not lacks,
            told=told if named else (),
            lacks=tuple(lacks) if named or company.phone else (),
        )

    @api.model
    def _open_clinic(self):
        return dialog(self.env["acupuncture.setup.clinic"], self.env._("Your Clinic"))

    # ------------------------------------------------------------------
    # Mail
    # ------------------------------------------------------------------

    @setup_step(
        "mail",
        order=60,
        verb="_open_mail",
        label=_lt("E-mail"),
        why=_lt("Forms, reminders and aftercare go out by e-mail."),
        without=_lt("Without a mail server clients get no forms and no reminders."),
        button=_lt("Send a Test"),
        again=_lt("Test Again"),
    )
    def _step_mail(self, step):
        test = self._last_test()
        if not test:
            return step
        if test.state != "sent":
            told = self.env._("The test to %(to)s did not go out.", to=test.email_to)
            return step._replace(lacks=(told,))
        told = self.env._(
            "A test arrived at the mail server for %(to)s.", to=test.email_to
        )
        return step._replace(done=True, told=(told,))

    @api.model
    def _open_mail(self):
        return dialog(self.env["acupuncture.setup.mail"], self.env._("Test E-mail"))

    @api.model
    def _mail_goes_out(self):
        """Tell whether a test mail went out, and the mail server is the same."""
        return self._last_test().state == "sent"

    @api.model
    def _last_test(self):
        """Return the last test mail, none that is older than the mail server."""
        # sudo: mails and mail servers are for administrators; an address and a state
        mails, servers = self.env["mail.mail"].sudo(), self.env["ir.mail_server"].sudo()
        changed = servers.search([], order="write_date desc", limit=1).write_date
        return mails.search(
            [
                ("model", "=", "res.company"),
                ("res_id", "=", self.env.company.id),
                (
                    "create_date",
                    ">=",
                    changed or fields.Datetime.to_datetime("2000-01-01"),
                ),
            ],
            order="id desc",
            limit=1,
        )
