from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine import wording
from ..foundation.base import made_once
from ..foundation.form_errors import FormErrors
from ..foundation.signature import checked_signature
from ..foundation.signed_how_mixin import HOW
from .intake import ADDED, CONTENT, LIVE
from .screen_form import ScreenForm

_STRICTEST = ("yes", "unknown", "no")


class Intake(models.Model):
    """How one version follows another: started, submitted, confirmed unchanged."""

    _inherit = "acupuncture.intake"

    def action_cancel(self):
        """Give up a history that nobody finished."""
        self._refuse_if_submitted()
        self._sealed_write({"state": "cancelled"})

    def action_submit(self):
        """Submit what staff typed from the client's own words.

        :raises FormErrors: a question has no answer, or a field is missing
        """
        self.check_access("write")
        # sudo: findings are made by this verb alone, nobody may create one
        for intake in self.sudo():
            intake._submit(intake.client_id.name, None)

    def action_no_to_rest(self):
        """Answer every open question with no, as the client just said."""
        self._refuse_if_submitted()
        self.answer_ids.filtered(lambda answer: not answer.value).write({"value": "no"})

    @api.model
    def _start(self, client, company, source, lang=None, blank=False):
        """Return the draft of this client: the open one, else a new version.

        A new version starts from the last one. While that is in date, only the screens
        with questions that are asked before every visit wait to be gone through.

        :param source: portal, tablet or staff
        :param blank: take nothing over, for somebody who may not see what was told; a
            draft that is open ends here
        """
        draft = self.search(
            [
                ("client_id", "=", client.id),
                ("company_id", "=", company.id),
                ("state", "=", "draft"),
            ]
        )
        if draft and blank:
            draft.action_cancel()
            draft = draft.browse()
        if draft:
            if draft.source != source:
                draft._sealed_write({"source": source})
        else:
            draft = self._start_version(client, company, source, lang, blank)
        if source == "staff":
            draft._lay_out_questions()
        return draft

    def _start_version(self, client, company, source, lang, blank=False):
        heads = self._heads(client, company)
        last = heads[:1]
        vals = {
            "client_id": client.id,
            "company_id": company.id,
            "source": source,
            "lang": lang or client.lang or self.env.lang,
            "previous_id": last.id,
            "version": self._next_version(client, company),
            **({} if blank else last._carried_values()),
        }
        self.flush_model(["state"])  # one draft at any moment
        with made_once():
            draft = self._sealed_create([vals])
        if not blank:
            heads._carry_rows(draft)
            draft._carry_screens(last)
        return draft

    def _next_version(self, client, company):
        every = [("client_id", "=", client.id), ("company_id", "=", company.id)]
        [(latest,)] = self._read_group(
            [*every, ("submitted_at", "!=", False)], aggregates=["version:max"]
        )
        return (latest or 0) + 1

    def _carried_values(self):
        """Return what the next version takes over from this one."""
        if not self:
            return {}
        values = self._convert_to_write(
            {name: self[name] for name in CONTENT - {"declared"}}
        )
        due = self.pregnancy_due_date
        if due and self._due_date_problem(due):
            values["pregnancy_due_date"] = False
        return values

    def _carry_rows(self, draft):
        """Copy concerns of the last version, and of each answer the strictest.

        A question about the day itself is asked anew: its answer would be dated anew.
        A day that was told since stands in the draft, for the client to confirm.
        """
        if not self:
            return
        draft._keep_concerns(self[0].concern_ids.concern_id)
        asked = draft._questions()
        asked = asked.filtered(lambda item: not item._is_of_the_day())
        rows = self.answer_ids.filtered(lambda row: row.item_id in asked)
        told = self.finding_ids._told_days()
        strictest = {}
        for row in sorted(rows, key=lambda row: _STRICTEST.index(row.value)):
            strictest.setdefault(row.item_id, row)
        draft._keep_answers(
            {
                item: {
                    "value": row.value,
                    "on_date": row.on_date
                    or (row.value == "yes" and told.get(item, False)),
                    "detail": row.detail,
                }
                for item, row in strictest.items()
            }
        )

    def _carry_screens(self, last):
        """Mark as completed what need not be gone through again."""
        if not last or last.valid_until < last.company_id._clinic_today():
            return
        critical = self._questions(critical_only=True)
        asked = self._questions_by_screen()
        done = [
            screen
            for screen in self._screens()
            if not asked.get(screen, critical.browse()) & critical
        ]
        self._sealed_write({"draft_screens": done})

    def _mark_gone_through(self):
        """Take over all of the last version: the client told it just now."""
        known = self.answer_ids.item_id
        rest = self.previous_id.answer_ids.filtered(
            lambda row: row.item_id not in known
        )
        self._keep_answers(
            {
                row.item_id: {
                    "value": row.value,
                    "on_date": row.on_date,
                    "detail": row.detail,
                }
                for row in rest
            }
        )
        self._sealed_write({"draft_screens": self._screens()})

    def _lay_out_questions(self):
        """Add an empty row for each question, for staff to tick."""
        missing = self._questions() - self.answer_ids.item_id
        self._keep_answers(
            {
                item: {"value": False, "on_date": False, "detail": False}
                for item in missing
            }
        )

    def _submit(self, signer_name, signature, signed_at=None, how=None):
        """Freeze this version and put it in the place of those before it.

        :param signature: base64 of a PNG; staff may do without, they type from paper
        :param signed_at: when it was signed, if not now
        :param how: where the signature came from, see ``acupuncture.signed.how.mixin``
        :raises FormErrors: a screen is open, or the signature is missing
        """
        signer = self._prepare_signer(signer_name, signature)
        signed_at = signed_at or fields.Datetime.now()
        self._freeze_version(
            signed_at, {**signer, **(how or {}), "signed_at": signed_at}
        )

    def _submit_unsigned(self, how=None):
        """Freeze this version before it is signed: who treats reads it at once.

        :raises FormErrors: a screen is open
        """
        self._freeze_version(fields.Datetime.now(), how or {})

    def _freeze_version(self, at, signer):
        self.ensure_one()
        self._lock_draft()
        self._refuse_if_open()
        asked = self._questions()
        self.answer_ids.filtered(
            lambda row: not row.value or row.item_id not in asked
        ).unlink()
        heads = self._heads(self.client_id, self.company_id)
        day = self.company_id._clinic_date(at)
        self._sealed_write({**signer, "declared": True})
        self.env.flush_all()  # rows that are still to be written would be refused
        self._sealed_write(
            {
                "state": "submitted",
                "submitted_at": at,
                "valid_until": fields.Date.add(
                    day, months=self.company_id.acupuncture_history_months
                ),
                "draft_screens": False,
                "content_hash": self._content_hash(),
            }
        )
        heads._sealed_write({"state": "superseded"})
        self._make_findings(heads)
        self._history_changed(self.client_id, self.company_id)

    def _sign_submitted(self, signer_name, signature):
        """Put the signature under what was submitted before it, once."""
        self.ensure_one()
        if not self.signed_at:
            signer = self._prepare_signer(signer_name, signature)
            self._sealed_write({**signer, "signed_at": fields.Datetime.now()})

    def _prepare_signer(self, signer_name, signature):
        """Return the values of the signature, once they are seen to be complete."""
        name = wording.name(signer_name, 201)
        if not name or len(name) > 200:
            raise FormErrors(
                {"signer_name": self.env._("Please enter the name of who signs.")}
            )
        if self.source == "staff" and not signature:
            return {"signer_name": name, "signature": False}
        return {
            "signer_name": name,
            "signature": checked_signature(self.env, signature),
        }

    def _refuse_if_open(self):
        labels = dict(self._screen_labels())
        if open_screens := self._open_screens():
            raise FormErrors(
                {
                    "screen": self.env._(
                        "Not complete yet: %(screens)s.",
                        screens=", ".join(labels[key] for key in open_screens),
                    )
                }
            )

    @api.model
    def _screen_labels(self):
        """Return (screen, title) of every screen, in order."""
        return [
            ("about", self.env._("About you")),
            ("concerns", self.env._("What you would like to change")),
            ("skin", self.env._("Your skin")),
            ("heart_nerves", self.env._("Heart, nerves and general health")),
            ("medicines", self.env._("Medicines")),
            ("allergies", self.env._("Allergies")),
            ("pregnancy", self.env._("Pregnancy and needles")),
            ("procedures", self.env._("Recent procedures")),
            ("lifestyle", self.env._("Daily life")),
        ]

    def _hashed(self, _coming):
        """All that the client said, and signed with it."""
        self.ensure_one()
        content = {
            name: str(self[name] or "")
            for name in sorted(CONTENT | {"name", "lang", "signer_name", "signed_at"})
        }
        for name in ADDED:
            if not content[name]:
                del content[name]
        signature = self.with_context(bin_size=False).signature
        content["signature"] = (signature or b"").decode()
        # Empty in what was signed before it was kept: its hash stays the same.
        how = {name: str(self[name]) for name in HOW if self[name]}
        if how:
            content["how"] = how
        if self.submitted_at and self.signed_at != self.submitted_at:
            content |= {"signer_name": "", "signed_at": "", "signature": ""}
        content["concerns"] = self.concern_ids.concern_id.mapped("code")
        content["answers"] = {
            row.item_id.code: row._as_values() for row in self.answer_ids
        }
        return content

    @api.model
    def _heads(self, client, company):
        """Return the versions that count now, newest first: one, or two if merged."""
        return self.search(
            [
                ("client_id", "=", client.id),
                ("company_id", "=", company.id),
                ("state", "in", LIVE),
            ]
        )

    @api.model
    def _prepare_merge(self, src_partners, dst_partner):
        """Clear what two clients cannot both bring along: drafts and lights.

        Submitted histories stay side by side until the next version; the stricter
        answer counts.

        :return: the clinics in which the client's light changes
        """
        mine = [("client_id", "in", (src_partners | dst_partner).ids)]
        open_ones = self.search([*mine, ("state", "in", ("draft", *LIVE))])
        for of_clinic in open_ones.grouped("company_id").values():
            if len(of_clinic.client_id) > 1:  # a draft knows one history, not both
                of_clinic.filtered(lambda i: i.state == "draft").action_cancel()
        alerts = self.env["acupuncture.client.alert"].search(mine)
        companies = alerts.company_id
        alerts.unlink()
        self.env["acupuncture.client.noted"].search(mine).unlink()
        self.env.flush_all()
        return companies

    def _confirm_unchanged(self, source, session=None):
        """Note that the client found nothing changed; no new version is made.

        :raises UserError: there is no history in date to confirm
        """
        return self._note_asked(source, session)

    def _note_asked(self, source, session=None, changed=False):
        """Note that the client was asked what has changed since this version.

        :param changed: something did; the next version will say what
        :raises UserError: there is no history in date to ask about
        """
        self.ensure_one()
        today = self.company_id._clinic_today()
        if self.state not in LIVE or self.valid_until < today:
            raise UserError(
                self.env._(
                    "This health history is out of date. Please fill it in anew."
                )
            )
        checks = self.env["acupuncture.intake.check"]
        return checks._sealed_create(
            [
                {
                    "intake_id": self.id,
                    "company_id": self.company_id.id,
                    "at": fields.Datetime.now(),
                    "user_id": self.env.uid,
                    "source": source,
                    "session_id": session.id if session else False,
                    "changed": changed,
                }
            ]
        )

    def _critical_changed(self, values):
        """Return the codes of the critical questions that are answered differently.

        :param values: as ``_save_screen`` takes them: ``items`` and ``none``
        :raises FormErrors: nothing was answered, or it cannot be
        """
        self.ensure_one()
        form = ScreenForm(self, "", self._questions(critical_only=True), values)
        if form.errors:
            raise FormErrors(form.errors)
        rows = {row.item_id: row for row in self.answer_ids}
        return {
            item.code
            for item, answer in form.answers.items()
            if item not in rows
            or any(rows[item][name] != value for name, value in answer.items())
        }

    def _asked_again(self):
        """Return the questions for before a visit: critical ones, and what goes on."""
        self.ensure_one()
        going_on = self.finding_ids.filtered(
            lambda finding: finding.answer_ids.sorted("id")[-1:].ongoing
        ).item_id
        going_on = going_on.mapped(lambda item: item.question_of_id or item)
        every = self._questions()
        return every & (self._questions(critical_only=True) | going_on)

    def _questions(self, critical_only=False):
        """Return the screening items that the clinic asks, in order."""
        items = self.env["acupuncture.contraindication"]
        return items._questions(self.company_id, critical_only=critical_only)
