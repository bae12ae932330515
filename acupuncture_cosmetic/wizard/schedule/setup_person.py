from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import email_normalize

from ...models.foundation.windows import notice
from ...models.schedule.licence_change import LICENCE

# tick -> what it lets somebody do
ROLES = {
    "is_practitioner": "group_practitioner",
    "is_lead": "group_clinical_lead",
    "is_front_desk": "group_front_desk",
    "is_billing": "group_billing",
    "is_marketing": "group_marketing",
    "is_manager": "group_manager",
}


class SetupPerson(models.TransientModel):
    """Somebody who works at the clinic: login, roles and licence in one step."""

    _name = "acupuncture.setup.person"
    _description = "Somebody Who Works Here"
    _inherit = ["acupuncture.dialog.mixin"]

    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Login There Is Already",
        ondelete="cascade",
        domain=[("share", "=", False)],
    )
    name = fields.Char()
    email = fields.Char(string="E-mail, also the login")
    is_practitioner = fields.Boolean(string="Acupuncturist", default=True)
    is_lead = fields.Boolean(string="Clinical lead")
    is_front_desk = fields.Boolean(string="Front desk")
    is_billing = fields.Boolean(string="Billing")
    is_marketing = fields.Boolean(string="Marketing")
    is_manager = fields.Boolean(string="Clinic manager")
    licence_number = fields.Char()
    licence_expiry = fields.Date(string="Valid Until")
    cosmetic_certified = fields.Boolean(string="Certified for Cosmetic Acupuncture")
    may_make_logins = fields.Boolean(
        compute="_compute_may_make_logins", export_string_translation=False
    )

    @api.depends_context("uid")
    def _compute_may_make_logins(self):
        self.may_make_logins = self.env["res.users"].has_access("create")

    @api.onchange("user_id")
    def _onchange_user_id(self):
        if self.user_id:
            self.name, self.email = self.user_id.name, self.user_id.email
            for tick, group in ROLES.items():
                if tick != "is_practitioner":
                    self[tick] = self._group(group) in self.user_id.group_ids

    def action_add(self):
        """Let this person work here from now on.

        :raises UserError: the name or the address is missing
        """
        self.ensure_one()
        self.env["acupuncture.setup"]._refuse_others()
        if not (self.name or "").strip():
            raise UserError(self.env._("Enter the name of whoever works here."))
        user = self.user_id
        if self.may_make_logins:
            user = user or self._make_login()
            user.write({"group_ids": [Command.link(one.id) for one in self._roles()]})
        if self._treats():
            self._put_on_schedule(user)
        return self._told(user)

    def _treats(self):
        return self.is_practitioner or self.is_lead

    def _roles(self):
        ticked = [group for tick, group in ROLES.items() if self[tick]]
        return self.env["res.groups"].union(*map(self._group, ticked))

    @api.model
    def _group(self, name):
        return self.env.ref(f"acupuncture_cosmetic.{name}")

    def _make_login(self):
        login = email_normalize(self.email)
        if not login:
            raise UserError(
                self.env._(
                    "%(name)s needs an e-mail address: it is the login, and the "
                    "invitation goes there.",
                    name=self.name,
                )
            )
        company = self.env.company
        return self.env["res.users"].create(
            {
                "name": self.name,
                "login": login,
                "email": login,
                "company_id": company.id,
                "company_ids": [Command.set(company.ids)],
                "group_ids": [Command.set(self._roles().ids)],
            }
        )

    def _put_on_schedule(self, user):
        """Let sessions be booked with this person, under this licence."""
        resources = self.env["resource.resource"]
        known = [("user_id", "=", user.id)]
        if not user:
            known.append(("name", "=", self.name))
        own = resources.search(
            [
                ("acupuncture_role", "=", "practitioner"),
                ("company_id", "=", self.env.company.id),
                *known,
            ],
            limit=1,
        )
        licence = {name: self[name] for name in LICENCE}
        if own:
            own.write(licence)
            return
        resources.create(
            {
                **licence,
                "name": self.name,
                "user_id": user.id,
                "acupuncture_role": "practitioner",
                "resource_type": "user",
                "turnover_minutes": 15,
                "company_id": self.env.company.id,
            }
        )

    def _told(self, user):
        close = {"type": "ir.actions.act_window_close"}
        if not user or self.user_id:
            return close
        if self.env["acupuncture.setup"]._mail_goes_out():
            words = self.env._(
                "%(name)s chooses a password by the invitation sent to %(email)s.",
                name=user.name,
                email=user.email,
            )
        else:
            words = self.env._(
                "E-mail is not tested yet: no invitation may reach %(name)s. Set a "
                "password under Settings, Users, or send the invitation again later.",
                name=user.name,
            )
        return notice(words, "info", then=close)
