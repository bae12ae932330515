from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..foundation.private_key import PrivateKey

_HELPING = PrivateKey("helping")


class TreatingMixin(models.AbstractModel):
    """Who treats writes; a colleague reads, until they say that they treat.

    Who treated before goes on writing, so that nothing that is typed gets lost; whoever
    said so last signs. The clinical lead who signs for somebody writes, once the reason
    stands. Who learns needles eye, neck and chest with the supervisor beside.
    """

    _name = "acupuncture.treating.mixin"
    _description = "Who Treats"

    treated_by_ids = fields.Many2many(
        comodel_name="res.users",
        relation="acupuncture_treatment_treated_by_rel",
        column1="treatment_id",
        column2="user_id",
        string="Previously Treated By",
        ondelete="restrict",
        readonly=True,
        copy=False,
        help="Who treated in this session before a colleague took over.",
    )
    is_writable = fields.Boolean(
        compute="_compute_is_writable", export_string_translation=False
    )

    supervisor_id = fields.Many2one(
        comodel_name="resource.resource",
        ondelete="set null",
        compute="_compute_needs_supervisor",
    )
    supervised_by_id = fields.Many2one(
        comodel_name="res.users",
        string="Supervisor Present",
        ondelete="restrict",
        readonly=True,
        copy=False,
    )
    needs_supervisor = fields.Boolean(
        compute="_compute_needs_supervisor", export_string_translation=False
    )
    supervised_points = fields.Char(
        string="Wait for the Supervisor",
        compute="_compute_needs_supervisor",
        help="Points at the eye, on the neck or chest, placed by a trainee.",
    )

    @api.depends("state", "practitioner_id", "treated_by_ids", "sign_reason")
    @api.depends_context("uid")
    def _compute_is_writable(self):
        for treatment in self:
            treatment.is_writable = treatment.is_open and treatment._is_mine()

    @api.depends(
        "practitioner_id.is_trainee",
        "practitioner_id.supervisor_id",
        "supervised_by_id",
        "state",
        "needle_ids.point_id",
        "needle_ids.map",
        "needle_ids.map_x",
        "needle_ids.map_y",
    )
    def _compute_needs_supervisor(self):
        for treatment in self:
            treatment.supervisor_id = treatment.practitioner_id.supervisor_id
            treatment.needs_supervisor = (
                treatment.is_open
                and treatment.practitioner_id.is_trainee
                and not treatment.supervised_by_id
            )
            waiting = treatment.needle_ids._wait_for_supervisor()
            treatment.supervised_points = ", ".join(waiting.mapped("display_name"))

    def action_treat(self):
        """Say: I treat here now. The chart opens for writing, and I sign it.

        :raises UserError: I am no practitioner of this clinic, or without a licence
        """
        self._refuse_if_signed()
        for treatment in self.filtered(lambda one: not one._treats()):
            mine = treatment._own_resource()
            before = treatment.practitioner_id.user_id
            command = fields.Command
            treatment._sealed_write(
                {
                    "practitioner_id": mine.id,
                    "treated_by_ids": [command.link(user.id) for user in before],
                    "supervised_by_id": False,
                }
            )

    def action_supervise(self):
        """The supervisor says: I am there.

        :raises AccessError: somebody else tries, the trainee above all
        """
        self._refuse_if_signed()
        user = self.env.user
        lead = user.has_group("acupuncture_cosmetic.group_clinical_lead")
        for treatment in self:
            learns = treatment.practitioner_id.user_id
            if user == learns or not (lead or user == treatment.supervisor_id.user_id):
                raise AccessError(
                    self.env._(
                        "Only %(supervisor)s or the clinical lead can confirm that "
                        "%(supervisor)s is present, with their own login.",
                        supervisor=treatment.supervisor_id.name,
                    )
                )
        self._sealed_write({"supervised_by_id": self.env.uid})

    def _own_resource(self):
        """Return the present user as a practitioner of this clinic, with a licence."""
        self.ensure_one()
        mine = self.env["resource.resource"].search(
            [
                ("user_id", "=", self.env.uid),
                ("acupuncture_role", "=", "practitioner"),
                ("company_id", "=", self.company_id.id),
            ],
            limit=1,
        )
        if not mine:
            raise UserError(
                self.env._(
                    "%(user)s is not a practitioner of %(clinic)s and cannot treat "
                    "here. The clinical lead can sign for somebody else on the "
                    "Signature page.",
                    user=self.env.user.name,
                    clinic=self.company_id.name,
                )
            )
        if failure := mine._licence_failure(self.company_id._clinic_today()):
            raise UserError(self.env._("You cannot treat: %(why)s.", why=failure))
        return mine

    def _treats(self):
        self.ensure_one()
        return self.practitioner_id.user_id == self.env.user

    def _is_mine(self, reason=None):
        """Tell whether the present user may write.

        :param reason: why the clinical lead signs for somebody, when it is being given
        """
        self.ensure_one()
        user = self.env.user
        if self.env.su or user in self.practitioner_id.user_id | self.treated_by_ids:
            return True
        told = bool((reason or self.sign_reason or "").strip())
        return told and self._signs_for_another()

    def _as_helper(self):
        """Return ``self`` for a verb by which colleagues help, as in a search."""
        return _HELPING.on(self)

    def _refuse_if_not_mine(self, reason=None):
        """Keep a colleague's open chart as it is.

        :raises UserError: somebody else treats
        """
        if _HELPING.opens(self):
            return
        for treatment in self.filtered("is_open"):
            if not treatment._is_mine(reason):
                raise UserError(
                    self.env._(
                        "%(practitioner)s is treating in %(treatment)s, so you can "
                        "only read it. Press “I Treat” to write in it.",
                        practitioner=treatment.practitioner_id.name,
                        treatment=treatment.name,
                    )
                )

    def _refuse_to_touch(self):
        """Keep the rows of what is signed, or a colleague's, as they are."""
        self._refuse_if_signed()
        self._refuse_if_not_mine()
