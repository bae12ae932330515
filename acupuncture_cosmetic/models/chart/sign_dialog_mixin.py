from odoo import api, models

from ...engine import chart_completeness

NEEDLES = {"2c_depth", "2d_response", "2e_stimulation", "2g_size", "2g_lots"}
# by these the needed part asks already, where there are needles
NEEDED = {"counted", "2f_retention", "2f_reason"}


class SignDialogMixin(models.AbstractModel):
    """What is missing is asked where one signs, each with its input.

    What the laws hold a signature for stands apart from what only makes the record
    better. What is asked is settled when the dialog opens, so that no input goes while
    it is being filled in.
    """

    _name = "acupuncture.sign.dialog.mixin"
    _description = "Asked When One Signs"

    def action_open_sign(self):
        """Open the dialog that asks for what is missing, and signs.

        :raises AccessError: no practitioner
        :raises UserError: it is signed already
        """
        self.ensure_one()
        self.env["acupuncture.session"]._check_role("practitioner")
        self._refuse_if_signed()
        view = self.env.ref("acupuncture_cosmetic.treatment_view_form_sign")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Sign the Chart"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "views": [(view.id, "form")],
            "target": "new",
            "context": {"dialog_size": "large", **self._asked_to_sign()},
        }

    def _asked_to_sign(self):
        """Return context key -> codes of what is asked, needed or recommended."""
        self.ensure_one()
        needed = [code for code, missing in self._needed_to_sign().items() if missing]
        missing = self._asked_codes(chart_completeness.missing(self._checked_facts()))
        if not self.needle_ids:  # nothing can be said of each of them
            missing = [code for code in missing if code != "needles"]
        return {"chart_needed": needed, "chart_advised": missing}

    @api.model
    def _asked_codes(self, codes):
        """Return what a dialog asks for these codes, but what a signature waits for."""
        named = ["needles" if code in NEEDLES else code for code in codes]
        return [code for code in dict.fromkeys(named) if code not in NEEDED]

    def _needed_to_sign(self):
        """Return code -> whether it is missing, of what a signature waits for."""
        self.ensure_one()
        timed = self._is_timed()
        odd = self.retention_odd and not self._is_odd_told()
        other = self._signs_for_another()
        return {
            "supervisor": self.needle_ids._wait_for_supervisor(),
            "count": not self.count_settled,
            "minutes": self._must_be_timed() and not timed,
            "reason": odd or (self._must_be_timed() and not timed),
            "sign_reason": other and not (self.sign_reason or "").strip(),
        }
