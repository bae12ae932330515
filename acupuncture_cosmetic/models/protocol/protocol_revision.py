from odoo import fields, models
from odoo.exceptions import UserError

from ..foundation.windows import window


class Protocol(models.Model):
    """The life of a revision: drafted, in force, retired."""

    _inherit = "acupuncture.protocol"

    def action_activate(self):
        """Put drafts in force; the revision before retires, its products move on.

        What was sold already keeps the revision it was sold with.

        :raises UserError: the draft says too little to treat by it
        """
        self.env.flush_all()  # rows that are still to be written would be refused
        for protocol in self.filtered(lambda each: each.state == "draft"):
            protocol._refuse_incomplete()
            before = protocol._revision_in_force()
            # The index on active revisions must see it before the new one is active.
            before._sealed_write({"state": "retired"})
            before.flush_recordset(["state"])
            protocol._sealed_write({"state": "active"})
            before._replaced_by(protocol)

    def action_revise(self):
        """Open the draft that revises this protocol, made now if there is none."""
        self.ensure_one()
        draft = self._of_same_code("draft")[:1]
        if not draft:
            newest = self._of_same_code()[:1]
            draft = self.copy({"name": self.name})
            draft._sealed_write(
                {
                    "code": self.code,
                    "revision": newest.revision + 1,
                    "previous_id": self.id,
                }
            )
            self._copy_names_to(draft)
        return draft._get_records_action()

    def action_retire(self):
        """Offer these revisions no longer; what was sold with them stays.

        :raises UserError: a product is still sold by it
        """
        in_force = self.filtered(lambda protocol: protocol.state == "active")
        in_force._refuse_if_sold()
        in_force._sealed_write({"state": "retired"})

    def action_view_revisions(self):
        """List every revision of this protocol, newest first."""
        self.ensure_one()
        return window(
            self.env,
            "protocol_action",
            domain=[("id", "in", self._of_same_code().ids)],
            context={"active_test": False},
        )

    def _of_same_code(self, state=None):
        """Return the revisions of this protocol, newest first."""
        self.ensure_one()
        domain = [
            ("code", "=", self.code),
            ("company_id", "=", self.company_id.id),
        ]
        if state:
            domain.append(("state", "=", state))
        return self.with_context(active_test=False).search(
            domain, order="revision desc"
        )

    def _replaced_by(self, newer):
        """Hook: a newer revision is in force instead of this one."""

    def _refuse_if_sold(self):
        """Hook: refuse while something is still sold by these revisions.

        :raises UserError: it is
        """

    def _revision_in_force(self):
        return self._of_same_code("active") - self

    def _refuse_incomplete(self):
        """Refuse a protocol by which nobody could treat."""
        self.ensure_one()
        lacking = [
            label
            for label, rows in (
                (self.env._("points"), self.point_ids),
                (self.env._("steps"), self.step_ids),
                (self.env._("phases with sessions"), self.phase_ids),
                (self.env._("techniques"), self.technique_ids),
                (
                    self.env._("the essential technique"),
                    self.essential_technique_id,
                ),
            )
            if not rows
        ]
        if lacking:
            raise UserError(
                self.env._(
                    "%(protocol)s cannot be activated yet. Add %(lacking)s.",
                    protocol=self.display_name,
                    lacking=", ".join(lacking),
                )
            )

    def _copy_names_to(self, draft):
        """Keep the translations of the name, which a copy would not."""
        stored = self._fields["name"]._get_stored_translations(self)
        for lang, name in stored.items():
            draft.with_context(lang=lang).name = name

    def _newest_in_force(self):
        """Return protocol -> the active revision that replaced it, for many at once."""
        active = self.search(
            [("code", "in", self.mapped("code")), ("state", "=", "active")]
        )
        by_key = {(each.code, each.company_id): each for each in active}
        return {
            protocol: newer
            for protocol in self
            for newer in [by_key.get((protocol.code, protocol.company_id))]
            if newer and newer.revision > protocol.revision
        }

    def _plan_values(self):
        """Return create values of a client's plan that follows this protocol."""
        self.ensure_one()
        return {
            "protocol_id": self.id,
            "concern_ids": [fields.Command.set(self.concern_ids.ids)],
            "technique_ids": [fields.Command.set(self.technique_ids.ids)],
            "point_ids": [
                fields.Command.create(point._needling_values() | {"origin": "protocol"})
                for point in self.point_ids
                if not point.optional
            ],
        }
